// SPDX-License-Identifier: GPL-2.0-only
/*
 * dump-ini: the configuration text within an image.
 */
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include "describe.h"
#include "file.h"
#include "out.h"
#include "source.h"

/* A text has some kilobytes; this is to end what was made to not end. */
#define TEXT_MAX	(16 << 20)
#define PIECE		0x10000

struct text {
	char *data;
	size_t len;
};

static int bad_stream(struct error *e, const char *why)
{
	error_set(e, EBADMSG, "INI_STREAM", "configuration text of the image cannot be unpacked: %s",
		  why);
	error_next(e, "get the file again from where it came");
	return -EBADMSG;
}

static int too_long(struct error *e)
{
	error_set(e, EFBIG, "INI_LONG", "configuration text of the image is longer than %u MiB",
		  TEXT_MAX >> 20);
	error_next(e, "that is no vendor's image: do not use it");
	return -EFBIG;
}

static void grow(struct text *text, size_t room)
{
	text->data = realloc(text->data, room);
	if (!text->data)
		abort();
}

/* The section is padded to whole words, so bytes may be left. */
static int inflate_all(z_stream *z, struct text *text, struct error *e)
{
	int ret = Z_OK;

	while (ret == Z_OK) {
		if (text->len >= TEXT_MAX)
			return too_long(e);
		grow(text, text->len + PIECE);
		z->next_out = (u8 *)text->data + text->len;
		z->avail_out = PIECE;
		ret = inflate(z, Z_NO_FLUSH);
		text->len += PIECE - z->avail_out;
	}
	if (ret == Z_BUF_ERROR)
		return bad_stream(e, "it is cut off");
	if (ret == Z_NEED_DICT)
		return bad_stream(e, "it needs a dictionary");
	return ret == Z_STREAM_END ? 0 : bad_stream(e, z->msg ? z->msg :
							"out of memory");
}

static int unpack(struct text *text, u8 *data, u32 len, struct error *e)
{
	z_stream z = { .next_in = data, .avail_in = len };
	int err;

	if (inflateInit(&z) != Z_OK)
		abort();
	err = inflate_all(&z, text, e);
	inflateEnd(&z);
	return err;
}

static int unpack_section(struct source *src, const struct hermon_section *s,
			  struct text *text, struct error *e)
{
	struct hermon_report report = { 0 };
	u8 *data = malloc(s->len ? s->len : 1);
	int err;

	if (!data)
		abort();
	err = hermon_reader_get(src->rd, s->off + sizeof(struct hermon_fs2_gph),
				data, s->len, &report);
	if (err)
		source_error(src, err, &report, e);
	else
		err = unpack(text, data, s->len, e);
	free(data);
	return err;
}

/* One after the other, if there are several. */
static int collect(struct source *src, struct text *text, struct error *e)
{
	struct hermon_contents contents;
	struct hermon_report report = { 0 };
	bool found = false;
	u32 i;
	int err;

	err = hermon_fs2_contents(src->rd, &contents, &report);
	if (err)
		return source_error(src, err, &report, e);
	for (i = 0; !err && i < contents.n_sections; i++) {
		if (contents.sections[i].type != HERMON_FS2_FW_CONFIG)
			continue;
		found = true;
		err = unpack_section(src, &contents.sections[i], text, e);
	}
	if (err || found)
		return err;
	error_set(e, ENODATA, "INI_NONE", "image has no configuration text");
	error_next(e, "not every vendor puts one in; there is nothing to do");
	return -ENODATA;
}

/* For a terminal: tabs and line ends, and nothing else that steers it. */
static void write_plain(const struct text *text)
{
	unsigned char c;
	size_t i;

	for (i = 0; i < text->len; i++) {
		c = text->data[i];
		if (c == '\r')
			continue;
		putchar(c == '\n' || c == '\t' || (c >= ' ' && c != 0x7f) ?
			c : '?');
	}
}

static int save(const struct source_args *args, const struct text *text,
		struct error *e)
{
	int err;

	err = file_save(args->output, text->data, text->len, args->replace);
	if (!err)
		return 0;
	error_set(e, -err, "FILE", "%s: %s", args->output, strerror(-err));
	if (err == -EEXIST)
		error_next(e, "choose another name, or replace it with --force");
	return err;
}

static void put_answer(struct app *app, const struct source *src,
		       const struct source_args *args, const struct text *text)
{
	char *copy = strndup(text->len ? text->data : "", text->len);

	if (!copy)
		abort();
	app->answer = json_object_new_object();
	source_put(src, app->answer);
	out_put_number(app->answer, "size", text->len);
	if (args->output)
		out_put_text(app->answer, "output", args->output);
	else
		out_put(app->answer, "ini", json_text(copy));
	free(copy);
}

static int dump(struct app *app, struct source *src,
		const struct source_args *args, struct error *e)
{
	struct text text = { 0 };
	int code = EXIT_DONE;

	if (collect(src, &text, e) || (args->output && save(args, &text, e)))
		code = EXIT_ERROR;
	else if (app->json)
		put_answer(app, src, args, &text);
	else if (!args->output && app->tty)
		write_plain(&text);
	else if (!args->output)
		fwrite(text.data, 1, text.len, stdout);
	free(text.data);
	return out_result(app, code, code ? e : NULL, false);
}

/**
 * cmd_dumpini() - print the configuration text within an image
 * @app: this run
 * @argc: arguments
 * @argv: arguments
 *
 * Return: enum exit_code.
 */
int cmd_dumpini(struct app *app, int argc, char **argv)
{
	struct source_args args;
	struct error e = { 0 };
	struct source src;
	int code;

	code = source_args(&args, app, SOURCE_OPT_OUTPUT, argc, argv);
	if (code)
		return code;
	if (source_open(&src, args.name, args.force, &e) ||
	    source_need_image(&src, &e))
		code = out_result(app, EXIT_ERROR, &e, false);
	else
		code = dump(app, &src, &args, &e);
	source_close(&src);
	return code;
}
