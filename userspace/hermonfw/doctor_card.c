// SPDX-License-Identifier: GPL-2.0-only
/*
 * One card: who has it, what its driver says, and who else uses its flash.
 */
#include <stdlib.h>

#include <hermon/cr.h>
#include <hermon/regs.h>

#include "doctor.h"
#include "facts.h"
#include "handover.h"

#define REPORTER	"flash"
#define REGISTERS	"cr-space"
#define NOT_READ	0xffffffff	/* what a region has for such a register */

static bool is_ours(const struct sysfs_card *card)
{
	return !strcmp(card->driver, SYSFS_DRIVER);
}

/* bind changes it, so it is worth a word and no more. */
static void note_override(const struct sysfs_card *card, struct finding *f)
{
	size_t n = strlen(f->found);

	if (*card->override && strcmp(card->override, SYSFS_DRIVER))
		snprintf(f->found + n, sizeof(f->found) - n,
			 "; driver_override is for %s", card->override);
}

static void is_free(const struct sysfs_card *card, struct finding *f)
{
	if (*card->driver)
		finding_set(f, FINDING_WARN,
			    "%s has it, and nobody uses its link",
			    card->driver);
	else
		finding_set(f, FINDING_WARN, "no driver has it");
	note_override(card, f);
	finding_next(f, "hermonfw bind %s; flash and backup take it by themselves",
		     card->bdf);
}

static void is_used(const struct sysfs_card *card, const struct error *e,
		    struct finding *f)
{
	size_t n = strlen(card->bdf);
	const char *message = e->message;

	/* Whoever prints a finding puts the address in front. */
	if (!strncmp(message, card->bdf, n) && !strncmp(message + n, ": ", 2))
		message += n + 2;
	finding_set(f, !strcmp(e->reason, "DRIVER") ? FINDING_FAIL :
						      FINDING_WARN,
		    "%s has it: %s", card->driver, message);
	finding_next(f, "%s", e->next);
}

/**
 * doctor_binding() - which driver has a card, and would it be given away?
 * @d: this host
 * @card: the card
 * @f: filled
 */
void doctor_binding(const struct doctor *d, const struct sysfs_card *card,
		    struct finding *f)
{
	struct error e;

	if (is_ours(card))
		finding_set(f, FINDING_OK, "hermon_fw has it");
	else if (handover_check(card, 0, &e))
		is_used(card, &e, f);
	else
		is_free(card, f);
}

/* Whether there is nobody to ask, which is said then. */
static bool nobody_to_ask(const struct doctor *d,
			  const struct sysfs_card *card, struct finding *f)
{
	if (!is_ours(card)) {
		finding_set(f, FINDING_SKIP, "hermon_fw does not have it");
		finding_next(f, "hermonfw bind %s, then ask again", card->bdf);
	} else if (!d->dl) {
		finding_set(f, FINDING_SKIP, "devlink cannot be asked");
		finding_next(f, "see the check devlink");
	} else {
		return false;
	}
	return true;
}

static void failed(const struct error *e, struct finding *f)
{
	finding_set(f, FINDING_FAIL, "%s", e->message);
	finding_next(f, "%s", *e->next ? e->next :
					 "dmesg | grep hermon_fw may say more");
}

static const char *or_unknown(const char *text)
{
	return *text ? text : "unknown";
}

/**
 * doctor_info() - does the driver answer devlink?
 * @d: this host
 * @card: the card
 * @f: filled
 */
void doctor_info(const struct doctor *d, const struct sysfs_card *card,
		 struct finding *f)
{
	struct dl_info info;
	struct error e;

	if (nobody_to_ask(d, card, f))
		return;
	if (dl_info_get(d->dl, card->bdf, &info, &e)) {
		failed(&e, f);
		return;
	}
	finding_set(f, FINDING_OK, "PSID %s, stored version %s, running %s",
		    or_unknown(dl_info_version(&info, DL_VERSION_FIXED,
					       "fw.psid")),
		    or_unknown(dl_info_version(&info, DL_VERSION_STORED,
					       "fw")),
		    or_unknown(dl_info_version(&info, DL_VERSION_RUNNING,
					       "fw")));
}

/**
 * struct seen - what the health reporter says of a flash
 * @part: its chip, or empty
 * @in_recovery: the card runs without firmware
 * @has_image: one of the images is the current one
 * @no_image: why there is none, or empty
 * @n_damaged: how many others are damaged
 * @last_error: how the last burn ended, or empty
 */
struct seen {
	char part[DL_TEXT];
	bool in_recovery;
	bool has_image;
	char no_image[DL_TEXT];
	u32 n_damaged;
	char last_error[DL_TEXT];
};

/* images.0.state: sound, not read, or damaged in some way */
static bool is_damaged(const char *name, const char *value)
{
	const char *dot = strrchr(name, '.');

	return !strncmp(name, "images.", 7) && !strcmp(dot, ".state") &&
	       !strncmp(value, "damaged", 7);
}

static void take_pair(void *ctx, const char *name, const char *value)
{
	struct seen *seen = ctx;

	if (!strcmp(name, "part"))
		snprintf(seen->part, sizeof(seen->part), "%s", value);
	else if (!strcmp(name, "mode"))
		seen->in_recovery = !strcmp(value, "recovery");
	else if (!strcmp(name, "current"))
		seen->has_image = true;
	else if (!strcmp(name, "no_image"))
		snprintf(seen->no_image, sizeof(seen->no_image), "%s", value);
	else if (!strcmp(name, "last_error"))
		snprintf(seen->last_error, sizeof(seen->last_error), "%s",
			 value);
	else if (is_damaged(name, value))
		seen->n_damaged++;
}

