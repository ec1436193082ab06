// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the parser accepts, and that it refuses everything else for the right
 * reason.
 *
 * An image is built, proven good, changed in one place, and then refused.
 * Rules: Documentation/hermon/fs2.rst, "Rules of the parser".
 */
#include <kunit/test.h>

#include <hermon/image.h>
#include "fs2_build.h"

#define BUF_SIZE	0x4000

/* Header fields and parts of sections. */
#define H_CRC		0x20
#define H_FORMAT	0x24
#define H_FAILSAFE	0x28
#define H_INFO		0x2c
#define H_SIZE		0x30
#define H_GUID		0x34
#define LOADER		HERMON_FS2_LOADER_OFF
#define LOADER_N	(LOADER + 4)
#define GPH		((u32)sizeof(struct hermon_fs2_gph))
#define GPH_SIZE	4
#define GPH_NEXT	12

/* An image as a file, and what the parser says of it. */
struct fixture {
	struct fs2_spec spec;
	u8 buf[BUF_SIZE];
	u32 len;
	struct hermon_mem mem;
	struct hermon_image image;
	struct hermon_report report;
};

static int fs2_init(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	fs2_spec_small(&f->spec);
	memcpy(f->spec.vsd, "vendor specific data", 20);
	test->priv = f;
	return 0;
}

static int check(struct fixture *f)
{
	memset(&f->report, 0, sizeof(f->report));
	hermon_mem_init(&f->mem, f->buf, f->len);
	return hermon_fs2_check_file(&f->mem.rd, &f->image, &f->report);
}

/* Builds what the spec says, and proves that it is good. */
static void build(struct kunit *test)
{
	struct fixture *f = test->priv;
	int len = fs2_build(&f->spec, f->buf, sizeof(f->buf));

	KUNIT_ASSERT_GT(test, len, 0);
	f->len = len;
	KUNIT_ASSERT_EQ_MSG(test, check(f), 0, "%s",
			    hermon_reason_name(f->report.reason));
}

static u32 get32(const struct fixture *f, u32 off)
{
	return fs2_build_get32(f->buf + off);
}

static void put32(struct fixture *f, u32 off, u32 val)
{
	fs2_build_put32(f->buf + off, val);
}

static u32 section(const struct fixture *f, u32 type)
{
	return fs2_build_find_section(f->buf, f->len, type);
}

static u32 section_crc(const struct fixture *f, u32 off)
{
	return off + GPH + fs2_build_body_size(f->buf, off);
}

static u32 tag(const struct fixture *f, u8 id)
{
	return fs2_build_find_tag(f->buf, f->len, id);
}

static u32 at_loader_2_n(const struct fixture *f)
{
	return LOADER_N + (get32(f, LOADER_N) + HERMON_FS2_LOADER_EXTRA) * 4;
}

/* Everything that can be computed is right again after an edit. */
static void fix(struct fixture *f)
{
	fs2_build_fix(f->buf, f->len);
}

static void expect(struct kunit *test, enum hermon_reason reason,
		   const char *what)
{
	struct fixture *f = test->priv;
	int err = check(f);

	KUNIT_EXPECT_STREQ_MSG(test, hermon_reason_name(f->report.reason),
			       hermon_reason_name(reason), "%s", what);
	KUNIT_EXPECT_EQ_MSG(test, err, hermon_report_errno(&f->report), "%s",
			    what);
	KUNIT_EXPECT_NE_MSG(test, err, 0, "%s", what);
	KUNIT_EXPECT_EQ(test, f->report.where, HERMON_WHERE_FILE);
}

/* ---- accepted ---- */

static void as_it_is(struct fs2_spec *spec)
{
}

static void two_loaders(struct fs2_spec *spec)
{
	spec->two_loaders = true;
}

static void no_end_tag(struct fs2_spec *spec)
{
	spec->no_end_tag = true;
}

static void padded_ones(struct fs2_spec *spec)
{
	spec->pad = 64;
}

static void padded_zeroes(struct fs2_spec *spec)
{
	spec->pad = 64;
	spec->pad_byte = 0;
}

static void four_guids(struct fs2_spec *spec)
{
	spec->n_guids = 4;
}

static void blank_guids(struct fs2_spec *spec)
{
	spec->blank_guids = true;
}

static void no_mic(struct fs2_spec *spec)
{
	fs2_spec_drop_tag(spec, HERMON_FS2_TAG_MIC_VERSION);
}

static void blank_full_crc(struct fs2_spec *spec)
{
	spec->no_full_crc = true;
}

static void with_rom(struct fs2_spec *spec)
{
	spec->rom_size = 1024;
}

static void type_40(struct fs2_spec *spec)
{
	spec->extra_type = 40;
}

static void emt_odd_bytes(struct fs2_spec *spec)
{
	spec->extra_type = HERMON_FS2_EMT;
	spec->extra_bytes = 61;
}

static void format_word_4(struct fs2_spec *spec)
{
	spec->format = 4;
}

static void largest_chunk(struct fs2_spec *spec)
{
	spec->log2_chunk = 23;
}

static void smallest_chunk(struct fs2_spec *spec)
{
	spec->log2_chunk = 16;
}

static void unknown_tags(struct fs2_spec *spec)
{
	fs2_spec_add_tag(spec, 33);
	fs2_spec_add_tag(spec, 254);
}

static void every_tag(struct fs2_spec *spec)
{
	u32 id;

	spec->n_tags = 0;
	for (id = 0; id <= HERMON_FS2_TAG_PS_INFO; id++)
		fs2_spec_add_tag(spec, id);
}

static void sections_256(struct fs2_spec *spec)
{
	spec->n_code = HERMON_FS2_MAX_SECTIONS - 5;
}

struct accepted {
	const char *desc;
	void (*edit)(struct fs2_spec *spec);
};

static const struct accepted accepted[] = {
	{ "as it is", as_it_is },
	{ "two loaders", two_loaders },
	{ "no end tag, tags fill the section", no_end_tag },
	{ "padded with ff", padded_ones },
	{ "padded with 00", padded_zeroes },
	{ "four GUIDs", four_guids },
	{ "blank GUIDs", blank_guids },
	{ "no MIC tag", no_mic },
	{ "full CRC left blank", blank_full_crc },
	{ "with ROM", with_rom },
	{ "section of unknown type", type_40 },
	{ "EMT section counts bytes", emt_odd_bytes },
	{ "format word of ConnectX-3", format_word_4 },
	{ "largest chunk", largest_chunk },
	{ "smallest chunk", smallest_chunk },
	{ "unknown tags", unknown_tags },
	{ "every tag", every_tag },
	{ "256 sections", sections_256 },
};
KUNIT_ARRAY_PARAM_DESC(accepted, accepted, desc);

static void fs2_accepts(struct kunit *test)
{
	const struct accepted *c = test->param_value;
	struct fixture *f = test->priv;

	c->edit(&f->spec);
	build(test);
	KUNIT_EXPECT_EQ(test, f->image.size, f->len - f->spec.pad);
	KUNIT_EXPECT_EQ(test, f->image.log2_chunk, f->spec.log2_chunk);
	KUNIT_EXPECT_EQ(test, f->image.n_guids, f->spec.n_guids);
	KUNIT_EXPECT_EQ(test, f->image.guids_blank, f->spec.blank_guids);
	KUNIT_EXPECT_EQ(test, f->image.rom_len, f->spec.rom_size);
}

/* ---- described ---- */

static void describe_spec(struct fs2_spec *spec)
{
	every_tag(spec);
	spec->major = 2;
	spec->minor = 9;
	spec->subminor = 1000;
	spec->date = 0x20100317;
	spec->n_hwids = 2;
	spec->hwids[1] = 0x00b00190;
	spec->hwids_zero_end = true;
	spec->config_sectors = 3;
	spec->config_pad = 1;
	spec->config_log2_kb = 2;
	spec->devrev = 0xa0;
	spec->rom_size = 512;
	memcpy(spec->psid, "MT_04A0110002", 14);
}

static void fs2_describes(struct kunit *test)
{
	struct fixture *f = test->priv;
	const struct hermon_image *image = &f->image;

	describe_spec(&f->spec);
	build(test);
	KUNIT_EXPECT_EQ(test, image->version.major, 2);
	KUNIT_EXPECT_EQ(test, image->version.minor, 9);
	KUNIT_EXPECT_EQ(test, image->version.subminor, 1000);
	KUNIT_EXPECT_EQ(test, image->date, 0x20100317);
	KUNIT_EXPECT_STREQ(test, image->psid, "MT_04A0110002");
	KUNIT_EXPECT_STREQ(test, image->vsd, "vendor specific data");
	KUNIT_EXPECT_EQ(test, image->vsd_off, tag(f, HERMON_FS2_TAG_VSD) + 4);
	KUNIT_EXPECT_EQ(test, image->vsd_len, HERMON_FS2_VSD_SIZE);
	KUNIT_EXPECT_EQ(test, image->device_type, 25418);
	KUNIT_EXPECT_EQ(test, image->n_hwids, 2);
	KUNIT_EXPECT_EQ(test, image->hwids[0], 0x00a00190);
	KUNIT_EXPECT_EQ(test, image->hwids[1], 0x00b00190);
	KUNIT_EXPECT_TRUE(test, image->has_mic);
	KUNIT_EXPECT_STREQ(test, image->product_version,
			   f->spec.product_version);
	KUNIT_EXPECT_EQ(test, image->mic.major, f->spec.mic[0]);
	KUNIT_EXPECT_EQ(test, image->config_sectors, 3);
	KUNIT_EXPECT_EQ(test, image->config_pad, 1);
	KUNIT_EXPECT_EQ(test, image->config_sector_log2, 12);
	KUNIT_EXPECT_EQ(test, image->crc_word, get32(f, H_CRC));
	KUNIT_EXPECT_EQ(test, image->guid_off, get32(f, H_GUID));
	KUNIT_EXPECT_MEMEQ(test, image->guids, f->spec.guids,
			   sizeof(image->guids));
	KUNIT_EXPECT_EQ(test, image->info_off, get32(f, H_INFO) & 0xffffff);
	KUNIT_EXPECT_EQ(test, image->rom_off,
			section(f, HERMON_FS2_ROM) + GPH);
	KUNIT_EXPECT_EQ(test, image->n_sections, 7);
}

