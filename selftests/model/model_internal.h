/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the emulated card share.
 *
 *   model_bar_*  -> card.c ----+-> semaphore.c
 *   model_config_* -> config.c-+-> gateway.c -> nor.c -> parts.c
 *                      |       +-> boot.c
 *                      |       +-> hcr.c -> query.c hca.c resource.c mad.c
 *                      +-> vpd.c                -> icm.c eq.c -> dma.c
 *   model_bar2_* -> eq.c
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
#define NOR_SR_AAI		BIT(6)		/* SST */
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
	FAULT_HOLD_LOST,
	FAULT_NO_WORDS,
	FAULT_READ_FLIP_ONCE,
	FAULT_READ_STUCK,
	FAULT_ROT,
	FAULT_WREN_LOST,
	FAULT_SEM_HELD,
	FAULT_SEM_RELEASED,
	FAULT_SEM_STOLEN,
	FAULT_GONE,
	FAULT_GONE_AFTER,
	FAULT_GONE_AT_OP,
	FAULT_BACK_AFTER,
	FAULT_RESET_GONE,
	FAULT_CR_LOCKED,
	FAULT_CR_FILTERED,
	FAULT_JEDEC,
	FAULT_PROTECTED,
	FAULT_SRWD,
	FAULT_VPD_STUCK,
	FAULT_HWID,
	FAULT_BAR_SMALL,
	FAULT_CONFIG_GONE,
	FAULT_NO_MSIX,
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
	bool in_words;		/* SST: programs one word after the other */
	u32 word_addr;		/* the next one */
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
	bool pending;		/* the command has not run yet */
	bool held;		/* chip select is low between commands */
	u32 held_cs;
};

enum sem_owner { SEM_FREE, SEM_HOST, SEM_OTHER };

/* Answers of the command interface. flash-gateway.rst, "Command interface". */
enum hcr_status {
	HCR_OK = 0x00,
	HCR_BAD_OP = 0x02,
	HCR_BAD_PARAM = 0x03,
	HCR_BAD_SYS_STATE = 0x04,
	HCR_BAD_RES_STATE = 0x09,
	HCR_BAD_INDEX = 0x0a,
	HCR_ICM_ERROR = 0x0c,
	HCR_BAD_QP_STATE = 0x10,
};

/* A command, while the firmware works on it. */
struct hcr_command {
	u16 op;
	u8 op_mod;
	bool event;
	u16 token;
	u32 in_mod;
	u64 in_param;
	u64 out_param;		/* becomes the answer of those without a mailbox */
	const u8 *in;		/* mailboxes; NULL if the command has none */
	u8 *out;
};

#define HCR_MAILBOX_SIZE	4096

/* How far the firmware has come. */
enum fw_stage {
	FW_RESIDENT,		/* booted, answers a few commands */
	FW_RUNNING,		/* has memory, RUN_FW came */
	FW_HCA,			/* INIT_HCA came */
};

/* Host pages that the firmware sees at @virt. */
struct icm_run {
	u64 virt;
	u64 addr;
	u64 len;
};

struct icm {
	struct icm_run *runs;
	u32 n;
	u32 max;
};

struct eq {
	bool on;		/* the hardware has it */
	bool armed;
	u8 vector;
	u64 mtt;		/* offset in the table of translations */
	u32 log_size;
	u32 log_page;
	u32 prod;
	u32 cons;
};

enum { MODEL_LOG_EQS = 7, MODEL_N_EQS = 1 << MODEL_LOG_EQS, N_EVENTS = 64 };

enum resource_kind { RES_MPT, RES_CQ, RES_SRQ, RES_QP };

/* Something that the hardware has; what it does not have is not listed. */
struct resource {
	enum resource_kind kind;
	u32 num;
	u32 state;		/* of a QP */
};

struct hca {
	enum fw_stage stage;
	u64 fa_pages;
	u64 aux_pages;
	u64 aux_wanted;
	u64 mtt_base;
	u32 log_uar_page;
	u8 init[0x200];		/* what INIT_HCA said */
	struct icm icm;
	struct eq eqs[MODEL_N_EQS];
	u8 event_eq[N_EVENTS];	/* number of the EQ plus one; 0: none */
	struct resource *resources;
	u32 n_resources;
	u32 max_resources;
};

/* What the running image says of the board. */
struct board {
	u8 psid[HERMON_FS2_PSID_SIZE];
	u8 guids[HERMON_FS2_GUIDS_IB][HERMON_FS2_GUID_SIZE];
};

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

	u64 cut_at;		/* change in which the power goes; 0: none */
	enum model_cut cut_how;
	bool cut;		/* power was lost */
	bool gone;		/* a fault took the card off the bus */

	/* registers */
	u32 boot_addr;
	bool boot_addr_written;	/* since power-on */
	enum model_boot_rule boot_rule;
	u32 link;
	u32 cr_filter;
	u32 hcr[HERMON_HCR_WORDS];
	bool owned;
	struct hca hca;
	struct board board;
	const struct model_host *host;
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

