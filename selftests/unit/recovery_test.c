// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cards that do not say who they are: refused as they are, and burned with an
 * image that brings GUIDs of its own, if the user says so.
 *
 * Documentation/hermon/recovery.rst; fs2.rst, "Which image is current".
 */
#include "rig.h"

#define FILE_GUID	0x001a4bffff0c1230ULL
#define OTHER_PSID	"MT_04A0110002"

/*
 * The image that is or was on the card, and the file: that has GUIDs from the
 * label of the card in it.
 */
struct scene {
	struct rig *rig;
	struct fs2_spec card;	/* version 2.7 */
	struct fs2_spec file;	/* version 2.8 */
};

static void set_up(struct scene *s, struct kunit *test, const char *part,
		   u32 log2_chunk)
{
	struct rig_config config = { .part = part };

	s->rig = rig_new(test, &config);
	fs2_spec_small(&s->file);
	s->file.log2_chunk = log2_chunk;
	s->card = s->file;
	rig_set_identity(&s->card);
	rig_set_version(&s->card, 7);
	fs2_spec_set_guids(&s->file, FILE_GUID);
	memcpy(s->file.vsd, "from a label", 13);
	rig_set_version(&s->file, 8);
}

static u8 *start_of(struct scene *s, u32 slot)
{
	return s->rig->flash + rig_start(&s->card, slot);
}

static void damage(struct scene *s, u32 slot, u32 type)
{
	u8 *start = start_of(s, slot);
	u32 off = fs2_build_find_section(start, 0x1000, type);

	start[off + sizeof(struct hermon_fs2_gph) + 8] ^= 1;
}

/* ---- scenes ---- */

static void blank(struct scene *s)
{
	memset(s->rig->flash, 0xff, s->rig->flash_size);
}

static void noise(struct scene *s)
{
}

static void damaged_guids(struct scene *s)
{
	rig_place(s->rig, &s->card, 0);
	damage(s, 0, HERMON_FS2_GUID);
}

static void damaged_guids_upper(struct scene *s)
{
	rig_place(s->rig, &s->card, 1);
	damage(s, 1, HERMON_FS2_GUID);
}

static void damaged_info(struct scene *s)
{
	rig_place(s->rig, &s->card, 0);
	damage(s, 0, HERMON_FS2_IMAGE_INFO);
}

static void both_nameless(struct scene *s)
{
	damaged_guids(s);
	rig_place(s->rig, &s->card, 1);
	damage(s, 1, HERMON_FS2_IMAGE_INFO);
}

/* Only of one can be told who it was, and its code is gone. */
static void damaged_above_nameless(struct scene *s)
{
	damaged_info(s);
	rig_place(s->rig, &s->card, 1);
	damage(s, 1, HERMON_FS2_DDR);
}

static void not_failsafe(struct scene *s)
{
	rig_place(s->rig, &s->card, 0);
	fs2_build_put32(s->rig->flash + 0x28, 0);
	damage(s, 0, HERMON_FS2_DDR);
}

static void failsafe_sum(struct scene *s)
{
	rig_place(s->rig, &s->card, 0);
	s->rig->flash[0x28] ^= 0x40;
}

static void wrong_start(struct scene *s)
{
	rig_place(s->rig, &s->card, 0);
	memcpy(s->rig->flash + 0x20000, s->rig->flash, 0x1000);
	fs2_build_retire(s->rig->flash, 0);
}

static void other_chunks(struct scene *s)
{
	s->card.log2_chunk = s->card.log2_chunk == 18 ? 17 : 18;
	damaged_guids(s);
	rig_place(s->rig, &s->card, 1);
	damage(s, 1, HERMON_FS2_GUID);
}

static void blank_guids(struct scene *s)
{
	s->card.blank_guids = true;
	rig_place(s->rig, &s->card, 0);
}

/* All of it is there, but for the signature that comes last. */
static void half_written(struct scene *s)
{
	rig_place(s->rig, &s->card, 1);
	memset(start_of(s, 1), 0xff, HERMON_FS2_SIGNATURE_SIZE);
	memset(start_of(s, 1) + 0x300, 0xff, 0x8000);
}

static void retired_only(struct scene *s)
{
	rig_place(s->rig, &s->card, 0);
	rig_place(s->rig, &s->card, 1);
	fs2_build_retire(s->rig->flash, 0);
	fs2_build_retire(s->rig->flash, rig_start(&s->card, 1));
}

