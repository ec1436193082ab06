// SPDX-License-Identifier: GPL-2.0-only
/*
 * What to burn and a card in, a list of steps or a refusal out.
 *
 * The safety of a burn is the order of its steps: at every moment one image
 * on the flash is complete and signed. Documentation/hermon/design.rst,
 * "Why a power cut does no harm".
 */
#include <hermon_env.h>
#include <hermon/plan.h>

/*
 * Which slot is left alone until the new image is signed.
 *
 * It holds the card's image, or what may be one: a card whose GUIDs are damaged
 * can run all the same.
 */
struct keeper {
	bool exists;
	u8 slot;
	u32 addr;
	u32 size;	/* of the image in it; 0 if that is not known */
};

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
		const struct hermon_card *card,
		const struct hermon_layout *layout, u32 flash_size)
{
	const struct hermon_image *old = card->valid ? &card->image : image;
	u32 sector = BIT(max(image->config_sector_log2,
			     old->config_sector_log2));
	u32 half = hermon_layout_room(layout, flash_size);
	u64 reserved = max(config_sectors(image, sector),
			   config_sectors(old, sector));

	/* They differ only if the card becomes another board. */
	reserved += (u64)max(image->config_pad, old->config_pad) * sector;
	return reserved < half ? half - reserved : 0;
}

static bool has_sound(const struct hermon_card *card)
{
	u32 i;

	for (i = 0; i < card->n_starts; i++)
		if (card->starts[i].state == HERMON_START_SOUND)
			return true;
	return false;
}

/*
 * Firmware that runs came from some image and will come from it again. Without
 * a sound one on the flash, the only one there is must be it; of several, any
 * could be, and if there is none, the flash is not as it was read.
 */
static int check_running(const struct hermon_card *card,
			 const struct hermon_target *target,
			 struct hermon_report *report)
{
	if (target->in_recovery || has_sound(card) || card->n_starts == 1)
		return 0;
	return hermon_fail(report, HERMON_WHY_CARD_RUNNING, 0, 0, 0);
}

/*
 * An image without an identity may still be one that boots. It is kept if it
 * lies where this burn can work around it; if it does not, only a card that
 * could not boot from it may lose it.
 */
static int find_keeper(struct keeper *keeper, const struct hermon_image *image,
		       const struct hermon_card *card,
		       const struct hermon_target *target,
		       struct hermon_report *report)
{
	u32 i;

	memset(keeper, 0, sizeof(*keeper));
	if (card->valid) {
		*keeper = (struct keeper) {
			.exists = true, .slot = card->layout.slot,
			.addr = hermon_layout_addr(&card->layout, 0),
			.size = card->image.size,
		};
		return 0;
	}
	for (i = 0; i < card->n_starts; i++) {
		const struct hermon_start *start = &card->starts[i];

		if (!start->placed ||
		    start->layout.log2_chunk != image->log2_chunk)
			continue;
		*keeper = (struct keeper) {
			.exists = true, .slot = start->layout.slot,
			.addr = start->addr,
		};
		return 0;
	}
	if (target->in_recovery)
		return 0;
	if (card->starts[0].placed)
		return hermon_fail(report, HERMON_WHY_CHUNK, 0,
				   BIT(image->log2_chunk - 10),
				   BIT(card->starts[0].layout.log2_chunk - 10));
	*report = card->starts[0].why;
	return hermon_report_errno(report);
}

/* The chip looks for images at these addresses only. */
static bool is_seen(u32 addr)
{
	static const u32 starts[HERMON_FS2_N_STARTS] = HERMON_FS2_STARTS;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(starts); i++)
		if (starts[i] == addr)
			return true;
	return false;
}

static int check_room(const struct hermon_image *image,
		      const struct hermon_card *card,
		      const struct hermon_layout *layout, u32 flash_size,
		      struct hermon_report *report)
{
	u32 start = hermon_layout_addr(layout, 0);
	u32 limit;

	if (!hermon_layout_room(layout, flash_size))
		return hermon_fail(report, HERMON_WHY_NO_SLOT, 0,
				   BIT(layout->log2_chunk - 10), flash_size);
	if (!is_seen(start))
		return hermon_fail(report, HERMON_WHY_START_UNSEEN, start, 0, 0);
	limit = room(image, card, layout, flash_size);
	if (image->size > limit)
		return hermon_fail(report, HERMON_WHY_TOO_LARGE, 0, limit,
				   image->size);
	return 0;
}

static void add(struct hermon_plan *plan, enum hermon_step_kind kind, u8 slot,
		u32 off, u32 len)
{
	plan->steps[plan->n_steps++] = (struct hermon_step) {
		.kind = kind, .slot = slot, .off = off, .len = len,
	};
}

