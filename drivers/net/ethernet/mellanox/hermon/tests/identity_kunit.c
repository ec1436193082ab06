// SPDX-License-Identifier: GPL-2.0-only
/*
 * A new image with a card's identity must be, byte by byte, what a builder
 * makes of the new image with that card's GUIDs, MACs and VSD.
 *
 * Rules: Documentation/hermon/fs2.rst, "What a burn keeps".
 */
#include <kunit/test.h>

#include <hermon/identity.h>
#include "fs2_build.h"

#define CARD_GUID	0x0002c903000f00d0ULL
#define CARD_VSD	"HP 4X DDR IB dual port, as it left the factory"
#define BUF_SIZE	0x800

/* The new image, the image on the card, and what must come out. */
struct fixture {
	struct fs2_spec new;
	struct fs2_spec card;
	struct fs2_spec want;
	u8 new_buf[BUF_SIZE];
	u8 card_buf[BUF_SIZE];
	u8 want_buf[BUF_SIZE];
	u8 got_buf[BUF_SIZE];
	struct hermon_mem new_mem;
	struct hermon_mem card_mem;
	struct hermon_image new_image;
	struct hermon_image card_image;
	struct hermon_image got_image;
	struct hermon_identity id;
	struct hermon_report report;
};

static int identity_init(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	fs2_spec_small(&f->new);
	f->new.seed = 2;
	f->new.minor = 8;
	memcpy(f->new.vsd, "new image", 10);

	fs2_spec_small(&f->card);
	fs2_spec_set_guids(&f->card, CARD_GUID);
	memcpy(f->card.vsd, CARD_VSD, sizeof(CARD_VSD));
	test->priv = f;
	return 0;
}

/* What the card has, in the new image. */
static void set_want(struct fixture *f)
{
	f->want = f->new;
	memcpy(f->want.guids, f->card.guids, sizeof(f->want.guids));
	memcpy(f->want.vsd, f->card.vsd, sizeof(f->want.vsd));
	f->want.blank_guids = false;
	f->want.no_full_crc = false;
}

static u32 build(struct kunit *test, const struct fs2_spec *spec, u8 *buf,
		 struct hermon_mem *mem, struct hermon_image *image)
{
	struct fixture *f = test->priv;
	int len = fs2_build(spec, buf, BUF_SIZE);

	KUNIT_ASSERT_GT(test, len, 0);
	hermon_mem_init(mem, buf, len);
	KUNIT_ASSERT_EQ(test, hermon_fs2_check_file(&mem->rd, image,
						    &f->report), 0);
	return len;
}

static int keep(struct fixture *f)
{
	const struct hermon_match match = {
		.keeps_guids = true,
		.keeps_vsd = f->new_image.vsd_off && f->card_image.vsd_off,
	};

	return hermon_identity_keep(&f->id, &f->new_mem.rd, &f->new_image,
				    &f->card_image, &match, &f->report);
}

static void prepare(struct kunit *test)
{
	struct fixture *f = test->priv;

	build(test, &f->new, f->new_buf, &f->new_mem, &f->new_image);
	build(test, &f->card, f->card_buf, &f->card_mem, &f->card_image);
	KUNIT_ASSERT_EQ(test, keep(f), 0);
}

/* ---- cases: an edit of both specs, and one of what must come out ---- */

static void nothing(struct fixture *f)
{
}

static void four_on_both(struct fixture *f)
{
	f->new.n_guids = 4;
	f->card.n_guids = 4;
}

static void four_on_card(struct fixture *f)
{
	f->card.n_guids = 4;
}

/* By fs2_spec_set_guids() the MACs are those of the port GUIDs. */
static void macs_not_of_guids(struct fixture *f)
{
	f->card.guids[4] = 0x001708aabbccULL;
	f->card.guids[5] = 0x001708aabbcdULL;
}

static void four_in_file(struct fixture *f)
{
	f->new.n_guids = 4;
	macs_not_of_guids(f);
}

static void macs_blank(struct fixture *f)
{
	f->card.guids[4] = 0xffffffffffffULL;
	f->card.guids[5] = 0xffffffffffffffffULL;
}

static void macs_derived(struct fixture *f)
{
	f->want.guids[4] = 0x0002c90f00d1ULL;
	f->want.guids[5] = 0x0002c90f00d2ULL;
}

static void one_mac_blank(struct fixture *f)
{
	f->card.guids[4] = 0xffffffffffffULL;
}

