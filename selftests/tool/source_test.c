// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files as they come: whole, cut off anywhere, image or dump, and folders of
 * them; and what is said of what lies where.
 */
#include <kunit/test.h>
#include <stdlib.h>
#include <unistd.h>

#include "fs2_build.h"
#include "library.h"
#include "parts.h"
#include "ranges.h"
#include "slots.h"
#include "source.h"

#define FLASH_SIZE	0x80000		/* the smallest */
#define PATH		128

struct scene {
	char dir[32];
	struct fs2_spec spec;
	u8 *image;
	u32 size;
	u8 *flash;
};

static int set_up(struct kunit *test)
{
	struct scene *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);

	strcpy(s->dir, "/tmp/hermonfw.XXXXXX");
	if (!mkdtemp(s->dir))
		return -errno;
	s->image = kunit_kzalloc(test, FS2_BUILD_SMALL_MAX, GFP_KERNEL);
	s->flash = kunit_kzalloc(test, FLASH_SIZE, GFP_KERNEL);
	fs2_spec_small(&s->spec);
	s->spec.log2_chunk = 16;
	s->size = fs2_build(&s->spec, s->image, FS2_BUILD_SMALL_MAX);
	memset(s->flash, 0xff, FLASH_SIZE);
	test->priv = s;
	return 0;
}

static void tear_down(struct kunit *test)
{
	struct scene *s = test->priv;
	char command[PATH];

	snprintf(command, sizeof(command), "rm -rf %s", s->dir);
	if (system(command))
		perror(s->dir);
}

static void build_version(struct scene *s, u32 minor)
{
	s->spec.minor = minor;
	s->size = fs2_build(&s->spec, s->image, FS2_BUILD_SMALL_MAX);
}

static void place(struct scene *s, u32 slot)
{
	fs2_build_place(s->image, s->size, 16, slot, s->flash, FLASH_SIZE);
}

static const char *path_of(struct scene *s, const char *name)
{
	static char path[PATH];

	snprintf(path, sizeof(path), "%s/%s", s->dir, name);
	return path;
}

static const char *save(struct scene *s, const char *name, const void *data,
			u32 len)
{
	const char *path = path_of(s, name);

	if (file_save(path, data, len, true))
		abort();
	return path;
}

static void open_data(struct kunit *test, struct source *src, const void *data,
		      u32 len, enum source_force force)
{
	struct error e = { 0 };

	KUNIT_ASSERT_EQ(test, source_open(src, save(test->priv, "x", data, len),
					  force, &e), 0);
}

static void image(struct kunit *test)
{
	struct scene *s = test->priv;
	struct source src;

	open_data(test, &src, s->image, s->size, SOURCE_ANY);
	KUNIT_EXPECT_EQ(test, src.kind, SOURCE_IMAGE);
	KUNIT_EXPECT_TRUE(test, src.has_image);
	KUNIT_EXPECT_STREQ(test, source_psid(&src), s->spec.psid);
	KUNIT_EXPECT_EQ(test, source_hwid(&src), 0x00a00190);
	source_close(&src);
}

/* No length crashes, none but the whole one counts as an image. */
static void cut_off(struct kunit *test)
{
	struct scene *s = test->priv;
	struct error e = { 0 };
	struct source src;
	u32 len;

	for (len = 0; len < s->size; len++) {
		const char *path = save(s, "x", s->image, len);
		int err = source_open(&src, path, SOURCE_ANY, &e);

		if (!len) {
			KUNIT_EXPECT_EQ(test, err, -EINVAL);
			KUNIT_EXPECT_NE(test, *e.next, 0);
		} else {
			KUNIT_EXPECT_EQ_MSG(test, err, 0, "%u bytes", len);
			KUNIT_EXPECT_FALSE_MSG(test, src.has_image, "%u bytes",
					       len);
			KUNIT_EXPECT_NE(test, source_need_image(&src, &e), 0);
			KUNIT_EXPECT_NE(test, *e.message, 0);
			KUNIT_EXPECT_NE(test, *e.next, 0);
		}
		source_close(&src);
	}
}

static void flipped(struct kunit *test)
{
	struct scene *s = test->priv;
	struct parts *parts = kunit_kzalloc(test, sizeof(*parts), GFP_KERNEL);
	struct hermon_report report = { 0 };
	struct hermon_mem mem;
	struct ranges r;
	u32 bit;

	hermon_mem_init(&mem, s->image, s->size);
	for (bit = 0; bit < s->size * 8; bit += 3) {
		s->image[bit / 8] ^= 1 << bit % 8;
		KUNIT_EXPECT_EQ(test, parts_read(parts, &mem.rd, &report), 0);
		KUNIT_EXPECT_EQ(test, ranges_of_image(&r, &mem.rd, &report), 0);
		ranges_free(&r);
		s->image[bit / 8] ^= 1 << bit % 8;
	}
	parts_read(parts, &mem.rd, &report);
	KUNIT_EXPECT_TRUE(test, parts->whole);
	KUNIT_EXPECT_TRUE(test, !parts_first_bad(parts));
}

