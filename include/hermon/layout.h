/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Image offset and flash address: two slots whose chunks alternate.
 */
#ifndef HERMON_LAYOUT_H
#define HERMON_LAYOUT_H

#include <hermon_env.h>

/**
 * struct hermon_layout - where on the flash a slot lies
 * @log2_chunk: log2 of the chunk size
 * @slot: 0 for the one that starts at address 0, 1 for the other
 */
struct hermon_layout {
	u8 log2_chunk;
	u8 slot;
};

u32 hermon_layout_addr(const struct hermon_layout *layout, u32 off);
u32 hermon_layout_room(const struct hermon_layout *layout, u32 flash_size);

#endif /* HERMON_LAYOUT_H */
