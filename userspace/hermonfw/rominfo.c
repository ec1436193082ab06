// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a boot ROM says of itself: the signatures in it and its checksum.
 *
 * Documentation/hermon/fs2.rst, "ROM". Nothing here stops anybody: a ROM that
 * is not understood is carried along like any other.
 */
#include "rominfo.h"

#define SIGN		"mlxsign:"
#define SIGN_LEN	8
#define SIGN_SIZE	12	/* words behind it that most kinds have */

#define PRODUCT_TEXT	0xf	/* its version is a text */
#define PRODUCT_PXE	0x10	/* from here on there is a third word */
#define PRODUCT_UEFI	0x11
#define PRODUCT_CLP	0x12
#define PRODUCT_FCODE	0x21

#define ROM_BLOCK	512	/* unit of the size byte */
#define ROM_SIZE_BYTE	2
#define ROM_PCIR	0x18	/* where the PCI data structure is */
#define PCIR_IDS	4	/* vendor and device in it */
#define PCI_VENDOR	0x15b3

struct rom {
	const u8 *p;
	u32 len;
	struct rom_info *info;
	bool no_sum;
	bool mixed;
};

/* Zero where there is nothing. */
static u32 le32_at(const struct rom *rom, u32 off)
{
	const u8 *p = rom->p + off;

	if (rom->len < 4 || off > rom->len - 4)
		return 0;
	return (u32)p[3] << 24 | p[2] << 16 | p[1] << 8 | p[0];
}

#define warn(rom, ...) \
	snprintf((rom)->info->warning, ROM_INFO_TEXT, __VA_ARGS__)
#define fail(rom, ...) \
	snprintf((rom)->info->error, ROM_INFO_TEXT, __VA_ARGS__)

/* Kind 0xf: the version is a text, the device id stands in the PCI header. */
static bool parse_text_sign(struct rom *rom, struct rom_sign *sign, u32 off)
{
	u32 lengths = le32_at(rom, off + 12);
	u32 text_len = lengths >> 8 & 0xff;
	u32 sign_len = lengths & 0xff;
	u32 ids = (le32_at(rom, ROM_PCIR) & 0xffff) + PCIR_IDS;
	char text[256] = "";
	int number;

	if (sign_len < DIV_ROUND_UP(text_len, 4) + 4) {
		fail(rom, "The Signature length (%u) and the ROM version string length (%u) are not coordinated",
		     sign_len, text_len);
		return false;
	}
	if (off + 16 + text_len <= rom->len)
		memcpy(text, rom->p + off + 16, text_len);
	if (sscanf(text, "%9d", &number) == 1)
		sign->version[0] = number;
	if (ids >= rom->len) {
		fail(rom, "The device ID offset 0x%x is out of range. ROM size: 0x%x",
		     ids, rom->len);
		return false;
	}
	sign->dev_id = le32_at(rom, ids) >> 16;
	if ((le32_at(rom, ids) & 0xffff) != PCI_VENDOR)
		warn(rom, "The Exp-ROM PCI vendor ID: 0x%x does not match the expected value: 0x%x.",
		     le32_at(rom, ids) & 0xffff, PCI_VENDOR);
	return true;
}

static bool parse_sign(struct rom *rom, struct rom_sign *sign, u32 off)
{
	u32 ids;

	sign->product = le32_at(rom, off) >> 16;
	sign->version[0] = le32_at(rom, off) & 0xff;
	if (sign->product == PRODUCT_TEXT)
		return parse_text_sign(rom, sign, off);

	sign->version[1] = le32_at(rom, off + 4) >> 16 & 0xff;
	sign->version[2] = le32_at(rom, off + 4) & 0xffff;
	if (sign->product == PRODUCT_UEFI || sign->product == PRODUCT_FCODE)
		rom->no_sum = true;
	if (sign->product < PRODUCT_PXE)
		return true;

	ids = le32_at(rom, off + 8);
	sign->dev_id = ids >> 16;
	sign->cpu = ids >> 8 & 0xf;
	if (sign->product != PRODUCT_CLP) {
		sign->port = ids >> 12 & 0xf;
		sign->proto = ids & 0xff;
	}
	return true;
}

static void compare_dev_id(struct rom *rom, u16 dev_id)
{
	struct rom_info *info = rom->info;

	if (rom->mixed || !dev_id)
		return;
	if (!info->dev_id) {
		info->dev_id = dev_id;
	} else if (info->dev_id != dev_id) {
		rom->mixed = true;
		warn(rom, "The device IDs of the ROMs mismatched.");
	}
}

