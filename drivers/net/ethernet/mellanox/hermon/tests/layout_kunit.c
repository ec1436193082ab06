// SPDX-License-Identifier: GPL-2.0-only
/*
 * Chunk striping: image offset to flash address.
 *
 * Values are those of Documentation/hermon/fs2.rst, "Slots".
 */
#include <kunit/test.h>

#include <hermon/layout.h>

#define FLASH_SIZE	0x200000
#define PAGE_LOG2	8
#define N_PAGES		(FLASH_SIZE >> PAGE_LOG2)

struct addr_case {
	const char *desc;
	u32 off;
	u8 log2_chunk;
	u8 slot;
	u32 addr;
};

static const struct addr_case addr_cases[] = {
	{ "1M upper 0", 0x000000, 20, 1, 0x100000 },
	{ "1M upper 10", 0x000010, 20, 1, 0x100010 },
	{ "1M upper 5fd70", 0x05fd70, 20, 1, 0x15fd70 },
	{ "1M lower 5fd70", 0x05fd70, 20, 0, 0x05fd70 },
	{ "512K lower second chunk", 0x080000, 19, 0, 0x100000 },
	{ "512K upper second chunk", 0x080000, 19, 1, 0x180000 },
	{ "512K upper c4058", 0x0c4058, 19, 1, 0x1c4058 },
	{ "64K lower end of chunk", 0x00ffff, 16, 0, 0x00ffff },
	{ "64K lower second chunk", 0x010000, 16, 0, 0x020000 },
	{ "64K lower end of second chunk", 0x01ffff, 16, 0, 0x02ffff },
	{ "64K lower third chunk", 0x020000, 16, 0, 0x040000 },
	{ "64K upper 0", 0x000000, 16, 1, 0x010000 },
	{ "64K upper second chunk", 0x010000, 16, 1, 0x030000 },
	{ "64K upper 5fd80", 0x05fd80, 16, 1, 0x0bfd80 },
	{ "8M upper of the largest flash", 0x7fffff, 23, 1, 0xffffff },
};
KUNIT_ARRAY_PARAM_DESC(addr, addr_cases, desc);

static void layout_addr(struct kunit *test)
{
	const struct addr_case *c = test->param_value;
	struct hermon_layout layout = {
		.log2_chunk = c->log2_chunk, .slot = c->slot,
	};

	KUNIT_EXPECT_EQ(test, hermon_layout_addr(&layout, c->off), c->addr);
}

/* Both slots together cover the flash, and no byte of it twice. */
static void check_bijection(struct kunit *test, u8 log2_chunk, u8 *hits)
{
	struct hermon_layout layout = { .log2_chunk = log2_chunk };
	u32 room = hermon_layout_room(&layout, FLASH_SIZE);
	u32 off, addr, i;

	memset(hits, 0, N_PAGES);
	for (layout.slot = 0; layout.slot < 2; layout.slot++) {
		for (off = 0; off < room; off += BIT(PAGE_LOG2)) {
			addr = hermon_layout_addr(&layout, off);
			KUNIT_ASSERT_LE(test, addr, FLASH_SIZE - 1);
			KUNIT_ASSERT_EQ(test, addr % BIT(PAGE_LOG2), 0);
			hits[addr >> PAGE_LOG2]++;
		}
	}
	for (i = 0; i < N_PAGES; i++)
		KUNIT_ASSERT_EQ_MSG(test, hits[i], 1, "chunk 2^%u, page %u",
				    log2_chunk, i);
}

static void layout_bijection(struct kunit *test)
{
	u8 *hits = kunit_kzalloc(test, N_PAGES, GFP_KERNEL);
	u8 log2_chunk;

	KUNIT_ASSERT_NOT_NULL(test, hits);
	for (log2_chunk = 16; log2_chunk <= 20; log2_chunk++)
		check_bijection(test, log2_chunk, hits);
}

struct room_case {
	const char *desc;
	u8 log2_chunk;
	u32 flash_size;
	u32 room;
};

static const struct room_case room_cases[] = {
	{ "64K chunks on 2M", 16, 0x200000, 0x100000 },
	{ "512K chunks on 2M", 19, 0x200000, 0x100000 },
	{ "1M chunks on 2M", 20, 0x200000, 0x100000 },
	{ "1M chunks on 1M: no upper slot", 20, 0x100000, 0 },
	{ "2M chunks on 2M: no upper slot", 21, 0x200000, 0 },
	{ "512K chunks on 1M", 19, 0x100000, 0x80000 },
	{ "8M chunks on 16M", 23, 0x1000000, 0x800000 },
	{ "64K chunks on 512K", 16, 0x80000, 0x40000 },
};
KUNIT_ARRAY_PARAM_DESC(room, room_cases, desc);

static void layout_room(struct kunit *test)
{
	const struct room_case *c = test->param_value;
	struct hermon_layout layout = { .log2_chunk = c->log2_chunk };

	KUNIT_EXPECT_EQ(test, hermon_layout_room(&layout, c->flash_size),
			c->room);
	layout.slot = 1;
	KUNIT_EXPECT_EQ(test, hermon_layout_room(&layout, c->flash_size),
			c->room);
}

static struct kunit_case layout_cases[] = {
	KUNIT_CASE_PARAM(layout_addr, addr_gen_params),
	KUNIT_CASE(layout_bijection),
	KUNIT_CASE_PARAM(layout_room, room_gen_params),
	{}
};

static struct kunit_suite layout_suite = {
	.name = "hermon-layout",
	.test_cases = layout_cases,
};
kunit_test_suite(layout_suite);
