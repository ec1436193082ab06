/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One request to burn, watched.
 */
#ifndef BURN_H
#define BURN_H

#include "fwfile.h"
#include "hermonfw.h"

/**
 * struct burn - how a request to burn went
 * @begun: the driver was asked
 * @erased: it has begun to change the flash
 * @killed: the user had it stopped
 * @next: what the driver says to do, or empty
 */
struct burn {
	bool begun;
	bool erased;
	bool killed;
	char next[ERROR_TEXT];
};

void burn_block_signals(void);
bool burn_interrupted(void);
int burn_run(struct burn *burn, const struct app *app, const char *dev,
	     struct fwfile *file, u32 overwrite, struct error *e);

#endif /* BURN_H */
