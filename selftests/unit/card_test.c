// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is found on a flash: which image is current, what is wrong with it,
 * and that a burn never erases the only sound one.
 *
 * Documentation/hermon/fs2.rst, "Which image is current".
 */
#include "rig.h"

#define NO_SLOT		0xff

struct scene {
	struct rig *rig;
	struct fs2_spec lower;	/* version 2.7 */
	struct fs2_spec upper;	/* version 2.8 */
	struct fs2_spec file;	/* version 2.6 */
};

static void set_up(struct scene *s, struct kunit *test)
{
	struct rig_config config = { .part = "M25P16" };

	s->rig = rig_new(test, &config);
	fs2_spec_small(&s->file);
	s->file.log2_chunk = 16;
	s->lower = s->file;
	rig_set_identity(&s->lower);
	s->upper = s->lower;
	rig_set_version(&s->lower, 7);
	rig_set_version(&s->upper, 8);
	rig_set_version(&s->file, 6);
}

static u8 *upper_start(struct scene *s)
{
	return s->rig->flash + rig_start(&s->upper, 1);
}

/* One bit, in a code section that only a full check reads. */
static void damage(struct scene *s, u32 slot)
{
	u8 *start = slot ? upper_start(s) : s->rig->flash;
	u32 off = fs2_build_find_section(start, 0x1000, HERMON_FS2_DDR);

	start[off + sizeof(struct hermon_fs2_gph)] ^= 0x10;
}

/* ---- which one is current, and what a burn then does ---- */

static void lower_only(struct scene *s)
{
	rig_place(s->rig, &s->lower, 0);
}

static void upper_only(struct scene *s)
{
	rig_place(s->rig, &s->upper, 1);
}

static void both_valid(struct scene *s)
{
	rig_place(s->rig, &s->lower, 0);
	rig_place(s->rig, &s->upper, 1);
}

static void damaged_lower(struct scene *s)
{
	both_valid(s);
	damage(s, 0);
}

static void damaged_upper(struct scene *s)
{
	both_valid(s);
	damage(s, 1);
}

static void damaged_header_of_lower(struct scene *s)
{
	both_valid(s);
	s->rig->flash[0x31] ^= 1;
}

static void not_failsafe_lower(struct scene *s)
{
	both_valid(s);
	fs2_build_put32(s->rig->flash + 0x28, 0);
}

/* What a power cut in the erase of a signed slot leaves at worst. */
static void half_erased_upper(struct scene *s)
{
	both_valid(s);
	memset(upper_start(s) + 0x20, 0xff, 0x8000);
}

static void half_erased_lower(struct scene *s)
{
	both_valid(s);
	memset(s->rig->flash + 0x20, 0xff, 0x8000);
}

static void retired_lower(struct scene *s)
{
	both_valid(s);
	fs2_build_retire(s->rig->flash, 0);
}

static void retired_upper(struct scene *s)
{
	both_valid(s);
	fs2_build_retire(s->rig->flash, rig_start(&s->upper, 1));
}

static void half_retired_lower(struct scene *s)
{
	both_valid(s);
	s->rig->flash[1] &= 0x0f;
}

/* Between the ends of both images, where nothing lies. */
static void third_signature(struct scene *s)
{
	both_valid(s);
	memcpy(s->rig->flash + 0x40000, s->rig->flash, 16);
}

/* Left by a burn with other chunks, where this one never erases. */
static void stray_image(struct scene *s)
{
	lower_only(s);
	rig_place(s->rig, &s->upper, 1);
	memcpy(s->rig->flash + 0x80000, upper_start(s), 0x1000);
	fs2_build_retire(s->rig->flash, rig_start(&s->upper, 1));
}

struct start_case {
	const char *desc;
	void (*make)(struct scene *s);
	u32 current;
	u32 n_starts;
};

static const struct start_case start_cases[] = {
	{ "lower only", lower_only, 0, 1 },
	{ "upper only", upper_only, 1, 1 },
	{ "both sound: the lower", both_valid, 0, 2 },
	{ "damaged lower", damaged_lower, 1, 2 },
	{ "damaged upper", damaged_upper, 0, 2 },
	{ "damaged header of the lower", damaged_header_of_lower, 1, 2 },
	{ "lower not failsafe", not_failsafe_lower, 1, 2 },
	{ "half-erased upper", half_erased_upper, 0, 2 },
	{ "half-erased lower", half_erased_lower, 1, 2 },
	{ "retired lower", retired_lower, 1, 1 },
	{ "retired upper", retired_upper, 0, 1 },
	{ "half-retired lower", half_retired_lower, 1, 1 },
	{ "third signature", third_signature, 0, 3 },
	{ "stray image", stray_image, 0, 2 },
};
KUNIT_ARRAY_PARAM_DESC(start, start_cases, desc);

