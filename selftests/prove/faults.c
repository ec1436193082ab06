// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every fault in every phase of a burn and of the reset behind it: how it ends,
 * how long that takes, and what is left.
 *
 *   faults [-u CHECK] [-t FILE]
 *
 *   -u CHECK  only until this check has not held once, for tests of the test
 *   -t FILE   where to put the table
 *
 * KTAP on stdout, one result for each fault. What did not hold is named in lines
 * "# failed CHECK...".
 */
#include <stdlib.h>
#include <unistd.h>

#include "cut.h"

#define BOUND_US	120000000ULL	/* nobody waits longer for anything */
#define SETTLE_US	1000000		/* flash-gateway.rst, "Reset" */
#define LOCK_MS		10000		/* likewise */

enum phase {
	IDENTIFY, READ, ERASE, PROGRAM, VERIFY, SIGN, RETIRE, RESET, N_PHASES
};

static const char * const phase_names[N_PHASES] = {
	"identify", "read", "erase", "program", "verify", "sign", "retire",
	"reset",
};

/* Beyond those of enum cut_check. */
enum {
	FAULT_BOUND = N_CUT_CHECKS,	/* it ends in time */
	FAULT_SENTENCE,			/* the user is told, errno and all */
	FAULT_FREED,			/* a card that answers has its semaphore back */
	FAULT_RETRY,			/* once the fault is gone, a burn succeeds */
	N_CHECKS
};

static const char * const own_names[] = { "bound", "sentence", "freed", "retry" };

/* Where the bit that is always wrong lies. */
enum place { ANYWHERE, IN_PHASE };

struct fault_row {
	const char *name;
	const char *spec;
	const char *also;	/* a second one, set with it */
	enum place place;	/* IN_PHASE: its address follows */
	bool silent;		/* the card does not answer meanwhile */
	bool stolen;		/* somebody else has the semaphore afterwards */
	const char *elsewhere;	/* not in one process: where it is tested */
};

static const struct fault_row rows[] = {
	{ .name = "gateway stuck busy", .spec = "gw-stuck" },
	{ .name = "chip stuck WIP", .spec = "wip-stuck" },
	{ .name = "program drops bits", .spec = "program-drop" },
	{ .name = "5th program does", .spec = "program-drop=5" },
	{ .name = "erase incomplete", .spec = "erase-incomplete" },
	{ .name = "read flips a bit once", .spec = "read-flip-once" },
	{ .name = "read flips bits", .spec = "read-flip" },
	{ .name = "a bit reads wrong", .spec = "read-stuck", .place = IN_PHASE },
	{ .name = "write enable lost", .spec = "wren-lost" },
	{ .name = "semaphore held", .spec = "sem-held", .stolen = true },
	{ .name = "semaphore released", .spec = "sem-released" },
	{ .name = "semaphore stolen", .spec = "sem-stolen" },
	{ .name = "card gone", .spec = "gone", .silent = true },
	{ .name = "card gone and back", .spec = "gone", .also = "back-after=200",
	  .silent = true },
	{ .name = "bad0cafe", .spec = "cr-locked", .silent = true },
	{ .name = "badacce5", .spec = "cr-filtered", .silent = true },
	{ .name = "other JEDEC id", .spec = "jedec=7f2015" },
	{ .name = "no JEDEC id", .spec = "jedec=ffffff" },
	{ .name = "config space gone", .elsewhere = "VM" },
	{ .name = "card's server crashes", .elsewhere = "VM" },
};

struct part {
	const char *name;
	u8 rev;
	bool bytes;
};

static const struct part parts[] = {
	{ "M25P16", RIG_REV_A0, false },
	{ "W25X16", RIG_REV_B0, false },
	{ "SST25VF016B", RIG_REV_B0, true },
};

/* One cell of the table: it may differ from part to part. */
struct cell {
	u32 failed;
	bool needs_power;
	char text[64];
	char what[256];
};

static const char *until;	/* a check; NULL: go on to the end */
static u64 longest_us[ARRAY_SIZE(rows)];
static struct cell cells[ARRAY_SIZE(rows)][N_PHASES];
static struct stage stage;	/* large */

/* ---- the moment of the fault ---- */

static struct {
	const struct fault_row *row;
	enum phase phase;
	bool armed;		/* waits for its phase */
	bool reads;		/* the flash was read */
	bool booted;		/* the boot address was set after the signature */
	u64 deadline_us;
	jmp_buf *too_late;
} moment;

