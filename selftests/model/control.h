/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Requests to a card that is running, through a FIFO.
 */
#ifndef HERMON_MODEL_CONTROL_H
#define HERMON_MODEL_CONTROL_H

#include <limits.h>
#include <stddef.h>

/**
 * struct control - the FIFO and what it asks for
 * @fd: the FIFO; -1 if there is none
 * @line: what of a request has come so far
 * @n: how much of it
 * @stats: write statistics to a file
 * @flash: take the contents of the flash from a file
 * @ctx: what these are called with
 */
struct control {
	int fd;
	char line[2 * PATH_MAX];
	size_t n;
	void (*stats)(void *ctx, const char *path);
	void (*flash)(void *ctx, const char *path);
	void *ctx;
};

/* Returns 0 or -errno; -EINVAL if @path is no FIFO. */
int control_open(struct control *c, const char *path);
/* Carries out what has come; @ctx is a struct control. */
void control_take(void *ctx);

#endif /* HERMON_MODEL_CONTROL_H */
