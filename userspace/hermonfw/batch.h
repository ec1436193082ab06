/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The same for several cards at once.
 */
#ifndef HERMONFW_BATCH_H
#define HERMONFW_BATCH_H

#include "hermonfw.h"

#define BATCH_MAX	64	/* cards; more than any host has slots */

int batch_run(struct app *app, char **devs, u32 n,
	      int (*one)(void *ctx, const char *dev), void *ctx);

#endif /* HERMONFW_BATCH_H */
