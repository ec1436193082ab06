// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where firmware is looked at: an image file, a dump of a flash, a card.
 *
 * A dump looks like an image if the image is the only thing on the flash, is
 * in its lower slot and fits one chunk. It is taken for an image then.
 */
#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

#include "idtext.h"
#include "out.h"
#include "source.h"

#define DUMP_MIN	0x80000
#define DUMP_MAX	HERMON_FS2_MAX_SIZE

enum {
	OPT_DUMP = 256,
	OPT_IMAGE,
	OPT_MSTFLINT,
	OPT_ALL,
	OPT_OUTPUT,
	OPT_FORCE,
};

static const struct option options[] = {
	{ "dump", no_argument, NULL, OPT_DUMP },
	{ "image", no_argument, NULL, OPT_IMAGE },
	{ "mstflint", no_argument, NULL, OPT_MSTFLINT },
	{ "all", no_argument, NULL, OPT_ALL },
	{ "output", required_argument, NULL, OPT_OUTPUT },
	{ "force", no_argument, NULL, OPT_FORCE },
	{ 0 },
};

/* Returns whether the command has this option. */
static bool take_option(struct source_args *args, u32 has, int option)
{
	switch (option) {
	case OPT_DUMP:
		args->force = SOURCE_AS_DUMP;
		return true;
	case OPT_IMAGE:
		args->force = SOURCE_AS_IMAGE;
		return true;
	case OPT_MSTFLINT:
		args->mstflint = true;
		return has & SOURCE_OPT_MSTFLINT;
	case OPT_ALL:
		args->all = true;
		return has & SOURCE_OPT_ALL;
	case OPT_OUTPUT:
	case 'o':
		args->output = optarg;
		return has & SOURCE_OPT_OUTPUT;
	case OPT_FORCE:
		args->replace = true;
		return has & SOURCE_OPT_OUTPUT;
	}
	return false;
}

/**
 * source_args() - read the command line of a command that looks at firmware
 * @args: set
 * @app: this run
 * @options_: SOURCE_OPT_*, which options the command has beside --dump and
 *	--image
 * @argc: from the command
 * @argv: from the command
 *
 * Return: EXIT_DONE or EXIT_USAGE.
 */
