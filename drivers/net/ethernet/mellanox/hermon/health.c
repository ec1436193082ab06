// SPDX-License-Identifier: GPL-2.0-only
/*
 * devlink health reporter "flash": raises what a card does wrong, and frees a
 * flash semaphore that nobody can have.
 *
 * What it tells is in health_show.c.
 */
#include <linux/err.h>
#include <linux/security.h>
#include <net/devlink.h>

#include "hermon.h"

/* Longer than any tool holds the semaphore that only reads. */
#define SEM_TIMEOUT_MS		5000

/*
 * Programs reach the registers through the window in config space, which
 * lockdown closes to them, or through BAR 0, which the kernel has taken away
 * from them when we claimed it. Without both, nobody knows of them here.
 */
static bool programs_are_locked_out(void)
{
	return IS_ENABLED(CONFIG_IO_STRICT_DEVMEM) &&
	       security_locked_down(LOCKDOWN_PCI_ACCESS);
}

/*
 * The card does not tell who has the semaphore. So all who could must be known
 * not to be there, or not to get at the gateway any more: design.rst, "A
 * semaphore is freed".
 */
static int check_stale(struct hermon_dev *hdev, struct hermon_report *report)
{
	if (!hermon_cr_in_recovery(&hdev->cr))
		return hermon_fail(report, HERMON_WHY_SEM_FIRMWARE, 0, 0, 0);
	if (hermon_reset_sibling(hdev))
		return hermon_fail(report, HERMON_WHY_RESET_SIBLING, 0, 0, 0);
	if (!programs_are_locked_out())
		return hermon_fail(report, HERMON_WHY_SEM_PROGRAM, 0, 0, 0);
	return 0;
}

static int free_semaphore(struct hermon_dev *hdev, struct hermon_report *report)
{
	int err;

	err = hermon_gw_lock(&hdev->gw, SEM_TIMEOUT_MS, report);
	if (err == -EBUSY) {
		err = check_stale(hdev, report);
		if (err)
			return err;
		err = hermon_gw_break(&hdev->gw, report);
		if (err)
			return err;
		dev_notice(&hdev->pdev->dev,
			   "freed the flash semaphore: nobody could have it\n");
		err = hermon_nor_settle(&hdev->nor, report);
	}
	hermon_gw_unlock(&hdev->gw);
	return err;
}

static int read_again(struct hermon_dev *hdev, struct hermon_report *report)
{
	int err;

	err = free_semaphore(hdev, report);
	if (err)
		return err;
	/* A flash without an image is one that can be burned. */
	err = hermon_devlink_read_card(hdev, report);
	hermon_region_open(hdev);
	return hermon_reason_is_fault(report->reason) ? err : 0;
}

/* Only for a person who asks: the core's own call comes with a context. */
static int recover(struct devlink_health_reporter *reporter, void *priv_ctx,
		   struct netlink_ext_ack *extack)
{
	struct hermon_dev *hdev = devlink_health_reporter_priv(reporter);
	struct hermon_report report = {};

	if (priv_ctx)
		return -EOPNOTSUPP;
	if (read_again(hdev, &report))
		return hermon_tell_failure(hdev, "recover", &report, extack);
	return 0;
}

static const struct devlink_health_reporter_ops flash_reporter = {
	.name = "flash",
	.diagnose = hermon_health_diagnose,
	.dump = hermon_health_dump,
	.recover = recover,
};

/*
 * The core takes the lock of the instance to have a dump made, and whoever
 * finds a fault has that lock.
 */
static void report_raised(struct work_struct *work)
{
	struct hermon_dev *hdev = container_of(work, struct hermon_dev,
					       report_work);
	struct devlink *devlink = priv_to_devlink(hdev);
	char sentence[HERMON_REPORT_SENTENCE];
	struct hermon_report report;

	devl_lock(devlink);
	report = hdev->raised;
	hdev->raised.reason = HERMON_OK;
	devl_unlock(devlink);
	if (!report.reason)
		return;
	hermon_report_sentence(&report, sentence, sizeof(sentence));
	devlink_health_report(hdev->reporter, sentence, &report);
}

/**
 * hermon_health_raise() - something failed: tell the reporter, if it is a fault
 * @hdev: the card
 * @report: what it was
 *
 * A file that is refused is nothing that the card did wrong.
 *
 * Context: from probe or under the lock of the devlink instance.
 */
void hermon_health_raise(struct hermon_dev *hdev,
			 const struct hermon_report *report)
{
	if (!hermon_reason_is_fault(report->reason))
		return;
	hdev->raised = *report;
	if (hdev->can_report)
		schedule_work(&hdev->report_work);
}

/**
 * hermon_health_settle() - the flash was read or burned as it should be
 * @hdev: the card
 *
 * Context: under the lock of the devlink instance.
 */
void hermon_health_settle(struct hermon_dev *hdev)
{
	hdev->raised.reason = HERMON_OK;
	if (hdev->can_report)
		devlink_health_reporter_state_update(hdev->reporter,
						     DEVLINK_HEALTH_REPORTER_STATE_HEALTHY);
}

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

	INIT_WORK(&hdev->report_work, report_raised);
	hdev->reporter = devlink_health_reporter_create(devlink,
							&flash_reporter, hdev);
	if (IS_ERR(hdev->reporter))
		return PTR_ERR(hdev->reporter);
	return devm_add_action_or_reset(&hdev->pdev->dev, destroy_reporter,
					hdev->reporter);
}

static void stop_reporting(void *data)
{
	struct hermon_dev *hdev = data;
	struct devlink *devlink = priv_to_devlink(hdev);

	devl_lock(devlink);
	hdev->can_report = false;
	devl_unlock(devlink);
	cancel_work_sync(&hdev->report_work);
}

/**
 * hermon_health_start() - begin to tell of faults, that of probe at first
 * @hdev: the card; its instance is registered
 *
 * Undone before the instance is unregistered: the core does not want to hear of
 * faults later.
 *
 * Return: 0 or -ENOMEM.
 */
int hermon_health_start(struct hermon_dev *hdev)
{
	struct devlink *devlink = priv_to_devlink(hdev);

	devl_lock(devlink);
	hdev->can_report = true;
	if (hdev->raised.reason)
		schedule_work(&hdev->report_work);
	devl_unlock(devlink);
	return devm_add_action_or_reset(&hdev->pdev->dev, stop_reporting, hdev);
}
