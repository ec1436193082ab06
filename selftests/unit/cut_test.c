// SPDX-License-Identifier: GPL-2.0-only
/*
 * The power is cut in every change of the flash that a burn makes. Whatever
 * is left, the next power-on boots a complete image with the card's identity,
 * and another burn succeeds. Of a card on which nothing could boot, only the
 * latter.
 *
 * Documentation/hermon/design.rst, "Why a power cut does no harm".
 */
#include "rig.h"

#define N_SEEDS		3
#define CHANGES_MAX	20000
#define SECTOR		0x10000
#define NOBODY		0xff	/* no image is to stay */
#define OTHER_PSID	"MT_04A0110002"

/* A card, a file, and what shall be on the card afterwards; large. */
static struct setup {
	struct rig *rig;
	struct fs2_spec old;
	struct fs2_spec other;	/* in the other slot, of no use by now */
	struct fs2_spec file;
	struct fs2_spec want;
	u32 slot;		/* of @old, or NOBODY */
	u8 before[2 * SECTOR];	/* the first sectors of both slots */
} setup;

struct cut_case {
	const char *desc;
	const char *part;
	u32 slot;
	u32 log2_chunk;
	void (*make)(struct setup *s);
	u32 step;		/* tries every change, or every so many */
};

static void alone(struct setup *s)
{
	rig_place(s->rig, &s->old, s->slot);
}

static void both_signed(struct setup *s)
{
	alone(s);
	/* Of two sound images the lower is the current one. */
	rig_place(s->rig, &s->other, !s->slot);
	if (s->slot)
		s->rig->flash[rig_start(&s->old, 0) + 0x400] ^= 1;
}

/* ---- what is mostly there already ---- */

/* As the burn of its successor has left it. */
static void retired(struct setup *s)
{
	alone(s);
	memset(s->rig->flash + rig_start(&s->file, !s->slot), 0xff, SECTOR);
	rig_place(s->rig, &s->want, !s->slot);
	fs2_build_retire(s->rig->flash, rig_start(&s->file, !s->slot));
}

/* Some of it not written yet, the signature neither: nothing to erase. */
static void half_written(struct setup *s)
{
	u32 start = rig_start(&s->file, !s->slot);

	retired(s);
	memset(s->rig->flash + start, 0xff, HERMON_FS2_SIGNATURE_SIZE);
	memset(s->rig->flash + start + 0x100, 0xff, 0x180);
}

/* ---- boot ROMs ---- */

static void give_rom(struct fs2_spec *spec, u32 seed)
{
	spec->rom_size = 512;
	spec->rom_seed = seed;
}

static void rom_from_card(struct setup *s)
{
	give_rom(&s->old, 5);
	give_rom(&s->want, 5);
	alone(s);
}

static void rom_of_card_wanted(struct setup *s)
{
	s->rig->wish.rom = HERMON_ROM_CARD;
	give_rom(&s->file, 6);
	rom_from_card(s);
}

static void rom_dropped(struct setup *s)
{
	s->rig->wish.rom = HERMON_ROM_NONE;
	give_rom(&s->file, 6);
	give_rom(&s->old, 5);
	alone(s);
}

/* ---- another board, other GUIDs ---- */

static void other_board(struct setup *s)
{
	memset(s->file.psid, 0, sizeof(s->file.psid));
	memcpy(s->file.psid, OTHER_PSID, sizeof(OTHER_PSID));
	memcpy(s->want.psid, s->file.psid, sizeof(s->want.psid));
	memcpy(s->rig->wish.psid, s->file.psid, sizeof(s->rig->wish.psid));
	alone(s);
}

static void take_guids_of_file(struct setup *s)
{
	s->rig->wish.identifiers = true;
	s->want = s->file;
}

static void other_guids(struct setup *s)
{
	take_guids_of_file(s);
	s->rig->wish.settings = true;
	alone(s);
}

/* ---- signatures left over from other chunks ---- */

