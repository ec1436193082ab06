// SPDX-License-Identifier: GPL-2.0-only
/*
 * SPI flash, byte by byte: chip select falls, bytes go both ways, chip select
 * rises and the command takes effect.
 *
 * flash-gateway.rst, "Flash parts" and "What a strict model should check".
 */
#include "model_internal.h"

#include <time.h>

#define NSEC_PER_SEC	1000000000ULL
#define NSEC_PER_USEC	1000ULL

enum {
	ADDR_BYTES = 3,
	JEDEC_BYTES = 3,
	RES_DUMMY_BYTES = 3,
	READ_BLOCK = 16,
	BITS_PER_BYTE = 8,
	WORD = 2,
	IDLE = 0xff,
};

#define ANY_LENGTH	UINT32_MAX

enum {
	OP_WRITE_STATUS = 0x01,
	OP_PROGRAM = 0x02,
	OP_READ = 0x03,
	OP_WRITE_DISABLE = 0x04,
	OP_READ_STATUS = 0x05,
	OP_WRITE_ENABLE = 0x06,
	OP_READ_CONFIG = 0x15,
	OP_ERASE_4K = 0x20,
	OP_READ_STATUS_2 = 0x35,
	OP_JEDEC = 0x9f,
	OP_SIGNATURE = 0xab,
	OP_PROGRAM_WORDS = 0xad,
	OP_ERASE_64K = 0xd8,
};

struct spi_op {
	u8 opcode;
	u8 addr_bytes;
	u32 min_data;		/* for finish() */
	u32 max_data;
	u8 (*data)(struct model *m, u32 i, u8 out);
	void (*finish)(struct model *m);
};

static u64 now_ns(const struct model *m)
{
	struct timespec ts;

	if (m->cfg.now_ns)
		return m->cfg.now_ns(m->cfg.ctx);
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * NSEC_PER_SEC + ts.tv_nsec;
}

static void start_busy(struct model *m, u32 typical_us)
{
	struct nor *nor = &m->nor;

	nor->busy = true;
	nor->unpolled = true;
	nor->start_ns = now_ns(m);
	nor->typical_ns = typical_us * NSEC_PER_USEC;
	nor->end_ns = nor->start_ns + (u64)(nor->typical_ns * m->cfg.time_scale);
	m->stats.busy_us += typical_us;
}

static void end_busy(struct model *m)
{
	m->nor.busy = false;
	m->nor.unpolled = false;
	m->nor.write_latch = m->nor.in_words;
}

/*
 * Time is over, at the scale of the test. Somebody who has not looked at the
 * status since the operation began must have waited the real time instead,
 * else a guest that forgets to wait would pass at scale 0.
 */
static bool time_is_over(const struct model *m)
{
	const struct nor *nor = &m->nor;
	u64 now = now_ns(m);

	if (fault_on(m, FAULT_WIP_STUCK) || now < nor->end_ns)
		return false;
	return !nor->unpolled || now >= nor->start_ns + nor->typical_ns;
}

/*
 * The first status read after an operation began says busy, unless whoever asks
 * has waited as long as a chip needs.
 */
static u8 read_status(struct model *m, u32 i, u8 out)
{
	struct nor *nor = &m->nor;

	(void)i;
	(void)out;
	if (nor->busy && time_is_over(m))
		end_busy(m);
	return nor->status | (nor->busy ? NOR_SR_WIP : 0) |
	       (nor->write_latch ? NOR_SR_WEL : 0) |
	       (nor->in_words ? NOR_SR_AAI : 0);
}

static void end_read_status(struct model *m)
{
	m->nor.unpolled = false;
}

/* Second status and configuration register: all zero suits every part. */
static u8 read_zero(struct model *m, u32 i, u8 out)
{
	(void)m;
	(void)i;
	(void)out;
	return 0;
}

static u8 read_jedec(struct model *m, u32 i, u8 out)
{
	const u8 *id = m->nor.chip->id;
	u32 forced = fault_arg(m, FAULT_JEDEC);

	(void)out;
	if (fault_on(m, FAULT_JEDEC))
		return i < JEDEC_BYTES ? forced >> (8 * (JEDEC_BYTES - 1 - i)) : 0;
	if (!m->nor.part->has_jedec)
		return IDLE;
	return i < ARRAY_SIZE(m->nor.chip->id) ? id[i] : 0;
}

