// SPDX-License-Identifier: GPL-2.0-only
/*
 * An image of any bytes, with another boot ROM put in or with none.
 *
 *   flags (1) extra (1) words (1) fill (1) | image
 *
 * @extra sections are put behind the image here: a list as long as allowed
 * would take more bytes than an input has.
 */
#include <stdlib.h>

#include <hermon/image.h>
#include <hermon/rom.h>

#include "forge.h"
#include "fuzz.h"

#define HEAD		4
#define FLAG_NONE	BIT(0)	/* no ROM at all */
#define FLAG_UNCHECKED	BIT(1)	/* an image that the parser refuses */

#define GPH_SIZE	((u32)sizeof(struct hermon_fs2_gph))
#define EMPTY_SIZE	(GPH_SIZE + HERMON_FS2_CRC_WORD_SIZE)

struct base {
	struct hermon_mem mem;
	u8 *bytes;
	u32 len;
	struct hermon_image image;
	bool sound;
};

static u32 last_section(const u8 *p, u32 len)
{
	u32 off = 0, next;

	while ((next = fs2_build_next_section(p, len, off)))
		off = next;
	return off;
}

/* Sections without a body behind the last one. */
static void append(struct base *base, u32 n)
{
	u32 last = last_section(base->bytes, base->len);
	u32 size, end;

	if (!last)
		return;
	size = fs2_build_get32(base->bytes + 0x30);
	if (size > base->len || size % 4 || size < last)
		return;
	for (; n; n--, last = size, size = end) {
		end = size + EMPTY_SIZE;
		fs2_build_put32(base->bytes + last + 12, size);
		memset(base->bytes + size, 0, EMPTY_SIZE);
		fs2_build_put32(base->bytes + size, HERMON_FS2_DDR);
		fs2_build_put32(base->bytes + size + 12,
				HERMON_FS2_NEXT_LAST);
	}
	fs2_build_put32(base->bytes + 0x30, size);
	base->len = size;
	fs2_build_fix(base->bytes, size);
}

static void base_init(struct base *base, const u8 *data, u32 len, u32 extra)
{
	struct hermon_report report = { 0 };

	base->bytes = fuzz_alloc(len + extra * EMPTY_SIZE);
	memcpy(base->bytes, data, len);
	base->len = len;
	if (extra)
		append(base, extra);
	hermon_mem_init(&base->mem, base->bytes, base->len);
	base->sound = !hermon_fs2_check_file(&base->mem.rd, &base->image,
					     &report);
}

/* All of @c but the ROM: count and bytes of bodies. */
static u32 others(const struct hermon_contents *c, u32 *bytes)
{
	u32 i, n = 0;

	*bytes = 0;
	for (i = 0; i < c->n_sections; i++) {
		if (c->sections[i].type == HERMON_FS2_ROM)
			continue;
		n++;
		*bytes += c->sections[i].len;
	}
	return n;
}

static void claim_others(const struct base *base, struct hermon_reader *rd)
{
	struct hermon_contents a, b;
	struct hermon_report report = { 0 };
	u32 a_bytes, b_bytes;
	struct hermon_mem mem = base->mem;

	CLAIM(!hermon_fs2_contents(&mem.rd, &a, &report));
	CLAIM(!hermon_fs2_contents(rd, &b, &report));
	CLAIM(others(&a, &a_bytes) == others(&b, &b_bytes));
	CLAIM(a_bytes == b_bytes);
}

/*
 * The parser takes a first section of unknown type for a second loader. Where
 * only a ROM came before one, the image without that ROM cannot be written; it
 * is refused by whoever checks the result, for whatever reason.
 */