static void stray(struct setup *s, u32 addr)
{
	memcpy(s->rig->flash + addr, s->rig->flash + rig_start(&s->old, s->slot),
	       HERMON_FS2_SIGNATURE_SIZE);
}

static void stray_1(struct setup *s)
{
	alone(s);
	stray(s, 0x40000);
}

static void strays_2(struct setup *s)
{
	stray_1(s);
	stray(s, 0x100000);
}

static void strays_3(struct setup *s)
{
	strays_2(s);
	stray(s, 0x80000);
}

/* The fourth one is where the new image goes. */
static void strays_4(struct setup *s)
{
	strays_3(s);
	stray(s, rig_start(&s->old, !s->slot));
}

/* Complete, and it would boot if it were the only one. */
static void stray_image(struct setup *s)
{
	alone(s);
	s->other.log2_chunk = 19;
	rig_place(s->rig, &s->other, 1);
}

/* ---- nothing boots ---- */

static void blank(struct setup *s)
{
	take_guids_of_file(s);
	memset(s->rig->flash, 0xff, s->rig->flash_size);
}

static void damage_guids(struct setup *s, u32 slot)
{
	u8 *start = s->rig->flash + rig_start(&s->old, slot);

	start[fs2_build_find_section(start, 0x1000, HERMON_FS2_GUID) + 16] ^= 1;
}

static void nameless(struct setup *s)
{
	take_guids_of_file(s);
	rig_place(s->rig, &s->old, 0);
	damage_guids(s, 0);
}

static void both_nameless(struct setup *s)
{
	nameless(s);
	rig_place(s->rig, &s->old, 1);
	damage_guids(s, 1);
}

static void nameless_in_other_chunks(struct setup *s)
{
	s->old.log2_chunk = 19;
	both_nameless(s);
}

static void signatures_6(struct setup *s)
{
	static const u32 starts[] = HERMON_FS2_STARTS;
	u32 i;

	take_guids_of_file(s);
	rig_build(s->rig, &s->old);
	for (i = 0; i < ARRAY_SIZE(starts); i++)
		memcpy(s->rig->flash + starts[i], s->rig->file,
		       HERMON_FS2_SIGNATURE_SIZE);
}