static bool has_come(const struct rig *rig)
{
	switch (moment.phase) {
	case IDENTIFY:
		return true;
	case READ:
		return moment.reads;
	case ERASE:
		return rig->phases & BIT(HERMON_PHASE_ERASE);
	case PROGRAM:
		return rig->phases & BIT(HERMON_PHASE_PROGRAM);
	case VERIFY:
		return rig->phases & BIT(HERMON_PHASE_VERIFY);
	case SIGN:
		return rig->phases & BIT(HERMON_PHASE_ACTIVATE);
	case RETIRE:
		return moment.booted;
	default:
		return false;
	}
}

/* A byte that the phase is about: of the old GUIDs, the new image, a signature. */
static u32 place_of(enum phase phase)
{
	u32 target = rig_start(&stage.file, !stage.slot);
	u32 old = rig_start(&stage.file, stage.slot);
	const struct stage_image *image = &stage.images[STAGE_OLD];

	switch (phase) {
	case IDENTIFY:
	case READ:
		return old + 16 + fs2_build_find_section(image->data, image->len,
							 HERMON_FS2_GUID);
	case SIGN:
		return target;
	case RETIRE:
	case RESET:
		return old + 3;
	default:
		return target + HERMON_FS2_SIGNATURE_SIZE;
	}
}

static void set_fault(struct rig *rig)
{
	char spec[32];

	moment.armed = false;
	snprintf(spec, sizeof(spec), "%s", moment.row->spec);
	if (moment.row->place == IN_PHASE)
		snprintf(spec, sizeof(spec), "%s=%x", moment.row->spec,
			 place_of(moment.phase));
	rig_fault(rig, spec);
	if (moment.row->also)
		rig_fault(rig, moment.row->also);
}

static void clear_fault(struct rig *rig)
{
	char name[32];

	snprintf(name, sizeof(name), "%.*s",
		 (int)strcspn(moment.row->spec, "="), moment.row->spec);
	rig_clear_fault(rig, name);
	if (moment.row->also)
		rig_clear_fault(rig, "back-after");
}

static void before_access(struct rig *rig)
{
	if (moment.too_late && hermon_now_us() > moment.deadline_us)
		longjmp(*moment.too_late, 1);
	if (moment.armed && has_come(rig))
		set_fault(rig);
}

static u32 read_watched(void *ctx, u32 off)
{
	struct rig *rig = ctx;

	before_access(rig);
	return model_bar_read32(rig->model, off);
}

static void write_watched(void *ctx, u32 off, u32 val)
{
	struct rig *rig = ctx;

	before_access(rig);
	model_bar_write32(rig->model, off, val);
	if (off == HERMON_GW_CMD && FIELD_GET(HERMON_GW_CMD_OPCODE, val) == 0x03)
		moment.reads = true;
	if (off == HERMON_BOOT_ADDR && rig->phases & BIT(HERMON_PHASE_ACTIVATE))
		moment.booted = true;
}

static const struct hermon_cr_ops watched_ops = {
	.read32 = read_watched, .write32 = write_watched,
};

/* ---- what is tried ---- */

/*
 * What reset.c does, less what it needs a bus for: vendor id, config space. The
 * real one is tested in the virtual machine.
 */
static int reset_card(struct rig *rig)
{
	int err;

	memset(&rig->report, 0, sizeof(rig->report));
	err = hermon_gw_lock(&rig->gw, LOCK_MS, &rig->report);
	if (err)
		return err;
	hermon_cr_reset(&rig->cr);
	hermon_gw_forget(&rig->gw);
	hermon_sleep_us(SETTLE_US);
	hermon_nor_init(&rig->nor, &rig->gw);
	return rig_read_card(rig);
}

static int attempt(struct rig *rig)
{
	int err;

	if (moment.phase != RESET)
		return rig_flash_file(rig);
	err = rig_flash_file(rig);
	if (err)
		return err;
	set_fault(rig);
	return reset_card(rig);
}

/* Returns false if it would have gone on past the bound. */
static bool attempt_in_time(struct rig *rig, int *err)
{
	u64 start_us = hermon_now_us();
	u64 *longest = &longest_us[moment.row - rows];
	jmp_buf too_late;
	bool in_time = false;

	moment.deadline_us = start_us + BOUND_US;
	moment.too_late = &too_late;
	if (!setjmp(too_late)) {
		*err = attempt(rig);
		in_time = true;
	}
	moment.too_late = NULL;
	*longest = max(*longest, hermon_now_us() - start_us);
	return in_time;
}

/* ---- what must hold ---- */

