/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A burn from beginning to end: card taken over, checked, saved, burned,
 * looked at, given back.
 */
#ifndef JOB_H
#define JOB_H

#include <hermon/match.h>

#include "backup.h"
#include "handover.h"
#include "source.h"
#include "verdict.h"

/**
 * struct job - what is to be burned, and how far it has come
 * @app: this run
 * @wish: what shall be other than usual
 * @no_backup: take none
 * @backup_dir: where it goes
 * @keep_bound: leave the card with hermon_fw
 * @force: BIT(enum user_kind) of users that do not matter
 * @dry_run: write nothing
 * @choose: finds @image once the card is known; @known tells whether its flash
 *	has been read, without which 0 and no image is an answer, too
 * @ctx: of @choose
 * @sysfs: the card, before anything was done
 * @handover: the card taken over
 * @src: the card, once it is
 * @image: what to burn; belongs to @ctx
 * @path: where it comes from, for messages
 * @verdict: what it would do to the card
 * @backup: the backup, if @has_backup
 * @has_backup: there is one
 * @written: the flash is not what it was
 */
struct job {
	struct app *app;
	struct hermon_wish wish;
	bool no_backup;
	const char *backup_dir;
	bool keep_bound;
	u32 force;
	bool dry_run;
	int (*choose)(struct job *job, struct source *src, bool known,
		      struct error *e);
	void *ctx;

	struct sysfs_card sysfs;
	struct handover handover;
	struct source src;
	const struct file *image;
	const char *path;
	struct verdict verdict;
	struct backup backup;
	bool has_backup;
	bool written;
};

/* Options that burns have in common, for getopt_long(). */
enum {
	JOB_OPT_FIRST = 512,
	JOB_OPT_TO_PSID = JOB_OPT_FIRST,
	JOB_OPT_ROM,
	JOB_OPT_NO_BACKUP,
	JOB_OPT_BACKUP_DIR,
	JOB_OPT_KEEP_BOUND,
	JOB_OPT_FORCE,
	JOB_OPT_DRY_RUN,
	JOB_OPT_LAST,
};

#define JOB_OPTIONS \
	{ "to-psid", required_argument, NULL, JOB_OPT_TO_PSID }, \
	{ "rom", required_argument, NULL, JOB_OPT_ROM }, \
	{ "no-backup", no_argument, NULL, JOB_OPT_NO_BACKUP }, \
	{ "backup-dir", required_argument, NULL, JOB_OPT_BACKUP_DIR }, \
	{ "keep-bound", no_argument, NULL, JOB_OPT_KEEP_BOUND }, \
	{ "force", required_argument, NULL, JOB_OPT_FORCE }, \
	{ "dry-run", no_argument, NULL, JOB_OPT_DRY_RUN }

void job_init(struct job *job, struct app *app);
int job_option(struct job *job, int option, const char *value);
int job_run(struct job *job, const char *dev);

#endif /* JOB_H */
