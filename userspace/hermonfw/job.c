// SPDX-License-Identifier: GPL-2.0-only
/*
 * A burn from beginning to end: card taken over, checked, saved, burned,
 * looked at, given back.
 *
 * All that can be refused is refused before the card is taken away from who
 * has it, or at least before anything is written. How it ended is what the
 * card says afterwards, not what the request for the burn came back with.
 */
#include <sha2.h>
#include <stdlib.h>
#include <string.h>

#include "burn.h"
#include "idtext.h"
#include "job.h"
#include "nl.h"
#include "out.h"
#include "users.h"

#define TAKES_EFFECT	"The new firmware starts with the next reset of the chip: when mlx4_core takes the card, by devlink dev reload ... action fw_activate, or with a power cycle."

/**
 * job_init() - set up an ordinary burn
 * @job: to set up
 * @app: this run
 */
void job_init(struct job *job, struct app *app)
{
	memset(job, 0, sizeof(*job));
	job->app = app;
	job->backup_dir = BACKUP_DIR;
}

static int take_psid(struct job *job, const char *value)
{
	if (!*value || strlen(value) >= sizeof(job->wish.psid))
		return usage_error(job->app, "--to-psid takes a PSID of 1 to %zu characters",
				   sizeof(job->wish.psid) - 1);
	strcpy(job->wish.psid, value);
	return EXIT_DONE;
}

/**
 * job_option() - take an option that burns have in common
 * @job: the burn
 * @option: JOB_OPT_...
 * @value: its argument
 *
 * Return: EXIT_DONE or EXIT_USAGE.
 */
int job_option(struct job *job, int option, const char *value)
{
	switch (option) {
	case JOB_OPT_TO_PSID:
		return take_psid(job, value);
	case JOB_OPT_ROM:
		if (hermon_rom_wish_parse(value, &job->wish.rom))
			return usage_error(job->app, "--rom is one of auto, card, image, none");
		break;
	case JOB_OPT_NO_BACKUP:
		job->no_backup = true;
		break;
	case JOB_OPT_BACKUP_DIR:
		job->backup_dir = value;
		break;
	case JOB_OPT_KEEP_BOUND:
		job->keep_bound = true;
		break;
	case JOB_OPT_FORCE:
		if (user_parse(value, &job->force))
			return usage_error(job->app, "--force=%s is not possible: ssh, route, bond, address or rdma",
					   value);
		break;
	case JOB_OPT_DRY_RUN:
		job->dry_run = true;
		break;
	default:
		return usage_error(job->app, NULL);
	}
	return EXIT_DONE;
}

static int refused(const struct hermon_report *why, struct error *e)
{
	error_report(e, hermon_report_errno(why), why);
	return EXIT_REFUSED;
}

/* What the image would do to the card as far as it is known so far. */
static int judge(struct job *job, struct source *src, struct error *e)
{
	struct verdict *v = &job->verdict;

	if (verdict_reach(v, job->image, src, &job->wish, e))
		return EXIT_ERROR;
	if (v->kind == VERDICT_REFUSED || v->kind == VERDICT_DAMAGED)
		return refused(&v->why, e);
	return EXIT_DONE;
}

/*
 * A card in use says PSID and chip: an image for another board is refused
 * before the link goes down.
 */
static int check_in_use(struct job *job, struct error *e)
{
	struct source src;
	struct error ignored;
	int code = EXIT_DONE;

	if (!strcmp(job->sysfs.driver, SYSFS_DRIVER))
		return EXIT_DONE;
	if (!source_open(&src, job->sysfs.bdf, SOURCE_ANY, &ignored)) {
		code = job->choose(job, &src, false, e);
		if (!code && job->image && *source_psid(&src))
			code = judge(job, &src, e);
	}
	source_close(&src);
	if (!code && handover_check(&job->sysfs, job->force, e))
		code = EXIT_REFUSED;
	return code;
}

static int save_flash(struct job *job, struct error *e)
{
	struct backup *b = &job->backup;
	struct error why;

	if (job->no_backup)
		return EXIT_DONE;
	if (job->app->tty)
		out_note(job->app, "reading the flash for the backup");
	if (backup_take(b, &job->src, NULL, job->backup_dir, &why)) {
		*e = why;
		snprintf(e->message, sizeof(e->message), "there is no backup: %.300s",
			 why.message);
		return EXIT_REFUSED;
	}
	job->has_backup = true;
	if (job->app->json)
		out_put(job->app->answer, "backup", backup_json(b));
	out_text(job->app, "Backup: %s%s\n", b->path,
		 b->existed ? " (was there already)" : "");
	return EXIT_DONE;
}

/*
 * Always both: what somebody left there would be for this burn, too. A driver
 * without them will do for a burn that wants nothing unusual.
 */
