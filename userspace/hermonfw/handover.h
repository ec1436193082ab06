/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A card handed from the driver that has it to hermon_fw, and back.
 */
#ifndef HANDOVER_H
#define HANDOVER_H

#include "sysfs.h"

/**
 * struct handover - a card that was handed over
 * @before: the card as it was
 * @taken: hermon_fw did not have it then, and has it now
 */
struct handover {
	struct sysfs_card before;
	bool taken;
};

bool may_administer(void);
int handover_check(const struct sysfs_card *card, u32 force, struct error *e);
int handover_take(struct handover *h, const struct sysfs_card *card,
		  struct error *e);
int handover_return(struct handover *h, struct error *e);
int handover_release(const struct sysfs_card *card, const char *driver,
		     const char *override, struct error *e);

#endif /* HANDOVER_H */
