// SPDX-License-Identifier: GPL-2.0-only
/*
 * devlink info and flash update.
 *
 * The only user of struct firmware. The instance lock of
 * devlink keeps both callbacks apart, so nothing here takes a mutex.
 */
#include <linux/firmware.h>
#include <linux/netlink.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/time64.h>
#include <net/devlink.h>

#include <hermon/burn.h>
#include <hermon/image.h>
#include <hermon/regs.h>
#include <hermon/update.h>

#include "hermon.h"

/* Firmware holds the flash semaphore for a command or a few. */
#define SEM_TIMEOUT_MS		5000
/*
 * Behind the semaphore what is on the flash is read: at the estimates of
 * performance.rst, "How to measure", 2 MB take some 2 s. Five times that.
 */
#define PREPARE_TIMEOUT_MS	(SEM_TIMEOUT_MS + 10000)
/* Progress messages of one burn: a flood overruns the reader's socket. */
#define N_NOTIFICATIONS		50

#define GUID_NODE		0	/* first of struct hermon_image's guids */

#define ID_TEXT			20	/* of a GUID or a PCI id, and its NUL */

/* A version of our own: fwupd and others ignore names that they do not know. */
#define INFO_FW_MODE		"fw.mode"

/* Once per binding, and where it can be seen: on an image. */
static int try_held(struct hermon_dev *hdev, struct hermon_report *report)
{
	const struct hermon_card *card = &hdev->card;
	bool tried = hdev->nor.held_reads != HERMON_NOR_UNTRIED;
	int err;

	if (tried || !card->n_starts)
		return 0;
	err = hermon_nor_try_held(&hdev->nor, card->starts[0].addr, report);
	if (!err && hdev->nor.held_reads == HERMON_NOR_FAILS)
		dev_notice(&hdev->pdev->dev,
			   "long reads of the flash do not work on this card: reading 16 bytes at a time\n");
	return err;
}

/*
 * Reads the flash into @hdev->card. That says what it found even if that is
 * no sound image; an error means that it could not be read.
 *
 * Context: caller holds the gateway.
 */
static int read_card(struct hermon_dev *hdev, struct hermon_report *report)
{
	struct hermon_nor_reader flash;
	int err = 0;

	hdev->card.valid = false;
	if (!hdev->nor.family)
		err = hermon_nor_identify(&hdev->nor, report);
	if (!err) {
		hermon_nor_reader_init(&flash, &hdev->nor);
		err = hermon_card_read(&hdev->card, &flash.rd, report);
	}
	if (!err)
		err = try_held(hdev, report);
	if (err)
		hdev->card.valid = false;

	/* Whoever is in the way may be gone next time. */
	hdev->card_stale = err == -EBUSY || err == -ETIMEDOUT;
	return err;
}

/**
 * hermon_devlink_read_card() - read what lies on the flash, for info
 * @hdev: the card
 * @report: filled on failure
 *
 * Context: may sleep; from probe or under the lock of the devlink instance.
 * Return: 0, or a negative errno if the flash cannot be read or holds no
 * sound image.
 */
int hermon_devlink_read_card(struct hermon_dev *hdev,
			     struct hermon_report *report)
{
	int err;

	err = hermon_gw_lock(&hdev->gw, HERMON_SEM_READ_TIMEOUT_MS, report);
	if (err) {
		hdev->card_stale = true;
		return err;
	}
	err = read_card(hdev, report);
	hermon_gw_unlock(&hdev->gw);
	if (err)
		return err;

	if (!hdev->card.valid)
		*report = hdev->card.why;
	return hermon_report_errno(report);
}

/* What is not known is left out. */
static int put_fixed(struct devlink_info_req *req, const char *name,
		     const char *value)
{
	if (!*value)
		return 0;
	return devlink_info_version_fixed_put(req, name, value);
}

/*
 * The card's serial number is its node GUID: 16 hex digits, as they stand on
 * the board's label. A burn keeps it.
 */
static int put_serials(struct devlink_info_req *req,
		       const struct hermon_dev *hdev)
{
	const struct hermon_image *image = &hdev->card.image;
	char text[ID_TEXT];
	int err;

	if (hdev->card.valid && !image->guids_blank && image->guids[GUID_NODE]) {
		snprintf(text, sizeof(text), "%016llx", image->guids[GUID_NODE]);
		err = devlink_info_serial_number_put(req, text);
		if (err)
			return err;
	}
	if (!*hdev->vpd.serial)
		return 0;
	return devlink_info_board_serial_number_put(req, hdev->vpd.serial);
}

