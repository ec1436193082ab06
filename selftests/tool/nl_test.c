// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parsers of devlink's answers, on what a kernel has answered: recorded/, made by
 * record.sh. Then on what it has not: each message cut at every length, and with
 * every byte changed.
 */
#include <kunit/test.h>
#include <linux/netlink.h>
#include <stdlib.h>

#include "nl.h"

#define CARD		"0000:01:00.0"
#define MESSAGES_MAX	64

/* The messages of one recording; each in memory of its own size. */
struct recording {
	void *buf[MESSAGES_MAX];
	size_t len[MESSAGES_MAX];
	u32 n;
};

static void add_messages(struct kunit *test, struct recording *r, u8 *data,
			 size_t len)
{
	struct nlmsghdr nlh;
	size_t off = 0;

	for (; off + sizeof(nlh) <= len; off += NLMSG_ALIGN(nlh.nlmsg_len)) {
		memcpy(&nlh, data + off, sizeof(nlh));
		KUNIT_ASSERT_LE(test, off + nlh.nlmsg_len, len);
		KUNIT_ASSERT_TRUE(test, r->n < MESSAGES_MAX);
		r->buf[r->n] = malloc(nlh.nlmsg_len);
		KUNIT_ASSERT_NOT_NULL(test, r->buf[r->n]);
		memcpy(r->buf[r->n], data + off, nlh.nlmsg_len);
		r->len[r->n++] = nlh.nlmsg_len;
	}
}

static void load(struct kunit *test, struct recording *r, const char *name)
{
	u8 data[16384];
	char path[64];
	u32 len;
	FILE *f;

	memset(r, 0, sizeof(*r));
	snprintf(path, sizeof(path), "recorded/%s.rec", name);
	f = fopen(path, "r");
	KUNIT_ASSERT_NOT_NULL(test, f);
	while (fread(&len, sizeof(len), 1, f) == 1) {
		KUNIT_ASSERT_LE(test, len, sizeof(data));
		KUNIT_ASSERT_EQ(test, fread(data, 1, len, f), len);
		add_messages(test, r, data, len);
	}
	fclose(f);
	KUNIT_ASSERT_GT(test, r->n, 0);
}

static void unload(struct recording *r)
{
	while (r->n)
		free(r->buf[--r->n]);
}

static u16 type_of(const struct recording *r, u32 i)
{
	return ((const struct nlmsghdr *)r->buf[i])->nlmsg_type;
}

/* The devlink family's number in this recording: that of the last message. */
static bool is_answer(const struct recording *r, u32 i)
{
	return type_of(r, i) > NLMSG_MIN_TYPE;
}

static void nl_info(struct kunit *test)
{
	struct dl_info info = { 0 };
	struct recording r;
	u32 i;

	load(test, &r, "info");
	for (i = 0; i < r.n; i++)
		if (is_answer(&r, i))
			break;
	KUNIT_ASSERT_TRUE(test, i < r.n);
	KUNIT_EXPECT_EQ(test, dl_parse_info(r.buf[i], r.len[i], &info), 0);
	KUNIT_EXPECT_STREQ(test, info.driver, "hermon_fw");
	KUNIT_EXPECT_STREQ(test, info.serial, "001e0bffff4c1bf4");
	KUNIT_EXPECT_STREQ(test, dl_info_version(&info, DL_VERSION_FIXED,
						 "fw.psid"), "HP_09D0000001");
	KUNIT_EXPECT_STREQ(test, dl_info_version(&info, DL_VERSION_RUNNING,
						 "fw"), "2.8.0");
	KUNIT_EXPECT_STREQ(test, dl_info_version(&info, DL_VERSION_STORED,
						 "fw"), "2.8.0");
	unload(&r);
}

/* Text and errno of the last acknowledgment. */
static void last_ack(struct kunit *test, const char *name, int *err, char *text,
		     size_t len)
{
	struct recording r;
	u32 i;

	load(test, &r, name);
	*text = '\0';
	*err = 1;
	for (i = 0; i < r.n; i++)
		if (type_of(&r, i) == NLMSG_ERROR)
			KUNIT_EXPECT_EQ(test, dl_parse_ack(r.buf[i], r.len[i],
							   err, text, len), 0);
	unload(&r);
}

