// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tags of the Image Info section that only people care about.
 *
 * The section has been checked by core/ before; a tag that does not fit ends
 * the walk all the same.
 */
#include "tags.h"

#define VALUE_MAX	8

static u32 word(const u8 *p)
{
	__be32 raw;

	memcpy(&raw, p, sizeof(raw));
	return be32_to_cpu(raw);
}

static void take(struct tags *tags, u32 id, const u8 *value)
{
	switch (id) {
	case HERMON_FS2_TAG_BUILD_TIME:
		tags->time = word(value);
		break;
	case HERMON_FS2_TAG_MIN_FIT_VERSION:
		tags->min_fit[0] = word(value) >> 16;
		tags->min_fit[1] = word(value) & 0xffff;
		tags->min_fit[2] = word(value + 4) >> 16;
		tags->min_fit[3] = word(value + 4) & 0xffff;
		break;
	case HERMON_FS2_TAG_VSD_VENDOR:
		tags->vsd_vendor = word(value) & 0xffff;
		break;
	case HERMON_FS2_TAG_ACCESS_KEY:
		tags->has_access_key = true;
		tags->access_key = (u64)word(value) << 32 | word(value + 4);
		break;
	case HERMON_FS2_TAG_IS_GA:
		tags->is_ga = word(value);
		break;
	}
}

/**
 * tags_read() - read what an image says beside what core/ needs
 * @tags: set on success
 * @rd: reads the image
 * @image: what core/ found in it
 * @report: filled on failure
 *
 * A tag that comes twice: the last one counts, as in the tools.
 *
 * Return: 0 or an error of @rd.
 */
int tags_read(struct tags *tags, struct hermon_reader *rd,
	      const struct hermon_image *image, struct hermon_report *report)
{
	u32 end = image->info_off + image->info_len;
	u32 off = image->info_off;
	u8 value[VALUE_MAX], head[4];
	u32 id, len;
	int err;

	memset(tags, 0, sizeof(*tags));
	while (off < end) {
		err = hermon_reader_get(rd, off, head, sizeof(head), report);
		if (err)
			return err;
		off += sizeof(head);
		id = FIELD_GET(HERMON_FS2_TAG_ID, word(head));
		len = FIELD_GET(HERMON_FS2_TAG_LEN, word(head));
		if (id == HERMON_FS2_TAG_END || len > end - off)
			break;
		memset(value, 0, sizeof(value));
		err = hermon_reader_get(rd, off, value,
					min_t(u32, len, sizeof(value)), report);
		if (err)
			return err;
		take(tags, id, value);
		off += len;
	}
	return 0;
}
