// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cards as a burn finds them; see scene.h.
 */
#include "scene.h"

#define SECTOR		0x10000
#define OTHER_PSID	"MT_04A0110002"
#define CONFIG_WORDS	128	/* some pages more, so that cuts hit whole ones */
#define LONG_SIZE	(SECTOR + 0x1204)
#define ROM_SIZE	512

static u8 *slot_start(struct stage *s, u32 slot)
{
	return s->rig->flash + rig_start(&s->file, slot);
}

static u32 other_chunk(const struct stage *s)
{
	return s->file.log2_chunk == 19 ? 18 : 19;
}

/* ---- a first burn: what is in the other slot was never an image ---- */

static void alone(struct stage *s)
{
	rig_place(s->rig, &s->old, s->slot);
}

static void alone_on_blank(struct stage *s)
{
	memset(s->rig->flash, 0xff, s->rig->flash_size);
	alone(s);
}

static void longer_than_chunk(struct stage *s)
{
	s->old.size = LONG_SIZE;
	s->file.size = LONG_SIZE;
	s->want.size = LONG_SIZE;
	alone(s);
}

/* ---- what is mostly there already ---- */

static void retire_other(struct stage *s, const struct fs2_spec *spec)
{
	alone(s);
	memset(slot_start(s, !s->slot), 0xff, SECTOR);
	rig_place(s->rig, spec, !s->slot);
	fs2_build_retire(s->rig->flash, rig_start(&s->file, !s->slot));
}

static void retired_other(struct stage *s)
{
	retire_other(s, &s->other);
}

/* As the burn of its successor has left it. */
static void retired_same(struct stage *s)
{
	retire_other(s, &s->want);
}

/* Some of it not written yet, the signature neither: nothing to erase. */
static void half_written(struct stage *s)
{
	retired_same(s);
	memset(slot_start(s, !s->slot), 0xff, HERMON_FS2_SIGNATURE_SIZE);
	memset(slot_start(s, !s->slot) + 0x100, 0xff, 0x180);
}

/* A burn of another image, cut in a page: an erase is needed. */
static void half_written_other(struct stage *s)
{
	retired_other(s);
	memset(slot_start(s, !s->slot), 0xff, HERMON_FS2_SIGNATURE_SIZE);
	memset(slot_start(s, !s->slot) + 0x1a1, 0xff, SECTOR - 0x1a1);
}

/* ---- two signatures ---- */

static void both_signed(struct stage *s)
{
	alone(s);
	/* Of two sound images the lower is the current one. */
	rig_place(s->rig, &s->other, !s->slot);
	if (s->slot)
		slot_start(s, 0)[0x80] ^= 1;
}

/* As a burn of this file leaves it that was cut before it retired the old. */
static void both_complete(struct stage *s)
{
	alone(s);
	rig_place(s->rig, s->slot ? &s->other : &s->want, !s->slot);
	if (s->slot)
		slot_start(s, 0)[0x80] ^= 1;
}

/* ---- boot ROMs ---- */

static void give_rom(struct fs2_spec *spec, u32 seed)
{
	spec->rom_size = ROM_SIZE;
	spec->rom_seed = seed;
}

static void rom_from_card(struct stage *s)
{
	give_rom(&s->old, 5);
	give_rom(&s->want, 5);
	alone(s);
}

static void rom_of_card_wanted(struct stage *s)
{
	s->rig->wish.rom = HERMON_ROM_CARD;
	give_rom(&s->file, 6);
	rom_from_card(s);
}

static void rom_dropped(struct stage *s)
{
	s->rig->wish.rom = HERMON_ROM_NONE;
	give_rom(&s->file, 6);
	give_rom(&s->old, 5);
	alone(s);
}

/* ---- another board, other GUIDs ---- */

static void other_board(struct stage *s)
{
	memset(s->file.psid, 0, sizeof(s->file.psid));
	memcpy(s->file.psid, OTHER_PSID, sizeof(OTHER_PSID));
	memcpy(s->want.psid, s->file.psid, sizeof(s->want.psid));
	memcpy(s->rig->wish.psid, s->file.psid, sizeof(s->rig->wish.psid));
	alone(s);
}

static void take_guids_of_file(struct stage *s)
{
	s->rig->wish.identifiers = true;
	s->want = s->file;
}

static void other_guids(struct stage *s)
{
	take_guids_of_file(s);
	s->rig->wish.settings = true;
	alone(s);
}

