// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the gateway is used for, counted: a probe, and burns.
 *
 * make bench measures the same in a machine and against mstflint. The limits are
 * those of Documentation/hermon/performance.rst.
 */
#include "rig.h"

#define IMAGE_SIZE	0x60000
#define BLOCKS		(IMAGE_SIZE / 16)
#define PAGES		(IMAGE_SIZE / 256)
#define SECTORS		(IMAGE_SIZE / 0x10000)
#define PROBE_MAX	250

struct cost {
	struct rig *rig;
	struct fs2_spec old;
	struct fs2_spec new;
	struct model_stats before;
};

/* Dense: what rig_build() leaves blank would cost nothing. */
static void build(struct cost *c, const struct fs2_spec *spec)
{
	int len = fs2_build(spec, c->rig->file, RIG_IMAGE_MAX);

	KUNIT_ASSERT_GT(c->rig->test, len, 0);
	c->rig->file_len = len;
}

static void place(struct cost *c, const struct fs2_spec *spec, u32 slot)
{
	build(c, spec);
	KUNIT_ASSERT_EQ(c->rig->test,
			fs2_build_place(c->rig->file, c->rig->file_len,
					spec->log2_chunk, slot, c->rig->flash,
					c->rig->flash_size), 0);
}

static void set_up(struct cost *c, struct kunit *test, const char *part)
{
	struct rig_config config = { .part = part };

	c->rig = rig_new(test, &config);
	fs2_spec_default(&c->new);
	c->new.size = IMAGE_SIZE;
	c->old = c->new;
	rig_set_identity(&c->old);
	rig_set_version(&c->old, 8);
	rig_set_version(&c->new, 6);
	place(c, &c->old, 0);
	rig_power_on(c->rig);
}

static void burn(struct cost *c)
{
	build(c, &c->new);
	c->before = *model_stats(c->rig->model);
	KUNIT_ASSERT_EQ(c->rig->test, rig_flash_file(c->rig), 0);
	rig_expect_no_guest_errors(c->rig);
}

/* What the last burn, or whatever came since, added to the counters. */
static struct model_stats spent(const struct cost *c)
{
	struct model_stats now = *model_stats(c->rig->model);

	now.gw_commands -= c->before.gw_commands;
	now.spi_bytes -= c->before.spi_bytes;
	now.erases_4k -= c->before.erases_4k;
	now.erases_64k -= c->before.erases_64k;
	now.page_programs -= c->before.page_programs;
	now.changes -= c->before.changes;
	return now;
}

static void cost_probe(struct kunit *test)
{
	struct cost c;

	set_up(&c, test, "M25P16");
	c.before = *model_stats(c.rig->model);
	KUNIT_ASSERT_EQ(test, rig_read_card(c.rig), 0);
	KUNIT_EXPECT_LE(test, spent(&c).gw_commands, PROBE_MAX);
	KUNIT_EXPECT_GT(test, spent(&c).gw_commands, 0);
	KUNIT_EXPECT_EQ(test, spent(&c).changes, 0);
}

/* Over noise: everything is erased, programmed once and read back once. */
static void cost_first(struct kunit *test)
{
	const u64 commands = 2 * BLOCKS + 2 * PAGES + 3 * SECTORS;
	struct cost c;

	set_up(&c, test, "M25P16");
	burn(&c);
	KUNIT_EXPECT_EQ(test, spent(&c).erases_64k, SECTORS);
	/* Signature, and that of the old image. */
	KUNIT_EXPECT_LE(test, spent(&c).page_programs, PAGES + 2);
	KUNIT_EXPECT_LE(test, spent(&c).gw_commands, commands * 103 / 100);
	KUNIT_EXPECT_LE(test, spent(&c).spi_bytes,
			2 * IMAGE_SIZE * 105 / 100);
}

/* An erased slot is read, programmed and read back, not more. */
static void cost_erased(struct kunit *test)
{
	const u64 commands = 3 * BLOCKS + 2 * PAGES;
	struct cost c;

	set_up(&c, test, "M25P16");
	memset(c.rig->flash + rig_start(&c.new, 1), 0xff, IMAGE_SIZE);
	burn(&c);
	KUNIT_EXPECT_EQ(test, spent(&c).erases_64k, 0);
	KUNIT_EXPECT_LE(test, spent(&c).gw_commands, commands * 103 / 100);
}

/* Back to what the other slot holds: one small erase, one look at the rest. */
static void cost_back(struct kunit *test)
{
	struct fs2_spec was;
	struct cost c;

	set_up(&c, test, "W25Q16");
	was = c.new;
	rig_set_identity(&was);
	memset(c.rig->flash + rig_start(&was, 1), 0xff, IMAGE_SIZE);
	place(&c, &was, 1);
	fs2_build_retire(c.rig->flash, rig_start(&was, 1));
	burn(&c);
	KUNIT_EXPECT_EQ(test, spent(&c).erases_4k, 1);
	KUNIT_EXPECT_EQ(test, spent(&c).erases_64k, 0);
	KUNIT_EXPECT_LE(test, spent(&c).page_programs, 16 + 2);
	KUNIT_EXPECT_LE(test, spent(&c).gw_commands, BLOCKS * 105 / 100);
}

static struct kunit_case cost_cases[] = {
	KUNIT_CASE(cost_probe),
	KUNIT_CASE(cost_first),
	KUNIT_CASE(cost_erased),
	KUNIT_CASE(cost_back),
	{}
};

static struct kunit_suite cost_suite = {
	.name = "hermon-cost",
	.exit = rig_exit,
	.test_cases = cost_cases,
};
kunit_test_suite(cost_suite);
