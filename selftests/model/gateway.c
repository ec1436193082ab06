// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flash gateway: turns a command word into bytes on SPI.
 * flash-gateway.rst, "The gateway".
 *
 * A command is carried out when it is written; BUSY then reads 1 for at least
 * one poll, so that a guest that does not poll is caught. The time on the
 * wire, some microseconds, is not modelled.
 */
#include "model_internal.h"

#define GW_CMD_KNOWN \
	(HERMON_GW_CMD_READ | HERMON_GW_CMD_CMD_PH | HERMON_GW_CMD_ADDR_PH | \
	 HERMON_GW_CMD_DATA_PH | HERMON_GW_CMD_CS_HOLD | HERMON_GW_CMD_MSIZE | \
	 HERMON_GW_CMD_CS | HERMON_GW_CMD_FL_EN | HERMON_GW_CMD_OPCODE | \
	 HERMON_GW_CMD_BUSY)

enum { BUSY_POLLS = 1, SPI_IDLE = 0xff };

bool gateway_owns(u32 off)
{
	return off == HERMON_GW_CMD || off == HERMON_GW_ADDR ||
	       (off >= HERMON_GW_DATA(0) &&
		off < HERMON_GW_DATA(0) + HERMON_GW_DATA_BYTES);
}

static void check_use(struct model *m, const char *verb, u32 off)
{
	if (!sem_host_has(m, MODEL_SEM_FLASH) &&
	    !sem_was_taken_away(m, MODEL_SEM_FLASH))
		guest_error(m, "gateway: %s %05x without semaphore %u", verb,
			    off, MODEL_SEM_FLASH);
}

static bool is_busy(const struct model *m)
{
	return m->gw.busy_polls;
}

/* Says what is wrong with a command word, NULL if nothing. */
static const char *cmd_flaw(u32 cmd)
{
	if (!(cmd & HERMON_GW_CMD_FL_EN))
		return "FL_EN is clear";
	if (cmd & HERMON_GW_CMD_LOCK)
		return "LOCK is set";
	if (cmd & HERMON_GW_CMD_ADDR4)
		return "ADDR4 is set";
	if (cmd & MODEL_GW_CMD_AUTO_INC)
		return "AUTO_INC is set";
	if (cmd & ~GW_CMD_KNOWN)
		return "reserved bits are set";
	if (FIELD_GET(HERMON_GW_CMD_MSIZE, cmd) > HERMON_GW_CMD_MSIZE_MAX)
		return "MSIZE is above 4";
	return NULL;
}

/* Only chip select 0 has a chip; the lines of the others float high. */
static u8 transfer(struct model *m, u8 out)
{
	m->stats.spi_bytes++;
	if (FIELD_GET(HERMON_GW_CMD_CS, m->gw.cmd))
		return SPI_IDLE;
	return nor_transfer(m, out);
}

static void drop_select(struct model *m)
{
	if (m->gw.held && !m->gw.held_cs)
		nor_deselect(m);
	m->gw.held = false;
}

static void select_chip(struct model *m, u32 cs)
{
	struct gateway *gw = &m->gw;

	if (gw->held && gw->held_cs != cs) {
		guest_error(m, "gateway: chip select %u while %u is held", cs,
			    gw->held_cs);
		drop_select(m);
	}
	/* the chip takes an opcode in the middle of a command for data */
	if (gw->held && gw->cmd & HERMON_GW_CMD_CMD_PH)
		guest_error(m, "gateway: opcode phase while chip select is held");
	if (!gw->held && !(gw->cmd & HERMON_GW_CMD_CMD_PH))
		guest_error(m, "gateway: command %08x begins without an opcode",
			    gw->cmd);
	if (!gw->held && !cs)
		nor_select(m);
	gw->held = true;
	gw->held_cs = cs;
}

static void data_phase(struct model *m)
{
	u32 n = 1U << FIELD_GET(HERMON_GW_CMD_MSIZE, m->gw.cmd);

	for (u32 i = 0; i < n; i++) {
		if (m->gw.cmd & HERMON_GW_CMD_READ)
			m->gw.data[i] = transfer(m, SPI_IDLE);
		else
			transfer(m, m->gw.data[i]);
	}
}

