// SPDX-License-Identifier: GPL-2.0-only
/*
 * Checks an FS2 image through a reader and describes it.
 *
 * Stricter than the tools: what they accept by not looking is refused here.
 * fs2.rst, "Rules of the parser". Every length comes from untrusted bytes,
 * also when they come from the card.
 */
#include <hermon_env.h>
#include <hermon/image.h>

/* Bytes on their way past the checksum; small, as they lie on the stack. */
#define CHUNK	256

struct parser {
	struct hermon_reader *rd;
	enum hermon_depth depth;
	struct hermon_image *image;
	struct hermon_report *report;
	u32 info_ptr;
	u32 guid_ptr;
	bool seen_version;
	bool seen_psid;
};

static u32 section_body(const struct hermon_section *s)
{
	return s->off + sizeof(struct hermon_fs2_gph);
}

/**
 * hermon_fs2_section_end() - where a section ends
 * @section: the section
 *
 * Return: image offset behind its CRC word.
 */
u32 hermon_fs2_section_end(const struct hermon_section *section)
{
	return section_body(section) + section->len + HERMON_FS2_CRC_WORD_SIZE;
}

static int fail(struct parser *p, enum hermon_reason reason, u32 addr,
		u32 want, u32 got)
{
	p->report->where = p->rd->where;
	return hermon_fail(p->report, reason, addr, want, got);
}

static int mem_read(struct hermon_reader *rd, u32 off, void *buf, u32 len,
		    struct hermon_report *report)
{
	struct hermon_mem *mem = container_of(rd, struct hermon_mem, rd);

	memcpy(buf, mem->data + off, len);
	return 0;
}

/**
 * hermon_mem_init() - set up a reader over bytes in memory
 * @mem: to set up
 * @data: the bytes; must outlive @mem
 * @size: how many
 */
void hermon_mem_init(struct hermon_mem *mem, const void *data, u32 size)
{
	mem->rd.size = size;
	mem->rd.where = HERMON_WHERE_FILE;
	mem->rd.read = mem_read;
	mem->data = data;
}

/**
 * hermon_reader_get() - read from a reader, bounds checked
 * @rd: the reader
 * @off: where to begin
 * @buf: where to put the bytes
 * @len: how many
 * @report: filled on failure
 *
 * Return: 0, -EINVAL if the range is not inside, or the reader's own error.
 */
int hermon_reader_get(struct hermon_reader *rd, u32 off, void *buf, u32 len,
		      struct hermon_report *report)
{
	if (len > rd->size || off > rd->size - len) {
		report->where = rd->where;
		return hermon_fail(report, HERMON_WHY_TRUNCATED, off, off + len,
				   rd->size);
	}
	return rd->read(rd, off, buf, len, report);
}

static int get_word(struct parser *p, u32 off, u32 *word)
{
	__be32 raw;
	int err;

	err = hermon_reader_get(p->rd, off, &raw, sizeof(raw), p->report);
	if (!err)
		*word = be32_to_cpu(raw);
	return err;
}

/**
 * hermon_fs2_crc() - checksum of bytes behind a reader
 * @rd: the reader
 * @off: where they begin
 * @len: how many
 * @crc: set to the checksum
 * @report: filled on failure
 *
 * Return: 0 or the reader's error.
 */
int hermon_fs2_crc(struct hermon_reader *rd, u32 off, u32 len, u16 *crc,
		   struct hermon_report *report)
{
	u16 state = hermon_crc16_init();
	u8 buf[CHUNK];
	u32 n;
	int err;

	for (; len; off += n, len -= n) {
		n = min_t(u32, len, sizeof(buf));
		err = hermon_reader_get(rd, off, buf, n, report);
		if (err)
			return err;
		state = hermon_crc16_update(state, buf, n);
	}
	*crc = hermon_crc16_final(state);
	return 0;
}

/**
 * hermon_fs2_full_crc() - checksum of a whole image
 * @rd: the reader
 * @size: image size, bytes; at least that of the header
 * @crc: set to the checksum
 * @report: filled on failure
 *
 * The field that holds the checksum counts as ffff. fs2.rst, "Checksum".
 *
 * Return: 0 or the reader's error.
 */
