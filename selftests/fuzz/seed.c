// SPDX-License-Identifier: GPL-2.0-only
/*
 * seed - make the inputs that fuzzing starts from, with the image builder
 *
 *   seed DIRECTORY	writes DIRECTORY/TARGET/NAME
 *
 * What a kernel has answered is taken from ../tool/recorded.
 */
#include <err.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "fs2_build.h"
#include "fuzz.h"
#include "input.h"

#define IMAGE_MAX	0x20000
#define PATH_MAX_LEN	512

static const char *top;

static void save(const char *target, const char *name, const u8 *data,
		 size_t len)
{
	char path[PATH_MAX_LEN];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", top, target);
	mkdir(path, 0777);
	snprintf(path, sizeof(path), "%s/%s/%s", top, target, name);
	f = fopen(path, "wb");
	if (!f || fwrite(data, 1, len, f) != len || fclose(f))
		err(1, "%s", path);
}

/* ---- images ---- */

static void tiny(struct fs2_spec *spec)
{
	static const u8 tags[] = {
		HERMON_FS2_TAG_VERSION, HERMON_FS2_TAG_PSID,
		HERMON_FS2_TAG_VSD, HERMON_FS2_TAG_HWID_LIST,
		HERMON_FS2_TAG_MIC_VERSION,
	};

	fs2_spec_small(spec);
	spec->config_words = 4;
	spec->log2_chunk = 16;
	memcpy(spec->tags, tags, sizeof(tags));
	spec->n_tags = sizeof(tags);
}

static void usual(struct fs2_spec *spec)
{
	fs2_spec_small(spec);
}

static void bare(struct fs2_spec *spec)
{
	spec->n_tags = 0;
	fs2_spec_add_tag(spec, HERMON_FS2_TAG_VERSION);
	fs2_spec_add_tag(spec, HERMON_FS2_TAG_PSID);
	fs2_spec_add_tag(spec, HERMON_FS2_TAG_DEVICE_TYPE);
	spec->no_end_tag = true;
	spec->n_guids = HERMON_FS2_GUIDS_IB;
}

static void all_tags(struct fs2_spec *spec)
{
	u8 tag;

	spec->n_tags = 0;
	for (tag = HERMON_FS2_TAG_FORMAT; tag <= HERMON_FS2_TAG_PS_INFO; tag++)
		fs2_spec_add_tag(spec, tag);
	spec->config_sectors = 1;
	spec->config_log2_kb = 2;
	spec->hwids_zero_end = true;
}

static void two_loaders(struct fs2_spec *spec)
{
	spec->two_loaders = true;
}

static void blank_guids(struct fs2_spec *spec)
{
	spec->blank_guids = true;
}

static void with_rom(struct fs2_spec *spec)
{
	fs2_spec_drop_tag(spec, HERMON_FS2_TAG_VSD);
	spec->rom_size = 512;
}

static void bytes_section(struct fs2_spec *spec)
{
	spec->extra_type = HERMON_FS2_EMT;
	spec->extra_bytes = 5;
}

static void padded(struct fs2_spec *spec)
{
	spec->pad = 16;
	spec->pad_byte = 0xff;
}

static void not_failsafe(struct fs2_spec *spec)
{
	spec->failsafe = false;
}

static void fs3(struct fs2_spec *spec)
{
	spec->format = 0x03000000;
}

static void no_full_crc(struct fs2_spec *spec)
{
	spec->no_full_crc = true;
}

static void old_builder(struct fs2_spec *spec)
{
	fs2_spec_drop_tag(spec, HERMON_FS2_TAG_MIC_VERSION);
}

/* Of what a card has: other version, GUIDs and VSD than the file. */
static void on_card(struct fs2_spec *spec)
{
	spec->seed = 2;
	spec->minor = 5;
	fs2_spec_set_guids(spec, 0x001708fff0000000ULL);
	memcpy(spec->vsd, "the card's own", 15);
}

