// SPDX-License-Identifier: GPL-2.0-only
/* The flash behind the gateway. */
#include "test.h"

#include <stdlib.h>

static const u32 words[4] = { 0x4d544657, 0x8cdfd000, 0xdead9270, 0x4154beef };

static void test_ids(void)
{
	static const struct { const char *part; u32 id; u32 size; } want[] = {
		{ "M25P16", 0x202015, 0x200000 },
		{ "M25P80", 0x202014, 0x100000 },
		{ "M25P32", 0x202016, 0x400000 },
		{ "M25PX16", 0x207115, 0x200000 },
		{ "N25Q016", 0x20ba15, 0x200000 },
		{ "W25X16", 0xef3015, 0x200000 },
		{ "W25Q16", 0xef4015, 0x200000 },
		{ "SST25VF040B", 0xbf258d, 0x080000 },
		{ "SST25VF080B", 0xbf258e, 0x100000 },
		{ "SST25VF016B", 0xbf2541, 0x200000 },
		{ "SST25VF032B", 0xbf254a, 0x400000 },
		{ "AT25DF161", 0x1f4602, 0x200000 },
		{ "AT25DF321", 0x1f4700, 0x400000 },
		{ "MX25L1605", 0xc22015, 0x200000 },
		{ "S25FL016P", 0x010215, 0x200000 },
		{ "S25FL116", 0x014015, 0x200000 },
		{ "IS25LP016", 0x9d6015, 0x200000 },
		{ "M25P16-RES", 0xffffff, 0x200000 },
	};
	const struct model_part *parts;
	size_t n;

	parts = model_parts(&n);
	EXPECT_EQ(n, ARRAY_SIZE(want));
	for (size_t i = 0; i < n; i++) {
		struct card *c = card_part(want[i].part);

		EXPECT(!strcmp(parts[i].name, want[i].part));
		EXPECT_EQ(model_part(c->m)->size, want[i].size);
		lock(c);
		run(c, CMD_JEDEC);
		EXPECT_EQ(R(c, 0xf0410) >> 8, want[i].id);
		EXPECT_CLEAN(c);
	}
}

static void test_signature(void)
{
	struct card *c = card_part("M25P16-RES");

	lock(c);
	run(c, CMD_SIGNATURE);
	EXPECT_EQ(R(c, 0xf0410), 0xffffff14);
	EXPECT_CLEAN(c);
}

static void test_odd_parts(void)
{
	struct card *c = card_part("unknown");
	u32 w[4];

	EXPECT_EQ(model_part_named("none")->size, 0x200000);
	EXPECT(!model_part_named("M25P99"));

	lock(c);
	run(c, CMD_JEDEC);
	EXPECT_EQ(R(c, 0xf0410) >> 8, 0xa1b2c3);
	c = card_part("none");
	memset(c->flash, 0, 16);
	lock(c);
	run(c, CMD_JEDEC);
	EXPECT_EQ(R(c, 0xf0410), ALL_ONES);
	EXPECT_EQ(status(c), ALL_ONES);
	read_16(c, 0, w);
	EXPECT_EQ(w[0], ALL_ONES);
	program_16(c, 0x100, words);
	EXPECT_EQ(c->flash[0x100], 0xff);
	EXPECT_EQ(model_stats(c->m)->changes, 0);
	EXPECT_CLEAN(c);
}

static void test_status(void)
{
	struct card *c = card_open(NULL);

	lock(c);
	EXPECT_EQ(status(c), 0);
	write_enable(c);
	EXPECT_EQ(status(c), 0x02020202);
	run(c, CMD_WRDI);
	EXPECT_EQ(status(c), 0);
	run(c, CMD_STATUS_2);
	EXPECT_EQ(R(c, 0xf0410), 0);
	run(c, CMD_CONFIG);
	EXPECT_EQ(R(c, 0xf0410), 0);
	EXPECT_CLEAN(c);
}

