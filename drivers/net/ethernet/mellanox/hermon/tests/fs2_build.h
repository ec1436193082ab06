/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Makes valid FS2 images for tests.
 *
 * Written from Documentation/hermon/fs2.rst and sharing no code with core/,
 * so that a misreading there does not repeat itself here.
 *
 *   fs2_spec_default(&spec);		a card as it left the factory
 *   spec.minor = 8;			change what the test is about
 *   size = fs2_build(&spec, buf, sizeof(buf));
 *   buf[fs2_build_find_section(buf, size, HERMON_FS2_GUID) + 16] ^= 1;
 *   fs2_build_fix(buf, size);		repair every checksum
 *
 * ROM and gaps move what is behind them and change no byte of it but links and
 * checksums, so the same spec with and without them makes a pair of images of
 * which a program must make one from the other.
 */
#ifndef HERMON_FS2_BUILD_H
#define HERMON_FS2_BUILD_H

#include <hermon_env.h>
#include <hermon/fs2.h>

#define FS2_SPEC_TAGS_MAX	32
#define FS2_SPEC_STRING_MAX	128

/* Buffer that holds whatever fs2_spec_default() or _small() describe. */
#define FS2_BUILD_DEFAULT_SIZE	0x5fed0
#define FS2_BUILD_SMALL_MAX	0x400

/* Default base GUID: the others follow from it, see fs2_spec_set_guids(). */
#define FS2_BUILD_DEFAULT_GUID	0x0002c9030001a2b0ULL

/**
 * struct fs2_spec - what an image shall be
 * @seed: fills code; images of different seed differ in every code word
 * @size: size of the image in bytes (word 0x30); code sections grow to hit
 *	it exactly. 0: as small as the other knobs allow
 * @pad: bytes after the end of the image
 * @pad_byte: their value
 * @devrev: word 0x20, bits 31:24
 * @indicator: word 0x20, bits 23:16
 * @format: word 0x24
 * @failsafe: the image may live in one of two slots
 * @log2_chunk: chunk size of a failsafe image, 16..23
 * @no_full_crc: leave the full CRC blank (0xffff)
 * @loader_n: the loader's own count; it occupies n + 4 words
 * @two_loaders: a second loader block follows
 * @config_words: words in the first Configuration section; the second one has
 *	half of it, Jump addresses a quarter
 * @n_code: number of DDR sections
 * @extra_type: type of one more section behind the code; 0: none
 * @extra_bytes: size of its body; other than type 4 rounds up to words
 * @bare: no sections but GUIDs, Image Info and what else is asked for
 * @gap: bytes that belong to no section, behind each but the last
 * @no_fw_config: leave the FW Configuration section out
 * @fw_config: its body, padded to words with 0; NULL: INI text in zlib form
 * @fw_config_len: bytes at @fw_config
 * @name: Name in that INI text
 * @description: Description in that INI text
 * @rom_size: size of the ROM section, a multiple of 4, 512 or more; 0: none
 * @rom_seed: fills the ROM; 0: the number of @seed
 * @rom_place: how many sections come before the ROM, if there are as many
 * @rom_product: product id, 0x10 is PXE
 * @rom_major: version
 * @rom_minor: version
 * @rom_subminor: version
 * @rom_proto: 0 IB, 1 ETH, 2 VPI
 * @rom_bad_sum: byte sum of the ROM is not 0
 * @rom_no_sign: ROM without version signature
 * @n_guids: entries of the GUID section, 4 or 6; others for tests of refusal
 * @guids: node, port 1, port 2, system image, port 1 MAC, port 2 MAC
 * @blank_guids: GUID section is all ones, its CRC word 0000ffff
 * @tags: Image Info tags in their order; a tag may repeat
 * @n_tags: how many
 * @no_end_tag: leave the end tag out
 * @major: firmware version
 * @minor: firmware version
 * @subminor: firmware version
 * @date: build date, packed decimal: 0x20090513
 * @time: build time, packed decimal: 0x00140336
 * @device_type: tag 3, whole word
 * @psid: tag 4
 * @vsd: tag 5
 * @psid_list: tag 6, one PSID; the section gets @psid and this one
 * @product_version: tag 7
 * @vsd_vendor: tag 8
 * @is_ga: tag 9
 * @hwids: tag 10
 * @n_hwids: how many; 0 drops the tag whatever @tags says
 * @hwids_zero_end: close the list with a zero word
 * @mic: tag 11, major, minor, subminor
 * @min_fit: tag 12, four 16 bit numbers
 * @config_sectors: tag 19, word 0
 * @config_pad: tag 19, word 1
 * @config_log2_kb: tag 19, word 2; 0: two words only
 * @ps_info: tag 20
 */
