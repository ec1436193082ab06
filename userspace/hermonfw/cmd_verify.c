// SPDX-License-Identifier: GPL-2.0-only
/*
 * verify: every byte of what is there.
 */
#include <stdlib.h>

#include "idtext.h"
#include "mstflint.h"
#include "out.h"
#include "parts.h"
#include "slots.h"
#include "source.h"

/* One image that is verified. */
struct verified {
	struct app *app;
	struct parts parts;
	struct json_object *list;
	struct error *e;
	bool bad;
};

static const char *part_color(const struct app *app, enum part_state state)
{
	return out_color(app, state == PART_OK ? OUT_GREEN : OUT_RED);
}

static void print_range(struct verified *v, u32 off, u32 len, const char *name,
			enum part_state state, u32 stored, u32 computed)
{
	static const char * const words[] = {
		[PART_OK] = "ok", [PART_BLANK] = "blank", [PART_BAD] = "BAD",
	};
	struct app *app = v->app;

	out_text(app, "  0x%06x - 0x%06x  %8u  %-18s %s%s%s", off, off + len - 1,
		 len, name, part_color(app, state), words[state],
		 out_color(app, OUT_PLAIN));
	if (state == PART_BAD)
		out_text(app, ": CRC is 0x%04x, should be 0x%04x", stored,
			 computed);
	out_text(app, "\n");
}

static void put_range(struct verified *v, u32 off, u32 len, const char *name,
		      enum part_state state, u32 stored, u32 computed)
{
	struct json_object *range = json_object_new_object();

	out_put_number(range, "off", off);
	out_put_number(range, "len", len);
	out_put_text(range, "name", name);
	out_put_text(range, "crc", part_state_name(state));
	out_put_number(range, "stored", stored);
	out_put_number(range, "computed", computed);
	json_object_array_add(v->list, range);
}

static void show_range(struct verified *v, u32 off, u32 len, const char *name,
		       enum part_state state, u32 stored, u32 computed)
{
	print_range(v, off, len, name, state, stored, computed);
	put_range(v, off, len, name, state, stored, computed);
}

/* The first thing that is wrong is the one that is told. */
static void note_report(struct verified *v, const struct hermon_report *report)
{
	if (!v->bad)
		error_report(v->e, hermon_report_errno(report), report);
	v->bad = true;
}

static void note_blank(struct verified *v)
{
	struct hermon_report report = { 0 };

	hermon_fail(&report, HERMON_WHY_IMAGE_GUIDS_BLANK, 0, 0, 0);
	if (v->bad)
		return;
	note_report(v, &report);
	error_set(v->e, EINVAL, "IMAGE_GUIDS_BLANK",
		  "GUIDs are blank: no card can work with this image");
	error_next(v->e, "%s", hermon_report_hint(&report));
}

static void show_parts(struct verified *v)
{
	const struct parts *parts = &v->parts;
	const struct part *part;
	u32 i;

	for (i = 0; i < parts->n_parts; i++) {
		part = &parts->parts[i];
		show_range(v, part->off, part->len, part->name, part->state,
			   part->stored, part->computed);
	}
	if (parts->whole)
		show_range(v, 0, parts->size, "whole image", parts->full,
			   parts->full_stored, parts->full_computed);
}

static bool has_blank_part(const struct parts *parts)
{
	u32 i;

	for (i = 0; i < parts->n_parts; i++)
		if (parts->parts[i].state == PART_BLANK)
			return true;
	return false;
}

/*
 * What core/ says of the image decides. If that is content with a full CRC that
 * is wrong, then the image does not claim to have one.
 */
static void judge(struct verified *v, const struct hermon_report *why)
{
	if (why->reason)
		note_report(v, why);
	else if (!v->parts.whole)
		note_report(v, &v->parts.why);
	else if (v->parts.full == PART_BAD)
		v->parts.full = PART_BLANK;
	if (has_blank_part(&v->parts))
		note_blank(v);
}

static struct json_object *begin_image(struct verified *v)
{
	struct json_object *object = json_object_new_object();

	v->list = json_object_new_array();
	out_put(object, "ranges", v->list);
	return object;
}

/* @rd is an image that may be anything. */
static int verify_image(struct verified *v, struct hermon_reader *rd,
			struct json_object **object,
			struct hermon_report *report)
{
	struct hermon_report why = { 0 };
	struct hermon_image image;
	int err;

	*object = begin_image(v);
	err = rd->where == HERMON_WHERE_FILE ?
		hermon_fs2_check_file(rd, &image, &why) :
		hermon_fs2_check(rd, HERMON_DEPTH_FULL, &image, &why);
	if (err && !hermon_reason_is_image(why.reason)) {
		*report = why;
		return err;
	}
	err = parts_read(&v->parts, rd, report);
	if (err)
		return err;
	judge(v, &why);
	show_parts(v);
	out_put_bool(*object, "sound", !v->bad);
	return 0;
}

static int verify_current(struct verified *v, struct source *src,
			  struct json_object *images,
			  struct hermon_report *report)
{
	struct json_object *object;
	u32 start = 0;
	int err;