static void other_board(struct fs2_spec *spec)
{
	memset(spec->psid, 0, sizeof(spec->psid));
	memcpy(spec->psid, "MT_04A0110002", 14);
}

static void megabyte_chunks(struct fs2_spec *spec)
{
	spec->log2_chunk = 20;
}

static void card_rom(struct fs2_spec *spec)
{
	on_card(spec);
	with_rom(spec);
}

static void card_megabyte(struct fs2_spec *spec)
{
	on_card(spec);
	megabyte_chunks(spec);
}

static void card_blank(struct fs2_spec *spec)
{
	on_card(spec);
	blank_guids(spec);
}

/* More than a chunk, and nearly all of it blank. */
static void large(struct fs2_spec *spec)
{
	on_card(spec);
	spec->size = 0x14000;
}

typedef void (*edit_fn)(struct fs2_spec *spec);

static u32 build(edit_fn edit, u8 *buf)
{
	struct fs2_spec spec;
	u32 code, len, body;
	int err;

	tiny(&spec);
	if (edit)
		edit(&spec);
	err = fs2_build(&spec, buf, IMAGE_MAX);
	if (err < 0)
		errx(1, "an image cannot be built: %d", err);
	len = err;
	code = fs2_build_find_section(buf, len, HERMON_FS2_DDR);
	body = fs2_build_body_size(buf, code);
	if (body > 0x1000) {
		memset(buf + code + sizeof(struct hermon_fs2_gph), 0xff, body);
		fs2_build_fix(buf, len);
	}
	return len;
}

struct image_seed {
	const char *name;
	edit_fn edit;
};

static const struct image_seed images[] = {
	{ "tiny", NULL },
	{ "usual", usual },
	{ "bare", bare },
	{ "all-tags", all_tags },
	{ "two-loaders", two_loaders },
	{ "blank-guids", blank_guids },
	{ "rom", with_rom },
	{ "bytes-section", bytes_section },
	{ "padded", padded },
	{ "not-failsafe", not_failsafe },
	{ "fs3", fs3 },
	{ "no-full-crc", no_full_crc },
	{ "old-builder", old_builder },
};

static void save_images(void)
{
	static u8 buf[4 + IMAGE_MAX];
	size_t i;
	u32 len;

	for (i = 0; i < ARRAY_SIZE(images); i++) {
		len = build(images[i].edit, buf + 4);
		save("file", images[i].name, buf + 4, len);
		memset(buf, 0, 4);
		buf[2] = 8;
		save("rom", images[i].name, buf, 4 + len);
	}
	/* No ROM; as many sections as an image may have, and one more. */
	len = build(with_rom, buf + 4);
	buf[0] = 1;
	save("rom", "none", buf, 4 + len);
	len = build(NULL, buf + 4);
	buf[0] = 0;
	buf[1] = 248;
	save("rom", "all-but-one", buf, 4 + len);
	buf[1] = 249;
	save("rom", "full", buf, 4 + len);
	buf[1] = 250;
	save("rom", "one-too-many", buf, 4 + len);
}

/* ---- a file, a flash, a wish ---- */

#define RAW	FIELD_PREP(INPUT_KIND_PLACE, INPUT_PLACE_RAW)
#define SLOT_0	FIELD_PREP(INPUT_KIND_PLACE, INPUT_PLACE_SLOT_0)
#define SLOT_1	FIELD_PREP(INPUT_KIND_PLACE, INPUT_PLACE_SLOT_1)
#define A_FILE	FIELD_PREP(INPUT_KIND_PLACE, INPUT_PLACE_FILE)
#define CHUNK(log2)	FIELD_PREP(INPUT_KIND_CHUNK, (log2) - 16)

/* A signature by itself, in place of an image. */
static void signature(struct fs2_spec *spec)
{
}

static void retired(struct fs2_spec *spec)
{
}

struct piece_seed {
	u8 kind;
	edit_fn edit;
	u32 off;
	u32 damage;	/* a byte of it that is wrong */
};

struct input_seed {
	const char *name;
	u8 flash;
	u8 wish;
	struct piece_seed pieces[4];
};

