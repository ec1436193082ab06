// SPDX-License-Identifier: GPL-2.0-only
/*
 * The least that a burn can cost, from what the flash was and what it became.
 *
 *	floor PART SIZE BEFORE AFTER
 *
 * Shares no code with the driver. How it comes about is in
 * Documentation/hermon/performance.rst, "The floor"; parts and times are those
 * of the emulated card. SIZE is that of the image, all of which has to be read.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model_internal.h"

enum {
	BLOCK = HERMON_GW_DATA_BYTES,
	WORD = 2,			/* SST programs two bytes at a time */
	POLLS = 2,			/* of a command: once busy, once done */
	PER_BLOCK = POLLS + BLOCK / 4,	/* register reads to read one */
	OPCODE = 1,
	OPCODE_ADDR = 4,
	STATUS_BYTES = 2,		/* opcode and answer */
};

struct flash {
	const struct chip *chip;
	const struct model_part *part;
	uint8_t *before;
	uint8_t *after;
	uint8_t *now;		/* @before, less what was erased */
};

struct floor {
	uint64_t erases_4k;
	uint64_t erases_64k;
	uint64_t programs;
	uint64_t write_blocks;
	uint64_t read_blocks;
	uint64_t wrens;
	uint64_t polls;		/* of the status */
	uint64_t spi_bytes;
	double busy_us;
};

static void die(const char *what, const char *name)
{
	fprintf(stderr, "floor: %s %s\n", what, name);
	exit(EXIT_FAILURE);
}

static uint8_t *load(const char *path, uint32_t size)
{
	uint8_t *data = malloc(size);
	FILE *f = fopen(path, "re");

	if (!data || !f || fread(data, 1, size, f) != size)
		die("this is no dump of the part:", path);
	fclose(f);
	return data;
}

static bool needs_erase(const struct flash *f, uint32_t addr, uint32_t len)
{
	for (uint32_t i = addr; i < addr + len; i++)
		if (f->after[i] & ~f->before[i])
			return true;
	return false;
}

/* A page, or on SST a word; costs nothing if it is right. */
static bool program_unit(const struct flash *f, uint32_t addr,
			 const uint8_t *now, uint32_t *first, uint32_t *end)
{
	uint32_t len = f->part->byte_program ? WORD : MODEL_PAGE;

	*first = len;
	*end = 0;
	for (uint32_t i = 0; i < len; i++) {
		if (now[i] == f->after[addr + i])
			continue;
		*first = *first < i ? *first : i;
		*end = i + 1;
	}
	return *end;
}

static double program_us(const struct flash *f, uint32_t addr, uint32_t len,
			 bool erased)
{
	static uint8_t blank[MODEL_PAGE];
	uint32_t unit = f->part->byte_program ? WORD : MODEL_PAGE;
	uint32_t first, end;
	double us = 0;

	memset(blank, 0xff, sizeof(blank));
	for (uint32_t i = addr; i < addr + len; i += unit)
		if (program_unit(f, i, erased ? blank : f->before + i, &first,
				 &end))
			us += f->chip->program_us;
	return us;
}

static void erase(struct flash *f, struct floor *fl, uint32_t addr, uint32_t len,
		  uint64_t *count, uint32_t us)
{
	memset(f->now + addr, 0xff, len);
	(*count)++;
	fl->wrens++;
	fl->polls++;
	fl->busy_us += us;
	fl->spi_bytes += OPCODE + OPCODE_ADDR + STATUS_BYTES;
}