static void fs2_describes_defaults(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->spec.n_tags = 0;
	fs2_spec_add_tag(&f->spec, HERMON_FS2_TAG_VERSION);
	fs2_spec_add_tag(&f->spec, HERMON_FS2_TAG_PSID);
	build(test);
	KUNIT_EXPECT_FALSE(test, f->image.has_mic);
	KUNIT_EXPECT_STREQ(test, f->image.product_version, "");
	KUNIT_EXPECT_EQ(test, f->image.n_hwids, 0);
	KUNIT_EXPECT_EQ(test, f->image.device_type, 0);
	KUNIT_EXPECT_EQ(test, f->image.vsd_off, 0);
	KUNIT_EXPECT_EQ(test, f->image.config_sectors, 0);
	KUNIT_EXPECT_EQ(test, f->image.config_sector_log2, 16);
	KUNIT_EXPECT_EQ(test, f->image.rom_off, 0);
}

/* A tag that comes twice: the last one counts. */
static void fs2_repeated_tag(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 off;

	fs2_spec_add_tag(&f->spec, HERMON_FS2_TAG_VERSION);
	build(test);
	off = tag(f, HERMON_FS2_TAG_VERSION);
	put32(f, off + 8, 7 << 16 | 77);
	fix(f);
	KUNIT_ASSERT_EQ(test, check(f), 0);
	KUNIT_EXPECT_EQ(test, f->image.version.minor, f->spec.minor);
}

static void fs2_signature(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 i;

	build(test);
	KUNIT_EXPECT_TRUE(test, hermon_fs2_is_signature(f->buf));
	for (i = 0; i < HERMON_FS2_SIGNATURE_SIZE * 8; i++) {
		f->buf[i / 8] ^= 1 << i % 8;
		KUNIT_EXPECT_FALSE(test, hermon_fs2_is_signature(f->buf));
		f->buf[i / 8] ^= 1 << i % 8;
	}
}

static void retire(struct fixture *f)
{
	memset(f->buf, 0, 4);
}

/* Only the first word is cleared, and it alone. */
static void fs2_retired(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 i;

	build(test);
	KUNIT_EXPECT_FALSE(test, hermon_fs2_is_retired(f->buf));
	retire(f);
	KUNIT_EXPECT_TRUE(test, hermon_fs2_is_retired(f->buf));
	KUNIT_EXPECT_FALSE(test, hermon_fs2_is_signature(f->buf));
	for (i = 0; i < HERMON_FS2_SIGNATURE_SIZE * 8; i++) {
		f->buf[i / 8] ^= 1 << i % 8;
		KUNIT_EXPECT_FALSE(test, hermon_fs2_is_retired(f->buf));
		f->buf[i / 8] ^= 1 << i % 8;
	}
	memset(f->buf, 0xff, HERMON_FS2_SIGNATURE_SIZE);
	KUNIT_EXPECT_FALSE(test, hermon_fs2_is_retired(f->buf));
	memset(f->buf, 0, HERMON_FS2_SIGNATURE_SIZE);
	KUNIT_EXPECT_FALSE(test, hermon_fs2_is_retired(f->buf));
}

/* ---- texts that only later builders write ---- */

static void fs2_mic_version(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->spec.mic[0] = 2;
	f->spec.mic[1] = 31;
	f->spec.mic[2] = 4567;
	build(test);
	KUNIT_EXPECT_TRUE(test, f->image.has_mic);
	KUNIT_EXPECT_EQ(test, f->image.mic.major, 2);
	KUNIT_EXPECT_EQ(test, f->image.mic.minor, 31);
	KUNIT_EXPECT_EQ(test, f->image.mic.subminor, 4567);
}

/* It may fill its tag, without a NUL. */
static void fs2_product_version(struct kunit *test)
{
	struct fixture *f = test->priv;

	fs2_spec_add_tag(&f->spec, HERMON_FS2_TAG_PRODUCT_VERSION);
	memcpy(f->spec.product_version, "0123456789abcdef", 17);
	build(test);
	KUNIT_EXPECT_STREQ(test, f->image.product_version, "0123456789abcdef");
	memcpy(f->spec.product_version, "2.9", 4);
	build(test);
	KUNIT_EXPECT_STREQ(test, f->image.product_version, "2.9");
}

struct prs_case {
	const char *desc;
	u32 len;
	bool unterminated;
	u32 kept;
};

static const struct prs_case prs_cases[] = {
	{ "empty", 0, false, 0 },
	{ "one letter", 1, false, 1 },
	{ "fills its words", 3, false, 3 },
	{ "unterminated", 3, true, 4 },
	{ "one less than is kept", 95, false, 95 },
	{ "as many as are kept", 96, false, 96 },
	{ "as many as are kept, unterminated", 95, true, 96 },
	{ "one more than is kept", 97, false, 96 },
	{ "much more than is kept", 127, true, 96 },
};
KUNIT_ARRAY_PARAM_DESC(prs, prs_cases, desc);

static void fs2_prs_name(struct kunit *test)
{
	const struct prs_case *c = test->param_value;
	struct fixture *f = test->priv;
	char want[FS2_SPEC_STRING_MAX + 1] = "";
	u32 off;

	fs2_spec_add_tag(&f->spec, HERMON_FS2_TAG_PS_INFO);
	memset(f->spec.ps_info, 0, sizeof(f->spec.ps_info));
	memset(f->spec.ps_info, 'p', c->len);
	build(test);
	if (c->unterminated) {
		off = tag(f, HERMON_FS2_TAG_PS_INFO);
		memset(f->buf + off + 4, 'p', get32(f, off) & 0xffffff);
		fix(f);
		KUNIT_ASSERT_EQ(test, check(f), 0);
	}
	memset(want, 'p', c->kept);
	KUNIT_EXPECT_STREQ(test, f->image.prs_name, want);
}

/* Of a name that comes twice nothing is left of the first. */
static void fs2_prs_name_twice(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 off;

	fs2_spec_add_tag(&f->spec, HERMON_FS2_TAG_PS_INFO);
	fs2_spec_add_tag(&f->spec, HERMON_FS2_TAG_PS_INFO);
	memcpy(f->spec.ps_info, "long name", 10);
	build(test);
	off = tag(f, HERMON_FS2_TAG_PS_INFO);
	off += 4 + (get32(f, off) & 0xffffff);
	memcpy(f->buf + off + 4, "new", 4);
	fix(f);
	KUNIT_ASSERT_EQ(test, check(f), 0);
	KUNIT_EXPECT_STREQ(test, f->image.prs_name, "new");
}

/* ---- truncated ---- */

static void fs2_truncated(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 len, size;

	build(test);
	size = f->len;
	for (len = 0; len < size; len++) {
		f->len = len;
		expect(test, len % 4 ? HERMON_WHY_LENGTH_ODD :
				       HERMON_WHY_TRUNCATED, "truncated");
	}
}

/* Where the walk of the sections meets the early end. */
static enum hermon_reason reason_of_early_end(const struct fixture *f, u32 end)
{
	u32 first = fs2_build_first_section(f->buf, f->len);
	u32 off = 0;

	if (end < HERMON_FS2_MIN_SIZE)
		return HERMON_WHY_SIZE_WORD;
	if (end < first)
		return HERMON_WHY_LOADER_SIZE;
	if (end == first)
		return HERMON_WHY_TRUNCATED;
	while ((off = fs2_build_next_section(f->buf, f->len, off)))
		if (off == end)
			return HERMON_WHY_SECTION_NEXT;
	return HERMON_WHY_SECTION_SIZE;
}

/* The size word agrees with the early end, so the structure must tell. */
static void fs2_truncated_size_word(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 len, size;

	build(test);
	size = f->len;
	for (len = LOADER; len < size; len += 4) {
		enum hermon_reason reason;

		f->len = size;
		reason = reason_of_early_end(f, len);
		put32(f, H_SIZE, len);
		f->len = len;
		expect(test, reason, "truncated with its size word");
	}
}

/* ---- every bit ---- */

/* Which reasons a flip in a region may bring, at most this many. */
#define REASONS_MAX	6

struct region {
	u32 start;
	u32 end;
	enum hermon_reason reasons[REASONS_MAX];
};

