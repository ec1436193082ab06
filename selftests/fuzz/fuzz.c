// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the fuzz targets share: claims and random numbers.
 */
#include <stdlib.h>

#include "fs2_build.h"
#include "fuzz.h"

/* A use after free is one of the same input: a few freed megabytes are enough. */
const char *__asan_default_options(void)
{
	return "quarantine_size_mb=4";
}

static u32 state = 1;

void fuzz_seed(u32 seed)
{
	state = seed * 2654435761U + 1;
	if (!state)
		state = 1;
}

/* Marsaglia's xorshift: the mutator needs no better numbers. */
static u32 next(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

u32 fuzz_below(u32 n)
{
	return n ? next() % n : 0;
}

bool fuzz_one_in(u32 n)
{
	return !fuzz_below(n);
}

void fuzz_broken(const char *file, int line, const char *claim)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, claim);
	abort();
}

void *fuzz_alloc(size_t len)
{
	void *p = malloc(len);

	if (!p)
		abort();
	return p;
}

/*
 * Whoever fails says why, with that reason's errno, in a sentence that fits.
 * Buffers are of the exact size, so that the sanitizer sees a byte too many.
 */
void fuzz_claim_report(const struct hermon_report *report, int err)
{
	char *buf = fuzz_alloc(HERMON_REPORT_SENTENCE);
	char all[4 * HERMON_REPORT_SENTENCE];
	int len;

	CLAIM(err < 0);
	CLAIM(report->reason > HERMON_OK && report->reason < HERMON_N_REASONS);
	CLAIM(err == hermon_report_errno(report));
	len = hermon_report_sentence(report, buf, HERMON_REPORT_SENTENCE);
	CLAIM(len > 0 && len < HERMON_REPORT_SENTENCE);
	CLAIM(strlen(buf) == (size_t)len);
	CLAIM(hermon_report_sentence(report, all, sizeof(all)) == len);
	CLAIM(strlen(hermon_report_hint(report)) < HERMON_REPORT_HINT);
	free(buf);
}

u8 *fuzz_read_all(struct hermon_reader *rd)
{
	struct hermon_report report = { 0 };
	u8 *p = fuzz_alloc(rd->size);

	CLAIM(!hermon_reader_get(rd, 0, p, rd->size, &report));
	return p;
}

/* Whatever pieces it is read in, a reader gives the same @bytes. */
void fuzz_claim_reader(struct hermon_reader *rd, const u8 *bytes, u32 len)
{
	static const u32 pieces[] = { 1, 4, 7, 16, 20, 256, 1000 };
	struct hermon_report report = { 0 };
	u32 off, n, i;
	u8 *p;

	CLAIM(rd->size == len);
	for (off = 0, i = 0; off < len; off += n, i++) {
		n = pieces[i % ARRAY_SIZE(pieces)];
		/* An image of half a megabyte need not go byte by byte. */
		if (len > 0x4000)
			n += 0x800;
		n = min(n, len - off);
		p = fuzz_alloc(n);
		CLAIM(!hermon_reader_get(rd, off, p, n, &report));
		CLAIM(!memcmp(p, bytes + off, n));
		free(p);
	}
	CLAIM(hermon_reader_get(rd, len, &n, 1, &report) < 0);
	CLAIM(hermon_reader_get(rd, 0xfffffffe, &n, 4, &report) < 0);
}

static bool all_ones(const u8 *p, u32 len)
{
	while (len--)
		if (*p++ != 0xff)
			return false;
	return true;
}

/*
 * What the parser took for right is what the builder, which shares no code with
 * it, would have written. The full CRC counts only if the image says so, and
 * GUIDs of all ones may come with a CRC or without.
 */
void fuzz_claim_crcs(const u8 *bytes, const struct hermon_image *image)
{
	const u32 full = offsetof(struct hermon_fs2_header, crc);
	u8 *copy;

	if (all_ones(bytes + image->guid_off,
		     image->n_guids * HERMON_FS2_GUID_SIZE))
		return;
	copy = fuzz_alloc(image->size);
	memcpy(copy, bytes, image->size);
	CLAIM(!fs2_build_fix(copy, image->size));
	if (!image->has_mic ||
	    (image->crc_word & HERMON_FS2_CRC_CRC) == HERMON_FS2_CRC_BLANK)
		memcpy(copy + full, bytes + full, sizeof(u32));
	CLAIM(!memcmp(copy, bytes, image->size));
	free(copy);
}
