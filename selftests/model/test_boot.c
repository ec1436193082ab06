// SPDX-License-Identifier: GPL-2.0-only
/* Checksum, and what the card boots. */
#include "test.h"

#include <stdlib.h>

#include "fs2_build.h"

static u16 crc_of(const u32 *words, u32 n)
{
	u16 crc = BOOT_CRC16_INIT;
	u8 bytes[4];

	for (u32 i = 0; i < n; i++) {
		put_be32(bytes, words[i]);
		crc = boot_crc16(crc, bytes, sizeof(bytes));
	}
	return boot_crc16_end(crc);
}

/* fs2.rst, "Checksum". */
static void test_crc(void)
{
	static const struct { u16 crc; u32 n; u32 words[16]; } want[] = {
		{ 0x0955, 0, { 0 } },
		{ 0x0009, 1, { 0 } },
		{ 0x1002, 1, { 1 } },
		{ 0xae16, 1, { 0x80000000 } },
		{ 0xc41a, 1, { 0xffffffff } },
		{ 0x025e, 1, { 0x12345678 } },
		{ 0x0948, 2, { 0, 0 } },
		{ 0x0c4a, 4, { ~0U, ~0U, ~0U, ~0U } },
		{ 0xd3d0, 4, { 0x4d544657, 0x8cdfd000, 0xdead9270, 0x4154beef } },
		{ 0x043a, 8, { 0, 1, 2, 3, 4, 5, 6, 7 } },
		{ 0x9a79, 3, { 0x31323334, 0x35363738, 0x39303132 } },
		{ 0xac0a, 16, { 6, 12, 0, 0x5fd70,
				0x0002c903, 0x0001a2b0, 0x0002c903, 0x0001a2b1,
				0x0002c903, 0x0001a2b2, 0x0002c903, 0x0001a2b3,
				0x00000002, 0xc901a2b1, 0x00000002, 0xc901a2b2 } },
		{ 0x09bf, 16, { 6, 12, 0, 0xff000000,
				0x0002c903, 0x0001a2b0, 0x0002c903, 0x0001a2b1,
				0x0002c903, 0x0001a2b2, 0x0002c903, 0x0001a2b3,
				0x00000002, 0xc901a2b1, 0x00000002, 0xc901a2b2 } },
		{ 0xdee7, 7, { 0, 4, 0x01020304, 0x05060708, 0x090a0b0c,
			       0x0d0e0f10, 0x11121314 } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(want); i++)
		EXPECT_EQ(crc_of(want[i].words, want[i].n), want[i].crc);
}

static void expect_booted(struct card *c, u32 start, u32 minor)
{
	const struct model_boot *b = model_boot(c->m);

	EXPECT(!b->livefish);
	EXPECT_EQ(b->start, start);
	EXPECT_EQ(b->major, 2);
	EXPECT_EQ(b->minor, minor);
	EXPECT_EQ(R(c, 0x41270), 0);
	EXPECT_EQ(R(c, 0x1f064), 2 << 16);
	EXPECT_EQ(R(c, 0x1f068) >> 16, minor);
	EXPECT_EQ(cfg_read(c, 2, 2), 0x634a);
}

static void expect_recovery(struct card *c)
{
	EXPECT(model_boot(c->m)->livefish);
	EXPECT_EQ(R(c, 0x41270), ALL_ONES);
	EXPECT_EQ(R(c, 0x1f064), 0);
	EXPECT_EQ(R(c, 0x1f070), 0);
	EXPECT_EQ(cfg_read(c, 2, 2), 0x0191);
	EXPECT_EQ(R(c, 0xf0014), 0x00b00190);
}

static void test_recovery(void)
{
	struct card *c = card_open(NULL);

	expect_recovery(c);
	EXPECT_CLEAN(c);
}

static void test_slots(void)
{
	for (u32 log2_chunk = 16; log2_chunk <= 20; log2_chunk++) {
		for (u32 slot = 0; slot < 2; slot++) {
			struct card *c = card_open(NULL);

			put_image(c, 7, log2_chunk, slot);
			model_power_cycle(c->m);
			expect_booted(c, slot << log2_chunk, 7);
			EXPECT_CLEAN(c);
		}
	}
}

static void test_date(void)
{
	struct card *c = card_open(NULL);
	struct fs2_spec spec;

	fs2_spec_default(&spec);
	put_image(c, 7, 20, 0);
	model_power_cycle(c->m);
	EXPECT_EQ(R(c, 0x1f070), spec.date);
	EXPECT_EQ(R(c, 0x1f06c), (spec.time & 0xff) << 24 |
		  (spec.time & 0xff00) << 8 | (spec.time & 0xff0000) >> 8);
	EXPECT_EQ(R(c, 0x1f068) & 0xffff, spec.subminor);
	EXPECT_CLEAN(c);
	W(c, 0x1f064, 0);
	EXPECT_ERRORS(c, 1, "read-only");
}

static void test_lowest_wins(void)
{
	struct card *c = card_open(NULL);

	put_image(c, 7, 19, 0);
	put_image(c, 9, 19, 1);
	model_power_cycle(c->m);
	expect_booted(c, 0, 7);
	fs2_build_retire(c->flash, 0);
	model_power_cycle(c->m);
	expect_booted(c, 0x80000, 9);
}

/* Whatever the rule, with one image there is no choice. */
static void test_boot_rules(void)
{
	static const struct { enum model_boot_rule rule; u32 start, minor; } want[] = {
		{ MODEL_BOOT_LOWEST, 0, 7 },
		{ MODEL_BOOT_HIGHEST, 0x80000, 9 },
		{ MODEL_BOOT_NEWEST, 0x80000, 9 },
		{ MODEL_BOOT_OLDEST, 0, 7 },
		{ MODEL_BOOT_LOWEST_SIGNATURE, 0, 7 },
		{ MODEL_BOOT_HIGHEST_SIGNATURE, 0x80000, 9 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(want); i++) {
		struct card *c = card_open(NULL);

		model_set_boot_rule(c->m, want[i].rule);
		put_image(c, 7, 19, 0);
		put_image(c, 9, 19, 1);
		model_power_cycle(c->m);
		expect_booted(c, want[i].start, want[i].minor);
		put_image(c, 9, 19, 0);
		fs2_build_retire(c->flash, 0x80000);
		model_power_cycle(c->m);
		expect_booted(c, 0, 9);
	}
}

/* Who looks at the signature only falls for one with nothing behind it. */
static void test_boot_blind(void)
{
	struct card *c = card_open(NULL);

	put_image(c, 7, 19, 0);
	put_image(c, 9, 19, 1);
	c->flash[0x80400] ^= 1;
	for (u32 rule = 0; rule < MODEL_N_BOOT_RULES; rule++) {
		model_set_boot_rule(c->m, rule);
		model_power_cycle(c->m);
		if (rule == MODEL_BOOT_HIGHEST_SIGNATURE)
			expect_recovery(c);
		else
			expect_booted(c, 0, 7);
	}
}

static void test_damage_goes_on(void)
{
	struct card *c = card_open(NULL);

	put_image(c, 7, 20, 0);
	put_image(c, 9, 20, 1);
	c->flash[0x1000] ^= 1;
	model_power_cycle(c->m);
	expect_booted(c, 0x100000, 9);
	c->flash[0x101000] ^= 1;
	model_power_cycle(c->m);
	expect_recovery(c);
}

/* Every 97th bit of an image, of which only a few carry no checksum. */
static void test_any_damage(void)
{
	struct card *c = card_open(NULL);
	u32 size = put_image(c, 7, 16, 1);

	for (u32 bit = 0; bit < size * 8; bit += 97 * 1009) {
		u32 off = bit / 8;
		u8 *p = c->flash + fs2_build_addr(off, 16, 1);

		if (off >= 0x10 && off < 0x38)
			continue;
		*p ^= 1 << bit % 8;
		model_power_cycle(c->m);
		EXPECT(model_boot(c->m)->livefish);
		*p ^= 1 << bit % 8;
	}
	model_power_cycle(c->m);
	expect_booted(c, 0x10000, 7);
}

static void test_odd_start(void)
{
	static u8 image[FS2_BUILD_DEFAULT_SIZE];
	struct card *c = card_open(NULL);
	struct fs2_spec spec;
	int size;

	fs2_spec_default(&spec);
	spec.log2_chunk = 20;
	size = fs2_build(&spec, image, sizeof(image));
	EXPECT(size > 0);
	memcpy(c->flash + 0x20000, image, size);
	model_power_cycle(c->m);
	expect_recovery(c);
}

static void test_not_failsafe(void)
{
	static u8 image[FS2_BUILD_DEFAULT_SIZE];
	struct card *c = card_open(NULL);
	struct fs2_spec spec;
	int size;

	fs2_spec_default(&spec);
	spec.failsafe = false;
	spec.two_loaders = true;
	size = fs2_build(&spec, image, sizeof(image));
	EXPECT(size > 0);
	memcpy(c->flash, image, size);
	model_power_cycle(c->m);
	expect_booted(c, 0, spec.minor);
	memset(c->flash, 0xff, size);
	memcpy(c->flash + 0x100000, image, size);
	model_power_cycle(c->m);
	expect_recovery(c);
}

/* Section of type 4 counts bytes, a type that nobody knows counts words. */
static void test_odd_sections(void)
{
	static const u32 types[] = { HERMON_FS2_EMT, 40 };

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		struct card *c = card_open(NULL);
		struct fs2_spec spec;
		u8 image[FS2_BUILD_DEFAULT_SIZE];
		int size;

		fs2_spec_small(&spec);
		spec.extra_type = types[i];
		spec.extra_bytes = 21;
		size = fs2_build(&spec, image, sizeof(image));
		EXPECT(size > 0);
		EXPECT(!fs2_build_place(image, size, spec.log2_chunk, 0,
					c->flash, 0x200000));
		model_power_cycle(c->m);
		EXPECT(!model_boot(c->m)->livefish);
	}
}

/* Sections that hold but lead nowhere. */
static void test_bad_links(void)
{
	static const u32 nexts[] = { 0x38, 4, 0x40, 0x5fece, 0x5fed0, 0x1ffff0,
				     0xfffffff0, 0xff000004 };
	static u8 image[FS2_BUILD_DEFAULT_SIZE];
	struct card *c = card_open(NULL);
	struct fs2_spec spec;
	u32 off;
	int size;

	fs2_spec_default(&spec);
	size = fs2_build(&spec, image, sizeof(image));
	EXPECT(size > 0);
	off = fs2_build_find_section(image, size, HERMON_FS2_GUID);
	for (size_t i = 0; i < ARRAY_SIZE(nexts); i++) {
		put_be32(image + off + 12, nexts[i]);
		EXPECT(!fs2_build_fix_section(image, size, off));
		memcpy(c->flash, image, size);
		model_power_cycle(c->m);
		EXPECT(model_boot(c->m)->livefish);
	}
	/* the end comes early, which no checksum of a section notices */
	put_be32(image + off + 12, HERMON_FS2_NEXT_LAST);
	EXPECT(!fs2_build_fix_section(image, size, off));
	memcpy(c->flash, image, size);
	model_power_cycle(c->m);
	EXPECT(!model_boot(c->m)->livefish);
}

static void test_other_format(void)
{
	struct card *c = card_open(NULL);

	put_image(c, 7, 20, 0);
	c->flash[0x24] = 3;
	model_power_cycle(c->m);
	expect_recovery(c);
}

static void test_boot_address(void)
{
	static const u32 nothing[] = { 0x04000006, 0x1ffff006, 0x1fffff06,
				       0xffffff06 };
	struct card *c = card_open(NULL);

	put_image(c, 7, 20, 0);
	put_image(c, 9, 20, 1);
	model_reset(c->m);
	expect_booted(c, 0, 7);
	W(c, 0xf0000, 0x10000006);
	model_reset(c->m);
	expect_booted(c, 0x100000, 9);
	EXPECT_EQ(R(c, 0xf0000), 0x10000006);
	W(c, 0xf0010, 1);
	expect_booted(c, 0x100000, 9);
	/* nothing there: searched */
	for (size_t i = 0; i < ARRAY_SIZE(nothing); i++) {
		W(c, 0xf0000, nothing[i]);
		W(c, 0xf0010, 1);
		expect_booted(c, 0, 7);
	}
	W(c, 0xf0000, 0x10000006);
	model_power_cycle(c->m);
	expect_booted(c, 0, 7);
	EXPECT_CLEAN(c);
}

/* Nothing in an image may lead the boot out of the flash. */
static void test_garbage(void)
{
	struct card *c = card_open(NULL);

	for (u32 word = 0; word < 0x100; word += 4) {
		static const u32 vals[] = { 0, 1, 0x7fffffff, 0x80000000,
					    0xffffffff, 0xfffffffc, 0x200000 };

		for (size_t i = 0; i < ARRAY_SIZE(vals); i++) {
			u8 old[4];
			u8 *p = c->flash + 0x10 + word;

			memset(c->flash, 0xff, 0x1000);
			put_image(c, 7, 20, 0);
			memcpy(old, p, 4);
			put_be32(p, vals[i]);
			model_power_cycle(c->m);
			if (word >= 0x28 && memcmp(old, p, 4))
				EXPECT(model_boot(c->m)->livefish);
		}
	}
}

const struct test boot_tests[] = {
	{ "checksum", test_crc },
	{ "recovery mode", test_recovery },
	{ "either slot, each chunk size", test_slots },
	{ "running version and date", test_date },
	{ "lowest signature wins", test_lowest_wins },
	{ "other rules to choose an image", test_boot_rules },
	{ "rules that look at the signature only", test_boot_blind },
	{ "a damaged image is passed over", test_damage_goes_on },
	{ "any damage is noticed", test_any_damage },
	{ "image at a wrong place", test_odd_start },
	{ "image without slots", test_not_failsafe },
	{ "sections of odd types", test_odd_sections },
	{ "links between sections", test_bad_links },
	{ "image of another format", test_other_format },
	{ "boot address register", test_boot_address },
	{ "garbage in header and loader", test_garbage },
	{ NULL, NULL },
};
