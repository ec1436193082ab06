/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads FS2 images and flash dumps back, for tests that compare before and
 * after. Shares no code with the builder nor with the driver: table CRC and
 * bit-wise striping here, bit-wise CRC and chunk arithmetic there.
 */
#ifndef VIEW_H
#define VIEW_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define VIEW_SECTIONS_MAX	256
#define VIEW_ERRORS_MAX		8
#define VIEW_STARTS_MAX		16

struct view_part {
	uint32_t type;		/* 0: loader block */
	uint32_t off;
	uint32_t bytes;		/* with header and CRC word */
	uint32_t stored;
	uint32_t computed;
	bool blank;
};

struct view {
	uint32_t start;		/* physical, where the signature is */
	bool failsafe;
	uint32_t log2_chunk;
	uint32_t slot;

	uint32_t length;	/* bytes that were there to read */
	uint32_t size;		/* word 0x30 */
	uint32_t word_20;
	uint32_t info_off;
	uint32_t guid_off;
	uint16_t full_computed;

	uint32_t n_parts;
	struct view_part part[VIEW_SECTIONS_MAX];
	uint32_t end;		/* of the last section */

	uint32_t n_guids;
	uint64_t guid[6];
	bool blank_guids;

	uint32_t n_tags;
	uint8_t tag[64];
	bool end_tag;
	uint32_t version[3];
	bool has_mic;
	uint32_t mic[3];
	uint32_t time;
	uint32_t date;
	uint32_t device_type;
	char psid[17];
	char vsd[209];
	uint32_t n_hwids;
	uint32_t hwid[16];
	uint32_t config_area[3];

	bool has_rom;
	bool rom_signed;
	bool rom_sum_ok;
	uint32_t rom_product;
	uint32_t rom_version[3];

	uint32_t n_errors;
	char error[VIEW_ERRORS_MAX][80];
};

uint16_t view_crc(const uint8_t *p, uint32_t len);
uint32_t view_addr(uint32_t off, uint32_t log2_chunk, uint32_t slot);
void view_image(struct view *v, const uint8_t *image, uint32_t len);
void view_flash(struct view *v, const uint8_t *flash, uint32_t len,
		uint32_t start);
uint32_t view_starts(const uint8_t *p, uint32_t len, bool retired,
		     uint32_t start[VIEW_STARTS_MAX]);
void view_json_text(FILE *f, const char *s);
void view_json(FILE *f, const struct view *v, const char *indent);

#endif /* VIEW_H */
