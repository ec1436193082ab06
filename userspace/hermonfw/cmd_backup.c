// SPDX-License-Identifier: GPL-2.0-only
/*
 * backup and restore: the whole flash into a file, and the image out of it
 * again, onto the same card.
 */
#include <getopt.h>
#include <stdlib.h>

#include "backup.h"
#include "handover.h"
#include "idtext.h"
#include "job.h"
#include "out.h"

#define GUID_NODE	0	/* first of struct hermon_image's guids */

enum {
	OPT_OUTPUT = 'o',
	OPT_BACKUP_DIR = 'd',
	OPT_GUID = 'g',
};

static const struct option backup_options[] = {
	{ "output", required_argument, NULL, OPT_OUTPUT },
	{ "backup-dir", required_argument, NULL, OPT_BACKUP_DIR },
	{ 0 },
};

static const struct option restore_options[] = {
	{ "guid", required_argument, NULL, OPT_GUID },
	JOB_OPTIONS,
	{ 0 },
};

static int take_backup(const char *dev, const char *file, const char *dir,
		       struct backup *b, struct error *e)
{
	struct source src = { 0 };
	struct sysfs_card card;
	int err;

	err = sysfs_find(dev, &card, e);
	if (err)
		return err;
	if (!may_administer()) {
		error_set(e, EPERM, "PERMISSION",
			  "only root may read the flash of a card");
		error_next(e, "run it as root: this needs CAP_NET_ADMIN");
		return -EPERM;
	}
	err = source_open(&src, card.bdf, SOURCE_ANY, e);
	if (!err)
		err = source_need_bytes(&src, e);
	if (!err)
		err = backup_take(b, &src, file, dir, e);
	source_close(&src);
	return err;
}

static void tell_backup(struct app *app, const struct backup *b)
{
	char sentence[HERMON_REPORT_SENTENCE];

	if (app->json)
		app->answer = backup_json(b);
	out_text(app, "%s%s\n", b->path,
		 b->existed ? " (was there already)" : "");
	if (b->has_image)
		return;
	hermon_report_sentence(&b->why, sentence, sizeof(sentence));
	out_note(app, "the backup is complete, but has no sound image in it: %s",
		 sentence);
	if (app->json)
		out_put_text(app->answer, "warning", sentence);
}

/**
 * cmd_backup() - save the whole flash of a card
 * @app: this run
 * @argc: count of @argv
 * @argv: DEV and options
 *
 * Return: enum exit_code.
 */
int cmd_backup(struct app *app, int argc, char **argv)
{
	const char *file = NULL, *dir = BACKUP_DIR;
	struct backup b;
	struct error e;
	int opt;

	while ((opt = getopt_long(argc, argv, "o:", backup_options, NULL)) != -1) {
		if (opt == OPT_OUTPUT)
			file = optarg;
		else if (opt == OPT_BACKUP_DIR)
			dir = optarg;
		else
			return usage_error(app, NULL);
	}
	if (argc - optind != 1)
		return usage_error(app, "backup takes one device");
	if (take_backup(argv[optind], file, dir, &b, &e))
		return out_result(app, EXIT_ERROR, &e, false);
	tell_backup(app, &b);
	return out_result(app, EXIT_DONE, NULL, false);
}

/**
 * struct dump - a backup that is to be restored
 * @path: of the file
 * @file: its bytes
 * @image: the current image in it, as a file of its own
 * @guid: of the card that it was taken from
 * @typed: what the user says the GUID is, if @has_typed
 * @has_typed: see @typed
 */
struct dump {
	const char *path;
	struct file file;
	struct file image;
	u64 guid;
	u64 typed;
	bool has_typed;
};

static int no_image_in_dump(struct dump *d, const struct hermon_report *why,
			    struct error *e)
{
	char sentence[HERMON_REPORT_SENTENCE];

	hermon_report_sentence(why, sentence, sizeof(sentence));
	error_set(e, hermon_report_errno(why) ? -hermon_report_errno(why) :
		  EINVAL, hermon_reason_name(why->reason),
		  "%s holds no sound image to restore: %s", d->path, sentence);
	error_next(e, "take another backup of this card");
	return EXIT_REFUSED;
}

