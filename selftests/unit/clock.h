/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The virtual clock of the tests; also that of the emulated card.
 */
#ifndef HERMON_UNIT_CLOCK_H
#define HERMON_UNIT_CLOCK_H

#include <hermon_env.h>

uint64_t clock_now_ns(void *ctx);

#endif /* HERMON_UNIT_CLOCK_H */
