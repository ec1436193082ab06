// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every scene on every kind of flash part, with every chunk size, from either
 * slot: the power is cut in every change of the flash that a burn makes, in every
 * way, and the host stops at every write.
 *
 *   sweep [-j JOBS] [-s] [-u CHECK] [-t FILE]
 *
 *   -j JOBS   processes at a time
 *   -s        a short one: two parts, one chunk size
 *   -u CHECK  only until this check has not held once, for tests of the test
 *   -t FILE   where to put the tables
 *
 * KTAP on stdout, one result for each kind of scene on each part. What did not
 * hold is named in lines "# failed CHECK...".
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cut.h"

#define N_HALVES	2	/* seeds for the way that is by chance */
#define SECOND_STEP	2	/* changes of which one is followed by another cut */
/*
 * A part that programs single bytes makes a thousand equal changes in the middle
 * of a burn. There one of so many is tried in most scenes; see is_sampled().
 */
#define BYTE_STEP	61
#define BYTE_ENDS	24	/* signatures and retirements: each of them */
/* A page goes over in 16 pieces, and the chip sees one program. */
#define RESET_STEP	3
#define RUNS_MAX	2000

struct part {
	const char *name;
	const char *what;
	u8 rev;
	bool bytes;		/* programs bytes or words: many changes */
	bool in_short;
	const char *words;	/* what to call it when it is programmed so */
};

static const struct part parts[] = {
	{ "M25P16", "page, 64K erase", RIG_REV_A0, false, true, NULL },
	{ "M25PX16", "page, 4K and 64K erase", RIG_REV_A0, false, false, NULL },
	{ "W25X16", "page, 4K erase", RIG_REV_B0, false, true, NULL },
	{ "AT25DF161", "page, protected", RIG_REV_A0, false, false, NULL },
	{ "SST25VF016B", "byte, protected", RIG_REV_B0, true, false, NULL },
	{ "SST25VF016B", "word, protected", RIG_REV_B0, true, false,
	  "SST, by words" },
};

static const u32 chunks[] = { 16, 19, 20 };

/* One scene on one card, and what came of it; in memory that workers share. */
struct run {
	struct stage_config config;
	u32 part;
	u32 chunk;
	bool sampled;		/* not every change, but at the ends of the burn */
	bool every_way;
	bool done;
	u32 tried;
	u32 bootable;
	u32 again;
	u32 seconds;
	u32 seconds_again;
	u32 resets;
	u32 resets_again;
	u32 failed;		/* checks, one bit each */
	char what[256];
};

static struct shared {
	u32 next;
	u32 n;
	struct run runs[RUNS_MAX];
} *shared;

static bool is_short;
static u32 until;		/* checks after which to stop, one bit each */

/* ---- one run ---- */

static struct stage stage;	/* large */

static void note(struct run *r, const struct cut_verdict *v)
{
	if (v->failed && !r->failed)
		memcpy(r->what, v->what, sizeof(v->what));
	r->failed |= v->failed;
}

static void try_cut(struct run *r, u32 at, enum model_cut how, u32 seed)
{
	struct cut cut = { .at = at, .how = how, .seed = seed };
	struct cut_verdict v;

	cut_run(&stage, &cut, &v);
	r->tried += v.happened;
	r->bootable += v.booted;
	r->again += v.happened && !v.failed;
	note(r, &v);
}

static void try_twice(struct run *r, u32 at, u32 n)
{
	struct cut cut = { .at = at, .how = MODEL_CUT_HALF, .seed = at };
	struct cut_verdict v;

	cut.second = 1 + at * 7919 % n;
	cut_run(&stage, &cut, &v);
	r->seconds += v.twice;
	r->seconds_again += v.twice && !v.failed;
	note(r, &v);
}

static void try_reset(struct run *r, u32 at)
{
	struct cut cut = { .kind = CUT_RESET, .at = at };
	struct cut_verdict v;

	cut_run(&stage, &cut, &v);
	r->resets += v.happened;
	r->resets_again += v.happened && !v.failed;
	note(r, &v);
}

