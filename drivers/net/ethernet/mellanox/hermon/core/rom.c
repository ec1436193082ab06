// SPDX-License-Identifier: GPL-2.0-only
/*
 * An image with another boot ROM in it, or with none.
 *
 *   image     | head | A | B | C |		a ROM is no section of it
 *   result    | head | A | ROM | B | C |	second, as the tools put it
 *
 * Every link and so every section checksum changes. fs2.rst, "ROM".
 */
#include <hermon_env.h>
#include <hermon/patch.h>
#include <hermon/rom.h>

#define GPH_SIZE	((u32)sizeof(struct hermon_fs2_gph))
#define AROUND		(GPH_SIZE + HERMON_FS2_CRC_WORD_SIZE)
#define HEAD_OFF	((u32)offsetof(struct hermon_fs2_header, crc))
#define HEAD_WORD(field) \
	(offsetof(struct hermon_fs2_header, field) - HEAD_OFF)

/* How many sections come before a ROM that is put in. */
#define N_BEFORE_ROM	1

/**
 * hermon_rom_read() - read a card's boot ROM
 * @flash: the whole flash
 * @card: what lies on it; its image has a ROM
 * @buf: room for card->image.rom_len bytes
 * @report: filled on failure
 *
 * Context: whatever @flash needs to be read.
 * Return: 0, -EBADMSG if its checksum is wrong, or an error of @flash.
 */
int hermon_rom_read(struct hermon_reader *flash, const struct hermon_card *card,
		    u8 *buf, struct hermon_report *report)
{
	u32 off = card->image.rom_off;
	u32 len = card->image.rom_len;
	u16 crc = hermon_crc16_init();
	u8 head[sizeof(struct hermon_fs2_gph)];
	struct hermon_slot slot;
	__be32 raw;
	int err;

	hermon_slot_init(&slot, flash, &card->layout);
	err = hermon_reader_get(&slot.rd, off - GPH_SIZE, head, GPH_SIZE, report);
	if (!err)
		err = hermon_reader_get(&slot.rd, off, buf, len, report);
	if (!err)
		err = hermon_reader_get(&slot.rd, off + len, &raw, sizeof(raw),
					report);
	if (err)
		return err;
	crc = hermon_crc16_update(crc, head, GPH_SIZE);
	crc = hermon_crc16_final(hermon_crc16_update(crc, buf, len));
	if (be32_to_cpu(raw) != crc)
		return hermon_fail(report, HERMON_WHY_CARD_ROM_DAMAGED, off,
				   crc, be32_to_cpu(raw));
	return 0;
}

static void add_piece(struct hermon_rom *rom, u32 src, u32 len, bool is_rom)
{
	rom->pieces[rom->n_pieces++] = (struct hermon_piece) {
		.off = rom->rd.size, .len = len, .src = src, .is_rom = is_rom,
	};
	rom->rd.size += len;
}

static void add_rom(struct hermon_rom *rom)
{
	add_piece(rom, 0, AROUND + rom->rom_len, true);
}

/* What lies between sections is of no section and is not taken along. */
static void add_pieces(struct hermon_rom *rom)
{
	const struct hermon_contents *c = &rom->contents;
	bool rom_due = rom->rom;
	u32 i;

	add_piece(rom, 0, c->loader_end[c->n_loaders - 1], false);
	for (i = 0; i < c->n_sections; i++) {
		const struct hermon_section *s = &c->sections[i];

		if (rom_due && (i == N_BEFORE_ROM || s->type == HERMON_FS2_ROM)) {
			add_rom(rom);
			rom_due = false;
		}
		if (s->type != HERMON_FS2_ROM)
			add_piece(rom, s->off, AROUND + s->len, false);
	}
	if (rom_due)
		add_rom(rom);
	for (i = 1; i < rom->n_pieces; i++)
		rom->pieces[i].next = i + 1 < rom->n_pieces ?
				      rom->pieces[i + 1].off :
				      HERMON_FS2_NEXT_LAST;
}

