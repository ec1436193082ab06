// SPDX-License-Identifier: GPL-2.0-only
/*
 * libFuzzer's mutator for inputs of a flash, a file and a wish.
 */
#include "forge.h"
#include "fuzz.h"
#include "input.h"

static void mutate_head(struct input_head *head)
{
	switch (fuzz_below(8)) {
	case 0:
		head->flash = fuzz_below(fuzz_one_in(3) ? 12 : 3);
		break;
	case 1:
		head->wish = 0;
		break;
	case 2:
	case 3:
		head->wish ^= 1U << fuzz_below(8);
		break;
	case 4:
		input_put16(head->fail_at, fuzz_below(400));
		break;
	case 5:
		input_put16(head->flip_at, fuzz_below(200));
		break;
	case 6:
		input_put16(head->fail_at, 0xffff);
		input_put16(head->flip_at, 0xffff);
		break;
	case 7:
		head->cut = fuzz_below(16);
		head->cut_at = fuzz_below(256);
		break;
	}
}

/* Where images and signatures may be found, and just beside it. */
static u32 some_addr(void)
{
	static const u32 starts[] = HERMON_FS2_STARTS;

	if (fuzz_one_in(8))
		return fuzz_below(0x200000);
	return starts[fuzz_below(ARRAY_SIZE(starts))] +
	       (fuzz_one_in(8) ? fuzz_below(64) : 0);
}

static u8 some_kind(void)
{
	u8 kind = FIELD_PREP(INPUT_KIND_PLACE, fuzz_below(4));

	if (fuzz_one_in(4))
		kind |= FIELD_PREP(INPUT_KIND_CHUNK, fuzz_below(8));
	return kind;
}

/* The image says which chunks it wants: lie only now and then. */
static void place_image(struct input_piece *piece, const u8 *image, u32 len)
{
	u32 word;

	if (len < sizeof(struct hermon_fs2_header) || fuzz_one_in(16))
		return;
	word = fs2_build_get32(image + offsetof(struct hermon_fs2_header,
						failsafe));
	piece->kind &= ~INPUT_KIND_CHUNK;
	piece->kind |= FIELD_PREP(INPUT_KIND_CHUNK,
				  FIELD_GET(HERMON_FS2_FAILSAFE_LOG2, word));
}

static void mutate_image(struct input_piece *piece)
{
	static u8 buf[FORGE_MAX];
	u32 len = input_expand(piece, buf, sizeof(buf));

	len = forge_mutate(buf, len, sizeof(buf));
	place_image(piece, buf, len);
	input_collapse(piece, buf, len);
}

static void mutate_bytes(struct input_piece *piece)
{
	static u8 buf[INPUT_MAX];

	piece->len = min_t(u32, piece->len, sizeof(buf));
	memcpy(buf, piece->data, piece->len);
	piece->len = fuzz_mutate_bytes(buf, piece->len, sizeof(buf));
	piece->data = buf;
}

/* A signature, or a retired one, where the chip would look. */
static void new_signature(struct input_piece *piece)
{
	static u8 sig[HERMON_FS2_SIGNATURE_SIZE];

	fs2_build_put32(sig, fuzz_one_in(3) ? 0 : HERMON_FS2_SIGNATURE_0);
	fs2_build_put32(sig + 4, HERMON_FS2_SIGNATURE_1);
	fs2_build_put32(sig + 8, HERMON_FS2_SIGNATURE_2);
	fs2_build_put32(sig + 12, HERMON_FS2_SIGNATURE_3);
	*piece = (struct input_piece) {
		.off = some_addr(), .data = sig, .len = sizeof(sig),
	};
}

static void new_image(struct input_piece *piece)
{
	static u8 buf[INPUT_MAX];
	u32 len = forge_new(buf, sizeof(buf));

	*piece = (struct input_piece) { .kind = some_kind() };
	place_image(piece, buf, len);
	input_collapse(piece, buf, len);
}

static void drop(struct input *in, u32 at)
{
	in->n--;
	memmove(&in->pieces[at], &in->pieces[at + 1],
		(in->n - at) * sizeof(in->pieces[0]));
}

static void add(struct input *in)
{
	struct input_piece *piece = &in->pieces[in->n];

	if (in->n == INPUT_PIECES)
		return;
	in->n++;
	switch (fuzz_below(3)) {
	case 0:
		new_signature(piece);
		break;
	case 1:
		new_image(piece);
		break;
	case 2:
		*piece = in->pieces[fuzz_below(in->n - 1)];
		if (in->n == 1)
			new_image(piece);
		else
			piece->kind = (piece->kind & ~INPUT_KIND_PLACE) |
				      (some_kind() & INPUT_KIND_PLACE);
		break;
	}
}

static void mutate_piece(struct input_piece *piece)
{
	switch (fuzz_below(12)) {
	case 0:
		piece->off = some_addr();
		break;
	case 1:
		piece->off = 0;
		break;
	case 2:
		piece->kind = some_kind();
		break;
	case 3:
		mutate_bytes(piece);
		break;
	default:
		mutate_image(piece);
		break;
	}
}

size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max_size,
			       unsigned int seed)
{
	static u8 old[0x10000];
	struct input in = { .head = { .fail_at = INPUT_NEVER,
				      .flip_at = INPUT_NEVER } };

	fuzz_seed(seed);
	if (fuzz_one_in(64) || size > sizeof(old))
		return fuzz_mutate_bytes(data, size, max_size);
	memcpy(old, data, size);
	input_parse(&in, old, size);
	if (fuzz_one_in(3))
		mutate_head(&in.head);
	if (fuzz_one_in(6) || !in.n)
		add(&in);
	else if (fuzz_one_in(10))
		drop(&in, fuzz_below(in.n));
	else
		mutate_piece(&in.pieces[fuzz_below(in.n)]);
	size = input_write(&in, data, max_size);
	return size ? size : fuzz_mutate_bytes(data, 0, max_size);
}

/* Pieces of both, the head of the first. */
size_t LLVMFuzzerCustomCrossOver(const u8 *a, size_t a_size,
				 const u8 *b, size_t b_size,
				 u8 *out, size_t max_size, unsigned int seed)
{
	struct input x, y;

	fuzz_seed(seed);
	if (!input_parse(&x, a, a_size) || !input_parse(&y, b, b_size) || !y.n)
		return 0;
	if (x.n && fuzz_one_in(2))
		x.pieces[fuzz_below(x.n)] = y.pieces[fuzz_below(y.n)];
	else if (x.n < INPUT_PIECES)
		x.pieces[x.n++] = y.pieces[fuzz_below(y.n)];
	return input_write(&x, out, max_size);
}
