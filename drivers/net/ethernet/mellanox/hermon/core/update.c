// SPDX-License-Identifier: GPL-2.0-only
/*
 * A file, a card and a wish in; the bytes to burn and the steps to burn them,
 * or a refusal, out.
 *
 *   check    the file alone
 *   match    the file against the card: what stays, what comes from where
 *   compose  the bytes, checked once more as a whole; then the steps
 *
 * Between the last two the caller finds room for the card's boot ROM, if it is
 * needed: core/ allocates nothing.
 */
#include <hermon_env.h>
#include <hermon/update.h>

/**
 * hermon_update_check() - begin an update with its file
 * @up: to set up
 * @file: the file; must outlive @up
 * @report: filled on failure
 *
 * Return: 0 or an error of hermon_fs2_check_file().
 */
int hermon_update_check(struct hermon_update *up, struct hermon_reader *file,
			struct hermon_report *report)
{
	up->file = file;
	return hermon_fs2_check_file(file, &up->image, report);
}

/**
 * hermon_update_match() - decide what the file takes from the card
 * @up: the update, its file checked
 * @card: the card, as hermon_card_read() describes it
 * @target: what else the card is
 * @wish: what the user wants
 * @report: filled on failure
 *
 * Return: 0 or an error of hermon_match().
 */
int hermon_update_match(struct hermon_update *up, const struct hermon_card *card,
			const struct hermon_target *target,
			const struct hermon_wish *wish,
			struct hermon_report *report)
{
	return hermon_match(&up->match, &up->image, card, target, wish, report);
}

/**
 * hermon_update_rom_room() - how much room the card's boot ROM needs
 * @up: the update, matched
 * @card: the same card
 *
 * Return: bytes; 0 if its ROM is not needed.
 */
u32 hermon_update_rom_room(const struct hermon_update *up,
			   const struct hermon_card *card)
{
	return up->match.rom == HERMON_ROM_FROM_CARD ? card->image.rom_len : 0;
}

/* The image with the boot ROM that it shall have; @image describes it. */
static int set_rom(struct hermon_update *up, const struct hermon_card *card,
		   struct hermon_reader *flash, u8 *rom,
		   struct hermon_reader **base, struct hermon_image *image,
		   struct hermon_report *report)
{
	int err = 0;

	*base = up->file;
	*image = up->image;
	if (up->match.rom == HERMON_ROM_AS_IS)
		return 0;
	if (up->match.rom == HERMON_ROM_DROPPED)
		rom = NULL;
	else
		err = hermon_rom_read(flash, card, rom, report);
	if (!err)
		err = hermon_rom_replace(&up->rom, up->file, rom,
					 card->image.rom_len, report);
	if (err)
		return err;
	*base = &up->rom.rd;
	return hermon_fs2_check(*base, HERMON_DEPTH_FULL, image, report);
}

/**
 * hermon_update_compose() - make the bytes to burn and the steps
 * @up: the update, matched
 * @card: the same card
 * @target: the same, too
 * @flash: the card's flash, if its ROM is needed
 * @rom: room for hermon_update_rom_room() bytes; must outlive @up
 * @report: filled on failure
 *
 * What comes out goes through the whole check once more.
 *
 * Context: whatever @flash needs to be read.
 * Return: 0, an error of hermon_rom_read() or of hermon_plan_build().
 */
int hermon_update_compose(struct hermon_update *up,
			  const struct hermon_card *card,
			  const struct hermon_target *target,
			  struct hermon_reader *flash, u8 *rom,
			  struct hermon_report *report)
{
	struct hermon_reader *base;
	int err;

	/* @result is the image without identity until it has one. */
	err = set_rom(up, card, flash, rom, &base, &up->result, report);
	if (err)
		return err;
	err = hermon_identity_keep(&up->identity, base, &up->result,
				   &card->image, &up->match, report);
	if (!err)
		err = hermon_fs2_check(&up->identity.rd, HERMON_DEPTH_FULL,
				       &up->result, report);
	if (!err)
		err = hermon_plan_build(&up->plan, &up->result, card, target,
					report);
	return err;
}

/* Bytes on their way; small, as they lie on the stack. */
#define CHUNK	256

/**
 * hermon_update_is_current() - has the card this image already?
 * @up: the update, composed
 * @card: the same card
 * @flash: the card's flash
 * @same: set to true if its current image is what would be burned, byte by
 *	byte, and the only one that is signed
 * @report: filled on failure
 *
 * Context: whatever @flash needs to be read.
 * Return: 0 or an error of a reader.
 */
int hermon_update_is_current(struct hermon_update *up,
			     const struct hermon_card *card,
			     struct hermon_reader *flash, bool *same,
			     struct hermon_report *report)
{
	struct hermon_slot slot;
	u8 got[CHUNK], want[CHUNK];
	u32 off, n;
	int err;

	*same = false;
	if (!card->valid || card->n_starts > 1 ||
	    card->image.crc_word != up->result.crc_word ||
	    card->image.size != up->result.size)
		return 0;
	hermon_slot_init(&slot, flash, &card->layout);
	for (off = 0; off < up->result.size; off += n) {
		n = min_t(u32, up->result.size - off, CHUNK);
		err = hermon_reader_get(&slot.rd, off, got, n, report);
		if (!err)
			err = hermon_reader_get(&up->identity.rd, off, want, n,
						report);
		if (err)
			return err;
		if (memcmp(got, want, n))
			return 0;
	}
	*same = true;
	return 0;
}
