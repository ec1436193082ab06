// SPDX-License-Identifier: GPL-2.0-only
/*
 * check: which images are sound, and which of them fit a card.
 */
#include <getopt.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <hermon/text.h>

#include "idtext.h"
#include "library.h"
#include "out.h"
#include "verdict.h"

#define TEXT_MAX	320

/**
 * struct check - one run of the command
 * @app: this run
 * @path: file or folder
 * @name: of the card or dump, or NULL
 * @force: what to take that for
 * @wish: what the user wants to be other than usual
 * @card: the card, if there is one
 * @images: what was found, as JSON
 * @best: path of the newest image that fits, or NULL
 * @best_verdict: on it
 * @n_fit: how many images fit and are not what the card has
 * @n: how many images there were
 * @n_sound: how many of these were sound
 */
struct check {
	struct app *app;
	const char *path;
	const char *name;
	enum source_force force;
	struct hermon_wish wish;
	struct source *card;
	struct json_object *images;
	char *best;
	struct verdict best_verdict;
	u32 n_fit;
	u32 n;
	u32 n_sound;
};

enum {
	OPT_CARD = 256,
	OPT_TO_PSID,
	OPT_IDENTIFIERS,
	OPT_VSD,
	OPT_ROM,
};

static const struct option options[] = {
	{ "card", required_argument, NULL, OPT_CARD },
	{ "to-psid", required_argument, NULL, OPT_TO_PSID },
	{ "identifiers", required_argument, NULL, OPT_IDENTIFIERS },
	{ "vsd", required_argument, NULL, OPT_VSD },
	{ "rom", required_argument, NULL, OPT_ROM },
	{ 0 },
};

static int take_psid(const struct app *app, struct hermon_wish *wish,
		     const char *psid)
{
	if (!*psid || !hermon_text_is_psid(psid))
		return usage_error(app, "a PSID has 1 to %u printable characters",
				   HERMON_FS2_PSID_SIZE);
	snprintf(wish->psid, sizeof(wish->psid), "%s", psid);
	return EXIT_DONE;
}

static int take_image_word(const struct app *app, const char *option,
			   const char *word, bool *flag)
{
	if (strcmp(word, "image"))
		return usage_error(app, "%s takes the word image", option);
	*flag = true;
	return EXIT_DONE;
}

static int take_option(struct check *c, int option)
{
	switch (option) {
	case OPT_CARD:
		c->name = optarg;
		c->force = SOURCE_AS_DUMP;
		return EXIT_DONE;
	case OPT_TO_PSID:
		return take_psid(c->app, &c->wish, optarg);
	case OPT_IDENTIFIERS:
		return take_image_word(c->app, "--identifiers", optarg,
				       &c->wish.identifiers);
	case OPT_VSD:
		return take_image_word(c->app, "--vsd", optarg,
				       &c->wish.settings);
	case OPT_ROM:
		if (!hermon_rom_wish_parse(optarg, &c->wish.rom))
			return EXIT_DONE;
		return usage_error(c->app, "--rom takes auto, card, image or none");
	}
	return usage_error(c->app, NULL);
}

static int parse_args(struct check *c, int argc, char **argv)
{
	int option, code;

	optind = 1;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		code = take_option(c, option);
		if (code)
			return code;
	}
	argc -= optind;
	argv += optind;
	if (argc < 1)
		return usage_error(c->app, "no file or folder given");
	if (argc > 2 || (argc == 2 && c->name))
		return usage_error(c->app, "one card at a time");
	c->path = argv[0];
	if (argc == 2)
		c->name = argv[1];
	return EXIT_DONE;
}

static bool fits(const struct verdict *v)
{
	return v->kind == VERDICT_FITS || v->kind == VERDICT_SAME;
}

static enum out_color color_of(enum verdict_kind kind)
{
	switch (kind) {
	case VERDICT_REFUSED:
		return OUT_YELLOW;
	case VERDICT_DAMAGED:
		return OUT_RED;
	default:
		return OUT_GREEN;
	}
}

static void show(struct check *c, const char *path, const struct verdict *v)
{
	struct json_object *object = verdict_json(v);
	const struct app *app = c->app;
	char text[TEXT_MAX];

	verdict_text(v, text, sizeof(text));
	out_text(app, "%s: %s%s%s: %s\n", path,
		 out_color(app, color_of(v->kind)), verdict_name(v->kind),
		 out_color(app, OUT_PLAIN), text);
	out_put_text(object, "file", path);
	json_object_array_add(c->images, object);
}

static void keep_best(struct check *c, const char *path,
		      const struct verdict *v)
{
	if (!fits(v))
		return;
	c->n_fit += v->kind != VERDICT_SAME;
	if (c->best && version_compare(&v->image.version,
				       &c->best_verdict.image.version) <= 0)
		return;
	free(c->best);
	c->best = strdup(path);
	if (!c->best)
		abort();
	c->best_verdict = *v;
}

static int check_bytes(struct check *c, const char *path,
		       const struct file *file, struct error *e)
{
	struct verdict v;

	if (verdict_reach(&v, file, c->card, &c->wish, e))
		return EXIT_ERROR;
	c->n++;
	if (v.kind != VERDICT_DAMAGED)
		c->n_sound++;
	show(c, path, &v);
	keep_best(c, path, &v);
	if (v.why.reason)
		error_report(e, hermon_report_errno(&v.why), &v.why);
	return EXIT_DONE;
}

