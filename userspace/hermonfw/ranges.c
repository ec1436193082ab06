// SPDX-License-Identifier: GPL-2.0-only
/*
 * A flash or an image cut into ranges, each of which is one thing.
 *
 * A slot is described in image offsets, where its parts lie together; only
 * then it is cut at chunk boundaries and laid out on the flash.
 */
#include <stdlib.h>

#include "ranges.h"

/* What is in no image is looked at in steps of this. */
#define STEP		0x1000

/**
 * struct space - where ranges are made of
 * @r: the ranges
 * @rd: reads it, by image offset
 * @view: the slot that it is, or NULL if offsets are addresses
 * @report: filled on failure
 */
struct space {
	struct ranges *r;
	struct hermon_reader *rd;
	const struct slot_view *view;
	struct hermon_report *report;
};

static int append(struct ranges *r, const struct range *range)
{
	struct range *more;

	if (r->n_ranges == r->room) {
		more = reallocarray(r->ranges, r->room + 64, sizeof(*more));
		if (!more)
			return -ENOMEM;
		r->ranges = more;
		r->room += 64;
	}
	r->ranges[r->n_ranges++] = *range;
	return 0;
}

/* @range has an image offset and gets its address, chunk by chunk. */
static int add(struct space *space, struct range range)
{
	const struct slot_view *view = space->view;
	u32 chunk, left = range.len;
	int err = 0;

	range.slot = view ? view->layout.slot : RANGE_NO_SLOT;
	range.addr = range.off;
	if (!view)
		return range.len ? append(space->r, &range) : 0;

	chunk = BIT(view->layout.log2_chunk);
	while (!err && left) {
		range.len = min_t(u32, left, chunk - range.off % chunk);
		range.addr = hermon_layout_addr(&view->layout, range.off);
		err = append(space->r, &range);
		range.off += range.len;
		left -= range.len;
	}
	return err;
}

/* Runs of steps that are erased, and runs that are not. */
static int add_raw(struct space *space, u32 off, u32 end)
{
	enum range_what what = RANGE_DATA, here;
	u32 from = off, n;
	int err = 0;

	for (; !err && off < end; off += n) {
		n = min_t(u32, end - off, STEP - off % STEP);
		here = slots_is_erased(space->rd, off, n) ? RANGE_ERASED :
							    RANGE_DATA;
		if (here != what && off > from) {
			err = add(space, (struct range) {
				.off = from, .len = off - from, .what = what });
			from = off;
		}
		what = here;
	}
	if (!err && from < end)
		err = add(space, (struct range) {
			.off = from, .len = end - from, .what = what });
	return err;
}

static int add_part(struct space *space, const struct part *part)
{
	struct range range = {
		.off = part->off, .len = part->len, .type = part->type,
		.state = part->state,
		.what = part->is_loader ? RANGE_LOADER : RANGE_SECTION,
	};

	memcpy(range.name, part->name, sizeof(range.name));
	return add(space, range);
}

static int add_between(struct space *space, u32 off, u32 end)
{
	if (off >= end)
		return 0;
	return add(space, (struct range) {
		.off = off, .len = end - off, .what = RANGE_BETWEEN });
}

/* Sets @end to where the image ends, as far as it can be followed. */
static int add_image(struct space *space, struct hermon_reader *as_signed,
		     u32 *end)
{
	struct parts *parts = malloc(sizeof(*parts));
	u32 off = HERMON_FS2_LOADER_OFF;
	u32 i;
	int err;

	*end = 0;
	if (!parts)
		return -ENOMEM;
	err = parts_read(parts, as_signed, space->report);
	if (!err && parts->size) {
		err = add(space, (struct range) {
			.off = 0, .len = off, .what = RANGE_HEADER });
		*end = off;
	}
	for (i = 0; !err && i < parts->n_parts; i++) {
		err = add_between(space, off, parts->parts[i].off);
		if (!err)
			err = add_part(space, &parts->parts[i]);
		off = parts->parts[i].off + parts->parts[i].len;
		*end = off;
	}
	free(parts);
	return err;
}

/* Tag 19; the same place in both slots, by the image that is current. */
static void config_area(const struct hermon_image *image, u32 room, u32 *off,
			u32 *end)
{
	u64 sector = BIT(image->config_sector_log2);
	u64 len = min_t(u64, image->config_sectors * sector,
			HERMON_FS2_CONFIG_AREA_MAX);
	u64 pad = image->config_pad * sector;

	*off = room;
	*end = room;
	if (!image->config_sectors || len + pad > room)
		return;
	*off = room - len - pad;
	*end = room - pad;
}