/* Signatures with nothing behind them. */
static void sign(struct scene *s, u32 n)
{
	static const u32 starts[] = HERMON_FS2_STARTS;
	u32 i;

	rig_build(s->rig, &s->card);
	for (i = 0; i < n; i++)
		memcpy(s->rig->flash + starts[i], s->rig->file,
		       HERMON_FS2_SIGNATURE_SIZE);
}

static void one_signature(struct scene *s)
{
	sign(s, 1);
}

static void two_signatures(struct scene *s)
{
	sign(s, 2);
}

static void three_signatures(struct scene *s)
{
	sign(s, 3);
}

static void four_signatures(struct scene *s)
{
	sign(s, 4);
}

static void five_signatures(struct scene *s)
{
	sign(s, 5);
}

static void six_signatures(struct scene *s)
{
	sign(s, 6);
}

struct lost {
	const char *desc;
	void (*make)(struct scene *s);
	enum hermon_reason reason;	/* without the wish */
	int err;
	u32 slot;			/* where the image goes then */
	bool keeps_vsd;
};

static const struct lost lost[] = {
	{ "blank", blank, HERMON_WHY_CARD_EMPTY, -ENODATA, 0, false },
	{ "noise", noise, HERMON_WHY_CARD_EMPTY, -ENODATA, 0, false },
	{ "damaged GUIDs", damaged_guids, HERMON_WHY_SECTION_CRC, -EBADMSG, 1,
	  false },
	{ "damaged GUIDs, upper", damaged_guids_upper, HERMON_WHY_SECTION_CRC,
	  -EBADMSG, 0, false },
	{ "damaged Image Info", damaged_info, HERMON_WHY_SECTION_CRC,
	  -EBADMSG, 1, false },
	{ "both nameless", both_nameless, HERMON_WHY_CARD_DAMAGED, -EUCLEAN, 1,
	  false },
	{ "not failsafe", not_failsafe, HERMON_WHY_NOT_FAILSAFE, -EINVAL, 0,
	  false },
	{ "failsafe word's sum", failsafe_sum, HERMON_WHY_FAILSAFE_SUM,
	  -EBADMSG, 0, false },
	{ "wrong start", wrong_start, HERMON_WHY_START, -EINVAL, 0, false },
	{ "other chunks", other_chunks, HERMON_WHY_CARD_DAMAGED, -EUCLEAN, 0,
	  false },
	{ "blank GUIDs", blank_guids, HERMON_WHY_CARD_GUIDS_BLANK, -ENODATA, 1,
	  true },
	{ "half-written", half_written, HERMON_WHY_CARD_EMPTY, -ENODATA, 0,
	  false },
	{ "retired only", retired_only, HERMON_WHY_CARD_EMPTY, -ENODATA, 0,
	  false },
	{ "1 signature", one_signature, HERMON_WHY_FAILSAFE_SUM, -EBADMSG, 0,
	  false },
	{ "2 signatures", two_signatures, HERMON_WHY_CARD_DAMAGED, -EUCLEAN, 0,
	  false },
	{ "3 signatures", three_signatures, HERMON_WHY_CARD_DAMAGED, -EUCLEAN,
	  0, false },
	{ "4 signatures", four_signatures, HERMON_WHY_CARD_DAMAGED, -EUCLEAN,
	  0, false },
	{ "5 signatures", five_signatures, HERMON_WHY_CARD_DAMAGED, -EUCLEAN,
	  0, false },
	{ "6 signatures", six_signatures, HERMON_WHY_CARD_DAMAGED, -EUCLEAN, 0,
	  false },
};
KUNIT_ARRAY_PARAM_DESC(lost, lost, desc);

static const char * const parts[] = { "M25P16", "W25X16", "SST25VF016B" };
static const u32 chunks[] = { 16, 19, 20 };

/* Byte by byte the file, where it belongs, and it boots. */
static void expect_file(struct scene *s, const struct fs2_spec *want, u32 slot)
{
	struct kunit *test = s->rig->test;

	KUNIT_EXPECT_TRUE(test, rig_slot_is(s->rig, want, slot));
	KUNIT_EXPECT_EQ(test, model_boot_addr(s->rig->model) >> 8,
			rig_start(want, slot));
	rig_power_on(s->rig);
	rig_expect_boots(s->rig, want, slot);
	KUNIT_EXPECT_FALSE(test, hermon_cr_in_recovery(&s->rig->cr));
}