static void test_read(void)
{
	struct card *c = card_open(NULL);
	u32 w[4];

	for (u32 i = 0; i < 64; i++)
		c->flash[0x1234f0 + i] = i;
	lock(c);
	read_16(c, 0x1234f4, w);
	EXPECT_EQ(w[0], 0x04050607);
	EXPECT_EQ(w[3], 0x10111213);
	/* chip select held */
	W(c, 0xf0404, 0x1234f0);
	run(c, CMD_READ_FIRST);
	EXPECT_EQ(R(c, 0xf0410), 0x00010203);
	W(c, 0xf0404, 0);
	run(c, CMD_READ_NEXT);
	EXPECT_EQ(R(c, 0xf0410), 0x10111213);
	run(c, CMD_READ_LAST);
	EXPECT_EQ(R(c, 0xf041c), 0x2c2d2e2f);
	EXPECT_CLEAN(c);
	EXPECT_EQ(model_stats(c->m)->opcodes[0x03], 2);
}

static void test_program(void)
{
	struct card *c = card_open(NULL);
	u32 w[4];

	lock(c);
	program_16(c, 0x10, words);
	EXPECT(wait_ready(c));
	EXPECT_EQ(status(c), 0);
	read_16(c, 0x10, w);
	EXPECT(!memcmp(w, words, sizeof(w)));
	EXPECT_EQ(c->flash[0x10], 0x4d);
	EXPECT_EQ(c->flash[0x0f], 0xff);
	EXPECT_EQ(c->flash[0x20], 0xff);
	EXPECT_EQ(c->changed_addr, 0x10);
	EXPECT_EQ(c->changed_len, 16);
	EXPECT_EQ(model_stats(c->m)->page_programs, 1);
	EXPECT_EQ(model_stats(c->m)->changes, 1);
	EXPECT(model_stats(c->m)->busy_us == 640);
	EXPECT_CLEAN(c);
}

static void put_block(struct card *c, u32 seed)
{
	for (u32 i = 0; i < 4; i++)
		W(c, 0xf0410 + 4 * i, seed + i);
}

/* A whole page in blocks with chip select held. */
static void page(struct card *c, u32 addr)
{
	write_enable(c);
	put_block(c, 0x1000);
	W(c, 0xf0404, addr);
	run(c, CMD_PROG_FIRST);
	for (u32 i = 1; i < 15; i++) {
		put_block(c, 0x1000 + 4 * i);
		W(c, 0xf0404, 0);
		run(c, CMD_PROG_NEXT);
	}
	put_block(c, 0x1000 + 4 * 15);
	run(c, CMD_PROG_LAST);
}

static void test_page(void)
{
	struct card *c = card_open(NULL);

	lock(c);
	page(c, 0x12300);
	EXPECT_EQ(status(c) & 0xff, 0x03);
	EXPECT(wait_ready(c));
	for (u32 i = 0; i < 64; i++)
		EXPECT_EQ(get_be32(c->flash + 0x12300 + 4 * i), 0x1000 + i);
	EXPECT_EQ(c->changed_addr, 0x12300);
	EXPECT_EQ(c->changed_len, 0x100);
	EXPECT_EQ(model_stats(c->m)->page_programs, 1);
	EXPECT_CLEAN(c);
}

static void test_wrap(void)
{
	struct card *c = card_open(NULL);

	lock(c);
	program_16(c, 0x1f8, words);
	EXPECT_ERRORS(c, 1, "wraps");
	EXPECT_EQ(get_be32(c->flash + 0x1f8), words[0]);
	EXPECT_EQ(get_be32(c->flash + 0x1fc), words[1]);
	EXPECT_EQ(get_be32(c->flash + 0x100), words[2]);
	EXPECT_EQ(get_be32(c->flash + 0x104), words[3]);
	EXPECT_EQ(get_be32(c->flash + 0x200), ALL_ONES);
	EXPECT_EQ(c->changed_addr, 0x100);
	EXPECT_EQ(c->changed_len, 0x100);
}

static void test_only_clears(void)
{
	static const u32 first[4] = { 0xf0f0f0f0, ALL_ONES, 0, 0x12345678 };
	static const u32 second[4] = { 0xff00ff00, 0, ALL_ONES, 0x12345678 };
	struct card *c = card_open(NULL);
	u32 w[4];

	lock(c);
	program_16(c, 0, first);
	EXPECT(wait_ready(c));
	program_16(c, 0, second);
	EXPECT(wait_ready(c));
	read_16(c, 0, w);
	EXPECT_EQ(w[0], 0xf000f000);
	EXPECT_EQ(w[1], 0);
	EXPECT_EQ(w[2], 0);
	EXPECT_EQ(w[3], 0x12345678);
	EXPECT_CLEAN(c);
}

