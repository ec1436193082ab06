// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the host does to a card while its flash may be in use: remove, shutdown,
 * suspend, resets and PCI errors.
 *
 * None of them waits for a burn. It is told to stop, which it does at its next
 * step if the new image is not signed yet, else it goes on to its end. Then the
 * lock of the devlink instance is free, and so is the flash semaphore. Suspend
 * alone is refused instead, because nobody would flash again after it.
 */
#include <linux/bitops.h>
#include <linux/pci.h>
#include <linux/pm.h>
#include <linux/suspend.h>
#include <net/devlink.h>

#include "hermon.h"

/**
 * hermon_event_stops() - does something want a burn to stop?
 * @hdev: the card
 *
 * Return: what it is, HERMON_OK if there is nothing.
 */
enum hermon_reason hermon_event_stops(const struct hermon_dev *hdev)
{
	if (test_bit(HERMON_EVENT_LEAVING, &hdev->events))
		return HERMON_WHY_GIVEN_UP;
	if (test_bit(HERMON_EVENT_RESETTING, &hdev->events))
		return HERMON_WHY_HOST_RESET;
	return HERMON_OK;
}

/**
 * hermon_event_begin_burn() - may a burn begin?
 * @hdev: the card
 * @report: filled if not
 *
 * Between this and hermon_event_end_burn() the host does not suspend.
 *
 * Context: under the lock of the devlink instance.
 * Return: 0, -ECANCELED or -EBUSY.
 */
int hermon_event_begin_burn(struct hermon_dev *hdev,
			    struct hermon_report *report)
{
	enum hermon_reason why;

	/* First this bit, then theirs; pm_notify() has it the other way. */
	test_and_set_bit(HERMON_EVENT_BURNING, &hdev->events);
	why = hermon_event_stops(hdev);
	if (!why && test_bit(HERMON_EVENT_SUSPENDING, &hdev->events))
		why = HERMON_WHY_SUSPENDING;
	if (!why)
		return 0;
	hermon_event_end_burn(hdev);
	return hermon_fail(report, why, 0, 0, 0);
}

/**
 * hermon_event_end_burn() - the burn is over
 * @hdev: the card
 */
void hermon_event_end_burn(struct hermon_dev *hdev)
{
	clear_bit(HERMON_EVENT_BURNING, &hdev->events);
}

/* Waits for whoever uses the card now; a burn was told to stop before. */
static void wait_idle(struct hermon_dev *hdev)
{
	struct devlink *devlink = priv_to_devlink(hdev);

	devl_lock(devlink);
	devl_unlock(devlink);
}

/**
 * hermon_remove() - the driver is about to give the card up
 * @pdev: the card's PCI function
 *
 * Devres does the rest: devlink_unregister(), which comes first there, waits
 * for the burn that is told to stop here.
 */
void hermon_remove(struct pci_dev *pdev)
{
	struct hermon_dev *hdev = pci_get_drvdata(pdev);

	set_bit(HERMON_EVENT_LEAVING, &hdev->events);
}

/**
 * hermon_shutdown() - the host goes down or starts another kernel
 * @pdev: the card's PCI function
 *
 * Whoever comes next finds the flash semaphore free. From here on the card is
 * not touched.
 */
void hermon_shutdown(struct pci_dev *pdev)
{
	struct hermon_dev *hdev = pci_get_drvdata(pdev);
	struct devlink *devlink = priv_to_devlink(hdev);

	set_bit(HERMON_EVENT_LEAVING, &hdev->events);
	devl_lock(devlink);
	set_bit(HERMON_EVENT_SILENT, &hdev->events);
	devl_unlock(devlink);
}

/* After a reset that was not ours: other firmware may run. */
static int look_again(struct hermon_dev *hdev, const char *after)
{
	struct hermon_report report = {};
	int err;

	err = hermon_cr_identify(&hdev->cr, &report);
	if (err) {
		hermon_dev_err(hdev, after, &report);
		return err;
	}
	hermon_wait_booted(hdev);
	/* Whoever asks next reads the flash. */
	hdev->card_stale = true;
	return 0;
}

/*
 * Comes before processes are frozen: a burn cannot be, and the attempt would
 * take 20 seconds to fail.
 */
static int pm_notify(struct notifier_block *nb, unsigned long action, void *data)
{
	struct hermon_dev *hdev = container_of(nb, struct hermon_dev, pm_nb);

	switch (action) {
	case PM_SUSPEND_PREPARE:
	case PM_HIBERNATION_PREPARE:
	case PM_RESTORE_PREPARE:
		test_and_set_bit(HERMON_EVENT_SUSPENDING, &hdev->events);
		if (!test_bit(HERMON_EVENT_BURNING, &hdev->events))
			return NOTIFY_OK;
		clear_bit(HERMON_EVENT_SUSPENDING, &hdev->events);
		dev_err(&hdev->pdev->dev,
			"no suspend while the flash is burned: try again when that is done\n");
		return notifier_from_errno(-EBUSY);
	case PM_POST_SUSPEND:
	case PM_POST_HIBERNATION:
	case PM_POST_RESTORE:
		clear_bit(HERMON_EVENT_SUSPENDING, &hdev->events);
		break;
	}
	return NOTIFY_DONE;
}

