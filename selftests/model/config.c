// SPDX-License-Identifier: GPL-2.0-only
/*
 * PCI configuration space, with the window to CR-space at 58 and 5c.
 * flash-gateway.rst, "Cards" and "Config space".
 *
 *   00 header   40 PM   48 VPD   58/5c CR-space window   60 PCI Express
 *   9c MSI-X
 *
 * The window belongs to no capability. There is no vendor specific capability
 * (09): tools take its presence for a newer device.
 */
#include "model_internal.h"

enum {
	CFG_VENDOR = 0x00,
	CFG_DEVICE = 0x02,
	CFG_COMMAND = 0x04,
	CFG_STATUS = 0x06,
	CFG_REVISION = 0x08,
	CFG_CLASS = 0x09,
	CFG_CACHE_LINE = 0x0c,
	CFG_BAR0 = 0x10,
	CFG_BAR2 = 0x18,
	CFG_SUBSYS_VENDOR = 0x2c,
	CFG_SUBSYS = 0x2e,
	CFG_CAP_PTR = 0x34,
	CFG_INT_LINE = 0x3c,

	CAP_PM = 0x40,
	CAP_VPD = 0x48,
	CAP_EXP = 0x60,
	CAP_MSIX = 0x9c,

	PM_PMC = 2,
	PM_CSR = 4,
	VPD_ADDR = 2,
	VPD_DATA = 4,
	EXP_FLAGS = 2,
	EXP_DEVCAP = 4,
	EXP_DEVCTL = 8,
	EXP_LNKCAP = 0x0c,
	EXP_LNKCTL = 0x10,
	EXP_LNKSTA = 0x12,
	EXP_LNKCTL2 = 0x30,
	MSIX_CONTROL = 2,
	MSIX_TABLE = 4,
	MSIX_PBA = 8,
};

enum {
	CAP_ID_PM = 0x01,
	CAP_ID_VPD = 0x03,
	CAP_ID_EXP = 0x10,
	CAP_ID_MSIX = 0x11,
};

#define SUBSYS_VENDOR_HP	0x103c
#define SUBSYS_MODEL		0x1000
#define CLASS_INFINIBAND	0x0c0600
#define CLASS_ETHERNET		0x020000
/* memory, I/O, master, special, parity, SERR, INTx disable */
#define COMMAND_WRITABLE	0x0547
#define COMMAND_MASTER		BIT(2)
#define STATUS_CAP_LIST		BIT(4)
#define BAR_64BIT		BIT(2)
#define BAR_PREFETCH		BIT(3)
#define PMC_VERSION_3		3
/* The model has no reset on the way from D3 to D0, so it says so. */
#define PMCSR_NO_SOFT_RESET	BIT(3)
#define PMCSR_STATE		GENMASK(1, 0)
#define EXP_VERSION_2		2	/* type 0 is endpoint */
#define DEVCAP_PAYLOAD_256	1
#define DEVCAP_ROLE_ERRORS	BIT(15)
#define DEVCTL_WRITABLE		0x7fff	/* no function level reset */
#define LNKCTL_WRITABLE		0x00db
#define LNKCAP_ASPM_L0S		BIT(10)
#define LINK_X8			(8 << 4)
#define MSIX_CONTROL_WRITABLE	0xc000	/* enable, mask all */
#define CFG_GONE		0xff

static bool is_ethernet(u16 dev)
{
	switch (dev) {
	case HERMON_PCI_MT25448:
	case HERMON_PCI_MT25458:
	case HERMON_PCI_MT26448:
	case HERMON_PCI_MT26458:
	case HERMON_PCI_MT26468:
	case HERMON_PCI_MT26478:
		return true;
	}
	return false;
}

/* Ids from MT26418 on are the 5 GT/s ones. */
static u32 link_speed(u16 dev)
{
	return dev >= HERMON_PCI_MT26418 ? 2 : 1;
}

static void set_writable(struct model *m, u32 off, u32 mask)
{
	put_le32(m->config.writable + off, mask);
}

static u8 *add_cap(struct model *m, u32 off, u8 id, u8 next)
{
	u8 *cap = m->config.data + off;

	cap[0] = id;
	cap[1] = next;
	return cap;
}

