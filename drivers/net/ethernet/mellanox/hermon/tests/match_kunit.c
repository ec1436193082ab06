// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which image goes on which card, what it takes from it, and what the user may
 * wish to be otherwise.
 *
 * Rules: Documentation/hermon/fs2.rst, "Checks" and "What a burn keeps".
 */
#include <kunit/test.h>

#include <hermon/match.h>
#include <hermon/regs.h>

#define HWID_A0		0x00a00190
#define HWID_B0		0x00b00190
#define PSID_CARD	"HP_09D0000001"
#define PSID_OTHER	"MT_04A0110002"
#define CARD_GUID	0x0002c903000f00d0ULL
#define IMAGE_GUID	0x001a4bffff0c1230ULL
#define ONES		0xffffffffffffffffULL

/* An image, a card that takes it, and room for the answer. */
struct fixture {
	struct hermon_image image;
	struct hermon_card card;
	struct hermon_target target;
	struct hermon_wish wish;
	struct hermon_match match;
	struct hermon_report report;
};

static u64 mac_of(u64 guid)
{
	return (guid >> 40 << 24) | (guid & 0xffffff);
}

static void set_guids(struct hermon_image *image, u64 base)
{
	u32 i;

	image->n_guids = HERMON_FS2_GUIDS_MAX;
	for (i = 0; i < HERMON_FS2_GUIDS_IB; i++)
		image->guids[i] = base + i;
	image->guids[4] = mac_of(base + 1);
	image->guids[5] = mac_of(base + 2);
}

static void set_text(char *dst, size_t size, const char *text)
{
	memset(dst, 0, size);
	memcpy(dst, text, strlen(text));
}

static void set_image_psid(struct fixture *f, const char *psid)
{
	set_text(f->image.psid, sizeof(f->image.psid), psid);
}

static void set_wish_psid(struct fixture *f, const char *psid)
{
	set_text(f->wish.psid, sizeof(f->wish.psid), psid);
}

static int match_init(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	f->image.log2_chunk = 20;
	f->image.device_type = HERMON_PCI_MT25418;
	f->image.hwids[0] = HWID_A0;
	f->image.n_hwids = 1;
	f->image.vsd_off = 0x800;
	set_image_psid(f, PSID_CARD);
	set_guids(&f->image, CARD_GUID);
	f->card.valid = true;
	f->card.image = f->image;
	set_guids(&f->image, IMAGE_GUID);
	f->target.hwid = HWID_A0;
	test->priv = f;
	return 0;
}

static int match(struct fixture *f)
{
	memset(&f->match, 0x5a, sizeof(f->match));
	memset(&f->report, 0, sizeof(f->report));
	return hermon_match(&f->match, &f->image, &f->card, &f->target,
			    &f->wish, &f->report);
}

static void expect_refused(struct kunit *test, enum hermon_reason reason,
			   int err)
{
	struct fixture *f = test->priv;

	KUNIT_EXPECT_EQ(test, match(f), err);
	KUNIT_EXPECT_STREQ(test, hermon_reason_name(f->report.reason),
			   hermon_reason_name(reason));
}

/* ---- refusals ---- */

static void psid_differs(struct fixture *f)
{
	set_image_psid(f, PSID_OTHER);
}

static void psid_longer(struct fixture *f)
{
	set_image_psid(f, PSID_CARD "2");
}

static void psid_shorter(struct fixture *f)
{
	set_image_psid(f, "HP_09D000000");
}

static void psid_case(struct fixture *f)
{
	set_image_psid(f, "hp_09D0000001");
}

static void psid_last_of_16(struct fixture *f)
{
	set_image_psid(f, "HP_09D0000001abc");
	f->card.image = f->image;
	f->image.psid[15] = 'd';
}

static void hwid_other_revision(struct fixture *f)
{
	f->target.hwid = HWID_B0;
}

static void hwid_other_chip(struct fixture *f)
{
	f->image.hwids[0] = 0x000001f5;
}

static void hwid_list_first_only(struct fixture *f)
{
	f->image.hwids[1] = HWID_B0;	/* not in the list */
	f->target.hwid = HWID_B0;
}

static void device_type_connectx3(struct fixture *f)
{
	f->image.n_hwids = 0;
	f->image.device_type = 4099;
}

static void device_type_none(struct fixture *f)
{
	f->image.n_hwids = 0;
	f->image.device_type = 0;
}

static void chunk_differs(struct fixture *f)
{
	f->image.log2_chunk = 19;
}

static void config_pad_differs(struct fixture *f)
{
	f->image.config_pad = 1;
}

static void config_pad_on_card(struct fixture *f)
{
	f->card.image.config_pad = 1;
}

