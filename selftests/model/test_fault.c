// SPDX-License-Identifier: GPL-2.0-only
/* Power cuts and faults. */
#include "test.h"

#include <stdlib.h>

static const u32 zero[4];

static struct card *open_cut(u32 n, u32 seed)
{
	struct model_config cfg = { .rev = HERMON_HWID_REV_B0, .cut = n,
				    .cut_seed = seed };
	struct card *c = card_open(&cfg);

	lock(c);
	return c;
}

static u32 count_ones(const u8 *p, u32 len)
{
	u32 n = 0;

	for (u32 i = 0; i < len; i++)
		n += __builtin_popcount(p[i]);
	return n;
}

static void test_cut_program(void)
{
	struct card *c = open_cut(2, 1);
	u32 ones;

	program_16(c, 0x100, zero);
	wait_ready(c);
	EXPECT(!model_is_cut(c->m));
	EXPECT_EQ(count_ones(c->flash + 0x100, 16), 0);
	program_16(c, 0x210, zero);
	EXPECT(model_is_cut(c->m));
	ones = count_ones(c->flash + 0x210, 16);
	EXPECT(ones > 30 && ones < 98);
	EXPECT_EQ(count_ones(c->flash + 0x200, 16), 128);
	EXPECT_EQ(count_ones(c->flash + 0x220, 16), 128);
	EXPECT_EQ(c->changed_addr, 0x210);
	EXPECT_EQ(R(c, 0xf0014), ALL_ONES);
	EXPECT_EQ(cfg_read(c, 0, 4), ALL_ONES);
	W(c, 0xf0000, 1);
	model_reset(c->m);
	EXPECT(model_is_cut(c->m));
	EXPECT_EQ(R(c, 0xf0014), ALL_ONES);
	model_power_cycle(c->m);
	EXPECT(!model_is_cut(c->m));
	EXPECT_EQ(R(c, 0xf0014), 0x00b00190);
	EXPECT_EQ(R(c, 0xf0000), 0);
	EXPECT_CLEAN(c);
}

static void test_cut_erase(void)
{
	struct card *c = open_cut(1, 2);
	u32 ones;

	memset(c->flash + 0x10000, 0, 0x10000);
	erase_at(c, CMD_ERASE_64K, 0x10000);
	EXPECT(model_is_cut(c->m));
	ones = count_ones(c->flash + 0x10000, 0x10000);
	EXPECT(ones > 0x3f000 && ones < 0x41000);
	EXPECT_EQ(c->changed_len, 0x10000);
	EXPECT_CLEAN(c);
}

static void test_cut_status(void)
{
	struct card *c = open_cut(1, 3);

	write_status(c, 0x9c);
	EXPECT(model_is_cut(c->m));
	EXPECT_EQ(c->n_changed, 0);
	EXPECT_CLEAN(c);
}

/* Bits of 16 that are 0 when the program that clears them was cut. */
static u32 cleared_by(enum model_cut how)
{
	struct card *c = open_cut(0, 0);

	model_cut_at(c->m, 1, how, 5);
	program_16(c, 0, zero);
	return 128 - count_ones(c->flash, 16);
}

static void test_cut_ways(void)
{
	u32 few = cleared_by(MODEL_CUT_FEW), most = cleared_by(MODEL_CUT_MOST);

	EXPECT_EQ(cleared_by(MODEL_CUT_BEFORE), 0);
	EXPECT_EQ(cleared_by(MODEL_CUT_AFTER), 128);
	EXPECT(few > 0 && few < 40);
	EXPECT(most > 88 && most < 128);
	/* programming never sets all bits to 0 first */
	EXPECT_EQ(cleared_by(MODEL_CUT_ZERO), cleared_by(MODEL_CUT_HALF));
}

static void test_cut_first(void)
{
	struct card *c = open_cut(0, 0);
	u32 n;

	model_cut_at(c->m, 1, MODEL_CUT_FIRST, 4);
	program_16(c, 0, zero);
	n = count_ones(c->flash, 16);
	EXPECT_EQ(n % 8, 0);
	EXPECT(n < 128);
	EXPECT_EQ(count_ones(c->flash, 16 - n / 8), 0);
}

