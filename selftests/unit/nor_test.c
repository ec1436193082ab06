// SPDX-License-Identifier: GPL-2.0-only
/*
 * The flash chip behind the gateway: every part of the model, and every way
 * to read, program and erase it.
 *
 * Documentation/hermon/flash-gateway.rst, "Flash parts".
 */
#include "rig.h"

#define AREA		0x20000		/* where the tests write */
#define AREA_LEN	0x2000

static struct rig *open_rig(struct kunit *test, const char *part)
{
	struct rig_config config = { .part = part };
	struct rig *rig = rig_new(test, &config);

	rig_power_on(rig);
	KUNIT_ASSERT_EQ(test, rig_open(rig), 0);
	/* Without an image there is no firmware either. */
	hermon_cr_hold_link(&rig->cr);
	KUNIT_ASSERT_EQ(test, hermon_gw_lock(&rig->gw, 0, &rig->report), 0);
	return rig;
}

static struct rig *open_nor(struct kunit *test, const char *part)
{
	struct rig *rig = open_rig(test, part);

	KUNIT_ASSERT_EQ(test, hermon_nor_identify(&rig->nor, &rig->report), 0);
	return rig;
}

/* ---- identify ---- */

struct part_case {
	const char *part;
	const char *family;
	u32 id;
	u32 size;
	u32 erase_size;
	bool byte_program;
};

static const struct part_case part_cases[] = {
	{ "M25P16", "M25P", 0x202015, 0x200000, 0x10000, false },
	{ "M25P80", "M25P", 0x202014, 0x100000, 0x10000, false },
	{ "M25P32", "M25P", 0x202016, 0x400000, 0x10000, false },
	{ "M25PX16", "M25PX", 0x207115, 0x200000, 0x10000, false },
	{ "N25Q016", "N25Q", 0x20ba15, 0x200000, 0x10000, false },
	{ "W25X16", "W25X", 0xef3015, 0x200000, 0x1000, false },
	{ "W25Q16", "W25Q", 0xef4015, 0x200000, 0x10000, false },
	{ "SST25VF040B", "SST25VF", 0xbf258d, 0x80000, 0x10000, true },
	{ "SST25VF080B", "SST25VF", 0xbf258e, 0x100000, 0x10000, true },
	{ "SST25VF016B", "SST25VF", 0xbf2541, 0x200000, 0x10000, true },
	{ "SST25VF032B", "SST25VF", 0xbf254a, 0x400000, 0x10000, true },
	{ "AT25DF161", "AT25DF", 0x1f4602, 0x200000, 0x1000, false },
	{ "AT25DF321", "AT25DF", 0x1f4700, 0x400000, 0x1000, false },
	{ "MX25L1605", "MX25L", 0xc22015, 0x200000, 0x10000, false },
	{ "S25FL016P", "S25FL", 0x010215, 0x200000, 0x10000, false },
	{ "S25FL116", "S25FL1", 0x014015, 0x200000, 0x10000, false },
	{ "IS25LP016", "IS25LP", 0x9d6015, 0x200000, 0x10000, false },
	{ "M25P16-RES", "M25P", 0, 0x200000, 0x10000, false },
};
KUNIT_ARRAY_PARAM_DESC(part, part_cases, part);

static void nor_identify(struct kunit *test)
{
	const struct part_case *c = test->param_value;
	struct rig *rig = open_nor(test, c->part);

	KUNIT_EXPECT_STREQ(test, rig->nor.family->name, c->family);
	KUNIT_EXPECT_EQ(test, rig->nor.id, c->id);
	KUNIT_EXPECT_EQ(test, rig->nor.size, c->size);
	KUNIT_EXPECT_EQ(test, rig->nor.family->erase_size, c->erase_size);
	KUNIT_EXPECT_EQ(test, rig->nor.family->byte_program, c->byte_program);
	rig_expect_no_guest_errors(rig);
}