static const struct region header_regions[] = {
	{ 0x00, 0x04, { HERMON_WHY_NO_SIGNATURE } },
	{ 0x04, 0x10, { HERMON_WHY_FORMAT_FS4 } },
	{ 0x10, 0x28, { HERMON_WHY_FULL_CRC } },
	{ 0x28, 0x2c, { HERMON_WHY_FAILSAFE_SUM } },
	{ 0x2c, 0x30, { HERMON_WHY_INFO_PTR_SUM } },
	{ 0x30, 0x34, { HERMON_WHY_SIZE_WORD, HERMON_WHY_TRUNCATED,
			HERMON_WHY_SECTION_NEXT, HERMON_WHY_SECTION_SIZE,
			HERMON_WHY_TRAILING } },
	{ 0x34, 0x38, { HERMON_WHY_GUID_PTR } },
	{ LOADER, LOADER_N, { HERMON_WHY_LOADER_CRC } },
	{ LOADER_N, LOADER_N + 4, { HERMON_WHY_LOADER_CRC,
				    HERMON_WHY_LOADER_SIZE } },
};

static bool is_among(const enum hermon_reason *reasons,
		     enum hermon_reason reason)
{
	u32 i;

	for (i = 0; i < REASONS_MAX && reasons[i]; i++)
		if (reasons[i] == reason)
			return true;
	return false;
}

/*
 * The section that holds a byte: its checksum covers that byte, so it is the
 * reason, unless header fields make no sense before it is computed.
 */
static const enum hermon_reason *section_reasons(const struct fixture *f,
						 u32 off)
{
	static const enum hermon_reason body[REASONS_MAX] = {
		HERMON_WHY_SECTION_CRC,
	};
	static const enum hermon_reason type[REASONS_MAX] = {
		HERMON_WHY_SECTION_CRC, HERMON_WHY_SECTION_TWICE,
		HERMON_WHY_SECTION_SIZE, HERMON_WHY_GUID_COUNT,
		HERMON_WHY_LOADER_SIZE, HERMON_WHY_LOADER_CRC,
	};
	static const enum hermon_reason size[REASONS_MAX] = {
		HERMON_WHY_SECTION_CRC, HERMON_WHY_SECTION_SIZE,
		HERMON_WHY_GUID_COUNT,
	};
	u32 start = 0, within = 0;

	while ((start = fs2_build_next_section(f->buf, f->len, start)))
		if (off >= start && off < section_crc(f, start) + 4)
			within = off - start;
	if (within < GPH_SIZE && off >= fs2_build_first_section(f->buf, f->len))
		return type;
	return within >= GPH_SIZE && within < GPH_SIZE + 4 ? size : body;
}

static const enum hermon_reason *reasons_at(const struct fixture *f, u32 off)
{
	static const enum hermon_reason loader[REASONS_MAX] = {
		HERMON_WHY_LOADER_CRC,
	};
	static const enum hermon_reason loader_n[REASONS_MAX] = {
		HERMON_WHY_LOADER_CRC, HERMON_WHY_LOADER_SIZE,
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(header_regions); i++)
		if (off >= header_regions[i].start &&
		    off < header_regions[i].end)
			return header_regions[i].reasons;
	if (off < fs2_build_first_section(f->buf, f->len))
		return off - at_loader_2_n(f) < 4 ? loader_n : loader;
	return section_reasons(f, off);
}

static void flip(struct fixture *f, u32 bit)
{
	f->buf[bit / 8] ^= 0x80 >> bit % 8;
}

/* With a full CRC no bit of the file can change unnoticed. */
static void fs2_every_bit(struct kunit *test)
{
	const struct accepted *c = test->param_value;
	struct fixture *f = test->priv;
	const enum hermon_reason *reasons;
	u32 bit;
	int err;

	c->edit(&f->spec);
	build(test);
	for (bit = 0; bit < f->len * 8; bit++) {
		reasons = reasons_at(f, bit / 8);
		flip(f, bit);
		err = check(f);
		flip(f, bit);
		KUNIT_EXPECT_NE_MSG(test, err, 0, "bit %u of byte 0x%x",
				    bit % 8, bit / 8);
		KUNIT_EXPECT_TRUE_MSG(test, is_among(reasons, f->report.reason),
				      "bit %u of byte 0x%x: %s", bit % 8,
				      bit / 8,
				      hermon_reason_name(f->report.reason));
	}
}

static const struct accepted flipped[] = {
	{ "one loader", as_it_is },
	{ "two loaders", two_loaders },
	{ "with ROM", with_rom },
	{ "with EMT section", emt_odd_bytes },
	{ "with section of unknown type", type_40 },
};
KUNIT_ARRAY_PARAM_DESC(flipped, flipped, desc);

/*
 * Without a MIC tag nothing covers the four unknown words of the header, the
 * full CRC itself and the format word. All else is still covered.
 */
static void fs2_every_bit_without_mic(struct kunit *test)
{
	struct fixture *f = test->priv;
	bool covered;
	u32 bit;
	int err;

	no_mic(&f->spec);
	build(test);
	for (bit = 0; bit < f->len * 8; bit++) {
		covered = bit / 8 < 0x10 || bit / 8 >= H_FAILSAFE;
		flip(f, bit);
		err = check(f);
		flip(f, bit);
		KUNIT_EXPECT_EQ_MSG(test, !!err, covered, "bit %u of byte 0x%x",
				    bit % 8, bit / 8);
	}
}

/* ---- lengths and offsets ---- */

enum { ZERO, LESS, MORE, MAX31, MIN31, MAX32, N_VALUES };

static const char * const value_names[N_VALUES] = {
	"0", "real - 1", "real + 1", "7fffffff", "80000000", "ffffffff",
};

static u32 value(u32 real, u32 i)
{
	switch (i) {
	case ZERO:
		return 0;
	case LESS:
		return real - 1;
	case MORE:
		return real + 1;
	case MAX31:
		return 0x7fffffff;
	case MIN31:
		return 0x80000000;
	}
	return 0xffffffff;
}

static u32 at_size(const struct fixture *f)
{
	return H_SIZE;
}

static u32 at_guid_ptr(const struct fixture *f)
{
	return H_GUID;
}

static u32 at_info_ptr(const struct fixture *f)
{
	return H_INFO;
}

static u32 at_loader_n(const struct fixture *f)
{
	return LOADER_N;
}

static u32 at_first_size(const struct fixture *f)
{
	return fs2_build_first_section(f->buf, f->len) + GPH_SIZE;
}

static u32 at_last_size(const struct fixture *f)
{
	return section(f, HERMON_FS2_JUMP) + GPH_SIZE;
}

static u32 at_guid_size(const struct fixture *f)
{
	return section(f, HERMON_FS2_GUID) + GPH_SIZE;
}

static u32 at_emt_size(const struct fixture *f)
{
	return section(f, HERMON_FS2_EMT) + GPH_SIZE;
}

static u32 at_first_next(const struct fixture *f)
{
	return fs2_build_first_section(f->buf, f->len) + GPH_NEXT;
}

static u32 at_guid_next(const struct fixture *f)
{
	return section(f, HERMON_FS2_GUID) + GPH_NEXT;
}

struct field {
	const char *desc;
	u32 (*at)(const struct fixture *f);
	void (*edit)(struct fs2_spec *spec);
	enum hermon_reason reasons[N_VALUES];
};

#define ALL(r) { r, r, r, r, r, r }

static const struct field fields[] = {
	{ "image size", at_size, as_it_is, ALL(HERMON_WHY_SIZE_WORD) },
	{ "GUID pointer", at_guid_ptr, as_it_is, ALL(HERMON_WHY_GUID_PTR) },
	/* Its top byte is a checksum, which is repaired. */
	{ "info pointer", at_info_ptr, as_it_is, ALL(HERMON_WHY_INFO_PTR) },
	/*
	 * A loader of another size ends with another word than its CRC, and
	 * what follows is no section.
	 */
	{ "loader size", at_loader_n, as_it_is, {
		[ZERO] = HERMON_WHY_LOADER_SIZE,
		[LESS] = HERMON_WHY_LOADER_SIZE,
		[MORE] = HERMON_WHY_LOADER_CRC,
		[MAX31] = HERMON_WHY_LOADER_SIZE,
		[MIN31] = HERMON_WHY_LOADER_SIZE,
		[MAX32] = HERMON_WHY_LOADER_SIZE } },
	{ "second loader's size", at_loader_2_n, two_loaders, {
		[ZERO] = HERMON_WHY_LOADER_SIZE,
		[LESS] = HERMON_WHY_LOADER_SIZE,
		[MORE] = HERMON_WHY_LOADER_CRC,
		[MAX31] = HERMON_WHY_LOADER_SIZE,
		[MIN31] = HERMON_WHY_LOADER_SIZE,
		[MAX32] = HERMON_WHY_LOADER_SIZE } },
	{ "first section's size", at_first_size, as_it_is, {
		[ZERO] = HERMON_WHY_SECTION_CRC,
		[LESS] = HERMON_WHY_SECTION_CRC,
		[MORE] = HERMON_WHY_SECTION_CRC,
		[MAX31] = HERMON_WHY_SECTION_SIZE,
		[MIN31] = HERMON_WHY_SECTION_SIZE,
		[MAX32] = HERMON_WHY_SECTION_SIZE } },
	{ "last section's size", at_last_size, as_it_is, {
		[ZERO] = HERMON_WHY_SECTION_CRC,
		[LESS] = HERMON_WHY_SECTION_CRC,
		[MORE] = HERMON_WHY_SECTION_SIZE,
		[MAX31] = HERMON_WHY_SECTION_SIZE,
		[MIN31] = HERMON_WHY_SECTION_SIZE,
		[MAX32] = HERMON_WHY_SECTION_SIZE } },
	{ "GUID section's size", at_guid_size, as_it_is, {
		[ZERO] = HERMON_WHY_GUID_COUNT,
		[LESS] = HERMON_WHY_GUID_COUNT,
		[MORE] = HERMON_WHY_GUID_COUNT,
		[MAX31] = HERMON_WHY_SECTION_SIZE,
		[MIN31] = HERMON_WHY_SECTION_SIZE,
		[MAX32] = HERMON_WHY_SECTION_SIZE } },
	/* 61 bytes round up to as many words as 62 do. */
	{ "EMT section's size", at_emt_size, emt_odd_bytes, {
		[ZERO] = HERMON_WHY_SECTION_CRC,
		[LESS] = HERMON_WHY_SECTION_CRC,
		[MORE] = HERMON_WHY_SECTION_CRC,
		[MAX31] = HERMON_WHY_SECTION_SIZE,
		[MIN31] = HERMON_WHY_SECTION_SIZE,
		[MAX32] = HERMON_WHY_SECTION_SIZE } },
	/* The header is covered by its CRC, so a bad link is found second. */
	{ "first section's link", at_first_next, as_it_is,
	  ALL(HERMON_WHY_SECTION_CRC) },
	{ "GUID section's link", at_guid_next, as_it_is,
	  ALL(HERMON_WHY_SECTION_CRC) },
};
KUNIT_ARRAY_PARAM_DESC(field, fields, desc);

