// SPDX-License-Identifier: GPL-2.0-only
/*
 * A file that says which firmware cards shall have: any bytes in its place.
 *
 * What is taken for a policy says all that one must say, or cards would be
 * burned by a slip of the pen.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "idtext.h"
#include "policy.h"

static void claim_policy(const struct policy *policy)
{
	struct hermon_version version;
	u32 minute;
	u64 guid;

	CLAIM(*policy->psid || *policy->guid);
	CLAIM(strnlen(policy->psid, DL_TEXT) < DL_TEXT);
	CLAIM(!*policy->guid || !guid_parse(policy->guid, &guid));
	CLAIM(!version_parse(policy->version, &version));
	CLAIM(*policy->images == '/');
	CLAIM(policy->from <= MINUTES_PER_DAY && policy->to <= MINUTES_PER_DAY);
	for (minute = 0; minute < MINUTES_PER_DAY; minute += 97)
		if (policy->from == policy->to)
			CLAIM(policy_is_open(policy, minute));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static struct policy policy;
	static char path[32];
	static int fd = -1;
	struct error e = { 0 };
	int err;

	if (fd < 0) {
		fd = memfd_create("policy", 0);
		if (fd < 0)
			abort();
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	if (ftruncate(fd, size) || pwrite(fd, data, size, 0) != (ssize_t)size)
		abort();
	err = policy_parse(&policy, path, &e);
	if (!err)
		claim_policy(&policy);
	else
		CLAIM(err < 0 && *e.message);
	return 0;
}
