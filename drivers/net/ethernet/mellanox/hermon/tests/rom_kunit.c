// SPDX-License-Identifier: GPL-2.0-only
/*
 * An image with another boot ROM must be, byte by byte, what a builder makes of
 * the same image with that ROM in its place.
 *
 * Rules: Documentation/hermon/fs2.rst, "ROM" and "What a burn keeps".
 */
#include <kunit/test.h>

#include <hermon/rom.h>
#include "fs2_build.h"

#define BUF_SIZE	0x8000
#define ROM_MAX		0x1000
#define GPH		((u32)sizeof(struct hermon_fs2_gph))
#define H_CRC		0x20
#define H_INFO		0x2c
#define H_SIZE		0x30
#define H_GUID		0x34

/* The image, the image whose ROM it gets, and what must come out. */
struct fixture {
	struct fs2_spec spec;
	struct fs2_spec donor;
	struct fs2_spec want;
	u8 buf[BUF_SIZE];
	u8 want_buf[BUF_SIZE];
	u8 got_buf[BUF_SIZE];
	u8 body[ROM_MAX];
	u32 body_len;
	struct hermon_mem mem;
	struct hermon_image image;
	struct hermon_rom rom;
	struct hermon_card card;
	struct hermon_report report;
};

static int rom_init(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	fs2_spec_small(&f->spec);
	f->spec.log2_chunk = 16;
	f->donor = f->spec;
	f->donor.seed = 7;
	f->donor.rom_seed = 77;
	f->donor.rom_size = 1024;
	f->donor.rom_minor = 9;
	test->priv = f;
	return 0;
}

static u32 build(struct kunit *test, const struct fs2_spec *spec, u8 *buf)
{
	int len = fs2_build(spec, buf, BUF_SIZE);

	KUNIT_ASSERT_GT(test, len, 0);
	return len;
}

static void build_image(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 len = build(test, &f->spec, f->buf);

	hermon_mem_init(&f->mem, f->buf, len);
	KUNIT_ASSERT_EQ(test, hermon_fs2_check_file(&f->mem.rd, &f->image,
						    &f->report), 0);
}

/* The body of the donor's ROM, cut out of its image. */
static void take_rom(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 len = build(test, &f->donor, f->want_buf);
	u32 off = fs2_build_find_section(f->want_buf, len, HERMON_FS2_ROM);

	f->body_len = f->donor.rom_size;
	memcpy(f->body, f->want_buf + off + GPH, f->body_len);
}

/*
 * The full CRC comes when the identity does, gaps and padding are dropped, and
 * the tools clear the indicator.
 */
static void set_want(struct fixture *f, bool with_rom)
{
	f->want = f->spec;
	f->want.no_full_crc = true;
	f->want.indicator = 0;
	f->want.gap = 0;
	f->want.pad = 0;
	f->want.rom_size = 0;
	if (!with_rom)
		return;
	f->want.rom_size = f->donor.rom_size;
	f->want.rom_seed = f->donor.rom_seed;
	f->want.rom_minor = f->donor.rom_minor;
	/* Second, or where the first ROM was if that came before. */
	f->want.rom_place = f->spec.rom_size && !f->spec.rom_place ? 0 : 1;
}

static int replace(struct fixture *f, bool with_rom)
{
	return hermon_rom_replace(&f->rom, &f->mem.rd,
				  with_rom ? f->body : NULL, f->body_len,
				  &f->report);
}

/* ---- byte by byte ---- */

static void nothing(struct fixture *f)
{
}

static void rom_second(struct fixture *f)
{
	f->spec.rom_size = 512;
}

static void rom_first(struct fixture *f)
{
	rom_second(f);
	f->spec.rom_place = 0;
}

static void rom_third(struct fixture *f)
{
	rom_second(f);
	f->spec.rom_place = 2;
}

static void rom_last(struct fixture *f)
{
	rom_second(f);
	f->spec.rom_place = HERMON_FS2_MAX_SECTIONS;
}

static void rom_larger(struct fixture *f)
{
	f->spec.rom_size = 2048;
}

static void two_loaders(struct fixture *f)
{
	f->spec.two_loaders = true;
}

static void two_loaders_rom_first(struct fixture *f)
{
	two_loaders(f);
	rom_first(f);
}

static void emt_section(struct fixture *f)
{
	rom_third(f);
	f->spec.extra_type = HERMON_FS2_EMT;
	f->spec.extra_bytes = 61;
}

