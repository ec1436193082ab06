/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An image and a card in, a list of steps or a refusal out. Writes nothing.
 */
#ifndef HERMON_PLAN_H
#define HERMON_PLAN_H

#include <hermon_env.h>
#include <hermon/card.h>
#include <hermon/image.h>
#include <hermon/layout.h>
#include <hermon/match.h>
#include <hermon/report.h>

enum hermon_step_kind {
	HERMON_STEP_UNPROTECT,	/* lift the power-up protection */
	HERMON_STEP_BOOT,	/* next soft reset boots from slot */
	HERMON_STEP_RETIRE,	/* clear the signature word at off of slot */
	HERMON_STEP_ERASE,	/* erase off .. off + len of slot */
	HERMON_STEP_PROGRAM,	/* program off .. off + len of slot */
	HERMON_STEP_VERIFY,	/* read back off .. off + len of slot */
	HERMON_STEP_SIGN,	/* program and read back the signature */
};

/**
 * struct hermon_step - one thing that a burn does
 * @kind: what
 * @slot: in which slot
 * @off: image offset
 * @len: bytes
 */
struct hermon_step {
	enum hermon_step_kind kind;
	u8 slot;
	u32 off;
	u32 len;
};

/* Nine, and one for each signature that is in nobody's place. */
#define HERMON_PLAN_MAX_STEPS	(9 + HERMON_FS2_N_STARTS)

/**
 * struct hermon_plan - what a burn does, in order
 * @log2_chunk: log2 of the chunk size of both slots
 * @steps: what to do
 * @n_steps: how many
 */
struct hermon_plan {
	u8 log2_chunk;
	struct hermon_step steps[HERMON_PLAN_MAX_STEPS];
	u32 n_steps;
};

int hermon_plan_build(struct hermon_plan *plan,
		      const struct hermon_image *image,
		      const struct hermon_card *card,
		      const struct hermon_target *target,
		      struct hermon_report *report);

#endif /* HERMON_PLAN_H */