static void guids_without_pattern(struct fixture *f)
{
	f->card.guids[0] = 0x001a4bffff0c1234ULL;
	f->card.guids[1] = 0x0123456789abcdefULL;
	f->card.guids[2] = 0;
	f->card.guids[3] = f->card.guids[0];
}

static void blank_in_file(struct fixture *f)
{
	f->new.blank_guids = true;
}

static void no_full_crc(struct fixture *f)
{
	f->new.no_full_crc = true;
}

static void no_mic(struct fixture *f)
{
	fs2_spec_drop_tag(&f->new, HERMON_FS2_TAG_MIC_VERSION);
}

static void upper_bits_of_crc_word(struct fixture *f)
{
	f->new.devrev = 0xb0;
	f->new.indicator = 0x5a;
}

static void two_loaders(struct fixture *f)
{
	f->new.two_loaders = true;
}

static void padded_file(struct fixture *f)
{
	f->new.pad = 64;
}

static void no_padding(struct fixture *f)
{
	f->want.pad = 0;
}

static void vsd_full(struct fixture *f)
{
	memset(f->card.vsd, 'x', HERMON_FS2_VSD_SIZE);
}

static void vsd_empty(struct fixture *f)
{
	memset(f->card.vsd, 0, sizeof(f->card.vsd));
}

static void vsd_not_on_card(struct fixture *f)
{
	fs2_spec_drop_tag(&f->card, HERMON_FS2_TAG_VSD);
}

static void vsd_of_file(struct fixture *f)
{
	memcpy(f->want.vsd, f->new.vsd, sizeof(f->want.vsd));
}

static void vsd_not_in_file(struct fixture *f)
{
	fs2_spec_drop_tag(&f->new, HERMON_FS2_TAG_VSD);
}

struct keep_case {
	const char *desc;
	void (*edit)(struct fixture *f);
	void (*result)(struct fixture *f);
};

static const struct keep_case keep_cases[] = {
	{ "six GUIDs each", nothing, nothing },
	{ "four GUIDs each", four_on_both, nothing },
	{ "card has four", four_on_card, macs_derived },
	{ "file has four", four_in_file, nothing },
	{ "MACs not of the GUIDs", macs_not_of_guids, nothing },
	{ "MACs blank", macs_blank, macs_derived },
	{ "one MAC blank", one_mac_blank, nothing },
	{ "GUIDs without pattern", guids_without_pattern, nothing },
	{ "file's GUIDs blank", blank_in_file, nothing },
	{ "file without full CRC", no_full_crc, nothing },
	{ "file without MIC tag", no_mic, nothing },
	{ "upper half of the CRC word", upper_bits_of_crc_word, nothing },
	{ "two loaders", two_loaders, nothing },
	{ "padded file", padded_file, no_padding },
	{ "VSD fills its tag", vsd_full, nothing },
	{ "VSD empty", vsd_empty, nothing },
	{ "card without VSD", vsd_not_on_card, vsd_of_file },
	{ "file without VSD", vsd_not_in_file, nothing },
};
KUNIT_ARRAY_PARAM_DESC(keep, keep_cases, desc);

static void check_image(struct kunit *test)
{
	struct fixture *f = test->priv;
	const struct hermon_image *image = &f->got_image;

	KUNIT_ASSERT_EQ(test, hermon_fs2_check(&f->id.rd, HERMON_DEPTH_FULL,
					       &f->got_image, &f->report), 0);
	KUNIT_EXPECT_EQ(test, image->version.minor, 8);
	KUNIT_EXPECT_STREQ(test, image->psid, f->new.psid);
	KUNIT_EXPECT_EQ(test, image->n_guids, f->new.n_guids);
	KUNIT_EXPECT_MEMEQ(test, image->guids, f->want.guids,
			   image->n_guids * sizeof(u64));
	KUNIT_EXPECT_FALSE(test, image->guids_blank);
	if (image->vsd_off)
		KUNIT_EXPECT_MEMEQ(test, image->vsd, f->want.vsd,
				   HERMON_FS2_VSD_SIZE);
}

static void identity_kept(struct kunit *test)
{
	const struct keep_case *c = test->param_value;
	struct fixture *f = test->priv;
	int len;

	c->edit(f);
	set_want(f);
	c->result(f);
	prepare(test);

	len = fs2_build(&f->want, f->want_buf, BUF_SIZE);
	KUNIT_ASSERT_GT(test, len, 0);
	KUNIT_ASSERT_EQ(test, f->id.rd.size, (u32)len);
	KUNIT_ASSERT_EQ(test, hermon_reader_get(&f->id.rd, 0, f->got_buf, len,
						&f->report), 0);
	KUNIT_EXPECT_MEMEQ(test, f->got_buf, f->want_buf, len);
	check_image(test);
}

