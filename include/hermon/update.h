/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A file, a card and a wish in; the bytes to burn and the steps to burn them,
 * or a refusal, out. Writes nothing.
 */
#ifndef HERMON_UPDATE_H
#define HERMON_UPDATE_H

#include <hermon_env.h>
#include <hermon/card.h>
#include <hermon/identity.h>
#include <hermon/image.h>
#include <hermon/match.h>
#include <hermon/plan.h>
#include <hermon/rom.h>

/**
 * struct hermon_update - a decided update
 * @file: the file
 * @image: what the file says of itself
 * @match: what it takes from the card
 * @rom: the image with another boot ROM in it, if @match asks for that
 * @identity: that with the card's GUIDs, MACs and VSD in it
 * @result: what will be burned says this of itself
 * @plan: how it will be burned
 *
 * @identity.rd reads what will be burned. Some 16 KB: not for the stack.
 */
struct hermon_update {
	struct hermon_reader *file;
	struct hermon_image image;
	struct hermon_match match;
	struct hermon_rom rom;
	struct hermon_identity identity;
	struct hermon_image result;
	struct hermon_plan plan;
};

int hermon_update_check(struct hermon_update *up, struct hermon_reader *file,
			struct hermon_report *report);
int hermon_update_match(struct hermon_update *up, const struct hermon_card *card,
			const struct hermon_target *target,
			const struct hermon_wish *wish,
			struct hermon_report *report);
u32 hermon_update_rom_room(const struct hermon_update *up,
			   const struct hermon_card *card);
int hermon_update_is_current(struct hermon_update *up,
			     const struct hermon_card *card,
			     struct hermon_reader *flash, bool *same,
			     struct hermon_report *report);
int hermon_update_compose(struct hermon_update *up,
			  const struct hermon_card *card,
			  const struct hermon_target *target,
			  struct hermon_reader *flash, u8 *rom,
			  struct hermon_report *report);

#endif /* HERMON_UPDATE_H */