static void nl_refusal(struct kunit *test)
{
	char text[160];
	int err;

	last_ack(test, "held", &err, text, sizeof(text));
	KUNIT_EXPECT_EQ(test, abs(err), EBUSY);
	KUNIT_EXPECT_STREQ(test, text,
			   "hermon_fw: flash semaphore is held by another program or host");
}

static void nl_warning(struct kunit *test)
{
	char text[160];
	int err;

	last_ack(test, "warning", &err, text, sizeof(text));
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_STREQ(test, text,
			   "hermon_fw: card has this image already: nothing was written");
}

static void nl_events(struct kunit *test)
{
	static const char * const phases[] = {
		"Preparing to flash", "Erasing", "Writing", "Verifying",
		"Activating", "Flashing done",
	};
	struct dl_status status;
	enum dl_event event;
	struct recording r;
	u32 i, phase = 0, n_end = 0;
	u64 done = 0;

	load(test, &r, "flash");
	for (i = 0; i < r.n; i++) {
		if (!is_answer(&r, i) ||
		    dl_parse_event(r.buf[i], r.len[i], CARD, &event, &status))
			continue;
		n_end += event == DL_EVENT_END;
		if (event != DL_EVENT_STATUS)
			continue;
		while (phase < ARRAY_SIZE(phases) &&
		       strcmp(status.message, phases[phase]))
			phase++;
		KUNIT_ASSERT_TRUE(test, phase < ARRAY_SIZE(phases));
		if (status.total) {
			KUNIT_EXPECT_GE(test, status.done, done);
			done = status.done;
		}
	}
	KUNIT_EXPECT_EQ(test, phase, ARRAY_SIZE(phases) - 1);
	KUNIT_EXPECT_EQ(test, n_end, 1);
	unload(&r);
}

static void nl_other_card(struct kunit *test)
{
	struct dl_status status;
	enum dl_event event;
	struct recording r;
	u32 i;

	load(test, &r, "flash");
	for (i = 0; i < r.n; i++)
		if (is_answer(&r, i) &&
		    !dl_parse_event(r.buf[i], r.len[i], "0000:02:00.0", &event,
				    &status))
			KUNIT_EXPECT_EQ(test, event, DL_EVENT_OTHER);
	unload(&r);
}

static void nl_param(struct kunit *test)
{
	char value[64] = "";
	struct recording r;
	u32 i;

	load(test, &r, "param");
	for (i = 0; i < r.n && !*value; i++)
		if (is_answer(&r, i))
			dl_parse_param(r.buf[i], r.len[i], value, sizeof(value));
	KUNIT_EXPECT_STREQ(test, value, "card");
	unload(&r);
}

static void nl_region(struct kunit *test)
{
	struct recording r;
	u64 size = 0;
	u32 i;

	load(test, &r, "region");
	for (i = 0; i < r.n && !size; i++)
		if (is_answer(&r, i))
			dl_parse_region(r.buf[i], r.len[i], &size);
	KUNIT_EXPECT_EQ(test, size, 0x100000);
	unload(&r);
}

#define PIECE	640

static void nl_chunks(struct kunit *test)
{
	static const u8 magic[] = { 'M', 'T', 'F', 'W' };
	u8 data[PIECE] = { 0 };
	struct recording r;
	u32 i, got, all = 0;

	load(test, &r, "chunks");
	for (i = 0; i < r.n; i++) {
		got = 0;
		if (is_answer(&r, i) &&
		    !dl_parse_chunks(r.buf[i], r.len[i], 0, data, PIECE, &got))
			all += got;
	}
	KUNIT_EXPECT_EQ(test, all, PIECE);
	KUNIT_EXPECT_MEMEQ(test, data, magic, sizeof(magic));
	unload(&r);
}

struct pairs {
	bool part;
	bool size;
	bool state;
};

static void note_pair(void *ctx, const char *name, const char *value)
{
	struct pairs *pairs = ctx;

	pairs->part |= !strcmp(name, "part") && !strcmp(value, "M25P");
	pairs->size |= !strcmp(name, "size") && !strcmp(value, "1048576");
	pairs->state |= !strcmp(name, "images.0.state") && !strcmp(value, "sound");
}

