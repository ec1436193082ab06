// SPDX-License-Identifier: GPL-2.0-only
/*
 * Register traffic of the gateway, word by word, on a card that only records.
 *
 * Values are those of Documentation/hermon/flash-gateway.rst, "Command words"
 * and "Register access".
 */
#include <kunit/test.h>

#include <hermon/gw.h>
#include <hermon/nor.h>
#include <hermon/regs.h>

#define LOG_MAX		8192
#define HWID_A0		0x00a00190
#define HWID_B0		0x00b00190

struct access {
	bool write;
	u32 off;
	u32 val;
};

/**
 * struct fake - a card that answers what it is told to
 * @hwid: the hardware id register
 * @cmd: the command register, as it was written
 * @busy_polls: polls for which a command is busy
 * @busy_left: of the current command
 * @pause_us: how long the host stands still at each of these polls
 * @sem_tries: reads of the flash semaphore until it is free
 * @data: what the data registers read
 * @override: off the bus, or worse: what every register reads; 0: none
 * @log: what was asked
 * @n_log: how often
 */
struct fake {
	u32 hwid;
	u32 cmd;
	u32 busy_polls;
	u32 busy_left;
	u32 pause_us;
	u32 sem_tries;
	u32 data[4];
	u32 override;
	struct access log[LOG_MAX];
	u32 n_log;

	struct hermon_cr cr;
	struct hermon_gw gw;
	struct hermon_report report;
};

static void note(struct fake *fake, bool write, u32 off, u32 val)
{
	if (fake->n_log < LOG_MAX)
		fake->log[fake->n_log++] = (struct access) { write, off, val };
}

static u32 answer(struct fake *fake, u32 off)
{
	if (fake->override)
		return fake->override;
	if (off == HERMON_HWID)
		return fake->hwid;
	if (off == HERMON_SEM_FLASH)
		return fake->sem_tries ? fake->sem_tries-- : 0;
	if (off == HERMON_GW_CMD && fake->busy_left) {
		fake->busy_left--;
		hermon_sleep_us(fake->pause_us);
		return fake->cmd | HERMON_GW_CMD_BUSY;
	}
	if (off == HERMON_GW_CMD)
		return fake->cmd & ~HERMON_GW_CMD_BUSY;
	if (off >= HERMON_GW_DATA(0) && off <= HERMON_GW_DATA(3))
		return fake->data[(off - HERMON_GW_DATA(0)) / 4];
	return 0;
}

static u32 read32(void *ctx, u32 off)
{
	struct fake *fake = ctx;
	u32 val = answer(fake, off);

	note(fake, false, off, val);
	return val;
}

static void write32(void *ctx, u32 off, u32 val)
{
	struct fake *fake = ctx;

	note(fake, true, off, val);
	if (off == HERMON_GW_CMD) {
		fake->cmd = val;
		fake->busy_left = fake->busy_polls;
	}
}

static const struct hermon_cr_ops ops = {
	.read32 = read32, .write32 = write32,
};

static int gw_init(struct kunit *test)
{
	struct fake *fake = kunit_kzalloc(test, sizeof(*fake), GFP_KERNEL);

	if (!fake)
		return -ENOMEM;
	fake->hwid = HWID_B0;
	fake->busy_polls = 1;
	hermon_cr_init(&fake->cr, &ops, fake);
	hermon_gw_init(&fake->gw, &fake->cr);
	test->priv = fake;
	return 0;
}

static void open_card(struct kunit *test, u32 hwid)
{
	struct fake *fake = test->priv;

	fake->hwid = hwid;
	KUNIT_ASSERT_EQ(test, hermon_cr_identify(&fake->cr, &fake->report), 0);
	KUNIT_ASSERT_EQ(test, hermon_gw_lock(&fake->gw, 0, &fake->report), 0);
	fake->n_log = 0;
}

/* ---- command words ---- */

struct command {
	const char *desc;
	struct hermon_gw_op op;
	u32 words[4];
};

static u8 sent[64] = {
	0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88,
	0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xf0, 0x0f,
};
static u8 received[64];

