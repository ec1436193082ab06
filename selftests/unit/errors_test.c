// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whatever cannot be read, at whatever moment: the error comes up as it is,
 * and nothing that was not read is taken for anything.
 *
 * Readers over memory that fail once they have been asked so often, then a card
 * that is gone after so many register accesses.
 */
#include "rig.h"

#define FLASH_SIZE	0x80000
#define FILE_MAX	0x2000
#define READS_MAX	4000
#define ACCESSES_MAX	4000

/* ---- readers ---- */

/**
 * struct stub - a reader that gives up
 * @rd: the reader
 * @mem: what it reads from
 * @left: how often it still does
 * @failed: it did not
 */
struct stub {
	struct hermon_reader rd;
	struct hermon_mem mem;
	u32 left;
	bool failed;
};

struct scene {
	u8 file[FILE_MAX];
	u8 flash[FLASH_SIZE];
	u8 rom[FILE_MAX];
	struct stub file_rd;
	struct stub flash_rd;
	struct fs2_spec spec;
	struct fs2_spec old;
	struct hermon_update up;
	struct hermon_card card;
	struct hermon_report report;
};

static int stub_read(struct hermon_reader *rd, u32 off, void *buf, u32 len,
		     struct hermon_report *report)
{
	struct stub *stub = container_of(rd, struct stub, rd);

	if (!stub->left) {
		stub->failed = true;
		return hermon_fail(report, HERMON_WHY_CARD_GONE, 0, 0, ~0U);
	}
	stub->left--;
	return hermon_reader_get(&stub->mem.rd, off, buf, len, report);
}

static void stub_init(struct stub *stub, const void *data, u32 size,
		      enum hermon_where where)
{
	hermon_mem_init(&stub->mem, data, size);
	stub->mem.rd.where = where;
	stub->rd = stub->mem.rd;
	stub->rd.read = stub_read;
	stub->left = UINT32_MAX;
}

static struct scene *new_scene(struct kunit *test)
{
	struct scene *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, s);
	memset(s->flash, 0xff, sizeof(s->flash));
	fs2_spec_small(&s->spec);
	s->spec.log2_chunk = 16;
	s->old = s->spec;
	rig_set_identity(&s->old);
	rig_set_version(&s->spec, 6);
	return s;
}

static void build(struct kunit *test, struct scene *s)
{
	int len = fs2_build(&s->spec, s->file, sizeof(s->file));

	KUNIT_ASSERT_GT(test, len, 0);
	stub_init(&s->file_rd, s->file, len, HERMON_WHERE_FILE);
	stub_init(&s->flash_rd, s->flash, sizeof(s->flash), HERMON_WHERE_CARD);
}

static void place(struct kunit *test, struct scene *s, u32 slot)
{
	int len = fs2_build(&s->old, s->file, sizeof(s->file));

	KUNIT_ASSERT_GT(test, len, 0);
	KUNIT_ASSERT_EQ(test, fs2_build_place(s->file, len, 16, slot, s->flash,
					      sizeof(s->flash)), 0);
}

/* One bit of what @type begins with, in the image at @slot. */
static void damage(struct scene *s, u32 slot, u32 type)
{
	u8 *start = s->flash + rig_start(&s->old, slot);
	u32 off = fs2_build_find_section(start, 0x1000, type);

	start[off + sizeof(struct hermon_fs2_gph)] ^= 0x10;
}

/* ---- what is on the flash ---- */

static void make_file(struct kunit *test, struct scene *s)
{
	s->spec.config_sectors = 1;
	s->spec.config_log2_kb = 2;
	fs2_spec_add_tag(&s->spec, HERMON_FS2_TAG_CONFIG_AREA);
	s->spec.pad = 16;
	s->spec.pad_byte = 0xff;
}

static void make_blank_guids(struct kunit *test, struct scene *s)
{
	s->spec.blank_guids = true;
}

static void make_card(struct kunit *test, struct scene *s)
{
	place(test, s, 1);
}

static void make_both(struct kunit *test, struct scene *s)
{
	place(test, s, 0);
	place(test, s, 1);
}

static void make_damaged(struct kunit *test, struct scene *s)
{
	make_both(test, s);
	damage(s, 0, HERMON_FS2_DDR);
	damage(s, 1, HERMON_FS2_DDR);
}

static void make_nameless(struct kunit *test, struct scene *s)
{
	make_both(test, s);
	damage(s, 0, HERMON_FS2_GUID);
	damage(s, 1, HERMON_FS2_GUID);
}