static void try_change(struct run *r, u32 at)
{
	u32 how, seed;

	if (!r->every_way) {
		try_cut(r, at, MODEL_CUT_BEFORE, at);
		try_cut(r, at, MODEL_CUT_HALF, at);
		try_cut(r, at, MODEL_CUT_AFTER, at);
		return;
	}
	for (how = 0; how < MODEL_N_CUTS; how++)
		try_cut(r, at, how, at + how);
	for (seed = 1; seed < N_HALVES; seed++)
		try_cut(r, at, MODEL_CUT_HALF, at + MODEL_N_CUTS * seed);
}

static bool is_chosen(u32 at, u32 n, u32 step)
{
	return at <= BYTE_ENDS || at + BYTE_ENDS > n || at % step == 0;
}

/* A chip in the middle of words answers nobody until its power is off. */
static bool outlives_reset(u32 part)
{
	return !parts[part].words;
}

static void try_all(struct run *r)
{
	u32 change_step = r->sampled ? BYTE_STEP : 1;
	u32 reset_step = parts[r->part].bytes ? BYTE_STEP : RESET_STEP;
	struct cut_verdict v;
	struct cut_count n;
	u32 at;

	cut_count(&stage, &n, &v);
	note(r, &v);
	if (v.failed)
		return;
	for (at = 1; at <= n.changes; at++)
		if (is_chosen(at, n.changes, change_step))
			try_change(r, at);
	for (at = 1; at <= n.changes; at += SECOND_STEP)
		if (is_chosen(at, n.changes, change_step))
			try_twice(r, at, n.changes);
	for (at = 1; at <= n.writes && outlives_reset(r->part); at++)
		if (is_chosen(at, n.writes, reset_step))
			try_reset(r, at);
}

static void do_run(struct run *r)
{
	struct kunit test = { .name = r->config.scene->name };

	if (setjmp(test.abort)) {
		r->failed |= BIT(CUT_RESULT);
		snprintf(r->what, sizeof(r->what), "the scene cannot be set");
	} else {
		stage_open(&stage, &test, &r->config);
		try_all(r);
	}
	if (stage.rig)
		stage_close(&stage);
	r->done = true;
}

/* ---- all of them ---- */

static bool begins_kind(const struct scene *scene)
{
	return scene == scenes || strcmp(scene[0].kind, scene[-1].kind);
}

/* The first scene of a kind has every change cut on these parts, too. */
static bool is_sampled(const struct scene *scene, u32 part, u32 chunk)
{
	return parts[part].bytes && (chunk || !begins_kind(scene));
}

static void add_run(const struct scene *scene, u32 part, u32 chunk, u32 slot)
{
	if (shared->n == RUNS_MAX)
		abort();
	shared->runs[shared->n++] = (struct run) {
		.config = {
			.scene = scene, .part = parts[part].name,
			.rev = parts[part].rev, .slot = slot,
			.log2_chunk = chunks[chunk],
			.words = parts[part].words,
			.small = parts[part].bytes,
		},
		.part = part,
		.chunk = chunk,
		.sampled = is_sampled(scene, part, chunk),
		.every_way = !parts[part].bytes || is_sampled(scene, part, chunk),
	};
}

static bool is_wanted(const struct scene *scene, u32 part, u32 chunk)
{
	if (scene->chunk && (scene->chunk != chunks[chunk] ||
			     !parts[part].in_short || is_short))
		return false;
	if (!parts[part].in_short && chunk && !begins_kind(scene))
		return false;
	return !is_short || (parts[part].in_short && !chunk);
}

/* What takes longest comes first. */
static void add_runs(void)
{
	u32 part, chunk, slot, i;

	for (part = ARRAY_SIZE(parts); part--;)
		for (i = 0; i < n_scenes; i++)
			for (chunk = 0; chunk < ARRAY_SIZE(chunks); chunk++)
				for (slot = 0; slot < 2; slot++)
					if (is_wanted(&scenes[i], part, chunk) &&
					    !(slot && scenes[i].nobody) &&
					    !(slot && chunk && scenes[i].lowest))
						add_run(&scenes[i], part, chunk,
							slot);
}