/* By small erases, if there are any, or as a whole: whatever is quicker. */
static void erase_block(struct flash *f, struct floor *fl, uint32_t block)
{
	bool has_small = f->part->erase_4k;
	uint32_t unit = has_small ? MODEL_ERASE_4K : MODEL_ERASE_64K;
	double small = 0, large;
	bool any = false;

	large = f->chip->erase_64k_us +
		program_us(f, block, MODEL_ERASE_64K, true);
	for (uint32_t a = block; a < block + MODEL_ERASE_64K; a += unit) {
		bool needed = needs_erase(f, a, unit);

		any |= needed;
		small += (needed ? f->chip->erase_4k_us : 0) +
			 program_us(f, a, unit, needed);
	}
	if (!any)
		return;
	if (!has_small || large < small) {
		erase(f, fl, block, MODEL_ERASE_64K, &fl->erases_64k,
		      f->chip->erase_64k_us);
		return;
	}
	for (uint32_t a = block; a < block + MODEL_ERASE_64K; a += unit)
		if (needs_erase(f, a, unit))
			erase(f, fl, a, unit, &fl->erases_4k,
			      f->chip->erase_4k_us);
}

static void program_page(struct flash *f, struct floor *fl, uint32_t addr)
{
	uint32_t first, end, blocks;

	if (!program_unit(f, addr, f->now + addr, &first, &end))
		return;
	blocks = (end - 1) / BLOCK - first / BLOCK + 1;
	fl->programs++;
	fl->write_blocks += blocks;
	fl->wrens++;
	fl->polls++;
	fl->busy_us += f->chip->program_us;
	fl->spi_bytes += OPCODE + OPCODE_ADDR + (uint64_t)blocks * BLOCK +
			 STATUS_BYTES;
}

/* One write enable and one address for all of them. */
static void program_word(struct flash *f, struct floor *fl, uint32_t addr)
{
	uint32_t first, end;

	if (!program_unit(f, addr, f->now + addr, &first, &end))
		return;
	fl->wrens = fl->programs ? fl->wrens : fl->wrens + 1;
	fl->programs++;
	fl->write_blocks++;
	fl->polls++;
	fl->busy_us += f->chip->program_us;
	fl->spi_bytes += OPCODE + WORD + STATUS_BYTES;
}

static void add_up(struct flash *f, struct floor *fl, uint32_t size)
{
	for (uint32_t a = 0; a < f->part->size; a += MODEL_ERASE_64K)
		erase_block(f, fl, a);
	for (uint32_t a = 0; a < f->part->size;) {
		if (f->part->byte_program) {
			program_word(f, fl, a);
			a += WORD;
		} else {
			program_page(f, fl, a);
			a += MODEL_PAGE;
		}
	}
	fl->read_blocks = (size + BLOCK - 1) / BLOCK;
	fl->spi_bytes += OPCODE_ADDR + (uint64_t)fl->read_blocks * BLOCK;
}

static void print(const struct floor *fl)
{
	uint64_t erases = fl->erases_4k + fl->erases_64k;
	uint64_t commands = fl->wrens + erases + fl->write_blocks +
			    fl->read_blocks + fl->polls;

	printf("{\"gw_commands\": %" PRIu64 ", \"bar_reads\": %" PRIu64
	       ", \"spi_bytes\": %" PRIu64 ", \"erases_4k\": %" PRIu64
	       ", \"erases_64k\": %" PRIu64 ", \"page_programs\": %" PRIu64
	       ", \"busy_us\": %.0f}\n",
	       commands,
	       POLLS * (commands - fl->read_blocks) +
	       PER_BLOCK * fl->read_blocks + fl->polls,
	       fl->spi_bytes, fl->erases_4k, fl->erases_64k, fl->programs,
	       fl->busy_us);
}

int main(int argc, char **argv)
{
	struct flash f = { 0 };
	struct floor fl = { 0 };

	if (argc != 5)
		die("usage:", "floor PART SIZE BEFORE AFTER");
	f.chip = part_find(argv[1], &f.part);
	if (!f.chip)
		die("there is no part", argv[1]);
	f.before = load(argv[3], f.part->size);
	f.after = load(argv[4], f.part->size);
	f.now = load(argv[3], f.part->size);
	add_up(&f, &fl, strtoul(argv[2], NULL, 0));
	print(&fl);
	free(f.before);
	free(f.after);
	free(f.now);
	return EXIT_SUCCESS;
}