/* ---- signatures left over from other chunks ---- */

static void put_signature(struct stage *s, u32 addr)
{
	memcpy(s->rig->flash + addr, slot_start(s, s->slot),
	       HERMON_FS2_SIGNATURE_SIZE);
}

/* The first @n places where nothing of these chunks begins. */
static void put_strays(struct stage *s, u32 n)
{
	static const u32 starts[] = { 0x40000, 0x100000, 0x80000, 0x20000 };
	u32 i;

	alone(s);
	for (i = 0; i < ARRAY_SIZE(starts) && n; i++) {
		if (starts[i] == rig_start(&s->file, 1))
			continue;
		put_signature(s, starts[i]);
		n--;
	}
}

static void stray_1(struct stage *s)
{
	put_strays(s, 1);
}

static void strays_2(struct stage *s)
{
	put_strays(s, 2);
}

static void strays_3(struct stage *s)
{
	put_strays(s, 3);
}

/* The fourth one is where the new image goes. */
static void strays_4(struct stage *s)
{
	put_strays(s, 3);
	put_signature(s, rig_start(&s->file, !s->slot));
}

/* Complete, and it would boot if it were the only one. */
static void stray_image(struct stage *s)
{
	alone(s);
	s->other.log2_chunk = other_chunk(s);
	rig_place(s->rig, &s->other, 1);
}

/* ---- nothing boots ---- */

static void blank(struct stage *s)
{
	take_guids_of_file(s);
	memset(s->rig->flash, 0xff, s->rig->flash_size);
}

static void noise(struct stage *s)
{
	take_guids_of_file(s);
}

static void damage_guids(struct stage *s, u32 slot)
{
	u8 *start = s->rig->flash + rig_start(&s->old, slot);

	start[fs2_build_find_section(start, 0x1000, HERMON_FS2_GUID) + 16] ^= 1;
}

static void nameless(struct stage *s)
{
	take_guids_of_file(s);
	rig_place(s->rig, &s->old, 0);
	damage_guids(s, 0);
}

static void both_nameless(struct stage *s)
{
	nameless(s);
	rig_place(s->rig, &s->old, 1);
	damage_guids(s, 1);
}

static void nameless_in_other_chunks(struct stage *s)
{
	s->old.log2_chunk = other_chunk(s);
	both_nameless(s);
}

static void signatures_6(struct stage *s)
{
	static const u32 starts[] = HERMON_FS2_STARTS;
	u32 i;

	take_guids_of_file(s);
	rig_build(s->rig, &s->old);
	for (i = 0; i < ARRAY_SIZE(starts); i++)
		memcpy(s->rig->flash + starts[i], s->rig->file,
		       HERMON_FS2_SIGNATURE_SIZE);
}

#define SCENE(_kind, _name, _make, ...) \
	{ .kind = (_kind), .name = (_name), .make = (_make), __VA_ARGS__ }

const struct scene scenes[] = {
	SCENE("first burn", "beside noise", alone),
	SCENE("first burn", "beside erased flash", alone_on_blank),
	SCENE("long image", "longer than a chunk", longer_than_chunk, .chunk = 16),
	SCENE("re-burn", "other image, retired", retired_other),
	SCENE("differential", "same image, retired", retired_same),
	SCENE("half-written", "same image, unsigned", half_written),
	SCENE("half-written", "other image, cut", half_written_other),
	SCENE("both valid", "both signed", both_signed),
	SCENE("both valid", "both complete", both_complete),
	SCENE("ROM merge", "ROM from the card", rom_from_card),
	SCENE("ROM merge", "ROM of the card instead", rom_of_card_wanted),
	SCENE("ROM merge", "ROM left out", rom_dropped),
	SCENE("other identity", "other board", other_board),
	SCENE("other identity", "other GUIDs", other_guids),
	SCENE("strays", "1 stray", stray_1),
	SCENE("strays", "2 strays", strays_2),
	SCENE("strays", "3 strays", strays_3),
	SCENE("strays", "4 strays", strays_4),
	SCENE("strays", "stray image", stray_image, .lowest = true),
	SCENE("recovery", "blank", blank, .nobody = true),
	SCENE("recovery", "noise", noise, .nobody = true),
	SCENE("recovery", "nameless", nameless, .nobody = true),
	SCENE("recovery", "both nameless", both_nameless, .nobody = true),
	SCENE("recovery", "nameless, other chunks", nameless_in_other_chunks,
	      .nobody = true),
	SCENE("recovery", "6 signatures", signatures_6, .nobody = true),
};
const u32 n_scenes = ARRAY_SIZE(scenes);

