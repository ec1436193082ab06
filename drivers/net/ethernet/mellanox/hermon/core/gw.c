// SPDX-License-Identifier: GPL-2.0-only
/*
 * The flash gateway: semaphore, one command, busy poll.
 *
 * All of flash-gateway.rst, "Semaphores" and "The gateway".
 */
#include <hermon_env.h>
#include <hermon/gw.h>
#include <hermon/regs.h>

/* One command moves at most 20 bytes over SPI: microseconds. Margin 1000. */
#define BUSY_TIMEOUT_US		100000
/*
 * Polls without a sleep: a command is done within the first few. So many are made
 * whatever the clock says, which may have gone on while this host stood still.
 */
#define BUSY_SPIN		32
#define BUSY_SLEEP_US		20

#define SEM_SLEEP_US		1000

/**
 * hermon_gw_init() - begin to use a card's flash gateway
 * @gw: to set up
 * @cr: the card's registers, identified
 */
void hermon_gw_init(struct hermon_gw *gw, struct hermon_cr *cr)
{
	gw->cr = cr;
	gw->locked = false;
	gw->unfinished = false;
}

/* Chip select stays low after a command that asks for that, as the word tells. */
static int wait_idle(struct hermon_gw *gw, struct hermon_report *report)
{
	u64 deadline = hermon_now_us() + BUSY_TIMEOUT_US;
	u32 polls = 0;
	bool late;
	u32 val;
	int err;

	gw->unfinished = true;
	for (;;) {
		/* The clock first: what is read after it may use all of it. */
		late = polls > BUSY_SPIN && hermon_now_us() > deadline;
		val = hermon_cr_read(gw->cr, HERMON_GW_CMD);
		err = hermon_cr_check(gw->cr, val, report);
		if (err)
			return err;
		if (!(val & HERMON_GW_CMD_BUSY)) {
			gw->unfinished = val & HERMON_GW_CMD_CS_HOLD;
			return 0;
		}
		if (late)
			return hermon_fail(report, HERMON_WHY_GW_STUCK,
					   HERMON_GW_CMD, 0, val);
		if (++polls > BUSY_SPIN)
			hermon_sleep_us(BUSY_SLEEP_US);
	}
}

/**
 * hermon_gw_take() - take the card's flash semaphore
 * @gw: the gateway
 * @timeout_ms: how long to wait for another owner
 * @report: filled on failure
 *
 * A read that returns 0 has taken the cell. Nobody else may touch the gateway
 * until hermon_gw_unlock(): not the firmware, not a tool, not another host
 * function. A cell that somebody left taken is freed by hermon_gw_break() only.
 *
 * The gateway may still be busy with a command of whoever had it before.
 *
 * Context: may sleep.
 * Return: 0, -EBUSY if it stays taken, -ENXIO, -EACCES or -EPERM if the card
 * does not answer.
 */
int hermon_gw_take(struct hermon_gw *gw, u32 timeout_ms,
		   struct hermon_report *report)
{
	u64 deadline = hermon_now_us() + timeout_ms * 1000ULL;
	bool late;
	u32 val;
	int err;

	for (;;) {
		late = hermon_now_us() > deadline;
		val = hermon_cr_read(gw->cr, HERMON_SEM_FLASH);
		if (!val)
			break;
		err = hermon_cr_check(gw->cr, val, report);
		if (err)
			return err;
		if (late)
			return hermon_fail(report, HERMON_WHY_SEM_HELD,
					   HERMON_SEM_FLASH, 0, val);
		hermon_sleep_us(SEM_SLEEP_US);
	}
	gw->locked = true;
	return 0;
}

/**
 * hermon_gw_lock() - take the card's flash semaphore, to use the gateway
 * @gw: the gateway
 * @timeout_ms: how long to wait for another owner
 * @report: filled on failure
 *
 * Context: may sleep.
 * Return: 0, an error of hermon_gw_take(), or -ETIMEDOUT if the gateway is
 * stuck.
 */
int hermon_gw_lock(struct hermon_gw *gw, u32 timeout_ms,
		   struct hermon_report *report)
{
	int err;

	err = hermon_gw_take(gw, timeout_ms, report);
	if (err)
		return err;
	err = wait_idle(gw, report);
	if (err)
		hermon_gw_unlock(gw);
	return err;
}

/**
 * hermon_gw_unlock() - give the flash semaphore back
 * @gw: the gateway; nothing happens if it is not locked
 */
void hermon_gw_unlock(struct hermon_gw *gw)
{
	if (!gw->locked)
		return;
	hermon_cr_write(gw->cr, HERMON_SEM_FLASH, 0);
	/* Posted: make sure it arrives before somebody waits for the cell. */
	hermon_cr_read(gw->cr, HERMON_HWID);
	gw->locked = false;
}

/**
 * hermon_gw_forget() - a reset has taken the flash semaphore away
 * @gw: the gateway
 */
void hermon_gw_forget(struct hermon_gw *gw)
{
	gw->locked = false;
}