static void card_current(struct kunit *test)
{
	const struct start_case *c = test->param_value;
	struct hermon_card *card;
	struct scene s;

	set_up(&s, test);
	c->make(&s);
	rig_power_on(s.rig);
	KUNIT_ASSERT_EQ(test, rig_read_card(s.rig), 0);
	card = &s.rig->card;
	KUNIT_ASSERT_TRUE(test, card->valid);
	KUNIT_EXPECT_EQ(test, card->n_starts, c->n_starts);
	KUNIT_EXPECT_EQ(test, card->layout.slot, c->current);
	KUNIT_EXPECT_EQ(test, card->image.version.minor, c->current ? 8 : 7);
	rig_expect_unlocked(s.rig);
	rig_expect_no_guest_errors(s.rig);
}

/* A burn that is stopped halfway, then one that is not. */
static void card_burn_keeps_current(struct kunit *test)
{
	const struct start_case *c = test->param_value;
	const struct fs2_spec *current;
	struct scene s;

	set_up(&s, test);
	c->make(&s);
	current = c->current ? &s.upper : &s.lower;
	KUNIT_ASSERT_TRUE(test, rig_slot_holds(s.rig, current, c->current));
	rig_power_on(s.rig);

	s.rig->cancel_at = 6;	/* in the middle of programming */
	KUNIT_EXPECT_EQ(test, rig_flash(s.rig, &s.file), -EINTR);
	KUNIT_EXPECT_EQ(test, rig_count_signatures(s.rig), 1);
	rig_expect_intact(s.rig, current, c->current);

	s.rig->cancel_at = 0;
	KUNIT_EXPECT_EQ(test, rig_flash(s.rig, &s.file), 0);
	KUNIT_EXPECT_EQ(test, rig_count_signatures(s.rig), 1);
	rig_expect_intact(s.rig, &s.file, !c->current);
	rig_expect_no_guest_errors(s.rig);
}

/* ---- cards that have nothing to keep ---- */

static void blank(struct scene *s)
{
	memset(s->rig->flash, 0xff, s->rig->flash_size);
}

static void noise(struct scene *s)
{
}

static void damaged_guids(struct scene *s)
{
	u32 off;

	lower_only(s);
	off = fs2_build_find_section(s->rig->flash, 0x1000, HERMON_FS2_GUID);
	s->rig->flash[off + 16] ^= 1;
}

static void damaged_info(struct scene *s)
{
	u32 off;

	lower_only(s);
	off = fs2_build_find_section(s->rig->flash, 0x1000,
				     HERMON_FS2_IMAGE_INFO);
	s->rig->flash[off + 16 + 40] ^= 1;
}

static void both_nameless(struct scene *s)
{
	damaged_guids(s);
	rig_place(s->rig, &s->upper, 1);
	memset(upper_start(s) + 0x20, 0xff, 0x8000);
}

static void blank_guids(struct scene *s)
{
	s->lower.blank_guids = true;
	lower_only(s);
}

static void not_failsafe(struct scene *s)
{
	lower_only(s);
	fs2_build_put32(s->rig->flash + 0x28, 0);
}

static void wrong_start(struct scene *s)
{
	lower_only(s);
	memcpy(s->rig->flash + 0x20000, s->rig->flash, 0x1000);
	fs2_build_retire(s->rig->flash, 0);
}

static void chunks_of_512k(struct scene *s)
{
	s->lower.log2_chunk = 19;
	lower_only(s);
}

static void other_psid(struct scene *s)
{
	memcpy(s->lower.psid, "HP_09D0000009", 14);
	lower_only(s);
}

struct hopeless {
	const char *desc;
	void (*make)(struct scene *s);
	bool valid;		/* info has something to say all the same */
	enum hermon_reason reason;
	int err;
};

static const struct hopeless hopeless[] = {
	{ "blank", blank, false, HERMON_WHY_CARD_EMPTY, -ENODATA },
	{ "noise", noise, false, HERMON_WHY_CARD_EMPTY, -ENODATA },
	{ "damaged GUIDs", damaged_guids, false, HERMON_WHY_SECTION_CRC,
	  -EBADMSG },
	{ "damaged Image Info", damaged_info, false, HERMON_WHY_SECTION_CRC,
	  -EBADMSG },
	{ "both nameless", both_nameless, false, HERMON_WHY_CARD_DAMAGED,
	  -EUCLEAN },
	{ "not failsafe", not_failsafe, false, HERMON_WHY_NOT_FAILSAFE,
	  -EINVAL },
	{ "wrong start", wrong_start, false, HERMON_WHY_START, -EINVAL },
	{ "blank GUIDs", blank_guids, true, HERMON_WHY_CARD_GUIDS_BLANK,
	  -ENODATA },
	{ "other chunks", chunks_of_512k, true, HERMON_WHY_CHUNK, -EINVAL },
	{ "other PSID", other_psid, true, HERMON_WHY_PSID, -EINVAL },
};
KUNIT_ARRAY_PARAM_DESC(hopeless, hopeless, desc);