static void check_sentence(struct rig *rig, int err, struct cut_verdict *v)
{
	char sentence[HERMON_REPORT_SENTENCE] = "";

	hermon_report_sentence(&rig->report, sentence, sizeof(sentence));
	cut_expect(v, err == hermon_report_errno(&rig->report), FAULT_SENTENCE,
		   "returns %d, reports %s", err,
		   hermon_reason_name(rig->report.reason));
	cut_expect(v, !err || (*sentence && *hermon_report_hint(&rig->report)),
		   FAULT_SENTENCE, "says nothing");
}

static void check_semaphore(struct rig *rig, struct cut_verdict *v)
{
	cut_expect(v, !rig->gw.locked, FAULT_FREED, "believes to have the semaphore");
	if (moment.row->silent || moment.row->stolen)
		return;
	cut_expect(v, !model_sem_taken(rig->model, 63), FAULT_FREED,
		   "semaphore is still taken");
}

/* First as the card is; if that is refused, after a power cycle. */
static bool retry(struct cut_verdict *v, bool *needs_power)
{
	struct rig *rig = stage.rig;
	int err = rig_flash_file(rig);

	*needs_power = err;
	if (err) {
		rig_power_on(rig);
		err = rig_flash_file(rig);
	}
	cut_expect(v, !err, FAULT_RETRY, "retry fails with %d (%s)", err,
		   hermon_reason_name(rig->report.reason));
	return !err;
}

static void check_aftermath(int err, struct cut_verdict *v, struct cell *cell)
{
	struct rig *rig = stage.rig;
	bool needs_power = false;

	check_sentence(rig, err, v);
	check_semaphore(rig, v);
	cut_expect_clean(&stage, v);
	clear_fault(rig);
	cut_check_signed(&stage, v);
	if (retry(v, &needs_power))
		cut_check_result(&stage, v);
	cell->needs_power |= needs_power;
}

static void add_text(struct cell *cell, const char *text)
{
	size_t len = strlen(cell->text);

	if (strstr(cell->text, text))
		return;
	snprintf(cell->text + len, sizeof(cell->text) - len, "%s%s",
		 len ? ", " : "", text);
}

static void note(struct cell *cell, const struct stage_config *config,
		 const struct cut_verdict *v)
{
	if (v->failed && !cell->failed)
		snprintf(cell->what, sizeof(cell->what), "%s, slot %u: %s",
			 config->part, config->slot, v->what);
	cell->failed |= v->failed;
}

static void arm(const struct fault_row *row, enum phase phase)
{
	memset(&moment, 0, sizeof(moment));
	moment.row = row;
	moment.phase = phase;
	moment.armed = phase != RESET;
	stage_reset(&stage);
	stage.rig->cr.ops = &watched_ops;
}

/* Once more, now to see what boots if nobody tries again. */
static void check_boots(const struct fault_row *row, enum phase phase,
			struct cut_verdict *v)
{
	int err;

	arm(row, phase);
	if (attempt_in_time(stage.rig, &err) && !moment.armed) {
		clear_fault(stage.rig);
		cut_check_flash(&stage, CUT_POWER, v);
	}
}

static void try_cell(const struct fault_row *row, enum phase phase,
		     struct cell *cell)
{
	struct cut_verdict v = { 0 };
	int err = 0;

	arm(row, phase);
	if (!attempt_in_time(stage.rig, &err)) {
		cut_expect(&v, false, FAULT_BOUND, "goes on after 120 s");
		note(cell, &stage.config, &v);
		return;
	}
	cut_expect(&v, !moment.armed, CUT_ENDS, "the phase did not come");
	add_text(cell, err ? hermon_reason_name(stage.rig->report.reason) :
			     "no harm");
	check_aftermath(err, &v, cell);
	check_boots(row, phase, &v);
	note(cell, &stage.config, &v);
}

static const char *check_name(u32 check)
{
	return check < N_CUT_CHECKS ? cut_check_name(check) :
				      own_names[check - N_CUT_CHECKS];
}

static bool is_enough(const struct cell *cell)
{
	u32 check;

	for (check = 0; until && check < N_CHECKS; check++)
		if (cell->failed & BIT(check) && !strcmp(check_name(check), until))
			return true;
	return false;
}

/* Returns false if no more is wanted. */
static bool try_row(u32 row)
{
	u32 phase;

	for (phase = 0; phase < N_PHASES && !rows[row].elsewhere; phase++) {
		try_cell(&rows[row], phase, &cells[row][phase]);
		if (is_enough(&cells[row][phase]))
			return false;
	}
	return true;
}