static const struct command commands[] = {
	{ "read JEDEC id", { .opcode = 0x9f, .in = received, .len = 4 },
	  { 0x409f2215 } },
	{ "read signature", { .opcode = 0xab, .in = received, .len = 4 },
	  { 0x40ab2215 } },
	{ "read status", { .opcode = 0x05, .in = received, .len = 4 },
	  { 0x40052215 } },
	{ "write enable", { .opcode = 0x06 }, { 0x40062004 } },
	{ "erase 64K", { .opcode = 0xd8, .has_addr = true, .addr = 0x30000 },
	  { 0x40d8200c } },
	{ "erase 4K", { .opcode = 0x20, .has_addr = true, .addr = 0x3000 },
	  { 0x4020200c } },
	{ "read 16", { .opcode = 0x03, .has_addr = true, .addr = 0x10,
		       .in = received, .len = 16 }, { 0x4003241d } },
	{ "program 16", { .opcode = 0x02, .has_addr = true, .out = sent,
			  .len = 16 }, { 0x4002241c } },
	{ "program 32", { .opcode = 0x02, .has_addr = true, .out = sent,
			  .len = 32 }, { 0x4002243c, 0x40002410 } },
	{ "program 48", { .opcode = 0x02, .has_addr = true, .out = sent,
			  .len = 48 },
	  { 0x4002243c, 0x40002430, 0x40002410 } },
	{ "program 1", { .opcode = 0x02, .has_addr = true, .out = sent,
			 .len = 1 }, { 0x4002201c } },
	{ "write status", { .opcode = 0x01, .out = sent, .len = 1 },
	  { 0x40012014 } },
};
KUNIT_ARRAY_PARAM_DESC(command, commands, desc);

static void gw_command_words(struct kunit *test)
{
	const struct command *c = test->param_value;
	struct fake *fake = test->priv;
	bool addr_seen = false;
	u32 i, n = 0;

	open_card(test, HWID_B0);
	KUNIT_ASSERT_EQ(test, hermon_gw_exec(&fake->gw, &c->op, &fake->report),
			0);
	for (i = 0; i < fake->n_log; i++) {
		const struct access *a = &fake->log[i];

		if (!a->write)
			continue;
		if (a->off == HERMON_GW_CMD)
			KUNIT_EXPECT_EQ(test, a->val, c->words[n++]);
		if (a->off != HERMON_GW_ADDR)
			continue;
		KUNIT_EXPECT_EQ(test, a->val, c->op.addr);
		KUNIT_EXPECT_EQ(test, n, 0);
		addr_seen = true;
	}
	KUNIT_EXPECT_TRUE(test, n == ARRAY_SIZE(c->words) || !c->words[n]);
	KUNIT_EXPECT_EQ(test, addr_seen, c->op.has_addr);
}

/* ---- data ---- */

/* First byte on the wire: top byte of the first register. */
static void gw_data_out(struct kunit *test)
{
	static const u32 words[] = {
		0x11223344, 0x55667788, 0x99aabbcc, 0xddeef00f,
	};
	struct hermon_gw_op op = { .opcode = 0x02, .out = sent, .len = 16 };
	struct fake *fake = test->priv;
	u32 i, n = 0;

	open_card(test, HWID_B0);
	hermon_gw_exec(&fake->gw, &op, &fake->report);
	for (i = 0; i < fake->n_log && fake->log[i].off != HERMON_GW_CMD; i++) {
		KUNIT_EXPECT_EQ(test, fake->log[i].off, HERMON_GW_DATA(n));
		KUNIT_EXPECT_EQ(test, fake->log[i].val, words[n]);
		n++;
	}
	KUNIT_EXPECT_EQ(test, n, 4);
}

static void gw_data_out_one(struct kunit *test)
{
	struct hermon_gw_op op = { .opcode = 0x01, .out = sent, .len = 1 };
	struct fake *fake = test->priv;

	open_card(test, HWID_B0);
	hermon_gw_exec(&fake->gw, &op, &fake->report);
	KUNIT_EXPECT_EQ(test, fake->log[0].off, HERMON_GW_DATA(0));
	KUNIT_EXPECT_EQ(test, fake->log[0].val, 0x11000000);
}