/* The table above is the model's: none is forgotten. */
static void nor_all_parts(struct kunit *test)
{
	const struct model_part *parts;
	size_t n, i, j;
	bool found;

	parts = model_parts(&n);
	for (i = 0; i < n; i++) {
		found = false;
		for (j = 0; j < ARRAY_SIZE(part_cases); j++)
			found |= !strcmp(parts[i].name, part_cases[j].part);
		KUNIT_EXPECT_TRUE_MSG(test, found, "%s", parts[i].name);
	}
}

struct density {
	const char *desc;
	const char *fault;
	u32 size;		/* 0: not in the table */
};

static const struct density densities[] = {
	{ "M25P 13", "jedec=202013", 0 },
	{ "M25P 14", "jedec=202014", 0x100000 },
	{ "M25P 18", "jedec=202018", 0x1000000 },
	{ "M25P 19", "jedec=202019", 0 },
	{ "SST 8d", "jedec=bf258d", 0x80000 },
	{ "SST 8f", "jedec=bf258f", 0 },
	{ "SST 15", "jedec=bf2515", 0 },
	{ "Atmel 43", "jedec=1f4300", 0 },
	{ "Atmel 44", "jedec=1f4401", 0x80000 },
	{ "Atmel 45", "jedec=1f4501", 0x100000 },
	{ "Atmel 48", "jedec=1f4800", 0 },
	{ "other type", "jedec=207315", 0 },
	{ "other manufacturer", "jedec=012015", 0 },
};
KUNIT_ARRAY_PARAM_DESC(density, densities, desc);

static void nor_density(struct kunit *test)
{
	const struct density *c = test->param_value;
	struct rig *rig = open_rig(test, "M25P16");
	int err;

	rig_fault(rig, c->fault);
	err = hermon_nor_identify(&rig->nor, &rig->report);
	KUNIT_EXPECT_EQ(test, err, c->size ? 0 : -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, rig->nor.size, c->size);
}

/* Somebody's erase still runs: the chip answers nothing but its status. */
static void begin_erase(struct rig *rig)
{
	struct hermon_gw_op wren = { .opcode = 0x06 };
	struct hermon_gw_op erase = {
		.opcode = 0xd8, .has_addr = true, .addr = AREA,
	};

	KUNIT_ASSERT_EQ(rig->test, hermon_gw_exec(&rig->gw, &wren,
						  &rig->report), 0);
	KUNIT_ASSERT_EQ(rig->test, hermon_gw_exec(&rig->gw, &erase,
						  &rig->report), 0);
}

static void nor_identify_busy(struct kunit *test)
{
	struct rig *rig = open_rig(test, "M25P16");

	begin_erase(rig);
	KUNIT_EXPECT_EQ(test, hermon_nor_identify(&rig->nor, &rig->report), 0);
	KUNIT_EXPECT_EQ(test, rig->nor.id, 0x202015);
}

static void nor_identify_never_ready(struct kunit *test)
{
	struct rig *rig = open_rig(test, "M25P16");

	rig_fault(rig, "wip-stuck");
	begin_erase(rig);
	KUNIT_EXPECT_EQ(test, hermon_nor_identify(&rig->nor, &rig->report),
			-ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, rig->report.reason, HERMON_WHY_FLASH_STUCK);
}

/* ---- read ---- */

static void nor_read(struct kunit *test)
{
	static const u32 lens[] = { 0, 1, 3, 4, 15, 16, 17, 255, 256, 700 };
	struct rig *rig = open_nor(test, "M25P16");
	u8 buf[702];
	u32 addr, i;

	for (addr = AREA - 17; addr <= AREA + 17; addr++) {
		for (i = 0; i < ARRAY_SIZE(lens); i++) {
			memset(buf, 0x5a, sizeof(buf));
			KUNIT_ASSERT_EQ(test, hermon_nor_read(&rig->nor, addr,
							      buf + 1, lens[i],
							      &rig->report), 0);
			KUNIT_EXPECT_MEMEQ_MSG(test, buf + 1, rig->flash + addr,
					       lens[i], "%u at 0x%x", lens[i],
					       addr);
			KUNIT_EXPECT_EQ(test, buf[0], 0x5a);
			KUNIT_EXPECT_EQ(test, buf[lens[i] + 1], 0x5a);
		}
	}
	rig_expect_no_guest_errors(rig);
}