static inline u64 get_be64(const u8 *p)
{
	return (u64)get_be32(p) << 32 | get_be32(p + 4);
}

static inline void put_be64(u8 *p, u64 val)
{
	put_be32(p, val >> 32);
	put_be32(p + 4, val);
}

static inline void put_be16(u8 *p, u16 val)
{
	p[0] = val >> 8;
	p[1] = val;
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
bool fault_once(struct model *m, enum fault_id id);
void fault_cr_access(struct model *m);
void fault_bus_access(struct model *m);
void fault_flash_change(struct model *m);
void fault_boot_addr(struct model *m);
u32 model_random(struct model *m);
void model_seed(struct model *m, u32 seed);

/* parts.c */
const struct chip *part_find(const char *name, const struct model_part **part);

/* nor.c */
void nor_power_on(struct model *m);
void nor_reset(struct model *m);
void nor_select(struct model *m);
u8 nor_transfer(struct model *m, u8 out);
void nor_deselect(struct model *m);
void nor_protect(struct model *m);
bool nor_reads(const struct model *m);

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
void sem_take_away(struct model *m, u32 cell, enum sem_owner owner);
bool sem_host_has(const struct model *m, u32 cell);
bool sem_was_taken_away(const struct model *m, u32 cell);

/* card.c */
bool card_silent(const struct model *m);
u32 cr_read(struct model *m, u32 off);
void cr_write(struct model *m, u32 off, u32 val);
void card_reset(struct model *m);

/* config.c */
void config_reset(struct model *m);
void config_set_bar0(struct model *m);
bool config_is_master(const struct model *m);

/* dma.c */
void *dma_memory(struct model *m, u64 addr, size_t len, const char *what);

/* hcr.c */
bool hcr_owns(u32 off);
u32 hcr_read(struct model *m, u32 off);
void hcr_write(struct model *m, u32 off, u32 val);
void hcr_reset(struct model *m);

/* query.c */
#define QUERY_FW_PAGES		16	/* what RUN_FW wants mapped */
u8 query_fw(struct model *m, struct hcr_command *c);
u8 query_dev_cap(struct model *m, struct hcr_command *c);
u8 query_adapter(struct model *m, struct hcr_command *c);
u8 query_port(struct model *m, struct hcr_command *c);
u8 query_stat_cfg(struct model *m, struct hcr_command *c);

enum { MODEL_N_PORTS = 2 };

/* hca.c */
u8 hca_map_fa(struct model *m, struct hcr_command *c);
u8 hca_unmap_fa(struct model *m, struct hcr_command *c);
u8 hca_run_fw(struct model *m, struct hcr_command *c);
u8 hca_set_icm_size(struct model *m, struct hcr_command *c);
u8 hca_map_aux(struct model *m, struct hcr_command *c);
u8 hca_unmap_aux(struct model *m, struct hcr_command *c);
u8 hca_init(struct model *m, struct hcr_command *c);
u8 hca_close(struct model *m, struct hcr_command *c);
u8 hca_query(struct model *m, struct hcr_command *c);
u8 hca_port(struct model *m, struct hcr_command *c);
void hca_reset(struct model *m);

/* icm.c */
u8 icm_pages(struct model *m, const struct hcr_command *c, u64 *n_pages);
u8 icm_map(struct model *m, struct hcr_command *c);
u8 icm_unmap(struct model *m, struct hcr_command *c);
void *icm_at(struct model *m, u64 virt, size_t len);
u8 *icm_queue_page(struct model *m, u64 mtt, u32 log_page, u32 i);
bool icm_give_queue(struct model *m, u64 mtt, u32 log_page, u32 log_size);
void icm_reset(struct model *m);

#define ICM_LOG_PAGE		12
/* Both kinds of queue have entries of 32 bytes; the last one says whose. */
#define QUEUE_ENTRY		32
#define QUEUE_OWNER		31
#define QUEUE_OWNER_HW		BIT(7)

/* eq.c */
#define EVENT_COMMAND		0x0a
u8 eq_create(struct model *m, struct hcr_command *c);
u8 eq_destroy(struct model *m, struct hcr_command *c);
u8 eq_map_events(struct model *m, struct hcr_command *c);
bool eq_event(struct model *m, u8 type, const u8 *data, size_t len);

/* resource.c */
u8 resource_give(struct model *m, struct hcr_command *c);
u8 resource_take(struct model *m, struct hcr_command *c);
u8 resource_move_qp(struct model *m, struct hcr_command *c);
void resource_reset(struct model *m);

/* mad.c */
u8 mad_ifc(struct model *m, struct hcr_command *c);

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
