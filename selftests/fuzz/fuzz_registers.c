// SPDX-License-Identifier: GPL-2.0-only
/*
 * A card that answers anything at all: identity, semaphore, gateway, flash chip,
 * and a burn on it.
 *
 *   hwid (4) jedec (3) flags (1) status (1) gone_at (2) | words of data
 *
 * Hardware id, JEDEC id and status are mostly the same each time, or nothing
 * behind them would be reached. All else, and these too if @flags say so,
 * comes from the words; a card that has no more of them is gone.
 */
#include <stdlib.h>

#include <hermon/burn.h>
#include <hermon/card.h>
#include <hermon/regs.h>

#include "fs2_build.h"
#include "fuzz.h"

#define HEAD		11
#define FLAG_ANY_HWID	BIT(0)
#define FLAG_ANY_STATUS	BIT(1)
#define FLAG_ANY_FLUSH	BIT(2)
#define FLAG_ANY_CMD	BIT(3)
#define FLAG_ECHO	BIT(4)	/* reads back what was programmed */
#define FLAG_CANCEL	BIT(5)	/* the user has enough */

#define OP_READ_STATUS	0x05
#define OP_READ_JEDEC	0x9f
#define BOUND_US	(120 * 1000000ULL)	/* no command waits longer */

struct fake {
	const u8 *head;
	const u8 *words;
	size_t n_words;
	u32 n_reads;
	u8 opcode;
	u32 written[HERMON_GW_DATA_BYTES / 4];
	bool semaphore;
	bool committed;
	bool asked_late;
};

static u32 take_word(struct fake *f)
{
	u32 word;

	if (!f->n_words)
		return HERMON_CR_GONE;
	word = fs2_build_get32(f->words);
	f->words += 4;
	f->n_words--;
	return word;
}

static u32 read_data(struct fake *f, u32 off)
{
	u8 status = f->head[8];
	u32 n = (off - HERMON_GW_DATA(0)) / 4;

	if (f->opcode == OP_READ_JEDEC)
		return fs2_build_get32(f->head + 4) & 0xffffff00;
	if (f->opcode == OP_READ_STATUS && !(f->head[7] & FLAG_ANY_STATUS))
		return status * 0x01010101U;
	if (f->head[7] & FLAG_ECHO && n < ARRAY_SIZE(f->written))
		return f->written[n];
	return take_word(f);
}

static u32 read32(void *ctx, u32 off)
{
	struct fake *f = ctx;
	u8 flags = f->head[7];

	if (f->n_reads++ >= (u32)(f->head[9] << 8 | f->head[10]))
		return HERMON_CR_GONE;
	switch (off) {
	case HERMON_HWID:
		return flags & FLAG_ANY_HWID ? take_word(f) :
					       fs2_build_get32(f->head);
	case HERMON_SEM_FLUSH:
		return flags & FLAG_ANY_FLUSH ? take_word(f) : 0;
	case HERMON_SEM_FLASH:
		if (!f->n_words || fs2_build_get32(f->words))
			return take_word(f);
		f->semaphore = true;
		return take_word(f);
	case HERMON_GW_CMD:
		return flags & FLAG_ANY_CMD ? take_word(f) : 0;
	}
	if (off >= HERMON_GW_DATA(0) && off < HERMON_GW_DATA(4))
		return read_data(f, off);
	return take_word(f);
}

static void write32(void *ctx, u32 off, u32 val)
{
	struct fake *f = ctx;

	if (off == HERMON_GW_CMD) {
		/* Nobody touches the gateway who has not taken it. */
		CLAIM(f->semaphore);
		if (val & HERMON_GW_CMD_CMD_PH)
			f->opcode = FIELD_GET(HERMON_GW_CMD_OPCODE, val);
	}
	if (off >= HERMON_GW_DATA(0) && off < HERMON_GW_DATA(4))
		f->written[(off - HERMON_GW_DATA(0)) / 4] = val;
	if (off == HERMON_SEM_FLASH) {
		CLAIM(f->semaphore && !val);
		f->semaphore = false;
	}
}

static const struct hermon_cr_ops cr_ops = {
	.read32 = read32,
	.write32 = write32,
};

static void progress(void *ctx, const struct hermon_progress *p)
{
	struct fake *f = ctx;

	CLAIM(p->phase < HERMON_N_PHASES && p->done <= p->total);
	if (p->phase == HERMON_PHASE_ACTIVATE)
		f->committed = true;
}

