// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes valid FS2 images for tests; see fs2_build.h.
 *
 * Nothing in an image comes from a vendor: code is pseudo-random words, the
 * FW Configuration text says that the image is synthetic.
 *
 * An image is laid out first, with CRC words of 0, and fs2_build_fix() then
 * computes every checksum in it. So a test that edits an image and calls
 * fs2_build_fix() gets exactly what a builder of the edited image would have
 * written.
 */
#include <hermon_env.h>
#include <hermon/fs2.h>
#include "fs2_build.h"

#define HEADER_CRC		0x20
#define HEADER_FAILSAFE		0x28
#define HEADER_INFO		0x2c
#define HEADER_SIZE		0x30
#define HEADER_GUID		0x34

#define GPH_SIZE		16
#define GPH_NEXT		12
#define LOADER_WORD_0		0x00100040	/* as in published images */

#define CODE_MIN_WORDS		4

#define CODE_LOAD_ADDR		0x80000000

#define ROM_BLOCK		512
#define ROM_BLOCKS_MAX		255
#define ROM_PCIR_OFF		0x1c
#define ROM_SIGN_OFF		0x40
#define ROM_PRODUCT_CLP_STRING	0xf

#define VENDOR_MELLANOX		0x15b3

static const u8 cx1_tags[] = { 0, 1, 2, 3, 4, 8, 5, 9, 10, 11 };

/* Where the image grows; a NULL buffer only measures. */
struct out {
	u8 *buf;
	u32 len;
	u32 off;
	u32 seed;
	u32 moved;		/* by a ROM and gaps: code does not depend on it */
	u32 section;		/* header of the open or last section */
	u32 n_sections;		/* without the ROM */
	bool has_rom;
};

/**
 * fs2_build_get32() - read a big-endian word
 * @p: where, at any alignment
 *
 * Return: the word.
 */
u32 fs2_build_get32(const u8 *p)
{
	return (u32)p[0] << 24 | (u32)p[1] << 16 | (u32)p[2] << 8 | p[3];
}

/**
 * fs2_build_put32() - write a big-endian word
 * @p: where, at any alignment
 * @v: the word
 */
void fs2_build_put32(u8 *p, u32 v)
{
	p[0] = v >> 24;
	p[1] = v >> 16;
	p[2] = v >> 8;
	p[3] = v;
}

/* A bijection on 32 bits (the finalizer of MurmurHash3). */
static u32 mix32(u32 x)
{
	x ^= x >> 16;
	x *= 0x85ebca6b;
	x ^= x >> 13;
	x *= 0xc2b2ae35;
	x ^= x >> 16;
	return x;
}

/*
 * For a given offset this is a bijection of the seed: two seeds never give
 * the same word, whatever sections happen to lie there. Erased flash, zeroes
 * and the start of a signature must not come up by accident.
 */
static u32 noise(u32 seed, u32 off)
{
	u32 x = mix32(mix32(seed ^ 0x9e3779b9) ^ off);

	if (!x || x == 0xffffffff || x == HERMON_FS2_SIGNATURE_0)
		x ^= 0x5a5a5a5a;
	return x;
}

static void put(struct out *out, u32 v)
{
	if (out->buf && out->off + 4 <= out->len)
		fs2_build_put32(out->buf + out->off, v);
	out->off += 4;
}

static void put_byte(struct out *out, u8 v)
{
	if (out->buf && out->off < out->len)
		out->buf[out->off] = v;
	out->off++;
}

static void put_bytes(struct out *out, const void *data, u32 len)
{
	const u8 *p = data;

	while (len--)
		put_byte(out, *p++);
}

static void put_align(struct out *out)
{
	while (out->off % 4)
		put_byte(out, 0);
}

/* Text in a field of fixed length, padded with NUL, not always terminated. */
static void put_text(struct out *out, const char *text, u32 len)
{
	u32 i;

	for (i = 0; i < len; i++)
		put_byte(out, *text ? *text++ : 0);
}

static void put_noise(struct out *out, u32 words)
{
	while (words--)
		put(out, noise(out->seed, out->off - out->moved));
}

static void patch(struct out *out, u32 off, u32 v)
{
	if (out->buf && off + 4 <= out->len)
		fs2_build_put32(out->buf + off, v);
}

/* ---- CRC, fs2.rst, "CRC16" ---- */

static u16 crc_bit(u16 crc, u32 bit)
{
	u16 top = crc & 0x8000;

	crc = crc << 1 | bit;
	return top ? crc ^ 0x100b : crc;
}

static u16 crc_byte(u16 crc, u8 byte)
{
	int i;

	for (i = 7; i >= 0; i--)
		crc = crc_bit(crc, byte >> i & 1);
	return crc;
}

static u16 crc_end(u16 crc)
{
	crc = crc_byte(crc, 0);
	crc = crc_byte(crc, 0);
	return ~crc;
}

/**
 * fs2_build_crc16() - the FS2 checksum, straight from its definition
 * @data: bytes
 * @len: how many
 *
 * Return: the CRC.
 */
