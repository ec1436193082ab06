// SPDX-License-Identifier: GPL-2.0-only
/*
 * What people type: GUIDs, MACs, versions, revisions, words for the boot ROM.
 * And what a board says of itself in a field of VPD.
 *
 * Whatever is taken for a value is the same when it is printed and read again.
 */
#include <inttypes.h>
#include <stdlib.h>

#include <hermon/match.h>
#include <hermon/regs.h>
#include <hermon/text.h>

#include "fuzz.h"
#include "idtext.h"

static void claim_guid(const char *text)
{
	char again[GUID_TEXT];
	u64 guid, other;

	if (guid_parse(text, &guid))
		return;
	snprintf(again, sizeof(again), "%016" PRIx64, guid);
	CLAIM(!guid_parse(again, &other) && other == guid);
}

static void claim_mac(const char *text)
{
	char again[GUID_TEXT];
	u64 mac, other;

	if (mac_parse(text, &mac))
		return;
	CLAIM(!(mac >> 48));
	snprintf(again, sizeof(again), "%012" PRIx64, mac);
	CLAIM(!mac_parse(again, &other) && other == mac);
}

static void claim_version(const char *text)
{
	struct hermon_version version, other;
	char again[HERMON_VERSION_TEXT];

	if (version_parse(text, &version))
		return;
	CLAIM(strlen(version_text(&version, again)) < sizeof(again));
	CLAIM(!version_parse(again, &other));
	CLAIM(!version_compare(&version, &other));
}

static void claim_chip(const char *text)
{
	char again[CHIP_TEXT];
	u32 hwid;

	if (chip_parse(text, &hwid))
		return;
	CLAIM(FIELD_GET(HERMON_HWID_ID, hwid) == HERMON_HWID_ID_CONNECTX);
	CLAIM(strlen(chip_text(hwid, again)) < sizeof(again));
}

static void claim_rom_wish(const char *text)
{
	enum hermon_rom_wish rom;

	if (!hermon_rom_wish_parse(text, &rom))
		CLAIM(!strcmp(text, hermon_rom_wish_name(rom)));
}

static void claim_psid(const char *text)
{
	const char *p;

	if (!hermon_text_is_psid(text))
		return;
	CLAIM(strlen(text) <= HERMON_FS2_PSID_SIZE);
	for (p = text; *p; p++)
		CLAIM(*p > ' ' && *p <= '~');
}

/* Into a buffer of just that size, and the first byte of it says which. */
static void claim_field(const u8 *data, size_t size)
{
	size_t room = size ? 1 + data[0] % 64 : 1;
	char *text = fuzz_alloc(room);
	size_t i, len;

	hermon_text_field(text, room, data, size);
	len = strnlen(text, room);
	CLAIM(len < room && len <= size);
	for (i = 0; i < len; i++)
		CLAIM(text[i] >= ' ' && text[i] <= '~');
	CLAIM(!len || (*text != ' ' && text[len - 1] != ' '));
	free(text);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	char *text = fuzz_alloc(size + 1);

	memcpy(text, data, size);
	text[size] = '\0';
	claim_guid(text);
	claim_mac(text);
	claim_version(text);
	claim_chip(text);
	claim_rom_wish(text);
	claim_psid(text);
	free(text);
	claim_field(data, size);
	return 0;
}