/* Honest data that looks like a dead card. */
static void nor_read_special(struct kunit *test)
{
	struct rig *rig = open_nor(test, "M25P16");
	u8 buf[64];
	u32 i;

	memset(rig->flash + AREA, 0xff, 32);
	for (i = 32; i < 64; i += 8) {
		fs2_build_put32(rig->flash + AREA + i, HERMON_CR_FILTERED);
		fs2_build_put32(rig->flash + AREA + i + 4, HERMON_CR_LOCKED);
	}
	KUNIT_EXPECT_EQ(test, hermon_nor_read(&rig->nor, AREA, buf, sizeof(buf),
					      &rig->report), 0);
	KUNIT_EXPECT_MEMEQ(test, buf, rig->flash + AREA, sizeof(buf));
}

/* ---- long reads ---- */

static void fill_trial(struct rig *rig)
{
	u32 i;

	for (i = 0; i < 64; i++)
		rig->flash[AREA + i] = i * 5 + 3;
}

struct held_case {
	const char *desc;
	const char *fault;
	int same;		/* this block is like that before it; 0: none */
	int fill;		/* so are all its bytes, if not 0 */
	bool single;
	enum hermon_nor_way way;
};

static const struct held_case held_cases[] = {
	{ "work", NULL, 0, 0, false, HERMON_NOR_WORKS },
	{ "do not", "hold-lost", 0, 0, false, HERMON_NOR_FAILS },
	{ "not wanted", NULL, 0, 0, true, HERMON_NOR_UNTRIED },
	{ "two blocks alike", NULL, 2, 0, false, HERMON_NOR_UNTRIED },
	{ "an erased block", NULL, 3, 0xff, false, HERMON_NOR_UNTRIED },
};
KUNIT_ARRAY_PARAM_DESC(held, held_cases, desc);

static void nor_try_held(struct kunit *test)
{
	const struct held_case *c = test->param_value;
	struct rig *rig = open_nor(test, "M25P16");
	u8 *block = rig->flash + AREA + 16 * c->same;
	u64 before, reads;
	u8 buf[256];

	fill_trial(rig);
	if (c->same)
		memcpy(block, block - 16, 16);
	if (c->fill)
		memset(block, c->fill, 16);
	if (c->fault)
		rig_fault(rig, c->fault);
	rig->nor.single_reads = c->single;
	KUNIT_EXPECT_EQ(test, hermon_nor_try_held(&rig->nor, AREA,
						  &rig->report), 0);
	KUNIT_EXPECT_EQ(test, rig->nor.held_reads, c->way);

	before = model_stats(rig->model)->opcodes[0x03];
	KUNIT_EXPECT_EQ(test, hermon_nor_read(&rig->nor, AREA, buf, sizeof(buf),
					      &rig->report), 0);
	KUNIT_EXPECT_MEMEQ(test, buf, rig->flash + AREA, sizeof(buf));
	reads = model_stats(rig->model)->opcodes[0x03] - before;
	KUNIT_EXPECT_EQ(test, reads, c->way == HERMON_NOR_WORKS ? 1 : 16);
	rig_expect_no_guest_errors(rig);
}

/* All lengths and places once more, in long pieces. */
static void nor_read_held(struct kunit *test)
{
	struct rig *rig = open_nor(test, "M25P16");
	u8 buf[301];
	u32 addr, len;

	fill_trial(rig);
	KUNIT_EXPECT_EQ(test, hermon_nor_try_held(&rig->nor, AREA,
						  &rig->report), 0);
	for (addr = AREA - 17; addr <= AREA + 17; addr++) {
		for (len = 0; len < sizeof(buf); len++) {
			buf[len] = 0x5a;
			KUNIT_ASSERT_EQ(test, hermon_nor_read(&rig->nor, addr,
							      buf, len,
							      &rig->report), 0);
			KUNIT_ASSERT_MEMEQ(test, buf, rig->flash + addr, len);
			KUNIT_ASSERT_EQ(test, buf[len], 0x5a);
		}
	}
	rig_expect_no_guest_errors(rig);
}