u16 fs2_build_crc16(const void *data, u32 len)
{
	const u8 *p = data;
	u16 crc = 0xffff;

	while (len--)
		crc = crc_byte(crc, *p++);
	return crc_end(crc);
}

/* ---- walking an image, fs2.rst, "Loader" and "Sections" ---- */

static bool fits(u32 len, u32 off, u32 need)
{
	return off <= len && need <= len - off;
}

/* Bytes of the loader block at @off, 0 if it runs out of the image. */
static u32 loader_bytes(const u8 *buf, u32 len, u32 off)
{
	u32 n;

	if (!fits(len, off, 8))
		return 0;
	n = fs2_build_get32(buf + off + 4);
	if (n > HERMON_FS2_LOADER_N_MAX)
		return 0;
	n = (n + HERMON_FS2_LOADER_EXTRA) * 4;
	return fits(len, off, n) ? n : 0;
}

static bool section_starts(const u8 *buf, u32 len, u32 off)
{
	u32 type;

	if (!fits(len, off, GPH_SIZE))
		return false;
	type = fs2_build_get32(buf + off);
	return type >= HERMON_FS2_DDR && type <= HERMON_FS2_TYPE_LAST_KNOWN;
}

/**
 * fs2_build_first_section() - find the first section header
 * @buf: image
 * @len: bytes at @buf
 *
 * Return: its offset; 0 if the loader blocks are damaged.
 */
u32 fs2_build_first_section(const u8 *buf, u32 len)
{
	u32 n = loader_bytes(buf, len, HERMON_FS2_LOADER_OFF);
	u32 off = HERMON_FS2_LOADER_OFF + n;

	if (!n)
		return 0;
	if (!section_starts(buf, len, off)) {
		n = loader_bytes(buf, len, off);
		if (!n)
			return 0;
		off += n;
	}
	return fits(len, off, GPH_SIZE) ? off : 0;
}

/**
 * fs2_build_next_section() - follow the list
 * @buf: image
 * @len: bytes at @buf
 * @off: offset of a section header; 0 for the first one
 *
 * Return: offset of the next header; 0 at the end, or where the list leaves
 * the image or turns back.
 */
u32 fs2_build_next_section(const u8 *buf, u32 len, u32 off)
{
	u32 next;

	if (!off)
		return fs2_build_first_section(buf, len);
	next = fs2_build_get32(buf + off + GPH_NEXT);
	if (next <= off || !fits(len, next, GPH_SIZE))
		return 0;
	return next;
}

/**
 * fs2_build_find_section() - find the first section of a type
 * @buf: image
 * @len: bytes at @buf
 * @type: section type
 *
 * Return: offset of its header; 0 if there is none.
 */
u32 fs2_build_find_section(const u8 *buf, u32 len, u32 type)
{
	u32 off = 0;

	while ((off = fs2_build_next_section(buf, len, off)))
		if (fs2_build_get32(buf + off) == type)
			return off;
	return 0;
}

/**
 * fs2_build_body_size() - size of a section's body
 * @buf: image
 * @off: offset of the section header
 *
 * Return: bytes between header and CRC word; saturates.
 */
u32 fs2_build_body_size(const u8 *buf, u32 off)
{
	u32 size = fs2_build_get32(buf + off + 4);

	if (size > 0x3fffffff)
		return 0xfffffffc;
	if (fs2_build_get32(buf + off) == HERMON_FS2_EMT)
		return round_up(size, 4u);
	return size * 4;
}

/**
 * fs2_build_find_tag() - find a tag of the Image Info section
 * @buf: image
 * @len: bytes at @buf
 * @tag: tag
 *
 * Return: offset of the tag's own word, the payload starts 4 bytes later;
 * 0 if there is none.
 */
u32 fs2_build_find_tag(const u8 *buf, u32 len, u8 tag)
{
	u32 off = fs2_build_find_section(buf, len, HERMON_FS2_IMAGE_INFO);
	u32 size, end, word;

	if (!off)
		return 0;
	size = fs2_build_body_size(buf, off);
	off += GPH_SIZE;
	if (!fits(len, off, size))
		return 0;
	end = off + size;
	while (fits(end, off, 4)) {
		word = fs2_build_get32(buf + off);
		if (FIELD_GET(HERMON_FS2_TAG_ID, word) == tag)
			return off;
		off += 4 + FIELD_GET(HERMON_FS2_TAG_LEN, word);
	}
	return 0;
}

/* ---- repairing an image ---- */

/**
 * fs2_build_fix_loader() - recompute the CRC of one loader block
 * @buf: image
 * @len: bytes at @buf
 * @off: offset of the block
 *
 * Return: 0, or -EINVAL if the block does not fit.
 */
int fs2_build_fix_loader(u8 *buf, u32 len, u32 off)
{
	u32 n = loader_bytes(buf, len, off);

	if (!n)
		return -EINVAL;
	n -= HERMON_FS2_CRC_WORD_SIZE;
	fs2_build_put32(buf + off + n, fs2_build_crc16(buf + off, n));
	return 0;
}