/* The worst first. */
static void judge_flash(const struct sysfs_card *card, const struct seen *seen,
			struct finding *f)
{
	const char *recovery = seen->in_recovery ? "recovery mode, " : "";

	if (!*seen->part) {
		finding_set(f, FINDING_FAIL,
			    "%sthe flash chip has not been identified",
			    recovery);
		finding_next(f, "dmesg | grep hermon_fw says why");
	} else if (!seen->has_image) {
		finding_set(f, FINDING_FAIL, "%sno image is current: %s",
			    recovery, or_unknown(seen->no_image));
		finding_next(f, "recovery.rst, \"States of the flash\"");
	} else if (seen->in_recovery) {
		finding_set(f, FINDING_WARN,
			    "recovery mode: the card runs without firmware, and there is an image with sound GUIDs");
		finding_next(f, "hermonfw flash %s FILE; recovery.rst, \"Recovery mode\"",
			     card->bdf);
	} else if (*seen->last_error) {
		finding_set(f, FINDING_WARN,
			    "the last burn failed or was refused: %s",
			    seen->last_error);
		finding_next(f, "hermon.rst, \"Messages\", has this sentence and what to do");
	} else if (seen->n_damaged) {
		finding_set(f, FINDING_WARN,
			    "an image is current, and %u other%s damaged",
			    seen->n_damaged,
			    seen->n_damaged == 1 ? " is" : "s are");
		finding_next(f, "hermonfw map %s shows where; a burn clears it away",
			     card->bdf);
	} else {
		finding_set(f, FINDING_OK, "%s with an image that is current",
			    seen->part);
	}
}

/* What everybody may know */
static void judge_mode(const struct doctor *d, const struct sysfs_card *card,
		       struct finding *f)
{
	struct facts facts;

	facts_read(&facts, card, d->dl);
	if (facts.state && !strcmp(facts.state, "recovery")) {
		finding_set(f, FINDING_WARN,
			    "recovery mode: the card runs without firmware");
		finding_next(f, "recovery.rst, \"Recovery mode\"");
	} else if (!is_ours(card) || !d->dl) {
		nobody_to_ask(d, card, f);
	} else {
		finding_set(f, FINDING_SKIP,
			    "only root may ask for the state of the flash");
		finding_next(f, "run it as root");
	}
}

/**
 * doctor_flash() - is the flash fit for a burn?
 * @d: this host
 * @card: the card
 * @f: filled
 *
 * From what the driver read last: the card is not touched. Write protection
 * shows at a burn only.
 */
void doctor_flash(const struct doctor *d, const struct sysfs_card *card,
		  struct finding *f)
{
	struct seen seen = { 0 };
	struct error e;

	if (!is_ours(card) || !d->dl || !d->may_ask)
		judge_mode(d, card, f);
	else if (dl_health_diagnose(d->dl, card->bdf, REPORTER, take_pair,
				    &seen, &e))
		failed(&e, f);
	else
		judge_flash(card, &seen, f);
}

/* Linux before 6.2 has no other way. */
static int read_by_snapshot(struct dl *dl, const char *dev, u32 addr, u8 *data,
			    u32 len, struct error *e)
{
	struct error ignored;
	u32 id;
	int err;

	err = dl_region_snapshot(dl, dev, REGISTERS, &id, e);
	if (err)
		return err;
	err = dl_region_read(dl, dev, REGISTERS, &id, addr, data, len, e);
	dl_region_delete(dl, dev, REGISTERS, id, &ignored);
	return err;
}

static int read_register(struct dl *dl, const char *dev, u32 addr, u32 *val,
			 struct error *e)
{
	__be32 word;
	int err;

	err = dl_region_read(dl, dev, REGISTERS, NULL, addr, (u8 *)&word,
			     sizeof(word), e);
	if (err == -EINVAL || err == -EOPNOTSUPP)
		err = read_by_snapshot(dl, dev, addr, (u8 *)&word,
				       sizeof(word), e);
	*val = err ? 0 : be32_to_cpu(word);
	return err;
}

/**
 * doctor_semaphore() - does somebody else have the flash?
 * @d: this host
 * @card: the card
 * @f: filled
 *
 * A look at the semaphore would take it. But the driver shows registers of the
 * gateway only if it could have that.
 */
void doctor_semaphore(const struct doctor *d, const struct sysfs_card *card,
		      struct finding *f)
{
	struct error e;
	u32 val;

	if (nobody_to_ask(d, card, f))
		return;
	if (!d->may_ask) {
		finding_set(f, FINDING_SKIP, "only root may read registers");
		finding_next(f, "run it as root");
	} else if (read_register(d->dl, card->bdf, HERMON_GW_CMD, &val, &e)) {
		failed(&e, f);
	} else if (val == NOT_READ) {
		finding_set(f, FINDING_FAIL,
			    "another program or host holds the flash semaphore");
		finding_next(f, "wait for tools that run (pgrep -a 'flint|mst'); if there is none, recovery.rst, \"Stale semaphore\"");
	} else if (val & HERMON_GW_CMD_BUSY) {
		finding_set(f, FINDING_FAIL,
			    "the flash gateway stays busy (0x%08x)", val);
		finding_next(f, "power-cycle the card");
	} else {
		finding_set(f, FINDING_OK, "the flash semaphore is free");
	}
}
