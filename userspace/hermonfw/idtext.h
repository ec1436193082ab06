/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * GUIDs, MACs, versions, dates and chips as people write them.
 */
#ifndef IDTEXT_H
#define IDTEXT_H

#include <hermon_env.h>
#include <hermon/image.h>

#define GUID_TEXT	17	/* 16 digits and a NUL */
#define DATE_TEXT	11	/* "2009-05-13" and a NUL */
#define SIZE_TEXT	16
#define CHIP_TEXT	24

int guid_parse(const char *text, u64 *guid);
int mac_parse(const char *text, u64 *mac);
int version_parse(const char *text, struct hermon_version *version);
int version_compare(const struct hermon_version *a,
		    const struct hermon_version *b);
const char *version_text(const struct hermon_version *version, char *buf);
const char *date_text(u32 date, char *buf);
const char *size_text(u32 size, char *buf);
const char *chip_text(u32 hwid, char *buf);
int chip_parse(const char *text, u32 *hwid);
u32 chip_of_image(const struct hermon_image *image);

#endif /* IDTEXT_H */