static const struct cut_case cut_cases[] = {
	{ "64K erase, lower", "M25P16", 0, 16, alone, 1 },
	{ "64K erase, upper", "M25P16", 1, 16, alone, 1 },
	{ "64K erase, lower, 1M chunks", "M25P16", 0, 20, alone, 1 },
	{ "64K erase, upper, 1M chunks", "M25P16", 1, 20, alone, 1 },
	{ "64K erase, lower, both signed", "M25P16", 0, 16, both_signed, 1 },
	{ "64K erase, upper, both signed", "M25P16", 1, 16, both_signed, 1 },
	{ "4K erase, lower", "W25X16", 0, 16, alone, 1 },
	{ "4K erase, upper", "W25X16", 1, 16, alone, 1 },
	{ "4K erase, lower, both signed", "W25X16", 0, 16, both_signed, 1 },
	{ "power-up protection, lower", "AT25DF161", 0, 16, alone, 1 },
	{ "power-up protection, upper", "AT25DF161", 1, 16, alone, 1 },
	{ "byte program, lower", "SST25VF016B", 0, 16, alone, 31 },
	{ "byte program, upper", "SST25VF016B", 1, 16, alone, 31 },
	{ "byte program, lower, both signed", "SST25VF016B", 0, 16,
	  both_signed, 31 },
	{ "ROM from the card, lower", "M25P16", 0, 16, rom_from_card, 1 },
	{ "ROM from the card, upper", "W25X16", 1, 20, rom_from_card, 1 },
	{ "ROM from the card, byte program", "SST25VF016B", 0, 16,
	  rom_from_card, 67 },
	{ "ROM of the card instead", "M25P16", 1, 16, rom_of_card_wanted, 1 },
	{ "ROM left out", "M25P16", 0, 16, rom_dropped, 1 },
	{ "other board, lower", "M25P16", 0, 16, other_board, 1 },
	{ "other board, upper", "W25X16", 1, 16, other_board, 1 },
	{ "other GUIDs, lower", "M25P16", 0, 16, other_guids, 1 },
	{ "other GUIDs, upper", "M25P16", 1, 20, other_guids, 1 },
	{ "retired, lower", "M25P16", 0, 16, retired, 1 },
	{ "retired, upper, 4K erase", "M25PX16", 1, 16, retired, 1 },
	{ "retired, byte program", "SST25VF016B", 0, 16, retired, 31 },
	{ "half written, lower", "M25PX16", 0, 16, half_written, 1 },
	{ "half written, upper", "M25P16", 1, 20, half_written, 1 },
	{ "1 stray, lower", "M25P16", 0, 16, stray_1, 1 },
	{ "1 stray, upper", "W25X16", 1, 16, stray_1, 1 },
	{ "2 strays, lower", "M25P16", 0, 16, strays_2, 1 },
	{ "2 strays, upper", "M25P16", 1, 16, strays_2, 1 },
	{ "3 strays, lower", "W25X16", 0, 16, strays_3, 1 },
	{ "3 strays, upper", "M25P16", 1, 16, strays_3, 1 },
	{ "4 strays, lower", "M25P16", 0, 16, strays_4, 1 },
	{ "4 strays, upper", "M25P16", 1, 16, strays_4, 1 },
	{ "4 strays, byte program", "SST25VF016B", 1, 16, strays_4, 67 },
	{ "stray image, lower", "M25P16", 0, 16, stray_image, 1 },
	{ "stray image, upper", "M25P16", 1, 16, stray_image, 1 },
	{ "blank", "M25P16", NOBODY, 16, blank, 1 },
	{ "blank, 1M chunks, 4K erase", "W25X16", NOBODY, 20, blank, 1 },
	{ "blank, byte program", "SST25VF016B", NOBODY, 16, blank, 67 },
	{ "nameless", "M25P16", NOBODY, 16, nameless, 1 },
	{ "both nameless", "M25P16", NOBODY, 20, both_nameless, 1 },
	{ "nameless, other chunks", "M25P16", NOBODY, 16,
	  nameless_in_other_chunks, 1 },
	{ "6 signatures", "W25X16", NOBODY, 16, signatures_6, 1 },
};
KUNIT_ARRAY_PARAM_DESC(cut, cut_cases, desc);

static void set_up(struct setup *s, struct kunit *test,
		   const struct rig_config *config)
{
	const struct cut_case *c = test->param_value;

	memset(s, 0, sizeof(*s));
	s->slot = c->slot;
	fs2_spec_small(&s->file);
	s->file.log2_chunk = c->log2_chunk;
	/* A few pages more, so that cuts hit whole ones as well. */
	if (c->step == 1)
		s->file.config_words = 256;
	s->old = s->file;
	rig_set_identity(&s->old);
	s->other = s->old;
	s->want = s->old;
	rig_set_version(&s->old, 8);
	rig_set_version(&s->other, 7);
	rig_set_version(&s->file, 6);
	rig_set_version(&s->want, 6);

	s->rig = rig_new(test, config);
	c->make(s);
	memcpy(s->before, s->rig->flash, SECTOR);
	memcpy(s->before + SECTOR, s->rig->flash + rig_start(&s->file, 1),
	       SECTOR);
	rig_power_on(s->rig);
	KUNIT_ASSERT_EQ(test, model_boot(s->rig->model)->livefish,
			c->slot == NOBODY);
}

/* Where the new image goes: the first step says so, once there is a plan. */
static u32 target_slot(const struct setup *s)
{
	return s->rig->up.plan.steps[0].slot;
}

