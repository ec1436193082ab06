// SPDX-License-Identifier: GPL-2.0-only
/*
 * fs2-check - tests the image builder against published numbers, against its
 * independent reader, and against itself. Prints KTAP.
 */
#include <stdarg.h>
#include <stdlib.h>

#include <hermon_env.h>
#include <hermon/fs2.h>

#include "fs2_build.h"
#include "view.h"

static bool failed;

static __printf(1, 2) void fail(const char *fmt, ...)
{
	va_list ap;

	failed = true;
	va_start(ap, fmt);
	printf("# ");
	vprintf(fmt, ap);
	printf("\n");
	va_end(ap);
}

/* A heap buffer of just the right size: the sanitizer sees any overrun. */
static u8 *build_exact(const struct fs2_spec *spec, u32 *len)
{
	int n = fs2_build(spec, NULL, 0);
	u8 *buf;

	*len = 0;
	if (n < 0) {
		fail("cannot measure: %d", n);
		return NULL;
	}
	buf = malloc(n);
	if (!buf)
		abort();
	memset(buf, 0xcc, n);
	if (fs2_build(spec, buf, n) != n) {
		fail("measured %d, built something else", n);
		free(buf);
		return NULL;
	}
	*len = n;
	return buf;
}

static struct view *look(const u8 *buf, u32 len)
{
	static struct view v;

	view_image(&v, buf, len);
	return &v;
}

/* ---- published numbers ---- */

static void test_crc_vectors(void)
{
	static const struct {
		const char *words;
		u16 crc;
	} vec[] = {
		{ "", 0x0955 },
		{ "00000000", 0x0009 },
		{ "00000001", 0x1002 },
		{ "80000000", 0xae16 },
		{ "ffffffff", 0xc41a },
		{ "12345678", 0x025e },
		{ "0000000000000000", 0x0948 },
		{ "ffffffffffffffffffffffffffffffff", 0x0c4a },
		{ "4d5446578cdfd000dead92704154beef", 0xd3d0 },
		{ "0000000000000001000000020000000300000004000000050000000600000007", 0x043a },
		{ "313233343536373839303132", 0x9a79 },
	};
	unsigned int byte;
	u8 data[64];
	u32 i, n;

	for (i = 0; i < ARRAY_SIZE(vec); i++) {
		for (n = 0; vec[i].words[n * 2]; n++) {
			if (sscanf(vec[i].words + n * 2, "%2x", &byte) != 1)
				fail("no hex: \"%s\"", vec[i].words);
			data[n] = byte;
		}
		if (fs2_build_crc16(data, n) != vec[i].crc)
			fail("builder: \"%s\": %04x, not %04x", vec[i].words,
			     fs2_build_crc16(data, n), vec[i].crc);
		if (view_crc(data, n) != vec[i].crc)
			fail("reader: \"%s\": %04x, not %04x", vec[i].words,
			     view_crc(data, n), vec[i].crc);
	}
}

static void test_crc_two_ways(void)
{
	u8 data[257];
	u32 i, n;

	srand(1);
	for (i = 0; i < 2000; i++) {
		for (n = 0; n < i % sizeof(data); n++)
			data[n] = rand() >> 8;
		if (fs2_build_crc16(data, n) != view_crc(data, n))
			fail("%u bytes: bit-wise and table CRC differ", n);
	}
}

static void put_words(u8 *buf, const u32 *word, u32 n)
{
	while (n--) {
		fs2_build_put32(buf, *word++);
		buf += 4;
	}
}

