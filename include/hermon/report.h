/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Why an operation was refused or failed, in a form that extack, the log and
 * the tool turn into the same sentence.
 */
#ifndef HERMON_REPORT_H
#define HERMON_REPORT_H

#include <hermon_env.h>

/*
 * Each reason has one line in report.c (errno, sentence, next step) and one
 * row in Documentation/networking/devlink/hermon.rst.
 */
enum hermon_reason {
	HERMON_OK = 0,

	/* the card and its registers */
	HERMON_WHY_CARD_GONE,
	HERMON_WHY_CR_FILTERED,
	HERMON_WHY_CR_LOCKED,
	HERMON_WHY_HWID_UNKNOWN,
	HERMON_WHY_SEM_HELD,
	HERMON_WHY_SEM_FIRMWARE,
	HERMON_WHY_SEM_PROGRAM,
	HERMON_WHY_GW_STUCK,

	/* the flash chip */
	HERMON_WHY_FLASH_NONE,
	HERMON_WHY_FLASH_UNKNOWN,
	HERMON_WHY_FLASH_STUCK,
	HERMON_WHY_FLASH_PROTECTED,
	HERMON_WHY_FLASH_RANGE,
	HERMON_WHY_FLASH_UNSTABLE,

	/* an image, in a file or on the flash: hermon_reason_is_image() */
	HERMON_WHY_NO_SIGNATURE,
	HERMON_WHY_FORMAT_FS3,
	HERMON_WHY_FORMAT_FS4,
	HERMON_WHY_LENGTH_ODD,
	HERMON_WHY_LENGTH_LONG,
	HERMON_WHY_TRUNCATED,
	HERMON_WHY_TRAILING,
	HERMON_WHY_SIZE_WORD,
	HERMON_WHY_FAILSAFE_SUM,
	HERMON_WHY_NOT_FAILSAFE,
	HERMON_WHY_INFO_PTR_SUM,
	HERMON_WHY_LOADER_SIZE,
	HERMON_WHY_LOADER_CRC,
	HERMON_WHY_SECTION_SIZE,
	HERMON_WHY_SECTION_NEXT,
	HERMON_WHY_SECTION_COUNT,
	HERMON_WHY_SECTION_CRC,
	HERMON_WHY_SECTION_TWICE,
	HERMON_WHY_SECTION_MISSING,
	HERMON_WHY_INFO_PTR,
	HERMON_WHY_GUID_PTR,
	HERMON_WHY_GUID_COUNT,
	HERMON_WHY_TAG_RANGE,
	HERMON_WHY_TAG_LENGTH,
	HERMON_WHY_TAG_AFTER_END,
	HERMON_WHY_TAG_MISSING,
	HERMON_WHY_PSID_TEXT,
	HERMON_WHY_FULL_CRC,
	HERMON_WHY_START,

	/* the image against the card */
	HERMON_WHY_CARD_EMPTY,
	HERMON_WHY_CARD_INSIDE,
	HERMON_WHY_CARD_DAMAGED,
	HERMON_WHY_CARD_RUNNING,
	HERMON_WHY_CARD_GUIDS_BLANK,
	HERMON_WHY_CARD_ROM_UNKNOWN,
	HERMON_WHY_CARD_ROM_DAMAGED,
	HERMON_WHY_PSID,
	HERMON_WHY_PSID_WISH,
	HERMON_WHY_IMAGE_GUIDS_BLANK,
	HERMON_WHY_IMAGE_GUID_BAD,
	HERMON_WHY_IMAGE_GUID_DEFAULT,
	HERMON_WHY_IMAGE_MAC,
	HERMON_WHY_VSD_LOST,
	HERMON_WHY_HWID,
	HERMON_WHY_DEVICE_TYPE,
	HERMON_WHY_CHUNK,
	HERMON_WHY_TOO_LARGE,
	HERMON_WHY_NO_SLOT,
	HERMON_WHY_START_UNSEEN,
	HERMON_WHY_CONFIG_PAD,

	/* the burn */
	HERMON_WHY_INTERRUPTED,
	HERMON_WHY_GIVEN_UP,
	HERMON_WHY_HOST_RESET,
	HERMON_WHY_SUSPENDING,
	HERMON_WHY_READ_BACK,
	HERMON_WHY_READ_BACK_SIGN,
	HERMON_WHY_READ_BACK_RETIRE,
	HERMON_WHY_NOT_BURNED,

	/* the reset that activates an image */
	HERMON_WHY_RESET_SIBLING,
	HERMON_WHY_RESET_SLOT,
	HERMON_WHY_RESET_OTHER,
	HERMON_WHY_RESET_GONE,
	HERMON_WHY_RESET_RECOVERY,
	HERMON_WHY_RESET_RUNNING,

	HERMON_N_REASONS
};

/* Where the bytes came from that a reason speaks of. */
enum hermon_where {
	HERMON_WHERE_FILE,
	HERMON_WHERE_CARD,
};

#define HERMON_REPORT_TEXT		17	/* a PSID and its NUL */
/* netlink keeps 80 bytes of a formatted message, "hermon_fw: " takes 11 */
#define HERMON_REPORT_SENTENCE		69
#define HERMON_REPORT_HINT		96

/**
 * struct hermon_report - why something was refused or failed
 * @reason: what it was; HERMON_OK if nothing was reported
 * @where: file or card, for reasons that speak of an image
 * @addr: image offset or flash address, by reason
 * @want: what was expected
 * @got: what was found
 * @want_text: what was expected, where that is a text
 * @got_text: what was found, where that is a text
 *
 * The deepest function that knows the reason fills it; callers pass it up.
 */
struct hermon_report {
	enum hermon_reason reason;
	enum hermon_where where;
	u32 addr;
	u32 want;
	u32 got;
	char want_text[HERMON_REPORT_TEXT];
	char got_text[HERMON_REPORT_TEXT];
};

int hermon_fail(struct hermon_report *report, enum hermon_reason reason,
		u32 addr, u32 want, u32 got);
int hermon_fail_text(struct hermon_report *report, enum hermon_reason reason,
		     const char *want, const char *got);
int hermon_report_errno(const struct hermon_report *report);
int hermon_report_sentence(const struct hermon_report *report,
			   char *buf, size_t len);
const char *hermon_report_hint(const struct hermon_report *report);
bool hermon_reason_is_image(enum hermon_reason reason);
bool hermon_reason_is_fault(enum hermon_reason reason);
const char *hermon_reason_name(enum hermon_reason reason);

#endif /* HERMON_REPORT_H */
