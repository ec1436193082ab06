/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The whole flash of a card, read through the devlink region "flash".
 */
#ifndef REGION_H
#define REGION_H

#include <hermon/image.h>

#include "hermonfw.h"

struct dl;

#define REGION_BLOCK	4096

/**
 * struct region - the flash of one card
 * @rd: the reader; offsets are flash addresses
 * @dl: the connection to the kernel
 * @dev: handle, "0000:05:00.0"
 * @has_snapshot: the kernel holds a copy, reads come from that
 * @snapshot: its number
 * @data: what was read so far
 * @has: one byte for each block of @data: 1 if it was read
 * @error: why the last read failed
 */
struct region {
	struct hermon_reader rd;
	struct dl *dl;
	char dev[32];
	bool has_snapshot;
	u32 snapshot;
	u8 *data;
	u8 *has;
	struct error error;
};

int region_open(struct region *r, const char *dev, struct error *e);
int region_read_all(struct region *r, struct error *e);
int region_error(const struct region *r, int err,
		 const struct hermon_report *report, struct error *e);
void region_drop(struct region *r);
void region_close(struct region *r);

#endif /* REGION_H */