static void work(void)
{
	u32 i;

	while ((i = __atomic_fetch_add(&shared->next, 1, __ATOMIC_SEQ_CST)) <
	       shared->n) {
		do_run(&shared->runs[i]);
		if (shared->runs[i].failed & until)
			shared->next = shared->n;
	}
}

static u32 check_named(const char *name)
{
	u32 check;

	for (check = 0; check < N_CUT_CHECKS; check++)
		if (!strcmp(cut_check_name(check), name))
			return BIT(check);
	return 0;
}

static void run_all(u32 jobs)
{
	u32 i;

	fflush(stdout);
	for (i = 0; i < jobs; i++) {
		pid_t pid = fork();

		if (pid < 0) {
			perror("fork");
			exit(1);
		}
		if (pid)
			continue;
		work();
		_exit(0);
	}
	while (wait(NULL) > 0)
		continue;
}

/* ---- what is said of them ---- */

struct sum {
	u32 tried, bootable, again;
	u32 seconds, seconds_again;
	u32 resets, resets_again;
};

#define ANY	~0U

static bool matches(const struct run *r, const char *kind, u32 part, u32 chunk)
{
	return (!kind || !strcmp(r->config.scene->kind, kind)) &&
	       (part == ANY || r->part == part) &&
	       (chunk == ANY || r->chunk == chunk);
}

static struct sum sum_of(const char *kind, u32 part, u32 chunk)
{
	struct sum sum = { 0 };
	u32 i;

	for (i = 0; i < shared->n; i++) {
		const struct run *r = &shared->runs[i];

		if (!matches(r, kind, part, chunk))
			continue;
		sum.tried += r->tried;
		sum.bootable += r->bootable;
		sum.again += r->again;
		sum.seconds += r->seconds;
		sum.seconds_again += r->seconds_again;
		sum.resets += r->resets;
		sum.resets_again += r->resets_again;
	}
	return sum;
}

static const char *part_name(u32 part)
{
	return parts[part].words ?: parts[part].name;
}

static void print_cell(FILE *f, u32 chunk, const struct sum *sum)
{
	char text[40];

	snprintf(text, sizeof(text), "%u/%u/%u", sum->tried, sum->bootable,
		 sum->again);
	if (!sum->tried)
		strcpy(text, "-");
	fprintf(f, chunk + 1 < ARRAY_SIZE(chunks) ? "  %-20s" : "  %s", text);
}

#define RULE_CUTS \
	"==============  ===============  ====================  ====================  ====================\n"

static void print_cuts(FILE *f)
{
	struct sum sum;
	u32 i, part, chunk;

	fprintf(f, "%s%-14s  %-15s  %-20s  %-20s  %s\n%s", RULE_CUTS,
		"scenes", "part", "64K chunks", "512K chunks", "1M chunks",
		RULE_CUTS);
	for (i = 0; i < n_scenes; i++) {
		if (!begins_kind(&scenes[i]))
			continue;
		for (part = 0; part < ARRAY_SIZE(parts); part++) {
			sum = sum_of(scenes[i].kind, part, ANY);
			if (!sum.tried)
				continue;
			fprintf(f, "%-14s  %-15s", scenes[i].kind,
				part_name(part));
			for (chunk = 0; chunk < ARRAY_SIZE(chunks); chunk++) {
				sum = sum_of(scenes[i].kind, part, chunk);
				print_cell(f, chunk, &sum);
			}
			fputc('\n', f);
		}
	}
	fprintf(f, "%-14s  %-15s", "all", "all");
	for (chunk = 0; chunk < ARRAY_SIZE(chunks); chunk++) {
		sum = sum_of(NULL, ANY, chunk);
		print_cell(f, chunk, &sum);
	}
	fprintf(f, "\n%s", RULE_CUTS);
}

#define RULE_OTHERS \
	"==============  ==============  ==============  ==============\n"