int hermon_fs2_full_crc(struct hermon_reader *rd, u32 size, u16 *crc,
			struct hermon_report *report)
{
	const u32 field = offsetof(struct hermon_fs2_header, crc) + 2;
	u16 state = hermon_crc16_init();
	u8 buf[CHUNK];
	u32 off, n;
	int err;

	for (off = 0; off < size; off += n) {
		n = min_t(u32, size - off, sizeof(buf));
		err = hermon_reader_get(rd, off, buf, n, report);
		if (err)
			return err;
		if (!off)
			memset(buf + field, 0xff, sizeof(u16));
		state = hermon_crc16_update(state, buf, n);
	}
	*crc = hermon_crc16_final(state);
	return 0;
}

static const u32 signature[] = {
	HERMON_FS2_SIGNATURE_0, HERMON_FS2_SIGNATURE_1,
	HERMON_FS2_SIGNATURE_2, HERMON_FS2_SIGNATURE_3,
};

/* How many leading words of @buf are those of the signature. */
static size_t signature_words(const __be32 *buf)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(signature); i++)
		if (be32_to_cpu(buf[i]) != signature[i])
			break;
	return i;
}

/**
 * hermon_fs2_is_signature() - does an image start here?
 * @buf: HERMON_FS2_SIGNATURE_SIZE bytes
 *
 * Return: true if so.
 */
bool hermon_fs2_is_signature(const void *buf)
{
	__be32 words[ARRAY_SIZE(signature)];

	memcpy(words, buf, sizeof(words));
	return signature_words(words) == ARRAY_SIZE(signature);
}

/**
 * hermon_fs2_is_retired() - did an image start here?
 * @buf: HERMON_FS2_SIGNATURE_SIZE bytes
 *
 * A burn clears the first word of the signature of the image that it replaces.
 *
 * Return: true if that is what this looks like.
 */
bool hermon_fs2_is_retired(const void *buf)
{
	__be32 words[ARRAY_SIZE(signature)];

	memcpy(words, buf, sizeof(words));
	if (words[0])
		return false;
	words[0] = cpu_to_be32(signature[0]);
	return signature_words(words) == ARRAY_SIZE(signature);
}

/**
 * hermon_fs2_byte_sum() - what is 0 for a failsafe word or info pointer
 * @word: the word
 *
 * Return: sum of its bytes, modulo 256.
 */
u8 hermon_fs2_byte_sum(u32 word)
{
	return (word >> 24) + (word >> 16) + (word >> 8) + word;
}

static int check_format(struct parser *p, const struct hermon_fs2_header *h)
{
	u32 format = be32_to_cpu(h->format);

	switch (signature_words(h->signature)) {
	case ARRAY_SIZE(signature):
		break;
	case 0:
		return fail(p, HERMON_WHY_NO_SIGNATURE, 0,
			    HERMON_FS2_SIGNATURE_0,
			    be32_to_cpu(h->signature[0]));
	default:
		return fail(p, HERMON_WHY_FORMAT_FS4, 0, 0, 0);
	}
	if (FIELD_GET(HERMON_FS2_FORMAT_VERSION, format) ==
	    HERMON_FS2_FORMAT_FS3)
		return fail(p, HERMON_WHY_FORMAT_FS3, 0, 0, format);
	return 0;
}

static int check_failsafe(struct parser *p, u32 word)
{
	if (hermon_fs2_byte_sum(word))
		return fail(p, HERMON_WHY_FAILSAFE_SUM, 0, 0, word);
	if (!(word & HERMON_FS2_FAILSAFE_ON))
		return fail(p, HERMON_WHY_NOT_FAILSAFE, 0, 0, word);
	p->image->log2_chunk = FIELD_GET(HERMON_FS2_FAILSAFE_LOG2, word) +
			       HERMON_FS2_FAILSAFE_LOG2_BASE;
	return 0;
}

