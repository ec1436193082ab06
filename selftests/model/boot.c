// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the boot ROM does: find an image, check it, run it, or come up in
 * recovery mode. fs2.rst, "Signature", "Header", "Loader", "Sections" and
 * "Slots"; flash-gateway.rst, "Boot address".
 *
 * How much a real boot ROM checks is not known. The model checks whatever
 * carries a checksum, so that a test sees damage wherever it is.
 */
#include "model_internal.h"

#define CRC_POLY	0x100b
#define WORD		4U

/* An image on the flash, as the boot ROM sees it. */
struct boot_image {
	const u8 *flash;
	u32 flash_size;
	u32 start;		/* flash address of offset 0 */
	u32 log2_chunk;		/* 0: not striped */
	u32 size;
	u32 version[2];
	u32 date[2];
	struct board board;
};

/* What is shifted out at the top comes back as a multiple of the polynomial. */
static u32 times_poly(u32 out)
{
	static_assert(CRC_POLY == (BIT(12) | BIT(3) | BIT(1) | BIT(0)));
	return out << 12 ^ out << 3 ^ out << 1 ^ out;
}

/*
 * Bits go in at the bottom, first bit of the first byte first. Eight at a time,
 * since thousands of boots are tested; a multiple of eight bits has up to four
 * more than fit, which come back in turn.
 */
u16 boot_crc16(u16 crc, const u8 *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		u32 out = crc >> 8;

		crc = (u32)crc << 8 ^ data[i] ^ times_poly(out) ^
		      times_poly(out >> 4);
	}
	return crc;
}

/* Sixteen bits of 0 push the last data through; the result is inverted. */
u16 boot_crc16_end(u16 crc)
{
	static const u8 zero[2];

	return ~boot_crc16(crc, zero, sizeof(zero));
}

/* Flash address of an image offset: chunks of both slots alternate. */
static u32 to_flash(const struct boot_image *img, u32 off)
{
	u32 chunk;

	if (!img->log2_chunk)
		return img->start + off;
	chunk = off >> img->log2_chunk;
	return img->start + ((2 * chunk) << img->log2_chunk) +
	       (off - (chunk << img->log2_chunk));
}

static bool get_word(const struct boot_image *img, u32 off, u32 *val)
{
	u32 addr;

	if (off % WORD || off >= img->size)
		return false;
	addr = to_flash(img, off);
	if (addr > img->flash_size - WORD)
		return false;
	*val = get_be32(img->flash + addr);
	return true;
}

/* Words [off, off + n) and the checksum word behind them. */
static bool crc_holds(const struct boot_image *img, u32 off, u32 n)
{
	u16 crc = BOOT_CRC16_INIT;
	u32 word;
	u8 bytes[WORD];

	if (n >= img->size / WORD)
		return false;
	for (u32 i = 0; i < n; i++) {
		if (!get_word(img, off + i * WORD, &word))
			return false;
		put_be32(bytes, word);
		crc = boot_crc16(crc, bytes, sizeof(bytes));
	}
	return get_word(img, off + n * WORD, &word) && word == boot_crc16_end(crc);
}

static bool byte_sum_is_zero(u32 word)
{
	return !((word + (word >> 8) + (word >> 16) + (word >> 24)) & 0xff);
}

static bool signature_at(const struct model *m, u32 start)
{
	static const u32 words[] = {
		HERMON_FS2_SIGNATURE_0, HERMON_FS2_SIGNATURE_1,
		HERMON_FS2_SIGNATURE_2, HERMON_FS2_SIGNATURE_3,
	};

	if (start > m->nor.part->size - HERMON_FS2_SIGNATURE_SIZE)
		return false;
	for (u32 i = 0; i < ARRAY_SIZE(words); i++)
		if (get_be32(m->cfg.flash + start + i * WORD) != words[i])
			return false;
	return true;
}

/* An image lies at the start of slot 0 or 1, without slots at 0. */
static bool header_holds(struct boot_image *img)
{
	const u8 *h = img->flash + img->start;
	u32 failsafe, format;

	if (img->start > img->flash_size - sizeof(struct hermon_fs2_header))
		return false;
	failsafe = get_be32(h + offsetof(struct hermon_fs2_header, failsafe));
	format = get_be32(h + offsetof(struct hermon_fs2_header, format));
	img->size = get_be32(h + offsetof(struct hermon_fs2_header, size));
	if (!byte_sum_is_zero(failsafe) ||
	    FIELD_GET(HERMON_FS2_FORMAT_VERSION, format) == HERMON_FS2_FORMAT_FS3 ||
	    img->size < HERMON_FS2_MIN_SIZE || img->size > img->flash_size)
		return false;
	if (!(failsafe & HERMON_FS2_FAILSAFE_ON))
		return !img->start;
	img->log2_chunk = FIELD_GET(HERMON_FS2_FAILSAFE_LOG2, failsafe) +
			  HERMON_FS2_FAILSAFE_LOG2_BASE;
	return !img->start || img->start == 1U << img->log2_chunk;
}

