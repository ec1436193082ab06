/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * May this image go on this card, and what does it take from it?
 */
#ifndef HERMON_MATCH_H
#define HERMON_MATCH_H

#include <hermon_env.h>
#include <hermon/card.h>
#include <hermon/image.h>
#include <hermon/report.h>

/* Which boot ROM a card shall have afterwards. */
enum hermon_rom_wish {
	HERMON_ROM_AUTO,	/* the image's, or else the card's */
	HERMON_ROM_CARD,	/* the card's, or none if it has none */
	HERMON_ROM_IMAGE,	/* the image's, or none if it has none */
	HERMON_ROM_NONE,	/* none */
	HERMON_N_ROM_WISHES
};

/**
 * struct hermon_wish - what the user wants to be other than usual
 * @identifiers: GUIDs and MACs of the image, not of the card
 * @settings: VSD of the image, not of the card
 * @psid: turn the card into a board with this PSID; empty: keep its own
 * @rom: which boot ROM
 *
 * All zero is an ordinary burn.
 */
struct hermon_wish {
	bool identifiers;
	bool settings;
	char psid[HERMON_FS2_PSID_SIZE + 1];
	enum hermon_rom_wish rom;
};

/**
 * struct hermon_target - what of a card does not lie on its flash
 * @hwid: hardware id register
 * @flash_size: bytes
 * @in_recovery: the chip found no image that it could boot
 */
struct hermon_target {
	u32 hwid;
	u32 flash_size;
	bool in_recovery;
};

/* Where the boot ROM comes from. */
enum hermon_rom_source {
	HERMON_ROM_AS_IS,	/* the image stays as it came */
	HERMON_ROM_FROM_CARD,	/* the card's is put in */
	HERMON_ROM_DROPPED,	/* the image's is left out */
};

/**
 * struct hermon_match - what an image takes from a card
 * @keeps_guids: GUIDs and MACs
 * @keeps_vsd: VSD
 * @loses_macs: the image has no place for MACs that the card has
 * @changes_psid: the PSID will be another one
 * @rom: where the boot ROM comes from
 */
struct hermon_match {
	bool keeps_guids;
	bool keeps_vsd;
	bool loses_macs;
	bool changes_psid;
	enum hermon_rom_source rom;
};

const char *hermon_rom_wish_name(enum hermon_rom_wish rom);
int hermon_rom_wish_parse(const char *name, enum hermon_rom_wish *rom);
int hermon_match_chip(const struct hermon_image *image, u32 hwid,
		      struct hermon_report *report);
int hermon_match_guids(const struct hermon_image *image,
		       struct hermon_report *report);
int hermon_match(struct hermon_match *match, const struct hermon_image *image,
		 const struct hermon_card *card,
		 const struct hermon_target *target,
		 const struct hermon_wish *wish, struct hermon_report *report);

#endif /* HERMON_MATCH_H */
