// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the firmware says of itself, the chip and its ports. Where a field is,
 * mlx4 tells; what real firmware has in it is mostly not known, so the limits
 * are small round ones. Ports are InfiniBand only.
 * flash-gateway.rst, "Command interface".
 */
#include "model_internal.h"

enum {
	FW_PAGES = 0x00,
	FW_MAJOR = 0x02,
	FW_SUBMINOR = 0x04,
	FW_MINOR = 0x06,
	FW_CMD_IF_REV = 0x0a,
	FW_LOG_MAX_CMD = 0x0f,
	FW_CLR_INT = 0x20,	/* BAR 0, as the byte behind it says */
	FW_CATAS = 0x30,
	FW_CATAS_WORDS = 0x38,

	CMD_IF_REV = 3,
	LOG_MAX_CMD = 4,
};

u8 query_fw(struct model *m, struct hcr_command *c)
{
	u8 *p = c->out;

	put_be16(p + FW_PAGES, QUERY_FW_PAGES);
	put_be16(p + FW_MAJOR, m->boot.major);
	put_be16(p + FW_SUBMINOR, m->boot.subminor);
	put_be16(p + FW_MINOR, m->boot.minor);
	put_be16(p + FW_CMD_IF_REV, CMD_IF_REV);
	p[FW_LOG_MAX_CMD] = LOG_MAX_CMD;
	put_be64(p + FW_CLR_INT, HERMON_CLR_INT);
	put_be64(p + FW_CATAS, HERMON_CATAS);
	put_be32(p + FW_CATAS_WORDS, HERMON_CATAS_WORDS);
	return HCR_OK;
}

enum {
	FLAG_RC = BIT(0),
	FLAG_UC = BIT(1),
	FLAG_UD = BIT(2),
	FLAG_SRQ = BIT(6),
	FLAG_APM = BIT(17),
	FLAG_ATOMIC = BIT(18),
	FLAG_UD_AV_PORT = BIT(20),
	FLAG_UD_MCAST = BIT(21),
};

#define DEV_FLAGS	(FLAG_RC | FLAG_UC | FLAG_UD | FLAG_SRQ | FLAG_APM | \
			 FLAG_ATOMIC | FLAG_UD_AV_PORT | FLAG_UD_MCAST)
#define LOG_MB_UAR	3	/* all of BAR 2 */
#define MAX_ICM_SIZE	0x10000000000ULL	/* 1 TB */

static const struct { u16 off; u8 val; } dev_caps[] = {
	{ 0x10, 14 },		/* log2 of: WQEs of an SRQ */
	{ 0x11, 14 },		/* WQEs of a QP */
	{ 0x12, 6 },		/* reserved QPs */
	{ 0x13, 18 },		/* QPs */
	{ 0x14, 6 << 4 },	/* reserved SRQs */
	{ 0x15, 16 },		/* SRQs */
	{ 0x19, 16 },		/* entries of a CQ */
	{ 0x1a, 7 },		/* reserved CQs */
	{ 0x1b, 16 },		/* CQs */
	{ 0x1d, 19 },		/* MPTs */
	{ 0x1e, 2 },		/* reserved EQs */
	{ 0x1f, MODEL_LOG_EQS },
	{ 0x20, 4 << 4 },	/* reserved MTTs */
	{ 0x22, 4 },		/* reserved MPTs */
	{ 0x29, 7 },		/* RDMA reads of a QP, sent */
	{ 0x2b, 4 },		/* and answered */
	{ 0x35, 15 },		/* ACK delay */
	{ 0x37, 8 << 4 | MODEL_N_PORTS },
	{ 0x38, 31 },		/* message size */
	{ 0x48, 1 << 4 },	/* UARs reserved; that is with 4 EQs each */
	{ 0x49, LOG_MB_UAR },
	{ 0x4b, 12 },		/* page size */
	{ 0x51, 62 },		/* segments of a send WQE */
	{ 0x55, 32 },		/* and of a receive WQE */
	{ 0x61, 8 },		/* QPs of a multicast group */
	{ 0x63, 13 },		/* groups */
	{ 0x64, 2 << 4 },	/* reserved PDs */
	{ 0x65, 17 },		/* PDs */
};

