// SPDX-License-Identifier: GPL-2.0-only
/*
 * The flash of some tens of burns that were cut, and again after the burn that
 * came next, for somebody else to look at.
 *
 *   dumps DIRECTORY
 *
 * A line on stdout for each file: its name, a tab, what it is. Only what a tool
 * must find an image on is written: not a card on which nothing booted before.
 */
#include <stdlib.h>

#include "cut.h"

struct sample {
	const char *scene;
	u32 log2_chunk;
};

/* mstflint goes by the lowest signature, and refuses more than two. */
static const struct sample samples[] = {
	{ "beside noise", 16 },
	{ "beside erased flash", 20 },
	{ "other image, retired", 19 },
	{ "same image, retired", 16 },
	{ "same image, unsigned", 20 },
	{ "other image, cut", 16 },
	{ "ROM from the card", 20 },
	{ "ROM left out", 16 },
	{ "other GUIDs", 19 },
	{ "blank", 16 },
	{ "nameless", 20 },
};

static struct stage stage;	/* large */
static const char *directory;
static u32 n_files;

static void write_flash(const struct stage *s, const struct cut *cut, bool after)
{
	char path[512];
	FILE *f;

	if (!after && s->config.scene->nobody)
		return;
	snprintf(path, sizeof(path), "%s/%03u", directory, n_files);
	f = fopen(path, "w");
	if (!f || fwrite(s->rig->flash, 1, s->rig->flash_size, f) !=
		  s->rig->flash_size || fclose(f)) {
		perror(path);
		exit(1);
	}
	printf("%03u\t%s, slot %u, %uK chunks, cut in change %u%s\n", n_files++,
	       s->config.scene->name, s->config.slot,
	       BIT(s->config.log2_chunk - 10), cut->at,
	       after ? ", burned again" : "");
}

/* The first change, one in the middle, the signature and the retirement. */
static void cut_some(void)
{
	struct cut cut = { .how = MODEL_CUT_HALF, .seen = write_flash };
	struct cut_verdict v;
	struct cut_count n;
	u32 at[4], i;

	cut_count(&stage, &n, &v);
	at[0] = 1;
	at[1] = n.changes / 2;
	at[2] = n.changes - 1;
	at[3] = n.changes;
	for (i = 0; i < ARRAY_SIZE(at); i++) {
		cut.at = at[i];
		cut.seed = at[i];
		cut_run(&stage, &cut, &v);
	}
}

int main(int argc, char **argv)
{
	struct kunit test = { .name = "dumps" };
	u32 i;

	if (argc != 2)
		return 2;
	directory = argv[1];
	if (setjmp(test.abort))
		return 1;
	for (i = 0; i < 2 * ARRAY_SIZE(samples); i++) {
		stage_open(&stage, &test, &(struct stage_config) {
				.scene = scene_named(samples[i / 2].scene),
				.rev = RIG_REV_B0, .part = "W25Q16",
				.slot = i % 2,
				.log2_chunk = samples[i / 2].log2_chunk,
			   });
		cut_some();
		stage_close(&stage);
	}
	return 0;
}
