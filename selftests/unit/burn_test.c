// SPDX-License-Identifier: GPL-2.0-only
/*
 * Burns that must succeed: every part, chunk size, slot and revision, there
 * and back, and everything that must hold afterwards.
 */
#include "rig.h"

/* ---- what must hold after a burn ---- */

static void expect_result(struct rig *rig, int err)
{
	struct kunit *test = rig->test;
	char sentence[HERMON_REPORT_SENTENCE];

	hermon_report_sentence(&rig->report, sentence, sizeof(sentence));
	KUNIT_ASSERT_EQ_MSG(test, err, 0, "%s", sentence);
	rig_expect_no_guest_errors(rig);
	rig_expect_unlocked(rig);
}

/* Byte by byte what a builder makes of this version for this card. */
static void expect_image(struct rig *rig, const struct fs2_spec *spec, u32 slot)
{
	struct fs2_spec want = *spec;
	u32 len;
	u8 *got;

	rig_set_identity(&want);
	len = rig_build(rig, &want);
	got = kunit_kzalloc(rig->test, len, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(rig->test, got);
	KUNIT_ASSERT_EQ(rig->test,
			fs2_build_take(rig->flash, rig->flash_size,
				       want.log2_chunk, slot, got, len), 0);
	KUNIT_EXPECT_MEMEQ(rig->test, got, rig->file, len);
}

/* Nothing else on the flash changed, but for the word that was retired. */
static void expect_rest_untouched(struct rig *rig, const struct fs2_spec *spec,
				  u32 slot)
{
	u32 sector = rig->nor.family->erase_size;
	u32 size = round_up(rig->up.result.size, sector);
	u32 off;

	for (off = 0; off < size; off += sector) {
		u32 addr = fs2_build_addr(off, spec->log2_chunk, slot);

		memcpy(rig->before + addr, rig->flash + addr, sector);
	}
	memset(rig->before + rig_start(spec, !slot), 0, 4);
	KUNIT_EXPECT_MEMEQ(rig->test, rig->flash, rig->before, rig->flash_size);
}

/* flash-gateway.rst, "Boot address": tools of the A0 era wrote 06 as well. */
static void expect_boot_addr(struct rig *rig, const struct fs2_spec *spec,
			     u32 slot, u8 rev)
{
	u32 low = rev == RIG_REV_A0 ? 0x06 : 0;

	KUNIT_EXPECT_EQ(rig->test, model_boot_addr(rig->model),
			rig_start(spec, slot) << 8 | low);
}

static void expect_info(struct rig *rig, const struct fs2_spec *spec, u32 slot)
{
	struct kunit *test = rig->test;
	struct fs2_spec want = *spec;

	rig_set_identity(&want);
	KUNIT_ASSERT_EQ(test, rig_read_card(rig), 0);
	KUNIT_ASSERT_TRUE(test, rig->card.valid);
	KUNIT_EXPECT_EQ(test, rig->card.n_starts, 1);
	KUNIT_EXPECT_EQ(test, rig->card.layout.slot, slot);
	KUNIT_EXPECT_EQ(test, rig->card.layout.log2_chunk, spec->log2_chunk);
	KUNIT_EXPECT_EQ(test, rig->card.image.version.minor, spec->minor);
	KUNIT_EXPECT_STREQ(test, rig->card.image.psid, spec->psid);
	KUNIT_EXPECT_STREQ(test, rig->card.image.vsd, RIG_CARD_VSD);
	KUNIT_EXPECT_MEMEQ(test, rig->card.image.guids, want.guids,
			   sizeof(want.guids));
}

static void expect_progress(struct rig *rig)
{
	struct kunit *test = rig->test;

	KUNIT_EXPECT_TRUE_MSG(test, !rig->flaw, "%s", rig->flaw);
	KUNIT_EXPECT_EQ(test, rig->last.done, rig->last.total);
	KUNIT_EXPECT_EQ(test, rig->last.total,
			rig->up.result.size + 2 * (rig->up.result.size - 16));
	KUNIT_EXPECT_EQ(test, rig->phases, BIT(HERMON_N_PHASES) - 1);
	KUNIT_EXPECT_FALSE(test, rig->asked_late);
	KUNIT_EXPECT_GT(test, rig->asked, 0);
}

/* Burns into @slot and looks at everything. */
static void flash_and_check(struct rig *rig, const struct fs2_spec *spec,
			    u32 slot, u8 rev)
{
	expect_result(rig, rig_flash(rig, spec));
	expect_progress(rig);
	expect_image(rig, spec, slot);
	expect_rest_untouched(rig, spec, slot);
	expect_info(rig, spec, slot);
	expect_boot_addr(rig, spec, slot, rev);
	KUNIT_EXPECT_EQ(rig->test, rig_count_signatures(rig), 1);
	model_reset(rig->model);
	rig_expect_boots(rig, spec, slot);
	rig_power_on(rig);
	rig_expect_boots(rig, spec, slot);
	rig_expect_no_guest_errors(rig);
}

/* 2.8.0 to 2.6.0 and back, as often as it takes to use both slots. */
static void there_and_back(struct kunit *test, const struct rig_config *config,
			   struct fs2_spec *spec, u32 slot)
{
	struct rig *rig = rig_new(test, config);

	rig_set_version(spec, 8);
	rig_set_identity(spec);
	rig_place(rig, spec, slot);
	rig_power_on(rig);
	rig_expect_boots(rig, spec, slot);

	/* From here on files carry the GUIDs of no card. */
	fs2_spec_set_guids(spec, FS2_BUILD_DEFAULT_GUID);
	memset(spec->vsd, 0, sizeof(spec->vsd));
	rig_set_version(spec, 6);
	flash_and_check(rig, spec, !slot, config->rev);
	rig_set_version(spec, 8);
	flash_and_check(rig, spec, slot, config->rev);
	rig_free(rig);
}

/* ---- every combination ---- */

#define LARGE		0x20000

struct shape {
	const char *desc;
	u32 log2_chunk;
	u32 size;		/* of the image; 0: as small as can be */
};

static const struct shape shapes[] = {
	{ "64K chunks, small", 16, 0 },
	{ "64K chunks, 3 chunks", 16, 0x21004 },
	{ "64K chunks, end of chunk", 16, 0x10000 },
	{ "512K chunks, small", 19, 0 },
	{ "512K chunks, 2 chunks", 19, 0x80104 },
	{ "1M chunks, small", 20, 0 },
	{ "1M chunks, 2 sectors", 20, 0x11000 },
};

static void set_shape(struct fs2_spec *spec, const struct shape *shape)
{
	fs2_spec_small(spec);
	spec->log2_chunk = shape->log2_chunk;
	spec->size = shape->size;
}

static bool fits(const struct fs2_spec *spec, u32 flash_size)
{
	return flash_size >= 2 * BIT(spec->log2_chunk) &&
	       spec->size <= flash_size / 2;
}

struct part_case {
	const char *desc;
	u8 rev;
	u32 slot;
};

static void burn_part(struct kunit *test, const char *part, u32 flash_size)
{
	const struct part_case *c = test->param_value;
	struct rig_config config = { .part = part, .rev = c->rev };
	struct fs2_spec spec;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(shapes); i++) {
		set_shape(&spec, &shapes[i]);
		if (c->rev == RIG_REV_B0)
			spec.hwids[0] = 0x00b00190;
		if (!fits(&spec, flash_size))
			continue;
		/* There and back is both ways already, and these take long. */
		if (spec.size > LARGE && c->slot)
			continue;
		there_and_back(test, &config, &spec, c->slot);
		if (test->failed)
			kunit_info(test, "in %s, %s", part, shapes[i].desc);
	}
}