static void unknown_section(struct fixture *f)
{
	rom_third(f);
	f->spec.extra_type = 40;
}

static void gaps(struct fixture *f)
{
	f->spec.gap = 8;
}

static void gaps_and_rom(struct fixture *f)
{
	rom_third(f);
	f->spec.gap = 12;
}

static void two_sections(struct fixture *f)
{
	f->spec.bare = true;
	f->spec.n_code = 0;
}

static void three_sections(struct fixture *f)
{
	two_sections(f);
	rom_last(f);
}

static void most_sections(struct fixture *f)
{
	f->spec.n_code = HERMON_FS2_MAX_SECTIONS - 6;
	rom_last(f);
}

static void room_for_one_section(struct fixture *f)
{
	f->spec.n_code = HERMON_FS2_MAX_SECTIONS - 6;
}

static void blank_guids(struct fixture *f)
{
	f->spec.blank_guids = true;
}

static void blank_four_guids(struct fixture *f)
{
	f->spec.blank_guids = true;
	f->spec.n_guids = 4;
}

static void four_guids(struct fixture *f)
{
	f->spec.n_guids = 4;
}

static void indicator(struct fixture *f)
{
	f->spec.indicator = 0x5a;
	f->spec.devrev = 0xb0;
}

static void no_mic(struct fixture *f)
{
	fs2_spec_drop_tag(&f->spec, HERMON_FS2_TAG_MIC_VERSION);
}

static void padded(struct fixture *f)
{
	f->spec.pad = 64;
}

static void large_code(struct fixture *f)
{
	f->spec.config_words = 0x800;
}

struct replace_case {
	const char *desc;
	void (*edit)(struct fixture *f);
};

static const struct replace_case replace_cases[] = {
	{ "no ROM", nothing },
	{ "ROM second", rom_second },
	{ "ROM first", rom_first },
	{ "ROM third", rom_third },
	{ "ROM last", rom_last },
	{ "larger ROM", rom_larger },
	{ "two loaders", two_loaders },
	{ "two loaders, ROM first", two_loaders_rom_first },
	{ "EMT section counts bytes", emt_section },
	{ "section of unknown type", unknown_section },
	{ "gaps", gaps },
	{ "gaps, ROM third", gaps_and_rom },
	{ "two sections", two_sections },
	{ "two sections and a ROM", three_sections },
	{ "256 sections, one a ROM", most_sections },
	{ "255 sections", room_for_one_section },
	{ "blank GUIDs", blank_guids },
	{ "four blank GUIDs", blank_four_guids },
	{ "four GUIDs", four_guids },
	{ "indicator set", indicator },
	{ "no MIC tag", no_mic },
	{ "padded file", padded },
	{ "sections of many blocks", large_code },
};
KUNIT_ARRAY_PARAM_DESC(replace, replace_cases, desc);

static void expect_bytes(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 len = build(test, &f->want, f->want_buf);

	KUNIT_ASSERT_EQ(test, f->rom.rd.size, len);
	KUNIT_ASSERT_EQ(test, hermon_reader_get(&f->rom.rd, 0, f->got_buf, len,
						&f->report), 0);
	KUNIT_EXPECT_MEMEQ(test, f->got_buf, f->want_buf, len);
}

/* The parser finds in it what it found before, but for the ROM. */
static void expect_image(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct hermon_image got;

	KUNIT_ASSERT_EQ_MSG(test, hermon_fs2_check(&f->rom.rd,
						   HERMON_DEPTH_FULL, &got,
						   &f->report), 0, "%s",
			    hermon_reason_name(f->report.reason));
	KUNIT_EXPECT_EQ(test, got.size, f->rom.rd.size);
	KUNIT_EXPECT_EQ(test, got.rom_len, f->want.rom_size);
	KUNIT_EXPECT_EQ(test, got.guids_blank, f->image.guids_blank);
	KUNIT_EXPECT_MEMEQ(test, got.guids, f->image.guids, sizeof(got.guids));
	KUNIT_EXPECT_STREQ(test, got.psid, f->image.psid);
	KUNIT_EXPECT_EQ(test, f->rom.rd.where, HERMON_WHERE_FILE);
}

static void rom_put_in(struct kunit *test)
{
	const struct replace_case *c = test->param_value;
	struct fixture *f = test->priv;

	c->edit(f);
	take_rom(test);
	build_image(test);
	set_want(f, true);
	KUNIT_ASSERT_EQ(test, replace(f, true), 0);
	expect_bytes(test);
	expect_image(test);
}

