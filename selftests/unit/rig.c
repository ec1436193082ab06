// SPDX-License-Identifier: GPL-2.0-only
/*
 * core/ on top of an emulated card; see rig.h.
 */
#include <stdlib.h>

#include "clock.h"
#include "rig.h"

#define LOCK_MS		5000
#define CARD_GUID	0x0002c903000f00d0ULL

static u32 read32(void *ctx, u32 off)
{
	struct rig *rig = ctx;

	return model_bar_read32(rig->model, off);
}

static void write32(void *ctx, u32 off, u32 val)
{
	struct rig *rig = ctx;

	model_bar_write32(rig->model, off, val);
}

static const struct hermon_cr_ops cr_ops = {
	.read32 = read32,
	.write32 = write32,
};

/*
 * Thousands of cards come and go, one at a time: their buffers stay.
 * @noise is what a flash holds at first, since none in the field is blank
 * where no image lies.
 */
static struct buffers {
	u32 flash_size;
	u8 *flash;
	u8 *before;
	u8 *saved;
	u8 *noise;
	u8 *file;
} pool;

static void fill_with_noise(u8 *p, u32 len)
{
	u32 state = 12345;
	u32 i;

	for (i = 0; i < len; i++) {
		state = state * 1664525 + 1013904223;
		p[i] = state >> 24;
	}
}

static void *allocate(u32 len)
{
	void *p = malloc(len);

	if (!p)
		abort();
	return p;
}

static const struct buffers *get_buffers(u32 flash_size)
{
	if (pool.flash_size == flash_size)
		return &pool;
	free(pool.flash);
	free(pool.before);
	free(pool.saved);
	free(pool.noise);
	free(pool.file);
	pool.flash_size = flash_size;
	pool.flash = allocate(flash_size);
	pool.before = allocate(flash_size);
	pool.saved = allocate(flash_size);
	pool.noise = allocate(flash_size);
	pool.file = allocate(RIG_IMAGE_MAX);
	fill_with_noise(pool.noise, flash_size);
	return &pool;
}

/* Copies of the flash that are behind it. */
#define STALE_BEFORE	BIT(0)
#define STALE_SAVED	BIT(1)

static void flash_changed(void *ctx, u32 addr, u32 len)
{
	struct rig *rig = ctx;
	u32 page;

	for (page = addr / RIG_PAGE; page * RIG_PAGE < addr + len; page++)
		rig->stale[page] |= STALE_BEFORE | STALE_SAVED;
}

static const struct model_part *find_part(const char *name)
{
	const struct model_part *parts;
	size_t n, i;

	parts = model_parts(&n);
	for (i = 0; i < n; i++)
		if (name && !strcmp(parts[i].name, name))
			return &parts[i];
	return NULL;
}

/* Also for the parts that are in no list: they have 2 MB. */
static u32 part_size(const char *name)
{
	const struct model_part *part = find_part(name);

	return part ? part->size : 0x200000;
}

/**
 * rig_new() - a card with a flash full of noise, not yet known to core/; free
 * it before the next one
 * @test: freed with it by rig_exit()
 * @config: which card
 */
struct rig *rig_new(struct kunit *test, const struct rig_config *config)
{
	struct rig *rig = calloc(1, sizeof(*rig));
	const struct buffers *buffers;
	char why[128] = "out of memory";
	struct model_config mc = {
		.part = config->part, .rev = config->rev,
		.time_scale = 1.0, .cut = config->cut,
		.cut_seed = config->cut_seed, .now_ns = clock_now_ns,
		.flash_changed = flash_changed, .ctx = rig,
	};

	KUNIT_ASSERT_NOT_NULL(test, rig);
	test->priv = rig;
	rig->test = test;
	rig->flash_size = part_size(config->part);
	rig->words = config->words;
	buffers = get_buffers(rig->flash_size);
	rig->flash = buffers->flash;
	rig->before = buffers->before;
	rig->file = buffers->file;
	memcpy(rig->flash, buffers->noise, rig->flash_size);
	mc.flash = rig->flash;
	rig->model = model_new(&mc, why, sizeof(why));
	KUNIT_ASSERT_TRUE_MSG(test, rig->model, "%s", why);
	return rig;
}

void rig_free(struct rig *rig)
{
	if (!rig)
		return;
	rig->test->priv = NULL;
	free(rig->rom);
	model_free(rig->model);
	free(rig);
}

/* For the exit of a suite. */
void rig_exit(struct kunit *test)
{
	rig_free(test->priv);
}

void rig_fault(struct rig *rig, const char *spec)
{
	char why[128];
	bool set = model_fault_set(rig->model, spec, why, sizeof(why));

	KUNIT_ASSERT_TRUE_MSG(rig->test, set, "%s: %s", spec, why);
}