/* Three dummy bytes, then the signature for as long as it is clocked. */
static u8 read_signature(struct model *m, u32 i, u8 out)
{
	(void)out;
	if (i < RES_DUMMY_BYTES || !m->nor.chip->signature)
		return IDLE;
	return m->nor.chip->signature;
}

/* Address lines that the chip does not have: it wraps. */
static u32 wrap(struct model *m, u32 addr)
{
	u32 size = m->nor.part->size;

	if (addr >= size)
		guest_error(m, "flash: address %06x is beyond the end %06x",
			    addr, size);
	return addr & (size - 1);
}

static u8 read_data(struct model *m, u32 i, u8 out)
{
	struct nor *nor = &m->nor;
	u8 val;

	(void)out;
	nor->addr = wrap(m, nor->addr);
	val = m->cfg.flash[nor->addr];
	if (i % READ_BLOCK == 0 && (fault_every(m, FAULT_READ_FLIP) ||
				    fault_once(m, FAULT_READ_FLIP_ONCE)))
		val ^= BIT(model_random(m) % BITS_PER_BYTE);
	if (fault_on(m, FAULT_READ_STUCK) &&
	    nor->addr == fault_arg(m, FAULT_READ_STUCK))
		val ^= BIT(0);
	nor->addr++;
	return val;
}

/* More bytes than a page overwrite the first ones. */
static u8 latch_data(struct model *m, u32 i, u8 out)
{
	struct nor *nor = &m->nor;
	u32 at = (nor->addr + i) % MODEL_PAGE;

	nor->page[at] = out;
	nor->sent[at] = true;
	return IDLE;
}

static void write_enable(struct model *m)
{
	m->nor.wren_lost = fault_every(m, FAULT_WREN_LOST);
	if (!m->nor.wren_lost)
		m->nor.write_latch = true;
}

static void write_disable(struct model *m)
{
	m->nor.write_latch = false;
	m->nor.in_words = false;
}

/*
 * Without firmware the card resets itself when the link drops, unless that is
 * switched off first. flash-gateway.rst, "Recovery mode".
 */
static void check_link(struct model *m, const char *what)
{
	if (m->boot.livefish &&
	    FIELD_GET(HERMON_LINK_DOWN_RESET, m->link) != HERMON_LINK_DOWN_RESET_OFF)
		guest_error(m, "flash: %s in recovery mode with reset on link down",
			    what);
}

static bool write_enabled(struct model *m, const char *what)
{
	if (!m->nor.write_latch && !m->nor.wren_lost)
		guest_error(m, "flash: %s without write enable", what);
	return m->nor.write_latch;
}

/*
 * The upper 64 KB << (BP - 1) are protected, which is the same on all parts
 * but Atmel's: those have a lock per sector, and the model knows only all or
 * none.
 */
static u32 protected_start(const struct nor *nor)
{
	u32 size = nor->part->size;
	u32 bp = FIELD_GET(NOR_SR_BP, nor->status);
	u32 len;

	if (!bp)
		return size;
	if (nor->chip->atmel || bp == FIELD_GET(NOR_SR_BP, ~0U))
		return 0;
	len = MODEL_ERASE_64K << (bp - 1);
	return len >= size ? 0 : size - len;
}

static bool is_protected(struct model *m, const char *what, u32 addr, u32 len)
{
	if (addr + len <= protected_start(&m->nor))
		return false;
	guest_error(m, "flash: %s of protected flash at %06x", what, addr);
	return true;
}

/* Counts a change; true if the power goes in the middle of it. */
static bool change_is_cut(struct model *m)
{
	m->stats.changes++;
	return m->cut_at && m->stats.changes == m->cut_at;
}

static void change_done(struct model *m, bool cut)
{
	if (cut)
		m->cut = true;
	fault_flash_change(m);
}

/* Those bits of a byte that have changed when the power goes. */
static u8 bits_done(struct model *m)
{
	switch (m->cut_how) {
	case MODEL_CUT_BEFORE:
		return 0;
	case MODEL_CUT_AFTER:
		return ~0;
	case MODEL_CUT_FEW:
		return model_random(m) & model_random(m) & model_random(m);
	case MODEL_CUT_MOST:
		return model_random(m) | model_random(m) | model_random(m);
	default:
		return model_random(m);
	}
}

