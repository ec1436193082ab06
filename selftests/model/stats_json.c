// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a card went through, as JSON for test scripts.
 */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "model.h"
#include "stats_json.h"

static void put_string(FILE *f, const char *s)
{
	fputc('"', f);
	for (; *s; s++) {
		unsigned char c = *s;

		if (c == '"' || c == '\\')
			fprintf(f, "\\%c", c);
		else if (c < ' ' || c > '~')
			fprintf(f, "\\u%04x", c);
		else
			fputc(c, f);
	}
	fputc('"', f);
}

static void put_number(FILE *f, const char *name, uint64_t value)
{
	fprintf(f, "  \"%s\": %" PRIu64 ",\n", name, value);
}

static void put_bool(FILE *f, const char *name, bool value)
{
	fprintf(f, "  \"%s\": %s,\n", name, value ? "true" : "false");
}

static void put_opcodes(FILE *f, const struct model_stats *st)
{
	const char *separator = "";

	fputs("  \"opcodes\": {", f);
	for (int i = 0; i < MODEL_N_OPCODES; i++) {
		if (!st->opcodes[i])
			continue;
		fprintf(f, "%s\"%02x\": %" PRIu64, separator, i, st->opcodes[i]);
		separator = ", ";
	}
	fputs("},\n", f);
}

static void put_guest_errors(FILE *f, const struct model *m)
{
	const char *text;

	fprintf(f, "  \"guest_errors\": {\n    \"count\": %" PRIu64
		",\n    \"list\": [", model_stats(m)->guest_errors);
	for (size_t i = 0; (text = model_guest_error(m, i)); i++) {
		fputs(i ? ",\n      " : "\n      ", f);
		put_string(f, text);
	}
	fputs("]\n  },\n", f);
}

/* Cells that a read would find taken. */
static void put_semaphores(FILE *f, const struct model *m)
{
	const char *separator = "";

	fputs("  \"semaphores_taken\": [", f);
	for (unsigned int n = 0; n < MODEL_N_SEMAPHORES; n++) {
		if (!model_sem_taken(m, n))
			continue;
		fprintf(f, "%s%u", separator, n);
		separator = ", ";
	}
	fputs("],\n", f);
}

static void put_boot(FILE *f, const struct model *m)
{
	const struct model_boot *b = model_boot(m);

	fprintf(f, "  \"boot\": {\n    \"livefish\": %s,\n"
		"    \"start\": %" PRIu32 ",\n    \"version\": \"%u.%u.%u\"\n  },\n",
		b->livefish ? "true" : "false", b->start,
		b->major, b->minor, b->subminor);
	put_number(f, "boot_addr", model_boot_addr(m));
}

static void put_counters(FILE *f, const struct model_stats *st)
{
	put_number(f, "bar_reads", st->bar_reads);
	put_number(f, "bar_writes", st->bar_writes);
	put_number(f, "config_reads", st->config_reads);
	put_number(f, "config_writes", st->config_writes);
	put_number(f, "taking_reads", st->taking_reads);
	put_number(f, "gw_commands", st->gw_commands);
	put_number(f, "spi_bytes", st->spi_bytes);
	put_opcodes(f, st);
	put_number(f, "hcr_commands", st->hcr_commands);
	put_number(f, "interrupts", st->interrupts);
	put_number(f, "erases_4k", st->erases_4k);
	put_number(f, "erases_64k", st->erases_64k);
	put_number(f, "page_programs", st->page_programs);
	put_number(f, "status_writes", st->status_writes);
	put_number(f, "changes", st->changes);
	fprintf(f, "  \"busy_us\": %.1f,\n", st->busy_us);
}

static void put_all(FILE *f, const struct model *m, double seconds)
{
	fputs("{\n", f);
	put_counters(f, model_stats(m));
	put_guest_errors(f, m);
	put_boot(f, m);
	put_semaphores(f, m);
	put_bool(f, "cut", model_is_cut(m));
	put_bool(f, "gone", model_is_gone(m));
	fputs("  \"part\": ", f);
	put_string(f, model_part(m)->name);
	fprintf(f, ",\n  \"time\": %.3f\n}\n", seconds);
}

int stats_json_write(const struct model *m, const char *path, double seconds)
{
	char tmp[PATH_MAX];
	int err = 0;
	FILE *f;

	if (snprintf(tmp, sizeof(tmp), "%s.%d", path, (int)getpid()) >=
	    (int)sizeof(tmp))
		return -ENAMETOOLONG;
	f = fopen(tmp, "we");
	if (!f)
		return -errno;
	put_all(f, m, seconds);
	if (ferror(f))
		err = -EIO;
	if (fclose(f) && !err)
		err = -errno;
	if (!err && rename(tmp, path))
		err = -errno;
	if (err)
		unlink(tmp);
	return err;
}