static void gw_data_in(struct kunit *test)
{
	struct hermon_gw_op op = { .opcode = 0x03, .in = received, .len = 16 };
	struct fake *fake = test->priv;

	open_card(test, HWID_B0);
	fake->data[0] = 0x11223344;
	fake->data[1] = 0x55667788;
	fake->data[2] = 0x99aabbcc;
	fake->data[3] = 0xddeef00f;
	memset(received, 0, sizeof(received));
	hermon_gw_exec(&fake->gw, &op, &fake->report);
	KUNIT_EXPECT_MEMEQ(test, received, sent, 16);
	KUNIT_EXPECT_EQ(test, received[16], 0);
}

/* More than one command's worth: chip select is held, the address sent once. */
static void gw_data_in_long(struct kunit *test)
{
	struct hermon_gw_op op = {
		.opcode = 0x03, .has_addr = true, .addr = 0x123450,
		.in = received, .len = 48,
	};
	static const u32 words[] = { 0x4003243d, 0x40002431, 0x40002411 };
	struct fake *fake = test->priv;
	u32 i, n = 0;

	open_card(test, HWID_B0);
	fake->data[0] = 0x11223344;
	KUNIT_EXPECT_EQ(test, hermon_gw_exec(&fake->gw, &op, &fake->report), 0);
	for (i = 0; i < fake->n_log; i++) {
		const struct access *a = &fake->log[i];

		if (!a->write || a->off != HERMON_GW_CMD)
			continue;
		KUNIT_ASSERT_LE(test, n + 1, ARRAY_SIZE(words));
		KUNIT_EXPECT_EQ(test, a->val, words[n++]);
	}
	KUNIT_EXPECT_EQ(test, n, ARRAY_SIZE(words));
	KUNIT_EXPECT_MEMEQ(test, received, received + 32, 16);
}

/* Data that looks like a dead card, on one that lives. */
static void gw_data_in_special(struct kunit *test)
{
	static const u32 values[] = {
		HERMON_CR_GONE, HERMON_CR_FILTERED, HERMON_CR_LOCKED,
	};
	struct hermon_gw_op op = { .opcode = 0x03, .in = received, .len = 16 };
	struct fake *fake = test->priv;
	u32 i;

	open_card(test, HWID_B0);
	for (i = 0; i < ARRAY_SIZE(values); i++) {
		fake->data[3] = values[i];
		KUNIT_EXPECT_EQ(test, hermon_gw_exec(&fake->gw, &op,
						     &fake->report), 0);
	}
}

/* ---- the wait ---- */

static void gw_data_after_busy(struct kunit *test)
{
	struct hermon_gw_op op = { .opcode = 0x03, .in = received, .len = 16 };
	struct fake *fake = test->priv;
	u32 i, polls = 0;

	open_card(test, HWID_B0);
	fake->busy_polls = 100;
	KUNIT_EXPECT_EQ(test, hermon_gw_exec(&fake->gw, &op, &fake->report), 0);
	for (i = 0; i < fake->n_log; i++) {
		const struct access *a = &fake->log[i];

		polls += !a->write && a->off == HERMON_GW_CMD;
		if (!a->write && a->off == HERMON_GW_DATA(0))
			KUNIT_EXPECT_EQ(test, polls, 101);
	}
}

static void gw_stuck(struct kunit *test)
{
	struct hermon_gw_op op = { .opcode = 0x06 };
	struct fake *fake = test->priv;
	u64 start;

	open_card(test, HWID_B0);
	fake->busy_polls = 0xffffffff;
	start = hermon_now_us();
	KUNIT_EXPECT_EQ(test, hermon_gw_exec(&fake->gw, &op, &fake->report),
			-ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, fake->report.reason, HERMON_WHY_GW_STUCK);
	KUNIT_EXPECT_GE(test, hermon_now_us() - start, 100000);
	KUNIT_EXPECT_LE(test, hermon_now_us() - start, 200000);
}