void rig_clear_fault(struct rig *rig, const char *name)
{
	KUNIT_ASSERT_TRUE(rig->test, model_fault_clear(rig->model, name));
}

/* Images of two versions differ in every word of code. */
void rig_set_version(struct fs2_spec *spec, u32 minor)
{
	spec->minor = minor;
	spec->seed = minor;
}

/* The card's own: no file has these GUIDs and this VSD. */
void rig_set_identity(struct fs2_spec *spec)
{
	fs2_spec_set_guids(spec, CARD_GUID);
	spec->guids[4] = 0x001708c0ffeeULL;
	memset(spec->vsd, 0, sizeof(spec->vsd));
	memcpy(spec->vsd, RIG_CARD_VSD, sizeof(RIG_CARD_VSD));
}

/* Flash address of a slot. */
u32 rig_start(const struct fs2_spec *spec, u32 slot)
{
	return slot ? BIT(spec->log2_chunk) : 0;
}

#define EDGE		64
#define SECTOR		0x10000U

/* Around the ends of the body and of sectors, where mistakes show. */
static bool is_edge(u32 off, u32 start, u32 end)
{
	return off < start + EDGE || off + EDGE >= end ||
	       off % SECTOR < EDGE || off % SECTOR >= SECTOR - EDGE;
}

/*
 * Blanks the middle of large code sections: what is ff is not programmed, and
 * hundreds of burns would take minutes otherwise.
 */
static void hollow(u8 *image, u32 size)
{
	u32 s = 0, off, start, end;

	while ((s = fs2_build_next_section(image, size, s))) {
		start = s + sizeof(struct hermon_fs2_gph);
		end = start + fs2_build_body_size(image, s);
		if (fs2_build_get32(image + s) != HERMON_FS2_DDR)
			continue;
		for (off = start; off < end; off++)
			if (!is_edge(off, start, end))
				image[off] = 0xff;
	}
	fs2_build_fix(image, size);
}

/* Builds an image into @rig->file. */
u32 rig_build(struct rig *rig, const struct fs2_spec *spec)
{
	int len = fs2_build(spec, rig->file, RIG_IMAGE_MAX);

	KUNIT_ASSERT_GT(rig->test, len, 0);
	if (spec->size)
		hollow(rig->file, spec->size);
	rig->file_len = len;
	return len;
}

/* As a program in the factory would: no driver involved. */
void rig_place(struct rig *rig, const struct fs2_spec *spec, u32 slot)
{
	u32 len = rig_build(rig, spec);

	KUNIT_ASSERT_EQ(rig->test,
			fs2_build_place(rig->file, len, spec->log2_chunk, slot,
					rig->flash, rig->flash_size), 0);
}

/* From now on only the card changes the flash; see rig_restore(). */
void rig_save(struct rig *rig)
{
	rig->saved = pool.saved;
	memcpy(rig->saved, rig->flash, rig->flash_size);
	memcpy(rig->before, rig->flash, rig->flash_size);
	memset(rig->stale, 0, sizeof(rig->stale));
}

/* The flash is again what rig_save() saw: thousands of times, so by pages. */
void rig_restore(struct rig *rig)
{
	u32 page;

	for (page = 0; page < rig->flash_size / RIG_PAGE; page++) {
		if (!(rig->stale[page] & STALE_SAVED))
			continue;
		memcpy(rig->flash + page * RIG_PAGE,
		       rig->saved + page * RIG_PAGE, RIG_PAGE);
		rig->stale[page] = STALE_BEFORE;
	}
}

static void note_before(struct rig *rig)
{
	u32 page;

	if (!rig->saved) {
		memcpy(rig->before, rig->flash, rig->flash_size);
		return;
	}
	for (page = 0; page < rig->flash_size / RIG_PAGE; page++) {
		if (!(rig->stale[page] & STALE_BEFORE))
			continue;
		memcpy(rig->before + page * RIG_PAGE,
		       rig->flash + page * RIG_PAGE, RIG_PAGE);
		rig->stale[page] &= ~STALE_BEFORE;
	}
}

/* Also lets core/ forget all it knew, as a restart of the host does. */
void rig_power_on(struct rig *rig)
{
	model_power_cycle(rig->model);
	rig_restart(rig);
}

/* A restart of the host; the card has had power all the time. */
void rig_restart(struct rig *rig)
{
	hermon_cr_init(&rig->cr, &cr_ops, rig);
	hermon_gw_init(&rig->gw, &rig->cr);
	hermon_nor_init(&rig->nor, &rig->gw);
	rig->nor.want_words = rig->words;
	memset(&rig->card, 0, sizeof(rig->card));
	memset(&rig->report, 0, sizeof(rig->report));
}