static bool all_are(const u8 *p, u8 val, u32 len)
{
	for (u32 i = 0; i < len; i++)
		if (p[i] != val)
			return false;
	return true;
}

static void test_erase_64k(void)
{
	struct card *c = card_open(NULL);

	memset(c->flash, 0, 0x200000);
	lock(c);
	erase_at(c, CMD_ERASE_64K, 0x12abcd);
	EXPECT(wait_ready(c));
	EXPECT(all_are(c->flash, 0, 0x120000));
	EXPECT(all_are(c->flash + 0x120000, 0xff, 0x10000));
	EXPECT(all_are(c->flash + 0x130000, 0, 0xd0000));
	EXPECT_EQ(c->changed_addr, 0x120000);
	EXPECT_EQ(c->changed_len, 0x10000);
	EXPECT_EQ(model_stats(c->m)->erases_64k, 1);
	EXPECT(model_stats(c->m)->busy_us == 600000);
	EXPECT_CLEAN(c);
	erase_at(c, CMD_ERASE_4K, 0x130000);
	EXPECT_ERRORS(c, 1, "has no command 20");
	EXPECT(all_are(c->flash + 0x130000, 0, 0xd0000));
}

static void test_erase_4k(void)
{
	struct card *c = card_part("W25X16");

	memset(c->flash, 0, 0x200000);
	lock(c);
	erase_at(c, CMD_ERASE_4K, 0x3fff);
	EXPECT(wait_ready(c));
	EXPECT(all_are(c->flash, 0, 0x3000));
	EXPECT(all_are(c->flash + 0x3000, 0xff, 0x1000));
	EXPECT(all_are(c->flash + 0x4000, 0, 0x1fc000));
	EXPECT_EQ(model_stats(c->m)->erases_4k, 1);
	erase_at(c, CMD_ERASE_64K, 0);
	EXPECT(wait_ready(c));
	EXPECT(all_are(c->flash, 0xff, 0x10000));
	EXPECT_CLEAN(c);
}

static void program_1(struct card *c, u32 addr, u8 val)
{
	write_enable(c);
	W(c, 0xf0410, (u32)val << 24);
	W(c, 0xf0404, addr);
	run(c, CMD_PROG_1);
}

static void test_sst(void)
{
	struct card *c = card_part("SST25VF016B");

	lock(c);
	EXPECT_EQ(status(c), 0x1c1c1c1c);
	program_1(c, 0x1234, 0x5a);
	EXPECT_ERRORS(c, 1, "program of protected flash");
	EXPECT_EQ(c->flash[0x1234], 0xff);
	write_status(c, 0x80);
	EXPECT(wait_ready(c));
	EXPECT_EQ(status(c), 0x80808080);
	program_1(c, 0x1234, 0x5a);
	EXPECT(wait_ready(c));
	EXPECT_EQ(c->flash[0x1234], 0x5a);
	EXPECT_EQ(c->flash[0x1235], 0xff);
	EXPECT_EQ(model_stats(c->m)->page_programs, 1);
	program_16(c, 0x2000, words);
	EXPECT_ERRORS(c, 2, "programs one byte, 16 were sent");
	EXPECT_EQ(get_be32(c->flash + 0x2000), ALL_ONES);
	model_power_cycle(c->m);
	lock(c);
	EXPECT_EQ(status(c), 0x1c1c1c1c);
	EXPECT_ERRORS(c, 2, NULL);
}

static void test_atmel(void)
{
	struct card *c = card_part("AT25DF161");

	lock(c);
	EXPECT_EQ(status(c), 0x0c0c0c0c);
	program_16(c, 0, words);
	EXPECT_ERRORS(c, 1, "protected");
	write_status(c, 0x04);
	EXPECT(wait_ready(c));
	EXPECT_EQ(status(c), 0x0c0c0c0c);
	write_status(c, 0);
	EXPECT(wait_ready(c));
	EXPECT_EQ(status(c), 0);
	program_16(c, 0, words);
	EXPECT(wait_ready(c));
	EXPECT_EQ(get_be32(c->flash), words[0]);
	write_status(c, 0x3c);
	EXPECT(wait_ready(c));
	EXPECT_EQ(status(c), 0x0c0c0c0c);
	EXPECT_ERRORS(c, 1, NULL);
}

