// SPDX-License-Identifier: GPL-2.0-only
/*
 * One burn that is interrupted; see cut.h.
 */
#include <stdarg.h>

#include "cut.h"

#define SECTOR	0x10000

static const char * const check_names[N_CUT_CHECKS] = {
	[CUT_ENDS] = "ends",
	[CUT_CLEAN] = "clean",
	[CUT_BOOTS] = "boots",
	[CUT_OWN] = "own",
	[CUT_SIGNED] = "signed",
	[CUT_AGAIN] = "again",
	[CUT_RESULT] = "result",
};

static const char * const how_names[MODEL_N_CUTS] = {
	[MODEL_CUT_HALF] = "half of the bits",
	[MODEL_CUT_FEW] = "few bits",
	[MODEL_CUT_MOST] = "most bits",
	[MODEL_CUT_FIRST] = "the first bytes",
	[MODEL_CUT_ZERO] = "zeros first",
	[MODEL_CUT_BEFORE] = "before",
	[MODEL_CUT_AFTER] = "after",
};

const char *cut_check_name(enum cut_check check)
{
	return check_names[check];
}

const char *cut_how_name(enum model_cut how)
{
	return how_names[how];
}

/* @check may be one of the caller's own, beyond enum cut_check. */
void cut_expect(struct cut_verdict *v, bool holds, u32 check, const char *fmt,
		...)
{
	va_list args;

	if (holds)
		return;
	if (!v->failed) {
		va_start(args, fmt);
		vsnprintf(v->what, sizeof(v->what), fmt, args);
		va_end(args);
	}
	v->failed |= BIT(check);
}

void cut_expect_clean(struct stage *s, struct cut_verdict *v)
{
	u64 n = model_stats(s->rig->model)->guest_errors;

	cut_expect(v, n == s->n_errors, CUT_CLEAN, "guest error: %s",
		   model_guest_error(s->rig->model, s->n_errors));
}

/* ---- a host that stops ---- */

static struct {
	u32 at;			/* the write that is not made any more; 0: none */
	u32 n;
	bool stopped;
	bool boot_addr;		/* written */
} host;

/* A write after which flash or boot address are not what they were. */
static bool is_telling(u32 off, u32 val)
{
	if (off == HERMON_BOOT_ADDR)
		return true;
	return off == HERMON_GW_CMD && (val & HERMON_GW_CMD_BUSY) &&
	       !(val & HERMON_GW_CMD_READ);
}

static u32 read_stopped(void *ctx, u32 off)
{
	struct rig *rig = ctx;

	return host.stopped ? HERMON_CR_GONE : model_bar_read32(rig->model, off);
}

static void write_counted(void *ctx, u32 off, u32 val)
{
	struct rig *rig = ctx;

	if (!host.stopped && is_telling(off, val) && ++host.n == host.at)
		host.stopped = true;
	if (host.stopped)
		return;
	host.boot_addr |= off == HERMON_BOOT_ADDR;
	model_bar_write32(rig->model, off, val);
}

static const struct hermon_cr_ops host_ops = {
	.read32 = read_stopped, .write32 = write_counted,
};

static void start_host(struct stage *s, u32 stop_at)
{
	memset(&host, 0, sizeof(host));
	host.at = stop_at;
	s->rig->cr.ops = &host_ops;
}

/* ---- what must hold after an interruption ---- */

static void start_again(struct stage *s, enum cut_kind kind)
{
	if (kind == CUT_RESET)
		model_reset(s->rig->model);
	else
		model_power_cycle(s->rig->model);
}

static bool is_own(const struct stage *s, const struct model_boot *boot)
{
	u32 slot = boot->start ? 1 : 0;
	u32 id;

	for (id = 0; id < ARRAY_SIZE(s->images); id++)
		if (s->images[id].minor == boot->minor &&
		    fs2_build_addr(0, s->images[id].log2_chunk, slot) == boot->start &&
		    stage_holds(s, id, slot))
			return true;
	return false;
}

/* A register that was set names an image: who heeds it need not search. */
static void check_boot_addr(struct stage *s, enum cut_kind kind,
			    struct cut_verdict *v)
{
	u32 start = model_boot_addr(s->rig->model) >> 8;
	const struct model_boot *boot = model_boot(s->rig->model);

	if (kind != CUT_RESET || !host.boot_addr || !s->boots)
		return;
	cut_expect(v, !boot->livefish && boot->start == start, CUT_BOOTS,
		   "nothing to boot at the boot address %x", start);
}

static void check_rule(struct stage *s, enum cut_kind kind,
		       enum model_boot_rule rule, struct cut_verdict *v)
{
	const struct model_boot *boot = model_boot(s->rig->model);

	model_set_boot_rule(s->rig->model, rule);
	start_again(s, kind);
	cut_expect(v, !boot->livefish || !(s->boots & BIT(rule)), CUT_BOOTS,
		   "nothing boots by rule %u", rule);
	if (!boot->livefish)
		cut_expect(v, is_own(s, boot), CUT_OWN,
			   "boots 2.%u at %x, which is no image of the card",
			   boot->minor, boot->start);
	check_boot_addr(s, kind, v);
}

/* With one signature all rules come to the same. */
static void check_boots(struct stage *s, enum cut_kind kind,
			struct cut_verdict *v)
{
	u32 rule;

	if (rig_count_signatures(s->rig) > 1)
		for (rule = MODEL_BOOT_LOWEST + 1; rule < MODEL_N_BOOT_RULES; rule++)
			check_rule(s, kind, rule, v);
	check_rule(s, kind, MODEL_BOOT_LOWEST, v);
	v->booted = !model_boot(s->rig->model)->livefish;
}

