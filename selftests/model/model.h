/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The emulated card, as its users see it: QEMU through vfio_user.c, unit
 * tests in process.
 *
 * The model follows Documentation/hermon/flash-gateway.rst and fs2.rst, never
 * the driver; it shares register and format headers with the driver and no
 * behaviour. Whatever a real card would dislike is a guest error: it is
 * counted, listed, and a test that meets an unexpected one fails.
 *
 * No global state, no threads: any number of cards at once. Calls for one
 * card must not overlap.
 */
#ifndef HERMON_MODEL_H
#define HERMON_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct model;

#define MODEL_BAR0_SIZE		0x100000	/* CR-space */
#define MODEL_BAR2_SIZE		0x800000	/* doorbells */
#define MODEL_N_VECTORS		128		/* of MSI-X */
#define MODEL_N_SEMAPHORES	64
#define MODEL_CONFIG_SIZE	4096

/*
 * What a power cut leaves of the change of the flash in which it comes. Which
 * bits a real chip has changed by then nobody knows, so there are several ways.
 */
enum model_cut {
	MODEL_CUT_HALF,		/* each bit by chance */
	MODEL_CUT_FEW,		/* one bit of eight has changed */
	MODEL_CUT_MOST,		/* seven of eight have */
	MODEL_CUT_FIRST,	/* some of the first bytes have, the rest has not */
	MODEL_CUT_ZERO,		/* an erase has set all bits to 0 before it begins */
	MODEL_CUT_BEFORE,	/* nothing has changed */
	MODEL_CUT_AFTER,	/* all of it has */
	MODEL_N_CUTS
};

/*
 * Which image the boot ROM takes if there is a choice: an open question of
 * flash-gateway.rst. The last two do not look behind the signature.
 */
enum model_boot_rule {
	MODEL_BOOT_LOWEST,
	MODEL_BOOT_HIGHEST,
	MODEL_BOOT_NEWEST,
	MODEL_BOOT_OLDEST,
	MODEL_BOOT_LOWEST_SIGNATURE,
	MODEL_BOOT_HIGHEST_SIGNATURE,
	MODEL_N_BOOT_RULES
};

/* A flash part of the model's own table. */
struct model_part {
	const char *name;
	uint32_t size;		/* bytes */
	bool byte_program;	/* SST: one byte a program command */
	bool erase_4k;
	bool erase_64k;
	bool has_jedec;		/* answers 9f */
};

struct model_config {
	const char *part;	/* NULL: M25P16 */
	uint16_t dev;		/* PCI device id; 0: 634a */
	uint8_t rev;		/* silicon revision; 0: a0 */
	/*
	 * Without a bootable image the PCI id becomes that of recovery. Cards
	 * strapped otherwise may keep their own: flash-gateway.rst, "Recovery
	 * mode", has it as an open question.
	 */
	bool livefish_keeps_id;
	uint8_t *flash;		/* part's size; caller's, kept up to date */
	const uint8_t *vpd;	/* NULL: built in */
	size_t vpd_len;
	double time_scale;	/* of busy times; 0: only the obligatory poll */
	uint32_t cut;		/* power is lost in the Nth change; 0: never */
	uint32_t cut_seed;
	/* Told of each changed range of the flash; may be NULL. */
	void (*flash_changed)(void *ctx, uint32_t addr, uint32_t len);
	/* Clock of the busy times, nanoseconds; NULL: the host's. */
	uint64_t (*now_ns)(void *ctx);
	void *ctx;
};

enum { MODEL_N_OPCODES = 256, MODEL_MAX_ERRORS = 64 };

struct model_stats {
	uint64_t bar_reads;
	uint64_t bar_writes;
	uint64_t config_reads;
	uint64_t config_writes;
	/* Reads of what is taken by reading and nobody on this chip may want. */
	uint64_t taking_reads;
	uint64_t gw_commands;
	uint64_t spi_bytes;
	uint64_t opcodes[MODEL_N_OPCODES];
	uint64_t hcr_commands;
	uint64_t interrupts;
	uint64_t erases_4k;
	uint64_t erases_64k;
	uint64_t page_programs;		/* byte programs on SST */
	uint64_t status_writes;
	uint64_t changes;		/* state-changing flash commands */
	double busy_us;			/* at the data sheet's typical times */
	uint64_t guest_errors;
};