/* Text behind the first NUL is no text. */
static void identity_vsd_cut(struct kunit *test)
{
	struct fixture *f = test->priv;
	char vsd[HERMON_FS2_VSD_SIZE] = "HP";

	prepare(test);
	f->card_image.vsd[2] = '\0';
	KUNIT_ASSERT_EQ(test, keep(f), 0);
	KUNIT_ASSERT_EQ(test, hermon_reader_get(&f->id.rd, f->new_image.vsd_off,
						f->got_buf, sizeof(vsd),
						&f->report), 0);
	KUNIT_EXPECT_MEMEQ(test, f->got_buf, vsd, sizeof(vsd));
}

/* However it is cut, the same bytes. */
static void identity_pieces(struct kunit *test)
{
	static const u32 pieces[] = { 1, 3, 4, 16, 60, 256, 300 };
	struct fixture *f = test->priv;
	u32 size, off, n, i;

	prepare(test);
	size = f->id.rd.size;
	KUNIT_ASSERT_EQ(test, hermon_reader_get(&f->id.rd, 0, f->want_buf, size,
						&f->report), 0);
	for (i = 0; i < ARRAY_SIZE(pieces); i++) {
		memset(f->got_buf, 0, size);
		for (off = 0; off < size; off += n) {
			n = min(pieces[i], size - off);
			hermon_reader_get(&f->id.rd, off, f->got_buf + off, n,
					  &f->report);
		}
		KUNIT_EXPECT_MEMEQ_MSG(test, f->got_buf, f->want_buf, size,
				       "pieces of %u", pieces[i]);
	}
}

static void identity_bounds(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 size;

	prepare(test);
	size = f->id.rd.size;
	KUNIT_EXPECT_EQ(test, hermon_reader_get(&f->id.rd, size - 4, f->got_buf,
						8, &f->report), -EINVAL);
	KUNIT_EXPECT_EQ(test, hermon_reader_get(&f->id.rd, size, f->got_buf, 1,
						&f->report), -EINVAL);
	KUNIT_EXPECT_EQ(test, hermon_reader_get(&f->id.rd, 0xfffffffc,
						f->got_buf, 8, &f->report),
			-EINVAL);
}

static int failing_read(struct hermon_reader *rd, u32 off, void *buf, u32 len,
			struct hermon_report *report)
{
	return hermon_fail(report, HERMON_WHY_CARD_GONE, off, 0, 0);
}

static void identity_read_error(struct kunit *test)
{
	struct fixture *f = test->priv;

	prepare(test);
	f->new_mem.rd.read = failing_read;
	KUNIT_EXPECT_EQ(test, keep(f), -ENXIO);
	KUNIT_EXPECT_EQ(test, f->report.reason, HERMON_WHY_CARD_GONE);
}

struct mac_case {
	const char *desc;
	u64 guid;
	u64 mac;
};

static const struct mac_case mac_cases[] = {
	{ "documented", 0x0002c9030001a2b1ULL, 0x0002c901a2b1ULL },
	{ "middle of ones", 0x001708ffff0c1234ULL, 0x0017080c1234ULL },
	{ "all ones", 0xffffffffffffffffULL, 0xffffffffffffULL },
	{ "zero", 0, 0 },
};
KUNIT_ARRAY_PARAM_DESC(mac, mac_cases, desc);

static void identity_mac(struct kunit *test)
{
	const struct mac_case *c = test->param_value;

	KUNIT_EXPECT_EQ(test, hermon_identity_mac(c->guid), c->mac);
}

static struct kunit_case identity_cases[] = {
	KUNIT_CASE_PARAM(identity_kept, keep_gen_params),
	KUNIT_CASE(identity_vsd_cut),
	KUNIT_CASE(identity_pieces),
	KUNIT_CASE(identity_bounds),
	KUNIT_CASE(identity_read_error),
	KUNIT_CASE_PARAM(identity_mac, mac_gen_params),
	{}
};

static struct kunit_suite identity_suite = {
	.name = "hermon-identity",
	.init = identity_init,
	.test_cases = identity_cases,
};
kunit_test_suite(identity_suite);
