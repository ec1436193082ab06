// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loader blocks and sections of an image, each with its checksum.
 *
 * core/ stops at the first thing that is wrong. Here everything is looked at,
 * so that a person sees how much of an image is damaged.
 */
#include "parts.h"

static const char * const names[] = {
	[HERMON_FS2_DDR] = "DDR",
	[HERMON_FS2_CONFIG] = "Configuration",
	[HERMON_FS2_JUMP] = "Jump addresses",
	[HERMON_FS2_EMT] = "EMT Service",
	[HERMON_FS2_ROM] = "ROM",
	[HERMON_FS2_GUID] = "GUID",
	[HERMON_FS2_BOARD_ID] = "BOARD ID",
	[HERMON_FS2_USER_DATA] = "User Data",
	[HERMON_FS2_FW_CONFIG] = "FW Configuration",
	[HERMON_FS2_IMAGE_INFO] = "Image Info",
	[HERMON_FS2_DDRZ] = "DDRZ",
	[HERMON_FS2_HASH] = "Hash File",
};

static int get_word(struct hermon_reader *rd, u32 off, u32 *word,
		    struct hermon_report *report)
{
	__be32 raw;
	int err;

	err = hermon_reader_get(rd, off, &raw, sizeof(raw), report);
	*word = err ? 0 : be32_to_cpu(raw);
	return err;
}

/* To be set later: the first GUID is all ones, and so is the CRC. */
static int check_blank(struct part *part, struct hermon_reader *rd,
		       struct hermon_report *report)
{
	const u32 body = part->off + sizeof(struct hermon_fs2_gph);
	u32 high, low;
	int err;

	if (part->type != HERMON_FS2_GUID ||
	    part->stored != HERMON_FS2_CRC_BLANK || part->len < 32)
		return 0;
	err = get_word(rd, body, &high, report);
	if (!err)
		err = get_word(rd, body + sizeof(u32), &low, report);
	if (!err && (high & low) == UINT32_MAX)
		part->state = PART_BLANK;
	return err;
}

static void name_part(struct part *part)
{
	bool known = part->type < ARRAY_SIZE(names) && names[part->type];

	if (part->is_loader || known)
		snprintf(part->name, PART_NAME, "%s",
			 part->is_loader ? "BOOT2" : names[part->type]);
	else
		snprintf(part->name, PART_NAME, "UNKNOWN (%d)",
			 (int)part->type);
}

static int add_part(struct parts *parts, struct hermon_reader *rd,
		    const struct part *bare, struct hermon_report *report)
{
	struct part *part = &parts->parts[parts->n_parts++];
	u32 covered = bare->len - HERMON_FS2_CRC_WORD_SIZE;
	int err;

	*part = *bare;
	name_part(part);
	err = hermon_fs2_crc(rd, part->off, covered, &part->computed, report);
	if (!err)
		err = get_word(rd, part->off + covered, &part->stored, report);
	if (err)
		return err;
	part->state = part->stored == part->computed ? PART_OK : PART_BAD;
	return check_blank(part, rd, report);
}

static int add_parts(struct parts *parts, struct hermon_reader *rd,
		     const struct hermon_contents *contents,
		     struct hermon_report *report)
{
	u32 off = HERMON_FS2_LOADER_OFF;
	u32 i;
	int err;

	for (i = 0; i < contents->n_loaders; i++) {
		const struct part bare = {
			.off = off, .len = contents->loader_end[i] - off,
			.is_loader = true,
		};

		err = add_part(parts, rd, &bare, report);
		if (err)
			return err;
		off += bare.len;
	}
	for (i = 0; i < contents->n_sections; i++) {
		const struct hermon_section *s = &contents->sections[i];
		const struct part bare = {
			.off = s->off, .type = s->type,
			.len = hermon_fs2_section_end(s) - s->off,
		};

		err = add_part(parts, rd, &bare, report);
		if (err)
			return err;
	}
	return 0;
}

static int read_header(struct parts *parts, struct hermon_reader *rd,
		       struct hermon_report *report)
{
	u32 failsafe, crc;
	int err;

	err = get_word(rd, offsetof(struct hermon_fs2_header, failsafe),
		       &failsafe, report);
	if (!err)
		err = get_word(rd, offsetof(struct hermon_fs2_header, crc),
			       &crc, report);
	if (err)
		return err;
	if (failsafe & HERMON_FS2_FAILSAFE_ON)
		parts->log2_chunk =
			FIELD_GET(HERMON_FS2_FAILSAFE_LOG2, failsafe) +
			HERMON_FS2_FAILSAFE_LOG2_BASE;
	parts->full_stored = FIELD_GET(HERMON_FS2_CRC_CRC, crc);
	return 0;
}

static int check_full(struct parts *parts, struct hermon_reader *rd,
		      struct hermon_report *report)
{
	int err;

	err = hermon_fs2_full_crc(rd, parts->size, &parts->full_computed,
				  report);
	if (parts->full_stored == parts->full_computed)
		parts->full = PART_OK;
	else if (parts->full_stored == HERMON_FS2_CRC_BLANK)
		parts->full = PART_BLANK;
	else
		parts->full = PART_BAD;
	return err;
}

/**
 * parts_read() - look at every checksum of an image
 * @parts: set on success
 * @rd: reads the image
 * @report: filled on failure
 *
 * An image whose structure is broken is a success: @parts has what comes
 * before that.
 *
 * Return: 0 or an error of @rd.
 */
int parts_read(struct parts *parts, struct hermon_reader *rd,
	       struct hermon_report *report)
{
	struct hermon_contents contents;
	int err;

	memset(parts, 0, sizeof(*parts));
	err = hermon_fs2_contents(rd, &contents, &parts->why);
	if (err && !hermon_reason_is_image(parts->why.reason)) {
		*report = parts->why;
		return err;
	}
	parts->whole = !err;
	parts->size = contents.size;
	if (!parts->size)
		return 0;
	err = read_header(parts, rd, report);
	if (!err)
		err = add_parts(parts, rd, &contents, report);
	if (!err && parts->whole)
		err = check_full(parts, rd, report);
	return err;
}

/**
 * parts_first_bad() - the first part whose checksum is wrong
 * @parts: the parts
 *
 * Return: the part, or NULL if there is none.
 */
const struct part *parts_first_bad(const struct parts *parts)
{
	u32 i;

	for (i = 0; i < parts->n_parts; i++)
		if (parts->parts[i].state == PART_BAD)
			return &parts->parts[i];
	return NULL;
}

/**
 * part_state_name() - one word for a state
 * @state: the state
 *
 * Return: a constant text.
 */
const char *part_state_name(enum part_state state)
{
	static const char * const state_names[] = {
		[PART_OK] = "ok", [PART_BLANK] = "blank", [PART_BAD] = "bad",
	};

	return state_names[state];
}
