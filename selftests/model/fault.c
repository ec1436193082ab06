// SPDX-License-Identifier: GPL-2.0-only
/*
 * Things that go wrong, by name. A fault that fires is not the guest's error.
 */
#include "model_internal.h"

#include <stdlib.h>

enum arg_kind {
	ARG_NONE,
	ARG_COUNT,		/* optional, 1 or more */
	ARG_CELL,		/* optional, a semaphore */
	ARG_COUNT_NEEDED,
	ARG_HEX_NEEDED,
};

static const struct fault_type {
	const char *name;
	const char *help;
	enum arg_kind kind;
	u32 arg;		/* default */
	u32 max;
} types[N_FAULTS] = {
	[FAULT_GW_STUCK] = { .name = "gw-stuck",
		.help = "gw-stuck: the gateway stays busy; it runs later what it was told" },
	[FAULT_WIP_STUCK] = { .name = "wip-stuck",
		.help = "wip-stuck: the flash never finishes its next operation" },
	[FAULT_PROGRAM_DROP] = { .name = "program-drop",
		.help = "program-drop[=N]: every Nth program (1) clears only some bits",
		.kind = ARG_COUNT, .arg = 1, .max = UINT32_MAX },
	[FAULT_ERASE_INCOMPLETE] = { .name = "erase-incomplete",
		.help = "erase-incomplete[=N]: every Nth erase (1) leaves some bits 0",
		.kind = ARG_COUNT, .arg = 1, .max = UINT32_MAX },
	[FAULT_READ_FLIP] = { .name = "read-flip",
		.help = "read-flip[=N]: every Nth 16 byte block read (1) has one wrong bit",
		.kind = ARG_COUNT, .arg = 1, .max = UINT32_MAX },
	[FAULT_HOLD_LOST] = { .name = "hold-lost",
		.help = "hold-lost: chip select is not held over reads" },
	[FAULT_READ_FLIP_ONCE] = { .name = "read-flip-once",
		.help = "read-flip-once[=N]: the Nth 16 byte block read (1) has one wrong bit",
		.kind = ARG_COUNT, .arg = 1, .max = UINT32_MAX },
	[FAULT_NO_WORDS] = { .name = "no-words",
		.help = "no-words: an SST part does not know how to program words" },
	[FAULT_READ_STUCK] = { .name = "read-stuck",
		.help = "read-stuck=ADDR: bit 0 of flash byte ADDR (hex) always reads wrong",
		.kind = ARG_HEX_NEEDED, .arg = 0, .max = HERMON_FS2_MAX_SIZE - 1 },
	[FAULT_ROT] = { .name = "rot",
		.help = "rot=ADDR: bit 0 of flash byte ADDR (hex) turns when the boot address is set",
		.kind = ARG_HEX_NEEDED, .arg = 0, .max = HERMON_FS2_MAX_SIZE - 1 },
	[FAULT_WREN_LOST] = { .name = "wren-lost",
		.help = "wren-lost[=N]: every Nth write enable (1) has no effect",
		.kind = ARG_COUNT, .arg = 1, .max = UINT32_MAX },
	[FAULT_SEM_HELD] = { .name = "sem-held",
		.help = "sem-held[=CELL]: somebody else holds semaphore CELL (63)",
		.kind = ARG_CELL, .arg = MODEL_SEM_FLASH, .max = HERMON_SEM_COUNT - 1 },
	[FAULT_SEM_RELEASED] = { .name = "sem-released",
		.help = "sem-released: somebody else frees the guest's semaphore 63" },
	[FAULT_SEM_STOLEN] = { .name = "sem-stolen",
		.help = "sem-stolen: somebody else frees it and takes it" },
	[FAULT_GONE] = { .name = "gone",
		.help = "gone: the card is off the bus" },
	[FAULT_GONE_AFTER] = { .name = "gone-after",
		.help = "gone-after=N: off the bus after N more accesses to CR-space",
		.kind = ARG_COUNT_NEEDED, .arg = 0, .max = UINT32_MAX },
	[FAULT_GONE_AT_OP] = { .name = "gone-at-op",
		.help = "gone-at-op=N: off the bus after N more changes of the flash",
		.kind = ARG_COUNT_NEEDED, .arg = 0, .max = UINT32_MAX },
	[FAULT_BACK_AFTER] = { .name = "back-after",
		.help = "back-after=N: a card off the bus returns after N accesses",
		.kind = ARG_COUNT_NEEDED, .arg = 0, .max = UINT32_MAX },
	[FAULT_RESET_GONE] = { .name = "reset-gone",
		.help = "reset-gone: off the bus for good once the chip is reset" },
	[FAULT_CR_LOCKED] = { .name = "cr-locked",
		.help = "cr-locked: CR-space reads bad0cafe" },
	[FAULT_CR_FILTERED] = { .name = "cr-filtered",
		.help = "cr-filtered: CR-space reads badacce5" },
	[FAULT_JEDEC] = { .name = "jedec",
		.help = "jedec=XXXXXX: the flash answers this id (hex)",
		.kind = ARG_HEX_NEEDED, .arg = 0, .max = 0xffffff },
	[FAULT_PROTECTED] = { .name = "protected",
		.help = "protected: block protection bits are set until rewritten" },
	[FAULT_SRWD] = { .name = "srwd",
		.help = "srwd: protected, and the status register cannot be written" },
	[FAULT_VPD_STUCK] = { .name = "vpd-stuck",
		.help = "vpd-stuck: VPD reads never complete" },
	[FAULT_HWID] = { .name = "hwid",
		.help = "hwid=XXXXXXXX: the hardware id register reads this (hex)",
		.kind = ARG_HEX_NEEDED, .arg = 0, .max = UINT32_MAX },
	[FAULT_BAR_SMALL] = { .name = "bar-small",
		.help = "bar-small: BAR 0 has 64 KB" },
	[FAULT_CONFIG_GONE] = { .name = "config-gone",
		.help = "config-gone: configuration space reads all ones, BAR 0 works" },
	[FAULT_NO_MSIX] = { .name = "no-msix",
		.help = "no-msix: no MSI-X, without which QEMU 11.1 can unplug the card" },
};