static void guids_blank(struct fixture *f)
{
	f->card.image.guids_blank = true;
}

static void vsd_lost(struct fixture *f)
{
	set_text(f->card.image.vsd, sizeof(f->card.image.vsd), "of the card");
	f->image.vsd_off = 0;
}

/* The user means the card to stay what it is, and the image is another's. */
static void wish_of_card(struct fixture *f)
{
	psid_differs(f);
	set_wish_psid(f, PSID_CARD);
}

static void wish_of_neither(struct fixture *f)
{
	set_wish_psid(f, PSID_OTHER);
}

static void wish_longer(struct fixture *f)
{
	psid_differs(f);
	set_wish_psid(f, PSID_OTHER "3");
}

static void wish_shorter(struct fixture *f)
{
	psid_differs(f);
	set_wish_psid(f, "MT_04A011000");
}

static void wish_in_other_case(struct fixture *f)
{
	psid_differs(f);
	set_wish_psid(f, "mt_04a0110002");
}

static void wish_other_chip(struct fixture *f)
{
	set_wish_psid(f, PSID_CARD);
	hwid_other_revision(f);
}

static void wish_other_chunk(struct fixture *f)
{
	psid_differs(f);
	set_wish_psid(f, PSID_OTHER);
	chunk_differs(f);
}

static void identifiers_other_psid(struct fixture *f)
{
	psid_differs(f);
	f->wish.identifiers = true;
}

static void identifiers_other_chunk(struct fixture *f)
{
	chunk_differs(f);
	f->wish.identifiers = true;
}

static void identifiers_pad_differs(struct fixture *f)
{
	config_pad_differs(f);
	f->wish.identifiers = true;
}

/* What the card is called does not say how it is padded. */
static void wish_as_it_is_pad_differs(struct fixture *f)
{
	set_wish_psid(f, PSID_CARD);
	config_pad_differs(f);
}

static void identifiers_vsd_lost(struct fixture *f)
{
	vsd_lost(f);
	f->wish.identifiers = true;
}

static void settings_guids_blank(struct fixture *f)
{
	guids_blank(f);
	f->wish.settings = true;
}

struct refusal {
	const char *desc;
	void (*edit)(struct fixture *f);
	enum hermon_reason reason;
	int err;
};

static const struct refusal refusals[] = {
	{ "PSID differs", psid_differs, HERMON_WHY_PSID, -EINVAL },
	{ "PSID longer", psid_longer, HERMON_WHY_PSID, -EINVAL },
	{ "PSID shorter", psid_shorter, HERMON_WHY_PSID, -EINVAL },
	{ "PSID in other case", psid_case, HERMON_WHY_PSID, -EINVAL },
	{ "PSID differs in its last byte", psid_last_of_16, HERMON_WHY_PSID,
	  -EINVAL },
	{ "other revision", hwid_other_revision, HERMON_WHY_HWID, -EINVAL },
	{ "other chip", hwid_other_chip, HERMON_WHY_HWID, -EINVAL },
	{ "behind the list", hwid_list_first_only, HERMON_WHY_HWID, -EINVAL },
	{ "device type of ConnectX-3", device_type_connectx3,
	  HERMON_WHY_DEVICE_TYPE, -EINVAL },
	{ "no device type", device_type_none, HERMON_WHY_DEVICE_TYPE, -EINVAL },
	{ "chunk size differs", chunk_differs, HERMON_WHY_CHUNK, -EINVAL },
	{ "config pad differs", config_pad_differs, HERMON_WHY_CONFIG_PAD,
	  -EINVAL },
	{ "config pad on the card", config_pad_on_card, HERMON_WHY_CONFIG_PAD,
	  -EINVAL },
	{ "GUIDs blank", guids_blank, HERMON_WHY_CARD_GUIDS_BLANK, -ENODATA },
	{ "VSD lost", vsd_lost, HERMON_WHY_VSD_LOST, -EINVAL },
	{ "to_psid is the card's, not the image's", wish_of_card,
	  HERMON_WHY_PSID_WISH, -EINVAL },
	{ "to_psid is nobody's", wish_of_neither, HERMON_WHY_PSID_WISH,
	  -EINVAL },
	{ "to_psid longer", wish_longer, HERMON_WHY_PSID_WISH, -EINVAL },
	{ "to_psid shorter", wish_shorter, HERMON_WHY_PSID_WISH, -EINVAL },
	{ "to_psid in other case", wish_in_other_case, HERMON_WHY_PSID_WISH,
	  -EINVAL },
	{ "to_psid does not name a chip", wish_other_chip, HERMON_WHY_HWID,
	  -EINVAL },
	{ "to_psid does not name chunks", wish_other_chunk, HERMON_WHY_CHUNK,
	  -EINVAL },
	{ "to_psid of the same board, config pad differs",
	  wish_as_it_is_pad_differs, HERMON_WHY_CONFIG_PAD, -EINVAL },
	{ "identifiers, PSID differs", identifiers_other_psid,
	  HERMON_WHY_PSID, -EINVAL },
	{ "identifiers, chunk size differs", identifiers_other_chunk,
	  HERMON_WHY_CHUNK, -EINVAL },
	{ "identifiers, config pad differs", identifiers_pad_differs,
	  HERMON_WHY_CONFIG_PAD, -EINVAL },
	{ "identifiers, VSD lost", identifiers_vsd_lost, HERMON_WHY_VSD_LOST,
	  -EINVAL },
	{ "settings, GUIDs blank", settings_guids_blank,
	  HERMON_WHY_CARD_GUIDS_BLANK, -ENODATA },
};
KUNIT_ARRAY_PARAM_DESC(refusal, refusals, desc);

