// SPDX-License-Identifier: GPL-2.0-only
/*
 * Burns that must fail: refused before the first change, or broken off with
 * the old image in place.
 */
#include "rig.h"

/* The old image lies in the lower slot, the new one is to go to the upper. */
struct setup {
	struct rig *rig;
	struct fs2_spec old;
	struct fs2_spec new;
};

static void set_up_slot(struct setup *s, struct kunit *test, const char *part,
			u32 slot)
{
	struct rig_config config = { .part = part };

	s->rig = rig_new(test, &config);
	fs2_spec_small(&s->old);
	s->old.log2_chunk = 16;
	s->new = s->old;
	rig_set_identity(&s->old);
	rig_set_version(&s->old, 8);
	rig_set_version(&s->new, 6);
	rig_place(s->rig, &s->old, slot);
	rig_power_on(s->rig);
}

static void set_up(struct setup *s, struct kunit *test, const char *part)
{
	set_up_slot(s, test, part, 0);
}

static u64 changes(const struct rig *rig)
{
	return model_stats(rig->model)->changes;
}

/* ---- refused before anything changes ---- */

struct refusal {
	const char *desc;
	const char *part;
	const char *fault;
	enum hermon_reason reason;
	int err;
	u32 changes;		/* of the status register */
};

static const struct refusal refusals[] = {
	{ "protected", "M25P16", "protected", HERMON_WHY_FLASH_PROTECTED,
	  -EROFS, 0 },
	{ "protected by the W# pin", "M25P16", "srwd",
	  HERMON_WHY_FLASH_PROTECTED, -EROFS, 0 },
	{ "power-up protection that stays", "SST25VF016B", "srwd",
	  HERMON_WHY_FLASH_PROTECTED, -EROFS, 0 },
	{ "unknown part", "unknown", NULL, HERMON_WHY_FLASH_UNKNOWN,
	  -EOPNOTSUPP, 0 },
	{ "unknown manufacturer", "M25P16", "jedec=7f2015",
	  HERMON_WHY_FLASH_UNKNOWN, -EOPNOTSUPP, 0 },
	{ "density below the table", "M25P16", "jedec=202013",
	  HERMON_WHY_FLASH_UNKNOWN, -EOPNOTSUPP, 0 },
	{ "density above the table", "M25P16", "jedec=202019",
	  HERMON_WHY_FLASH_UNKNOWN, -EOPNOTSUPP, 0 },
	{ "Atmel of another family", "M25P16", "jedec=1f2602",
	  HERMON_WHY_FLASH_UNKNOWN, -EOPNOTSUPP, 0 },
	{ "no part", "none", NULL, HERMON_WHY_FLASH_NONE, -ENODEV, 0 },
	{ "semaphore held", "M25P16", "sem-held", HERMON_WHY_SEM_HELD,
	  -EBUSY, 0 },
	{ "gateway stuck", "M25P16", "gw-stuck", HERMON_WHY_GW_STUCK,
	  -ETIMEDOUT, 0 },
	{ "ConnectX-3", "M25P16", "hwid=1f5", HERMON_WHY_HWID_UNKNOWN,
	  -ENODEV, 0 },
	{ "unknown revision", "M25P16", "hwid=c00190",
	  HERMON_WHY_HWID_UNKNOWN, -ENODEV, 0 },
	{ "ConnectX-2 for an image of ConnectX", "M25P16", "hwid=b00190",
	  HERMON_WHY_HWID, -EINVAL, 0 },
	{ "gone", "M25P16", "gone", HERMON_WHY_CARD_GONE, -ENXIO, 0 },
	{ "locked", "M25P16", "cr-locked", HERMON_WHY_CR_LOCKED, -EPERM, 0 },
	{ "filtered", "M25P16", "cr-filtered", HERMON_WHY_CR_FILTERED,
	  -EACCES, 0 },
};
KUNIT_ARRAY_PARAM_DESC(refusal, refusals, desc);