static void make_rom(struct kunit *test, struct scene *s)
{
	s->old.rom_size = 1024;
	place(test, s, 1);
}

static void make_file_rom(struct kunit *test, struct scene *s)
{
	s->spec.rom_size = 1024;
	s->spec.blank_guids = true;
	place(test, s, 1);
}

/* The card's image, byte by byte, is the one in the file. */
static void make_same(struct kunit *test, struct scene *s)
{
	s->old = s->spec;
	rig_set_identity(&s->old);
	place(test, s, 1);
}

/* ---- what is done with it ---- */

static int check_file(struct scene *s)
{
	struct hermon_image image;

	return hermon_fs2_check_file(&s->file_rd.rd, &image, &s->report);
}

static int list_contents(struct scene *s)
{
	struct hermon_contents contents;

	return hermon_fs2_contents(&s->file_rd.rd, &contents, &s->report);
}

static int salvage(struct scene *s)
{
	struct hermon_image image;

	return hermon_fs2_salvage(&s->file_rd.rd, &image, &s->report);
}

static int read_card(struct scene *s)
{
	return hermon_card_read(&s->card, &s->flash_rd.rd, &s->report);
}

static int update(struct scene *s, enum hermon_rom_wish rom)
{
	struct hermon_target target = {
		.hwid = 0x00a00190, .flash_size = FLASH_SIZE,
	};
	struct hermon_wish wish = { .rom = rom };
	int err;

	err = hermon_update_check(&s->up, &s->file_rd.rd, &s->report);
	if (!err)
		err = read_card(s);
	if (!err)
		err = hermon_update_match(&s->up, &s->card, &target, &wish,
					  &s->report);
	if (!err)
		err = hermon_update_compose(&s->up, &s->card, &target,
					    &s->flash_rd.rd, s->rom, &s->report);
	return err;
}

static int update_auto(struct scene *s)
{
	return update(s, HERMON_ROM_AUTO);
}

static int update_no_rom(struct scene *s)
{
	return update(s, HERMON_ROM_NONE);
}

static int update_same(struct scene *s)
{
	bool same;
	int err;

	err = update(s, HERMON_ROM_AUTO);
	if (err)
		return err;
	err = hermon_update_is_current(&s->up, &s->card, &s->flash_rd.rd, &same,
				       &s->report);
	/* It is, and nobody may believe so of what was not read. */
	return same == !err ? err : -EILSEQ;
}

/* @of_file: its reader fails, not the flash's; @result: if neither does */
struct walk_case {
	const char *desc;
	void (*make)(struct kunit *test, struct scene *s);
	int (*run)(struct scene *s);
	bool of_file;
	int result;
};

static const struct walk_case walk_cases[] = {
	{ "file", make_file, check_file, true, 0 },
	{ "file with blank GUIDs", make_blank_guids, check_file, true, 0 },
	{ "contents", make_file, list_contents, true, 0 },
	{ "salvage", make_file, salvage, true, 0 },
	{ "card", make_card, read_card, false, 0 },
	{ "card with both", make_both, read_card, false, 0 },
	{ "card with two damaged ones", make_damaged, read_card, false, 0 },
	{ "card without identity", make_nameless, read_card, false, 0 },
	{ "update from the file", make_card, update_auto, true, 0 },
	{ "update of the card", make_card, update_auto, false, 0 },
	{ "ROM of the card, from the file", make_rom, update_auto, true, 0 },
	{ "ROM of the card", make_rom, update_auto, false, 0 },
	{ "no ROM, from the file", make_file_rom, update_no_rom, true, 0 },
	{ "the same, from the file", make_same, update_same, true, 0 },
	{ "the same", make_same, update_same, false, 0 },
};
KUNIT_ARRAY_PARAM_DESC(walk, walk_cases, desc);

static void errors_walk(struct kunit *test)
{
	const struct walk_case *c = test->param_value;
	struct scene *s = new_scene(test);
	struct stub *stub;
	u32 n;
	int err;

	c->make(test, s);
	build(test, s);
	stub = c->of_file ? &s->file_rd : &s->flash_rd;
	for (n = 0; n < READS_MAX; n++) {
		stub->left = n;
		stub->failed = false;
		memset(&s->report, 0, sizeof(s->report));
		err = c->run(s);
		if (!stub->failed)
			break;
		KUNIT_ASSERT_EQ_MSG(test, err, -ENXIO, "read %u", n);
		KUNIT_ASSERT_EQ(test, s->report.reason, HERMON_WHY_CARD_GONE);
	}
	KUNIT_EXPECT_EQ(test, err, c->result);
	KUNIT_EXPECT_GT(test, n, 1);
}

