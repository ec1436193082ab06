/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Carries out a plan. Decides nothing.
 */
#ifndef HERMON_BURN_H
#define HERMON_BURN_H

#include <hermon_env.h>
#include <hermon/image.h>
#include <hermon/nor.h>
#include <hermon/plan.h>
#include <hermon/report.h>
#include <hermon/survey.h>

/* What a burn is doing, for the user. */
enum hermon_phase {
	HERMON_PHASE_ERASE,
	HERMON_PHASE_PROGRAM,
	HERMON_PHASE_VERIFY,
	HERMON_PHASE_ACTIVATE,
	HERMON_N_PHASES
};

/**
 * struct hermon_progress - how far a burn is
 * @phase: what it is doing
 * @done: work done since the burn began, of all phases; never goes back
 * @total: work of the whole burn, same unit
 * @timeout_ms: bound of the phase that begins here; 0 within a phase
 */
struct hermon_progress {
	enum hermon_phase phase;
	u32 done;
	u32 total;
	u32 timeout_ms;
};

/**
 * struct hermon_burn_ops - what a burn asks of its caller
 * @progress: called at the start of each phase and after each unit of work
 * @cancelled: why the burn has to stop, HERMON_OK if it has not; asked only as
 *	long as the old image is untouched and the new one is not signed
 */
struct hermon_burn_ops {
	void (*progress)(void *ctx, const struct hermon_progress *progress);
	enum hermon_reason (*cancelled)(void *ctx);
};

int hermon_burn_run(const struct hermon_plan *plan,
		    struct hermon_survey *survey, struct hermon_nor *nor,
		    struct hermon_reader *image,
		    const struct hermon_burn_ops *ops, void *ctx,
		    struct hermon_report *report);

#endif /* HERMON_BURN_H */
