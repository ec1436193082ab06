// SPDX-License-Identifier: GPL-2.0-only
/* Registers, semaphores, gateway rules, flush, configuration space, VPD. */
#include "test.h"

#include <stdlib.h>

static void test_hwid(void)
{
	struct card *c = card_open(NULL);

	EXPECT_EQ(R(c, 0xf0014), 0x00b00190);
	W(c, 0xf0014, 1);
	EXPECT_ERRORS(c, 1, "read-only");
	EXPECT_EQ(R(c, 0xf0014), 0x00b00190);
}

static void test_storage(void)
{
	struct card *c = card_open(NULL);
	static const u32 regs[] = { 0xf0000, 0xf3834, 0xf3f04, 0x80680, 0x80698 };

	for (size_t i = 0; i < ARRAY_SIZE(regs); i++) {
		W(c, regs[i], 0x12345600 + i);
		EXPECT_EQ(R(c, regs[i]), 0x12345600 + i);
	}
	EXPECT_EQ(model_boot_addr(c->m), 0x12345600);
	EXPECT_CLEAN(c);
}

static void test_unknown_registers(void)
{
	struct card *c = card_open(NULL);

	EXPECT_EQ(R(c, 0xf0018), 0);
	EXPECT_ERRORS(c, 1, "unknown register f0018");
	W(c, 0xf0420, 1);
	EXPECT_ERRORS(c, 2, "unknown register f0420");
	R(c, 0xf000c);
	EXPECT_ERRORS(c, 3, "must not be read");
	R(c, 0xf0010);
	EXPECT_ERRORS(c, 4, "must not be read");
	R(c, 0xf0016);
	EXPECT_ERRORS(c, 5, "not aligned");
	EXPECT_EQ(R(c, 0x100000), ALL_ONES);
	EXPECT_ERRORS(c, 6, "beyond");
	model_bar_bad_access(c->m, 0xf0014, 8, false);
	EXPECT_ERRORS(c, 7, "read of 8 bytes");
	W(c, 0xf0010, 2);
	EXPECT_ERRORS(c, 8, "reset register");
	W(c, 0x8069c, 1);
	EXPECT_ERRORS(c, 9, "owner register");
	W(c, 0xf3836, 1);
	EXPECT_ERRORS(c, 10, "not aligned");
}

static void test_error_list(void)
{
	struct card *c = card_open(NULL);

	for (u32 i = 0; i < 100; i++)
		R(c, 0x4000 + 4 * i);
	EXPECT_EQ(model_stats(c->m)->guest_errors, 100);
	EXPECT(strstr(model_guest_error(c->m, 63), "040fc"));
	EXPECT(!model_guest_error(c->m, 64));
}

static void test_semaphores(void)
{
	struct card *c = card_open(NULL);

	for (u32 i = 0; i < 64; i++) {
		EXPECT(!model_sem_taken(c->m, i));
		EXPECT_EQ(R(c, 0xf0300 + 4 * i), 0);
		EXPECT(model_sem_taken(c->m, i));
		EXPECT_EQ(R(c, 0xf0300 + 4 * i), 1);
	}
	W(c, 0xf03fc, 0);
	EXPECT_EQ(R(c, 0xf03fc), 0);
	EXPECT_EQ(R(c, 0x8069c), 0);
	EXPECT_EQ(R(c, 0x8069c), 1);
	W(c, 0x8069c, 0);
	EXPECT_EQ(R(c, 0x8069c), 0);
	/* 62 cells twice, the owner three times; 63 and the flush do not count */
	EXPECT_EQ(model_stats(c->m)->taking_reads, 127);
	EXPECT_CLEAN(c);
	W(c, 0xf03fc, 1);
	EXPECT_ERRORS(c, 1, "semaphore 63");
}

static void test_gateway_lock(void)
{
	struct card *c = card_open(NULL);

	R(c, 0xf0400);
	W(c, 0xf0404, 0);
	R(c, 0xf041c);
	W(c, 0xf0410, 0);
	EXPECT_ERRORS(c, 4, "without semaphore 63");
	lock(c);
	R(c, 0xf0400);
	unlock(c);
	EXPECT_ERRORS(c, 4, NULL);
	R(c, 0xf0410);
	EXPECT_ERRORS(c, 5, NULL);
}