static void match_refuses(struct kunit *test)
{
	const struct refusal *c = test->param_value;
	struct fixture *f = test->priv;

	KUNIT_ASSERT_EQ(test, match(f), 0);
	c->edit(f);
	expect_refused(test, c->reason, c->err);
}

static void match_texts(struct kunit *test)
{
	struct fixture *f = test->priv;

	psid_differs(f);
	match(f);
	KUNIT_EXPECT_STREQ(test, f->report.want_text, PSID_OTHER);
	KUNIT_EXPECT_STREQ(test, f->report.got_text, PSID_CARD);
	set_wish_psid(f, "nobody's");
	match(f);
	KUNIT_EXPECT_STREQ(test, f->report.want_text, PSID_OTHER);
	KUNIT_EXPECT_STREQ(test, f->report.got_text, "nobody's");
}

static void match_numbers(struct kunit *test)
{
	struct fixture *f = test->priv;

	chunk_differs(f);
	match(f);
	KUNIT_EXPECT_EQ(test, f->report.want, 512);
	KUNIT_EXPECT_EQ(test, f->report.got, 1024);
	f->image.log2_chunk = 20;
	config_pad_differs(f);
	match(f);
	KUNIT_EXPECT_EQ(test, f->report.want, 1);
	KUNIT_EXPECT_EQ(test, f->report.got, 0);
	f->target.hwid = HWID_B0;
	match(f);
	KUNIT_EXPECT_EQ(test, f->report.want, HWID_A0);
	KUNIT_EXPECT_EQ(test, f->report.got, HWID_B0);
}

/* ---- what must not be refused ---- */

static void as_it_is(struct fixture *f)
{
}

static void hwid_second_in_list(struct fixture *f)
{
	f->image.hwids[0] = HWID_B0;
	f->image.hwids[1] = HWID_A0;
	f->image.n_hwids = 2;
}

/* Bits 31:24 of the register and of the list have no meaning. */
static void hwid_upper_bits(struct fixture *f)
{
	f->target.hwid |= 0x12000000;
}

static void hwid_upper_bits_of_list(struct fixture *f)
{
	f->image.hwids[0] |= 0x34000000;
}

static void device_type_suffices(struct fixture *f)
{
	f->image.n_hwids = 0;
}

static void device_type_ignored(struct fixture *f)
{
	f->image.device_type = 4099;
}

static void older_version(struct fixture *f)
{
	f->card.image.version.major = 9;
}

static void blank_in_file(struct fixture *f)
{
	f->image.guids_blank = true;
}

static void wish_as_it_is(struct fixture *f)
{
	set_wish_psid(f, PSID_CARD);
}

static void no_vsd_to_lose(struct fixture *f)
{
	f->image.vsd_off = 0;
}

static void same_pad(struct fixture *f)
{
	f->image.config_pad = 3;
	f->card.image.config_pad = 3;
}

struct acceptance {
	const char *desc;
	void (*edit)(struct fixture *f);
};

static const struct acceptance acceptances[] = {
	{ "as it is", as_it_is },
	{ "second in the list", hwid_second_in_list },
	{ "upper bits of the hardware id", hwid_upper_bits },
	{ "upper bits in the list", hwid_upper_bits_of_list },
	{ "device type instead of a list", device_type_suffices },
	{ "list instead of a device type", device_type_ignored },
	{ "older than the card's", older_version },
	{ "GUIDs blank in the file", blank_in_file },
	{ "to_psid is what all have", wish_as_it_is },
	{ "card's VSD empty, image without", no_vsd_to_lose },
	{ "same config pad", same_pad },
};
KUNIT_ARRAY_PARAM_DESC(acceptance, acceptances, desc);

