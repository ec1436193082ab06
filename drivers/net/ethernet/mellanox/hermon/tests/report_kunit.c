// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every reason has an errno, a sentence that fits its message, and a hint.
 */
#include <kunit/test.h>

#include <hermon/report.h>

#define PSID_LONGEST	"WWWWWWWWWWWWWWWW"

/* As long as a field can get. */
static void fill(struct hermon_report *report, enum hermon_reason reason,
		 enum hermon_where where)
{
	memset(report, 0, sizeof(*report));
	hermon_fail_text(report, reason, PSID_LONGEST, PSID_LONGEST);
	hermon_fail(report, reason, 0xffffffff, 0xffffffff, 0xffffffff);
	report->where = where;
}

static void check_sentence(struct kunit *test, enum hermon_reason reason,
			   enum hermon_where where)
{
	const char *name = hermon_reason_name(reason);
	char all[4 * HERMON_REPORT_SENTENCE];
	char fits[HERMON_REPORT_SENTENCE];
	struct hermon_report report;
	int len;

	fill(&report, reason, where);
	len = hermon_report_sentence(&report, all, sizeof(all));
	hermon_report_sentence(&report, fits, sizeof(fits));
	KUNIT_EXPECT_EQ_MSG(test, len, (int)strlen(all), "%s", name);
	KUNIT_EXPECT_NE_MSG(test, len, 0, "%s", name);
	KUNIT_EXPECT_LE_MSG(test, len, HERMON_REPORT_SENTENCE - 1, "%s: \"%s\"",
			    name, all);
	KUNIT_EXPECT_STREQ_MSG(test, all, fits, "%s", name);
	KUNIT_EXPECT_TRUE_MSG(test, !strchr(all, '%') && !strchr(all, '\n'),
			      "%s: \"%s\"", name, all);
	KUNIT_EXPECT_NE_MSG(test, all[strlen(all) - 1], '.', "%s", name);
}

static void report_sentences(struct kunit *test)
{
	u32 i;

	for (i = HERMON_OK + 1; i < HERMON_N_REASONS; i++) {
		check_sentence(test, i, HERMON_WHERE_FILE);
		check_sentence(test, i, HERMON_WHERE_CARD);
	}
}

static void report_hints(struct kunit *test)
{
	struct hermon_report report = { 0 };
	size_t len;
	u32 i;

	for (i = HERMON_OK + 1; i < HERMON_N_REASONS; i++) {
		report.reason = i;
		len = strlen(hermon_report_hint(&report));
		KUNIT_EXPECT_NE_MSG(test, len, 0, "%s", hermon_reason_name(i));
		KUNIT_EXPECT_LE_MSG(test, len, HERMON_REPORT_HINT - 1, "%s",
				    hermon_reason_name(i));
	}
}

/* A file can be had again, an image on the card cannot. */
static void report_hints_of_card(struct kunit *test)
{
	struct hermon_report report = {
		.reason = HERMON_WHY_SECTION_CRC, .where = HERMON_WHERE_FILE,
	};

	KUNIT_EXPECT_NOT_NULL(test, strstr(hermon_report_hint(&report),
					   "get the file again"));
	report.where = HERMON_WHERE_CARD;
	KUNIT_EXPECT_NOT_NULL(test, strstr(hermon_report_hint(&report),
					   "hermonfw stamp"));
	report.reason = HERMON_WHY_NOT_FAILSAFE;
	KUNIT_EXPECT_NOT_NULL(test, strstr(hermon_report_hint(&report),
					   "recovery.rst"));
}

static void report_names(struct kunit *test)
{
	u32 i, j;

	for (i = HERMON_OK + 1; i < HERMON_N_REASONS; i++)
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_TRUE_MSG(test,
					      strcmp(hermon_reason_name(i),
						     hermon_reason_name(j)),
					      "%u and %u have one name: %s",
					      i, j, hermon_reason_name(i));
}

static void report_errnos(struct kunit *test)
{
	struct hermon_report report;
	u32 i;
	int err;

	for (i = HERMON_OK + 1; i < HERMON_N_REASONS; i++) {
		err = hermon_fail(&report, i, 0, 0, 0);
		KUNIT_EXPECT_TRUE_MSG(test, err < 0 && err > -4096, "%s: %d",
				      hermon_reason_name(i), err);
		KUNIT_EXPECT_EQ(test, hermon_report_errno(&report), err);
	}
}

