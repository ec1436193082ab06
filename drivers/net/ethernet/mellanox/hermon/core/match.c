// SPDX-License-Identifier: GPL-2.0-only
/*
 * May this image go on this card, and what does it take from it?
 *
 * Each refusal is a row of the table in Documentation/networking/devlink/
 * hermon.rst. fs2.rst, "Checks", has the rules of the tools beside these.
 */
#include <hermon_env.h>
#include <hermon/identity.h>
#include <hermon/match.h>
#include <hermon/regs.h>

/* Device types (decimal PCI ids) made for this chip: fs2.rst, "Checks". */
static const u16 device_types[] = {
	HERMON_PCI_MT25408, HERMON_PCI_MT25418, HERMON_PCI_MT25428,
	HERMON_PCI_MT25448, HERMON_PCI_MT25458, HERMON_PCI_MT26418,
	HERMON_PCI_MT26428, HERMON_PCI_MT26438, HERMON_PCI_MT26448,
	HERMON_PCI_MT26458, HERMON_PCI_MT26468, HERMON_PCI_MT26478,
	HERMON_PCI_MT26488,
};

#define HWID_FIELDS	(HERMON_HWID_ID | HERMON_HWID_REV)

static const char * const rom_wishes[HERMON_N_ROM_WISHES] = {
	[HERMON_ROM_AUTO] = "auto",
	[HERMON_ROM_CARD] = "card",
	[HERMON_ROM_IMAGE] = "image",
	[HERMON_ROM_NONE] = "none",
};

/**
 * hermon_rom_wish_name() - the word for which boot ROM is wanted
 * @rom: which one
 *
 * Return: the word, a constant text.
 */
const char *hermon_rom_wish_name(enum hermon_rom_wish rom)
{
	return rom_wishes[rom];
}

/**
 * hermon_rom_wish_parse() - which boot ROM a word asks for
 * @name: the word
 * @rom: set on success
 *
 * Return: 0, or -EINVAL if it is none of those words.
 */
int hermon_rom_wish_parse(const char *name, enum hermon_rom_wish *rom)
{
	u32 i;

	for (i = 0; i < HERMON_N_ROM_WISHES; i++)
		if (!strcmp(name, rom_wishes[i])) {
			*rom = i;
			return 0;
		}
	return -EINVAL;
}

static int check_hwid_list(const struct hermon_image *image, u32 hwid,
			   struct hermon_report *report)
{
	u32 i;

	for (i = 0; i < image->n_hwids; i++)
		if ((image->hwids[i] & HWID_FIELDS) == (hwid & HWID_FIELDS))
			return 0;
	return hermon_fail(report, HERMON_WHY_HWID, 0,
			   image->hwids[0] & HWID_FIELDS, hwid & HWID_FIELDS);
}

/**
 * hermon_match_chip() - is this image for this chip?
 * @image: the image
 * @hwid: hardware id register
 * @report: filled on failure
 *
 * An image without a list of chips says at least what it was built for.
 *
 * Return: 0 or -EINVAL.
 */
int hermon_match_chip(const struct hermon_image *image, u32 hwid,
		      struct hermon_report *report)
{
	size_t i;

	if (image->n_hwids)
		return check_hwid_list(image, hwid, report);
	for (i = 0; i < ARRAY_SIZE(device_types); i++)
		if (image->device_type == device_types[i])
			return 0;
	return hermon_fail(report, HERMON_WHY_DEVICE_TYPE, 0,
			   image->device_type, hwid);
}

/*
 * A card becomes another board only if the user names that board: a wish that
 * is not what the image makes of it is refused, whatever the card is.
 */
static int check_psid(struct hermon_match *match,
		      const struct hermon_image *image, const char *card,
		      const struct hermon_wish *wish,
		      struct hermon_report *report)
{
	match->changes_psid = *card && strcmp(image->psid, card);
	if (*wish->psid && strcmp(image->psid, wish->psid))
		return hermon_fail_text(report, HERMON_WHY_PSID_WISH,
					image->psid, wish->psid);
	if (match->changes_psid && !*wish->psid)
		return hermon_fail_text(report, HERMON_WHY_PSID, image->psid,
					card);
	return 0;
}

/* The card as it is, with an image that can be believed on it. */
static int check_card(const struct hermon_match *match,
		      const struct hermon_image *image,
		      const struct hermon_image *card,
		      struct hermon_report *report)
{
	if (image->log2_chunk != card->log2_chunk)
		return hermon_fail(report, HERMON_WHY_CHUNK, 0,
				   BIT(image->log2_chunk - 10),
				   BIT(card->log2_chunk - 10));
	if (image->config_pad != card->config_pad && !match->changes_psid)
		return hermon_fail(report, HERMON_WHY_CONFIG_PAD, 0,
				   image->config_pad, card->config_pad);
	return 0;
}

static int fail_guid(struct hermon_report *report, enum hermon_reason reason,
		     u64 guid)
{
	return hermon_fail(report, reason, 0, guid >> 32, (u32)guid);
}

static int check_guid(u64 guid, struct hermon_report *report)
{
	if (!guid || guid == ~0ULL)
		return fail_guid(report, HERMON_WHY_IMAGE_GUID_BAD, guid);
	if (guid >= HERMON_FS2_GUID_DEFAULT &&
	    guid < HERMON_FS2_GUID_DEFAULT + HERMON_FS2_GUIDS_IB)
		return fail_guid(report, HERMON_WHY_IMAGE_GUID_DEFAULT, guid);
	return 0;
}

/*
 * InfiniBand cards are seen with MACs of zero or all ones, for none: these are
 * not refused.
 */