/* ---- the wait ---- */

/* One look for each program once it is known how long they take. */
static void nor_pace(struct kunit *test)
{
	struct rig *rig = open_nor(test, "M25P16");
	const struct model_stats *st = model_stats(rig->model);
	u8 page[256];
	u64 looks, begin;
	u32 i;

	memset(page, 0, sizeof(page));
	for (i = 0; i < 32; i++)
		KUNIT_ASSERT_EQ(test, hermon_nor_program(&rig->nor,
							 AREA + i * 256, page,
							 256, &rig->report), 0);
	looks = st->opcodes[0x05];
	begin = hermon_now_us();
	for (; i < 96; i++)
		KUNIT_ASSERT_EQ(test, hermon_nor_program(&rig->nor,
							 AREA + i * 256, page,
							 256, &rig->report), 0);
	looks = st->opcodes[0x05] - looks;
	KUNIT_EXPECT_GE(test, looks, 64);
	KUNIT_EXPECT_LE(test, looks, 64 + 64 / 6);
	/* 0.64 ms each, some for the gateway, and not much over. */
	KUNIT_EXPECT_LE(test, hermon_now_us() - begin, 64 * 750);
	rig_expect_no_guest_errors(rig);
}

/* The erase that the tools use on this part. */
static const struct hermon_nor_erase *tool_erase(const struct rig *rig)
{
	const struct hermon_nor_family *f = rig->nor.family;

	return f->erase_size == f->small.size ? &f->small : &f->block;
}

struct range {
	const char *desc;
	u32 addr;
	u32 len;
	int err;
};

static const struct range ranges[] = {
	{ "last byte", 0x1fffff, 1, 0 },
	{ "last block", 0x1ffff0, 16, 0 },
	{ "one too many", 0x1ffff0, 17, -ERANGE },
	{ "behind the end", 0x200000, 1, -ERANGE },
	{ "nothing at the end", 0x200000, 0, 0 },
	{ "far away", 0xfffffff0, 16, -ERANGE },
	{ "wraps around", 0xfffffff0, 32, -ERANGE },
	{ "length wraps around", 16, 0xfffffff8, -ERANGE },
};
KUNIT_ARRAY_PARAM_DESC(range, ranges, desc);

static void nor_range(struct kunit *test)
{
	const struct range *c = test->param_value;
	struct rig *rig = open_nor(test, "M25P16");
	u8 buf[32];

	memset(buf, 0xff, sizeof(buf));
	KUNIT_EXPECT_EQ(test, hermon_nor_read(&rig->nor, c->addr, buf, c->len,
					      &rig->report), c->err);
	KUNIT_EXPECT_EQ(test, hermon_nor_program(&rig->nor, c->addr, buf,
						 c->len, &rig->report), c->err);
	if (c->err)
		KUNIT_EXPECT_EQ(test, rig->report.reason,
				HERMON_WHY_FLASH_RANGE);
	KUNIT_EXPECT_EQ(test, hermon_nor_erase(&rig->nor, tool_erase(rig),
					       c->addr, &rig->report),
			c->addr < 0x200000 ? 0 : -ERANGE);
	rig_expect_no_guest_errors(rig);
}

/* ---- program ---- */

/* What the flash must be after clearing the bits that @data has clear. */
static void program_copy(struct rig *rig, u32 addr, const u8 *data, u32 len)
{
	u32 i;

	for (i = 0; i < len; i++)
		rig->before[addr + i] &= data[i];
}

static void program_and_compare(struct rig *rig, u32 addr, const u8 *data,
				u32 len)
{
	struct kunit *test = rig->test;

	memset(rig->flash + AREA, 0xff, AREA_LEN);
	memcpy(rig->before + AREA - AREA_LEN, rig->flash + AREA - AREA_LEN,
	       3 * AREA_LEN);
	program_copy(rig, addr, data, len);
	KUNIT_ASSERT_EQ(test, hermon_nor_program(&rig->nor, addr, data, len,
						 &rig->report), 0);
	KUNIT_EXPECT_MEMEQ_MSG(test, rig->flash + AREA - AREA_LEN,
			       rig->before + AREA - AREA_LEN, 3 * AREA_LEN,
			       "%u at 0x%x", len, addr);
}

