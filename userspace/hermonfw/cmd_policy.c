// SPDX-License-Identifier: GPL-2.0-only
/*
 * policy: give a card the firmware that a policy wants it to have.
 *
 * Nobody watches, so it does less than "flash": at most one burn a day, none
 * after a failure until somebody has looked, none of a card in recovery, and
 * none of a card that anybody needs.
 */
#include <ctype.h>
#include <getopt.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "file.h"
#include "journal.h"
#include "out.h"
#include "policy.h"

#define STATE_DIR	"/var/lib/hermonfw/policy"
#define ONE_DAY_S	(24 * 60 * 60)
#define MAX_WAIT_S	3600

#define RESULT_BEGUN	"begun"		/* and nobody knows how it ended */
#define RESULT_DONE	"done"
#define RESULT_FAILED	"failed"

/**
 * struct attempt - one run for one card
 * @app: this run
 * @dir: of policies
 * @state_dir: of what was done before
 * @dry_run: write nothing
 * @wait_s: seconds that drivers have to say what the card is
 * @card: from sysfs
 * @facts: what is known of it
 * @policy: the one that is for it
 * @record: path of what was done before
 */
struct attempt {
	struct app *app;
	const char *dir;
	const char *state_dir;
	bool dry_run;
	u32 wait_s;
	struct sysfs_card card;
	struct facts facts;
	struct policy policy;
	char record[PATH_MAX];
};

static const struct option options[] = {
	{ "policy-dir", required_argument, NULL, 'p' },
	{ "state-dir", required_argument, NULL, 's' },
	{ "dry-run", no_argument, NULL, 'n' },
	{ "wait", required_argument, NULL, 'w' },
	{ 0 },
};

static const char *version_now(const struct attempt *a)
{
	return *a->facts.stored ? a->facts.stored : a->facts.running;
}

/* In what a person reads and in JSON alike: nothing was done, and why. */
static int nothing(struct attempt *a, enum exit_code code, const char *why)
{
	if (a->app->json) {
		a->app->answer = json_object_new_object();
		out_put_text(a->app->answer, "address", a->card.bdf);
		out_put_text(a->app->answer, "nothing", why);
	}
	out_text(a->app, "%s: %s\n", a->card.bdf, why);
	return out_result(a->app, code, NULL, false);
}

static int refuse(struct attempt *a, const char *reason, const char *what,
		  const char *next)
{
	const struct journal_field fields[] = {
		{ "HERMONFW_GUID", a->facts.guid },
		{ "HERMONFW_PSID", a->facts.psid },
		{ "HERMONFW_RESULT", "refused" },
	};
	struct error e;

	error_set(&e, EPERM, reason, "%s: %s", a->card.bdf, what);
	error_next(&e, "%s", next);
	journal_send(JOURNAL_NOTICE, e.message, fields, ARRAY_SIZE(fields));
	return out_result(a->app, EXIT_REFUSED, &e, false);
}

static const char *text_of(struct json_object *obj, const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(obj, key, &value))
		return "";
	return json_object_get_string(value);
}

static int64_t number_of(struct json_object *obj, const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(obj, key, &value))
		return 0;
	return json_object_get_int64(value);
}

/* A record that cannot be read forbids as one of a failure does. */
static int check_record(struct attempt *a)
{
	struct json_object *record;
	char next[PATH_MAX + 64];
	const char *result;
	bool recent;
	int code = EXIT_DONE;

	if (access(a->record, F_OK))
		return EXIT_DONE;
	snprintf(next, sizeof(next), "look at it, then remove %.3800s", a->record);
	record = json_object_from_file(a->record);
	if (!record)
		return refuse(a, "POLICY_RECORD",
			      "the record of what was done before cannot be read",
			      next);
	result = text_of(record, "result");
	recent = time(NULL) - number_of(record, "time") < ONE_DAY_S;
	if (strcmp(result, RESULT_DONE))
		code = refuse(a, "POLICY_FAILED",
			      !strcmp(result, RESULT_BEGUN) ?
			      "the last burn by policy did not come to an end" :
			      "the last burn by policy failed", next);
	else if (recent)
		code = refuse(a, "POLICY_RATE",
			      "it was burned by policy within the last day",
			      next);
	json_object_put(record);
	return code;
}

static int write_record(struct attempt *a, const char *result, struct error *e)
{
	struct json_object *record = json_object_new_object();
	char path[PATH_MAX];
	int err;

	out_put_text(record, "policy", a->policy.path);
	out_put_text(record, "psid", a->facts.psid);
	out_put_text(record, "guid", a->facts.guid);
	out_put_text(record, "from", version_now(a));
	out_put_text(record, "to", a->policy.version);
	out_put_text(record, "sha256", a->app->image_sha256);
	out_put_text(record, "result", result);
	out_put(record, "time", json_object_new_int64(time(NULL)));
	snprintf(path, sizeof(path), "%.3800s.new", a->record);
	err = json_object_to_file(path, record) || rename(path, a->record);
	json_object_put(record);
	if (!err)
		return 0;
	error_set(e, errno ? errno : EIO, "POLICY_RECORD",
		  "%.300s cannot be written", a->record);
	error_next(e, "make it writable: without a record nothing is burned");
	return -EIO;
}

static int flash(struct attempt *a)
{
	char *argv[] = {
		"flash", a->card.bdf, a->policy.images, "--version",
		a->policy.version, a->dry_run ? "--dry-run" : NULL, NULL,
	};

	optind = 0;
	a->app->command = "policy";
	return cmd_flash(a->app, a->dry_run ? 6 : 5, argv);
}

