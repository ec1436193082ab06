// SPDX-License-Identifier: GPL-2.0-only
/*
 * Chip reset, which starts the firmware that is on the flash.
 *
 * What mlx4 does at every load: Documentation/hermon/flash-gateway.rst,
 * "Reset". The link may drop meanwhile, and the firmware that comes up may give
 * the card another PCI id or other BARs.
 */
#include <linux/delay.h>
#include <linux/pci.h>
#include <linux/pci_regs.h>

#include <hermon/regs.h>

#include "hermon.h"

/* flash-gateway.rst, "Reset", has the times of mlx4. */
#define SEM_TIMEOUT_MS		10000
#define SETTLE_MS		1000
#define BACK_TIMEOUT_MS		2000
/* Firmware is up when it shows its version; mlx4 does not wait for that. */
#define BOOT_TIMEOUT_MS		10000
#define BOOT_POLL_MS		10

/* Nobody of the family has more than BAR 0, 2 and 4, all of 64 bits. */
#define N_BARS			3

/**
 * struct surprise - the port above must not report what the reset does
 * @port: the port; NULL if there is none that would
 * @mask: offset of its mask of uncorrectable errors
 * @old: that mask as it was
 */
struct surprise {
	struct pci_dev *port;
	int mask;
	u32 old;
};

static void mask_surprise(struct surprise *s, struct pci_dev *pdev)
{
	struct pci_dev *port = pci_upstream_bridge(pdev);
	int aer = port ? pci_find_ext_capability(port, PCI_EXT_CAP_ID_ERR) : 0;

	s->port = NULL;
	if (!aer)
		return;
	s->port = port;
	s->mask = aer + PCI_ERR_UNCOR_MASK;
	pci_read_config_dword(port, s->mask, &s->old);
	pci_write_config_dword(port, s->mask, s->old | PCI_ERR_UNC_SURPDN);
}

/* The bit of the status is cleared by writing 1 to it. */
static void unmask_surprise(const struct surprise *s)
{
	int status = s->mask - PCI_ERR_UNCOR_MASK + PCI_ERR_UNCOR_STATUS;

	if (!s->port)
		return;
	pci_write_config_dword(s->port, status, PCI_ERR_UNC_SURPDN);
	pci_write_config_dword(s->port, s->mask, s->old);
}

/*
 * A hot-plug slot that watches the link takes a reset for a removal: the device
 * would go, and whoever is quicker would bind the one that comes back.
 */
static bool slot_watches_link(struct pci_dev *pdev)
{
	struct pci_dev *port = pci_upstream_bridge(pdev);
	u32 link = 0;

	if (!port || !port->is_hotplug_bridge)
		return false;
	pcie_capability_read_dword(port, PCI_EXP_LNKCAP, &link);
	return link & PCI_EXP_LNKCAP_DLLLARC;
}

/**
 * hermon_reset_sibling() - is another function of the card bound to a driver?
 * @hdev: the card
 *
 * A reset is of the chip, and so of all its functions.
 *
 * Return: true if there is one.
 */
bool hermon_reset_sibling(struct hermon_dev *hdev)
{
	struct pci_dev *pdev = hdev->pdev, *other;
	bool bound = false;

	for_each_pci_dev(other)
		if (other != pdev && other->bus == pdev->bus &&
		    PCI_SLOT(other->devfn) == PCI_SLOT(pdev->devfn) &&
		    other->driver)
			bound = true;
	return bound;
}

/**
 * hermon_reset_check() - may the chip be reset?
 * @hdev: the card
 * @report: filled if not
 *
 * Return: 0, or -EBUSY if something around the card would be hurt.
 */
int hermon_reset_check(struct hermon_dev *hdev, struct hermon_report *report)
{
	if (hermon_reset_sibling(hdev))
		return hermon_fail(report, HERMON_WHY_RESET_SIBLING, 0, 0, 0);
	if (slot_watches_link(hdev->pdev))
		return hermon_fail(report, HERMON_WHY_RESET_SLOT, 0, 0, 0);
	return 0;
}

static int wait_back(struct pci_dev *pdev, struct hermon_report *report)
{
	unsigned long deadline = jiffies + msecs_to_jiffies(BACK_TIMEOUT_MS);
	u16 vendor;
	bool late;

	for (;;) {
		late = time_after(jiffies, deadline);
		pci_read_config_word(pdev, PCI_VENDOR_ID, &vendor);
		if (vendor == HERMON_PCI_VENDOR)
			return 0;
		if (late)
			return hermon_fail(report, HERMON_WHY_RESET_GONE, 0,
					   SETTLE_MS + BACK_TIMEOUT_MS, vendor);
		usleep_range(1000, 2000);
	}
}

