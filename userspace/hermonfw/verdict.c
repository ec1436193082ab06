// SPDX-License-Identifier: GPL-2.0-only
/*
 * Would this file go on this card, and what would change?
 *
 * The driver decides in the same way, with the same code, once more when it
 * is asked to burn.
 */
#include <stdlib.h>

#include "describe.h"
#include "idtext.h"
#include "out.h"
#include "verdict.h"

/*
 * The driver knows from a register. Of a dump nobody knows; what has no image is
 * taken for what comes up in recovery.
 */
static bool is_in_recovery(const struct source *card)
{
	const char *mode;

	if (card->kind == SOURCE_DUMP)
		return !card->card.valid;
	mode = card->has_info ? dl_info_version(&card->info, DL_VERSION_RUNNING,
						"fw.mode") : "";
	return card->sysfs.in_recovery || !strcmp(mode, "recovery");
}

/* A chip that nobody knows is taken for the one the image is for. */
static void init_target(struct hermon_target *target, const struct source *card,
			const struct hermon_image *image)
{
	target->hwid = source_hwid(card);
	if (!target->hwid && image->n_hwids)
		target->hwid = image->hwids[0];
	target->flash_size = card->flash->size;
	target->in_recovery = is_in_recovery(card);
}

/* Sets @same if the card has exactly these bytes already. */
static int compare(struct hermon_update *up, struct source *card, bool *same,
		   struct hermon_report *report)
{
	u32 size = up->result.size;
	u8 want[4096], have[4096];
	u32 off, n;
	int err = 0;

	*same = card->card.valid && size == card->image.size;
	for (off = 0; *same && !err && off < size; off += n) {
		n = min_t(u32, size - off, sizeof(want));
		err = hermon_reader_get(&up->identity.rd, off, want, n, report);
		if (!err)
			err = hermon_reader_get(card->rd, off, have, n, report);
		*same = !err && !memcmp(want, have, n);
	}
	return err;
}

static int decide(struct verdict *v, struct hermon_update *up,
		  struct source *card, const struct hermon_wish *wish)
{
	struct hermon_target target;
	bool same = false;
	u8 *rom;
	int err;

	init_target(&target, card, &up->image);
	err = hermon_update_match(up, &card->card, &target, wish, &v->why);
	if (err)
		return err;
	rom = malloc(hermon_update_rom_room(up, &card->card) + 1);
	if (!rom)
		abort();
	err = hermon_update_compose(up, &card->card, &target, card->flash, rom,
				    &v->why);
	if (!err)
		err = compare(up, card, &same, &v->why);
	free(rom);
	v->match = up->match;
	if (!err)
		v->kind = same ? VERDICT_SAME : VERDICT_FITS;
	return err;
}

/* A reason says no; an error without one is a card that cannot be read. */
static int judge_flash(struct verdict *v, struct hermon_update *up,
		       struct source *card, const struct hermon_wish *wish,
		       struct error *e)
{
	int err;

	v->by_flash = true;
	v->has_old = card->has_image;
	v->old = card->image.version;
	v->kind = VERDICT_REFUSED;
	err = decide(v, up, card, wish);
	if (err && !v->why.reason)
		return source_error(card, err, &v->why, e);
	return 0;
}

/* All that another driver says of a card is PSID, chip and version. */
static int judge_bound(struct verdict *v, const struct source *card,
		       const struct hermon_wish *wish, struct error *e)
{
	const char *psid = source_psid(card);
	u32 hwid = source_hwid(card);
	int err = 0;

	if (!*psid)
		return source_need_bytes(card, e);
	v->has_old = source_running(card, &v->old);
	if (*wish->psid && strcmp(wish->psid, v->image.psid))
		err = hermon_fail_text(&v->why, HERMON_WHY_PSID_WISH,
				       v->image.psid, wish->psid);
	else if (!*wish->psid && strcmp(psid, v->image.psid))
		err = hermon_fail_text(&v->why, HERMON_WHY_PSID, v->image.psid,
				       psid);
	if (!err && hwid)
		err = hermon_match_chip(&v->image, hwid, &v->why);
	v->kind = err ? VERDICT_REFUSED : VERDICT_FITS;
	if (!err && v->has_old && !version_compare(&v->image.version, &v->old))
		v->kind = VERDICT_SAME;
	return 0;
}

/**
 * verdict_reach() - say what a file would do to a card
 * @v: set on success
 * @file: the file
 * @card: a card or a dump, or NULL if there is none to ask
 * @wish: what the user wants to be other than usual
 * @e: filled on failure
 *
 * Return: 0, or -errno if the card cannot be asked.
 */
int verdict_reach(struct verdict *v, const struct file *file,
		  struct source *card, const struct hermon_wish *wish,
		  struct error *e)
{
	struct hermon_update *up = malloc(sizeof(*up));
	struct hermon_mem mem;
	int err = 0;

	if (!up)
		abort();
	memset(v, 0, sizeof(*v));
	hermon_mem_init(&mem, file->data, file->size);
	v->kind = VERDICT_SOUND;
	if (hermon_update_check(up, &mem.rd, &v->why)) {
		v->kind = VERDICT_DAMAGED;
		free(up);
		return 0;
	}
	v->image = up->image;
	if (card && card->flash)
		err = judge_flash(v, up, card, wish, e);
	else if (card)
		err = judge_bound(v, card, wish, e);
	v->newer = version_compare(&v->image.version, &v->old);
	free(up);
	return err;
}