static int check_size(struct parser *p, u32 size)
{
	if (size % sizeof(u32) || size < HERMON_FS2_MIN_SIZE ||
	    size > HERMON_FS2_MAX_SIZE)
		return fail(p, HERMON_WHY_SIZE_WORD, 0, 0, size);
	if (size > p->rd->size)
		return fail(p, HERMON_WHY_TRUNCATED, 0, size, p->rd->size);
	p->image->size = size;
	return 0;
}

static int check_header(struct parser *p)
{
	struct hermon_fs2_header h;
	u32 info_ptr;
	int err;

	err = hermon_reader_get(p->rd, 0, &h, sizeof(h), p->report);
	if (!err)
		err = check_format(p, &h);
	if (!err)
		err = check_failsafe(p, be32_to_cpu(h.failsafe));
	if (!err)
		err = check_size(p, be32_to_cpu(h.size));
	if (err)
		return err;

	info_ptr = be32_to_cpu(h.info_ptr);
	if (hermon_fs2_byte_sum(info_ptr))
		return fail(p, HERMON_WHY_INFO_PTR_SUM, 0, 0, info_ptr);
	p->info_ptr = FIELD_GET(HERMON_FS2_PTR_OFF, info_ptr);
	p->guid_ptr = be32_to_cpu(h.guid_ptr);
	p->image->crc_word = be32_to_cpu(h.crc);
	return 0;
}

/* Compares a stored CRC word, upper half included, with what it covers. */
static int check_crc(struct parser *p, enum hermon_reason reason, u32 off,
		     u32 len)
{
	u32 stored;
	u16 crc;
	int err;

	err = hermon_fs2_crc(p->rd, off, len, &crc, p->report);
	if (!err)
		err = get_word(p, off + len, &stored);
	if (err)
		return err;
	if (stored != crc)
		return fail(p, reason, off, crc, stored);
	return 0;
}

/* Sets @end to what follows the loader block at @off. */
static int check_loader(struct parser *p, u32 off, u32 *end)
{
	u32 room = (p->image->size - off) / sizeof(u32);
	u32 len, n;
	int err;

	err = get_word(p, off + sizeof(u32), &n);
	if (err)
		return err;
	if (n < HERMON_FS2_LOADER_N_MIN || n > HERMON_FS2_LOADER_N_MAX ||
	    n + HERMON_FS2_LOADER_EXTRA > room)
		return fail(p, HERMON_WHY_LOADER_SIZE, off, 0, n);

	len = (n + HERMON_FS2_LOADER_EXTRA) * sizeof(u32);
	*end = off + len;
	if (p->depth != HERMON_DEPTH_FULL)
		return 0;
	return check_crc(p, HERMON_WHY_LOADER_CRC, off,
			 len - HERMON_FS2_CRC_WORD_SIZE);
}

/*
 * The first section follows the loader, or a second loader does. @n is how many
 * were found, also after a failure.
 */
static int check_loaders(struct parser *p, u32 end[HERMON_FS2_MAX_LOADERS],
			 u32 *n)
{
	u32 type;
	int err;

	*n = 0;
	err = check_loader(p, HERMON_FS2_LOADER_OFF, &end[0]);
	if (err)
		return err;
	*n = 1;
	err = get_word(p, end[0], &type);
	if (err || (type > 0 && type <= HERMON_FS2_TYPE_LAST_KNOWN))
		return err;
	err = check_loader(p, end[0], &end[1]);
	if (!err)
		*n = 2;
	return err;
}