/* ---- cards ---- */

/* @busy: with an erase that somebody began */
struct gone_case {
	const char *desc;
	const char *part;
	bool busy;
	int (*run)(struct rig *rig);
};

static int identify(struct rig *rig)
{
	return hermon_nor_identify(&rig->nor, &rig->report);
}

static int unprotect(struct rig *rig)
{
	int err = identify(rig);

	return err ? err : hermon_nor_unprotect(&rig->nor, &rig->report);
}

static int check_protection(struct rig *rig)
{
	int err = identify(rig);

	return err ? err : hermon_nor_check_protection(&rig->nor, &rig->report);
}

static const struct gone_case gone_cases[] = {
	{ "identify", "M25P16", false, identify },
	{ "identify by signature", "M25P16-RES", false, identify },
	{ "identify while busy", "M25P16", true, identify },
	{ "identify by signature while busy", "M25P16-RES", true, identify },
	{ "identify nothing", "none", false, identify },
	{ "check protection", "M25P16", false, check_protection },
	{ "unprotect", "M25P16", false, unprotect },
	{ "unprotect what powers up protected", "SST25VF016B", false, unprotect },
	{ "unprotect with a global command", "AT25DF161", false, unprotect },
};
KUNIT_ARRAY_PARAM_DESC(gone, gone_cases, desc);

#define OP_WRITE_ENABLE	0x06
#define OP_ERASE_64K	0xd8

static void begin_erase(struct rig *rig)
{
	struct hermon_gw_op enable = { .opcode = OP_WRITE_ENABLE };
	struct hermon_gw_op erase = { .opcode = OP_ERASE_64K, .has_addr = true };

	KUNIT_ASSERT_EQ(rig->test, hermon_gw_exec(&rig->gw, &enable,
						  &rig->report), 0);
	KUNIT_ASSERT_EQ(rig->test, hermon_gw_exec(&rig->gw, &erase,
						  &rig->report), 0);
}

/* Returns what became of it on a card that was gone after @n accesses. */
static int run_gone(struct kunit *test, const struct gone_case *c, u32 n,
		    enum hermon_reason *reason)
{
	struct rig_config config = { .part = c->part };
	struct rig *rig = rig_new(test, &config);
	char fault[32];
	int err;

	rig_power_on(rig);
	KUNIT_ASSERT_EQ(test, rig_open(rig), 0);
	hermon_cr_hold_link(&rig->cr);
	KUNIT_ASSERT_EQ(test, hermon_gw_lock(&rig->gw, 0, &rig->report), 0);
	if (c->busy)
		begin_erase(rig);
	snprintf(fault, sizeof(fault), "gone-after=%u", n);
	rig_fault(rig, fault);
	err = c->run(rig);
	*reason = rig->report.reason;
	rig_free(rig);
	return err;
}

static void errors_gone(struct kunit *test)
{
	const struct gone_case *c = test->param_value;
	enum hermon_reason reason;
	u32 n;
	int err;

	for (n = 1; n < ACCESSES_MAX; n++) {
		err = run_gone(test, c, n, &reason);
		if (err != -ENXIO)
			break;
		KUNIT_ASSERT_EQ(test, reason, HERMON_WHY_CARD_GONE);
	}
	/* The same as without the fault. */
	KUNIT_EXPECT_EQ(test, err, run_gone(test, c, UINT32_MAX, &reason));
	KUNIT_EXPECT_GT(test, n, 4);
}

/* ---- burns ---- */

/**
 * struct job - a burn, ready to begin
 * @rig: the card, locked
 * @s: the file, whose reader may fail
 * @gone_after: this many accesses after writing has begun; 0: never
 */
struct job {
	struct rig *rig;
	struct scene *s;
	u32 gone_after;
};

static void progress(void *ctx, const struct hermon_progress *p)
{
	struct job *job = ctx;
	char fault[32];

	if (p->phase != HERMON_PHASE_PROGRAM || !p->timeout_ms || !job->gone_after)
		return;
	snprintf(fault, sizeof(fault), "gone-after=%u", job->gone_after);
	rig_fault(job->rig, fault);
}

static enum hermon_reason never(void *ctx)
{
	return HERMON_OK;
}

static const struct hermon_burn_ops job_ops = {
	.progress = progress,
	.cancelled = never,
};