/* The chip takes an opcode for data until chip select was high. */
static void gw_after_failure(struct kunit *test)
{
	static const u32 words[] = { 0x40002010, 0x40062004 };
	struct hermon_gw_op in = {
		.opcode = 0x03, .has_addr = true, .in = received, .len = 32,
	};
	struct hermon_gw_op enable = { .opcode = 0x06 };
	struct fake *fake = test->priv;
	u32 i, n = 0;

	open_card(test, HWID_B0);
	fake->busy_polls = 0xffffffff;
	KUNIT_EXPECT_EQ(test, hermon_gw_exec(&fake->gw, &in, &fake->report),
			-ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, hermon_gw_exec(&fake->gw, &enable, &fake->report),
			-ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, fake->cmd, 0x4003243d);
	fake->n_log = 0;
	fake->busy_left = 0;
	fake->busy_polls = 1;
	fake->report = (struct hermon_report) { 0 };
	KUNIT_EXPECT_EQ(test, hermon_gw_exec(&fake->gw, &enable, &fake->report),
			0);
	for (i = 0; i < fake->n_log; i++) {
		const struct access *a = &fake->log[i];

		if (!a->write || a->off != HERMON_GW_CMD)
			continue;
		KUNIT_ASSERT_GT(test, ARRAY_SIZE(words), n);
		KUNIT_EXPECT_EQ(test, a->val, words[n++]);
	}
	KUNIT_EXPECT_EQ(test, n, ARRAY_SIZE(words));
}

/* A host that got no time to look must not say that the card took it. */
static void gw_slow_host(struct kunit *test)
{
	struct hermon_gw_op op = { .opcode = 0x06 };
	struct fake *fake = test->priv;

	open_card(test, HWID_B0);
	fake->busy_polls = 2;
	fake->pause_us = 200000;
	KUNIT_EXPECT_EQ(test, hermon_gw_exec(&fake->gw, &op, &fake->report), 0);
}

/* Busy before the first command: not ours to disturb. */
static void gw_lock_busy(struct kunit *test)
{
	struct fake *fake = test->priv;
	const struct access *a;
	bool freed = false;
	u32 i;

	KUNIT_ASSERT_EQ(test, hermon_cr_identify(&fake->cr, &fake->report), 0);
	fake->busy_left = 0xffffffff;
	KUNIT_EXPECT_EQ(test, hermon_gw_lock(&fake->gw, 10, &fake->report),
			-ETIMEDOUT);
	KUNIT_EXPECT_FALSE(test, fake->gw.locked);
	for (i = 0; i < fake->n_log; i++) {
		a = &fake->log[i];
		freed |= a->write && a->off == HERMON_SEM_FLASH && !a->val;
		KUNIT_EXPECT_FALSE(test, a->write && a->off == HERMON_GW_CMD);
	}
	KUNIT_EXPECT_TRUE(test, freed);
}

/* ---- the semaphore ---- */

static u32 count_writes(const struct fake *fake, u32 off)
{
	u32 i, n = 0;

	for (i = 0; i < fake->n_log; i++)
		n += fake->log[i].write && fake->log[i].off == off;
	return n;
}

static void gw_lock_waits(struct kunit *test)
{
	struct fake *fake = test->priv;

	fake->sem_tries = 20;
	KUNIT_EXPECT_EQ(test, hermon_gw_lock(&fake->gw, 1000, &fake->report), 0);
	KUNIT_EXPECT_TRUE(test, fake->gw.locked);
	KUNIT_EXPECT_EQ(test, count_writes(fake, HERMON_SEM_FLASH), 0);
}

static void gw_lock_gives_up(struct kunit *test)
{
	struct fake *fake = test->priv;
	u64 start = hermon_now_us();

	fake->sem_tries = 0xffffffff;
	KUNIT_EXPECT_EQ(test, hermon_gw_lock(&fake->gw, 250, &fake->report),
			-EBUSY);
	KUNIT_EXPECT_EQ(test, fake->report.reason, HERMON_WHY_SEM_HELD);
	KUNIT_EXPECT_GE(test, hermon_now_us() - start, 250000);
	KUNIT_EXPECT_LE(test, hermon_now_us() - start, 300000);
	/* Whoever holds it keeps it. */
	hermon_gw_unlock(&fake->gw);
	KUNIT_EXPECT_EQ(test, count_writes(fake, HERMON_SEM_FLASH), 0);
}

