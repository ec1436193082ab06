/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the emulated card share.
 *
 *   model_bar_*  -> card.c ----+-> semaphore.c
 *   model_config_* -> config.c-+-> gateway.c -> nor.c -> parts.c
 *                      |       +-> boot.c
 *                      +-> vpd.c
 *
 * fault.c decides where things go wrong, error.c keeps the list of what the
 * guest did wrong.
 */
#ifndef HERMON_MODEL_INTERNAL_H
#define HERMON_MODEL_INTERNAL_H

#include <hermon_env.h>
#include <hermon/fs2.h>
#include <hermon/regs.h>

#include "model.h"

#define MODEL_SEM_FLASH		63
#define MODEL_SEM_FLUSH		32

/* Listed in the oldest tool, never set. flash-gateway.rst, "The gateway". */
#define MODEL_GW_CMD_AUTO_INC	BIT(1)

#define MODEL_PAGE		0x100
#define MODEL_ERASE_4K		0x1000
#define MODEL_ERASE_64K		0x10000
#define MODEL_BAR0_SMALL	0x10000

/* Status register of SPI flash. flash-gateway.rst, "Sequences". */
#define NOR_SR_WIP		BIT(0)
#define NOR_SR_WEL		BIT(1)
#define NOR_SR_BP		GENMASK(4, 2)
#define NOR_SR_SWP		GENMASK(3, 2)	/* Atmel */
#define NOR_SR_ATMEL_GLOBAL	GENMASK(5, 2)	/* Atmel, as written */
#define NOR_SR_SRWD		BIT(7)

/* What the public part table does not tell. */
struct chip {
	u8 id[4];		/* answer to 9f; the fourth byte is no id */
	u8 signature;		/* answer to ab; 0: none */
	bool absent;		/* empty socket */
	bool atmel;		/* protected at power-up, global unprotect */
	bool two_status;	/* write status takes a second byte */
	u8 powerup_status;	/* set again at each power-up */
	u32 program_us;		/* typical times */
	u32 erase_4k_us;
	u32 erase_64k_us;
	u32 status_us;
};

enum fault_id {
	FAULT_GW_STUCK,
	FAULT_WIP_STUCK,
	FAULT_PROGRAM_DROP,
	FAULT_ERASE_INCOMPLETE,
	FAULT_READ_FLIP,
	FAULT_READ_STUCK,
	FAULT_WREN_LOST,
	FAULT_SEM_HELD,
	FAULT_GONE,
	FAULT_GONE_AFTER,
	FAULT_GONE_AT_OP,
	FAULT_BACK_AFTER,
	FAULT_CR_LOCKED,
	FAULT_CR_FILTERED,
	FAULT_JEDEC,
	FAULT_PROTECTED,
	FAULT_SRWD,
	FAULT_VPD_STUCK,
	FAULT_HWID,
	FAULT_BAR_SMALL,
	FAULT_CONFIG_GONE,
	N_FAULTS
};

struct fault {
	bool on;
	u32 arg;
	u32 count;		/* events since it was set */
};

struct spi_op;

struct nor {
	const struct model_part *part;
	const struct chip *chip;
	u8 status;		/* protection bits only */
	bool write_latch;	/* write enable came */
	bool wren_lost;		/* a fault ate the write enable */
	bool busy;
	bool unpolled;		/* no status read since the operation began */
	u64 start_ns;
	u64 end_ns;		/* at the scaled time */
	u64 typical_ns;

	bool selected;
	const struct spi_op *op;	/* NULL: ignored */
	u8 opcode;
	u32 n;			/* bytes since chip select fell */
	u32 addr;
	u32 n_data;
	u8 page[MODEL_PAGE];
	bool sent[MODEL_PAGE];
};

struct gateway {
	u32 cmd;
	u32 addr;
	u8 data[HERMON_GW_DATA_BYTES];
	u32 busy_polls;		/* reads of BUSY still to come */
	bool held;		/* chip select is low between commands */
	u32 held_cs;
};

enum sem_owner { SEM_FREE, SEM_HOST, SEM_OTHER };

