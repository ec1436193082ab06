// SPDX-License-Identifier: GPL-2.0-only
/*
 * Carries out a plan, verifies, reports progress. Decides nothing.
 */
#include <hermon_env.h>
#include <hermon/burn.h>
#include <hermon/layout.h>
#include <hermon/survey.h>

#define CHUNK	HERMON_NOR_PAGE

struct burn {
	const struct hermon_plan *plan;
	struct hermon_survey *survey;
	struct hermon_nor *nor;
	struct hermon_reader *image;
	const struct hermon_burn_ops *ops;
	void *ctx;
	struct hermon_report *report;
	u32 done;
	u32 total;
	bool committed;	/* the new image is signed: go on to the end */
};

static u32 addr_of(const struct burn *b, const struct hermon_step *step, u32 off)
{
	struct hermon_layout layout = {
		.log2_chunk = b->plan->log2_chunk, .slot = step->slot,
	};

	return hermon_layout_addr(&layout, off);
}

static void tell(struct burn *b, enum hermon_phase phase, u32 timeout_ms)
{
	struct hermon_progress progress = {
		.phase = phase, .done = b->done, .total = b->total,
		.timeout_ms = timeout_ms,
	};

	b->ops->progress(b->ctx, &progress);
}

static void advance(struct burn *b, enum hermon_phase phase, u32 bytes)
{
	b->done += bytes;
	tell(b, phase, 0);
}

/* Asked between units of work; once the new image is signed, never. */
static int check_cancelled(struct burn *b)
{
	enum hermon_reason why = HERMON_OK;

	if (!b->committed)
		why = b->ops->cancelled(b->ctx);
	return why ? hermon_fail(b->report, why, 0, 0, 0) : 0;
}

/* Which units must change; nothing is written. */
static int survey(struct burn *b, const struct hermon_step *step)
{
	struct hermon_layout layout = {
		.log2_chunk = b->plan->log2_chunk, .slot = step->slot,
	};
	u32 unit;
	int err;

	hermon_survey_init(b->survey, b->nor, &layout, step->len);
	for (unit = 0; unit < b->survey->n_units; unit++) {
		err = check_cancelled(b);
		if (!err)
			err = hermon_survey_unit(b->survey, b->nor, b->image,
						 unit, b->report);
		if (err)
			return err;
	}
	hermon_survey_cover(b->survey, b->nor);
	return 0;
}

/* The erase that begins with a unit, if one does. */
static const struct hermon_nor_erase *erase_of(const struct burn *b, u32 unit)
{
	const struct hermon_nor_family *f = b->nor->family;

	switch (b->survey->state[unit]) {
	case HERMON_UNIT_ERASE:
		return f->small.size ? &f->small : &f->block;
	case HERMON_UNIT_BLOCK:
		if (unit * b->survey->unit % f->block.size == 0)
			return &f->block;
		return NULL;
	default:
		return NULL;
	}
}

/* Bytes of the image in a unit; the last units may lie behind it. */
static u32 bytes_of(const struct hermon_survey *s, u32 unit)
{
	u32 off = unit * s->unit;

	return off < s->size ? min(s->unit, s->size - off) : 0;
}

static u32 erase_timeout_ms(const struct burn *b)
{
	u32 unit, ms = 0;

	for (unit = 0; unit < b->survey->n_units; unit++)
		if (erase_of(b, unit))
			ms += erase_of(b, unit)->time.max_ms;
	return ms;
}

static int erase(struct burn *b, const struct hermon_step *step)
{
	const struct hermon_nor_erase *how;
	u32 unit;
	int err;

	err = survey(b, step);
	if (err)
		return err;
	tell(b, HERMON_PHASE_ERASE, max_t(u32, erase_timeout_ms(b), 1));
	for (unit = 0; unit < b->survey->n_units; unit++) {
		how = erase_of(b, unit);
		err = check_cancelled(b);
		if (!err && how)
			err = hermon_nor_erase(b->nor, how,
					       addr_of(b, step,
						       unit * b->survey->unit),
					       b->report);
		if (err)
			return err;
		advance(b, HERMON_PHASE_ERASE, bytes_of(b->survey, unit));
	}
	return 0;
}