/* An ordinary burn takes all that the card has. */
static void match_accepts(struct kunit *test)
{
	const struct acceptance *c = test->param_value;
	struct fixture *f = test->priv;

	c->edit(f);
	KUNIT_ASSERT_EQ(test, match(f), 0);
	KUNIT_EXPECT_TRUE(test, f->match.keeps_guids);
	KUNIT_EXPECT_EQ(test, f->match.keeps_vsd, f->image.vsd_off != 0);
	KUNIT_EXPECT_FALSE(test, f->match.loses_macs);
	KUNIT_EXPECT_FALSE(test, f->match.changes_psid);
	KUNIT_EXPECT_EQ(test, f->match.rom, HERMON_ROM_AS_IS);
}

static const u16 device_types[] = {
	25408, 25418, 26418, 26438, 26428, 25448, 26448, 26468, 25458, 26458,
	26478, 26488,
};

static void match_device_types(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 i;

	f->image.n_hwids = 0;
	for (i = 0; i < ARRAY_SIZE(device_types); i++) {
		f->image.device_type = device_types[i];
		KUNIT_EXPECT_EQ_MSG(test, match(f), 0, "%u", device_types[i]);
	}
}

/* ---- another PSID ---- */

static void match_changes_psid(struct kunit *test)
{
	struct fixture *f = test->priv;

	psid_differs(f);
	set_wish_psid(f, PSID_OTHER);
	KUNIT_ASSERT_EQ(test, match(f), 0);
	KUNIT_EXPECT_TRUE(test, f->match.changes_psid);
	KUNIT_EXPECT_TRUE(test, f->match.keeps_guids);
	KUNIT_EXPECT_TRUE(test, f->match.keeps_vsd);

	/* Another board may have another config area. */
	f->image.config_pad = 1;
	KUNIT_EXPECT_EQ(test, match(f), 0);
	f->card.image.config_pad = 5;
	KUNIT_EXPECT_EQ(test, match(f), 0);
}

/* All sixteen letters count. */
static void match_changes_psid_of_16(struct kunit *test)
{
	struct fixture *f = test->priv;

	psid_last_of_16(f);
	set_wish_psid(f, "HP_09D0000001abc");
	expect_refused(test, HERMON_WHY_PSID_WISH, -EINVAL);
	set_wish_psid(f, "HP_09D0000001abd");
	KUNIT_EXPECT_EQ(test, match(f), 0);
	KUNIT_EXPECT_TRUE(test, f->match.changes_psid);
}

/* ---- GUIDs and MACs of the image ---- */

struct guid_case {
	const char *desc;
	u32 entry;
	u64 value;
	enum hermon_reason reason;
};

#define DEFAULT_GUID	0x0002c9000100d050ULL

static const struct guid_case guid_cases[] = {
	{ "node GUID 0", 0, 0, HERMON_WHY_IMAGE_GUID_BAD },
	{ "port 1 GUID 0", 1, 0, HERMON_WHY_IMAGE_GUID_BAD },
	{ "port 2 GUID 0", 2, 0, HERMON_WHY_IMAGE_GUID_BAD },
	{ "system GUID 0", 3, 0, HERMON_WHY_IMAGE_GUID_BAD },
	{ "node GUID all ones", 0, ONES, HERMON_WHY_IMAGE_GUID_BAD },
	{ "port 1 GUID all ones", 1, ONES, HERMON_WHY_IMAGE_GUID_BAD },
	{ "port 2 GUID all ones", 2, ONES, HERMON_WHY_IMAGE_GUID_BAD },
	{ "system GUID all ones", 3, ONES, HERMON_WHY_IMAGE_GUID_BAD },
	{ "GUID 1", 0, 1, HERMON_OK },
	{ "GUID all ones but one", 3, ONES - 1, HERMON_OK },
	{ "first default", 0, DEFAULT_GUID, HERMON_WHY_IMAGE_GUID_DEFAULT },
	{ "second default", 1, DEFAULT_GUID + 1,
	  HERMON_WHY_IMAGE_GUID_DEFAULT },
	{ "third default", 2, DEFAULT_GUID + 2, HERMON_WHY_IMAGE_GUID_DEFAULT },
	{ "last default", 3, DEFAULT_GUID + 3, HERMON_WHY_IMAGE_GUID_DEFAULT },
	{ "last default as node GUID", 0, DEFAULT_GUID + 3,
	  HERMON_WHY_IMAGE_GUID_DEFAULT },
	{ "below the defaults", 0, DEFAULT_GUID - 1, HERMON_OK },
	{ "above the defaults", 3, DEFAULT_GUID + 4, HERMON_OK },
	{ "MAC 0", 4, 0, HERMON_OK },
	{ "MAC ff", 4, 0xffffffffffffULL, HERMON_OK },
	{ "MAC ff in all bytes", 5, ONES, HERMON_OK },
	{ "MAC 1", 5, 1, HERMON_OK },
	{ "multicast MAC", 4, 0x010000000001ULL, HERMON_WHY_IMAGE_MAC },
	{ "second MAC multicast", 5, 0x0302c9000001ULL, HERMON_WHY_IMAGE_MAC },
	{ "almost broadcast", 5, 0xfffffffffffeULL, HERMON_WHY_IMAGE_MAC },
	{ "MAC too wide", 4, 0x1000000000000ULL, HERMON_WHY_IMAGE_MAC },
	{ "second MAC too wide", 5, 0x80000002c9000001ULL,
	  HERMON_WHY_IMAGE_MAC },
	{ "local MAC", 4, 0x0202c9000001ULL, HERMON_OK },
};
KUNIT_ARRAY_PARAM_DESC(guid, guid_cases, desc);