/* Returns false if the rest does not matter any more. */
static bool find_signs(struct rom *rom)
{
	struct rom_info *info = rom->info;
	struct rom_sign *sign;
	u32 i;

	for (i = 0; rom->len >= SIGN_LEN && i <= rom->len - SIGN_LEN; i++) {
		if (memcmp(rom->p + i, SIGN, SIGN_LEN))
			continue;
		if (info->n_signs == ROM_INFO_MAX) {
			warn(rom, "Number of exp ROMs exceeds the maximum allowed number (%d)",
			     ROM_INFO_MAX);
			return false;
		}
		sign = &info->signs[info->n_signs];
		if (!parse_sign(rom, sign, i + SIGN_LEN))
			return false;
		compare_dev_id(rom, sign->dev_id);
		info->n_signs++;
		i += SIGN_SIZE - 1;
	}
	return true;
}

/* Of the first image in the ROM only: the others need not sum up to 0. */
static void check_sum(struct rom *rom)
{
	u32 size = rom->p[ROM_SIZE_BYTE] * ROM_BLOCK;
	u8 sum = 0;
	u32 i;

	if (size > rom->len) {
		fail(rom, "ROM size field (0x%2x) is larger than actual ROM size (0x%x)",
		     size, rom->len);
		return;
	}
	if (!size) {
		fail(rom, "ROM size field is 0. Unknown ROM format or corrupted ROM.");
		return;
	}
	for (i = 0; i < size; i++)
		sum += rom->p[i];
	if (sum)
		warn(rom, "Bad ROM Checksum (0x%02x), ROM info may not be displayed correctly.",
		     sum);
}

/**
 * rom_info_parse() - read what a boot ROM says of itself
 * @info: set
 * @rom: body of the ROM section
 * @len: bytes
 */
void rom_info_parse(struct rom_info *info, const u8 *rom, u32 len)
{
	struct rom r = { .p = rom, .len = len, .info = info };

	memset(info, 0, sizeof(*info));
	if (len < 4) {
		fail(&r, "ROM size (0x%x) is too small", len);
		return;
	}
	if (!find_signs(&r))
		return;
	if (!info->n_signs)
		fail(&r, "Cannot get ROM version. Signature not found.");
	else if (!r.no_sum)
		check_sum(&r);
}

/**
 * rom_type_name() - the kind of a boot ROM
 * @product: product id of its signature
 *
 * Return: its name, or NULL if the number is not known.
 */
const char *rom_type_name(u16 product)
{
	static const char * const names[] = {
		[1] = "CLP1", [2] = "CLP2", [3] = "CLP3", [4] = "CLP4",
		[PRODUCT_TEXT] = "CLP", [PRODUCT_PXE] = "PXE",
		[PRODUCT_UEFI] = "UEFI", [PRODUCT_CLP] = "CLP",
		[0x13] = "NVMe", [0x14] = "UEFI Virtio net",
		[0x15] = "UEFI Virtio blk", [0x16] = "PXE Virtio net",
		[PRODUCT_FCODE] = "FCODE",
	};

	return product < ARRAY_SIZE(names) ? names[product] : NULL;
}

/**
 * rom_proto_name() - the network that a boot ROM boots from
 * @proto: of its signature
 *
 * Return: a constant text.
 */
const char *rom_proto_name(u8 proto)
{
	static const char * const names[] = { "IB", "ETH", "VPI" };

	return proto < ARRAY_SIZE(names) ? names[proto] : "N/A";
}

/**
 * rom_cpu_name() - the processors that a boot ROM runs on
 * @cpu: of its signature
 *
 * Return: a constant text.
 */
const char *rom_cpu_name(u8 cpu)
{
	static const char * const names[] = {
		[1] = "AMD64", [2] = "AARCH64", [3] = "AMD64,AARCH64",
		[4] = "IA32",
	};

	return cpu < ARRAY_SIZE(names) && names[cpu] ? names[cpu] : "N/A";
}

/**
 * rom_sign_has_proto() - does a signature say which network it is for?
 * @sign: the signature
 *
 * Return: true if so.
 */
bool rom_sign_has_proto(const struct rom_sign *sign)
{
	return sign->product >= PRODUCT_PXE && sign->product != PRODUCT_CLP &&
	       sign->proto != 0xff;
}

/**
 * rom_version_text() - the version of a boot ROM
 * @sign: its signature
 * @buf: room for the text
 * @len: bytes of it
 */
void rom_version_text(const struct rom_sign *sign, char *buf, size_t len)
{
	if (sign->product == PRODUCT_TEXT)
		snprintf(buf, len, "%u", sign->version[0]);
	else
		snprintf(buf, len, "%u.%u.%u", sign->version[0],
			 sign->version[1], sign->version[2]);
}
