/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All that can be said of an image, for text and JSON.
 */
#ifndef DESCRIBE_H
#define DESCRIBE_H

#include <hermon_env.h>
#include <hermon/image.h>

#include "parts.h"
#include "rominfo.h"
#include "tags.h"

/**
 * struct description - all that can be said of an image
 * @image: what core/ found in it
 * @tags: what core/ has no use for
 * @rom: its boot ROM, if @image says that it has one
 * @full: the CRC of the whole image; PART_BLANK if it is not set
 * @full_stored: as it stands in the header
 * @full_computed: what that should be
 */
struct description {
	struct hermon_image image;
	struct tags tags;
	struct rom_info rom;
	enum part_state full;
	u16 full_stored;
	u16 full_computed;
};

/* What GUIDs are good for. */
enum guids_state {
	GUIDS_SET,
	GUIDS_BLANK,	/* all ones, to be set later */
	GUIDS_DEFAULT,	/* the vendor's, or nobody's */
};

struct json_object;

int describe(struct description *d, struct hermon_reader *rd,
	     const struct hermon_image *image, struct hermon_report *report);
enum guids_state guids_state(const struct hermon_image *image);
const char *guids_state_name(enum guids_state state);
struct json_object *json_text(const char *text);
struct json_object *json_guid(u64 guid, int digits);
struct json_object *describe_image_json(const struct hermon_image *image);
struct json_object *describe_json(const struct description *d);
void describe_print(const struct description *d);
void print_field(const char *name, const char *fmt, ...) __printf(2, 3);
char *printable(char *text);

#endif /* DESCRIBE_H */
