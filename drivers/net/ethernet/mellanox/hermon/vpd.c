// SPDX-License-Identifier: GPL-2.0-only
/*
 * Part number, revision and serial number of the board, from PCI VPD.
 *
 * VPD is served by the running firmware. A card without firmware has none, or
 * starts to answer and never finishes; that costs the texts and nothing else.
 * Documentation/hermon/flash-gateway.rst, "VPD".
 */
#include <linux/pci.h>
#include <linux/slab.h>

#include <hermon/text.h>

#include "hermon.h"

#define VPD_KEYWORD_EC	"EC"	/* engineering change level */

/* Copies the field @keyword to @text, or leaves that empty. */
static void get_text(char text[HERMON_VPD_TEXT], const u8 *data,
		     unsigned int size, const char *keyword)
{
	unsigned int len;
	int off;

	/* The PCI core has checked that the field lies within what was read. */
	off = pci_vpd_find_ro_info_keyword(data, size, keyword, &len);
	if (off >= 0)
		hermon_text_field(text, HERMON_VPD_TEXT, data + off, len);
}

/**
 * hermon_vpd_read() - read what the board says of itself
 * @vpd: where to put it; all texts empty
 * @pdev: the card's PCI function
 *
 * A card without VPD leaves the texts empty.
 *
 * Context: may sleep; the PCI core gives up after 125 ms without an answer.
 */
void hermon_vpd_read(struct hermon_vpd *vpd, struct pci_dev *pdev)
{
	unsigned int size;
	u8 *data;

	data = pci_vpd_alloc(pdev, &size);
	if (IS_ERR(data)) {
		dev_dbg(&pdev->dev, "no VPD: %pe\n", data);
		return;
	}

	get_text(vpd->part, data, size, PCI_VPD_RO_KEYWORD_PARTNO);
	get_text(vpd->rev, data, size, VPD_KEYWORD_EC);
	get_text(vpd->serial, data, size, PCI_VPD_RO_KEYWORD_SERIALNO);
	kfree(data);
}
