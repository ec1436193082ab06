/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Changes FS2 images so that they stay images, or nearly so.
 */
#ifndef HERMON_FUZZ_FORGE_H
#define HERMON_FUZZ_FORGE_H

#include <hermon_env.h>

#include "fs2_build.h"

/* Larger images are not made. */
#define FORGE_MAX	0x60000

void forge_spec(struct fs2_spec *spec);
u32 forge_new(u8 *buf, u32 room);
u32 forge_mutate(u8 *buf, u32 len, u32 room);

#endif /* HERMON_FUZZ_FORGE_H */