static void recover(struct kunit *test, const char *part, u32 log2_chunk)
{
	const struct lost *c = test->param_value;
	struct fs2_spec want;
	struct scene s;
	int err;

	set_up(&s, test, part, log2_chunk);
	c->make(&s);
	rig_power_on(s.rig);
	KUNIT_ASSERT_TRUE(test, model_boot(s.rig->model)->livefish);
	err = rig_flash(s.rig, &s.file);
	rig_expect_refused(s.rig, err, c->reason, c->err);

	want = s.file;
	if (c->keeps_vsd)
		memcpy(want.vsd, s.card.vsd, sizeof(want.vsd));
	s.rig->wish.identifiers = true;
	rig_expect_burned(s.rig, rig_flash(s.rig, &s.file));
	expect_file(&s, &want, c->slot);

	/* From now on it is a card like any other. */
	memset(&s.rig->wish, 0, sizeof(s.rig->wish));
	rig_set_version(&s.card, 6);
	rig_set_version(&want, 6);
	s.card.log2_chunk = log2_chunk;
	s.card.blank_guids = false;
	rig_expect_burned(s.rig, rig_flash(s.rig, &s.card));
	expect_file(&s, &want, !c->slot);
	rig_free(s.rig);
}

static void recovery_lost(struct kunit *test)
{
	u32 i, j;

	for (i = 0; i < ARRAY_SIZE(parts); i++)
		for (j = 0; j < ARRAY_SIZE(chunks); j++) {
			recover(test, parts[i], chunks[j]);
			if (test->failed)
				kunit_info(test, "in %s, chunks of 2^%u",
					   parts[i], chunks[j]);
		}
}

/* Of two damaged ones that says who it is, so nothing need be stamped. */
static void recovery_damaged_and_nameless(struct kunit *test)
{
	struct fs2_spec want;
	struct scene s;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(chunks); i++) {
		set_up(&s, test, NULL, chunks[i]);
		damaged_above_nameless(&s);
		rig_power_on(s.rig);
		KUNIT_ASSERT_TRUE(test, model_boot(s.rig->model)->livefish);
		want = s.file;
		rig_set_identity(&want);
		rig_expect_burned(s.rig, rig_flash(s.rig, &s.file));
		expect_file(&s, &want, 0);
		rig_free(s.rig);
	}
}

/* An image that has no GUIDs to give does not help. */
static void recovery_blank_file(struct kunit *test)
{
	struct scene s;
	int err;

	set_up(&s, test, NULL, 16);
	blank(&s);
	rig_power_on(s.rig);
	s.rig->wish.identifiers = true;
	s.file.blank_guids = true;
	err = rig_flash(s.rig, &s.file);
	rig_expect_refused(s.rig, err, HERMON_WHY_IMAGE_GUIDS_BLANK, -EINVAL);
	s.file.blank_guids = false;
	fs2_spec_set_guids(&s.file, HERMON_FS2_GUID_DEFAULT);
	err = rig_flash(s.rig, &s.file);
	rig_expect_refused(s.rig, err, HERMON_WHY_IMAGE_GUID_DEFAULT, -EINVAL);
}

/* ---- firmware runs, but the flash is not what it should be ---- */

static void running_not_failsafe(struct scene *s)
{
	rig_place(s->rig, &s->card, 0);
	fs2_build_put32(s->rig->flash + 0x28, 0);
}

static const struct lost running[] = {
	{ "blank", blank, HERMON_WHY_CARD_RUNNING, -EUCLEAN, 0, false },
	{ "not failsafe", running_not_failsafe, HERMON_WHY_NOT_FAILSAFE,
	  -EINVAL, 0, false },
	{ "failsafe word's sum", failsafe_sum, HERMON_WHY_FAILSAFE_SUM,
	  -EBADMSG, 0, false },
	{ "wrong start", wrong_start, HERMON_WHY_START, -EINVAL, 0, false },
	{ "both nameless", both_nameless, HERMON_WHY_CARD_RUNNING, -EUCLEAN, 0,
	  false },
	{ "damaged and nameless", damaged_above_nameless,
	  HERMON_WHY_CARD_RUNNING, -EUCLEAN, 0, false },
	{ "retired only", retired_only, HERMON_WHY_CARD_RUNNING, -EUCLEAN, 0,
	  false },
};
KUNIT_ARRAY_PARAM_DESC(running, running, desc);