static void test_gateway_busy(void)
{
	struct card *c = card_open(NULL);

	lock(c);
	W(c, 0xf0400, CMD_JEDEC);
	EXPECT_EQ(R(c, 0xf0400), CMD_JEDEC);
	EXPECT_EQ(R(c, 0xf0400), CMD_JEDEC & ~0x40000000);
	EXPECT_EQ(R(c, 0xf0410), 0x20201510);
	EXPECT_CLEAN(c);
	W(c, 0xf0400, CMD_STATUS);
	W(c, 0xf0400, CMD_STATUS);
	EXPECT_ERRORS(c, 1, "while busy");
	R(c, 0xf0410);
	EXPECT_ERRORS(c, 2, "while busy");
	W(c, 0xf0404, 0);
	EXPECT_ERRORS(c, 3, "while busy");
	EXPECT_EQ(model_stats(c->m)->gw_commands, 2);
	EXPECT_EQ(model_stats(c->m)->opcodes[0x05], 1);
}

static void test_gateway_words(void)
{
	static const struct { u32 cmd; const char *text; } bad[] = {
		{ CMD_JEDEC & ~0x2000, "FL_EN" },
		{ CMD_JEDEC | 0x80000000, "LOCK" },
		{ CMD_JEDEC | 0x4000, "ADDR4" },
		{ CMD_JEDEC | 0x2, "AUTO_INC" },
		{ CMD_JEDEC | 0x8000, "reserved" },
		{ CMD_JEDEC | 0x40, "reserved" },
		{ CMD_JEDEC | 0x01000000, "reserved" },
		{ (CMD_JEDEC & ~0x700) | 0x500, "MSIZE" },
	};
	struct card *c = card_open(NULL);

	lock(c);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		EXPECT(run(c, bad[i].cmd));
		EXPECT_ERRORS(c, i + 1, bad[i].text);
		EXPECT_EQ(R(c, 0xf0410), 0);
	}
	W(c, 0xf0404, 0x01000000);
	EXPECT_ERRORS(c, ARRAY_SIZE(bad) + 1, "24 bits");
	EXPECT_EQ(model_stats(c->m)->spi_bytes, 0);
}

static void test_gateway_idle_word(void)
{
	struct card *c = card_open(NULL);

	lock(c);
	W(c, 0xf0400, CMD_JEDEC & ~0x40000000);
	EXPECT_EQ(R(c, 0xf0400), CMD_JEDEC & ~0x40000000);
	EXPECT_EQ(model_stats(c->m)->gw_commands, 0);
	EXPECT_CLEAN(c);
}

static void test_chip_selects(void)
{
	struct card *c = card_open(NULL);

	lock(c);
	for (u32 cs = 1; cs < 4; cs++) {
		run(c, CMD_JEDEC | cs << 11);
		EXPECT_EQ(R(c, 0xf0410), ALL_ONES);
	}
	EXPECT_EQ(model_stats(c->m)->opcodes[0x9f], 0);
	EXPECT_CLEAN(c);
	run(c, CMD_READ_FIRST);
	run(c, CMD_JEDEC | 0x800);
	EXPECT_ERRORS(c, 1, "chip select 1 while 0 is held");
}

static void test_read_covers(void)
{
	struct card *c = card_open(NULL);

	memcpy(c->flash, "abcdefghijklmnop", 16);
	lock(c);
	for (u32 i = 0; i < 4; i++)
		W(c, 0xf0410 + 4 * i, 0x11111111);
	W(c, 0xf0404, 0x10);
	EXPECT_EQ(R(c, 0xf0404), 0x10);
	W(c, 0xf0404, 0);
	run(c, CMD_READ_4);
	EXPECT_EQ(R(c, 0xf0410), 0x61626364);
	EXPECT_EQ(R(c, 0xf0414), 0x11111111);
	run(c, (CMD_READ_4 & ~0x700) | 0x100);
	EXPECT_EQ(R(c, 0xf0410) >> 16, 0x6162);
	run(c, CMD_READ_16);
	EXPECT_EQ(R(c, 0xf0414), 0x65666768);
	EXPECT_EQ(R(c, 0xf041c), 0x6d6e6f70);
	EXPECT_CLEAN(c);
}

static struct card *open_a0(void)
{
	struct model_config cfg = { 0 };
	struct card *c = card_open(&cfg);

	/* card_open() has written */
	W(c, 0xf0380, 0);
	R(c, 0xf0380);
	return c;
}