/* The new image lies there unsigned, and some of its bits are still to clear. */
static void place_most(struct job *job)
{
	struct rig *rig = job->rig;
	u32 start = rig_start(&job->s->spec, 1);
	struct fs2_spec spec = job->s->spec;

	rig_set_identity(&spec);
	memset(rig->flash + start, 0xff, 0x10000);
	rig_place(rig, &spec, 1);
	memset(rig->flash + start, 0xff, HERMON_FS2_SIGNATURE_SIZE);
	memset(rig->flash + start + 0x108, 0xff, 0x40);
}

static void job_open(struct kunit *test, struct job *job)
{
	struct rig_config config = { .part = "M25PX16" };
	struct hermon_target target = { 0 };
	struct hermon_wish wish = { 0 };
	struct hermon_nor_reader flash;
	struct scene *s = job->s;
	struct rig *rig;

	rig = rig_new(test, &config);
	job->rig = rig;
	rig_place(rig, &s->old, 0);
	place_most(job);
	rig_power_on(rig);
	KUNIT_ASSERT_EQ(test, rig_open(rig), 0);
	KUNIT_ASSERT_EQ(test, hermon_gw_lock(&rig->gw, 5000, &s->report), 0);
	KUNIT_ASSERT_EQ(test, hermon_nor_identify(&rig->nor, &s->report), 0);
	target.hwid = rig->cr.hwid;
	target.flash_size = rig->nor.size;
	hermon_nor_reader_init(&flash, &rig->nor);
	s->file_rd.left = UINT32_MAX;
	KUNIT_ASSERT_EQ(test, hermon_update_check(&s->up, &s->file_rd.rd,
						  &s->report), 0);
	KUNIT_ASSERT_EQ(test, hermon_card_read(&s->card, &flash.rd, &s->report), 0);
	KUNIT_ASSERT_EQ(test, hermon_update_match(&s->up, &s->card, &target,
						  &wish, &s->report), 0);
	KUNIT_ASSERT_EQ(test, hermon_update_compose(&s->up, &s->card, &target,
						    &flash.rd, NULL,
						    &s->report), 0);
}

static int job_run(struct job *job)
{
	return hermon_burn_run(&job->s->up.plan, &job->rig->survey,
			       &job->rig->nor, &job->s->up.identity.rd, &job_ops,
			       job, &job->s->report);
}

/* The old image, or the new one with the card's identity: never less. */
static void expect_bootable(struct job *job, u32 n)
{
	struct rig *rig = job->rig;

	KUNIT_EXPECT_TRUE_MSG(rig->test,
			      rig_slot_holds(rig, &job->s->old, 0) ||
			      rig_slot_holds(rig, &job->s->spec, 1), "%u", n);
}

static struct scene *new_burn(struct kunit *test)
{
	struct scene *s = new_scene(test);

	s->spec.config_words++;
	s->old.config_words++;
	fs2_spec_set_guids(&s->spec, FS2_BUILD_DEFAULT_GUID);
	build(test, s);
	return s;
}

/* The file is in memory, but core/ need not know that. */
static void errors_burn_file(struct kunit *test)
{
	struct job job = { .s = new_burn(test) };
	u32 n;
	int err;

	for (n = 0; n < READS_MAX; n++) {
		job_open(test, &job);
		job.s->file_rd.left = n;
		job.s->file_rd.failed = false;
		err = job_run(&job);
		if (!job.s->file_rd.failed)
			break;
		KUNIT_ASSERT_EQ_MSG(test, err, -ENXIO, "read %u", n);
		expect_bootable(&job, n);
		rig_free(job.rig);
	}
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_GT(test, n, 8);
}

/* Writing takes thousands of accesses: one is tried out of so many. */
#define STRIDE		13

static void errors_burn_gone(struct kunit *test)
{
	struct job job = { .s = new_burn(test) };
	u32 n;
	int err;

	for (n = 1; n < STRIDE * ACCESSES_MAX; n += STRIDE) {
		job_open(test, &job);
		job.gone_after = n;
		err = job_run(&job);
		if (err != -ENXIO)
			break;
		KUNIT_ASSERT_EQ(test, job.s->report.reason, HERMON_WHY_CARD_GONE);
		expect_bootable(&job, n);
		rig_free(job.rig);
	}
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_GT(test, n, 20 * STRIDE);
}

static struct kunit_case errors_cases[] = {
	KUNIT_CASE_PARAM(errors_walk, walk_gen_params),
	KUNIT_CASE_PARAM(errors_gone, gone_gen_params),
	KUNIT_CASE(errors_burn_file),
	KUNIT_CASE(errors_burn_gone),
	{}
};

static struct kunit_suite errors_suite = {
	.name = "hermon-errors",
	.exit = rig_exit,
	.test_cases = errors_cases,
};
kunit_test_suite(errors_suite);
