/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What all commands of hermonfw share: how they end, and how they say so.
 */
#ifndef HERMONFW_H
#define HERMONFW_H

#include <hermon_env.h>
#include <hermon/report.h>

struct json_object;

#define HERMONFW_VERSION	"1.0"

/* How the program ends; hermonfw(8), EXIT STATUS. */
enum exit_code {
	EXIT_DONE,	/* what was asked for is done */
	EXIT_ERROR,	/* the surroundings: no such card, I/O, rights */
	EXIT_USAGE,	/* the command line */
	EXIT_REFUSED,	/* for a reason; nothing was written to the flash */
	EXIT_SAFE,	/* failed; a complete image is on the card */
	EXIT_RECOVERY,	/* failed; no complete image is on the card */
	EXIT_ALREADY,	/* nothing to do: it is as asked for already */
};

#define ERROR_TEXT	400

/**
 * struct error - why a command did not do what was asked for
 * @err: errno, positive; 0 if nothing failed
 * @reason: a word that stays the same for scripts, constant
 * @message: one sentence, what is wrong; no full stop
 * @next: one sentence, what to do; may be empty
 *
 * The deepest function that knows the reason fills it; callers pass it up.
 */
struct error {
	int err;
	const char *reason;
	char message[ERROR_TEXT];
	char next[ERROR_TEXT];
};

int error_set(struct error *e, int err, const char *reason,
	      const char *fmt, ...) __printf(4, 5);
void error_next(struct error *e, const char *fmt, ...) __printf(2, 3);
int error_report(struct error *e, int err, const struct hermon_report *report);

#define SHA256_TEXT	65	/* digits, and the end */

/**
 * struct app - one run of the program
 * @command: the command that runs, for messages
 * @args: its arguments, as --help shows them
 * @json: answer in JSON
 * @color: standard output takes colours
 * @tty: standard output is a terminal
 * @card: of several at once, the one that this process is about; else NULL
 * @answer: with @json, what the command has to say; printed at the end
 * @image_sha256: of the file that a burn was about, hexadecimal, or empty
 */
struct app {
	const char *command;
	const char *args;
	bool json;
	bool color;
	bool tty;
	const char *card;
	struct json_object *answer;
	char image_sha256[SHA256_TEXT];
};

int usage_error(const struct app *app, const char *fmt, ...) __printf(2, 3);

/*
 * One for each command. @argv[0] is the command's name; the options that all
 * commands have are gone. An error in @argv is returned as usage_error() does.
 * Return: enum exit_code.
 */
int cmd_list(struct app *app, int argc, char **argv);
int cmd_query(struct app *app, int argc, char **argv);
int cmd_check(struct app *app, int argc, char **argv);
int cmd_bind(struct app *app, int argc, char **argv);
int cmd_release(struct app *app, int argc, char **argv);
int cmd_flash(struct app *app, int argc, char **argv);
int cmd_backup(struct app *app, int argc, char **argv);
int cmd_restore(struct app *app, int argc, char **argv);
int cmd_verify(struct app *app, int argc, char **argv);
int cmd_stamp(struct app *app, int argc, char **argv);
int cmd_dumpini(struct app *app, int argc, char **argv);
int cmd_map(struct app *app, int argc, char **argv);
int cmd_policy(struct app *app, int argc, char **argv);
int cmd_doctor(struct app *app, int argc, char **argv);

#endif /* HERMONFW_H */
