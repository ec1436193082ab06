/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What lies on a card's flash: where images start, which one is current.
 */
#ifndef HERMON_CARD_H
#define HERMON_CARD_H

#include <hermon_env.h>
#include <hermon/image.h>
#include <hermon/layout.h>

/**
 * struct hermon_slot - a reader over one slot of a flash
 * @rd: the reader; offsets are image offsets
 * @flash: the whole flash; offsets are flash addresses
 * @layout: where on the flash the slot lies
 */
struct hermon_slot {
	struct hermon_reader rd;
	struct hermon_reader *flash;
	struct hermon_layout layout;
};

enum hermon_start_state {
	HERMON_START_UNREAD,	/* another one is current: did not matter */
	HERMON_START_SOUND,	/* as far as it was read */
	HERMON_START_DAMAGED,	/* GUIDs and PSID are sound, the rest is not */
	HERMON_START_VOID,	/* not even these */
};

/**
 * struct hermon_start - a place where a signature says that an image begins
 * @addr: flash address
 * @state: what is behind it
 * @placed: @layout is known
 * @layout: where the image lies
 * @why: what is wrong, if it is damaged or void
 */
struct hermon_start {
	u32 addr;
	enum hermon_start_state state;
	bool placed;
	struct hermon_layout layout;
	struct hermon_report why;
};

/**
 * struct hermon_card - what lies on the flash
 * @starts: where a signature says that an image begins, ascending
 * @n_starts: how many
 * @retired: addresses of signatures whose first word was cleared, ascending
 * @n_retired: how many
 * @valid: @layout and @image describe the current image, and its GUIDs and
 *	PSID can be believed
 * @layout: where it lies
 * @image: what it says of itself
 * @why: if not @valid, the reason
 * @psid: if not @valid, the PSID if that at least could be read, or empty
 */
struct hermon_card {
	struct hermon_start starts[HERMON_FS2_N_STARTS];
	u32 n_starts;
	u32 retired[HERMON_FS2_N_STARTS];
	u32 n_retired;
	bool valid;
	struct hermon_layout layout;
	struct hermon_image image;
	struct hermon_report why;
	char psid[HERMON_FS2_PSID_SIZE + 1];
};

void hermon_slot_init(struct hermon_slot *slot, struct hermon_reader *flash,
		      const struct hermon_layout *layout);
int hermon_start_open(struct hermon_start *start, struct hermon_reader *flash,
		      struct hermon_slot *slot, struct hermon_report *report);
int hermon_card_read(struct hermon_card *card, struct hermon_reader *flash,
		     struct hermon_report *report);

#endif /* HERMON_CARD_H */