static void test_section_vector(void)
{
	static const u32 section[] = {
		6, 12, 0, 0x5fd70,
		0x0002c903, 0x0001a2b0, 0x0002c903, 0x0001a2b1,
		0x0002c903, 0x0001a2b2, 0x0002c903, 0x0001a2b3,
		0x00000002, 0xc901a2b1, 0x00000002, 0xc901a2b2,
	};
	u8 buf[68];

	put_words(buf, section, 16);
	if (fs2_build_fix_section(buf, sizeof(buf), 0))
		fail("refused");
	if (fs2_build_get32(buf + 64) != 0xac0a)
		fail("%08x, not ac0a", fs2_build_get32(buf + 64));
	fs2_build_put32(buf + 12, HERMON_FS2_NEXT_LAST);
	fs2_build_fix_section(buf, sizeof(buf), 0);
	if (fs2_build_get32(buf + 64) != 0x09bf)
		fail("as last: %08x, not 09bf", fs2_build_get32(buf + 64));
	if (fs2_build_fix_section(buf, sizeof(buf) - 1, 0) != -EINVAL)
		fail("one byte short: not refused");
}

static void test_loader_vector(void)
{
	static const u32 loader[] = {
		0, 4, 0x01020304, 0x05060708, 0x090a0b0c, 0x0d0e0f10, 0x11121314,
	};
	u8 buf[32];

	put_words(buf, loader, 7);
	if (fs2_build_fix_loader(buf, sizeof(buf), 0))
		fail("refused");
	if (fs2_build_get32(buf + 28) != 0xdee7)
		fail("%08x, not dee7", fs2_build_get32(buf + 28));
	if (fs2_build_fix_loader(buf, sizeof(buf) - 1, 0) != -EINVAL)
		fail("one byte short: not refused");
}

static void test_address_table(void)
{
	static const struct {
		u32 off, log2, slot, addr;
	} row[] = {
		{ 0x000000, 20, 1, 0x100000 }, { 0x000010, 20, 1, 0x100010 },
		{ 0x05fd70, 20, 1, 0x15fd70 }, { 0x080000, 19, 0, 0x100000 },
		{ 0x080000, 19, 1, 0x180000 }, { 0x0c4058, 19, 1, 0x1c4058 },
		{ 0x00ffff, 16, 0, 0x00ffff }, { 0x010000, 16, 0, 0x020000 },
		{ 0x01ffff, 16, 0, 0x02ffff }, { 0x020000, 16, 0, 0x040000 },
		{ 0x000000, 16, 1, 0x010000 }, { 0x010000, 16, 1, 0x030000 },
		{ 0x05fd80, 16, 1, 0x0bfd80 },
	};
	u32 i, off, log2;

	for (i = 0; i < ARRAY_SIZE(row); i++)
		if (fs2_build_addr(row[i].off, row[i].log2, row[i].slot) != row[i].addr)
			fail("off %06x chunk 2^%u slot %u: %06x, not %06x",
			     row[i].off, row[i].log2, row[i].slot,
			     fs2_build_addr(row[i].off, row[i].log2, row[i].slot),
			     row[i].addr);
	for (log2 = 16; log2 <= 23; log2++)
		for (off = 0; off < 0x800000; off += 0xffc)
			for (i = 0; i < 2; i++)
				if (fs2_build_addr(off, log2, i) != view_addr(off, log2, i))
					fail("off %06x chunk 2^%u slot %u: two formulas differ",
					     off, log2, i);
}

static void test_checksum_words(void)
{
	static const u32 failsafe[] = {
		0xf8000008, 0xf7000009, 0xf600000a, 0xf500000b,
		0xf400000c, 0xf300000d, 0xf200000e, 0xf100000f,
	};
	struct fs2_spec spec;
	u8 buf[FS2_BUILD_SMALL_MAX];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(failsafe); i++) {
		fs2_spec_small(&spec);
		spec.log2_chunk = 16 + i;
		fs2_build(&spec, buf, sizeof(buf));
		if (fs2_build_get32(buf + 0x28) != failsafe[i])
			fail("chunk 2^%u: %08x", 16 + i, fs2_build_get32(buf + 0x28));
	}
	spec.failsafe = false;
	fs2_build(&spec, buf, sizeof(buf));
	if (fs2_build_get32(buf + 0x28))
		fail("non-failsafe: %08x", fs2_build_get32(buf + 0x28));
	if (fs2_build_fix_sum(0x00003bc8) != 0xfd003bc8 ||
	    fs2_build_fix_sum(0x1105fd80) != 0x7e05fd80)
		fail("info pointer");
}

