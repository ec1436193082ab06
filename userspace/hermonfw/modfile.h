/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The file of a kernel module: where it is, for which kernel, signed by whom.
 */
#ifndef MODFILE_H
#define MODFILE_H

#include <limits.h>

#include "hermonfw.h"

/**
 * struct modfile - the file of a module
 * @path: where it is; empty if it is not installed
 * @err: why it cannot be read, negative; 0 if it can
 * @release: kernel that it was built for, or empty
 * @is_signed: a signature is appended to it
 * @signer: who made that, or empty
 */
struct modfile {
	char path[PATH_MAX];
	int err;
	char release[128];
	bool is_signed;
	char signer[128];
};

int modfile_find(struct modfile *m, const char *name, const char *release);

#endif /* MODFILE_H */