/* Bytes of an entry in the firmware's tables, and of a descriptor. */
static const struct { u16 off; u16 val; } dev_sizes[] = {
	{ 0x52, 1008 },		/* send WQE */
	{ 0x56, 512 },		/* receive WQE */
	{ 0x80, 32 },		/* RDMARC */
	{ 0x82, 256 },		/* QPC */
	{ 0x84, 64 },		/* AUXC */
	{ 0x86, 64 },		/* ALTC */
	{ 0x88, 128 },		/* EQC */
	{ 0x8a, 128 },		/* CQC */
	{ 0x8c, 128 },		/* SRQC */
	{ 0x8e, 64 },		/* cMPT */
	{ 0x90, 8 },		/* MTT */
	{ 0x92, 64 },		/* dMPT */
};

enum { DEV_FLAGS_OFF = 0x44, DEV_MAX_ICM_SIZE = 0xa0 };

u8 query_dev_cap(struct model *m, struct hcr_command *c)
{
	(void)m;
	for (size_t i = 0; i < ARRAY_SIZE(dev_caps); i++)
		c->out[dev_caps[i].off] = dev_caps[i].val;
	for (size_t i = 0; i < ARRAY_SIZE(dev_sizes); i++)
		put_be16(c->out + dev_sizes[i].off, dev_sizes[i].val);
	put_be32(c->out + DEV_FLAGS_OFF, DEV_FLAGS);
	put_be64(c->out + DEV_MAX_ICM_SIZE, MAX_ICM_SIZE);
	return HCR_OK;
}

enum { ADAPTER_VSD = 0x20, VSD_BOARD_ID = 0xd0 };

/* The board id comes with the bytes of each word reversed. */
u8 query_adapter(struct model *m, struct hcr_command *c)
{
	u8 *id = c->out + ADAPTER_VSD + VSD_BOARD_ID;

	for (size_t i = 0; i < sizeof(m->board.psid); i += sizeof(u32))
		put_le32(id + i, get_be32(m->board.psid + i));
	return HCR_OK;
}

static bool is_port(struct model *m, u32 port, const char *name)
{
	if (port >= 1 && port <= MODEL_N_PORTS)
		return true;
	guest_error(m, "%s: no port %u", name, port);
	return false;
}

enum {
	PORT_TYPES = 0x00,
	PORT_MTU = 0x01,
	PORT_WIDTH = 0x06,
	PORT_LOG_GIDS_PKEYS = 0x07,
	PORT_LOG_MACS_VLANS = 0x0a,
	PORT_VLS = 0x0b,

	TYPE_IB = 1,
	MTU_2048 = 4,
	WIDTH_1X_4X = 3,
};

u8 query_port(struct model *m, struct hcr_command *c)
{
	u8 *p = c->out;

	if (!is_port(m, c->in_mod, "QUERY_PORT"))
		return HCR_BAD_PARAM;
	p[PORT_TYPES] = TYPE_IB;	/* link is down */
	p[PORT_MTU] = MTU_2048;
	p[PORT_WIDTH] = WIDTH_1X_4X;
	p[PORT_LOG_GIDS_PKEYS] = 7 << 4 | 7;
	p[PORT_LOG_MACS_VLANS] = 7 << 4 | 7;
	p[PORT_VLS] = 8;
	return HCR_OK;
}

enum { STAT_CFG_QUERY = 2, STAT_CFG_GUID_HIGH = 0x14, STAT_CFG_GUID_LOW = 0x1c };

/* Settings are taken and forgotten; the query is for a port's GUID. */
u8 query_stat_cfg(struct model *m, struct hcr_command *c)
{
	u32 port = c->in_mod >> 8 & 0xff;
	const u8 *guid;
	u8 *out;

	if (c->op_mod != STAT_CFG_QUERY)
		return HCR_OK;
	out = dma_memory(m, c->out_param, HCR_MAILBOX_SIZE, "MOD_STAT_CFG");
	if (!out || !is_port(m, port, "MOD_STAT_CFG"))
		return HCR_BAD_PARAM;
	guid = m->board.guids[port];
	memset(out, 0, HCR_MAILBOX_SIZE);
	memcpy(out + STAT_CFG_GUID_HIGH, guid, sizeof(u32));
	memcpy(out + STAT_CFG_GUID_LOW, guid + sizeof(u32), sizeof(u32));
	return HCR_OK;
}