static void faults_refused(struct kunit *test)
{
	const struct refusal *c = test->param_value;
	struct setup s;
	int err;

	set_up(&s, test, c->part);
	if (c->fault)
		rig_fault(s.rig, c->fault);
	memcpy(s.rig->before, s.rig->flash, s.rig->flash_size);
	err = rig_flash(s.rig, &s.new);
	rig_expect_failed(s.rig, err, c->reason, c->err);
	KUNIT_EXPECT_EQ(test, changes(s.rig), c->changes);
	KUNIT_EXPECT_MEMEQ(test, s.rig->flash, s.rig->before,
			   s.rig->flash_size);
	rig_expect_no_guest_errors(s.rig);
	KUNIT_EXPECT_FALSE(test, s.rig->gw.locked);
}

/* Of somebody else's semaphore we do not even free our own share. */
static void faults_semaphore_stays(struct kunit *test)
{
	struct setup s;

	set_up(&s, test, NULL);
	rig_fault(s.rig, "sem-held");
	KUNIT_EXPECT_EQ(test, rig_flash(s.rig, &s.new), -EBUSY);
	KUNIT_EXPECT_TRUE(test, model_sem_taken(s.rig->model, 63));
	rig_clear_fault(s.rig, "sem-held");
	KUNIT_EXPECT_EQ(test, rig_flash(s.rig, &s.new), 0);
	rig_expect_unlocked(s.rig);
}

/* A semaphore that comes free in time is waited for. */
static u64 free_at_us;

static u32 read_late(void *ctx, u32 off)
{
	struct rig *rig = ctx;

	if (free_at_us && hermon_now_us() >= free_at_us) {
		free_at_us = 0;
		rig_clear_fault(rig, "sem-held");
	}
	return model_bar_read32(rig->model, off);
}

static void write_plain(void *ctx, u32 off, u32 val)
{
	struct rig *rig = ctx;

	model_bar_write32(rig->model, off, val);
}

static void faults_semaphore_waited_for(struct kunit *test)
{
	static const struct hermon_cr_ops late_ops = {
		.read32 = read_late, .write32 = write_plain,
	};
	struct setup s;

	set_up(&s, test, NULL);
	rig_fault(s.rig, "sem-held");
	s.rig->cr.ops = &late_ops;
	free_at_us = hermon_now_us() + 4000000;
	KUNIT_EXPECT_EQ(test, rig_flash(s.rig, &s.new), 0);
	rig_expect_no_guest_errors(s.rig);
}

/* ---- gone ---- */

static u64 accesses(const struct rig *rig)
{
	const struct model_stats *stats = model_stats(rig->model);

	return stats->bar_reads + stats->bar_writes;
}

/* Asks a dead card a bounded number of questions. */
#define QUESTIONS_MAX	64

/* Returns false once the burn ends before the card goes. */
static bool gone_after(struct kunit *test, u32 n, u32 slot)
{
	char spec[32];
	struct setup s;
	u64 before;
	int err;

	set_up_slot(&s, test, NULL, slot);
	snprintf(spec, sizeof(spec), "gone-after=%u", n);
	before = accesses(s.rig);
	rig_fault(s.rig, spec);
	err = rig_flash(s.rig, &s.new);
	if (!err) {
		rig_free(s.rig);
		return false;
	}
	KUNIT_EXPECT_STREQ_MSG(test, hermon_reason_name(s.rig->report.reason),
			       "CARD_GONE", "gone after %u accesses", n);
	KUNIT_EXPECT_EQ_MSG(test, err, -ENXIO, "gone after %u accesses", n);
	KUNIT_EXPECT_LE_MSG(test, accesses(s.rig) - before, n + QUESTIONS_MAX,
			    "gone after %u accesses", n);
	KUNIT_EXPECT_FALSE(test, s.rig->gw.locked);
	rig_expect_no_guest_errors(s.rig);

	rig_clear_fault(s.rig, "gone-after");
	rig_power_on(s.rig);
	KUNIT_EXPECT_FALSE_MSG(test, model_boot(s.rig->model)->livefish,
			       "gone after %u accesses", n);
	rig_free(s.rig);
	return true;
}

/* At every access of a whole burn. */
static void gone_sweep(struct kunit *test, u32 slot)
{
	u32 n = 1;

	while (gone_after(test, n, slot))
		KUNIT_ASSERT_LE(test, n++, 100000);
	KUNIT_EXPECT_GT(test, n, 1000);
}

