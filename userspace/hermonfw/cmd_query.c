// SPDX-License-Identifier: GPL-2.0-only
/*
 * query: what a card, an image or a dump says of itself.
 */
#include <stdlib.h>

#include "describe.h"
#include "idtext.h"
#include "mstflint.h"
#include "out.h"
#include "slots.h"
#include "source.h"

#define NO_VERSION	"unknown"

/* Everything that is known, before it is printed in one form or the other. */
struct query {
	struct app *app;
	struct source *src;
	struct description d;
	struct slots slots;
	struct hermon_version running;
	bool has_running;
};

static const char *stored_text(const struct query *q, char *buf)
{
	if (!q->src->described)
		return NO_VERSION;
	return version_text(&q->d.image.version, buf);
}

static const char *running_text(const struct query *q, char *buf)
{
	return q->has_running ? version_text(&q->running, buf) : NO_VERSION;
}

static bool is_pending(const struct query *q)
{
	return q->has_running && q->src->has_image &&
	       version_compare(&q->running, &q->d.image.version);
}

static void print_slot(const struct app *app, const struct slot_view *view)
{
	char version[HERMON_VERSION_TEXT], what[128];
	char sentence[HERMON_REPORT_SENTENCE];
	enum out_color color = OUT_DIM;

	*what = '\0';
	if (view->described)
		snprintf(what, sizeof(what), " %s %s",
			 version_text(&view->image.version, version),
			 view->image.psid);
	if (view->state == SLOT_DAMAGED)
		color = OUT_RED;
	else if (view->current)
		color = OUT_GREEN;
	print_field(view->layout.slot ? "Slot 1" : "Slot 0", "%s%s%s%s%s",
		    out_color(app, color), slot_state_name(view->state),
		    out_color(app, OUT_PLAIN), what,
		    view->current ? ", active" : "");
	if (view->state == SLOT_DAMAGED) {
		hermon_report_sentence(&view->why, sentence, sizeof(sentence));
		print_field("", "%s", sentence);
	}
}

static void print_flash(const struct query *q)
{
	const char *part = q->src->part;
	const char *comma = *part ? ", " : "";
	char size[SIZE_TEXT], chunk[SIZE_TEXT];
	size_t i;

	if (!q->src->flash)
		return;
	size_text(q->src->flash->size, size);
	if (q->slots.known)
		print_field("Flash", "%s%s%s, in chunks of %s", part, comma, size,
			    size_text(BIT(q->slots.log2_chunk), chunk));
	else
		print_field("Flash", "%s%s%s", part, comma, size);
	for (i = 0; q->slots.known && i < ARRAY_SIZE(q->slots.slots); i++)
		print_slot(q->app, &q->slots.slots[i]);
	for (i = 0; i < q->slots.n_strays; i++)
		print_field("Stray signature", "at 0x%06x", q->slots.strays[i]);
}

static void print_card(const struct query *q)
{
	const struct sysfs_card *card = &q->src->sysfs;
	char version[HERMON_VERSION_TEXT], chip[CHIP_TEXT];
	u32 hwid = source_hwid(q->src);

	print_field("Card", "%s, 15b3:%04x%s", card->chip ? card->chip : "",
		    card->device, card->in_recovery ? ", in recovery" : "");
	print_field("Driver", "%s", *card->driver ? card->driver : "none");
	if (hwid)
		print_field("Chip", "%s", chip_text(hwid, chip));
	print_field("Running", "%s%s", running_text(q, version),
		    is_pending(q) ? ", the stored one starts with the next reset" :
				    "");
}

static void print_bound(const struct query *q)
{
	const struct sysfs_ibdev *ib = q->src->sysfs.ibdevs;

	if (q->src->sysfs.n_ibdevs) {
		print_field("PSID", "%s", ib->psid);
		print_field("Node GUID", "%s", ib->node_guid);
	}
}

static void print_query(const struct query *q)
{
	const struct source *src = q->src;
	char sentence[HERMON_REPORT_SENTENCE];

	printf("%s%s%s (%s)\n", out_color(q->app, OUT_BOLD), src->name,
	       out_color(q->app, OUT_PLAIN), source_kind_name(src->kind));
	if (*src->sysfs.bdf)
		print_card(q);
	if (src->kind == SOURCE_BOUND)
		print_bound(q);
	if (src->described)
		describe_print(&q->d);
	if (src->described && !src->has_image) {
		hermon_report_sentence(&src->why, sentence, sizeof(sentence));
		print_field("State", "%sDAMAGED%s: %s",
			    out_color(q->app, OUT_RED),
			    out_color(q->app, OUT_PLAIN), sentence);
	}
	print_flash(q);
}

static struct json_object *slot_json(const struct slot_view *view)
{
	struct json_object *slot = json_object_new_object();
	char version[HERMON_VERSION_TEXT];
	char sentence[HERMON_REPORT_SENTENCE];

	out_put_number(slot, "slot", view->layout.slot);
	out_put_number(slot, "start", view->start);
	out_put_number(slot, "size", view->slot.rd.size);
	out_put_text(slot, "state", slot_state_name(view->state));
	out_put_bool(slot, "active", view->current);
	out_put_text(slot, "version", view->described ?
		     version_text(&view->image.version, version) : NULL);
	out_put_text(slot, "psid", view->described ? view->image.psid : NULL);
	if (view->state == SLOT_DAMAGED) {
		hermon_report_sentence(&view->why, sentence, sizeof(sentence));
		out_put_text(slot, "why", sentence);
	}
	return slot;
}