static void test_protection_ranges(void)
{
	static const struct { u8 status; u32 start; } want[] = {
		{ 0x04, 0x1f0000 }, { 0x08, 0x1e0000 }, { 0x0c, 0x1c0000 },
		{ 0x10, 0x180000 }, { 0x14, 0x100000 },
	};
	struct card *c = card_open(NULL);

	lock(c);
	for (size_t i = 0; i < ARRAY_SIZE(want); i++) {
		write_status(c, want[i].status);
		EXPECT(wait_ready(c));
		program_16(c, want[i].start - 16, words);
		EXPECT(wait_ready(c));
		EXPECT_EQ(get_be32(c->flash + want[i].start - 16), words[0]);
		program_16(c, want[i].start, words);
		EXPECT_ERRORS(c, i + 1, "protected");
		EXPECT_EQ(get_be32(c->flash + want[i].start), ALL_ONES);
	}
	write_status(c, 0x18);
	EXPECT(wait_ready(c));
	erase_at(c, CMD_ERASE_64K, 0);
	EXPECT_ERRORS(c, 6, "erase of protected flash at 000000");
	/* non-volatile on this part */
	model_power_cycle(c->m);
	lock(c);
	EXPECT_EQ(status(c) & 0xff, 0x18);
}

static void test_write_status_length(void)
{
	struct card *c = card_part("W25Q16");

	lock(c);
	write_enable(c);
	W(c, 0xf0410, 0x10000000);
	run(c, CMD_WRSR_2);
	EXPECT(wait_ready(c));
	EXPECT_EQ(status(c), 0x10101010);
	EXPECT_CLEAN(c);
	c = card_open(NULL);
	lock(c);
	write_enable(c);
	W(c, 0xf0410, 0x10000000);
	run(c, CMD_WRSR_2);
	EXPECT_ERRORS(c, 1, "write status of 2 bytes");
	EXPECT_EQ(status(c), 0x02020202);
}

static void test_write_enable_missing(void)
{
	struct card *c = card_open(NULL);

	memset(c->flash + 0x10000, 0, 16);
	lock(c);
	run(c, CMD_ERASE_64K);
	EXPECT_ERRORS(c, 1, "erase without write enable");
	W(c, 0xf0404, 0x10000);
	run(c, CMD_PROG_16);
	EXPECT_ERRORS(c, 2, "program without write enable");
	run(c, CMD_WRSR_1);
	EXPECT_ERRORS(c, 3, "write status without write enable");
	/* it holds for one operation */
	program_16(c, 0x20000, words);
	EXPECT(wait_ready(c));
	W(c, 0xf0404, 0x20010);
	run(c, CMD_PROG_16);
	EXPECT_ERRORS(c, 4, "without write enable");
	EXPECT_EQ(get_be32(c->flash + 0x20010), ALL_ONES);
	EXPECT_EQ(model_stats(c->m)->changes, 1);
}

static void put_word(struct card *c, u32 cmd, u32 word)
{
	W(c, 0xf0410, word << 16);
	run(c, cmd);
}

/* SST: from an address on, word after word, until a write disable. */
static void test_words(void)
{
	struct card *c = card_part("SST25VF016B");
	u32 w[4];

	lock(c);
	write_status(c, 0x80);
	EXPECT(wait_ready(c));
	write_enable(c);
	W(c, 0xf0404, 0x1fe);
	put_word(c, CMD_WORD_FIRST, 0x1234);
	EXPECT_EQ(status(c), 0xc3c3c3c3);
	EXPECT_EQ(status(c), 0xc2c2c2c2);
	W(c, 0xf0404, 0);
	put_word(c, CMD_WORD_NEXT, 0x5678);
	EXPECT(wait_ready(c));
	put_word(c, CMD_WORD_NEXT, 0xffff);
	EXPECT(wait_ready(c));
	put_word(c, CMD_WORD_NEXT, 0x9abc);
	EXPECT(wait_ready(c));
	run(c, CMD_WRDI);
	EXPECT_EQ(status(c), 0x80808080);
	read_16(c, 0x1fc, w);
	EXPECT_EQ(w[0], 0xffff1234);
	EXPECT_EQ(w[1], 0x5678ffff);
	EXPECT_EQ(w[2], 0x9abcffff);
	EXPECT_EQ(model_stats(c->m)->page_programs, 4);
	EXPECT(model_stats(c->m)->busy_us == 4 * 7 + 1);
	EXPECT_CLEAN(c);
}

