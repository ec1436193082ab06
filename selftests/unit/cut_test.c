// SPDX-License-Identifier: GPL-2.0-only
/*
 * The power is cut in every change of the flash that a burn makes. Whatever
 * is left, the next power-on boots a complete image with the card's identity,
 * and another burn succeeds.
 *
 * Documentation/hermon/design.rst, "Why a power cut does no harm".
 */
#include "rig.h"

#define N_SEEDS		3
#define CHANGES_MAX	20000
#define SECTOR		0x10000

struct cut_case {
	const char *desc;
	const char *part;
	u32 slot;		/* of the old image */
	u32 log2_chunk;
	bool both;		/* the other slot has a signature as well */
	u32 step;		/* tries every change, or every so many */
};

static const struct cut_case cut_cases[] = {
	{ "64K erase, lower", "M25P16", 0, 16, false, 1 },
	{ "64K erase, upper", "M25P16", 1, 16, false, 1 },
	{ "64K erase, lower, 1M chunks", "M25P16", 0, 20, false, 1 },
	{ "64K erase, upper, 1M chunks", "M25P16", 1, 20, false, 1 },
	{ "64K erase, lower, both signed", "M25P16", 0, 16, true, 1 },
	{ "64K erase, upper, both signed", "M25P16", 1, 16, true, 1 },
	{ "4K erase, lower", "W25X16", 0, 16, false, 1 },
	{ "4K erase, upper", "W25X16", 1, 16, false, 1 },
	{ "4K erase, lower, both signed", "W25X16", 0, 16, true, 1 },
	{ "power-up protection, lower", "AT25DF161", 0, 16, false, 1 },
	{ "power-up protection, upper", "AT25DF161", 1, 16, false, 1 },
	{ "byte program, lower", "SST25VF016B", 0, 16, false, 31 },
	{ "byte program, upper", "SST25VF016B", 1, 16, false, 31 },
	{ "byte program, lower, both signed", "SST25VF016B", 0, 16, true, 31 },
};
KUNIT_ARRAY_PARAM_DESC(cut, cut_cases, desc);

/* The images of one run; all but @file have the card's identity. */
struct images {
	struct fs2_spec old;
	struct fs2_spec other;	/* in the other slot, of no use by now */
	struct fs2_spec file;
};

static void set_images(struct images *images, const struct cut_case *c)
{
	fs2_spec_small(&images->file);
	images->file.log2_chunk = c->log2_chunk;
	/* A few pages more, so that cuts hit whole ones as well. */
	if (c->step == 1)
		images->file.config_words = 256;
	images->old = images->file;
	rig_set_identity(&images->old);
	images->other = images->old;
	rig_set_version(&images->old, 8);
	rig_set_version(&images->other, 7);
	rig_set_version(&images->file, 6);
}

static void place(struct rig *rig, const struct images *images,
		  const struct cut_case *c)
{
	rig_place(rig, &images->old, c->slot);
	if (!c->both)
		return;
	/* Of two sound images the lower is the current one. */
	rig_place(rig, &images->other, !c->slot);
	if (c->slot)
		rig->flash[rig_start(&images->old, 0) + 0x400] ^= 1;
}

/* Old or new, it must be the card's own, and boot. */
static void expect_some_image(struct rig *rig, const struct images *images,
			      const struct cut_case *c, u32 cut)
{
	const struct model_boot *boot = model_boot(rig->model);
	bool new = boot->start == rig_start(&images->old, !c->slot);

	KUNIT_ASSERT_TRUE_MSG(rig->test, !boot->livefish, "cut in change %u",
			      cut);
	KUNIT_EXPECT_EQ_MSG(rig->test, boot->minor, new ? 6 : 8,
			    "cut in change %u", cut);
	KUNIT_EXPECT_TRUE_MSG(rig->test,
			      rig_slot_holds(rig, new ? &images->file :
							&images->old,
					     new ? !c->slot : c->slot),
			      "cut in change %u: %s image", cut,
			      new ? "new" : "old");
}

/*
 * A boot ROM that looks at nothing but signatures must be right as well: what
 * bears one is complete, or has not been touched.
 */
