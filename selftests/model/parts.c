// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flash parts that the card can carry.
 *
 * Ids: flash-gateway.rst, "Flash parts". Times are the data sheets' typical
 * ones as listed in "Timing and protection" there; a part without a row of
 * its own has the figures of the sibling named beside it. The time to write
 * the status register is in no table: 5 ms is what parts of the time need,
 * SST's volatile bits change at once.
 */
#include "model_internal.h"

#define MB	0x100000

enum {
	M25P16, M25P80, M25P32, M25PX16, N25Q016, W25X16, W25Q16,
	SST25VF040B, SST25VF080B, SST25VF016B, SST25VF032B,
	AT25DF161, AT25DF321,
	MX25L1605, S25FL016P, S25FL116, IS25LP016, M25P16_RES,
	N_PARTS,
	/* not for sale: parts that only tests want */
	UNKNOWN = N_PARTS, NONE,
	N_CHIPS
};

#define PART(_name, _size, ...) \
	{ .name = (_name), .size = (_size), .erase_64k = true, \
	  .has_jedec = true, __VA_ARGS__ }

static const struct model_part parts[N_CHIPS] = {
	[M25P16]	= PART("M25P16", 2 * MB),
	[M25P80]	= PART("M25P80", 1 * MB),
	[M25P32]	= PART("M25P32", 4 * MB),
	[M25PX16]	= PART("M25PX16", 2 * MB, .erase_4k = true),
	[N25Q016]	= PART("N25Q016", 2 * MB, .erase_4k = true),
	[W25X16]	= PART("W25X16", 2 * MB, .erase_4k = true),
	[W25Q16]	= PART("W25Q16", 2 * MB, .erase_4k = true),
	[SST25VF040B]	= PART("SST25VF040B", MB / 2, .erase_4k = true,
			       .byte_program = true),
	[SST25VF080B]	= PART("SST25VF080B", 1 * MB, .erase_4k = true,
			       .byte_program = true),
	[SST25VF016B]	= PART("SST25VF016B", 2 * MB, .erase_4k = true,
			       .byte_program = true),
	[SST25VF032B]	= PART("SST25VF032B", 4 * MB, .erase_4k = true,
			       .byte_program = true),
	[AT25DF161]	= PART("AT25DF161", 2 * MB, .erase_4k = true),
	[AT25DF321]	= PART("AT25DF321", 4 * MB, .erase_4k = true),
	[MX25L1605]	= PART("MX25L1605", 2 * MB, .erase_4k = true),
	[S25FL016P]	= PART("S25FL016P", 2 * MB),
	[S25FL116]	= PART("S25FL116", 2 * MB, .erase_4k = true),
	[IS25LP016]	= PART("IS25LP016", 2 * MB, .erase_4k = true),
	[M25P16_RES]	= { .name = "M25P16-RES", .size = 2 * MB,
			    .erase_64k = true },
	[UNKNOWN]	= PART("unknown", 2 * MB),
	[NONE]		= { .name = "none", .size = 2 * MB },
};

#define MS	1000

#define TIMES(_program, _erase_4k, _erase_64k, _status) \
	.program_us = (_program), .erase_4k_us = (_erase_4k), \
	.erase_64k_us = (_erase_64k), .status_us = (_status)
#define TIMES_M25P	TIMES(640, 0, 600 * MS, 5 * MS)
#define TIMES_M25PX	TIMES(800, 70 * MS, 1000 * MS, 5 * MS)
#define TIMES_W25X	TIMES(1500, 150 * MS, 1000 * MS, 5 * MS)
#define TIMES_W25Q	TIMES(700, 30 * MS, 150 * MS, 5 * MS)
#define TIMES_SST	TIMES(7, 18 * MS, 18 * MS, 1)
#define TIMES_AT25DF	TIMES(1 * MS, 50 * MS, 400 * MS, 1)
#define TIMES_MX25L	TIMES(1400, 60 * MS, 700 * MS, 5 * MS)