static const struct part_case part_cases[] = {
	{ "a0, from the lower slot", RIG_REV_A0, 0 },
	{ "a0, from the upper slot", RIG_REV_A0, 1 },
	{ "b0, from the lower slot", RIG_REV_B0, 0 },
	{ "b0, from the upper slot", RIG_REV_B0, 1 },
};
KUNIT_ARRAY_PARAM_DESC(part, part_cases, desc);

static void burn_every_part(struct kunit *test)
{
	const struct model_part *parts;
	size_t n, i;

	parts = model_parts(&n);
	for (i = 0; i < n; i++)
		burn_part(test, parts[i].name, parts[i].size);
}

/* ---- images that are special in some way ---- */

struct kind {
	const char *desc;
	void (*edit)(struct fs2_spec *card, struct fs2_spec *file);
};

static void real_size(struct fs2_spec *card, struct fs2_spec *file)
{
	card->size = FS2_BUILD_DEFAULT_SIZE;
	file->size = FS2_BUILD_DEFAULT_SIZE - 0x1004;
}

static void largest(struct fs2_spec *card, struct fs2_spec *file)
{
	file->size = 0x100000;
}

static void same_version(struct fs2_spec *card, struct fs2_spec *file)
{
	file->minor = card->minor;
}

static void two_loaders(struct fs2_spec *card, struct fs2_spec *file)
{
	file->two_loaders = true;
}