static void match_guid(struct kunit *test)
{
	const struct guid_case *c = test->param_value;
	struct fixture *f = test->priv;

	f->wish.identifiers = true;
	KUNIT_ASSERT_EQ(test, match(f), 0);
	KUNIT_EXPECT_FALSE(test, f->match.keeps_guids);
	KUNIT_EXPECT_TRUE(test, f->match.keeps_vsd);

	f->image.guids[c->entry] = c->value;
	expect_refused(test, c->reason, c->reason ? -EINVAL : 0);
	if (c->reason) {
		KUNIT_EXPECT_EQ(test, f->report.want, (u32)(c->value >> 32));
		KUNIT_EXPECT_EQ(test, f->report.got, (u32)c->value);
	}

	/* Without the wish nobody looks at them. */
	f->wish.identifiers = false;
	KUNIT_EXPECT_EQ(test, match(f), 0);
}

static void match_blank_guids(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->wish.identifiers = true;
	f->image.guids_blank = true;
	expect_refused(test, HERMON_WHY_IMAGE_GUIDS_BLANK, -EINVAL);
}

/* The card's being blank is no reason then. */
static void match_blank_on_card(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->wish.identifiers = true;
	f->card.image.guids_blank = true;
	KUNIT_EXPECT_EQ(test, match(f), 0);
	KUNIT_EXPECT_FALSE(test, f->match.keeps_guids);
}

/* What lies behind four entries is no MAC. */
static void match_four_entries(struct kunit *test)
{
	struct fixture *f = test->priv;

	f->wish.identifiers = true;
	f->image.n_guids = HERMON_FS2_GUIDS_IB;
	f->image.guids[4] = 0x010000000001ULL;
	f->image.guids[5] = ONES - 1;
	KUNIT_EXPECT_EQ(test, match(f), 0);
	f->image.guids[3] = 0;
	expect_refused(test, HERMON_WHY_IMAGE_GUID_BAD, -EINVAL);
}

/* ---- MACs that have no place ---- */

struct mac_case {
	const char *desc;
	u64 macs[2];		/* of the card; port GUIDs are f00d1, f00d2 */
	u32 n_card;
	u32 n_image;
	bool loses;
};

#define MAC_1		0x0002c90f00d1ULL
#define MAC_2		0x0002c90f00d2ULL
#define MAC_OWN		0x001708c0ffeeULL

static const struct mac_case mac_cases[] = {
	{ "of the GUIDs", { MAC_1, MAC_2 }, 6, 4, false },
	{ "first one of its own", { MAC_OWN, MAC_2 }, 6, 4, true },
	{ "second one of its own", { MAC_1, MAC_OWN }, 6, 4, true },
	{ "swapped", { MAC_2, MAC_1 }, 6, 4, true },
	{ "0", { 0, 0 }, 6, 4, false },
	{ "ff", { 0xffffffffffffULL, ONES }, 6, 4, false },
	{ "0 and one of its own", { 0, MAC_OWN }, 6, 4, true },
	{ "ff and one of its own", { ONES, MAC_OWN }, 6, 4, true },
	{ "six entries in both", { MAC_OWN, MAC_OWN }, 6, 6, false },
	{ "four entries in both", { MAC_OWN, MAC_OWN }, 4, 4, false },
	{ "card has four", { MAC_OWN, MAC_OWN }, 4, 6, false },
};
KUNIT_ARRAY_PARAM_DESC(mac, mac_cases, desc);

