// SPDX-License-Identifier: GPL-2.0-only
/*
 * devlink reload: start the firmware on the flash, or only look at it again.
 *
 *   fw_activate      reset the chip; running and stored are equal afterwards
 *   driver_reinit    identify the chip and read the flash anew
 */
#include <linux/netlink.h>
#include <net/devlink.h>

#include "hermon.h"

static int fail(struct hermon_dev *hdev, const struct hermon_report *report,
		struct netlink_ext_ack *extack)
{
	hermon_health_raise(hdev, report);
	hdev->last_error = *report;
	return hermon_tell_failure(hdev, "reload", report, extack);
}

/**
 * hermon_reload_down() - refuse a reload that would do harm
 * @devlink: the instance
 * @netns_change: the instance moves to another network namespace
 * @action: what to reload
 * @limit: what must not happen; none is offered
 * @extack: where to say why not
 *
 * Context: under the lock of the instance, so no burn is under way.
 * Return: 0 or -EBUSY.
 */
int hermon_reload_down(struct devlink *devlink, bool netns_change,
		       enum devlink_reload_action action,
		       enum devlink_reload_limit limit,
		       struct netlink_ext_ack *extack)
{
	struct hermon_dev *hdev = devlink_priv(devlink);
	struct hermon_report report = {};

	if (action == DEVLINK_RELOAD_ACTION_FW_ACTIVATE &&
	    hermon_reset_check(hdev, &report))
		return fail(hdev, &report, extack);
	return 0;
}

/* What the card tells after a reset must be what lies on its flash. */
static int check_running(struct hermon_dev *hdev, struct hermon_report *report)
{
	char running[HERMON_VERSION_TEXT], stored[HERMON_VERSION_TEXT];

	if (hdev->in_recovery)
		return hermon_fail(report, HERMON_WHY_RESET_RECOVERY, 0, 0, 0);
	if (!hdev->has_running || !hdev->card.valid)
		return 0;
	hermon_version_print(&hdev->running, running, sizeof(running));
	hermon_version_print(&hdev->card.image.version, stored, sizeof(stored));
	if (strcmp(running, stored))
		return hermon_fail_text(report, HERMON_WHY_RESET_RUNNING, stored,
					running);
	return 0;
}

/* A new PCI id or BAR is not the driver's to take in: the bus must look again. */
static void tell_changed(struct hermon_dev *hdev,
			 struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG_MOD(extack, "card came back with another id or BAR: remove it and rescan");
	dev_warn(&hdev->pdev->dev,
		 "card came back with another PCI id or BAR size: write 1 to its remove file, then to /sys/bus/pci/rescan\n");
}

static int activate(struct hermon_dev *hdev, struct netlink_ext_ack *extack)
{
	struct hermon_report report = {};
	bool changed = false;
	int err;

	err = hermon_reset(hdev, &changed, &report);
	if (err)
		return fail(hdev, &report, extack);
	hermon_devlink_read_card(hdev, &report);
	report = (struct hermon_report) {};
	err = check_running(hdev, &report);
	if (err)
		return fail(hdev, &report, extack);
	if (changed)
		tell_changed(hdev, extack);
	return 0;
}

static int reinit(struct hermon_dev *hdev, struct netlink_ext_ack *extack)
{
	struct hermon_report report = {};
	int err;

	err = hermon_cr_identify(&hdev->cr, &report);
	if (err)
		return fail(hdev, &report, extack);
	hermon_read_state(hdev);
	if (hermon_devlink_read_card(hdev, &report)) {
		hermon_dev_err(hdev, "reload", &report);
		hermon_health_raise(hdev, &report);
	} else {
		hermon_health_settle(hdev);
	}
	return 0;
}

/**
 * hermon_reload_up() - reload
 * @devlink: the instance
 * @action: what to reload
 * @limit: what must not happen; none is offered
 * @actions_performed: set to what was done
 * @extack: where to say why it failed
 *
 * Context: under the lock of the instance; sleeps for seconds.
 * Return: 0, or an error of hermon_reset() or hermon_cr_identify().
 */
int hermon_reload_up(struct devlink *devlink, enum devlink_reload_action action,
		     enum devlink_reload_limit limit, u32 *actions_performed,
		     struct netlink_ext_ack *extack)
{
	struct hermon_dev *hdev = devlink_priv(devlink);
	int err;

	if (action == DEVLINK_RELOAD_ACTION_FW_ACTIVATE)
		err = activate(hdev, extack);
	else
		err = reinit(hdev, extack);
	hermon_region_open(hdev);
	if (err)
		return err;
	/* The chip is identified and the flash read anew after a reset, too. */
	*actions_performed = BIT(DEVLINK_RELOAD_ACTION_DRIVER_REINIT);
	if (action == DEVLINK_RELOAD_ACTION_FW_ACTIVATE)
		*actions_performed |= BIT(DEVLINK_RELOAD_ACTION_FW_ACTIVATE);
	return 0;
}
