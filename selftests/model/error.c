// SPDX-License-Identifier: GPL-2.0-only
/* The list of what the guest did wrong, and the other counters. */
#include "model_internal.h"

#include <stdarg.h>

/*
 * A card that is off the bus sees nothing of what the guest does, so there is
 * nothing to complain about.
 */
void guest_error(struct model *m, const char *fmt, ...)
{
	va_list ap;

	if (card_silent(m))
		return;
	if (m->stats.guest_errors < MODEL_MAX_ERRORS) {
		va_start(ap, fmt);
		vsnprintf(m->errors[m->stats.guest_errors],
			  sizeof(m->errors[0]), fmt, ap);
		va_end(ap);
	}
	m->stats.guest_errors++;
}

void explain(char *why, size_t why_len, const char *fmt, ...)
{
	va_list ap;

	if (!why || !why_len)
		return;
	va_start(ap, fmt);
	vsnprintf(why, why_len, fmt, ap);
	va_end(ap);
}

const char *model_guest_error(const struct model *m, size_t i)
{
	if (i >= MODEL_MAX_ERRORS || i >= m->stats.guest_errors)
		return NULL;
	return m->errors[i];
}

const struct model_stats *model_stats(const struct model *m)
{
	return &m->stats;
}