static bool is_unwritable(const struct base *base, const u8 *body)
{
	struct hermon_report report = { 0 };
	struct hermon_mem mem = base->mem;
	struct hermon_contents c;
	u32 i;

	CLAIM(!hermon_fs2_contents(&mem.rd, &c, &report));
	for (i = 0; i < c.n_sections; i++)
		if (c.sections[i].type != HERMON_FS2_ROM)
			break;
	return !body && i && i < c.n_sections &&
	       (!c.sections[i].type ||
		c.sections[i].type > HERMON_FS2_TYPE_LAST_KNOWN);
}

/* The result is an image, with this ROM, and otherwise the same. */
static void claim_result(const struct base *base, struct hermon_reader *rd,
			 const u8 *bytes, const u8 *body, u32 len)
{
	struct hermon_report report = { 0 };
	struct hermon_image image;
	int err;

	err = hermon_fs2_check(rd, HERMON_DEPTH_FULL, &image, &report);
	if (err) {
		fuzz_claim_report(&report, err);
		CLAIM(report.reason == HERMON_WHY_SECTION_COUNT ||
		      is_unwritable(base, body));
		return;
	}
	if (is_unwritable(base, body))
		return;
	CLAIM(image.size == rd->size);
	CLAIM(!strcmp(image.psid, base->image.psid));
	CLAIM(!memcmp(image.guids, base->image.guids, sizeof(image.guids)));
	CLAIM(!strcmp(image.vsd, base->image.vsd));
	fuzz_claim_crcs(bytes, &image);
	claim_others(base, rd);
	if (!body) {
		CLAIM(!image.rom_off);
		return;
	}
	CLAIM(image.rom_off && image.rom_len == len);
	CLAIM(!memcmp(bytes + image.rom_off, body, len));
}

static void replace(const struct base *base, const u8 *body, u32 len)
{
	struct hermon_mem mem = base->mem;
	struct hermon_report report = { 0 };
	struct hermon_rom *rom = fuzz_alloc(sizeof(*rom));
	u8 *bytes;
	int err;

	err = hermon_rom_replace(rom, &mem.rd, body, len, &report);
	if (err) {
		CLAIM(!base->sound);
		fuzz_claim_report(&report, err);
	} else {
		bytes = fuzz_read_all(&rom->rd);
		fuzz_claim_reader(&rom->rd, bytes, rom->rd.size);
		if (base->sound)
			claim_result(base, &rom->rd, bytes, body, len);
		free(bytes);
	}
	free(rom);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	u32 len, flags;
	struct base base;
	u8 *body;

	if (size < HEAD)
		return 0;
	flags = data[0];
	len = data[2] * 4;
	body = fuzz_alloc(len);
	memset(body, data[3], len);
	base_init(&base, data + HEAD, size - HEAD, data[1]);
	if (base.sound || flags & FLAG_UNCHECKED)
		replace(&base, flags & FLAG_NONE ? NULL : body, len);
	free(base.bytes);
	free(body);
	return 0;
}

/* A long list takes long, and only its last entries are of interest. */
static void mutate_head(u8 *data)
{
	u32 at = fuzz_below(HEAD);

	if (at != 1)
		data[at] = fuzz_below(256);
	else if (fuzz_one_in(64))
		data[at] = HERMON_FS2_MAX_SECTIONS - fuzz_below(24);
	else
		data[at] = fuzz_one_in(2) ? 0 : fuzz_below(4);
}

size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max_size,
			       unsigned int seed)
{
	static u8 image[FORGE_MAX];
	u32 len;

	fuzz_seed(seed);
	if (max_size < HEAD || fuzz_one_in(64))
		return fuzz_mutate_bytes(data, size, max_size);
	if (size < HEAD) {
		memset(data, 0, HEAD);
		size = HEAD;
	}
	if (fuzz_one_in(4)) {
		mutate_head(data);
		return size;
	}
	/* Much else would fail for want of room only. */
	len = min(size - HEAD, sizeof(image));
	memcpy(image, data + HEAD, len);
	len = forge_mutate(image, len, max_size - HEAD);
	memcpy(data + HEAD, image, len);
	return HEAD + len;
}