static void print_others_row(FILE *f, const char *name, const struct sum *sum)
{
	char cells[3][40];

	snprintf(cells[0], sizeof(cells[0]), "%u/%u", sum->tried, sum->again);
	snprintf(cells[1], sizeof(cells[1]), "%u/%u", sum->seconds,
		 sum->seconds_again);
	snprintf(cells[2], sizeof(cells[2]), "%u/%u", sum->resets,
		 sum->resets_again);
	fprintf(f, "%-14s  %-14s  %-14s  %s\n", name, cells[0], cells[1],
		cells[2]);
}

static void print_others(FILE *f)
{
	struct sum sum;
	u32 i;

	fprintf(f, "%s%-14s  %-14s  %-14s  %s\n%s", RULE_OTHERS, "scenes",
		"one cut", "two cuts", "reset", RULE_OTHERS);
	for (i = 0; i < n_scenes; i++) {
		if (!begins_kind(&scenes[i]))
			continue;
		sum = sum_of(scenes[i].kind, ANY, ANY);
		print_others_row(f, scenes[i].kind, &sum);
	}
	sum = sum_of(NULL, ANY, ANY);
	print_others_row(f, "all", &sum);
	fputs(RULE_OTHERS, f);
}

static bool print_tables(const char *path)
{
	FILE *f = fopen(path, "w");

	if (!f) {
		perror(path);
		return false;
	}
	print_cuts(f);
	fputc('\n', f);
	print_others(f);
	return !fclose(f);
}

static void print_failure(const struct run *r)
{
	u32 check;

	printf("# %s, %s, %uK chunks, slot %u: %s\n# failed",
	       r->config.scene->name, r->config.part,
	       BIT(r->config.log2_chunk - 10), r->config.slot,
	       r->done ? r->what : "the worker died");
	for (check = 0; check < N_CUT_CHECKS; check++)
		if (r->failed & BIT(check))
			printf(" %s", cut_check_name(check));
	printf("\n");
}

/* Nothing failed, nothing was left out, and there was something to do. */
static bool holds(const char *kind, u32 part)
{
	struct sum sum = sum_of(kind, part, ANY);
	bool all = true;
	u32 i;

	for (i = 0; i < shared->n; i++) {
		const struct run *r = &shared->runs[i];

		if (!matches(r, kind, part, ANY) || (r->done && !r->failed) ||
		    (until && !r->done))
			continue;
		print_failure(r);
		all = false;
	}
	return all && sum.tried && sum.again == sum.tried && sum.seconds &&
	       sum.seconds_again == sum.seconds &&
	       sum.resets_again == sum.resets &&
	       (sum.resets || !outlives_reset(part));
}

static bool is_planned(const char *kind, u32 part)
{
	u32 i;

	for (i = 0; i < shared->n; i++)
		if (matches(&shared->runs[i], kind, part, ANY))
			return true;
	return false;
}

static bool report(void)
{
	bool ok, all = true;
	u32 i, part, n = 0;

	for (i = 0; i < n_scenes; i++) {
		for (part = 0; part < ARRAY_SIZE(parts); part++) {
			if (!begins_kind(&scenes[i]) ||
			    !is_planned(scenes[i].kind, part))
				continue;
			ok = holds(scenes[i].kind, part);
			all = all && ok;
			printf("%s %u %s, %s (%s)\n", ok ? "ok" : "not ok", ++n,
			       scenes[i].kind, parts[part].name,
			       parts[part].what);
		}
	}
	printf("1..%u\n", n);
	return all;
}

int main(int argc, char **argv)
{
	const char *table = NULL;
	u32 jobs = 1;
	int option;

	while ((option = getopt(argc, argv, "j:su:t:")) != -1) {
		switch (option) {
		case 'j':
			jobs = strtoul(optarg, NULL, 0);
			break;
		case 's':
			is_short = true;
			break;
		case 'u':
			until = check_named(optarg);
			if (!until)
				return 2;
			break;
		case 't':
			table = optarg;
			break;
		default:
			return 2;
		}
	}
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED) {
		perror("mmap");
		return 1;
	}
	printf("KTAP version 1\n");
	add_runs();
	run_all(jobs ? jobs : 1);
	if (table && !print_tables(table))
		return 1;
	return report() ? 0 : 1;
}
