// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs the KUnit suites that are linked in and prints KTAP; see kunit/test.h.
 */
#include <kunit/test.h>
#include <stdarg.h>
#include <stdlib.h>

#define SUITES_MAX	16

/* One mistake in a loop over every byte must not drown the first line. */
#define FAILURES_SHOWN	20

struct kunit_alloc {
	struct kunit_alloc *next;
	_Alignas(16) unsigned char data[];
};

static struct kunit_suite *suites[SUITES_MAX];
static size_t n_suites;
static size_t n_shown;
static const char *filter = "";

void kunit_register(struct kunit_suite *suite)
{
	if (n_suites == SUITES_MAX)
		abort();
	suites[n_suites++] = suite;
}

void *kunit_kzalloc(struct kunit *test, size_t size, int flags)
{
	struct kunit_alloc *alloc = calloc(1, sizeof(*alloc) + size);

	(void)flags;
	if (!alloc)
		return NULL;
	alloc->next = test->allocs;
	test->allocs = alloc;
	return alloc->data;
}

static void free_all(struct kunit *test)
{
	struct kunit_alloc *next;

	for (; test->allocs; test->allocs = next) {
		next = test->allocs->next;
		free(test->allocs);
	}
}

static void print_diagnostic(const struct kunit *test, const char *fmt,
			     va_list args)
{
	printf("    # %s: ", test->name);
	vprintf(fmt, args);
	putchar('\n');
}

void kunit_info(struct kunit *test, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	print_diagnostic(test, fmt, args);
	va_end(args);
}

/* What a test says beside a failure; the plain macros pass an empty text. */
void kunit_note(struct kunit *test, const char *fmt, ...)
{
	char text[256];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (*text && n_shown < FAILURES_SHOWN)
		kunit_info(test, "%s", text);
}

void kunit_skip(struct kunit *test, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	print_diagnostic(test, fmt, args);
	va_end(args);
	test->skipped = true;
	longjmp(test->abort, 1);
}

void kunit_fail(struct kunit *test, const char *file, int line, bool fatal,
		const char *fmt, ...)
{
	va_list args;

	test->failed = true;
	if (n_shown++ < FAILURES_SHOWN) {
		printf("    # %s: failed at %s:%d: ", test->name, file, line);
		va_start(args, fmt);
		vprintf(fmt, args);
		va_end(args);
		putchar('\n');
	}
	if (fatal)
		longjmp(test->abort, 1);
}

void kunit_fail_eq(struct kunit *test, const char *file, int line, bool fatal,
		   const char *text, long long left, long long right)
{
	kunit_fail(test, file, line, fatal, "%s (left %lld = 0x%llx, right %lld = 0x%llx)",
		   text, left, left, right, right);
}

void kunit_fail_str(struct kunit *test, const char *file, int line, bool fatal,
		    const char *text, const char *left, const char *right)
{
	kunit_fail(test, file, line, fatal, "%s (left \"%s\", right \"%s\")",
		   text, left, right);
}

void kunit_fail_mem(struct kunit *test, const char *file, int line, bool fatal,
		    const char *text, const void *left, const void *right,
		    size_t size)
{
	const u8 *l = left, *r = right;
	size_t i = 0;

	while (i + 1 < size && l[i] == r[i])
		i++;
	kunit_fail(test, file, line, fatal, "%s (at byte 0x%zx: left %02x, right %02x)",
		   text, i, l[i], r[i]);
}

/* Everything a longjmp() may cut short is below this function. */
static void run_guarded(struct kunit *test, struct kunit_suite *suite,
			const struct kunit_case *c)
{
	if (setjmp(test->abort))
		return;
	if (suite->init && suite->init(test)) {
		KUNIT_FAIL(test, "init of suite %s failed", suite->name);
		return;
	}
	c->run_case(test);
}

/* Returns false if it failed. */
static bool run_once(struct kunit_suite *suite, const struct kunit_case *c,
		     const void *param, bool *skipped)
{
	struct kunit *test = calloc(1, sizeof(*test));
	bool ok;

	if (!test)
		abort();
	n_shown = 0;
	test->name = c->name;
	test->param_value = param;
	run_guarded(test, suite, c);
	if (suite->exit && !setjmp(test->abort))
		suite->exit(test);
	free_all(test);
	ok = !test->failed;
	*skipped = test->skipped;
	free(test);
	return ok;
}

static bool run_params(struct kunit_suite *suite, const struct kunit_case *c)
{
	char desc[KUNIT_PARAM_DESC_SIZE] = "";
	const void *param = NULL;
	bool skipped, ok, all = true;
	unsigned int n = 0;

	printf("        KTAP version 1\n        # Subtest: %s\n", c->name);
	while ((param = c->generate_params(param, desc))) {
		ok = run_once(suite, c, param, &skipped);
		all = all && ok;
		printf("        %s %u %s%s\n", ok ? "ok" : "not ok", ++n, desc,
		       skipped ? " # SKIP" : "");
	}
	printf("        1..%u\n", n);
	return all;
}

static bool is_wanted(const struct kunit_case *c)
{
	return strstr(c->name, filter);
}

static bool run_suite(struct kunit_suite *suite)
{
	const struct kunit_case *c;
	unsigned int n = 0;
	bool skipped, ok, all = true;

	printf("    KTAP version 1\n    # Subtest: %s\n", suite->name);
	for (c = suite->test_cases; c->run_case; c++)
		n += is_wanted(c);
	printf("    1..%u\n", n);

	n = 0;
	if (suite->suite_init && suite->suite_init(suite))
		return false;
	for (c = suite->test_cases; c->run_case; c++) {
		if (!is_wanted(c))
			continue;
		skipped = false;
		ok = c->generate_params ? run_params(suite, c) :
					  run_once(suite, c, NULL, &skipped);
		all = all && ok;
		printf("    %s %u %s%s\n", ok ? "ok" : "not ok", ++n, c->name,
		       skipped ? " # SKIP" : "");
		fflush(stdout);
	}
	if (suite->suite_exit)
		suite->suite_exit(suite);
	return all;
}

/* Runs the cases whose names contain @wanted; returns the exit status. */
int kunit_run(const char *wanted)
{
	bool ok, all = true;
	size_t i;

	filter = wanted;
	printf("KTAP version 1\n1..%zu\n", n_suites);
	for (i = 0; i < n_suites; i++) {
		ok = run_suite(suites[i]);
		all = all && ok;
		printf("%s %zu %s\n", ok ? "ok" : "not ok", i + 1, suites[i]->name);
	}
	return all ? 0 : 1;
}