static int get_section(struct parser *p, u32 off, struct hermon_section *s)
{
	const u32 around = sizeof(struct hermon_fs2_gph) +
			   HERMON_FS2_CRC_WORD_SIZE;
	u32 room = p->image->size - off;
	struct hermon_fs2_gph h;
	u32 size;
	int err;

	if (room < around)
		return fail(p, HERMON_WHY_SECTION_SIZE, off, 0, room);
	err = hermon_reader_get(p->rd, off, &h, sizeof(h), p->report);
	if (err)
		return err;

	s->off = off;
	s->type = be32_to_cpu(h.type);
	s->next = be32_to_cpu(h.next);
	size = be32_to_cpu(h.size);
	if (size > HERMON_FS2_MAX_BODY)
		return fail(p, HERMON_WHY_SECTION_SIZE, off, 0, size);
	s->len = s->type == HERMON_FS2_EMT ? round_up(size, sizeof(u32)) :
					     size * (u32)sizeof(u32);
	if (s->len > HERMON_FS2_MAX_BODY || s->len > room - around)
		return fail(p, HERMON_WHY_SECTION_SIZE, off, 0, size);
	return 0;
}

/* GUIDs to be set later: body all ones, and ffff for a CRC. */
static int check_blank_guids(struct parser *p, const struct hermon_section *s,
			     const u8 *body, bool *blank)
{
	u32 stored, i;
	int err;

	*blank = false;
	for (i = 0; i < s->len; i++)
		if (body[i] != 0xff)
			return 0;
	err = get_word(p, section_body(s) + s->len, &stored);
	*blank = !err && stored == HERMON_FS2_CRC_BLANK;
	return err;
}

static int check_guids(struct parser *p, const struct hermon_section *s)
{
	struct hermon_image *image = p->image;
	__be64 body[HERMON_FS2_GUIDS_MAX];
	u32 i;
	int err;

	image->n_guids = s->len / HERMON_FS2_GUID_SIZE;
	if (s->len != HERMON_FS2_GUIDS_IB * HERMON_FS2_GUID_SIZE &&
	    s->len != HERMON_FS2_GUIDS_MAX * HERMON_FS2_GUID_SIZE)
		return fail(p, HERMON_WHY_GUID_COUNT, s->off, 0, s->len);
	err = hermon_reader_get(p->rd, section_body(s), body, s->len, p->report);
	if (err)
		return err;
	for (i = 0; i < image->n_guids; i++)
		image->guids[i] = be64_to_cpu(body[i]);
	image->guid_off = section_body(s);
	return check_blank_guids(p, s, (const u8 *)body, &image->guids_blank);
}

/* Copies text up to its first NUL; @dst has room for @len bytes and a NUL. */
static int get_text(struct parser *p, u32 off, u32 len, char *dst)
{
	int err;

	err = hermon_reader_get(p->rd, off, dst, len, p->report);
	dst[err ? 0 : len] = '\0';
	return err;
}

static int tag_version(struct parser *p, u32 off, struct hermon_version *v)
{
	__be32 raw[2];
	int err;

	err = hermon_reader_get(p->rd, off, raw, sizeof(raw), p->report);
	if (err)
		return err;
	v->major = be32_to_cpu(raw[0]) >> 16;
	v->minor = be32_to_cpu(raw[1]) >> 16;
	v->subminor = be32_to_cpu(raw[1]) & 0xffff;
	return 0;
}

static int tag_psid(struct parser *p, u32 off)
{
	char *psid = p->image->psid;
	int err;

	err = get_text(p, off, HERMON_FS2_PSID_SIZE, psid);
	if (err)
		return err;
	for (; *psid; psid++)
		if (*psid <= ' ' || *psid > '~')
			return fail(p, HERMON_WHY_PSID_TEXT, off, 0, *psid);
	if (psid == p->image->psid)
		return fail(p, HERMON_WHY_PSID_TEXT, off, 0, 0);
	p->seen_psid = true;
	return 0;
}

static int tag_vsd(struct parser *p, u32 off)
{
	p->image->vsd_off = off;
	p->image->vsd_len = HERMON_FS2_VSD_SIZE;
	return get_text(p, off, HERMON_FS2_VSD_SIZE, p->image->vsd);
}

static int tag_device_type(struct parser *p, u32 off)
{
	u32 word;
	int err;

	err = get_word(p, off, &word);
	if (!err)
		p->image->device_type = FIELD_GET(HERMON_FS2_DEVICE_TYPE_ID,
						  word);
	return err;
}