static void test_cut_zero(void)
{
	struct card *c = open_cut(0, 0);

	model_cut_at(c->m, 1, MODEL_CUT_ZERO, 5);
	erase_at(c, CMD_ERASE_64K, 0x10000);
	EXPECT(model_is_cut(c->m));
	EXPECT_EQ(count_ones(c->flash + 0x10000, 0x10000), 0);
	EXPECT_EQ(count_ones(c->flash + 0x20000, 0x10000), 0x80000);
}

/* Changes count from when the cut was set. */
static void test_cut_later(void)
{
	struct card *c = open_cut(0, 0);

	program_16(c, 0, zero);
	wait_ready(c);
	model_cut_at(c->m, 2, MODEL_CUT_AFTER, 1);
	program_16(c, 16, zero);
	wait_ready(c);
	EXPECT(!model_is_cut(c->m));
	program_16(c, 32, zero);
	EXPECT(model_is_cut(c->m));
	EXPECT_EQ(count_ones(c->flash, 48), 0);
	model_cut_at(c->m, 1, MODEL_CUT_AFTER, 1);
	model_cut_at(c->m, 0, MODEL_CUT_AFTER, 1);
	model_power_cycle(c->m);
	W(c, 0xf3834, 0x10000000);
	lock(c);
	program_16(c, 48, zero);
	EXPECT(!model_is_cut(c->m));
}

/* Same seed, same damage; another one, another. */
static void test_cut_seed(void)
{
	u8 first[16];
	struct card *c;

	c = open_cut(1, 7);
	program_16(c, 0, zero);
	memcpy(first, c->flash, 16);
	c = open_cut(1, 7);
	program_16(c, 0, zero);
	EXPECT(!memcmp(first, c->flash, 16));
	c = open_cut(1, 8);
	program_16(c, 0, zero);
	EXPECT(memcmp(first, c->flash, 16));
}

static void test_names(void)
{
	struct card *c = card_open(NULL);
	static const char *const good[] = {
		"program-drop=3", "sem-held", "sem-held=0x20", "gone-after=0x10",
		"jedec=c22015", "hwid=00a10190", "read-stuck=12345",
	};
	static const char *const bad[] = {
		"", "=", "no-such", "gone=1", "jedec", "jedec=", "jedec=xyz",
		"jedec=1234567", "sem-held=64", "program-drop=0",
		"program-drop=-1", "gone-after", "gone-after=", "gone-after=4x",
		"wren", "gonee",
	};
	char why[160];
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		EXPECT(fault(c, good[i]));
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		why[0] = 0;
		EXPECT(!model_fault_set(c->m, bad[i], why, sizeof(why)));
		EXPECT(why[0]);
	}
	EXPECT(!model_fault_clear(c->m, "no-such"));
	EXPECT(model_fault_clear(c->m, "jedec"));
	while (model_fault_help(n))
		EXPECT(strchr(model_fault_help(n++), ':'));
	EXPECT_EQ(n, 29);
}

static void test_gw_stuck(void)
{
	struct card *c = card_open(NULL);

	lock(c);
	EXPECT(fault(c, "gw-stuck"));
	EXPECT(!run(c, CMD_JEDEC));
	EXPECT_EQ(model_stats(c->m)->gw_commands, 0);
	unlock(c);
	EXPECT_CLEAN(c);
	model_reset(c->m);
	EXPECT(model_fault_clear(c->m, "gw-stuck"));
	lock(c);
	EXPECT(run(c, CMD_JEDEC));
	EXPECT(fault(c, "gw-stuck"));
	EXPECT(!run(c, CMD_JEDEC));
	EXPECT_EQ(model_stats(c->m)->gw_commands, 1);
	EXPECT(model_fault_clear(c->m, "gw-stuck"));
	EXPECT(R(c, HERMON_GW_CMD) & HERMON_GW_CMD_BUSY);
	EXPECT(!(R(c, HERMON_GW_CMD) & HERMON_GW_CMD_BUSY));
	EXPECT_EQ(model_stats(c->m)->gw_commands, 2);
	EXPECT_CLEAN(c);
}

static void test_wip_stuck(void)
{
	struct card *c = card_open(NULL);

	lock(c);
	EXPECT(fault(c, "wip-stuck"));
	erase_at(c, CMD_ERASE_64K, 0);
	c->now += 100000000000ULL;
	EXPECT(!wait_ready(c));
	write_enable(c);
	EXPECT_CLEAN(c);
	EXPECT(model_fault_clear(c->m, "wip-stuck"));
	EXPECT(wait_ready(c));
}