/* ---- images of many kinds ---- */

static void knob_plain(struct fs2_spec *s) { (void)s; }
static void knob_4_guids(struct fs2_spec *s) { s->n_guids = 4; }
static void knob_blank(struct fs2_spec *s) { s->blank_guids = true; }
static void knob_two_loaders(struct fs2_spec *s) { s->two_loaders = true; }
static void knob_no_end(struct fs2_spec *s) { s->no_end_tag = true; }
static void knob_no_mic(struct fs2_spec *s) { fs2_spec_drop_tag(s, 11); }
static void knob_no_hwids(struct fs2_spec *s)
{
	s->n_hwids = 0;
}

static void knob_no_config(struct fs2_spec *s) { s->no_fw_config = true; }
static void knob_rom(struct fs2_spec *s) { s->rom_size = 0x4000; }
static void knob_non_failsafe(struct fs2_spec *s)
{
	s->failsafe = false;
}

static void knob_one_code(struct fs2_spec *s) { s->n_code = 1; }
static void knob_full_blank(struct fs2_spec *s) { s->no_full_crc = true; }
static void knob_pad(struct fs2_spec *s) { s->pad = 4096; }

static void knob_hwids(struct fs2_spec *s)
{
	s->hwids[1] = 0x00b00190;
	s->n_hwids = 2;
	s->hwids_zero_end = true;
}

static void knob_extra(struct fs2_spec *s)
{
	s->extra_type = 40;
	s->extra_bytes = 100;
}

static void knob_emt(struct fs2_spec *s)
{
	s->extra_type = HERMON_FS2_EMT;
	s->extra_bytes = 37;
}

static void knob_all_tags(struct fs2_spec *s)
{
	u32 i;

	s->config_sectors = 1;
	s->config_log2_kb = 6;
	for (i = 0; i <= 22; i++)
		if (!fs2_spec_has_tag(s, i))
			fs2_spec_add_tag(s, i);
}

static void knob_words(struct fs2_spec *s)
{
	s->devrev = 0xb0;
	s->indicator = 0x5a;
	s->format = 4;
	fs2_spec_set_guids(s, 0x001e0bffff4c1bf4ULL);
	s->major = 2;
	s->minor = 42;
	s->subminor = 5000;
}

static const struct knob {
	const char *name;
	void (*set)(struct fs2_spec *s);
} knobs[] = {
	{ "plain", knob_plain }, { "4 GUIDs", knob_4_guids },
	{ "blank GUIDs", knob_blank }, { "two loaders", knob_two_loaders },
	{ "no end tag", knob_no_end }, { "no MIC", knob_no_mic },
	{ "no hw ids", knob_no_hwids }, { "no FW config", knob_no_config },
	{ "ROM", knob_rom }, { "non-failsafe", knob_non_failsafe },
	{ "one code section", knob_one_code }, { "full CRC blank", knob_full_blank },
	{ "pad", knob_pad }, { "two hw ids", knob_hwids },
	{ "unknown section", knob_extra }, { "EMT section", knob_emt },
	{ "all tags", knob_all_tags }, { "other words", knob_words },
};

