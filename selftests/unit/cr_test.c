// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is read from and written to registers beside the gateway, and what a
 * flash chip that makes no sense is taken for.
 *
 * Documentation/hermon/flash-gateway.rst, "Running version" and "Reset".
 */
#include <kunit/test.h>

#include <hermon/nor.h>
#include <hermon/regs.h>

#define HWID_A0		0x00a00190

/* @data: what the data registers of the gateway read */
struct fake {
	u32 major, minor, time, date;
	u32 data;
	u32 n_resets;
	u32 n_flushes;
	struct hermon_cr cr;
	struct hermon_gw gw;
	struct hermon_nor nor;
	struct hermon_report report;
};

static u32 read32(void *ctx, u32 off)
{
	struct fake *fake = ctx;

	switch (off) {
	case HERMON_HWID:
		return HWID_A0;
	case HERMON_FW_MAJOR:
		return fake->major;
	case HERMON_FW_MINOR:
		return fake->minor;
	case HERMON_FW_TIME:
		return fake->time;
	case HERMON_FW_DATE:
		return fake->date;
	case HERMON_GW_DATA(0):
		return fake->data;
	}
	return 0;
}

static void write32(void *ctx, u32 off, u32 val)
{
	struct fake *fake = ctx;

	if (off == HERMON_RESET && val == HERMON_RESET_CHIP)
		fake->n_resets++;
	if (off == HERMON_SEM_FLUSH)
		fake->n_flushes++;
}

static const struct hermon_cr_ops ops = {
	.read32 = read32, .write32 = write32,
};

static int cr_init(struct kunit *test)
{
	struct fake *fake = kunit_kzalloc(test, sizeof(*fake), GFP_KERNEL);

	if (!fake)
		return -ENOMEM;
	hermon_cr_init(&fake->cr, &ops, fake);
	hermon_gw_init(&fake->gw, &fake->cr);
	hermon_nor_init(&fake->nor, &fake->gw);
	test->priv = fake;
	return 0;
}

struct version_case {
	const char *desc;
	u32 major, minor, time, date;
	bool known;
};

static const struct version_case version_cases[] = {
	{ "2.6.0", 0x20000, 0x60000, 0x36031400, 0x20090513, true },
	{ "the first day", 0x20000, 0x60000, 0, 0x20060101, true },
	{ "the last day", 0x20000, 0x60000, 0, 0x99991231, true },
	{ "major 0", 0, 0x60000, 0x36031400, 0x20090513, false },
	{ "major 3", 0x30000, 0x60000, 0x36031400, 0x20090513, false },
	{ "time in hexadecimal", 0x20000, 0x60000, 0x3a031400, 0x20090513, false },
	{ "date in hexadecimal", 0x20000, 0x60000, 0, 0x2009051f, false },
	{ "before these chips", 0x20000, 0x60000, 0, 0x20051231, false },
	{ "month 0", 0x20000, 0x60000, 0, 0x20090013, false },
	{ "month 13", 0x20000, 0x60000, 0, 0x20091313, false },
	{ "day 0", 0x20000, 0x60000, 0, 0x20090500, false },
	{ "day 32", 0x20000, 0x60000, 0, 0x20090532, false },
	{ "nothing", ~0U, ~0U, ~0U, ~0U, false },
};
KUNIT_ARRAY_PARAM_DESC(version, version_cases, desc);

static void cr_running_version(struct kunit *test)
{
	const struct version_case *c = test->param_value;
	struct fake *fake = test->priv;
	struct hermon_version version;
	int err;

	fake->major = c->major;
	fake->minor = c->minor;
	fake->time = c->time;
	fake->date = c->date;
	err = hermon_cr_running_version(&fake->cr, &version);
	KUNIT_EXPECT_EQ(test, err, c->known ? 0 : -ENODATA);
	if (err)
		return;
	KUNIT_EXPECT_EQ(test, version.major, 2);
	KUNIT_EXPECT_EQ(test, version.minor, 6);
	KUNIT_EXPECT_EQ(test, version.subminor, 0);
}

/* A read right after it would reach a chip that is not there. */
static void cr_reset(struct kunit *test)
{
	struct fake *fake = test->priv;

	KUNIT_ASSERT_EQ(test, hermon_cr_identify(&fake->cr, &fake->report), 0);
	KUNIT_ASSERT_EQ(test, hermon_gw_lock(&fake->gw, 0, &fake->report), 0);
	hermon_gw_forget(&fake->gw);
	hermon_cr_reset(&fake->cr);
	KUNIT_EXPECT_EQ(test, fake->n_resets, 1);
	fake->n_flushes = 0;
	hermon_cr_read(&fake->cr, HERMON_HWID);
	/* The semaphore went with the reset: it is nobody's to give back. */
	hermon_gw_unlock(&fake->gw);
	KUNIT_EXPECT_EQ(test, fake->n_flushes, 0);
}

struct chip_case {
	const char *desc;
	u32 data;
};

static const struct chip_case chip_cases[] = {
	{ "zeros", 0 },
	{ "signature too small", 0x00000004 },
	{ "ones", ~0U },
};
KUNIT_ARRAY_PARAM_DESC(chip, chip_cases, desc);

/* The same word for id, status and signature. */
static void cr_no_chip(struct kunit *test)
{
	const struct chip_case *c = test->param_value;
	struct fake *fake = test->priv;

	fake->data = c->data;
	KUNIT_ASSERT_EQ(test, hermon_cr_identify(&fake->cr, &fake->report), 0);
	KUNIT_ASSERT_EQ(test, hermon_gw_lock(&fake->gw, 0, &fake->report), 0);
	KUNIT_EXPECT_EQ(test, hermon_nor_identify(&fake->nor, &fake->report),
			-ENODEV);
	KUNIT_EXPECT_EQ(test, fake->report.reason, HERMON_WHY_FLASH_NONE);
	hermon_gw_unlock(&fake->gw);
}

static struct kunit_case cr_cases[] = {
	KUNIT_CASE_PARAM(cr_running_version, version_gen_params),
	KUNIT_CASE(cr_reset),
	KUNIT_CASE_PARAM(cr_no_chip, chip_gen_params),
	{}
};

static struct kunit_suite cr_suite = {
	.name = "hermon-cr",
	.init = cr_init,
	.test_cases = cr_cases,
};
kunit_test_suite(cr_suite);
