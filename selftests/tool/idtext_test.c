// SPDX-License-Identifier: GPL-2.0-only
/*
 * GUIDs, MACs, versions and chips as people write them.
 */
#include <kunit/test.h>

#include "idtext.h"

struct id_case {
	const char *text;
	int err;
	u64 id;
};

static const struct id_case guid_cases[] = {
	{ "001e0bffff4c1bf4", 0, 0x001e0bffff4c1bf4 },
	{ "001E0BFFFF4C1BF4", 0, 0x001e0bffff4c1bf4 },
	{ "0x001e0bffff4c1bf4", 0, 0x001e0bffff4c1bf4 },
	{ "0X1e0bffff4c1bf4", 0, 0x001e0bffff4c1bf4 },
	{ "0x1", 0, 1 },
	{ "00:1e:0b:ff:ff:4c:1b:f4", 0, 0x001e0bffff4c1bf4 },
	{ "001e:0bff:ff4c:1bf4", 0, 0x001e0bffff4c1bf4 },
	{ "00-1e-0b-ff-ff-4c-1b-f4", 0, 0x001e0bffff4c1bf4 },
	{ "ffffffffffffffff", 0, ~0ULL },
	{ "", -EINVAL, 0 },
	{ "0x", -EINVAL, 0 },
	{ "1e0bffff4c1bf4", -EINVAL, 0 },
	{ "001e0bffff4c1bf40", -EINVAL, 0 },
	{ "0x001e0bffff4c1bf40", -EINVAL, 0 },
	{ "001e0bffff4c1bg4", -EINVAL, 0 },
	{ "0:01e0bffff4c1bf4", -EINVAL, 0 },
	{ ":001e0bffff4c1bf4", -EINVAL, 0 },
	{ "001e0bffff4c1bf4:", -EINVAL, 0 },
	{ "00::1e0bffff4c1bf4", -EINVAL, 0 },
	{ " 001e0bffff4c1bf4", -EINVAL, 0 },
	{ "-1e0bffff4c1bf400", -EINVAL, 0 },
};

static const struct id_case mac_cases[] = {
	{ "001e0b4c1bf5", 0, 0x001e0b4c1bf5 },
	{ "00:1e:0b:4c:1b:f5", 0, 0x001e0b4c1bf5 },
	{ "0x1e0b4c1bf5", 0, 0x001e0b4c1bf5 },
	{ "001e0b4c1b", -EINVAL, 0 },
	{ "001e0bffff4c1bf4", -EINVAL, 0 },
};

static void guids(struct kunit *test)
{
	u64 id;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(guid_cases); i++) {
		const struct id_case *c = &guid_cases[i];

		KUNIT_EXPECT_EQ_MSG(test, guid_parse(c->text, &id), c->err,
				    "\"%s\"", c->text);
		if (!c->err)
			KUNIT_EXPECT_EQ_MSG(test, id, c->id, "\"%s\"", c->text);
	}
}

static void macs(struct kunit *test)
{
	u64 id;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(mac_cases); i++) {
		const struct id_case *c = &mac_cases[i];

		KUNIT_EXPECT_EQ_MSG(test, mac_parse(c->text, &id), c->err,
				    "\"%s\"", c->text);
		if (!c->err)
			KUNIT_EXPECT_EQ_MSG(test, id, c->id, "\"%s\"", c->text);
	}
}

/* One version, many spellings. */
static void versions(struct kunit *test)
{
	static const char * const same[] = {
		"2.6.0", "2.6.000", "2.6.0000", "2_6_000", "02.06.00",
	};
	static const char * const wrong[] = {
		"", "2", "2.6", "2.6.", "2.6.0.1", "2.6.0 ", "v2.6.0",
		"2.6.x", "2.6.-1", "2..0", "2.65536.0", "2.6.0a",
		"99999999999999999999.1.1",
	};
	char text[HERMON_VERSION_TEXT];
	struct hermon_version v;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(same); i++) {
		KUNIT_EXPECT_EQ_MSG(test, version_parse(same[i], &v), 0, "%s",
				    same[i]);
		KUNIT_EXPECT_STREQ(test, version_text(&v, text), "2.6.0");
	}
	for (i = 0; i < ARRAY_SIZE(wrong); i++)
		KUNIT_EXPECT_NE_MSG(test, version_parse(wrong[i], &v), 0,
				    "\"%s\"", wrong[i]);
}

/* Numbers, not texts: 2.10 comes after 2.9. */
static void order(struct kunit *test)
{
	static const char * const ascending[] = {
		"1.9.9999", "2.6.0", "2.6.1", "2.9.0", "2.9.1000", "2.10.0",
		"3.0.0",
	};
	struct hermon_version a, b;
	size_t i, j;
	int order;

	for (i = 0; i < ARRAY_SIZE(ascending); i++)
		for (j = 0; j < ARRAY_SIZE(ascending); j++) {
			version_parse(ascending[i], &a);
			version_parse(ascending[j], &b);
			order = version_compare(&a, &b);
			KUNIT_EXPECT_EQ(test, (order > 0) - (order < 0),
					(i > j) - (i < j));
		}
}

static void chips(struct kunit *test)
{
	char text[CHIP_TEXT];
	u32 hwid;

	KUNIT_ASSERT_EQ(test, chip_parse("a0", &hwid), 0);
	KUNIT_EXPECT_EQ(test, hwid, 0x00a00190);
	KUNIT_EXPECT_STREQ(test, chip_text(hwid, text), "ConnectX (A0)");
	KUNIT_ASSERT_EQ(test, chip_parse("0xB0", &hwid), 0);
	KUNIT_EXPECT_EQ(test, hwid, 0x00b00190);
	KUNIT_EXPECT_STREQ(test, chip_text(hwid, text), "ConnectX-2 (B0)");
	KUNIT_EXPECT_EQ(test, chip_parse("c0", &hwid), -EINVAL);
	KUNIT_EXPECT_EQ(test, chip_parse("", &hwid), -EINVAL);
	KUNIT_EXPECT_EQ(test, chip_parse("a01", &hwid), -EINVAL);
	KUNIT_EXPECT_STREQ(test, chip_text(0xffffffff, text),
			   "hardware id 0xffffffff");
	KUNIT_EXPECT_STREQ(test, chip_text(0x00a10190, text), "ConnectX (A1)");
}

static void sizes(struct kunit *test)
{
	char text[SIZE_TEXT];

	KUNIT_EXPECT_STREQ(test, size_text(0, text), "0 bytes");
	KUNIT_EXPECT_STREQ(test, size_text(1023, text), "1023 bytes");
	KUNIT_EXPECT_STREQ(test, size_text(1024, text), "1 KiB");
	KUNIT_EXPECT_STREQ(test, size_text(65536 + 512, text), "64.5 KiB");
	KUNIT_EXPECT_STREQ(test, size_text(2 << 20, text), "2 MiB");
	KUNIT_EXPECT_STREQ(test, size_text(0xffffffff, text),
			   "4194303.9 KiB");
}

static struct kunit_case cases[] = {
	KUNIT_CASE(guids),
	KUNIT_CASE(macs),
	KUNIT_CASE(versions),
	KUNIT_CASE(order),
	KUNIT_CASE(chips),
	KUNIT_CASE(sizes),
	{ 0 }
};

static struct kunit_suite suite = {
	.name = "idtext",
	.test_cases = cases,
};

kunit_test_suite(suite);
