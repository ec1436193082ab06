// SPDX-License-Identifier: GPL-2.0-only
/*
 * Why something failed, in words.
 */
#include <stdarg.h>

#include "hermonfw.h"

/**
 * error_set() - say why something failed
 * @e: filled
 * @err: errno, positive
 * @reason: a word that stays the same for scripts, constant
 * @fmt: one sentence, what is wrong
 *
 * Return: -@err.
 */
int error_set(struct error *e, int err, const char *reason,
	      const char *fmt, ...)
{
	va_list args;

	e->err = err;
	e->reason = reason;
	va_start(args, fmt);
	vsnprintf(e->message, sizeof(e->message), fmt, args);
	va_end(args);
	*e->next = '\0';
	return -err;
}

/**
 * error_next() - say what to do about it
 * @e: the error
 * @fmt: one sentence
 */
void error_next(struct error *e, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(e->next, sizeof(e->next), fmt, args);
	va_end(args);
}

/**
 * error_report() - say why something of core/ failed
 * @e: filled
 * @err: what it returned, negative
 * @report: what it reported; no reason in it means that @err has to do
 *
 * Return: @err.
 */
int error_report(struct error *e, int err, const struct hermon_report *report)
{
	if (!report->reason)
		return error_set(e, -err, "ERRNO", "%s", strerror(-err));
	error_set(e, -err, hermon_reason_name(report->reason), "%s", "");
	hermon_report_sentence(report, e->message, sizeof(e->message));
	error_next(e, "%s", hermon_report_hint(report));
	return err;
}