/* What the last boot found. */
struct model_boot {
	bool livefish;
	uint32_t start;		/* flash address of the booted image */
	uint16_t major, minor, subminor;
};

/*
 * The machine that the card is in, for what the card does by itself. Without
 * one the card has no memory to reach and interrupts nobody.
 */
struct model_host {
	/* @len bytes at bus address @addr, or NULL if they are not memory. */
	void *(*memory)(void *ctx, uint64_t addr, size_t len);
	/* An MSI-X message. */
	void (*interrupt)(void *ctx, unsigned int vector);
	void *ctx;
};

/* Returns NULL and a sentence in @why if the configuration is not possible. */
struct model *model_new(const struct model_config *config,
			char *why, size_t why_len);
void model_free(struct model *m);
/* @host stays the caller's until another one, or NULL, takes its place. */
void model_attach(struct model *m, const struct model_host *host);

/* Values in host order, as after the byte swap of a big-endian register. */
uint32_t model_bar_read32(struct model *m, uint32_t off);
void model_bar_write32(struct model *m, uint32_t off, uint32_t val);

/* A doorbell: value in host order, as for registers. */
void model_bar2_write32(struct model *m, uint32_t off, uint32_t val);

/* Raw accesses of any length, little-endian, as they come over the bus. */
void model_config_read(struct model *m, uint32_t off, void *buf, size_t len);
void model_config_write(struct model *m, uint32_t off, const void *buf,
			size_t len);
/* BAR access of a size or alignment that the card does not support. */
void model_bar_bad_access(struct model *m, uint32_t off, size_t len, bool write);
/* What BAR 0's size is now (a fault can shrink it). */
uint32_t model_bar0_size(const struct model *m);

/*
 * The flash has other contents, as after somebody has clipped a programmer to
 * the chip: it is as after power-on, the card knows nothing of it.
 */
void model_flash_replaced(struct model *m);

/* Secondary bus reset: boots from f0000 if it was written, else by search. */
void model_reset(struct model *m);
/* Power off and on: ends a cut, forgets f0000, boots by search. */
void model_power_cycle(struct model *m);

/* The power goes in the @n-th change of the flash from now on; 0: never. */
void model_cut_at(struct model *m, uint32_t n, enum model_cut how,
		  uint32_t seed);
/* From the next boot on; MODEL_BOOT_LOWEST at first. */
void model_set_boot_rule(struct model *m, enum model_boot_rule rule);

/* "NAME[=ARG]"; NULL and a sentence in @why if there is no such fault. */
bool model_fault_set(struct model *m, const char *spec,
		     char *why, size_t why_len);
bool model_fault_clear(struct model *m, const char *name);
/* One line per fault for --help; NULL behind the last. */
const char *model_fault_help(size_t i);

/* The parts of the table; beside them there are "unknown" and "none". */
const struct model_part *model_parts(size_t *n);
/* NULL if there is no such part. */
const struct model_part *model_part_named(const char *name);
const struct model_part *model_part(const struct model *m);
const struct model_stats *model_stats(const struct model *m);
const struct model_boot *model_boot(const struct model *m);
uint32_t model_boot_addr(const struct model *m);	/* f0000 */
bool model_is_cut(const struct model *m);
bool model_is_gone(const struct model *m);
/* Is semaphore cell @n taken? Without the side effect of reading it. */
bool model_sem_taken(const struct model *m, unsigned int n);
/* Text of guest error @i, or NULL; the first MODEL_MAX_ERRORS are kept. */
const char *model_guest_error(const struct model *m, size_t i);

#endif /* HERMON_MODEL_H */