/* Old or new, it must be the card's own, and boot. */
static void expect_some_image(struct setup *s, u32 cut)
{
	const struct model_boot *boot = model_boot(s->rig->model);
	bool new = boot->start == rig_start(&s->file, target_slot(s));

	KUNIT_ASSERT_TRUE_MSG(s->rig->test, !boot->livefish,
			      "cut in change %u", cut);
	KUNIT_EXPECT_EQ_MSG(s->rig->test, boot->minor, new ? 6 : 8,
			    "cut in change %u", cut);
	KUNIT_EXPECT_TRUE_MSG(s->rig->test,
			      new ? rig_slot_is(s->rig, &s->want, !s->slot) :
				    rig_slot_is(s->rig, &s->old, s->slot),
			      "cut in change %u: %s image", cut,
			      new ? "new" : "old");
}

/*
 * A boot ROM that looks at nothing but signatures must be right as well: what
 * bears one is complete, or has not been touched.
 */
static void expect_signatures_true(struct setup *s, u32 cut)
{
	u32 slot = target_slot(s);
	u32 target = rig_start(&s->file, slot);

	if (!rig_has_signature(s->rig, target))
		return;
	KUNIT_EXPECT_TRUE_MSG(s->rig->test,
			      rig_slot_is(s->rig, &s->want, slot) ||
			      !memcmp(s->rig->flash + target,
				      s->before + slot * SECTOR, SECTOR),
			      "cut in change %u: signature too early", cut);
}

static void expect_second_burn(struct setup *s, u32 cut)
{
	struct rig *rig = s->rig;
	int err = rig_flash(rig, &s->file);
	char sentence[HERMON_REPORT_SENTENCE];
	u32 slot = target_slot(s);

	hermon_report_sentence(&rig->report, sentence, sizeof(sentence));
	KUNIT_ASSERT_EQ_MSG(rig->test, err, 0, "after a cut in change %u: %s",
			    cut, sentence);
	KUNIT_EXPECT_EQ_MSG(rig->test, rig_count_signatures(rig), 1,
			    "after a cut in change %u", cut);
	KUNIT_EXPECT_TRUE_MSG(rig->test, rig_slot_is(rig, &s->want, slot),
			      "after a cut in change %u", cut);
	rig_power_on(rig);
	rig_expect_boots(rig, &s->want, slot);
	rig_expect_no_guest_errors(rig);
}

/* Returns false if the burn ends before the power does. */
static bool cut_at(struct kunit *test, u32 cut, u32 seed)
{
	const struct cut_case *c = test->param_value;
	struct rig_config config = {
		.part = c->part, .cut = cut, .cut_seed = seed,
	};
	struct setup *s = &setup;
	int err;

	set_up(s, test, &config);
	err = rig_flash(s->rig, &s->file);
	if (!err) {
		KUNIT_EXPECT_FALSE(test, model_is_cut(s->rig->model));
		rig_free(s->rig);
		return false;
	}
	KUNIT_EXPECT_TRUE(test, model_is_cut(s->rig->model));
	KUNIT_EXPECT_EQ_MSG(test, err, -ENXIO, "cut in change %u", cut);
	rig_expect_no_guest_errors(s->rig);

	rig_power_on(s->rig);
	if (s->slot != NOBODY)
		expect_some_image(s, cut);
	expect_signatures_true(s, cut);
	expect_second_burn(s, cut);
	rig_free(s->rig);
	return true;
}

/* How many changes a burn makes that nobody cuts. */
static u32 count_changes(struct kunit *test)
{
	const struct cut_case *c = test->param_value;
	struct rig_config config = { .part = c->part };
	struct setup *s = &setup;
	u32 n;

	set_up(s, test, &config);
	rig_expect_burned(s->rig, rig_flash(s->rig, &s->file));
	KUNIT_EXPECT_TRUE(test, rig_slot_is(s->rig, &s->want, target_slot(s)));
	n = model_stats(s->rig->model)->changes;
	rig_free(s->rig);
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

	KUNIT_ASSERT_GT(test, n, 3);
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
