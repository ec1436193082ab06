// SPDX-License-Identifier: GPL-2.0-only
/*
 * A burn's plan: its rules, and what it does to a flash in memory.
 *
 * The rules are those of design.rst, "Why a power cut does no harm".
 */
#include "fs2_build.h"
#include "fuzz.h"
#include "sim.h"

#define SECTOR	0x10000U
#define SIG	HERMON_FS2_SIGNATURE_SIZE

/* ---- rules ---- */

static bool changes_flash(const struct hermon_step *step)
{
	return step->kind == HERMON_STEP_RETIRE ||
	       step->kind == HERMON_STEP_ERASE ||
	       step->kind == HERMON_STEP_PROGRAM ||
	       step->kind == HERMON_STEP_SIGN;
}

static u32 addr_of(const struct hermon_plan *plan,
		   const struct hermon_step *step, u32 off)
{
	return fs2_build_addr(off, plan->log2_chunk, step->slot);
}

/* Index of the only step of a kind, or of the first of them. */
static u32 find(const struct hermon_plan *plan, enum hermon_step_kind kind,
		u8 slot)
{
	u32 i;

	for (i = 0; i < plan->n_steps; i++)
		if (plan->steps[i].kind == kind && plan->steps[i].slot == slot)
			break;
	return i;
}

static const struct hermon_step *only(const struct hermon_plan *plan,
				      enum hermon_step_kind kind)
{
	const struct hermon_step *found = NULL;
	u32 i;

	for (i = 0; i < plan->n_steps; i++) {
		if (plan->steps[i].kind != kind)
			continue;
		CLAIM(!found);
		found = &plan->steps[i];
	}
	CLAIM(found);
	return found;
}

static void claim_bounds(const struct hermon_plan *plan, u32 flash_size)
{
	u32 i;

	CLAIM(plan->n_steps <= HERMON_PLAN_MAX_STEPS);
	for (i = 0; i < plan->n_steps; i++) {
		const struct hermon_step *step = &plan->steps[i];
		u32 last = step->off + (step->len ? step->len - 1 : 0);

		CLAIM(step->slot < 2);
		CLAIM(last >= step->off && last < HERMON_FS2_MAX_SIZE);
		CLAIM(addr_of(plan, step, step->off) < flash_size);
		CLAIM(addr_of(plan, step, last) < flash_size);
	}
}

/* Complete before it is signed, signed before the chip is to boot it. */
static void claim_order(const struct hermon_plan *plan, u32 size)
{
	const struct hermon_step *sign = only(plan, HERMON_STEP_SIGN);
	const struct hermon_step *erase = only(plan, HERMON_STEP_ERASE);
	const struct hermon_step *program = only(plan, HERMON_STEP_PROGRAM);
	const struct hermon_step *verify = only(plan, HERMON_STEP_VERIFY);

	CLAIM(find(plan, HERMON_STEP_UNPROTECT, sign->slot) == 0);
	CLAIM(erase < program && program < verify && verify < sign);
	CLAIM(erase->slot == sign->slot && !erase->off && erase->len == size);
	CLAIM(program->slot == sign->slot && program->off == SIG);
	CLAIM(program->len == size - SIG);
	CLAIM(verify->slot == sign->slot && verify->off == SIG);
	CLAIM(verify->len == size - SIG);
	CLAIM(!sign->off && sign->len == SIG);
	CLAIM(sign + 1 < plan->steps + plan->n_steps);
	CLAIM(sign[1].kind == HERMON_STEP_BOOT && sign[1].slot == sign->slot);
	/* Nothing names it before that. */
	CLAIM(find(plan, HERMON_STEP_BOOT, sign->slot) ==
	      (u32)(sign + 1 - plan->steps));
}

/* Which signature stays until the new one is there, if any does. */
static bool keeper_of(const struct hermon_card *card, u8 slot, u8 log2_chunk)
{
	u32 i, addr = fs2_build_addr(0, log2_chunk, slot);

	if (card->valid)
		return card->layout.slot == slot;
	for (i = 0; i < card->n_starts; i++)
		if (card->starts[i].placed && card->starts[i].addr == addr &&
		    card->starts[i].layout.log2_chunk == log2_chunk)
			return true;
	return false;
}

/*
 * Until the new image is signed, nothing in the other slot changes: but for
 * strays behind the end of the image there, or, where that is not known, on a
 * card that does not run.
 */
