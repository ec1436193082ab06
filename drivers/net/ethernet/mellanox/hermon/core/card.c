// SPDX-License-Identifier: GPL-2.0-only
/*
 * What lies on a card's flash: where images start, which one is current.
 *
 * The lowest start that holds a sound image is the current one; if none does,
 * the lowest whose GUIDs and PSID can be believed. The tools take the lowest
 * start and do not ask whether it is sound; which one the boot ROM takes is an
 * open question. fs2.rst, "Which image is current".
 */
#include <hermon_env.h>
#include <hermon/card.h>

/* A chunk is many blocks, so a piece within one lies together on the flash. */
static int slot_read(struct hermon_reader *rd, u32 off, void *buf, u32 len,
		     struct hermon_report *report)
{
	struct hermon_slot *slot = container_of(rd, struct hermon_slot, rd);
	u32 chunk = BIT(slot->layout.log2_chunk);
	u8 *p = buf;
	u32 n;
	int err;

	for (; len; off += n, p += n, len -= n) {
		n = min_t(u32, len, chunk - off % chunk);
		err = hermon_reader_get(slot->flash,
					hermon_layout_addr(&slot->layout, off),
					p, n, report);
		if (err)
			return err;
	}
	return 0;
}

/**
 * hermon_slot_init() - set up a reader over one slot of a flash
 * @slot: to set up
 * @flash: the whole flash
 * @layout: where on it the slot lies
 *
 * What @flash needs to be read, such as the gateway, this needs too.
 */
void hermon_slot_init(struct hermon_slot *slot, struct hermon_reader *flash,
		      const struct hermon_layout *layout)
{
	slot->rd.size = hermon_layout_room(layout, flash->size);
	slot->rd.where = HERMON_WHERE_CARD;
	slot->rd.read = slot_read;
	slot->flash = flash;
	slot->layout = *layout;
}

static int find_starts(struct hermon_card *card, struct hermon_reader *flash,
		       struct hermon_report *report)
{
	static const u32 starts[HERMON_FS2_N_STARTS] = HERMON_FS2_STARTS;
	u8 buf[HERMON_FS2_SIGNATURE_SIZE];
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(starts); i++) {
		if (starts[i] >= flash->size)
			break;
		err = hermon_reader_get(flash, starts[i], buf, sizeof(buf),
					report);
		if (err)
			return err;
		if (hermon_fs2_is_signature(buf))
			card->starts[card->n_starts++].addr = starts[i];
		if (hermon_fs2_is_retired(buf))
			card->retired[card->n_retired++] = starts[i];
	}
	return 0;
}

/*
 * The image itself says how large its chunks are, and so which slot it is. A
 * burn works around that slot even if all else in the image is damaged, so the
 * word must be right.
 */
static int place(struct hermon_start *start, struct hermon_reader *flash,
		 struct hermon_report *report)
{
	struct hermon_layout *layout = &start->layout;
	__be32 raw;
	u32 word;
	int err;

	err = hermon_reader_get(flash, start->addr +
				offsetof(struct hermon_fs2_header, failsafe),
				&raw, sizeof(raw), report);
	if (err)
		return err;
	word = be32_to_cpu(raw);
	report->where = HERMON_WHERE_CARD;
	if (hermon_fs2_byte_sum(word))
		return hermon_fail(report, HERMON_WHY_FAILSAFE_SUM,
				   start->addr, 0, word);
	if (!(word & HERMON_FS2_FAILSAFE_ON))
		return hermon_fail(report, HERMON_WHY_NOT_FAILSAFE,
				   start->addr, 0, word);
	layout->log2_chunk = FIELD_GET(HERMON_FS2_FAILSAFE_LOG2, word) +
			     HERMON_FS2_FAILSAFE_LOG2_BASE;
	if (start->addr && start->addr != BIT(layout->log2_chunk))
		return hermon_fail(report, HERMON_WHY_START, start->addr,
				   BIT(layout->log2_chunk), 0);
	layout->slot = start->addr ? 1 : 0;
	start->placed = true;
	return 0;
}

/**
 * hermon_start_open() - set up a reader over the image that begins here
 * @start: its address is known; the layout is set on success, if it is not yet
 * @flash: the whole flash
 * @slot: set up on success
 * @report: filled on failure
 *
 * Context: whatever @flash needs to be read.
 * Return: 0, an error of @flash, -EBADMSG or -EINVAL if what says where the
 * image lies is not right.
 */
int hermon_start_open(struct hermon_start *start, struct hermon_reader *flash,
		      struct hermon_slot *slot, struct hermon_report *report)
{
	int err = 0;

	if (!start->placed)
		err = place(start, flash, report);
	if (!err)
		hermon_slot_init(slot, flash, &start->layout);
	return err;
}

static int check_start(struct hermon_start *start, struct hermon_reader *flash,
		       enum hermon_depth depth, struct hermon_image *image,
		       struct hermon_report *report)
{
	struct hermon_slot slot;
	int err;

	err = hermon_start_open(start, flash, &slot, report);
	if (err)
		return err;
	return hermon_fs2_check(&slot.rd, depth, image, report);
}

