/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CR-space of ConnectX and ConnectX-2 as far as flashing needs it.
 *
 * Offsets count from the start of CR-space, which is BAR 0. Every register is
 * 32 bits wide and big-endian on the bus; the fields below are those of the
 * value in host order, bit 0 the least significant.
 *
 * No vendor register manual is public. Each block names the section of
 * Documentation/hermon/flash-gateway.rst that says where it was seen and how
 * certain it is.
 */
#ifndef HERMON_REGS_H
#define HERMON_REGS_H

#include <hermon_env.h>

/* PCI identity: flash-gateway.rst, "Cards". */
#define HERMON_PCI_VENDOR		0x15b3
#define HERMON_PCI_RECOVERY		0x0191	/* no bootable image: hw id + 1 */
#define HERMON_PCI_MT25408		0x6340	/* ConnectX, IB SDR */
#define HERMON_PCI_MT25418		0x634a	/* ConnectX, IB DDR, PCIe 1 */
#define HERMON_PCI_MT25428		0x6354	/* ConnectX, IB QDR, PCIe 1 */
#define HERMON_PCI_MT25448		0x6368	/* ConnectX EN 10GigE */
#define HERMON_PCI_MT25458		0x6372	/* ConnectX EN 10GBASE-T */
#define HERMON_PCI_MT26418		0x6732	/* ConnectX, IB DDR, PCIe 2 */
#define HERMON_PCI_MT26428		0x673c	/* ConnectX, IB QDR, PCIe 2 */
#define HERMON_PCI_MT26438		0x6746	/* ConnectX-2, IB QDR */
#define HERMON_PCI_MT26448		0x6750	/* ConnectX EN 10GigE, PCIe 2 */
#define HERMON_PCI_MT26458		0x675a	/* ConnectX EN 10GBASE-T, PCIe 2 */
#define HERMON_PCI_MT26468		0x6764	/* ConnectX-2 EN 10GigE */
#define HERMON_PCI_MT26478		0x676e	/* ConnectX-2 EN 40GigE */
#define HERMON_PCI_MT26488		0x6778	/* ConnectX-2, IB DDR */

/* CR-space window: flash-gateway.rst, "Register access". */
#define HERMON_CR_BAR			0
#define HERMON_CR_SIZE			0x100000

/* What a register reads as when it cannot be read. */
#define HERMON_CR_GONE			0xffffffff	/* off the bus, link down */
#define HERMON_CR_FILTERED		0xbadacce5	/* firmware refuses access */
#define HERMON_CR_LOCKED		0xbad0cafe	/* hardware access disabled */

/* Running firmware, four words: flash-gateway.rst, "Running version". */
#define HERMON_FW_MAJOR			0x1f064
#define   HERMON_FW_MAJOR_MAJOR		GENMASK(31, 16)
#define HERMON_FW_MINOR			0x1f068
#define   HERMON_FW_MINOR_MINOR		GENMASK(31, 16)
#define   HERMON_FW_MINOR_SUBMINOR	GENMASK(15, 0)
#define HERMON_FW_TIME			0x1f06c		/* packed decimal */
#define   HERMON_FW_TIME_SECOND		GENMASK(31, 24)
#define   HERMON_FW_TIME_MINUTE		GENMASK(23, 16)
#define   HERMON_FW_TIME_HOUR		GENMASK(15, 8)
#define HERMON_FW_DATE			0x1f070		/* packed decimal */
#define   HERMON_FW_DATE_YEAR		GENMASK(31, 16)
#define   HERMON_FW_DATE_MONTH		GENMASK(15, 8)
#define   HERMON_FW_DATE_DAY		GENMASK(7, 0)

/*
 * Program counter of the boot loader: above this limit it still runs from
 * ROM, so no firmware does. flash-gateway.rst, "Recovery mode".
 */
#define HERMON_BOOT_STATE		0x41270
#define   HERMON_BOOT_STATE_ROM		0xfff00000

/*
 * Of mlx4_core, not of this driver; the emulated card knows them to tell a
 * neighbour's traffic from nonsense, and answers as firmware does.
 * flash-gateway.rst, "Register map" and "Command interface".
 */