/* Info says what it can, a burn is refused before anything changes. */
static void card_refused(struct kunit *test)
{
	const struct hopeless *c = test->param_value;
	struct scene s;
	int err;

	set_up(&s, test);
	c->make(&s);
	rig_power_on(s.rig);
	KUNIT_ASSERT_EQ(test, rig_read_card(s.rig), 0);
	KUNIT_EXPECT_EQ(test, s.rig->card.valid, c->valid);
	if (!c->valid) {
		KUNIT_EXPECT_STREQ(test,
				   hermon_reason_name(s.rig->card.why.reason),
				   hermon_reason_name(c->reason));
		if (c->reason < HERMON_WHY_CARD_EMPTY)
			KUNIT_EXPECT_EQ(test, s.rig->card.why.where,
					HERMON_WHERE_CARD);
	}
	err = rig_flash(s.rig, &s.file);
	rig_expect_failed(s.rig, err, c->reason, c->err);
	KUNIT_EXPECT_EQ(test, model_stats(s.rig->model)->changes, 0);
	KUNIT_EXPECT_MEMEQ(test, s.rig->flash, s.rig->before,
			   s.rig->flash_size);
	rig_expect_unlocked(s.rig);
	rig_expect_no_guest_errors(s.rig);
}

/* ---- firmware runs, and nobody can say from where ---- */

/* A bit of the chunk size: the slots seem to lie elsewhere. */
static void damaged_failsafe(struct scene *s)
{
	u8 *word = s->rig->flash + 0x28;

	fs2_build_put32(word, fs2_build_get32(word) ^ 3);
}

/* Not that it happens; but the driver would believe it. */
static void seems_blank(struct scene *s)
{
	memset(s->rig->flash, 0xff, s->rig->flash_size);
}

static void two_damaged(struct scene *s)
{
	s->lower.log2_chunk = 16;
	s->lower.size = 0;
	both_valid(s);
	damage(s, 0);
	damage(s, 1);
}

/* The lower boots and cannot be parsed, the upper is parsed and cannot boot. */
static void not_failsafe_below_damaged(struct scene *s)
{
	two_damaged(s);
	rig_place(s->rig, &s->lower, 0);
	fs2_build_put32(s->rig->flash + 0x28, 0);
}

/* Of these only the upper one is where a burn can work around it. */
static void not_failsafe_below_nameless(struct scene *s)
{
	u32 off;

	not_failsafe_below_damaged(s);
	off = fs2_build_find_section(upper_start(s), 0x1000, HERMON_FS2_GUID);
	upper_start(s)[off + 16] ^= 1;
}

static void nameless_below_nameless(struct scene *s)
{
	u32 off;

	not_failsafe_below_nameless(s);
	rig_place(s->rig, &s->lower, 0);
	off = fs2_build_find_section(s->rig->flash, 0x1000, HERMON_FS2_GUID);
	s->rig->flash[off + 16] ^= 1;
}

struct running {
	const char *desc;
	void (*make)(struct scene *s);
	enum hermon_reason reason;
	int err;
};

static const struct running running[] = {
	{ "damaged failsafe word", damaged_failsafe, HERMON_WHY_FAILSAFE_SUM,
	  -EBADMSG },
	{ "seems blank", seems_blank, HERMON_WHY_CARD_RUNNING, -EUCLEAN },
	{ "two damaged", two_damaged, HERMON_WHY_CARD_RUNNING, -EUCLEAN },
	{ "not failsafe below damaged", not_failsafe_below_damaged,
	  HERMON_WHY_CARD_RUNNING, -EUCLEAN },
	{ "not failsafe below nameless", not_failsafe_below_nameless,
	  HERMON_WHY_CARD_RUNNING, -EUCLEAN },
	{ "nameless below nameless", nameless_below_nameless,
	  HERMON_WHY_CARD_RUNNING, -EUCLEAN },
};
KUNIT_ARRAY_PARAM_DESC(running, running, desc);

/*
 * The flash changed after the card had booted. What it booted from may lie
 * anywhere, and may boot again: not even an image with GUIDs of its own may go
 * over it.
 */
static void card_running_unsound(struct kunit *test)
{
	const struct running *c = test->param_value;
	struct scene s;
	int err;

	set_up(&s, test);
	s.lower.log2_chunk = 19;
	s.lower.size = 0x30000;
	lower_only(&s);
	rig_power_on(s.rig);
	KUNIT_ASSERT_FALSE(test, model_boot(s.rig->model)->livefish);
	c->make(&s);
	s.rig->wish.identifiers = true;
	err = rig_flash(s.rig, &s.file);
	rig_expect_failed(s.rig, err, c->reason, c->err);
	KUNIT_EXPECT_EQ(test, model_stats(s.rig->model)->changes, 0);
	rig_expect_unlocked(s.rig);
	rig_expect_no_guest_errors(s.rig);
}

