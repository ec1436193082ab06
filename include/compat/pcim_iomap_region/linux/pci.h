/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Before Linux 6.12 drivers had this for a set of BARs only.
 */
#ifndef HERMON_COMPAT_PCIM_IOMAP_REGION_H
#define HERMON_COMPAT_PCIM_IOMAP_REGION_H

#include_next <linux/pci.h>
#include <linux/bits.h>
#include <linux/io.h>

static inline void __iomem *pcim_iomap_region(struct pci_dev *pdev, int bar,
					      const char *name)
{
	int err = pcim_iomap_regions(pdev, BIT(bar), name);

	return err ? IOMEM_ERR_PTR(err) : pcim_iomap_table(pdev)[bar];
}

#endif /* HERMON_COMPAT_PCIM_IOMAP_REGION_H */
