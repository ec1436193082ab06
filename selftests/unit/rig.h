/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/ on top of an emulated card, in one process: what the module does
 * between devlink and BAR 0, done by a test.
 *
 *   rig = rig_new(test, &(struct rig_config) { .part = "M25P16" });
 *   rig_place(rig, &spec, 0);		an image in the lower slot
 *   rig_power_on(rig);
 *   err = rig_flash(rig, &spec);	what "devlink dev flash" does
 *   rig_free(rig);			or left to the suite's exit
 */
#ifndef HERMON_UNIT_RIG_H
#define HERMON_UNIT_RIG_H

#include <kunit/test.h>

#include <hermon/burn.h>
#include <hermon/card.h>
#include <hermon/regs.h>
#include <hermon/survey.h>
#include <hermon/update.h>

#include "fs2_build.h"
#include "model.h"

#define RIG_IMAGE_MAX	0x100000
#define RIG_PAGE	0x1000	/* rig_restore() copies these */
#define RIG_N_PAGES	(HERMON_FS2_MAX_SIZE / RIG_PAGE)
#define RIG_CARD_VSD	"as the factory wrote it"
#define RIG_REV_A0	0xa0
#define RIG_REV_B0	0xb0

/**
 * struct rig_config - which card
 * @part: flash part of the model; NULL: M25P16
 * @rev: silicon revision; 0: a0
 * @cut: power is lost in this change of the flash; 0: never
 * @cut_seed: what is left of the change that was cut
 * @words: parts that can are programmed by words instead of bytes
 */
struct rig_config {
	const char *part;
	u8 rev;
	u32 cut;
	u32 cut_seed;
	bool words;
};

/**
 * struct rig - a card and all that core/ knows of it
 * @test: who uses it
 * @model: the card
 * @flash: its contents
 * @flash_size: bytes
 * @before: the contents when the last rig_flash() began
 * @saved: the contents when rig_save() was called; NULL before
 * @stale: for each page, which copies of it are
 * @file: the image that rig_flash() was given, as a file
 * @file_len: bytes
 * @words: as in struct rig_config
 * @wish: what rig_flash() asks for; all zero at first
 * @cancel_at: the user cancels when asked this often; 0: never
 * @asked: how often the user was asked
 * @asked_late: asked when it was too late to cancel
 * @flaw: what was wrong with the progress reports; NULL if nothing
 * @n_reports: how many there were
 * @last: the last one
 * @phases: phases that were reported, one bit each
 */
struct rig {
	struct kunit *test;
	struct model *model;
	u8 *flash;
	u32 flash_size;
	u8 *before;
	u8 *saved;
	u8 stale[RIG_N_PAGES];
	u8 *file;
	u32 file_len;
	bool words;

	struct hermon_cr cr;
	struct hermon_gw gw;
	struct hermon_nor nor;
	struct hermon_card card;
	struct hermon_mem mem;
	struct hermon_update up;
	struct hermon_survey survey;
	struct hermon_wish wish;
	u8 *rom;
	struct hermon_report report;

	u32 cancel_at;
	u32 asked;
	bool asked_late;
	const char *flaw;
	u32 n_reports;
	struct hermon_progress last;
	u32 phases;
};

struct rig *rig_new(struct kunit *test, const struct rig_config *config);
void rig_free(struct rig *rig);
void rig_exit(struct kunit *test);

void rig_fault(struct rig *rig, const char *spec);
void rig_clear_fault(struct rig *rig, const char *name);

void rig_set_version(struct fs2_spec *spec, u32 minor);
void rig_set_identity(struct fs2_spec *spec);
u32 rig_start(const struct fs2_spec *spec, u32 slot);
u32 rig_build(struct rig *rig, const struct fs2_spec *spec);
void rig_place(struct rig *rig, const struct fs2_spec *spec, u32 slot);
void rig_save(struct rig *rig);
void rig_restore(struct rig *rig);
void rig_power_on(struct rig *rig);
void rig_restart(struct rig *rig);
int rig_open(struct rig *rig);
int rig_read_card(struct rig *rig);
int rig_flash_file(struct rig *rig);
int rig_flash(struct rig *rig, const struct fs2_spec *spec);

u32 rig_count_signatures(const struct rig *rig);
bool rig_has_signature(const struct rig *rig, u32 addr);
void rig_expect_no_guest_errors(struct rig *rig);
void rig_expect_unlocked(struct rig *rig);
bool rig_slot_is(struct rig *rig, const struct fs2_spec *spec, u32 slot);
bool rig_slot_holds(struct rig *rig, const struct fs2_spec *spec, u32 slot);
void rig_expect_boots(struct rig *rig, const struct fs2_spec *spec, u32 slot);
void rig_expect_intact(struct rig *rig, const struct fs2_spec *spec, u32 slot);
void rig_expect_burned(struct rig *rig, int err);
void rig_expect_refused(struct rig *rig, int err, enum hermon_reason reason,
			int want);
void rig_expect_failed(struct rig *rig, int err, enum hermon_reason reason,
		       int want);

#endif /* HERMON_UNIT_RIG_H */
