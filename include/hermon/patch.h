/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bytes that replace some of an image's, laid over it as it is read.
 */
#ifndef HERMON_PATCH_H
#define HERMON_PATCH_H

#include <hermon_env.h>

/**
 * struct hermon_patch - bytes that replace those of an image
 * @off: image offset
 * @len: how many
 * @data: the bytes
 */
struct hermon_patch {
	u32 off;
	u32 len;
	const u8 *data;
};

void hermon_patch_apply(const struct hermon_patch *patch, u32 off, u8 *buf,
			u32 len);
void hermon_put_be32(u8 *p, u32 val);
void hermon_put_be64(u8 *p, u64 val);

#endif /* HERMON_PATCH_H */