/* What the reader found must be what the spec asked for. */
static void compare(const struct fs2_spec *s, const struct view *v,
		    const char *name)
{
	u32 n_parts = 1 + s->two_loaders + 1 + !!s->rom_size + 2 + s->n_code +
		      !!s->extra_type + 2 + !s->no_fw_config;
	u32 i;

	for (i = 0; i < v->n_errors; i++)
		fail("%s: %s", name, v->error[i]);
	if (v->size + s->pad != v->length || (s->size && v->size != s->size))
		fail("%s: size %u", name, v->size);
	if (v->n_parts != n_parts)
		fail("%s: %u parts, not %u", name, v->n_parts, n_parts);
	if (v->failsafe != s->failsafe ||
	    (s->failsafe && v->log2_chunk != s->log2_chunk))
		fail("%s: chunk", name);
	if (v->version[0] != s->major || v->version[1] != s->minor ||
	    v->version[2] != s->subminor)
		fail("%s: version", name);
	if (v->date != s->date || v->time != s->time)
		fail("%s: build time", name);
	if (strcmp(v->psid, s->psid) || strcmp(v->vsd, s->vsd))
		fail("%s: PSID or VSD", name);
	if (v->device_type != s->device_type || v->n_hwids != s->n_hwids ||
	    memcmp(v->hwid, s->hwids, s->n_hwids * 4))
		fail("%s: device type or hw ids", name);
	if (v->n_guids != s->n_guids || v->blank_guids != s->blank_guids)
		fail("%s: number of GUIDs", name);
	if (!s->blank_guids && memcmp(v->guid, s->guids, s->n_guids * 8))
		fail("%s: GUIDs", name);
	if (v->end_tag == s->no_end_tag)
		fail("%s: end tag", name);
	if (v->has_mic != fs2_spec_has_tag(s, 11))
		fail("%s: MIC", name);
	if (v->has_rom != !!s->rom_size ||
	    (v->has_rom && (!v->rom_sum_ok || !v->rom_signed)))
		fail("%s: ROM", name);
	if ((v->word_20 >> 24) != s->devrev ||
	    (v->word_20 >> 16 & 0xff) != s->indicator)
		fail("%s: word 20", name);
	if ((s->blank_guids || s->no_full_crc) != ((v->word_20 & 0xffff) == 0xffff))
		fail("%s: full CRC %04x", name, v->word_20 & 0xffff);
}

/* Every pair of knobs, in a small and in a middling image. */
static void test_knob_pairs(void)
{
	struct fs2_spec spec;
	char name[64];
	u32 i, j, big, len;
	u8 *buf;

	for (i = 0; i < ARRAY_SIZE(knobs); i++) {
		for (j = 0; j <= i; j++) {
			for (big = 0; big < 2; big++) {
				fs2_spec_default(&spec);
				if (!big)
					fs2_spec_small(&spec);
				else
					spec.size = 0x8000;
				spec.seed = i * 64 + j;
				spec.log2_chunk = 16 + j % 8;
				knobs[i].set(&spec);
				knobs[j].set(&spec);
				snprintf(name, sizeof(name), "%s, %s, %s",
					 knobs[i].name, knobs[j].name,
					 big ? "32 KB" : "small");
				buf = build_exact(&spec, &len);
				if (buf)
					compare(&spec, look(buf, len), name);
				free(buf);
			}
		}
	}
}

static void test_default(void)
{
	struct fs2_spec spec;
	struct view *v;
	u32 len;
	u8 *buf;

	fs2_spec_default(&spec);
	buf = build_exact(&spec, &len);
	if (!buf)
		return;
	v = look(buf, len);
	compare(&spec, v, "default");
	if (len != FS2_BUILD_DEFAULT_SIZE)
		fail("%u bytes", len);
	if (strcmp(v->psid, "HP_09D0000001") || v->device_type != 25418 ||
	    v->n_hwids != 1 || v->hwid[0] != 0x00a00190 || v->n_guids != 6)
		fail("not the card it should be for");
	if (v->n_tags != 10 || memcmp(v->tag, "\0\1\2\3\4\10\5\11\12\13", 10))
		fail("order of tags");
	free(buf);

	fs2_spec_small(&spec);
	if (fs2_build(&spec, NULL, 0) > FS2_BUILD_SMALL_MAX)
		fail("small image has %d bytes", fs2_build(&spec, NULL, 0));
}