/* ---- a card without firmware ---- */

/* The boot loader found nothing it likes, but what we need is readable. */
static void card_in_recovery(struct kunit *test)
{
	struct scene s;

	set_up(&s, test);
	lower_only(&s);
	damage(&s, 0);
	rig_power_on(s.rig);
	KUNIT_ASSERT_TRUE(test, model_boot(s.rig->model)->livefish);
	KUNIT_EXPECT_EQ(test, rig_flash(s.rig, &s.file), 0);
	KUNIT_EXPECT_EQ(test,
			FIELD_GET(HERMON_LINK_DOWN_RESET,
				  model_bar_read32(s.rig->model, HERMON_LINK)),
			HERMON_LINK_DOWN_RESET_OFF);
	rig_expect_no_guest_errors(s.rig);
	rig_expect_intact(s.rig, &s.file, 1);
	KUNIT_EXPECT_FALSE(test, hermon_cr_in_recovery(&s.rig->cr));
}

static void card_in_recovery_empty(struct kunit *test)
{
	struct scene s;
	int err;

	set_up(&s, test);
	blank(&s);
	rig_power_on(s.rig);
	KUNIT_ASSERT_TRUE(test, model_boot(s.rig->model)->livefish);
	err = rig_flash(s.rig, &s.file);
	rig_expect_failed(s.rig, err, HERMON_WHY_CARD_EMPTY, -ENODATA);
	KUNIT_EXPECT_EQ(test, model_stats(s.rig->model)->changes, 0);
}

/* ---- running version ---- */

static void card_running_version(struct kunit *test)
{
	struct hermon_version version;
	char text[HERMON_VERSION_TEXT];
	struct scene s;

	set_up(&s, test);
	s.lower.subminor = 1410;
	lower_only(&s);
	rig_power_on(s.rig);
	KUNIT_ASSERT_EQ(test, rig_open(s.rig), 0);
	KUNIT_ASSERT_EQ(test, hermon_cr_running_version(&s.rig->cr, &version),
			0);
	hermon_version_print(&version, text, sizeof(text));
	KUNIT_EXPECT_STREQ(test, text, "2.7.1410");

	/* Stored and running differ until the next reset. */
	KUNIT_ASSERT_EQ(test, rig_flash(s.rig, &s.file), 0);
	hermon_cr_running_version(&s.rig->cr, &version);
	KUNIT_EXPECT_EQ(test, version.minor, 7);
	model_reset(s.rig->model);
	KUNIT_ASSERT_EQ(test, rig_open(s.rig), 0);
	hermon_cr_running_version(&s.rig->cr, &version);
	KUNIT_EXPECT_EQ(test, version.minor, 6);
}

static void card_no_running_version(struct kunit *test)
{
	struct hermon_version version;
	struct scene s;

	set_up(&s, test);
	blank(&s);
	rig_power_on(s.rig);
	KUNIT_ASSERT_EQ(test, rig_open(s.rig), 0);
	KUNIT_EXPECT_EQ(test, hermon_cr_running_version(&s.rig->cr, &version),
			-ENODATA);
	rig_fault(s.rig, "gone");
	KUNIT_EXPECT_EQ(test, hermon_cr_running_version(&s.rig->cr, &version),
			-ENODATA);
}

/* The longest version there can be. */
static void card_version_text(struct kunit *test)
{
	struct hermon_version version = { 65535, 65535, 65535 };
	char text[HERMON_VERSION_TEXT];

	KUNIT_EXPECT_EQ(test, hermon_version_print(&version, text,
						   sizeof(text)),
			HERMON_VERSION_TEXT - 1);
	KUNIT_EXPECT_STREQ(test, text, "65535.65535.65535");
}

static struct kunit_case card_cases[] = {
	KUNIT_CASE_PARAM(card_current, start_gen_params),
	KUNIT_CASE_PARAM(card_burn_keeps_current, start_gen_params),
	KUNIT_CASE_PARAM(card_refused, hopeless_gen_params),
	KUNIT_CASE_PARAM(card_running_unsound, running_gen_params),
	KUNIT_CASE(card_in_recovery),
	KUNIT_CASE(card_in_recovery_empty),
	KUNIT_CASE(card_running_version),
	KUNIT_CASE(card_no_running_version),
	KUNIT_CASE(card_version_text),
	{}
};

static struct kunit_suite card_suite = {
	.name = "hermon-card",
	.exit = rig_exit,
	.test_cases = card_cases,
};
kunit_test_suite(card_suite);
