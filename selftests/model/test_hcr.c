// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command interface: a host of 1 MB that does by hand what a driver does.
 *
 *	0 mailbox in    1 mailbox out    2.. firmware's own    20 translations
 *	30, 31 queues                       (pages, hexadecimal)
 */
#include "test.h"

#include <stdlib.h>

#define BUS		0x40000000ULL	/* where the host's memory is */
#define MEMORY_SIZE	0x100000
#define PAGE(n)		((u64)(n) * 0x1000)
#define BOX_IN		PAGE(0)
#define BOX_OUT		PAGE(1)
#define FIRMWARE	PAGE(2)
#define MTTS		PAGE(0x20)
#define QUEUE		PAGE(0x30)
#define ICM_MTTS	0x200000000ULL	/* where the firmware sees them */

#define GO		0x00800000
#define EVENT		0x00400000
#define TOGGLE		0x00200000

static u8 memory[MEMORY_SIZE];
static u32 n_interrupts, last_vector;
static u32 toggle;

static void *host_memory(void *ctx, uint64_t addr, size_t len)
{
	(void)ctx;
	if (addr < BUS || addr - BUS >= sizeof(memory) ||
	    len > sizeof(memory) - (addr - BUS))
		return NULL;
	return memory + (addr - BUS);
}

static void host_interrupt(void *ctx, unsigned int vector)
{
	(void)ctx;
	n_interrupts++;
	last_vector = vector;
}

static const struct model_host host = { host_memory, host_interrupt, NULL };

/* A card that runs firmware, in a machine with memory. */
static struct card *hca_open(const struct model_config *config)
{
	struct card *c = card_open(config);

	put_image(c, 8, 20, 0);
	model_power_cycle(c->m);
	model_attach(c->m, &host);
	cfg_write(c, 4, 6, 2);
	memset(memory, 0, sizeof(memory));
	n_interrupts = 0;
	toggle = TOGGLE;
	return c;
}

static void post(struct card *c, u32 command, u32 in_mod, u64 in, u64 out)
{
	W(c, 0x80680, in >> 32);
	W(c, 0x80684, in);
	W(c, 0x80688, in_mod);
	W(c, 0x8068c, out >> 32);
	W(c, 0x80690, out);
	W(c, 0x80694, 0x1234 << 16);
	W(c, 0x80698, GO | toggle | command);
	toggle ^= TOGGLE;
}

/* Status, or all ones if it does not end. */
static u32 command(struct card *c, u32 op, u32 in_mod, u64 in, u64 out)
{
	post(c, op, in_mod, in, out);
	if ((R(c, 0x80698) & (GO | TOGGLE)) != (toggle ^ TOGGLE))
		return ALL_ONES;
	return R(c, 0x80698) >> 24;
}

static u32 with_box(struct card *c, u32 op, u32 in_mod)
{
	return command(c, op, in_mod, BUS + BOX_IN, BUS + BOX_OUT);
}

static u32 plain(struct card *c, u32 op, u32 in_mod)
{
	return command(c, op, in_mod, 0, 0);
}

/* One run of 2^log pages, by command @op. */
static u32 map(struct card *c, u32 op, u64 virt, u64 addr, u32 log)
{
	put_be64(memory + BOX_IN, virt);
	put_be64(memory + BOX_IN + 8, (BUS + addr) | log);
	return with_box(c, op, 1);
}

static u32 start_fw(struct card *c)
{
	return map(c, 0xfff, 0, PAGE(0x10), 4) | plain(c, 0xff6, 0);
}

/* Everything up to INIT_HCA; 0 if all of it went well. */
static u32 start_hca(struct card *c)
{
	u32 status = start_fw(c);

	status |= command(c, 0xffd, 0, 0x1000000, 0);
	status |= map(c, 0xffc, 0, FIRMWARE, 1);
	status |= map(c, 0xffa, ICM_MTTS, MTTS, 0);
	memset(memory + BOX_IN, 0, 0x200);
	memory[BOX_IN] = 2;
	put_be64(memory + BOX_IN + 0x100, ICM_MTTS);
	return status | with_box(c, 0x007, 0);
}

