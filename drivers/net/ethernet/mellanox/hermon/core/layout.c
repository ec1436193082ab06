// SPDX-License-Identifier: GPL-2.0-only
/*
 * Chunk striping: image offset to flash address.
 *
 *   flash   | chunk 0 | chunk 1 | chunk 2 | chunk 3 | ...
 *   slot      0 off 0   1 off 0   0 off 1   1 off 1     (in chunks)
 *
 * Every chunk size is a multiple of 64 KiB, the largest erase used, so an
 * erase never touches the other slot. fs2.rst, "Slots".
 */
#include <hermon_env.h>
#include <hermon/layout.h>

/**
 * hermon_layout_addr() - where on the flash an image offset lies
 * @layout: the slot
 * @off: image offset, bytes; below hermon_layout_room()
 *
 * Return: flash address, bytes.
 */
u32 hermon_layout_addr(const struct hermon_layout *layout, u32 off)
{
	u32 chunk = BIT(layout->log2_chunk);
	u32 within = off & (chunk - 1);

	return ((off - within) << 1) + layout->slot * chunk + within;
}

/**
 * hermon_layout_room() - how large an image a slot can hold
 * @layout: the slot
 * @flash_size: bytes
 *
 * Return: bytes; 0 if the flash is too small for both slots.
 */
u32 hermon_layout_room(const struct hermon_layout *layout, u32 flash_size)
{
	u32 pair_log2 = layout->log2_chunk + 1;

	return flash_size >> pair_log2 << layout->log2_chunk;
}