/* Bytes @skip .. @skip + @len of the new ROM section, but for link and CRC. */
static void read_rom(const struct hermon_rom *rom, u32 skip, u8 *buf, u32 len)
{
	u8 head[sizeof(struct hermon_fs2_gph)] = { 0 };
	const struct hermon_patch patches[] = {
		{ .off = 0, .len = sizeof(head), .data = head },
		{ .off = sizeof(head), .len = rom->rom_len, .data = rom->rom },
	};

	hermon_put_be32(head + offsetof(struct hermon_fs2_gph, type),
			HERMON_FS2_ROM);
	hermon_put_be32(head + offsetof(struct hermon_fs2_gph, size),
			rom->rom_len / sizeof(u32));
	hermon_patch_apply(&patches[0], skip, buf, len);
	hermon_patch_apply(&patches[1], skip, buf, len);
}

/* Link and CRC word of the section that @piece is. */
static void patch_section(const struct hermon_piece *piece, u32 off, u8 *buf,
			  u32 len)
{
	u8 next[sizeof(u32)], crc[sizeof(u32)];
	const struct hermon_patch patches[] = {
		{ .off = piece->off + offsetof(struct hermon_fs2_gph, next),
		  .len = sizeof(next), .data = next },
		{ .off = piece->off + piece->len - sizeof(crc),
		  .len = sizeof(crc), .data = crc },
	};

	hermon_put_be32(next, piece->next);
	hermon_put_be32(crc, piece->crc);
	hermon_patch_apply(&patches[0], off, buf, len);
	hermon_patch_apply(&patches[1], off, buf, len);
}

/* Within one piece. */
static int read_piece(const struct hermon_rom *rom,
		      const struct hermon_piece *piece, u32 off, u8 *buf,
		      u32 len, struct hermon_report *report)
{
	const struct hermon_patch head = {
		.off = HEAD_OFF, .len = sizeof(rom->head), .data = rom->head,
	};
	u32 skip = off - piece->off;
	int err = 0;

	if (piece->is_rom) {
		memset(buf, 0, len);
		read_rom(rom, skip, buf, len);
	} else {
		err = hermon_reader_get(rom->base, piece->src + skip, buf, len,
					report);
	}
	if (piece == rom->pieces)
		hermon_patch_apply(&head, off, buf, len);
	else
		patch_section(piece, off, buf, len);
	return err;
}

static int rom_read(struct hermon_reader *rd, u32 off, void *buf, u32 len,
		    struct hermon_report *report)
{
	const struct hermon_rom *rom = container_of(rd, struct hermon_rom, rd);
	const struct hermon_piece *piece;
	u8 *p = buf;
	u32 i, n;
	int err;

	for (i = 0; len && i < rom->n_pieces; i++) {
		piece = &rom->pieces[i];
		if (off >= piece->off + piece->len)
			continue;
		n = min(len, piece->off + piece->len - off);
		err = read_piece(rom, piece, off, p, n, report);
		if (err)
			return err;
		off += n;
		p += n;
		len -= n;
	}
	return 0;
}

/* The image offset of @old, the body of a section, after the move. */
static u32 moved(const struct hermon_rom *rom, u32 old)
{
	u32 i;

	for (i = 1; i < rom->n_pieces; i++)
		if (!rom->pieces[i].is_rom &&
		    rom->pieces[i].src + GPH_SIZE == old)
			return rom->pieces[i].off + GPH_SIZE;
	return old;
}

/*
 * Size and pointers as they are now. The full CRC stays blank until the
 * identity is in; bits 23:16 of its word are cleared as the tools do.
 */