/* EQ 4 of 8 entries with vector 3, armed, for the ends of commands. */
static u32 start_eq(struct card *c)
{
	u8 *ctx = memory + BOX_IN;
	u32 status;

	put_be64(memory + MTTS + 0x40, (BUS + QUEUE) | 1);
	memset(ctx, 0, 0x40);
	put_be32(ctx, 9 << 8);
	ctx[0x0c] = 3;
	ctx[0x17] = 3;
	put_be32(ctx + 0x1c, 0x40);
	status = with_box(c, 0x013, 4);
	return status | command(c, 0x012, 4, 1 << 0x0a, 0);
}

static u32 word(u64 off)
{
	return get_be32(memory + off);
}

static void test_query_fw(void)
{
	struct card *c = hca_open(NULL);

	EXPECT_EQ(with_box(c, 0x004, 0), 0);
	EXPECT_EQ(word(BOX_OUT) & 0xffff, 2);		/* major */
	EXPECT_EQ(word(BOX_OUT + 4), 8);		/* subminor, minor */
	EXPECT_EQ(word(BOX_OUT + 8) & 0xffff, 3);	/* revision */
	EXPECT_EQ(R(c, 0x1f020), 0);
	EXPECT_EQ(model_stats(c->m)->hcr_commands, 1);
	EXPECT_CLEAN(c);
}

/* mlx4 never flushes; what is not the firmware's needs it still. */
static void test_no_flush(void)
{
	struct model_config config = { .rev = HERMON_HWID_REV_A0 };
	struct card *c = hca_open(&config);

	EXPECT_EQ(R(c, 0x8069c), 0);
	EXPECT_EQ(R(c, 0xf03fc), 0);
	W(c, 0xf0010, 1);
	cfg_write(c, 4, 6, 2);
	EXPECT_EQ(R(c, 0xf03fc), 0);
	EXPECT_EQ(with_box(c, 0x004, 0), 0);
	EXPECT_EQ(R(c, 0xf0014), 0x00a00190);
	EXPECT_CLEAN(c);
	W(c, 0xf03fc, 0);
	EXPECT_EQ(with_box(c, 0x004, 0), 0);
	EXPECT_CLEAN(c);
	R(c, 0xf0014);
	EXPECT_ERRORS(c, 1, "A0 flush");
}

static void test_recovery(void)
{
	struct card *c = card_open(NULL);

	toggle = TOGGLE;
	post(c, 0x004, 0, BUS, BUS);
	EXPECT(R(c, 0x80698) & GO);
	EXPECT_EQ(model_stats(c->m)->hcr_commands, 0);
	EXPECT_CLEAN(c);
	R(c, 0x1f020);
	EXPECT_ERRORS(c, 1, "unknown register");
}

static void test_refusals(void)
{
	struct card *c = hca_open(NULL);

	EXPECT_EQ(plain(c, 0x777, 0), 0x02);
	EXPECT_ERRORS(c, 1, "unknown command 777");
	EXPECT_EQ(command(c, 0x004, 0, 0, BUS + 0x800), 0x03);
	EXPECT_ERRORS(c, 2, "not aligned");
	EXPECT_EQ(command(c, 0x004, 0, 0, BUS + MEMORY_SIZE), 0x03);
	EXPECT_ERRORS(c, 3, "no memory");
	cfg_write(c, 4, 2, 2);
	EXPECT_EQ(with_box(c, 0x004, 0), 0x03);
	EXPECT_ERRORS(c, 4, "bus mastering");
	cfg_write(c, 4, 6, 2);
	toggle ^= TOGGLE;
	post(c, 0x004, 0, 0, BUS + BOX_OUT);
	EXPECT_ERRORS(c, 5, "toggle");
	W(c, 0x80698, 0x004);
	EXPECT_ERRORS(c, 6, "without go");
	model_attach(c->m, NULL);
	toggle = TOGGLE;
	EXPECT_EQ(with_box(c, 0x004, 0), 0x03);
	EXPECT_ERRORS(c, 7, "no memory");
}

