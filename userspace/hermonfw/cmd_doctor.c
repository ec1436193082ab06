// SPDX-License-Identifier: GPL-2.0-only
/*
 * doctor: what is missing on this machine.
 *
 * Nothing is changed, and nothing is taken from anybody.
 */
#include <stdarg.h>
#include <stdlib.h>

#include "doctor.h"
#include "handover.h"
#include "out.h"

#define NAME_WIDTH	11

struct check {
	const char *name;
	void (*run)(const struct doctor *d, struct finding *f);
};

/* In the order in which things are put right. */
static const struct check checks[] = {
	{ "rights", doctor_rights },
	{ "cards", doctor_cards },
	{ "module", doctor_module },
	{ "lockdown", doctor_lockdown },
	{ "signature", doctor_signature },
	{ "devlink", doctor_devlink },
	{ "iproute2", doctor_iproute2 },
	{ "firmware", doctor_firmware },
	{ "namespace", doctor_namespace },
};

struct card_check {
	const char *name;
	void (*run)(const struct doctor *d, const struct sysfs_card *card,
		    struct finding *f);
};

/* A request for info has the driver read what it could not read before. */
static const struct card_check card_checks[] = {
	{ "binding", doctor_binding },
	{ "info", doctor_info },
	{ "flash", doctor_flash },
	{ "semaphore", doctor_semaphore },
};

/* How a state is shown; JSON has no capitals elsewhere. */
static const struct {
	const char *name;
	const char *word;
	enum out_color color;
} states[N_FINDING_STATES] = {
	[FINDING_OK] = { "OK", "ok", OUT_GREEN },
	[FINDING_WARN] = { "WARN", "warn", OUT_YELLOW },
	[FINDING_FAIL] = { "FAIL", "fail", OUT_RED },
	[FINDING_SKIP] = { "SKIP", "skip", OUT_DIM },
};

/**
 * finding_set() - say what a check has found
 * @f: set
 * @state: how it is
 * @fmt: one sentence
 */
void finding_set(struct finding *f, enum finding_state state, const char *fmt,
		 ...)
{
	va_list args;

	f->state = state;
	va_start(args, fmt);
	vsnprintf(f->found, sizeof(f->found), fmt, args);
	va_end(args);
	*f->next = '\0';
}

/**
 * finding_next() - say what to do about it
 * @f: the finding
 * @fmt: one sentence
 */
void finding_next(struct finding *f, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(f->next, sizeof(f->next), fmt, args);
	va_end(args);
}

/**
 * struct tally - the checks so far
 * @app: this run
 * @list: findings, with --json
 * @n: how many of each state
 * @first: what to do about the first that failed
 */
struct tally {
	struct app *app;
	struct json_object *list;
	u32 n[N_FINDING_STATES];
	char first[ERROR_TEXT];
};

static struct json_object *finding_json(const char *check, const char *card,
					const struct finding *f)
{
	struct json_object *obj = json_object_new_object();

	out_put_text(obj, "check", check);
	out_put_text(obj, "card", card);
	out_put_text(obj, "state", states[f->state].word);
	out_put_text(obj, "found", f->found);
	out_put_text(obj, "next", f->next);
	return obj;
}

static void print_finding(const struct app *app, const char *check,
			  const char *card, const struct finding *f)
{
	out_text(app, "%s%-4s%s  %-*s %s%s%s\n",
		 out_color(app, states[f->state].color), states[f->state].name,
		 out_color(app, OUT_PLAIN), NAME_WIDTH, check, card,
		 *card ? ": " : "", f->found);
	if (*f->next)
		out_text(app, "      %-*s next step: %s\n", NAME_WIDTH, "",
			 f->next);
}

static void note(struct tally *t, const char *check, const char *card,
		 const struct finding *f)
{
	t->n[f->state]++;
	if (f->state == FINDING_FAIL && !*t->first)
		strcpy(t->first, f->next);
	if (t->app->json)
		json_object_array_add(t->list, finding_json(check, card, f));
	else
		print_finding(t->app, check, card, f);
}

static void check_host(struct tally *t, const struct doctor *d)
{
	struct finding f;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(checks); i++) {
		checks[i].run(d, &f);
		note(t, checks[i].name, "", &f);
	}
}

static void check_card(struct tally *t, const struct doctor *d,
		       const struct sysfs_card *card)
{
	struct finding f;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(card_checks); i++) {
		card_checks[i].run(d, card, &f);
		note(t, card_checks[i].name, card->bdf, &f);
	}
}

static int find_cards(struct doctor *d, const char *dev, struct error *e)
{
	if (!dev)
		return sysfs_cards(&d->cards, &d->n_cards, e);
	d->cards = malloc(sizeof(*d->cards));
	if (!d->cards)
		return error_set(e, ENOMEM, "MEMORY", "out of memory");
	d->n_cards = 1;
	return sysfs_find(dev, d->cards, e);
}

static int doctor_open(struct doctor *d, const char *dev, struct error *e)
{
	int err;

	memset(d, 0, sizeof(*d));
	err = find_cards(d, dev, e);
	if (err)
		return err;
	d->may_ask = may_administer();
	uname(&d->kernel);
	d->is_loaded = sysfs_has_driver(SYSFS_DRIVER);
	d->module_err = modfile_find(&d->module, SYSFS_DRIVER,
				     d->kernel.release);
	dl_open(&d->dl, &d->no_dl);
	return 0;
}

static void doctor_close(struct doctor *d)
{
	dl_close(d->dl);
	free(d->cards);
}

static void put_answer(struct tally *t)
{
	struct json_object *counts = json_object_new_object();
	u32 i;

	for (i = 0; i < N_FINDING_STATES; i++)
		out_put_number(counts, states[i].word, t->n[i]);
	out_put(t->app->answer, "checks", t->list);
	out_put(t->app->answer, "counts", counts);
}

static int finish(struct tally *t)
{
	const u32 *n = t->n;
	struct error e;

	if (t->app->json)
		put_answer(t);
	out_text(t->app, "%u OK, %u WARN, %u FAIL, %u SKIP\n", n[FINDING_OK],
		 n[FINDING_WARN], n[FINDING_FAIL], n[FINDING_SKIP]);
	if (!n[FINDING_FAIL])
		return out_result(t->app, EXIT_DONE, NULL, false);
	error_set(&e, 0, "DOCTOR", "%u of the checks failed",
		  n[FINDING_FAIL]);
	error_next(&e, "%s", t->first);
	return out_result(t->app, EXIT_ERROR, &e, false);
}

static int examine(struct app *app, const struct doctor *d)
{
	struct tally t = { .app = app };
	u32 i;

	if (app->json) {
		app->answer = json_object_new_object();
		t.list = json_object_new_array();
	}
	check_host(&t, d);
	for (i = 0; i < d->n_cards; i++)
		check_card(&t, d, &d->cards[i]);
	return finish(&t);
}

/**
 * cmd_doctor() - say what is missing on this machine
 * @app: this run
 * @argc: count of @argv
 * @argv: [DEV]
 *
 * Return: enum exit_code.
 */
int cmd_doctor(struct app *app, int argc, char **argv)
{
	struct doctor d;
	struct error e;
	int code;

	if (argc > 2 || (argc == 2 && *argv[1] == '-'))
		return usage_error(app, "doctor takes one device at most");
	if (doctor_open(&d, argv[1], &e))
		code = out_result(app, EXIT_ERROR, &e, false);
	else
		code = examine(app, &d);
	doctor_close(&d);
	return code;
}