static void patch_head(struct hermon_rom *rom, u8 *head)
{
	const __be32 *words = (const __be32 *)head;
	u32 info, crc;

	crc = be32_to_cpu(words[HEAD_WORD(crc) / sizeof(u32)]);
	crc &= ~HERMON_FS2_CRC_INDICATOR;
	hermon_put_be32(rom->head + HEAD_WORD(crc),
			crc | HERMON_FS2_CRC_BLANK);
	hermon_put_be32(rom->head + HEAD_WORD(size), rom->rd.size);
	hermon_put_be32(rom->head + HEAD_WORD(guid_ptr),
			moved(rom, be32_to_cpu(words[HEAD_WORD(guid_ptr) /
						     sizeof(u32)])));
	info = be32_to_cpu(words[HEAD_WORD(info_ptr) / sizeof(u32)]);
	info = moved(rom, FIELD_GET(HERMON_FS2_PTR_OFF, info));
	info |= FIELD_PREP(HERMON_FS2_PTR_SUM, (u8)-hermon_fs2_byte_sum(info));
	hermon_put_be32(rom->head + HEAD_WORD(info_ptr), info);
}

static int set_head(struct hermon_rom *rom, struct hermon_report *report)
{
	__be32 words[sizeof(rom->head) / sizeof(u32)];
	int err;

	err = hermon_reader_get(rom->base, HEAD_OFF, words, sizeof(words),
				report);
	if (err)
		return err;
	memcpy(rom->head, words, sizeof(words));
	patch_head(rom, (u8 *)words);
	return 0;
}

#define GUIDS_WORDS \
	((AROUND + HERMON_FS2_GUIDS_MAX * HERMON_FS2_GUID_SIZE) / sizeof(u32))

/* GUIDs to be set later have ffff for a checksum; whoever sets them asks. */
static int check_blank_guids(const struct hermon_rom *rom,
			     const struct hermon_piece *piece, bool *blank,
			     struct hermon_report *report)
{
	u32 last = piece->len / sizeof(u32) - 1;
	__be32 words[GUIDS_WORDS];
	u32 i;
	int err;

	*blank = false;
	if (piece->is_rom || piece->len > sizeof(words))
		return 0;
	err = hermon_reader_get(rom->base, piece->src, words, piece->len,
				report);
	if (err || be32_to_cpu(words[0]) != HERMON_FS2_GUID ||
	    be32_to_cpu(words[last]) != HERMON_FS2_CRC_BLANK)
		return err;
	for (i = GPH_SIZE / sizeof(u32); i < last; i++)
		if (~be32_to_cpu(words[i]))
			return 0;
	*blank = true;
	return 0;
}

static int set_crc(struct hermon_rom *rom, struct hermon_piece *piece,
		   struct hermon_report *report)
{
	bool blank;
	int err;

	err = check_blank_guids(rom, piece, &blank, report);
	if (err)
		return err;
	piece->crc = HERMON_FS2_CRC_BLANK;
	if (blank)
		return 0;
	return hermon_fs2_crc(&rom->rd, piece->off,
			      piece->len - HERMON_FS2_CRC_WORD_SIZE,
			      &piece->crc, report);
}

/* Only now are all links known, which the checksums cover. */
static int set_crcs(struct hermon_rom *rom, struct hermon_report *report)
{
	u32 i;
	int err;

	for (i = 1; i < rom->n_pieces; i++) {
		err = set_crc(rom, &rom->pieces[i], report);
		if (err)
			return err;
	}
	return 0;
}

/**
 * hermon_rom_replace() - an image with another boot ROM, or with none
 * @rom: to set up; @rom->rd reads the result
 * @base: the image, already checked; must outlive @rom
 * @body: of the new ROM section, or NULL for none; must outlive @rom
 * @len: bytes, a multiple of 4
 * @report: filled on failure
 *
 * Blank GUIDs stay blank, and so does the full CRC. fs2.rst, "ROM".
 *
 * Return: 0 or an error of @base.
 */
int hermon_rom_replace(struct hermon_rom *rom, struct hermon_reader *base,
		       const u8 *body, u32 len, struct hermon_report *report)
{
	int err;

	rom->rd.size = 0;
	rom->rd.where = base->where;
	rom->rd.read = rom_read;
	rom->base = base;
	rom->rom = body;
	rom->rom_len = body ? len : 0;
	rom->n_pieces = 0;
	err = hermon_fs2_contents(base, &rom->contents, report);
	if (err)
		return err;
	add_pieces(rom);
	err = set_head(rom, report);
	if (!err)
		err = set_crcs(rom, report);
	return err;
}