static void fs2_field(struct kunit *test)
{
	const struct field *c = test->param_value;
	struct fixture *f = test->priv;
	u32 at, real, i;

	c->edit(&f->spec);
	build(test);
	at = c->at(f);
	real = get32(f, at);
	for (i = 0; i < N_VALUES; i++) {
		put32(f, at, value(real, i));
		if (at == H_INFO)
			put32(f, at, fs2_build_fix_sum(get32(f, at)));
		expect(test, c->reasons[i], value_names[i]);
	}
}

/* The same links under a right CRC: now the link itself must be refused. */
static void expect_link(struct kunit *test, u32 off, u32 next, const char *what)
{
	struct fixture *f = test->priv;
	u32 crc = section_crc(f, off);

	put32(f, off + GPH_NEXT, next);
	put32(f, crc, fs2_build_crc16(f->buf + off, crc - off));
	expect(test, HERMON_WHY_SECTION_NEXT, what);
}

static void fs2_links(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 guid, next;

	build(test);
	guid = section(f, HERMON_FS2_GUID);
	next = get32(f, guid + GPH_NEXT);
	expect_link(test, guid, guid, "to itself");
	expect_link(test, guid, fs2_build_first_section(f->buf, f->len), "back");
	expect_link(test, guid, guid + GPH, "into its own body");
	expect_link(test, guid, next - 4, "to its own CRC");
	expect_link(test, guid, next - 1, "real - 1");
	expect_link(test, guid, next + 1, "real + 1");
	expect_link(test, guid, next + 2, "real + 2");
	expect_link(test, guid, f->len, "to the end");
	expect_link(test, guid, f->len + 4, "behind the end");
	expect_link(test, guid, 4, "into the header");
	expect_link(test, guid, 0x7fffffff, "7fffffff");
	expect_link(test, guid, 0x7ffffffc, "7ffffffc");
	expect_link(test, guid, 0x80000000, "80000000");
	expect_link(test, guid, 0xffffffff, "ffffffff");
	expect_link(test, guid, 0xfffffffc, "fffffffc");
	expect_link(test, guid, 0xff000004, "almost the end mark");
}

/* A list that ends too early leaves bytes that nobody checked. */
static void fs2_early_end(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 ends[] = { 0, HERMON_FS2_NEXT_LAST };
	u32 info, crc, i;

	build(test);
	info = section(f, HERMON_FS2_IMAGE_INFO);
	crc = section_crc(f, info);
	for (i = 0; i < ARRAY_SIZE(ends); i++) {
		put32(f, info + GPH_NEXT, ends[i]);
		put32(f, crc, fs2_build_crc16(f->buf + info, crc - info));
		expect(test, HERMON_WHY_SIZE_WORD, "list ends early");
	}
}

/* 0 ends the list as well as ff000000. */
static void fs2_end_mark_0(struct kunit *test)
{
	struct fixture *f = test->priv;

	build(test);
	put32(f, section(f, HERMON_FS2_JUMP) + GPH_NEXT, 0);
	fix(f);
	KUNIT_EXPECT_EQ(test, check(f), 0);
}

/* ---- tag lengths ---- */

static void expect_tag_length(struct kunit *test, u8 id, u32 len,
			      enum hermon_reason reason)
{
	struct fixture *f = test->priv;
	u32 off = tag(f, id);
	u32 real = get32(f, off);

	KUNIT_ASSERT_NE(test, off, 0);
	put32(f, off, (u32)id << 24 | (len & 0xffffff));
	fix(f);
	expect(test, reason, "tag length");
	KUNIT_EXPECT_EQ(test, f->report.want, id);
	put32(f, off, real);
}

struct tag_case {
	const char *desc;
	u8 id;
	u32 len;
};

static const struct tag_case tag_cases[] = {
	{ "version", HERMON_FS2_TAG_VERSION, 8 },
	{ "build time", HERMON_FS2_TAG_BUILD_TIME, 8 },
	{ "device type", HERMON_FS2_TAG_DEVICE_TYPE, 4 },
	{ "PSID", HERMON_FS2_TAG_PSID, 16 },
	{ "VSD", HERMON_FS2_TAG_VSD, 208 },
	{ "product version", HERMON_FS2_TAG_PRODUCT_VERSION, 16 },
	{ "MIC version", HERMON_FS2_TAG_MIC_VERSION, 8 },
	{ "config area", HERMON_FS2_TAG_CONFIG_AREA, 8 },
};
KUNIT_ARRAY_PARAM_DESC(tag, tag_cases, desc);

/* Tags whose length is known must have it. */
static void fs2_tag_length(struct kunit *test)
{
	const struct tag_case *c = test->param_value;
	struct fixture *f = test->priv;

	every_tag(&f->spec);
	build(test);
	expect_tag_length(test, c->id, 0, HERMON_WHY_TAG_LENGTH);
	expect_tag_length(test, c->id, c->len - 1, HERMON_WHY_TAG_LENGTH);
	expect_tag_length(test, c->id, c->len + 1, HERMON_WHY_TAG_LENGTH);
	expect_tag_length(test, c->id, c->len - 4, HERMON_WHY_TAG_LENGTH);
	expect_tag_length(test, c->id, c->len + 8, HERMON_WHY_TAG_LENGTH);
	expect_tag_length(test, c->id, 0x7fffff, HERMON_WHY_TAG_RANGE);
	expect_tag_length(test, c->id, 0x800000, HERMON_WHY_TAG_RANGE);
	expect_tag_length(test, c->id, 0xffffff, HERMON_WHY_TAG_RANGE);
	fix(f);
	KUNIT_EXPECT_EQ(test, check(f), 0);
}

/* The last tag may fill the section, and not a word more. */
static void fs2_tag_range(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 info, end, off;

	fs2_spec_add_tag(&f->spec, HERMON_FS2_TAG_TRACER_HASH);
	f->spec.no_end_tag = true;
	build(test);
	info = section(f, HERMON_FS2_IMAGE_INFO);
	end = section_crc(f, info);
	off = tag(f, HERMON_FS2_TAG_TRACER_HASH);
	KUNIT_ASSERT_EQ(test, off + 4 + 8, end);
	expect_tag_length(test, HERMON_FS2_TAG_TRACER_HASH, 12,
			  HERMON_WHY_TAG_RANGE);
	expect_tag_length(test, HERMON_FS2_TAG_TRACER_HASH, 9,
			  HERMON_WHY_TAG_RANGE);
	expect_tag_length(test, HERMON_FS2_TAG_TRACER_HASH, 7,
			  HERMON_WHY_TAG_LENGTH);
}

/* More than were ever seen: the first ones count. */
static void fs2_many_hwids(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 i;

	f->spec.n_hwids = HERMON_FS2_HWID_LIST_MAX;
	for (i = 0; i < HERMON_FS2_HWID_LIST_MAX; i++)
		f->spec.hwids[i] = 0x00a00190 + i;
	f->spec.hwids_zero_end = true;
	build(test);
	put32(f, tag(f, HERMON_FS2_TAG_HWID_LIST) +
		 4 * (1 + HERMON_FS2_HWID_LIST_MAX), 0x00b00190);
	fix(f);
	KUNIT_ASSERT_EQ(test, check(f), 0);
	KUNIT_EXPECT_EQ(test, f->image.n_hwids, HERMON_FS2_HWID_LIST_MAX);
	for (i = 0; i < HERMON_FS2_HWID_LIST_MAX; i++)
		KUNIT_EXPECT_EQ(test, f->image.hwids[i], 0x00a00190 + i);
}