static int put_board(struct devlink_info_req *req,
		     const struct hermon_dev *hdev)
{
	int err;

	err = put_fixed(req, DEVLINK_INFO_VERSION_GENERIC_BOARD_ID,
			hdev->vpd.part);
	if (err)
		return err;
	return put_fixed(req, DEVLINK_INFO_VERSION_GENERIC_BOARD_REV,
			 hdev->vpd.rev);
}

/*
 * The chip goes by its PCI id in decimal: that is its name, MT25418 for 634a,
 * and what images carry as device type. Silicon revisions are hexadecimal.
 */
static int put_asic(struct devlink_info_req *req,
		    const struct hermon_dev *hdev)
{
	char text[ID_TEXT];
	int err;

	/* In recovery the PCI id is that of no chip. */
	if (hdev->pdev->device != HERMON_PCI_RECOVERY) {
		snprintf(text, sizeof(text), "%u", hdev->pdev->device);
		err = put_fixed(req, DEVLINK_INFO_VERSION_GENERIC_ASIC_ID,
				text);
		if (err)
			return err;
	}
	snprintf(text, sizeof(text), "%02lX",
		 FIELD_GET(HERMON_HWID_REV, hdev->cr.hwid));
	return put_fixed(req, DEVLINK_INFO_VERSION_GENERIC_ASIC_REV, text);
}

/* A component: that makes "flash ... component fw" a valid request. */
static int put_stored(struct devlink_info_req *req, const char *version)
{
	return devlink_info_version_stored_put_ext(req,
						   DEVLINK_INFO_VERSION_GENERIC_FW,
						   version,
						   DEVLINK_INFO_VERSION_TYPE_COMPONENT);
}

static int put_running(struct devlink_info_req *req, const char *version)
{
	return devlink_info_version_running_put_ext(req,
						    DEVLINK_INFO_VERSION_GENERIC_FW,
						    version,
						    DEVLINK_INFO_VERSION_TYPE_COMPONENT);
}

static int put_fw(struct devlink_info_req *req, const struct hermon_dev *hdev,
		  bool lookup)
{
	char text[HERMON_VERSION_TEXT] = "";
	int err = 0;

	if (hdev->card.valid)
		hermon_version_print(&hdev->card.image.version, text,
				     sizeof(text));
	/* The name must be found even if there is no version to tell. */
	if (*text || lookup)
		err = put_stored(req, text);
	if (!err && hdev->in_recovery)
		err = devlink_info_version_running_put(req, INFO_FW_MODE,
						       "recovery");
	if (err || !hdev->has_running)
		return err;

	hermon_version_print(&hdev->running, text, sizeof(text));
	return put_running(req, text);
}

/*
 * Answers from what was read last. Only if that reading failed for a reason
 * that may have passed is the flash read again, and not for a look-up: before
 * a flash update of a named component the core calls this for nothing but the
 * names. It then passes no extack, as it does with every request for info.
 *
 * An error here would end the dump of every device of the host, so an
 * unreadable flash gives a shorter answer instead.
 */
static int hermon_info_get(struct devlink *devlink,
			   struct devlink_info_req *req,
			   struct netlink_ext_ack *extack)
{
	struct hermon_dev *hdev = devlink_priv(devlink);
	struct hermon_report report = {};
	bool lookup = !extack;
	int err;

	if (hdev->card_stale && !lookup) {
		if (!hermon_devlink_read_card(hdev, &report))
			hermon_health_settle(hdev);
		hermon_region_open(hdev);
	}

	err = hermon_info_driver_name_put(req);
	if (err)
		return err;
	err = put_serials(req, hdev);
	if (err)
		return err;
	err = put_board(req, hdev);
	if (err)
		return err;
	err = put_asic(req, hdev);
	if (err)
		return err;
	if (hdev->card.valid) {
		err = put_fixed(req, DEVLINK_INFO_VERSION_GENERIC_FW_PSID,
				hdev->card.image.psid);
		if (err)
			return err;
	}
	return put_fw(req, hdev, lookup);
}

/**
 * struct hermon_flash - one flash update
 * @devlink: the instance
 * @hdev: the card
 * @component: as the user named it, or NULL; for messages
 * @file: the image as it came
 * @up: what is burned, and how
 * @survey: what of the slot has to change for that
 * @rom: the card's boot ROM, if that is needed
 * @old: what the image on the card said of itself
 * @had_old: there was one
 * @is_current: it is what would be burned
 * @notified: progress that the user was told last
 * @report: why it failed
 *
 * Too big for the stack.
 */