static void nl_health(struct kunit *test)
{
	struct pairs pairs = { 0 };
	struct dl_fmsg fmsg = { .fn = note_pair, .ctx = &pairs };
	struct recording r;
	u32 i;

	load(test, &r, "health");
	for (i = 0; i < r.n; i++)
		if (is_answer(&r, i))
			dl_parse_fmsg(r.buf[i], r.len[i], &fmsg);
	KUNIT_EXPECT_TRUE(test, pairs.part);
	KUNIT_EXPECT_TRUE(test, pairs.size);
	KUNIT_EXPECT_TRUE(test, pairs.state);
	unload(&r);
}

/* ---- what no kernel answers ---- */

static void feed(const void *buf, size_t len)
{
	struct pairs pairs = { 0 };
	struct dl_fmsg fmsg = { .fn = note_pair, .ctx = &pairs };
	struct dl_info info = { 0 };
	struct dl_status status;
	enum dl_event event;
	u8 data[PIECE];
	char text[64];
	u64 size;
	u32 id;
	int err;

	dl_parse_ack(buf, len, &err, text, sizeof(text));
	dl_parse_info(buf, len, &info);
	dl_parse_event(buf, len, CARD, &event, &status);
	dl_parse_param(buf, len, text, sizeof(text));
	dl_parse_region(buf, len, &size);
	dl_parse_snapshot(buf, len, &id);
	dl_parse_chunks(buf, len, 0, data, sizeof(data), &id);
	dl_parse_fmsg(buf, len, &fmsg);
}

struct file_case {
	const char *name;
};

static const struct file_case files[] = {
	{ "info" }, { "held" }, { "warning" }, { "flash" }, { "param" },
	{ "region" }, { "snapshot" }, { "chunks" }, { "health" },
};
KUNIT_ARRAY_PARAM_DESC(file, files, name);

/* In memory of just that size: a sanitizer sees the first byte too much. */
static void nl_truncated(struct kunit *test)
{
	const struct file_case *c = test->param_value;
	struct recording r;
	size_t len;
	void *copy;
	u32 i;

	load(test, &r, c->name);
	for (i = 0; i < r.n; i++)
		for (len = 0; len <= r.len[i]; len++) {
			copy = malloc(len ? len : 1);
			KUNIT_ASSERT_NOT_NULL(test, copy);
			memcpy(copy, r.buf[i], len);
			feed(copy, len);
			/* The header says the new length, too. */
			if (len >= sizeof(struct nlmsghdr))
				((struct nlmsghdr *)copy)->nlmsg_len = len;
			feed(copy, len);
			free(copy);
		}
	unload(&r);
}

static void nl_changed(struct kunit *test)
{
	static const u8 masks[] = { 0x01, 0x80, 0xff };
	const struct file_case *c = test->param_value;
	struct recording r;
	size_t off, m;
	u8 *p;
	u32 i;

	load(test, &r, c->name);
	for (i = 0; i < r.n; i++)
		for (off = 0; off < r.len[i]; off++)
			for (m = 0; m < ARRAY_SIZE(masks); m++) {
				p = r.buf[i];
				p[off] ^= masks[m];
				feed(p, r.len[i]);
				p[off] ^= masks[m];
			}
	unload(&r);
}

static struct kunit_case nl_cases[] = {
	KUNIT_CASE(nl_info),
	KUNIT_CASE(nl_refusal),
	KUNIT_CASE(nl_warning),
	KUNIT_CASE(nl_events),
	KUNIT_CASE(nl_other_card),
	KUNIT_CASE(nl_param),
	KUNIT_CASE(nl_region),
	KUNIT_CASE(nl_chunks),
	KUNIT_CASE(nl_health),
	KUNIT_CASE_PARAM(nl_truncated, file_gen_params),
	KUNIT_CASE_PARAM(nl_changed, file_gen_params),
	{}
};

static struct kunit_suite nl_suite = {
	.name = "hermonfw-nl",
	.test_cases = nl_cases,
};
kunit_test_suite(nl_suite);