static void fs2_config_area(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 off;

	fs2_spec_add_tag(&f->spec, HERMON_FS2_TAG_CONFIG_AREA);
	f->spec.config_log2_kb = 6;
	build(test);
	KUNIT_EXPECT_EQ(test, f->image.config_sector_log2, 16);
	off = tag(f, HERMON_FS2_TAG_CONFIG_AREA);

	/* A shift by this would be undefined. */
	put32(f, off + 12, 7);
	fix(f);
	expect(test, HERMON_WHY_TAG_LENGTH, "sector of 128 KB");
	put32(f, off + 12, 0xfffffff0);
	fix(f);
	expect(test, HERMON_WHY_TAG_LENGTH, "sector of nonsense");

	put32(f, off + 12, 0);
	fix(f);
	KUNIT_EXPECT_EQ(test, check(f), 0);
	KUNIT_EXPECT_EQ(test, f->image.config_sector_log2, 10);
}

/* ---- one change each ---- */

static void no_signature(struct fixture *f)
{
	put32(f, 0, 0);
}

static void erased(struct fixture *f)
{
	memset(f->buf, 0xff, f->len);
}

static void fs3(struct fixture *f)
{
	put32(f, H_FORMAT, 0x03000000);
}

static void fs4(struct fixture *f)
{
	put32(f, 4, 0xabcdef00);
	put32(f, 8, 0xfade1234);
	put32(f, 12, 0x5678dead);
}

static void too_long(struct fixture *f)
{
	f->len = HERMON_FS2_MAX_SIZE + 4;
}

static void no_length(struct fixture *f)
{
	f->len = 0;
}

static void failsafe_sum(struct fixture *f)
{
	put32(f, H_FAILSAFE, get32(f, H_FAILSAFE) ^ 0x01000000);
}

static void not_failsafe(struct fixture *f)
{
	put32(f, H_FAILSAFE, 0);
}

/* The chunk size alone does not make it failsafe. */
static void not_failsafe_with_chunk(struct fixture *f)
{
	put32(f, H_FAILSAFE, fs2_build_fix_sum(4));
}

static void info_ptr_sum(struct fixture *f)
{
	put32(f, H_INFO, get32(f, H_INFO) ^ 0x01000000);
}

static void size_odd(struct fixture *f)
{
	put32(f, H_SIZE, f->len - 2);
}

static void size_tiny(struct fixture *f)
{
	put32(f, H_SIZE, HERMON_FS2_MIN_SIZE - 4);
}

static void size_larger_than_any(struct fixture *f)
{
	put32(f, H_SIZE, HERMON_FS2_MAX_SIZE + 4);
}

static void size_larger_than_file(struct fixture *f)
{
	put32(f, H_SIZE, f->len + 4);
}

static void size_covers_padding(struct fixture *f)
{
	memset(f->buf + f->len, 0xff, 16);
	f->len += 16;
	put32(f, H_SIZE, f->len);
	fix(f);
}

static void trailing_data(struct fixture *f)
{
	put32(f, f->len, 0xffff5aff);
	f->len += 4;
}

static void trailing_mix(struct fixture *f)
{
	put32(f, f->len, 0xffffffff);
	put32(f, f->len + 4, 0);
	f->len += 8;
}

static void trailing_image(struct fixture *f)
{
	memcpy(f->buf + f->len, f->buf, f->len);
	f->len *= 2;
}

static void loader_crc(struct fixture *f)
{
	f->buf[LOADER + 9] ^= 4;
}

/* The upper half of a CRC word must be 0. */
static void loader_crc_upper(struct fixture *f)
{
	f->buf[fs2_build_first_section(f->buf, f->len) - 4] = 1;
}

static void loader_alone(struct fixture *f)
{
	u32 n = (f->len - LOADER) / 4 - HERMON_FS2_LOADER_EXTRA;

	put32(f, LOADER_N, n);
	fix(f);
}

static void section_crc_upper(struct fixture *f)
{
	f->buf[section_crc(f, section(f, HERMON_FS2_DDR))] = 1;
}

static void section_crc_blank(struct fixture *f)
{
	put32(f, section_crc(f, section(f, HERMON_FS2_DDR)), 0xffff);
}

/* Blank is a body of ones and a CRC of ffff; this is half of it. */
static void guids_ones(struct fixture *f)
{
	u32 off = section(f, HERMON_FS2_GUID);

	memset(f->buf + off + GPH, 0xff, fs2_build_body_size(f->buf, off));
}

static void guids_blank_crc_only(struct fixture *f)
{
	put32(f, section_crc(f, section(f, HERMON_FS2_GUID)), 0xffff);
}

static void no_guids(struct fixture *f)
{
	put32(f, section(f, HERMON_FS2_GUID), HERMON_FS2_USER_DATA);
	fix(f);
}

static void no_info(struct fixture *f)
{
	put32(f, section(f, HERMON_FS2_IMAGE_INFO), HERMON_FS2_USER_DATA);
	fix(f);
}

static void guid_ptr_header(struct fixture *f)
{
	put32(f, H_GUID, get32(f, H_GUID) - GPH);
	fix(f);
}

static void info_ptr_elsewhere(struct fixture *f)
{
	put32(f, H_INFO, get32(f, H_GUID));
	fix(f);
}

static void ptrs_swapped(struct fixture *f)
{
	u32 guid = get32(f, H_GUID);

	put32(f, H_GUID, get32(f, H_INFO) & 0xffffff);
	put32(f, H_INFO, guid);
	fix(f);
}

static void end_tag_early(struct fixture *f)
{
	put32(f, tag(f, HERMON_FS2_TAG_MIC_VERSION), 0xff000000);
	fix(f);
}

static void end_tag_first(struct fixture *f)
{
	put32(f, section(f, HERMON_FS2_IMAGE_INFO) + GPH, 0xff000000);
	fix(f);
}

/* Makes a tag one that nobody knows. */
static void hide_tag(struct fixture *f, u8 id)
{
	f->buf[tag(f, id)] = 0x7f;
	fix(f);
}

static void no_version(struct fixture *f)
{
	hide_tag(f, HERMON_FS2_TAG_VERSION);
}

static void no_psid(struct fixture *f)
{
	hide_tag(f, HERMON_FS2_TAG_PSID);
}

static void set_psid(struct fixture *f, const char *text)
{
	u8 *psid = f->buf + tag(f, HERMON_FS2_TAG_PSID) + 4;

	memset(psid, 0, HERMON_FS2_PSID_SIZE);
	memcpy(psid, text, strlen(text));
	fix(f);
}

static void psid_empty(struct fixture *f)
{
	set_psid(f, "");
}

static void psid_space(struct fixture *f)
{
	set_psid(f, "HP_09D000000 ");
}

static void psid_control(struct fixture *f)
{
	set_psid(f, "HP\n09D0000001");
}

static void psid_delete(struct fixture *f)
{
	set_psid(f, "HP_09D\x7f");
}

static void psid_utf8(struct fixture *f)
{
	set_psid(f, "HP_\xc3\xbc");
}

static void full_crc(struct fixture *f)
{
	put32(f, H_CRC, get32(f, H_CRC) ^ 1);
}

static void unknown_word(struct fixture *f)
{
	f->buf[0x1f] ^= 1;
}

struct refusal {
	const char *desc;
	void (*edit)(struct fixture *f);
	enum hermon_reason reason;
};

static const struct refusal refusals[] = {
	{ "no signature", no_signature, HERMON_WHY_NO_SIGNATURE },
	{ "retired", retire, HERMON_WHY_NO_SIGNATURE },
	{ "erased", erased, HERMON_WHY_NO_SIGNATURE },
	{ "FS3", fs3, HERMON_WHY_FORMAT_FS3 },
	{ "FS4", fs4, HERMON_WHY_FORMAT_FS4 },
	{ "file too long", too_long, HERMON_WHY_LENGTH_LONG },
	{ "file empty", no_length, HERMON_WHY_TRUNCATED },
	{ "failsafe word's sum", failsafe_sum, HERMON_WHY_FAILSAFE_SUM },
	{ "not failsafe", not_failsafe, HERMON_WHY_NOT_FAILSAFE },
	{ "not failsafe, with chunk", not_failsafe_with_chunk,
	  HERMON_WHY_NOT_FAILSAFE },
	{ "info pointer's sum", info_ptr_sum, HERMON_WHY_INFO_PTR_SUM },
	{ "size odd", size_odd, HERMON_WHY_SIZE_WORD },
	{ "size tiny", size_tiny, HERMON_WHY_SIZE_WORD },
	{ "size larger than any flash", size_larger_than_any,
	  HERMON_WHY_SIZE_WORD },
	{ "size larger than the file", size_larger_than_file,
	  HERMON_WHY_TRUNCATED },
	{ "size covers padding", size_covers_padding, HERMON_WHY_SIZE_WORD },
	{ "trailing data", trailing_data, HERMON_WHY_TRAILING },
	{ "trailing ff and 00", trailing_mix, HERMON_WHY_TRAILING },
	{ "trailing image", trailing_image, HERMON_WHY_TRAILING },
	{ "loader CRC", loader_crc, HERMON_WHY_LOADER_CRC },
	{ "loader CRC's upper half", loader_crc_upper, HERMON_WHY_LOADER_CRC },
	{ "loader and nothing else", loader_alone, HERMON_WHY_TRUNCATED },
	{ "section CRC's upper half", section_crc_upper,
	  HERMON_WHY_SECTION_CRC },
	{ "section CRC blank", section_crc_blank, HERMON_WHY_SECTION_CRC },
	{ "GUIDs ones under a CRC", guids_ones, HERMON_WHY_SECTION_CRC },
	{ "GUIDs under a blank CRC", guids_blank_crc_only,
	  HERMON_WHY_SECTION_CRC },
	{ "no GUID section", no_guids, HERMON_WHY_SECTION_MISSING },
	{ "no Image Info section", no_info, HERMON_WHY_SECTION_MISSING },
	{ "GUID pointer to the header", guid_ptr_header, HERMON_WHY_GUID_PTR },
	{ "info pointer elsewhere", info_ptr_elsewhere, HERMON_WHY_INFO_PTR },
	{ "pointers swapped", ptrs_swapped, HERMON_WHY_INFO_PTR },
	{ "end tag early", end_tag_early, HERMON_WHY_TAG_AFTER_END },
	{ "end tag first", end_tag_first, HERMON_WHY_TAG_AFTER_END },
	{ "no version", no_version, HERMON_WHY_TAG_MISSING },
	{ "no PSID", no_psid, HERMON_WHY_TAG_MISSING },
	{ "PSID empty", psid_empty, HERMON_WHY_PSID_TEXT },
	{ "PSID with a space", psid_space, HERMON_WHY_PSID_TEXT },
	{ "PSID with a line break", psid_control, HERMON_WHY_PSID_TEXT },
	{ "PSID with 7f", psid_delete, HERMON_WHY_PSID_TEXT },
	{ "PSID with UTF-8", psid_utf8, HERMON_WHY_PSID_TEXT },
	{ "full CRC", full_crc, HERMON_WHY_FULL_CRC },
	{ "unknown header word", unknown_word, HERMON_WHY_FULL_CRC },
};
KUNIT_ARRAY_PARAM_DESC(refusal, refusals, desc);

