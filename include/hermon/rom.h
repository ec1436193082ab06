/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An image with another boot ROM in it, or with none.
 */
#ifndef HERMON_ROM_H
#define HERMON_ROM_H

#include <hermon_env.h>
#include <hermon/card.h>
#include <hermon/image.h>

/**
 * struct hermon_piece - a run of bytes of the image that is made
 * @off: where it lies there
 * @len: bytes, with header and CRC word of the section
 * @src: where it lies in the image that it comes from
 * @is_rom: it is the new ROM section and comes from memory
 * @next: the section's link
 * @crc: the section's CRC
 */
struct hermon_piece {
	u32 off;
	u32 len;
	u32 src;
	bool is_rom;
	u32 next;
	u16 crc;
};

/* Everything in front of the sections, all of these, and a new one. */
#define HERMON_ROM_MAX_PIECES	(HERMON_FS2_MAX_SECTIONS + 2)

/**
 * struct hermon_rom - an image taken apart and put together with another ROM
 * @rd: reads the result
 * @base: the image as it came
 * @contents: of @base
 * @rom: body of the new ROM section, or NULL for none
 * @rom_len: bytes
 * @pieces: what the result consists of, ascending
 * @n_pieces: how many
 * @head: header words 0x20 to 0x37 of the result
 *
 * The first piece is no section: header and loader blocks. Nothing is copied
 * but the ROM, and that is the caller's.
 */
struct hermon_rom {
	struct hermon_reader rd;
	struct hermon_reader *base;
	struct hermon_contents contents;
	const u8 *rom;
	u32 rom_len;
	struct hermon_piece pieces[HERMON_ROM_MAX_PIECES];
	u32 n_pieces;
	u8 head[sizeof(struct hermon_fs2_header) -
		offsetof(struct hermon_fs2_header, crc)];
};

int hermon_rom_read(struct hermon_reader *flash, const struct hermon_card *card,
		    u8 *buf, struct hermon_report *report);
int hermon_rom_replace(struct hermon_rom *rom, struct hermon_reader *base,
		       const u8 *body, u32 len, struct hermon_report *report);

#endif /* HERMON_ROM_H */
