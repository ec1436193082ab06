// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entries with fields, for the journal; logger(1) takes them there.
 */
#include <signal.h>
#include <sys/stat.h>

#include "journal.h"

#define SOCKET	"/run/systemd/journal/socket"
#define LOGGER	"/usr/bin/logger --journald 2>/dev/null"

/* A newline would begin the next field. */
static void put(FILE *f, const char *name, const char *value)
{
	fprintf(f, "%s=%.*s\n", name, (int)strcspn(value, "\n"), value);
}

/**
 * journal_send() - add an entry to the journal, if there is one
 * @priority: as syslog(3) has them
 * @message: one line
 * @fields: more about it; empty values are left out
 * @n_fields: how many
 */
void journal_send(enum journal_priority priority, const char *message,
		  const struct journal_field *fields, u32 n_fields)
{
	struct stat st;
	FILE *f;
	u32 i;

	if (stat(SOCKET, &st))
		return;
	signal(SIGPIPE, SIG_IGN);
	f = popen(LOGGER, "we");
	if (!f)
		return;
	put(f, "MESSAGE", message);
	fprintf(f, "PRIORITY=%d\n", priority);
	put(f, "SYSLOG_IDENTIFIER", "hermonfw");
	for (i = 0; i < n_fields; i++)
		if (*fields[i].value)
			put(f, fields[i].name, fields[i].value);
	pclose(f);
}