static void set_bar(struct model *m, u32 off, u32 size, u32 flags)
{
	put_le32(m->config.data + off, flags);
	set_writable(m, off, ~(size - 1));
	set_writable(m, off + 4, ~0U);
}

/* Is the table within BAR 0? A fault can leave too little of that. */
static bool has_msix(const struct model *m)
{
	return !fault_on(m, FAULT_NO_MSIX) &&
	       model_bar0_size(m) > HERMON_MSIX_PBA;
}

/* Only BAR 0's size changes; an address that is there stays, cut to fit. */
void config_set_bar0(struct model *m)
{
	u32 mask = ~(model_bar0_size(m) - 1);
	u8 *bar = m->config.data + CFG_BAR0;

	set_writable(m, CFG_BAR0, mask);
	put_le32(bar, (get_le32(bar) & mask) | BAR_64BIT);
	m->config.data[CAP_EXP + 1] = has_msix(m) ? CAP_MSIX : 0;
}

bool config_is_master(const struct model *m)
{
	return m->config.data[CFG_COMMAND] & COMMAND_MASTER;
}

/* In recovery mode the device id is the hardware id plus one. */
static u16 device_id(const struct model *m)
{
	if (m->boot.livefish && !m->cfg.livefish_keeps_id)
		return HERMON_HWID_ID_CONNECTX + 1;
	return m->cfg.dev;
}

static void set_header(struct model *m)
{
	u8 *d = m->config.data;
	u32 class = is_ethernet(device_id(m)) ? CLASS_ETHERNET : CLASS_INFINIBAND;

	put_le16(d + CFG_VENDOR, HERMON_PCI_VENDOR);
	put_le16(d + CFG_DEVICE, device_id(m));
	put_le16(d + CFG_STATUS, STATUS_CAP_LIST);
	put_le32(d + CFG_REVISION, class << 8 | m->cfg.rev);
	put_le16(d + CFG_SUBSYS_VENDOR, SUBSYS_VENDOR_HP);
	put_le16(d + CFG_SUBSYS, SUBSYS_MODEL);
	d[CFG_CAP_PTR] = CAP_PM;
	set_bar(m, CFG_BAR0, model_bar0_size(m), BAR_64BIT);
	set_bar(m, CFG_BAR2, MODEL_BAR2_SIZE, BAR_64BIT | BAR_PREFETCH);
	set_writable(m, CFG_COMMAND, COMMAND_WRITABLE);
	m->config.writable[CFG_CACHE_LINE] = 0xff;
	m->config.writable[CFG_INT_LINE] = 0xff;
}

static void set_caps(struct model *m)
{
	u8 *cap = add_cap(m, CAP_PM, CAP_ID_PM, CAP_VPD);

	put_le16(cap + PM_PMC, PMC_VERSION_3);
	put_le16(cap + PM_CSR, PMCSR_NO_SOFT_RESET);
	m->config.writable[CAP_PM + PM_CSR] = PMCSR_STATE;

	add_cap(m, CAP_VPD, CAP_ID_VPD, CAP_EXP);
	set_writable(m, CAP_VPD, 0xffff0000);
	set_writable(m, CAP_VPD + VPD_DATA, ~0U);

	cap = add_cap(m, CAP_EXP, CAP_ID_EXP, has_msix(m) ? CAP_MSIX : 0);
	put_le16(cap + EXP_FLAGS, EXP_VERSION_2);
	put_le32(cap + EXP_DEVCAP, DEVCAP_PAYLOAD_256 | DEVCAP_ROLE_ERRORS);
	put_le32(cap + EXP_LNKCAP, link_speed(m->cfg.dev) | LINK_X8 | LNKCAP_ASPM_L0S);
	put_le16(cap + EXP_LNKSTA, link_speed(m->cfg.dev) | LINK_X8);
	put_le16(cap + EXP_LNKCTL2, link_speed(m->cfg.dev));
	set_writable(m, CAP_EXP + EXP_DEVCTL, DEVCTL_WRITABLE);
	set_writable(m, CAP_EXP + EXP_LNKCTL, LNKCTL_WRITABLE);

	cap = add_cap(m, CAP_MSIX, CAP_ID_MSIX, 0);
	put_le16(cap + MSIX_CONTROL, MODEL_N_VECTORS - 1);
	put_le32(cap + MSIX_TABLE, HERMON_MSIX_TABLE);	/* of BAR 0 */
	put_le32(cap + MSIX_PBA, HERMON_MSIX_PBA);
	m->config.writable[CAP_MSIX + MSIX_CONTROL + 1] = MSIX_CONTROL_WRITABLE >> 8;
}

