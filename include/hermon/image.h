/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An FS2 image: the reader it comes through, its checksum, and what the
 * parser found in it.
 */
#ifndef HERMON_IMAGE_H
#define HERMON_IMAGE_H

#include <hermon_env.h>
#include <hermon/cr.h>
#include <hermon/fs2.h>
#include <hermon/report.h>

/**
 * struct hermon_reader - bytes to parse
 * @size: how many there are
 * @where: a file or a card, for messages
 * @read: copy @len bytes at @off into @buf; the range is already checked
 *
 * One parser reads a file in memory and the flash behind its striping.
 */
struct hermon_reader {
	u32 size;
	enum hermon_where where;
	int (*read)(struct hermon_reader *rd, u32 off, void *buf, u32 len,
		    struct hermon_report *report);
};

/**
 * struct hermon_mem - a reader over bytes in memory
 * @rd: the reader
 * @data: the bytes
 */
struct hermon_mem {
	struct hermon_reader rd;
	const u8 *data;
};

/**
 * struct hermon_image - what an FS2 image says of itself, already checked
 * @size: bytes
 * @log2_chunk: log2 of the chunk size
 * @crc_word: header word 0x20
 * @version: of the firmware
 * @date: build date, packed decimal as in tag 2; 0 if there is none
 * @mic: version of the tool that built it, if @has_mic
 * @psid: parameter-set id, the board's identity
 * @vsd: vendor-specific data, up to its first NUL
 * @vsd_off: image offset of the VSD payload; 0 if there is none
 * @vsd_len: its length
 * @device_type: decimal PCI id the image was made for; 0 if not said
 * @hwids: silicon the image was made for
 * @n_hwids: how many
 * @has_mic: built by a tool that sets the full image CRC
 * @product_version: firmware and ROM were released as one; empty if not
 * @prs_name: of the parameter set; empty if not said
 * @config_sectors: tag 19: sectors reserved at the end of each half
 * @config_pad: tag 19: sectors behind those
 * @config_sector_log2: tag 19: log2 of that sector's bytes
 * @guid_off: image offset of the GUID section's body
 * @n_guids: entries in it, 4 or 6
 * @guids: node, port 1, port 2, system image, port 1 MAC, port 2 MAC
 * @guids_blank: all ones, to be set later
 * @info_off: image offset of the Image Info section's body
 * @info_len: its length
 * @rom_off: image offset of the ROM section's body; 0 if there is none
 * @rom_len: its length
 * @n_sections: how many sections there are
 */
struct hermon_image {
	u32 size;
	u8 log2_chunk;
	u32 crc_word;
	struct hermon_version version;
	u32 date;
	struct hermon_version mic;
	char psid[HERMON_FS2_PSID_SIZE + 1];
	char vsd[HERMON_FS2_VSD_SIZE + 1];
	u32 vsd_off;
	u32 vsd_len;
	u16 device_type;
	u32 hwids[HERMON_FS2_HWID_LIST_MAX];
	u32 n_hwids;
	bool has_mic;
	char product_version[HERMON_FS2_PRODUCT_VERSION_SIZE + 1];
	char prs_name[HERMON_FS2_PRS_NAME_MAX + 1];
	u32 config_sectors;
	u32 config_pad;
	u8 config_sector_log2;
	u32 guid_off;
	u32 n_guids;
	u64 guids[HERMON_FS2_GUIDS_MAX];
	bool guids_blank;
	u32 info_off;
	u32 info_len;
	u32 rom_off;
	u32 rom_len;
	u32 n_sections;
};

/**
 * struct hermon_section - one section, as its header says
 * @off: image offset of the header
 * @type: enum hermon_fs2_type, or a number that no tool knows
 * @len: of the body, bytes; the CRC word follows it
 * @next: image offset of the next header as it stands in this one
 */
struct hermon_section {
	u32 off;
	u32 type;
	u32 len;
	u32 next;
};

/**
 * struct hermon_contents - what an image consists of
 * @size: of the image, bytes
 * @loader_end: image offsets where loader blocks end, the first one begins at
 *	HERMON_FS2_LOADER_OFF
 * @n_loaders: how many there are, 1 or 2
 * @sections: in the order of the image
 * @n_sections: how many there are
 */
struct hermon_contents {
	u32 size;
	u32 loader_end[HERMON_FS2_MAX_LOADERS];
	u32 n_loaders;
	struct hermon_section sections[HERMON_FS2_MAX_SECTIONS];
	u32 n_sections;
};

/* How much of an image to read. */
enum hermon_depth {
	HERMON_DEPTH_IDENTITY,	/* structure, Image Info and GUIDs */
	HERMON_DEPTH_FULL,	/* every byte */
};

u16 hermon_crc16(const void *buf, size_t len);
u16 hermon_crc16_init(void);
u16 hermon_crc16_update(u16 crc, const void *buf, size_t len);
u16 hermon_crc16_final(u16 crc);

void hermon_mem_init(struct hermon_mem *mem, const void *data, u32 size);
int hermon_reader_get(struct hermon_reader *rd, u32 off, void *buf, u32 len,
		      struct hermon_report *report);

int hermon_fs2_check(struct hermon_reader *rd, enum hermon_depth depth,
		     struct hermon_image *image, struct hermon_report *report);
int hermon_fs2_check_file(struct hermon_reader *rd, struct hermon_image *image,
			  struct hermon_report *report);
int hermon_fs2_crc(struct hermon_reader *rd, u32 off, u32 len, u16 *crc,
		   struct hermon_report *report);
int hermon_fs2_full_crc(struct hermon_reader *rd, u32 size, u16 *crc,
			struct hermon_report *report);
int hermon_fs2_contents(struct hermon_reader *rd,
			struct hermon_contents *contents,
			struct hermon_report *report);
int hermon_fs2_salvage(struct hermon_reader *rd, struct hermon_image *image,
		       struct hermon_report *report);
bool hermon_fs2_has_full_crc(const struct hermon_image *image);
bool hermon_fs2_is_signature(const void *buf);
bool hermon_fs2_is_retired(const void *buf);
u8 hermon_fs2_byte_sum(u32 word);
u32 hermon_fs2_section_end(const struct hermon_section *section);

#endif /* HERMON_IMAGE_H */