/* What probe does: @rig->report tells why it fails. */
int rig_open(struct rig *rig)
{
	memset(&rig->report, 0, sizeof(rig->report));
	return hermon_cr_identify(&rig->cr, &rig->report);
}

static int read_card(struct rig *rig)
{
	struct hermon_nor_reader flash;
	int err = 0;

	if (!rig->nor.family)
		err = hermon_nor_identify(&rig->nor, &rig->report);
	if (err)
		return err;
	hermon_nor_reader_init(&flash, &rig->nor);
	err = hermon_card_read(&rig->card, &flash.rd, &rig->report);
	if (!err && rig->card.n_starts)
		err = hermon_nor_try_held(&rig->nor, rig->card.starts[0].addr,
					  &rig->report);
	return err;
}

/* What info does. */
int rig_read_card(struct rig *rig)
{
	int err;

	err = rig_open(rig);
	if (!err)
		err = hermon_gw_lock(&rig->gw, LOCK_MS, &rig->report);
	if (err)
		return err;
	err = read_card(rig);
	hermon_gw_unlock(&rig->gw);
	return err;
}

/* ---- what the user sees of a burn ---- */

static const char *progress_flaw(const struct rig *rig,
				 const struct hermon_progress *p)
{
	if (!p->total)
		return "nothing to do";
	if (p->done > p->total)
		return "more done than there was";
	if (!rig->n_reports)
		return p->timeout_ms ? NULL : "a phase begins without its bound";
	if (p->total != rig->last.total)
		return "total changed";
	if (p->done < rig->last.done)
		return "went back";
	if (p->phase < rig->last.phase)
		return "phases out of order";
	if (p->phase != rig->last.phase && !p->timeout_ms)
		return "a phase begins without its bound";
	if (p->phase == rig->last.phase && p->timeout_ms)
		return "a phase begins twice";
	return NULL;
}

static void progress(void *ctx, const struct hermon_progress *p)
{
	struct rig *rig = ctx;

	if (!rig->flaw)
		rig->flaw = progress_flaw(rig, p);
	rig->n_reports++;
	rig->last = *p;
	rig->phases |= BIT(p->phase);
}

static enum hermon_reason cancelled(void *ctx)
{
	struct rig *rig = ctx;

	if (rig->phases & BIT(HERMON_PHASE_ACTIVATE))
		rig->asked_late = true;
	return ++rig->asked == rig->cancel_at ? HERMON_WHY_INTERRUPTED :
						 HERMON_OK;
}

static const struct hermon_burn_ops burn_ops = {
	.progress = progress,
	.cancelled = cancelled,
};

static void forget_progress(struct rig *rig)
{
	rig->asked = 0;
	rig->asked_late = false;
	rig->flaw = NULL;
	rig->n_reports = 0;
	rig->phases = 0;
	memset(&rig->last, 0, sizeof(rig->last));
}

/* ---- what flash does ---- */

static int prepare(struct rig *rig)
{
	struct hermon_nor_reader flash;
	struct hermon_target target;
	int err;

	err = read_card(rig);
	if (err)
		return err;
	target = (struct hermon_target) {
		.hwid = rig->cr.hwid, .flash_size = rig->nor.size,
		.in_recovery = hermon_cr_in_recovery(&rig->cr),
	};
	err = hermon_update_match(&rig->up, &rig->card, &target, &rig->wish,
				  &rig->report);
	if (err)
		return err;
	free(rig->rom);
	rig->rom = allocate(hermon_update_rom_room(&rig->up, &rig->card) + 1);
	hermon_nor_reader_init(&flash, &rig->nor);
	return hermon_update_compose(&rig->up, &rig->card, &target, &flash.rd,
				     rig->rom, &rig->report);
}

static int flash_locked(struct rig *rig)
{
	int err;

	err = prepare(rig);
	if (err)
		return err;
	if (hermon_cr_in_recovery(&rig->cr))
		hermon_cr_hold_link(&rig->cr);
	return hermon_burn_run(&rig->up.plan, &rig->survey, &rig->nor,
			       &rig->up.identity.rd, &burn_ops, rig, &rig->report);
}

/* Burns @rig->file; @rig->report tells why that fails. */
int rig_flash_file(struct rig *rig)
{
	int err;

	note_before(rig);
	forget_progress(rig);
	err = rig_open(rig);
	if (err)
		return err;
	hermon_mem_init(&rig->mem, rig->file, rig->file_len);
	err = hermon_update_check(&rig->up, &rig->mem.rd, &rig->report);
	if (!err)
		err = hermon_gw_lock(&rig->gw, LOCK_MS, &rig->report);
	if (err)
		return err;
	err = flash_locked(rig);
	hermon_gw_unlock(&rig->gw);
	return err;
}