bool fault_on(const struct model *m, enum fault_id id)
{
	return m->faults[id].on;
}

u32 fault_arg(const struct model *m, enum fault_id id)
{
	return m->faults[id].arg;
}

/* Counts an event; true for every Nth. */
bool fault_every(struct model *m, enum fault_id id)
{
	struct fault *f = &m->faults[id];

	return f->on && ++f->count % f->arg == 0;
}

/* Counts an event; true for the Nth. */
bool fault_once(struct model *m, enum fault_id id)
{
	struct fault *f = &m->faults[id];

	return f->on && ++f->count == f->arg;
}

/* Counts an event; true once, when the Nth has passed. */
static bool fault_at(struct model *m, enum fault_id id)
{
	struct fault *f = &m->faults[id];

	return f->on && f->count <= f->arg && f->count++ == f->arg;
}

/* Before each access to CR-space: the first N still work. */
void fault_cr_access(struct model *m)
{
	if (fault_at(m, FAULT_GONE_AFTER))
		m->gone = true;
}

/* Before each access over the bus, to notice that the card is back. */
void fault_bus_access(struct model *m)
{
	if (!model_is_gone(m) || !fault_at(m, FAULT_BACK_AFTER))
		return;
	m->gone = false;
	m->faults[FAULT_GONE].on = false;
	m->faults[FAULT_BACK_AFTER].count = 0;
}

/* After each change of the flash. */
void fault_flash_change(struct model *m)
{
	struct fault *f = &m->faults[FAULT_GONE_AT_OP];

	if (f->on && ++f->count == f->arg)
		m->gone = true;
}

/* Whoever sets it has verified what is on the flash, and looks no more. */
void fault_boot_addr(struct model *m)
{
	u32 addr = fault_arg(m, FAULT_ROT);

	if (!fault_on(m, FAULT_ROT) || addr >= m->nor.part->size)
		return;
	m->cfg.flash[addr] ^= 1;
	if (m->cfg.flash_changed)
		m->cfg.flash_changed(m->cfg.ctx, addr, 1);
}

