// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the health reporter "flash" tells.
 *
 *   diagnose	what was read last; the card is not touched
 *   dump	what a bug report needs: the same, every image checked in every
 *		byte, and the registers
 */
#include <linux/err.h>
#include <linux/netlink.h>
#include <linux/slab.h>
#include <net/devlink.h>

#include <hermon/dump.h>

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

static void put_mode(struct devlink_fmsg *fmsg, const struct hermon_dev *hdev)
{
	devlink_fmsg_string_pair_put(fmsg, "mode",
				     hdev->in_recovery ? "recovery" : "normal");
}

static void put_current(struct devlink_fmsg *fmsg,
			const struct hermon_card *card)
{
	if (card->valid)
		devlink_fmsg_u32_pair_put(fmsg, "current",
					  hermon_layout_addr(&card->layout, 0));
	else
		put_reason(fmsg, "no_image", &card->why);
}

/**
 * hermon_health_diagnose() - what was read last
 * @reporter: the reporter
 * @fmsg: where to put it
 * @extack: not used
 *
 * Context: under the lock of the devlink instance.
 * Return: 0.
 */
int hermon_health_diagnose(struct devlink_health_reporter *reporter,
			   struct devlink_fmsg *fmsg,
			   struct netlink_ext_ack *extack)
{
	struct hermon_dev *hdev = devlink_health_reporter_priv(reporter);

	put_part(fmsg, &hdev->nor);
	put_mode(fmsg, hdev);
	put_starts(fmsg, &hdev->card);
	put_current(fmsg, &hdev->card);
	put_reason(fmsg, "last_error", &hdev->last_error);
	return 0;
}

/* ---- the dump ---- */

static void put_version(struct devlink_fmsg *fmsg, const char *name,
			const struct hermon_version *version)
{
	char text[HERMON_VERSION_TEXT];

	hermon_version_print(version, text, sizeof(text));
	devlink_fmsg_string_pair_put(fmsg, name, text);
}

static void put_text(struct devlink_fmsg *fmsg, const char *name,
		     const char *text)
{
	if (*text)
		devlink_fmsg_string_pair_put(fmsg, name, text);
}

static void put_board(struct devlink_fmsg *fmsg, const struct hermon_dev *hdev)
{
	devlink_fmsg_u32_pair_put(fmsg, "pci_device", hdev->pdev->device);
	put_text(fmsg, "board_id", hdev->vpd.part);
	put_text(fmsg, "board_rev", hdev->vpd.rev);
	if (hdev->has_running)
		put_version(fmsg, "running", &hdev->running);
}

/* A report as it is, since a sentence leaves out what it has no place for. */
static void put_error(struct devlink_fmsg *fmsg, const char *name,
		      const struct hermon_report *report)
{
	if (!report->reason)
		return;
	devlink_fmsg_pair_nest_start(fmsg, name);
	devlink_fmsg_obj_nest_start(fmsg);
	devlink_fmsg_string_pair_put(fmsg, "reason",
				     hermon_reason_name(report->reason));
	devlink_fmsg_u32_pair_put(fmsg, "errno", -hermon_report_errno(report));
	put_reason(fmsg, "sentence", report);
	devlink_fmsg_string_pair_put(fmsg, "next_step",
				     hermon_report_hint(report));
	devlink_fmsg_u32_pair_put(fmsg, "addr", report->addr);
	devlink_fmsg_u32_pair_put(fmsg, "wanted", report->want);
	devlink_fmsg_u32_pair_put(fmsg, "got", report->got);
	put_text(fmsg, "wanted_text", report->want_text);
	put_text(fmsg, "got_text", report->got_text);
	devlink_fmsg_obj_nest_end(fmsg);
	devlink_fmsg_pair_nest_end(fmsg);
}

/* One image, and the report of its check; too big for the stack. */
struct check {
	struct hermon_start start;
	struct hermon_nor_reader flash;
	struct hermon_slot slot;
	struct hermon_image image;
	struct hermon_report report;
};

static void put_image(struct devlink_fmsg *fmsg,
		      const struct hermon_image *image)
{
	put_version(fmsg, "version", &image->version);
	put_text(fmsg, "psid", image->psid);
	devlink_fmsg_u32_pair_put(fmsg, "size", image->size);
	devlink_fmsg_u32_pair_put(fmsg, "device_type", image->device_type);
}

/*
 * Of an image that is damaged somewhere the identity may be sound: what that
 * says is worth knowing, beside what is wrong.
 */
static void check_image(struct devlink_fmsg *fmsg, struct check *c)
{
	struct hermon_report ignored = {};
	int err;

	if (hermon_start_open(&c->start, &c->flash.rd, &c->slot, &c->report)) {
		put_error(fmsg, "why", &c->report);
		return;
	}
	devlink_fmsg_u32_pair_put(fmsg, "chunk",
				  BIT(c->start.layout.log2_chunk));
	err = hermon_fs2_check(&c->slot.rd, HERMON_DEPTH_FULL, &c->image,
			       &c->report);
	devlink_fmsg_string_pair_put(fmsg, "checksums",
				     err ? "wrong" : "right");
	if (err) {
		put_error(fmsg, "why", &c->report);
		err = hermon_fs2_check(&c->slot.rd, HERMON_DEPTH_IDENTITY,
				       &c->image, &ignored);
	}
	if (!err)
		put_image(fmsg, &c->image);
}