static int set_wishes(struct dl *dl, const char *dev,
		      const struct hermon_wish *wish, struct error *e)
{
	const char *rom = hermon_rom_wish_name(wish->rom);
	char now[64];
	int err = 0;

	if (!dl_param_get(dl, dev, "to_psid", now, sizeof(now), e)
	    ? strcmp(now, wish->psid) : *wish->psid)
		err = dl_param_set(dl, dev, "to_psid", wish->psid, e);
	if (!err && (!dl_param_get(dl, dev, "rom", now, sizeof(now), e)
		     ? strcmp(now, rom) : wish->rom != HERMON_ROM_AUTO))
		err = dl_param_set(dl, dev, "rom", rom, e);
	return err;
}

static int apply_wishes(struct job *job, const struct hermon_wish *wish,
			struct error *e)
{
	struct dl *dl;
	int err;

	err = dl_open(&dl, e);
	if (!err)
		err = set_wishes(dl, job->src.name, wish, e);
	dl_close(dl);
	return err;
}

static u32 overwrite(const struct hermon_wish *wish)
{
	return (wish->identifiers ? DL_OVERWRITE_IDENTIFIERS : 0) |
	       (wish->settings ? DL_OVERWRITE_SETTINGS : 0);
}

/* Is it, byte for byte, what was to be burned? */
static bool has_image_now(struct job *job, struct source *src)
{
	const struct hermon_image *want = &job->verdict.image;

	return src->has_image && !strcmp(src->image.psid, want->psid) &&
	       !version_compare(&src->image.version, &want->version);
}

/* Every byte of the current image: the driver looks at some of them only. */
static bool is_whole(struct source *src)
{
	struct hermon_report ignored;
	struct hermon_image image;

	return src->has_image && src->rd &&
	       !hermon_fs2_check(src->rd, HERMON_DEPTH_FULL, &image, &ignored);
}

/*
 * A failed burn: what is on the card decides how bad it is. The text is about
 * what happened, so @e stays.
 */
static int look_after_failure(struct job *job, const struct burn *burn,
			      struct error *e)
{
	struct error ignored;
	struct source src;
	int code = EXIT_RECOVERY;

	if (!burn->begun)
		return EXIT_ERROR;
	if (!burn->erased)
		return EXIT_REFUSED;
	job->written = true;
	if (source_open(&src, job->sysfs.bdf, SOURCE_AS_DUMP, &ignored)) {
		error_next(e, "the card cannot be asked what it has now: do not switch the host off, look at dmesg and Documentation/hermon/recovery.rst");
	} else if (is_whole(&src)) {
		code = EXIT_SAFE;
		if (job->app->json)
			out_put_text(job->app->answer, "stored",
				     dl_info_version(&src.info,
						     DL_VERSION_STORED, "fw"));
	} else {
		error_next(e, "flash again, or see Documentation/hermon/recovery.rst, before the host is switched off");
	}
	source_close(&src);
	return code;
}

static int expect(const char *what, const char *want, const char *got,
		  struct error *e)
{
	if (!strcmp(want, got))
		return EXIT_DONE;
	error_set(e, EIO, "NOT_CONFIRMED",
		  "after the burn the card says %s is %s, not %s", what,
		  *got ? got : "unknown", want);
	error_next(e, "hermonfw query shows what is on it; flash again");
	return EXIT_SAFE;
}

/* The driver reads the card anew after a burn: believe that. */
static int confirm(struct job *job, struct error *e)
{
	char version[HERMON_VERSION_TEXT];
	const struct dl_info *now;
	struct source src;
	int code = EXIT_SAFE;

	version_text(&job->verdict.image.version, version);
	if (source_open(&src, job->sysfs.bdf, SOURCE_ANY, e)) {
		source_close(&src);
		return EXIT_RECOVERY;
	}
	now = &src.info;
	if (!has_image_now(job, &src) && !is_whole(&src))
		code = EXIT_RECOVERY;
	else
		code = expect("the stored version", version,
			      dl_info_version(now, DL_VERSION_STORED, "fw"), e);
	if (!code)
		code = expect("the PSID", job->verdict.image.psid,
			      dl_info_version(now, DL_VERSION_FIXED, "fw.psid"),
			      e);
	if (!code && !job->wish.identifiers)
		code = expect("the GUID", job->src.info.serial, now->serial, e);
	if (code == EXIT_RECOVERY)
		error_set(e, EIO, "NOT_CONFIRMED",
			  "after the burn the card shows no sound image");
	source_close(&src);
	return code;
}

static int do_burn(struct job *job, struct error *e)
{
	static const struct hermon_wish usual;
	struct error ignored;
	struct fwfile file;
	struct burn burn;
	int err;

	if (apply_wishes(job, &job->wish, e) ||
	    fwfile_place(&file, job->image->data, job->image->size, e))
		return EXIT_ERROR;
	err = burn_run(&burn, job->app, job->src.name, &file,
		       overwrite(&job->wish), e);
	fwfile_remove(&file);
	/* A burn that is refused leaves them. */
	if (err)
		apply_wishes(job, &usual, &ignored);
	if (err)
		return look_after_failure(job, &burn, e);
	job->written = true;
	return confirm(job, e);
}