static void faults_gone_from_lower(struct kunit *test)
{
	gone_sweep(test, 0);
}

static void faults_gone_from_upper(struct kunit *test)
{
	gone_sweep(test, 1);
}

/* ---- broken off in the middle ---- */

struct broken {
	const char *desc;
	const char *part;
	const char *fault;
	enum hermon_reason reason;
	int err;
};

static const struct broken broken[] = {
	{ "chip never ready", "M25P16", "wip-stuck", HERMON_WHY_FLASH_STUCK,
	  -ETIMEDOUT },
	{ "chip never ready, 4K erase", "W25X16", "wip-stuck",
	  HERMON_WHY_FLASH_STUCK, -ETIMEDOUT },
	{ "chip never ready, power-up protection", "SST25VF016B", "wip-stuck",
	  HERMON_WHY_FLASH_STUCK, -ETIMEDOUT },
	{ "first program drops bits", "M25P16", "program-drop",
	  HERMON_WHY_READ_BACK, -EIO },
	{ "third program drops bits", "M25P16", "program-drop=3",
	  HERMON_WHY_READ_BACK, -EIO },
	{ "500th byte drops bits", "SST25VF016B", "program-drop=500",
	  HERMON_WHY_READ_BACK, -EIO },
	{ "erase incomplete", "M25P16", "erase-incomplete",
	  HERMON_WHY_READ_BACK, -EIO },
	{ "4K erase incomplete", "W25X16", "erase-incomplete",
	  HERMON_WHY_READ_BACK, -EIO },
	{ "write enable lost", "M25P16", "wren-lost", HERMON_WHY_READ_BACK,
	  -EIO },
	{ "third write enable lost", "M25P16", "wren-lost=3",
	  HERMON_WHY_READ_BACK, -EIO },
	{ "byte behind the signature", "M25P16", "read-stuck=10010",
	  HERMON_WHY_READ_BACK, -EIO },
	{ "byte of the signature", "M25P16", "read-stuck=1000f",
	  HERMON_WHY_READ_BACK_SIGN, -EIO },
};
KUNIT_ARRAY_PARAM_DESC(broken, broken, desc);

static void faults_broken_off(struct kunit *test)
{
	const struct broken *c = test->param_value;
	struct setup s;
	int err;

	set_up(&s, test, c->part);
	rig_fault(s.rig, c->fault);
	err = rig_flash(s.rig, &s.new);
	rig_expect_failed(s.rig, err, c->reason, c->err);
	rig_expect_unlocked(s.rig);
	rig_expect_no_guest_errors(s.rig);
	rig_expect_intact(s.rig, &s.old, 0);
}

/* Once the fault is gone the same burn succeeds. */
static void faults_retried(struct kunit *test)
{
	const struct broken *c = test->param_value;
	struct setup s;
	size_t len = strcspn(c->fault, "=");
	char name[32] = "";

	set_up(&s, test, c->part);
	rig_fault(s.rig, c->fault);
	KUNIT_EXPECT_NE(test, rig_flash(s.rig, &s.new), 0);
	memcpy(name, c->fault, len);
	rig_clear_fault(s.rig, name);
	rig_power_on(s.rig);
	KUNIT_EXPECT_EQ(test, rig_flash(s.rig, &s.new), 0);
	KUNIT_EXPECT_EQ(test, rig_count_signatures(s.rig), 1);
	rig_expect_intact(s.rig, &s.new, 1);
	rig_expect_no_guest_errors(s.rig);
}

/* Whether the burn notices or is lucky, what boots then is the card's own. */
static int flash_with_flips(struct setup *s)
{
	struct kunit *test = s->rig->test;
	int err = rig_flash(s->rig, &s->new);

	rig_expect_unlocked(s->rig);
	rig_expect_no_guest_errors(s->rig);
	model_fault_clear(s->rig->model, "read-flip");
	rig_power_on(s->rig);
	KUNIT_EXPECT_FALSE(test, model_boot(s->rig->model)->livefish);
	if (err)
		KUNIT_EXPECT_TRUE(test,
				  rig_slot_holds(s->rig, &s->old, 0) ||
				  rig_slot_holds(s->rig, &s->new, 1));
	else
		KUNIT_EXPECT_TRUE(test, rig_slot_holds(s->rig, &s->new, 1));
	return err;
}

