// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is refused of an image and a card, and the order of a burn's steps.
 *
 * The safety of a burn is that order: Documentation/hermon/design.rst, "Why a
 * power cut does no harm". Limits are those of fs2.rst, "Checks".
 */
#include <kunit/test.h>

#include <hermon/plan.h>
#include <hermon/regs.h>

#define HWID_A0		0x00a00190
#define HWID_B0		0x00b00190
#define IMAGE_SIZE	0x5fed0
#define FLASH_SIZE	0x200000

/* An image, a card that takes it, and room for the answer. */
struct fixture {
	struct hermon_image image;
	struct hermon_card card;
	struct hermon_target target;
	struct hermon_wish wish;
	struct hermon_match match;
	struct hermon_plan plan;
	struct hermon_report report;
};

static void set_chunk(struct fixture *f, u8 log2_chunk)
{
	f->image.log2_chunk = log2_chunk;
	f->card.image.log2_chunk = log2_chunk;
	f->card.layout.log2_chunk = log2_chunk;
}

/* Makes @slot the current one, and the only one with a signature. */
static void set_slot(struct fixture *f, u8 slot)
{
	f->card.layout.slot = slot;
	f->card.starts[0].addr = slot ? BIT(f->card.layout.log2_chunk) : 0;
	f->card.starts[0].state = HERMON_START_SOUND;
	f->card.starts[0].placed = true;
	f->card.starts[0].layout = f->card.layout;
	f->card.n_starts = 1;
}

static void add_other_start(struct fixture *f)
{
	f->card.starts[0].addr = 0;
	f->card.starts[1].addr = BIT(f->card.layout.log2_chunk);
	f->card.n_starts = 2;
}

static int plan_init(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	f->image.size = IMAGE_SIZE;
	f->image.device_type = HERMON_PCI_MT25418;
	f->image.hwids[0] = HWID_A0;
	f->image.n_hwids = 1;
	f->image.config_sector_log2 = HERMON_FS2_SECTOR_LOG2_DEFAULT;
	f->image.n_guids = HERMON_FS2_GUIDS_MAX;
	memcpy(f->image.psid, "HP_09D0000001", 14);
	f->card.valid = true;
	f->card.image = f->image;
	f->target.flash_size = FLASH_SIZE;
	f->target.hwid = HWID_A0;
	set_chunk(f, 20);
	set_slot(f, 0);
	test->priv = f;
	return 0;
}

static int build(struct fixture *f)
{
	int err;

	err = hermon_match(&f->match, &f->image, &f->card, &f->target, &f->wish,
			   &f->report);
	if (err)
		return err;
	return hermon_plan_build(&f->plan, &f->image, &f->card, &f->target,
				 &f->report);
}

/* ---- refusals ---- */

static void psid_differs(struct fixture *f)
{
	memcpy(f->image.psid, "MT_04A0110002", 14);
}

static void psid_longer(struct fixture *f)
{
	memcpy(f->image.psid, "HP_09D00000012", 15);
}