/* What scripts and people see; a change here is a change of the interface. */
struct code_case {
	const char *desc;
	enum hermon_reason reason;
	int err;
};

static const struct code_case code_cases[] = {
	{ "nothing reported", HERMON_OK, 0 },
	{ "gone", HERMON_WHY_CARD_GONE, -ENXIO },
	{ "filtered", HERMON_WHY_CR_FILTERED, -EACCES },
	{ "locked", HERMON_WHY_CR_LOCKED, -EPERM },
	{ "semaphore", HERMON_WHY_SEM_HELD, -EBUSY },
	{ "gateway stuck", HERMON_WHY_GW_STUCK, -ETIMEDOUT },
	{ "no flash", HERMON_WHY_FLASH_NONE, -ENODEV },
	{ "unknown flash", HERMON_WHY_FLASH_UNKNOWN, -EOPNOTSUPP },
	{ "flash stuck", HERMON_WHY_FLASH_STUCK, -ETIMEDOUT },
	{ "protected", HERMON_WHY_FLASH_PROTECTED, -EROFS },
	{ "not an image", HERMON_WHY_NO_SIGNATURE, -EINVAL },
	{ "truncated", HERMON_WHY_TRUNCATED, -EINVAL },
	{ "longer than any flash", HERMON_WHY_LENGTH_LONG, -EFBIG },
	{ "section CRC", HERMON_WHY_SECTION_CRC, -EBADMSG },
	{ "loader CRC", HERMON_WHY_LOADER_CRC, -EBADMSG },
	{ "full CRC", HERMON_WHY_FULL_CRC, -EBADMSG },
	{ "another board", HERMON_WHY_PSID, -EINVAL },
	{ "too large", HERMON_WHY_TOO_LARGE, -EFBIG },
	{ "interrupted", HERMON_WHY_INTERRUPTED, -EINTR },
	{ "given up", HERMON_WHY_GIVEN_UP, -ECANCELED },
	{ "reset by the host", HERMON_WHY_HOST_RESET, -EBUSY },
	{ "read-back", HERMON_WHY_READ_BACK, -EIO },
};
KUNIT_ARRAY_PARAM_DESC(code, code_cases, desc);

static void report_errno(struct kunit *test)
{
	const struct code_case *c = test->param_value;
	struct hermon_report report = { .reason = c->reason };

	KUNIT_EXPECT_EQ(test, hermon_report_errno(&report), c->err);
}

/* One of each kind of field. */
static void report_fields(struct kunit *test)
{
	char buf[HERMON_REPORT_SENTENCE];
	struct hermon_report report = { .where = HERMON_WHERE_CARD };

	hermon_fail_text(&report, HERMON_WHY_PSID, "MT_04A0110002",
			 "HP_09D0000001");
	hermon_report_sentence(&report, buf, sizeof(buf));
	KUNIT_EXPECT_STREQ(test, buf,
			   "image is for PSID MT_04A0110002, card is HP_09D0000001");

	hermon_fail(&report, HERMON_WHY_READ_BACK, 0x10ab0, 0x12345678, 0xff);
	hermon_report_sentence(&report, buf, sizeof(buf));
	KUNIT_EXPECT_STREQ(test, buf,
			   "flash reads 0xff at 0x10ab0, should be 0x12345678");

	hermon_fail(&report, HERMON_WHY_CHUNK, 0, 512, 1024);
	hermon_report_sentence(&report, buf, sizeof(buf));
	KUNIT_EXPECT_STREQ(test, buf,
			   "image has 512 KiB chunks, card is laid out in 1024 KiB");

	hermon_fail(&report, HERMON_WHY_SECTION_CRC, 0x58, 0xac0a, 0x9bf);
	hermon_report_sentence(&report, buf, sizeof(buf));
	KUNIT_EXPECT_STREQ(test, buf,
			   "section at 0x58 of the card: CRC is 0x9bf, not 0xac0a");
	report.where = HERMON_WHERE_FILE;
	hermon_report_sentence(&report, buf, sizeof(buf));
	KUNIT_EXPECT_STREQ(test, buf,
			   "section at 0x58 of the file: CRC is 0x9bf, not 0xac0a");
}

