/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What each of the two slots of a flash holds.
 */
#ifndef SLOTS_H
#define SLOTS_H

#include <hermon_env.h>
#include <hermon/card.h>
#include <hermon/image.h>
#include <hermon/patch.h>

enum slot_state {
	SLOT_SOUND,	/* signed, every byte checked */
	SLOT_DAMAGED,	/* signed, and something is wrong */
	SLOT_RETIRED,	/* a later burn took the signature away */
	SLOT_UNSIGNED,	/* complete but for the signature */
	SLOT_PARTIAL,	/* bytes that are no complete image */
	SLOT_ERASED,	/* nothing */
	SLOT_ABSENT,	/* the flash has no room for this slot */
};

/**
 * struct signed_reader - an image as if its signature were there
 * @rd: the reader
 * @base: reads the image
 */
struct signed_reader {
	struct hermon_reader rd;
	struct hermon_reader *base;
};

/**
 * struct slot_view - what a slot holds
 * @layout: where it lies
 * @start: flash address of its signature
 * @state: what is there
 * @current: the card's image, as far as anybody can tell
 * @described: @image says something: all if it is sound, retired or unsigned,
 *	else version and PSID
 * @image: what it says of itself
 * @why: if it is damaged or partial, what is wrong
 * @slot: reads the slot
 * @as_signed: reads it as if it were signed
 */
struct slot_view {
	struct hermon_layout layout;
	u32 start;
	enum slot_state state;
	bool current;
	bool described;
	struct hermon_image image;
	struct hermon_report why;
	struct hermon_slot slot;
	struct signed_reader as_signed;
};

/**
 * struct slots - both slots
 * @known: anything on the flash says how it is laid out
 * @log2_chunk: log2 of the chunk size, if @known
 * @slots: the slots, if @known
 * @strays: addresses of signatures, valid or retired, that are in neither slot
 * @n_strays: how many
 */
struct slots {
	bool known;
	u8 log2_chunk;
	struct slot_view slots[2];
	u32 strays[2 * HERMON_FS2_N_STARTS];
	u32 n_strays;
};

int slots_read(struct slots *slots, struct hermon_reader *flash,
	       const struct hermon_card *card, struct hermon_report *report);
bool slots_is_erased(struct hermon_reader *rd, u32 off, u32 len);
const char *slot_state_name(enum slot_state state);

#endif /* SLOTS_H */
