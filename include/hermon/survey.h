/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What of a slot has to change to become an image, and the cheapest way there.
 */
#ifndef HERMON_SURVEY_H
#define HERMON_SURVEY_H

#include <hermon_env.h>
#include <hermon/fs2.h>
#include <hermon/image.h>
#include <hermon/layout.h>
#include <hermon/nor.h>

/* Half of the largest flash in the smallest units, 4 KB. */
#define HERMON_SURVEY_MAX_UNITS	(HERMON_FS2_MAX_SIZE / 2 / 0x1000)

enum hermon_unit_state {
	HERMON_UNIT_SAME,	/* every byte is as it should be */
	HERMON_UNIT_BLANK,	/* is erased flash and shall not stay so */
	HERMON_UNIT_PROGRAM,	/* bits have to be cleared, none set */
	HERMON_UNIT_ERASE,	/* has to be erased, by itself */
	HERMON_UNIT_BLOCK,	/* is erased with its block of 64 KB */
};

/**
 * struct hermon_survey - what of a slot has to change
 * @layout: the slot
 * @size: of the image, bytes
 * @unit: bytes of a unit, the smallest that the chip can erase
 * @n_units: how many units the burn is about
 * @state: of each unit, enum hermon_unit_state
 *
 * Units count from the start of the slot. Behind the image they have to be
 * erased, as far as the tools would have erased.
 */
struct hermon_survey {
	struct hermon_layout layout;
	u32 size;
	u32 unit;
	u32 n_units;
	u8 state[HERMON_SURVEY_MAX_UNITS];
};

void hermon_survey_init(struct hermon_survey *s, const struct hermon_nor *nor,
			const struct hermon_layout *layout, u32 size);
int hermon_survey_unit(struct hermon_survey *s, struct hermon_nor *nor,
		       struct hermon_reader *image, u32 unit,
		       struct hermon_report *report);
void hermon_survey_cover(struct hermon_survey *s, const struct hermon_nor *nor);
int hermon_survey_want(const struct hermon_survey *s,
		       struct hermon_reader *image, u32 off, u8 *buf, u32 len,
		       struct hermon_report *report);

#endif /* HERMON_SURVEY_H */
