/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The SPI NOR flash chip behind the gateway.
 *
 * Not the kernel's spi-nor: many distributions ship none, and an MTD would be
 * a raw write path past every check. See Documentation/hermon/design.rst.
 */
#ifndef HERMON_NOR_H
#define HERMON_NOR_H

#include <hermon_env.h>
#include <hermon/gw.h>
#include <hermon/image.h>
#include <hermon/report.h>

#define HERMON_NOR_PAGE		256	/* every part that programs pages */
#define HERMON_NOR_BLOCK	16	/* what one gateway command carries */
#define HERMON_NOR_WORD		2	/* what SST parts program at once, at best */

/**
 * struct hermon_nor_time - how long the chip is busy with one command
 * @typ_us: typical, microseconds
 * @max_ms: limit, milliseconds: the data sheet's maximum with margin
 */
struct hermon_nor_time {
	u32 typ_us;
	u32 max_ms;
};

/**
 * struct hermon_nor_erase - one of the erases that a chip offers
 * @size: bytes that it clears; 0 if the chip does not offer it
 * @opcode: the command
 * @time: how long it takes
 */
struct hermon_nor_erase {
	u32 size;
	u8 opcode;
	struct hermon_nor_time time;
};

/**
 * struct hermon_nor_family - parts that differ in size only
 * @name: of the family, as data sheets write it
 * @manufacturer: first byte of the JEDEC id
 * @type: second byte, of which @type_mask counts
 * @type_mask: see @type
 * @density: decodes the id into log2 of the size in bytes; 0 if not known
 * @erase_size: what the tools erase at a time; a burn leaves nothing else
 *	within the last of these that the image reaches into
 * @small: erase of 4 KB, if there is one
 * @block: erase of 64 KB
 * @byte_program: programs one byte a command instead of a page, or one word after
 *	the other
 * @protect_mask: status bits that protect part of the array
 * @unprotect: protected at power-up: write @unprotect_value before a burn
 * @unprotect_value: status that lifts the protection
 * @program: time of one page, or of one byte or word
 * @byte_us: after which a byte is programmed for certain
 */
struct hermon_nor_family {
	const char *name;
	u8 manufacturer;
	u8 type;
	u8 type_mask;
	u8 (*density)(u32 id);
	u32 erase_size;
	struct hermon_nor_erase small;
	struct hermon_nor_erase block;
	bool byte_program;
	u8 protect_mask;
	bool unprotect;
	u8 unprotect_value;
	struct hermon_nor_time program;
	u32 byte_us;
};

/**
 * struct hermon_nor_pace - how long the chip on this card takes for something
 * @us: after which it is worth a look; 0: not known yet
 * @in_time: how often in a row one look was enough
 */
struct hermon_nor_pace {
	u32 us;
	u32 in_time;
};

/* Faster ways that no source proves for this chip: tried before they are used. */
enum hermon_nor_way {
	HERMON_NOR_UNTRIED,
	HERMON_NOR_WORKS,
	HERMON_NOR_FAILS,	/* not tried again */
};

/**
 * struct hermon_nor - the flash chip of one card
 * @gw: gateway in front of it
 * @family: what it is, once hermon_nor_identify() has succeeded
 * @id: JEDEC id, three bytes; 0 if it was found by its electronic signature
 * @size: bytes
 * @pace_small: of erases of 4 KB
 * @pace_block: of erases of 64 KB
 * @pace_program: of programs
 * @held_reads: reads of many blocks with chip select held
 * @single_reads: never do that, whether it works or not
 * @words: programs of one word after the other
 * @want_words: do that; it is quicker, but a reset in the middle of it leaves a chip
 *	that does not answer the boot ROM
 */
struct hermon_nor {
	struct hermon_gw *gw;
	const struct hermon_nor_family *family;
	u32 id;
	u32 size;
	struct hermon_nor_pace pace_small;
	struct hermon_nor_pace pace_block;
	struct hermon_nor_pace pace_program;
	enum hermon_nor_way held_reads;
	bool single_reads;
	enum hermon_nor_way words;
	bool want_words;
};

/**
 * struct hermon_nor_reader - a reader over the whole flash
 * @rd: the reader; offsets are flash addresses
 * @nor: the flash
 * @block: what was read last; a parser asks for one word after the other
 * @block_addr: flash address of @block
 * @has_block: @block holds something
 */
struct hermon_nor_reader {
	struct hermon_reader rd;
	struct hermon_nor *nor;
	u8 block[HERMON_NOR_BLOCK];
	u32 block_addr;
	bool has_block;
};

void hermon_nor_init(struct hermon_nor *nor, struct hermon_gw *gw);
int hermon_nor_settle(struct hermon_nor *nor, struct hermon_report *report);
int hermon_nor_identify(struct hermon_nor *nor, struct hermon_report *report);
int hermon_nor_check_protection(struct hermon_nor *nor,
				struct hermon_report *report);
int hermon_nor_unprotect(struct hermon_nor *nor, struct hermon_report *report);
int hermon_nor_read(struct hermon_nor *nor, u32 addr, void *buf, u32 len,
		    struct hermon_report *report);
int hermon_nor_try_held(struct hermon_nor *nor, u32 addr,
			struct hermon_report *report);
void hermon_nor_reader_init(struct hermon_nor_reader *reader,
			    struct hermon_nor *nor);
bool hermon_nor_is_blank(const u8 *buf, u32 len);
u32 hermon_nor_unit(const struct hermon_nor *nor);
int hermon_nor_erase(struct hermon_nor *nor,
		     const struct hermon_nor_erase *erase, u32 addr,
		     struct hermon_report *report);
int hermon_nor_program(struct hermon_nor *nor, u32 addr, const void *buf,
		       u32 len, struct hermon_report *report);

#endif /* HERMON_NOR_H */
