// SPDX-License-Identifier: GPL-2.0-only
/*
 * stamp: GUIDs, MACs and VSD put into an image file.
 *
 * For a card that does not know its own any more: they come from its label or
 * from a backup, and reach it with the image.
 */
#include <getopt.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <hermon/identity.h>

#include "describe.h"
#include "idtext.h"
#include "out.h"
#include "source.h"

#define N_GUIDS		HERMON_FS2_GUIDS_IB
#define N_MACS		(HERMON_FS2_GUIDS_MAX - HERMON_FS2_GUIDS_IB)

/**
 * struct stamp - one run of the command
 * @app: this run
 * @in: file to read
 * @out: file to write
 * @from: dump or card that GUIDs, MACs and VSD come from, or NULL
 * @guids: wished for, if @has_guids
 * @has_guids: GUIDs were given
 * @macs: wished for, if @has_macs
 * @has_macs: MACs were given
 * @vsd: wished for, or NULL
 * @replace: @out may exist
 */
struct stamp {
	struct app *app;
	const char *in;
	const char *out;
	const char *from;
	u64 guids[N_GUIDS];
	bool has_guids;
	u64 macs[N_MACS];
	bool has_macs;
	const char *vsd;
	bool replace;
};

enum {
	OPT_GUID = 256,
	OPT_GUIDS,
	OPT_MACS,
	OPT_VSD,
	OPT_FROM,
	OPT_FORCE,
};

static const struct option options[] = {
	{ "guid", required_argument, NULL, OPT_GUID },
	{ "guids", required_argument, NULL, OPT_GUIDS },
	{ "macs", required_argument, NULL, OPT_MACS },
	{ "vsd", required_argument, NULL, OPT_VSD },
	{ "from", required_argument, NULL, OPT_FROM },
	{ "force", no_argument, NULL, OPT_FORCE },
	{ 0 },
};

typedef int parse_fn(const char *text, u64 *id);

/* Exactly @n of them, with commas between them. */
static int parse_list(const char *text, parse_fn *parse, u64 *ids, u32 n)
{
	char *copy = strdup(text), *rest = copy, *item;
	u32 i = 0;
	int err = 0;

	if (!copy)
		abort();
	while (!err && (item = strsep(&rest, ",")))
		err = i < n ? parse(item, &ids[i++]) : -EINVAL;
	free(copy);
	return i == n ? err : -EINVAL;
}

static int take_base(struct stamp *s, const char *text)
{
	u64 base;
	u32 i;

	if (guid_parse(text, &base))
		return usage_error(s->app, "%s is no GUID: 16 hexadecimal digits, colons allowed",
				   text);
	for (i = 0; i < N_GUIDS; i++)
		s->guids[i] = base + i;
	s->has_guids = true;
	return EXIT_DONE;
}

static int take_guids(struct stamp *s, const char *text)
{
	if (parse_list(text, guid_parse, s->guids, N_GUIDS))
		return usage_error(s->app, "--guids takes node, port 1, port 2 and system GUID, with commas");
	s->has_guids = true;
	return EXIT_DONE;
}

static int take_macs(struct stamp *s, const char *text)
{
	if (parse_list(text, mac_parse, s->macs, N_MACS))
		return usage_error(s->app, "--macs takes the MACs of port 1 and port 2, with a comma");
	s->has_macs = true;
	return EXIT_DONE;
}

static int take_vsd(struct stamp *s, const char *text)
{
	const char *p;

	for (p = text; *p; p++)
		if (*p < ' ' || *p > '~')
			return usage_error(s->app, "a VSD is printable ASCII");
	if (p - text > HERMON_FS2_VSD_SIZE)
		return usage_error(s->app, "a VSD has %u characters at most",
				   HERMON_FS2_VSD_SIZE);
	s->vsd = text;
	return EXIT_DONE;
}

