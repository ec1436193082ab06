// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a burn spares: erases, programs, and all of it if nothing differs.
 *
 * Counted by the emulated card. Documentation/hermon/design.rst, "Only what
 * differs".
 */
#include "rig.h"

struct part_case {
	const char *desc;	/* the part */
	u32 unit;		/* smallest erase */
	bool bytes;		/* programs one byte at a time */
};

static const struct part_case part_cases[] = {
	{ "M25P16", 0x10000, false },
	{ "M25PX16", 0x1000, false },
	{ "W25Q16", 0x1000, false },
	{ "W25X16", 0x1000, false },
	{ "AT25DF161", 0x1000, false },
	{ "SST25VF016B", 0x1000, true },
};
KUNIT_ARRAY_PARAM_DESC(part, part_cases, desc);

struct scene {
	struct rig *rig;
	const struct part_case *part;
	struct fs2_spec old;	/* on the card, 2.8 */
	struct fs2_spec new;	/* in the file, 2.6 */
	u32 tool_erase;		/* what the tools erase at a time */
};

#define IMAGE_SIZE	0x28000	/* two blocks and a half */
#define PAGES(len)	((len) / 256)

static void set_up(struct scene *s, struct kunit *test)
{
	struct rig_config config = { 0 };

	s->part = test->param_value;
	config.part = s->part->desc;
	s->rig = rig_new(test, &config);
	fs2_spec_default(&s->new);
	s->new.size = IMAGE_SIZE;
	s->old = s->new;
	rig_set_identity(&s->old);
	rig_set_version(&s->old, 8);
	rig_set_version(&s->new, 6);
	rig_place(s->rig, &s->old, 0);
}

/* What the card once ran, as the burn of its successor has left it. */
static void leave_retired(struct scene *s, const struct fs2_spec *spec)
{
	struct fs2_spec was = *spec;

	rig_set_identity(&was);
	memset(s->rig->flash + rig_start(spec, 1), 0xff, 0x30000);
	rig_place(s->rig, &was, 1);
	fs2_build_retire(s->rig->flash, rig_start(spec, 1));
}

static void burn(struct scene *s)
{
	rig_power_on(s->rig);
	KUNIT_ASSERT_EQ(s->rig->test, rig_flash(s->rig, &s->new), 0);
	s->tool_erase = s->rig->nor.family->erase_size;
	rig_expect_no_guest_errors(s->rig);
	rig_expect_intact(s->rig, &s->new, 1);
}

static u32 erased_bytes(const struct scene *s)
{
	const struct model_stats *stats = model_stats(s->rig->model);

	return stats->erases_4k * 0x1000 + stats->erases_64k * 0x10000;
}

/* Nothing is right: everything is erased, nothing twice. */
static void survey_all_differs(struct kunit *test)
{
	struct scene s;

	set_up(&s, test);
	burn(&s);
	KUNIT_EXPECT_EQ(test, erased_bytes(&s),
			round_up(IMAGE_SIZE, s.tool_erase));
}

/* Back to what the other slot still holds: its signature has to come back. */
static void survey_retired(struct kunit *test)
{
	struct scene s;

	set_up(&s, test);
	leave_retired(&s, &s.new);
	burn(&s);
	KUNIT_EXPECT_EQ(test, erased_bytes(&s), s.part->unit);
	/* One unit, the signature apart, and the retirement of the old one. */
	if (!s.part->bytes)
		KUNIT_EXPECT_LE(test, model_stats(s.rig->model)->page_programs,
				PAGES(s.part->unit) + 2);
}

/* The same, with another byte in the last section: one more unit. */
static void survey_one_differs(struct kunit *test)
{
	struct scene s;
	u32 addr;

	set_up(&s, test);
	leave_retired(&s, &s.new);
	addr = fs2_build_addr(IMAGE_SIZE - 16, s.new.log2_chunk, 1);
	s.rig->flash[addr] &= 0x0f;
	s.rig->flash[addr + 1] = 0;
	s.rig->flash[addr + 2] = 0;
	burn(&s);
	KUNIT_EXPECT_LE(test, erased_bytes(&s), 2 * s.part->unit);
}

