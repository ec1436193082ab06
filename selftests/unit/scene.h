/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a card can look like when a burn begins, and what must become of it:
 * the table that cut_test.c and the sweep of selftests/prove share.
 *
 *   stage_open(&stage, test, &(struct stage_config) { .scene = ... });
 *   stage_reset(&stage);		as often as it takes
 *   stage_close(&stage);
 */
#ifndef HERMON_UNIT_SCENE_H
#define HERMON_UNIT_SCENE_H

#include "rig.h"

#define STAGE_IMAGE_MAX	0x20000
#define STAGE_NOBODY	2	/* a slot: no image is to stay */

struct stage;

/**
 * struct scene - a card as a burn finds it
 * @kind: what it is counted under in safety.rst
 * @name: which of its kind
 * @make: puts it on the flash
 * @nobody: nothing on it boots
 * @chunk: the only chunk size that it is made for, as log2; 0: any
 * @lowest: with chunks of more than 64 KB, from the lower slot only: the image
 *	there must stay the lowest, which is the current one
 */
struct scene {
	const char *kind;
	const char *name;
	void (*make)(struct stage *s);
	bool nobody;
	u32 chunk;
	bool lowest;
};

/**
 * struct stage_config - a scene and the card that it is played on
 * @scene: the scene
 * @part: flash part of the model
 * @rev: silicon revision
 * @slot: where the old image lies
 * @log2_chunk: chunk size
 * @words: programmed by words instead of bytes
 * @small: an image of the least size, for parts that program single bytes
 */
struct stage_config {
	const struct scene *scene;
	const char *part;
	u8 rev;
	u32 slot;
	u32 log2_chunk;
	bool words;
	bool small;
};

/* An image as it must lie in a slot. */
struct stage_image {
	u8 data[STAGE_IMAGE_MAX];
	u32 len;
	u32 log2_chunk;
	u32 minor;
};

/**
 * struct stage - a card, a file, and what shall be on the card afterwards; large
 * @rig: the card
 * @config: how it was opened
 * @old: the image that is current at the start
 * @other: one in the other slot, of no use by now
 * @file: what is burned
 * @want: what it becomes on this card
 * @slot: of @old, or STAGE_NOBODY
 * @images: the built ones: @old, @other, @want
 * @boots: rules of the boot ROM by which the card boots at the start, one bit
 *	each
 * @n_errors: guest errors when the stage was reset last
 */
struct stage {
	struct rig *rig;
	struct stage_config config;
	struct fs2_spec old;
	struct fs2_spec other;
	struct fs2_spec file;
	struct fs2_spec want;
	u32 slot;
	struct stage_image images[3];
	u32 boots;
	u64 n_errors;
};

enum stage_image_id { STAGE_OLD, STAGE_OTHER, STAGE_WANT };

extern const struct scene scenes[];
extern const u32 n_scenes;

const struct scene *scene_named(const char *name);
void stage_open(struct stage *s, struct kunit *test,
		const struct stage_config *config);
void stage_reset(struct stage *s);
void stage_close(struct stage *s);
u32 stage_target(const struct stage *s);
bool stage_holds(const struct stage *s, enum stage_image_id id, u32 slot);
bool stage_boots(struct stage *s, enum model_boot_rule rule);

#endif /* HERMON_UNIT_SCENE_H */