struct hermon_flash {
	struct devlink *devlink;
	struct hermon_dev *hdev;
	const char *component;
	struct hermon_mem file;
	struct hermon_update up;
	struct hermon_survey survey;
	u8 *rom;
	struct hermon_image old;
	bool had_old;
	bool is_current;
	u32 notified;
	struct hermon_report report;
};

/* Scripts match on these. */
static const char * const phase_texts[HERMON_N_PHASES] = {
	[HERMON_PHASE_ERASE] = "Erasing",
	[HERMON_PHASE_PROGRAM] = "Writing",
	[HERMON_PHASE_VERIFY] = "Verifying",
	[HERMON_PHASE_ACTIVATE] = "Activating",
};

static void notify_timeout(struct hermon_flash *flash, const char *text,
			   u32 timeout_ms)
{
	devlink_flash_update_timeout_notify(flash->devlink, text,
					    flash->component,
					    DIV_ROUND_UP(timeout_ms, MSEC_PER_SEC));
}

static bool is_worth_telling(const struct hermon_flash *flash,
			     const struct hermon_progress *progress)
{
	u32 news = progress->done - flash->notified;

	return progress->timeout_ms || progress->done == progress->total ||
	       news >= progress->total / N_NOTIFICATIONS;
}

/*
 * A message with a timeout has no percentage, and the devlink tool gives a
 * text that changes from one kind to the other a second line. So the timeout
 * is for the phase that has nothing to count.
 */
static void notify_progress(void *ctx, const struct hermon_progress *progress)
{
	struct hermon_flash *flash = ctx;
	const char *text = phase_texts[progress->phase];

	if (!is_worth_telling(flash, progress))
		return;
	flash->notified = progress->done;
	if (progress->timeout_ms && progress->done == progress->total)
		notify_timeout(flash, text, progress->timeout_ms);
	else
		devlink_flash_update_status_notify(flash->devlink, text,
						   flash->component,
						   progress->done,
						   progress->total);
}

/* Only a signal that kills: a burn is not restarted after a handler. */
static enum hermon_reason why_cancelled(void *ctx)
{
	const struct hermon_flash *flash = ctx;

	if (fatal_signal_pending(current))
		return HERMON_WHY_INTERRUPTED;
	return hermon_event_stops(flash->hdev);
}

static const struct hermon_burn_ops burn_ops = {
	.progress = notify_progress,
	.cancelled = why_cancelled,
};

static int check_file(struct hermon_flash *flash, const struct firmware *fw)
{
	/* Whatever does not fit is refused for its length. */
	hermon_mem_init(&flash->file, fw->data,
			min_t(size_t, fw->size, U32_MAX));
	return hermon_update_check(&flash->up, &flash->file.rd,
				   &flash->report);
}

/* Which GUIDs and which VSD; PSID and boot ROM are parameters. */
static void set_wish(struct hermon_wish *wish, const struct hermon_dev *hdev,
		     u32 overwrite_mask)
{
	*wish = hdev->wish;
	wish->settings = overwrite_mask & DEVLINK_FLASH_OVERWRITE_SETTINGS;
	wish->identifiers = overwrite_mask & DEVLINK_FLASH_OVERWRITE_IDENTIFIERS;
}

/*
 * Decides what to burn and how. The flash is read anew: another program may
 * have burnt it since probe.
 */
static int prepare(struct hermon_flash *flash, u32 overwrite_mask)
{
	struct hermon_dev *hdev = flash->hdev;
	const struct hermon_card *card = &hdev->card;
	struct hermon_nor_reader reader;
	struct hermon_target target;
	struct hermon_wish wish;
	u32 room;
	int err;

	err = read_card(hdev, &flash->report);
	if (err)
		return err;
	flash->had_old = card->valid;
	flash->old = card->image;

	set_wish(&wish, hdev, overwrite_mask);
	target = (struct hermon_target) {
		.hwid = hdev->cr.hwid, .flash_size = hdev->nor.size,
		.in_recovery = hdev->in_recovery,
	};
	err = hermon_update_match(&flash->up, card, &target, &wish,
				  &flash->report);
	if (err)
		return err;
	room = hermon_update_rom_room(&flash->up, card);
	if (room) {
		flash->rom = kvmalloc(room, GFP_KERNEL);
		if (!flash->rom)
			return -ENOMEM;
	}
	hermon_nor_reader_init(&reader, &hdev->nor);
	err = hermon_update_compose(&flash->up, card, &target, &reader.rd,
				    flash->rom, &flash->report);
	if (err)
		return err;
	return hermon_update_is_current(&flash->up, card, &reader.rd,
					&flash->is_current, &flash->report);
}

