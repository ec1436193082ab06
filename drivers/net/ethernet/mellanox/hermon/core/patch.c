// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bytes that replace some of an image's, laid over it as it is read.
 */
#include <hermon_env.h>
#include <hermon/patch.h>

/**
 * hermon_patch_apply() - lay a patch over bytes that were read
 * @patch: the patch
 * @off: image offset of @buf
 * @buf: the bytes
 * @len: how many
 *
 * What @patch has outside of the range is left alone.
 */
void hermon_patch_apply(const struct hermon_patch *patch, u32 off, u8 *buf,
			u32 len)
{
	u32 from = max(off, patch->off);
	u32 to = min(off + len, patch->off + patch->len);

	if (from < to)
		memcpy(buf + (from - off), patch->data + (from - patch->off),
		       to - from);
}

/**
 * hermon_put_be32() - a word as it stands in an image
 * @p: room for 4 bytes, of any alignment
 * @val: its value
 */
void hermon_put_be32(u8 *p, u32 val)
{
	__be32 raw = cpu_to_be32(val);

	memcpy(p, &raw, sizeof(raw));
}

/**
 * hermon_put_be64() - a GUID as it stands in an image
 * @p: room for 8 bytes, of any alignment
 * @val: its value
 */
void hermon_put_be64(u8 *p, u64 val)
{
	__be64 raw = cpu_to_be64(val);

	memcpy(p, &raw, sizeof(raw));
}