static void match_loses_macs(struct kunit *test)
{
	const struct mac_case *c = test->param_value;
	struct fixture *f = test->priv;

	f->image.n_guids = c->n_image;
	f->card.image.n_guids = c->n_card;
	memcpy(f->card.image.guids + 4, c->macs, sizeof(c->macs));
	KUNIT_ASSERT_EQ(test, match(f), 0);
	KUNIT_EXPECT_EQ(test, f->match.loses_macs, c->loses);

	/* What is not kept is not lost. */
	f->wish.identifiers = true;
	KUNIT_ASSERT_EQ(test, match(f), 0);
	KUNIT_EXPECT_FALSE(test, f->match.loses_macs);
}

/* ---- VSD ---- */

struct vsd_case {
	const char *desc;
	bool on_card;		/* the tag */
	bool has_text;		/* and something in it */
	bool in_image;		/* the tag */
	bool settings;
	bool keeps;
	bool lost;
};

static const struct vsd_case vsd_cases[] = {
	{ "nowhere", false, false, false, false, false, false },
	{ "image only", false, false, true, false, false, false },
	{ "card only, empty", true, false, false, false, false, false },
	{ "card only", true, true, false, false, false, true },
	{ "both, card's empty", true, false, true, false, true, false },
	{ "both", true, true, true, false, true, false },
	{ "settings, card only", true, true, false, true, false, false },
	{ "settings, both", true, true, true, true, false, false },
	{ "settings, image only", false, false, true, true, false, false },
};
KUNIT_ARRAY_PARAM_DESC(vsd, vsd_cases, desc);

static void match_vsd(struct kunit *test)
{
	const struct vsd_case *c = test->param_value;
	struct fixture *f = test->priv;

	f->card.image.vsd_off = c->on_card ? 0x900 : 0;
	if (c->has_text)
		set_text(f->card.image.vsd, sizeof(f->card.image.vsd), "mine");
	f->image.vsd_off = c->in_image ? 0x800 : 0;
	f->wish.settings = c->settings;
	if (c->lost) {
		expect_refused(test, HERMON_WHY_VSD_LOST, -EINVAL);
		return;
	}
	KUNIT_ASSERT_EQ(test, match(f), 0);
	KUNIT_EXPECT_EQ(test, f->match.keeps_vsd, c->keeps);
	KUNIT_EXPECT_TRUE(test, f->match.keeps_guids);
}

/* ---- ROM ---- */

#define NO_CARD		2	/* nothing on the card can be believed */

struct rom_case {
	const char *desc;
	enum hermon_rom_wish wish;
	bool in_image;
	u8 on_card;
	enum hermon_rom_source rom;
	enum hermon_reason reason;
};

static const struct rom_case rom_cases[] = {
	{ "auto, none", HERMON_ROM_AUTO, false, false,
	  HERMON_ROM_AS_IS, HERMON_OK },
	{ "auto, on the card", HERMON_ROM_AUTO, false, true,
	  HERMON_ROM_FROM_CARD, HERMON_OK },
	{ "auto, in the image", HERMON_ROM_AUTO, true, false,
	  HERMON_ROM_AS_IS, HERMON_OK },
	{ "auto, both", HERMON_ROM_AUTO, true, true,
	  HERMON_ROM_AS_IS, HERMON_OK },
	{ "auto, none, card lost", HERMON_ROM_AUTO, false, NO_CARD,
	  HERMON_ROM_AS_IS, HERMON_OK },
	{ "auto, in the image, card lost", HERMON_ROM_AUTO, true, NO_CARD,
	  HERMON_ROM_AS_IS, HERMON_OK },
	{ "card, none", HERMON_ROM_CARD, false, false,
	  HERMON_ROM_AS_IS, HERMON_OK },
	{ "card, on the card", HERMON_ROM_CARD, false, true,
	  HERMON_ROM_FROM_CARD, HERMON_OK },
	{ "card, in the image", HERMON_ROM_CARD, true, false,
	  HERMON_ROM_DROPPED, HERMON_OK },
	{ "card, both", HERMON_ROM_CARD, true, true,
	  HERMON_ROM_FROM_CARD, HERMON_OK },
	{ "card, none, card lost", HERMON_ROM_CARD, false, NO_CARD,
	  HERMON_ROM_AS_IS, HERMON_WHY_CARD_ROM_UNKNOWN },
	{ "card, in the image, card lost", HERMON_ROM_CARD, true, NO_CARD,
	  HERMON_ROM_AS_IS, HERMON_WHY_CARD_ROM_UNKNOWN },
	{ "image, none", HERMON_ROM_IMAGE, false, false,
	  HERMON_ROM_AS_IS, HERMON_OK },
	{ "image, on the card", HERMON_ROM_IMAGE, false, true,
	  HERMON_ROM_AS_IS, HERMON_OK },
	{ "image, in the image", HERMON_ROM_IMAGE, true, false,
	  HERMON_ROM_AS_IS, HERMON_OK },
	{ "image, both", HERMON_ROM_IMAGE, true, true,
	  HERMON_ROM_AS_IS, HERMON_OK },
	{ "image, none, card lost", HERMON_ROM_IMAGE, false, NO_CARD,
	  HERMON_ROM_AS_IS, HERMON_OK },
	{ "image, in the image, card lost", HERMON_ROM_IMAGE, true, NO_CARD,
	  HERMON_ROM_AS_IS, HERMON_OK },
	{ "none, none", HERMON_ROM_NONE, false, false,
	  HERMON_ROM_AS_IS, HERMON_OK },
	{ "none, on the card", HERMON_ROM_NONE, false, true,
	  HERMON_ROM_AS_IS, HERMON_OK },
	{ "none, in the image", HERMON_ROM_NONE, true, false,
	  HERMON_ROM_DROPPED, HERMON_OK },
	{ "none, both", HERMON_ROM_NONE, true, true,
	  HERMON_ROM_DROPPED, HERMON_OK },
	{ "none, none, card lost", HERMON_ROM_NONE, false, NO_CARD,
	  HERMON_ROM_AS_IS, HERMON_OK },
	{ "none, in the image, card lost", HERMON_ROM_NONE, true, NO_CARD,
	  HERMON_ROM_DROPPED, HERMON_OK },
};
KUNIT_ARRAY_PARAM_DESC(rom, rom_cases, desc);