static void faults_read_flips(struct kunit *test)
{
	const u32 n_max = 100;
	u32 n, failed = 0;
	char fault[32];
	struct setup s;

	for (n = 1; n <= n_max; n++) {
		set_up(&s, test, NULL);
		snprintf(fault, sizeof(fault), "read-flip=%u", n);
		rig_fault(s.rig, fault);
		failed += !!flash_with_flips(&s);
		rig_free(s.rig);
	}
	KUNIT_EXPECT_GT(test, failed, n_max / 2);
}

/*
 * One bit of one word of the flash, once. Not of its status: who is told that
 * a busy chip is ready cannot know better.
 */
static u32 flip_at, data_reads;
static bool reads_flash;

static void write_spied(void *ctx, u32 off, u32 val)
{
	if (off == HERMON_GW_CMD)
		reads_flash = FIELD_GET(HERMON_GW_CMD_OPCODE, val) == 0x03;
	write_plain(ctx, off, val);
}

static u32 read_flipped(void *ctx, u32 off)
{
	struct rig *rig = ctx;
	u32 val = model_bar_read32(rig->model, off);

	if (!reads_flash || off < HERMON_GW_DATA(0) || off > HERMON_GW_DATA(3))
		return val;
	return ++data_reads == flip_at ? val ^ BIT(flip_at % 32) : val;
}

/*
 * In every word of a burn: above all, GUIDs that were read wrong must not
 * become the card's.
 */
static void faults_read_flips_once(struct kunit *test)
{
	static const struct hermon_cr_ops flip_ops = {
		.read32 = read_flipped, .write32 = write_spied,
	};
	struct setup s;
	u32 n, n_reads = 1;

	for (n = 1; n <= n_reads; n++) {
		set_up(&s, test, NULL);
		flip_at = n;
		data_reads = 0;
		s.rig->cr.ops = &flip_ops;
		flash_with_flips(&s);
		n_reads = max(n_reads, data_reads);
		rig_free(s.rig);
		if (test->failed) {
			kunit_info(test, "flip in word %u", n);
			return;
		}
	}
	KUNIT_EXPECT_GT(test, n_reads, 500);
}

/*
 * GUIDs and VSD are read twice. A bit that is in no checksum, of a word of the
 * header, makes the readings differ: nothing is written, and the next try is as
 * good as the first.
 */
static bool refused_as_unstable(struct kunit *test, u32 n)
{
	static const struct hermon_cr_ops flip_ops = {
		.read32 = read_flipped, .write32 = write_spied,
	};
	struct setup s;
	bool unstable;
	int err;

	set_up(&s, test, NULL);
	flip_at = n;
	data_reads = 0;
	s.rig->cr.ops = &flip_ops;
	err = rig_flash(s.rig, &s.new);
	unstable = s.rig->report.reason == HERMON_WHY_FLASH_UNSTABLE;
	if (unstable) {
		rig_expect_refused(s.rig, err, HERMON_WHY_FLASH_UNSTABLE, -EIO);
		KUNIT_EXPECT_EQ(test, rig_flash(s.rig, &s.new), 0);
		rig_expect_intact(s.rig, &s.new, 1);
	}
	rig_free(s.rig);
	return unstable;
}

static void faults_two_readings_differ(struct kunit *test)
{
	const u32 n_max = 200;	/* more than two readings of an identity take */
	u32 n, unstable = 0;

	for (n = 1; n <= n_max && !test->failed; n++)
		unstable += refused_as_unstable(test, n);
	KUNIT_EXPECT_GT(test, unstable, 0);
}

/* How long until it gives up, by the clock that it looks at. */
static void faults_patience(struct kunit *test)
{
	struct setup s;
	u64 start;

	set_up(&s, test, "M25P16");
	KUNIT_ASSERT_EQ(test, rig_read_card(s.rig), 0);
	rig_fault(s.rig, "wip-stuck");
	start = hermon_now_us();
	KUNIT_EXPECT_EQ(test, rig_flash(s.rig, &s.new), -ETIMEDOUT);
	KUNIT_EXPECT_GE(test, hermon_now_us() - start, 5000000);
	KUNIT_EXPECT_LE(test, hermon_now_us() - start, 8000000);
}