/* Steps over a loader block; it says itself how long it is. */
static bool loader_holds(const struct boot_image *img, u32 *off)
{
	u32 n;

	if (!get_word(img, *off + WORD, &n) || n < HERMON_FS2_LOADER_N_MIN ||
	    n > HERMON_FS2_LOADER_N_MAX)
		return false;
	n += HERMON_FS2_LOADER_EXTRA;
	if (!crc_holds(img, *off, n - 1))
		return false;
	*off += n * WORD;
	return true;
}

/* One loader block, or two: a section begins with a type that is known. */
static bool loaders_hold(const struct boot_image *img, u32 *off)
{
	u32 type;

	*off = HERMON_FS2_LOADER_OFF;
	if (!loader_holds(img, off) || !get_word(img, *off, &type))
		return false;
	if (type >= HERMON_FS2_DDR && type <= HERMON_FS2_TYPE_LAST_KNOWN)
		return true;
	return loader_holds(img, off);
}

static void get_bytes(const struct boot_image *img, u32 off, u8 *to, u32 len)
{
	u32 word;

	for (u32 i = 0; i < len; i += WORD)
		if (get_word(img, off + i, &word))
			put_be32(to + i, word);
}

/* Version, build time and PSID of the running firmware: Image Info's tags. */
static void read_info(struct boot_image *img, u32 off, u32 n_words)
{
	u32 end = off + n_words * WORD;
	u32 tag, len;

	while (off < end && get_word(img, off, &tag)) {
		len = FIELD_GET(HERMON_FS2_TAG_LEN, tag);
		off += WORD;
		if (len % WORD || len > end - off)
			return;
		if (FIELD_GET(HERMON_FS2_TAG_ID, tag) == HERMON_FS2_TAG_END)
			return;
		for (u32 i = 0; i < 2 && len >= 2 * WORD; i++) {
			if (FIELD_GET(HERMON_FS2_TAG_ID, tag) == HERMON_FS2_TAG_VERSION)
				get_word(img, off + i * WORD, &img->version[i]);
			if (FIELD_GET(HERMON_FS2_TAG_ID, tag) == HERMON_FS2_TAG_BUILD_TIME)
				get_word(img, off + i * WORD, &img->date[i]);
		}
		if (FIELD_GET(HERMON_FS2_TAG_ID, tag) == HERMON_FS2_TAG_PSID)
			get_bytes(img, off, img->board.psid,
				  min_t(u32, len, sizeof(img->board.psid)));
		off += len;
	}
}

static bool read_section(const struct boot_image *img, u32 off,
			 u32 *type, u32 *n, u32 *next)
{
	if (!get_word(img, off + offsetof(struct hermon_fs2_gph, type), type) ||
	    !get_word(img, off + offsetof(struct hermon_fs2_gph, size), n) ||
	    !get_word(img, off + offsetof(struct hermon_fs2_gph, next), next))
		return false;
	if (*n > HERMON_FS2_MAX_BODY)
		return false;
	if (*type == HERMON_FS2_EMT)	/* counts bytes */
		*n = DIV_ROUND_UP(*n, WORD);
	return true;
}

static bool sections_hold(struct boot_image *img, u32 off)
{
	const u32 head = sizeof(struct hermon_fs2_gph) / WORD;
	u32 type, n, next;

	for (u32 i = 0; i < HERMON_FS2_MAX_SECTIONS; i++) {
		if (!read_section(img, off, &type, &n, &next) ||
		    !crc_holds(img, off, head + n))
			return false;
		if (type == HERMON_FS2_IMAGE_INFO)
			read_info(img, off + head * WORD, n);
		if (type == HERMON_FS2_GUID && n * WORD >= sizeof(img->board.guids))
			get_bytes(img, off + head * WORD, img->board.guids[0],
				  sizeof(img->board.guids));
		if (next == HERMON_FS2_NEXT_LAST || !next)
			return true;
		if (next <= off)
			return false;
		off = next;
	}
	return false;
}

