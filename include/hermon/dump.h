/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Registers that can be looked at without changing anything, for bug reports.
 */
#ifndef HERMON_DUMP_H
#define HERMON_DUMP_H

#include <hermon_env.h>
#include <hermon/gw.h>
#include <hermon/report.h>

/* When a register may be read. */
enum hermon_dump_when {
	HERMON_DUMP_ALWAYS,
	HERMON_DUMP_RECOVERY,	/* while the chip runs without firmware */
	HERMON_DUMP_HELD,	/* by whoever has the flash semaphore */
	HERMON_DUMP_IDLE,	/* the same, and the gateway is not busy */
};

/**
 * struct hermon_dump_reg - a register that may be read
 * @name: for people
 * @off: its offset
 * @when: when it may be read
 */
struct hermon_dump_reg {
	const char *name;
	u32 off;
	enum hermon_dump_when when;
};

#define HERMON_DUMP_REGS	14

extern const struct hermon_dump_reg hermon_dump_regs[HERMON_DUMP_REGS];

/**
 * struct hermon_dump - what these registers read
 * @vals: in the order of hermon_dump_regs
 * @is_read: which of @vals mean something
 * @why: why those of the gateway were not read; no reason if they were
 */
struct hermon_dump {
	u32 vals[HERMON_DUMP_REGS];
	bool is_read[HERMON_DUMP_REGS];
	struct hermon_report why;
};

int hermon_dump_take(struct hermon_dump *dump, struct hermon_gw *gw,
		     u32 timeout_ms, struct hermon_report *report);
bool hermon_dump_has(u32 off, u32 len);
void hermon_dump_bytes(const struct hermon_dump *dump, u32 off, u8 *buf,
		       u32 len);

#endif /* HERMON_DUMP_H */
