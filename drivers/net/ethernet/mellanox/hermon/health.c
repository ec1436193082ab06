// SPDX-License-Identifier: GPL-2.0-only
/*
 * devlink health reporter "flash": which part it is and what lies on it.
 *
 * Tells what was read last and touches nothing.
 */
#include <linux/err.h>
#include <net/devlink.h>

#include "hermon.h"

static const char * const start_states[] = {
	[HERMON_START_UNREAD] = "not read",
	[HERMON_START_SOUND] = "sound",
	[HERMON_START_DAMAGED] = "damaged, GUIDs and PSID sound",
	[HERMON_START_VOID] = "damaged",
};

static void put_part(struct devlink_fmsg *fmsg, const struct hermon_nor *nor)
{
	if (!nor->family)
		return;
	devlink_fmsg_string_pair_put(fmsg, "part", nor->family->name);
	devlink_fmsg_u32_pair_put(fmsg, "jedec_id", nor->id);
	devlink_fmsg_u32_pair_put(fmsg, "size", nor->size);
	devlink_fmsg_u32_pair_put(fmsg, "erase_size", nor->family->erase_size);
}

static void put_reason(struct devlink_fmsg *fmsg, const char *name,
		       const struct hermon_report *report)
{
	char sentence[HERMON_REPORT_SENTENCE];

	if (!report->reason)
		return;
	hermon_report_sentence(report, sentence, sizeof(sentence));
	devlink_fmsg_string_pair_put(fmsg, name, sentence);
}

static void put_start(struct devlink_fmsg *fmsg,
		      const struct hermon_start *start)
{
	devlink_fmsg_obj_nest_start(fmsg);
	devlink_fmsg_u32_pair_put(fmsg, "addr", start->addr);
	devlink_fmsg_string_pair_put(fmsg, "state", start_states[start->state]);
	put_reason(fmsg, "why", &start->why);
	devlink_fmsg_obj_nest_end(fmsg);
}

static void put_starts(struct devlink_fmsg *fmsg,
		       const struct hermon_card *card)
{
	u32 i;

	devlink_fmsg_arr_pair_nest_start(fmsg, "images");
	for (i = 0; i < card->n_starts; i++)
		put_start(fmsg, &card->starts[i]);
	devlink_fmsg_arr_pair_nest_end(fmsg);

	devlink_fmsg_arr_pair_nest_start(fmsg, "retired");
	for (i = 0; i < card->n_retired; i++)
		devlink_fmsg_u32_put(fmsg, card->retired[i]);
	devlink_fmsg_arr_pair_nest_end(fmsg);
}

static int diagnose(struct devlink_health_reporter *reporter,
		    struct devlink_fmsg *fmsg, struct netlink_ext_ack *extack)
{
	struct hermon_dev *hdev = devlink_health_reporter_priv(reporter);
	const struct hermon_card *card = &hdev->card;

	put_part(fmsg, &hdev->nor);
	devlink_fmsg_string_pair_put(fmsg, "mode",
				     hdev->in_recovery ? "recovery" : "normal");
	put_starts(fmsg, card);
	if (card->valid)
		devlink_fmsg_u32_pair_put(fmsg, "current",
					  hermon_layout_addr(&card->layout, 0));
	else
		put_reason(fmsg, "no_image", &card->why);
	put_reason(fmsg, "last_error", &hdev->last_error);
	return 0;
}

static const struct devlink_health_reporter_ops flash_reporter = {
	.name = "flash",
	.diagnose = diagnose,
};

static void destroy_reporter(void *reporter)
{
	devlink_health_reporter_destroy(reporter);
}

/**
 * hermon_health_register() - offer what is known of the flash
 * @hdev: the card; its instance is not registered yet
 *
 * Return: 0 or a negative errno.
 */
int hermon_health_register(struct hermon_dev *hdev)
{
	struct devlink *devlink = priv_to_devlink(hdev);

	hdev->reporter = devlink_health_reporter_create(devlink,
							&flash_reporter, hdev);
	if (IS_ERR(hdev->reporter))
		return PTR_ERR(hdev->reporter);
	return devm_add_action_or_reset(&hdev->pdev->dev, destroy_reporter,
					hdev->reporter);
}
