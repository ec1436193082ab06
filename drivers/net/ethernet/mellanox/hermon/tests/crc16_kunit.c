// SPDX-License-Identifier: GPL-2.0-only
/*
 * The FS2 checksum against known values and against its definition.
 *
 * Values are those of Documentation/hermon/fs2.rst, "Checksum".
 */
#include <kunit/test.h>

#include <hermon/image.h>

#define WORDS_MAX	16
#define RANDOM_MAX	600
#define RANDOM_RUNS	300

struct vector {
	const char *desc;
	u32 words[WORDS_MAX];
	u32 n_words;
	u16 crc;
};

static const struct vector vectors[] = {
	{ "empty", { 0 }, 0, 0x0955 },
	{ "0", { 0 }, 1, 0x0009 },
	{ "1", { 1 }, 1, 0x1002 },
	{ "top bit", { 0x80000000 }, 1, 0xae16 },
	{ "all ones", { 0xffffffff }, 1, 0xc41a },
	{ "12345678", { 0x12345678 }, 1, 0x025e },
	{ "two words of 0", { 0, 0 }, 2, 0x0948 },
	{ "four words of ones",
	  { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff }, 4, 0x0c4a },
	{ "signature",
	  { 0x4d544657, 0x8cdfd000, 0xdead9270, 0x4154beef }, 4, 0xd3d0 },
	{ "0 to 7", { 0, 1, 2, 3, 4, 5, 6, 7 }, 8, 0x043a },
	{ "ASCII 123456789012",
	  { 0x31323334, 0x35363738, 0x39303132 }, 3, 0x9a79 },
	{ "GUID section",
	  { 0x00000006, 0x0000000c, 0x00000000, 0x0005fd70,
	    0x0002c903, 0x0001a2b0, 0x0002c903, 0x0001a2b1,
	    0x0002c903, 0x0001a2b2, 0x0002c903, 0x0001a2b3,
	    0x00000002, 0xc901a2b1, 0x00000002, 0xc901a2b2 }, 16, 0xac0a },
	{ "GUID section, last",
	  { 0x00000006, 0x0000000c, 0x00000000, 0xff000000,
	    0x0002c903, 0x0001a2b0, 0x0002c903, 0x0001a2b1,
	    0x0002c903, 0x0001a2b2, 0x0002c903, 0x0001a2b3,
	    0x00000002, 0xc901a2b1, 0x00000002, 0xc901a2b2 }, 16, 0x09bf },
	{ "loader",
	  { 0x00000000, 0x00000004, 0x01020304, 0x05060708,
	    0x090a0b0c, 0x0d0e0f10, 0x11121314 }, 7, 0xdee7 },
};
KUNIT_ARRAY_PARAM_DESC(vector, vectors, desc);

static void put_words(u8 *p, const u32 *words, u32 n)
{
	__be32 raw;
	u32 i;

	for (i = 0; i < n; i++) {
		raw = cpu_to_be32(words[i]);
		memcpy(p + i * sizeof(raw), &raw, sizeof(raw));
	}
}

static void crc16_vector(struct kunit *test)
{
	const struct vector *v = test->param_value;
	u8 buf[WORDS_MAX * sizeof(u32)];

	put_words(buf, v->words, v->n_words);
	KUNIT_EXPECT_EQ(test, hermon_crc16(buf, v->n_words * sizeof(u32)),
			v->crc);
}

/* One bit at a time, as the definition has it. */
static u16 shift_in(u16 crc, u32 bit)
{
	bool top = crc & 0x8000;

	crc = crc << 1 | bit;
	return top ? crc ^ 0x100b : crc;
}

static u16 by_definition(const u8 *p, u32 len)
{
	u16 crc = 0xffff;
	u32 i;

	for (i = 0; i < len * 8; i++)
		crc = shift_in(crc, p[i / 8] >> (7 - i % 8) & 1);
	for (i = 0; i < 16; i++)
		crc = shift_in(crc, 0);
	return ~crc;
}

/* Always the same sequence: a failure can be run again. */
static u32 next_random(u32 *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

static u8 *random_bytes(struct kunit *test, u32 *state)
{
	u8 *buf = kunit_kzalloc(test, RANDOM_MAX, GFP_KERNEL);
	u32 i;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	for (i = 0; i < RANDOM_MAX; i++)
		buf[i] = next_random(state);
	return buf;
}

static void crc16_definition(struct kunit *test)
{
	u32 state = 1;
	u8 *buf = random_bytes(test, &state);
	u32 off, len, i;

	for (i = 0; i < RANDOM_RUNS; i++) {
		len = next_random(&state) % RANDOM_MAX;
		off = next_random(&state) % (RANDOM_MAX - len);
		KUNIT_EXPECT_EQ_MSG(test, hermon_crc16(buf + off, len),
				    by_definition(buf + off, len),
				    "offset %u, length %u", off, len);
	}
}

static void crc16_every_byte(struct kunit *test)
{
	u8 buf[2];
	u32 i;

	for (i = 0; i < 0x10000; i++) {
		buf[0] = i >> 8;
		buf[1] = i;
		KUNIT_ASSERT_EQ_MSG(test, hermon_crc16(buf, sizeof(buf)),
				    by_definition(buf, sizeof(buf)),
				    "bytes %04x", i);
	}
}

/* In one piece or in two: the same. */
static void crc16_pieces(struct kunit *test)
{
	const u32 len = 64;
	u32 state = 2;
	u8 *buf = random_bytes(test, &state);
	u16 crc;
	u32 i;

	for (i = 0; i <= len; i++) {
		crc = hermon_crc16_update(hermon_crc16_init(), buf, i);
		crc = hermon_crc16_update(crc, buf + i, len - i);
		KUNIT_EXPECT_EQ_MSG(test, hermon_crc16_final(crc),
				    hermon_crc16(buf, len), "cut at %u", i);
	}
}

static struct kunit_case crc16_cases[] = {
	KUNIT_CASE_PARAM(crc16_vector, vector_gen_params),
	KUNIT_CASE(crc16_definition),
	KUNIT_CASE(crc16_every_byte),
	KUNIT_CASE(crc16_pieces),
	{}
};

static struct kunit_suite crc16_suite = {
	.name = "hermon-crc16",
	.test_cases = crc16_cases,
};
kunit_test_suite(crc16_suite);
