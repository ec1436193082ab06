/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A burn's plan: its rules, and what it does to a flash in memory.
 */
#ifndef HERMON_FUZZ_SIM_H
#define HERMON_FUZZ_SIM_H

#include <hermon_env.h>
#include <hermon/plan.h>

#include "input.h"

#define SIM_FLASH_MAX	0x200000
#define SIM_WHOLE	256

/**
 * struct sim - a flash while it is burned
 * @flash: its content
 * @size: bytes
 * @log2_chunk: of both slots
 * @image: what is burned
 * @is_signed: its signature is complete
 */
struct sim {
	u8 *flash;
	u32 size;
	u8 log2_chunk;
	const u8 *image;
	bool is_signed;
};

void sim_init(struct sim *sim, const struct input *in,
	      const struct hermon_plan *plan, const u8 *image);
void sim_step(struct sim *sim, const struct hermon_step *step, u32 part);
void sim_claim_plan(const struct hermon_plan *plan,
		    const struct hermon_card *card,
		    const struct hermon_target *target, u32 size);

#endif /* HERMON_FUZZ_SIM_H */