static int activate(struct attempt *a)
{
	struct error e;
	struct dl *dl;
	int err;

	if (!a->policy.activate || sysfs_find(a->card.bdf, &a->card, &e) ||
	    strcmp(a->card.driver, SYSFS_DRIVER))
		return EXIT_DONE;
	err = dl_open(&dl, &e);
	if (!err)
		err = dl_activate(dl, a->card.bdf, &e);
	dl_close(dl);
	if (!err)
		return EXIT_DONE;
	out_note(a->app, "the new firmware starts with the next power cycle: %s",
		 e.message);
	return EXIT_SAFE;
}

static void tell_journal(const struct attempt *a, int code)
{
	bool good = code == EXIT_DONE || code == EXIT_ALREADY;
	const struct journal_field fields[] = {
		{ "HERMONFW_GUID", a->facts.guid },
		{ "HERMONFW_PSID", a->facts.psid },
		{ "HERMONFW_OLD", version_now(a) },
		{ "HERMONFW_NEW", a->policy.version },
		{ "HERMONFW_SHA256", a->app->image_sha256 },
		{ "HERMONFW_POLICY", a->policy.path },
		{ "HERMONFW_RESULT", out_result_name(code) },
	};
	char message[ERROR_TEXT];

	snprintf(message, sizeof(message), "%s: firmware %.20s to %s by policy: %s",
		 a->card.bdf, version_now(a), a->policy.version,
		 out_result_name(code));
	journal_send(good ? JOURNAL_INFO : JOURNAL_ERR, message, fields,
		     ARRAY_SIZE(fields));
}

/* What was refused has changed nothing, and leaves no record. */
static int burn(struct attempt *a)
{
	struct error e;
	int code;

	/* If there is none, the record says so. */
	file_make_dirs(a->state_dir);
	if (write_record(a, RESULT_BEGUN, &e))
		return out_result(a->app, EXIT_ERROR, &e, false);
	code = flash(a);
	if (code == EXIT_DONE)
		code = activate(a);
	if (code == EXIT_REFUSED || code == EXIT_ALREADY)
		unlink(a->record);
	else if (write_record(a, code ? RESULT_FAILED : RESULT_DONE, &e))
		out_note(a->app, "%s", e.message);
	tell_journal(a, code);
	return code;
}

static bool is_open(const struct policy *policy)
{
	time_t now = time(NULL);
	struct tm tm;

	localtime_r(&now, &tm);
	return policy_is_open(policy, tm.tm_hour * 60 + tm.tm_min);
}

static int apply(struct attempt *a)
{
	int code;

	if (!strcmp(version_now(a), a->policy.version))
		return nothing(a, EXIT_ALREADY, "it has the version that it shall have");
	if (!is_open(&a->policy))
		return nothing(a, EXIT_DONE, "it is not the time for it");
	snprintf(a->record, sizeof(a->record), "%.3700s/%s.json", a->state_dir,
		 *a->facts.guid ? a->facts.guid : a->card.bdf);
	code = check_record(a);
	if (code)
		return code;
	return a->dry_run ? flash(a) : burn(a);
}

static int look(struct attempt *a, const char *dev, struct error *e)
{
	struct dl *dl = NULL;
	struct error ignored;
	int err;

	err = sysfs_find(dev, &a->card, e);
	if (err)
		return err;
	dl_open(&dl, &ignored);
	facts_read(&a->facts, &a->card, dl);
	dl_close(dl);
	return 0;
}

/*
 * When a machine starts, drivers are still on their way: mlx4_core asks for
 * mlx4_ib, which knows the PSID, and goes on without waiting for it.
 */
static int look_until_known(struct attempt *a, const char *dev, struct error *e)
{
	u32 left;
	int err;

	for (left = a->wait_s;; left--) {
		err = look(a, dev, e);
		if (err || *a->facts.psid || a->card.in_recovery || !left)
			return err;
		sleep(1);
	}
}

static int run(struct attempt *a, const char *dev)
{
	struct error e;
	int found;

	if (look_until_known(a, dev, &e))
		return out_result(a->app, EXIT_ERROR, &e, false);
	found = policy_find(&a->policy, a->dir, &a->facts, &e);
	if (found < 0)
		return out_result(a->app, EXIT_ERROR, &e, false);
	if (a->card.in_recovery)
		return nothing(a, EXIT_DONE, "it is in recovery, which is for a person to mend");
	if (!*a->facts.psid)
		return nothing(a, EXIT_DONE, "its PSID is not known: load mlx4_ib, or give it to hermon_fw with \"hermonfw bind\"");
	if (!found)
		return nothing(a, EXIT_DONE, "no policy is for it");
	return apply(a);
}

static bool parse_wait(const char *text, u32 *seconds)
{
	unsigned long value;
	char *end;

	value = strtoul(text, &end, 10);
	if (!isdigit((unsigned char)*text) || *end || value > MAX_WAIT_S)
		return false;
	*seconds = value;
	return true;
}

/**
 * cmd_policy() - give a card the firmware that it shall have
 * @app: this run
 * @argc: count of @argv
 * @argv: DEV and options
 *
 * Return: enum exit_code.
 */
int cmd_policy(struct app *app, int argc, char **argv)
{
	struct attempt a = {
		.app = app, .dir = POLICY_DIR, .state_dir = STATE_DIR,
	};
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case 'p':
			a.dir = optarg;
			break;
		case 's':
			a.state_dir = optarg;
			break;
		case 'n':
			a.dry_run = true;
			break;
		case 'w':
			if (!parse_wait(optarg, &a.wait_s))
				return usage_error(app, "--wait takes 0 to %d seconds",
						   MAX_WAIT_S);
			break;
		default:
			return usage_error(app, NULL);
		}
	}
	if (argc - optind != 1)
		return usage_error(app, "policy takes one device");
	return run(&a, argv[optind]);
}