static void unregister_pm_notifier_of(void *data)
{
	struct hermon_dev *hdev = data;

	unregister_pm_notifier(&hdev->pm_nb);
}

/**
 * hermon_event_register() - be told when the host wants to suspend
 * @hdev: the card
 *
 * Return: 0 or a negative errno.
 */
int hermon_event_register(struct hermon_dev *hdev)
{
	int err;

	hdev->pm_nb.notifier_call = pm_notify;
	err = register_pm_notifier(&hdev->pm_nb);
	if (err)
		return err;
	return devm_add_action_or_reset(&hdev->pdev->dev,
					unregister_pm_notifier_of, hdev);
}

/* The PCI core has restored config space; power may have been off. */
static int resume_device(struct device *dev)
{
	struct hermon_dev *hdev = dev_get_drvdata(dev);
	struct devlink *devlink = priv_to_devlink(hdev);
	int err;

	devl_lock(devlink);
	err = look_again(hdev, "resume");
	devl_unlock(devlink);
	return err;
}

/* Nothing is under way when devices suspend: pm_notify() saw to that. */
const struct dev_pm_ops hermon_pm_ops = {
	SYSTEM_SLEEP_PM_OPS(NULL, resume_device)
};

/*
 * Somebody writes to "reset" in sysfs, for instance. The PCI core calls these
 * two from one function, so the lock can be held in between: whoever asks
 * something waits a second instead of meeting a card that does not answer.
 */
static void reset_prepare(struct pci_dev *pdev)
{
	struct hermon_dev *hdev = pci_get_drvdata(pdev);

	set_bit(HERMON_EVENT_RESETTING, &hdev->events);
	devl_lock(priv_to_devlink(hdev));
}

static void reset_done(struct pci_dev *pdev)
{
	struct hermon_dev *hdev = pci_get_drvdata(pdev);

	/* The core has used up the state; a PCI error needs it again. */
	pci_save_state(pdev);
	look_again(hdev, "reset by the host");
	clear_bit(HERMON_EVENT_RESETTING, &hdev->events);
	devl_unlock(priv_to_devlink(hdev));
}

/*
 * Registers of a card whose link is down must not be touched. They read all
 * ones from here on, so whatever is under way ends as if the card were gone. An
 * error that left the link alone may still have lost an access: a burn stops,
 * and the next one compares all that this one has written.
 */
static pci_ers_result_t error_detected(struct pci_dev *pdev,
				       pci_channel_state_t state)
{
	struct hermon_dev *hdev = pci_get_drvdata(pdev);

	if (state != pci_channel_io_normal)
		set_bit(HERMON_EVENT_SILENT, &hdev->events);
	set_bit(HERMON_EVENT_RESETTING, &hdev->events);
	wait_idle(hdev);
	clear_bit(HERMON_EVENT_RESETTING, &hdev->events);
	if (state == pci_channel_io_normal)
		return PCI_ERS_RESULT_CAN_RECOVER;
	if (state == pci_channel_io_frozen)
		return PCI_ERS_RESULT_NEED_RESET;
	dev_err(&pdev->dev, "gone after a PCI error: power-cycle the host\n");
	return PCI_ERS_RESULT_DISCONNECT;
}

static pci_ers_result_t slot_reset(struct pci_dev *pdev)
{
	struct hermon_dev *hdev = pci_get_drvdata(pdev);
	struct devlink *devlink = priv_to_devlink(hdev);
	int err;

	devl_lock(devlink);
	pci_restore_state(pdev);
	pci_save_state(pdev);
	clear_bit(HERMON_EVENT_SILENT, &hdev->events);
	err = look_again(hdev, "reset after a PCI error");
	if (err)
		set_bit(HERMON_EVENT_SILENT, &hdev->events);
	devl_unlock(devlink);
	return err ? PCI_ERS_RESULT_DISCONNECT : PCI_ERS_RESULT_RECOVERED;
}

static void resume_after_error(struct pci_dev *pdev)
{
	dev_info(&pdev->dev, "back after a PCI error; a burn that it stopped can be repeated\n");
}

const struct pci_error_handlers hermon_err_handlers = {
	.error_detected = error_detected,
	.slot_reset = slot_reset,
	.resume = resume_after_error,
	.reset_prepare = reset_prepare,
	.reset_done = reset_done,
};