/* What a BAR pair says of its size; decoding is off meanwhile. */
static u64 bar_mask(struct pci_dev *pdev, int bar)
{
	int off = PCI_BASE_ADDRESS_0 + 8 * bar;
	u32 old[2], mask[2];
	int i;

	for (i = 0; i < 2; i++) {
		pci_read_config_dword(pdev, off + 4 * i, &old[i]);
		pci_write_config_dword(pdev, off + 4 * i, ~0U);
		pci_read_config_dword(pdev, off + 4 * i, &mask[i]);
		pci_write_config_dword(pdev, off + 4 * i, old[i]);
	}
	return (u64)mask[1] << 32 | mask[0];
}

static void read_bar_masks(struct pci_dev *pdev, u64 masks[N_BARS])
{
	u16 command;
	int i;

	pci_read_config_word(pdev, PCI_COMMAND, &command);
	pci_write_config_word(pdev, PCI_COMMAND, command & ~PCI_COMMAND_MEMORY);
	for (i = 0; i < N_BARS; i++)
		masks[i] = bar_mask(pdev, i);
	pci_write_config_word(pdev, PCI_COMMAND, command);
}

/*
 * From the write on, nobody may touch the card: config space either. Whoever
 * resets it through sysfs has locked that and waits for the lock of the
 * instance, so it is not waited for here.
 */
static int reset_chip(struct hermon_dev *hdev, struct hermon_report *report)
{
	struct pci_dev *pdev = hdev->pdev;
	struct surprise surprise;
	int err;

	if (!pci_cfg_access_trylock(pdev)) {
		hermon_gw_unlock(&hdev->gw);
		return hermon_fail(report, HERMON_WHY_RESET_OTHER, 0, 0, 0);
	}
	mask_surprise(&surprise, pdev);
	hermon_cr_reset(&hdev->cr);
	hermon_gw_forget(&hdev->gw);
	msleep(SETTLE_MS);
	err = wait_back(pdev, report);
	pci_cfg_access_unlock(pdev);
	if (!err) {
		pci_restore_state(pdev);
		/* It is used up now, and a PCI error needs it. */
		pci_save_state(pdev);
	}
	unmask_surprise(&surprise);
	return err;
}

/**
 * hermon_wait_booted() - wait until a chip that was reset runs its firmware
 * @hdev: the card, identified
 *
 * Firmware that has started shows its version, the boot ROM that it has not.
 * Firmware that showed none before is not waited for. In any case @hdev then
 * says what runs.
 *
 * Context: sleeps for seconds; under the lock of the devlink instance.
 */
void hermon_wait_booted(struct hermon_dev *hdev)
{
	unsigned long deadline = jiffies + msecs_to_jiffies(BOOT_TIMEOUT_MS);
	bool shows_version = hdev->has_running;

	for (;;) {
		hermon_read_state(hdev);
		if (!shows_version || hdev->has_running || hdev->in_recovery ||
		    time_after(jiffies, deadline))
			return;
		msleep(BOOT_POLL_MS);
	}
}

/**
 * hermon_reset() - reset the chip and wait until it is back
 * @hdev: the card; hermon_reset_check() has let it pass
 * @changed: set to true if it came back with another PCI id or other BARs
 * @report: filled on failure
 *
 * Context: sleeps for seconds; under the lock of the devlink instance.
 * Return: 0, -EBUSY if the flash semaphore is held or somebody else resets the
 * card, -ETIMEDOUT if it does not come back, or an error of
 * hermon_cr_identify().
 */
int hermon_reset(struct hermon_dev *hdev, bool *changed,
		 struct hermon_report *report)
{
	struct pci_dev *pdev = hdev->pdev;
	u64 before[N_BARS], after[N_BARS];
	u16 device;
	int err;

	/* Whoever has the flash is in the middle of something. */
	err = hermon_gw_lock(&hdev->gw, SEM_TIMEOUT_MS, report);
	if (err)
		return err;
	read_bar_masks(pdev, before);
	err = pci_save_state(pdev);
	if (err) {
		hermon_gw_unlock(&hdev->gw);
		return err;
	}
	err = reset_chip(hdev, report);
	if (err)
		return err;
	read_bar_masks(pdev, after);
	pci_read_config_word(pdev, PCI_DEVICE_ID, &device);
	*changed = device != pdev->device ||
		   memcmp(before, after, sizeof(before));
	err = hermon_cr_identify(&hdev->cr, report);
	if (err)
		return err;
	hermon_wait_booted(hdev);
	return 0;
}