/* What follows the image in its slot. */
static int add_rest(struct space *space, const struct hermon_image *image,
		    u32 off)
{
	u32 room = space->rd->size;
	u32 from = room, to = room;
	int err;

	if (image)
		config_area(image, room, &from, &to);
	if (off > from) {
		from = room;
		to = room;
	}
	err = add_raw(space, off, from);
	if (!err && from < to)
		err = add(space, (struct range) {
			.off = from, .len = to - from, .what = RANGE_CONFIG });
	if (!err)
		err = add_raw(space, to, room);
	return err;
}

static bool has_structure(const struct slot_view *view)
{
	return view->state == SLOT_SOUND || view->state == SLOT_DAMAGED ||
	       view->state == SLOT_RETIRED || view->state == SLOT_UNSIGNED;
}

static int add_slot(struct space *space, struct slot_view *view,
		    const struct hermon_card *card)
{
	const struct hermon_image *image = NULL;
	u32 end = 0;
	int err = 0;

	space->view = view;
	space->rd = &view->slot.rd;
	if (card->valid)
		image = &card->image;
	else if (view->described)
		image = &view->image;
	if (has_structure(view))
		err = add_image(space, &view->as_signed.rd, &end);
	if (!err)
		err = add_rest(space, image, end);
	return err;
}

static int by_address(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return x->addr < y->addr ? -1 : x->addr > y->addr;
}

/* A flash whose size is no multiple of two chunks has an end in no slot. */
static int add_end(struct space *space, const struct slots *slots,
		   struct hermon_reader *flash)
{
	u32 off = 0;

	space->view = NULL;
	space->rd = flash;
	if (slots->known)
		off = 2 * slots->slots[0].slot.rd.size;
	return add_raw(space, off, flash->size);
}

/**
 * ranges_of_flash() - cut a flash into ranges
 * @r: set; ranges_free() frees it, also after a failure
 * @flash: the flash
 * @card: what core/ found on it
 * @slots: what is in its slots
 * @report: filled on failure
 *
 * Return: 0, -ENOMEM or an error of @flash.
 */
int ranges_of_flash(struct ranges *r, struct hermon_reader *flash,
		    const struct hermon_card *card, struct slots *slots,
		    struct hermon_report *report)
{
	struct space space = { .r = r, .report = report };
	size_t i;
	int err = 0;

	*r = (struct ranges) { 0 };
	for (i = 0; !err && slots->known && i < ARRAY_SIZE(slots->slots); i++)
		if (slots->slots[i].state != SLOT_ABSENT)
			err = add_slot(&space, &slots->slots[i], card);
	if (!err)
		err = add_end(&space, slots, flash);
	if (!err && r->n_ranges)
		qsort(r->ranges, r->n_ranges, sizeof(*r->ranges), by_address);
	return err;
}

/**
 * ranges_of_image() - cut an image file into ranges
 * @r: set; ranges_free() frees it, also after a failure
 * @rd: reads the file
 * @report: filled on failure
 *
 * Return: 0, -ENOMEM or an error of @rd.
 */
int ranges_of_image(struct ranges *r, struct hermon_reader *rd,
		    struct hermon_report *report)
{
	struct space space = { .r = r, .rd = rd, .report = report };
	u32 end;
	int err;

	*r = (struct ranges) { 0 };
	err = add_image(&space, rd, &end);
	if (!err && end < rd->size)
		err = add(&space, (struct range) {
			.off = end, .len = rd->size - end,
			.what = end ? RANGE_PADDING : RANGE_DATA });
	return err;
}

/**
 * ranges_free() - forget ranges
 * @r: the ranges
 */
void ranges_free(struct ranges *r)
{
	free(r->ranges);
	*r = (struct ranges) { 0 };
}

/**
 * range_what_name() - one word for what a range is
 * @what: what it is
 *
 * Return: a constant text.
 */
const char *range_what_name(enum range_what what)
{
	static const char * const names[] = {
		[RANGE_HEADER] = "header", [RANGE_LOADER] = "loader",
		[RANGE_SECTION] = "section", [RANGE_BETWEEN] = "between",
		[RANGE_CONFIG] = "config-area", [RANGE_ERASED] = "erased",
		[RANGE_DATA] = "data", [RANGE_PADDING] = "padding",
	};

	return names[what];
}