/* The first byte on the wire is the top byte of the first data register. */
static void put_data(struct hermon_gw *gw, const u8 *buf, u32 len)
{
	u32 off, i;

	for (off = 0; off < len; off += sizeof(u32)) {
		u32 word = 0;

		for (i = 0; i < sizeof(u32) && off + i < len; i++)
			word |= (u32)buf[off + i] << (24 - 8 * i);
		hermon_cr_write(gw->cr, HERMON_GW_DATA(off / sizeof(u32)), word);
	}
}

/* Returns the last word read. */
static u32 get_data(struct hermon_gw *gw, u8 *buf, u32 len)
{
	u32 word = 0;
	u32 off, i;

	for (off = 0; off < len; off += sizeof(u32)) {
		word = hermon_cr_read(gw->cr, HERMON_GW_DATA(off / sizeof(u32)));
		for (i = 0; i < sizeof(u32) && off + i < len; i++)
			buf[off + i] = word >> (24 - 8 * i);
	}
	return word;
}

static u32 log2_of(u32 len)
{
	u32 n = 0;

	while (len > BIT(n))
		n++;
	return n;
}

/*
 * One command word: @len bytes of the operation, from its start if @first,
 * to its end if not @hold.
 */
static int run(struct hermon_gw *gw, const struct hermon_gw_op *op,
	       u32 len, bool first, bool hold, struct hermon_report *report)
{
	u32 cmd = HERMON_GW_CMD_BUSY | HERMON_GW_CMD_FL_EN;

	if (first) {
		cmd |= HERMON_GW_CMD_CMD_PH;
		cmd |= FIELD_PREP(HERMON_GW_CMD_OPCODE, op->opcode);
		if (op->has_addr)
			cmd |= HERMON_GW_CMD_ADDR_PH;
	}
	if (len) {
		cmd |= HERMON_GW_CMD_DATA_PH;
		cmd |= FIELD_PREP(HERMON_GW_CMD_MSIZE, log2_of(len));
	}
	if (op->in)
		cmd |= HERMON_GW_CMD_READ;
	if (hold)
		cmd |= HERMON_GW_CMD_CS_HOLD;
	hermon_cr_write(gw->cr, HERMON_GW_CMD, cmd);
	return wait_idle(gw, report);
}

/*
 * Chip select is still low if whoever had the gateway died in the middle of a
 * command, or one of ours failed there, and an opcode would be data to the chip. A
 * byte of ones ends that: it clears no bit of a page, and in a read it is not looked
 * at.
 */
static int finish(struct hermon_gw *gw, struct hermon_report *report)
{
	static const u8 ones = 0xff;
	const struct hermon_gw_op op = { .out = &ones, .len = sizeof(ones) };
	int err;

	err = wait_idle(gw, report);
	if (err || !gw->unfinished)
		return err;
	put_data(gw, op.out, op.len);
	return run(gw, &op, op.len, false, false, report);
}

/**
 * hermon_gw_break() - take the flash semaphore from somebody who is gone
 * @gw: the gateway, which is not locked
 * @report: filled on failure
 *
 * Context: the caller knows that nobody else can use the gateway any more, not
 * even if he thinks that it is his. May sleep.
 * Return: 0 and the gateway is locked, or an error of hermon_gw_lock().
 */
int hermon_gw_break(struct hermon_gw *gw, struct hermon_report *report)
{
	hermon_cr_write(gw->cr, HERMON_SEM_FLASH, 0);
	return hermon_gw_lock(gw, 0, report);
}

/**
 * hermon_gw_exec() - run one SPI command
 * @gw: the gateway
 * @op: the command
 * @report: filled on failure
 *
 * More than 16 bytes go as several gateway commands with chip select held in
 * between, so that the chip sees one. What was left unfinished before is ended
 * first.
 *
 * A card that goes away meanwhile reads like erased flash. Each command looks
 * at the gateway first, so only the last word read has to be doubted.
 *
 * Context: caller holds the gateway; may sleep.
 * Return: 0, -ETIMEDOUT if the gateway stays busy, -ENXIO, -EACCES or -EPERM
 * if the card does not answer.
 */
int hermon_gw_exec(struct hermon_gw *gw, const struct hermon_gw_op *op,
		   struct hermon_report *report)
{
	u32 last = 0;
	u32 off = 0;
	u32 len;
	int err;

	err = gw->unfinished ? finish(gw, report) : 0;
	if (err)
		return err;
	if (op->has_addr)
		hermon_cr_write(gw->cr, HERMON_GW_ADDR, op->addr);
	do {
		len = min_t(u32, op->len - off, HERMON_GW_DATA_BYTES);
		if (op->out)
			put_data(gw, op->out + off, len);
		err = run(gw, op, len, !off, off + len < op->len, report);
		if (err)
			return err;
		if (op->in)
			last = get_data(gw, op->in + off, len);
		off += len;
	} while (off < op->len);
	return hermon_cr_check(gw->cr, last, report);
}