int source_args(struct source_args *args, const struct app *app, u32 options_,
		int argc, char **argv)
{
	int option;

	*args = (struct source_args) { 0 };
	optind = 1;
	while ((option = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
		if (option == '?')
			return usage_error(app, NULL);
		if (!take_option(args, options_, option))
			return usage_error(app, "%s has no such option",
					   argv[0]);
	}
	if (argc - optind > 1)
		return usage_error(app, "one file or card at a time");
	args->name = argv[optind];
	return EXIT_DONE;
}

static bool is_dump_size(u32 size)
{
	return size >= DUMP_MIN && size <= DUMP_MAX && !(size & (size - 1));
}

/*
 * A flash with its image in the lower slot and nothing else on it reads like a
 * padded file. But half of it is free, which nobody pads a file to.
 */
static bool fills_a_slot(const struct source *src)
{
	return is_dump_size(src->file.size) &&
	       src->image.size <= src->file.size / 2;
}

/* What is current, or else what to look at to see why nothing is. */
static void find_rd(struct source *src)
{
	u32 i;

	if (src->card.valid) {
		hermon_slot_init(&src->slot, src->flash, &src->card.layout);
		src->rd = &src->slot.rd;
		src->image = src->card.image;
		src->has_image = true;
		src->described = true;
		return;
	}
	src->why = src->card.why;
	for (i = 0; !src->rd && i < src->card.n_starts; i++) {
		if (!src->card.starts[i].placed)
			continue;
		hermon_slot_init(&src->slot, src->flash,
				 &src->card.starts[i].layout);
		src->rd = &src->slot.rd;
	}
}

static int read_flash(struct source *src, struct error *e)
{
	struct hermon_report report = { 0 };
	int err;

	err = hermon_card_read(&src->card, src->flash, &report);
	if (err)
		return source_error(src, err, &report, e);
	find_rd(src);
	return 0;
}

static int open_dump(struct source *src, struct error *e)
{
	src->kind = SOURCE_DUMP;
	src->mem.rd.where = HERMON_WHERE_CARD;
	src->flash = &src->mem.rd;
	if (!is_dump_size(src->file.size)) {
		error_set(e, EINVAL, "DUMP_SIZE",
			  "%s has %u bytes, which is the size of no flash",
			  src->name, src->file.size);
		error_next(e, "a dump is the whole flash: 512 KiB to 16 MiB, a power of two");
		return -EINVAL;
	}
	return read_flash(src, e);
}

/* Of a damaged one, what it says may still be right. */
static bool open_image(struct source *src)
{
	struct hermon_report ignored = { 0 };

	src->kind = SOURCE_IMAGE;
	src->rd = &src->mem.rd;
	src->has_image = !hermon_fs2_check_file(src->rd, &src->image, &src->why);
	src->described = src->has_image ||
			 !hermon_fs2_check(src->rd, HERMON_DEPTH_IDENTITY,
					   &src->image, &ignored);
	return src->has_image;
}

static int open_bytes(struct source *src, enum source_force force,
		      struct error *e)
{
	hermon_mem_init(&src->mem, src->file.data, src->file.size);
	if (force != SOURCE_AS_DUMP) {
		if ((open_image(src) && !fills_a_slot(src)) ||
		    force == SOURCE_AS_IMAGE || !is_dump_size(src->file.size))
			return 0;
		src->rd = NULL;
		src->described = false;
		src->has_image = false;
		src->why = (struct hermon_report) { 0 };
	}
	return open_dump(src, e);
}

static int load_error(const char *name, int err,
		      const struct hermon_report *report, struct error *e)
{
	if (report->reason)
		return error_report(e, err, report);
	if (err == -EINVAL)
		error_set(e, EINVAL, "FILE", "%s is no regular file", name);
	else
		error_set(e, -err, "FILE", "%s: %s", name, strerror(-err));
	if (err == -EISDIR)
		error_next(e, "name a file in it; only check looks through folders");
	return err;
}

static int open_file(struct source *src, enum source_force force,
		     struct error *e)
{
	struct hermon_report report = { 0 };
	int err;

	err = file_load(&src->file, src->name, &report);
	if (err)
		return load_error(src->name, err, &report, e);
	if (!src->file.size) {
		error_set(e, EINVAL, "FILE", "%s is empty", src->name);
		error_next(e, "get the file again from where it came");
		return -EINVAL;
	}
	return open_bytes(src, force, e);
}

static void take_pair(void *ctx, const char *name, const char *value)
{
	struct source *src = ctx;

	if (!strcmp(name, "part"))
		snprintf(src->part, sizeof(src->part), "%s", value);
}

/* The name of the flash chip is good to know; nothing depends on it. */
static int read_info(struct source *src, struct error *e)
{
	struct error ignored;
	struct dl *dl;
	int err;

	err = dl_open(&dl, e);
	if (err)
		return err;
	err = dl_info_get(dl, src->name, &src->info, e);
	src->has_info = !err;
	if (!err)
		dl_health_diagnose(dl, src->name, "flash", take_pair, src,
				   &ignored);
	dl_close(dl);
	return err;
}

static int open_card(struct source *src, struct error *e)
{
	int err;

	src->name = src->sysfs.bdf;
	src->kind = SOURCE_BOUND;
	if (strcmp(src->sysfs.driver, SYSFS_DRIVER))
		return 0;
	err = read_info(src, e);
	if (!err)
		err = region_open(&src->region, src->name, e);
	if (err)
		return err;
	src->kind = SOURCE_CARD;
	src->flash = &src->region.rd;
	return read_flash(src, e);
}

static int find_only_card(struct source *src, struct error *e)
{
	struct sysfs_card *cards;
	u32 n;
	int err;

	err = sysfs_cards(&cards, &n, e);
	if (err)
		return err;
	if (n == 1) {
		src->sysfs = cards[0];
	} else {
		err = error_set(e, ENODEV, "WHICH_CARD",
				n ? "this host has %u cards" :
				    "this host has no card", n);
		error_next(e, n ? "say which one; hermonfw list shows them" :
				  "name a file");
	}
	free(cards);
	return err;
}

static int find_card(struct source *src, struct error *e)
{
	if (!src->name)
		return find_only_card(src, e);
	/* A devlink handle has a slash, too. */
	if (strchr(src->name, '/') && strncmp(src->name, "pci/", 4)) {
		error_set(e, ENOENT, "FILE", "%s: %s", src->name,
			  strerror(ENOENT));
		return -ENOENT;
	}
	return sysfs_find(src->name, &src->sysfs, e);
}

/**
 * source_open() - find out what is to be looked at
 * @src: set; source_close() closes it, also after a failure
 * @name: a path, or else a card; NULL for the only card
 * @force: what to take a file for
 * @e: filled on failure
 *
 * A file or a card whose image is damaged is a success: @src says why.
 *
 * Return: 0 or -errno.
 */
int source_open(struct source *src, const char *name, enum source_force force,
		struct error *e)
{
	int err;

	memset(src, 0, sizeof(*src));
	src->name = name;
	if (name && !access(name, F_OK))
		return open_file(src, force, e);
	err = find_card(src, e);
	return err ? err : open_card(src, e);
}

/**
 * source_need_bytes() - refuse what cannot be read
 * @src: the source
 * @e: filled if so
 *
 * Return: 0 or -EBUSY.
 */
int source_need_bytes(const struct source *src, struct error *e)
{
	if (src->kind != SOURCE_BOUND)
		return 0;
	if (*src->sysfs.driver)
		error_set(e, EBUSY, "BOUND", "%s is bound to %s, so its flash cannot be read",
			  src->name, src->sysfs.driver);
	else
		error_set(e, EBUSY, "BOUND", "%s has no driver, so its flash cannot be read",
			  src->name);
	error_next(e, "hermonfw bind %s", src->name);
	return -EBUSY;
}

/**
 * source_need_image() - refuse what has no sound image
 * @src: the source
 * @e: filled if so
 *
 * Return: 0 or -errno.
 */
int source_need_image(const struct source *src, struct error *e)
{
	int err;

	err = source_need_bytes(src, e);
	if (err || src->has_image)
		return err;
	return error_report(e, hermon_report_errno(&src->why), &src->why);
}

/**
 * source_error() - why reading from a source failed
 * @src: the source
 * @err: what core/ returned
 * @report: what it reported
 * @e: filled
 *
 * Return: @err.
 */
int source_error(const struct source *src, int err,
		 const struct hermon_report *report, struct error *e)
{
	if (src->kind == SOURCE_CARD)
		return region_error(&src->region, err, report, e);
	return error_report(e, err, report);
}

/**
 * source_psid() - the PSID of a card, a dump or an image
 * @src: the source
 *
 * Return: the PSID, empty if it is not known.
 */
const char *source_psid(const struct source *src)
{
	if (src->kind == SOURCE_BOUND)
		return src->sysfs.n_ibdevs ? src->sysfs.ibdevs[0].psid : "";
	return src->has_image ? src->image.psid : src->card.psid;
}

/**
 * source_hwid() - the chip of a card or a dump
 * @src: the source
 *
 * Return: hardware id, or 0 if it is not known.
 */
u32 source_hwid(const struct source *src)
{
	const char *rev = NULL;
	u32 hwid;

	if (src->has_info)
		rev = dl_info_version(&src->info, DL_VERSION_FIXED, "asic.rev");
	else if (src->sysfs.n_ibdevs)
		rev = src->sysfs.ibdevs[0].hw_rev;
	if (rev && !chip_parse(rev, &hwid))
		return hwid;
	return src->has_image ? chip_of_image(&src->image) : 0;
}

/**
 * source_running() - the version that runs on a card
 * @src: the source
 * @version: set on success
 *
 * Return: true if it is known.
 */
bool source_running(const struct source *src, struct hermon_version *version)
{
	const char *text = NULL;

	if (src->has_info)
		text = dl_info_version(&src->info, DL_VERSION_RUNNING, "fw");
	else if (src->sysfs.n_ibdevs)
		text = src->sysfs.ibdevs[0].fw_ver;
	return text && !version_parse(text, version);
}

/**
 * source_kind_name() - one word for what a source is
 * @kind: what it is
 *
 * Return: a constant text.
 */
const char *source_kind_name(enum source_kind kind)
{
	static const char * const names[] = {
		[SOURCE_IMAGE] = "image", [SOURCE_DUMP] = "dump",
		[SOURCE_CARD] = "card", [SOURCE_BOUND] = "card",
	};

	return names[kind];
}

/**
 * source_put() - say in JSON what was looked at
 * @src: the source
 * @object: gets two members
 */
void source_put(const struct source *src, struct json_object *object)
{
	out_put_text(object, "name", src->name);
	out_put_text(object, "source", source_kind_name(src->kind));
}

/**
 * source_close() - close a source
 * @src: the source
 */
void source_close(struct source *src)
{
	if (src->region.dl || src->region.data)
		region_close(&src->region);
	file_unload(&src->file);
}
