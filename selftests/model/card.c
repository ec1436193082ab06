// SPDX-License-Identifier: GPL-2.0-only
/*
 * The card as a whole: its register map, resets, and the rule of the first
 * silicon that a read must not follow a write without a flush.
 * flash-gateway.rst, "Register map" and "Register access".
 */
#include "model_internal.h"

#include <stdlib.h>

#define DEFAULT_PART	"M25P16"
#define HWID_A0		(FIELD_PREP(HERMON_HWID_REV, HERMON_HWID_REV_A0) | \
			 HERMON_HWID_ID_CONNECTX)

static bool is_fw_word(u32 off)
{
	return off >= HERMON_FW_MAJOR && off <= HERMON_FW_DATE;
}

static bool is_catas(u32 off)
{
	return off >= HERMON_CATAS &&
	       off < HERMON_CATAS + HERMON_CATAS_WORDS * sizeof(u32);
}

static bool is_clr_int(u32 off)
{
	return off == HERMON_CLR_INT || off == HERMON_CLR_INT + sizeof(u32);
}

/* What the firmware answers; mlx4 uses it on all silicon without a flush. */
static bool is_firmware(u32 off)
{
	return hcr_owns(off) || off == HERMON_OWNER || is_catas(off) ||
	       is_clr_int(off);
}

bool model_is_cut(const struct model *m)
{
	return m->cut;
}

bool model_is_gone(const struct model *m)
{
	return m->gone || fault_on(m, FAULT_GONE);
}

/* Nothing on the bus answers. */
bool card_silent(const struct model *m)
{
	return model_is_cut(m) || model_is_gone(m);
}

/* It answers, but not what it is asked. */
static bool card_refuses(const struct model *m)
{
	return fault_on(m, FAULT_CR_LOCKED) || fault_on(m, FAULT_CR_FILTERED);
}

static u32 read_hwid(const struct model *m)
{
	if (fault_on(m, FAULT_HWID))
		return fault_arg(m, FAULT_HWID);
	return FIELD_PREP(HERMON_HWID_REV, m->cfg.rev) | HERMON_HWID_ID_CONNECTX;
}

/* Read to take, as mlx4 does at probe; a flash driver has no use for it. */
static u32 read_owner(struct model *m)
{
	u32 val = m->owned;

	m->stats.taking_reads++;
	m->owned = true;
	return val;
}

static u32 read_plain(struct model *m, u32 off)
{
	switch (off) {
	case HERMON_BOOT_STATE:
		return m->boot.livefish ? ~0U : 0;
	case HERMON_OWNER:
		return read_owner(m);
	case HERMON_BOOT_ADDR:
		return m->boot_addr;
	case HERMON_HWID:
		return read_hwid(m);
	case HERMON_LINK:
		return m->link;
	case HERMON_CR_FILTER:
		return m->cr_filter;
	case HERMON_NO_TOUCH:
	case HERMON_RESET:
		guest_error(m, "register %05x must not be read", off);
		return 0;
	}
	guest_error(m, "unknown register %05x read", off);
	return 0;
}

static u32 read_register(struct model *m, u32 off)
{
	if (off % sizeof(u32)) {
		guest_error(m, "register %05x read: not aligned", off);
		return 0;
	}
	if (sem_owns(off))
		return sem_read(m, off);
	if (gateway_owns(off))
		return gateway_read(m, off);
	if (is_fw_word(off))
		return m->fw[(off - HERMON_FW_MAJOR) / sizeof(u32)];
	if (hcr_owns(off))
		return hcr_read(m, off);
	if (is_catas(off) && !m->boot.livefish)
		return 0;	/* no error ever */
	return read_plain(m, off);
}

/* A register by whichever way it is reached. */
u32 cr_read(struct model *m, u32 off)
{
	u32 val;

	fault_cr_access(m);
	if (card_silent(m))
		return HERMON_CR_GONE;
	if (fault_on(m, FAULT_CR_LOCKED))
		return HERMON_CR_LOCKED;
	if (fault_on(m, FAULT_CR_FILTERED))
		return HERMON_CR_FILTERED;
	val = read_register(m, off);
	return card_silent(m) ? HERMON_CR_GONE : val;
}

static void write_reset(struct model *m, u32 val)
{
	if (val == HERMON_RESET_CHIP)
		card_reset(m);
	else
		guest_error(m, "reset register: wrote %08x, only 1 has a meaning",
			    val);
	if (fault_on(m, FAULT_RESET_GONE))
		m->gone = true;
}

static void write_owner(struct model *m, u32 val)
{
	if (val)
		guest_error(m, "owner register: wrote %08x, only 0 has a meaning",
			    val);
	else
		m->owned = false;
}

static void write_plain(struct model *m, u32 off, u32 val)
{
	switch (off) {
	case HERMON_OWNER:
		write_owner(m, val);
		return;
	case HERMON_BOOT_ADDR:
		m->boot_addr = val;
		m->boot_addr_written = true;
		fault_boot_addr(m);
		return;
	case HERMON_RESET:
		write_reset(m, val);
		return;
	case HERMON_LINK:
		m->link = val;
		return;
	case HERMON_CR_FILTER:
		m->cr_filter = val;
		return;
	case HERMON_HWID:
	case HERMON_BOOT_STATE:
		guest_error(m, "register %05x is read-only, wrote %08x", off, val);
		return;
	}
	guest_error(m, "unknown register %05x written", off);
}