typedef int (*page_fn)(struct burn *b, u32 off, u32 addr, const u8 *buf,
		       u32 len);

static bool is_same(const struct burn *b, u32 off)
{
	return b->survey->state[off / b->survey->unit] == HERMON_UNIT_SAME;
}

/*
 * Runs @unit over a range of the image in pieces that lie within one page of
 * the flash, but for what was found to be right.
 */
static int walk_pages(struct burn *b, const struct hermon_step *step,
		      enum hermon_phase phase, page_fn page)
{
	u32 end = step->off + step->len;
	u8 buf[CHUNK];
	u32 off, n;
	int err;

	for (off = step->off; off < end; off += n) {
		n = min_t(u32, end - off, CHUNK - off % CHUNK);
		err = check_cancelled(b);
		if (!err && !is_same(b, off))
			err = hermon_reader_get(b->image, off, buf, n,
						b->report);
		if (!err && !is_same(b, off))
			err = page(b, off, addr_of(b, step, off), buf, n);
		if (err)
			return err;
		advance(b, phase, n);
	}
	return 0;
}

/*
 * Where nothing was erased only what differs is programmed: what is right
 * already becomes ff, which changes nothing.
 */
static int program_page(struct burn *b, u32 off, u32 addr, const u8 *buf,
			u32 len)
{
	u8 out[CHUNK], got[CHUNK];
	u32 i;
	int err;

	if (b->survey->state[off / b->survey->unit] != HERMON_UNIT_PROGRAM)
		return hermon_nor_program(b->nor, addr, buf, len, b->report);
	err = hermon_nor_read(b->nor, addr, got, len, b->report);
	if (err)
		return err;
	for (i = 0; i < len; i++)
		out[i] = got[i] == buf[i] ? 0xff : buf[i];
	return hermon_nor_program(b->nor, addr, out, len, b->report);
}

/*
 * A generous bound: every page at its data sheet's typical time, tenfold. The
 * largest flash stays far below what 32 bits hold.
 */
static u32 program_timeout_ms(const struct hermon_nor *nor, u32 len)
{
	u32 unit = nor->family->byte_program ? 1 : HERMON_NOR_PAGE;

	return (len / unit + 1) * nor->family->program.typ_us / 100;
}

static int program(struct burn *b, const struct hermon_step *step)
{
	tell(b, HERMON_PHASE_PROGRAM, program_timeout_ms(b->nor, step->len));
	return walk_pages(b, step, HERMON_PHASE_PROGRAM, program_page);
}

static u32 word_at(const u8 *p)
{
	__be32 raw;

	memcpy(&raw, p, sizeof(raw));
	return be32_to_cpu(raw);
}

/* Names the first word that differs. @len is a multiple of a word. */
static int compare(struct burn *b, enum hermon_reason reason, u32 addr,
		   const u8 *want, u32 len)
{
	u8 got[CHUNK];
	u32 i;
	int err;

	err = hermon_nor_read(b->nor, addr, got, len, b->report);
	if (err)
		return err;
	for (i = 0; i < len; i += sizeof(u32))
		if (word_at(got + i) != word_at(want + i))
			return hermon_fail(b->report, reason, addr + i,
					   word_at(want + i),
					   word_at(got + i));
	return 0;
}

static int verify_page(struct burn *b, u32 off, u32 addr, const u8 *buf,
		       u32 len)
{
	return compare(b, HERMON_WHY_READ_BACK, addr, buf, len);
}

/* A block is read in well under a millisecond on a card that answers. */
#define VERIFY_MS_PER_KIB	64

static int verify(struct burn *b, const struct hermon_step *step)
{
	tell(b, HERMON_PHASE_VERIFY, (step->len / 1024 + 1) * VERIFY_MS_PER_KIB);
	return walk_pages(b, step, HERMON_PHASE_VERIFY, verify_page);
}