/* xorshift32: the same faults for the same seed. */
u32 model_random(struct model *m)
{
	m->rng ^= m->rng << 13;
	m->rng ^= m->rng >> 17;
	m->rng ^= m->rng << 5;
	return m->rng >> 8;
}

void model_seed(struct model *m, u32 seed)
{
	m->rng = seed * 2654435761U + 1;
	if (!m->rng)
		m->rng = 1;
}

static int find_type(const char *name, size_t len)
{
	for (int i = 0; i < N_FAULTS; i++)
		if (strlen(types[i].name) == len &&
		    !memcmp(types[i].name, name, len))
			return i;
	return -1;
}

static bool parse_arg(const struct fault_type *type, const char *text, u32 *arg)
{
	bool hex = type->kind == ARG_HEX_NEEDED;
	bool counts = type->kind == ARG_COUNT || type->kind == ARG_COUNT_NEEDED;
	unsigned long long val;
	char *end;

	if (*text == '-' || *text == '+' || *text == ' ')
		return false;
	val = strtoull(text, &end, hex ? 16 : 0);
	if (end == text || *end || val > type->max || (counts && !val))
		return false;
	*arg = val;
	return true;
}

static bool parse(const char *spec, int *id, u32 *arg, char *why, size_t why_len)
{
	size_t len = strcspn(spec, "=");
	const struct fault_type *type;

	*id = find_type(spec, len);
	if (*id < 0) {
		explain(why, why_len, "no fault \"%.*s\"", (int)len, spec);
		return false;
	}
	type = &types[*id];
	*arg = type->arg;
	if (!spec[len]) {
		if (type->kind < ARG_COUNT_NEEDED)
			return true;
		explain(why, why_len, "fault needs an argument, see %s", type->help);
		return false;
	}
	if (type->kind != ARG_NONE && parse_arg(type, spec + len + 1, arg))
		return true;
	explain(why, why_len, "bad argument \"%s\", see %s", spec + len + 1,
		type->help);
	return false;
}

static void after_set(struct model *m, int id)
{
	if (id == FAULT_SEM_HELD)
		sem_hold(m, fault_arg(m, FAULT_SEM_HELD));
	if (id == FAULT_SEM_RELEASED)
		sem_take_away(m, MODEL_SEM_FLASH, SEM_FREE);
	if (id == FAULT_SEM_STOLEN)
		sem_take_away(m, MODEL_SEM_FLASH, SEM_OTHER);
	if (id == FAULT_PROTECTED || id == FAULT_SRWD)
		nor_protect(m);
	if (id == FAULT_BAR_SMALL || id == FAULT_NO_MSIX)
		config_set_bar0(m);
}

bool model_fault_set(struct model *m, const char *spec, char *why, size_t why_len)
{
	int id;
	u32 arg;

	if (!parse(spec, &id, &arg, why, why_len))
		return false;
	if (id == FAULT_SEM_HELD && fault_on(m, FAULT_SEM_HELD))
		sem_unhold(m, fault_arg(m, FAULT_SEM_HELD));
	m->faults[id] = (struct fault){ .on = true, .arg = arg };
	after_set(m, id);
	return true;
}

bool model_fault_clear(struct model *m, const char *name)
{
	int id = find_type(name, strlen(name));

	if (id < 0)
		return false;
	if (id == FAULT_SEM_HELD && fault_on(m, FAULT_SEM_HELD))
		sem_unhold(m, fault_arg(m, FAULT_SEM_HELD));
	if (id == FAULT_SEM_STOLEN)
		sem_unhold(m, MODEL_SEM_FLASH);
	m->faults[id].on = false;
	if (id == FAULT_GONE || id == FAULT_GONE_AFTER || id == FAULT_GONE_AT_OP)
		m->gone = false;
	if (id == FAULT_BAR_SMALL || id == FAULT_NO_MSIX)
		config_set_bar0(m);
	return true;
}

const char *model_fault_help(size_t i)
{
	return i < N_FAULTS ? types[i].help : NULL;
}