static int tag_hwids(struct parser *p, u32 off, u32 len)
{
	struct hermon_image *image = p->image;
	u32 n, word;
	int err;

	image->n_hwids = 0;
	for (n = 0; n < len / sizeof(u32); n++) {
		err = get_word(p, off + n * sizeof(u32), &word);
		if (err)
			return err;
		if (!word || n == HERMON_FS2_HWID_LIST_MAX)
			break;
		image->hwids[image->n_hwids++] = word;
	}
	return 0;
}

/* Text of any length; what does not fit is cut. */
static int tag_prs_name(struct parser *p, u32 off, u32 len)
{
	return get_text(p, off, min_t(u32, len, HERMON_FS2_PRS_NAME_MAX),
			p->image->prs_name);
}

static int tag_config_area(struct parser *p, u32 off, u32 len)
{
	struct hermon_image *image = p->image;
	u32 log2_kb = HERMON_FS2_SECTOR_LOG2_DEFAULT -
		      HERMON_FS2_SECTOR_LOG2_BASE;
	int err;

	err = get_word(p, off, &image->config_sectors);
	if (!err)
		err = get_word(p, off + sizeof(u32), &image->config_pad);
	if (!err && len == 3 * sizeof(u32))
		err = get_word(p, off + 2 * sizeof(u32), &log2_kb);
	if (err)
		return err;
	if (log2_kb > HERMON_FS2_SECTOR_LOG2_DEFAULT -
		      HERMON_FS2_SECTOR_LOG2_BASE)
		return fail(p, HERMON_WHY_TAG_LENGTH, off,
			    HERMON_FS2_TAG_CONFIG_AREA, log2_kb);
	image->config_sector_log2 = log2_kb + HERMON_FS2_SECTOR_LOG2_BASE;
	return 0;
}

/* What a tag's length must be; 0 if anything goes. */
static u32 tag_length(u32 id)
{
	switch (id) {
	case HERMON_FS2_TAG_VERSION:
	case HERMON_FS2_TAG_BUILD_TIME:
	case HERMON_FS2_TAG_MIC_VERSION:
		return 2 * sizeof(u32);
	case HERMON_FS2_TAG_DEVICE_TYPE:
		return sizeof(u32);
	case HERMON_FS2_TAG_PSID:
	case HERMON_FS2_TAG_PRODUCT_VERSION:
		return HERMON_FS2_PSID_SIZE;
	case HERMON_FS2_TAG_VSD:
		return HERMON_FS2_VSD_SIZE;
	}
	return 0;
}

static bool is_tag_length(u32 id, u32 len)
{
	if (len % sizeof(u32))
		return false;
	if (id == HERMON_FS2_TAG_CONFIG_AREA)
		return len == 2 * sizeof(u32) || len == 3 * sizeof(u32);
	return !tag_length(id) || len == tag_length(id);
}

/* A tag that comes twice: the last one counts, as in the tools. */
static int check_tag(struct parser *p, u32 id, u32 off, u32 len)
{
	if (!is_tag_length(id, len))
		return fail(p, HERMON_WHY_TAG_LENGTH, off, id, len);
	switch (id) {
	case HERMON_FS2_TAG_VERSION:
		p->seen_version = true;
		return tag_version(p, off, &p->image->version);
	case HERMON_FS2_TAG_BUILD_TIME:
		return get_word(p, off + sizeof(u32), &p->image->date);
	case HERMON_FS2_TAG_DEVICE_TYPE:
		return tag_device_type(p, off);
	case HERMON_FS2_TAG_PSID:
		return tag_psid(p, off);
	case HERMON_FS2_TAG_VSD:
		return tag_vsd(p, off);
	case HERMON_FS2_TAG_PRODUCT_VERSION:
		return get_text(p, off, HERMON_FS2_PRODUCT_VERSION_SIZE,
				p->image->product_version);
	case HERMON_FS2_TAG_HWID_LIST:
		return tag_hwids(p, off, len);
	case HERMON_FS2_TAG_MIC_VERSION:
		p->image->has_mic = true;
		return tag_version(p, off, &p->image->mic);
	case HERMON_FS2_TAG_CONFIG_AREA:
		return tag_config_area(p, off, len);
	case HERMON_FS2_TAG_PS_INFO:
		return tag_prs_name(p, off, len);
	}
	return 0;
}

