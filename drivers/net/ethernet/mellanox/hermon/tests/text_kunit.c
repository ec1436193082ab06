// SPDX-License-Identifier: GPL-2.0-only
/*
 * Texts that somebody else wrote: fields of VPD, PSIDs that people wish for.
 */
#include <kunit/test.h>

#include <hermon/text.h>

#define ROOM	8

struct field_case {
	const char *desc;
	const char *field;
	u32 len;
	const char *text;
};

static const struct field_case field_cases[] = {
	{ "plain", "MHQH29", 6, "MHQH29" },
	{ "empty", "", 0, "" },
	{ "blanks", "    ", 4, "" },
	{ "blanks behind", "A1  ", 4, "A1" },
	{ "blanks around", " \tA 1\r\n", 7, "A 1" },
	{ "NUL behind", "A1\0xy", 5, "A1" },
	{ "just fits", "ABCDEFG", 7, "ABCDEFG" },
	{ "cut", "ABCDEFGHIJ", 10, "ABCDEFG" },
	{ "cut at a blank", "ABCDEF HIJ", 10, "ABCDEF" },
	{ "control character", "A\033[2J", 5, "" },
	{ "tab within", "A\t1", 3, "" },
	{ "8 bits", "A\xe4", 2, "" },
	{ "DEL", "A\x7f", 2, "" },
	{ "first and last that are printed", "! ~", 3, "! ~" },
};
KUNIT_ARRAY_PARAM_DESC(field, field_cases, desc);

static void text_field(struct kunit *test)
{
	const struct field_case *c = test->param_value;
	char *field = kunit_kzalloc(test, c->len ? c->len : 1, GFP_KERNEL);
	char *text = kunit_kzalloc(test, ROOM, GFP_KERNEL);

	/* Not a byte behind it may be read: sanitizers see that. */
	KUNIT_ASSERT_NOT_NULL(test, field);
	KUNIT_ASSERT_NOT_NULL(test, text);
	memcpy(field, c->field, c->len);
	memset(text, 'x', ROOM);
	hermon_text_field(text, ROOM, field, c->len);
	KUNIT_EXPECT_STREQ(test, text, c->text);
}

struct psid_case {
	const char *desc;
	const char *text;
	bool ok;
};

static const struct psid_case psid_cases[] = {
	{ "usual", "HP_09D0000001", true },
	{ "empty", "", true },
	{ "16 letters", "SIXTEEN_LETTERS_", true },
	{ "17 letters", "SEVENTEEN_LETTERS", false },
	{ "blank", "WITH BLANK", false },
	{ "tab", "TAB\t", false },
	{ "DEL", "\x7f", false },
	{ "8 bits", "\xe4", false },
	{ "first and last", "!~", true },
};
KUNIT_ARRAY_PARAM_DESC(psid, psid_cases, desc);

static void text_is_psid(struct kunit *test)
{
	const struct psid_case *c = test->param_value;

	KUNIT_EXPECT_EQ(test, hermon_text_is_psid(c->text), c->ok);
}

static struct kunit_case text_cases[] = {
	KUNIT_CASE_PARAM(text_field, field_gen_params),
	KUNIT_CASE_PARAM(text_is_psid, psid_gen_params),
	{}
};

static struct kunit_suite text_suite = {
	.name = "hermon-text",
	.test_cases = text_cases,
};
kunit_test_suite(text_suite);