static void claim_keeper(const struct hermon_plan *plan,
			 const struct hermon_card *card, bool in_recovery)
{
	const struct hermon_step *sign = only(plan, HERMON_STEP_SIGN);
	const struct hermon_step *step;
	u8 other = !sign->slot;

	if (!keeper_of(card, other, plan->log2_chunk))
		return;
	CLAIM(!card->valid || card->layout.slot == other);
	for (step = plan->steps; step < sign; step++) {
		if (!changes_flash(step) || step->slot != other)
			continue;
		CLAIM(step->kind == HERMON_STEP_RETIRE && step->off);
		CLAIM(card->valid ? step->off >= card->image.size : in_recovery);
	}
	step = &plan->steps[plan->n_steps - 1];
	CLAIM(step->kind == HERMON_STEP_RETIRE && step->slot == other);
	CLAIM(!step->off);
}

/* In the end no signature is left but the new one. */
static void claim_signatures(const struct hermon_plan *plan,
			     const struct hermon_card *card)
{
	const struct hermon_step *sign = only(plan, HERMON_STEP_SIGN);
	u32 i, j, addr;

	for (i = 0; i < card->n_starts; i++) {
		for (j = 0; j < plan->n_steps; j++) {
			const struct hermon_step *step = &plan->steps[j];

			if (step->kind != HERMON_STEP_RETIRE)
				continue;
			addr = addr_of(plan, step, step->off);
			CLAIM(step->len == sizeof(u32));
			if (addr == card->starts[i].addr)
				break;
		}
		CLAIM(j < plan->n_steps);
		/* One that would be burned over goes before that. */
		addr = addr_of(plan, sign, 0);
		if (card->starts[i].addr == addr)
			CLAIM(&plan->steps[j] < only(plan, HERMON_STEP_ERASE));
	}
}

/**
 * sim_claim_plan() - does a plan keep to the rules?
 * @plan: the plan
 * @card: what it was made for
 * @target: the same
 * @size: of the image to burn
 */
void sim_claim_plan(const struct hermon_plan *plan,
		    const struct hermon_card *card,
		    const struct hermon_target *target, u32 size)
{
	u32 chunk = 1U << plan->log2_chunk;

	CLAIM(size <= target->flash_size / 2 / chunk * chunk);
	claim_bounds(plan, target->flash_size);
	claim_order(plan, size);
	claim_keeper(plan, card, target->in_recovery);
	claim_signatures(plan, card);
}

/* ---- what a plan does ---- */

/* One for all: to get and return the memory takes longer than to use it. */
static u8 flash[SIM_FLASH_MAX];

void sim_init(struct sim *sim, const struct input *in,
	      const struct hermon_plan *plan, const u8 *image)
{
	sim->size = input_flash_size(in);
	CLAIM(sim->size <= sizeof(flash));
	sim->flash = flash;
	sim->log2_chunk = plan->log2_chunk;
	sim->image = image;
	sim->is_signed = false;
	input_flash_copy(in, sim->flash, sim->size);
}

static u8 *at(const struct sim *sim, const struct hermon_step *step, u32 off)
{
	u32 addr = fs2_build_addr(off, sim->log2_chunk, step->slot);

	CLAIM(addr < sim->size);
	return sim->flash + addr;
}

/* Sectors are never smaller than what is erased of them here. */
static void erase(struct sim *sim, const struct hermon_step *step, u32 part)
{
	u32 len = step->len / SIM_WHOLE * part;
	u32 off;

	if (part == SIM_WHOLE)
		len = round_up(step->len, SECTOR);
	for (off = 0; off < len; off += min(SECTOR, len - off))
		memset(at(sim, step, off), 0xff, min(SECTOR, len - off));
}

/* Bits become 0 and never 1; the byte at which power is lost is half done. */
static void program(struct sim *sim, const struct hermon_step *step,
		    const u8 *bytes, u32 part)
{
	u32 len = (u64)step->len * part / SIM_WHOLE;
	u32 i;

	for (i = 0; i < len; i++)
		*at(sim, step, step->off + i) &= bytes[i];
	if (len < step->len)
		*at(sim, step, step->off + len) &= bytes[len] | 0x55;
}

/**
 * sim_step() - do what a step does
 * @sim: the flash
 * @step: the step
 * @part: how much of it until the power is lost, in parts of SIM_WHOLE
 */
void sim_step(struct sim *sim, const struct hermon_step *step, u32 part)
{
	static const u8 zero[sizeof(u32)];
	u32 i;

	switch (step->kind) {
	case HERMON_STEP_ERASE:
		erase(sim, step, part);
		break;
	case HERMON_STEP_PROGRAM:
		program(sim, step, sim->image + step->off, part);
		break;
	case HERMON_STEP_SIGN:
		program(sim, step, sim->image, part);
		sim->is_signed = !memcmp(at(sim, step, 0), sim->image, SIG);
		break;
	case HERMON_STEP_RETIRE:
		program(sim, step, zero, part);
		break;
	case HERMON_STEP_VERIFY:
		for (i = step->off; i < step->off + step->len; i++)
			CLAIM(*at(sim, step, i) == sim->image[i]);
		break;
	default:
		break;
	}
}