/* However small the buffer: a text with an end, and its true length. */
static void report_small_buffers(struct kunit *test)
{
	char all[HERMON_REPORT_SENTENCE];
	char buf[HERMON_REPORT_SENTENCE + 1];
	struct hermon_report report;
	size_t len, n;

	fill(&report, HERMON_WHY_READ_BACK, HERMON_WHERE_FILE);
	hermon_report_sentence(&report, all, sizeof(all));
	for (len = 1; len < sizeof(all); len++) {
		memset(buf, 0x5a, sizeof(buf));
		n = hermon_report_sentence(&report, buf, len);
		KUNIT_EXPECT_EQ(test, buf[len], 0x5a);
		KUNIT_ASSERT_EQ(test, n, strlen(buf));
		KUNIT_EXPECT_EQ(test, n, min(len - 1, strlen(all)));
		KUNIT_EXPECT_MEMEQ(test, buf, all, n);
	}
}

/* Texts come from images: too long or without an end is possible. */
static void report_long_text(struct kunit *test)
{
	struct hermon_report report = { 0 };

	hermon_fail_text(&report, HERMON_WHY_PSID, PSID_LONGEST "XYZ", "");
	KUNIT_EXPECT_STREQ(test, report.want_text, PSID_LONGEST);
	KUNIT_EXPECT_STREQ(test, report.got_text, "");
}

/* A reason from nowhere must not lead behind the table. */
static void report_unknown_reason(struct kunit *test)
{
	struct hermon_report report = { .reason = HERMON_N_REASONS };
	char buf[HERMON_REPORT_SENTENCE];

	KUNIT_EXPECT_STREQ(test, hermon_reason_name(HERMON_N_REASONS), "OK");
	KUNIT_EXPECT_EQ(test, hermon_report_errno(&report), 0);
	KUNIT_EXPECT_NE(test, hermon_report_sentence(&report, buf, sizeof(buf)),
			0);
}

/* What a health reporter is told of, and what is none of its business. */
static void report_faults(struct kunit *test)
{
	static const enum hermon_reason faults[] = {
		HERMON_WHY_CARD_GONE, HERMON_WHY_SEM_HELD, HERMON_WHY_GW_STUCK,
		HERMON_WHY_FLASH_NONE, HERMON_WHY_FLASH_STUCK,
		HERMON_WHY_FLASH_UNSTABLE, HERMON_WHY_READ_BACK,
		HERMON_WHY_READ_BACK_SIGN, HERMON_WHY_READ_BACK_RETIRE,
		HERMON_WHY_NOT_BURNED, HERMON_WHY_RESET_GONE,
		HERMON_WHY_RESET_RECOVERY, HERMON_WHY_RESET_RUNNING,
	};
	static const enum hermon_reason refusals[] = {
		HERMON_OK, HERMON_WHY_NO_SIGNATURE, HERMON_WHY_FULL_CRC,
		HERMON_WHY_START, HERMON_WHY_CARD_EMPTY, HERMON_WHY_PSID,
		HERMON_WHY_CONFIG_PAD, HERMON_WHY_INTERRUPTED,
		HERMON_WHY_RESET_SIBLING, HERMON_WHY_RESET_SLOT,
		HERMON_N_REASONS,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(faults); i++)
		KUNIT_EXPECT_TRUE_MSG(test, hermon_reason_is_fault(faults[i]),
				      "%s", hermon_reason_name(faults[i]));
	for (i = 0; i < ARRAY_SIZE(refusals); i++)
		KUNIT_EXPECT_FALSE_MSG(test, hermon_reason_is_fault(refusals[i]),
				       "%s", hermon_reason_name(refusals[i]));
}

static struct kunit_case report_cases[] = {
	KUNIT_CASE(report_sentences),
	KUNIT_CASE(report_hints),
	KUNIT_CASE(report_hints_of_card),
	KUNIT_CASE(report_names),
	KUNIT_CASE(report_errnos),
	KUNIT_CASE_PARAM(report_errno, code_gen_params),
	KUNIT_CASE(report_fields),
	KUNIT_CASE(report_small_buffers),
	KUNIT_CASE(report_long_text),
	KUNIT_CASE(report_unknown_reason),
	KUNIT_CASE(report_faults),
	{}
};

static struct kunit_suite report_suite = {
	.name = "hermon-report",
	.test_cases = report_cases,
};
kunit_test_suite(report_suite);