static void test_flush(void)
{
	struct card *c = open_a0();

	EXPECT_EQ(R(c, 0xf0014), 0x00a00190);
	EXPECT_CLEAN(c);
	W(c, 0xf0000, 0x600);
	EXPECT_EQ(R(c, 0xf0000), 0x600);
	EXPECT_ERRORS(c, 1, "read of f0000 may overtake writes: no A0 flush");
	W(c, 0xf0380, 0);
	R(c, 0xf0000);
	EXPECT_ERRORS(c, 2, "A0 flush");
	EXPECT_EQ(R(c, 0xf0380), 0);
	R(c, 0xf0000);
	R(c, 0xf0000);
	EXPECT_ERRORS(c, 2, NULL);
	/* a write between the two halves */
	W(c, 0xf0380, 0);
	W(c, 0xf0000, 0);
	R(c, 0xf0380);
	R(c, 0xf0000);
	EXPECT_ERRORS(c, 3, "A0 flush");
	/* the flush alone is no write to flush */
	W(c, 0xf0380, 0);
	R(c, 0xf0380);
	W(c, 0xf0380, 0);
	R(c, 0xf0014);
	EXPECT_ERRORS(c, 3, NULL);
}

static void test_flush_not_needed(void)
{
	struct card *c = open_a0();

	cfg_write(c, 0x58, 0xf0000, 4);
	cfg_write(c, 0x5c, 7, 4);
	EXPECT_EQ(cfg_read(c, 0x5c, 4), 7);
	R(c, 0xf0000);
	EXPECT_CLEAN(c);
	c = card_open(NULL);
	W(c, 0xf0000, 1);
	R(c, 0xf0000);
	EXPECT_CLEAN(c);
}

static void test_reset_register(void)
{
	struct card *c = card_open(NULL);

	lock(c);
	W(c, 0xf0000, 0x600);
	W(c, 0xf0400, CMD_READ_FIRST);
	W(c, 0xf0010, 1);
	EXPECT_EQ(R(c, 0xf3834), 0);
	EXPECT_EQ(R(c, 0xf0000), 0x600);
	EXPECT(!model_sem_taken(c->m, 63));
	lock(c);
	EXPECT_EQ(R(c, 0xf0400), 0);
	run(c, CMD_JEDEC);
	EXPECT_EQ(R(c, 0xf0410), 0x20201510);
	EXPECT_CLEAN(c);
	model_power_cycle(c->m);
	EXPECT_EQ(R(c, 0xf0000), 0);
}

static void test_config_header(void)
{
	struct card *c = card_open(NULL);
	struct model_config cfg = { .dev = HERMON_PCI_MT26448 };

	put_image(c, 7, 20, 0);
	model_reset(c->m);
	EXPECT_EQ(cfg_read(c, 0, 4), 0x634a15b3);
	EXPECT_EQ(cfg_read(c, 8, 4), 0x0c0600b0);
	EXPECT_EQ(cfg_read(c, 0xe, 1), 0);
	EXPECT_EQ(cfg_read(c, 0x2c, 4), 0x1000103c);
	EXPECT_EQ(cfg_read(c, 0x06, 2), 0x10);
	cfg.flash = c->flash;
	c->flash = NULL;
	c = card_open(&cfg);
	EXPECT_EQ(cfg_read(c, 0, 4), 0x675015b3);
	EXPECT_EQ(cfg_read(c, 8, 4), 0x020000a0);
	EXPECT_CLEAN(c);
}

static void test_capabilities(void)
{
	struct card *c = card_open(NULL);
	static const u32 want[][2] = { { 0x40, 1 }, { 0x48, 3 }, { 0x60, 0x10 },
				       { 0x9c, 0x11 } };
	u32 at = cfg_read(c, 0x34, 1);

	for (size_t i = 0; i < ARRAY_SIZE(want); i++) {
		EXPECT_EQ(at, want[i][0]);
		EXPECT_EQ(cfg_read(c, at, 1), want[i][1]);
		at = cfg_read(c, at + 1, 1);
	}
	EXPECT_EQ(at, 0);
	EXPECT_EQ(cfg_read(c, 0x9e, 2), 127);
	EXPECT_EQ(cfg_read(c, 0xa0, 4), 0x7c000);
	EXPECT(fault(c, "bar-small"));
	EXPECT_EQ(cfg_read(c, 0x61, 1), 0);
	EXPECT_EQ(cfg_read(c, 0x6c, 4) & 0x3ff, 0x81);
	EXPECT_EQ(cfg_read(c, 0x100, 4), 0);
}