/* What is read of an image that cannot be believed is not to be looked at. */
static void lose_card(struct fixture *f, enum hermon_reason why)
{
	f->card.valid = false;
	memset(&f->card.image, 0x5a, sizeof(f->card.image));
	hermon_fail(&f->card.why, why, 0, 0, 0);
}

static void match_rom(struct kunit *test)
{
	const struct rom_case *c = test->param_value;
	struct fixture *f = test->priv;

	f->wish.rom = c->wish;
	f->image.rom_off = c->in_image ? 0x1000 : 0;
	f->card.image.rom_off = c->on_card ? 0x2000 : 0;
	if (c->on_card == NO_CARD) {
		lose_card(f, HERMON_WHY_CARD_EMPTY);
		f->wish.identifiers = true;
	}
	expect_refused(test, c->reason, c->reason ? -ENODATA : 0);
	if (!c->reason)
		KUNIT_EXPECT_EQ(test, f->match.rom, c->rom);
}

static void match_rom_words(struct kunit *test)
{
	static const char * const bad[] = {
		"", "a", "aut", "autos", "AUTO", "Card", " card", "card ",
		"none\n", "images",
	};
	static const char * const words[] = { "auto", "card", "image", "none" };
	enum hermon_rom_wish rom;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		rom = HERMON_N_ROM_WISHES;
		KUNIT_EXPECT_EQ(test, hermon_rom_wish_parse(words[i], &rom), 0);
		KUNIT_EXPECT_EQ(test, rom, i);
		KUNIT_EXPECT_STREQ(test, hermon_rom_wish_name(rom), words[i]);
	}
	KUNIT_EXPECT_EQ(test, (u32)HERMON_N_ROM_WISHES, ARRAY_SIZE(words));
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		rom = HERMON_ROM_NONE;
		KUNIT_EXPECT_EQ_MSG(test, hermon_rom_wish_parse(bad[i], &rom),
				    -EINVAL, "\"%s\"", bad[i]);
		KUNIT_EXPECT_EQ(test, rom, HERMON_ROM_NONE);
	}
}

/* ---- cards that do not say who they are ---- */

static void why_empty(struct fixture *f)
{
	lose_card(f, HERMON_WHY_CARD_EMPTY);
}

static void why_damaged(struct fixture *f)
{
	lose_card(f, HERMON_WHY_CARD_DAMAGED);
}

static void why_crc(struct fixture *f)
{
	lose_card(f, HERMON_WHY_SECTION_CRC);
	f->card.why.where = HERMON_WHERE_CARD;
}

static void why_not_failsafe(struct fixture *f)
{
	lose_card(f, HERMON_WHY_NOT_FAILSAFE);
}

static const struct refusal nameless[] = {
	{ "empty", why_empty, HERMON_WHY_CARD_EMPTY, -ENODATA },
	{ "damaged", why_damaged, HERMON_WHY_CARD_DAMAGED, -EUCLEAN },
	{ "checksum", why_crc, HERMON_WHY_SECTION_CRC, -EBADMSG },
	{ "not failsafe", why_not_failsafe, HERMON_WHY_NOT_FAILSAFE, -EINVAL },
};
KUNIT_ARRAY_PARAM_DESC(nameless, nameless, desc);

