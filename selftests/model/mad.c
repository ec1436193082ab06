// SPDX-License-Identifier: GPL-2.0-only
/*
 * The management agent in the firmware, as far as the card's own driver asks
 * it: what node this is, and ports that are down. The layouts are those of
 * the InfiniBand specification, chapters 13 and 14.
 */
#include "model_internal.h"

enum {
	MAD_SIZE = 256,
	MAD_CLASS = 1,
	MAD_METHOD = 3,
	MAD_STATUS = 4,
	MAD_ATTR_ID = 16,
	MAD_ATTR_MOD = 20,
	MAD_DATA = 64,
	MAD_PMA_DATA = 24,	/* reserved, then the attribute */

	CLASS_SMP = 0x01,
	CLASS_SMP_DIRECTED = 0x81,
	METHOD_SET = 0x02,
	METHOD_GET_RESP = 0x81,
	STATUS_NO_ATTR = 0x000c,

	ATTR_NODE_DESC = 0x10,
	ATTR_NODE_INFO = 0x11,
	ATTR_GUID_INFO = 0x14,
	ATTR_PORT_INFO = 0x15,
	ATTR_PKEY_TABLE = 0x16,
	ATTR_SL_TO_VL = 0x17,
};

/* Where the board's GUIDs are listed. */
enum { GUID_NODE = 0, GUID_PORT_1 = 1, GUID_SYSTEM = 3 };

static const char node_desc[] = "hermon-model";

#define OUI_MELLANOX	0x0002c9
#define PKEY_DEFAULT	0xffff
#define N_PKEYS		128

static void node_info(const struct model *m, u32 port, u8 *d)
{
	d[0] = 1;		/* base version */
	d[1] = 1;		/* class version */
	d[2] = 1;		/* channel adapter */
	d[3] = MODEL_N_PORTS;
	memcpy(d + 4, m->board.guids[GUID_SYSTEM], HERMON_FS2_GUID_SIZE);
	memcpy(d + 12, m->board.guids[GUID_NODE], HERMON_FS2_GUID_SIZE);
	memcpy(d + 20, m->board.guids[GUID_PORT_1 + port - 1], HERMON_FS2_GUID_SIZE);
	put_be16(d + 28, N_PKEYS);
	put_be16(d + 30, m->cfg.dev);
	put_be32(d + 32, m->cfg.rev);
	put_be32(d + 36, port << 24 | OUI_MELLANOX);
}

static void port_info(u32 port, u8 *d)
{
	put_be64(d + 8, 0xfe80000000000000ULL);	/* GID prefix */
	put_be32(d + 20, 0x02500868);		/* capabilities */
	d[28] = port;
	d[29] = 3;		/* width: 1x or 4x enabled, */
	d[30] = 3;		/* supported, */
	d[31] = 2;		/* 4x active */
	d[32] = 3 << 4 | 1;	/* speed: SDR and DDR; state: down */
	d[33] = 2 << 4 | 2;	/* polling, and so by default */
	d[35] = 1 << 4 | 3;	/* SDR active, both enabled */
	d[36] = 4 << 4;		/* MTU: 2048 on the other side, */
	d[37] = 4 << 4;		/* 8 data VLs */
	d[41] = 4;		/* 2048 here */
	d[50] = N_PKEYS;	/* GIDs */
	d[51] = 18;		/* subnet timeout */
}

static void guid_info(const struct model *m, u32 port, u32 block, u8 *d)
{
	if (!block)
		memcpy(d, m->board.guids[GUID_PORT_1 + port - 1], HERMON_FS2_GUID_SIZE);
}

static bool smp(const struct model *m, const u8 *in, u32 port, u8 *d)
{
	u32 mod = get_be32(in + MAD_ATTR_MOD);

	switch (in[MAD_ATTR_ID] << 8 | in[MAD_ATTR_ID + 1]) {
	case ATTR_NODE_DESC:
		memcpy(d, node_desc, sizeof(node_desc));
		return true;
	case ATTR_NODE_INFO:
		node_info(m, port, d);
		return true;
	case ATTR_GUID_INFO:
		guid_info(m, port, mod, d);
		return true;
	case ATTR_PORT_INFO:
		port_info(port, d);
		return true;
	case ATTR_PKEY_TABLE:
		if (!(mod & 0xffff))
			put_be16(d, PKEY_DEFAULT);
		return true;
	case ATTR_SL_TO_VL:
		return true;
	}
	return false;
}

/* Counters read 0; nothing that is set has an effect. */
u8 mad_ifc(struct model *m, struct hcr_command *c)
{
	u32 port = c->in_mod & 0xff;
	u8 class = c->in[MAD_CLASS];
	bool known = true;

	if (!port || port > MODEL_N_PORTS) {
		guest_error(m, "MAD_IFC: no port %u", port);
		return HCR_BAD_PARAM;
	}
	memcpy(c->out, c->in, class == CLASS_SMP || class == CLASS_SMP_DIRECTED ?
			      MAD_DATA : MAD_PMA_DATA);
	c->out[MAD_METHOD] = METHOD_GET_RESP;
	if (class == CLASS_SMP || class == CLASS_SMP_DIRECTED)
		known = smp(m, c->in, port, c->out + MAD_DATA);
	if (known && c->in[MAD_METHOD] == METHOD_SET)
		memcpy(c->out + MAD_DATA, c->in + MAD_DATA, MAD_SIZE - MAD_DATA);
	put_be16(c->out + MAD_STATUS, known ? 0 : STATUS_NO_ATTR);
	return HCR_OK;
}