static void program_everywhere(struct kunit *test, const char *part, bool words)
{
	static const u32 offs[] = { 0, 1, 15, 16, 100, 255, 256, 0xff0 };
	static const u32 lens[] = { 1, 4, 15, 16, 17, 255, 256, 257, 700 };
	struct rig *rig = open_nor(test, part);
	u8 data[700];
	u32 i, j;

	for (i = 0; i < sizeof(data); i++)
		data[i] = i * 7 + 1;
	rig->nor.want_words = words;
	KUNIT_ASSERT_EQ(test, hermon_nor_unprotect(&rig->nor, &rig->report), 0);
	for (i = 0; i < ARRAY_SIZE(offs); i++)
		for (j = 0; j < ARRAY_SIZE(lens); j++)
			program_and_compare(rig, AREA + offs[i], data, lens[j]);
	if (words)
		KUNIT_EXPECT_EQ(test, rig->nor.words, HERMON_NOR_WORKS);
	rig_expect_no_guest_errors(rig);
	rig_free(rig);
}

static void nor_program(struct kunit *test)
{
	program_everywhere(test, "M25P16", false);
	program_everywhere(test, "SST25VF016B", false);
	program_everywhere(test, "SST25VF016B", true);
	program_everywhere(test, "AT25DF161", false);
}

static u64 words_sent(const struct rig *rig)
{
	return model_stats(rig->model)->opcodes[0xad];
}

/* Gaps of a few words are bridged, large ones are not. */
static void nor_words(struct kunit *test)
{
	struct rig *rig = open_nor(test, "SST25VF016B");
	u8 data[256];

	rig->nor.want_words = true;
	hermon_nor_unprotect(&rig->nor, &rig->report);
	memset(data, 0xff, sizeof(data));
	memset(rig->flash + AREA, 0xff, AREA_LEN);
	memset(data, 1, 16);		/* read back */
	memset(data + 20, 2, 10);	/* two blank words before it */
	data[33] = 3;
	memset(data + 100, 4, 51);
	KUNIT_ASSERT_EQ(test, hermon_nor_program(&rig->nor, AREA, data,
						 sizeof(data), &rig->report), 0);
	KUNIT_EXPECT_MEMEQ(test, rig->flash + AREA, data, sizeof(data));
	KUNIT_EXPECT_EQ(test, words_sent(rig), 8 + 7 + 25 + 1);
	rig_expect_no_guest_errors(rig);
}

/* A chip or a gateway that cannot: found out by the first 16 bytes. */
static void nor_words_fail(struct kunit *test)
{
	struct rig *rig = open_nor(test, "SST25VF016B");
	u8 data[256];

	rig->nor.want_words = true;
	rig_fault(rig, "no-words");
	hermon_nor_unprotect(&rig->nor, &rig->report);
	memset(data, 0x12, sizeof(data));
	memset(rig->flash + AREA, 0xff, AREA_LEN);
	KUNIT_ASSERT_EQ(test, hermon_nor_program(&rig->nor, AREA, data,
						 sizeof(data), &rig->report), 0);
	KUNIT_EXPECT_MEMEQ(test, rig->flash + AREA, data, sizeof(data));
	KUNIT_EXPECT_EQ(test, rig->nor.words, HERMON_NOR_FAILS);
	KUNIT_EXPECT_EQ(test, words_sent(rig), 8);
	rig_expect_no_guest_errors(rig);
}

