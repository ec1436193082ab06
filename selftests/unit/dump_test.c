// SPDX-License-Identifier: GPL-2.0-only
/*
 * What may be read of a card is read, on a card that minds everything else.
 *
 * Documentation/hermon/flash-gateway.rst, "What may be dumped".
 */
#include <hermon/dump.h>

#include "rig.h"

#define LOCK_MS		20

static struct rig *open_rig(struct kunit *test, bool bootable)
{
	struct rig_config config = { 0 };
	struct rig *rig = rig_new(test, &config);
	struct fs2_spec spec;

	fs2_spec_small(&spec);
	rig_set_identity(&spec);
	memset(rig->flash, 0xff, rig->flash_size);
	if (bootable)
		rig_place(rig, &spec, 0);
	rig_power_on(rig);
	KUNIT_ASSERT_EQ(test, rig_open(rig), 0);
	return rig;
}

static int take(struct rig *rig, struct hermon_dump *dump)
{
	return hermon_dump_take(dump, &rig->gw, LOCK_MS, &rig->report);
}

static u32 index_of(struct kunit *test, u32 off)
{
	u32 i;

	for (i = 0; i < HERMON_DUMP_REGS; i++)
		if (hermon_dump_regs[i].off == off)
			return i;
	KUNIT_FAIL(test, "register %x is not in the table", off);
	return 0;
}

static bool is_read(struct kunit *test, const struct hermon_dump *dump, u32 off)
{
	return dump->is_read[index_of(test, off)];
}

static u32 val(struct kunit *test, const struct hermon_dump *dump, u32 off)
{
	return dump->vals[index_of(test, off)];
}

/* Nobody noticed: nothing was taken, and the flash is free again. */
static void expect_harmless(struct rig *rig)
{
	rig_expect_no_guest_errors(rig);
	rig_expect_unlocked(rig);
	KUNIT_EXPECT_EQ(rig->test, model_stats(rig->model)->taking_reads, 0);
}

/* The one rule that no other test would see broken. */
static void dump_table(struct kunit *test)
{
	u32 i;

	for (i = 0; i < HERMON_DUMP_REGS; i++) {
		u32 off = hermon_dump_regs[i].off;

		KUNIT_EXPECT_EQ(test, off % 4, 0);
		if (i)
			KUNIT_EXPECT_GT(test, off, hermon_dump_regs[i - 1].off);
		KUNIT_EXPECT_TRUE(test, off < HERMON_SEM(0) ||
				  off >= HERMON_SEM(HERMON_SEM_COUNT));
		KUNIT_EXPECT_NE(test, off, HERMON_OWNER);
		KUNIT_EXPECT_NE(test, off, HERMON_RESET);
		KUNIT_EXPECT_NE(test, off, HERMON_NO_TOUCH);
	}
}

static void dump_normal(struct kunit *test)
{
	struct rig *rig = open_rig(test, true);
	struct hermon_dump dump;
	u32 i;

	KUNIT_ASSERT_EQ(test, rig_read_card(rig), 0);
	KUNIT_ASSERT_EQ(test, take(rig, &dump), 0);
	for (i = 0; i < HERMON_DUMP_REGS; i++)
		KUNIT_EXPECT_EQ(test, dump.is_read[i],
				hermon_dump_regs[i].off != HERMON_LINK);
	KUNIT_EXPECT_EQ(test, val(test, &dump, HERMON_HWID), rig->cr.hwid);
	KUNIT_EXPECT_EQ(test, val(test, &dump, HERMON_BOOT_STATE), 0);
	KUNIT_EXPECT_EQ(test, val(test, &dump, HERMON_FW_MAJOR) >> 16, 2);
	/* what the last read of the flash has left there */
	KUNIT_EXPECT_TRUE(test, val(test, &dump, HERMON_GW_CMD) &
				HERMON_GW_CMD_READ);
	KUNIT_EXPECT_EQ(test, dump.why.reason, HERMON_OK);
	expect_harmless(rig);
}

static void dump_recovery(struct kunit *test)
{
	struct rig *rig = open_rig(test, false);
	struct hermon_dump dump;

	hermon_cr_hold_link(&rig->cr);
	KUNIT_ASSERT_EQ(test, take(rig, &dump), 0);
	KUNIT_EXPECT_EQ(test, val(test, &dump, HERMON_BOOT_STATE), ~0U);
	KUNIT_EXPECT_TRUE(test, is_read(test, &dump, HERMON_LINK));
	KUNIT_EXPECT_EQ(test, FIELD_GET(HERMON_LINK_DOWN_RESET,
					val(test, &dump, HERMON_LINK)),
			HERMON_LINK_DOWN_RESET_OFF);
	expect_harmless(rig);
}