static void fs2_refuses(struct kunit *test)
{
	const struct refusal *c = test->param_value;
	struct fixture *f = test->priv;

	build(test);
	c->edit(f);
	expect(test, c->reason, c->desc);
}

/* ---- images that the builder makes wrong as a whole ---- */

static void spec_not_failsafe(struct fs2_spec *spec)
{
	spec->failsafe = false;
}

static void spec_guids_0(struct fs2_spec *spec)
{
	spec->n_guids = 0;
}

static void spec_guids_3(struct fs2_spec *spec)
{
	spec->n_guids = 3;
}

static void spec_guids_5(struct fs2_spec *spec)
{
	spec->n_guids = 5;
}

static void spec_guids_7(struct fs2_spec *spec)
{
	spec->n_guids = 7;
}

static void spec_guids_twice(struct fs2_spec *spec)
{
	spec->extra_type = HERMON_FS2_GUID;
	spec->extra_bytes = 48;
}

static void spec_info_twice(struct fs2_spec *spec)
{
	spec->extra_type = HERMON_FS2_IMAGE_INFO;
}

static void spec_rom_twice(struct fs2_spec *spec)
{
	spec->rom_size = 512;
	spec->extra_type = HERMON_FS2_ROM;
}

static void spec_sections_257(struct fs2_spec *spec)
{
	spec->n_code = HERMON_FS2_MAX_SECTIONS - 4;
}

static void spec_no_tags(struct fs2_spec *spec)
{
	spec->n_tags = 0;
}

static void spec_pad_data(struct fs2_spec *spec)
{
	spec->pad = 16;
	spec->pad_byte = 0x20;
}

static void spec_pad_odd(struct fs2_spec *spec)
{
	spec->pad = 2;
}

struct bad_spec {
	const char *desc;
	void (*edit)(struct fs2_spec *spec);
	enum hermon_reason reason;
};

static const struct bad_spec bad_specs[] = {
	{ "not failsafe", spec_not_failsafe, HERMON_WHY_NOT_FAILSAFE },
	{ "no GUIDs", spec_guids_0, HERMON_WHY_GUID_COUNT },
	{ "3 GUIDs", spec_guids_3, HERMON_WHY_GUID_COUNT },
	{ "5 GUIDs", spec_guids_5, HERMON_WHY_GUID_COUNT },
	{ "7 GUIDs", spec_guids_7, HERMON_WHY_GUID_COUNT },
	{ "GUID section twice", spec_guids_twice, HERMON_WHY_SECTION_TWICE },
	{ "Image Info section twice", spec_info_twice,
	  HERMON_WHY_SECTION_TWICE },
	{ "ROM section twice", spec_rom_twice, HERMON_WHY_SECTION_TWICE },
	{ "257 sections", spec_sections_257, HERMON_WHY_SECTION_COUNT },
	{ "no tags", spec_no_tags, HERMON_WHY_TAG_MISSING },
	{ "padded with blanks", spec_pad_data, HERMON_WHY_TRAILING },
	{ "padded to an odd length", spec_pad_odd, HERMON_WHY_LENGTH_ODD },
};
KUNIT_ARRAY_PARAM_DESC(bad_spec, bad_specs, desc);

static void fs2_refuses_spec(struct kunit *test)
{
	const struct bad_spec *c = test->param_value;
	struct fixture *f = test->priv;
	int len;

	build(test);
	c->edit(&f->spec);
	len = fs2_build(&f->spec, f->buf, sizeof(f->buf));
	KUNIT_ASSERT_GT(test, len, 0);
	f->len = len;
	expect(test, c->reason, c->desc);
}

/* ---- readers ---- */

/* A reader over the flash finds more behind the image: not its business. */
static void fs2_check_ignores_rest(struct kunit *test)
{
	struct fixture *f = test->priv;

	build(test);
	trailing_data(f);
	hermon_mem_init(&f->mem, f->buf, f->len);
	KUNIT_EXPECT_EQ(test, hermon_fs2_check(&f->mem.rd, HERMON_DEPTH_FULL,
					       &f->image, &f->report), 0);
}

struct depth_case {
	const char *desc;
	u32 (*at)(const struct fixture *f);
	int err;
};

static u32 in_loader(const struct fixture *f)
{
	return LOADER + 8;
}

static u32 in_code(const struct fixture *f)
{
	return section(f, HERMON_FS2_DDR) + GPH;
}

static u32 in_guids(const struct fixture *f)
{
	return section(f, HERMON_FS2_GUID) + GPH;
}

static u32 in_vsd(const struct fixture *f)
{
	return tag(f, HERMON_FS2_TAG_VSD) + 4;
}

static u32 in_unknown_word(const struct fixture *f)
{
	return 0x10;
}

static const struct depth_case depth_cases[] = {
	{ "loader", in_loader, 0 },
	{ "code", in_code, 0 },
	{ "unknown header word", in_unknown_word, 0 },
	{ "GUIDs", in_guids, -EBADMSG },
	{ "VSD", in_vsd, -EBADMSG },
};
KUNIT_ARRAY_PARAM_DESC(depth, depth_cases, desc);