static struct json_object *flash_json(const struct query *q)
{
	struct json_object *flash = json_object_new_object();
	struct json_object *slots = json_object_new_array();
	struct json_object *strays = json_object_new_array();
	struct json_object *value;
	size_t i;

	out_put_number(flash, "size", q->src->flash->size);
	out_put_text(flash, "part", q->src->part);
	if (q->slots.known)
		out_put_number(flash, "chunk", BIT(q->slots.log2_chunk));
	out_put(flash, "active_slot", q->src->card.valid ?
		json_object_new_int(q->src->card.layout.slot) : NULL);
	for (i = 0; q->slots.known && i < ARRAY_SIZE(q->slots.slots); i++)
		json_object_array_add(slots, slot_json(&q->slots.slots[i]));
	out_put(flash, "slots", slots);
	for (i = 0; i < q->slots.n_strays; i++) {
		value = json_object_new_int64(q->slots.strays[i]);
		json_object_array_add(strays, value);
	}
	out_put(flash, "stray_signatures", strays);
	return flash;
}

static struct json_object *card_json(const struct query *q)
{
	const struct sysfs_card *sysfs = &q->src->sysfs;
	struct json_object *card = json_object_new_object();
	char version[HERMON_VERSION_TEXT], text[CHIP_TEXT];
	u32 hwid = source_hwid(q->src);

	out_put_text(card, "dev", sysfs->bdf);
	out_put_text(card, "name", sysfs->chip);
	snprintf(text, sizeof(text), "15b3:%04x", sysfs->device);
	out_put_text(card, "pci_id", text);
	out_put_text(card, "driver", sysfs->driver);
	out_put_text(card, "psid", source_psid(q->src));
	out_put_text(card, "chip", hwid ? chip_text(hwid, text) : NULL);
	out_put_bool(card, "recovery", sysfs->in_recovery);
	out_put_text(card, "running", q->has_running ?
		     version_text(&q->running, version) : NULL);
	out_put_text(card, "stored", q->src->has_image ?
		     stored_text(q, version) : NULL);
	out_put_bool(card, "pending", is_pending(q));
	return card;
}

static void put_query(const struct query *q)
{
	struct json_object *answer = json_object_new_object();

	q->app->answer = answer;
	source_put(q->src, answer);
	out_put(answer, "image", q->src->described ? describe_json(&q->d) : NULL);
	out_put_bool(answer, "sound", q->src->has_image);
	out_put(answer, "flash", q->src->flash ? flash_json(q) : NULL);
	out_put(answer, "card", *q->src->sysfs.bdf ? card_json(q) : NULL);
}

static int collect(struct query *q, struct error *e)
{
	struct hermon_report report = { 0 };
	struct source *src = q->src;
	int err = 0;

	q->has_running = source_running(src, &q->running);
	if (src->described)
		err = describe(&q->d, src->rd, &src->image, &report);
	if (!err && src->flash)
		err = slots_read(&q->slots, src->flash, &src->card, &report);
	if (err)
		source_error(src, err, &report, e);
	return err;
}

/* A full CRC that is wrong is nothing to mstflint. */
static bool is_good_for_mstflint(const struct source *src)
{
	return src->has_image ||
	       (src->described && src->why.reason == HERMON_WHY_FULL_CRC);
}

/* A card that another driver has says less, but nothing is wrong with that. */
static int query(struct query *q, bool mstflint, struct error *e)
{
	struct source *src = q->src;

	if (collect(q, e))
		return out_result(q->app, EXIT_ERROR, e, false);
	if (mstflint && is_good_for_mstflint(src)) {
		mstflint_query(&q->d, q->has_running ? &q->running : NULL);
		return EXIT_DONE;
	}
	if (mstflint) {
		source_need_image(src, e);
		return out_result(q->app, EXIT_ERROR, e, false);
	}

	if (q->app->json)
		put_query(q);
	else
		print_query(q);
	if (src->described || src->kind == SOURCE_BOUND)
		return out_result(q->app, EXIT_DONE, NULL, false);
	source_need_image(src, e);
	return out_result(q->app, EXIT_ERROR, e, false);
}

/**
 * cmd_query() - say what a card, a dump or a file holds
 * @app: this run
 * @argc: arguments
 * @argv: arguments
 *
 * Return: enum exit_code.
 */
int cmd_query(struct app *app, int argc, char **argv)
{
	struct source_args args;
	struct error e = { 0 };
	struct source src;
	struct query *q;
	int code;

	code = source_args(&args, app, SOURCE_OPT_MSTFLINT, argc, argv);
	if (code)
		return code;
	q = calloc(1, sizeof(*q));
	if (!q)
		abort();
	q->app = app;
	q->src = &src;
	if (source_open(&src, args.name, args.force, &e))
		code = out_result(app, EXIT_ERROR, &e, false);
	else
		code = query(q, args.mstflint, &e);
	source_close(&src);
	free(q);
	return code;
}