static int take_option(struct stamp *s, int option)
{
	switch (option) {
	case OPT_GUID:
	case OPT_GUIDS:
		if (s->has_guids)
			return usage_error(s->app, "GUIDs are given twice");
		return option == OPT_GUID ? take_base(s, optarg) :
					    take_guids(s, optarg);
	case OPT_MACS:
		return take_macs(s, optarg);
	case OPT_VSD:
		return take_vsd(s, optarg);
	case OPT_FROM:
		s->from = optarg;
		return EXIT_DONE;
	case OPT_FORCE:
		s->replace = true;
		return EXIT_DONE;
	}
	return usage_error(s->app, NULL);
}

static int parse_args(struct stamp *s, int argc, char **argv)
{
	int option, code;

	optind = 1;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		code = take_option(s, option);
		if (code)
			return code;
	}
	if (argc - optind != 2)
		return usage_error(s->app, "give the image to read and the one to write");
	if (!s->has_guids && !s->has_macs && !s->vsd && !s->from)
		return usage_error(s->app, "nothing to put into the image");
	s->in = argv[optind];
	s->out = argv[optind + 1];
	return EXIT_DONE;
}

static int refuse(struct error *e, const struct hermon_report *report)
{
	error_report(e, hermon_report_errno(report), report);
	return EXIT_REFUSED;
}

static int take_from(struct stamp *s, struct hermon_image *wanted,
		     struct error *e)
{
	struct source src;
	int err;

	err = source_open(&src, s->from, SOURCE_ANY, e);
	if (!err)
		err = source_need_image(&src, e);
	if (!err) {
		memcpy(wanted->guids, src.image.guids, sizeof(wanted->guids));
		memcpy(wanted->vsd, src.image.vsd, sizeof(wanted->vsd));
		wanted->n_guids = src.image.n_guids;
		wanted->guids_blank = src.image.guids_blank;
	}
	source_close(&src);
	return err ? EXIT_ERROR : EXIT_DONE;
}

/* MACs follow from GUIDs, unless somebody says what they are. */
static void derive_macs(struct hermon_image *wanted)
{
	u32 i;

	for (i = 0; i < N_MACS; i++)
		wanted->guids[N_GUIDS + i] =
			hermon_identity_mac(wanted->guids[i + 1]);
}

static int collect(struct stamp *s, struct hermon_image *wanted,
		   struct error *e)
{
	int code = EXIT_DONE;

	if (s->from)
		code = take_from(s, wanted, e);
	if (code)
		return code;
	if (s->has_guids) {
		memcpy(wanted->guids, s->guids, sizeof(s->guids));
		wanted->guids_blank = false;
	}
	if (s->has_guids || wanted->n_guids == N_GUIDS)
		derive_macs(wanted);
	if (s->has_macs)
		memcpy(&wanted->guids[N_GUIDS], s->macs, sizeof(s->macs));
	wanted->n_guids = HERMON_FS2_GUIDS_MAX;
	if (s->vsd) {
		memset(wanted->vsd, 0, sizeof(wanted->vsd));
		memcpy(wanted->vsd, s->vsd, strlen(s->vsd));
	}
	return code;
}

/* Nothing that was asked for is left out silently. */
static int check_room(const struct stamp *s, const struct hermon_image *image,
		      const struct hermon_image *wanted, struct error *e)
{
	if (s->has_macs && image->n_guids == N_GUIDS) {
		error_set(e, EINVAL, "NO_MACS", "image has no place for MACs");
		error_next(e, "leave --macs out: they follow from the GUIDs");
		return EXIT_REFUSED;
	}
	if (!image->vsd_off && (s->vsd || (s->from && *wanted->vsd))) {
		error_set(e, EINVAL, "NO_VSD", "image has no place for a VSD");
		error_next(e, s->vsd ? "leave --vsd out" :
			   "give GUIDs with --guid instead of --from");
		return EXIT_REFUSED;
	}
	return EXIT_DONE;
}

static int check_wanted(const struct stamp *s, const struct hermon_image *image,
			const struct hermon_image *wanted, struct error *e)
{
	struct hermon_report report = { 0 };
	struct hermon_image probe = *wanted;

	probe.n_guids = image->n_guids;
	if ((s->has_guids || s->has_macs || s->from) &&
	    hermon_match_guids(&probe, &report))
		return refuse(e, &report);
	return check_room(s, image, wanted, e);
}

