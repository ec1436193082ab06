// SPDX-License-Identifier: GPL-2.0-only
/*
 * Vital product data: contents and the capability that reads them.
 * flash-gateway.rst, "VPD".
 */
#include "model_internal.h"

#include <stdlib.h>

enum {
	VPD_SIZE = 256,
	VPD_MAX = 0x8000,	/* the capability has 15 address bits */
	VPD_STRING = 0x82,
	VPD_READ_ONLY = 0x90,
	VPD_WRITABLE = 0x91,
	VPD_END = 0x78,
	VPD_RO_LEN = 0x4f,
	VPD_RW_LEN = 0x9a,
	VPD_ADDR = 2,		/* offsets in the capability */
	VPD_DATA = 4,
};

#define VPD_FLAG	BIT(15)

static u8 *put_tag(u8 *p, u8 tag, u16 len)
{
	p[0] = tag;
	put_le16(p + 1, len);
	return p + 3;
}

/* A keyword with its text, padded with spaces to the length it has. */
static u8 *put_field(u8 *p, const char *key, const char *text, u8 len)
{
	memcpy(p, key, 2);
	p[2] = len;
	memset(p + 3, ' ', len);
	memcpy(p + 3, text, strlen(text));
	return p + 3 + len;
}

/* The RV byte makes the sum of everything up to itself 0. */
static void put_checksum(u8 *vpd, u8 *at)
{
	u8 sum = 0;

	for (u8 *p = vpd; p < at; p++)
		sum += *p;
	*at = -sum;
}

static void build(u8 *vpd)
{
	static const char name[] = "HP 4X DDR HCA";
	u8 *p = vpd, *end;

	p = put_tag(p, VPD_STRING, strlen(name));
	memcpy(p, name, strlen(name));
	p = put_tag(p + strlen(name), VPD_READ_ONLY, VPD_RO_LEN);
	p = put_field(p, "PN", "448397-B21", 0x15);
	p = put_field(p, "EC", "A1", 0x02);
	p = put_field(p, "SN", "IL28120042", 0x18);
	p = put_field(p, "V0", "PCIe Gen1 x8", 0x10);
	p = put_field(p, "RV", "", 1);
	put_checksum(vpd, p - 1);
	p = put_tag(p, VPD_WRITABLE, VPD_RW_LEN);
	end = p + VPD_RW_LEN;
	p = put_field(p, "V1", "", 0x06);
	p = put_field(p, "YA", "N/A", 0x20);
	memcpy(p, "RW", 2);
	p[2] = end - p - 3;	/* the rest is 0 from the start */
	*end = VPD_END;
}

bool vpd_init(struct model *m)
{
	if (m->cfg.vpd_len > VPD_MAX)
		return false;
	m->vpd_len = m->cfg.vpd ? m->cfg.vpd_len : VPD_SIZE;
	m->vpd = calloc(1, m->vpd_len + 1);
	if (!m->vpd)
		return false;
	if (m->cfg.vpd)
		memcpy(m->vpd, m->cfg.vpd, m->vpd_len);
	else
		build(m->vpd);
	return true;
}

static u32 vpd_dword(const struct model *m, u32 addr)
{
	u8 bytes[4];

	for (u32 i = 0; i < sizeof(bytes); i++)
		bytes[i] = addr + i < m->vpd_len ? m->vpd[addr + i] : 0xff;
	return get_le32(bytes);
}

/*
 * Flag 0 asks for a read and becomes 1 when the data are there. Firmware
 * does that, so in recovery mode nobody does.
 */
void vpd_address_written(struct model *m, u8 *cap)
{
	u32 addr = cap[VPD_ADDR] | (u32)cap[VPD_ADDR + 1] << 8;

	if (m->boot.livefish || fault_on(m, FAULT_VPD_STUCK))
		return;
	if (addr & VPD_FLAG) {
		guest_error(m, "vpd: write at %04x", addr & ~VPD_FLAG);
		put_le16(cap + VPD_ADDR, addr & ~VPD_FLAG);
		return;
	}
	if (addr % 4)
		guest_error(m, "vpd: read at %04x is not aligned", addr);
	put_le32(cap + VPD_DATA, vpd_dword(m, addr));
	put_le16(cap + VPD_ADDR, addr | VPD_FLAG);
}