/* Gives @len bytes their new value, as far as it comes. */
static void cut_change(struct model *m, u8 *flash, const u8 *target, u32 len)
{
	u32 n_first = len;

	if (m->cut_how == MODEL_CUT_FIRST)
		n_first = model_random(m) % len;
	for (u32 i = 0; i < len; i++) {
		u8 differs = flash[i] ^ target[i];

		if (m->cut_how == MODEL_CUT_FIRST)
			differs = i < n_first ? differs : 0;
		else if (differs)
			differs &= bits_done(m);
		flash[i] ^= differs;
	}
}

/* @len bytes at @addr shall get their new value. */
static void change_flash(struct model *m, u32 addr, const u8 *target, u32 len,
			 bool erases)
{
	bool cut = change_is_cut(m);
	u8 *flash = m->cfg.flash + addr;

	if (!cut)
		memcpy(flash, target, len);
	else if (erases && m->cut_how == MODEL_CUT_ZERO)
		memset(flash, 0, len);
	else
		cut_change(m, flash, target, len);
	if (m->cfg.flash_changed)
		m->cfg.flash_changed(m->cfg.ctx, addr, len);
	change_done(m, cut);
}

/* What [first, end) of a page is after programming: bits only go to 0. */
static void program_target(struct model *m, u8 *target, u32 base, u32 first,
			   u32 end)
{
	const u8 *flash = m->cfg.flash + base;
	bool drop = fault_every(m, FAULT_PROGRAM_DROP);
	bool dropped = false;

	for (u32 i = first; i < end; i++) {
		u8 clears = m->nor.sent[i] ? flash[i] & ~m->nor.page[i] : 0;
		u8 keep = 0;

		if (drop && clears) {
			keep = clears & model_random(m);
			if (!dropped && !keep)
				keep = clears;	/* at least one must show */
			dropped = true;
		}
		target[i] = flash[i] & ~(clears & ~keep);
	}
}

static bool program_length_fits(struct model *m)
{
	struct nor *nor = &m->nor;

	if (nor->part->byte_program) {
		if (nor->n_data == 1)
			return true;
		guest_error(m, "flash: %s programs one byte, %u were sent",
			    nor->part->name, nor->n_data);
		return false;
	}
	if (nor->addr % MODEL_PAGE + nor->n_data > MODEL_PAGE)
		guest_error(m, "flash: program of %u bytes at %06x wraps in its page",
			    nor->n_data, nor->addr);
	return true;
}

static void program(struct model *m)
{
	struct nor *nor = &m->nor;
	u32 first = nor->addr % MODEL_PAGE;
	u32 end = first + nor->n_data;
	u8 target[MODEL_PAGE];
	u32 base;

	if (!program_length_fits(m) || !write_enabled(m, "program"))
		return;
	base = round_down(wrap(m, nor->addr), MODEL_PAGE);
	if (is_protected(m, "program", base, MODEL_PAGE))
		return;
	check_link(m, "program");
	if (end > MODEL_PAGE) {		/* wrapped */
		first = 0;
		end = MODEL_PAGE;
	}
	program_target(m, target, base, first, end);
	m->stats.page_programs++;
	start_busy(m, nor->chip->program_us);
	change_flash(m, base + first, target + first, end - first, false);
}

/* At the end of the array the chip is done by itself. */
static void program_word(struct model *m)
{
	struct nor *nor = &m->nor;
	u32 addr = nor->word_addr;
	u32 first = addr % MODEL_PAGE;
	u8 target[MODEL_PAGE];

	if (is_protected(m, "program", addr, WORD)) {
		nor->in_words = false;
		return;
	}
	check_link(m, "program");
	program_target(m, target, addr - first, first, first + WORD);
	m->stats.page_programs++;
	nor->word_addr += WORD;
	nor->in_words = nor->word_addr < nor->part->size;
	start_busy(m, nor->chip->program_us);
	change_flash(m, addr, target + first, WORD, false);
}

static void first_word(struct model *m)
{
	struct nor *nor = &m->nor;

	if (!write_enabled(m, "program"))
		return;
	if (nor->addr % WORD) {
		guest_error(m, "flash: program of words at %06x, which is odd",
			    nor->addr);
		return;
	}
	nor->word_addr = wrap(m, nor->addr);
	program_word(m);
}