static void expect_signatures_true(struct rig *rig, const struct images *images,
				   const struct cut_case *c, u32 cut)
{
	u32 target = rig_start(&images->old, !c->slot);

	if (!rig_has_signature(rig, target))
		return;
	KUNIT_EXPECT_TRUE_MSG(rig->test,
			      rig_slot_holds(rig, &images->file, !c->slot) ||
			      !memcmp(rig->flash + target, rig->before + target,
				      SECTOR),
			      "cut in change %u: signature too early", cut);
}

static void expect_second_burn(struct rig *rig, const struct images *images,
			       u32 cut)
{
	int err = rig_flash(rig, &images->file);
	char sentence[HERMON_REPORT_SENTENCE];
	u32 slot;

	hermon_report_sentence(&rig->report, sentence, sizeof(sentence));
	KUNIT_ASSERT_EQ_MSG(rig->test, err, 0, "after a cut in change %u: %s",
			    cut, sentence);
	KUNIT_EXPECT_EQ_MSG(rig->test, rig_count_signatures(rig), 1,
			    "after a cut in change %u", cut);
	slot = !rig->card.layout.slot;
	rig_expect_intact(rig, &images->file, slot);
	rig_expect_no_guest_errors(rig);
}

/* Returns false if the burn ends before the power does. */
static bool cut_at(struct kunit *test, u32 cut, u32 seed)
{
	const struct cut_case *c = test->param_value;
	struct rig_config config = {
		.part = c->part, .cut = cut, .cut_seed = seed,
	};
	struct images images;
	struct rig *rig;
	int err;

	set_images(&images, c);
	rig = rig_new(test, &config);
	place(rig, &images, c);
	rig_power_on(rig);
	err = rig_flash(rig, &images.file);
	if (!err) {
		KUNIT_EXPECT_FALSE(test, model_is_cut(rig->model));
		rig_free(rig);
		return false;
	}
	KUNIT_EXPECT_TRUE(test, model_is_cut(rig->model));
	KUNIT_EXPECT_EQ_MSG(test, err, -ENXIO, "cut in change %u", cut);
	rig_expect_no_guest_errors(rig);

	rig_power_on(rig);
	expect_some_image(rig, &images, c, cut);
	expect_signatures_true(rig, &images, c, cut);
	expect_second_burn(rig, &images, cut);
	rig_free(rig);
	return true;
}

/* How many changes a burn makes that nobody cuts. */
static u32 count_changes(struct kunit *test)
{
	const struct cut_case *c = test->param_value;
	struct rig_config config = { .part = c->part };
	struct images images;
	struct rig *rig;
	u32 n;

	set_images(&images, c);
	rig = rig_new(test, &config);
	place(rig, &images, c);
	rig_power_on(rig);
	KUNIT_ASSERT_EQ(test, rig_flash(rig, &images.file), 0);
	n = model_stats(rig->model)->changes;
	rig_free(rig);
	return n;
}

/* Every change at the ends of a burn; between them, every so many. */
static bool is_chosen(u32 cut, u32 n, u32 step)
{
	return cut < 10 || cut + 40 > n || cut % step == 0;
}

static void cut_every_change(struct kunit *test)
{
	const struct cut_case *c = test->param_value;
	u32 n = count_changes(test);
	u32 cut, seed;

	KUNIT_ASSERT_GT(test, n, 5);
	KUNIT_ASSERT_LE(test, n, CHANGES_MAX);
	for (seed = 1; seed <= N_SEEDS; seed++)
		for (cut = 1; cut <= n; cut++)
			if (is_chosen(cut, n, c->step))
				KUNIT_ASSERT_TRUE(test,
						  cut_at(test, cut, seed));
	KUNIT_EXPECT_FALSE(test, cut_at(test, n + 1, 1));
}

static struct kunit_case cut_cases_[] = {
	KUNIT_CASE_PARAM(cut_every_change, cut_gen_params),
	{}
};

static struct kunit_suite cut_suite = {
	.name = "hermon-cut",
	.exit = rig_exit,
	.test_cases = cut_cases_,
};
kunit_test_suite(cut_suite);
