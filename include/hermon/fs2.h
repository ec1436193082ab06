/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * FS2: the firmware image of ConnectX as it lies in a file.
 *
 *   0x00  +----------------------------+
 *         | signature (16 bytes)       |  struct hermon_fs2_header
 *         | four words, meaning unknown|
 *         | full CRC, failsafe word,   |
 *         | pointers, image size       |
 *   0x38  +----------------------------+
 *         | loader block, own CRC      |  n + 4 words
 *         | (a second one on some)     |
 *         +----------------------------+
 *         | section header, 16 bytes   |  struct hermon_fs2_gph
 *         | body                       |
 *         | CRC word                   |
 *         +----------------------------+
 *         | ... linked by gph.next ... |
 *   size  +----------------------------+
 *
 * On flash the same bytes are cut into chunks that alternate with those of
 * the other slot; layout.c converts. Source: Documentation/hermon/fs2.rst.
 */
#ifndef HERMON_FS2_H
#define HERMON_FS2_H

#include <hermon_env.h>

#define HERMON_FS2_SIGNATURE_SIZE	16
#define HERMON_FS2_SIGNATURE_0		0x4d544657	/* "MTFW" */
#define HERMON_FS2_SIGNATURE_1		0x8cdfd000
#define HERMON_FS2_SIGNATURE_2		0xdead9270
#define HERMON_FS2_SIGNATURE_3		0x4154beef

/* Physical addresses where an image may start: fs2.rst, "Signature". */
#define HERMON_FS2_N_STARTS		6
#define HERMON_FS2_STARTS \
	{ 0x0, 0x10000, 0x20000, 0x40000, 0x80000, 0x100000 }

#define HERMON_FS2_MAX_SIZE		0x1000000	/* the largest flash, 16 MB */
#define HERMON_FS2_MIN_SIZE		0x50
#define HERMON_FS2_MAX_SECTIONS		256
#define HERMON_FS2_MAX_LOADERS		2
#define HERMON_FS2_MAX_BODY		0x400000	/* tools refuse more */

/* Header: fs2.rst, "Header". */
struct hermon_fs2_header {
	__be32 signature[4];
	__be32 unknown[4];
	__be32 crc;		/* word 0x20 */
	__be32 format;		/* word 0x24 */
	__be32 failsafe;	/* word 0x28 */
	__be32 info_ptr;	/* word 0x2c */
	__be32 size;		/* word 0x30, bytes */
	__be32 guid_ptr;	/* word 0x34 */
};

static_assert(sizeof(struct hermon_fs2_header) == 0x38);

#define HERMON_FS2_CRC_DEVREV		GENMASK(31, 24)
#define HERMON_FS2_CRC_INDICATOR	GENMASK(23, 16)
#define HERMON_FS2_CRC_CRC		GENMASK(15, 0)
#define   HERMON_FS2_CRC_BLANK		0xffff
#define HERMON_FS2_FORMAT_VERSION	GENMASK(31, 24)
#define   HERMON_FS2_FORMAT_FS3		3
#define HERMON_FS2_FAILSAFE_LOG2	GENMASK(2, 0)	/* log2(chunk) - 16 */
#define   HERMON_FS2_FAILSAFE_LOG2_BASE	16
#define HERMON_FS2_FAILSAFE_ON		BIT(3)
#define HERMON_FS2_PTR_OFF		GENMASK(23, 0)
#define HERMON_FS2_PTR_SUM		GENMASK(31, 24)	/* byte sum becomes 0 */

/* Loader block ("boot2"): fs2.rst, "Loader". */
#define HERMON_FS2_LOADER_OFF		0x38
#define HERMON_FS2_LOADER_N_MIN		4
#define HERMON_FS2_LOADER_N_MAX		1048576
#define HERMON_FS2_LOADER_EXTRA		4	/* block is n + 4 words */

/* General purpose header in front of each section: fs2.rst, "Sections". */
struct hermon_fs2_gph {
	__be32 type;
	__be32 size;		/* words; bytes for type 4 */
	__be32 param;
	__be32 next;		/* image offset of the next header */
};

static_assert(sizeof(struct hermon_fs2_gph) == 16);

#define HERMON_FS2_NEXT_LAST		0xff000000
#define HERMON_FS2_CRC_WORD_SIZE	4