static bool all_ones(const u8 *p, u32 len)
{
	while (len--)
		if (*p++ != 0xff)
			return false;
	return true;
}

static bool is_blank_guid_section(const u8 *buf, u32 off, u32 body)
{
	return fs2_build_get32(buf + off) == HERMON_FS2_GUID && body &&
	       all_ones(buf + off + GPH_SIZE, body);
}

/**
 * fs2_build_fix_section() - recompute the CRC of one section
 * @buf: image
 * @len: bytes at @buf
 * @off: offset of the section header
 *
 * A GUID section of all ones is blank: its CRC word becomes 0000ffff.
 *
 * Return: 0, or -EINVAL if the section leaves the image or overlaps the next
 * one, whose header a CRC word written there would destroy.
 */
int fs2_build_fix_section(u8 *buf, u32 len, u32 off)
{
	u32 body, next, end;
	u16 crc;

	if (!fits(len, off, GPH_SIZE))
		return -EINVAL;
	body = fs2_build_body_size(buf, off);
	if (!fits(len - GPH_SIZE, off, body) ||
	    !fits(len, off + GPH_SIZE + body, HERMON_FS2_CRC_WORD_SIZE))
		return -EINVAL;

	end = off + GPH_SIZE + body;
	next = fs2_build_get32(buf + off + GPH_NEXT);
	if (next > off && next < end + HERMON_FS2_CRC_WORD_SIZE)
		return -EINVAL;

	if (is_blank_guid_section(buf, off, body))
		crc = HERMON_FS2_CRC_BLANK;
	else
		crc = fs2_build_crc16(buf + off, GPH_SIZE + body);
	fs2_build_put32(buf + end, crc);
	return 0;
}

static bool is_blank(const u8 *buf, u32 len)
{
	u32 off = fs2_build_find_section(buf, len, HERMON_FS2_GUID);
	u32 body;

	if (!off)
		return false;
	body = fs2_build_body_size(buf, off);
	return fits(len - GPH_SIZE, off, body) &&
	       is_blank_guid_section(buf, off, body);
}

/**
 * fs2_build_fix_full() - recompute the CRC of the whole image
 * @buf: image
 * @len: bytes at @buf; the size word wins if it is smaller
 *
 * With blank GUIDs the field is left blank too, as tools do.
 *
 * Return: 0, or -EINVAL if not even the header is there.
 */
int fs2_build_fix_full(u8 *buf, u32 len)
{
	u32 word, size;
	u16 crc;

	if (len < HERMON_FS2_LOADER_OFF)
		return -EINVAL;
	size = fs2_build_get32(buf + HEADER_SIZE);
	if (size < HERMON_FS2_LOADER_OFF || size > len)
		size = len;

	word = fs2_build_get32(buf + HEADER_CRC) | HERMON_FS2_CRC_CRC;
	fs2_build_put32(buf + HEADER_CRC, word);
	if (is_blank(buf, size))
		return 0;
	crc = fs2_build_crc16(buf, size);
	word = (word & ~(u32)HERMON_FS2_CRC_CRC) | crc;
	fs2_build_put32(buf + HEADER_CRC, word);
	return 0;
}

/**
 * fs2_build_fix_sum() - set the top byte so that the byte sum becomes 0
 * @word: failsafe word or info pointer
 *
 * Return: the word with its checksum.
 */
u32 fs2_build_fix_sum(u32 word)
{
	u8 sum = (word >> 16 & 0xff) + (word >> 8 & 0xff) + (word & 0xff);

	return (word & 0xffffff) | (u32)(u8)-sum << 24;
}

/**
 * fs2_build_fix() - recompute everything that can be computed
 * @buf: image
 * @len: bytes at @buf
 *
 * CRCs of loader blocks and sections, the checksums of the failsafe word and
 * the info pointer, the full CRC. Sizes and pointers stay as they are: tests
 * want them wrong at times.
 *
 * Return: 0, or -EINVAL if some part is out of place; the rest is repaired.
 */
int fs2_build_fix(u8 *buf, u32 len)
{
	u32 off = HERMON_FS2_LOADER_OFF, n;
	int ret = 0;

	if (len < HERMON_FS2_MIN_SIZE)
		return -EINVAL;

	fs2_build_put32(buf + HEADER_FAILSAFE,
			fs2_build_fix_sum(fs2_build_get32(buf + HEADER_FAILSAFE)));
	fs2_build_put32(buf + HEADER_INFO,
			fs2_build_fix_sum(fs2_build_get32(buf + HEADER_INFO)));

	n = loader_bytes(buf, len, off);
	if (fs2_build_fix_loader(buf, len, off))
		ret = -EINVAL;
	off += n;
	if (n && !section_starts(buf, len, off) &&
	    fs2_build_fix_loader(buf, len, off))
		ret = -EINVAL;

	off = 0;
	while ((off = fs2_build_next_section(buf, len, off)))
		if (fs2_build_fix_section(buf, len, off))
			ret = -EINVAL;

	if (fs2_build_fix_full(buf, len))
		ret = -EINVAL;
	return ret;
}

