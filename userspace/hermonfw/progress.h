/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How far a burn is: a bar, lines, or JSON.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <time.h>

#include "nl.h"

/**
 * struct progress - a burn that is watched
 * @app: this run
 * @start: when it began
 * @now: the last status message
 * @drawn: there is a bar on the terminal
 */
struct progress {
	const struct app *app;
	struct timespec start;
	struct dl_status now;
	bool drawn;
};

void progress_start(struct progress *p, const struct app *app);
void progress_status(struct progress *p, const struct dl_status *status);
void progress_tick(struct progress *p);
void progress_end(struct progress *p);
void progress_bar(const struct dl_status *status, u32 seconds, int width,
		  char *buf, size_t len);

#endif /* PROGRESS_H */
