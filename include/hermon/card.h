/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What lies on a card's flash: where images start, which one is current.
 */
#ifndef HERMON_CARD_H
#define HERMON_CARD_H

#include <hermon_env.h>
#include <hermon/image.h>
#include <hermon/layout.h>
#include <hermon/nor.h>

/**
 * struct hermon_slot - a reader over one slot of the flash
 * @rd: the reader; offsets are image offsets
 * @nor: the flash
 * @layout: where on the flash the slot lies
 * @block: what was read last; the parser asks for one word after the other
 * @block_off: image offset of @block
 * @has_block: @block holds something
 */
struct hermon_slot {
	struct hermon_reader rd;
	struct hermon_nor *nor;
	struct hermon_layout layout;
	u8 block[HERMON_NOR_BLOCK];
	u32 block_off;
	bool has_block;
};

/**
 * struct hermon_card - what lies on the flash
 * @starts: addresses that hold an image signature, ascending
 * @n_starts: how many
 * @valid: @layout and @image describe the current image
 * @layout: where it lies
 * @image: what it says of itself
 * @why: if not @valid, the reason
 */
struct hermon_card {
	u32 starts[HERMON_FS2_N_STARTS];
	u32 n_starts;
	bool valid;
	struct hermon_layout layout;
	struct hermon_image image;
	struct hermon_report why;
};

void hermon_slot_init(struct hermon_slot *slot, struct hermon_nor *nor,
		      const struct hermon_layout *layout);
int hermon_card_read(struct hermon_card *card, struct hermon_nor *nor,
		     struct hermon_report *report);

#endif /* HERMON_CARD_H */
