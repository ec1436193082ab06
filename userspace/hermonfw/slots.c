// SPDX-License-Identifier: GPL-2.0-only
/*
 * What each of the two slots of a flash holds.
 *
 * core/ finds the image that a burn goes by. This looks at the rest too: what
 * an earlier burn left, and how far a broken one came.
 */
#include "slots.h"

static const u32 signature[] = {
	HERMON_FS2_SIGNATURE_0, HERMON_FS2_SIGNATURE_1,
	HERMON_FS2_SIGNATURE_2, HERMON_FS2_SIGNATURE_3,
};

static int signed_read(struct hermon_reader *rd, u32 off, void *buf, u32 len,
		       struct hermon_report *report)
{
	struct signed_reader *as = container_of(rd, struct signed_reader, rd);
	u8 bytes[sizeof(signature)];
	const struct hermon_patch patch = {
		.off = 0, .len = sizeof(bytes), .data = bytes,
	};
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(signature); i++)
		hermon_put_be32(bytes + i * sizeof(u32), signature[i]);
	err = hermon_reader_get(as->base, off, buf, len, report);
	if (!err)
		hermon_patch_apply(&patch, off, buf, len);
	return err;
}

/**
 * slots_is_erased() - is there nothing?
 * @rd: where
 * @off: from here
 * @len: bytes
 *
 * Return: true if every byte is ff.
 */
bool slots_is_erased(struct hermon_reader *rd, u32 off, u32 len)
{
	struct hermon_report report = { 0 };
	u8 buf[1024];
	u32 n, i;

	for (; len; off += n, len -= n) {
		n = min_t(u32, len, sizeof(buf));
		if (hermon_reader_get(rd, off, buf, n, &report))
			return false;
		for (i = 0; i < n; i++)
			if (buf[i] != 0xff)
				return false;
	}
	return true;
}

/* The header of an image that is or was at @start. Returns 0 if there is none. */
static u8 chunk_at(struct hermon_reader *flash, u32 start)
{
	const u32 at = offsetof(struct hermon_fs2_header, failsafe);
	struct hermon_report report = { 0 };
	u8 log2, raw[4];

	if (hermon_reader_get(flash, start + at, raw, sizeof(raw), &report))
		return 0;
	if ((u8)(raw[0] + raw[1] + raw[2] + raw[3]) ||
	    !(raw[3] & HERMON_FS2_FAILSAFE_ON))
		return 0;
	log2 = FIELD_GET(HERMON_FS2_FAILSAFE_LOG2, raw[3]) +
	       HERMON_FS2_FAILSAFE_LOG2_BASE;
	return start && start != BIT(log2) ? 0 : log2;
}

/* The current image knows; if there is none, what was one once. */
static void find_chunk(struct slots *slots, struct hermon_reader *flash,
		       const struct hermon_card *card)
{
	static const u32 starts[] = HERMON_FS2_STARTS;
	u32 i;

	if (card->valid)
		slots->log2_chunk = card->layout.log2_chunk;
	for (i = 0; !slots->log2_chunk && i < card->n_starts; i++)
		slots->log2_chunk = chunk_at(flash, card->starts[i].addr);
	for (i = 0; !slots->log2_chunk && i < card->n_retired; i++)
		slots->log2_chunk = chunk_at(flash, card->retired[i]);
	for (i = 0; !slots->log2_chunk && i < ARRAY_SIZE(starts); i++)
		slots->log2_chunk = chunk_at(flash, starts[i]);
	slots->known = slots->log2_chunk;
}

static void note_stray(struct slots *slots, u32 addr)
{
	if (addr && (!slots->known || addr != BIT(slots->log2_chunk)))
		slots->strays[slots->n_strays++] = addr;
}

static void find_strays(struct slots *slots, const struct hermon_card *card)
{
	u32 i;

	for (i = 0; i < card->n_starts; i++)
		note_stray(slots, card->starts[i].addr);
	for (i = 0; i < card->n_retired; i++)
		note_stray(slots, card->retired[i]);
}

