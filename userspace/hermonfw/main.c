// SPDX-License-Identifier: GPL-2.0-only
/*
 * hermonfw: firmware of ConnectX and ConnectX-2 cards, from the command line.
 *
 * Images are parsed by the driver's core/, cards are reached through devlink
 * and sysfs: there is no second parser and no register access here.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include "out.h"

/**
 * struct command - one command
 * @name: what is typed
 * @run: what it does
 * @args: its arguments
 * @summary: what it is for
 */
struct command {
	const char *name;
	int (*run)(struct app *app, int argc, char **argv);
	const char *args;
	const char *summary;
};

static const struct command commands[] = {
	{ "list", cmd_list, "[--export=DEV]",
	  "all cards of this host, whoever has them" },
	{ "query", cmd_query, "[DEV|FILE]",
	  "what a card, an image or a dump says of itself" },
	{ "check", cmd_check, "FILE|DIR [DEV]",
	  "which images are sound, and which fit the card" },
	{ "flash", cmd_flash,
	  "DEV... FILE|DIR [--version X] [--to-psid PSID]\n"
	  "\t[--identifiers image] [--vsd image] [--rom auto|card|image|none]\n"
	  "\t[--no-backup] [--backup-dir DIR] [--keep-bound] [--force=WORD]\n"
	  "\t[--dry-run]",
	  "burn an image" },
	{ "backup", cmd_backup, "DEV [-o FILE] [--backup-dir DIR]",
	  "save the whole flash" },
	{ "restore", cmd_restore,
	  "DEV BACKUP [--guid GUID] [--no-backup] [--backup-dir DIR]\n"
	  "\t[--keep-bound] [--force=WORD] [--dry-run]",
	  "burn the image out of a backup of the same card" },
	{ "verify", cmd_verify, "DEV|FILE",
	  "check every byte of what is there" },
	{ "stamp", cmd_stamp, "IN OUT [OPTION...]",
	  "put GUIDs, MACs and VSD into an image" },
	{ "dump-ini", cmd_dumpini, "DEV|FILE [-o FILE]",
	  "the configuration text within an image" },
	{ "map", cmd_map, "DEV|FILE",
	  "what lies where on the flash" },
	{ "bind", cmd_bind, "DEV [--force=WORD]",
	  "give a card to hermon_fw" },
	{ "release", cmd_release, "DEV",
	  "give it back" },
	{ "policy", cmd_policy, "DEV [--policy-dir DIR] [--state-dir DIR] [--wait SECONDS]\n"
	  "\t[--dry-run]",
	  "give a card the firmware that a policy wants" },
	{ "doctor", cmd_doctor, "[DEV]",
	  "what is missing on this machine" },
};

static const struct command *find_command(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

static void print_help(FILE *f)
{
	size_t i;

	fputs("Usage: hermonfw [--json] [--no-color] COMMAND [ARGUMENT...]\n\n",
	      f);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(f, "  %-9s  %s\n", commands[i].name,
			commands[i].summary);
	fputs("\nDEV is a PCI address, mlx4_0 or a network device.\n"
	      "hermonfw COMMAND --help shows a command's arguments,\n"
	      "hermonfw(8) what they mean.\n", f);
}

static void print_synopsis(FILE *f, const char *name, const char *args)
{
	fprintf(f, "Usage: hermonfw %s%s%s\n", name, *args ? " " : "", args);
}

static int print_command_help(const struct command *command)
{
	print_synopsis(stdout, command->name, command->args);
	printf("%s; see hermonfw(8)\n", command->summary);
	return EXIT_DONE;
}

/**
 * usage_error() - complain about the command line
 * @app: this run
 * @fmt: what is wrong; NULL if getopt has said it
 *
 * Return: EXIT_USAGE.
 */
int usage_error(const struct app *app, const char *fmt, ...)
{
	va_list args;

	if (fmt) {
		fputs("hermonfw: ", stderr);
		va_start(args, fmt);
		vfprintf(stderr, fmt, args);
		va_end(args);
		fputc('\n', stderr);
	}
	print_synopsis(stderr, app->command, app->args);
	return EXIT_USAGE;
}

static bool take_option(struct app *app, const char *arg, bool *help)
{
	if (!strcmp(arg, "--json"))
		app->json = true;
	else if (!strcmp(arg, "--no-color"))
		app->color = false;
	else if (!strcmp(arg, "--help") || !strcmp(arg, "-h"))
		*help = true;
	else
		return false;
	return true;
}

/*
 * Takes out of @argv, in front of "--", what all commands understand. Returns
 * how many arguments are left.
 */
static int take_options(struct app *app, int argc, char **argv, bool *help)
{
	int i, n = 1;

	for (i = 1; i < argc && strcmp(argv[i], "--"); i++)
		if (!take_option(app, argv[i], help))
			argv[n++] = argv[i];
	for (; i < argc; i++)
		argv[n++] = argv[i];
	argv[n] = NULL;
	return n;
}

static int run(struct app *app, const struct command *command, int argc,
	       char **argv)
{
	int code;

	app->command = command->name;
	app->args = command->args;
	code = command->run(app, argc, argv);
	if (code == EXIT_USAGE && app->json)
		out_result(app, code, NULL, false);
	out_finish(app);
	return code;
}

static bool wants_color(void)
{
	const char *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !getenv("NO_COLOR") && term &&
	       strcmp(term, "dumb");
}

int main(int argc, char **argv)
{
	struct app app = {
		.color = wants_color(),
		.tty = isatty(STDOUT_FILENO),
	};
	const struct command *command;
	bool help = false;

	argc = take_options(&app, argc, argv, &help);
	if (argc > 1 && !strcmp(argv[1], "--version")) {
		puts("hermonfw " HERMONFW_VERSION);
		return EXIT_DONE;
	}
	if (argc < 2) {
		print_help(help ? stdout : stderr);
		return help ? EXIT_DONE : EXIT_USAGE;
	}
	command = find_command(argv[1]);
	if (!command) {
		fprintf(stderr, "hermonfw: there is no command %s\n", argv[1]);
		print_help(stderr);
		return EXIT_USAGE;
	}
	if (help)
		return print_command_help(command);
	return run(&app, command, argc - 1, argv + 1);
}