/* Slot and image offset of a flash address, the inverse of layout.c's. */
static void find_place(u8 log2_chunk, u32 addr, u8 *slot, u32 *off)
{
	u32 within = addr & (BIT(log2_chunk) - 1);
	u32 chunk = addr >> log2_chunk;

	*slot = chunk & 1;
	*off = (chunk >> 1 << log2_chunk) + within;
}

static void add_retire(struct hermon_plan *plan, u32 addr)
{
	u32 off;
	u8 slot;

	find_place(plan->log2_chunk, addr, &slot, &off);
	add(plan, HERMON_STEP_RETIRE, slot, off, sizeof(u32));
}

/*
 * Signatures in nobody's place, left over from burns with other chunks: one of
 * them would become current once the old image retires. Those that lie within
 * an image that is to stay cannot be touched.
 */
static int check_strays(const struct hermon_plan *plan,
			const struct hermon_card *card,
			const struct keeper *keeper,
			struct hermon_report *report)
{
	u32 i, off;
	u8 slot;

	for (i = 0; i < card->n_starts; i++) {
		u32 addr = card->starts[i].addr;

		if (!keeper->exists || addr == keeper->addr)
			continue;
		find_place(plan->log2_chunk, addr, &slot, &off);
		if (slot == keeper->slot && off < keeper->size)
			return hermon_fail(report, HERMON_WHY_CARD_INSIDE, addr,
					   keeper->addr, 0);
	}
	return 0;
}

/*
 * Makes every signature void but that of the image that stays, each in one small
 * program: a half-erased sector could still bear one. If one is where the new
 * image goes, it may be what the boot address names, so that is moved first.
 */
static void add_clearing(struct hermon_plan *plan,
			 const struct hermon_card *card,
			 const struct keeper *keeper)
{
	bool boot_moved = false;
	u32 i;

	for (i = 0; i < card->n_starts; i++) {
		u32 addr = card->starts[i].addr;

		if (keeper->exists && addr == keeper->addr)
			continue;
		if (keeper->exists && !boot_moved)
			add(plan, HERMON_STEP_BOOT, keeper->slot, 0, 0);
		boot_moved = true;
		add_retire(plan, addr);
	}
}

static void add_steps(struct hermon_plan *plan, const struct hermon_card *card,
		      const struct keeper *keeper, u8 new, u32 size)
{
	const u32 sig = HERMON_FS2_SIGNATURE_SIZE;

	add(plan, HERMON_STEP_UNPROTECT, new, 0, 0);
	add_clearing(plan, card, keeper);
	add(plan, HERMON_STEP_ERASE, new, 0, size);
	add(plan, HERMON_STEP_PROGRAM, new, sig, size - sig);
	add(plan, HERMON_STEP_VERIFY, new, sig, size - sig);
	add(plan, HERMON_STEP_SIGN, new, 0, sig);
	add(plan, HERMON_STEP_BOOT, new, 0, 0);
	if (keeper->exists)
		add(plan, HERMON_STEP_RETIRE, keeper->slot, 0, sizeof(u32));
}

/**
 * hermon_plan_build() - decide how to burn an image, or refuse
 * @plan: set on success
 * @image: what will be burned; hermon_match() has let it pass
 * @card: the card, as hermon_card_read() describes it
 * @target: what else the card is
 * @report: filled on failure
 *
 * Nothing is written here. Each refusal is a row of the table in
 * Documentation/networking/devlink/hermon.rst.
 *
 * Return: 0, -EFBIG if it does not fit, -EINVAL or -EUCLEAN if the flash offers
 * no safe way.
 */
int hermon_plan_build(struct hermon_plan *plan,
		      const struct hermon_image *image,
		      const struct hermon_card *card,
		      const struct hermon_target *target,
		      struct hermon_report *report)
{
	struct hermon_layout layout = { .log2_chunk = image->log2_chunk };
	struct keeper keeper;
	int err;

	err = check_running(card, target, report);
	if (!err)
		err = find_keeper(&keeper, image, card, target, report);
	if (err)
		return err;
	layout.slot = keeper.exists ? !keeper.slot : 0;
	err = check_room(image, card, &layout, target->flash_size, report);
	if (err)
		return err;

	plan->log2_chunk = image->log2_chunk;
	plan->n_steps = 0;
	err = check_strays(plan, card, &keeper, report);
	if (err)
		return err;
	add_steps(plan, card, &keeper, layout.slot, image->size);
	return 0;
}