static void test_program_drop(void)
{
	struct card *c = card_open(NULL);
	static const u32 one_bit[4] = { 0xfffffffe, ~0U, ~0U, ~0U };

	lock(c);
	EXPECT(fault(c, "program-drop=2"));
	program_16(c, 0, zero);
	wait_ready(c);
	EXPECT_EQ(count_ones(c->flash, 16), 0);
	program_16(c, 16, zero);
	wait_ready(c);
	EXPECT(count_ones(c->flash + 16, 16) > 0);
	program_16(c, 32, one_bit);
	wait_ready(c);
	EXPECT_EQ(count_ones(c->flash + 32, 16), 127);
	program_16(c, 48, one_bit);
	wait_ready(c);
	EXPECT_EQ(count_ones(c->flash + 48, 16), 128);
	EXPECT_CLEAN(c);
}

static void test_erase_incomplete(void)
{
	struct card *c = card_open(NULL);

	memset(c->flash, 0, 0x20000);
	lock(c);
	EXPECT(fault(c, "erase-incomplete"));
	erase_at(c, CMD_ERASE_64K, 0);
	wait_ready(c);
	EXPECT(count_ones(c->flash, 0x10000) < 0x80000);
	erase_at(c, CMD_ERASE_64K, 0x50000);
	wait_ready(c);
	EXPECT_EQ(count_ones(c->flash + 0x50000, 0x10000), 0x7ffff);
	EXPECT_CLEAN(c);
}

/* Programs still hold it. */
static void test_hold_lost(void)
{
	struct card *c = card_open(NULL);
	u32 w[4];

	lock(c);
	W(c, 0xf0410, 0x11111111);
	W(c, 0xf0404, 0x1000);
	write_enable(c);
	run(c, CMD_PROG_FIRST);
	run(c, CMD_PROG_LAST);
	EXPECT(wait_ready(c));
	read_16(c, 0x1010, w);
	EXPECT_EQ(w[0], 0x11111111);

	EXPECT(fault(c, "hold-lost"));
	W(c, 0xf0404, 0x1000);
	run(c, CMD_READ_FIRST);
	EXPECT_EQ(R(c, 0xf0410), 0x11111111);
	run(c, CMD_READ_NEXT);
	EXPECT_EQ(R(c, 0xf0410), ALL_ONES);
	run(c, CMD_READ_LAST);
	EXPECT_EQ(R(c, 0xf0410), ALL_ONES);
	read_16(c, 0x1010, w);
	EXPECT_EQ(w[0], 0x11111111);
	EXPECT_CLEAN(c);
}

static void test_read_flip(void)
{
	struct card *c = card_open(NULL);
	u32 w[4];
	u32 wrong = 0;

	lock(c);
	EXPECT(fault(c, "read-flip=4"));
	for (u32 i = 0; i < 16; i++) {
		read_16(c, 0, w);
		wrong += 128 - count_ones((u8 *)w, 16);
	}
	EXPECT_EQ(wrong, 4);
	EXPECT_EQ(count_ones(c->flash, 16), 128);
	EXPECT_CLEAN(c);
}

static void test_read_flip_once(void)
{
	struct card *c = card_open(NULL);
	u32 w[4];

	lock(c);
	EXPECT(fault(c, "read-flip-once=2"));
	for (u32 i = 0; i < 8; i++) {
		read_16(c, 0, w);
		EXPECT_EQ(count_ones((u8 *)w, 16), i == 1 ? 127 : 128);
	}
	EXPECT_CLEAN(c);
}

static void test_read_stuck(void)
{
	struct card *c = card_open(NULL);
	u32 w[4];

	lock(c);
	EXPECT(fault(c, "read-stuck=1237"));
	read_16(c, 0x1230, w);
	EXPECT_EQ(w[1], 0xfffffffe);
	read_16(c, 0x1230, w);
	EXPECT_EQ(w[1], 0xfffffffe);
	EXPECT_EQ(w[0] & w[2] & w[3], ALL_ONES);
	EXPECT_CLEAN(c);
}

