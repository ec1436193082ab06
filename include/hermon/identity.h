/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The card's GUIDs, MACs and vendor data laid over a new image.
 */
#ifndef HERMON_IDENTITY_H
#define HERMON_IDENTITY_H

#include <hermon_env.h>
#include <hermon/image.h>
#include <hermon/match.h>
#include <hermon/patch.h>

#define HERMON_IDENTITY_N_PATCHES	4

/**
 * struct hermon_identity - a new image as seen with a card's identity in it
 * @rd: the reader; what to burn comes through it
 * @base: the image as it came
 * @patches: what differs from it, in no order
 * @n_patches: how many
 * @guids: GUID section body and its CRC word
 * @vsd: payload of the VSD tag
 * @info_crc: CRC word of the Image Info section
 * @crc_word: header word 0x20
 *
 * No copy of the image is made: a read takes the bytes of @base and lays the
 * patches over them.
 */
struct hermon_identity {
	struct hermon_reader rd;
	struct hermon_reader *base;
	struct hermon_patch patches[HERMON_IDENTITY_N_PATCHES];
	u32 n_patches;
	u8 guids[HERMON_FS2_GUIDS_MAX * HERMON_FS2_GUID_SIZE +
		 HERMON_FS2_CRC_WORD_SIZE];
	u8 vsd[HERMON_FS2_VSD_SIZE];
	u8 info_crc[HERMON_FS2_CRC_WORD_SIZE];
	u8 crc_word[HERMON_FS2_CRC_WORD_SIZE];
};

u64 hermon_identity_mac(u64 guid);
int hermon_identity_keep(struct hermon_identity *id, struct hermon_reader *base,
			 const struct hermon_image *image,
			 const struct hermon_image *card,
			 const struct hermon_match *match,
			 struct hermon_report *report);

#endif /* HERMON_IDENTITY_H */