static void test_exact_size(void)
{
	struct fs2_spec spec;
	u32 least, len, i;
	u8 *buf;

	fs2_spec_small(&spec);
	least = fs2_build(&spec, NULL, 0);
	for (i = 1; i <= 8; i++) {
		spec.n_code = i;
		for (spec.size = least + 400; spec.size < least + 600; spec.size += 4) {
			buf = build_exact(&spec, &len);
			if (buf && (len != spec.size || look(buf, len)->n_errors))
				fail("%u sections, %u bytes: %u", i, spec.size, len);
			free(buf);
		}
	}
	for (i = 0; i < 20; i++) {
		fs2_spec_default(&spec);
		spec.seed = i;
		spec.size = fs2_spec_size_from_seed(i);
		if (spec.size < 350 * 1024 || spec.size > 450 * 1024)
			fail("seed %u: %u bytes", i, spec.size);
		buf = build_exact(&spec, &len);
		if (buf && (len != spec.size || look(buf, len)->n_errors))
			fail("seed %u: %u, not %u bytes", i, len, spec.size);
		free(buf);
	}
}

static void test_refusals(void)
{
	u8 buf[FS2_BUILD_SMALL_MAX];
	struct fs2_spec spec;
	u32 least;

	fs2_spec_small(&spec);
	least = fs2_build(&spec, buf, sizeof(buf));
	if (fs2_build(&spec, buf, least - 1) != -ENOSPC)
		fail("buffer too small");
	spec.pad = 8;
	if (fs2_build(&spec, buf, least + 7) != -ENOSPC)
		fail("buffer too small for the padding");
	spec.pad = 0;
	spec.size = least - 4;
	if (fs2_build(&spec, buf, sizeof(buf)) != -EINVAL)
		fail("size too small");
	spec.size = least + 2;
	if (fs2_build(&spec, buf, sizeof(buf)) != -EINVAL)
		fail("odd size");
	spec.size = 0;
	spec.log2_chunk = 15;
	if (fs2_build(&spec, buf, sizeof(buf)) != -EINVAL)
		fail("chunk of 32 KB");
	spec.log2_chunk = 24;
	if (fs2_build(&spec, buf, sizeof(buf)) != -EINVAL)
		fail("chunk of 16 MB");
}

/* ---- seeds ---- */

static void test_seeds(void)
{
	struct fs2_spec spec;
	u32 len, i, off, same = 0, code;
	u8 *a, *b, *again;

	fs2_spec_default(&spec);
	spec.n_code = 1;
	a = build_exact(&spec, &len);
	again = build_exact(&spec, &len);
	spec.seed = 2;
	b = build_exact(&spec, &len);
	if (!a || !b || !again)
		return;
	if (memcmp(a, again, len))
		fail("same seed, different image");
	off = fs2_build_find_section(a, len, HERMON_FS2_DDR);
	code = fs2_build_body_size(a, off);
	for (i = off + 16; i < off + 16 + code; i += 4) {
		if (!memcmp(a + i, b + i, 4))
			same++;
		if (fs2_build_get32(a + i) == HERMON_FS2_SIGNATURE_0 ||
		    fs2_build_get32(a + i) == 0xffffffff)
			fail("signature or erased word at 0x%x", i);
	}
	if (same)
		fail("%u of %u code words are the same", same, code / 4);
	free(a);
	free(b);
	free(again);
}

/* ---- editing ---- */

static void test_every_flip_is_seen(void)
{
	struct fs2_spec spec;
	u32 len, i, bit;
	u8 *buf;

	fs2_spec_small(&spec);
	buf = build_exact(&spec, &len);
	if (!buf)
		return;
	for (i = 0; i < len; i++) {
		for (bit = 1; bit < 0x100; bit <<= 1) {
			buf[i] ^= bit;
			if (!look(buf, len)->n_errors)
				fail("byte 0x%x, bit %02x", i, bit);
			buf[i] ^= bit;
		}
	}
	if (look(buf, len)->n_errors)
		fail("damaged for good");
	free(buf);
}

