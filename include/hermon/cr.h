/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CR-space, the card's register space: access rules and the few registers
 * that are not the flash gateway.
 */
#ifndef HERMON_CR_H
#define HERMON_CR_H

#include <hermon_env.h>
#include <hermon/report.h>

/**
 * struct hermon_cr_ops - how to reach a register
 * @read32: read the register at @off; the value is in host order
 * @write32: write @val to the register at @off
 *
 * This is the seam between core/ and the hardware: MMIO in the module, the
 * emulated card in tests.
 */
struct hermon_cr_ops {
	u32 (*read32)(void *ctx, u32 off);
	void (*write32)(void *ctx, u32 off, u32 val);
};

/**
 * struct hermon_cr - the register space of one card
 * @ops: how to reach it
 * @ctx: what @ops is called with
 * @hwid: the hardware id register, once hermon_cr_identify() has succeeded
 * @flush: this silicon lets reads overtake writes
 * @dirty: something was written since the last flush
 */
struct hermon_cr {
	const struct hermon_cr_ops *ops;
	void *ctx;
	u32 hwid;
	bool flush;
	bool dirty;
};

/**
 * struct hermon_version - a firmware version
 * @major: first number
 * @minor: second number
 * @subminor: third number
 */
struct hermon_version {
	u16 major;
	u16 minor;
	u16 subminor;
};

#define HERMON_VERSION_TEXT	18	/* "65535.65535.65535" */

void hermon_cr_init(struct hermon_cr *cr, const struct hermon_cr_ops *ops,
		    void *ctx);
int hermon_cr_identify(struct hermon_cr *cr, struct hermon_report *report);
u32 hermon_cr_read(struct hermon_cr *cr, u32 off);
void hermon_cr_write(struct hermon_cr *cr, u32 off, u32 val);
int hermon_cr_check(struct hermon_cr *cr, u32 val,
		    struct hermon_report *report);
bool hermon_cr_in_recovery(struct hermon_cr *cr);
void hermon_cr_hold_link(struct hermon_cr *cr);
void hermon_cr_reset(struct hermon_cr *cr);
void hermon_cr_set_boot_addr(struct hermon_cr *cr, u32 start);
int hermon_cr_running_version(struct hermon_cr *cr,
			      struct hermon_version *version);
int hermon_version_print(const struct hermon_version *version,
			 char *buf, size_t len);

#endif /* HERMON_CR_H */