static enum hermon_reason cancelled(void *ctx)
{
	struct fake *f = ctx;

	f->asked_late |= f->committed;
	return f->head[7] & FLAG_CANCEL && f->n_reads > 64 ?
	       HERMON_WHY_INTERRUPTED : HERMON_OK;
}

static const struct hermon_burn_ops burn_ops = {
	.progress = progress,
	.cancelled = cancelled,
};

static int note(const struct hermon_report *report, int err)
{
	if (err)
		fuzz_claim_report(report, err);
	return err;
}

static void read_flash(struct hermon_nor *nor)
{
	struct hermon_report report = { 0 };
	struct hermon_nor_reader flash;
	struct hermon_card card;
	u8 buf[20];
	u32 at = nor->size / 2 - 7;

	hermon_nor_reader_init(&flash, nor);
	note(&report, hermon_reader_get(&flash.rd, at, buf, sizeof(buf),
					&report));
	memset(&report, 0, sizeof(report));
	note(&report, hermon_nor_read(nor, at, buf, sizeof(buf), &report));
	memset(&report, 0, sizeof(report));
	CLAIM(note(&report, hermon_nor_read(nor, nor->size - 1, buf, 2,
					    &report)));
	memset(&report, 0, sizeof(report));
	note(&report, hermon_card_read(&card, &flash.rd, &report));
}

/* An image of 300 bytes: more than a page, less than a sector. */
static void burn(struct hermon_nor *nor, struct fake *f)
{
	static const struct hermon_plan plan = {
		.log2_chunk = 16,
		.n_steps = 8,
		.steps = {
			{ HERMON_STEP_UNPROTECT, 1, 0, 0 },
			{ HERMON_STEP_RETIRE, 1, 0, 4 },
			{ HERMON_STEP_ERASE, 1, 0, 300 },
			{ HERMON_STEP_PROGRAM, 1, 16, 284 },
			{ HERMON_STEP_VERIFY, 1, 16, 284 },
			{ HERMON_STEP_SIGN, 1, 0, 16 },
			{ HERMON_STEP_BOOT, 1, 0, 0 },
			{ HERMON_STEP_RETIRE, 0, 0, 4 },
		},
	};
	struct hermon_report report = { 0 };
	static struct hermon_survey survey;
	static u8 image[300];
	struct hermon_mem mem;

	hermon_mem_init(&mem, image, sizeof(image));
	note(&report, hermon_burn_run(&plan, &survey, nor, &mem.rd, &burn_ops,
				      f, &report));
	CLAIM(!f->asked_late);
}

static void use_flash(struct hermon_gw *gw, struct fake *f)
{
	struct hermon_report report = { 0 };
	struct hermon_nor nor;

	hermon_nor_init(&nor, gw);
	if (note(&report, hermon_nor_identify(&nor, &report)))
		return;
	CLAIM(nor.size && nor.size <= HERMON_FS2_MAX_SIZE);
	burn(&nor, f);
	read_flash(&nor);
}

static void use_card(struct hermon_cr *cr, struct fake *f)
{
	struct hermon_report report = { 0 };
	struct hermon_version version;
	char text[HERMON_VERSION_TEXT];
	struct hermon_gw gw;

	if (note(&report, hermon_cr_identify(cr, &report)))
		return;
	if (!hermon_cr_running_version(cr, &version))
		CLAIM(hermon_version_print(&version, text, sizeof(text)) <
		      (int)sizeof(text));
	if (hermon_cr_in_recovery(cr))
		hermon_cr_hold_link(cr);
	hermon_gw_init(&gw, cr);
	if (!note(&report, hermon_gw_lock(&gw, 100, &report)))
		use_flash(&gw, f);
	hermon_gw_unlock(&gw);
	/* Whatever happened, nobody else has to wait for us. */
	CLAIM(!f->semaphore && !gw.locked);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct fake f = { .head = data };
	struct hermon_cr cr;
	u64 begin;

	if (size < HEAD)
		return 0;
	f.words = data + HEAD;
	f.n_words = (size - HEAD) / 4;
	begin = hermon_now_us();
	hermon_cr_init(&cr, &cr_ops, &f);
	use_card(&cr, &f);
	CLAIM(hermon_now_us() - begin < BOUND_US);
	return 0;
}
