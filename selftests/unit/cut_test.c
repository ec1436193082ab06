// SPDX-License-Identifier: GPL-2.0-only
/*
 * The power is cut in every change of the flash that a burn makes. Whatever
 * is left, the next power-on boots a complete image with the card's identity,
 * and another burn succeeds. Of a card on which nothing could boot, only the
 * latter.
 *
 * A selection, with sanitizers. The whole of it is what selftests/prove does.
 */
#include "cut.h"

#define CHANGES_MAX	20000

/* Large. */
static struct stage stage;

struct cut_case {
	const char *scene;
	const char *part;
	u32 slot;
	u32 log2_chunk;
	u32 step;		/* tries every change, or every so many */
};

static const struct cut_case cut_cases[] = {
	{ "beside noise", "M25P16", 0, 16, 1 },
	{ "beside noise", "M25P16", 1, 16, 1 },
	{ "beside noise", "M25P16", 0, 20, 1 },
	{ "beside noise", "M25P16", 1, 20, 1 },
	{ "both signed", "M25P16", 0, 16, 1 },
	{ "both signed", "M25P16", 1, 16, 1 },
	{ "beside noise", "W25X16", 0, 16, 1 },
	{ "beside noise", "W25X16", 1, 16, 1 },
	{ "both signed", "W25X16", 0, 16, 1 },
	{ "beside noise", "AT25DF161", 0, 16, 1 },
	{ "beside noise", "AT25DF161", 1, 16, 1 },
	{ "beside noise", "SST25VF016B", 0, 16, 31 },
	{ "beside noise", "SST25VF016B", 1, 16, 31 },
	{ "both signed", "SST25VF016B", 0, 16, 31 },
	{ "ROM from the card", "M25P16", 0, 16, 1 },
	{ "ROM from the card", "W25X16", 1, 20, 1 },
	{ "ROM from the card", "SST25VF016B", 0, 16, 67 },
	{ "ROM of the card instead", "M25P16", 1, 16, 1 },
	{ "ROM left out", "M25P16", 0, 16, 1 },
	{ "other board", "M25P16", 0, 16, 1 },
	{ "other board", "W25X16", 1, 16, 1 },
	{ "other GUIDs", "M25P16", 0, 16, 1 },
	{ "other GUIDs", "M25P16", 1, 20, 1 },
	{ "same image, retired", "M25P16", 0, 16, 1 },
	{ "same image, retired", "M25PX16", 1, 16, 1 },
	{ "same image, retired", "SST25VF016B", 0, 16, 31 },
	{ "same image, unsigned", "M25PX16", 0, 16, 1 },
	{ "same image, unsigned", "M25P16", 1, 20, 1 },
	{ "1 stray", "M25P16", 0, 16, 1 },
	{ "1 stray", "W25X16", 1, 16, 1 },
	{ "2 strays", "M25P16", 0, 16, 1 },
	{ "2 strays", "M25P16", 1, 16, 1 },
	{ "3 strays", "W25X16", 0, 16, 1 },
	{ "3 strays", "M25P16", 1, 16, 1 },
	{ "4 strays", "M25P16", 0, 16, 1 },
	{ "4 strays", "M25P16", 1, 16, 1 },
	{ "4 strays", "SST25VF016B", 1, 16, 67 },
	{ "stray image", "M25P16", 0, 16, 1 },
	{ "stray image", "M25P16", 1, 16, 1 },
	{ "blank", "M25P16", 0, 16, 1 },
	{ "blank", "W25X16", 0, 20, 1 },
	{ "blank", "SST25VF016B", 0, 16, 67 },
	{ "nameless", "M25P16", 0, 16, 1 },
	{ "both nameless", "M25P16", 0, 20, 1 },
	{ "nameless, other chunks", "M25P16", 0, 16, 1 },
	{ "6 signatures", "W25X16", 0, 16, 1 },
};

static void describe(const struct cut_case *c, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s, %s, slot %u, %uK chunks",
		 c->scene, c->part, c->slot, BIT(c->log2_chunk - 10));
}
KUNIT_ARRAY_PARAM(cut, cut_cases, describe);

static void set_up(struct kunit *test)
{
	const struct cut_case *c = test->param_value;
	struct stage_config config = {
		.scene = scene_named(c->scene), .part = c->part,
		.slot = c->slot, .log2_chunk = c->log2_chunk,
		.small = c->step > 1,
	};

	KUNIT_ASSERT_NOT_NULL(test, config.scene);
	stage_open(&stage, test, &config);
}

/* Every change at the ends of a burn; between them, every so many. */
static bool is_chosen(u32 cut, u32 n, u32 step)
{
	return cut < 10 || cut + 40 > n || cut % step == 0;
}

static void cut_at(struct kunit *test, u32 at, enum model_cut how, u32 second)
{
	struct cut cut = { .at = at, .how = how, .seed = at + how,
			   .second = second };
	struct cut_verdict v;

	cut_run(&stage, &cut, &v);
	KUNIT_EXPECT_TRUE(test, v.happened);
	KUNIT_EXPECT_FALSE_MSG(test, v.failed, "%s", v.what);
}

static u32 count_changes(struct kunit *test)
{
	struct cut_count n;
	struct cut_verdict v;

	cut_count(&stage, &n, &v);
	KUNIT_EXPECT_FALSE_MSG(test, v.failed, "%s", v.what);
	KUNIT_ASSERT_GT(test, n.changes, 3);
	KUNIT_ASSERT_LE(test, n.changes, CHANGES_MAX);
	return n.changes;
}

static void cut_every_change(struct kunit *test)
{
	const struct cut_case *c = test->param_value;
	u32 n, at, how;

	set_up(test);
	n = count_changes(test);
	for (at = 1; at <= n; at++) {
		if (!is_chosen(at, n, c->step))
			continue;
		cut_at(test, at, MODEL_CUT_HALF, 0);
		how = 1 + (at + c->slot) % (MODEL_N_CUTS - 1);
		cut_at(test, at, how, 0);
	}
}

static void cut_twice(struct kunit *test)
{
	const struct cut_case *c = test->param_value;
	u32 n, at;

	set_up(test);
	n = count_changes(test);
	for (at = 1; at <= n; at += 3)
		if (is_chosen(at, n, c->step))
			cut_at(test, at, MODEL_CUT_HALF, 1 + at * 7 % n);
}

static void cut_by_reset(struct kunit *test)
{
	const struct cut_case *c = test->param_value;
	struct cut cut = { .kind = CUT_RESET };
	struct cut_verdict v;
	struct cut_count n;

	set_up(test);
	cut_count(&stage, &n, &v);
	for (cut.at = 1; cut.at <= n.writes; cut.at++) {
		if (!is_chosen(cut.at, n.writes, c->step * 7))
			continue;
		cut_run(&stage, &cut, &v);
		KUNIT_EXPECT_TRUE(test, v.happened);
		KUNIT_EXPECT_FALSE_MSG(test, v.failed, "%s", v.what);
	}
}

static struct kunit_case cut_cases_[] = {
	KUNIT_CASE_PARAM(cut_every_change, cut_gen_params),
	KUNIT_CASE_PARAM(cut_twice, cut_gen_params),
	KUNIT_CASE_PARAM(cut_by_reset, cut_gen_params),
	{}
};

static struct kunit_suite cut_suite = {
	.name = "hermon-cut",
	.exit = rig_exit,
	.test_cases = cut_cases_,
};
kunit_test_suite(cut_suite);