static void test_rot(void)
{
	struct card *c = card_open(NULL);

	EXPECT(fault(c, "rot=1237"));
	EXPECT_EQ(count_ones(c->flash + 0x1230, 16), 128);
	W(c, 0xf0000, 0x100000);
	EXPECT_EQ(c->flash[0x1237], 0xfe);
	EXPECT_EQ(count_ones(c->flash + 0x1230, 16), 127);
	EXPECT_EQ(c->changed_addr, 0x1237);
	EXPECT_EQ(c->changed_len, 1);
	EXPECT_CLEAN(c);
}

static void test_wren_lost(void)
{
	struct card *c = card_open(NULL);

	lock(c);
	EXPECT(fault(c, "wren-lost=2"));
	program_16(c, 0, zero);
	wait_ready(c);
	program_16(c, 16, zero);
	EXPECT_EQ(count_ones(c->flash, 16), 0);
	EXPECT_EQ(count_ones(c->flash + 16, 16), 128);
	EXPECT_CLEAN(c);
	run(c, CMD_PROG_16);
	EXPECT_CLEAN(c);
	write_enable(c);
	run(c, CMD_WRDI);
	run(c, CMD_PROG_16);
	EXPECT_ERRORS(c, 1, "without write enable");
}

static void test_sem_held(void)
{
	struct card *c = card_open(NULL);

	EXPECT(fault(c, "sem-held"));
	EXPECT(model_sem_taken(c->m, 63));
	EXPECT_EQ(R(c, 0xf03fc), 1);
	model_reset(c->m);
	EXPECT_EQ(R(c, 0xf03fc), 1);
	EXPECT_EQ(R(c, 0xf0380), 0);
	EXPECT_CLEAN(c);
	W(c, 0xf0404, 0);
	EXPECT_ERRORS(c, 1, "without semaphore 63");
	W(c, 0xf03fc, 0);
	EXPECT_ERRORS(c, 2, "freed while another holds it");
	EXPECT_EQ(R(c, 0xf03fc), 0);
	W(c, 0xf03fc, 0);
	/* the other one came first */
	EXPECT_EQ(R(c, 0xf03fc), 1);
	EXPECT(model_fault_clear(c->m, "sem-held"));
	EXPECT_EQ(R(c, 0xf03fc), 0);
	EXPECT_ERRORS(c, 2, NULL);
}

/* Nothing that a guest could be blamed for. */
static void test_sem_released(void)
{
	struct card *c = card_open(NULL);

	lock(c);
	EXPECT(fault(c, "sem-released"));
	EXPECT(!model_sem_taken(c->m, 63));
	EXPECT(run(c, CMD_JEDEC));
	W(c, 0xf03fc, 0);
	EXPECT_CLEAN(c);
	EXPECT(model_fault_clear(c->m, "sem-released"));
	W(c, 0xf0404, 0);
	EXPECT_ERRORS(c, 1, "without semaphore 63");
}

static void test_sem_stolen(void)
{
	struct card *c = card_open(NULL);

	EXPECT(fault(c, "sem-stolen"));
	EXPECT(!model_sem_taken(c->m, 63));
	lock(c);
	EXPECT(fault(c, "sem-stolen"));
	EXPECT(model_sem_taken(c->m, 63));
	EXPECT(run(c, CMD_JEDEC));
	EXPECT_EQ(R(c, 0xf03fc), 1);
	W(c, 0xf03fc, 0);
	EXPECT(!model_sem_taken(c->m, 63));
	EXPECT_CLEAN(c);
}

static void test_gone(void)
{
	struct card *c = card_open(NULL);

	EXPECT(fault(c, "gone"));
	EXPECT(model_is_gone(c->m));
	EXPECT_EQ(R(c, 0xf0014), ALL_ONES);
	EXPECT_EQ(R(c, 0xf0018), ALL_ONES);
	W(c, 0xf0400, 0);
	EXPECT_EQ(cfg_read(c, 0, 4), ALL_ONES);
	EXPECT_CLEAN(c);
	EXPECT(model_fault_clear(c->m, "gone"));
	EXPECT_EQ(R(c, 0xf0014), 0x00b00190);
}