/* Signed, retired, or neither. */
static int read_signature(struct slot_view *view, bool *signed_, bool *retired,
			  struct hermon_report *report)
{
	u8 buf[HERMON_FS2_SIGNATURE_SIZE];
	int err;

	err = hermon_reader_get(&view->slot.rd, 0, buf, sizeof(buf), report);
	*signed_ = !err && hermon_fs2_is_signature(buf);
	*retired = !err && hermon_fs2_is_retired(buf);
	return err;
}

/* A card that cannot be read is an error, what it holds is a finding. */
static int examine(struct slot_view *view, struct hermon_report *report)
{
	struct hermon_report found = { 0 };
	int err;

	err = hermon_fs2_check(&view->as_signed.rd, HERMON_DEPTH_FULL,
			       &view->image, &view->why);
	view->described = !err;
	if (!err)
		return 0;
	if (!hermon_reason_is_image(view->why.reason)) {
		*report = view->why;
		return err;
	}
	err = hermon_fs2_salvage(&view->as_signed.rd, &view->image, &found);
	view->described = !err;
	if (!err || hermon_reason_is_image(found.reason))
		return 0;
	*report = found;
	return err;
}

static int view_slot(struct slot_view *view, struct hermon_report *report)
{
	bool sound, signed_, retired;
	int err;

	if (!view->slot.rd.size) {
		view->state = SLOT_ABSENT;
		return 0;
	}
	err = read_signature(view, &signed_, &retired, report);
	if (!err)
		err = examine(view, report);
	if (err)
		return err;

	sound = view->described && !view->why.reason;
	if (signed_)
		view->state = sound ? SLOT_SOUND : SLOT_DAMAGED;
	else if (retired)
		view->state = SLOT_RETIRED;
	else if (sound)
		view->state = SLOT_UNSIGNED;
	else if (slots_is_erased(&view->slot.rd, 0, view->slot.rd.size))
		view->state = SLOT_ERASED;
	else
		view->state = SLOT_PARTIAL;
	return 0;
}

static void init_view(struct slot_view *view, struct hermon_reader *flash,
		      const struct hermon_layout *layout)
{
	view->layout = *layout;
	view->start = layout->slot ? BIT(layout->log2_chunk) : 0;
	hermon_slot_init(&view->slot, flash, layout);
	view->as_signed.base = &view->slot.rd;
	view->as_signed.rd = view->slot.rd;
	view->as_signed.rd.read = signed_read;
}

/**
 * slots_read() - look at both slots of a flash
 * @slots: set on success; must stay where it is
 * @flash: the whole flash; must outlive @slots
 * @card: what core/ found on it
 * @report: filled on failure
 *
 * Return: 0 or an error of @flash.
 */
int slots_read(struct slots *slots, struct hermon_reader *flash,
	       const struct hermon_card *card, struct hermon_report *report)
{
	struct hermon_layout layout;
	u8 i;
	int err;

	memset(slots, 0, sizeof(*slots));
	find_chunk(slots, flash, card);
	find_strays(slots, card);
	for (i = 0; slots->known && i < ARRAY_SIZE(slots->slots); i++) {
		layout = (struct hermon_layout) {
			.log2_chunk = slots->log2_chunk, .slot = i,
		};
		init_view(&slots->slots[i], flash, &layout);
		slots->slots[i].current = card->valid &&
					  card->layout.slot == i;
		err = view_slot(&slots->slots[i], report);
		if (err)
			return err;
	}
	return 0;
}

/**
 * slot_state_name() - one word for a state
 * @state: the state
 *
 * Return: a constant text.
 */
const char *slot_state_name(enum slot_state state)
{
	static const char * const names[] = {
		[SLOT_SOUND] = "sound", [SLOT_DAMAGED] = "damaged",
		[SLOT_RETIRED] = "retired", [SLOT_UNSIGNED] = "unsigned",
		[SLOT_PARTIAL] = "partial", [SLOT_ERASED] = "erased",
		[SLOT_ABSENT] = "absent",
	};

	return names[state];
}