static u32 reverse_time(u32 t)
{
	return FIELD_PREP(HERMON_FW_TIME_HOUR, FIELD_GET(HERMON_FS2_TIME_HOUR, t)) |
	       FIELD_PREP(HERMON_FW_TIME_MINUTE, FIELD_GET(HERMON_FS2_TIME_MINUTE, t)) |
	       FIELD_PREP(HERMON_FW_TIME_SECOND, FIELD_GET(HERMON_FS2_TIME_SECOND, t));
}

static void run_firmware(struct model *m, const struct boot_image *img)
{
	m->boot = (struct model_boot){
		.start = img->start,
		.major = FIELD_GET(HERMON_FW_MAJOR_MAJOR, img->version[0]),
		.minor = FIELD_GET(HERMON_FW_MINOR_MINOR, img->version[1]),
		.subminor = FIELD_GET(HERMON_FW_MINOR_SUBMINOR, img->version[1]),
	};
	m->board = img->board;
	m->fw[0] = img->version[0] & HERMON_FW_MAJOR_MAJOR;
	m->fw[1] = img->version[1];
	m->fw[2] = reverse_time(img->date[0]);
	m->fw[3] = img->date[1];
}

/* Boots from flash address @start if a good image is there. */
bool boot_image_at(struct model *m, u32 start)
{
	struct boot_image img = {
		.flash = m->cfg.flash,
		.flash_size = m->nor.part->size,
		.start = start,
	};
	u32 off;

	if (!nor_reads(m) || !signature_at(m, start) || !header_holds(&img) ||
	    !loaders_hold(&img, &off) || !sections_hold(&img, off))
		return false;
	run_firmware(m, &img);
	return true;
}

/* Is an image worth the boot? The rules differ in how closely they look. */
static bool is_candidate(struct model *m, u32 start)
{
	switch (m->boot_rule) {
	case MODEL_BOOT_LOWEST_SIGNATURE:
	case MODEL_BOOT_HIGHEST_SIGNATURE:
		return nor_reads(m) && signature_at(m, start);
	default:
		return boot_image_at(m, start);
	}
}

static u64 version_booted(const struct model *m)
{
	return (u64)m->boot.major << 32 | (u32)m->boot.minor << 16 |
	       m->boot.subminor;
}

/* Of two candidates, @m->boot being what the later one has: shall it be that? */
static bool is_better(const struct model *m, u64 version, u64 best)
{
	switch (m->boot_rule) {
	case MODEL_BOOT_HIGHEST:
	case MODEL_BOOT_HIGHEST_SIGNATURE:
		return true;
	case MODEL_BOOT_NEWEST:
		return version > best;
	case MODEL_BOOT_OLDEST:
		return version < best;
	default:
		return false;
	}
}

/*
 * The lowest signature wins, as with the tools, unless a test wants it to be
 * otherwise. That a damaged image makes the ROM look further is an assumption;
 * a card would tell.
 */
static void search(struct model *m)
{
	static const u32 starts[HERMON_FS2_N_STARTS] = HERMON_FS2_STARTS;
	u32 found = ~0U;
	u64 best = 0;

	for (u32 i = 0; i < ARRAY_SIZE(starts); i++) {
		if (!is_candidate(m, starts[i]))
			continue;
		if (found != ~0U && !is_better(m, version_booted(m), best))
			continue;
		found = starts[i];
		best = version_booted(m);
		if (m->boot_rule == MODEL_BOOT_LOWEST)
			return;
	}
	m->boot = (struct model_boot){ .livefish = true };
	if (found != ~0U)
		boot_image_at(m, found);
}

void model_set_boot_rule(struct model *m, enum model_boot_rule rule)
{
	m->boot_rule = rule;
}

/*
 * A soft reset starts where the register says. If nothing good is there the
 * ROM is assumed to search, as it does after power-on.
 */
void boot_run(struct model *m)
{
	memset(m->fw, 0, sizeof(m->fw));
	memset(&m->board, 0, sizeof(m->board));
	m->boot = (struct model_boot){ .livefish = true };
	if (m->nor.chip->absent)
		return;
	if (m->boot_addr_written &&
	    boot_image_at(m, FIELD_GET(HERMON_BOOT_ADDR_START, m->boot_addr)))
		return;
	search(m);
}

const struct model_boot *model_boot(const struct model *m)
{
	return &m->boot;
}

uint32_t model_boot_addr(const struct model *m)
{
	return m->boot_addr;
}