/* It came without an address, so its bytes lie at the start of the buffer. */
static void next_word(struct model *m)
{
	struct nor *nor = &m->nor;
	u32 at = nor->word_addr % MODEL_PAGE;

	if (!write_enabled(m, "program"))
		return;
	memmove(nor->page + at, nor->page, WORD);
	memset(nor->sent, 0, sizeof(nor->sent));
	memset(nor->sent + at, true, WORD);
	program_word(m);
}

/* Bits that resist: some that were 0, or one weak cell in the middle. */
static void spoil_erase(struct model *m, u8 *target, const u8 *old, u32 len)
{
	bool spoiled = false;

	for (u32 i = 0; i < len; i++) {
		u8 resists = ~old[i] & model_random(m) & model_random(m);

		target[i] &= ~resists;
		spoiled |= resists;
	}
	if (!spoiled)
		target[len / 2] &= ~BIT(0);
}

static void erase(struct model *m, u32 len, u32 typical_us, uint64_t *count)
{
	u8 target[MODEL_ERASE_64K];
	u32 addr;

	if (!write_enabled(m, "erase"))
		return;
	addr = round_down(wrap(m, m->nor.addr), len);
	if (is_protected(m, "erase", addr, len))
		return;
	check_link(m, "erase");
	memset(target, 0xff, len);
	if (fault_every(m, FAULT_ERASE_INCOMPLETE))
		spoil_erase(m, target, m->cfg.flash + addr, len);
	(*count)++;
	start_busy(m, typical_us);
	change_flash(m, addr, target, len, true);
}

static void erase_4k(struct model *m)
{
	erase(m, MODEL_ERASE_4K, m->nor.chip->erase_4k_us, &m->stats.erases_4k);
}

static void erase_64k(struct model *m)
{
	erase(m, MODEL_ERASE_64K, m->nor.chip->erase_64k_us,
	      &m->stats.erases_64k);
}

/*
 * Atmel: writing 0 to the four bits unlocks all sectors, all ones locks them,
 * anything else leaves them as they are.
 */
static u8 atmel_status(u8 old, u8 val)
{
	u8 swp = old & NOR_SR_SWP;

	if (!(val & NOR_SR_ATMEL_GLOBAL))
		swp = 0;
	else if ((val & NOR_SR_ATMEL_GLOBAL) == NOR_SR_ATMEL_GLOBAL)
		swp = NOR_SR_SWP;
	return swp | (val & NOR_SR_SRWD);
}

static void write_status(struct model *m)
{
	struct nor *nor = &m->nor;
	u8 val = nor->page[nor->addr % MODEL_PAGE];
	u8 status;
	bool cut;

	if (nor->n_data > 1 && !nor->chip->two_status) {
		guest_error(m, "flash: write status of %u bytes", nor->n_data);
		return;
	}
	if (!write_enabled(m, "write status"))
		return;
	/* W# is low and SRWD set: the register is read-only */
	if (fault_on(m, FAULT_SRWD))
		return;
	check_link(m, "write status");
	status = nor->chip->atmel ? atmel_status(nor->status, val) :
				    val & (NOR_SR_BP | NOR_SR_SRWD);
	cut = change_is_cut(m);
	nor->status ^= (nor->status ^ status) & (cut ? bits_done(m) : ~0U);
	m->stats.status_writes++;
	start_busy(m, nor->chip->status_us);
	change_done(m, cut);
}

static const struct spi_op ops[] = {
	{ OP_WRITE_STATUS, 0, 1, 2, latch_data, write_status },
	{ OP_PROGRAM, ADDR_BYTES, 1, ANY_LENGTH, latch_data, program },
	{ OP_READ, ADDR_BYTES, 0, ANY_LENGTH, read_data, NULL },
	{ OP_WRITE_DISABLE, 0, 0, 0, NULL, write_disable },
	{ OP_READ_STATUS, 0, 1, ANY_LENGTH, read_status, end_read_status },
	{ OP_WRITE_ENABLE, 0, 0, 0, NULL, write_enable },
	{ OP_READ_CONFIG, 0, 0, ANY_LENGTH, read_zero, NULL },
	{ OP_ERASE_4K, ADDR_BYTES, 0, 0, NULL, erase_4k },
	{ OP_READ_STATUS_2, 0, 0, ANY_LENGTH, read_zero, NULL },
	{ OP_JEDEC, 0, 0, ANY_LENGTH, read_jedec, NULL },
	{ OP_SIGNATURE, 0, 0, ANY_LENGTH, read_signature, NULL },
	{ OP_ERASE_64K, ADDR_BYTES, 0, 0, NULL, erase_64k },
	{ OP_PROGRAM_WORDS, ADDR_BYTES, WORD, WORD, latch_data, first_word },
};