static void survey_erased(struct kunit *test)
{
	struct scene s;

	set_up(&s, test);
	memset(s.rig->flash + rig_start(&s.new, 1), 0xff, 0x30000);
	burn(&s);
	KUNIT_EXPECT_EQ(test, erased_bytes(&s), 0);
}

/* Cut before the signature: nothing is left to do but that. */
static void survey_unsigned(struct kunit *test)
{
	struct scene s;

	set_up(&s, test);
	leave_retired(&s, &s.new);
	memset(s.rig->flash + rig_start(&s.new, 1), 0xff, 16);
	burn(&s);
	KUNIT_EXPECT_EQ(test, erased_bytes(&s), 0);
	KUNIT_EXPECT_LE(test, model_stats(s.rig->model)->page_programs,
			s.part->bytes ? 16 + 4 : 2);
}

/* Bits that are to be 0 and are not: no erase, only these are programmed. */
static void survey_program_only(struct kunit *test)
{
	struct scene s;
	u32 addr;

	set_up(&s, test);
	leave_retired(&s, &s.new);
	memset(s.rig->flash + rig_start(&s.new, 1), 0xff, 16);
	addr = fs2_build_addr(0x8000, s.new.log2_chunk, 1);
	memset(s.rig->flash + addr, 0xff, 0x400);
	burn(&s);
	KUNIT_EXPECT_EQ(test, erased_bytes(&s), 0);
	KUNIT_EXPECT_LE(test, model_stats(s.rig->model)->page_programs,
			s.part->bytes ? 0x400 + 20 : 4 + 2);
}

/* What lies behind the image within the last unit is cleared, as tools do. */
static void survey_tail(struct kunit *test)
{
	struct scene s;
	u32 addr;

	set_up(&s, test);
	leave_retired(&s, &s.new);
	addr = fs2_build_addr(IMAGE_SIZE, s.new.log2_chunk, 1);
	s.rig->flash[addr] = 0;
	burn(&s);
	if (s.tool_erase > 0x1000)
		KUNIT_EXPECT_EQ(test, s.rig->flash[addr], 0xff);
	else
		KUNIT_EXPECT_EQ(test, s.rig->flash[addr], 0);
}

/* A few small erases cost more than a large one that takes blank flash along. */
static void survey_short(struct kunit *test)
{
	struct rig_config config = { .part = "SST25VF016B" };
	struct scene s = { 0 };

	s.part = &part_cases[ARRAY_SIZE(part_cases) - 1];
	s.rig = rig_new(test, &config);
	fs2_spec_default(&s.new);
	s.new.size = 0x4000;
	s.old = s.new;
	rig_set_identity(&s.old);
	rig_set_version(&s.old, 8);
	rig_set_version(&s.new, 6);
	rig_place(s.rig, &s.old, 0);
	memset(s.rig->flash + rig_start(&s.new, 1) + 0x4000, 0xff, 0xc000);
	burn(&s);
	KUNIT_EXPECT_EQ(test, model_stats(s.rig->model)->erases_64k, 1);
	KUNIT_EXPECT_EQ(test, model_stats(s.rig->model)->erases_4k, 0);
}

