// SPDX-License-Identifier: GPL-2.0-only
/*
 * Maps CR-space; the only two functions that touch MMIO.
 *
 * Accesses are 32 bits wide and big-endian: Documentation/hermon/
 * flash-gateway.rst, "Register access".
 */
#include <linux/io.h>
#include <linux/pci.h>
#include <linux/sched.h>

#include <hermon/regs.h>

#include "hermon.h"

/*
 * To read the flash takes hundreds of thousands of these and no sleep, so
 * this is also where others get their turn.
 */
static u32 cr_read32(void *ctx, u32 off)
{
	struct hermon_dev *hdev = ctx;

	cond_resched();
	if (test_bit(HERMON_EVENT_SILENT, &hdev->events))
		return HERMON_CR_GONE;
	return ioread32be(hdev->bar + off);
}

static void cr_write32(void *ctx, u32 off, u32 val)
{
	struct hermon_dev *hdev = ctx;

	if (!test_bit(HERMON_EVENT_SILENT, &hdev->events))
		iowrite32be(val, hdev->bar + off);
}

static const struct hermon_cr_ops cr_ops = {
	.read32 = cr_read32,
	.write32 = cr_write32,
};

/**
 * hermon_cr_map() - map the card's registers
 * @hdev: the card; its PCI function is enabled
 *
 * Return: 0, -ENODEV if BAR 0 cannot be CR-space, or why the mapping failed.
 */
int hermon_cr_map(struct hermon_dev *hdev)
{
	struct pci_dev *pdev = hdev->pdev;

	if (!(pci_resource_flags(pdev, HERMON_CR_BAR) & IORESOURCE_MEM) ||
	    pci_resource_len(pdev, HERMON_CR_BAR) < HERMON_CR_SIZE) {
		dev_err(&pdev->dev, "BAR %d is %pR, not memory of at least %#x bytes\n",
			HERMON_CR_BAR, &pdev->resource[HERMON_CR_BAR],
			HERMON_CR_SIZE);
		return -ENODEV;
	}

	hdev->bar = pcim_iomap_region(pdev, HERMON_CR_BAR, KBUILD_MODNAME);
	if (IS_ERR(hdev->bar))
		return dev_err_probe(&pdev->dev, PTR_ERR(hdev->bar),
				     "cannot map BAR %d\n", HERMON_CR_BAR);

	hermon_cr_init(&hdev->cr, &cr_ops, hdev);
	return 0;
}
