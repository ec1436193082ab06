// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the kernel answers, or somebody else in its place: every parser of
 * hermonfw on a run of netlink messages, each in memory of its own size.
 *
 * What is written where must hold, whatever the answer: texts end, bytes of a
 * region lie where they were asked for.
 */
#include <linux/devlink.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdlib.h>

#include "fuzz.h"
#include "mutate_netlink.h"
#include "nl.h"

#define CARD		"0000:01:00.0"
#define PIECE		640	/* bytes of a region that are asked for */
#define START		0x100	/* from here */

static void claim_text(const char *text, size_t room)
{
	CLAIM(strnlen(text, room) < room);
}

static void parse_ack(const void *buf, size_t len)
{
	char *text = fuzz_alloc(DL_TEXT);
	int err = 1;
	int ret;

	ret = dl_parse_ack(buf, len, &err, text, DL_TEXT);
	CLAIM(!ret || ret == -ENOMSG || ret == -EBADMSG);
	claim_text(text, DL_TEXT);
	free(text);
}

static void parse_info(const void *buf, size_t len)
{
	struct dl_info *info = fuzz_alloc(sizeof(*info));
	u32 i;

	if (!dl_parse_info(buf, len, info)) {
		claim_text(info->driver, DL_TEXT);
		claim_text(info->serial, DL_TEXT);
		claim_text(info->board_serial, DL_TEXT);
		CLAIM(info->n_versions <= DL_VERSIONS_MAX);
		for (i = 0; i < info->n_versions; i++) {
			claim_text(info->versions[i].name, DL_TEXT);
			claim_text(info->versions[i].value, DL_TEXT);
		}
		dl_info_version(info, DL_VERSION_STORED, "fw");
	}
	free(info);
}

static void parse_event(const void *buf, size_t len)
{
	struct dl_status status;
	enum dl_event event;
	int err;

	err = dl_parse_event(buf, len, CARD, &event, &status);
	CLAIM(!err || event == DL_EVENT_OTHER);
	claim_text(status.message, DL_TEXT);
	claim_text(status.component, DL_TEXT);
}

static void parse_values(const void *buf, size_t len)
{
	char *value = fuzz_alloc(64);
	u64 size;
	u32 id;

	if (!dl_parse_param(buf, len, value, 64))
		claim_text(value, 64);
	dl_parse_region(buf, len, &size);
	dl_parse_snapshot(buf, len, &id);
	free(value);
}

static void parse_chunks(const void *buf, size_t len)
{
	u8 *data = fuzz_alloc(PIECE);
	u32 got = 0;

	dl_parse_chunks(buf, len, START, data, PIECE, &got);
	/* Pieces may overlap, so more may have come than there is room for. */
	CLAIM(got <= len);
	free(data);
}

static void pair(void *ctx, const char *name, const char *value)
{
	u32 *n = ctx;

	claim_text(name, 2 * DL_TEXT);
	claim_text(value, DL_TEXT);
	++*n;
}

/* Bytes of the next message: what its header says, if that can be. */
static size_t message_size(const u8 *data, size_t size)
{
	struct nlmsghdr nlh;

	if (size < sizeof(nlh))
		return size;
	memcpy(&nlh, data, sizeof(nlh));
	if (nlh.nlmsg_len < sizeof(nlh) || nlh.nlmsg_len > size)
		return size;
	return min_t(size_t, NLMSG_ALIGN(nlh.nlmsg_len), size);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	u32 n_pairs = 0;
	struct dl_fmsg fmsg = { .fn = pair, .ctx = &n_pairs };
	size_t len;
	u8 *buf;

	for (; size; data += len, size -= len) {
		len = message_size(data, size);
		buf = fuzz_alloc(len);
		memcpy(buf, data, len);
		parse_ack(buf, len);
		parse_info(buf, len);
		parse_event(buf, len);
		parse_values(buf, len);
		parse_chunks(buf, len);
		dl_parse_fmsg(buf, len, &fmsg);
		CLAIM(fmsg.depth <= DL_FMSG_DEPTH);
		free(buf);
	}
	return 0;
}

size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max_size,
			       unsigned int seed)
{
	fuzz_seed(seed);
	if (fuzz_one_in(32))
		return fuzz_mutate_bytes(data, size, max_size);
	return netlink_mutate(data, size, max_size);
}