/* Somebody else's gateway is not looked at. */
static void dump_held(struct kunit *test)
{
	struct rig *rig = open_rig(test, true);
	struct hermon_dump dump;

	rig_fault(rig, "sem-held");
	KUNIT_ASSERT_EQ(test, take(rig, &dump), 0);
	KUNIT_EXPECT_TRUE(test, is_read(test, &dump, HERMON_HWID));
	KUNIT_EXPECT_FALSE(test, is_read(test, &dump, HERMON_GW_CMD));
	KUNIT_EXPECT_FALSE(test, is_read(test, &dump, HERMON_GW_DATA(0)));
	KUNIT_EXPECT_EQ(test, dump.why.reason, HERMON_WHY_SEM_HELD);
	KUNIT_EXPECT_EQ(test, rig->report.reason, HERMON_OK);
	rig_expect_no_guest_errors(rig);
	KUNIT_EXPECT_EQ(test, model_stats(rig->model)->taking_reads, 0);
}

/* A gateway that is stuck shows its command, and is not touched further. */
static void dump_stuck(struct kunit *test)
{
	struct rig *rig = open_rig(test, true);
	struct hermon_dump dump;

	rig_fault(rig, "gw-stuck");
	KUNIT_ASSERT_EQ(test, rig_read_card(rig), -ETIMEDOUT);
	KUNIT_ASSERT_EQ(test, take(rig, &dump), 0);
	KUNIT_EXPECT_TRUE(test, is_read(test, &dump, HERMON_GW_CMD));
	KUNIT_EXPECT_TRUE(test, val(test, &dump, HERMON_GW_CMD) &
				HERMON_GW_CMD_BUSY);
	KUNIT_EXPECT_FALSE(test, is_read(test, &dump, HERMON_GW_ADDR));
	KUNIT_EXPECT_FALSE(test, is_read(test, &dump, HERMON_GW_DATA(3)));
	KUNIT_EXPECT_EQ(test, dump.why.reason, HERMON_WHY_GW_STUCK);
	expect_harmless(rig);
}

/* Wherever the card leaves the bus, its ones are not taken for values. */
static void dump_gone(struct kunit *test)
{
	char spec[32];
	u32 n;

	for (n = 1; n < 30; n++) {
		struct rig *rig = open_rig(test, true);
		struct hermon_dump dump;
		int err;

		snprintf(spec, sizeof(spec), "gone-after=%u", n);
		rig_fault(rig, spec);
		err = take(rig, &dump);
		if (!err)
			KUNIT_EXPECT_FALSE(test, model_is_gone(rig->model));
		else
			KUNIT_EXPECT_EQ(test, err, -ENXIO);
		if (n == 1)
			KUNIT_EXPECT_EQ(test, err, -ENXIO);
		rig_free(rig);
	}
}

/* The bytes of BAR 0, computed another way. */
static u8 byte_at(const struct hermon_dump *dump, u32 off)
{
	u32 i;

	for (i = 0; i < HERMON_DUMP_REGS; i++)
		if (off / 4 == hermon_dump_regs[i].off / 4)
			return dump->is_read[i] ?
			       dump->vals[i] >> 8 * (3 - off % 4) : 0xff;
	return 0xff;
}

/* Every register, from and to the middle of its word, and from afar. */
static void dump_bytes(struct kunit *test)
{
	struct hermon_dump dump = { 0 };
	u8 buf[16];
	u32 i, off, len, j;
	bool any;

	for (i = 0; i < HERMON_DUMP_REGS; i++) {
		dump.vals[i] = 0x01020304 * (i + 1);
		dump.is_read[i] = i % 5 != 3;
	}
	for (i = 0; i < HERMON_DUMP_REGS; i++)
		for (off = hermon_dump_regs[i].off - 12;
		     off < hermon_dump_regs[i].off + 8; off++)
			for (len = 1; len <= sizeof(buf); len++) {
				hermon_dump_bytes(&dump, off, buf, len);
				for (j = 0; j < len; j++)
					KUNIT_ASSERT_EQ(test, buf[j],
							byte_at(&dump, off + j));
				for (any = false, j = 0; j < HERMON_DUMP_REGS; j++)
					any |= off < hermon_dump_regs[j].off + 4 &&
					       off + len > hermon_dump_regs[j].off;
				KUNIT_ASSERT_EQ(test, hermon_dump_has(off, len), any);
			}
	KUNIT_EXPECT_TRUE(test, hermon_dump_has(0, HERMON_CR_SIZE));
	KUNIT_EXPECT_FALSE(test, hermon_dump_has(HERMON_SEM(0),
						 4 * HERMON_SEM_COUNT));
}

static struct kunit_case dump_cases[] = {
	KUNIT_CASE(dump_table),
	KUNIT_CASE(dump_normal),
	KUNIT_CASE(dump_recovery),
	KUNIT_CASE(dump_held),
	KUNIT_CASE(dump_stuck),
	KUNIT_CASE(dump_gone),
	KUNIT_CASE(dump_bytes),
	{}
};

static struct kunit_suite dump_suite = {
	.name = "hermon-dump",
	.exit = rig_exit,
	.test_cases = dump_cases,
};
kunit_test_suite(dump_suite);
