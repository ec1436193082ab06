// SPDX-License-Identifier: GPL-2.0-only
/*
 * hermonfw on any image or dump: its commands from the command line to the last
 * line of the answer.
 *
 * An input is that of input.h. The file in it is what the command reads; if
 * there is none, the flash is, as a dump. @cut chooses the command, @cut_at
 * options, and @wish what a burn of it on the flash would ask for.
 */
#include <ctype.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "backup.h"
#include "fuzz.h"
#include "input.h"

#define ARGS_MAX	12
#define DUMP_MAX	0x200000	/* larger ones take long and show no more */
#define PATH		32

#define OPT_JSON	BIT(0)
#define OPT_MSTFLINT	BIT(1)
#define OPT_ALL		BIT(2)
#define OPT_DUMP	BIT(3)
#define OPT_IMAGE	BIT(4)
#define OPT_CARD	BIT(5)

/* Files in memory, for ever: what is read, and the card's dump. */
static struct memfile {
	int fd;
	char path[PATH];
} in, card;

/* A result appears by a rename, so it needs a folder. */
static char out_dir[PATH] = "/tmp/hermonfw-fuzz.XXXXXX";
static char out[2 * PATH];

static void remove_out(void)
{
	unlink(out);
	rmdir(out_dir);
}

static void open_memfile(struct memfile *file)
{
	file->fd = memfd_create("fuzz", 0);
	if (file->fd < 0)
		abort();
	snprintf(file->path, PATH, "/proc/self/fd/%d", file->fd);
}

static void fill(const struct memfile *file, const u8 *data, u32 len)
{
	if (ftruncate(file->fd, len) || pwrite(file->fd, data, len, 0) != len)
		abort();
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	open_memfile(&in);
	open_memfile(&card);
	if (!mkdtemp(out_dir))
		abort();
	snprintf(out, sizeof(out), "%s/out", out_dir);
	atexit(remove_out);
	return 0;
}

struct args {
	char *v[ARGS_MAX + 1];
	int n;
};

static void add(struct args *args, const char *arg)
{
	CLAIM(args->n < ARGS_MAX);
	args->v[args->n++] = (char *)arg;
}

static void add_wish(struct args *args, u8 wish)
{
	static const char * const roms[] = { "auto", "card", "image", "none" };

	add(args, "--rom");
	add(args, roms[FIELD_GET(INPUT_WISH_ROM, wish)]);
	if (wish & INPUT_WISH_IDENTIFIERS) {
		add(args, "--identifiers");
		add(args, "image");
	}
	if (FIELD_GET(INPUT_WISH_PSID, wish)) {
		add(args, "--to-psid");
		add(args, "MT_04A0110002");
	}
}

static void add_stamp(struct args *args, u8 options)
{
	add(args, out);
	add(args, "--force");
	if (options & OPT_ALL) {
		add(args, "--vsd");
		add(args, "of nobody");
	}
	if (options & OPT_CARD) {
		add(args, "--from");
		add(args, card.path);
	} else {
		add(args, "--guid");
		add(args, "0002c9030001a2b0");
	}
}

static void make_args(struct args *args, const struct input_head *head)
{
	static const char * const commands[] = {
		"query", "verify", "map", "dump-ini", "check", "stamp",
	};
	const char *command = commands[head->cut % ARRAY_SIZE(commands)];
	u8 options = head->cut_at;
	bool looks = head->cut % ARRAY_SIZE(commands) < 4;

	add(args, "hermonfw");
	add(args, command);
	if (options & OPT_JSON)
		add(args, "--json");
	if (looks && options & OPT_DUMP)
		add(args, "--dump");
	else if (looks && options & OPT_IMAGE)
		add(args, "--image");
	if (head->cut % ARRAY_SIZE(commands) < 2 && options & OPT_MSTFLINT)
		add(args, "--mstflint");
	if (!strcmp(command, "verify") && options & OPT_ALL)
		add(args, "--all");
	add(args, in.path);
	if (!strcmp(command, "stamp"))
		add_stamp(args, options);
	if (!strcmp(command, "check") && options & OPT_CARD) {
		add(args, "--card");
		add(args, card.path);
		add_wish(args, head->wish);
	}
}

/* A name made of what stands on a flash is a name and no path. */
static void claim_backup_name(const u8 *flash, u32 size)
{
	struct hermon_report report = { 0 };
	struct hermon_card found;
	struct hermon_mem mem;
	char name[160];
	char *p;

	hermon_mem_init(&mem, flash, size);
	if (hermon_card_read(&found, &mem.rd, &report))
		return;
	backup_name(name, sizeof(name), &found, "0000:01:00.0", "0123456789ab");
	CLAIM(*name && *name != '.');
	for (p = name; *p; p++)
		CLAIM(isalnum((unsigned char)*p) || strchr("._-", *p));
}

static bool has_file(const struct input *input)
{
	u32 i;

	for (i = 0; i < input->n; i++)
		if (FIELD_GET(INPUT_KIND_PLACE, input->pieces[i].kind) ==
		    INPUT_PLACE_FILE)
			return true;
	return false;
}

/* The flash into the file that stands for the card. */
static void make_card(const struct input *input)
{
	static u8 flash[DUMP_MAX];
	u32 size = min_t(u32, input_flash_size(input), DUMP_MAX);

	input_flash_copy(input, flash, size);
	fill(&card, flash, size);
	if (!has_file(input))
		fill(&in, flash, size);
	claim_backup_name(flash, size);
}

static bool needs_card(const struct input *input)
{
	return !has_file(input) || input->head.cut_at & OPT_CARD;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct args args = { 0 };
	struct input input;
	u32 len;
	u8 *file;

	if (!input_parse(&input, data, size))
		return 0;
	if (needs_card(&input))
		make_card(&input);
	if (has_file(&input)) {
		file = input_file(&input, &len);
		fill(&in, file, len);
		free(file);
	}
	make_args(&args, &input.head);
	CLAIM(hermonfw_main(args.n, args.v) <= EXIT_ALREADY);
	return 0;
}
