/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is known of a card, whoever has it.
 */
#ifndef FACTS_H
#define FACTS_H

#include "nl.h"
#include "sysfs.h"

/**
 * struct facts - what is known of a card
 * @psid: of the current image, or empty
 * @running: version of the running firmware, or empty
 * @stored: version on the flash, or empty
 * @guid: node GUID, or empty
 * @state: in one or two words, constant, or NULL
 */
struct facts {
	char psid[DL_TEXT];
	char running[DL_TEXT];
	char stored[DL_TEXT];
	char guid[DL_TEXT];
	const char *state;
};

void facts_read(struct facts *facts, const struct sysfs_card *card,
		struct dl *dl);
bool facts_pending(const struct facts *facts);

#endif /* FACTS_H */