static int check_mac(u64 mac, struct hermon_report *report)
{
	if (!mac || (mac & HERMON_FS2_MAC_MASK) == HERMON_FS2_MAC_MASK)
		return 0;
	if (mac & ~HERMON_FS2_MAC_MASK || mac & HERMON_FS2_MAC_MULTICAST)
		return fail_guid(report, HERMON_WHY_IMAGE_MAC, mac);
	return 0;
}

/**
 * hermon_match_guids() - are the GUIDs and MACs of this image somebody's own?
 * @image: the image
 * @report: filled on failure
 *
 * Those that are to replace the ones of a card must be.
 *
 * Return: 0 or -EINVAL.
 */
int hermon_match_guids(const struct hermon_image *image,
		       struct hermon_report *report)
{
	u32 i;
	int err = 0;

	if (image->guids_blank)
		return hermon_fail(report, HERMON_WHY_IMAGE_GUIDS_BLANK, 0, 0, 0);
	for (i = 0; !err && i < HERMON_FS2_GUIDS_IB; i++)
		err = check_guid(image->guids[i], report);
	for (; !err && i < image->n_guids; i++)
		err = check_mac(image->guids[i], report);
	return err;
}

/* A card's MACs that do not follow from its GUIDs need a place of their own. */
static bool loses_macs(const struct hermon_image *image,
		       const struct hermon_image *card)
{
	u64 mac;
	u32 i;

	if (image->n_guids > HERMON_FS2_GUIDS_IB)
		return false;
	for (i = HERMON_FS2_GUIDS_IB; i < card->n_guids; i++) {
		mac = card->guids[i];
		if (mac && (mac & HERMON_FS2_MAC_MASK) != HERMON_FS2_MAC_MASK &&
		    mac != hermon_identity_mac(card->guids[i - 3]))
			return true;
	}
	return false;
}

static int match_identity(struct hermon_match *match,
			  const struct hermon_image *image,
			  const struct hermon_card *card,
			  const struct hermon_wish *wish,
			  struct hermon_report *report)
{
	const struct hermon_image *old = &card->image;

	match->keeps_guids = !wish->identifiers;
	match->keeps_vsd = card->valid && old->vsd_off && image->vsd_off &&
			   !wish->settings;
	if (wish->identifiers)
		return hermon_match_guids(image, report);
	if (old->guids_blank)
		return hermon_fail(report, HERMON_WHY_CARD_GUIDS_BLANK, 0, 0, 0);
	match->loses_macs = loses_macs(image, old);
	return 0;
}

/* An image without the tag has no place for what the card's says. */
static int check_vsd(const struct hermon_image *image,
		     const struct hermon_card *card,
		     const struct hermon_wish *wish,
		     struct hermon_report *report)
{
	if (card->valid && *card->image.vsd && !image->vsd_off &&
	    !wish->settings)
		return hermon_fail(report, HERMON_WHY_VSD_LOST, 0, 0, 0);
	return 0;
}

/* fs2.rst, "ROM", has this as a table. */
static int match_rom(struct hermon_match *match,
		     const struct hermon_image *image,
		     const struct hermon_card *card,
		     enum hermon_rom_wish wish, struct hermon_report *report)
{
	bool on_card = card->valid && card->image.rom_off;

	match->rom = HERMON_ROM_AS_IS;
	switch (wish) {
	case HERMON_ROM_AUTO:
		if (on_card && !image->rom_off)
			match->rom = HERMON_ROM_FROM_CARD;
		return 0;
	case HERMON_ROM_CARD:
		if (!card->valid)
			return hermon_fail(report, HERMON_WHY_CARD_ROM_UNKNOWN,
					   0, 0, 0);
		if (on_card)
			match->rom = HERMON_ROM_FROM_CARD;
		else if (image->rom_off)
			match->rom = HERMON_ROM_DROPPED;
		return 0;
	case HERMON_ROM_NONE:
		if (image->rom_off)
			match->rom = HERMON_ROM_DROPPED;
		return 0;
	default:
		return 0;
	}
}

/*
 * Nothing on the card says who it is, so the image must, and the user must have
 * meant that.
 */
static int check_nameless(const struct hermon_card *card,
			  const struct hermon_wish *wish,
			  struct hermon_report *report)
{
	if (wish->identifiers)
		return 0;
	*report = card->why;
	return hermon_report_errno(report);
}

/**
 * hermon_match() - may this image go on this card, and what does it take?
 * @match: set on success
 * @image: the image, as hermon_fs2_check_file() describes it
 * @card: the card, as hermon_card_read() describes it
 * @target: what else the card is
 * @wish: what the user wants
 * @report: filled on failure
 *
 * Return: 0, -EINVAL if the image is for another board or a wish cannot be met,
 * or what is wrong with the card's current image.
 */
int hermon_match(struct hermon_match *match, const struct hermon_image *image,
		 const struct hermon_card *card,
		 const struct hermon_target *target,
		 const struct hermon_wish *wish, struct hermon_report *report)
{
	int err;

	memset(match, 0, sizeof(*match));
	err = hermon_match_chip(image, target->hwid, report);
	if (!err && !card->valid)
		err = check_nameless(card, wish, report);
	if (!err)
		err = check_psid(match, image,
				 card->valid ? card->image.psid : card->psid,
				 wish, report);
	if (!err && card->valid)
		err = check_card(match, image, &card->image, report);
	if (!err)
		err = match_identity(match, image, card, wish, report);
	if (!err)
		err = check_vsd(image, card, wish, report);
	if (!err)
		err = match_rom(match, image, card, wish->rom, report);
	return err;
}