/* Not sound is a finding; a card that fails is an error. */
static int note_finding(struct hermon_start *start,
			const struct hermon_report *report)
{
	if (!hermon_reason_is_image(report->reason))
		return hermon_report_errno(report);
	start->state = HERMON_START_VOID;
	start->why = *report;
	return 0;
}

/*
 * With one image its structure and identity are enough. With two, the wrong
 * choice would erase the only sound one, so every byte is read.
 */
static int examine(struct hermon_card *card, struct hermon_start *start,
		   struct hermon_reader *flash, struct hermon_report *report)
{
	bool full = card->n_starts > 1;
	struct hermon_report found = { 0 };
	int err;

	err = check_start(start, flash,
			  full ? HERMON_DEPTH_FULL : HERMON_DEPTH_IDENTITY,
			  &card->image, report);
	if (!err) {
		start->state = HERMON_START_SOUND;
		return 0;
	}
	err = note_finding(start, report);
	if (err || !full || !start->placed)
		return err;

	/* Damaged somewhere: perhaps not where the identity is. */
	err = check_start(start, flash, HERMON_DEPTH_IDENTITY, &card->image,
			  &found);
	if (!err)
		start->state = HERMON_START_DAMAGED;
	else if (!hermon_reason_is_image(found.reason))
		*report = found;
	else
		err = 0;
	return err;
}

static struct hermon_start *lowest(struct hermon_card *card,
				   enum hermon_start_state state)
{
	u32 i;

	for (i = 0; i < card->n_starts; i++)
		if (card->starts[i].state == state)
			return &card->starts[i];
	return NULL;
}

static int examine_all(struct hermon_card *card, struct hermon_reader *flash,
		       struct hermon_report *report)
{
	u32 i;
	int err;

	for (i = 0; i < card->n_starts; i++) {
		err = examine(card, &card->starts[i], flash, report);
		if (err)
			return err;
		if (card->starts[i].state == HERMON_START_SOUND)
			break;
	}
	return 0;
}

/*
 * A checksum proves the reading that it was computed from, not the one before
 * that gave us GUIDs and VSD. They go into the next image, where a flipped
 * bit would stay for good: believe them if two readings agree.
 */
static int read_identity(struct hermon_card *card, struct hermon_start *start,
			 struct hermon_reader *flash,
			 struct hermon_report *report)
{
	struct hermon_image again;
	int err = 0;

	/* The sound one was read last; after a damaged one came others. */
	if (start->state == HERMON_START_DAMAGED)
		err = check_start(start, flash, HERMON_DEPTH_IDENTITY,
				  &card->image, report);
	if (!err)
		err = check_start(start, flash, HERMON_DEPTH_IDENTITY, &again,
				  report);
	if (!err && memcmp(&card->image, &again, sizeof(again)))
		err = hermon_fail(report, HERMON_WHY_FLASH_UNSTABLE, 0, 0, 0);
	card->layout = start->layout;
	card->valid = !err;
	return err;
}

/* Of a card without an identity: which board it is, if that can be read. */
static int salvage(struct hermon_card *card, struct hermon_reader *flash,
		   struct hermon_report *report)
{
	struct hermon_report found = { 0 };
	struct hermon_slot slot;
	u32 i;
	int err;

	for (i = 0; i < card->n_starts && !*card->psid; i++) {
		if (!card->starts[i].placed)
			continue;
		hermon_slot_init(&slot, flash, &card->starts[i].layout);
		err = hermon_fs2_salvage(&slot.rd, &card->image, &found);
		if (!err)
			memcpy(card->psid, card->image.psid, sizeof(card->psid));
		else if (!hermon_reason_is_image(found.reason))
			*report = found;
		if (err && !hermon_reason_is_image(found.reason))
			return err;
	}
	return 0;
}

static int find_current(struct hermon_card *card, struct hermon_reader *flash,
			struct hermon_report *report)
{
	struct hermon_start *start;
	int err;

	err = examine_all(card, flash, report);
	if (err)
		return err;
	start = lowest(card, HERMON_START_SOUND);
	if (!start)
		start = lowest(card, HERMON_START_DAMAGED);
	if (start)
		return read_identity(card, start, flash, report);

	if (card->n_starts > 1)
		hermon_fail(&card->why, HERMON_WHY_CARD_DAMAGED, 0, 0, 0);
	else
		card->why = card->starts[0].why;
	return salvage(card, flash, report);
}

/**
 * hermon_card_read() - find out what lies on a card's flash
 * @card: set on success
 * @flash: the whole flash
 * @report: filled on failure
 *
 * A flash without a sound image is a success: @card says what is wrong.
 *
 * Context: whatever @flash needs to be read.
 * Return: 0 or an error of @flash.
 */
int hermon_card_read(struct hermon_card *card, struct hermon_reader *flash,
		     struct hermon_report *report)
{
	struct hermon_report found = { 0 };
	int err;

	memset(card, 0, sizeof(*card));
	err = find_starts(card, flash, report);
	if (err)
		return err;
	if (!card->n_starts) {
		hermon_fail(&card->why, HERMON_WHY_CARD_EMPTY, 0, 0, 0);
		return 0;
	}
	err = find_current(card, flash, &found);
	if (err)
		*report = found;
	return err;
}