static void test_order(void)
{
	struct card *c = hca_open(NULL);

	EXPECT_EQ(with_box(c, 0x003, 0), 0x04);
	EXPECT_ERRORS(c, 1, "QUERY_DEV_CAP: too early");
	EXPECT_EQ(plain(c, 0xff6, 0), 0x04);
	EXPECT_ERRORS(c, 2, "RUN_FW: too little");
	EXPECT_EQ(start_fw(c), 0);
	EXPECT_EQ(with_box(c, 0x003, 0), 0);
	EXPECT_EQ(map(c, 0xfff, 0, FIRMWARE, 0), 0x04);
	EXPECT_ERRORS(c, 3, "MAP_FA");
	EXPECT_EQ(with_box(c, 0x006, 0), 0x04);
	EXPECT_ERRORS(c, 4, "QUERY_ADAPTER: too early");
	EXPECT_EQ(with_box(c, 0x007, 0), 0x04);
	EXPECT_ERRORS(c, 5, "INIT_HCA: too little");
	EXPECT_EQ(command(c, 0xffd, 0, 0x1000000, 0), 0);
	EXPECT_EQ(R(c, 0x80690), 2);
	EXPECT_EQ(map(c, 0xffc, 0, FIRMWARE, 1), 0);
	EXPECT_EQ(with_box(c, 0x007, 0), 0x03);
	EXPECT_ERRORS(c, 6, "INIT_HCA: unknown version");
	memory[BOX_IN] = 2;
	memory[BOX_IN + 0x12b] = 11;
	EXPECT_EQ(with_box(c, 0x007, 0), 0x03);
	EXPECT_ERRORS(c, 7, "doorbell pages");
}

static void test_life(void)
{
	struct card *c = hca_open(NULL);
	u8 *id = memory + BOX_OUT + 0x20 + 0xd0;

	EXPECT_EQ(start_hca(c), 0);
	EXPECT_EQ(with_box(c, 0x006, 0), 0);
	EXPECT(!memcmp(id, "0_PH00D90000\0\0\0001", 16));	/* HP_09D0000001 */
	EXPECT_EQ(with_box(c, 0x00b, 0), 0);
	EXPECT_EQ(word(BOX_OUT + 0x104), (u32)ICM_MTTS);
	EXPECT_EQ(plain(c, 0xffe, 0), 0x04);
	EXPECT_ERRORS(c, 1, "UNMAP_FA: before CLOSE_HCA");
	EXPECT_EQ(plain(c, 0x008, 0), 0);
	EXPECT_EQ(command(c, 0xff9, 64, ICM_MTTS, 0), 0);
	EXPECT_EQ(plain(c, 0xffb, 0), 0);
	EXPECT_EQ(plain(c, 0xffe, 0), 0);
	EXPECT_EQ(start_hca(c), 0);
	EXPECT_ERRORS(c, 1, NULL);
}

/* A reset leaves nothing of it. */
static void test_reset(void)
{
	struct card *c = hca_open(NULL);

	EXPECT_EQ(start_hca(c), 0);
	EXPECT_EQ(start_eq(c), 0);
	W(c, 0xf0010, 1);
	EXPECT_EQ(R(c, 0x80698), 0);
	cfg_write(c, 4, 6, 2);
	toggle = TOGGLE;
	EXPECT_EQ(with_box(c, 0x003, 0), 0x04);
	EXPECT_ERRORS(c, 1, "too early");
	EXPECT_EQ(start_hca(c), 0);
	EXPECT_ERRORS(c, 1, NULL);
}

static void test_icm(void)
{
	struct card *c = hca_open(NULL);

	EXPECT_EQ(start_hca(c), 0);
	EXPECT_EQ(map(c, 0xffa, ICM_MTTS, QUEUE, 0), 0x03);
	EXPECT_ERRORS(c, 1, "mapped already");
	EXPECT_EQ(map(c, 0xffa, ICM_MTTS + PAGE(1), QUEUE, 1), 0x03);
	EXPECT_ERRORS(c, 2, "not aligned");
	EXPECT_EQ(map(c, 0xffa, 0, QUEUE, 60), 0x03);
	EXPECT_ERRORS(c, 3, "run of 2^72");
	EXPECT_EQ(map(c, 0xffa, PAGE(2), QUEUE, 1), 0);
	EXPECT_EQ(command(c, 0xff9, 1, PAGE(2), 0), 0);
	EXPECT_ERRORS(c, 4, "mapped with more");
	EXPECT_EQ(command(c, 0xff9, 1, PAGE(2), 0), 0x03);
	EXPECT_ERRORS(c, 5, "nothing at 2000");
	EXPECT_EQ(with_box(c, 0xffa, 257), 0x03);
	EXPECT_ERRORS(c, 6, "257 runs");
}