static void test_config_writes(void)
{
	struct card *c = card_open(NULL);

	cfg_write(c, 0x00, 0, 4);
	EXPECT_EQ(cfg_read(c, 0x00, 2), 0x15b3);
	cfg_write(c, 0x04, 0xffffffff, 4);
	EXPECT_EQ(cfg_read(c, 0x04, 4), 0x00100547);
	cfg_write(c, 0x10, 0xffffffff, 4);
	cfg_write(c, 0x14, 0xffffffff, 4);
	EXPECT_EQ(cfg_read(c, 0x10, 4), 0xfff00004);
	EXPECT_EQ(cfg_read(c, 0x14, 4), 0xffffffff);
	cfg_write(c, 0x18, 0xffffffff, 4);
	EXPECT_EQ(cfg_read(c, 0x18, 4), 0xff80000c);
	cfg_write(c, 0x20, 0xffffffff, 4);
	EXPECT_EQ(cfg_read(c, 0x20, 4), 0);
	cfg_write(c, 0x13, 0xfe, 1);
	EXPECT_EQ(cfg_read(c, 0x12, 2), 0xfef0);
	cfg_write(c, 0x3c, 0x0b, 1);
	EXPECT_EQ(cfg_read(c, 0x3c, 2), 0x0b);
	cfg_write(c, 0x44, 3, 2);
	EXPECT_EQ(cfg_read(c, 0x44, 2), 0x0b);
	model_reset(c->m);
	EXPECT_EQ(cfg_read(c, 0x04, 2), 0);
	EXPECT_EQ(cfg_read(c, 0x10, 4), 4);
	EXPECT_CLEAN(c);
	cfg_write(c, 0xffe, 0, 4);
	EXPECT_ERRORS(c, 1, "written at ffe");
	cfg_read(c, 0xffe, 4);
	EXPECT_ERRORS(c, 2, "read at ffe");
	cfg_write(c, 0x5c, 0, 4);
	EXPECT_ERRORS(c, 3, "5c written before 58");
}

static void test_config_window(void)
{
	struct card *c = card_open(NULL);
	u8 all[MODEL_CONFIG_SIZE];

	model_config_read(c->m, 0, all, sizeof(all));
	EXPECT_EQ(get_le32(all), 0x019115b3);
	EXPECT_EQ(get_le32(all + 0x5c), 0);
	EXPECT_CLEAN(c);
	cfg_write(c, 0x58, 0xfafbfcfd, 4);
	EXPECT_EQ(cfg_read(c, 0x58, 4), 0xfafbfcfd);
	cfg_write(c, 0x58, 0xf0014, 4);
	EXPECT_EQ(cfg_read(c, 0x58, 4), 0xf0014);
	EXPECT_EQ(cfg_read(c, 0x5c, 4), 0x00b00190);
	model_config_read(c->m, 0, all, sizeof(all));
	EXPECT_EQ(get_le32(all + 0x5c), 0x00b00190);
	cfg_write(c, 0x58, 0xf03fc, 4);
	EXPECT_EQ(cfg_read(c, 0x5c, 4), 0);
	EXPECT_EQ(cfg_read(c, 0x5c, 4), 1);
	cfg_write(c, 0x5c, 0, 4);
	EXPECT(!model_sem_taken(c->m, 63));
	EXPECT_CLEAN(c);
	cfg_write(c, 0x58, 0xf0014, 4);
	EXPECT_EQ(cfg_read(c, 0x5e, 2), 0x00b0);
	EXPECT_ERRORS(c, 1, "5c read");
	cfg_write(c, 0x5c, 0, 2);
	EXPECT_ERRORS(c, 2, "5c written");
}

static void test_config_window_flash(void)
{
	struct card *c = card_open(NULL);

	cfg_write(c, 0x58, 0xf03fc, 4);
	EXPECT_EQ(cfg_read(c, 0x5c, 4), 0);
	cfg_write(c, 0x58, 0xf0400, 4);
	cfg_write(c, 0x5c, CMD_JEDEC, 4);
	EXPECT_EQ(cfg_read(c, 0x5c, 4), CMD_JEDEC);
	EXPECT_EQ(cfg_read(c, 0x5c, 4), CMD_JEDEC & ~0x40000000);
	cfg_write(c, 0x58, 0xf0410, 4);
	EXPECT_EQ(cfg_read(c, 0x5c, 4), 0x20201510);
	EXPECT_CLEAN(c);
}

