// SPDX-License-Identifier: GPL-2.0-only
/*
 * Access rules of CR-space and the registers that are not the flash gateway.
 */
#include <hermon_env.h>
#include <hermon/cr.h>
#include <hermon/regs.h>

/* The first read after the write already answers; the rest is margin. */
#define FLUSH_READS	1000

/**
 * hermon_cr_init() - begin to use a card's registers
 * @cr: to set up
 * @ops: how to reach a register
 * @ctx: what @ops is called with
 */
void hermon_cr_init(struct hermon_cr *cr, const struct hermon_cr_ops *ops,
		    void *ctx)
{
	cr->ops = ops;
	cr->ctx = ctx;
	cr->hwid = 0;
	cr->flush = false;
	cr->dirty = false;
}

/* What the card answers when it cannot; also honest data of some registers. */
static bool is_special(u32 val)
{
	return val == HERMON_CR_GONE || val == HERMON_CR_FILTERED ||
	       val == HERMON_CR_LOCKED;
}

/*
 * In A0 silicon a read may overtake writes on the chip's own bus. Cell 32 of
 * the semaphores belongs to nobody: once it reads 0 after 0 was written to
 * it, everything written before has arrived. flash-gateway.rst, "Register
 * access".
 */
static void flush(struct hermon_cr *cr)
{
	int i;

	cr->ops->write32(cr->ctx, HERMON_SEM_FLUSH, 0);
	for (i = 0; i < FLUSH_READS; i++) {
		u32 val = cr->ops->read32(cr->ctx, HERMON_SEM_FLUSH);

		if (!val)
			break;
		/* No answer: flush again once the card is back. */
		if (is_special(val))
			return;
	}
	cr->dirty = false;
}

/**
 * hermon_cr_read() - read a register
 * @cr: the card's registers
 * @off: which one
 *
 * Return: its value in host order.
 */
u32 hermon_cr_read(struct hermon_cr *cr, u32 off)
{
	if (cr->flush && cr->dirty)
		flush(cr);
	return cr->ops->read32(cr->ctx, off);
}

/**
 * hermon_cr_write() - write a register
 * @cr: the card's registers
 * @off: which one
 * @val: its new value in host order
 */
void hermon_cr_write(struct hermon_cr *cr, u32 off, u32 val)
{
	cr->ops->write32(cr->ctx, off, val);
	cr->dirty = true;
}

static int fail_special(u32 val, struct hermon_report *report)
{
	switch (val) {
	case HERMON_CR_GONE:
		return hermon_fail(report, HERMON_WHY_CARD_GONE, 0, 0, val);
	case HERMON_CR_FILTERED:
		return hermon_fail(report, HERMON_WHY_CR_FILTERED, 0, 0, val);
	case HERMON_CR_LOCKED:
		return hermon_fail(report, HERMON_WHY_CR_LOCKED, 0, 0, val);
	}
	return 0;
}

/**
 * hermon_cr_check() - is a value what the card answers when it cannot?
 * @cr: the card's registers
 * @val: as read from any register
 * @report: filled on failure
 *
 * All ones can be honest data, so the hardware id decides; it never reads
 * that way on a card that answers.
 *
 * Return: 0, -ENXIO if the card is gone, -EACCES or -EPERM if it refuses.
 */
int hermon_cr_check(struct hermon_cr *cr, u32 val, struct hermon_report *report)
{
	if (!is_special(val))
		return 0;
	return fail_special(hermon_cr_read(cr, HERMON_HWID), report);
}

/**
 * hermon_cr_identify() - find out which chip this is
 * @cr: the card's registers
 * @report: filled on failure
 *
 * Return: 0, -ENXIO, -EACCES or -EPERM if the card does not answer, -ENODEV
 * if it is another chip.
 */
int hermon_cr_identify(struct hermon_cr *cr, struct hermon_report *report)
{
	u32 hwid = hermon_cr_read(cr, HERMON_HWID);
	u32 rev = FIELD_GET(HERMON_HWID_REV, hwid);
	int err;

	err = fail_special(hwid, report);
	if (err)
		return err;
	if (FIELD_GET(HERMON_HWID_ID, hwid) != HERMON_HWID_ID_CONNECTX ||
	    (rev != HERMON_HWID_REV_A0 && rev != HERMON_HWID_REV_B0))
		return hermon_fail(report, HERMON_WHY_HWID_UNKNOWN, HERMON_HWID,
				   HERMON_HWID_ID_CONNECTX, hwid);
	cr->hwid = hwid;
	cr->flush = rev == HERMON_HWID_REV_A0;
	if (cr->flush)
		flush(cr);
	return 0;
}

