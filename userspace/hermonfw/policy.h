/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which firmware a card shall have, as an administrator wrote it down.
 */
#ifndef POLICY_H
#define POLICY_H

#include <limits.h>

#include <hermon/cr.h>

#include "facts.h"

#define POLICY_DIR	"/etc/hermonfw/policy.d"

#define MINUTES_PER_DAY	(24 * 60)

/**
 * struct policy - what one file says
 * @path: of the file
 * @psid: cards that it is for, or empty
 * @guid: the card that it is for, or empty
 * @version: that they shall have
 * @images: file or folder
 * @activate: reset the chip afterwards, if hermon_fw has the card
 * @from: the first minute of the day at which it may be done
 * @to: the first minute at which it may no more; as @from: at any time
 */
struct policy {
	char path[PATH_MAX];
	char psid[DL_TEXT];
	char guid[DL_TEXT];
	char version[HERMON_VERSION_TEXT];
	char images[PATH_MAX];
	bool activate;
	u32 from;
	u32 to;
};

int policy_parse(struct policy *policy, const char *path, struct error *e);
int policy_find(struct policy *policy, const char *dir,
		const struct facts *facts, struct error *e);
bool policy_is_open(const struct policy *policy, u32 minute);

#endif /* POLICY_H */