static u32 vpd_read(struct card *c, u32 addr)
{
	cfg_write(c, 0x4a, addr, 2);
	return cfg_read(c, 0x4c, 4);
}

/* A card whose firmware runs. */
static struct card *open_booted(const u8 *vpd, size_t len)
{
	struct model_config cfg = { .rev = HERMON_HWID_REV_B0, .vpd = vpd,
				    .vpd_len = len };
	struct card *c = card_open(&cfg);

	put_image(c, 7, 20, 0);
	model_reset(c->m);
	return c;
}

static void test_vpd(void)
{
	struct card *c = open_booted(NULL, 0);
	u8 vpd[256];
	u8 sum = 0;

	for (u32 i = 0; i < 256; i += 4) {
		put_le32(vpd + i, vpd_read(c, i));
		EXPECT_EQ(cfg_read(c, 0x4a, 2), 0x8000 | i);
	}
	EXPECT_EQ(vpd[0], 0x82);
	EXPECT_EQ(vpd[1], 13);
	EXPECT_EQ(vpd[16], 0x90);
	EXPECT_EQ(vpd[17] | vpd[18] << 8, 0x4f);
	EXPECT(!memcmp(vpd + 19, "PN\025448397-B21 ", 14));
	EXPECT(!memcmp(vpd + 94, "RV\001", 3));
	for (u32 i = 0; i < 98; i++)
		sum += vpd[i];
	EXPECT_EQ(sum, 0);
	EXPECT_EQ(vpd[98], 0x91);
	EXPECT_EQ(vpd[99] | vpd[100] << 8, 0x9a);
	EXPECT_EQ(vpd[255], 0x78);
	EXPECT_CLEAN(c);
	cfg_write(c, 0x4a, 0x8010, 2);
	EXPECT_ERRORS(c, 1, "vpd: write");
	vpd_read(c, 2);
	EXPECT_ERRORS(c, 2, "not aligned");
}

static void test_vpd_other(void)
{
	static const u8 own[] = { 0x78, 1, 2, 3, 4 };
	struct card *c = open_booted(own, sizeof(own));

	EXPECT_EQ(vpd_read(c, 0), 0x03020178);
	EXPECT_EQ(vpd_read(c, 4), 0xffffff04);
	EXPECT_CLEAN(c);
	/* nobody answers in recovery mode */
	memset(c->flash, 0xff, 0x200);
	model_reset(c->m);
	vpd_read(c, 0);
	EXPECT_EQ(cfg_read(c, 0x4a, 2), 0);
}

static void test_wrong_config(void)
{
	static u8 byte;
	static const struct {
		struct model_config config;
		const char *text;
	} bad[] = {
		{ { .flash = NULL }, "flash" },
		{ { .flash = &byte, .part = "M25P99" }, "M25P99" },
		{ { .flash = &byte, .rev = 0xa1 }, "a1" },
		{ { .flash = &byte, .time_scale = -1 }, "scale" },
		{ { .flash = &byte, .vpd = &byte, .vpd_len = 0x10000 }, "VPD" },
	};
	char why[128];

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		why[0] = 0;
		EXPECT(!model_new(&bad[i].config, why, sizeof(why)));
		EXPECT(strstr(why, bad[i].text));
	}
}

const struct test card_tests[] = {
	{ "hardware id", test_hwid },
	{ "registers that store", test_storage },
	{ "unknown registers", test_unknown_registers },
	{ "list of guest errors", test_error_list },
	{ "semaphores", test_semaphores },
	{ "gateway needs semaphore 63", test_gateway_lock },
	{ "gateway is busy for a poll", test_gateway_busy },
	{ "gateway command words", test_gateway_words },
	{ "gateway does not start without BUSY", test_gateway_idle_word },
	{ "empty chip selects", test_chip_selects },
	{ "a read changes what it covers", test_read_covers },
	{ "A0 flush", test_flush },
	{ "A0 flush not needed", test_flush_not_needed },
	{ "reset register", test_reset_register },
	{ "configuration header", test_config_header },
	{ "capabilities", test_capabilities },
	{ "configuration writes", test_config_writes },
	{ "window in configuration space", test_config_window },
	{ "flash through configuration space", test_config_window_flash },
	{ "vpd", test_vpd },
	{ "vpd of other contents", test_vpd_other },
	{ "impossible configurations", test_wrong_config },
	{ NULL, NULL },
};