static void put_checked(struct devlink_fmsg *fmsg, struct hermon_dev *hdev,
			const struct hermon_start *start)
{
	struct check *c;

	devlink_fmsg_obj_nest_start(fmsg);
	devlink_fmsg_u32_pair_put(fmsg, "addr", start->addr);
	c = kzalloc_obj(*c);
	if (c) {
		c->start.addr = start->addr;
		hermon_nor_reader_init(&c->flash, &hdev->nor);
		check_image(fmsg, c);
	}
	kfree(c);
	devlink_fmsg_obj_nest_end(fmsg);
}

/* Context: caller holds the gateway. */
static void put_all_checked(struct devlink_fmsg *fmsg, struct hermon_dev *hdev)
{
	u32 i;

	devlink_fmsg_arr_pair_nest_start(fmsg, "images");
	for (i = 0; i < hdev->card.n_starts; i++)
		put_checked(fmsg, hdev, &hdev->card.starts[i]);
	devlink_fmsg_arr_pair_nest_end(fmsg);
}

/*
 * Without the semaphore it is what was read last, as in diagnose, and so it is
 * without a chip.
 */
static void put_images(struct devlink_fmsg *fmsg, struct hermon_dev *hdev)
{
	struct hermon_report report = {};
	int err;

	err = hermon_gw_lock(&hdev->gw, HERMON_SEM_READ_TIMEOUT_MS, &report);
	if (!err && hdev->nor.family)
		put_all_checked(fmsg, hdev);
	else
		put_starts(fmsg, &hdev->card);
	if (!err)
		hermon_gw_unlock(&hdev->gw);
	put_current(fmsg, &hdev->card);
}

static void put_register(struct devlink_fmsg *fmsg,
			 const struct hermon_dump_reg *reg, u32 val)
{
	devlink_fmsg_obj_nest_start(fmsg);
	devlink_fmsg_string_pair_put(fmsg, "name", reg->name);
	devlink_fmsg_u32_pair_put(fmsg, "addr", reg->off);
	devlink_fmsg_u32_pair_put(fmsg, "value", val);
	devlink_fmsg_obj_nest_end(fmsg);
}

static void put_registers(struct devlink_fmsg *fmsg, struct hermon_dev *hdev)
{
	struct hermon_report report = {};
	struct hermon_dump dump;
	u32 i;

	if (hermon_dump_take(&dump, &hdev->gw, HERMON_SEM_READ_TIMEOUT_MS,
			     &report)) {
		put_error(fmsg, "no_registers", &report);
		return;
	}
	devlink_fmsg_string_pair_put(fmsg, "semaphore",
				     dump.why.reason == HERMON_WHY_SEM_HELD ?
				     "held" : "free");
	put_error(fmsg, "no_gateway", &dump.why);
	devlink_fmsg_arr_pair_nest_start(fmsg, "registers");
	for (i = 0; i < HERMON_DUMP_REGS; i++)
		if (dump.is_read[i])
			put_register(fmsg, &hermon_dump_regs[i], dump.vals[i]);
	devlink_fmsg_arr_pair_nest_end(fmsg);
}

/**
 * hermon_health_dump() - what a bug report needs
 * @reporter: the reporter
 * @fmsg: where to put it
 * @priv_ctx: the report of a fault, or NULL if a user asks
 * @extack: where to say why not
 *
 * What cannot be read costs a part of the answer, not all of it. The registers
 * come first: to read the flash changes them.
 *
 * Context: under the lock of the devlink instance, from Linux 6.3 on.
 * Return: 0, or -EBUSY before 6.3 if a burn is under way.
 */
int hermon_health_dump(struct devlink_health_reporter *reporter,
		       struct devlink_fmsg *fmsg, void *priv_ctx,
		       struct netlink_ext_ack *extack)
{
	struct hermon_dev *hdev = devlink_health_reporter_priv(reporter);
	struct devlink *devlink = priv_to_devlink(hdev);

	if (!hermon_dump_lock(devlink)) {
		NL_SET_ERR_MSG_MOD(extack, "card is busy with another request: ask again");
		return -EBUSY;
	}
	if (priv_ctx)
		put_error(fmsg, "fault", priv_ctx);
	put_registers(fmsg, hdev);
	put_board(fmsg, hdev);
	put_part(fmsg, &hdev->nor);
	put_mode(fmsg, hdev);
	put_images(fmsg, hdev);
	put_error(fmsg, "last_error", &hdev->last_error);
	hermon_dump_unlock(devlink);
	return 0;
}
