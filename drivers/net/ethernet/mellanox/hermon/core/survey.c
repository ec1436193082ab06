// SPDX-License-Identifier: GPL-2.0-only
/*
 * What of a slot has to change to become an image, and the cheapest way there.
 *
 * A burn compares first: what is as it should be stays, and where bits have only
 * to be cleared nothing is erased. What is compared here counts as read back.
 * design.rst, "Only what differs".
 */
#include <hermon_env.h>
#include <hermon/survey.h>

#define SIG	HERMON_FS2_SIGNATURE_SIZE
#define PIECE	HERMON_NOR_PAGE

/**
 * hermon_survey_init() - begin to look at a slot
 * @s: to set up
 * @nor: the flash, identified
 * @layout: the slot
 * @size: of the image that is to go there, bytes; it fits
 */
void hermon_survey_init(struct hermon_survey *s, const struct hermon_nor *nor,
			const struct hermon_layout *layout, u32 size)
{
	u32 reach = round_up(size, nor->family->erase_size);

	s->layout = *layout;
	s->size = size;
	s->unit = hermon_nor_unit(nor);
	s->n_units = DIV_ROUND_UP(reach, s->unit);
}

/**
 * hermon_survey_want() - what a slot shall hold
 * @s: the survey
 * @image: the image
 * @off: image offset
 * @buf: where to put the bytes
 * @len: how many
 * @report: filled on failure
 *
 * Behind the image that is erased flash.
 *
 * Return: 0 or an error of @image.
 */
int hermon_survey_want(const struct hermon_survey *s,
		       struct hermon_reader *image, u32 off, u8 *buf, u32 len,
		       struct hermon_report *report)
{
	u32 n = off < s->size ? min(len, s->size - off) : 0;

	memset(buf + n, 0xff, len - n);
	if (!n)
		return 0;
	return hermon_reader_get(image, off, buf, n, report);
}

/* @state of bytes that are @got and shall be @want, if worse than it was. */
static void compare(u8 *state, const u8 *got, const u8 *want, u32 len)
{
	u32 i;

	for (i = 0; i < len; i++) {
		if (got[i] == want[i])
			continue;
		if ((got[i] & want[i]) != want[i]) {
			*state = HERMON_UNIT_ERASE;
			return;
		}
		*state = HERMON_UNIT_PROGRAM;
	}
}

/*
 * The signature comes last and by itself: here it must be erased flash, or
 * part of what it will be, but no signature yet.
 */
static void compare_signature(u8 *state, const u8 *got, const u8 *want)
{
	u8 signature = HERMON_UNIT_SAME;

	compare(&signature, got, want, SIG);
	if (signature == HERMON_UNIT_ERASE)
		*state = HERMON_UNIT_ERASE;
}

/**
 * hermon_survey_unit() - look at one unit
 * @s: the survey
 * @nor: the flash
 * @image: what shall be there
 * @unit: which one
 * @report: filled on failure
 *
 * Reads no further than it takes to know: what has to be erased mostly shows
 * that in its first block, what is right is read in long pieces.
 *
 * Context: caller holds the gateway; may sleep.
 * Return: 0, an error of hermon_nor_read() or of @image.
 */
int hermon_survey_unit(struct hermon_survey *s, struct hermon_nor *nor,
		       struct hermon_reader *image, u32 unit,
		       struct hermon_report *report)
{
	u8 want[PIECE], got[PIECE];
	u8 *state = &s->state[unit];
	u32 off = unit * s->unit;
	u32 end = off + s->unit;
	bool blank = true;
	u32 n;
	int err;

	*state = HERMON_UNIT_SAME;
	for (; off < end && *state != HERMON_UNIT_ERASE; off += n) {
		/* The first block by itself, the next ones up to a whole piece. */
		n = off % s->unit ? PIECE - off % PIECE : HERMON_NOR_BLOCK;
		err = hermon_survey_want(s, image, off, want, n, report);
		if (!err)
			err = hermon_nor_read(nor,
					      hermon_layout_addr(&s->layout, off),
					      got, n, report);
		if (err)
			return err;
		blank = blank && hermon_nor_is_blank(got, n);
		if (off)
			compare(state, got, want, n);
		else
			compare_signature(state, got, want);
	}
	if (blank && *state == HERMON_UNIT_PROGRAM)
		*state = HERMON_UNIT_BLANK;
	return 0;
}

/* Microseconds to write what is already right once more. */
static u32 rewrite_us(const struct hermon_survey *s,
		      const struct hermon_nor *nor)
{
	const struct hermon_nor_family *f = nor->family;
	u32 at_once = f->byte_program ? HERMON_NOR_WORD : HERMON_NOR_PAGE;

	return s->unit / at_once * f->program.typ_us;
}

/* Is it cheaper to erase the block of @n units from @first as a whole? */
static bool block_is_cheaper(const struct hermon_survey *s,
			     const struct hermon_nor *nor, u32 first, u32 n)
{
	const struct hermon_nor_family *f = nor->family;
	u32 n_erase = 0, n_same = 0;
	u32 i;

	for (i = first; i < first + n; i++) {
		n_erase += s->state[i] == HERMON_UNIT_ERASE;
		/* Behind the image there is nothing to write again. */
		n_same += s->state[i] == HERMON_UNIT_SAME &&
			  i * s->unit < s->size;
	}
	return (u64)n_erase * f->small.time.typ_us >
	       f->block.time.typ_us + (u64)n_same * rewrite_us(s, nor);
}

/**
 * hermon_survey_cover() - choose between small erases and large ones
 * @s: the survey, all units looked at
 * @nor: the flash
 *
 * By the typical times of the part, also that to write again what a large
 * erase takes along. Blocks that the burn does not reach to the end of are
 * erased in small pieces only: what follows is not the burn's.
 */
void hermon_survey_cover(struct hermon_survey *s, const struct hermon_nor *nor)
{
	u32 n = nor->family->block.size / s->unit;
	u32 first, i;

	if (n == 1)
		return;
	for (first = 0; first + n <= s->n_units; first += n) {
		if (!block_is_cheaper(s, nor, first, n))
			continue;
		for (i = first; i < first + n; i++)
			s->state[i] = HERMON_UNIT_BLOCK;
	}
}