static int burn(struct hermon_flash *flash)
{
	struct hermon_dev *hdev = flash->hdev;

	if (hdev->in_recovery)
		hermon_cr_hold_link(&hdev->cr);
	return hermon_burn_run(&flash->up.plan, &flash->survey, &hdev->nor,
			       &flash->up.identity.rd, &burn_ops, flash,
			       &flash->report);
}

/* Reads the flash again: the current image must now be what was burnt. */
static int check_result(struct hermon_flash *flash)
{
	const struct hermon_card *card = &flash->hdev->card;
	const struct hermon_image *got = &card->image;
	const struct hermon_image *want = &flash->up.result;
	int err;

	err = read_card(flash->hdev, &flash->report);
	if (err)
		return err;
	if (!card->valid) {
		flash->report = card->why;
		return hermon_report_errno(&flash->report);
	}
	if (got->crc_word != want->crc_word ||
	    memcmp(&got->version, &want->version, sizeof(got->version)) ||
	    strcmp(got->psid, want->psid) ||
	    memcmp(got->guids, want->guids, sizeof(got->guids)))
		return hermon_fail(&flash->report, HERMON_WHY_NOT_BURNED, 0,
				   want->crc_word, got->crc_word);
	return 0;
}

/* All that needs the card. Context: caller holds the gateway. */
static int update_card(struct hermon_flash *flash, u32 overwrite_mask)
{
	struct hermon_report ignored = {};
	int err;

	err = prepare(flash, overwrite_mask);
	if (err)
		return err;
	/* Nothing refuses any more: what was wished for once is used up. */
	hermon_param_clear(flash->hdev);
	if (flash->is_current)
		return 0;
	err = burn(flash);
	if (!err)
		return check_result(flash);

	/*
	 * What info tells must be right after a failure too. A chip that is
	 * still busy reads as if it were empty, so that is not final.
	 */
	read_card(flash->hdev, &ignored);
	if (!flash->hdev->card.valid)
		flash->hdev->card_stale = true;
	return err;
}

static int update(struct hermon_flash *flash,
		  const struct devlink_flash_update_params *params)
{
	struct hermon_gw *gw = &flash->hdev->gw;
	int err;

	notify_timeout(flash, "Preparing to flash", PREPARE_TIMEOUT_MS);
	err = check_file(flash, params->fw);
	if (err)
		return err;
	err = hermon_gw_lock(gw, SEM_TIMEOUT_MS, &flash->report);
	if (err)
		return err;
	err = update_card(flash, params->overwrite_mask);
	hermon_gw_unlock(gw);
	return err;
}

static void tell_failure(struct hermon_flash *flash, int err,
			 struct netlink_ext_ack *extack)
{
	char next[HERMON_REPORT_HINT];

	if (err == -ENOMEM) {
		NL_SET_ERR_MSG_MOD(extack, "out of memory; nothing was written");
		return;
	}
	/* The message has room for what is wrong only. */
	snprintf(next, sizeof(next), "Next step: %s",
		 hermon_report_hint(&flash->report));
	devlink_flash_update_status_notify(flash->devlink, next,
					   flash->component, 0, 0);
	hermon_tell_failure(flash->hdev, "flash update", &flash->report, extack);
	flash->hdev->last_error = flash->report;
	hermon_health_raise(flash->hdev, &flash->report);
}

static void tell_success(struct hermon_flash *flash,
			 struct netlink_ext_ack *extack)
{
	const struct hermon_update *up = &flash->up;
	struct device *dev = &flash->hdev->pdev->dev;
	char old[HERMON_VERSION_TEXT] = "none";
	char new[HERMON_VERSION_TEXT];

