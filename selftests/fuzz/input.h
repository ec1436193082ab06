/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A flash of up to 16 MB, a file and a wish, written in a few hundred bytes.
 *
 *   struct input_head, then pieces, each:
 *
 *   kind (1) off (3) len (2) hole_at (2) hole (2) | len bytes
 *
 * The flash is blank but for the pieces. Its content at an address is that of
 * the last piece that covers it; a piece of a slot is striped over the chunks
 * of that slot. A piece has a hole: so many times 64 bytes of ff, so that a
 * large image needs few bytes here.
 */
#ifndef HERMON_FUZZ_INPUT_H
#define HERMON_FUZZ_INPUT_H

#include <hermon_env.h>
#include <hermon/image.h>

#define INPUT_MAX	2048
#define INPUT_PIECES	12

#define INPUT_KIND_PLACE	GENMASK(1, 0)
#define   INPUT_PLACE_RAW	0
#define   INPUT_PLACE_SLOT_0	1
#define   INPUT_PLACE_SLOT_1	2
#define   INPUT_PLACE_FILE	3
#define INPUT_KIND_CHUNK	GENMASK(4, 2)	/* log2, less 16 */

#define INPUT_WISH_IDENTIFIERS	BIT(0)
#define INPUT_WISH_SETTINGS	BIT(1)
#define INPUT_WISH_ROM		GENMASK(3, 2)
#define INPUT_WISH_PSID		GENMASK(5, 4)
#define   INPUT_PSID_OF_FILE	1
#define   INPUT_PSID_OTHER	2
#define INPUT_WISH_RECOVERY	BIT(6)
#define INPUT_WISH_B0		BIT(7)

#define INPUT_NEVER		{ 0xff, 0xff }

/**
 * struct input_head - what comes before the pieces
 * @flash: index of the flash size
 * @wish: INPUT_WISH_
 * @fail_at: this read of the flash fails, 16 bits
 * @flip_at: this read of the flash has a wrong bit, 16 bits
 * @cut: in this step of the burn the power is lost
 * @cut_at: after so much of it
 */
struct input_head {
	u8 flash;
	u8 wish;
	u8 fail_at[2];
	u8 flip_at[2];
	u8 cut;
	u8 cut_at;
};

/**
 * struct input_piece - bytes of flash or file
 * @kind: where it lies, INPUT_KIND_
 * @off: flash address, or offset in slot or file
 * @data: the bytes
 * @len: how many, without the hole
 * @hole_at: where in them the hole is
 * @hole: its bytes
 */
struct input_piece {
	u8 kind;
	u32 off;
	const u8 *data;
	u32 len;
	u32 hole_at;
	u32 hole;
};

struct input {
	struct input_head head;
	struct input_piece pieces[INPUT_PIECES];
	u32 n;
};

/**
 * struct input_flash - a reader over the flash that an input describes
 * @rd: the reader
 * @in: the input
 * @n_reads: how often it was read
 * @budget: bytes until the card is gone: an input must not take forever
 */
struct input_flash {
	struct hermon_reader rd;
	const struct input *in;
	u32 n_reads;
	u32 budget;
};

u32 input_get16(const u8 *p);
void input_put16(u8 *p, u32 v);
bool input_parse(struct input *in, const u8 *data, size_t size);
size_t input_write(const struct input *in, u8 *data, size_t room);
u32 input_flash_size(const struct input *in);
void input_flash_init(struct input_flash *flash, const struct input *in);
void input_flash_copy(const struct input *in, u8 *buf, u32 size);
bool input_flipped(const struct input_flash *flash);
u8 *input_file(const struct input *in, u32 *len);
u32 input_expand(const struct input_piece *piece, u8 *buf, u32 room);
void input_collapse(struct input_piece *piece, const u8 *buf, u32 len);

#endif /* HERMON_FUZZ_INPUT_H */