/* The moment at which the new image begins to exist. */
static int sign(struct burn *b, const struct hermon_step *step)
{
	u8 buf[HERMON_FS2_SIGNATURE_SIZE];
	u32 addr = addr_of(b, step, 0);
	int err;

	err = check_cancelled(b);
	if (err)
		return err;
	b->committed = true;
	tell(b, HERMON_PHASE_ACTIVATE, b->nor->family->program.max_ms);
	err = hermon_reader_get(b->image, 0, buf, sizeof(buf), b->report);
	if (!err)
		err = hermon_nor_program(b->nor, addr, buf, sizeof(buf),
					 b->report);
	if (!err)
		err = compare(b, HERMON_WHY_READ_BACK_SIGN, addr, buf,
			      sizeof(buf));
	return err;
}

static int retire(struct burn *b, const struct hermon_step *step)
{
	static const u8 zero[sizeof(u32)];
	u32 addr = addr_of(b, step, step->off);
	int err;

	err = hermon_nor_program(b->nor, addr, zero, sizeof(zero), b->report);
	if (!err)
		err = compare(b, HERMON_WHY_READ_BACK_RETIRE, addr, zero,
			      sizeof(zero));
	return err;
}

static int boot(struct burn *b, const struct hermon_step *step)
{
	hermon_cr_set_boot_addr(b->nor->gw->cr, addr_of(b, step, 0));
	return 0;
}

static int run_step(struct burn *b, const struct hermon_step *step)
{
	switch (step->kind) {
	case HERMON_STEP_UNPROTECT:
		return hermon_nor_unprotect(b->nor, b->report);
	case HERMON_STEP_BOOT:
		return boot(b, step);
	case HERMON_STEP_RETIRE:
		return retire(b, step);
	case HERMON_STEP_ERASE:
		return erase(b, step);
	case HERMON_STEP_PROGRAM:
		return program(b, step);
	case HERMON_STEP_VERIFY:
		return verify(b, step);
	case HERMON_STEP_SIGN:
		return sign(b, step);
	}
	return 0;	/* never: every kind of step is above */
}

/* Bytes that count as progress: what is erased, programmed and read back. */
static u32 work_of(const struct hermon_plan *plan)
{
	u32 work = 0;
	u32 i;

	for (i = 0; i < plan->n_steps; i++)
		if (plan->steps[i].kind == HERMON_STEP_ERASE ||
		    plan->steps[i].kind == HERMON_STEP_PROGRAM ||
		    plan->steps[i].kind == HERMON_STEP_VERIFY)
			work += plan->steps[i].len;
	return work;
}

/**
 * hermon_burn_run() - carry out a plan
 * @plan: what to do
 * @survey: room for what is found on the slot
 * @nor: the flash
 * @image: what to write, as hermon_identity_keep() made it
 * @ops: whom to tell and whom to ask
 * @ctx: what @ops is called with
 * @report: filled on failure
 *
 * Only what differs is erased and programmed. Everything is read before the new
 * image is signed: what was programmed is read back, the rest was compared.
 *
 * Context: caller holds the gateway; may sleep.
 * Return: 0, the errno of why it was cancelled, -EIO if the flash reads back
 * differently, -EROFS if it is protected, or an error of hermon_gw_exec(). Up to
 * the signature the old image is untouched.
 */
int hermon_burn_run(const struct hermon_plan *plan,
		    struct hermon_survey *survey, struct hermon_nor *nor,
		    struct hermon_reader *image,
		    const struct hermon_burn_ops *ops, void *ctx,
		    struct hermon_report *report)
{
	struct burn b = {
		.plan = plan, .survey = survey, .nor = nor, .image = image,
		.ops = ops, .ctx = ctx, .report = report, .total = work_of(plan),
	};
	u32 i;
	int err;

	for (i = 0; i < plan->n_steps; i++) {
		err = run_step(&b, &plan->steps[i]);
		if (err)
			return err;
	}
	return 0;
}