	if (!src->rd) {
		note_report(v, &src->why);
		return 0;
	}
	if (src->flash && src->slot.layout.slot)
		start = BIT(src->slot.layout.log2_chunk);
	if (src->flash)
		out_text(v->app, "%s: image at 0x%06x\n", src->name, start);
	else
		out_text(v->app, "%s:\n", src->name);
	err = verify_image(v, src->rd, &object, report);
	out_put_number(object, "start", start);
	json_object_array_add(images, object);
	return err;
}

/* A slot without a signature is nothing that could be right or wrong. */
static int verify_slot(struct verified *v, struct slot_view *view,
		       struct json_object *images,
		       struct hermon_report *report)
{
	struct json_object *object;
	int err = 0;

	out_text(v->app, "slot %u at 0x%06x: %s\n", view->layout.slot,
		 view->start, slot_state_name(view->state));
	if (view->state == SLOT_SOUND || view->state == SLOT_DAMAGED)
		err = verify_image(v, &view->slot.rd, &object, report);
	else
		object = begin_image(v);
	out_put_number(object, "slot", view->layout.slot);
	out_put_number(object, "start", view->start);
	out_put_text(object, "state", slot_state_name(view->state));
	json_object_array_add(images, object);
	return err;
}

static int verify_slots(struct verified *v, struct source *src,
			struct json_object *images,
			struct hermon_report *report)
{
	struct slots *slots = malloc(sizeof(*slots));
	size_t i;
	int err;

	if (!slots)
		return -ENOMEM;
	if (!src->has_image)
		note_report(v, &src->why);
	err = slots_read(slots, src->flash, &src->card, report);
	for (i = 0; !err && slots->known && i < ARRAY_SIZE(slots->slots); i++)
		err = verify_slot(v, &slots->slots[i], images, report);
	free(slots);
	return err;
}

static int verify(struct app *app, struct source *src, bool all,
		  struct error *e)
{
	struct json_object *images = json_object_new_array();
	struct verified *v = calloc(1, sizeof(*v));
	struct hermon_report report = { 0 };
	bool bad;
	int err;

	if (!v)
		abort();
	v->app = app;
	v->e = e;
	app->answer = json_object_new_object();
	source_put(src, app->answer);
	out_put(app->answer, "images", images);
	if (all && src->flash)
		err = verify_slots(v, src, images, &report);
	else
		err = verify_current(v, src, images, &report);
	bad = v->bad;
	free(v);
	if (err) {
		source_error(src, err, &report, e);
		return out_result(app, EXIT_ERROR, e, false);
	}
	if (bad)
		return out_result(app, EXIT_REFUSED, e, false);
	out_text(app, "%s: all is well\n", src->name);
	return out_result(app, EXIT_DONE, NULL, false);
}

/* Even of a damaged image, as long as its Image Info can be read. */
static bool has_mic(struct hermon_reader *rd)
{
	struct hermon_report report = { 0 };
	struct hermon_image image;

	return !hermon_fs2_salvage(rd, &image, &report) && image.has_mic;
}

/* mstflint lets a wrong full CRC pass; nobody else should. */
static int verify_as_mstflint(struct app *app, struct source *src,
			      struct error *e)
{
	struct parts *parts = malloc(sizeof(*parts));
	struct hermon_report report = { 0 };
	bool good = false;
	u32 start = 0;
	int err = 0;

	if (!parts)
		abort();
	if (src->flash && src->slot.layout.slot)
		start = BIT(src->slot.layout.log2_chunk);
	if (src->rd)
		err = parts_read(parts, src->rd, &report);
	if (src->rd && !err && parts->n_parts)
		good = mstflint_verify(parts, has_mic(src->rd), start);
	free(parts);
	if (err)
		source_error(src, err, &report, e);
	if (err)
		return out_result(app, EXIT_ERROR, e, false);
	if (good && src->has_image)
		return EXIT_DONE;
	if (src->has_image)
		return EXIT_REFUSED;
	error_report(e, hermon_report_errno(&src->why), &src->why);
	return out_result(app, EXIT_REFUSED, e, false);
}

/**
 * cmd_verify() - verify what a card, a dump or a file holds
 * @app: this run
 * @argc: arguments
 * @argv: arguments
 *
 * Return: enum exit_code.
 */
int cmd_verify(struct app *app, int argc, char **argv)
{
	struct source_args args;
	struct error e = { 0 };
	struct source src;
	int code;

	code = source_args(&args, app, SOURCE_OPT_MSTFLINT | SOURCE_OPT_ALL,
			   argc, argv);
	if (code)
		return code;
	if (source_open(&src, args.name, args.force, &e) ||
	    source_need_bytes(&src, &e))
		code = out_result(app, EXIT_ERROR, &e, false);
	else if (!args.mstflint)
		code = verify(app, &src, args.all, &e);
	else
		code = verify_as_mstflint(app, &src, &e);
	source_close(&src);
	return code;
}
