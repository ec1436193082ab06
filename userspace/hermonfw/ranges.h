/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A flash or an image cut into ranges, each of which is one thing.
 */
#ifndef RANGES_H
#define RANGES_H

#include <hermon_env.h>
#include <hermon/card.h>

#include "parts.h"
#include "slots.h"

enum range_what {
	RANGE_HEADER,
	RANGE_LOADER,
	RANGE_SECTION,
	RANGE_BETWEEN,	/* within an image, of no section */
	RANGE_CONFIG,	/* reserved for settings of the firmware */
	RANGE_ERASED,
	RANGE_DATA,	/* of nothing that is known */
	RANGE_PADDING,	/* behind the image in a file */
};

#define RANGE_NO_SLOT	-1

/**
 * struct range - bytes that are one thing
 * @addr: flash address, or offset in the file
 * @len: bytes
 * @off: image offset, if it is of a slot or an image
 * @slot: 0, 1 or RANGE_NO_SLOT
 * @what: what it is
 * @type: of the section, if it is one
 * @name: of it
 * @state: what its checksum says
 */
struct range {
	u32 addr;
	u32 len;
	u32 off;
	int slot;
	enum range_what what;
	u32 type;
	char name[PART_NAME];
	enum part_state state;
};

/**
 * struct ranges - all of a flash or an image
 * @ranges: ascending by address, without gaps
 * @n_ranges: how many
 * @room: for how many there is memory
 */
struct ranges {
	struct range *ranges;
	u32 n_ranges;
	u32 room;
};

int ranges_of_flash(struct ranges *r, struct hermon_reader *flash,
		    const struct hermon_card *card, struct slots *slots,
		    struct hermon_report *report);
int ranges_of_image(struct ranges *r, struct hermon_reader *rd,
		    struct hermon_report *report);
void ranges_free(struct ranges *r);
const char *range_what_name(enum range_what what);

#endif /* RANGES_H */