/* The gateway lets go of a chip that is being read, and later clocks nobody. */
static bool hold_is_lost(struct model *m)
{
	u32 cmd = m->gw.cmd;

	return cmd & HERMON_GW_CMD_READ && fault_on(m, FAULT_HOLD_LOST) &&
	       !(cmd & HERMON_GW_CMD_CMD_PH) && !m->gw.held;
}

static void run(struct model *m)
{
	u32 cmd = m->gw.cmd;

	m->stats.gw_commands++;
	if (hold_is_lost(m)) {
		memset(m->gw.data, SPI_IDLE, sizeof(m->gw.data));
		return;
	}
	select_chip(m, FIELD_GET(HERMON_GW_CMD_CS, cmd));
	if (cmd & HERMON_GW_CMD_CMD_PH)
		transfer(m, FIELD_GET(HERMON_GW_CMD_OPCODE, cmd));
	if (cmd & HERMON_GW_CMD_ADDR_PH)
		for (int shift = 16; shift >= 0; shift -= 8)
			transfer(m, m->gw.addr >> shift);
	if (cmd & HERMON_GW_CMD_DATA_PH)
		data_phase(m);
	if (!(cmd & HERMON_GW_CMD_CS_HOLD) ||
	    (cmd & HERMON_GW_CMD_READ && fault_on(m, FAULT_HOLD_LOST)))
		drop_select(m);
}

/* A gateway that was stuck does late what it was told. */
static u32 read_cmd(struct model *m)
{
	struct gateway *gw = &m->gw;
	u32 val = gw->cmd & ~HERMON_GW_CMD_BUSY;

	if (!is_busy(m))
		return val;
	if (!fault_on(m, FAULT_GW_STUCK)) {
		if (gw->pending)
			run(m);
		gw->pending = false;
		gw->busy_polls--;
	}
	return val | HERMON_GW_CMD_BUSY;
}

static void write_cmd(struct model *m, u32 val)
{
	const char *flaw;

	if (is_busy(m)) {
		guest_error(m, "gateway: command %08x while busy", val);
		return;
	}
	m->gw.cmd = val;
	if (!(val & HERMON_GW_CMD_BUSY))
		return;
	m->gw.busy_polls = BUSY_POLLS;
	flaw = cmd_flaw(val);
	if (flaw)
		guest_error(m, "gateway: command %08x: %s", val, flaw);
	else if (fault_on(m, FAULT_GW_STUCK))
		m->gw.pending = true;
	else
		run(m);
}

u32 gateway_read(struct model *m, u32 off)
{
	check_use(m, "read", off);
	if (off == HERMON_GW_CMD)
		return read_cmd(m);
	if (off == HERMON_GW_ADDR)
		return m->gw.addr;
	if (is_busy(m))
		guest_error(m, "gateway: read data %05x while busy", off);
	return get_be32(m->gw.data + (off - HERMON_GW_DATA(0)));
}

void gateway_write(struct model *m, u32 off, u32 val)
{
	check_use(m, "wrote", off);
	if (off == HERMON_GW_CMD) {
		write_cmd(m, val);
		return;
	}
	if (is_busy(m))
		guest_error(m, "gateway: wrote %05x while busy", off);
	if (off != HERMON_GW_ADDR) {
		put_be32(m->gw.data + (off - HERMON_GW_DATA(0)), val);
		return;
	}
	if (val & ~HERMON_GW_ADDR_ADDR)
		guest_error(m, "gateway: address %08x has more than 24 bits", val);
	m->gw.addr = val;
}

/*
 * Chip select rises in the middle of whatever was sent. To the chip that is
 * the end of its command, and a program begins with the bytes it has.
 */
void gateway_reset(struct model *m)
{
	drop_select(m);
	memset(&m->gw, 0, sizeof(m->gw));
}