static void rom_left_out(struct kunit *test)
{
	const struct replace_case *c = test->param_value;
	struct fixture *f = test->priv;

	c->edit(f);
	take_rom(test);
	build_image(test);
	set_want(f, false);
	KUNIT_ASSERT_EQ(test, replace(f, false), 0);
	expect_bytes(test);
	expect_image(test);
}

/* Out again: what comes is what was there before the ROM was put in. */
static void rom_in_and_out(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct hermon_rom *in = kunit_kzalloc(test, sizeof(*in), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, in);
	take_rom(test);
	build_image(test);
	KUNIT_ASSERT_EQ(test, hermon_rom_replace(in, &f->mem.rd, f->body,
						 f->body_len, &f->report), 0);
	KUNIT_ASSERT_EQ(test, hermon_rom_replace(&f->rom, &in->rd, NULL, 0,
						 &f->report), 0);
	set_want(f, false);
	expect_bytes(test);
}

/* Words of the header, from their definition and not from the builder's. */
static void rom_header(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 around = GPH + f->donor.rom_size + 4;
	u32 guid, info, word;
	u8 *got = f->got_buf;

	indicator(f);
	take_rom(test);
	build_image(test);
	guid = fs2_build_get32(f->buf + H_GUID);
	info = fs2_build_get32(f->buf + H_INFO) & 0xffffff;
	KUNIT_ASSERT_EQ(test, replace(f, true), 0);
	KUNIT_ASSERT_EQ(test, hermon_reader_get(&f->rom.rd, 0, got, 0x38,
						&f->report), 0);
	KUNIT_EXPECT_EQ(test, fs2_build_get32(got + H_CRC), 0xb000ffff);
	KUNIT_EXPECT_EQ(test, fs2_build_get32(got + H_SIZE),
			f->image.size + around);
	KUNIT_EXPECT_EQ(test, fs2_build_get32(got + H_GUID), guid + around);
	word = fs2_build_get32(got + H_INFO);
	KUNIT_EXPECT_EQ(test, word & 0xffffff, info + around);
	KUNIT_EXPECT_EQ(test, (u8)(got[H_INFO] + got[H_INFO + 1] +
				   got[H_INFO + 2] + got[H_INFO + 3]), 0);
	KUNIT_EXPECT_MEMEQ(test, got, f->buf, H_CRC);
	KUNIT_EXPECT_MEMEQ(test, got + 0x24, f->buf + 0x24, 8);
}

/* GUIDs of ones under a checksum of their own are not blank. */
static void rom_guids_of_ones(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 off, crc;

	blank_guids(f);
	take_rom(test);
	build_image(test);
	off = fs2_build_find_section(f->buf, f->image.size, HERMON_FS2_GUID);
	crc = off + GPH + HERMON_FS2_GUIDS_MAX * HERMON_FS2_GUID_SIZE;
	fs2_build_put32(f->buf + crc, fs2_build_crc16(f->buf + off, crc - off));
	KUNIT_ASSERT_EQ(test, replace(f, true), 0);
	KUNIT_ASSERT_EQ(test, hermon_fs2_check(&f->rom.rd, HERMON_DEPTH_FULL,
					       &f->image, &f->report), 0);
	KUNIT_EXPECT_FALSE(test, f->image.guids_blank);
}

/* GUIDs whose checksum happens to be what stands for none. */
static void rom_guids_crc_of_ones(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 off, end, low;

	take_rom(test);
	build_image(test);
	off = fs2_build_find_section(f->buf, f->image.size, HERMON_FS2_GUID);
	end = off + GPH + HERMON_FS2_GUIDS_MAX * HERMON_FS2_GUID_SIZE;
	/* The bytes of the checksum can be reached by those before it. */
	for (low = 0; low <= 0xffff; low++) {
		fs2_build_put32(f->buf + end - 4, low);
		if (fs2_build_crc16(f->buf + off, end - off) == 0xffff)
			break;
	}
	KUNIT_ASSERT_LE(test, low, 0xffff);
	fs2_build_fix(f->buf, f->image.size);
	KUNIT_ASSERT_EQ(test, fs2_build_get32(f->buf + end), 0xffff);
	KUNIT_ASSERT_EQ(test, replace(f, true), 0);
	KUNIT_ASSERT_EQ(test, hermon_fs2_check(&f->rom.rd, HERMON_DEPTH_FULL,
					       &f->image, &f->report), 0);
	KUNIT_EXPECT_FALSE(test, f->image.guids_blank);
	KUNIT_EXPECT_EQ(test, (u32)f->image.guids[HERMON_FS2_GUIDS_MAX - 1], low);
}

