/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Entries with fields, for the journal.
 */
#ifndef JOURNAL_H
#define JOURNAL_H

#include "hermonfw.h"

enum journal_priority {
	JOURNAL_ERR = 3,
	JOURNAL_NOTICE = 5,
	JOURNAL_INFO = 6,
};

struct journal_field {
	const char *name;
	const char *value;
};

void journal_send(enum journal_priority priority, const char *message,
		  const struct journal_field *fields, u32 n_fields);

#endif /* JOURNAL_H */
