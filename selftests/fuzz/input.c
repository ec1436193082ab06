// SPDX-License-Identifier: GPL-2.0-only
/*
 * A flash, a file and a wish, written in a few hundred bytes; see input.h.
 *
 * Where a byte of a slot lies is computed here once more, from fs2.rst and not
 * with layout.c.
 */
#include "fuzz.h"
#include "input.h"

#define PIECE_SIZE	10
#define HOLE_UNIT	64
#define HOLE_MIN	128	/* shorter runs of ff are kept as they are */
#define FILE_MAX	0x80000
#define BUDGET		0x80000

/* Sizes that no chip has come with dumps that were cut off. */
static const u32 flash_sizes[] = {
	0x80000, 0x100000, 0x200000, 0x400000, 0x1000000, 0x40000, 0x10000,
	0x10004, 0x1fffff, 0x100010, 0x38, 0,
};

u32 input_get16(const u8 *p)
{
	return p[0] << 8 | p[1];
}

void input_put16(u8 *p, u32 v)
{
	p[0] = v >> 8;
	p[1] = v;
}

/**
 * input_parse() - read what an input says
 * @in: set
 * @data: the input; pieces point into it
 * @size: bytes
 *
 * Return: true if there was a head at least.
 */
bool input_parse(struct input *in, const u8 *data, size_t size)
{
	size_t off = sizeof(in->head);

	in->n = 0;
	if (size < off)
		return false;
	memcpy(&in->head, data, off);
	while (in->n < INPUT_PIECES && size - off >= PIECE_SIZE) {
		struct input_piece *piece = &in->pieces[in->n++];
		const u8 *p = data + off;

		off += PIECE_SIZE;
		piece->kind = p[0];
		piece->off = p[1] << 16 | p[2] << 8 | p[3];
		piece->data = p + PIECE_SIZE;
		piece->len = min_t(u32, input_get16(p + 4), size - off);
		piece->hole_at = min(input_get16(p + 6), piece->len);
		piece->hole = HOLE_UNIT * input_get16(p + 8);
		off += piece->len;
	}
	return true;
}

/**
 * input_write() - write an input
 * @in: what it shall say
 * @data: where to
 * @room: bytes there
 *
 * Return: bytes written; pieces for which there is no room are left out.
 */
size_t input_write(const struct input *in, u8 *data, size_t room)
{
	size_t off = sizeof(in->head);
	u32 i;

	if (room < off)
		return 0;
	memcpy(data, &in->head, off);
	for (i = 0; i < in->n; i++) {
		const struct input_piece *piece = &in->pieces[i];
		u8 *p = data + off;

		if (PIECE_SIZE + piece->len > room - off)
			continue;
		p[0] = piece->kind;
		p[1] = piece->off >> 16;
		input_put16(p + 2, piece->off);
		input_put16(p + 4, piece->len);
		input_put16(p + 6, piece->hole_at);
		input_put16(p + 8, piece->hole / HOLE_UNIT);
		memcpy(p + PIECE_SIZE, piece->data, piece->len);
		off += PIECE_SIZE + piece->len;
	}
	return off;
}

u32 input_flash_size(const struct input *in)
{
	return flash_sizes[in->head.flash % ARRAY_SIZE(flash_sizes)];
}

/* Lays bytes @from .. @from + @len of a piece over @buf. */
static void overlay(const struct input_piece *piece, u32 from, u8 *buf, u32 len)
{
	u32 end = piece->len + piece->hole;
	u32 n;

	for (; len && from < end; from += n, buf += n, len -= n) {
		if (from < piece->hole_at) {
			n = min(len, piece->hole_at - from);
			memcpy(buf, piece->data + from, n);
		} else if (from < piece->hole_at + piece->hole) {
			n = min(len, piece->hole_at + piece->hole - from);
			memset(buf, 0xff, n);
		} else {
			n = min(len, end - from);
			memcpy(buf, piece->data + from - piece->hole, n);
		}
	}
}

/* The same, where @buf begins at @at and the piece at its own offset. */
static void overlay_at(const struct input_piece *piece, u32 at, u8 *buf,
		       u32 len)
{
	u32 skip;

	if (at >= piece->off) {
		overlay(piece, at - piece->off, buf, len);
		return;
	}
	skip = piece->off - at;
	if (skip < len)
		overlay(piece, 0, buf + skip, len - skip);
}