static void test_event(void)
{
	struct card *c = hca_open(NULL);

	EXPECT_EQ(start_hca(c), 0);
	EXPECT_EQ(start_eq(c), 0);
	for (u32 i = 0; i < 8; i++)
		EXPECT_EQ(memory[QUEUE + 32 * i + 31], 0x80);
	EXPECT_EQ(plain(c, 0x031 | EVENT, 0x1f), 0);
	EXPECT_EQ(word(QUEUE), 0x000a0000);
	EXPECT_EQ(word(QUEUE + 4), 0x1234);
	EXPECT_EQ(word(QUEUE + 12), 0);
	EXPECT_EQ(memory[QUEUE + 31], 0);
	EXPECT_EQ(memory[QUEUE + 63], 0x80);
	EXPECT_EQ(n_interrupts, 1);
	EXPECT_EQ(last_vector, 3);
	EXPECT_CLEAN(c);
	EXPECT_EQ(plain(c, 0x777 | EVENT, 0), 0x02);
	EXPECT_EQ(word(QUEUE + 32 + 12), 0x02);
	EXPECT_ERRORS(c, 1, "unknown command");
}

/* One interrupt for each time it is asked for; the owner bit turns around. */
static void test_doorbell(void)
{
	struct card *c = hca_open(NULL);

	EXPECT_EQ(start_hca(c), 0);
	EXPECT_EQ(start_eq(c), 0);
	for (u32 i = 0; i < 8; i++)
		EXPECT_EQ(plain(c, 0x031 | EVENT, 0), 0);
	EXPECT_EQ(n_interrupts, 1);
	plain(c, 0x031 | EVENT, 0);
	EXPECT_ERRORS(c, 2, "no event queue");
	EXPECT_EQ(memory[QUEUE + 31], 0);
	model_bar2_write32(c->m, 0x1800, 0x80000007);
	EXPECT_EQ(n_interrupts, 2);
	model_bar2_write32(c->m, 0x1800, 0x80000008);
	EXPECT_EQ(n_interrupts, 2);
	EXPECT_EQ(plain(c, 0x031 | EVENT, 0), 0);
	EXPECT_EQ(n_interrupts, 3);
	EXPECT_EQ(memory[QUEUE + 31], 0x80);
	model_bar2_write32(c->m, 0x1020, 0x80000000);
	model_bar2_write32(c->m, 0x1820, 0x80000000);
	EXPECT_ERRORS(c, 2, NULL);
	model_bar2_write32(c->m, 0x1808, 0x80000000);
	EXPECT_ERRORS(c, 3, "event queue 5");
}

static void test_no_queue(void)
{
	struct card *c = hca_open(NULL);

	EXPECT_EQ(start_hca(c), 0);
	EXPECT_EQ(plain(c, 0x031 | EVENT, 0), 0);
	EXPECT_ERRORS(c, 1, "no event queue");
	EXPECT_EQ(start_eq(c), 0);
	EXPECT_EQ(start_eq(c), 0x09);
	EXPECT_ERRORS(c, 2, "already");
	EXPECT_EQ(plain(c, 0x014, 4), 0);
	EXPECT_EQ(plain(c, 0x014, 4), 0x09);
	EXPECT_ERRORS(c, 3, "not the hardware's");
	put_be32(memory + BOX_IN + 0x1c, 0x80);
	EXPECT_EQ(with_box(c, 0x013, 4), 0x0c);
	EXPECT_ERRORS(c, 4, "not present");
	EXPECT_EQ(with_box(c, 0x013, 128), 0x0a);
	EXPECT_ERRORS(c, 5, "no event queue 128");
	EXPECT_EQ(n_interrupts, 0);
}