/*
 * The old signature resists: both images are complete and the new one will
 * be booted next, so the user is told, and a retry can end it.
 */
static void faults_retire_fails(struct kunit *test)
{
	struct setup s;
	int err;

	set_up(&s, test, NULL);
	rig_fault(s.rig, "read-stuck=3");
	/* The stuck bit must not spoil the old signature when it is read. */
	s.rig->flash[3] ^= 1;
	err = rig_flash(s.rig, &s.new);
	rig_expect_failed(s.rig, err, HERMON_WHY_READ_BACK_RETIRE, -EIO);
	KUNIT_EXPECT_TRUE(test, rig_slot_holds(s.rig, &s.new, 1));
	KUNIT_EXPECT_EQ(test, model_boot_addr(s.rig->model) >> 8, 0x10000);
	rig_expect_unlocked(s.rig);
}

/* ---- interrupted ---- */

/* Returns false once nobody asks that often. */
static bool cancelled_at(struct kunit *test, const char *part, u32 n)
{
	struct setup s;
	int err;

	set_up(&s, test, part);
	s.rig->cancel_at = n;
	err = rig_flash(s.rig, &s.new);
	rig_expect_unlocked(s.rig);
	rig_expect_no_guest_errors(s.rig);
	KUNIT_EXPECT_FALSE(test, s.rig->asked_late);
	if (!err) {
		KUNIT_EXPECT_LE(test, s.rig->asked, n - 1);
		rig_expect_intact(s.rig, &s.new, 1);
	} else {
		rig_expect_failed(s.rig, err, HERMON_WHY_INTERRUPTED, -EINTR);
		KUNIT_EXPECT_EQ_MSG(test, s.rig->asked, n, "asked again");
		KUNIT_EXPECT_EQ(test, rig_count_signatures(s.rig), 1);
		rig_expect_intact(s.rig, &s.old, 0);
	}
	rig_free(s.rig);
	return err;
}

static void cancel_sweep(struct kunit *test, const char *part)
{
	u32 n = 1;

	while (cancelled_at(test, part, n))
		KUNIT_ASSERT_LE(test, n++, 1000);
	/* Erase, each page twice, and before the signature. */
	KUNIT_EXPECT_GT(test, n, 5);
}

static void faults_interrupted(struct kunit *test)
{
	cancel_sweep(test, "M25P16");
	cancel_sweep(test, "SST25VF016B");
	cancel_sweep(test, "W25X16");
}

/* A signal that is there from the start: nothing changes. */
static void faults_interrupted_first(struct kunit *test)
{
	struct setup s;

	set_up(&s, test, NULL);
	s.rig->cancel_at = 1;
	KUNIT_EXPECT_EQ(test, rig_flash(s.rig, &s.new), -EINTR);
	KUNIT_EXPECT_EQ(test, changes(s.rig), 0);
}

static struct kunit_case faults_cases[] = {
	KUNIT_CASE_PARAM(faults_refused, refusal_gen_params),
	KUNIT_CASE(faults_semaphore_stays),
	KUNIT_CASE(faults_semaphore_waited_for),
	KUNIT_CASE(faults_gone_from_lower),
	KUNIT_CASE(faults_gone_from_upper),
	KUNIT_CASE_PARAM(faults_broken_off, broken_gen_params),
	KUNIT_CASE_PARAM(faults_retried, broken_gen_params),
	KUNIT_CASE(faults_read_flips),
	KUNIT_CASE(faults_read_flips_once),
	KUNIT_CASE(faults_two_readings_differ),
	KUNIT_CASE(faults_patience),
	KUNIT_CASE(faults_retire_fails),
	KUNIT_CASE(faults_interrupted),
	KUNIT_CASE(faults_interrupted_first),
	{}
};

static struct kunit_suite faults_suite = {
	.name = "hermon-faults",
	.exit = rig_exit,
	.test_cases = faults_cases,
};
kunit_test_suite(faults_suite);
