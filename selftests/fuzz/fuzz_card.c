// SPDX-License-Identifier: GPL-2.0-only
/*
 * A flash of any content: what lies on it, and the slots behind the striping.
 */
#include <stdlib.h>

#include <hermon/card.h>
#include <hermon/rom.h>

#include "fs2_build.h"
#include "fuzz.h"
#include "input.h"

static bool has_start(const struct hermon_card *card, u32 addr)
{
	u32 i;

	for (i = 0; i < card->n_starts; i++)
		if (card->starts[i].addr == addr)
			return true;
	return false;
}

static void claim_starts(const struct hermon_card *card, u32 size)
{
	u32 i;

	CLAIM(card->n_starts + card->n_retired <= HERMON_FS2_N_STARTS);
	for (i = 0; i < card->n_starts; i++) {
		const struct hermon_start *start = &card->starts[i];

		CLAIM(start->addr < size);
		CLAIM(!i || start->addr > card->starts[i - 1].addr);
		if (start->placed)
			CLAIM(start->addr ==
			      fs2_build_addr(0, start->layout.log2_chunk,
					     start->layout.slot));
		if (start->state == HERMON_START_VOID)
			fuzz_claim_report(&start->why,
					  hermon_report_errno(&start->why));
	}
	for (i = 0; i < card->n_retired; i++)
		CLAIM(card->retired[i] < size && !has_start(card,
							    card->retired[i]));
}

/* A slot's bytes lie where the document says, around every border of a chunk. */
static void claim_striping(struct hermon_slot *slot)
{
	const struct hermon_layout *layout = &slot->layout;
	u32 chunk = 1U << layout->log2_chunk;
	struct hermon_report report = { 0 };
	u8 run[24], byte;
	u32 off, i;

	for (off = 0; off + sizeof(run) <= slot->rd.size; off += chunk / 2) {
		u32 from = off ? off - 12 : 0;

		CLAIM(!hermon_reader_get(&slot->rd, from, run, sizeof(run),
					 &report));
		for (i = 0; i < sizeof(run); i++) {
			CLAIM(!hermon_reader_get(slot->flash,
						 fs2_build_addr(from + i,
								layout->log2_chunk,
								layout->slot),
						 &byte, 1, &report));
			CLAIM(byte == run[i]);
		}
	}
	CLAIM(hermon_reader_get(&slot->rd, slot->rd.size - 1, run, 2,
				&report) < 0);
}

static void read_rom(struct hermon_reader *flash,
		     const struct hermon_card *card)
{
	struct hermon_report report = { 0 };
	u8 *rom = fuzz_alloc(card->image.rom_len);
	int err;

	err = hermon_rom_read(flash, card, rom, &report);
	if (err)
		fuzz_claim_report(&report, err);
	free(rom);
}

/* What the card is believed to be is what a second look finds. */
static void claim_current(const struct hermon_card *card,
			  struct hermon_reader *flash, bool undisturbed)
{
	struct hermon_report report = { 0 };
	struct hermon_image again;
	struct hermon_slot slot;

	CLAIM(has_start(card, fs2_build_addr(0, card->layout.log2_chunk,
					     card->layout.slot)));
	CLAIM(card->image.log2_chunk == card->layout.log2_chunk);
	hermon_slot_init(&slot, flash, &card->layout);
	CLAIM(card->image.size <= slot.rd.size);
	if (undisturbed) {
		CLAIM(!hermon_fs2_check(&slot.rd, HERMON_DEPTH_IDENTITY, &again,
					&report));
		CLAIM(!memcmp(&again, &card->image, sizeof(again)));
	}
	claim_striping(&slot);
	if (card->image.rom_off)
		read_rom(flash, card);
}

static void claim_card(const struct hermon_card *card, const struct input *in,
		       bool undisturbed)
{
	struct input calm = *in;
	struct input_flash flash;

	memset(calm.head.fail_at, 0xff, sizeof(calm.head.fail_at));
	memset(calm.head.flip_at, 0xff, sizeof(calm.head.flip_at));
	input_flash_init(&flash, &calm);
	flash.budget = ~0U;
	claim_starts(card, flash.rd.size);
	if (card->valid)
		claim_current(card, &flash.rd, undisturbed);
	else
		fuzz_claim_report(&card->why, hermon_report_errno(&card->why));
	CLAIM(strnlen(card->psid, sizeof(card->psid)) < sizeof(card->psid));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct hermon_report report = { 0 };
	struct input_flash flash;
	struct hermon_card card;
	struct input in;
	int err;

	if (!input_parse(&in, data, size))
		return 0;
	input_flash_init(&flash, &in);
	err = hermon_card_read(&card, &flash.rd, &report);
	if (err)
		fuzz_claim_report(&report, err);
	else
		claim_card(&card, &in, !input_flipped(&flash));
	return 0;
}