#define HERMON_HCR			0x80680		/* command interface */
#define   HERMON_HCR_WORDS		7
#define   HERMON_HCR_IN_HIGH		0	/* numbers of these words */
#define   HERMON_HCR_IN_LOW		1
#define   HERMON_HCR_IN_MOD		2
#define   HERMON_HCR_OUT_HIGH		3
#define   HERMON_HCR_OUT_LOW		4
#define   HERMON_HCR_TOKEN		5
#define   HERMON_HCR_COMMAND		6
#define   HERMON_HCR_TOKEN_TOKEN	GENMASK(31, 16)
#define   HERMON_HCR_COMMAND_OPCODE	GENMASK(11, 0)
#define   HERMON_HCR_COMMAND_OP_MOD	GENMASK(15, 12)
#define   HERMON_HCR_COMMAND_TOGGLE	BIT(21)
#define   HERMON_HCR_COMMAND_EVENT	BIT(22)	/* ends with an event */
#define   HERMON_HCR_COMMAND_GO		BIT(23)
#define   HERMON_HCR_COMMAND_STATUS	GENMASK(31, 24)	/* when GO is 0 */
#define HERMON_OWNER			0x8069c		/* read takes it */
#define HERMON_CR_FILTER		0xf3f04
/* Firmware tells where these are; so the emulated one does. */
#define HERMON_CATAS			0x1f020		/* error buffer */
#define   HERMON_CATAS_WORDS		16
#define HERMON_CLR_INT			0xf00d8		/* 64 bits */
#define HERMON_MSIX_TABLE		0x7c000
#define HERMON_MSIX_PBA			0x7d000

/* Where the next soft reset boots from: flash-gateway.rst, "Boot address". */
#define HERMON_BOOT_ADDR		0xf0000
#define   HERMON_BOOT_ADDR_START	GENMASK(31, 8)	/* physical start */
#define   HERMON_BOOT_ADDR_LOW		GENMASK(7, 0)	/* undocumented */
#define   HERMON_BOOT_ADDR_LOW_A0	0x06	/* written by tools of the A0 era */

/* Never touched: listed by no tool, skipped by their register dumps. */
#define HERMON_NO_TOUCH			0xf000c

#define HERMON_RESET			0xf0010
#define   HERMON_RESET_CHIP		BIT(0)

/* Hardware id: flash-gateway.rst, "Cards". */
#define HERMON_HWID			0xf0014
#define   HERMON_HWID_ID		GENMASK(15, 0)
#define   HERMON_HWID_ID_CONNECTX	0x190
#define   HERMON_HWID_REV		GENMASK(23, 16)
#define   HERMON_HWID_REV_A0		0xa0	/* ConnectX */
#define   HERMON_HWID_REV_B0		0xb0	/* ConnectX-2 */

/*
 * Semaphores: a read of 0 takes the cell, a write of 0 frees it.
 * flash-gateway.rst, "Semaphores".
 */
#define HERMON_SEM(n)			(0xf0300 + 4 * (n))
#define   HERMON_SEM_COUNT		64
#define HERMON_SEM_FLUSH		HERMON_SEM(32)	/* nobody's lock */
#define HERMON_SEM_FLASH		HERMON_SEM(63)

/* Flash gateway: flash-gateway.rst, "The gateway". */
#define HERMON_GW_CMD			0xf0400
#define   HERMON_GW_CMD_READ		BIT(0)
#define   HERMON_GW_CMD_CMD_PH		BIT(2)	/* send the opcode */
#define   HERMON_GW_CMD_ADDR_PH		BIT(3)	/* send 3 address bytes */
#define   HERMON_GW_CMD_DATA_PH		BIT(4)	/* transfer data */
#define   HERMON_GW_CMD_CS_HOLD		BIT(5)	/* keep chip select low */
#define   HERMON_GW_CMD_MSIZE		GENMASK(10, 8)	/* log2 of data bytes */
#define   HERMON_GW_CMD_MSIZE_MAX	4
#define   HERMON_GW_CMD_CS		GENMASK(12, 11)	/* chip select */
#define   HERMON_GW_CMD_FL_EN		BIT(13)	/* must be 1 on this chip */
#define   HERMON_GW_CMD_ADDR4		BIT(14)	/* later chips only */
#define   HERMON_GW_CMD_OPCODE		GENMASK(23, 16)
#define   HERMON_GW_CMD_BUSY		BIT(30)	/* 1 starts; 0 when done */
#define   HERMON_GW_CMD_LOCK		BIT(31)	/* later chips only */
#define HERMON_GW_ADDR			0xf0404
#define   HERMON_GW_ADDR_ADDR		GENMASK(23, 0)
#define HERMON_GW_DATA(n)		(0xf0410 + 4 * (n))	/* n = 0..3 */
#define   HERMON_GW_DATA_BYTES		16

/* PCIe link control of the boot ROM: flash-gateway.rst, "Recovery mode". */
#define HERMON_LINK			0xf3834
#define   HERMON_LINK_DOWN_RESET	GENMASK(28, 27)
#define   HERMON_LINK_DOWN_RESET_OFF	2

/* CR-space window in PCI config space: flash-gateway.rst, "Config space". */
#define HERMON_CFG_CR_ADDR		0x58
#define HERMON_CFG_CR_DATA		0x5c

#endif /* HERMON_REGS_H */