/* Tags fill the section, or an end tag is the last word of it. */
static int check_info(struct parser *p, const struct hermon_section *s)
{
	u32 off = section_body(s);
	u32 end = off + s->len;
	u32 word, id, len;
	int err;

	p->image->info_off = off;
	p->image->info_len = s->len;
	while (off < end) {
		err = get_word(p, off, &word);
		if (err)
			return err;
		off += sizeof(u32);
		id = FIELD_GET(HERMON_FS2_TAG_ID, word);
		len = FIELD_GET(HERMON_FS2_TAG_LEN, word);
		if (id == HERMON_FS2_TAG_END)
			break;
		if (len > end - off)
			return fail(p, HERMON_WHY_TAG_RANGE, off, id, len);
		err = check_tag(p, id, off, len);
		if (err)
			return err;
		off += len;
	}
	if (off != end)
		return fail(p, HERMON_WHY_TAG_AFTER_END, off, 0, 0);
	if (!p->seen_version)
		return fail(p, HERMON_WHY_TAG_MISSING, 0,
			    HERMON_FS2_TAG_VERSION, 0);
	if (!p->seen_psid)
		return fail(p, HERMON_WHY_TAG_MISSING, 0,
			    HERMON_FS2_TAG_PSID, 0);
	return 0;
}

static int check_section_crc(struct parser *p, const struct hermon_section *s)
{
	bool identity = s->type == HERMON_FS2_GUID ||
			s->type == HERMON_FS2_IMAGE_INFO;

	if (p->depth != HERMON_DEPTH_FULL && !identity)
		return 0;
	if (s->type == HERMON_FS2_GUID && p->image->guids_blank)
		return 0;
	return check_crc(p, HERMON_WHY_SECTION_CRC, s->off,
			 section_body(s) + s->len - s->off);
}

static int check_section(struct parser *p, const struct hermon_section *s)
{
	struct hermon_image *image = p->image;
	bool twice = false;
	int err = 0;

	switch (s->type) {
	case HERMON_FS2_GUID:
		twice = image->guid_off;
		err = twice ? 0 : check_guids(p, s);
		break;
	case HERMON_FS2_IMAGE_INFO:
		twice = image->info_off;
		image->info_off = section_body(s);
		break;
	case HERMON_FS2_ROM:
		twice = image->rom_off;
		image->rom_off = section_body(s);
		image->rom_len = s->len;
		break;
	}
	if (twice)
		return fail(p, HERMON_WHY_SECTION_TWICE, s->off, 0, s->type);
	if (!err)
		err = check_section_crc(p, s);
	/* Tags mean something only once their checksum has been seen right. */
	if (!err && s->type == HERMON_FS2_IMAGE_INFO)
		err = check_info(p, s);
	return err;
}

static bool is_last(const struct hermon_section *s)
{
	return s->next == HERMON_FS2_NEXT_LAST || !s->next;
}

/* Sections are a list that must lead forward, to the last byte. */
static int check_link(struct parser *p, const struct hermon_section *s)
{
	u32 end = hermon_fs2_section_end(s);

	if (is_last(s)) {
		if (end != p->image->size)
			return fail(p, HERMON_WHY_SIZE_WORD, s->off, end,
				    p->image->size);
		return 0;
	}
	if (s->next % sizeof(u32) || s->next < end || s->next >= p->image->size)
		return fail(p, HERMON_WHY_SECTION_NEXT, s->off, 0, s->next);
	return 0;
}