static void gw_unlock_once(struct kunit *test)
{
	struct fake *fake = test->priv;

	open_card(test, HWID_B0);
	hermon_gw_unlock(&fake->gw);
	hermon_gw_unlock(&fake->gw);
	KUNIT_EXPECT_EQ(test, count_writes(fake, HERMON_SEM_FLASH), 1);
	/* Posted writes: something must be read behind it. */
	KUNIT_EXPECT_FALSE(test, fake->log[fake->n_log - 1].write);
}

/* ---- a card that does not answer ---- */

struct dead {
	const char *desc;
	u32 val;
	enum hermon_reason reason;
	int err;
};

static const struct dead dead[] = {
	{ "gone", 0xffffffff, HERMON_WHY_CARD_GONE, -ENXIO },
	{ "filtered", 0xbadacce5, HERMON_WHY_CR_FILTERED, -EACCES },
	{ "locked", 0xbad0cafe, HERMON_WHY_CR_LOCKED, -EPERM },
};
KUNIT_ARRAY_PARAM_DESC(dead, dead, desc);

static void gw_dead(struct kunit *test)
{
	const struct dead *c = test->param_value;
	struct hermon_gw_op op = { .opcode = 0x03, .in = received, .len = 16 };
	struct fake *fake = test->priv;

	open_card(test, HWID_A0);
	fake->override = c->val;
	KUNIT_EXPECT_EQ(test, hermon_gw_exec(&fake->gw, &op, &fake->report),
			c->err);
	KUNIT_EXPECT_EQ(test, fake->report.reason, c->reason);
	hermon_gw_unlock(&fake->gw);
	KUNIT_EXPECT_EQ(test, hermon_gw_lock(&fake->gw, 100, &fake->report),
			c->err);
	KUNIT_EXPECT_EQ(test, hermon_cr_identify(&fake->cr, &fake->report),
			c->err);
	KUNIT_EXPECT_LE(test, fake->n_log, LOG_MAX - 1);
}

/* ---- the silicon whose reads overtake writes ---- */

/* Returns how many reads followed a write without a flush in between. */
static u32 count_overtaking(const struct fake *fake)
{
	bool freed = false, dirty = false;
	u32 i, n = 0;

	for (i = 0; i < fake->n_log; i++) {
		const struct access *a = &fake->log[i];

		if (a->off == HERMON_SEM_FLUSH) {
			if (!a->write && freed && !a->val)
				dirty = false;
			freed = a->write && !a->val;
		} else if (a->write) {
			dirty = true;
		} else {
			n += dirty;
		}
	}
	return n;
}

static u32 count_flushes(const struct fake *fake)
{
	return count_writes(fake, HERMON_SEM_FLUSH);
}

static void run_some(struct kunit *test)
{
	struct hermon_gw_op in = { .opcode = 0x03, .has_addr = true,
				   .in = received, .len = 16 };
	struct hermon_gw_op out = { .opcode = 0x02, .has_addr = true,
				    .out = sent, .len = 48 };
	struct fake *fake = test->priv;

	hermon_gw_exec(&fake->gw, &in, &fake->report);
	hermon_gw_exec(&fake->gw, &out, &fake->report);
	hermon_gw_unlock(&fake->gw);
}

static void gw_flush_a0(struct kunit *test)
{
	struct fake *fake = test->priv;

	open_card(test, HWID_A0);
	run_some(test);
	KUNIT_EXPECT_EQ(test, count_overtaking(fake), 0);
	/* One for each of four commands, one for the semaphore; no more. */
	KUNIT_EXPECT_EQ(test, count_flushes(fake), 5);
}

static void gw_no_flush_b0(struct kunit *test)
{
	struct fake *fake = test->priv;

	open_card(test, HWID_B0);
	run_some(test);
	KUNIT_EXPECT_EQ(test, count_flushes(fake), 0);
}