#define FLASH_512K	0
#define FLASH_2M	2
#define N_SIG		HERMON_FS2_SIGNATURE_SIZE

/* In the corpus of card, the file does not matter. */
static const struct input_seed inputs[] = {
	{ "lower", FLASH_512K, 0, { { A_FILE }, { SLOT_0, on_card } } },
	{ "upper", FLASH_512K, 0, { { A_FILE }, { SLOT_1, on_card } } },
	{ "both", FLASH_512K, 0,
	  { { A_FILE }, { SLOT_0, on_card }, { SLOT_1, old_builder } } },
	{ "lower-damaged", FLASH_512K, 0,
	  { { A_FILE }, { SLOT_0, on_card, 0, 0x40 }, { SLOT_1, on_card } } },
	{ "both-damaged", FLASH_512K, 0,
	  { { A_FILE }, { SLOT_0, on_card, 0, 0x40 },
	    { SLOT_1, on_card, 0, 0x40 } } },
	{ "megabyte", FLASH_2M, 0,
	  { { A_FILE, megabyte_chunks }, { SLOT_1 | CHUNK(20), card_megabyte } } },
	{ "stray", FLASH_512K, 0,
	  { { A_FILE }, { SLOT_1, on_card }, { RAW, signature, 0x20000 } } },
	{ "retired", FLASH_512K, 0,
	  { { A_FILE }, { SLOT_1, on_card }, { RAW, retired, 0 } } },
	{ "large", FLASH_512K, 0, { { A_FILE, large }, { SLOT_0, large } } },
	{ "inside", FLASH_512K, 0,
	  { { A_FILE }, { SLOT_0, large }, { RAW, signature, 0x20000 } } },
	{ "rom-kept", FLASH_512K, 0, { { A_FILE }, { SLOT_0, card_rom } } },
	{ "rom-replaced", FLASH_512K, FIELD_PREP(INPUT_WISH_ROM, 1),
	  { { A_FILE, with_rom }, { SLOT_0, card_rom } } },
	{ "rom-dropped", FLASH_512K, FIELD_PREP(INPUT_WISH_ROM, 3),
	  { { A_FILE, with_rom }, { SLOT_0, on_card } } },
	{ "all-of-file", FLASH_512K,
	  INPUT_WISH_IDENTIFIERS | INPUT_WISH_SETTINGS,
	  { { A_FILE }, { SLOT_0, on_card } } },
	{ "other-board", FLASH_512K,
	  FIELD_PREP(INPUT_WISH_PSID, INPUT_PSID_OTHER),
	  { { A_FILE, other_board }, { SLOT_0, on_card } } },
	{ "empty", FLASH_512K, INPUT_WISH_IDENTIFIERS | INPUT_WISH_RECOVERY,
	  { { A_FILE } } },
	{ "nameless", FLASH_512K,
	  INPUT_WISH_IDENTIFIERS | INPUT_WISH_RECOVERY,
	  { { A_FILE }, { SLOT_0, on_card, 0, 0xd0 } } },
	{ "blank", FLASH_512K, INPUT_WISH_IDENTIFIERS,
	  { { A_FILE }, { SLOT_0, card_blank } } },
	{ "bare", FLASH_512K, INPUT_WISH_SETTINGS,
	  { { A_FILE, bare }, { SLOT_1, bare } } },
	{ "not-failsafe", FLASH_512K,
	  INPUT_WISH_IDENTIFIERS | INPUT_WISH_RECOVERY,
	  { { A_FILE }, { SLOT_0, not_failsafe } } },
};