static void test_fix_repairs(void)
{
	struct fs2_spec spec;
	struct view *v;
	u32 len, off, i;
	u8 *buf, *copy;

	fs2_spec_small(&spec);
	spec.two_loaders = true;
	spec.rom_size = 512;
	buf = build_exact(&spec, &len);
	copy = malloc(len);
	if (!buf || !copy)
		abort();

	memcpy(copy, buf, len);
	if (fs2_build_fix(copy, len) || memcmp(copy, buf, len))
		fail("a good image does not stay as it is");

	/* A byte of the body of each section, and of the header's own words. */
	for (off = 0; (off = fs2_build_next_section(buf, len, off));) {
		memcpy(copy, buf, len);
		copy[off + 8] ^= 1;
		copy[off + 16 + 4] ^= 1;
		if (!look(copy, len)->n_errors)
			fail("change at 0x%x is not seen", off);
		if (fs2_build_fix(copy, len) || look(copy, len)->n_errors)
			fail("change at 0x%x is not repaired", off);
	}
	for (i = 0x10; i < 0x28; i++) {
		memcpy(copy, buf, len);
		copy[i] ^= 0x40;
		if (fs2_build_fix(copy, len) || look(copy, len)->n_errors)
			fail("header byte 0x%x is not repaired", i);
	}
	memcpy(copy, buf, len);
	copy[0x28] = 0;
	copy[0x2c] = 0;
	if (fs2_build_fix(copy, len) || memcmp(copy, buf, len))
		fail("checksums of the header words");

	/* Blank GUIDs come and go with the body. */
	memcpy(copy, buf, len);
	off = fs2_build_find_section(copy, len, HERMON_FS2_GUID);
	memset(copy + off + 16, 0xff, 48);
	fs2_build_fix(copy, len);
	v = look(copy, len);
	if (v->n_errors || !v->blank_guids || (v->word_20 & 0xffff) != 0xffff)
		fail("blank GUIDs");
	memcpy(copy + off + 16, buf + off + 16, 48);
	fs2_build_fix(copy, len);
	if (memcmp(copy, buf, len))
		fail("GUIDs set again");
	free(copy);
	free(buf);
}

/*
 * Tests set size and next fields to nonsense and then ask for a repair: it
 * must touch nothing beyond what it understands.
 */
static void test_fix_survives(void)
{
	static const u32 value[] = {
		0, 1, 3, 5, 0x10, 0x3fffffff, 0x40000000, 0x7fffffff,
		0x80000000, 0xfffffffc, 0xffffffff,
	};
	struct fs2_spec spec;
	u32 len, i, j;
	u8 *buf, *copy;

	fs2_spec_small(&spec);
	spec.two_loaders = true;
	buf = build_exact(&spec, &len);
	copy = malloc(len);
	if (!buf || !copy)
		abort();
	for (i = 0; i + 4 <= len; i += 4) {
		for (j = 0; j < ARRAY_SIZE(value); j++) {
			memcpy(copy, buf, len);
			fs2_build_put32(copy + i, value[j]);
			fs2_build_fix(copy, len);
			fs2_build_find_tag(copy, len, 0x77);
			look(copy, len);
		}
	}
	free(copy);

	/* ... and cut anywhere. */
	for (i = 0; i < len; i++) {
		copy = malloc(i ? i : 1);
		if (!copy)
			abort();
		memcpy(copy, buf, i);
		fs2_build_fix(copy, i);
		fs2_build_find_tag(copy, i, 4);
		if (!look(copy, i)->n_errors)
			fail("cut at %u: not seen", i);
		free(copy);
	}

	/* A section grown over its neighbour must leave that one alone. */
	i = fs2_build_find_section(buf, len, HERMON_FS2_CONFIG);
	j = fs2_build_next_section(buf, len, i);
	fs2_build_put32(buf + i + 4, fs2_build_get32(buf + i + 4) + 1);
	if (fs2_build_fix(buf, len) != -EINVAL)
		fail("overlap: no complaint");
	if (fs2_build_get32(buf + j) != HERMON_FS2_GUID)
		fail("overlap: next header is destroyed");
	free(buf);
}

