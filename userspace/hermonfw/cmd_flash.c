// SPDX-License-Identifier: GPL-2.0-only
/*
 * flash: burn an image, or the image for this card out of a folder; several cards
 * at once.
 */
#include <getopt.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "batch.h"
#include "idtext.h"
#include "job.h"
#include "library.h"
#include "out.h"

enum {
	OPT_VERSION = 'v',
	OPT_IDENTIFIERS = 'i',
	OPT_VSD = 's',
};

static const struct option options[] = {
	{ "version", required_argument, NULL, OPT_VERSION },
	{ "identifiers", required_argument, NULL, OPT_IDENTIFIERS },
	{ "vsd", required_argument, NULL, OPT_VSD },
	JOB_OPTIONS,
	{ 0 },
};

/**
 * struct choice - where the image comes from
 * @path: file or folder
 * @is_dir: it is a folder
 * @version: which version is wanted, if @has_version
 * @has_version: see @version
 * @lib: what the folder holds
 * @file: the image
 * @loaded: @file is
 */
struct choice {
	const char *path;
	bool is_dir;
	struct hermon_version version;
	bool has_version;
	struct library lib;
	struct file file;
	bool loaded;
};

static int fail_file(const char *path, int err,
		     const struct hermon_report *report, struct error *e)
{
	if (report->reason) {
		error_report(e, err, report);
		return EXIT_REFUSED;
	}
	error_set(e, -err, "FILE", "%s: %s", path, strerror(-err));
	error_next(e, "name an image, or a folder of images");
	return EXIT_ERROR;
}

static int load(struct choice *c, const char *path, struct error *e)
{
	struct hermon_report report = { 0 };
	int err;

	err = file_load(&c->file, path, &report);
	if (err)
		return fail_file(path, err, &report, e);
	c->loaded = true;
	return EXIT_DONE;
}

/* The file may have changed since the folder was looked through. */
static int reload(struct choice *c, const char *path, struct error *e)
{
	if (c->loaded)
		file_unload(&c->file);
	c->loaded = false;
	return load(c, path, e);
}

static int no_image(const struct choice *c, const char *psid, struct error *e)
{
	char version[HERMON_VERSION_TEXT];

	if (c->has_version)
		error_set(e, ENOENT, "NO_IMAGE",
			  "%s has no sound image of version %s for PSID %s and this chip",
			  c->path, version_text(&c->version, version), psid);
	else
		error_set(e, ENOENT, "NO_IMAGE",
			  "%s has no sound image for PSID %s and this chip",
			  c->path, psid);
	error_next(e, "hermonfw check %s shows what it has; get the image for this board and put it there",
		   c->path);
	return EXIT_REFUSED;
}

static int no_psid(const struct source *src, struct error *e)
{
	error_set(e, ENODATA, "NO_PSID",
		  "%s has no PSID to choose an image by", src->name);
	error_next(e, "say which board it is with --to-psid, or name a file");
	return EXIT_REFUSED;
}

static int choose_from_dir(struct job *job, struct source *src, bool known,
			   struct error *e)
{
	struct choice *c = job->ctx;
	const char *psid = *job->wish.psid ? job->wish.psid : source_psid(src);
	const struct library_entry *entry;

	if (!*psid)
		return known ? no_psid(src, e) : EXIT_DONE;
	entry = library_pick(&c->lib, psid, source_hwid(src),
			     c->has_version ? &c->version : NULL);
	if (!entry)
		return no_image(c, psid, e);
	job->image = &c->file;
	job->path = entry->path;
	return reload(c, entry->path, e);
}

static int choose(struct job *job, struct source *src, bool known,
		  struct error *e)
{
	struct choice *c = job->ctx;

	if (c->is_dir)
		return choose_from_dir(job, src, known, e);
	job->image = &c->file;
	job->path = c->path;
	return EXIT_DONE;
}