static void dump_in_either_slot(struct kunit *test)
{
	struct scene *s = test->priv;
	struct source src;
	u32 slot;

	for (slot = 0; slot < 2; slot++) {
		memset(s->flash, 0xff, FLASH_SIZE);
		place(s, slot);
		open_data(test, &src, s->flash, FLASH_SIZE,
			  slot ? SOURCE_ANY : SOURCE_AS_DUMP);
		KUNIT_EXPECT_EQ(test, src.kind, SOURCE_DUMP);
		KUNIT_EXPECT_TRUE(test, src.has_image);
		KUNIT_EXPECT_EQ(test, src.card.layout.slot, slot);
		source_close(&src);
	}
}

static void blank_dump(struct kunit *test)
{
	struct scene *s = test->priv;
	struct error e = { 0 };
	struct source src;

	open_data(test, &src, s->flash, FLASH_SIZE, SOURCE_ANY);
	KUNIT_EXPECT_EQ(test, src.kind, SOURCE_DUMP);
	KUNIT_EXPECT_FALSE(test, src.has_image);
	KUNIT_EXPECT_EQ(test, source_need_image(&src, &e), -ENODATA);
	KUNIT_EXPECT_STREQ(test, e.reason, "CARD_EMPTY");
	source_close(&src);
}

static void not_a_dump_size(struct kunit *test)
{
	struct scene *s = test->priv;
	struct error e = { 0 };
	struct source src;
	const char *path = save(s, "x", s->flash, FLASH_SIZE - 4);

	KUNIT_EXPECT_EQ(test, source_open(&src, path, SOURCE_AS_DUMP, &e),
			-EINVAL);
	KUNIT_EXPECT_STREQ(test, e.reason, "DUMP_SIZE");
	source_close(&src);
}

static void not_a_file(struct kunit *test)
{
	struct scene *s = test->priv;
	struct error e = { 0 };
	struct source src;

	KUNIT_EXPECT_EQ(test, source_open(&src, s->dir, SOURCE_ANY, &e),
			-EISDIR);
	source_close(&src);
	KUNIT_EXPECT_EQ(test, source_open(&src, path_of(s, "none"), SOURCE_ANY,
					  &e), -ENOENT);
	source_close(&src);
	KUNIT_EXPECT_EQ(test, source_open(&src, "/dev/null", SOURCE_ANY, &e),
			-EINVAL);
	source_close(&src);
}

/* ---- slots ---- */

struct slot_case {
	const char *name;
	enum slot_state lower;
	enum slot_state upper;
	void (*make)(struct scene *s);
};

static void make_one(struct scene *s)
{
	place(s, 0);
}

static void make_retired(struct scene *s)
{
	place(s, 0);
	fs2_build_retire(s->flash, 0);
	build_version(s, 8);
	place(s, 1);
}

static void make_both(struct scene *s)
{
	place(s, 0);
	place(s, 1);
}

static void make_unsigned(struct scene *s)
{
	place(s, 0);
	place(s, 1);
	memset(s->flash + 0x10000, 0xff, HERMON_FS2_SIGNATURE_SIZE);
}

static void make_half(struct scene *s)
{
	make_unsigned(s);
	memset(s->flash + 0x10000 + s->size / 2, 0xff, s->size - s->size / 2);
}

static void make_damaged(struct scene *s)
{
	place(s, 0);
	s->flash[HERMON_FS2_LOADER_OFF + 8] ^= 1;
}

static void make_nothing(struct scene *s)
{
}

static const struct slot_case slot_cases[] = {
	{ "one", SLOT_SOUND, SLOT_ERASED, make_one },
	{ "retired", SLOT_RETIRED, SLOT_SOUND, make_retired },
	{ "both", SLOT_SOUND, SLOT_SOUND, make_both },
	{ "unsigned", SLOT_SOUND, SLOT_UNSIGNED, make_unsigned },
	{ "half", SLOT_SOUND, SLOT_PARTIAL, make_half },
	{ "damaged", SLOT_DAMAGED, SLOT_ERASED, make_damaged },
	{ "nothing", SLOT_ABSENT, SLOT_ABSENT, make_nothing },
};

/* Every byte of the flash is in one range and no more. */
static void check_ranges(struct kunit *test, struct hermon_reader *flash,
			 const struct hermon_card *card, struct slots *slots)
{
	struct hermon_report report = { 0 };
	struct ranges r;
	u32 i, addr = 0;

	KUNIT_ASSERT_EQ(test, ranges_of_flash(&r, flash, card, slots, &report),
			0);
	for (i = 0; i < r.n_ranges; i++) {
		KUNIT_EXPECT_EQ(test, r.ranges[i].addr, addr);
		addr += r.ranges[i].len;
	}
	KUNIT_EXPECT_EQ(test, addr, FLASH_SIZE);
	ranges_free(&r);
}