const struct scene *scene_named(const char *name)
{
	u32 i;

	for (i = 0; i < n_scenes; i++)
		if (!strcmp(scenes[i].name, name))
			return &scenes[i];
	return NULL;
}

static void make_specs(struct stage *s)
{
	fs2_spec_small(&s->file);
	s->file.log2_chunk = s->config.log2_chunk;
	if (!s->config.small)
		s->file.config_words = CONFIG_WORDS;
	if (s->config.rev == RIG_REV_B0)
		s->file.hwids[0] = 0x00b00190;
	s->old = s->file;
	rig_set_identity(&s->old);
	s->other = s->old;
	s->want = s->old;
	rig_set_version(&s->old, 8);
	rig_set_version(&s->other, 7);
	rig_set_version(&s->file, 6);
	rig_set_version(&s->want, 6);
}

static void keep_image(struct stage *s, enum stage_image_id id,
		       const struct fs2_spec *spec)
{
	struct stage_image *image = &s->images[id];

	image->len = rig_build(s->rig, spec);
	KUNIT_ASSERT_LE(s->rig->test, image->len, STAGE_IMAGE_MAX);
	memcpy(image->data, s->rig->file, image->len);
	image->log2_chunk = spec->log2_chunk;
	image->minor = spec->minor;
}

static void find_rules(struct stage *s)
{
	u32 rule;

	s->boots = 0;
	for (rule = 0; rule < MODEL_N_BOOT_RULES; rule++)
		if (stage_boots(s, rule))
			s->boots |= BIT(rule);
	KUNIT_ASSERT_EQ(s->rig->test, !(s->boots & BIT(MODEL_BOOT_LOWEST)),
			s->config.scene->nobody);
}

/**
 * stage_open() - put a scene on a card
 * @s: to set up
 * @test: who uses it
 * @config: which scene, which card
 */
void stage_open(struct stage *s, struct kunit *test,
		const struct stage_config *config)
{
	struct rig_config rc = {
		.part = config->part, .rev = config->rev,
		.words = config->words,
	};

	memset(s, 0, sizeof(*s));
	s->config = *config;
	s->slot = config->scene->nobody ? STAGE_NOBODY : config->slot;
	make_specs(s);
	s->rig = rig_new(test, &rc);
	config->scene->make(s);
	keep_image(s, STAGE_OLD, &s->old);
	keep_image(s, STAGE_OTHER, &s->other);
	keep_image(s, STAGE_WANT, &s->want);
	rig_build(s->rig, &s->file);
	rig_save(s->rig);
	find_rules(s);
	stage_reset(s);
}

/* The card as it was at first, just powered up. */
void stage_reset(struct stage *s)
{
	model_cut_at(s->rig->model, 0, MODEL_CUT_HALF, 0);
	model_set_boot_rule(s->rig->model, MODEL_BOOT_LOWEST);
	rig_restore(s->rig);
	rig_power_on(s->rig);
	s->n_errors = model_stats(s->rig->model)->guest_errors;
}

void stage_close(struct stage *s)
{
	rig_free(s->rig);
	s->rig = NULL;
}

/* Where the last burn put its image: the first step says so. */
u32 stage_target(const struct stage *s)
{
	return s->rig->up.plan.steps[0].slot;
}

/* Is the image all there in @slot, byte by byte? */
bool stage_holds(const struct stage *s, enum stage_image_id id, u32 slot)
{
	const struct stage_image *image = &s->images[id];
	u32 off, n, chunk = BIT(image->log2_chunk);

	for (off = 0; off < image->len; off += n) {
		u32 addr = fs2_build_addr(off, image->log2_chunk, slot);

		n = min(image->len - off, chunk - off % chunk);
		if (addr + n > s->rig->flash_size ||
		    memcmp(s->rig->flash + addr, image->data + off, n))
			return false;
	}
	return true;
}

/* Does it boot after a power cycle, if the boot ROM goes by @rule? */
bool stage_boots(struct stage *s, enum model_boot_rule rule)
{
	model_set_boot_rule(s->rig->model, rule);
	model_power_cycle(s->rig->model);
	return !model_boot(s->rig->model)->livefish;
}