static void test_words_strict(void)
{
	struct card *c = card_part("SST25VF016B");

	lock(c);
	put_word(c, CMD_WORD_FIRST, 0);
	EXPECT_ERRORS(c, 1, "without write enable");
	write_enable(c);
	W(c, 0xf0404, 0x10);
	put_word(c, CMD_WORD_FIRST, 0);
	EXPECT_ERRORS(c, 2, "program of protected flash");
	write_status(c, 0x80);
	EXPECT(wait_ready(c));
	write_enable(c);
	W(c, 0xf0404, 0x11);
	put_word(c, CMD_WORD_FIRST, 0);
	EXPECT_ERRORS(c, 3, "which is odd");
	W(c, 0xf0404, 0x10);
	put_word(c, CMD_WORD_FIRST, 0);
	put_word(c, CMD_WORD_NEXT, 0);
	EXPECT_ERRORS(c, 4, "command ad while busy");
	EXPECT(wait_ready(c));
	/* it hears nothing else, and boots nothing until power is off */
	run(c, CMD_JEDEC);
	EXPECT_ERRORS(c, 5, "command 9f among words");
	EXPECT_EQ(R(c, 0xf0410), ALL_ONES);
	put_image(c, 6, 20, 0);
	model_reset(c->m);
	EXPECT(model_boot(c->m)->livefish);
	model_power_cycle(c->m);
	EXPECT(!model_boot(c->m)->livefish);
	EXPECT_ERRORS(c, 5, NULL);

	c = card_part("SST25VF016B");
	lock(c);
	write_status(c, 0x80);
	EXPECT(wait_ready(c));
	write_enable(c);
	W(c, 0xf0404, 0x1ffffe);
	put_word(c, CMD_WORD_FIRST, 0);
	EXPECT(wait_ready(c));
	EXPECT_EQ(status(c), 0x80808080);	/* the end of the array */
	EXPECT_CLEAN(c);
	c = card_part("M25P16");
	lock(c);
	write_enable(c);
	put_word(c, CMD_WORD_FIRST, 0);
	EXPECT_ERRORS(c, 1, "has no command ad");
}

static void test_busy(void)
{
	struct model_config cfg = { .rev = HERMON_HWID_REV_B0, .time_scale = 1 };
	struct card *c = card_open(&cfg);

	lock(c);
	program_16(c, 0, words);
	EXPECT_EQ(status(c), 0x03030303);
	EXPECT_EQ(status(c), 0x03030303);
	c->now += 639999;
	EXPECT_EQ(status(c), 0x03030303);
	run(c, CMD_READ_4);
	EXPECT_ERRORS(c, 1, "command 03 while busy");
	EXPECT_EQ(R(c, 0xf0410), ALL_ONES);
	c->now += 1;
	EXPECT_EQ(status(c), 0);
	run(c, CMD_READ_4);
	EXPECT_EQ(R(c, 0xf0410), words[0]);
	EXPECT_ERRORS(c, 1, NULL);
}

static void test_busy_scale_0(void)
{
	struct card *c = card_open(NULL);

	lock(c);
	program_16(c, 0, words);
	write_enable(c);
	EXPECT_ERRORS(c, 1, "command 06 while busy");
	EXPECT_EQ(status(c), 0x03030303);
	EXPECT_EQ(status(c), 0);
	/* waiting the real time instead of polling */
	program_16(c, 16, words);
	c->now += 640000;
	program_16(c, 32, words);
	EXPECT_ERRORS(c, 1, NULL);
	EXPECT_EQ(model_stats(c->m)->page_programs, 3);
	/* after that one look is enough, before it is not */
	c->now += 640000;
	EXPECT_EQ(status(c), 0);
	program_16(c, 48, words);
	c->now += 639999;
	EXPECT_EQ(status(c), 0x03030303);
	EXPECT_EQ(status(c), 0);
}

static void test_lengths(void)
{
	struct card *c = card_open(NULL);

	lock(c);
	run(c, 0x40062015 & ~1);	/* write enable with a data byte */
	EXPECT_ERRORS(c, 1, "command 06 of 2 bytes");
	EXPECT_EQ(status(c), 0);
	write_enable(c);
	run(c, 0x40d82004);		/* erase without address */
	EXPECT_ERRORS(c, 2, "command d8 of 1 bytes");
	run(c, 0x4002200c);		/* program without data */
	EXPECT_ERRORS(c, 3, "command 02 of 4 bytes");
	run(c, 0x40772004);
	EXPECT_ERRORS(c, 4, "has no command 77");
	/* the chip takes the first byte for an opcode */
	run(c, CMD_READ_LAST);
	EXPECT_ERRORS(c, 6, "has no command ff");
	EXPECT(strstr(model_guest_error(c->m, 4), "begins without an opcode"));
}