static void test_gone_after(void)
{
	struct card *c = card_open(NULL);

	EXPECT(fault(c, "gone-after=3"));
	EXPECT(fault(c, "back-after=2"));
	for (u32 i = 0; i < 3; i++)
		EXPECT_EQ(R(c, 0xf0014), 0x00b00190);
	EXPECT_EQ(R(c, 0xf0014), ALL_ONES);
	EXPECT(model_is_gone(c->m));
	EXPECT_EQ(cfg_read(c, 0, 2), 0xffff);
	EXPECT_EQ(R(c, 0xf0014), ALL_ONES);
	EXPECT_EQ(R(c, 0xf0014), 0x00b00190);
	for (u32 i = 0; i < 10; i++)
		EXPECT_EQ(R(c, 0xf0014), 0x00b00190);
	EXPECT_CLEAN(c);
}

static void test_gone_at_op(void)
{
	struct card *c = card_open(NULL);

	lock(c);
	EXPECT(fault(c, "gone-at-op=2"));
	program_16(c, 0, zero);
	EXPECT(wait_ready(c));
	program_16(c, 16, zero);
	EXPECT(model_is_gone(c->m));
	EXPECT_EQ(count_ones(c->flash, 32), 0);
	EXPECT_EQ(R(c, 0xf0014), ALL_ONES);
	EXPECT_CLEAN(c);
	model_power_cycle(c->m);
	EXPECT_EQ(R(c, 0xf0014), 0x00b00190);
}

/* The access that makes the card go finds nothing there. */
static void test_gone_by_window(void)
{
	struct card *c = card_open(NULL);

	cfg_write(c, 0x58, 0xf0014, 4);
	EXPECT(fault(c, "gone-after=1"));
	EXPECT_EQ(cfg_read(c, 0x5c, 4), 0x00b00190);
	EXPECT_EQ(cfg_read(c, 0x5c, 4), ALL_ONES);
	cfg_write(c, 0x00, 0, 4);
	EXPECT(model_is_gone(c->m));
	EXPECT_CLEAN(c);
}

static void test_filters(void)
{
	struct card *c = card_open(NULL);

	EXPECT(fault(c, "cr-locked"));
	EXPECT_EQ(R(c, 0xf0014), 0xbad0cafe);
	W(c, 0xf0400, 0);
	cfg_write(c, 0x58, 0xf0014, 4);
	EXPECT_EQ(cfg_read(c, 0x58, 4), 0xf0014);
	EXPECT_EQ(cfg_read(c, 0x5c, 4), 0xbad0cafe);
	EXPECT(model_fault_clear(c->m, "cr-locked"));
	EXPECT(fault(c, "cr-filtered"));
	EXPECT_EQ(R(c, 0xf0014), 0xbadacce5);
	EXPECT_EQ(cfg_read(c, 0x58, 4), 0xbadacce5);
	EXPECT_CLEAN(c);
}

/* No flush succeeds meanwhile; afterwards it is wanted again. */
static void test_filtered_a0(void)
{
	struct model_config cfg = { .rev = HERMON_HWID_REV_A0 };
	struct card *c = card_open(&cfg);

	W(c, 0xf0000, 6);
	EXPECT(fault(c, "cr-filtered"));
	EXPECT_EQ(R(c, 0xf0014), 0xbadacce5);
	EXPECT_CLEAN(c);
	EXPECT(model_fault_clear(c->m, "cr-filtered"));
	R(c, 0xf0014);
	EXPECT_ERRORS(c, 1, "no A0 flush");
}

static void test_jedec(void)
{
	struct card *c = card_open(NULL);

	lock(c);
	EXPECT(fault(c, "jedec=ef4016"));
	run(c, CMD_JEDEC);
	EXPECT_EQ(R(c, 0xf0410), 0xef401600);
	EXPECT_CLEAN(c);
}

static void test_protected(void)
{
	struct card *c = card_open(NULL);

	lock(c);
	EXPECT(fault(c, "protected"));
	EXPECT_EQ(status(c), 0x1c1c1c1c);
	model_power_cycle(c->m);
	W(c, 0xf3834, 0x10000000);
	lock(c);
	EXPECT_EQ(status(c), 0x1c1c1c1c);
	write_status(c, 0);
	EXPECT(wait_ready(c));
	EXPECT_EQ(status(c), 0);
	model_power_cycle(c->m);
	lock(c);
	EXPECT_EQ(status(c), 0);
	EXPECT_CLEAN(c);
}

