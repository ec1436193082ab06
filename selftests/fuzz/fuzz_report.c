// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sentences about any values and texts, in buffers of any size.
 *
 *   reason (1) where (1) room (1) | addr want got (4 each) | text NUL text NUL
 */
#include <stdlib.h>

#include <hermon/report.h>

#include "fs2_build.h"
#include "fuzz.h"

#define HEAD	15

static char *take_text(const u8 **data, size_t *size)
{
	size_t len = strnlen((const char *)*data, *size);
	char *text = fuzz_alloc(len + 1);

	memcpy(text, *data, len);
	text[len] = '\0';
	*data += len;
	*size -= len;
	if (*size) {
		++*data;
		--*size;
	}
	return text;
}

/* The whole sentence, and what of it fits @room. */
static void claim_sentence(const struct hermon_report *report, u32 room)
{
	char all[8 * HERMON_REPORT_SENTENCE];
	char *buf = fuzz_alloc(room);
	size_t len, n;

	len = hermon_report_sentence(report, all, sizeof(all));
	CLAIM(len == strlen(all));
	CLAIM(len && len < HERMON_REPORT_SENTENCE);
	n = hermon_report_sentence(report, buf, room);
	CLAIM(n == min(len, (size_t)room - 1));
	CLAIM(n == strlen(buf));
	CLAIM(!memcmp(buf, all, n));
	free(buf);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct hermon_report report = { 0 };
	enum hermon_reason reason;
	char *want, *got;
	u32 room;
	int err;

	if (size < HEAD)
		return 0;
	/* Beyond the last one, too. */
	reason = data[0] % (HERMON_N_REASONS + 4);
	room = 1 + data[2] % 100;
	report.where = data[1] & 1 ? HERMON_WHERE_CARD : HERMON_WHERE_FILE;

	err = hermon_fail(&report, reason, fs2_build_get32(data + 3),
			  fs2_build_get32(data + 7), fs2_build_get32(data + 11));
	claim_sentence(&report, room);

	data += HEAD;
	size -= HEAD;
	want = take_text(&data, &size);
	got = take_text(&data, &size);
	hermon_fail_text(&report, reason, want, got);
	CLAIM(!strncmp(report.want_text, want, HERMON_REPORT_TEXT - 1));
	CLAIM(!strncmp(report.got_text, got, HERMON_REPORT_TEXT - 1));
	claim_sentence(&report, room);

	CLAIM(hermon_report_errno(&report) == err);
	CLAIM(strlen(hermon_report_hint(&report)) < HERMON_REPORT_HINT);
	CLAIM(*hermon_reason_name(reason));
	free(want);
	free(got);
	return 0;
}