/* ---- building an image ---- */

static void put_loader(struct out *out, u32 n)
{
	put(out, LOADER_WORD_0);
	put(out, n);
	put_noise(out, n + 1);
	put(out, 0);		/* CRC */
}

/* Also links the section before to this one. */
static void begin_section(struct out *out, u32 gap, u32 type, u32 param)
{
	if (out->section) {
		for (out->moved += gap; gap; gap--)
			put_byte(out, 0x6a);
		patch(out, out->section + GPH_NEXT, out->off);
	}
	out->section = out->off;
	put(out, type);
	put(out, 0);		/* size, end() knows */
	put(out, param);
	put(out, HERMON_FS2_NEXT_LAST);
}

static void put_rom(struct out *out, const struct fs2_spec *spec);

/* The ROM goes where the spec wants it, whatever comes next. */
static void begin(struct out *out, const struct fs2_spec *spec, u32 type,
		  u32 param)
{
	if (out->n_sections++ == spec->rom_place)
		put_rom(out, spec);
	begin_section(out, spec->gap, type, param);
}

static void end(struct out *out)
{
	put_align(out);
	patch(out, out->section + 4,
	      (out->off - out->section - GPH_SIZE) / 4);
	put(out, 0);		/* CRC */
}

static void put_noise_section(struct out *out, const struct fs2_spec *spec,
			      u32 type, u32 words)
{
	begin(out, spec, type, 0);
	put_noise(out, words);
	end(out);
}

static void put_extra(struct out *out, const struct fs2_spec *spec)
{
	if (!spec->extra_type)
		return;
	put_noise_section(out, spec, spec->extra_type,
			  DIV_ROUND_UP(spec->extra_bytes, 4));
	/* The one type that counts bytes. */
	if (spec->extra_type == HERMON_FS2_EMT)
		patch(out, out->section + 4, spec->extra_bytes);
}

/*
 * Share @total words among the code sections, unevenly as in real images;
 * the last one takes what is left.
 */
static void put_code(struct out *out, const struct fs2_spec *spec, u32 total)
{
	u32 spare = total - spec->n_code * CODE_MIN_WORDS;
	u32 addr = CODE_LOAD_ADDR;
	u32 i, words;

	for (i = 0; i < spec->n_code; i++) {
		words = spare / (spec->n_code - i);
		if (i + 1 < spec->n_code)
			words = words / 2 + mix32(spec->seed + i) % (words + 1);
		words = min(words, spare);
		spare -= words;
		words += CODE_MIN_WORDS;
		begin(out, spec, HERMON_FS2_DDR, addr);
		put_noise(out, words);
		end(out);
		addr += words * 4;
	}
}

static void put_guids(struct out *out, const struct fs2_spec *spec)
{
	u32 i;
	u64 v;

	begin(out, spec, HERMON_FS2_GUID, 0);
	for (i = 0; i < spec->n_guids; i++) {
		v = i < HERMON_FS2_GUIDS_MAX ? spec->guids[i] : 0;
		if (spec->blank_guids)
			v = ~0ULL;
		put(out, v >> 32);
		put(out, (u32)v);
	}
	end(out);
}

/* ---- Image Info, fs2.rst, "Image Info" ---- */

static void put_version(struct out *out, u32 major, u32 minor, u32 subminor)
{
	put(out, major << 16);
	put(out, minor << 16 | (subminor & 0xffff));
}

static void put_hwids(struct out *out, const struct fs2_spec *spec)
{
	u32 i;

	for (i = 0; i < spec->n_hwids; i++)
		put(out, spec->hwids[i]);
	if (spec->hwids_zero_end)
		put(out, 0);
}

static void put_min_fit(struct out *out, const struct fs2_spec *spec)
{
	put(out, (u32)spec->min_fit[0] << 16 | spec->min_fit[1]);
	put(out, (u32)spec->min_fit[2] << 16 | spec->min_fit[3]);
}

static void put_config_area(struct out *out, const struct fs2_spec *spec)
{
	put(out, spec->config_sectors);
	put(out, spec->config_pad);
	if (spec->config_log2_kb)
		put(out, spec->config_log2_kb);
}

