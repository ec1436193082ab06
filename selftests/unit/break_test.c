// SPDX-License-Identifier: GPL-2.0-only
/*
 * A flash semaphore whose owner died, wherever in his work that was.
 *
 * Documentation/hermon/flash-gateway.rst, "Semaphores".
 */
#include <hermon/gw.h>

#include "rig.h"

#define WREN		0x40062004	/* "Command words" */
#define PROGRAM_HOLD	0x4002243c
#define READ_HOLD	0x4003243d
#define AREA		0x20000
#define DATA		0x12345678

static struct rig *open_rig(struct kunit *test, const char *part)
{
	struct rig_config config = { .part = part };
	struct rig *rig = rig_new(test, &config);

	memset(rig->flash, 0xff, rig->flash_size);
	rig_power_on(rig);
	KUNIT_ASSERT_EQ(test, rig_open(rig), 0);
	/* Without an image there is no firmware, which could have it. */
	hermon_cr_hold_link(&rig->cr);
	return rig;
}

/* What somebody does who knows the registers and is not us. */
static void run(struct rig *rig, u32 cmd)
{
	hermon_cr_write(&rig->cr, HERMON_GW_CMD, cmd);
	while (hermon_cr_read(&rig->cr, HERMON_GW_CMD) & HERMON_GW_CMD_BUSY)
		;
}

static void take(struct rig *rig)
{
	KUNIT_ASSERT_EQ(rig->test, hermon_cr_read(&rig->cr, HERMON_SEM_FLASH), 0);
}

static void idle(struct rig *rig)
{
}

static void in_program(struct rig *rig)
{
	u32 i;

	run(rig, WREN);
	for (i = 0; i < 4; i++)
		hermon_cr_write(&rig->cr, HERMON_GW_DATA(i), DATA);
	hermon_cr_write(&rig->cr, HERMON_GW_ADDR, AREA);
	run(rig, PROGRAM_HOLD);
}

static void in_read(struct rig *rig)
{
	hermon_cr_write(&rig->cr, HERMON_GW_ADDR, AREA);
	run(rig, READ_HOLD);
}

static void behind_write_enable(struct rig *rig)
{
	run(rig, WREN);
}

struct death_case {
	const char *desc;
	void (*dies)(struct rig *rig);
	u32 written;		/* bytes that the flash has of him */
};

static const struct death_case deaths[] = {
	{ "idle", idle, 0 },
	{ "program", in_program, 16 },
	{ "read", in_read, 0 },
	{ "write enable", behind_write_enable, 0 },
};
KUNIT_ARRAY_PARAM_DESC(death, deaths, desc);

static void expect_only(struct rig *rig, u32 written)
{
	u32 i;

	for (i = 0; i < rig->flash_size; i++)
		if (i - AREA < written)
			KUNIT_ASSERT_EQ(rig->test, rig->flash[i],
					(u8)(DATA >> (24 - 8 * (i % 4))));
		else
			KUNIT_ASSERT_EQ(rig->test, rig->flash[i], 0xff);
}

/* His command ends without another bit, and the flash can be used. */
static void break_after_death(struct kunit *test)
{
	const struct death_case *c = test->param_value;
	struct rig *rig = open_rig(test, "M25P16");

	take(rig);
	c->dies(rig);
	KUNIT_EXPECT_EQ(test, hermon_gw_lock(&rig->gw, 5, &rig->report), -EBUSY);
	KUNIT_ASSERT_EQ(test, hermon_gw_break(&rig->gw, &rig->report), 0);
	KUNIT_EXPECT_TRUE(test, rig->gw.locked);
	KUNIT_ASSERT_EQ(test, hermon_nor_settle(&rig->nor, &rig->report), 0);
	KUNIT_ASSERT_EQ(test, hermon_nor_identify(&rig->nor, &rig->report), 0);
	hermon_gw_unlock(&rig->gw);
	expect_only(rig, c->written);
	rig_expect_unlocked(rig);
	rig_expect_no_guest_errors(rig);
}

/* The card minds if he was alive, so no test passes that breaks in on one. */
static void break_alive(struct kunit *test)
{
	struct rig *rig = open_rig(test, "M25P16");

	rig_fault(rig, "sem-held");
	hermon_gw_break(&rig->gw, &rig->report);
	KUNIT_EXPECT_EQ(test, model_stats(rig->model)->guest_errors, 1);
}

static void break_gone(struct kunit *test)
{
	struct rig *rig = open_rig(test, "M25P16");

	take(rig);
	rig_fault(rig, "gone");
	KUNIT_EXPECT_EQ(test, hermon_gw_break(&rig->gw, &rig->report), -ENXIO);
	KUNIT_EXPECT_FALSE(test, rig->gw.locked);
}

static int break_and_settle(struct rig *rig)
{
	int err;

	err = hermon_gw_break(&rig->gw, &rig->report);
	KUNIT_EXPECT_EQ(rig->test, rig->gw.locked, !err);
	return err ? err : hermon_nor_settle(&rig->nor, &rig->report);
}

/* The card goes away at every access of it. */
static void break_vanishing(struct kunit *test)
{
	char fault[32];
	struct rig *rig;
	u32 n;
	int err;

	for (n = 1;; n++) {
		rig = open_rig(test, "M25P16");
		take(rig);
		in_program(rig);
		snprintf(fault, sizeof(fault), "gone-after=%u", n);
		rig_fault(rig, fault);
		err = break_and_settle(rig);
		if (!err)
			break;
		KUNIT_EXPECT_EQ_MSG(test, err, -ENXIO, "after %u accesses", n);
		rig_free(rig);
	}
	/* The cell, the wait, the end of the command, the status */
	KUNIT_EXPECT_GT(test, n, 8);
	hermon_gw_unlock(&rig->gw);
}

static struct kunit_case break_cases[] = {
	KUNIT_CASE_PARAM(break_after_death, death_gen_params),
	KUNIT_CASE(break_alive),
	KUNIT_CASE(break_gone),
	KUNIT_CASE(break_vanishing),
	{}
};

static struct kunit_suite break_suite = {
	.name = "hermon-break",
	.exit = rig_exit,
	.test_cases = break_cases,
};
kunit_test_suite(break_suite);