/* The bytes of the result, checked like any other image. */
static u8 *compose(const struct stamp *s, struct source *src,
		   const struct hermon_image *wanted,
		   struct hermon_image *result, struct hermon_report *report)
{
	const struct hermon_match match = {
		.keeps_guids = s->has_guids || s->has_macs || s->from,
		.keeps_vsd = src->image.vsd_off && (s->vsd || s->from),
	};
	struct hermon_identity id;
	struct hermon_mem mem;
	u8 *data = malloc(src->image.size);
	int err;

	if (!data)
		abort();
	err = hermon_identity_keep(&id, src->rd, &src->image, wanted, &match,
				   report);
	if (!err)
		err = hermon_reader_get(&id.rd, 0, data, id.rd.size, report);
	hermon_mem_init(&mem, data, src->image.size);
	if (!err)
		err = hermon_fs2_check_file(&mem.rd, result, report);
	if (!err)
		return data;
	free(data);
	return NULL;
}

static bool is_same_file(const char *a, const char *b)
{
	struct stat x, y;

	return !stat(a, &x) && !stat(b, &y) && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino;
}

static int save(const struct stamp *s, const u8 *data, u32 size,
		struct error *e)
{
	int err;

	if (is_same_file(s->in, s->out)) {
		error_set(e, EEXIST, "SAME_FILE", "%s is the image that is read",
			  s->out);
		error_next(e, "choose another name for the result");
		return EXIT_REFUSED;
	}
	err = file_save(s->out, data, size, s->replace);
	if (!err)
		return EXIT_DONE;
	error_set(e, -err, "FILE", "%s: %s", s->out, strerror(-err));
	if (err != -EEXIST)
		return EXIT_ERROR;
	error_next(e, "choose another name, or replace it with --force");
	return EXIT_REFUSED;
}

static void say(const struct stamp *s, const struct hermon_image *result)
{
	struct json_object *answer = json_object_new_object();
	char version[HERMON_VERSION_TEXT];

	s->app->answer = answer;
	out_put_text(answer, "input", s->in);
	out_put_text(answer, "output", s->out);
	out_put(answer, "image", describe_image_json(result));
	out_text(s->app, "%s: %s for %s, node GUID %016llx\n", s->out,
		 version_text(&result->version, version), result->psid,
		 (unsigned long long)result->guids[0]);
}

static int stamp(const struct stamp *s, struct source *src,
		 const struct hermon_image *wanted, struct error *e)
{
	struct hermon_report report = { 0 };
	struct hermon_image result;
	u8 *data;
	int code;

	data = compose(s, src, wanted, &result, &report);
	if (!data)
		return refuse(e, &report);
	code = save(s, data, result.size, e);
	free(data);
	if (!code)
		say(s, &result);
	return code;
}

static int open_input(const struct stamp *s, struct source *src,
		      struct error *e)
{
	struct stat st;

	if (stat(s->in, &st)) {
		error_set(e, errno, "FILE", "%s: %s", s->in, strerror(errno));
		return EXIT_ERROR;
	}
	if (source_open(src, s->in, SOURCE_AS_IMAGE, e))
		return EXIT_ERROR;
	return source_need_image(src, e) ? EXIT_REFUSED : EXIT_DONE;
}

/**
 * cmd_stamp() - put GUIDs, MACs and VSD into an image file
 * @app: this run
 * @argc: arguments
 * @argv: arguments
 *
 * Return: enum exit_code.
 */
int cmd_stamp(struct app *app, int argc, char **argv)
{
	struct stamp s = { .app = app };
	struct hermon_image wanted;
	struct source src = { 0 };
	struct error e = { 0 };
	int code;

	code = parse_args(&s, argc, argv);
	if (code)
		return code;
	code = open_input(&s, &src, &e);
	if (!code) {
		wanted = src.image;
		code = collect(&s, &wanted, &e);
	}
	if (!code)
		code = check_wanted(&s, &src.image, &wanted, &e);
	if (!code)
		code = stamp(&s, &src, &wanted, &e);
	source_close(&src);
	return out_result(app, code, code ? &e : NULL, false);
}