/* A section that is not the GUIDs' and looks like them. */
static void rom_other_section_of_ones(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 off;

	f->spec.extra_type = HERMON_FS2_USER_DATA;
	f->spec.extra_bytes = 48;
	take_rom(test);
	build_image(test);
	off = fs2_build_find_section(f->buf, f->image.size,
				     HERMON_FS2_USER_DATA);
	memset(f->buf + off + GPH, 0xff, 48);
	fs2_build_put32(f->buf + off + GPH + 48, 0xffff);
	KUNIT_ASSERT_EQ(test, replace(f, true), 0);
	KUNIT_EXPECT_EQ(test, hermon_fs2_check(&f->rom.rd, HERMON_DEPTH_FULL,
					       &f->image, &f->report), 0);
}

/* ---- how it is read ---- */

/* However it is cut, the same bytes. */
static void rom_pieces(struct kunit *test)
{
	static const u32 pieces[] = { 1, 3, 4, 7, 16, 60, 255, 256, 1000 };
	struct fixture *f = test->priv;
	u32 size, off, n, i;

	rom_third(f);
	take_rom(test);
	build_image(test);
	KUNIT_ASSERT_EQ(test, replace(f, true), 0);
	size = f->rom.rd.size;
	KUNIT_ASSERT_EQ(test, hermon_reader_get(&f->rom.rd, 0, f->want_buf,
						size, &f->report), 0);
	for (i = 0; i < ARRAY_SIZE(pieces); i++) {
		memset(f->got_buf, 0, size);
		for (off = 0; off < size; off += n) {
			n = min(pieces[i], size - off);
			hermon_reader_get(&f->rom.rd, off, f->got_buf + off, n,
					  &f->report);
		}
		KUNIT_EXPECT_MEMEQ_MSG(test, f->got_buf, f->want_buf, size,
				       "pieces of %u", pieces[i]);
	}
}

/* From every byte on, a length that crosses into the next piece or two. */
static void rom_windows(struct kunit *test)
{
	static const u32 lengths[] = { 1, 2, 5, 40, 333 };
	struct fixture *f = test->priv;
	u32 size, off, n, i;

	take_rom(test);
	build_image(test);
	KUNIT_ASSERT_EQ(test, replace(f, true), 0);
	size = f->rom.rd.size;
	hermon_reader_get(&f->rom.rd, 0, f->want_buf, size, &f->report);
	for (off = 0; off < size; off++) {
		for (i = 0; i < ARRAY_SIZE(lengths); i++) {
			n = min(lengths[i], size - off);
			memset(f->got_buf, 0x5a, n + 1);
			hermon_reader_get(&f->rom.rd, off, f->got_buf, n,
					  &f->report);
			KUNIT_ASSERT_MEMEQ(test, f->got_buf, f->want_buf + off,
					   n);
			KUNIT_ASSERT_EQ(test, f->got_buf[n], 0x5a);
		}
	}
}

static void rom_bounds(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 size;

	take_rom(test);
	build_image(test);
	KUNIT_ASSERT_EQ(test, replace(f, true), 0);
	size = f->rom.rd.size;
	KUNIT_EXPECT_EQ(test, hermon_reader_get(&f->rom.rd, size - 4,
						f->got_buf, 8, &f->report),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, hermon_reader_get(&f->rom.rd, size, f->got_buf,
						1, &f->report), -EINVAL);
	KUNIT_EXPECT_EQ(test, hermon_reader_get(&f->rom.rd, size, f->got_buf,
						0, &f->report), 0);
}

/* A reader that fails at one read. */
struct failing {
	struct hermon_reader rd;
	struct hermon_mem *mem;
	u32 reads_left;
};

static int failing_read(struct hermon_reader *rd, u32 off, void *buf, u32 len,
			struct hermon_report *report)
{
	struct failing *failing = container_of(rd, struct failing, rd);

	if (!failing->reads_left--)
		return hermon_fail(report, HERMON_WHY_FLASH_STUCK, off, 0, 0);
	return hermon_reader_get(&failing->mem->rd, off, buf, len, report);
}