/* Whatever the user says: what the chip runs from must not be touched. */
static void recovery_running(struct kunit *test)
{
	const struct lost *c = test->param_value;
	struct scene s;
	u32 i;
	int err;

	for (i = 0; i < ARRAY_SIZE(chunks); i++) {
		set_up(&s, test, NULL, chunks[i]);
		rig_place(s.rig, &s.card, 0);
		rig_power_on(s.rig);
		KUNIT_ASSERT_FALSE(test, model_boot(s.rig->model)->livefish);
		c->make(&s);
		s.rig->wish.identifiers = true;
		err = rig_flash(s.rig, &s.file);
		rig_expect_refused(s.rig, err, c->reason, c->err);
		rig_free(s.rig);
	}
}

/* That one boots, at least in the model, and still does afterwards. */
static void recovery_boots_not_failsafe(struct kunit *test)
{
	struct scene s;
	int err;

	set_up(&s, test, NULL, 16);
	running_not_failsafe(&s);
	rig_power_on(s.rig);
	KUNIT_ASSERT_FALSE(test, model_boot(s.rig->model)->livefish);
	s.rig->wish.identifiers = true;
	err = rig_flash(s.rig, &s.file);
	rig_expect_refused(s.rig, err, HERMON_WHY_NOT_FAILSAFE, -EINVAL);
	rig_power_on(s.rig);
	rig_expect_boots(s.rig, &s.card, 0);
}

/* One nameless image may be what runs: it stays until the new one is there. */
static void recovery_running_nameless(struct kunit *test)
{
	struct scene s;
	u8 image[0x1000];
	u32 slot;

	for (slot = 0; slot < 2; slot++) {
		set_up(&s, test, NULL, 16);
		rig_place(s.rig, &s.card, slot);
		rig_power_on(s.rig);
		damage(&s, slot, HERMON_FS2_GUID);
		memcpy(image, start_of(&s, slot), sizeof(image));
		s.rig->wish.identifiers = true;

		s.rig->cancel_at = 5;
		KUNIT_EXPECT_EQ(test, rig_flash(s.rig, &s.file), -EINTR);
		KUNIT_EXPECT_MEMEQ(test, start_of(&s, slot), image,
				   sizeof(image));
		s.rig->cancel_at = 0;
		rig_expect_burned(s.rig, rig_flash(s.rig, &s.file));
		expect_file(&s, &s.file, !slot);
		rig_free(s.rig);
	}
}

static void recovery_running_other_chunks(struct kunit *test)
{
	struct scene s;
	int err;

	set_up(&s, test, NULL, 16);
	s.card.log2_chunk = 20;
	rig_place(s.rig, &s.card, 0);
	rig_power_on(s.rig);
	damage(&s, 0, HERMON_FS2_GUID);
	s.rig->wish.identifiers = true;
	err = rig_flash(s.rig, &s.file);
	rig_expect_refused(s.rig, err, HERMON_WHY_CHUNK, -EINVAL);
}

/* A sound one in other chunks is refused in recovery as well. */
static void recovery_sound_other_chunks(struct kunit *test)
{
	struct scene s;
	int err;

	set_up(&s, test, NULL, 16);
	s.card.log2_chunk = 20;
	rig_place(s.rig, &s.card, 0);
	damage(&s, 0, HERMON_FS2_DDR);
	rig_power_on(s.rig);
	KUNIT_ASSERT_TRUE(test, model_boot(s.rig->model)->livefish);
	s.rig->wish.identifiers = true;
	err = rig_flash(s.rig, &s.file);
	rig_expect_refused(s.rig, err, HERMON_WHY_CHUNK, -EINVAL);
}

/* Two sound images: an ordinary card, whose GUIDs the user may replace. */
static void recovery_doubly_valid(struct kunit *test)
{
	struct scene s;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(chunks); i++) {
		set_up(&s, test, NULL, chunks[i]);
		rig_place(s.rig, &s.card, 0);
		rig_place(s.rig, &s.card, 1);
		rig_power_on(s.rig);
		s.rig->wish.identifiers = true;
		s.rig->wish.settings = true;
		rig_expect_burned(s.rig, rig_flash(s.rig, &s.file));
		expect_file(&s, &s.file, 1);
		rig_free(s.rig);
	}
}

/* ---- what board it was ---- */

struct board {
	const char *desc;
	void (*make)(struct scene *s);
	bool known;		/* the PSID can still be read */
};

