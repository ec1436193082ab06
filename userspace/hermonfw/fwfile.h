/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An image placed where the kernel finds firmware, for as long as it takes to
 * load it.
 */
#ifndef FWFILE_H
#define FWFILE_H

#include <limits.h>

#include "hermonfw.h"

/**
 * struct fwfile - an image that the kernel can find
 * @name: what to ask the kernel for
 * @path: of the file
 * @dir: made for it alone, or empty
 * @lock: file that keeps others from changing the kernel's path, or -1
 */
struct fwfile {
	char name[64];
	char path[PATH_MAX];
	char dir[PATH_MAX];
	int lock;
};

int fwfile_place(struct fwfile *f, const void *data, size_t size,
		 struct error *e);
void fwfile_remove(struct fwfile *f);

#endif /* FWFILE_H */