static void put_payload(struct out *out, const struct fs2_spec *spec, u8 tag)
{
	switch (tag) {
	case HERMON_FS2_TAG_FORMAT:
		put(out, 1);
		break;
	case HERMON_FS2_TAG_VERSION:
		put_version(out, spec->major, spec->minor, spec->subminor);
		break;
	case HERMON_FS2_TAG_BUILD_TIME:
		put(out, spec->time);
		put(out, spec->date);
		break;
	case HERMON_FS2_TAG_DEVICE_TYPE:
		put(out, spec->device_type);
		break;
	case HERMON_FS2_TAG_PSID:
		put_text(out, spec->psid, HERMON_FS2_PSID_SIZE);
		break;
	case HERMON_FS2_TAG_VSD:
		put_text(out, spec->vsd, HERMON_FS2_VSD_SIZE);
		break;
	case HERMON_FS2_TAG_PSID_LIST:
		put_text(out, spec->psid, HERMON_FS2_PSID_SIZE);
		put_text(out, spec->psid_list, HERMON_FS2_PSID_SIZE);
		break;
	case HERMON_FS2_TAG_PRODUCT_VERSION:
		put_text(out, spec->product_version, 16);
		break;
	case HERMON_FS2_TAG_VSD_VENDOR:
		put(out, spec->vsd_vendor);
		break;
	case HERMON_FS2_TAG_IS_GA:
		put(out, spec->is_ga);
		break;
	case HERMON_FS2_TAG_HWID_LIST:
		put_hwids(out, spec);
		break;
	case HERMON_FS2_TAG_MIC_VERSION:
		put_version(out, spec->mic[0], spec->mic[1], spec->mic[2]);
		break;
	case HERMON_FS2_TAG_MIN_FIT_VERSION:
		put_min_fit(out, spec);
		break;
	case HERMON_FS2_TAG_CONFIG_AREA:
		put_config_area(out, spec);
		break;
	case HERMON_FS2_TAG_PS_INFO:
		put_bytes(out, spec->ps_info, strlen(spec->ps_info) + 1);
		break;
	default:	/* known by number only: something to skip */
		put_noise(out, 2);
		break;
	}
}

static void put_info(struct out *out, const struct fs2_spec *spec)
{
	u32 i, start;
	u8 tag;

	begin(out, spec, HERMON_FS2_IMAGE_INFO, 0);
	for (i = 0; i < spec->n_tags; i++) {
		tag = spec->tags[i];
		if (tag == HERMON_FS2_TAG_HWID_LIST && !spec->n_hwids)
			continue;
		start = out->off;
		put(out, 0);
		put_payload(out, spec, tag);
		put_align(out);
		patch(out, start, FIELD_PREP(HERMON_FS2_TAG_ID, tag) |
				  (out->off - start - 4));
	}
	if (!spec->no_end_tag)
		put(out, FIELD_PREP(HERMON_FS2_TAG_ID, HERMON_FS2_TAG_END));
	end(out);
}

/* ---- FW Configuration: zlib stream, RFC 1950 and 1951 ---- */

/* One stored block: no compressor needed, every inflater reads it. */
static void put_zlib(struct out *out, const char *text, u32 len)
{
	u32 a = 1, b = 0, i;

	put_byte(out, 0x78);
	put_byte(out, 0x01);
	put_byte(out, 1);		/* final block, stored */
	put_byte(out, len);
	put_byte(out, len >> 8);
	put_byte(out, ~len);
	put_byte(out, ~len >> 8);
	for (i = 0; i < len; i++) {
		put_byte(out, text[i]);
		a = (a + (u8)text[i]) % 65521;
		b = (b + a) % 65521;
	}
	put_byte(out, b >> 8);
	put_byte(out, b);
	put_byte(out, a >> 8);
	put_byte(out, a);
}

static void put_fw_config(struct out *out, const struct fs2_spec *spec)
{
	char text[400];
	int len;

	if (spec->no_fw_config)
		return;
	begin(out, spec, HERMON_FS2_FW_CONFIG, 0);
	if (spec->fw_config) {
		put_bytes(out, spec->fw_config, spec->fw_config_len);
	} else {
		len = snprintf(text, sizeof(text),
			       ";; synthetic image, contains no firmware\n"
			       "[PS_INFO]\n"
			       "Name = %.64s\n"
			       "Description = %.96s\n"
			       "PSID = %s\n"
			       "\n"
			       "[ADAPTER]\n"
			       "PSID = %s\n"
			       "adapter_dev_id = %u\n"
			       "silicon_rev = 0x%02x\n",
			       spec->name ? spec->name : "",
			       spec->description ? spec->description : "",
			       spec->psid, spec->psid,
			       (u32)FIELD_GET(HERMON_FS2_DEVICE_TYPE_ID,
					      spec->device_type),
			       spec->devrev);
		put_zlib(out, text, min_t(u32, len, sizeof(text) - 1));
	}
	end(out);
}

/* ---- expansion ROM, fs2.rst, "ROM" ---- */

static void put_le32(u8 *p, u32 v)
{
	p[0] = v;
	p[1] = v >> 8;
	p[2] = v >> 16;
	p[3] = v >> 24;
}

static void rom_header(u8 *rom, const struct fs2_spec *spec, u32 blocks)
{
	u8 *pcir = rom + ROM_PCIR_OFF;

	memset(rom, 0, ROM_SIGN_OFF);
	rom[0] = 0x55;
	rom[1] = 0xaa;
	rom[2] = blocks;
	rom[0x18] = ROM_PCIR_OFF;
	memcpy(pcir, "PCIR", 4);
	put_le32(pcir + 4, VENDOR_MELLANOX |
		 FIELD_GET(HERMON_FS2_DEVICE_TYPE_ID, spec->device_type) << 16);
	pcir[0xa] = 0x18;	/* length of this structure */
	pcir[0xf] = 0x02;	/* network controller */
	pcir[0x10] = blocks;
	pcir[0x15] = 0x80;	/* last image */
}

