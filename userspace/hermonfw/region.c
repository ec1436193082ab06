// SPDX-License-Identifier: GPL-2.0-only
/*
 * The whole flash of a card, read through the devlink region "flash".
 *
 * Where the kernel can, only what is asked for is read from the card, and
 * kept. A kernel that cannot makes a snapshot of all of it first, which takes
 * some ten seconds for 2 MB.
 */
#include <stdlib.h>
#include <unistd.h>

#include "nl.h"
#include "region.h"

#define NAME		"flash"
/* No flash of these cards is larger. */
#define FLASH_MAX	0x1000000
/* What one answer to a request for a snapshot's bytes may carry */
#define PIECE		0x10000

static int take_snapshot(struct region *r, struct error *e)
{
	int err;

	err = dl_region_snapshot(r->dl, r->dev, NAME, &r->snapshot, e);
	if (!err)
		r->has_snapshot = true;
	return err;
}

static int read_range(struct region *r, u32 addr, u32 len, struct error *e)
{
	const u32 *snapshot = r->has_snapshot ? &r->snapshot : NULL;
	int err;

	err = dl_region_read(r->dl, r->dev, NAME, snapshot, addr,
			     r->data + addr, len, e);
	if (!err)
		memset(r->has + addr / REGION_BLOCK, 1,
		       DIV_ROUND_UP(len, REGION_BLOCK));
	return err;
}

/* Linux before 6.2 does not know direct reads and misses a snapshot's id. */
static bool cannot_read_direct(int err)
{
	return err == -EINVAL || err == -EOPNOTSUPP;
}

static int read_block(struct region *r, u32 addr, struct error *e)
{
	u32 len = min_t(u32, REGION_BLOCK, r->rd.size - addr);
	int err;

	err = read_range(r, addr, len, e);
	if (err && !r->has_snapshot && cannot_read_direct(err)) {
		err = take_snapshot(r, e);
		if (!err)
			err = read_range(r, addr, len, e);
	}
	return err;
}

/*
 * What the kernel said stays in @r->error: struct hermon_report has no place
 * for it.
 */
static int region_read(struct hermon_reader *rd, u32 off, void *buf, u32 len,
		       struct hermon_report *report)
{
	struct region *r = container_of(rd, struct region, rd);
	u32 addr;
	int err;

	for (addr = round_down(off, REGION_BLOCK); addr < off + len;
	     addr += REGION_BLOCK) {
		if (r->has[addr / REGION_BLOCK])
			continue;
		err = read_block(r, addr, &r->error);
		if (err)
			return err;
	}
	memcpy(buf, r->data + off, len);
	return 0;
}

static int get_size(struct region *r, struct error *e)
{
	u64 size = 0;
	int err;

	err = dl_region_size(r->dl, r->dev, NAME, &size, e);
	if (err == -EINVAL || err == -ENODEV || err == -EOPNOTSUPP) {
		error_set(e, -err, "NO_REGION",
			  "the flash of %s cannot be read through devlink",
			  r->dev);
		error_next(e, "give the card to hermon_fw (hermonfw bind); if it has it, dmesg says why the flash chip was not identified");
		return err;
	}
	if (!err && (!size || size > FLASH_MAX))
		err = error_set(e, EINVAL, "NO_REGION",
				"the flash of %s is said to have %llu bytes",
				r->dev, (unsigned long long)size);
	r->rd.size = size;
	return err;
}

static int allocate(struct region *r, struct error *e)
{
	r->data = malloc(r->rd.size);
	r->has = calloc(DIV_ROUND_UP(r->rd.size, REGION_BLOCK), 1);
	if (!r->data || !r->has)
		return error_set(e, ENOMEM, "MEMORY", "out of memory");
	return 0;
}

/**
 * region_open() - set up a reader over the flash of a card
 * @r: to set up; region_close() undoes it, also after a failure
 * @dev: the card, as sysfs_find() gives its address
 * @e: filled on failure
 *
 * Return: 0 or -errno.
 */
int region_open(struct region *r, const char *dev, struct error *e)
{
	int err;

	*r = (struct region) {
		.rd = { .where = HERMON_WHERE_CARD, .read = region_read },
	};
	snprintf(r->dev, sizeof(r->dev), "%s", dev);
	err = dl_open(&r->dl, e);
	if (!err)
		err = get_size(r, e);
	if (!err)
		err = allocate(r, e);
	return err;
}

/* A part of it that was read earlier may be older than the rest: again. */
static int read_pieces(struct region *r, struct error *e)
{
	u32 addr;
	int err = 0;

	for (addr = 0; !err && addr < r->rd.size; addr += PIECE)
		err = read_range(r, addr, min_t(u32, PIECE, r->rd.size - addr),
				 e);
	return err;
}

/**
 * region_read_all() - read all of the flash, in one go
 * @r: the region
 * @e: filled on failure
 *
 * As a snapshot: nobody's burn is seen half done. Its room in the kernel is
 * free again afterwards. Reads of @r then come from memory.
 *
 * Return: 0 or -errno.
 */
int region_read_all(struct region *r, struct error *e)
{
	int err = 0;

	if (!r->has_snapshot)
		err = take_snapshot(r, e);
	if (!err)
		err = read_pieces(r, e);
	region_drop(r);
	return err;
}

/**
 * region_error() - say why a read through a region failed
 * @r: the region
 * @err: what core/ returned, negative
 * @report: what it reported
 * @e: filled
 *
 * Return: @err.
 */
int region_error(const struct region *r, int err,
		 const struct hermon_report *report, struct error *e)
{
	if (report->reason || !r->error.err)
		return error_report(e, err, report);
	*e = r->error;
	return err;
}

/**
 * region_drop() - give a snapshot's room in the kernel back
 * @r: the region
 */
void region_drop(struct region *r)
{
	struct error ignored;

	if (r->has_snapshot)
		dl_region_delete(r->dl, r->dev, NAME, r->snapshot, &ignored);
	r->has_snapshot = false;
}

/**
 * region_close() - undo region_open()
 * @r: the region
 */
void region_close(struct region *r)
{
	if (r->dl)
		region_drop(r);
	dl_close(r->dl);
	free(r->data);
	free(r->has);
	*r = (struct region) { 0 };
}
