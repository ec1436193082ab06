/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who needs the link of a card: reasons not to take the card away.
 */
#ifndef USERS_H
#define USERS_H

#include "sysfs.h"

enum user_kind {
	USER_SSH,	/* whoever runs this program came in over it */
	USER_ROUTE,	/* a default route */
	USER_BOND,	/* a member of a bond, a bridge or a team */
	USER_ADDRESS,	/* an address that somebody has set */
	USER_RDMA,	/* a program has the RDMA device open */
	N_USERS
};

/**
 * struct users - who needs the link
 * @found: a sentence for each kind that there is, empty for the others
 */
struct users {
	char found[N_USERS][160];
};

const char *user_name(enum user_kind kind);
const char *user_reason(enum user_kind kind);
int user_parse(const char *word, u32 *mask);
void users_find(struct users *users, const struct sysfs_card *card);

#endif /* USERS_H */