/**
 * hermon_cr_in_recovery() - does the chip run without firmware?
 * @cr: the card's registers
 *
 * Return: true if the boot loader found no image and still runs from ROM.
 */
bool hermon_cr_in_recovery(struct hermon_cr *cr)
{
	return hermon_cr_read(cr, HERMON_BOOT_STATE) > HERMON_BOOT_STATE_ROM;
}

/**
 * hermon_cr_hold_link() - keep a chip without firmware from resetting itself
 * @cr: the card's registers
 *
 * Without firmware the PCIe link may drop, and the chip would reset itself in
 * the middle of a burn. The next reset undoes this. flash-gateway.rst,
 * "Recovery mode".
 */
void hermon_cr_hold_link(struct hermon_cr *cr)
{
	u32 val = hermon_cr_read(cr, HERMON_LINK);

	val &= ~HERMON_LINK_DOWN_RESET;
	val |= FIELD_PREP(HERMON_LINK_DOWN_RESET, HERMON_LINK_DOWN_RESET_OFF);
	hermon_cr_write(cr, HERMON_LINK, val);
}

/**
 * hermon_cr_set_boot_addr() - say where the next soft reset boots from
 * @cr: the card's registers, identified
 * @start: flash address of the image
 *
 * The low byte is not documented. Tools of the A0 era wrote 06 there, later
 * ones, which know B0 only, write 0. flash-gateway.rst, "Boot address".
 */
void hermon_cr_set_boot_addr(struct hermon_cr *cr, u32 start)
{
	u32 val = FIELD_PREP(HERMON_BOOT_ADDR_START, start);

	if (FIELD_GET(HERMON_HWID_REV, cr->hwid) == HERMON_HWID_REV_A0)
		val |= HERMON_BOOT_ADDR_LOW_A0;
	hermon_cr_write(cr, HERMON_BOOT_ADDR, val);
}

/**
 * hermon_cr_reset() - reset the chip
 * @cr: the card's registers
 *
 * From here on no register may be touched until the chip is back. All
 * semaphores are free then. flash-gateway.rst, "Reset".
 */
void hermon_cr_reset(struct hermon_cr *cr)
{
	hermon_cr_write(cr, HERMON_RESET, HERMON_RESET_CHIP);
	cr->dirty = false;
}

/* No firmware of these chips is older; packed decimal. */
#define FW_YEAR_FIRST	0x2006

static bool is_packed_decimal(u32 val)
{
	for (; val; val >>= 4)
		if ((val & 0xf) > 9)
			return false;
	return true;
}

static bool is_date(u32 val)
{
	u32 month = FIELD_GET(HERMON_FW_DATE_MONTH, val);
	u32 day = FIELD_GET(HERMON_FW_DATE_DAY, val);

	return is_packed_decimal(val) &&
	       FIELD_GET(HERMON_FW_DATE_YEAR, val) >= FW_YEAR_FIRST &&
	       month >= 0x01 && month <= 0x12 && day >= 0x01 && day <= 0x31;
}

/**
 * hermon_cr_running_version() - ask the running firmware for its version
 * @cr: the card's registers
 * @version: set on success
 *
 * Four words of firmware memory that no manual describes: believed only if
 * they look like a 2.x version with a build date. flash-gateway.rst, "Running
 * version".
 *
 * Return: 0, or -ENODATA if the words mean nothing.
 */
int hermon_cr_running_version(struct hermon_cr *cr,
			      struct hermon_version *version)
{
	u32 major = hermon_cr_read(cr, HERMON_FW_MAJOR);
	u32 minor = hermon_cr_read(cr, HERMON_FW_MINOR);
	u32 time = hermon_cr_read(cr, HERMON_FW_TIME);
	u32 date = hermon_cr_read(cr, HERMON_FW_DATE);

	if (FIELD_GET(HERMON_FW_MAJOR_MAJOR, major) != 2 ||
	    !is_packed_decimal(time) || !is_date(date))
		return -ENODATA;
	version->major = FIELD_GET(HERMON_FW_MAJOR_MAJOR, major);
	version->minor = FIELD_GET(HERMON_FW_MINOR_MINOR, minor);
	version->subminor = FIELD_GET(HERMON_FW_MINOR_SUBMINOR, minor);
	return 0;
}

/**
 * hermon_version_print() - the one printed form of a version
 * @version: the version
 * @buf: room for HERMON_VERSION_TEXT bytes
 * @len: bytes of @buf
 *
 * Stored and running versions must compare equal as texts, and equal to what
 * mlx4 shows in sysfs: no padding.
 *
 * Return: length of the text.
 */
int hermon_version_print(const struct hermon_version *version,
			 char *buf, size_t len)
{
	return snprintf(buf, len, "%u.%u.%u", version->major, version->minor,
			version->subminor);
}