void config_reset(struct model *m)
{
	memset(&m->config, 0, sizeof(m->config));
	set_header(m);
	set_caps(m);
	set_writable(m, HERMON_CFG_CR_ADDR, ~0U);
}

static bool covers(u32 off, size_t len, u32 dword)
{
	return off <= dword && off + len >= dword + 4;
}

static bool touches(u32 off, size_t len, u32 first, u32 n)
{
	return off < first + n && first < off + len;
}

/*
 * Reading 5c reads the register. Before anyone has written an address there
 * is nothing to read: dumps of the whole space by firmware and hypervisors
 * would otherwise poke at random registers.
 */
static void window_read(struct model *m, u32 off, size_t len)
{
	u8 *d = m->config.data;

	if (!covers(off, len, HERMON_CFG_CR_DATA))
		guest_error(m, "config: %zu bytes of 5c read", len);
	if (!m->config.cr_addr_set)
		return;
	put_le32(d + HERMON_CFG_CR_DATA, cr_read(m, m->config.cr_addr));
}

static void read_through(struct model *m, u32 off, u8 *buf, size_t len)
{
	u8 filtered[4];

	if (touches(off, len, HERMON_CFG_CR_DATA, 4))
		window_read(m, off, len);
	memcpy(buf, m->config.data + off, len);
	if (!fault_on(m, FAULT_CR_FILTERED) || !covers(off, len, HERMON_CFG_CR_ADDR))
		return;
	put_le32(filtered, HERMON_CR_FILTERED);
	memcpy(buf + (HERMON_CFG_CR_ADDR - off), filtered, sizeof(filtered));
}

void model_config_read(struct model *m, u32 off, void *buf, size_t len)
{
	m->stats.config_reads++;
	fault_bus_access(m);
	memset(buf, CFG_GONE, len);
	if (card_silent(m) || fault_on(m, FAULT_CONFIG_GONE))
		return;
	if (off > MODEL_CONFIG_SIZE || len > MODEL_CONFIG_SIZE - off) {
		guest_error(m, "config: %zu bytes read at %x", len, off);
		return;
	}
	read_through(m, off, buf, len);
	/* the read of a register can have been the last thing it did */
	if (card_silent(m))
		memset(buf, CFG_GONE, len);
}

/* Writing 5c writes the register whose address is in 58. */
static void window_write(struct model *m, u32 off, const u8 *buf, size_t len)
{
	if (!covers(off, len, HERMON_CFG_CR_DATA)) {
		guest_error(m, "config: %zu bytes of 5c written", len);
		return;
	}
	if (!m->config.cr_addr_set) {
		guest_error(m, "config: 5c written before 58");
		return;
	}
	cr_write(m, m->config.cr_addr, get_le32(buf + (HERMON_CFG_CR_DATA - off)));
}

void model_config_write(struct model *m, u32 off, const void *buf, size_t len)
{
	struct config_space *c = &m->config;
	const u8 *bytes = buf;

	m->stats.config_writes++;
	fault_bus_access(m);
	if (card_silent(m) || fault_on(m, FAULT_CONFIG_GONE))
		return;
	if (off > MODEL_CONFIG_SIZE || len > MODEL_CONFIG_SIZE - off) {
		guest_error(m, "config: %zu bytes written at %x", len, off);
		return;
	}
	for (size_t i = 0; i < len; i++)
		c->data[off + i] = (c->data[off + i] & ~c->writable[off + i]) |
				   (bytes[i] & c->writable[off + i]);
	if (touches(off, len, HERMON_CFG_CR_ADDR, 4)) {
		c->cr_addr = get_le32(c->data + HERMON_CFG_CR_ADDR);
		c->cr_addr_set = true;
	}
	/* the byte with the flag starts a VPD access */
	if (touches(off, len, CAP_VPD + VPD_ADDR + 1, 1))
		vpd_address_written(m, c->data + CAP_VPD);
	if (touches(off, len, HERMON_CFG_CR_DATA, 4))
		window_write(m, off, bytes, len);
}