static void test_find(void)
{
	struct fs2_spec spec;
	u32 len, off, i;
	u8 *buf;

	fs2_spec_small(&spec);
	knob_all_tags(&spec);
	buf = build_exact(&spec, &len);
	if (!buf)
		return;
	for (i = 0; i <= 22; i++) {
		off = fs2_build_find_tag(buf, len, i);
		if (!off || buf[off] != i)
			fail("tag %u", i);
	}
	if (fs2_build_find_tag(buf, len, 23))
		fail("tag 23 found");
	off = fs2_build_find_tag(buf, len, HERMON_FS2_TAG_PSID);
	if (memcmp(buf + off + 4, spec.psid, 16))
		fail("PSID");
	off = fs2_build_find_section(buf, len, HERMON_FS2_GUID);
	if (off + 16 != fs2_build_get32(buf + 0x34))
		fail("GUID section and pointer");
	off = fs2_build_find_section(buf, len, HERMON_FS2_IMAGE_INFO);
	if (off + 16 != (fs2_build_get32(buf + 0x2c) & 0xffffff))
		fail("Image Info section and pointer");
	if (fs2_build_find_section(buf, len, HERMON_FS2_HASH))
		fail("a section that is not there");
	free(buf);

	/* The usual order of tags puts the PSID there; a habit, not a rule. */
	fs2_spec_small(&spec);
	buf = build_exact(&spec, &len);
	if (!buf)
		return;
	off = fs2_build_find_section(buf, len, HERMON_FS2_IMAGE_INFO);
	if (memcmp(buf + off + 0x3c, spec.psid, 16))
		fail("PSID is not at section + 0x3c");
	free(buf);
}

static void test_last_section(void)
{
	struct fs2_spec spec;
	u32 len, off, last = 0;
	u8 *buf;

	fs2_spec_small(&spec);
	buf = build_exact(&spec, &len);
	if (!buf)
		return;
	for (off = 0; (off = fs2_build_next_section(buf, len, off));)
		last = off;
	if (fs2_build_get32(buf + last + 12) != HERMON_FS2_NEXT_LAST)
		fail("next is %08x", fs2_build_get32(buf + last + 12));
	if (last + 16 + fs2_build_body_size(buf, last) + 4 != len)
		fail("last section ends early");
	free(buf);
}

/* Checked with sums that need no reduction on the way. */
static void test_fw_config(void)
{
	static const u8 own[] = { 1, 2, 3, 4, 5 };
	struct fs2_spec spec;
	u32 len, off, n, i;
	u64 a = 1, b = 0;
	u8 *buf, *p;

	fs2_spec_default(&spec);
	buf = build_exact(&spec, &len);
	if (!buf)
		return;
	off = fs2_build_find_section(buf, len, HERMON_FS2_FW_CONFIG);
	p = buf + off + 16;
	n = p[3] | p[4] << 8;
	if ((p[0] << 8 | p[1]) % 31 || p[2] != 1 || (u32)(p[5] | p[6] << 8) != (n ^ 0xffff))
		fail("zlib header");
	if (n + 11 > fs2_build_body_size(buf, off) ||
	    n + 11 + 3 < fs2_build_body_size(buf, off))
		fail("%u bytes of text in a body of %u", n,
		     fs2_build_body_size(buf, off));
	for (i = 0; i < n; i++) {
		a += p[7 + i];
		b += a;
	}
	if (fs2_build_get32(p + 7 + n) != (b % 65521 << 16 | a % 65521))
		fail("adler32");
	if (!memmem(p, n, "[PS_INFO]\nName = 448397-B21\n", 28) ||
	    !memmem(p, n, "PSID = HP_09D0000001\n", 21))
		fail("text");
	free(buf);

	spec.fw_config = own;
	spec.fw_config_len = sizeof(own);
	buf = build_exact(&spec, &len);
	if (!buf)
		return;
	off = fs2_build_find_section(buf, len, HERMON_FS2_FW_CONFIG);
	if (fs2_build_body_size(buf, off) != 8 ||
	    memcmp(buf + off + 16, "\1\2\3\4\5\0\0\0", 8))
		fail("caller's own bytes");
	free(buf);
}