enum hermon_fs2_type {
	HERMON_FS2_DDR = 1,
	HERMON_FS2_CONFIG = 2,
	HERMON_FS2_JUMP = 3,
	HERMON_FS2_EMT = 4,
	HERMON_FS2_ROM = 5,
	HERMON_FS2_GUID = 6,
	HERMON_FS2_BOARD_ID = 7,
	HERMON_FS2_USER_DATA = 8,
	HERMON_FS2_FW_CONFIG = 9,
	HERMON_FS2_IMAGE_INFO = 10,
	HERMON_FS2_DDRZ = 11,
	HERMON_FS2_HASH = 12,
};

#define HERMON_FS2_TYPE_LAST_KNOWN	HERMON_FS2_HASH

/* GUID section: fs2.rst, "GUIDs and MACs". */
#define HERMON_FS2_GUID_SIZE		8
#define HERMON_FS2_GUIDS_IB		4	/* node, port 1, port 2, system */
#define HERMON_FS2_GUIDS_MAX		6	/* ... port 1 MAC, port 2 MAC */

/* What images carry before anybody sets GUIDs: fs2.rst, "GUIDs and MACs". */
#define HERMON_FS2_GUID_DEFAULT		0x0002c9000100d050ULL
#define HERMON_FS2_MAC_MASK		0xffffffffffffULL
#define HERMON_FS2_MAC_MULTICAST	0x010000000000ULL

/* Image Info section: tags of one word (tag, length) and a payload. */
#define HERMON_FS2_TAG_ID		GENMASK(31, 24)
#define HERMON_FS2_TAG_LEN		GENMASK(23, 0)

enum hermon_fs2_tag {
	HERMON_FS2_TAG_FORMAT = 0,
	HERMON_FS2_TAG_VERSION = 1,
	HERMON_FS2_TAG_BUILD_TIME = 2,
	HERMON_FS2_TAG_DEVICE_TYPE = 3,
	HERMON_FS2_TAG_PSID = 4,
	HERMON_FS2_TAG_VSD = 5,
	HERMON_FS2_TAG_PSID_LIST = 6,
	HERMON_FS2_TAG_PRODUCT_VERSION = 7,
	HERMON_FS2_TAG_VSD_VENDOR = 8,
	HERMON_FS2_TAG_IS_GA = 9,
	HERMON_FS2_TAG_HWID_LIST = 10,
	HERMON_FS2_TAG_MIC_VERSION = 11,
	HERMON_FS2_TAG_MIN_FIT_VERSION = 12,
	HERMON_FS2_TAG_ACCESS_KEY = 13,
	HERMON_FS2_TAG_PROFILES = 14,
	HERMON_FS2_TAG_SUPPORTED_PROFILES = 15,
	HERMON_FS2_TAG_CONFIG_INFO = 16,
	HERMON_FS2_TAG_TLV_FORMAT = 17,
	HERMON_FS2_TAG_TRACER_HASH = 18,
	HERMON_FS2_TAG_CONFIG_AREA = 19,
	HERMON_FS2_TAG_PS_INFO = 20,
	HERMON_FS2_TAG_END = 0xff,
};

#define HERMON_FS2_PSID_SIZE		16
#define HERMON_FS2_VSD_SIZE		208
#define HERMON_FS2_PRODUCT_VERSION_SIZE	16
#define HERMON_FS2_PRS_NAME_MAX		96	/* longer ones are cut */
#define HERMON_FS2_HWID_LIST_MAX	8	/* more were never seen */

/* Tag 3, device type */
#define HERMON_FS2_DEVICE_TYPE_ID	GENMASK(15, 0)
#define HERMON_FS2_DEVICE_TYPE_REV	GENMASK(23, 16)

/* Tag 10, one entry: same fields as the hardware id register */
#define HERMON_FS2_HWID_ID		GENMASK(15, 0)
#define HERMON_FS2_HWID_REV		GENMASK(23, 16)

/* Packed decimal of tag 2 */
#define HERMON_FS2_TIME_HOUR		GENMASK(23, 16)
#define HERMON_FS2_TIME_MINUTE		GENMASK(15, 8)
#define HERMON_FS2_TIME_SECOND		GENMASK(7, 0)
#define HERMON_FS2_DATE_YEAR		GENMASK(31, 16)
#define HERMON_FS2_DATE_MONTH		GENMASK(15, 8)
#define HERMON_FS2_DATE_DAY		GENMASK(7, 0)

/* Tag 19: room at the end of each half that a burn must not touch */
#define HERMON_FS2_SECTOR_LOG2_BASE	10	/* word 2 counts KB */
#define HERMON_FS2_SECTOR_LOG2_DEFAULT	16
#define HERMON_FS2_CONFIG_AREA_MAX	0x10000

#endif /* HERMON_FS2_H */
