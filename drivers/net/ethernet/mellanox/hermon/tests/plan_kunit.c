// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a flash has no room for, and the order of a burn's steps.
 *
 * The safety of a burn is that order: Documentation/hermon/design.rst, "Why a
 * power cut does no harm". Limits are those of fs2.rst, "Checks".
 */
#include <kunit/test.h>

#include <hermon/plan.h>

#define IMAGE_SIZE	0x5fed0
#define FLASH_SIZE	0x200000

/* An image, a card that takes it, and room for the answer. */
struct fixture {
	struct hermon_image image;
	struct hermon_card card;
	struct hermon_target target;
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

/* One more signature, in its place among those that are there. */
static struct hermon_start *add_start(struct fixture *f, u32 addr)
{
	struct hermon_start *starts = f->card.starts;
	u32 i = f->card.n_starts++;

	for (; i && starts[i - 1].addr > addr; i--)
		starts[i] = starts[i - 1];
	memset(&starts[i], 0, sizeof(starts[i]));
	starts[i].addr = addr;
	return &starts[i];
}

static void add_other_start(struct fixture *f)
{
	u32 chunk = BIT(f->card.layout.log2_chunk);

	add_start(f, f->card.layout.slot ? 0 : chunk);
}

/* Nothing on the flash says who it is. */
static void lose_card(struct fixture *f)
{
	f->card.valid = false;
	f->card.n_starts = 0;
	memset(&f->card.image, 0x5a, sizeof(f->card.image));
}

/* An image without an identity; @log2_chunk 0: nor is known where it lies. */
static void add_void(struct fixture *f, u32 addr, u8 log2_chunk)
{
	struct hermon_start *start = add_start(f, addr);

	start->state = HERMON_START_VOID;
	start->placed = log2_chunk;
	start->layout.log2_chunk = log2_chunk;
	start->layout.slot = addr != 0;
	hermon_fail(&start->why, log2_chunk ? HERMON_WHY_SECTION_CRC :
					      HERMON_WHY_START, addr, 0, 0);
}

static int plan_init(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	f->image.size = IMAGE_SIZE;
	f->image.config_sector_log2 = HERMON_FS2_SECTOR_LOG2_DEFAULT;
	f->card.valid = true;
	f->card.image = f->image;
	f->target.flash_size = FLASH_SIZE;
	set_chunk(f, 20);
	set_slot(f, 0);
	test->priv = f;
	return 0;
}

static int build(struct fixture *f)
{
	memset(&f->report, 0, sizeof(f->report));
	return hermon_plan_build(&f->plan, &f->image, &f->card, &f->target,
				 &f->report);
}

/* ---- refusals ---- */

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

static void large_chunk(struct fixture *f)
{
	set_chunk(f, 21);
	f->target.flash_size = 0x1000000;
}

/* No step could clear it and leave the card's image as it is. */
static void signature_inside(struct fixture *f)
{
	add_start(f, 0x40000);
}

static void signature_in_last_word(struct fixture *f)
{
	f->card.image.size = 0x80004;
	add_start(f, 0x80000);
}

/* Chunks 0, 2, 4 of the flash are the image's. */
static void signature_in_striped_image(struct fixture *f)
{
	set_chunk(f, 16);
	set_slot(f, 0);
	add_start(f, 0x80000);
}

static void signature_inside_in_recovery(struct fixture *f)
{
	signature_inside(f);
	f->target.in_recovery = true;
}

/* What the chip runs came from one of them, or from nobody knows where. */
static void running_empty(struct fixture *f)
{
	lose_card(f);
}

static void running_two_nameless(struct fixture *f)
{
	lose_card(f);
	add_void(f, 0, 20);
	add_void(f, 0x100000, 20);
}

static void running_damaged_and_nameless(struct fixture *f)
{
	f->card.starts[0].state = HERMON_START_DAMAGED;
	add_void(f, 0x100000, 20);
}

static void running_two_damaged(struct fixture *f)
{
	f->card.starts[0].state = HERMON_START_DAMAGED;
	add_other_start(f);
	f->card.starts[1].state = HERMON_START_DAMAGED;
}

static void running_nowhere(struct fixture *f)
{
	lose_card(f);
	add_void(f, 0x20000, 0);
}

static void running_other_chunk(struct fixture *f)
{
	lose_card(f);
	add_void(f, 0, 19);
}

/* Only one of two slots can be seen, and something lies in that. */
static void recovery_large_chunk(struct fixture *f)
{
	f->target.in_recovery = true;
	f->target.flash_size = 0x1000000;
	set_chunk(f, 21);
	lose_card(f);
	add_void(f, 0, 21);
}

static void recovery_too_large(struct fixture *f)
{
	f->target.in_recovery = true;
	lose_card(f);
	f->image.size = 0x100004;
}

static void recovery_no_slot(struct fixture *f)
{
	f->target.in_recovery = true;
	lose_card(f);
	f->target.flash_size = 0x100000;
}

struct refusal {
	const char *desc;
	void (*edit)(struct fixture *f);
	enum hermon_reason reason;
	int err;
};

static const struct refusal refusals[] = {
	{ "too large", too_large, HERMON_WHY_TOO_LARGE, -EFBIG },
	{ "flash without upper slot", no_upper_slot, HERMON_WHY_NO_SLOT,
	  -EFBIG },
	{ "slot out of sight", large_chunk, HERMON_WHY_START_UNSEEN, -EINVAL },
	{ "config pad leaves nothing", huge_config_pad, HERMON_WHY_TOO_LARGE,
	  -EFBIG },
	{ "signature inside the image", signature_inside,
	  HERMON_WHY_CARD_INSIDE, -EUCLEAN },
	{ "signature in the image's last word", signature_in_last_word,
	  HERMON_WHY_CARD_INSIDE, -EUCLEAN },
	{ "signature in a striped image", signature_in_striped_image,
	  HERMON_WHY_CARD_INSIDE, -EUCLEAN },
	{ "signature inside, in recovery", signature_inside_in_recovery,
	  HERMON_WHY_CARD_INSIDE, -EUCLEAN },
	{ "running, empty", running_empty, HERMON_WHY_CARD_RUNNING, -EUCLEAN },
	{ "running, two nameless", running_two_nameless,
	  HERMON_WHY_CARD_RUNNING, -EUCLEAN },
	{ "running, damaged and nameless", running_damaged_and_nameless,
	  HERMON_WHY_CARD_RUNNING, -EUCLEAN },
	{ "running, two damaged", running_two_damaged,
	  HERMON_WHY_CARD_RUNNING, -EUCLEAN },
	{ "running, one at no start of a slot", running_nowhere,
	  HERMON_WHY_START, -EINVAL },
	{ "running, one in other chunks", running_other_chunk,
	  HERMON_WHY_CHUNK, -EINVAL },
	{ "recovery, slot out of sight", recovery_large_chunk,
	  HERMON_WHY_START_UNSEEN, -EINVAL },
	{ "recovery, too large", recovery_too_large, HERMON_WHY_TOO_LARGE,
	  -EFBIG },
	{ "recovery, flash without upper slot", recovery_no_slot,
	  HERMON_WHY_NO_SLOT, -EFBIG },
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

/* ---- how large an image may be ---- */

#define HALF_LESS_64K	(0x100000 - 0x10000)	/* of 2 MB */

struct limit {
	const char *desc;
	u32 flash_size;
	u8 log2_chunk;
	u32 image_sectors;	/* tag 19 of the image */
	u32 card_sectors;	/* tag 19 of the card */
	u32 image_pad;
	u32 card_pad;
	u8 image_log2;
	u8 card_log2;
	u32 max;
};

static const struct limit limits[] = {
	{ "no tag 19", 0x200000, 20, 0, 0, 0, 0, 16, 16, 0x100000 },
	{ "1 sector in the image", 0x200000, 20, 1, 0, 0, 0, 16, 16, HALF_LESS_64K },
	{ "1 sector on the card", 0x200000, 20, 0, 1, 0, 0, 16, 16, HALF_LESS_64K },
	{ "1 sector in both", 0x200000, 20, 1, 1, 0, 0, 16, 16, HALF_LESS_64K },
	{ "area ends at 64K", 0x200000, 20, 2, 0, 0, 0, 16, 16, HALF_LESS_64K },
	{ "area of 4K sectors", 0x200000, 20, 2, 1, 0, 0, 12, 12, 0xfe000 },
	{ "larger sector counts", 0x200000, 20, 2, 1, 0, 0, 12, 16, HALF_LESS_64K },
	{ "the image's, too", 0x200000, 20, 2, 1, 0, 0, 16, 12, HALF_LESS_64K },
	{ "one sector of pad", 0x200000, 20, 0, 0, 1, 1, 16, 16, HALF_LESS_64K },
	{ "area and pad", 0x200000, 20, 1, 1, 1, 1, 16, 16, 0xe0000 },
	{ "no end of sectors", 0x200000, 20, 0xffffffff, 0, 0, 0, 16, 16, HALF_LESS_64K },
	{ "pad of another board's card", 0x200000, 20, 0, 0, 0, 2, 16, 16,
	  0xe0000 },
	{ "pad of another board's image", 0x200000, 20, 1, 1, 3, 0, 16, 16,
	  0xc0000 },
	{ "64K chunks", 0x200000, 16, 1, 1, 0, 0, 16, 16, HALF_LESS_64K },
	{ "512K chunks", 0x200000, 19, 0, 0, 0, 0, 16, 16, 0x100000 },
	{ "512K flash", 0x80000, 16, 0, 0, 0, 0, 16, 16, 0x40000 },
	{ "16M flash", 0x1000000, 20, 0, 0, 0, 0, 16, 16, 0x800000 },
};
KUNIT_ARRAY_PARAM_DESC(limit, limits, desc);

static void plan_limit(struct kunit *test)
{
	const struct limit *c = test->param_value;
	struct fixture *f = test->priv;

	f->target.flash_size = c->flash_size;
	set_chunk(f, c->log2_chunk);
	f->image.config_sectors = c->image_sectors;
	f->image.config_pad = c->image_pad;
	f->image.config_sector_log2 = c->image_log2;
	f->card.image.config_sectors = c->card_sectors;
	f->card.image.config_pad = c->card_pad;
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

/* Nobody's slot: there is no image that is to stay. */
#define NOBODY		0xff

static void lower(struct fixture *f)
{
}

static void upper(struct fixture *f)
{
	set_slot(f, 1);
}

static void lower_of_both(struct fixture *f)
{
	add_other_start(f);
}

static void upper_of_both(struct fixture *f)
{
	set_slot(f, 1);
	add_other_start(f);
}

/* In the slot that stays, behind the image in it. */
static void stray_behind_image(struct fixture *f)
{
	f->card.image.size = 0x80000;
	add_start(f, 0x80000);
}

/* In the slot to burn, behind what is erased of it. */
static void strays_below(struct fixture *f)
{
	set_slot(f, 1);
	add_start(f, 0);
	add_start(f, 0x10000);
	add_start(f, 0x20000);
	add_start(f, 0x40000);
	add_start(f, 0x80000);
}

/* All even chunks are of the slot to burn. */
static void strays_64k(struct fixture *f)
{
	set_chunk(f, 16);
	set_slot(f, 1);
	add_start(f, 0x40000);
	add_start(f, 0x100000);
}

static void nameless_lower(struct fixture *f)
{
	lose_card(f);
	add_void(f, 0, 20);
}

static void nameless_upper(struct fixture *f)
{
	lose_card(f);
	add_void(f, 0x100000, 20);
}

static void recovery_empty(struct fixture *f)
{
	f->target.in_recovery = true;
	lose_card(f);
}

static void recovery_nameless(struct fixture *f)
{
	f->target.in_recovery = true;
	nameless_upper(f);
}

static void recovery_two_nameless(struct fixture *f)
{
	recovery_nameless(f);
	add_void(f, 0, 20);
}

static void recovery_other_chunk(struct fixture *f)
{
	recovery_empty(f);
	add_void(f, 0, 19);
	add_void(f, 0x80000, 19);
}

/* The second one is where a burn can work around it. */
static void recovery_this_and_other_chunk(struct fixture *f)
{
	recovery_nameless(f);
	add_void(f, 0, 16);
}

static void recovery_nowhere(struct fixture *f)
{
	recovery_empty(f);
	add_void(f, 0x20000, 0);
}

static void recovery_damaged(struct fixture *f)
{
	f->target.in_recovery = true;
	set_slot(f, 1);
	f->card.starts[0].state = HERMON_START_DAMAGED;
	add_void(f, 0, 20);
}

static void recovery_six(struct fixture *f)
{
	recovery_empty(f);
	add_void(f, 0, 0);
	add_void(f, 0x10000, 0);
	add_void(f, 0x20000, 0);
	add_void(f, 0x40000, 0);
	add_void(f, 0x80000, 0);
	add_void(f, 0x100000, 0);
}

struct order {
	const char *desc;
	void (*edit)(struct fixture *f);
	u8 log2_chunk;
	u8 old;			/* the slot that stays */
	u8 new;
	struct hermon_step first[HERMON_PLAN_MAX_STEPS];
	u32 n_first;		/* steps before the first erase */
};

/* What comes then is always the same. */
static const struct order orders[] = {
	{ "lower to upper", lower, 20, 0, 1, {
		STEP(UNPROTECT, 1, 0, 0),
	}, 1 },
	{ "upper to lower", upper, 20, 1, 0, {
		STEP(UNPROTECT, 0, 0, 0),
	}, 1 },
	{ "both signed, lower current", lower_of_both, 20, 0, 1, {
		STEP(UNPROTECT, 1, 0, 0),
		STEP(BOOT, 0, 0, 0),
		STEP(RETIRE, 1, 0, 4),
	}, 3 },
	{ "both signed, upper current", upper_of_both, 20, 1, 0, {
		STEP(UNPROTECT, 0, 0, 0),
		STEP(BOOT, 1, 0, 0),
		STEP(RETIRE, 0, 0, 4),
	}, 3 },
	{ "stray behind the image", stray_behind_image, 20, 0, 1, {
		STEP(UNPROTECT, 1, 0, 0),
		STEP(BOOT, 0, 0, 0),
		STEP(RETIRE, 0, 0x80000, 4),
	}, 3 },
	{ "five strays below", strays_below, 20, 1, 0, {
		STEP(UNPROTECT, 0, 0, 0),
		STEP(BOOT, 1, 0, 0),
		STEP(RETIRE, 0, 0, 4),
		STEP(RETIRE, 0, 0x10000, 4),
		STEP(RETIRE, 0, 0x20000, 4),
		STEP(RETIRE, 0, 0x40000, 4),
		STEP(RETIRE, 0, 0x80000, 4),
	}, 7 },
	{ "strays between 64K chunks", strays_64k, 16, 1, 0, {
		STEP(UNPROTECT, 0, 0, 0),
		STEP(BOOT, 1, 0, 0),
		STEP(RETIRE, 0, 0x20000, 4),
		STEP(RETIRE, 0, 0x80000, 4),
	}, 4 },
	{ "nameless lower", nameless_lower, 20, 0, 1, {
		STEP(UNPROTECT, 1, 0, 0),
	}, 1 },
	{ "nameless upper", nameless_upper, 20, 1, 0, {
		STEP(UNPROTECT, 0, 0, 0),
	}, 1 },
	{ "recovery, empty", recovery_empty, 20, NOBODY, 0, {
		STEP(UNPROTECT, 0, 0, 0),
	}, 1 },
	{ "recovery, nameless", recovery_nameless, 20, 1, 0, {
		STEP(UNPROTECT, 0, 0, 0),
	}, 1 },
	{ "recovery, two nameless", recovery_two_nameless, 20, 0, 1, {
		STEP(UNPROTECT, 1, 0, 0),
		STEP(BOOT, 0, 0, 0),
		STEP(RETIRE, 1, 0, 4),
	}, 3 },
	{ "recovery, other chunks", recovery_other_chunk, 20, NOBODY, 0, {
		STEP(UNPROTECT, 0, 0, 0),
		STEP(RETIRE, 0, 0, 4),
		STEP(RETIRE, 0, 0x80000, 4),
	}, 3 },
	{ "recovery, these and other chunks", recovery_this_and_other_chunk,
	  20, 1, 0, {
		STEP(UNPROTECT, 0, 0, 0),
		STEP(BOOT, 1, 0, 0),
		STEP(RETIRE, 0, 0, 4),
	}, 3 },
	{ "recovery, at no start of a slot", recovery_nowhere, 20, NOBODY, 0, {
		STEP(UNPROTECT, 0, 0, 0),
		STEP(RETIRE, 0, 0x20000, 4),
	}, 2 },
	{ "recovery, damaged", recovery_damaged, 20, 1, 0, {
		STEP(UNPROTECT, 0, 0, 0),
		STEP(BOOT, 1, 0, 0),
		STEP(RETIRE, 0, 0, 4),
	}, 3 },
	{ "recovery, every address", recovery_six, 20, NOBODY, 0, {
		STEP(UNPROTECT, 0, 0, 0),
		STEP(RETIRE, 0, 0, 4),
		STEP(RETIRE, 0, 0x10000, 4),
		STEP(RETIRE, 0, 0x20000, 4),
		STEP(RETIRE, 0, 0x40000, 4),
		STEP(RETIRE, 0, 0x80000, 4),
		STEP(RETIRE, 1, 0, 4),
	}, 7 },
};
KUNIT_ARRAY_PARAM_DESC(order, orders, desc);

static void expect_step(struct kunit *test, u32 i,
			const struct hermon_step *want)
{
	struct fixture *f = test->priv;
	const struct hermon_step *got = &f->plan.steps[i];

	KUNIT_EXPECT_EQ_MSG(test, got->kind, want->kind, "step %u", i);
	KUNIT_EXPECT_EQ_MSG(test, got->slot, want->slot, "step %u", i);
	KUNIT_EXPECT_EQ_MSG(test, got->off, want->off, "step %u", i);
	KUNIT_EXPECT_EQ_MSG(test, got->len, want->len, "step %u", i);
}

static void plan_order(struct kunit *test)
{
	const struct order *c = test->param_value;
	struct fixture *f = test->priv;
	const struct hermon_step last[] = {
		STEP(ERASE, c->new, 0, IMAGE_SIZE),
		STEP(PROGRAM, c->new, SIG, REST),
		STEP(VERIFY, c->new, SIG, REST),
		STEP(SIGN, c->new, 0, SIG),
		STEP(BOOT, c->new, 0, 0),
		STEP(RETIRE, c->old, 0, 4),
	};
	u32 n_last = ARRAY_SIZE(last) - (c->old == NOBODY);
	u32 i;

	c->edit(f);
	KUNIT_ASSERT_EQ(test, build(f), 0);
	KUNIT_EXPECT_EQ(test, f->plan.log2_chunk, c->log2_chunk);
	KUNIT_ASSERT_EQ(test, f->plan.n_steps, c->n_first + n_last);
	for (i = 0; i < c->n_first; i++)
		expect_step(test, i, &c->first[i]);
	for (i = 0; i < n_last; i++)
		expect_step(test, c->n_first + i, &last[i]);
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

/* Behind the image that is to stay, if it is known how long that is. */
static bool touches(const struct fixture *f, const struct hermon_step *step,
		    u8 old)
{
	return changes_flash(step->kind) && step->slot == old &&
	       (!f->card.valid || step->off < f->card.image.size);
}

/* The same once more, as the rules that any order has to keep. */
static void plan_safety(struct kunit *test)
{
	const struct order *c = test->param_value;
	struct fixture *f = test->priv;
	const struct hermon_plan *plan = &f->plan;
	u32 erase, program, verify, sign, boot, i;

	c->edit(f);
	KUNIT_ASSERT_EQ(test, build(f), 0);
	erase = find_step(plan, HERMON_STEP_ERASE, c->new);
	program = find_step(plan, HERMON_STEP_PROGRAM, c->new);
	verify = find_step(plan, HERMON_STEP_VERIFY, c->new);
	sign = find_step(plan, HERMON_STEP_SIGN, c->new);
	boot = find_step(plan, HERMON_STEP_BOOT, c->new);

	/* Nothing touches the old image before the new one is signed. */
	for (i = 0; i <= sign; i++)
		KUNIT_EXPECT_FALSE(test, touches(f, &plan->steps[i], c->old));
	/* Complete, signed, booted from, and only then alone. */
	KUNIT_EXPECT_LT(test, erase, program);
	KUNIT_EXPECT_LT(test, program, verify);
	KUNIT_EXPECT_LT(test, verify, sign);
	KUNIT_EXPECT_LT(test, sign, boot);
	for (i = boot + 1; i < plan->n_steps; i++)
		KUNIT_EXPECT_TRUE(test, touches(f, &plan->steps[i], c->old));
	for (i = 0; i < plan->n_steps; i++) {
		/* The signature is programmed by nobody but SIGN. */
		if (plan->steps[i].kind == HERMON_STEP_PROGRAM)
			KUNIT_EXPECT_GE(test, plan->steps[i].off, SIG);
		/* An old one is void before its sector is erased. */
		if (plan->steps[i].kind == HERMON_STEP_RETIRE)
			KUNIT_EXPECT_TRUE(test, i < erase || i > boot);
	}
}

/* Each signature that the card has is cleared, and one is made. */
static void plan_leaves_one(struct kunit *test)
{
	const struct order *c = test->param_value;
	struct fixture *f = test->priv;
	struct hermon_layout layout = { 0 };
	u32 i, j, n;

	c->edit(f);
	KUNIT_ASSERT_EQ(test, build(f), 0);
	layout.log2_chunk = f->plan.log2_chunk;
	for (i = 0; i < f->card.n_starts; i++) {
		for (n = 0, j = 0; j < f->plan.n_steps; j++) {
			layout.slot = f->plan.steps[j].slot;
			if (f->plan.steps[j].kind == HERMON_STEP_RETIRE &&
			    hermon_layout_addr(&layout, f->plan.steps[j].off) ==
			    f->card.starts[i].addr)
				n++;
		}
		KUNIT_EXPECT_EQ_MSG(test, n, 1, "signature at 0x%x",
				    f->card.starts[i].addr);
	}
}

/* ---- every size of flash and chunk ---- */

static enum hermon_reason reason_for(u32 flash_size, u8 log2_chunk, u8 slot)
{
	u32 chunk = BIT(log2_chunk);

	if (2 * chunk > flash_size)
		return HERMON_WHY_NO_SLOT;
	/* The chip looks no further than 1 MB. */
	if (slot && chunk > 0x100000)
		return HERMON_WHY_START_UNSEEN;
	return HERMON_OK;
}

static void expect_reachable(struct kunit *test, u8 slot)
{
	struct fixture *f = test->priv;
	u32 flash_size = f->target.flash_size;
	u8 log2_chunk = f->image.log2_chunk;

	build(f);
	KUNIT_EXPECT_STREQ_MSG(test, hermon_reason_name(f->report.reason),
			       hermon_reason_name(reason_for(flash_size,
							     log2_chunk,
							     slot)),
			       "flash of 0x%x, chunks of 2^%u, slot %u",
			       flash_size, log2_chunk, slot);
	if (!f->report.reason)
		KUNIT_EXPECT_EQ(test, f->plan.steps[0].slot, slot);
}

static void plan_sizes(struct kunit *test)
{
	struct fixture *f = test->priv;
	u32 flash_size;
	u8 log2_chunk;

	for (flash_size = 0x20000; flash_size <= 0x1000000; flash_size *= 2) {
		for (log2_chunk = 16; log2_chunk <= 23; log2_chunk++) {
			plan_init(test);
			f = test->priv;
			f->image.size = 0x1000;
			f->target.flash_size = flash_size;
			set_chunk(f, log2_chunk);
			set_slot(f, 0);
			expect_reachable(test, 1);
			set_slot(f, 1);
			expect_reachable(test, 0);
			recovery_empty(f);
			expect_reachable(test, 0);
		}
	}
}

static struct kunit_case plan_cases[] = {
	KUNIT_CASE_PARAM(plan_refuses, refusal_gen_params),
	KUNIT_CASE_PARAM(plan_limit, limit_gen_params),
	KUNIT_CASE_PARAM(plan_order, order_gen_params),
	KUNIT_CASE_PARAM(plan_safety, order_gen_params),
	KUNIT_CASE_PARAM(plan_leaves_one, order_gen_params),
	KUNIT_CASE(plan_sizes),
	{}
};

static struct kunit_suite plan_suite = {
	.name = "hermon-plan",
	.init = plan_init,
	.test_cases = plan_cases,
};
kunit_test_suite(plan_suite);