/* The version of product 0xf is a string, all others have three numbers. */
static void rom_sign(u8 *p, const struct fs2_spec *spec)
{
	char text[16];
	u32 len;

	memset(p, 0, 48);
	memcpy(p, "mlxsign:", 8);
	p += 8;
	put_le32(p, (u32)spec->rom_product << 16 | spec->rom_major);
	if (spec->rom_product == ROM_PRODUCT_CLP_STRING) {
		len = snprintf(text, sizeof(text), "%u.%u.%u", spec->rom_major,
			       spec->rom_minor, spec->rom_subminor);
		put_le32(p + 12, len << 8 | (4 + DIV_ROUND_UP(len, 4)));
		memcpy(p + 16, text, len);
		return;
	}
	put_le32(p + 4, (u32)spec->rom_minor << 16 | spec->rom_subminor);
	put_le32(p + 8, spec->rom_proto);
}

static void put_rom(struct out *out, const struct fs2_spec *spec)
{
	u32 blocks = min_t(u32, spec->rom_size / ROM_BLOCK, ROM_BLOCKS_MAX);
	u32 seed = spec->rom_seed ? spec->rom_seed : spec->seed;
	u32 before = out->off, moved = out->moved;
	u32 start, i;
	u8 sum = 0;
	u8 *rom;

	if (!spec->rom_size || out->has_rom)
		return;
	out->has_rom = true;
	begin_section(out, spec->gap, HERMON_FS2_ROM, 0);
	start = out->off;
	for (i = 0; i < spec->rom_size; i += 4)
		put(out, noise(seed, i));
	if (out->buf && fits(out->len, start, spec->rom_size)) {
		rom = out->buf + start;
		rom_header(rom, spec, blocks);
		if (!spec->rom_no_sign)
			rom_sign(rom + ROM_SIGN_OFF, spec);
		for (i = 0; i < blocks * ROM_BLOCK; i++)
			sum += rom[i];
		rom[blocks * ROM_BLOCK - 1] -= sum + spec->rom_bad_sum;
	}
	end(out);
	out->moved = moved + out->off - before;
}

static u32 failsafe_word(const struct fs2_spec *spec)
{
	if (!spec->failsafe)
		return 0;
	return fs2_build_fix_sum(HERMON_FS2_FAILSAFE_ON |
				 (spec->log2_chunk -
				  HERMON_FS2_FAILSAFE_LOG2_BASE));
}

static void put_header(struct out *out, const struct fs2_spec *spec)
{
	put(out, HERMON_FS2_SIGNATURE_0);
	put(out, HERMON_FS2_SIGNATURE_1);
	put(out, HERMON_FS2_SIGNATURE_2);
	put(out, HERMON_FS2_SIGNATURE_3);
	put_noise(out, 4);
	put(out, FIELD_PREP(HERMON_FS2_CRC_DEVREV, spec->devrev) |
		 FIELD_PREP(HERMON_FS2_CRC_INDICATOR, spec->indicator) |
		 HERMON_FS2_CRC_BLANK);
	put(out, spec->format);
	put(out, failsafe_word(spec));
	put(out, 0);		/* info pointer */
	put(out, 0);		/* size */
	put(out, 0);		/* GUID pointer */
}

/* Everything but the checksums; @code_words are shared by the code sections. */
static void put_image(struct out *out, const struct fs2_spec *spec,
		      u32 code_words)
{
	put_header(out, spec);
	put_loader(out, spec->loader_n);
	if (spec->two_loaders)
		put_loader(out, spec->loader_n);

	if (!spec->bare)
		put_noise_section(out, spec, HERMON_FS2_CONFIG,
				  spec->config_words);
	put_guids(out, spec);
	patch(out, HEADER_GUID, out->section + GPH_SIZE);
	put_info(out, spec);
	patch(out, HEADER_INFO, out->section + GPH_SIZE);
	put_code(out, spec, code_words);
	put_extra(out, spec);
	if (!spec->bare) {
		put_noise_section(out, spec, HERMON_FS2_CONFIG,
				  spec->config_words / 2);
		put_noise_section(out, spec, HERMON_FS2_JUMP,
				  spec->config_words / 4);
	}
	put_fw_config(out, spec);
	put_rom(out, spec);	/* unless it had its place */
	patch(out, HEADER_SIZE, out->off);
}