static void write_register(struct model *m, u32 off, u32 val)
{
	if (off % sizeof(u32))
		guest_error(m, "register %05x written: not aligned", off);
	else if (sem_owns(off))
		sem_write(m, off, val);
	else if (gateway_owns(off))
		gateway_write(m, off, val);
	else if (hcr_owns(off))
		hcr_write(m, off, val);
	else if (is_clr_int(off) && !m->boot.livefish)
		return;		/* there is no pin to clear */
	else if (is_fw_word(off))
		guest_error(m, "register %05x is read-only, wrote %08x", off, val);
	else
		write_plain(m, off, val);
}

void cr_write(struct model *m, u32 off, u32 val)
{
	fault_cr_access(m);
	if (card_silent(m) || card_refuses(m))
		return;
	write_register(m, off, val);
}

uint32_t model_bar0_size(const struct model *m)
{
	return fault_on(m, FAULT_BAR_SMALL) ? MODEL_BAR0_SMALL : MODEL_BAR0_SIZE;
}

static bool in_bar(struct model *m, u32 off, const char *verb)
{
	if (off < model_bar0_size(m))
		return true;
	guest_error(m, "BAR 0: %s at %x, beyond its end", verb, off);
	return false;
}

/*
 * On the first silicon reads can overtake writes. Freeing cell 32 and reading
 * it as free proves that everything before has arrived. What the firmware
 * answers is not held to it: mlx4 never flushes.
 */
static void note_write(struct model *m, u32 off, u32 val)
{
	if (is_firmware(off))
		return;
	if (off == HERMON_SEM_FLUSH && !val) {
		m->flushing = true;
		return;
	}
	m->dirty = true;
	m->flushing = false;
}

static void note_read(struct model *m, u32 off, u32 val)
{
	/* Nobody can flush a card that refuses, and what it says is no data. */
	if (read_hwid(m) != HWID_A0 || is_firmware(off) || card_refuses(m))
		return;
	if (off != HERMON_SEM_FLUSH) {
		if (m->dirty)
			guest_error(m, "read of %05x may overtake writes: no A0 flush",
				    off);
	} else if (m->flushing && !val) {
		m->dirty = false;
		m->flushing = false;
	}
}

/*
 * Whether memory decoding is on is the business of whoever routes accesses
 * here; the model answers in any case.
 */
uint32_t model_bar_read32(struct model *m, u32 off)
{
	u32 val;

	m->stats.bar_reads++;
	fault_bus_access(m);
	if (card_silent(m) || !in_bar(m, off, "read"))
		return HERMON_CR_GONE;
	val = cr_read(m, off);
	note_read(m, off, val);
	return val;
}

void model_bar_write32(struct model *m, u32 off, u32 val)
{
	m->stats.bar_writes++;
	fault_bus_access(m);
	if (card_silent(m) || !in_bar(m, off, "write"))
		return;
	note_write(m, off, val);
	cr_write(m, off, val);
}

void model_bar_bad_access(struct model *m, u32 off, size_t len, bool write)
{
	guest_error(m, "BAR 0: %s of %zu bytes at %x, only aligned 32 bits work",
		    write ? "write" : "read", len, off);
}

/* The chip starts again; what the board keeps is not touched. */
void card_reset(struct model *m)
{
	gateway_reset(m);
	nor_reset(m);
	sem_reset(m);
	m->link = 0;
	m->cr_filter = 0;
	hcr_reset(m);
	hca_reset(m);
	m->owned = false;
	m->dirty = false;
	m->flushing = false;
	boot_run(m);
	config_reset(m);
}

/* A card without power cannot be reset. */
void model_reset(struct model *m)
{
	if (!m->cut)
		card_reset(m);
}

/* What the chip was being sent is lost with the power. */
void model_power_cycle(struct model *m)
{
	m->cut = false;
	m->gone = false;
	m->boot_addr = 0;
	m->boot_addr_written = false;
	m->gw.held = false;
	nor_power_on(m);
	card_reset(m);
}

void model_flash_replaced(struct model *m)
{
	nor_power_on(m);
}

static bool fill_in(struct model *m, char *why, size_t why_len)
{
	struct model_config *c = &m->cfg;

	if (!c->part)
		c->part = DEFAULT_PART;
	if (!c->dev)
		c->dev = HERMON_PCI_MT25418;
	if (!c->rev)
		c->rev = HERMON_HWID_REV_A0;
	model_cut_at(m, c->cut, MODEL_CUT_HALF, c->cut_seed);
	m->nor.chip = part_find(c->part, &m->nor.part);
	if (!m->nor.chip)
		explain(why, why_len, "no flash part \"%s\"", c->part);
	else if (!c->flash)
		explain(why, why_len, "no flash contents");
	else if (c->rev != HERMON_HWID_REV_A0 && c->rev != HERMON_HWID_REV_B0)
		explain(why, why_len, "no silicon revision %02x", c->rev);
	else if (!(c->time_scale >= 0))
		explain(why, why_len, "time scale below 0");
	else if (!vpd_init(m))
		explain(why, why_len, "VPD of %zu bytes is too long", c->vpd_len);
	else
		return true;
	return false;
}

struct model *model_new(const struct model_config *config, char *why,
			size_t why_len)
{
	struct model *m = calloc(1, sizeof(*m));

	if (!m) {
		explain(why, why_len, "out of memory");
		return NULL;
	}
	m->cfg = *config;
	if (!fill_in(m, why, why_len)) {
		model_free(m);
		return NULL;
	}
	model_power_cycle(m);
	return m;
}

void model_cut_at(struct model *m, uint32_t n, enum model_cut how,
		  uint32_t seed)
{
	m->cut_at = n ? m->stats.changes + n : 0;
	m->cut_how = how;
	model_seed(m, seed);
}

void model_attach(struct model *m, const struct model_host *host)
{
	m->host = host;
}

void model_free(struct model *m)
{
	if (!m)
		return;
	hca_reset(m);
	free(m->vpd);
	free(m);
}