static void make_piece(struct input_piece *piece, const struct piece_seed *seed)
{
	static const u32 words[] = {
		HERMON_FS2_SIGNATURE_0, HERMON_FS2_SIGNATURE_1,
		HERMON_FS2_SIGNATURE_2, HERMON_FS2_SIGNATURE_3,
	};
	static u8 buf[IMAGE_MAX];
	u8 *copy;
	u32 len, i;

	*piece = (struct input_piece) { .kind = seed->kind, .off = seed->off };
	if (seed->edit == signature || seed->edit == retired) {
		for (i = 0; i < ARRAY_SIZE(words); i++)
			fs2_build_put32(buf + 4 * i, words[i]);
		if (seed->edit == retired)
			fs2_build_put32(buf, 0);
		len = N_SIG;
	} else {
		len = build(seed->edit, buf);
	}
	if (seed->damage)
		buf[seed->damage] ^= 1;
	input_collapse(piece, buf, len);
	copy = fuzz_alloc(piece->len);
	memcpy(copy, piece->data, piece->len);
	piece->data = copy;
}

/* One command after the other, with one option after the other. */
static void save_tool(const struct input *in, const char *name)
{
	static u32 n;
	struct input with = *in;
	u8 data[2 * INPUT_MAX];
	size_t len;

	with.head.cut = n % 6;
	with.head.cut_at = 1U << n % 7;
	n++;
	len = input_write(&with, data, sizeof(data));
	save("tool", name, data, len);
}

static void save_input(const struct input_seed *seed)
{
	struct input in = {
		.head = {
			.flash = seed->flash, .wish = seed->wish,
			.fail_at = INPUT_NEVER, .flip_at = INPUT_NEVER,
		},
	};
	u8 data[2 * INPUT_MAX];
	size_t len;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(seed->pieces); i++) {
		if (i && !seed->pieces[i].kind && !seed->pieces[i].edit)
			break;
		make_piece(&in.pieces[in.n++], &seed->pieces[i]);
	}
	len = input_write(&in, data, sizeof(data));
	save("update", seed->name, data, len);
	save_tool(&in, seed->name);
	/* The same without its file, which comes first. */
	free((void *)in.pieces[0].data);
	in.n--;
	memmove(&in.pieces[0], &in.pieces[1], in.n * sizeof(in.pieces[0]));
	len = input_write(&in, data, sizeof(data));
	save("card", seed->name, data, len);
	for (i = 0; i < in.n; i++)
		free((void *)in.pieces[i].data);
}

/* ---- the rest ---- */

static void save_reports(void)
{
	u8 data[64] = { 0 };
	char name[16];
	u32 i;

	memset(data + 3, 0xff, 12);
	memset(data + 15, 'W', 17);
	memset(data + 33, 'W', 17);
	data[2] = 99;
	for (i = 0; i <= HERMON_N_REASONS; i += 16) {
		data[0] = i;
		snprintf(name, sizeof(name), "reason-%u", i);
		save("report", name, data, 51);
	}
}

struct register_seed {
	const char *name;
	u32 hwid;
	u32 jedec;
	u8 flags;
	u8 status;
	u16 gone_at;
};

static const struct register_seed registers[] = {
	{ "m25p16", 0x00a00190, 0x20201500, 0x10, 0x00, 0xffff },
	{ "b0", 0x00b00190, 0x20201500, 0x10, 0x00, 0xffff },
	{ "sst", 0x00a00190, 0xbf254100, 0x10, 0x1c, 0xffff },
	{ "atmel", 0x00a00190, 0x1f450000, 0x10, 0x00, 0xffff },
	{ "w25x", 0x00a00190, 0xef301500, 0x10, 0x00, 0xffff },
	{ "any-status", 0x00a00190, 0x20201500, 0x12, 0x00, 0xffff },
	{ "any-command", 0x00a00190, 0x20201500, 0x18, 0x00, 0xffff },
	{ "busy", 0x00a00190, 0x20201500, 0x10, 0x01, 0xffff },
	{ "signature", 0x00a00190, 0xffffff00, 0x00, 0xff, 0xffff },
	{ "cancelled", 0x00a00190, 0x20201500, 0x30, 0x00, 0xffff },
	{ "gone", 0x00a00190, 0x20201500, 0x10, 0x00, 0x60 },
};