static int check_sections(struct parser *p, u32 off)
{
	struct hermon_image *image = p->image;
	struct hermon_section s = { 0 };
	int err;

	for (;; off = s.next) {
		if (image->n_sections++ == HERMON_FS2_MAX_SECTIONS)
			return fail(p, HERMON_WHY_SECTION_COUNT, off,
				    HERMON_FS2_MAX_SECTIONS, 0);
		err = get_section(p, off, &s);
		if (!err)
			err = check_section(p, &s);
		if (!err)
			err = check_link(p, &s);
		if (err || is_last(&s))
			return err;
	}
}

static int check_pointers(struct parser *p)
{
	struct hermon_image *image = p->image;

	if (!image->info_off)
		return fail(p, HERMON_WHY_SECTION_MISSING, 0,
			    HERMON_FS2_IMAGE_INFO, 0);
	if (!image->guid_off)
		return fail(p, HERMON_WHY_SECTION_MISSING, 0,
			    HERMON_FS2_GUID, 0);
	if (p->info_ptr != image->info_off)
		return fail(p, HERMON_WHY_INFO_PTR, 0, image->info_off,
			    p->info_ptr);
	if (p->guid_ptr != image->guid_off)
		return fail(p, HERMON_WHY_GUID_PTR, 0, image->guid_off,
			    p->guid_ptr);
	return 0;
}

/**
 * hermon_fs2_has_full_crc() - does a checksum cover the whole image?
 * @image: the image
 *
 * Old builders left the field alone; the MIC tag says that it was set.
 *
 * Return: true if so; hermon_fs2_check() has then read every byte of it twice.
 */
bool hermon_fs2_has_full_crc(const struct hermon_image *image)
{
	return image->has_mic && FIELD_GET(HERMON_FS2_CRC_CRC, image->crc_word) !=
				 HERMON_FS2_CRC_BLANK;
}

static int check_full_crc(struct parser *p)
{
	u32 stored = FIELD_GET(HERMON_FS2_CRC_CRC, p->image->crc_word);
	u16 crc;
	int err;

	if (p->depth != HERMON_DEPTH_FULL || !hermon_fs2_has_full_crc(p->image))
		return 0;
	err = hermon_fs2_full_crc(p->rd, p->image->size, &crc, p->report);
	if (err)
		return err;
	if (stored != crc)
		return fail(p, HERMON_WHY_FULL_CRC, 0, crc, stored);
	return 0;
}

static void init_image(struct hermon_image *image)
{
	memset(image, 0, sizeof(*image));
	image->config_sector_log2 = HERMON_FS2_SECTOR_LOG2_DEFAULT;
}

/**
 * hermon_fs2_check() - check an image and describe it
 * @rd: where its bytes come from; may be longer than the image
 * @depth: how much of it to read
 * @image: set on success; undefined on failure
 * @report: filled on failure
 *
 * Return: 0, -EINVAL if it is malformed, -EBADMSG if a checksum is wrong, or
 * the reader's error.
 */
int hermon_fs2_check(struct hermon_reader *rd, enum hermon_depth depth,
		     struct hermon_image *image, struct hermon_report *report)
{
	struct parser p = {
		.rd = rd, .depth = depth, .image = image, .report = report,
	};
	u32 end[HERMON_FS2_MAX_LOADERS];
	u32 n;
	int err;

	init_image(image);
	err = check_header(&p);
	if (!err)
		err = check_loaders(&p, end, &n);
	if (!err)
		err = check_sections(&p, end[n - 1]);
	if (!err)
		err = check_pointers(&p);
	if (!err)
		err = check_full_crc(&p);
	return err;
}

static int list_sections(struct parser *p, struct hermon_contents *contents)
{
	u32 off = contents->loader_end[contents->n_loaders - 1];
	struct hermon_section *s;
	int err;

	for (;; off = s->next) {
		if (contents->n_sections == HERMON_FS2_MAX_SECTIONS)
			return fail(p, HERMON_WHY_SECTION_COUNT, off,
				    HERMON_FS2_MAX_SECTIONS, 0);
		s = &contents->sections[contents->n_sections];
		err = get_section(p, off, s);
		if (err)
			return err;
		contents->n_sections++;
		err = check_link(p, s);
		if (err || is_last(s))
			return err;
	}
}