static void with_rom(struct fs2_spec *card, struct fs2_spec *file)
{
	card->rom_size = 1024;
	file->rom_size = 2048;
}

static void padded(struct fs2_spec *card, struct fs2_spec *file)
{
	file->pad = 64;
}

static void blank_guids(struct fs2_spec *card, struct fs2_spec *file)
{
	file->blank_guids = true;
}

static void much_smaller(struct fs2_spec *card, struct fs2_spec *file)
{
	card->size = 0x30000;
}

static const struct kind kinds[] = {
	{ "as large as real ones", real_size },
	{ "as large as half the flash", largest },
	{ "same version", same_version },
	{ "two loaders", two_loaders },
	{ "with ROM", with_rom },
	{ "padded file", padded },
	{ "file's GUIDs blank", blank_guids },
	{ "much smaller than before", much_smaller },
};
KUNIT_ARRAY_PARAM_DESC(kind, kinds, desc);

/* What a builder makes of @file for the card: no padding, GUIDs in it. */
static void expect_kind(struct rig *rig, const struct fs2_spec *file)
{
	struct fs2_spec want = *file;

	want.pad = 0;
	want.blank_guids = false;
	expect_image(rig, &want, 1);
	expect_info(rig, &want, 1);
	rig_power_on(rig);
	rig_expect_boots(rig, &want, 1);
}

static void burn_kind(struct kunit *test)
{
	const struct kind *c = test->param_value;
	struct rig *rig = rig_new(test, &(struct rig_config) { .rev = 0 });
	struct fs2_spec card, file;

	fs2_spec_small(&file);
	card = file;
	rig_set_version(&card, 8);
	rig_set_version(&file, 6);
	rig_set_identity(&card);
	c->edit(&card, &file);
	rig_place(rig, &card, 0);
	rig_power_on(rig);
	expect_result(rig, rig_flash(rig, &file));
	expect_progress(rig);
	expect_rest_untouched(rig, &file, 1);
	expect_kind(rig, &file);
}

/* ---- four GUIDs, or six ---- */

static void burn_four_to_six(struct kunit *test)
{
	struct rig *rig = rig_new(test, &(struct rig_config) { .rev = 0 });
	struct fs2_spec card, file;
	const u64 *guids = rig->card.image.guids;

	fs2_spec_small(&file);
	card = file;
	rig_set_identity(&card);
	card.n_guids = 4;
	rig_place(rig, &card, 0);
	rig_power_on(rig);
	expect_result(rig, rig_flash(rig, &file));
	KUNIT_ASSERT_EQ(test, rig_read_card(rig), 0);
	KUNIT_EXPECT_EQ(test, rig->card.image.n_guids, 6);
	KUNIT_EXPECT_MEMEQ(test, guids, card.guids, 4 * sizeof(u64));
	KUNIT_EXPECT_EQ(test, guids[4], fs2_spec_guid_to_mac(card.guids[1]));
	KUNIT_EXPECT_EQ(test, guids[5], fs2_spec_guid_to_mac(card.guids[2]));

	file.n_guids = 4;
	expect_result(rig, rig_flash(rig, &file));
	KUNIT_ASSERT_EQ(test, rig_read_card(rig), 0);
	KUNIT_EXPECT_EQ(test, rig->card.image.n_guids, 4);
	KUNIT_EXPECT_MEMEQ(test, guids, card.guids, 4 * sizeof(u64));
}

static struct kunit_case burn_cases[] = {
	KUNIT_CASE_PARAM(burn_kind, kind_gen_params),
	KUNIT_CASE(burn_four_to_six),
	KUNIT_CASE_PARAM(burn_every_part, part_gen_params),
	{}
};

static struct kunit_suite burn_suite = {
	.name = "hermon-burn",
	.exit = rig_exit,
	.test_cases = burn_cases,
};
kunit_test_suite(burn_suite);