static void save_registers(void)
{
	u8 data[11 + 4 * 200] = { 0 };
	size_t i;

	/* Version and date first, then a recovering boot loader, 0 for all else. */
	fs2_build_put32(data + 11, 0x00020000);
	fs2_build_put32(data + 15, 0x00060000);
	fs2_build_put32(data + 19, 0x36031400);
	fs2_build_put32(data + 23, 0x20090513);
	fs2_build_put32(data + 27, 0xfff00040);
	for (i = 0; i < ARRAY_SIZE(registers); i++) {
		const struct register_seed *seed = &registers[i];

		fs2_build_put32(data, seed->hwid);
		fs2_build_put32(data + 4, seed->jedec);
		data[7] = seed->flags;
		data[8] = seed->status;
		data[9] = seed->gone_at >> 8;
		data[10] = seed->gone_at;
		save("registers", seed->name, data, sizeof(data));
	}
}

/* As many messages of a recording as an input has room for. */
static void save_recording(const char *name)
{
	char path[PATH_MAX_LEN];
	u8 data[INPUT_MAX];
	size_t len = 0;
	u32 n;
	FILE *f;

	snprintf(path, sizeof(path), "../tool/recorded/%s.rec", name);
	f = fopen(path, "rb");
	if (!f)
		err(1, "%s", path);
	while (fread(&n, sizeof(n), 1, f) == 1 && n <= sizeof(data) - len &&
	       fread(data + len, 1, n, f) == n)
		len += n;
	fclose(f);
	save("netlink", name, data, len);
}

static void save_recordings(void)
{
	static const char * const names[] = {
		"chunks", "flash", "health", "held", "info", "param", "region",
		"snapshot", "warning",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		save_recording(names[i]);
}

static void save_texts(void)
{
	static const char * const texts[] = {
		"0x0002c9030001a2b0", "00:02:c9:03:00:01:a2:b0", "0002c901a2b0",
		"2.6.0", "2_6_000", "A0", "0xb0", "none", "HP_09D0000001",
		"  448397-B21  ",
	};
	char name[16];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		snprintf(name, sizeof(name), "text-%zu", i);
		save("text", name, (const u8 *)texts[i], strlen(texts[i]));
	}
}

static void save_policies(void)
{
	static const char whole[] =
		"# the cards of this board\n"
		"[Match]\nPSID=HP_09D0000001\nGUID=0002c9030001a2b0\n\n"
		"[Firmware]\nVersion=2.6.0\nImages=/lib/firmware/hermon\n"
		"Activate=yes\nWindow=22:00-05:30\n";
	static const char least[] =
		"[Match]\nPSID=A\n[Firmware]\nVersion=2.6.0\nImages=/a";

	save("policy", "whole", (const u8 *)whole, strlen(whole));
	save("policy", "least", (const u8 *)least, strlen(least));
}

static void save_roms(void)
{
	static const u16 products[] = { 0x1, 0xf, 0x10, 0x11, 0x12, 0x21 };
	static u8 buf[IMAGE_MAX];
	struct fs2_spec spec;
	char name[16];
	size_t i;
	u32 len, off;

	for (i = 0; i < ARRAY_SIZE(products); i++) {
		fs2_spec_small(&spec);
		spec.rom_size = 512;
		spec.rom_product = products[i];
		len = fs2_build(&spec, buf, sizeof(buf));
		off = fs2_build_find_section(buf, len, HERMON_FS2_ROM);
		snprintf(name, sizeof(name), "product-%x", products[i]);
		save("rominfo", name, buf + off + sizeof(struct hermon_fs2_gph),
		     spec.rom_size);
	}
}

int main(int argc, char **argv)
{
	size_t i;

	if (argc != 2)
		errx(2, "Usage: seed DIRECTORY");
	top = argv[1];
	mkdir(top, 0777);
	save_images();
	for (i = 0; i < ARRAY_SIZE(inputs); i++)
		save_input(&inputs[i]);
	save_reports();
	save_registers();
	save_recordings();
	save_texts();
	save_roms();
	save_policies();
	return 0;
}
