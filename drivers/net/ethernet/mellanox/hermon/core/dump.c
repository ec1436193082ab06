// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers that can be looked at without changing anything.
 *
 * An offset that nothing implements may hang the chip, and to read a semaphore
 * is to take it. So this is a list of what may be read, and never a range with
 * exceptions: flash-gateway.rst, "What may be dumped".
 */
#include <hermon_env.h>
#include <hermon/cr.h>
#include <hermon/dump.h>
#include <hermon/regs.h>

/* Ascending. Semaphores, owner, reset and f000c are not here, nor ever. */
const struct hermon_dump_reg hermon_dump_regs[HERMON_DUMP_REGS] = {
	{ "fw_major", HERMON_FW_MAJOR, HERMON_DUMP_ALWAYS },
	{ "fw_minor", HERMON_FW_MINOR, HERMON_DUMP_ALWAYS },
	{ "fw_time", HERMON_FW_TIME, HERMON_DUMP_ALWAYS },
	{ "fw_date", HERMON_FW_DATE, HERMON_DUMP_ALWAYS },
	{ "boot_state", HERMON_BOOT_STATE, HERMON_DUMP_ALWAYS },
	{ "boot_addr", HERMON_BOOT_ADDR, HERMON_DUMP_ALWAYS },
	{ "hwid", HERMON_HWID, HERMON_DUMP_ALWAYS },
	{ "gw_cmd", HERMON_GW_CMD, HERMON_DUMP_HELD },
	{ "gw_addr", HERMON_GW_ADDR, HERMON_DUMP_IDLE },
	{ "gw_data0", HERMON_GW_DATA(0), HERMON_DUMP_IDLE },
	{ "gw_data1", HERMON_GW_DATA(1), HERMON_DUMP_IDLE },
	{ "gw_data2", HERMON_GW_DATA(2), HERMON_DUMP_IDLE },
	{ "gw_data3", HERMON_GW_DATA(3), HERMON_DUMP_IDLE },
	{ "link", HERMON_LINK, HERMON_DUMP_RECOVERY },
};

static void take_all(struct hermon_dump *dump, struct hermon_cr *cr,
		     enum hermon_dump_when when)
{
	u32 i;

	for (i = 0; i < HERMON_DUMP_REGS; i++) {
		if (hermon_dump_regs[i].when != when)
			continue;
		dump->vals[i] = hermon_cr_read(cr, hermon_dump_regs[i].off);
		dump->is_read[i] = true;
	}
}

static u32 val_of(const struct hermon_dump *dump, u32 off)
{
	u32 i;

	for (i = 0; i < HERMON_DUMP_REGS; i++)
		if (hermon_dump_regs[i].off == off)
			return dump->vals[i];
	return 0;	/* never: who asks knows the table */
}

/*
 * Somebody else's gateway is left alone. One that is stuck is what a dump may
 * be wanted for: its command word tells.
 */
static int take_gateway(struct hermon_dump *dump, struct hermon_gw *gw,
			u32 timeout_ms, struct hermon_report *report)
{
	int err;

	err = hermon_gw_take(gw, timeout_ms, report);
	if (err == -EBUSY) {
		dump->why = *report;
		*report = (struct hermon_report) { 0 };
		return 0;
	}
	if (err)
		return err;
	take_all(dump, gw->cr, HERMON_DUMP_HELD);
	if (!(val_of(dump, HERMON_GW_CMD) & HERMON_GW_CMD_BUSY))
		take_all(dump, gw->cr, HERMON_DUMP_IDLE);
	else
		hermon_fail(&dump->why, HERMON_WHY_GW_STUCK, HERMON_GW_CMD, 0,
			    val_of(dump, HERMON_GW_CMD));
	hermon_gw_unlock(gw);
	return 0;
}

/**
 * hermon_dump_take() - read what may be read
 * @dump: set on success
 * @gw: the gateway, which is not locked
 * @timeout_ms: how long to wait for the flash semaphore
 * @report: filled on failure
 *
 * Without the semaphore the registers of the gateway are left out.
 *
 * Context: may sleep.
 * Return: 0, -ENXIO, -EACCES or -EPERM if the card does not answer.
 */
int hermon_dump_take(struct hermon_dump *dump, struct hermon_gw *gw,
		     u32 timeout_ms, struct hermon_report *report)
{
	int err;

	memset(dump, 0, sizeof(*dump));
	take_all(dump, gw->cr, HERMON_DUMP_ALWAYS);
	err = hermon_cr_check(gw->cr, val_of(dump, HERMON_HWID), report);
	if (err)
		return err;
	if (hermon_cr_in_recovery(gw->cr))
		take_all(dump, gw->cr, HERMON_DUMP_RECOVERY);
	err = take_gateway(dump, gw, timeout_ms, report);
	if (err)
		return err;
	/* What a card reads that went away meanwhile is no news of it. */
	return hermon_cr_check(gw->cr, hermon_cr_read(gw->cr, HERMON_HWID),
			       report);
}

static bool overlaps(u32 i, u32 off, u32 len)
{
	u32 reg = hermon_dump_regs[i].off;

	return reg < off + len && off < reg + sizeof(u32);
}

/**
 * hermon_dump_has() - is there anything in this part of CR-space to read?
 * @off: where it begins
 * @len: bytes
 *
 * Return: true if a register that may be read is at least partly in it.
 */
bool hermon_dump_has(u32 off, u32 len)
{
	u32 i;

	for (i = 0; i < HERMON_DUMP_REGS; i++)
		if (overlaps(i, off, len))
			return true;
	return false;
}

/**
 * hermon_dump_bytes() - a part of CR-space as it lies in BAR 0
 * @dump: what was read
 * @off: where the part begins
 * @buf: room for it
 * @len: bytes
 *
 * What was not read is all ones.
 */
void hermon_dump_bytes(const struct hermon_dump *dump, u32 off, u8 *buf,
		       u32 len)
{
	u32 i, j, at;

	memset(buf, 0xff, len);
	for (i = 0; i < HERMON_DUMP_REGS; i++) {
		if (!dump->is_read[i] || !overlaps(i, off, len))
			continue;
		for (j = 0; j < sizeof(u32); j++) {
			at = hermon_dump_regs[i].off + j;
			if (at >= off && at - off < len)
				buf[at - off] = dump->vals[i] >> (24 - 8 * j);
		}
	}
}
