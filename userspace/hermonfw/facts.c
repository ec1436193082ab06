// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is known of a card, whoever has it.
 *
 * A card in use is not touched: mlx4_ib shows PSID and version in sysfs, and
 * hermon_fw tells what it has read before.
 */
#include "facts.h"

static void take_info(struct facts *facts, const struct dl_info *info)
{
	snprintf(facts->psid, DL_TEXT, "%s",
		 dl_info_version(info, DL_VERSION_FIXED, "fw.psid"));
	snprintf(facts->running, DL_TEXT, "%s",
		 dl_info_version(info, DL_VERSION_RUNNING, "fw"));
	snprintf(facts->stored, DL_TEXT, "%s",
		 dl_info_version(info, DL_VERSION_STORED, "fw"));
	snprintf(facts->guid, DL_TEXT, "%s", info->serial);
	if (!strcmp(dl_info_version(info, DL_VERSION_RUNNING, "fw.mode"),
		    "recovery"))
		facts->state = "recovery";
	else if (!*facts->stored)
		facts->state = "no image";
	else
		facts->state = "ok";
}

static void take_ibdev(struct facts *facts, const struct sysfs_ibdev *ib)
{
	snprintf(facts->psid, DL_TEXT, "%s", ib->psid);
	snprintf(facts->running, DL_TEXT, "%s", ib->fw_ver);
	snprintf(facts->guid, DL_TEXT, "%s", ib->node_guid);
	facts->state = "in use";
}

/**
 * facts_read() - ask whoever has a card
 * @facts: filled; what is not known stays empty
 * @card: from sysfs
 * @dl: a connection to devlink, or NULL
 */
void facts_read(struct facts *facts, const struct sysfs_card *card,
		struct dl *dl)
{
	struct dl_info info;
	struct error ignored;

	memset(facts, 0, sizeof(*facts));
	if (card->in_recovery)
		facts->state = "recovery";
	if (card->n_ibdevs)
		take_ibdev(facts, &card->ibdevs[0]);
	else if (dl && !strcmp(card->driver, SYSFS_DRIVER) &&
		 !dl_info_get(dl, card->bdf, &info, &ignored))
		take_info(facts, &info);
}

/**
 * facts_pending() - does another version start with the next reset?
 * @facts: of a card
 *
 * Return: true if so, false if not or if it is not known.
 */
bool facts_pending(const struct facts *facts)
{
	return *facts->running && *facts->stored &&
	       strcmp(facts->running, facts->stored);
}