static void check_slots(struct kunit *test, const struct slot_case *c)
{
	struct scene *s = test->priv;
	struct slots *slots = kunit_kzalloc(test, sizeof(*slots), GFP_KERNEL);
	struct hermon_report report = { 0 };
	struct hermon_card card;
	struct hermon_mem mem;

	hermon_mem_init(&mem, s->flash, FLASH_SIZE);
	KUNIT_ASSERT_EQ(test, hermon_card_read(&card, &mem.rd, &report), 0);
	KUNIT_ASSERT_EQ(test, slots_read(slots, &mem.rd, &card, &report), 0);
	if (slots->known) {
		KUNIT_EXPECT_EQ_MSG(test, slots->slots[0].state, c->lower, "%s",
				    c->name);
		KUNIT_EXPECT_EQ_MSG(test, slots->slots[1].state, c->upper, "%s",
				    c->name);
	} else {
		KUNIT_EXPECT_EQ_MSG(test, c->lower, SLOT_ABSENT, "%s", c->name);
	}
	check_ranges(test, &mem.rd, &card, slots);
}

static void slots_of(struct kunit *test)
{
	struct scene *s = test->priv;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(slot_cases); i++) {
		memset(s->flash, 0xff, FLASH_SIZE);
		build_version(s, 6);
		slot_cases[i].make(s);
		check_slots(test, &slot_cases[i]);
	}
}

static void strays(struct kunit *test)
{
	struct scene *s = test->priv;
	struct slots *slots = kunit_kzalloc(test, sizeof(*slots), GFP_KERNEL);
	struct hermon_report report = { 0 };
	struct hermon_card card;
	struct hermon_mem mem;

	place(s, 0);
	memcpy(s->flash + 0x40000, s->image, HERMON_FS2_SIGNATURE_SIZE);
	hermon_mem_init(&mem, s->flash, FLASH_SIZE);
	KUNIT_ASSERT_EQ(test, hermon_card_read(&card, &mem.rd, &report), 0);
	KUNIT_ASSERT_EQ(test, slots_read(slots, &mem.rd, &card, &report), 0);
	KUNIT_ASSERT_EQ(test, slots->n_strays, 1);
	KUNIT_EXPECT_EQ(test, slots->strays[0], 0x40000);
}

/* ---- folders ---- */

static void fill_library(struct scene *s)
{
	build_version(s, 9);
	save(s, "a.bin", s->image, s->size);
	build_version(s, 10);
	save(s, "b.bin", s->image, s->size);
	save(s, "c.bin", s->image, s->size - 4);
	strcpy(s->spec.psid, "MT_0000000001");
	build_version(s, 11);
	save(s, "d.bin", s->image, s->size);
	save(s, "notes.txt", "text", 4);
	save(s, "empty", "", 0);
}

static void expect_pick(struct kunit *test, const struct library *lib,
			const char *psid, u32 hwid, const char *version,
			const char *name)
{
	const struct hermon_version wanted = { 2, 9, 0 };
	const struct library_entry *entry;

	entry = library_pick(lib, psid, hwid, version ? &wanted : NULL);
	KUNIT_EXPECT_STREQ(test, entry ? strrchr(entry->path, '/') + 1 : "none",
			   name);
}

static void library(struct kunit *test)
{
	struct scene *s = test->priv;
	char psid[HERMON_FS2_PSID_SIZE + 1];
	struct library lib;

	strcpy(psid, s->spec.psid);
	fill_library(s);
	KUNIT_ASSERT_EQ(test, library_scan(&lib, s->dir), 0);
	KUNIT_EXPECT_EQ(test, lib.n_entries, 4);
	KUNIT_EXPECT_EQ(test, lib.n_others, 2);
	KUNIT_EXPECT_EQ(test, lib.n_unreadable, 0);
	expect_pick(test, &lib, psid, 0x00a00190, NULL, "b.bin");
	expect_pick(test, &lib, psid, 0, NULL, "b.bin");
	expect_pick(test, &lib, psid, 0x00b00190, NULL, "none");
	expect_pick(test, &lib, psid, 0, "2.9.0", "a.bin");
	expect_pick(test, &lib, "MT_0000000001", 0, NULL, "d.bin");
	expect_pick(test, &lib, "MT_0000000001", 0, "2.9.0", "none");
	expect_pick(test, &lib, "MT_0000000002", 0, NULL, "none");
	library_free(&lib);

	KUNIT_EXPECT_EQ(test, library_scan(&lib, path_of(s, "none")), -ENOENT);
	library_free(&lib);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(image),
	KUNIT_CASE(cut_off),
	KUNIT_CASE(flipped),
	KUNIT_CASE(dump_in_either_slot),
	KUNIT_CASE(blank_dump),
	KUNIT_CASE(not_a_dump_size),
	KUNIT_CASE(not_a_file),
	KUNIT_CASE(slots_of),
	KUNIT_CASE(strays),
	KUNIT_CASE(library),
	{ 0 }
};

static struct kunit_suite suite = {
	.name = "source",
	.init = set_up,
	.exit = tear_down,
	.test_cases = cases,
};

kunit_test_suite(suite);