static void test_resources(void)
{
	struct card *c = hca_open(NULL);

	EXPECT_EQ(start_hca(c), 0);
	EXPECT_EQ(with_box(c, 0x00d, 0x100), 0);
	EXPECT_EQ(with_box(c, 0x035, 0x100), 0);
	EXPECT_EQ(with_box(c, 0x00d, 0x100), 0x09);
	EXPECT_ERRORS(c, 1, "already");
	EXPECT_EQ(plain(c, 0x00f, 0x100), 0);
	EXPECT_EQ(plain(c, 0x00f, 0x100), 0x09);
	EXPECT_ERRORS(c, 2, "not the hardware's");
	put_be64(memory + MTTS, (BUS + QUEUE) | 1);
	memory[BOX_IN + 0x0c] = 4;
	EXPECT_EQ(with_box(c, 0x016, 0x81), 0);
	EXPECT_EQ(memory[QUEUE + 15 * 32 + 31], 0x80);
	EXPECT_EQ(with_box(c, 0x019, 0x40), 0);
	EXPECT_EQ(with_box(c, 0x01a, 0x40), 0);
	EXPECT_EQ(with_box(c, 0x01b, 0x40), 0);
	EXPECT_EQ(with_box(c, 0x01a, 0x40), 0x10);
	EXPECT_ERRORS(c, 3, "in state");
	EXPECT_EQ(plain(c, 0x01e, 0x40), 0);
	EXPECT_EQ(plain(c, 0x021, 0x40), 0);
	EXPECT_EQ(with_box(c, 0x019, 0x40), 0);
	EXPECT_ERRORS(c, 3, NULL);
}

static u32 ask(struct card *c, u32 class, u32 attr, u32 port)
{
	memset(memory + BOX_IN, 0, 0x100);
	put_be32(memory + BOX_IN, 0x01000101 | class << 16);
	put_be32(memory + BOX_IN + 16, attr << 16);
	return with_box(c, 0x024, port);
}

static void test_mad(void)
{
	struct card *c = hca_open(NULL);
	const u8 *data = memory + BOX_OUT + 64;

	EXPECT_EQ(start_hca(c), 0);
	EXPECT_EQ(ask(c, 1, 0x11, 2), 0);
	EXPECT_EQ(get_be32(data), 0x01010102);
	EXPECT_EQ(get_be64(data + 12), 0x0002c9030001a2b0);
	EXPECT_EQ(get_be64(data + 20), 0x0002c9030001a2b2);
	EXPECT_EQ(ask(c, 1, 0x15, 1), 0);
	EXPECT_EQ(data[32] & 0xf, 1);		/* down */
	EXPECT_EQ(ask(c, 1, 0x7f, 1), 0);
	EXPECT_EQ(word(BOX_OUT + 4) >> 16, 0x000c);
	EXPECT_EQ(ask(c, 4, 0x12, 1), 0);
	EXPECT_EQ(word(BOX_OUT), 0x01040181);
	EXPECT_CLEAN(c);
	EXPECT_EQ(ask(c, 1, 0x11, 3), 0x03);
	EXPECT_ERRORS(c, 1, "no port 3");
}

static void test_ports(void)
{
	struct card *c = hca_open(NULL);

	EXPECT_EQ(start_hca(c), 0);
	EXPECT_EQ(with_box(c, 0x043, 1), 0);
	EXPECT_EQ(memory[BOX_OUT], 1);		/* InfiniBand, link down */
	EXPECT_EQ(with_box(c, 0x00c, 2), 0);
	EXPECT_EQ(plain(c, 0x009, 1), 0);
	EXPECT_EQ(plain(c, 0x00a, 1), 0);
	EXPECT_EQ(with_box(c, 0x034 | 2 << 12, 2 << 8), 0);
	EXPECT_EQ(word(BOX_OUT + 0x1c), 0x0001a2b2);
	EXPECT_CLEAN(c);
	EXPECT_EQ(plain(c, 0x009, 3), 0x03);
	EXPECT_EQ(with_box(c, 0x043, 0), 0x03);
	EXPECT_ERRORS(c, 2, "no port 0");
}

const struct test hcr_tests[] = {
	{ "command interface: version of the firmware", test_query_fw },
	{ "command interface: without a flush", test_no_flush },
	{ "command interface: silent in recovery mode", test_recovery },
	{ "command interface: wrong use", test_refusals },
	{ "command interface: wrong order", test_order },
	{ "command interface: from boot to board id and back", test_life },
	{ "command interface: a reset forgets it all", test_reset },
	{ "command interface: memory for tables", test_icm },
	{ "command interface: end by event", test_event },
	{ "command interface: doorbells and interrupts", test_doorbell },
	{ "command interface: event queues", test_no_queue },
	{ "command interface: regions, queues, queue pairs", test_resources },
	{ "command interface: management datagrams", test_mad },
	{ "command interface: ports", test_ports },
	{ NULL, NULL },
};