static bool try_all(const struct stage_config *config)
{
	struct kunit test = { .name = config->part };
	bool more = true;
	u32 row;

	if (setjmp(test.abort)) {
		printf("Bail out! %s cannot be tested\n", config->part);
		exit(1);
	}
	stage_open(&stage, &test, config);
	for (row = 0; more && row < ARRAY_SIZE(rows); row++)
		more = try_row(row);
	stage_close(&stage);
	return more;
}

static bool try_part(const struct part *part, u32 slot)
{
	struct stage_config config = {
		.scene = scene_named("beside noise"), .part = part->name,
		.rev = part->rev, .slot = slot, .log2_chunk = 16,
		.small = part->bytes,
	};

	return try_all(&config);
}

/* ---- what is said of it ---- */

static const char *text_of(u32 row, u32 phase)
{
	static char text[80];

	if (rows[row].elsewhere)
		return rows[row].elsewhere;
	snprintf(text, sizeof(text), "%s%s", cells[row][phase].text,
		 cells[row][phase].needs_power ? " [P]" : "");
	return text;
}

static int max_int(int a, int b)
{
	return a > b ? a : b;
}

static int name_width(void)
{
	int width = 0;
	u32 row;

	for (row = 0; row < ARRAY_SIZE(rows); row++)
		width = max_int(width, strlen(rows[row].name));
	return width;
}

static int width_of(u32 phase)
{
	int width = strlen(phase_names[phase]);
	u32 row;

	for (row = 0; row < ARRAY_SIZE(rows); row++)
		width = max_int(width, strlen(text_of(row, phase)));
	return width;
}

static void print_rule(FILE *f)
{
	int n = name_width();
	u32 phase;

	for (phase = 0; phase <= N_PHASES; phase++) {
		while (n--)
			fputc('=', f);
		fputs("  ", f);
		n = phase < N_PHASES ? width_of(phase) : 0;
	}
	fputs("=======\n", f);
}

static void print_cell(FILE *f, u32 phase, const char *text)
{
	fprintf(f, "  %-*s", width_of(phase), text);
}

static void print_longest(FILE *f, u32 row)
{
	if (rows[row].elsewhere)
		fputs("  VM\n", f);
	else
		fprintf(f, "  %.1f s\n", longest_us[row] / 1e6);
}

static bool print_table(const char *path)
{
	FILE *f = fopen(path, "w");
	u32 row, phase;
	char text[80];

	if (!f) {
		perror(path);
		return false;
	}
	print_rule(f);
	fprintf(f, "%-*s", name_width(), "fault");
	for (phase = 0; phase < N_PHASES; phase++)
		print_cell(f, phase, phase_names[phase]);
	fputs("  longest\n", f);
	print_rule(f);
	for (row = 0; row < ARRAY_SIZE(rows); row++) {
		fprintf(f, "%-*s", name_width(), rows[row].name);
		for (phase = 0; phase < N_PHASES; phase++) {
			snprintf(text, sizeof(text), "%s", text_of(row, phase));
			print_cell(f, phase, text);
		}
		print_longest(f, row);
	}
	print_rule(f);
	return !fclose(f);
}

static bool row_holds(u32 row)
{
	u32 phase, check;
	bool all = true;

	for (phase = 0; phase < N_PHASES; phase++) {
		const struct cell *cell = &cells[row][phase];

		if (!cell->failed)
			continue;
		all = false;
		printf("# %s: %s\n# failed", phase_names[phase], cell->what);
		for (check = 0; check < N_CHECKS; check++)
			if (cell->failed & BIT(check))
				printf(" %s", check_name(check));
		printf("\n");
	}
	return all;
}

static bool report(void)
{
	bool ok, all = true;
	u32 row, n = 0;

	for (row = 0; row < ARRAY_SIZE(rows); row++) {
		if (rows[row].elsewhere)
			continue;
		ok = row_holds(row);
		all = all && ok;
		printf("%s %u %s, in each phase\n", ok ? "ok" : "not ok", ++n,
		       rows[row].name);
	}
	printf("1..%u\n", n);
	return all;
}

int main(int argc, char **argv)
{
	const char *table = NULL;
	bool more = true;
	u32 part, slot;
	int option;

	while ((option = getopt(argc, argv, "u:t:")) != -1) {
		switch (option) {
		case 'u':
			until = optarg;
			break;
		case 't':
			table = optarg;
			break;
		default:
			return 2;
		}
	}
	printf("KTAP version 1\n");
	for (part = 0; part < ARRAY_SIZE(parts); part++)
		for (slot = 0; slot < 2 && more; slot++)
			more = try_part(&parts[part], slot);
	if (table && !print_table(table))
		return 1;
	return report() ? 0 : 1;
}