static bool spec_is_sane(const struct fs2_spec *spec)
{
	if (spec->failsafe && (spec->log2_chunk < 16 || spec->log2_chunk > 23))
		return false;
	if (spec->rom_size && (spec->rom_size % 4 || spec->rom_size < ROM_BLOCK))
		return false;
	if (spec->n_code > HERMON_FS2_MAX_SECTIONS ||
	    spec->n_guids > HERMON_FS2_MAX_SECTIONS ||
	    spec->n_tags > FS2_SPEC_TAGS_MAX ||
	    spec->n_hwids > HERMON_FS2_HWID_LIST_MAX)
		return false;
	if (spec->loader_n < HERMON_FS2_LOADER_N_MIN)
		return false;
	return spec->size <= HERMON_FS2_MAX_SIZE &&
	       spec->pad <= HERMON_FS2_MAX_SIZE &&
	       spec->loader_n <= HERMON_FS2_MAX_SIZE / 4 &&
	       spec->config_words <= HERMON_FS2_MAX_SIZE / 4 &&
	       spec->rom_size <= HERMON_FS2_MAX_SIZE &&
	       spec->extra_bytes <= HERMON_FS2_MAX_SIZE &&
	       spec->fw_config_len <= HERMON_FS2_MAX_SIZE;
}

/**
 * fs2_build() - make an image
 * @spec: what it shall be
 * @buf: where; NULL measures only
 * @buflen: bytes at @buf
 *
 * Return: bytes used, @spec->pad included; -EINVAL if the spec contradicts
 * itself (the size asked for is too small, not a multiple of 4, or cannot be
 * reached without code sections), -ENOSPC if @buf is too small.
 */
int fs2_build(const struct fs2_spec *spec, u8 *buf, u32 buflen)
{
	u32 code_words = spec->n_code * CODE_MIN_WORDS;
	struct out out = { .seed = spec->seed };
	u32 size, i;

	if (!spec_is_sane(spec))
		return -EINVAL;

	put_image(&out, spec, code_words);
	size = out.off;
	if (spec->size) {
		if (spec->size % 4 || spec->size < size ||
		    (spec->size > size && !spec->n_code))
			return -EINVAL;
		code_words += (spec->size - size) / 4;
		size = spec->size;
	}
	if (!buf)
		return size + spec->pad;
	if (buflen < size || buflen - size < spec->pad)
		return -ENOSPC;

	out = (struct out){ .buf = buf, .len = size, .seed = spec->seed };
	put_image(&out, spec, code_words);
	for (i = 0; i < spec->pad; i++)
		buf[size + i] = spec->pad_byte;
	if (fs2_build_fix(buf, size))
		return -EINVAL;
	if (spec->no_full_crc)
		fs2_build_put32(buf + HEADER_CRC,
				fs2_build_get32(buf + HEADER_CRC) |
				HERMON_FS2_CRC_BLANK);
	return size + spec->pad;
}

/* ---- specs ---- */

/**
 * fs2_spec_guid_to_mac() - the MAC that goes with a port GUID
 * @guid: port GUID
 *
 * Return: its upper and lower 24 bits.
 */
u64 fs2_spec_guid_to_mac(u64 guid)
{
	return (guid >> 40) << 24 | (guid & 0xffffff);
}

/**
 * fs2_spec_set_guids() - GUIDs and MACs as a factory would number them
 * @spec: spec
 * @base: node GUID; ports and system image follow it
 */
void fs2_spec_set_guids(struct fs2_spec *spec, u64 base)
{
	u32 i;

	for (i = 0; i < HERMON_FS2_GUIDS_IB; i++)
		spec->guids[i] = base + i;
	spec->guids[4] = fs2_spec_guid_to_mac(base + 1);
	spec->guids[5] = fs2_spec_guid_to_mac(base + 2);
}

/**
 * fs2_spec_has_tag() - is the tag in the spec?
 * @spec: spec
 * @tag: Image Info tag
 *
 * Return: true if so.
 */
bool fs2_spec_has_tag(const struct fs2_spec *spec, u8 tag)
{
	u32 i;

	for (i = 0; i < spec->n_tags; i++)
		if (spec->tags[i] == tag)
			return true;
	return false;
}

/**
 * fs2_spec_add_tag() - append a tag to the Image Info section
 * @spec: spec
 * @tag: Image Info tag; may already be there, the image then has two
 *
 * Return: 0, or -ENOSPC.
 */
int fs2_spec_add_tag(struct fs2_spec *spec, u8 tag)
{
	if (spec->n_tags >= FS2_SPEC_TAGS_MAX)
		return -ENOSPC;
	spec->tags[spec->n_tags++] = tag;
	return 0;
}

/**
 * fs2_spec_drop_tag() - leave a tag out, wherever it is
 * @spec: spec
 * @tag: Image Info tag
 */
void fs2_spec_drop_tag(struct fs2_spec *spec, u8 tag)
{
	u32 i, n = 0;

	for (i = 0; i < spec->n_tags; i++)
		if (spec->tags[i] != tag)
			spec->tags[n++] = spec->tags[i];
	spec->n_tags = n;
}

/**
 * fs2_spec_size_from_seed() - an image size as real ones have it
 * @seed: any number
 *
 * Return: a multiple of 4 between 350 and 450 KB.
 */
u32 fs2_spec_size_from_seed(u32 seed)
{
	return 350 * 1024 + mix32(seed + 1) % (100 * 256) * 4;
}