/* Runs of the flash that lie in one chunk of the piece's slot. */
static void overlay_slot(const struct input_piece *piece, u32 addr, u8 *buf,
			 u32 len)
{
	u32 log2 = 16 + FIELD_GET(INPUT_KIND_CHUNK, piece->kind);
	u32 slot = FIELD_GET(INPUT_KIND_PLACE, piece->kind) - 1;
	u32 size = 1U << log2;
	u32 n;

	for (; len; addr += n, buf += n, len -= n) {
		n = min(len, size - addr % size);
		if (addr / size % 2 == slot)
			overlay_at(piece, addr / size / 2 * size + addr % size,
				   buf, n);
	}
}

static void read_flash(const struct input *in, u32 addr, u8 *buf, u32 len)
{
	u32 i;

	memset(buf, 0xff, len);
	for (i = 0; i < in->n; i++) {
		switch (FIELD_GET(INPUT_KIND_PLACE, in->pieces[i].kind)) {
		case INPUT_PLACE_RAW:
			overlay_at(&in->pieces[i], addr, buf, len);
			break;
		case INPUT_PLACE_SLOT_0:
		case INPUT_PLACE_SLOT_1:
			overlay_slot(&in->pieces[i], addr, buf, len);
			break;
		}
	}
}

static int flash_read(struct hermon_reader *rd, u32 off, void *buf, u32 len,
		      struct hermon_report *report)
{
	struct input_flash *flash = container_of(rd, struct input_flash, rd);
	const struct input_head *head = &flash->in->head;
	u32 n = flash->n_reads++;
	u8 *p = buf;

	/* The range is already checked. */
	CLAIM(len <= rd->size && off <= rd->size - len);
	if (n == input_get16(head->fail_at) || len > flash->budget)
		return hermon_fail(report, HERMON_WHY_CARD_GONE, 0, 0, ~0U);
	flash->budget -= len;
	read_flash(flash->in, off, buf, len);
	if (len && n == input_get16(head->flip_at))
		p[len / 2] ^= 1U << n % 8;
	return 0;
}

void input_flash_init(struct input_flash *flash, const struct input *in)
{
	flash->rd.size = input_flash_size(in);
	flash->rd.where = HERMON_WHERE_CARD;
	flash->rd.read = flash_read;
	flash->in = in;
	flash->n_reads = 0;
	flash->budget = BUDGET;
}

/* Was something read that is not on the flash? */
bool input_flipped(const struct input_flash *flash)
{
	return flash->n_reads > input_get16(flash->in->head.flip_at);
}

/* The whole flash, as memory. */
void input_flash_copy(const struct input *in, u8 *buf, u32 size)
{
	read_flash(in, 0, buf, size);
}

/**
 * input_expand() - the bytes of a piece, its hole filled
 * @piece: the piece
 * @buf: where to put them
 * @room: bytes there
 *
 * Return: how many; what there is no room for is left out.
 */
u32 input_expand(const struct input_piece *piece, u8 *buf, u32 room)
{
	u32 len = min(piece->len + piece->hole, room);

	overlay(piece, 0, buf, len);
	return len;
}

/**
 * input_collapse() - make a piece of bytes
 * @piece: its data and hole are set
 * @buf: the bytes; the hole is cut out of them
 * @len: how many
 */
void input_collapse(struct input_piece *piece, const u8 *buf, u32 len)
{
	static u8 data[2 * INPUT_MAX];
	u32 best = 0, best_at = 0;
	u32 i, run = 0;

	for (i = 0; i < len; i++) {
		run = buf[i] == 0xff ? run + 1 : 0;
		if (run > best) {
			best = run;
			best_at = i + 1 - run;
		}
	}
	best = best < HOLE_MIN ? 0 : round_down(best, HOLE_UNIT);
	piece->hole = best;
	piece->hole_at = best ? best_at : 0;
	piece->len = min_t(u32, len - best, sizeof(data));
	piece->data = data;
	for (i = 0; i < piece->len; i++)
		data[i] = buf[i < piece->hole_at ? i : i + best];
}

/**
 * input_file() - the file that an input describes
 * @in: the input
 * @len: set to its length
 *
 * Return: its bytes, to be freed, in memory of just that size.
 */
u8 *input_file(const struct input *in, u32 *len)
{
	u8 *buf;
	u32 i;

	for (i = 0; i < in->n; i++)
		if (FIELD_GET(INPUT_KIND_PLACE, in->pieces[i].kind) ==
		    INPUT_PLACE_FILE)
			break;
	*len = i < in->n ? in->pieces[i].len + in->pieces[i].hole : 0;
	*len = min_t(u32, *len, FILE_MAX);
	buf = fuzz_alloc(*len);
	if (*len)
		input_expand(&in->pieces[i], buf, *len);
	return buf;
}