static int check_version(const struct choice *c,
			 const struct hermon_image *image, struct error *e)
{
	char want[HERMON_VERSION_TEXT], got[HERMON_VERSION_TEXT];

	if (!c->has_version || !version_compare(&image->version, &c->version))
		return EXIT_DONE;
	error_set(e, EINVAL, "VERSION", "%s is version %s, not %s", c->path,
		  version_text(&image->version, got),
		  version_text(&c->version, want));
	error_next(e, "name the file with that version, or leave --version out");
	return EXIT_REFUSED;
}

static int open_file(struct choice *c, struct error *e)
{
	struct hermon_report report = { 0 };
	struct hermon_image image;
	struct hermon_mem mem;
	int code, err;

	code = load(c, c->path, e);
	if (code)
		return code;
	hermon_mem_init(&mem, c->file.data, c->file.size);
	err = hermon_fs2_check_file(&mem.rd, &image, &report);
	if (err) {
		error_report(e, err, &report);
		return EXIT_REFUSED;
	}
	return check_version(c, &image, e);
}

static int open_choice(struct choice *c, struct error *e)
{
	struct hermon_report none = { 0 };
	struct stat st;
	int err;

	if (stat(c->path, &st))
		return fail_file(c->path, -errno, &none, e);
	c->is_dir = S_ISDIR(st.st_mode);
	if (!c->is_dir)
		return open_file(c, e);
	err = library_scan(&c->lib, c->path);
	return err ? fail_file(c->path, err, &none, e) : EXIT_DONE;
}

static void close_choice(struct choice *c)
{
	if (c->loaded)
		file_unload(&c->file);
	library_free(&c->lib);
}

static int take_image_word(struct job *job, const char *option,
			   const char *value, bool *wish)
{
	if (strcmp(value, "image"))
		return usage_error(job->app, "--%s can only be image: those of the card stay by themselves",
				   option);
	*wish = true;
	return EXIT_DONE;
}

static int take_option(struct job *job, struct choice *c, int option)
{
	switch (option) {
	case OPT_VERSION:
		if (version_parse(optarg, &c->version))
			return usage_error(job->app, "--version takes three numbers, such as 2.6.0");
		c->has_version = true;
		return EXIT_DONE;
	case OPT_IDENTIFIERS:
		return take_image_word(job, "identifiers", optarg,
				       &job->wish.identifiers);
	case OPT_VSD:
		return take_image_word(job, "vsd", optarg,
				       &job->wish.settings);
	}
	return job_option(job, option, optarg);
}

/* In a process of its own: nobody else sees what it does to the job. */
static int flash_one(void *ctx, const char *dev)
{
	struct job *job = ctx;
	int code = job_run(job, dev);

	if (job->app->json && job->app->answer)
		out_put_text(job->app->answer, "card", dev);
	out_finish(job->app);
	return code;
}

static int check_devices(struct app *app, char **devs, int n)
{
	int i, j;

	if (n > BATCH_MAX)
		return usage_error(app, "flash takes %d devices at most",
				   BATCH_MAX);
	for (i = 0; i < n; i++)
		for (j = 0; j < i; j++)
			if (!strcmp(devs[i], devs[j]))
				return usage_error(app, "%s is named twice",
						   devs[i]);
	return EXIT_DONE;
}

/**
 * cmd_flash() - burn an image
 * @app: this run
 * @argc: count of @argv
 * @argv: DEV... FILE|DIR and options
 *
 * Return: enum exit_code.
 */
int cmd_flash(struct app *app, int argc, char **argv)
{
	struct choice c = { 0 };
	struct error e = { 0 };
	struct job job;
	int opt, code, n;

	job_init(&job, app);
	job.choose = choose;
	job.ctx = &c;
	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		code = take_option(&job, &c, opt);
		if (code)
			return code;
	}
	n = argc - optind - 1;
	if (n < 1)
		return usage_error(app, "flash takes one device or more, and a file or a folder");
	code = check_devices(app, argv + optind, n);
	if (code)
		return code;
	c.path = argv[argc - 1];
	code = open_choice(&c, &e);
	if (code)
		out_result(app, code, &e, false);
	else if (n > 1)
		code = batch_run(app, argv + optind, n, flash_one, &job);
	else
		code = job_run(&job, argv[optind]);
	close_choice(&c);
	return code;
}