/*
 * A boot ROM that looks at nothing but signatures must be right as well.
 * Compared is the sector with the signature, which holds an image's loader and,
 * of the small ones here, all of it.
 */
void cut_check_signed(struct stage *s, struct cut_verdict *v)
{
	static const u32 starts[] = HERMON_FS2_STARTS;
	const struct rig *rig = s->rig;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(starts); i++) {
		u32 slot = starts[i] ? 1 : 0;

		if (!rig_has_signature(rig, starts[i]) ||
		    !memcmp(rig->flash + starts[i], rig->before + starts[i],
			    SECTOR))
			continue;
		cut_expect(v, starts[i] == rig_start(&s->file, slot) &&
			   stage_holds(s, STAGE_WANT, slot), CUT_SIGNED,
			   "signature at %x without its image", starts[i]);
	}
}

/* Whatever broke the burn off; the card is started again on the way. */
void cut_check_flash(struct stage *s, enum cut_kind kind, struct cut_verdict *v)
{
	cut_check_signed(s, v);
	check_boots(s, kind, v);
}

static void check_interrupted(struct stage *s, enum cut_kind kind, int err,
			      struct cut_verdict *v)
{
	/* A host that has stopped tells nobody. */
	cut_expect(v, kind == CUT_RESET || err == -ENXIO, CUT_ENDS,
		   "ended with %d (%s)", err,
		   hermon_reason_name(s->rig->report.reason));
	cut_expect_clean(s, v);
	cut_check_flash(s, kind, v);
	rig_restart(s->rig);
}

/* ---- the burn that comes next ---- */

/* After a burn that says it is good; the card is started again at the end. */
void cut_check_result(struct stage *s, struct cut_verdict *v)
{
	const struct model_boot *boot = model_boot(s->rig->model);
	u32 slot = stage_target(s);

	cut_expect(v, !model_sem_taken(s->rig->model, 63), CUT_CLEAN,
		   "semaphore is still taken");
	cut_expect(v, rig_count_signatures(s->rig) == 1, CUT_RESULT,
		   "%u signatures", rig_count_signatures(s->rig));
	cut_expect(v, stage_holds(s, STAGE_WANT, slot), CUT_RESULT,
		   "slot %u does not hold the image", slot);
	cut_expect_clean(s, v);
	rig_power_on(s->rig);
	cut_expect(v, !boot->livefish && boot->minor == s->want.minor &&
		   boot->start == rig_start(&s->file, slot), CUT_RESULT,
		   "boots 2.%u at %x", boot->minor, boot->start);
}

static void burn(struct stage *s, struct cut_verdict *v)
{
	char sentence[HERMON_REPORT_SENTENCE];
	int err = rig_flash_file(s->rig);

	hermon_report_sentence(&s->rig->report, sentence, sizeof(sentence));
	cut_expect_clean(s, v);
	cut_expect(v, !err, CUT_AGAIN, "burn fails: %s", sentence);
	if (!err)
		cut_check_result(s, v);
}

/* The power goes in the next burn, too. */
static void cut_second(struct stage *s, const struct cut *cut,
		       struct cut_verdict *v)
{
	int err;

	model_cut_at(s->rig->model, cut->second, MODEL_CUT_HALF, cut->seed);
	err = rig_flash_file(s->rig);
	v->twice = model_is_cut(s->rig->model);
	model_cut_at(s->rig->model, 0, MODEL_CUT_HALF, 0);
	if (v->twice)
		check_interrupted(s, CUT_POWER, err, v);
}

static void describe(struct stage *s, const struct cut *cut,
		     struct cut_verdict *v)
{
	char what[sizeof(v->what)];

	if (!v->failed)
		return;
	memcpy(what, v->what, sizeof(what));
	snprintf(v->what, sizeof(v->what), "%s %u (%s, seed %u, then %u): %.100s",
		 cut->kind == CUT_RESET ? "reset at write" : "cut in change",
		 cut->at, how_names[cut->how], cut->seed, cut->second, what);
}

/**
 * cut_run() - interrupt a burn and look what comes of it
 * @s: the stage, which is reset first
 * @cut: the interruption
 * @v: set
 */
void cut_run(struct stage *s, const struct cut *cut, struct cut_verdict *v)
{
	int err;

	memset(v, 0, sizeof(*v));
	stage_reset(s);
	start_host(s, cut->kind == CUT_RESET ? cut->at : 0);
	if (cut->kind == CUT_POWER)
		model_cut_at(s->rig->model, cut->at, cut->how, cut->seed);
	err = rig_flash_file(s->rig);
	v->happened = host.stopped || model_is_cut(s->rig->model);
	if (!v->happened) {
		cut_expect(v, !err, CUT_AGAIN, "fails undisturbed with %d", err);
		return;
	}
	check_interrupted(s, cut->kind, err, v);
	if (cut->seen)
		cut->seen(s, cut, false);
	if (cut->second)
		cut_second(s, cut, v);
	burn(s, v);
	if (cut->seen)
		cut->seen(s, cut, true);
	describe(s, cut, v);
}

/**
 * cut_count() - burn undisturbed, and count
 * @s: the stage, which is reset first
 * @n: set
 * @v: set
 */
void cut_count(struct stage *s, struct cut_count *n, struct cut_verdict *v)
{
	u64 before = model_stats(s->rig->model)->changes;

	memset(v, 0, sizeof(*v));
	stage_reset(s);
	start_host(s, 0);
	burn(s, v);
	n->changes = model_stats(s->rig->model)->changes - before;
	n->writes = host.n;
}