/* For info only structure and identity are read, and those are checked. */
static void fs2_depth(struct kunit *test)
{
	const struct depth_case *c = test->param_value;
	struct fixture *f = test->priv;

	build(test);
	f->buf[c->at(f)] ^= 1;
	hermon_mem_init(&f->mem, f->buf, f->len);
	KUNIT_EXPECT_EQ(test, hermon_fs2_check(&f->mem.rd,
					       HERMON_DEPTH_IDENTITY, &f->image,
					       &f->report), c->err);
	KUNIT_EXPECT_EQ(test, hermon_fs2_check(&f->mem.rd, HERMON_DEPTH_FULL,
					       &f->image, &f->report),
			-EBADMSG);
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

/* Whichever read fails, its reason comes up unchanged. */
static void fs2_read_errors(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct failing failing = { .mem = &f->mem };
	u32 n = 0;
	int err;

	build(test);
	failing.rd = f->mem.rd;
	failing.rd.read = failing_read;
	do {
		failing.reads_left = n;
		err = hermon_fs2_check_file(&failing.rd, &f->image, &f->report);
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

/* Only then is what the caller is told the reader's own. */
static void expect_read_errors(struct kunit *test, u32 n_min,
			       int (*read)(struct fixture *f,
					   struct hermon_reader *rd))
{
	struct fixture *f = test->priv;
	struct failing failing = { .mem = &f->mem };
	u32 n = 0;
	int err;

	failing.rd = f->mem.rd;
	failing.rd.read = failing_read;
	do {
		failing.reads_left = n;
		memset(&f->report, 0, sizeof(f->report));
		err = read(f, &failing.rd);
		if (err)
			KUNIT_EXPECT_EQ_MSG(test, err, -ETIMEDOUT, "read %u", n);
	} while (err && ++n < 1000);
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_GT(test, n, n_min);
}

/* ---- contents ---- */

static int list(struct fixture *f, struct hermon_contents *contents)
{
	memset(&f->report, 0, sizeof(f->report));
	hermon_mem_init(&f->mem, f->buf, f->len);
	return hermon_fs2_contents(&f->mem.rd, contents, &f->report);
}

/* Against the builder's own walk. */
static void expect_sections(struct kunit *test,
			    const struct hermon_contents *contents)
{
	struct fixture *f = test->priv;
	u32 off = 0, i;

	for (i = 0; i < contents->n_sections; i++) {
		const struct hermon_section *s = &contents->sections[i];

		off = fs2_build_next_section(f->buf, f->len, off);
		KUNIT_ASSERT_NE(test, off, 0);
		KUNIT_EXPECT_EQ(test, s->off, off);
		KUNIT_EXPECT_EQ(test, s->type, get32(f, off));
		KUNIT_EXPECT_EQ(test, s->len, fs2_build_body_size(f->buf, off));
		KUNIT_EXPECT_EQ(test, s->next, get32(f, off + GPH_NEXT));
		KUNIT_EXPECT_EQ(test, hermon_fs2_section_end(s),
				section_crc(f, off) + 4);
	}
}

static void with_gaps(struct fs2_spec *spec)
{
	spec->gap = 8;
	with_rom(spec);
}

static const struct accepted listed[] = {
	{ "as it is", as_it_is },
	{ "two loaders", two_loaders },
	{ "with ROM", with_rom },
	{ "section of unknown type", type_40 },
	{ "EMT section counts bytes", emt_odd_bytes },
	{ "gaps between sections", with_gaps },
	{ "256 sections", sections_256 },
	{ "padded with ff", padded_ones },
};
KUNIT_ARRAY_PARAM_DESC(listed, listed, desc);

static void fs2_contents(struct kunit *test)
{
	const struct accepted *c = test->param_value;
	struct fixture *f = test->priv;
	struct hermon_contents *contents = kunit_kzalloc(test,
							 sizeof(*contents),
							 GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, contents);
	c->edit(&f->spec);
	build(test);
	KUNIT_ASSERT_EQ(test, list(f, contents), 0);
	KUNIT_EXPECT_EQ(test, contents->size, f->image.size);
	KUNIT_EXPECT_EQ(test, contents->n_loaders, f->spec.two_loaders ? 2 : 1);
	KUNIT_EXPECT_EQ(test, contents->loader_end[contents->n_loaders - 1],
			fs2_build_first_section(f->buf, f->len));
	if (f->spec.two_loaders)
		KUNIT_EXPECT_EQ(test, contents->loader_end[0],
				at_loader_2_n(f) - 4);
	KUNIT_EXPECT_EQ(test, contents->n_sections, f->image.n_sections);
	expect_sections(test, contents);
}

/* Looks at no checksum of loaders and sections. */
static void fs2_contents_ignores_damage(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct hermon_contents *contents = kunit_kzalloc(test,
							 sizeof(*contents),
							 GFP_KERNEL);
	u32 off = 0;

	KUNIT_ASSERT_NOT_NULL(test, contents);
	build(test);
	while ((off = fs2_build_next_section(f->buf, f->len, off)))
		f->buf[section_crc(f, off) + 3] ^= 1;
	f->buf[LOADER + 9] ^= 1;
	KUNIT_EXPECT_EQ(test, list(f, contents), 0);
	KUNIT_EXPECT_EQ(test, contents->n_sections, f->image.n_sections);
	expect_sections(test, contents);
}

/* How many loaders end, and how many sections begin and end, before @end. */
static void expect_found(struct kunit *test,
			 const struct hermon_contents *contents, u32 end)
{
	struct fixture *f = test->priv;
	u32 loader_1 = at_loader_2_n(f) - 4;
	u32 first = fs2_build_first_section(f->buf, BUF_SIZE);
	u32 off = 0, n = 0;

	while ((off = fs2_build_next_section(f->buf, BUF_SIZE, off)))
		n += section_crc(f, off) + 4 <= end;
	KUNIT_EXPECT_EQ_MSG(test, contents->n_loaders,
			    (end >= HERMON_FS2_MIN_SIZE && end >= loader_1) +
			    (first > loader_1 && end >= first),
			    "end at 0x%x", end);
	KUNIT_EXPECT_EQ_MSG(test, contents->n_sections, n, "end at 0x%x", end);
	expect_sections(test, contents);
}

/* The size word tells of an early end: what was found before it is listed. */
static void fs2_contents_truncated(struct kunit *test)
{
	const struct accepted *c = test->param_value;
	struct fixture *f = test->priv;
	struct hermon_contents *contents = kunit_kzalloc(test,
							 sizeof(*contents),
							 GFP_KERNEL);
	u32 len, size;

	KUNIT_ASSERT_NOT_NULL(test, contents);
	c->edit(&f->spec);
	build(test);
	size = f->image.size;
	f->len = size;
	for (len = LOADER; len < size; len += 4) {
		put32(f, H_SIZE, len);
		f->len = len;
		KUNIT_EXPECT_NE_MSG(test, list(f, contents), 0, "at 0x%x", len);
		f->len = size;
		expect_found(test, contents, len);
	}
	put32(f, H_SIZE, size);
	for (len = 0; len < size; len++) {
		f->len = len;
		KUNIT_EXPECT_EQ(test, list(f, contents), -EINVAL);
		KUNIT_EXPECT_EQ(test, contents->n_loaders, 0);
		KUNIT_EXPECT_EQ(test, contents->n_sections, 0);
	}
}

static const struct accepted cut_short[] = {
	{ "one loader", as_it_is },
	{ "two loaders", two_loaders },
	{ "with ROM", with_rom },
};
KUNIT_ARRAY_PARAM_DESC(cut_short, cut_short, desc);

/* The section with the bad link is listed, what it does not lead to is not. */
static void fs2_contents_links(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct hermon_contents *contents = kunit_kzalloc(test,
							 sizeof(*contents),
							 GFP_KERNEL);
	static const u32 links[] = {
		4, 0x7ffffffc, 0x80000000, 0xffffffff, 0xfffffffc, 0xff000004,
	};
	u32 off, i;

	KUNIT_ASSERT_NOT_NULL(test, contents);
	build(test);
	off = section(f, HERMON_FS2_GUID);
	for (i = 0; i < ARRAY_SIZE(links); i++) {
		put32(f, off + GPH_NEXT, links[i]);
		KUNIT_EXPECT_EQ(test, list(f, contents), -EINVAL);
		KUNIT_EXPECT_EQ(test, f->report.reason,
				HERMON_WHY_SECTION_NEXT);
		KUNIT_EXPECT_EQ(test, contents->n_sections, 2);
		KUNIT_EXPECT_EQ(test, contents->sections[1].next, links[i]);
	}
	/* To itself, and so again and again. */
	put32(f, off + GPH_NEXT, off);
	KUNIT_EXPECT_EQ(test, list(f, contents), -EINVAL);
	/* The list ends, the image does not. */
	put32(f, off + GPH_NEXT, 0);
	KUNIT_EXPECT_EQ(test, list(f, contents), -EINVAL);
	KUNIT_EXPECT_EQ(test, f->report.reason, HERMON_WHY_SIZE_WORD);
}

static void fs2_contents_too_many(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct hermon_contents *contents = kunit_kzalloc(test,
							 sizeof(*contents),
							 GFP_KERNEL);
	int len;

	KUNIT_ASSERT_NOT_NULL(test, contents);
	f->spec.n_code = HERMON_FS2_MAX_SECTIONS - 4;
	len = fs2_build(&f->spec, f->buf, sizeof(f->buf));
	KUNIT_ASSERT_GT(test, len, 0);
	f->len = len;
	KUNIT_EXPECT_EQ(test, list(f, contents), -EINVAL);
	KUNIT_EXPECT_EQ(test, f->report.reason, HERMON_WHY_SECTION_COUNT);
	KUNIT_EXPECT_EQ(test, contents->n_sections, HERMON_FS2_MAX_SECTIONS);
}

static struct hermon_contents scratch_contents;

static int read_contents(struct fixture *f, struct hermon_reader *rd)
{
	return hermon_fs2_contents(rd, &scratch_contents, &f->report);
}

static void fs2_contents_read_errors(struct kunit *test)
{
	two_loaders(&((struct fixture *)test->priv)->spec);
	build(test);
	expect_read_errors(test, 5, read_contents);
}

/* ---- what can be salvaged ---- */

static int salvage(struct fixture *f)
{
	memset(&f->report, 0, sizeof(f->report));
	memset(&f->image, 0x5a, sizeof(f->image));
	hermon_mem_init(&f->mem, f->buf, f->len);
	return hermon_fs2_salvage(&f->mem.rd, &f->image, &f->report);
}

static void expect_salvaged(struct kunit *test)
{
	struct fixture *f = test->priv;

	KUNIT_EXPECT_EQ_MSG(test, salvage(f), 0, "%s",
			    hermon_reason_name(f->report.reason));
	KUNIT_EXPECT_STREQ(test, f->image.psid, f->spec.psid);
	KUNIT_EXPECT_STREQ(test, f->image.vsd, f->spec.vsd);
	KUNIT_EXPECT_EQ(test, f->image.version.minor, f->spec.minor);
	KUNIT_EXPECT_EQ(test, f->image.log2_chunk, f->spec.log2_chunk);
}

static void wipe(struct fixture *f, u32 from, u32 to)
{
	memset(f->buf + from, 0xff, to - from);
}

static void broken_loader(struct fixture *f)
{
	wipe(f, LOADER, fs2_build_first_section(f->buf, f->len));
}

static void broken_first(struct fixture *f)
{
	wipe(f, fs2_build_first_section(f->buf, f->len),
	     section(f, HERMON_FS2_GUID));
}

static void broken_guids(struct fixture *f)
{
	wipe(f, section(f, HERMON_FS2_GUID),
	     section(f, HERMON_FS2_IMAGE_INFO));
}

static void broken_before(struct fixture *f)
{
	wipe(f, LOADER, section(f, HERMON_FS2_IMAGE_INFO));
}

static void broken_behind(struct fixture *f)
{
	wipe(f, section_crc(f, section(f, HERMON_FS2_IMAGE_INFO)) + 4, f->len);
}

static void broken_guid_ptr(struct fixture *f)
{
	put32(f, H_GUID, 0xffffffff);
}

static void broken_full_crc(struct fixture *f)
{
	put32(f, H_CRC, 0);
}

static void broken_info_next(struct fixture *f)
{
	u32 off = section(f, HERMON_FS2_IMAGE_INFO);
	u32 crc = section_crc(f, off);

	put32(f, off + GPH_NEXT, 4);
	put32(f, crc, fs2_build_crc16(f->buf + off, crc - off));
}

struct salvaged {
	const char *desc;
	void (*edit)(struct fixture *f);
};

static const struct salvaged salvaged[] = {
	{ "loader", broken_loader },
	{ "first section", broken_first },
	{ "GUIDs", broken_guids },
	{ "all before Image Info", broken_before },
	{ "all behind Image Info", broken_behind },
	{ "GUID pointer", broken_guid_ptr },
	{ "full CRC", broken_full_crc },
	{ "link of Image Info", broken_info_next },
};
KUNIT_ARRAY_PARAM_DESC(salvaged, salvaged, desc);

static void fs2_salvages(struct kunit *test)
{
	const struct salvaged *c = test->param_value;
	struct fixture *f = test->priv;

	build(test);
	c->edit(f);
	KUNIT_EXPECT_NE(test, check(f), 0);
	expect_salvaged(test);
}

static void set_info_ptr(struct fixture *f, u32 ptr)
{
	put32(f, H_INFO, fs2_build_fix_sum(ptr));
}

static void info_ptr_0(struct fixture *f)
{
	set_info_ptr(f, 0);
}

static void info_ptr_in_header(struct fixture *f)
{
	set_info_ptr(f, LOADER + GPH - 4);
}

/* The lowest that it may be: then it is no section's. */
static void info_ptr_to_loader(struct fixture *f)
{
	set_info_ptr(f, LOADER + GPH);
}

static void info_ptr_odd(struct fixture *f)
{
	set_info_ptr(f, (get32(f, H_INFO) & 0xffffff) + 2);
}

static void info_ptr_at_end(struct fixture *f)
{
	set_info_ptr(f, f->len);
}

static void info_ptr_behind_end(struct fixture *f)
{
	set_info_ptr(f, f->len + 4);
}

static void info_ptr_largest(struct fixture *f)
{
	set_info_ptr(f, 0xfffffc);
}

static void info_ptr_to_guids(struct fixture *f)
{
	set_info_ptr(f, get32(f, H_GUID));
}

static void info_size_largest(struct fixture *f)
{
	put32(f, section(f, HERMON_FS2_IMAGE_INFO) + GPH_SIZE, 0xffffffff);
}

static void info_size_past_end(struct fixture *f)
{
	put32(f, section(f, HERMON_FS2_IMAGE_INFO) + GPH_SIZE, f->len / 4);
}

static void info_bit(struct fixture *f)
{
	f->buf[section(f, HERMON_FS2_IMAGE_INFO) + GPH + 50] ^= 1;
}

static void info_crc(struct fixture *f)
{
	f->buf[section_crc(f, section(f, HERMON_FS2_IMAGE_INFO)) + 2] ^= 1;
}

static void short_file(struct fixture *f)
{
	f->len -= 4;
}

static const struct refusal lost[] = {
	{ "no signature", no_signature, HERMON_WHY_NO_SIGNATURE },
	{ "FS3", fs3, HERMON_WHY_FORMAT_FS3 },
	{ "failsafe word's sum", failsafe_sum, HERMON_WHY_FAILSAFE_SUM },
	{ "not failsafe", not_failsafe, HERMON_WHY_NOT_FAILSAFE },
	{ "size word", size_odd, HERMON_WHY_SIZE_WORD },
	{ "truncated", short_file, HERMON_WHY_TRUNCATED },
	{ "info pointer's sum", info_ptr_sum, HERMON_WHY_INFO_PTR_SUM },
	{ "info pointer 0", info_ptr_0, HERMON_WHY_INFO_PTR },
	{ "info pointer into the header", info_ptr_in_header,
	  HERMON_WHY_INFO_PTR },
	{ "info pointer to the loader", info_ptr_to_loader,
	  HERMON_WHY_INFO_PTR },
	{ "info pointer odd", info_ptr_odd, HERMON_WHY_INFO_PTR },
	{ "info pointer at the end", info_ptr_at_end,
	  HERMON_WHY_SECTION_SIZE },
	{ "info pointer behind the end", info_ptr_behind_end,
	  HERMON_WHY_INFO_PTR },
	{ "info pointer largest", info_ptr_largest, HERMON_WHY_INFO_PTR },
	{ "info pointer to the GUIDs", info_ptr_to_guids,
	  HERMON_WHY_INFO_PTR },
	{ "Image Info's size largest", info_size_largest,
	  HERMON_WHY_SECTION_SIZE },
	{ "Image Info past the end", info_size_past_end,
	  HERMON_WHY_SECTION_SIZE },
	{ "bit of Image Info", info_bit, HERMON_WHY_SECTION_CRC },
	{ "checksum of Image Info", info_crc, HERMON_WHY_SECTION_CRC },
	{ "no version", no_version, HERMON_WHY_TAG_MISSING },
	{ "no PSID", no_psid, HERMON_WHY_TAG_MISSING },
	{ "PSID with a line break", psid_control, HERMON_WHY_PSID_TEXT },
};
KUNIT_ARRAY_PARAM_DESC(lost, lost, desc);

static void fs2_salvages_nothing(struct kunit *test)
{
	const struct refusal *c = test->param_value;
	struct fixture *f = test->priv;
	int err;

	build(test);
	expect_salvaged(test);
	c->edit(f);
	err = salvage(f);
	KUNIT_EXPECT_STREQ(test, hermon_reason_name(f->report.reason),
			   hermon_reason_name(c->reason));
	KUNIT_EXPECT_EQ(test, err, hermon_report_errno(&f->report));
	KUNIT_EXPECT_NE(test, err, 0);
}

static int read_salvaged(struct fixture *f, struct hermon_reader *rd)
{
	return hermon_fs2_salvage(rd, &f->image, &f->report);
}

static void fs2_salvage_read_errors(struct kunit *test)
{
	build(test);
	expect_read_errors(test, 5, read_salvaged);
}

static struct kunit_case fs2_cases[] = {
	KUNIT_CASE_PARAM(fs2_accepts, accepted_gen_params),
	KUNIT_CASE(fs2_describes),
	KUNIT_CASE(fs2_describes_defaults),
	KUNIT_CASE(fs2_repeated_tag),
	KUNIT_CASE(fs2_signature),
	KUNIT_CASE(fs2_truncated),
	KUNIT_CASE(fs2_truncated_size_word),
	KUNIT_CASE_PARAM(fs2_every_bit, flipped_gen_params),
	KUNIT_CASE(fs2_every_bit_without_mic),
	KUNIT_CASE_PARAM(fs2_field, field_gen_params),
	KUNIT_CASE(fs2_links),
	KUNIT_CASE(fs2_early_end),
	KUNIT_CASE(fs2_end_mark_0),
	KUNIT_CASE_PARAM(fs2_tag_length, tag_gen_params),
	KUNIT_CASE(fs2_tag_range),
	KUNIT_CASE(fs2_many_hwids),
	KUNIT_CASE(fs2_config_area),
	KUNIT_CASE_PARAM(fs2_refuses, refusal_gen_params),
	KUNIT_CASE_PARAM(fs2_refuses_spec, bad_spec_gen_params),
	KUNIT_CASE(fs2_check_ignores_rest),
	KUNIT_CASE_PARAM(fs2_depth, depth_gen_params),
	KUNIT_CASE(fs2_read_errors),
	KUNIT_CASE(fs2_retired),
	KUNIT_CASE(fs2_mic_version),
	KUNIT_CASE(fs2_product_version),
	KUNIT_CASE_PARAM(fs2_prs_name, prs_gen_params),
	KUNIT_CASE(fs2_prs_name_twice),
	KUNIT_CASE_PARAM(fs2_contents, listed_gen_params),
	KUNIT_CASE(fs2_contents_ignores_damage),
	KUNIT_CASE_PARAM(fs2_contents_truncated, cut_short_gen_params),
	KUNIT_CASE(fs2_contents_links),
	KUNIT_CASE(fs2_contents_too_many),
	KUNIT_CASE(fs2_contents_read_errors),
	KUNIT_CASE_PARAM(fs2_salvages, salvaged_gen_params),
	KUNIT_CASE_PARAM(fs2_salvages_nothing, lost_gen_params),
	KUNIT_CASE(fs2_salvage_read_errors),
	{}
};

static struct kunit_suite fs2_suite = {
	.name = "hermon-fs2",
	.init = fs2_init,
	.test_cases = fs2_cases,
};
kunit_test_suite(fs2_suite);
