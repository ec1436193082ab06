// SPDX-License-Identifier: GPL-2.0-only
/*
 * Policy files: what is right, and every way to be wrong.
 */
#include <kunit/test.h>
#include <stdlib.h>
#include <unistd.h>

#include "policy.h"

#define MATCH	"[Match]\nPSID=HP_09D0000001\n"
#define IMAGES	"Images=/srv/firmware\n"
#define GOOD	MATCH "[Firmware]\nVersion=2.6.0\n" IMAGES

static char dir[] = "/tmp/hermon-policy.XXXXXX";

static void put(const char *name, const char *text)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	if (!f || fputs(text, f) < 0 || fclose(f))
		abort();
}

static void drop(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	unlink(path);
}

static int parse(struct policy *policy, const char *text, struct error *e)
{
	char path[128];
	int err;

	put("a.conf", text);
	snprintf(path, sizeof(path), "%s/a.conf", dir);
	err = policy_parse(policy, path, e);
	drop("a.conf");
	return err;
}

static void good(struct kunit *test)
{
	struct policy p;
	struct error e;

	KUNIT_ASSERT_EQ(test, parse(&p, "# a comment\n\n" GOOD
				    " Activate = yes \r\nWindow=22:00-05:30\n"
				    "; another\n[Match]\nGUID=0x001E0BFFFF4C1BF4",
				    &e), 0);
	KUNIT_EXPECT_STREQ(test, p.psid, "HP_09D0000001");
	KUNIT_EXPECT_STREQ(test, p.guid, "001e0bffff4c1bf4");
	KUNIT_EXPECT_STREQ(test, p.version, "2.6.0");
	KUNIT_EXPECT_STREQ(test, p.images, "/srv/firmware");
	KUNIT_EXPECT_TRUE(test, p.activate);
	KUNIT_EXPECT_EQ(test, p.from, 22u * 60);
	KUNIT_EXPECT_EQ(test, p.to, 5u * 60 + 30);
	KUNIT_ASSERT_EQ(test, parse(&p, GOOD, &e), 0);
	KUNIT_EXPECT_FALSE(test, p.activate);
	KUNIT_EXPECT_TRUE(test, policy_is_open(&p, 0));
}

static const struct bad {
	const char *text;
	const char *complaint;
} bads[] = {
	{ "", "neither PSID nor GUID" },
	{ "PSID=X\n", "line 1: no such key" },
	{ "[Match\n", "line 1: the sections are" },
	{ "[Other]\n", "line 1: the sections are" },
	{ "[Match]\nPSID\n", "line 2: this is no line" },
	{ "[Match]\nPSID=\n", "line 2: PSID= takes" },
	{ "[Match]\npsid=X\n", "line 2: no such key" },
	{ "[Match]\nVersion=2.6.0\n", "line 2: no such key" },
	{ "[Match]\nGUID=12\n", "line 2: GUID= takes" },
	{ MATCH, "has no Version" },
	{ MATCH "[Firmware]\nVersion=2.6\n", "line 4: Version= takes" },
	{ MATCH "[Firmware]\nVersion=2.6.0\n", "has no Images" },
	{ MATCH "[Firmware]\nImages=firmware\n", "line 4: Images= takes" },
	{ GOOD "Activate=maybe\n", "line 6: Activate= is" },
	{ GOOD "Window=22-5\n", "line 6: Window= takes" },
	{ GOOD "Window=24:00-05:00\n", "line 6: Window= takes" },
	{ GOOD "Window=22:60-05:00\n", "line 6: Window= takes" },
	{ GOOD "Window=22:00-05:00x\n", "line 6: Window= takes" },
};

static void bad(struct kunit *test)
{
	struct policy p;
	struct error e;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bads); i++) {
		KUNIT_EXPECT_EQ_MSG(test, parse(&p, bads[i].text, &e), -EINVAL,
				    "%s", bads[i].text);
		KUNIT_EXPECT_TRUE_MSG(test,
				      !!strstr(e.message, bads[i].complaint),
				      "%s: %s", bads[i].text, e.message);
	}
}

static void long_line(struct kunit *test)
{
	char text[1024];
	struct policy p;
	struct error e;

	memset(text, 'x', sizeof(text) - 1);
	memcpy(text, "#", 1);
	text[sizeof(text) - 1] = '\0';
	KUNIT_EXPECT_EQ(test, parse(&p, text, &e), -EINVAL);
}

static void window(struct kunit *test)
{
	struct policy day = { .from = 60, .to = 120 };
	struct policy night = { .from = 22 * 60, .to = 5 * 60 };

	KUNIT_EXPECT_FALSE(test, policy_is_open(&day, 59));
	KUNIT_EXPECT_TRUE(test, policy_is_open(&day, 60));
	KUNIT_EXPECT_TRUE(test, policy_is_open(&day, 119));
	KUNIT_EXPECT_FALSE(test, policy_is_open(&day, 120));
	KUNIT_EXPECT_TRUE(test, policy_is_open(&night, 23 * 60));
	KUNIT_EXPECT_TRUE(test, policy_is_open(&night, 0));
	KUNIT_EXPECT_FALSE(test, policy_is_open(&night, 5 * 60));
	KUNIT_EXPECT_FALSE(test, policy_is_open(&night, 12 * 60));
}

static void first_that_matches(struct kunit *test)
{
	struct facts facts = { .psid = "HP_09D0000001", .guid = "00000000000000aa" };
	struct policy p;
	struct error e;

	KUNIT_EXPECT_EQ(test, policy_find(&p, "/nowhere", &facts, &e), 0);
	put("10-one.conf", "[Match]\nPSID=HP_09D0000001\nGUID=00000000000000aa\n"
	    "[Firmware]\nVersion=1.0.0\n" IMAGES);
	put("20-board.conf", GOOD);
	put("30-backup.conf~", "nonsense");
	KUNIT_ASSERT_EQ(test, policy_find(&p, dir, &facts, &e), 1);
	KUNIT_EXPECT_STREQ(test, p.version, "1.0.0");
	strcpy(facts.guid, "00000000000000bb");
	KUNIT_ASSERT_EQ(test, policy_find(&p, dir, &facts, &e), 1);
	KUNIT_EXPECT_STREQ(test, p.version, "2.6.0");
	strcpy(facts.psid, "MT_04A0110002");
	KUNIT_EXPECT_EQ(test, policy_find(&p, dir, &facts, &e), 0);

	/* Wrong anywhere, also behind the one that would do. */
	strcpy(facts.psid, "HP_09D0000001");
	put("40-typo.conf", "[Match]\nPISD=X\n");
	KUNIT_EXPECT_EQ(test, policy_find(&p, dir, &facts, &e), -EINVAL);
	drop("10-one.conf");
	drop("20-board.conf");
	drop("30-backup.conf~");
	drop("40-typo.conf");
	rmdir(dir);
}

static int init(struct kunit_suite *suite)
{
	return mkdtemp(dir) ? 0 : -errno;
}

static struct kunit_case cases[] = {
	KUNIT_CASE(good),
	KUNIT_CASE(bad),
	KUNIT_CASE(long_line),
	KUNIT_CASE(window),
	KUNIT_CASE(first_that_matches),
	{}
};

static struct kunit_suite suite = {
	.name = "hermonfw-policy",
	.suite_init = init,
	.test_cases = cases,
};
kunit_test_suite(suite);
