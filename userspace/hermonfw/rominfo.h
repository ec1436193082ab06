/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a boot ROM says of itself.
 */
#ifndef ROMINFO_H
#define ROMINFO_H

#include <hermon_env.h>

#define ROM_INFO_MAX	5	/* the tools stop there too */
#define ROM_INFO_TEXT	128

/**
 * struct rom_sign - one signature in a boot ROM
 * @product: what kind of ROM
 * @version: three numbers; for product 0xf only the first counts
 * @dev_id: PCI device id it is for; 0 for any
 * @port: port it is for; 0 for any
 * @cpu: processors it runs on, a set of bits; 0 if not said
 * @proto: protocol; 0xff if not said
 */
struct rom_sign {
	u16 product;
	u16 version[3];
	u16 dev_id;
	u8 port;
	u8 cpu;
	u8 proto;
};

/**
 * struct rom_info - what a boot ROM says of itself
 * @signs: the signatures
 * @n_signs: how many
 * @dev_id: PCI device id that they agree on; 0 if none names one
 * @warning: what is odd about the ROM, or empty
 * @error: why there is no version, or empty
 */
struct rom_info {
	struct rom_sign signs[ROM_INFO_MAX];
	u32 n_signs;
	u16 dev_id;
	char warning[ROM_INFO_TEXT];
	char error[ROM_INFO_TEXT];
};

void rom_info_parse(struct rom_info *info, const u8 *rom, u32 len);
const char *rom_type_name(u16 product);
const char *rom_proto_name(u8 proto);
const char *rom_cpu_name(u8 cpu);
bool rom_sign_has_proto(const struct rom_sign *sign);
void rom_version_text(const struct rom_sign *sign, char *buf, size_t len);

#endif /* ROMINFO_H */