static int replace_and_read(struct fixture *f, struct failing *failing)
{
	int err;

	err = hermon_rom_replace(&f->rom, &failing->rd, f->body, f->body_len,
				 &f->report);
	if (err)
		return err;
	return hermon_reader_get(&f->rom.rd, 0, f->got_buf, f->rom.rd.size,
				 &f->report);
}

/* Whichever read fails, its reason comes up unchanged. */
static void rom_read_errors(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct failing failing = { .mem = &f->mem };
	u32 n = 0;
	int err;

	take_rom(test);
	build_image(test);
	failing.rd = f->mem.rd;
	failing.rd.read = failing_read;
	do {
		failing.reads_left = n;
		memset(&f->report, 0, sizeof(f->report));
		err = replace_and_read(f, &failing);
		if (err) {
			KUNIT_EXPECT_EQ_MSG(test, err, -ETIMEDOUT, "read %u", n);
			KUNIT_EXPECT_EQ_MSG(test, f->report.reason,
					    HERMON_WHY_FLASH_STUCK, "read %u",
					    n);
		}
	} while (err && ++n < 1000);
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_GT(test, n, 20);
}

/* Of what is no image, nothing is made. */
static void rom_of_no_image(struct kunit *test)
{
	struct fixture *f = test->priv;

	take_rom(test);
	build_image(test);
	fs2_build_put32(f->buf + fs2_build_find_section(f->buf, f->image.size,
							HERMON_FS2_JUMP) + 12,
			0x40);
	KUNIT_EXPECT_EQ(test, replace(f, true), -EINVAL);
	KUNIT_EXPECT_EQ(test, f->report.reason, HERMON_WHY_SECTION_NEXT);
}

/* Nobody asks for that: whoever checks the result refuses it. */
static void rom_of_one_section(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 first, end;

	take_rom(test);
	build_image(test);
	first = fs2_build_first_section(f->buf, f->image.size);
	end = first + GPH + fs2_build_body_size(f->buf, first) + 4;
	fs2_build_put32(f->buf + first + 12, HERMON_FS2_NEXT_LAST);
	fs2_build_put32(f->buf + H_SIZE, end);
	hermon_mem_init(&f->mem, f->buf, end);
	KUNIT_ASSERT_EQ(test, replace(f, true), 0);
	KUNIT_EXPECT_EQ(test, f->rom.rd.size, end + GPH + f->body_len + 4);
	KUNIT_ASSERT_EQ(test, hermon_reader_get(&f->rom.rd, 0, f->got_buf,
						f->rom.rd.size, &f->report), 0);
	KUNIT_EXPECT_EQ(test, fs2_build_get32(f->got_buf + end), HERMON_FS2_ROM);
	/* Its pointers lead where they led. */
	KUNIT_EXPECT_EQ(test, fs2_build_get32(f->got_buf + H_GUID),
			fs2_build_get32(f->buf + H_GUID));
	KUNIT_EXPECT_NE(test, hermon_fs2_check(&f->rom.rd, HERMON_DEPTH_FULL,
					       &f->image, &f->report), 0);
}

/* ---- the card's ROM ---- */

#define FLASH_SIZE	0x100000

static void rom_place_card(struct kunit *test, u8 *flash, u32 slot)
{
	struct fixture *f = test->priv;
	u32 len;

	len = build(test, &f->donor, f->want_buf);
	memset(flash, 0xff, FLASH_SIZE);
	KUNIT_ASSERT_EQ(test, fs2_build_place(f->want_buf, len,
					      f->donor.log2_chunk, slot, flash,
					      FLASH_SIZE), 0);
	hermon_mem_init(&f->mem, flash, FLASH_SIZE);
	f->mem.rd.where = HERMON_WHERE_CARD;
	KUNIT_ASSERT_EQ(test, hermon_card_read(&f->card, &f->mem.rd,
					       &f->report), 0);
	KUNIT_ASSERT_TRUE(test, f->card.valid);
	KUNIT_ASSERT_EQ(test, f->card.image.rom_len, f->donor.rom_size);
}

struct card_case {
	const char *desc;
	u32 slot;
	u32 config_words;	/* in front of the ROM */
};

/* The last one has its ROM on both sides of the end of a chunk. */
static const struct card_case card_cases[] = {
	{ "lower slot", 0, 8 },
	{ "upper slot", 1, 8 },
	{ "across chunks", 1, 0x3fb0 },
};
KUNIT_ARRAY_PARAM_DESC(card, card_cases, desc);