static const struct board boards[] = {
	{ "damaged GUIDs", damaged_guids, true },
	{ "damaged GUIDs, upper", damaged_guids_upper, true },
	{ "both nameless, first has a PSID", both_nameless, true },
	{ "other chunks", other_chunks, true },
	{ "damaged Image Info", damaged_info, false },
	{ "not failsafe", not_failsafe, false },
	{ "wrong start", wrong_start, false },
	{ "retired only", retired_only, false },
	{ "blank", blank, false },
};
KUNIT_ARRAY_PARAM_DESC(board, boards, desc);

static void recovery_board(struct kunit *test)
{
	const struct board *c = test->param_value;
	struct scene s;
	int err;

	set_up(&s, test, NULL, 16);
	c->make(&s);
	rig_power_on(s.rig);
	KUNIT_ASSERT_EQ(test, rig_read_card(s.rig), 0);
	KUNIT_EXPECT_FALSE(test, s.rig->card.valid);
	KUNIT_EXPECT_STREQ(test, s.rig->card.psid, c->known ? s.card.psid : "");

	memset(s.file.psid, 0, sizeof(s.file.psid));
	memcpy(s.file.psid, OTHER_PSID, sizeof(OTHER_PSID));
	s.rig->wish.identifiers = true;
	if (c->known) {
		err = rig_flash(s.rig, &s.file);
		rig_expect_refused(s.rig, err, HERMON_WHY_PSID, -EINVAL);
		KUNIT_EXPECT_STREQ(test, s.rig->report.got_text, s.card.psid);
	}
	memcpy(s.rig->wish.psid, s.card.psid, sizeof(s.rig->wish.psid));
	err = rig_flash(s.rig, &s.file);
	rig_expect_refused(s.rig, err, HERMON_WHY_PSID_WISH, -EINVAL);

	memcpy(s.rig->wish.psid, s.file.psid, sizeof(s.rig->wish.psid));
	rig_expect_burned(s.rig, rig_flash(s.rig, &s.file));
	KUNIT_EXPECT_EQ(test, s.rig->up.match.changes_psid, c->known);
	rig_power_on(s.rig);
	KUNIT_EXPECT_FALSE(test, model_boot(s.rig->model)->livefish);
	KUNIT_ASSERT_EQ(test, rig_read_card(s.rig), 0);
	KUNIT_EXPECT_STREQ(test, s.rig->card.image.psid, OTHER_PSID);
}

/* ---- a card's ROM needs a card ---- */

static void recovery_rom(struct kunit *test)
{
	struct scene s;
	int err;

	set_up(&s, test, NULL, 16);
	s.card.rom_size = 512;
	damaged_guids(&s);
	rig_power_on(s.rig);
	s.rig->wish.identifiers = true;
	s.rig->wish.rom = HERMON_ROM_CARD;
	err = rig_flash(s.rig, &s.file);
	rig_expect_refused(s.rig, err, HERMON_WHY_CARD_ROM_UNKNOWN, -ENODATA);
	s.rig->wish.rom = HERMON_ROM_AUTO;
	rig_expect_burned(s.rig, rig_flash(s.rig, &s.file));
	expect_file(&s, &s.file, 1);
}

/* ---- what info sees ---- */

static void recovery_retired(struct kunit *test)
{
	struct scene s;

	set_up(&s, test, NULL, 19);
	retired_only(&s);
	rig_power_on(s.rig);
	KUNIT_ASSERT_EQ(test, rig_read_card(s.rig), 0);
	KUNIT_EXPECT_EQ(test, s.rig->card.n_starts, 0);
	KUNIT_ASSERT_EQ(test, s.rig->card.n_retired, 2);
	KUNIT_EXPECT_EQ(test, s.rig->card.retired[0], 0);
	KUNIT_EXPECT_EQ(test, s.rig->card.retired[1], 0x80000);
}

static void recovery_states(struct kunit *test)
{
	const struct hermon_start *starts;
	struct scene s;

	set_up(&s, test, NULL, 19);
	damaged_above_nameless(&s);
	rig_power_on(s.rig);
	KUNIT_ASSERT_EQ(test, rig_read_card(s.rig), 0);
	starts = s.rig->card.starts;
	KUNIT_ASSERT_TRUE(test, s.rig->card.valid);
	KUNIT_ASSERT_EQ(test, s.rig->card.n_starts, 2);
	KUNIT_EXPECT_EQ(test, s.rig->card.layout.slot, 1);
	KUNIT_EXPECT_EQ(test, starts[0].state, HERMON_START_VOID);
	KUNIT_EXPECT_EQ(test, starts[0].why.reason, HERMON_WHY_SECTION_CRC);
	KUNIT_EXPECT_EQ(test, starts[1].state, HERMON_START_DAMAGED);
	KUNIT_EXPECT_EQ(test, starts[1].why.reason, HERMON_WHY_SECTION_CRC);
	KUNIT_EXPECT_TRUE(test, starts[1].placed);
	KUNIT_EXPECT_STREQ(test, s.rig->card.image.psid, s.card.psid);
}