static void test_srwd(void)
{
	struct card *c = card_open(NULL);

	lock(c);
	EXPECT(fault(c, "srwd"));
	EXPECT_EQ(status(c), 0x9c9c9c9c);
	write_status(c, 0);
	EXPECT(wait_ready(c));
	EXPECT_EQ(status(c) & 0x9c, 0x9c);
	EXPECT_CLEAN(c);
	program_16(c, 0, zero);
	EXPECT_ERRORS(c, 1, "protected");
}

static void test_vpd_stuck(void)
{
	struct card *c = card_open(NULL);

	put_image(c, 7, 20, 0);
	model_reset(c->m);
	EXPECT(fault(c, "vpd-stuck"));
	cfg_write(c, 0x4a, 0, 2);
	EXPECT_EQ(cfg_read(c, 0x4a, 2), 0);
	EXPECT(model_fault_clear(c->m, "vpd-stuck"));
	cfg_write(c, 0x4a, 0, 2);
	EXPECT_EQ(cfg_read(c, 0x4a, 2), 0x8000);
	EXPECT_CLEAN(c);
}

static void test_bus(void)
{
	struct card *c = card_open(NULL);

	EXPECT(fault(c, "hwid=000001f5"));
	EXPECT_EQ(R(c, 0xf0014), 0x1f5);
	EXPECT(fault(c, "config-gone"));
	EXPECT_EQ(cfg_read(c, 0, 4), ALL_ONES);
	EXPECT_EQ(R(c, 0xf0014), 0x1f5);
	EXPECT(model_fault_clear(c->m, "config-gone"));
	EXPECT_EQ(model_bar0_size(c->m), 0x100000);
	EXPECT(fault(c, "bar-small"));
	EXPECT_EQ(model_bar0_size(c->m), 0x10000);
	cfg_write(c, 0x10, ALL_ONES, 4);
	EXPECT_EQ(cfg_read(c, 0x10, 4), 0xffff0004);
	EXPECT_CLEAN(c);
	EXPECT_EQ(R(c, 0xf0014), ALL_ONES);
	EXPECT_ERRORS(c, 1, "beyond");
	EXPECT(model_fault_clear(c->m, "bar-small"));
	EXPECT_EQ(cfg_read(c, 0x10, 4), 0xfff00004);
	EXPECT(fault(c, "no-msix"));
	EXPECT_EQ(cfg_read(c, 0x61, 1), 0);
	EXPECT_EQ(cfg_read(c, 0x10, 4), 0xfff00004);
	EXPECT(model_fault_clear(c->m, "no-msix"));
	EXPECT_EQ(cfg_read(c, 0x61, 1), 0x9c);
}

const struct test fault_tests[] = {
	{ "power cut in a program", test_cut_program },
	{ "power cut in an erase", test_cut_erase },
	{ "power cut in a status write", test_cut_status },
	{ "power cut repeats with its seed", test_cut_seed },
	{ "ways to be cut", test_cut_ways },
	{ "power cut after the first bytes", test_cut_first },
	{ "power cut in an erase that begins with 0", test_cut_zero },
	{ "power cut later on, and called off", test_cut_later },
	{ "names and arguments of faults", test_names },
	{ "gw-stuck", test_gw_stuck },
	{ "wip-stuck", test_wip_stuck },
	{ "program-drop", test_program_drop },
	{ "erase-incomplete", test_erase_incomplete },
	{ "read-flip", test_read_flip },
	{ "hold-lost", test_hold_lost },
	{ "read-flip-once", test_read_flip_once },
	{ "read-stuck", test_read_stuck },
	{ "rot", test_rot },
	{ "wren-lost", test_wren_lost },
	{ "sem-held", test_sem_held },
	{ "sem-released", test_sem_released },
	{ "sem-stolen", test_sem_stolen },
	{ "gone", test_gone },
	{ "gone-after, back-after", test_gone_after },
	{ "gone-at-op", test_gone_at_op },
	{ "gone-after through configuration space", test_gone_by_window },
	{ "cr-locked, cr-filtered", test_filters },
	{ "cr-filtered and the A0 flush", test_filtered_a0 },
	{ "jedec", test_jedec },
	{ "protected", test_protected },
	{ "srwd", test_srwd },
	{ "vpd-stuck", test_vpd_stuck },
	{ "hwid, config-gone, bar-small, no-msix", test_bus },
	{ NULL, NULL },
};
