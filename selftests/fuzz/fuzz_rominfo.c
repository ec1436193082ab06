// SPDX-License-Identifier: GPL-2.0-only
/*
 * What hermonfw says of a boot ROM of any bytes.
 */
#include "fuzz.h"
#include "rominfo.h"

static void claim_sign(const struct rom_sign *sign)
{
	char text[24];

	rom_version_text(sign, text, sizeof(text));
	CLAIM(*text && strlen(text) < sizeof(text) - 1);
	CLAIM(*rom_proto_name(sign->proto));
	CLAIM(*rom_cpu_name(sign->cpu));
	rom_type_name(sign->product);
	rom_sign_has_proto(sign);
}

/* @data is memory of just that size: libFuzzer sees to that. */
int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct rom_info info;
	u32 i;

	rom_info_parse(&info, data, size);
	CLAIM(info.n_signs <= ROM_INFO_MAX);
	CLAIM(strnlen(info.warning, ROM_INFO_TEXT) < ROM_INFO_TEXT);
	CLAIM(strnlen(info.error, ROM_INFO_TEXT) < ROM_INFO_TEXT);
	CLAIM(info.n_signs || *info.error || *info.warning);
	for (i = 0; i < info.n_signs; i++)
		claim_sign(&info.signs[i]);
	return 0;
}