/* ---- flash ---- */

static void test_place(void)
{
	const u32 flash_size = 0x200000;
	struct fs2_spec spec;
	static struct view v;
	u32 len[2], start[VIEW_STARTS_MAX], log2, slot, n;
	u8 *flash, *img[2], *back;

	flash = malloc(flash_size);
	back = malloc(flash_size);
	if (!flash || !back)
		abort();
	for (log2 = 16; log2 <= 20; log2++) {
		memset(flash, 0xff, flash_size);
		for (slot = 0; slot < 2; slot++) {
			fs2_spec_default(&spec);
			spec.log2_chunk = log2;
			spec.seed = slot;
			spec.minor = 6 + slot;
			img[slot] = build_exact(&spec, &len[slot]);
			if (fs2_build_place(img[slot], len[slot], log2, slot,
					    flash, flash_size))
				fail("chunk 2^%u slot %u", log2, slot);
		}
		n = view_starts(flash, flash_size, false, start);
		if (n != 2 || start[0] || start[1] != 1u << log2)
			fail("chunk 2^%u: starts", log2);
		for (slot = 0; slot < 2; slot++) {
			view_flash(&v, flash, flash_size, slot << log2);
			if (v.n_errors || v.version[1] != 6 + slot)
				fail("chunk 2^%u slot %u: %s", log2, slot, v.error[0]);
			fs2_build_take(flash, flash_size, log2, slot, back, len[slot]);
			if (memcmp(back, img[slot], len[slot]))
				fail("chunk 2^%u slot %u: read back", log2, slot);
			free(img[slot]);
		}
		fs2_build_retire(flash, 0);
		n = view_starts(flash, flash_size, false, start);
		if (n != 1 || start[0] != 1u << log2)
			fail("chunk 2^%u: retired image is still found", log2);
		n = view_starts(flash, flash_size, true, start);
		if (n != 1 || start[0])
			fail("chunk 2^%u: retired image is not seen", log2);
	}
	if (fs2_build_place(back, 0x100001, 20, 0, flash, flash_size) != -EFBIG ||
	    fs2_build_place(back, 0x100001, 16, 0, flash, flash_size) != -EFBIG ||
	    fs2_build_place(back, 0x100000, 16, 1, flash, flash_size) ||
	    fs2_build_place(back, 0x1000, 21, 1, flash, flash_size) != -EFBIG)
		fail("limits of the flash");
	free(flash);
	free(back);
}

static const struct test {
	const char *name;
	void (*run)(void);
} tests[] = {
	{ "crc_vectors", test_crc_vectors },
	{ "crc_two_ways", test_crc_two_ways },
	{ "section_vector", test_section_vector },
	{ "loader_vector", test_loader_vector },
	{ "address_table", test_address_table },
	{ "checksum_words", test_checksum_words },
	{ "default", test_default },
	{ "knob_pairs", test_knob_pairs },
	{ "exact_size", test_exact_size },
	{ "refusals", test_refusals },
	{ "seeds", test_seeds },
	{ "every_flip_is_seen", test_every_flip_is_seen },
	{ "fix_repairs", test_fix_repairs },
	{ "fix_survives", test_fix_survives },
	{ "find", test_find },
	{ "last_section", test_last_section },
	{ "fw_config", test_fw_config },
	{ "place", test_place },
};

int main(void)
{
	bool any = false;
	u32 i;

	printf("KTAP version 1\n1..%zu\n", ARRAY_SIZE(tests));
	for (i = 0; i < ARRAY_SIZE(tests); i++) {
		failed = false;
		tests[i].run();
		printf("%sok %u %s\n", failed ? "not " : "", i + 1, tests[i].name);
		fflush(stdout);
		any = any || failed;
	}
	return any;
}