/* The card goes away at every access: in a word, at its end, at the comparison. */
static void nor_words_vanishing(struct kunit *test)
{
	char fault[32];
	struct rig *rig;
	u8 data[32];
	u32 n;
	int err;

	memset(data, 0x12, sizeof(data));
	for (n = 1;; n++) {
		rig = open_nor(test, "SST25VF016B");
		rig->nor.want_words = true;
		hermon_nor_unprotect(&rig->nor, &rig->report);
		memset(rig->flash + AREA, 0xff, AREA_LEN);
		snprintf(fault, sizeof(fault), "gone-after=%u", n);
		rig_fault(rig, fault);
		err = hermon_nor_program(&rig->nor, AREA, data, sizeof(data),
					 &rig->report);
		if (!err)
			break;
		KUNIT_EXPECT_EQ_MSG(test, err, -ENXIO, "after %u accesses", n);
		rig_free(rig);
	}
	KUNIT_EXPECT_MEMEQ(test, rig->flash + AREA, data, sizeof(data));
	KUNIT_EXPECT_GT(test, n, 100);
}

/* The card is reset among words: it boots nothing until the chip is woken. */
static void nor_words_reset(struct kunit *test)
{
	static const u8 word[2];
	struct hermon_gw_op wren = { .opcode = 0x06 };
	struct hermon_gw_op op = {
		.opcode = 0xad, .has_addr = true, .addr = 0x180000, .out = word,
		.len = 2,
	};
	struct rig *rig = open_nor(test, "SST25VF016B");
	struct fs2_spec spec;

	fs2_spec_default(&spec);
	rig_place(rig, &spec, 0);
	hermon_nor_unprotect(&rig->nor, &rig->report);
	KUNIT_EXPECT_EQ(test, hermon_gw_exec(&rig->gw, &wren, &rig->report), 0);
	KUNIT_EXPECT_EQ(test, hermon_gw_exec(&rig->gw, &op, &rig->report), 0);
	hermon_sleep_us(10);
	model_reset(rig->model);
	KUNIT_EXPECT_TRUE(test, model_boot(rig->model)->livefish);

	hermon_gw_forget(&rig->gw);
	KUNIT_ASSERT_EQ(test, rig_open(rig), 0);
	KUNIT_ASSERT_EQ(test, hermon_gw_lock(&rig->gw, 0, &rig->report), 0);
	hermon_nor_init(&rig->nor, &rig->gw);
	KUNIT_EXPECT_EQ(test, hermon_nor_identify(&rig->nor, &rig->report), 0);
	hermon_gw_unlock(&rig->gw);
	model_reset(rig->model);
	KUNIT_EXPECT_FALSE(test, model_boot(rig->model)->livefish);
	rig_expect_no_guest_errors(rig);
}

struct blank_case {
	const char *desc;
	const char *part;
	u32 start;		/* of what is not ff, in a page of ff */
	u32 len;
	u32 programs;
};

static const struct blank_case blank_cases[] = {
	{ "nothing", "M25P16", 0, 0, 0 },
	{ "one byte", "M25P16", 100, 1, 1 },
	{ "first and last", "M25P16", 0, 256, 1 },
	{ "byte program: nothing", "SST25VF016B", 0, 0, 0 },
	{ "byte program: 10 bytes", "SST25VF016B", 100, 10, 10 },
};
KUNIT_ARRAY_PARAM_DESC(blank, blank_cases, desc);

/* What is ff anyway is not programmed. */
static void nor_program_blank(struct kunit *test)
{
	const struct blank_case *c = test->param_value;
	struct rig *rig = open_nor(test, c->part);
	u8 page[256];

	hermon_nor_unprotect(&rig->nor, &rig->report);
	memset(page, 0xff, sizeof(page));
	memset(page + c->start, 0x12, c->len);
	KUNIT_ASSERT_EQ(test, hermon_nor_program(&rig->nor, AREA, page,
						 sizeof(page), &rig->report), 0);
	KUNIT_EXPECT_EQ(test, model_stats(rig->model)->page_programs,
			c->programs);
}

/* ---- erase ---- */