/**
 * verdict_name() - the verdict in one word
 * @kind: the verdict
 *
 * Return: a constant text.
 */
const char *verdict_name(enum verdict_kind kind)
{
	static const char * const names[] = {
		[VERDICT_FITS] = "fits", [VERDICT_SAME] = "same",
		[VERDICT_REFUSED] = "refused", [VERDICT_DAMAGED] = "damaged",
		[VERDICT_SOUND] = "sound",
	};

	return names[kind];
}

static const char *change_name(const struct verdict *v)
{
	if (!v->newer)
		return "same version";
	return v->newer > 0 ? "newer" : "older";
}

static const char *rom_name(const struct hermon_match *match)
{
	static const char * const names[] = {
		[HERMON_ROM_AS_IS] = "image", [HERMON_ROM_FROM_CARD] = "card",
		[HERMON_ROM_DROPPED] = "none",
	};

	return names[match->rom];
}

static void keep_text(const struct verdict *v, char *buf, size_t len)
{
	const struct hermon_match *match = &v->match;
	const char *ids = match->keeps_guids ? "keeps GUIDs and MACs" :
					       "takes the image's GUIDs and MACs";
	const char *macs = match->loses_macs ? ", loses the card's own MACs" :
					       "";
	const char *vsd = match->keeps_vsd ? ", keeps VSD" : "";
	const char *rom = "";

	if (match->rom == HERMON_ROM_FROM_CARD)
		rom = ", keeps the card's boot ROM";
	else if (match->rom == HERMON_ROM_DROPPED)
		rom = ", drops the boot ROM";
	else if (v->image.rom_len)
		rom = ", takes the image's boot ROM";
	snprintf(buf, len, "%s%s%s%s%s", ids, macs, vsd, rom,
		 match->changes_psid ? ", CHANGES THE PSID" : "");
}

static void fits_text(const struct verdict *v, char *buf, size_t len)
{
	char version[HERMON_VERSION_TEXT], old[HERMON_VERSION_TEXT];
	char keeps[160] = "";

	version_text(&v->image.version, version);
	version_text(&v->old, old);
	if (v->by_flash)
		keep_text(v, keeps, sizeof(keeps));
	if (v->has_old)
		snprintf(buf, len, "%s over %s (%s)%s%s", version, old,
			 change_name(v), *keeps ? ", " : "", keeps);
	else
		snprintf(buf, len, "%s%s%s", version, *keeps ? ", " : "",
			 keeps);
}

static void sound_text(const struct verdict *v, char *buf, size_t len)
{
	char version[HERMON_VERSION_TEXT], chip[CHIP_TEXT];
	int n;
	u32 i;

	n = snprintf(buf, len, "%s for %s, GUIDs %s", version_text(&v->image.version, version),
		     v->image.psid, guids_state_name(guids_state(&v->image)));
	for (i = 0; i < v->image.n_hwids && (size_t)n < len; i++)
		n += snprintf(buf + n, len - n, ", %s",
			      chip_text(v->image.hwids[i], chip));
}

/**
 * verdict_text() - what a verdict means, behind its name
 * @v: the verdict
 * @buf: room for the text
 * @len: bytes of it
 */
void verdict_text(const struct verdict *v, char *buf, size_t len)
{
	char version[HERMON_VERSION_TEXT];

	switch (v->kind) {
	case VERDICT_FITS:
		fits_text(v, buf, len);
		break;
	case VERDICT_SAME:
		snprintf(buf, len, "%s is what the card has already%s",
			 version_text(&v->image.version, version),
			 v->by_flash ? "" : ", by its version");
		break;
	case VERDICT_SOUND:
		sound_text(v, buf, len);
		break;
	default:
		hermon_report_sentence(&v->why, buf, len);
	}
}

static void put_change(const struct verdict *v, struct json_object *object)
{
	char version[HERMON_VERSION_TEXT];

	out_put_text(object, "card_version", v->has_old ?
		     version_text(&v->old, version) : NULL);
	if (v->has_old)
		out_put_text(object, "change", !v->newer ? "same" :
			     v->newer > 0 ? "up" : "down");
	out_put_text(object, "basis", v->by_flash ? "flash" : "driver");
	if (!v->by_flash)
		return;
	out_put_bool(object, "keeps_guids", v->match.keeps_guids);
	out_put_bool(object, "keeps_vsd", v->match.keeps_vsd);
	out_put_bool(object, "loses_macs", v->match.loses_macs);
	out_put_bool(object, "changes_psid", v->match.changes_psid);
	out_put_text(object, "rom_from", rom_name(&v->match));
}

/**
 * verdict_json() - a verdict as JSON
 * @v: the verdict
 *
 * Return: a new object.
 */
struct json_object *verdict_json(const struct verdict *v)
{
	struct json_object *object = json_object_new_object();
	char text[320];

	verdict_text(v, text, sizeof(text));
	out_put_text(object, "verdict", verdict_name(v->kind));
	out_put_text(object, "message", text);
	if (v->why.reason) {
		out_put_text(object, "reason", hermon_reason_name(v->why.reason));
		out_put_text(object, "next", hermon_report_hint(&v->why));
	}
	if (v->kind != VERDICT_DAMAGED)
		out_put(object, "image", describe_image_json(&v->image));
	if (v->kind == VERDICT_FITS || v->kind == VERDICT_SAME)
		put_change(v, object);
	return object;
}
