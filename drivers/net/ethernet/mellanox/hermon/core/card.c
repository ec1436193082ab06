// SPDX-License-Identifier: GPL-2.0-only
/*
 * What lies on a card's flash: where images start, which one is current.
 *
 * The lowest start that holds a sound image is the current one. The tools
 * take the lowest start and do not ask whether it is sound; which one the
 * boot ROM takes is an open question. fs2.rst, "Which image is current".
 */
#include <hermon_env.h>
#include <hermon/card.h>

/* A chunk is many blocks, so a block lies in one piece on the flash. */
static int get_block(struct hermon_slot *slot, u32 off,
		     struct hermon_report *report)
{
	int err;

	if (slot->has_block && slot->block_off == off)
		return 0;
	err = hermon_nor_read(slot->nor, hermon_layout_addr(&slot->layout, off),
			      slot->block, sizeof(slot->block), report);
	slot->has_block = !err;
	slot->block_off = off;
	return err;
}

static int slot_read(struct hermon_reader *rd, u32 off, void *buf, u32 len,
		     struct hermon_report *report)
{
	struct hermon_slot *slot = container_of(rd, struct hermon_slot, rd);
	u8 *p = buf;
	u32 skip, n;
	int err;

	for (; len; off += n, p += n, len -= n) {
		skip = off % HERMON_NOR_BLOCK;
		n = min_t(u32, len, HERMON_NOR_BLOCK - skip);
		err = get_block(slot, off - skip, report);
		if (err)
			return err;
		memcpy(p, slot->block + skip, n);
	}
	return 0;
}

/**
 * hermon_slot_init() - set up a reader over one slot of the flash
 * @slot: to set up
 * @nor: the flash, identified
 * @layout: where on it the slot lies
 *
 * Its read function needs the gateway locked.
 */
void hermon_slot_init(struct hermon_slot *slot, struct hermon_nor *nor,
		      const struct hermon_layout *layout)
{
	slot->rd.size = hermon_layout_room(layout, nor->size);
	slot->rd.where = HERMON_WHERE_CARD;
	slot->rd.read = slot_read;
	slot->nor = nor;
	slot->layout = *layout;
	slot->has_block = false;
}

static int find_starts(struct hermon_card *card, struct hermon_nor *nor,
		       struct hermon_report *report)
{
	static const u32 starts[HERMON_FS2_N_STARTS] = HERMON_FS2_STARTS;
	u8 buf[HERMON_FS2_SIGNATURE_SIZE];
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(starts); i++) {
		if (starts[i] >= nor->size)
			break;
		err = hermon_nor_read(nor, starts[i], buf, sizeof(buf), report);
		if (err)
			return err;
		if (hermon_fs2_is_signature(buf))
			card->starts[card->n_starts++] = starts[i];
	}
	return 0;
}

/* The image itself says how large its chunks are, and so which slot it is. */
static int find_layout(struct hermon_nor *nor, u32 start,
		       struct hermon_layout *layout,
		       struct hermon_report *report)
{
	__be32 raw;
	u32 word;
	int err;

	err = hermon_nor_read(nor, start + offsetof(struct hermon_fs2_header,
						    failsafe),
			      &raw, sizeof(raw), report);
	if (err)
		return err;
	word = be32_to_cpu(raw);
	report->where = HERMON_WHERE_CARD;
	if (!(word & HERMON_FS2_FAILSAFE_ON))
		return hermon_fail(report, HERMON_WHY_NOT_FAILSAFE, start, 0,
				   word);
	layout->log2_chunk = FIELD_GET(HERMON_FS2_FAILSAFE_LOG2, word) +
			     HERMON_FS2_FAILSAFE_LOG2_BASE;
	if (start && start != BIT(layout->log2_chunk))
		return hermon_fail(report, HERMON_WHY_START, start,
				   BIT(layout->log2_chunk), 0);
	layout->slot = start ? 1 : 0;
	return 0;
}

static int check_start(struct hermon_card *card, struct hermon_nor *nor,
		       u32 start, enum hermon_depth depth,
		       struct hermon_report *report)
{
	struct hermon_slot slot;
	int err;

	err = find_layout(nor, start, &card->layout, report);
	if (err)
		return err;
	hermon_slot_init(&slot, nor, &card->layout);
	return hermon_fs2_check(&slot.rd, depth, &card->image, report);
}

/*
 * A checksum proves the reading that it was computed from, not the one before
 * that gave us GUIDs and VSD. They go into the next image, where a flipped
 * bit would stay for good: believe them if a second reading agrees.
 */
static int check_again(const struct hermon_card *card, struct hermon_nor *nor,
		       struct hermon_report *report)
{
	struct hermon_image again;
	struct hermon_slot slot;
	int err;

	hermon_slot_init(&slot, nor, &card->layout);
	err = hermon_fs2_check(&slot.rd, HERMON_DEPTH_IDENTITY, &again, report);
	if (!err && memcmp(&card->image, &again, sizeof(again)))
		err = hermon_fail(report, HERMON_WHY_FLASH_UNSTABLE, 0, 0, 0);
	return err;
}

/*
 * With one image its structure and identity are enough. With two, the wrong
 * choice would erase the only sound one, so every byte is read.
 */
static int find_current(struct hermon_card *card, struct hermon_nor *nor,
			struct hermon_report *report)
{
	enum hermon_depth depth = card->n_starts > 1 ? HERMON_DEPTH_FULL :
						       HERMON_DEPTH_IDENTITY;
	u32 i;
	int err;

	for (i = 0; i < card->n_starts; i++) {
		err = check_start(card, nor, card->starts[i], depth, report);
		if (!err) {
			err = check_again(card, nor, report);
			card->valid = !err;
			return err;
		}
		/* Not sound is a finding; a card that fails is an error. */
		if (!hermon_reason_is_image(report->reason))
			return err;
		if (!i)
			card->why = *report;
	}
	if (card->n_starts > 1)
		hermon_fail(&card->why, HERMON_WHY_CARD_DAMAGED, 0, 0, 0);
	return 0;
}

/**
 * hermon_card_read() - find out what lies on a card's flash
 * @card: set on success
 * @nor: the flash, identified
 * @report: filled on failure
 *
 * A flash without a sound image is a success: @card says what is wrong.
 *
 * Context: caller holds the gateway; may sleep.
 * Return: 0 or an error of hermon_nor_read().
 */
int hermon_card_read(struct hermon_card *card, struct hermon_nor *nor,
		     struct hermon_report *report)
{
	struct hermon_report found = { 0 };
	int err;

	memset(card, 0, sizeof(*card));
	err = find_starts(card, nor, report);
	if (err)
		return err;
	if (!card->n_starts) {
		hermon_fail(&card->why, HERMON_WHY_CARD_EMPTY, 0, 0, 0);
		return 0;
	}
	if (card->n_starts > 2) {
		hermon_fail(&card->why, HERMON_WHY_CARD_MANY, card->starts[2],
			    2, card->n_starts);
		return 0;
	}
	err = find_current(card, nor, &found);
	if (err)
		*report = found;
	return err;
}