struct config_space {
	u8 data[MODEL_CONFIG_SIZE];
	u8 writable[MODEL_CONFIG_SIZE];
	u32 cr_addr;
	bool cr_addr_set;
};

struct model {
	struct model_config cfg;
	struct model_stats stats;
	struct model_boot boot;
	struct nor nor;
	struct gateway gw;
	struct config_space config;
	enum sem_owner sem[HERMON_SEM_COUNT];
	struct fault faults[N_FAULTS];
	u8 *vpd;
	size_t vpd_len;
	u32 rng;

	bool cut;		/* power was lost */
	bool gone;		/* a fault took the card off the bus */

	/* registers */
	u32 boot_addr;
	bool boot_addr_written;	/* since power-on */
	u32 link;
	u32 cr_filter;
	u32 hcr[HERMON_HCR_WORDS];
	bool owned;
	u32 fw[4];		/* running version and date */

	/* A0: writes that a read may overtake */
	bool dirty;
	bool flushing;		/* cell 32 freed, nothing written since */

	char errors[MODEL_MAX_ERRORS][128];
};

static inline u32 get_be32(const u8 *p)
{
	return (u32)p[0] << 24 | (u32)p[1] << 16 | (u32)p[2] << 8 | p[3];
}

static inline void put_be32(u8 *p, u32 val)
{
	p[0] = val >> 24;
	p[1] = val >> 16;
	p[2] = val >> 8;
	p[3] = val;
}

static inline u32 get_le32(const u8 *p)
{
	return (u32)p[3] << 24 | (u32)p[2] << 16 | (u32)p[1] << 8 | p[0];
}

static inline void put_le32(u8 *p, u32 val)
{
	p[0] = val;
	p[1] = val >> 8;
	p[2] = val >> 16;
	p[3] = val >> 24;
}

static inline void put_le16(u8 *p, u16 val)
{
	p[0] = val;
	p[1] = val >> 8;
}

/* error.c */
void guest_error(struct model *m, const char *fmt, ...) __printf(2, 3);
void explain(char *why, size_t why_len, const char *fmt, ...) __printf(3, 4);

/* fault.c */
bool fault_on(const struct model *m, enum fault_id id);
u32 fault_arg(const struct model *m, enum fault_id id);
bool fault_every(struct model *m, enum fault_id id);
void fault_cr_access(struct model *m);
void fault_bus_access(struct model *m);
void fault_flash_change(struct model *m);
u32 model_random(struct model *m);

/* parts.c */
const struct chip *part_find(const char *name, const struct model_part **part);

/* nor.c */
void nor_power_on(struct model *m);
void nor_reset(struct model *m);
void nor_select(struct model *m);
u8 nor_transfer(struct model *m, u8 out);
void nor_deselect(struct model *m);
void nor_protect(struct model *m);

/* gateway.c */
bool gateway_owns(u32 off);
u32 gateway_read(struct model *m, u32 off);
void gateway_write(struct model *m, u32 off, u32 val);
void gateway_reset(struct model *m);

/* semaphore.c */
bool sem_owns(u32 off);
u32 sem_read(struct model *m, u32 off);
void sem_write(struct model *m, u32 off, u32 val);
void sem_reset(struct model *m);
void sem_hold(struct model *m, u32 cell);
void sem_unhold(struct model *m, u32 cell);
bool sem_host_has(const struct model *m, u32 cell);

/* card.c */
bool card_silent(const struct model *m);
u32 cr_read(struct model *m, u32 off);
void cr_write(struct model *m, u32 off, u32 val);
void card_reset(struct model *m);

/* config.c */
void config_reset(struct model *m);
void config_set_bar0(struct model *m);

/* vpd.c */
bool vpd_init(struct model *m);
void vpd_address_written(struct model *m, u8 *cap);

/* boot.c */
u16 boot_crc16(u16 crc, const u8 *data, size_t len);
u16 boot_crc16_end(u16 crc);
bool boot_image_at(struct model *m, u32 start);
void boot_run(struct model *m);

#define BOOT_CRC16_INIT		0xffff

#endif /* HERMON_MODEL_INTERNAL_H */