static void survey_is_current(struct kunit *test)
{
	struct hermon_nor_reader flash;
	struct scene s;
	bool same;

	set_up(&s, test);
	/* Without a power cycle: the rig forgets what it was about then. */
	rig_power_on(s.rig);
	KUNIT_ASSERT_EQ(test, rig_flash(s.rig, &s.new), 0);
	KUNIT_ASSERT_EQ(test, rig_read_card(s.rig), 0);
	KUNIT_ASSERT_EQ(test, hermon_gw_lock(&s.rig->gw, 100, &s.rig->report), 0);
	hermon_nor_reader_init(&flash, &s.rig->nor);
	KUNIT_EXPECT_EQ(test, hermon_update_is_current(&s.rig->up, &s.rig->card,
						       &flash.rd, &same,
						       &s.rig->report), 0);
	KUNIT_EXPECT_TRUE(test, same);

	s.rig->flash[fs2_build_addr(IMAGE_SIZE - 16, s.new.log2_chunk,
				    s.rig->card.layout.slot)] ^= 1;
	hermon_nor_reader_init(&flash, &s.rig->nor);
	KUNIT_EXPECT_EQ(test, hermon_update_is_current(&s.rig->up, &s.rig->card,
						       &flash.rd, &same,
						       &s.rig->report), 0);
	KUNIT_EXPECT_FALSE(test, same);
	hermon_gw_unlock(&s.rig->gw);
}

struct other_case {
	const char *desc;
	void (*edit)(struct hermon_card *card);
};

static void no_image(struct hermon_card *card)
{
	card->valid = false;
}

static void two_signatures(struct hermon_card *card)
{
	card->n_starts = 2;
}

static void other_crc(struct hermon_card *card)
{
	card->image.crc_word ^= 1;
}

static void other_size(struct hermon_card *card)
{
	card->image.size += 4;
}

static const struct other_case other_cases[] = {
	{ "no image", no_image },
	{ "two signatures", two_signatures },
	{ "another checksum", other_crc },
	{ "another size", other_size },
};
KUNIT_ARRAY_PARAM_DESC(other, other_cases, desc);

/* What the card says of itself is enough to know that it is another one. */
static void survey_is_other(struct kunit *test)
{
	const struct other_case *c = test->param_value;
	struct rig *rig = rig_new(test, &(struct rig_config) { 0 });
	struct hermon_card card;
	struct fs2_spec spec;
	struct hermon_mem mem;
	bool same = true;

	fs2_spec_small(&spec);
	spec.log2_chunk = 16;
	spec.config_words++;
	rig_place(rig, &spec, 0);
	rig_power_on(rig);
	KUNIT_ASSERT_EQ(test, rig_flash(rig, &spec), 0);
	KUNIT_ASSERT_EQ(test, rig_read_card(rig), 0);
	hermon_mem_init(&mem, rig->flash, rig->flash_size);
	card = rig->card;
	KUNIT_EXPECT_EQ(test, hermon_update_is_current(&rig->up, &card, &mem.rd,
						       &same, &rig->report), 0);
	KUNIT_EXPECT_TRUE(test, same);
	c->edit(&card);
	KUNIT_EXPECT_EQ(test, hermon_update_is_current(&rig->up, &card, &mem.rd,
						       &same, &rig->report), 0);
	KUNIT_EXPECT_FALSE(test, same);
}

static struct kunit_case survey_cases[] = {
	KUNIT_CASE_PARAM(survey_all_differs, part_gen_params),
	KUNIT_CASE_PARAM(survey_retired, part_gen_params),
	KUNIT_CASE_PARAM(survey_one_differs, part_gen_params),
	KUNIT_CASE_PARAM(survey_erased, part_gen_params),
	KUNIT_CASE_PARAM(survey_unsigned, part_gen_params),
	KUNIT_CASE_PARAM(survey_program_only, part_gen_params),
	KUNIT_CASE_PARAM(survey_tail, part_gen_params),
	KUNIT_CASE(survey_short),
	KUNIT_CASE_PARAM(survey_is_current, part_gen_params),
	KUNIT_CASE_PARAM(survey_is_other, other_gen_params),
	{}
};

static struct kunit_suite survey_suite = {
	.name = "hermon-survey",
	.exit = rig_exit,
	.test_cases = survey_cases,
};
kunit_test_suite(survey_suite);