static void put_versions(struct job *job)
{
	char text[HERMON_VERSION_TEXT];
	struct json_object *answer = job->app->answer, *from, *to;

	if (!job->app->json)
		return;
	from = json_object_new_object();
	to = json_object_new_object();
	out_put_text(from, "psid", source_psid(&job->src));
	out_put_text(from, "version", job->src.has_image ?
		     version_text(&job->src.image.version, text) : NULL);
	out_put_text(to, "psid", job->verdict.image.psid);
	out_put_text(to, "version",
		     version_text(&job->verdict.image.version, text));
	out_put_text(to, "file", job->path);
	out_put_text(to, "sha256", job->app->image_sha256);
	out_put(answer, "from", from);
	out_put(answer, "to", to);
	out_put(answer, "plan", verdict_json(&job->verdict));
}

static void tell_plan(const struct job *job)
{
	char text[320];

	verdict_text(&job->verdict, text, sizeof(text));
	out_text(job->app, "%s: %s\n", job->path, text);
}

static int already(struct job *job, struct error *e)
{
	char version[HERMON_VERSION_TEXT];

	error_set(e, 0, "ALREADY", "%s has exactly this image (%s) already",
		  job->src.name,
		  version_text(&job->verdict.image.version, version));
	return EXIT_ALREADY;
}

static int interrupted(struct error *e)
{
	error_set(e, EINTR, "INTERRUPTED", "stopped before the burn");
	return EXIT_ERROR;
}

/* With the card in our hands. */
static int on_card(struct job *job, struct error *e)
{
	int code;

	if (source_open(&job->src, job->sysfs.bdf, SOURCE_ANY, e))
		return EXIT_ERROR;
	code = job->choose(job, &job->src, true, e);
	if (!code)
		code = judge(job, &job->src, e);
	if (code)
		return code;
	SHA256Data(job->image->data, job->image->size, job->app->image_sha256);
	put_versions(job);
	if (job->verdict.kind == VERDICT_SAME && job->src.card.n_starts == 1)
		return already(job, e);
	tell_plan(job);
	if (job->dry_run) {
		out_text(job->app, "Dry run: nothing was written.\n");
		return EXIT_DONE;
	}
	if (burn_interrupted())
		return interrupted(e);
	code = save_flash(job, e);
	if (!code && burn_interrupted())
		code = interrupted(e);
	return code ? code : do_burn(job, e);
}

static void give_back(struct job *job)
{
	struct error e;

	if (job->keep_bound || !job->handover.taken)
		return;
	if (handover_return(&job->handover, &e)) {
		out_note(job->app, "%s is not back with %s: %s", job->sysfs.bdf,
			 *job->sysfs.driver ? job->sysfs.driver : "nobody",
			 e.message);
		if (job->app->json)
			out_put_text(job->app->answer, "not_given_back",
				     e.message);
	}
}

static void tell_success(const struct job *job)
{
	char version[HERMON_VERSION_TEXT];

	if (job->app->json)
		out_put_text(job->app->answer, "takes_effect", TAKES_EFFECT);
	out_text(job->app, "%s now has %s for %s. %s\n", job->src.name,
		 version_text(&job->verdict.image.version, version),
		 job->verdict.image.psid, TAKES_EFFECT);
}

static int run(struct job *job, struct error *e)
{
	int code;

	if (!may_administer()) {
		error_set(e, EPERM, "PERMISSION", "only root may flash a card");
		error_next(e, "run it as root: this needs CAP_NET_ADMIN");
		return EXIT_ERROR;
	}
	code = check_in_use(job, e);
	if (code)
		return code;
	burn_block_signals();
	if (handover_take(&job->handover, &job->sysfs, e))
		return EXIT_ERROR;
	code = on_card(job, e);
	if (!code && !job->dry_run)
		tell_success(job);
	source_close(&job->src);
	give_back(job);
	return code;
}

/**
 * job_run() - burn
 * @job: set up
 * @dev: the card, as the user named it
 *
 * Return: enum exit_code; the user knows it already.
 */
int job_run(struct job *job, const char *dev)
{
	struct error e = { 0 };
	int code;

	if (job->app->json)
		job->app->answer = json_object_new_object();
	if (sysfs_find(dev, &job->sysfs, &e))
		return out_result(job->app, EXIT_ERROR, &e, false);
	if (job->app->json)
		out_put_text(job->app->answer, "address", job->sysfs.bdf);
	code = run(job, &e);
	return out_result(job->app, code, e.reason ? &e : NULL, job->written);
}