int rig_flash(struct rig *rig, const struct fs2_spec *spec)
{
	rig_build(rig, spec);
	return rig_flash_file(rig);
}

/* ---- what must hold afterwards ---- */

bool rig_has_signature(const struct rig *rig, u32 addr)
{
	static const u8 signature[] = {
		0x4d, 0x54, 0x46, 0x57, 0x8c, 0xdf, 0xd0, 0x00,
		0xde, 0xad, 0x92, 0x70, 0x41, 0x54, 0xbe, 0xef,
	};

	return addr < rig->flash_size &&
	       !memcmp(rig->flash + addr, signature, sizeof(signature));
}

u32 rig_count_signatures(const struct rig *rig)
{
	static const u32 starts[] = HERMON_FS2_STARTS;
	u32 i, n = 0;

	for (i = 0; i < ARRAY_SIZE(starts); i++)
		n += rig_has_signature(rig, starts[i]);
	return n;
}

void rig_expect_no_guest_errors(struct rig *rig)
{
	u64 n = model_stats(rig->model)->guest_errors;

	KUNIT_EXPECT_EQ_MSG(rig->test, n, 0, "%s",
			    n ? model_guest_error(rig->model, 0) : "");
}

void rig_expect_unlocked(struct rig *rig)
{
	KUNIT_EXPECT_FALSE(rig->test, model_sem_taken(rig->model, 63));
	KUNIT_EXPECT_FALSE(rig->test, rig->gw.locked);
}

/* What the last reset or power cycle has booted. */
void rig_expect_boots(struct rig *rig, const struct fs2_spec *spec, u32 slot)
{
	const struct model_boot *boot = model_boot(rig->model);

	KUNIT_EXPECT_FALSE(rig->test, boot->livefish);
	KUNIT_EXPECT_EQ(rig->test, boot->start, rig_start(spec, slot));
	KUNIT_EXPECT_EQ(rig->test, boot->minor, spec->minor);
}

/* Is @spec what @slot holds? Byte by byte. */
bool rig_slot_is(struct rig *rig, const struct fs2_spec *spec, u32 slot)
{
	u32 len = rig_build(rig, spec);
	u8 *got = allocate(len);
	bool same;

	same = !fs2_build_take(rig->flash, rig->flash_size, spec->log2_chunk,
			       slot, got, len) && !memcmp(got, rig->file, len);
	free(got);
	return same;
}

/* The same, with the card's identity in it. */
bool rig_slot_holds(struct rig *rig, const struct fs2_spec *spec, u32 slot)
{
	struct fs2_spec want = *spec;

	rig_set_identity(&want);
	return rig_slot_is(rig, &want, slot);
}

/* Whatever was tried, the image in @slot is whole and the one that boots. */
void rig_expect_intact(struct rig *rig, const struct fs2_spec *spec, u32 slot)
{
	KUNIT_EXPECT_TRUE(rig->test, rig_slot_holds(rig, spec, slot));
	rig_power_on(rig);
	rig_expect_boots(rig, spec, slot);
}

void rig_expect_burned(struct rig *rig, int err)
{
	char sentence[HERMON_REPORT_SENTENCE];

	hermon_report_sentence(&rig->report, sentence, sizeof(sentence));
	KUNIT_ASSERT_EQ_MSG(rig->test, err, 0, "%s", sentence);
	KUNIT_EXPECT_EQ(rig->test, rig_count_signatures(rig), 1);
	rig_expect_no_guest_errors(rig);
	rig_expect_unlocked(rig);
}

/* A refusal: not one bit of the flash has changed. */
void rig_expect_refused(struct rig *rig, int err, enum hermon_reason reason,
			int want)
{
	rig_expect_failed(rig, err, reason, want);
	KUNIT_EXPECT_EQ(rig->test, model_stats(rig->model)->changes, 0);
	KUNIT_EXPECT_MEMEQ(rig->test, rig->flash, rig->before,
			   rig->flash_size);
	rig_expect_no_guest_errors(rig);
	rig_expect_unlocked(rig);
}

void rig_expect_failed(struct rig *rig, int err, enum hermon_reason reason,
		       int want)
{
	KUNIT_EXPECT_STREQ(rig->test, hermon_reason_name(rig->report.reason),
			   hermon_reason_name(reason));
	KUNIT_EXPECT_EQ(rig->test, err, want);
	KUNIT_EXPECT_EQ(rig->test, err, hermon_report_errno(&rig->report));
}