static int check_file(struct check *c, const char *path, struct error *e)
{
	struct hermon_report report = { 0 };
	struct file file;
	int code, err;

	err = file_load(&file, path, &report);
	if (err && report.reason) {
		error_report(e, err, &report);
		return EXIT_REFUSED;
	}
	if (err) {
		error_set(e, -err, "FILE", "%s: %s", path, err == -EINVAL ?
			  "no regular file" : strerror(-err));
		return EXIT_ERROR;
	}
	code = check_bytes(c, path, &file, e);
	file_unload(&file);
	return code;
}

/* Which boards and versions a folder has images for, newest file last. */
static void list_contents(const struct library *lib, struct error *e)
{
	char version[HERMON_VERSION_TEXT];
	size_t n = 0;
	u32 i;

	for (i = 0; i < lib->n_entries && n < sizeof(e->next) - 64; i++) {
		const struct library_entry *entry = &lib->entries[i];

		if (!entry->sound)
			continue;
		n += snprintf(e->next + n, sizeof(e->next) - n, "%s%s %s",
			      n ? ", " : "there are: ", entry->image.psid,
			      version_text(&entry->image.version, version));
	}
	if (i < lib->n_entries)
		snprintf(e->next + n, sizeof(e->next) - n, " and more");
	if (!n)
		error_next(e, "put the image that was made for this board into the folder");
}

static void none_fits(struct check *c, const struct library *lib,
		      struct error *e)
{
	const char *psid = c->card ? source_psid(c->card) : "";

	if (!c->n_sound)
		error_set(e, ENOENT, "NO_IMAGE", "no sound image is in %s",
			  lib->dir);
	else
		error_set(e, ENOENT, "NO_IMAGE", "no image in %s fits %s",
			  lib->dir, *psid ? psid : "the card");
	list_contents(lib, e);
}

static int check_library(struct check *c, const struct library *lib,
			 struct error *e)
{
	int code = EXIT_DONE;
	u32 i;

	for (i = 0; !code && i < lib->n_entries; i++)
		code = check_file(c, lib->entries[i].path, e);
	out_text(c->app, "%u images, %u sound; %u other files, %u unreadable\n",
		 lib->n_entries, c->n_sound, lib->n_others, lib->n_unreadable);
	out_put_number(c->app->answer, "other_files", lib->n_others);
	out_put_number(c->app->answer, "unreadable_files", lib->n_unreadable);
	if (code)
		return code;
	if (c->card ? !c->best : !c->n_sound) {
		none_fits(c, lib, e);
		return EXIT_REFUSED;
	}
	return EXIT_DONE;
}

static int check_dir(struct check *c, struct error *e)
{
	struct library lib;
	int code = EXIT_ERROR;
	int err;

	err = library_scan(&lib, c->path);
	if (err)
		error_set(e, -err, "FILE", "%s: %s", c->path, strerror(-err));
	else
		code = check_library(c, &lib, e);
	library_free(&lib);
	return code;
}

/* What was compared, where that is less than usual. */
static void note_basis(struct check *c)
{
	if (c->card->kind == SOURCE_BOUND)
		out_note(c->app, "%s is bound to %s: only PSID, chip and version were compared",
			 c->card->name, c->card->sysfs.driver);
	else if (c->card->kind == SOURCE_DUMP && source_hwid(c->card))
		out_note(c->app, "%s does not name its chip: taken from its image",
			 c->card->name);
}

static int finish(struct check *c, int code, bool is_dir, struct error *e)
{
	struct json_object *answer = c->app->answer;
	char version[HERMON_VERSION_TEXT];

	if (c->card && code != EXIT_ERROR)
		note_basis(c);
	out_put_text(answer, "best", c->best);
	if (code == EXIT_DONE && c->best && is_dir)
		out_text(c->app, "newest that fits: %s (%s)\n", c->best,
			 version_text(&c->best_verdict.image.version, version));
	if (code)
		return out_result(c->app, code, e, false);
	if (c->card && c->best)
		return out_result(c->app, c->n_fit ? EXIT_DONE : EXIT_ALREADY,
				  NULL, false);
	if (!c->card && c->n_sound)
		return out_result(c->app, EXIT_DONE, NULL, false);
	return out_result(c->app, EXIT_REFUSED, e, false);
}

static int check(struct check *c, struct error *e)
{
	struct stat st;
	bool is_dir = !stat(c->path, &st) && S_ISDIR(st.st_mode);
	int code;

	c->images = json_object_new_array();
	c->app->answer = json_object_new_object();
	out_put_text(c->app->answer, "name", c->path);
	out_put_text(c->app->answer, "card", c->card ? c->card->name : NULL);
	out_put(c->app->answer, "images", c->images);
	code = is_dir ? check_dir(c, e) : check_file(c, c->path, e);
	return finish(c, code, is_dir, e);
}

/**
 * cmd_check() - say which images are sound, and which fit a card
 * @app: this run
 * @argc: arguments
 * @argv: arguments
 *
 * Return: enum exit_code.
 */
int cmd_check(struct app *app, int argc, char **argv)
{
	struct check c = { .app = app };
	struct error e = { 0 };
	struct source card;
	int code;

	code = parse_args(&c, argc, argv);
	if (code)
		return code;
	if (!c.name)
		return check(&c, &e);
	if (source_open(&card, c.name, c.force, &e)) {
		code = out_result(app, EXIT_ERROR, &e, false);
	} else if (card.kind == SOURCE_IMAGE) {
		error_set(&e, EINVAL, "NOT_A_CARD", "%s is an image, not a card or a dump",
			  c.name);
		error_next(&e, "with --card %s it is taken for a dump", c.name);
		code = out_result(app, EXIT_ERROR, &e, false);
	} else {
		c.card = &card;
		code = check(&c, &e);
	}
	source_close(&card);
	free(c.best);
	return code;
}
