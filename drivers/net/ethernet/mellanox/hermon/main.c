// SPDX-License-Identifier: GPL-2.0-only
/*
 * Driver for the flash of Mellanox ConnectX and ConnectX-2 cards: id table,
 * probe and remove.
 *
 * It drives the flash gateway and nothing else: no ports, no DMA, no
 * interrupts. devlink is its whole interface.
 */
#include <linux/module.h>
#include <linux/pci.h>

#include <hermon/regs.h>

#include "hermon.h"

static bool override_only;
module_param(override_only, bool, 0444);
MODULE_PARM_DESC(override_only,
		 "take only cards whose driver_override names this driver, and those in recovery, which no other driver knows (default: any card that no driver has)");

/**
 * hermon_dev_err() - log why something failed and what to do about it
 * @hdev: the card
 * @what: what was being done
 * @report: why it failed
 */
void hermon_dev_err(struct hermon_dev *hdev, const char *what,
		    const struct hermon_report *report)
{
	char sentence[HERMON_REPORT_SENTENCE];

	hermon_report_sentence(report, sentence, sizeof(sentence));
	dev_err(&hdev->pdev->dev, "%s: %s; %s (%pe, %s, addr %#x, want %#x, got %#x)\n",
		what, sentence, hermon_report_hint(report),
		ERR_PTR(hermon_report_errno(report)),
		hermon_reason_name(report->reason),
		report->addr, report->want, report->got);
}

/**
 * hermon_read_state() - what the chip runs, as far as it tells
 * @hdev: the card, identified
 *
 * Changes with a reset only. A chip without firmware is kept from resetting
 * itself, also if it is only looked at: to read a whole flash takes long enough
 * for the link to go down.
 */
void hermon_read_state(struct hermon_dev *hdev)
{
	hdev->in_recovery = hermon_cr_in_recovery(&hdev->cr);
	if (hdev->in_recovery)
		hermon_cr_hold_link(&hdev->cr);
	hdev->has_running = !hermon_cr_running_version(&hdev->cr,
						       &hdev->running);
}

static int identify_chip(struct hermon_dev *hdev)
{
	struct hermon_report report = {};
	int err;

	err = hermon_cr_identify(&hdev->cr, &report);
	if (err) {
		hermon_dev_err(hdev, "probe", &report);
		return err;
	}

	hermon_read_state(hdev);
	if (hdev->in_recovery)
		dev_warn(&hdev->pdev->dev,
			 "card runs without firmware (recovery mode): it found no image that it could boot\n");
	return 0;
}

/* An unreadable flash costs the stored version, not the binding. */
static void read_flash(struct hermon_dev *hdev)
{
	struct hermon_report report = {};

	hermon_gw_init(&hdev->gw, &hdev->cr);
	hermon_nor_init(&hdev->nor, &hdev->gw);
	if (hermon_devlink_read_card(hdev, &report)) {
		hermon_dev_err(hdev, "probe", &report);
		hermon_health_raise(hdev, &report);
	}
}

static int hermon_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct hermon_dev *hdev;
	int err;

	err = pcim_enable_device(pdev);
	if (err)
		return dev_err_probe(&pdev->dev, err, "cannot enable\n");

	hdev = hermon_devlink_alloc(pdev);
	if (IS_ERR(hdev))
		return PTR_ERR(hdev);
	pci_set_drvdata(pdev, hdev);

	err = hermon_cr_map(hdev);
	if (err)
		return err;

	err = identify_chip(hdev);
	if (err)
		return err;

	/* Firmware serves VPD: without it the PCI core would wait in vain. */
	if (!hdev->in_recovery)
		hermon_vpd_read(&hdev->vpd, pdev);
	read_flash(hdev);

	/* To be restored after a PCI error. */
	pci_save_state(pdev);
	return hermon_devlink_register(hdev);
}

/*
 * No MODULE_DEVICE_TABLE(): mlx4_core lists the same ids, and with an alias
 * here udev would load both and let the faster one win. A host must not lose
 * its network because this module was installed. It binds when an
 * administrator loads it, to cards that no other driver has.
 *
 * Not const: see override_only.
 */
static struct pci_device_id hermon_ids[] = {
	{ PCI_DEVICE(HERMON_PCI_VENDOR, HERMON_PCI_MT25408) },
	{ PCI_DEVICE(HERMON_PCI_VENDOR, HERMON_PCI_MT25418) },
	{ PCI_DEVICE(HERMON_PCI_VENDOR, HERMON_PCI_MT25428) },
	{ PCI_DEVICE(HERMON_PCI_VENDOR, HERMON_PCI_MT25448) },
	{ PCI_DEVICE(HERMON_PCI_VENDOR, HERMON_PCI_MT25458) },
	{ PCI_DEVICE(HERMON_PCI_VENDOR, HERMON_PCI_MT26418) },
	{ PCI_DEVICE(HERMON_PCI_VENDOR, HERMON_PCI_MT26428) },
	{ PCI_DEVICE(HERMON_PCI_VENDOR, HERMON_PCI_MT26438) },
	{ PCI_DEVICE(HERMON_PCI_VENDOR, HERMON_PCI_MT26448) },
	{ PCI_DEVICE(HERMON_PCI_VENDOR, HERMON_PCI_MT26458) },
	{ PCI_DEVICE(HERMON_PCI_VENDOR, HERMON_PCI_MT26468) },
	{ PCI_DEVICE(HERMON_PCI_VENDOR, HERMON_PCI_MT26478) },
	{ PCI_DEVICE(HERMON_PCI_VENDOR, HERMON_PCI_MT26488) },
	{ PCI_DEVICE(HERMON_PCI_VENDOR, HERMON_PCI_RECOVERY) },
	{ }
};

/* Devres undoes probe, devlink_unregister() first. */
static struct pci_driver hermon_driver = {
	.name = KBUILD_MODNAME,
	.id_table = hermon_ids,
	.probe = hermon_probe,
	.remove = hermon_remove,
	.shutdown = hermon_shutdown,
	.err_handler = &hermon_err_handlers,
	.driver.pm = pm_sleep_ptr(&hermon_pm_ops),
};

/*
 * While a machine starts, no driver has any card yet: who loads the module then,
 * for one of them, does not want the others.
 */
static void __init leave_free_cards(void)
{
	struct pci_device_id *id;

	for (id = hermon_ids; id->vendor; id++)
		if (id->device != HERMON_PCI_RECOVERY)
			id->override_only = 1;
}

static int __init hermon_init(void)
{
	if (override_only)
		leave_free_cards();
	return pci_register_driver(&hermon_driver);
}
module_init(hermon_init);

static void __exit hermon_exit(void)
{
	pci_unregister_driver(&hermon_driver);
	hermon_extack_flush();
}
module_exit(hermon_exit);

MODULE_DESCRIPTION("Firmware flash of Mellanox ConnectX and ConnectX-2 cards");
MODULE_AUTHOR("hermon developers");
MODULE_LICENSE("GPL");