static void nor_erase(struct kunit *test)
{
	const struct part_case *c = test->param_value;
	struct rig *rig = open_nor(test, c->part);
	u32 size = c->erase_size;
	u32 addr = 3 * size;

	KUNIT_ASSERT_EQ(test, hermon_nor_unprotect(&rig->nor, &rig->report), 0);
	memcpy(rig->before, rig->flash, rig->flash_size);
	memset(rig->before + addr, 0xff, size);
	/* Any address within the sector will do. */
	KUNIT_EXPECT_EQ(test, hermon_nor_erase(&rig->nor, tool_erase(rig),
					       addr + size - 1, &rig->report), 0);
	KUNIT_EXPECT_MEMEQ(test, rig->flash, rig->before, rig->flash_size);
	rig_expect_no_guest_errors(rig);
}

/* ---- protection ---- */

struct protection {
	const char *desc;
	const char *part;
	const char *fault;
	int seen;		/* without a write */
	int err;
	u32 writes;		/* of the status register */
};

static const struct protection protections[] = {
	{ "none", "M25P16", NULL, 0, 0, 0 },
	{ "set by somebody", "M25P16", "protected", -EROFS, -EROFS, 0 },
	{ "set by somebody, Macronix", "MX25L1605", "protected", -EROFS, -EROFS, 0 },
	{ "SST at power-up", "SST25VF016B", NULL, 0, 0, 1 },
	{ "Atmel at power-up", "AT25DF161", NULL, 0, 0, 1 },
	{ "SST that stays", "SST25VF016B", "srwd", 0, -EROFS, 0 },
	{ "Atmel that stays", "AT25DF161", "srwd", 0, -EROFS, 0 },
	{ "chip without id", "M25P16-RES", NULL, 0, 0, 0 },
};
KUNIT_ARRAY_PARAM_DESC(protection, protections, desc);

static void nor_unprotect(struct kunit *test)
{
	const struct protection *c = test->param_value;
	struct rig *rig = open_nor(test, c->part);

	if (c->fault)
		rig_fault(rig, c->fault);
	KUNIT_EXPECT_EQ(test, hermon_nor_check_protection(&rig->nor, &rig->report),
			c->seen);
	KUNIT_EXPECT_EQ(test, model_stats(rig->model)->status_writes, 0);
	KUNIT_EXPECT_EQ(test, hermon_nor_unprotect(&rig->nor, &rig->report),
			c->err);
	KUNIT_EXPECT_EQ(test, model_stats(rig->model)->status_writes,
			c->writes);
	rig_expect_no_guest_errors(rig);
	/* Once lifted it stays lifted: no second write. */
	if (!c->err)
		KUNIT_EXPECT_EQ(test, hermon_nor_unprotect(&rig->nor,
							   &rig->report), 0);
	KUNIT_EXPECT_EQ(test, model_stats(rig->model)->status_writes,
			c->writes);
}

static struct kunit_case nor_cases[] = {
	KUNIT_CASE_PARAM(nor_identify, part_gen_params),
	KUNIT_CASE(nor_all_parts),
	KUNIT_CASE_PARAM(nor_density, density_gen_params),
	KUNIT_CASE(nor_identify_busy),
	KUNIT_CASE(nor_identify_never_ready),
	KUNIT_CASE(nor_read),
	KUNIT_CASE(nor_read_special),
	KUNIT_CASE_PARAM(nor_try_held, held_gen_params),
	KUNIT_CASE(nor_read_held),
	KUNIT_CASE(nor_pace),
	KUNIT_CASE_PARAM(nor_range, range_gen_params),
	KUNIT_CASE(nor_program),
	KUNIT_CASE(nor_words),
	KUNIT_CASE(nor_words_fail),
	KUNIT_CASE(nor_words_vanishing),
	KUNIT_CASE(nor_words_reset),
	KUNIT_CASE_PARAM(nor_program_blank, blank_gen_params),
	KUNIT_CASE_PARAM(nor_erase, part_gen_params),
	KUNIT_CASE_PARAM(nor_unprotect, protection_gen_params),
	{}
};

static struct kunit_suite nor_suite = {
	.name = "hermon-nor",
	.exit = rig_exit,
	.test_cases = nor_cases,
};
kunit_test_suite(nor_suite);
