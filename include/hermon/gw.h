/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The flash gateway: one SPI command at a time, under the card's semaphore.
 */
#ifndef HERMON_GW_H
#define HERMON_GW_H

#include <hermon_env.h>
#include <hermon/cr.h>
#include <hermon/report.h>

/**
 * struct hermon_gw - the flash gateway of one card
 * @cr: the card's registers
 * @locked: the flash semaphore is ours
 * @unfinished: the last command may still run, or have left chip select low
 */
struct hermon_gw {
	struct hermon_cr *cr;
	bool locked;
	bool unfinished;
};

/**
 * struct hermon_gw_op - one SPI command
 * @opcode: first byte on the wire
 * @has_addr: three address bytes follow
 * @addr: flash address, bytes
 * @out: bytes to send, or NULL
 * @in: room for bytes to receive, or NULL; not together with @out
 * @len: how many; 1, 2, 4, 8 or a multiple of 16
 */
struct hermon_gw_op {
	u8 opcode;
	bool has_addr;
	u32 addr;
	const u8 *out;
	u8 *in;
	u32 len;
};

void hermon_gw_init(struct hermon_gw *gw, struct hermon_cr *cr);
int hermon_gw_take(struct hermon_gw *gw, u32 timeout_ms,
		   struct hermon_report *report);
int hermon_gw_lock(struct hermon_gw *gw, u32 timeout_ms,
		   struct hermon_report *report);
void hermon_gw_unlock(struct hermon_gw *gw);
int hermon_gw_break(struct hermon_gw *gw, struct hermon_report *report);
void hermon_gw_forget(struct hermon_gw *gw);
int hermon_gw_exec(struct hermon_gw *gw, const struct hermon_gw_op *op,
		   struct hermon_report *report);

#endif /* HERMON_GW_H */