/* ---- other registers ---- */

struct hwid_case {
	const char *desc;
	u32 hwid;
	int err;
};

static const struct hwid_case hwid_cases[] = {
	{ "ConnectX", 0x00a00190, 0 },
	{ "ConnectX-2", 0x00b00190, 0 },
	{ "upper bits", 0x01a00190, 0 },
	{ "revision a1", 0x00a10190, -ENODEV },
	{ "no revision", 0x00000190, -ENODEV },
	{ "ConnectX-3", 0x000001f5, -ENODEV },
	{ "recovery id, which is no hardware id", 0x00a00191, -ENODEV },
	{ "nothing", 0, -ENODEV },
};
KUNIT_ARRAY_PARAM_DESC(hwid, hwid_cases, desc);

static void gw_identify(struct kunit *test)
{
	const struct hwid_case *c = test->param_value;
	struct fake *fake = test->priv;

	fake->hwid = c->hwid;
	KUNIT_EXPECT_EQ(test, hermon_cr_identify(&fake->cr, &fake->report),
			c->err);
	if (!c->err)
		KUNIT_EXPECT_EQ(test, fake->cr.hwid, c->hwid);
	else
		KUNIT_EXPECT_EQ(test, fake->report.got, c->hwid);
}

struct boot_case {
	const char *desc;
	u32 hwid;
	u32 start;
	u32 val;
};

static const struct boot_case boot_cases[] = {
	{ "a0, lower", HWID_A0, 0, 0x00000006 },
	{ "a0, upper, 1M chunks", HWID_A0, 0x100000, 0x10000006 },
	{ "b0, lower", HWID_B0, 0, 0x00000000 },
	{ "b0, upper, 64K chunks", HWID_B0, 0x10000, 0x01000000 },
	{ "b0, upper, 512K chunks", HWID_B0, 0x80000, 0x08000000 },
	{ "b0, upper, 1M chunks", HWID_B0, 0x100000, 0x10000000 },
};
KUNIT_ARRAY_PARAM_DESC(boot, boot_cases, desc);

static void gw_boot_addr(struct kunit *test)
{
	const struct boot_case *c = test->param_value;
	struct fake *fake = test->priv;

	open_card(test, c->hwid);
	hermon_cr_set_boot_addr(&fake->cr, c->start);
	KUNIT_ASSERT_EQ(test, fake->n_log, 1);
	KUNIT_EXPECT_TRUE(test, fake->log[0].write);
	KUNIT_EXPECT_EQ(test, fake->log[0].off, HERMON_BOOT_ADDR);
	KUNIT_EXPECT_EQ(test, fake->log[0].val, c->val);
}

static struct kunit_case gw_cases[] = {
	KUNIT_CASE_PARAM(gw_command_words, command_gen_params),
	KUNIT_CASE(gw_data_out),
	KUNIT_CASE(gw_data_out_one),
	KUNIT_CASE(gw_data_in),
	KUNIT_CASE(gw_data_in_long),
	KUNIT_CASE(gw_data_in_special),
	KUNIT_CASE(gw_data_after_busy),
	KUNIT_CASE(gw_stuck),
	KUNIT_CASE(gw_slow_host),
	KUNIT_CASE(gw_after_failure),
	KUNIT_CASE(gw_lock_busy),
	KUNIT_CASE(gw_lock_waits),
	KUNIT_CASE(gw_lock_gives_up),
	KUNIT_CASE(gw_unlock_once),
	KUNIT_CASE_PARAM(gw_dead, dead_gen_params),
	KUNIT_CASE(gw_flush_a0),
	KUNIT_CASE(gw_no_flush_b0),
	KUNIT_CASE_PARAM(gw_identify, hwid_gen_params),
	KUNIT_CASE_PARAM(gw_boot_addr, boot_gen_params),
	{}
};

static struct kunit_suite gw_suite = {
	.name = "hermon-gw",
	.init = gw_init,
	.test_cases = gw_cases,
};
kunit_test_suite(gw_suite);