/**
 * fs2_spec_default() - an image for HP's dual-port DDR card of 2009
 * @spec: filled
 *
 * The image takes FS2_BUILD_DEFAULT_SIZE bytes.
 */
void fs2_spec_default(struct fs2_spec *spec)
{
	memset(spec, 0, sizeof(*spec));
	spec->seed = 1;
	spec->size = FS2_BUILD_DEFAULT_SIZE;
	spec->pad_byte = 0xff;
	spec->devrev = 0xa0;
	spec->failsafe = true;
	spec->log2_chunk = 20;
	spec->loader_n = 0x300;
	spec->config_words = 64;
	spec->n_code = 6;
	spec->extra_bytes = 64;
	spec->name = "448397-B21";
	spec->description = "HP 4X DDR InfiniBand dual-port PCIe HCA";
	spec->rom_place = 1;
	spec->rom_product = 0x10;
	spec->rom_major = 1;
	spec->rom_minor = 4;
	spec->n_guids = HERMON_FS2_GUIDS_MAX;
	fs2_spec_set_guids(spec, FS2_BUILD_DEFAULT_GUID);
	memcpy(spec->tags, cx1_tags, sizeof(cx1_tags));
	spec->n_tags = ARRAY_SIZE(cx1_tags);
	spec->major = 2;
	spec->minor = 6;
	spec->date = 0x20090513;
	spec->time = 0x00140336;
	spec->device_type = 25418;
	memcpy(spec->psid, "HP_09D0000001", 14);
	memcpy(spec->psid_list, "HP_09D0000002", 14);
	memcpy(spec->product_version, "HP_0001", 8);
	memcpy(spec->ps_info, "448397-B21_Ax", 14);
	spec->vsd_vendor = VENDOR_MELLANOX;
	spec->is_ga = 1;
	spec->hwids[0] = 0x00a00190;
	spec->n_hwids = 1;
	spec->mic[0] = 1;
	spec->mic[1] = 5;
	spec->mic[2] = 0;
}

/**
 * fs2_spec_small() - the same card's image, as small as it gets
 * @spec: filled
 *
 * For tests that visit every byte. Takes at most FS2_BUILD_SMALL_MAX bytes.
 */
void fs2_spec_small(struct fs2_spec *spec)
{
	fs2_spec_default(spec);
	spec->size = 0;
	spec->loader_n = HERMON_FS2_LOADER_N_MIN;
	spec->config_words = 8;
	spec->n_code = 1;
	spec->no_fw_config = true;
}

/* ---- flash, fs2.rst, "Slots and chunks" ---- */

/**
 * fs2_build_addr() - flash address of an image byte
 * @off: image offset
 * @log2_chunk: chunk size; 0: the image is not failsafe and not striped
 * @slot: 0 or 1
 *
 * Return: chunk k of a slot is chunk 2k + slot of the flash.
 */
u32 fs2_build_addr(u32 off, u32 log2_chunk, u32 slot)
{
	u32 chunk;

	if (!log2_chunk)
		return off;
	chunk = 1u << log2_chunk;
	return (off / chunk * 2 + slot) * chunk + off % chunk;
}

/**
 * fs2_build_place() - write an image into a flash dump
 * @image: image
 * @size: its size
 * @log2_chunk: chunk size; 0: not striped
 * @slot: 0 or 1
 * @flash: dump; only the image's own bytes are touched
 * @flash_size: bytes at @flash
 *
 * Return: 0, or -EFBIG if the image leaves the flash.
 */
int fs2_build_place(const u8 *image, u32 size, u32 log2_chunk, u32 slot,
		    u8 *flash, u32 flash_size)
{
	u32 off;

	if (size && (size > flash_size ||
		     fs2_build_addr(size - 1, log2_chunk, slot) >= flash_size))
		return -EFBIG;
	for (off = 0; off < size; off++)
		flash[fs2_build_addr(off, log2_chunk, slot)] = image[off];
	return 0;
}

/**
 * fs2_build_take() - read an image back out of a flash dump
 * @flash: dump
 * @flash_size: bytes at @flash
 * @log2_chunk: chunk size; 0: not striped
 * @slot: 0 or 1
 * @image: filled
 * @size: bytes to read
 *
 * Return: 0, or -EFBIG if that leaves the flash.
 */
int fs2_build_take(const u8 *flash, u32 flash_size, u32 log2_chunk, u32 slot,
		   u8 *image, u32 size)
{
	u32 off;

	if (size && (size > flash_size ||
		     fs2_build_addr(size - 1, log2_chunk, slot) >= flash_size))
		return -EFBIG;
	for (off = 0; off < size; off++)
		image[off] = flash[fs2_build_addr(off, log2_chunk, slot)];
	return 0;
}

/**
 * fs2_build_retire() - do what a burn does to the image it replaces
 * @flash: dump
 * @start: where the image starts: 0 or the chunk size
 */
void fs2_build_retire(u8 *flash, u32 start)
{
	memset(flash + start, 0, 4);
}
