// SPDX-License-Identifier: GPL-2.0-only
/*
 * Several cards at once: what each says, and what becomes of it all.
 */
#include <kunit/test.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "batch.h"
#include "out.h"

#define LONG	10000		/* more than a pipe gives at once */

static char *cards[] = { "one", "two" };
static char said[8 * LONG];

/* What the processes write arrives on this one's standard output. */
static int run(bool json, int (*one)(void *ctx, const char *dev))
{
	struct app app = { .json = json };
	FILE *f = tmpfile();
	int out, code;
	size_t n;

	if (!f)
		abort();
	fflush(stdout);
	out = dup(STDOUT_FILENO);
	dup2(fileno(f), STDOUT_FILENO);
	code = batch_run(&app, cards, ARRAY_SIZE(cards), one, NULL);
	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	close(out);
	rewind(f);
	n = fread(said, 1, sizeof(said) - 1, f);
	said[n] = '\0';
	fclose(f);
	return code;
}

static int say_much(void *ctx, const char *dev)
{
	int i;

	for (i = 0; i < LONG; i++)
		putchar(dev[0]);
	printf("\nend");
	return EXIT_DONE;
}

static bool has_line(const char *prefix, char letter)
{
	char line[LONG + 16];
	int n;

	n = sprintf(line, "%s", prefix);
	memset(line + n, letter, LONG);
	strcpy(line + n + LONG, "\n");
	return strstr(said, line);
}

static void long_lines(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run(true, say_much), EXIT_DONE);
	KUNIT_EXPECT_TRUE(test, has_line("", 'o'));
	KUNIT_EXPECT_TRUE(test, has_line("", 't'));
	KUNIT_EXPECT_EQ(test, strlen(said), 2 * (LONG + strlen("\nend\n")));
}

static void whose_lines(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run(false, say_much), EXIT_DONE);
	KUNIT_EXPECT_TRUE(test, has_line("one: ", 'o'));
	KUNIT_EXPECT_TRUE(test, has_line("two: ", 't'));
	KUNIT_EXPECT_TRUE(test, strstr(said, "one: end\n"));
	KUNIT_EXPECT_TRUE(test, strstr(said, "two: end\n"));
}

static int first_is_refused(void *ctx, const char *dev)
{
	return dev == cards[0] ? EXIT_REFUSED : EXIT_ALREADY;
}

static int second_dies(void *ctx, const char *dev)
{
	if (dev == cards[1])
		kill(getpid(), SIGKILL);
	return EXIT_DONE;
}

static int nothing_to_do(void *ctx, const char *dev)
{
	return EXIT_ALREADY;
}

static void worst_decides(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run(true, nothing_to_do), EXIT_ALREADY);
	KUNIT_EXPECT_EQ(test, run(true, first_is_refused), EXIT_REFUSED);
	KUNIT_EXPECT_EQ(test, run(true, second_dies), EXIT_ERROR);
	KUNIT_EXPECT_STREQ(test, said, "");
}

static struct kunit_case cases[] = {
	KUNIT_CASE(long_lines),
	KUNIT_CASE(whose_lines),
	KUNIT_CASE(worst_decides),
	{}
};

static struct kunit_suite suite = {
	.name = "hermonfw-batch",
	.test_cases = cases,
};
kunit_test_suite(suite);
