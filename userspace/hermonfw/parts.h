/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Loader blocks and sections of an image, each with its checksum.
 */
#ifndef PARTS_H
#define PARTS_H

#include <hermon_env.h>
#include <hermon/image.h>

enum part_state {
	PART_OK,
	PART_BLANK,	/* GUIDs to be set later */
	PART_BAD,
};

#define PART_NAME	24
#define PARTS_MAX	(HERMON_FS2_MAX_SECTIONS + HERMON_FS2_MAX_LOADERS)

/**
 * struct part - a loader block or a section
 * @off: image offset
 * @len: bytes, with header and CRC word
 * @is_loader: it is a loader block
 * @type: of the section; 0 for a loader block
 * @name: of it
 * @stored: its CRC word
 * @computed: what that should be
 * @state: what they make of it
 */
struct part {
	u32 off;
	u32 len;
	bool is_loader;
	u32 type;
	char name[PART_NAME];
	u32 stored;
	u16 computed;
	enum part_state state;
};

/**
 * struct parts - what an image consists of
 * @parts: ascending
 * @n_parts: how many
 * @size: of the image; 0 if not even the header is right
 * @log2_chunk: log2 of its chunk size; 0 if it is not failsafe
 * @whole: lengths and links lead to the end of the image
 * @why: if not @whole, what is wrong
 * @full_stored: CRC of the whole image as it stands in the header
 * @full_computed: what that should be, if @whole
 * @full: what they make of it
 */
struct parts {
	struct part parts[PARTS_MAX];
	u32 n_parts;
	u32 size;
	u8 log2_chunk;
	bool whole;
	struct hermon_report why;
	u16 full_stored;
	u16 full_computed;
	enum part_state full;
};

int parts_read(struct parts *parts, struct hermon_reader *rd,
	       struct hermon_report *report);
const struct part *parts_first_bad(const struct parts *parts);
const char *part_state_name(enum part_state state);

#endif /* PARTS_H */