static u8 *allocate(struct kunit *test, u32 len)
{
	u8 *p = kunit_kzalloc(test, len, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	return p;
}

static void rom_from_card(struct kunit *test)
{
	const struct card_case *c = test->param_value;
	struct fixture *f = test->priv;
	u8 *flash = allocate(test, FLASH_SIZE);
	u8 *image = allocate(test, 0x20000);
	u32 off;
	int len;

	f->donor.config_words = c->config_words;
	len = fs2_build(&f->donor, image, 0x20000);
	KUNIT_ASSERT_GT(test, len, 0);
	off = fs2_build_find_section(image, len, HERMON_FS2_ROM);
	memset(flash, 0xff, FLASH_SIZE);
	KUNIT_ASSERT_EQ(test, fs2_build_place(image, len, 16, c->slot, flash,
					      FLASH_SIZE), 0);
	hermon_mem_init(&f->mem, flash, FLASH_SIZE);
	KUNIT_ASSERT_EQ(test, hermon_card_read(&f->card, &f->mem.rd,
					       &f->report), 0);
	KUNIT_ASSERT_TRUE(test, f->card.valid);
	KUNIT_ASSERT_EQ(test, hermon_rom_read(&f->mem.rd, &f->card, f->body,
					      &f->report), 0);
	KUNIT_EXPECT_MEMEQ(test, f->body, image + off + GPH, 1024);
}

/* Header, body and all of the checksum word. */
static void rom_damaged(struct kunit *test)
{
	struct fixture *f = test->priv;
	u8 *flash = allocate(test, FLASH_SIZE);
	u32 start, end, off;

	rom_place_card(test, flash, 0);
	start = f->card.image.rom_off - GPH;
	end = f->card.image.rom_off + f->card.image.rom_len + 4;
	for (off = start; off < end; off++) {
		memset(&f->report, 0, sizeof(f->report));
		flash[off] ^= 1 << off % 8;
		KUNIT_EXPECT_EQ_MSG(test, hermon_rom_read(&f->mem.rd, &f->card,
							  f->body, &f->report),
				    -EBADMSG, "byte 0x%x", off - start);
		KUNIT_EXPECT_EQ(test, f->report.reason,
				HERMON_WHY_CARD_ROM_DAMAGED);
		flash[off] ^= 1 << off % 8;
	}
	KUNIT_EXPECT_EQ(test, hermon_rom_read(&f->mem.rd, &f->card, f->body,
					      &f->report), 0);
}

static void rom_card_read_errors(struct kunit *test)
{
	struct fixture *f = test->priv;
	u8 *flash = allocate(test, FLASH_SIZE);
	struct failing failing = { .mem = &f->mem };
	u32 n = 0;
	int err;

	rom_place_card(test, flash, 1);
	failing.rd = f->mem.rd;
	failing.rd.read = failing_read;
	do {
		failing.reads_left = n;
		err = hermon_rom_read(&failing.rd, &f->card, f->body,
				      &f->report);
		if (err)
			KUNIT_EXPECT_EQ_MSG(test, err, -ETIMEDOUT, "read %u", n);
	} while (err && ++n < 100);
	KUNIT_EXPECT_EQ(test, n, 3);
}

static struct kunit_case rom_cases[] = {
	KUNIT_CASE_PARAM(rom_put_in, replace_gen_params),
	KUNIT_CASE_PARAM(rom_left_out, replace_gen_params),
	KUNIT_CASE(rom_in_and_out),
	KUNIT_CASE(rom_header),
	KUNIT_CASE(rom_guids_of_ones),
	KUNIT_CASE(rom_guids_crc_of_ones),
	KUNIT_CASE(rom_other_section_of_ones),
	KUNIT_CASE(rom_pieces),
	KUNIT_CASE(rom_windows),
	KUNIT_CASE(rom_bounds),
	KUNIT_CASE(rom_read_errors),
	KUNIT_CASE(rom_of_no_image),
	KUNIT_CASE(rom_of_one_section),
	KUNIT_CASE_PARAM(rom_from_card, card_gen_params),
	KUNIT_CASE(rom_damaged),
	KUNIT_CASE(rom_card_read_errors),
	{}
};

static struct kunit_suite rom_suite = {
	.name = "hermon-rom",
	.init = rom_init,
	.test_cases = rom_cases,
};
kunit_test_suite(rom_suite);