/* Once a sound one is found nobody reads the rest. */
static void recovery_unread(struct kunit *test)
{
	struct scene s;

	set_up(&s, test, NULL, 19);
	rig_place(s.rig, &s.card, 0);
	rig_place(s.rig, &s.card, 1);
	rig_power_on(s.rig);
	KUNIT_ASSERT_EQ(test, rig_read_card(s.rig), 0);
	KUNIT_EXPECT_EQ(test, s.rig->card.starts[0].state, HERMON_START_SOUND);
	KUNIT_EXPECT_EQ(test, s.rig->card.starts[1].state, HERMON_START_UNREAD);
}

/* ---- every size of flash and chunk ---- */

struct size_case {
	const char *desc;
	const char *part;
};

static const struct size_case size_cases[] = {
	{ "1M", "M25P80" },
	{ "2M", "M25P16" },
	{ "4M", "M25P32" },
};
KUNIT_ARRAY_PARAM_DESC(size, size_cases, desc);

/* On a flash of @flash_size, what hinders an image from going to @slot. */
static enum hermon_reason obstacle(u32 flash_size, u32 log2_chunk, u32 slot)
{
	if (2u << log2_chunk > flash_size)
		return HERMON_WHY_NO_SLOT;
	return slot && log2_chunk > 20 ? HERMON_WHY_START_UNSEEN : HERMON_OK;
}

static void burn_size(struct scene *s, u32 slot)
{
	enum hermon_reason reason = obstacle(s->rig->flash_size,
					     s->file.log2_chunk, slot);
	int err;

	rig_power_on(s->rig);
	s->rig->wish.identifiers = true;
	s->rig->wish.settings = true;
	err = rig_flash(s->rig, &s->file);
	if (reason) {
		rig_expect_refused(s->rig, err, reason,
				   reason == HERMON_WHY_NO_SLOT ? -EFBIG :
								  -EINVAL);
	} else {
		rig_expect_burned(s->rig, err);
		expect_file(s, &s->file, slot);
	}
	rig_free(s->rig);
}

static void recovery_sizes(struct kunit *test)
{
	const struct size_case *c = test->param_value;
	struct scene s;
	u32 log2_chunk;

	for (log2_chunk = 16; log2_chunk <= 23; log2_chunk++) {
		set_up(&s, test, c->part, log2_chunk);
		blank(&s);
		burn_size(&s, 0);

		set_up(&s, test, c->part, log2_chunk);
		rig_place(s.rig, &s.card, 0);
		burn_size(&s, 1);

		/* Where the chip cannot see it, nor can the driver. */
		set_up(&s, test, c->part, log2_chunk);
		if (!obstacle(s.rig->flash_size, log2_chunk, 1))
			rig_place(s.rig, &s.card, 1);
		else
			blank(&s);
		burn_size(&s, 0);
		if (test->failed) {
			kunit_info(test, "chunks of 2^%u", log2_chunk);
			return;
		}
	}
}

static struct kunit_case recovery_cases[] = {
	KUNIT_CASE_PARAM(recovery_lost, lost_gen_params),
	KUNIT_CASE(recovery_damaged_and_nameless),
	KUNIT_CASE(recovery_blank_file),
	KUNIT_CASE_PARAM(recovery_running, running_gen_params),
	KUNIT_CASE(recovery_boots_not_failsafe),
	KUNIT_CASE(recovery_running_nameless),
	KUNIT_CASE(recovery_running_other_chunks),
	KUNIT_CASE(recovery_sound_other_chunks),
	KUNIT_CASE(recovery_doubly_valid),
	KUNIT_CASE_PARAM(recovery_board, board_gen_params),
	KUNIT_CASE(recovery_rom),
	KUNIT_CASE(recovery_retired),
	KUNIT_CASE(recovery_states),
	KUNIT_CASE(recovery_unread),
	KUNIT_CASE_PARAM(recovery_sizes, size_gen_params),
	{}
};

static struct kunit_suite recovery_suite = {
	.name = "hermon-recovery",
	.exit = rig_exit,
	.test_cases = recovery_cases,
};
kunit_test_suite(recovery_suite);