static void test_hold_opcode(void)
{
	struct card *c = card_open(NULL);

	lock(c);
	write_enable(c);
	put_block(c, 0);
	W(c, 0xf0404, 0x100);
	run(c, CMD_PROG_FIRST);
	/* the chip programs this status command */
	run(c, CMD_STATUS);
	EXPECT_ERRORS(c, 1, "opcode phase while chip select is held");
	EXPECT_EQ(c->flash[0x110], 0x05);
	EXPECT_EQ(model_stats(c->m)->opcodes[0x05], 0);
}

static void test_beyond_end(void)
{
	struct card *c = card_open(NULL);
	u32 w[4];

	put_be32(c->flash, 0x01020304);
	lock(c);
	read_16(c, 0x200000, w);
	EXPECT_EQ(w[0], 0x01020304);
	EXPECT_ERRORS(c, 1, "beyond the end");
	read_16(c, 0x1ffff8, w);
	EXPECT_EQ(w[2], 0x01020304);
	EXPECT_ERRORS(c, 2, "beyond the end");
	erase_at(c, CMD_ERASE_64K, 0x210000);
	EXPECT_ERRORS(c, 3, "beyond the end");
}

static void test_recovery_link(void)
{
	struct card *c = card_open(NULL);

	EXPECT_EQ(R(c, 0x41270), ALL_ONES);
	W(c, 0xf3834, 0);
	lock(c);
	program_16(c, 0, words);
	EXPECT_ERRORS(c, 1, "recovery mode");
	EXPECT(wait_ready(c));
	W(c, 0xf3834, 0x18000000);
	erase_at(c, CMD_ERASE_64K, 0);
	EXPECT_ERRORS(c, 2, "recovery mode");
	EXPECT(wait_ready(c));
	W(c, 0xf3834, 0x10000000);
	program_16(c, 0, words);
	EXPECT_ERRORS(c, 2, NULL);
	EXPECT_EQ(get_be32(c->flash), words[0]);
}

static void test_reset_in_program(void)
{
	struct card *c = card_open(NULL);

	lock(c);
	write_enable(c);
	put_block(c, 0);
	W(c, 0xf0404, 0x100);
	run(c, CMD_PROG_FIRST);
	model_reset(c->m);
	/* chip select rose: what was sent is programmed */
	EXPECT_EQ(get_be32(c->flash + 0x10c), 3);
	EXPECT_EQ(c->changed_len, 16);
	lock(c);
	EXPECT_EQ(status(c), 0);
	write_enable(c);
	W(c, 0xf0404, 0x200);
	run(c, CMD_PROG_FIRST);
	model_power_cycle(c->m);
	/* power went: it is not */
	EXPECT_EQ(get_be32(c->flash + 0x20c), ALL_ONES);
}

const struct test flash_tests[] = {
	{ "ids of all parts", test_ids },
	{ "part with signature only", test_signature },
	{ "unknown part and empty socket", test_odd_parts },
	{ "status", test_status },
	{ "read", test_read },
	{ "program 16 bytes", test_program },
	{ "program a page with chip select held", test_page },
	{ "program wraps in its page", test_wrap },
	{ "program only clears", test_only_clears },
	{ "erase 64 KB", test_erase_64k },
	{ "erase 4 KB", test_erase_4k },
	{ "SST", test_sst },
	{ "Atmel", test_atmel },
	{ "protected ranges", test_protection_ranges },
	{ "write status length", test_write_status_length },
	{ "write enable missing", test_write_enable_missing },
	{ "program words", test_words },
	{ "program words, the wrong way", test_words_strict },
	{ "busy by the clock", test_busy },
	{ "busy at scale 0", test_busy_scale_0 },
	{ "commands of wrong length", test_lengths },
	{ "opcode while chip select is held", test_hold_opcode },
	{ "address beyond the end", test_beyond_end },
	{ "link setting in recovery mode", test_recovery_link },
	{ "reset and power loss within a program", test_reset_in_program },
	{ NULL, NULL },
};