static const struct spi_op op_next_word = {
	OP_PROGRAM_WORDS, 0, WORD, WORD, latch_data, next_word
};

static bool part_has(const struct model_part *part, u8 opcode)
{
	if (opcode == OP_ERASE_4K)
		return part->erase_4k;
	if (opcode == OP_ERASE_64K)
		return part->erase_64k;
	if (opcode == OP_PROGRAM_WORDS)
		return part->byte_program;
	return true;
}

static const struct spi_op *find_op(struct model *m, u8 opcode)
{
	for (size_t i = 0; i < ARRAY_SIZE(ops); i++)
		if (ops[i].opcode == opcode && part_has(m->nor.part, opcode))
			return &ops[i];
	guest_error(m, "flash: %s has no command %02x", m->nor.part->name, opcode);
	return NULL;
}

/* In the middle of words the chip listens to three commands only. */
static bool is_heard(struct model *m, u8 opcode)
{
	if (!m->nor.in_words || opcode == OP_PROGRAM_WORDS ||
	    opcode == OP_WRITE_DISABLE || opcode == OP_READ_STATUS)
		return true;
	guest_error(m, "flash: command %02x among words that are programmed",
		    opcode);
	return false;
}

static void take_opcode(struct model *m, u8 opcode)
{
	struct nor *nor = &m->nor;

	nor->opcode = opcode;
	m->stats.opcodes[opcode]++;
	if (nor->busy && opcode != OP_READ_STATUS) {
		if (!time_is_over(m)) {
			if (!fault_on(m, FAULT_WIP_STUCK))
				guest_error(m, "flash: command %02x while busy",
					    opcode);
			return;
		}
		end_busy(m);
	}
	if (!is_heard(m, opcode) ||
	    (opcode == OP_PROGRAM_WORDS && fault_on(m, FAULT_NO_WORDS)))
		return;
	nor->op = nor->in_words && opcode == OP_PROGRAM_WORDS ?
		  &op_next_word : find_op(m, opcode);
}

void nor_select(struct model *m)
{
	struct nor *nor = &m->nor;

	nor->selected = true;
	nor->op = NULL;
	nor->n = 0;
	nor->addr = 0;
	nor->n_data = 0;
	memset(nor->sent, 0, sizeof(nor->sent));
}

u8 nor_transfer(struct model *m, u8 out)
{
	struct nor *nor = &m->nor;

	if (!nor->selected || nor->chip->absent)
		return IDLE;
	if (!nor->n++) {
		take_opcode(m, out);
		return IDLE;
	}
	if (!nor->op)
		return IDLE;
	if (nor->n <= 1U + nor->op->addr_bytes) {
		nor->addr = nor->addr << 8 | out;
		return IDLE;
	}
	nor->n_data++;
	return nor->op->data ? nor->op->data(m, nor->n_data - 1, out) : IDLE;
}

void nor_deselect(struct model *m)
{
	struct nor *nor = &m->nor;
	const struct spi_op *op = nor->op;

	nor->selected = false;
	nor->op = NULL;
	if (!op || !op->finish)
		return;
	if (nor->n < 1U + op->addr_bytes || nor->n_data < op->min_data ||
	    nor->n_data > op->max_data) {
		guest_error(m, "flash: command %02x of %u bytes", op->opcode, nor->n);
		return;
	}
	op->finish(m);
}

/* A reset of the card takes longer than any operation of its flash. */
void nor_reset(struct model *m)
{
	end_busy(m);
}

/* Not a chip that waits for the next word; only power ends that by itself. */
bool nor_reads(const struct model *m)
{
	return !m->nor.in_words;
}

void nor_power_on(struct model *m)
{
	struct nor *nor = &m->nor;

	nor->selected = false;
	nor->op = NULL;
	nor->in_words = false;
	end_busy(m);
	if (nor->chip->powerup_status)
		nor->status = nor->chip->powerup_status;
}

void nor_protect(struct model *m)
{
	m->nor.status |= m->nor.chip->atmel ? NOR_SR_SWP : NOR_SR_BP;
	if (fault_on(m, FAULT_SRWD))
		m->nor.status |= NOR_SR_SRWD;
}