static const struct chip chips[N_CHIPS] = {
	[M25P16]	= { { 0x20, 0x20, 0x15, 0x10 }, 0x14, TIMES_M25P },
	[M25P80]	= { { 0x20, 0x20, 0x14, 0x10 }, 0x13, TIMES_M25P },
	[M25P32]	= { { 0x20, 0x20, 0x16, 0x10 }, 0x15, TIMES_M25P },
	[M25PX16]	= { { 0x20, 0x71, 0x15, 0x10 }, 0, TIMES_M25PX },
	/* times of M25PX16 */
	[N25Q016]	= { { 0x20, 0xba, 0x15, 0x10 }, 0, TIMES_M25PX },
	[W25X16]	= { { 0xef, 0x30, 0x15, 0x00 }, 0x14, TIMES_W25X },
	[W25Q16]	= { { 0xef, 0x40, 0x15, 0x00 }, 0x14,
			    .two_status = true, TIMES_W25Q },
	/* SST repeats the id; times of SST25VF016B for all four */
	[SST25VF040B]	= { { 0xbf, 0x25, 0x8d, 0xbf }, 0,
			    .powerup_status = NOR_SR_BP, TIMES_SST },
	[SST25VF080B]	= { { 0xbf, 0x25, 0x8e, 0xbf }, 0,
			    .powerup_status = NOR_SR_BP, TIMES_SST },
	[SST25VF016B]	= { { 0xbf, 0x25, 0x41, 0xbf }, 0,
			    .powerup_status = NOR_SR_BP, TIMES_SST },
	[SST25VF032B]	= { { 0xbf, 0x25, 0x4a, 0xbf }, 0,
			    .powerup_status = NOR_SR_BP, TIMES_SST },
	[AT25DF161]	= { { 0x1f, 0x46, 0x02, 0x00 }, 0, .atmel = true,
			    .powerup_status = NOR_SR_SWP, TIMES_AT25DF },
	/* times of AT25DF161 */
	[AT25DF321]	= { { 0x1f, 0x47, 0x00, 0x00 }, 0, .atmel = true,
			    .powerup_status = NOR_SR_SWP, TIMES_AT25DF },
	[MX25L1605]	= { { 0xc2, 0x20, 0x15, 0xc2 }, 0x14, TIMES_MX25L },
	/* times of M25P16 */
	[S25FL016P]	= { { 0x01, 0x02, 0x15, 0x00 }, 0x14, TIMES_M25P },
	/* times of W25Q16, which it is made after */
	[S25FL116]	= { { 0x01, 0x40, 0x15, 0x00 }, 0x14,
			    .two_status = true, TIMES_W25Q },
	/* times of W25Q16 */
	[IS25LP016]	= { { 0x9d, 0x60, 0x15, 0x00 }, 0x14, TIMES_W25Q },
	[M25P16_RES]	= { { 0xff, 0xff, 0xff, 0xff }, 0x14, TIMES_M25P },
	[UNKNOWN]	= { { 0xa1, 0xb2, 0xc3, 0x00 }, 0, TIMES_M25P },
	[NONE]		= { { 0xff, 0xff, 0xff, 0xff }, 0, .absent = true,
			    TIMES_M25P },
};

const struct chip *part_find(const char *name, const struct model_part **part)
{
	for (size_t i = 0; i < N_CHIPS; i++) {
		if (strcmp(parts[i].name, name))
			continue;
		*part = &parts[i];
		return &chips[i];
	}
	return NULL;
}

const struct model_part *model_part_named(const char *name)
{
	const struct model_part *part = NULL;

	part_find(name, &part);
	return part;
}

const struct model_part *model_parts(size_t *n)
{
	*n = N_PARTS;
	return parts;
}

const struct model_part *model_part(const struct model *m)
{
	return m->nor.part;
}