static void psid_case(struct fixture *f)
{
	memcpy(f->image.psid, "hp_09D0000001", 14);
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

static void guids_blank(struct fixture *f)
{
	f->card.image.guids_blank = true;
}

static void too_large(struct fixture *f)
{
	f->image.size = 0x100004;
}

static void no_upper_slot(struct fixture *f)
{
	f->target.flash_size = 0x100000;
}

static void huge_config_pad(struct fixture *f)
{
	f->image.config_pad = 0xffffffff;
	f->card.image.config_pad = 0xffffffff;
}

static void card_empty(struct fixture *f)
{
	f->card.valid = false;
	hermon_fail(&f->card.why, HERMON_WHY_CARD_EMPTY, 0, 0, 0);
}

static void card_damaged(struct fixture *f)
{
	f->card.valid = false;
	hermon_fail(&f->card.why, HERMON_WHY_CARD_DAMAGED, 0, 0, 0);
}

static void card_not_failsafe(struct fixture *f)
{
	f->card.valid = false;
	hermon_fail(&f->card.why, HERMON_WHY_NOT_FAILSAFE, 0, 0, 0);
}

static void large_chunk(struct fixture *f)
{
	set_chunk(f, 21);
	f->target.flash_size = 0x1000000;
}

/* No step could clear it and leave the card's image as it is. */
static void signature_inside(struct fixture *f)
{
	f->card.starts[1].addr = 0x40000;
	f->card.n_starts = 2;
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
	{ "PSID in other case", psid_case, HERMON_WHY_PSID, -EINVAL },
	{ "other revision", hwid_other_revision, HERMON_WHY_HWID, -EINVAL },
	{ "other chip", hwid_other_chip, HERMON_WHY_HWID, -EINVAL },
	{ "behind the list", hwid_list_first_only, HERMON_WHY_HWID, -EINVAL },
	{ "device type of ConnectX-3", device_type_connectx3,
	  HERMON_WHY_DEVICE_TYPE, -EINVAL },
	{ "no device type", device_type_none, HERMON_WHY_DEVICE_TYPE, -EINVAL },
	{ "chunk size differs", chunk_differs, HERMON_WHY_CHUNK, -EINVAL },
	{ "config pad differs", config_pad_differs, HERMON_WHY_CONFIG_PAD,
	  -EINVAL },
	{ "GUIDs blank", guids_blank, HERMON_WHY_CARD_GUIDS_BLANK, -ENODATA },
	{ "too large", too_large, HERMON_WHY_TOO_LARGE, -EFBIG },
	{ "flash without upper slot", no_upper_slot, HERMON_WHY_NO_SLOT,
	  -EFBIG },
	{ "slot out of sight", large_chunk, HERMON_WHY_START_UNSEEN, -EINVAL },
	{ "config pad leaves nothing", huge_config_pad, HERMON_WHY_TOO_LARGE,
	  -EFBIG },
	{ "card empty", card_empty, HERMON_WHY_CARD_EMPTY, -ENODATA },
	{ "card damaged", card_damaged, HERMON_WHY_CARD_DAMAGED, -EUCLEAN },
	{ "card not failsafe", card_not_failsafe, HERMON_WHY_NOT_FAILSAFE,
	  -EINVAL },
	{ "signature inside the image", signature_inside,
	  HERMON_WHY_CARD_INSIDE, -EUCLEAN },
};
KUNIT_ARRAY_PARAM_DESC(refusal, refusals, desc);

static void plan_refuses(struct kunit *test)
{
	const struct refusal *c = test->param_value;
	struct fixture *f = test->priv;

	KUNIT_ASSERT_EQ(test, build(f), 0);
	c->edit(f);
	KUNIT_EXPECT_EQ(test, build(f), c->err);
	KUNIT_EXPECT_STREQ(test, hermon_reason_name(f->report.reason),
			   hermon_reason_name(c->reason));
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

/* Bits 31:24 of the register have no meaning. */
static void hwid_upper_bits(struct fixture *f)
{
	f->target.hwid |= 0x12000000;
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

static void rom_on_card(struct fixture *f)
{
	f->card.image.rom_off = 0x1000;
}

static void rom_in_both(struct fixture *f)
{
	f->card.image.rom_off = 0x1000;
	f->image.rom_off = 0x2000;
}

static void rom_new(struct fixture *f)
{
	f->image.rom_off = 0x2000;
}

static void blank_in_file(struct fixture *f)
{
	f->image.guids_blank = true;
}

struct acceptance {
	const char *desc;
	void (*edit)(struct fixture *f);
};

static const struct acceptance acceptances[] = {
	{ "as it is", as_it_is },
	{ "second in the list", hwid_second_in_list },
	{ "upper bits of the hardware id", hwid_upper_bits },
	{ "device type instead of a list", device_type_suffices },
	{ "list instead of a device type", device_type_ignored },
	{ "older than the card's", older_version },
	{ "ROM on the card only", rom_on_card },
	{ "ROM in both", rom_in_both },
	{ "ROM in the image only", rom_new },
	{ "GUIDs blank in the file", blank_in_file },
};
KUNIT_ARRAY_PARAM_DESC(acceptance, acceptances, desc);

static void plan_accepts(struct kunit *test)
{
	const struct acceptance *c = test->param_value;
	struct fixture *f = test->priv;

	c->edit(f);
	KUNIT_EXPECT_EQ(test, build(f), 0);
}

static const u16 device_types[] = {
	25408, 25418, 26418, 26438, 26428, 25448, 26448, 26468, 25458, 26458,
	26478, 26488,
};

static void plan_device_types(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 i;

	f->image.n_hwids = 0;
	for (i = 0; i < ARRAY_SIZE(device_types); i++) {
		f->image.device_type = device_types[i];
		KUNIT_EXPECT_EQ_MSG(test, build(f), 0, "%u", device_types[i]);
	}
}

static void plan_texts(struct kunit *test)
{
	struct fixture *f = test->priv;

	psid_differs(f);
	build(f);
	KUNIT_EXPECT_STREQ(test, f->report.want_text, "MT_04A0110002");
	KUNIT_EXPECT_STREQ(test, f->report.got_text, "HP_09D0000001");
}

/* ---- how large an image may be ---- */

#define HALF_LESS_64K	(0x100000 - 0x10000)	/* of 2 MB */

struct limit {
	const char *desc;
	u32 flash_size;
	u8 log2_chunk;
	u32 image_sectors;	/* tag 19 of the image */
	u32 card_sectors;	/* tag 19 of the card */
	u32 pad;		/* of both */
	u8 image_log2;
	u8 card_log2;
	u32 max;
};

static const struct limit limits[] = {
	{ "no tag 19", 0x200000, 20, 0, 0, 0, 16, 16, 0x100000 },
	{ "1 sector in the image", 0x200000, 20, 1, 0, 0, 16, 16, HALF_LESS_64K },
	{ "1 sector on the card", 0x200000, 20, 0, 1, 0, 16, 16, HALF_LESS_64K },
	{ "1 sector in both", 0x200000, 20, 1, 1, 0, 16, 16, HALF_LESS_64K },
	{ "area ends at 64K", 0x200000, 20, 2, 0, 0, 16, 16, HALF_LESS_64K },
	{ "area of 4K sectors", 0x200000, 20, 2, 1, 0, 12, 12, 0xfe000 },
	{ "larger sector counts", 0x200000, 20, 2, 1, 0, 12, 16, HALF_LESS_64K },
	{ "one sector of pad", 0x200000, 20, 0, 0, 1, 16, 16, HALF_LESS_64K },
	{ "area and pad", 0x200000, 20, 1, 1, 1, 16, 16, 0xe0000 },
	{ "no end of sectors", 0x200000, 20, 0xffffffff, 0, 0, 16, 16, HALF_LESS_64K },
	{ "64K chunks", 0x200000, 16, 1, 1, 0, 16, 16, HALF_LESS_64K },
	{ "512K chunks", 0x200000, 19, 0, 0, 0, 16, 16, 0x100000 },
	{ "512K flash", 0x80000, 16, 0, 0, 0, 16, 16, 0x40000 },
	{ "16M flash", 0x1000000, 20, 0, 0, 0, 16, 16, 0x800000 },
};
KUNIT_ARRAY_PARAM_DESC(limit, limits, desc);

static void plan_limit(struct kunit *test)
{
	const struct limit *c = test->param_value;
	struct fixture *f = test->priv;

	f->target.flash_size = c->flash_size;
	set_chunk(f, c->log2_chunk);
	f->image.config_sectors = c->image_sectors;
	f->image.config_pad = c->pad;
	f->image.config_sector_log2 = c->image_log2;
	f->card.image.config_sectors = c->card_sectors;
	f->card.image.config_pad = c->pad;
	f->card.image.config_sector_log2 = c->card_log2;

	f->image.size = c->max;
	KUNIT_EXPECT_EQ(test, build(f), 0);
	f->image.size = c->max + 4;
	KUNIT_EXPECT_EQ(test, build(f), -EFBIG);
	KUNIT_EXPECT_EQ(test, f->report.want, c->max);
	KUNIT_EXPECT_EQ(test, f->report.got, c->max + 4);
}

/* ---- steps ---- */

#define STEP(k, s, o, l) { HERMON_STEP_##k, s, o, l }
#define SIG		HERMON_FS2_SIGNATURE_SIZE
#define REST		(IMAGE_SIZE - SIG)

struct order {
	const char *desc;
	u8 slot;		/* current */
	bool both;		/* the other has a signature too */
	struct hermon_step steps[HERMON_PLAN_MAX_STEPS];
	u32 n_steps;
};

static const struct order orders[] = {
	{ "lower to upper", 0, false, {
		STEP(UNPROTECT, 1, 0, 0),
		STEP(ERASE, 1, 0, IMAGE_SIZE),
		STEP(PROGRAM, 1, SIG, REST),
		STEP(VERIFY, 1, SIG, REST),
		STEP(SIGN, 1, 0, SIG),
		STEP(BOOT, 1, 0, 0),
		STEP(RETIRE, 0, 0, 4),
	}, 7 },
	{ "upper to lower", 1, false, {
		STEP(UNPROTECT, 0, 0, 0),
		STEP(ERASE, 0, 0, IMAGE_SIZE),
		STEP(PROGRAM, 0, SIG, REST),
		STEP(VERIFY, 0, SIG, REST),
		STEP(SIGN, 0, 0, SIG),
		STEP(BOOT, 0, 0, 0),
		STEP(RETIRE, 1, 0, 4),
	}, 7 },
	{ "both signed, lower current", 0, true, {
		STEP(UNPROTECT, 1, 0, 0),
		STEP(BOOT, 0, 0, 0),
		STEP(RETIRE, 1, 0, 4),
		STEP(ERASE, 1, 0, IMAGE_SIZE),
		STEP(PROGRAM, 1, SIG, REST),
		STEP(VERIFY, 1, SIG, REST),
		STEP(SIGN, 1, 0, SIG),
		STEP(BOOT, 1, 0, 0),
		STEP(RETIRE, 0, 0, 4),
	}, 9 },
	{ "both signed, upper current", 1, true, {
		STEP(UNPROTECT, 0, 0, 0),
		STEP(BOOT, 1, 0, 0),
		STEP(RETIRE, 0, 0, 4),
		STEP(ERASE, 0, 0, IMAGE_SIZE),
		STEP(PROGRAM, 0, SIG, REST),
		STEP(VERIFY, 0, SIG, REST),
		STEP(SIGN, 0, 0, SIG),
		STEP(BOOT, 0, 0, 0),
		STEP(RETIRE, 1, 0, 4),
	}, 9 },
};
KUNIT_ARRAY_PARAM_DESC(order, orders, desc);

static void set_order(struct fixture *f, const struct order *c)
{
	set_slot(f, c->slot);
	if (c->both)
		add_other_start(f);
}

static void plan_order(struct kunit *test)
{
	const struct order *c = test->param_value;
	struct fixture *f = test->priv;
	u32 i;

	set_order(f, c);
	KUNIT_ASSERT_EQ(test, build(f), 0);
	KUNIT_EXPECT_EQ(test, f->plan.log2_chunk, 20);
	KUNIT_ASSERT_EQ(test, f->plan.n_steps, c->n_steps);
	for (i = 0; i < c->n_steps; i++) {
		const struct hermon_step *got = &f->plan.steps[i];
		const struct hermon_step *want = &c->steps[i];

		KUNIT_EXPECT_EQ_MSG(test, got->kind, want->kind, "step %u", i);
		KUNIT_EXPECT_EQ_MSG(test, got->slot, want->slot, "step %u", i);
		KUNIT_EXPECT_EQ_MSG(test, got->off, want->off, "step %u", i);
		KUNIT_EXPECT_EQ_MSG(test, got->len, want->len, "step %u", i);
	}
}

static u32 find_step(const struct hermon_plan *plan, enum hermon_step_kind kind,
		     u8 slot)
{
	u32 i;

	for (i = 0; i < plan->n_steps; i++)
		if (plan->steps[i].kind == kind && plan->steps[i].slot == slot)
			return i;
	return plan->n_steps;
}

static bool changes_flash(enum hermon_step_kind kind)
{
	return kind == HERMON_STEP_RETIRE || kind == HERMON_STEP_ERASE ||
	       kind == HERMON_STEP_PROGRAM || kind == HERMON_STEP_SIGN;
}

/* The same once more, as the rules that any order has to keep. */
static void plan_safety(struct kunit *test)
{
	const struct order *c = test->param_value;
	struct fixture *f = test->priv;
	const struct hermon_plan *plan = &f->plan;
	u8 old = c->slot, new = !c->slot;
	u32 erase, sign, boot, retire, i;

	set_order(f, c);
	KUNIT_ASSERT_EQ(test, build(f), 0);
	erase = find_step(plan, HERMON_STEP_ERASE, new);
	sign = find_step(plan, HERMON_STEP_SIGN, new);
	boot = find_step(plan, HERMON_STEP_BOOT, new);
	retire = find_step(plan, HERMON_STEP_RETIRE, old);

	/* Nothing touches the old image before the new one is signed. */
	for (i = 0; i < sign; i++)
		if (changes_flash(plan->steps[i].kind))
			KUNIT_EXPECT_EQ(test, plan->steps[i].slot, new);
	/* Complete, signed, booted from, and only then alone. */
	KUNIT_EXPECT_LT(test, erase, find_step(plan, HERMON_STEP_PROGRAM, new));
	KUNIT_EXPECT_LT(test, find_step(plan, HERMON_STEP_PROGRAM, new),
			find_step(plan, HERMON_STEP_VERIFY, new));
	KUNIT_EXPECT_LT(test, find_step(plan, HERMON_STEP_VERIFY, new), sign);
	KUNIT_EXPECT_LT(test, sign, boot);
	KUNIT_EXPECT_LT(test, boot, retire);
	KUNIT_EXPECT_EQ(test, retire, plan->n_steps - 1);
	/* The signature is programmed by nobody but SIGN. */
	for (i = 0; i < plan->n_steps; i++)
		if (plan->steps[i].kind == HERMON_STEP_PROGRAM)
			KUNIT_EXPECT_GE(test, plan->steps[i].off, SIG);
	/* An old signature there is void before its sector is erased. */
	if (c->both)
		KUNIT_EXPECT_LT(test, find_step(plan, HERMON_STEP_RETIRE, new),
				erase);
}

static struct kunit_case plan_cases[] = {
	KUNIT_CASE_PARAM(plan_refuses, refusal_gen_params),
	KUNIT_CASE_PARAM(plan_accepts, acceptance_gen_params),
	KUNIT_CASE(plan_device_types),
	KUNIT_CASE(plan_texts),
	KUNIT_CASE_PARAM(plan_limit, limit_gen_params),
	KUNIT_CASE_PARAM(plan_order, order_gen_params),
	KUNIT_CASE_PARAM(plan_safety, order_gen_params),
	{}
};

static struct kunit_suite plan_suite = {
	.name = "hermon-plan",
	.init = plan_init,
	.test_cases = plan_cases,
};
kunit_test_suite(plan_suite);