static void match_nameless(struct kunit *test)
{
	const struct refusal *c = test->param_value;
	struct fixture *f = test->priv;

	c->edit(f);
	expect_refused(test, c->reason, c->err);
	KUNIT_EXPECT_EQ(test, f->report.where, f->card.why.where);
	f->wish.settings = true;
	expect_refused(test, c->reason, c->err);
	/* Naming the board says nothing about GUIDs. */
	set_wish_psid(f, PSID_CARD);
	expect_refused(test, c->reason, c->err);

	f->wish.identifiers = true;
	KUNIT_ASSERT_EQ(test, match(f), 0);
	KUNIT_EXPECT_FALSE(test, f->match.keeps_guids);
	KUNIT_EXPECT_FALSE(test, f->match.keeps_vsd);
	KUNIT_EXPECT_FALSE(test, f->match.loses_macs);
	KUNIT_EXPECT_FALSE(test, f->match.changes_psid);
	KUNIT_EXPECT_EQ(test, f->match.rom, HERMON_ROM_AS_IS);
}

/* A PSID that can be read counts, though nothing else does. */
static void match_nameless_psid(struct kunit *test)
{
	struct fixture *f = test->priv;

	why_crc(f);
	f->wish.identifiers = true;
	set_text(f->card.psid, sizeof(f->card.psid), PSID_CARD);
	KUNIT_EXPECT_EQ(test, match(f), 0);
	KUNIT_EXPECT_FALSE(test, f->match.changes_psid);

	psid_differs(f);
	expect_refused(test, HERMON_WHY_PSID, -EINVAL);
	KUNIT_EXPECT_STREQ(test, f->report.got_text, PSID_CARD);
	set_wish_psid(f, PSID_CARD);
	expect_refused(test, HERMON_WHY_PSID_WISH, -EINVAL);
	set_wish_psid(f, PSID_OTHER);
	KUNIT_EXPECT_EQ(test, match(f), 0);
	KUNIT_EXPECT_TRUE(test, f->match.changes_psid);

	f->wish.identifiers = false;
	expect_refused(test, HERMON_WHY_SECTION_CRC, -EBADMSG);
}

/* Nobody knows what it was: a wish must still be what the image is. */
static void match_nameless_wish(struct kunit *test)
{
	struct fixture *f = test->priv;

	why_empty(f);
	f->wish.identifiers = true;
	set_wish_psid(f, PSID_OTHER);
	expect_refused(test, HERMON_WHY_PSID_WISH, -EINVAL);
	set_wish_psid(f, PSID_CARD);
	KUNIT_EXPECT_EQ(test, match(f), 0);
}

/* The chip and the image's own GUIDs are looked at all the same. */
static void match_nameless_checks(struct kunit *test)
{
	struct fixture *f = test->priv;

	why_empty(f);
	f->wish.identifiers = true;
	f->image.guids_blank = true;
	expect_refused(test, HERMON_WHY_IMAGE_GUIDS_BLANK, -EINVAL);
	f->image.guids_blank = false;
	f->image.guids[1] = DEFAULT_GUID;
	expect_refused(test, HERMON_WHY_IMAGE_GUID_DEFAULT, -EINVAL);
	hwid_other_revision(f);
	expect_refused(test, HERMON_WHY_HWID, -EINVAL);
}

static struct kunit_case match_cases[] = {
	KUNIT_CASE_PARAM(match_refuses, refusal_gen_params),
	KUNIT_CASE(match_texts),
	KUNIT_CASE(match_numbers),
	KUNIT_CASE_PARAM(match_accepts, acceptance_gen_params),
	KUNIT_CASE(match_device_types),
	KUNIT_CASE(match_changes_psid),
	KUNIT_CASE(match_changes_psid_of_16),
	KUNIT_CASE_PARAM(match_guid, guid_gen_params),
	KUNIT_CASE(match_blank_guids),
	KUNIT_CASE(match_blank_on_card),
	KUNIT_CASE(match_four_entries),
	KUNIT_CASE_PARAM(match_loses_macs, mac_gen_params),
	KUNIT_CASE_PARAM(match_vsd, vsd_gen_params),
	KUNIT_CASE_PARAM(match_rom, rom_gen_params),
	KUNIT_CASE(match_rom_words),
	KUNIT_CASE_PARAM(match_nameless, nameless_gen_params),
	KUNIT_CASE(match_nameless_psid),
	KUNIT_CASE(match_nameless_wish),
	KUNIT_CASE(match_nameless_checks),
	{}
};

static struct kunit_suite match_suite = {
	.name = "hermon-match",
	.init = match_init,
	.test_cases = match_cases,
};
kunit_test_suite(match_suite);