static int extract(struct dump *d, struct error *e)
{
	struct hermon_report why = { 0 };
	struct hermon_card card;
	struct hermon_image image;
	struct hermon_slot slot;
	struct hermon_mem mem;

	hermon_mem_init(&mem, d->file.data, d->file.size);
	if (hermon_card_read(&card, &mem.rd, &why))
		return no_image_in_dump(d, &why, e);
	if (!card.valid)
		return no_image_in_dump(d, &card.why, e);
	hermon_slot_init(&slot, &mem.rd, &card.layout);
	if (hermon_fs2_check(&slot.rd, HERMON_DEPTH_FULL, &image, &why))
		return no_image_in_dump(d, &why, e);
	d->image.data = malloc(image.size);
	if (!d->image.data) {
		error_set(e, ENOMEM, "MEMORY", "out of memory");
		return EXIT_ERROR;
	}
	d->image.size = image.size;
	d->guid = image.guids_blank ? 0 : image.guids[GUID_NODE];
	if (hermon_reader_get(&slot.rd, 0, d->image.data, image.size, &why))
		return no_image_in_dump(d, &why, e);
	return EXIT_DONE;
}

static int open_dump(struct dump *d, struct error *e)
{
	struct hermon_report report = { 0 };
	int err;

	err = file_load(&d->file, d->path, &report);
	if (!err)
		return extract(d, e);
	if (report.reason) {
		error_report(e, err, &report);
		return EXIT_REFUSED;
	}
	error_set(e, -err, "FILE", "%s: %s", d->path, strerror(-err));
	error_next(e, "hermonfw backup makes backups, by default in " BACKUP_DIR);
	return EXIT_ERROR;
}

static int refuse_guid(struct error *e, const char *fmt, u64 a, u64 b)
{
	error_set(e, EINVAL, "OTHER_CARD", fmt, (unsigned long long)a,
		  (unsigned long long)b);
	error_next(e, "a backup belongs to the card that it was taken from: find the one with this GUID");
	return EXIT_REFUSED;
}

/* A card that does not know its GUID is believed to be what the user says. */
static int check_typed(const struct dump *d, struct job *job, struct error *e)
{
	if (!d->has_typed) {
		error_set(e, ENODATA, "GUID_UNKNOWN",
			  "%s cannot tell its GUID", job->sysfs.bdf);
		error_next(e, "read the GUID from the board's label and give it with --guid");
		return EXIT_REFUSED;
	}
	if (d->typed != d->guid)
		return refuse_guid(e, "the backup is of the card %016llx, --guid says %016llx",
				   d->guid, d->typed);
	job->wish.identifiers = true;
	return EXIT_DONE;
}

static int choose_dump(struct job *job, struct source *src, bool known,
		       struct error *e)
{
	struct dump *d = job->ctx;
	u64 guid;

	job->image = &d->image;
	job->path = d->path;
	if (!known)
		return EXIT_DONE;
	if (!src->has_image || src->image.guids_blank)
		return check_typed(d, job, e);
	guid = src->image.guids[GUID_NODE];
	if (guid != d->guid)
		return refuse_guid(e, "the backup is of the card %016llx, this is %016llx",
				   d->guid, guid);
	return EXIT_DONE;
}

static int take_option(struct job *job, struct dump *d, int option)
{
	if (option != OPT_GUID)
		return job_option(job, option, optarg);
	if (guid_parse(optarg, &d->typed))
		return usage_error(job->app, "--guid takes 16 hexadecimal digits");
	d->has_typed = true;
	return EXIT_DONE;
}

/**
 * cmd_restore() - burn the image out of a backup of the same card
 * @app: this run
 * @argc: count of @argv
 * @argv: DEV BACKUP and options
 *
 * VSD and boot ROM are those of the backup; with the PSID it is as with any
 * burn.
 *
 * Return: enum exit_code.
 */
int cmd_restore(struct app *app, int argc, char **argv)
{
	struct dump d = { 0 };
	struct error e = { 0 };
	struct job job;
	int opt, code;

	job_init(&job, app);
	job.choose = choose_dump;
	job.ctx = &d;
	job.wish.settings = true;
	job.wish.rom = HERMON_ROM_IMAGE;
	while ((opt = getopt_long(argc, argv, "", restore_options, NULL)) != -1) {
		code = take_option(&job, &d, opt);
		if (code)
			return code;
	}
	if (argc - optind != 2)
		return usage_error(app, "restore takes a device and a backup");
	d.path = argv[optind + 1];
	code = open_dump(&d, &e);
	if (code)
		out_result(app, code, &e, false);
	else
		code = job_run(&job, argv[optind]);
	file_unload(&d.file);
	file_unload(&d.image);
	return code;
}