	hermon_health_settle(flash->hdev);
	if (flash->had_old)
		hermon_version_print(&flash->old.version, old, sizeof(old));
	hermon_version_print(&up->result.version, new, sizeof(new));
	if (flash->is_current) {
		dev_info(dev, "fw %s, PSID %s: the card has this image already, nothing was written\n",
			 new, up->result.psid);
		NL_SET_ERR_MSG_MOD(extack, "card has this image already: nothing was written");
		return;
	}
	dev_info(dev, "flashed fw %s -> %s, PSID %s; takes effect after a reset (devlink dev reload ... action fw_activate) or power cycle\n",
		 old, new, up->result.psid);
	if (up->match.changes_psid)
		dev_notice(dev, "PSID changed from %s to %s as to_psid asked\n",
			   flash->had_old ? flash->old.psid : "unknown",
			   up->result.psid);
	if (!up->match.keeps_guids)
		dev_notice(dev, "GUIDs are those of the image: node %016llx\n",
			   up->result.guids[GUID_NODE]);
	if (up->match.loses_macs) {
		dev_warn(dev, "MACs %012llx and %012llx are not kept: the image has no place for them\n",
			 flash->old.guids[4], flash->old.guids[5]);
		NL_SET_ERR_MSG_MOD(extack, "image has no place for the card's MACs: they are lost");
	}
}

static int hermon_flash_update(struct devlink *devlink,
			       struct devlink_flash_update_params *params,
			       struct netlink_ext_ack *extack)
{
	struct hermon_flash *flash;
	int err;

	flash = kzalloc_obj(*flash);
	if (!flash)
		return -ENOMEM;
	flash->devlink = devlink;
	flash->hdev = devlink_priv(devlink);
	flash->component = params->component;

	err = hermon_event_begin_burn(flash->hdev, &flash->report);
	if (!err) {
		err = update(flash, params);
		hermon_event_end_burn(flash->hdev);
	}
	hermon_region_open(flash->hdev);
	if (err)
		tell_failure(flash, err, extack);
	else
		tell_success(flash, extack);
	devlink_flash_update_status_notify(devlink,
					   err ? "Flashing failed" : "Flashing done",
					   params->component, 0, 0);
	kvfree(flash->rom);
	kfree(flash);
	return err;
}

static const struct devlink_ops hermon_devlink_ops = {
	.supported_flash_update_params =
		DEVLINK_SUPPORT_FLASH_UPDATE_OVERWRITE_MASK,
	.info_get = hermon_info_get,
	.flash_update = hermon_flash_update,
	.reload_actions = BIT(DEVLINK_RELOAD_ACTION_DRIVER_REINIT) |
			  BIT(DEVLINK_RELOAD_ACTION_FW_ACTIVATE),
	.reload_down = hermon_reload_down,
	.reload_up = hermon_reload_up,
	.selftest_check = hermon_selftest_check,
	.selftest_run = hermon_selftest_run,
};

static void free_devlink(void *devlink)
{
	devlink_free(devlink);
}

/**
 * hermon_devlink_alloc() - make the devlink instance, and the card within it
 * @pdev: the card's PCI function
 *
 * Freed with the binding.
 *
 * Return: the card, or -ENOMEM as an error pointer.
 */
struct hermon_dev *hermon_devlink_alloc(struct pci_dev *pdev)
{
	struct hermon_dev *hdev;
	struct devlink *devlink;
	int err;

	devlink = devlink_alloc(&hermon_devlink_ops, sizeof(*hdev), &pdev->dev);
	if (!devlink)
		return ERR_PTR(-ENOMEM);
	err = devm_add_action_or_reset(&pdev->dev, free_devlink, devlink);
	if (err)
		return ERR_PTR(err);

	hdev = devlink_priv(devlink);
	hdev->pdev = pdev;
	return hdev;
}

static void unregister_devlink(void *devlink)
{
	devlink_unregister(devlink);
}

/**
 * hermon_devlink_register() - let user space in
 * @hdev: the card, ready to be asked and flashed
 *
 * Last in probe, so that devres undoes it first and waits for whoever is
 * still inside.
 *
 * Return: 0 or a negative errno.
 */
int hermon_devlink_register(struct hermon_dev *hdev)
{
	struct devlink *devlink = priv_to_devlink(hdev);
	int err;

	err = hermon_event_register(hdev);
	if (err)
		return err;
	err = hermon_param_register(hdev);
	if (err)
		return err;
	err = hermon_health_register(hdev);
	if (err)
		return err;
	err = hermon_region_register(hdev);
	if (err)
		return err;
	err = hermon_region_cr_register(hdev);
	if (err)
		return err;
	hermon_allow_reload(devlink);
	devlink_register(devlink);
	err = devm_add_action_or_reset(&hdev->pdev->dev, unregister_devlink,
				       devlink);
	if (err)
		return err;
	return hermon_health_start(hdev);
}
