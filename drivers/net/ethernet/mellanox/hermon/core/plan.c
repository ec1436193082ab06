// SPDX-License-Identifier: GPL-2.0-only
/*
 * An image and a card in, a list of steps or a refusal out.
 *
 * The safety of a burn is the order of its steps: at every moment one image
 * on the flash is complete and signed. Documentation/hermon/design.rst,
 * "Why a power cut does no harm".
 */
#include <hermon_env.h>
#include <hermon/plan.h>
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

/* An image without a list of chips says at least what it was built for. */
static int check_chip(const struct hermon_image *image, u32 hwid,
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

static u32 config_sectors(const struct hermon_image *image, u32 sector)
{
	u64 size = (u64)image->config_sectors * sector;

	return min_t(u64, size, HERMON_FS2_CONFIG_AREA_MAX);
}

/*
 * What one half of the flash takes, less what both images reserve at its end.
 * fs2.rst, "Checks", has the formula of the tools.
 */
static u32 room(const struct hermon_image *image,
		const struct hermon_image *card,
		const struct hermon_layout *layout, u32 flash_size)
{
	u32 sector = BIT(max(image->config_sector_log2,
			     card->config_sector_log2));
	u32 half = hermon_layout_room(layout, flash_size);
	u64 reserved = max(config_sectors(image, sector),
			   config_sectors(card, sector));

	reserved += (u64)card->config_pad * sector;
	half = min(half, flash_size / 2);
	return reserved < half ? half - reserved : 0;
}

static int check_match(const struct hermon_image *image,
		       const struct hermon_image *card, u32 hwid,
		       struct hermon_report *report)
{
	int err;

	err = check_chip(image, hwid, report);
	if (err)
		return err;
	if (strncmp(image->psid, card->psid, HERMON_FS2_PSID_SIZE))
		return hermon_fail_text(report, HERMON_WHY_PSID, image->psid,
					card->psid);
	if (image->log2_chunk != card->log2_chunk)
		return hermon_fail(report, HERMON_WHY_CHUNK, 0,
				   BIT(image->log2_chunk - 10),
				   BIT(card->log2_chunk - 10));
	if (image->config_pad != card->config_pad)
		return hermon_fail(report, HERMON_WHY_CONFIG_PAD, 0,
				   image->config_pad, card->config_pad);
	if (card->rom_off && !image->rom_off)
		return hermon_fail(report, HERMON_WHY_ROM_LOST, 0, 0, 0);
	return 0;
}

/*
 * A signature left over from a burn with other chunks lies where no step of
 * this one clears it, and would become current once the old image retires.
 */
static int check_starts(const struct hermon_card *card,
			struct hermon_report *report)
{
	u32 upper = BIT(card->layout.log2_chunk);
	u32 i;

	report->where = HERMON_WHERE_CARD;
	for (i = 0; i < card->n_starts; i++)
		if (card->starts[i] && card->starts[i] != upper)
			return hermon_fail(report, HERMON_WHY_START,
					   card->starts[i], upper, 0);
	return 0;
}

static void add(struct hermon_plan *plan, enum hermon_step_kind kind, u8 slot,
		u32 off, u32 len)
{
	plan->steps[plan->n_steps++] = (struct hermon_step) {
		.kind = kind, .slot = slot, .off = off, .len = len,
	};
}

/*
 * If the target still carries a signature, it may be what the boot address
 * names: move that to the image that stays, then make the target's signature
 * void in one small program, so that a half-erased sector cannot bear one.
 */
static void add_clearing(struct hermon_plan *plan,
			 const struct hermon_card *card, u8 target)
{
	u32 start = target ? BIT(plan->log2_chunk) : 0;
	u32 i;

	for (i = 0; i < card->n_starts; i++) {
		if (card->starts[i] != start)
			continue;
		add(plan, HERMON_STEP_BOOT, card->layout.slot, 0, 0);
		add(plan, HERMON_STEP_RETIRE, target, 0, sizeof(u32));
	}
}

static void add_steps(struct hermon_plan *plan, const struct hermon_card *card,
		      u32 size)
{
	const u32 sig = HERMON_FS2_SIGNATURE_SIZE;
	u8 old = card->layout.slot;
	u8 new = !old;

	add(plan, HERMON_STEP_UNPROTECT, new, 0, 0);
	add_clearing(plan, card, new);
	add(plan, HERMON_STEP_ERASE, new, 0, size);
	add(plan, HERMON_STEP_PROGRAM, new, sig, size - sig);
	add(plan, HERMON_STEP_VERIFY, new, sig, size - sig);
	add(plan, HERMON_STEP_SIGN, new, 0, sig);
	add(plan, HERMON_STEP_BOOT, new, 0, 0);
	add(plan, HERMON_STEP_RETIRE, old, 0, sizeof(u32));
}

/**
 * hermon_plan_build() - decide how to burn an image, or refuse
 * @plan: set on success
 * @image: the image, as hermon_fs2_check_file() describes it
 * @card: the card, as hermon_card_read() describes it
 * @nor: the card's flash chip, identified
 * @hwid: the card's hardware id register
 * @report: filled on failure
 *
 * Nothing is written here. Each refusal is a row of the table in
 * Documentation/networking/devlink/hermon.rst.
 *
 * Return: 0, -EINVAL if the image is for another board, -EFBIG if it does
 * not fit, or what is wrong with the card's current image.
 */
int hermon_plan_build(struct hermon_plan *plan,
		      const struct hermon_image *image,
		      const struct hermon_card *card,
		      const struct hermon_nor *nor, u32 hwid,
		      struct hermon_report *report)
{
	u32 limit;
	int err;

	if (!card->valid) {
		*report = card->why;
		return hermon_report_errno(report);
	}
	err = check_match(image, &card->image, hwid, report);
	if (err)
		return err;
	err = check_starts(card, report);
	if (err)
		return err;
	if (card->image.guids_blank)
		return hermon_fail(report, HERMON_WHY_CARD_GUIDS_BLANK, 0, 0, 0);
	limit = room(image, &card->image, &card->layout, nor->size);
	if (image->size > limit)
		return hermon_fail(report, HERMON_WHY_TOO_LARGE, 0, limit,
				   image->size);

	plan->log2_chunk = image->log2_chunk;
	plan->n_steps = 0;
	add_steps(plan, card, image->size);
	return 0;
}
