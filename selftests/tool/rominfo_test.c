// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a boot ROM says of itself, also if it is broken.
 *
 * What it says when it is whole is compared with mstflint in mstflint.sh.
 */
#include <kunit/test.h>
#include <stdlib.h>

#include "rominfo.h"

#define ROM_SIZE	1024

static void put_le32(u8 *p, u32 v)
{
	p[0] = v;
	p[1] = v >> 8;
	p[2] = v >> 16;
	p[3] = v >> 24;
}

static void put_sign(u8 *p, u16 product, u8 major, u32 minor)
{
	memcpy(p, "mlxsign:", 8);
	put_le32(p + 8, (u32)product << 16 | major);
	put_le32(p + 12, minor);
}

static void fix_sum(u8 *rom)
{
	u8 sum = 0;
	u32 i;

	for (i = 0; i < rom[2] * 512U; i++)
		sum += rom[i];
	rom[7] -= sum;
}

static void init(u8 *rom)
{
	memset(rom, 0, ROM_SIZE);
	rom[0] = 0x55;
	rom[1] = 0xaa;
	rom[2] = 1;
	put_sign(rom + 0x40, 0x10, 1, 4 << 16);
	put_le32(rom + 0x50, 0x634a0000);
	fix_sum(rom);
}

static void whole(struct kunit *test)
{
	struct rom_info info;
	char version[24];
	u8 rom[ROM_SIZE];

	init(rom);
	rom_info_parse(&info, rom, sizeof(rom));
	KUNIT_ASSERT_EQ(test, info.n_signs, 1);
	KUNIT_EXPECT_STREQ(test, info.error, "");
	KUNIT_EXPECT_STREQ(test, info.warning, "");
	rom_version_text(&info.signs[0], version, sizeof(version));
	KUNIT_EXPECT_STREQ(test, version, "1.4.0");
	KUNIT_EXPECT_EQ(test, info.dev_id, 0x634a);
}

/* A heap copy of each length, so that a read past the end is caught. */
static void truncated(struct kunit *test)
{
	struct rom_info info;
	u8 rom[ROM_SIZE], *copy;
	u32 len;

	init(rom);
	put_sign(rom + 0x80, 0xf, 8, 0);
	put_le32(rom + 0x80 + 8 + 12, 200 << 8 | 0xff);
	put_le32(rom + 0x18, 0xffff);
	for (len = 0; len <= sizeof(rom); len++) {
		copy = malloc(len ? len : 1);
		KUNIT_ASSERT_NOT_NULL(test, copy);
		memcpy(copy, rom, len);
		rom_info_parse(&info, copy, len);
		KUNIT_EXPECT_LE(test, info.n_signs, 2);
		free(copy);
	}
}

static void too_many(struct kunit *test)
{
	struct rom_info info;
	u8 rom[ROM_SIZE];
	u32 i;

	init(rom);
	for (i = 0; i < 8; i++)
		put_sign(rom + 0x100 + i * 0x20, 1, i, 0);
	rom_info_parse(&info, rom, sizeof(rom));
	KUNIT_EXPECT_EQ(test, info.n_signs, ROM_INFO_MAX);
	KUNIT_EXPECT_STREQ(test, info.warning,
			   "Number of exp ROMs exceeds the maximum allowed number (5)");
}

static void text_version(struct kunit *test)
{
	struct rom_info info;
	u8 rom[ROM_SIZE];

	init(rom);
	put_sign(rom + 0x40, 0xf, 8, 0);
	put_le32(rom + 0x40 + 8 + 12, 3 << 8 | 5);
	memcpy(rom + 0x40 + 8 + 16, "123", 3);
	put_le32(rom + 0x18, 0x100);
	put_le32(rom + 0x104, 0x634a15b3);
	rom_info_parse(&info, rom, sizeof(rom));
	KUNIT_ASSERT_EQ(test, info.n_signs, 1);
	KUNIT_EXPECT_EQ(test, info.signs[0].version[0], 123);
	KUNIT_EXPECT_EQ(test, info.signs[0].dev_id, 0x634a);

	put_le32(rom + 0x104, 0x634a8086);
	rom_info_parse(&info, rom, sizeof(rom));
	KUNIT_EXPECT_EQ(test, info.n_signs, 1);
	KUNIT_EXPECT_NE(test, *info.warning, 0);

	put_le32(rom + 0x40 + 8 + 12, 3 << 8 | 4);
	rom_info_parse(&info, rom, sizeof(rom));
	KUNIT_EXPECT_EQ(test, info.n_signs, 0);
	KUNIT_EXPECT_STREQ(test, info.error,
			   "The Signature length (4) and the ROM version string length (3) are not coordinated");
}

static void names(struct kunit *test)
{
	u32 i;

	for (i = 0; i < 0x10000; i++)
		if (rom_type_name(i))
			KUNIT_EXPECT_NE(test, *rom_type_name(i), 0);
	for (i = 0; i < 0x100; i++) {
		KUNIT_EXPECT_NOT_NULL(test, rom_proto_name(i));
		KUNIT_EXPECT_NOT_NULL(test, rom_cpu_name(i));
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(whole),
	KUNIT_CASE(truncated),
	KUNIT_CASE(too_many),
	KUNIT_CASE(text_version),
	KUNIT_CASE(names),
	{ 0 }
};

static struct kunit_suite suite = {
	.name = "rominfo",
	.test_cases = cases,
};

kunit_test_suite(suite);
