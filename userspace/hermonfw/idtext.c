// SPDX-License-Identifier: GPL-2.0-only
/*
 * GUIDs, MACs, versions, dates and chips as people write them.
 */
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <strings.h>

#include <hermon/regs.h>

#include "idtext.h"

static int digit_value(char c)
{
	if (!isxdigit((unsigned char)c))
		return -EINVAL;
	return isdigit((unsigned char)c) ? c - '0' : tolower(c) - 'a' + 10;
}

/*
 * Hexadecimal digits, between which a colon or a dash may stand after an even
 * number of them. Returns how many, or -EINVAL.
 */
static int parse_digits(const char *text, u64 *value, int max)
{
	int n = 0;

	*value = 0;
	for (; *text; text++) {
		if ((*text == ':' || *text == '-') && n && n % 2 == 0 &&
		    digit_value(text[1]) >= 0)
			continue;
		if (digit_value(*text) < 0 || n == max)
			return -EINVAL;
		*value = *value << 4 | digit_value(*text);
		n++;
	}
	return n;
}

/* All digits, or after 0x as many as matter. */
static int parse_id(const char *text, u64 *value, int digits)
{
	bool prefixed = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	int n;

	n = parse_digits(text + (prefixed ? 2 : 0), value, digits);
	if (n < 1 || (!prefixed && n != digits))
		return -EINVAL;
	return 0;
}

/**
 * guid_parse() - read a GUID
 * @text: 0x..., 16 digits, or these with colons or dashes between bytes
 * @guid: set on success
 *
 * Return: 0 or -EINVAL.
 */
int guid_parse(const char *text, u64 *guid)
{
	return parse_id(text, guid, 16);
}

/**
 * mac_parse() - read a MAC
 * @text: 0x..., 12 digits, or these with colons or dashes between bytes
 * @mac: set on success
 *
 * Return: 0 or -EINVAL.
 */
int mac_parse(const char *text, u64 *mac)
{
	return parse_id(text, mac, 12);
}

static int parse_number(const char **text, u16 *number)
{
	char *end;
	unsigned long value;

	if (!isdigit((unsigned char)**text))
		return -EINVAL;
	errno = 0;
	value = strtoul(*text, &end, 10);
	if (errno || value > USHRT_MAX)
		return -ERANGE;
	*number = value;
	*text = end;
	return 0;
}

/**
 * version_parse() - read a version
 * @text: three numbers with dots or underscores between them
 * @version: set on success
 *
 * "2.6.0", "2.6.000" and "2_6_000" are the same.
 *
 * Return: 0, -EINVAL or -ERANGE.
 */
int version_parse(const char *text, struct hermon_version *version)
{
	u16 *number[] = { &version->major, &version->minor,
			  &version->subminor };
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(number); i++) {
		if (i && *text != '.' && *text != '_')
			return -EINVAL;
		text += i ? 1 : 0;
		err = parse_number(&text, number[i]);
		if (err)
			return err;
	}
	return *text ? -EINVAL : 0;
}

/**
 * version_compare() - which of two versions is the newer one
 * @a: one
 * @b: the other
 *
 * Return: negative if @a is older, 0 if both are the same, positive if newer.
 */
int version_compare(const struct hermon_version *a,
		    const struct hermon_version *b)
{
	if (a->major != b->major)
		return a->major - b->major;
	if (a->minor != b->minor)
		return a->minor - b->minor;
	return a->subminor - b->subminor;
}

/**
 * version_text() - a version in the one form that is printed
 * @version: the version
 * @buf: room for HERMON_VERSION_TEXT bytes
 *
 * Return: @buf.
 */
const char *version_text(const struct hermon_version *version, char *buf)
{
	hermon_version_print(version, buf, HERMON_VERSION_TEXT);
	return buf;
}

/**
 * date_text() - a build date
 * @date: packed decimal as in tag 2
 * @buf: room for DATE_TEXT bytes
 *
 * Return: @buf.
 */
const char *date_text(u32 date, char *buf)
{
	snprintf(buf, DATE_TEXT, "%04x-%02x-%02x",
		 FIELD_GET(HERMON_FS2_DATE_YEAR, date),
		 FIELD_GET(HERMON_FS2_DATE_MONTH, date),
		 FIELD_GET(HERMON_FS2_DATE_DAY, date));
	return buf;
}

/**
 * size_text() - a number of bytes for people
 * @size: bytes
 * @buf: room for SIZE_TEXT bytes
 *
 * Return: @buf.
 */
const char *size_text(u32 size, char *buf)
{
	if (size && size % (1 << 20) == 0)
		snprintf(buf, SIZE_TEXT, "%u MiB", size >> 20);
	else if (size && size % (1 << 10) == 0)
		snprintf(buf, SIZE_TEXT, "%u KiB", size >> 10);
	else if (size >= 10 << 10)
		snprintf(buf, SIZE_TEXT, "%u.%u KiB", size >> 10,
			 (size % 1024) * 10 / 1024);
	else
		snprintf(buf, SIZE_TEXT, "%u bytes", size);
	return buf;
}

/**
 * chip_text() - the chip behind a hardware id
 * @hwid: revision and id, as in the register and in tag 10
 * @buf: room for CHIP_TEXT bytes
 *
 * Return: @buf.
 */
const char *chip_text(u32 hwid, char *buf)
{
	u32 rev = FIELD_GET(HERMON_HWID_REV, hwid);

	if (FIELD_GET(HERMON_HWID_ID, hwid) != HERMON_HWID_ID_CONNECTX)
		snprintf(buf, CHIP_TEXT, "hardware id 0x%08x", hwid);
	else if (rev == HERMON_HWID_REV_A0)
		snprintf(buf, CHIP_TEXT, "ConnectX (A0)");
	else if (rev == HERMON_HWID_REV_B0)
		snprintf(buf, CHIP_TEXT, "ConnectX-2 (B0)");
	else
		snprintf(buf, CHIP_TEXT, "ConnectX (%X)", rev);
	return buf;
}

/**
 * chip_parse() - which hardware id a revision stands for
 * @text: A0 or B0, with or without 0x, as drivers report it
 * @hwid: set on success
 *
 * Return: 0 or -EINVAL.
 */
int chip_parse(const char *text, u32 *hwid)
{
	u64 rev;

	if (!strncasecmp(text, "0x", 2))
		text += 2;
	if (parse_digits(text, &rev, 2) != 2)
		return -EINVAL;
	if (rev != HERMON_HWID_REV_A0 && rev != HERMON_HWID_REV_B0)
		return -EINVAL;
	*hwid = FIELD_PREP(HERMON_HWID_REV, rev) | HERMON_HWID_ID_CONNECTX;
	return 0;
}

/**
 * chip_of_image() - the chip that an image runs on
 * @image: an image that was taken from a card
 *
 * A dump does not say which chip it was taken from. Its image does: it lists
 * one chip, or its header names the revision.
 *
 * Return: a hardware id, or 0 if the image leaves it open.
 */
u32 chip_of_image(const struct hermon_image *image)
{
	u32 rev = FIELD_GET(HERMON_FS2_CRC_DEVREV, image->crc_word);

	if (image->n_hwids == 1)
		return image->hwids[0];
	if (rev == HERMON_HWID_REV_A0 || rev == HERMON_HWID_REV_B0)
		return FIELD_PREP(HERMON_HWID_REV, rev) |
		       HERMON_HWID_ID_CONNECTX;
	return 0;
}