/**
 * hermon_fs2_contents() - list what an image consists of
 * @rd: where its bytes come from; may be longer than the image
 * @contents: set; after a failure it has what was found before that
 * @report: filled on failure
 *
 * Follows lengths and links and looks at no checksum but those of the header.
 *
 * Return: 0, -EINVAL or -EBADMSG if the structure is broken, or the reader's
 * error.
 */
int hermon_fs2_contents(struct hermon_reader *rd,
			struct hermon_contents *contents,
			struct hermon_report *report)
{
	struct hermon_image image;
	struct parser p = {
		.rd = rd, .depth = HERMON_DEPTH_IDENTITY, .image = &image,
		.report = report,
	};
	int err;

	memset(contents, 0, sizeof(*contents));
	init_image(&image);
	err = check_header(&p);
	if (err)
		return err;
	contents->size = image.size;
	err = check_loaders(&p, contents->loader_end, &contents->n_loaders);
	if (err)
		return err;
	return list_sections(&p, contents);
}

/**
 * hermon_fs2_salvage() - what a damaged image still says of itself
 * @rd: where its bytes come from
 * @image: set on success, GUIDs and sections aside; undefined on failure
 * @report: filled on failure
 *
 * Finds the Image Info section by its pointer alone and believes its checksum.
 *
 * Return: 0, or why even that is not possible.
 */
int hermon_fs2_salvage(struct hermon_reader *rd, struct hermon_image *image,
		       struct hermon_report *report)
{
	struct parser p = {
		.rd = rd, .depth = HERMON_DEPTH_IDENTITY, .image = image,
		.report = report,
	};
	const u32 head = sizeof(struct hermon_fs2_gph);
	struct hermon_section s;
	int err;

	init_image(image);
	err = check_header(&p);
	if (err)
		return err;
	if (p.info_ptr < HERMON_FS2_LOADER_OFF + head ||
	    p.info_ptr > image->size || p.info_ptr % sizeof(u32))
		return fail(&p, HERMON_WHY_INFO_PTR, 0, 0, p.info_ptr);
	err = get_section(&p, p.info_ptr - head, &s);
	if (err)
		return err;
	if (s.type != HERMON_FS2_IMAGE_INFO)
		return fail(&p, HERMON_WHY_INFO_PTR, 0, 0, p.info_ptr);
	return check_section(&p, &s);
}

/* Some download sites pad files; anything but padding is suspicious. */
static int check_trailing(struct parser *p)
{
	u32 off = p->image->size;
	u8 first = 0, c;
	int err;

	for (; off < p->rd->size; off++) {
		err = hermon_reader_get(p->rd, off, &c, 1, p->report);
		if (err)
			return err;
		if (off == p->image->size)
			first = c;
		if (c != first || (c != 0x00 && c != 0xff))
			return fail(p, HERMON_WHY_TRAILING, off, first, c);
	}
	return 0;
}

/**
 * hermon_fs2_check_file() - check a whole file that is to be burned
 * @rd: the file
 * @image: set on success; undefined on failure
 * @report: filled on failure
 *
 * Return: 0, -EINVAL if it is not one FS2 image, -EBADMSG if a checksum is
 * wrong, -EFBIG if it is larger than any flash.
 */
int hermon_fs2_check_file(struct hermon_reader *rd, struct hermon_image *image,
			  struct hermon_report *report)
{
	struct parser p = { .rd = rd, .image = image, .report = report };
	int err;

	if (rd->size > HERMON_FS2_MAX_SIZE)
		return fail(&p, HERMON_WHY_LENGTH_LONG, 0, HERMON_FS2_MAX_SIZE,
			    rd->size);
	if (rd->size % sizeof(u32))
		return fail(&p, HERMON_WHY_LENGTH_ODD, 0, 0, rd->size);
	err = hermon_fs2_check(rd, HERMON_DEPTH_FULL, image, report);
	if (!err)
		err = check_trailing(&p);
	return err;
}