struct fs2_spec {
	u32 seed;
	u32 size;
	u32 pad;
	u8 pad_byte;

	u8 devrev;
	u8 indicator;
	u32 format;
	bool failsafe;
	u32 log2_chunk;
	bool no_full_crc;

	u32 loader_n;
	bool two_loaders;
	u32 config_words;
	u32 n_code;
	u32 extra_type;
	u32 extra_bytes;
	bool bare;
	u32 gap;

	bool no_fw_config;
	const void *fw_config;
	u32 fw_config_len;
	const char *name;
	const char *description;

	u32 rom_size;
	u32 rom_seed;
	u32 rom_place;
	u16 rom_product;
	u8 rom_major;
	u8 rom_minor;
	u16 rom_subminor;
	u8 rom_proto;
	bool rom_bad_sum;
	bool rom_no_sign;

	u32 n_guids;
	u64 guids[HERMON_FS2_GUIDS_MAX];
	bool blank_guids;

	u8 tags[FS2_SPEC_TAGS_MAX];
	u32 n_tags;
	bool no_end_tag;
	u32 major;
	u32 minor;
	u32 subminor;
	u32 date;
	u32 time;
	u32 device_type;
	char psid[HERMON_FS2_PSID_SIZE + 1];
	char vsd[HERMON_FS2_VSD_SIZE + 1];
	char psid_list[HERMON_FS2_PSID_SIZE + 1];
	char product_version[HERMON_FS2_PSID_SIZE + 1];
	u32 vsd_vendor;
	u32 is_ga;
	u32 hwids[HERMON_FS2_HWID_LIST_MAX];
	u32 n_hwids;
	bool hwids_zero_end;
	u32 mic[3];
	u16 min_fit[4];
	u32 config_sectors;
	u32 config_pad;
	u32 config_log2_kb;
	char ps_info[FS2_SPEC_STRING_MAX];
};

void fs2_spec_default(struct fs2_spec *spec);
void fs2_spec_small(struct fs2_spec *spec);
u32 fs2_spec_size_from_seed(u32 seed);
void fs2_spec_set_guids(struct fs2_spec *spec, u64 base);
u64 fs2_spec_guid_to_mac(u64 guid);
bool fs2_spec_has_tag(const struct fs2_spec *spec, u8 tag);
int fs2_spec_add_tag(struct fs2_spec *spec, u8 tag);
void fs2_spec_drop_tag(struct fs2_spec *spec, u8 tag);

int fs2_build(const struct fs2_spec *spec, u8 *buf, u32 buflen);

u16 fs2_build_crc16(const void *data, u32 len);
u32 fs2_build_get32(const u8 *p);
void fs2_build_put32(u8 *p, u32 v);

u32 fs2_build_first_section(const u8 *buf, u32 len);
u32 fs2_build_next_section(const u8 *buf, u32 len, u32 off);
u32 fs2_build_find_section(const u8 *buf, u32 len, u32 type);
u32 fs2_build_body_size(const u8 *buf, u32 off);
u32 fs2_build_find_tag(const u8 *buf, u32 len, u8 tag);

int fs2_build_fix(u8 *buf, u32 len);
int fs2_build_fix_loader(u8 *buf, u32 len, u32 off);
int fs2_build_fix_section(u8 *buf, u32 len, u32 off);
int fs2_build_fix_full(u8 *buf, u32 len);
u32 fs2_build_fix_sum(u32 word);

u32 fs2_build_addr(u32 off, u32 log2_chunk, u32 slot);
int fs2_build_place(const u8 *image, u32 size, u32 log2_chunk, u32 slot,
		    u8 *flash, u32 flash_size);
int fs2_build_take(const u8 *flash, u32 flash_size, u32 log2_chunk, u32 slot,
		   u8 *image, u32 size);
void fs2_build_retire(u8 *flash, u32 start);

#endif /* HERMON_FS2_BUILD_H */
