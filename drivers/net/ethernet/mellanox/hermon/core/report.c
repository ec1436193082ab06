// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reason -> errno, sentence and next step, for extack, log and tool alike.
 *
 * In a sentence these stand for the fields of struct hermon_report:
 *
 *   %s where     "file" or "card"
 *   %a addr      hexadecimal
 *   %w want      hexadecimal        %W want      decimal
 *   %g got       hexadecimal        %G got       decimal
 *   %x want_text                    %y got_text
 *   %q want and got as one number of 64 bits, 16 hexadecimal digits
 */
#include <hermon_env.h>
#include <hermon/report.h>

struct reason_text {
	int err;
	const char *name;
	const char *sentence;
	const char *hint;
};

#define NEW_FILE	"get the file again from where it came"
#define OTHER_IMAGE	"get the image that was made for this board"
#define OLD_IN_PLACE	"the old image is still in place: retry"
#define RECOVERY	"see Documentation/hermon/recovery.rst"
#define STAMP \
	"put its GUIDs into an image (hermonfw stamp), flash with overwrite identifiers"
#define STAMP_ONE	"put GUIDs from a label or backup into the image: hermonfw stamp"

#define REASON(r, e, s, h) \
	[HERMON_WHY_##r] = { .err = -(e), .name = #r, .sentence = (s), .hint = (h) }

static const struct reason_text texts[HERMON_N_REASONS] = {
	[HERMON_OK] = { .name = "OK", .sentence = "no error", .hint = "" },

	REASON(CARD_GONE, ENXIO, "card reads all ones: it is gone from the bus",
	       "reseat or power-cycle the card"),
	REASON(CR_FILTERED, EACCES, "card refuses register access (%g)",
	       "power-cycle the card and retry before any driver binds it"),
	REASON(CR_LOCKED, EPERM, "card's register access is locked (%g)",
	       "this card cannot be flashed from this host"),
	REASON(HWID_UNKNOWN, ENODEV, "hardware id %g is not ConnectX or ConnectX-2",
	       "report this id if the card is one of them"),
	REASON(SEM_HELD, EBUSY, "flash semaphore is held by another program or host",
	       "stop the other tool, or power-cycle if it died; then retry"),
	REASON(SEM_FIRMWARE, EBUSY, "firmware runs and may hold the flash semaphore",
	       "power-cycle the card; recovery.rst, \"Stale semaphore\""),
	REASON(SEM_PROGRAM, EBUSY, "a program of this host may hold the flash semaphore",
	       "free it by hand if none does; recovery.rst, \"Stale semaphore\""),
	REASON(GW_STUCK, ETIMEDOUT, "flash gateway stays busy (%g)",
	       "retry; power-cycle the card if it stays"),

	REASON(FLASH_NONE, ENODEV, "no flash chip answers",
	       "check the flash-present jumper, then power-cycle the card"),
	REASON(FLASH_UNKNOWN, EOPNOTSUPP, "flash chip with JEDEC id %g is not known",
	       "report this id"),
	REASON(FLASH_STUCK, ETIMEDOUT, "flash chip stays busy at %a (status %g)",
	       "retry; power-cycle the card if it stays"),
	REASON(FLASH_PROTECTED, EROFS, "flash chip is write-protected (status %g)",
	       "remove the write protection, then retry"),
	REASON(FLASH_UNSTABLE, EIO, "two readings of the card's identity differ",
	       "retry; power-cycle the card if it stays"),
	REASON(FLASH_RANGE, ERANGE, "flash access at %a runs past its %w bytes",
	       "report this as a bug of the driver"),

	REASON(NO_SIGNATURE, EINVAL, "%s has no FS2 image at offset %a",
	       "give an FS2 image (fw-25408-*.bin), not a dump or archive"),
	REASON(FORMAT_FS3, EINVAL, "image is FS3, for a newer card; this one takes FS2",
	       OTHER_IMAGE),
	REASON(FORMAT_FS4, EINVAL, "image is FS4, for a newer card; this one takes FS2",
	       OTHER_IMAGE),
	REASON(LENGTH_ODD, EINVAL, "length %G of the %s is not a multiple of 4",
	       NEW_FILE),
	REASON(LENGTH_LONG, EFBIG, "%s has %G bytes, more than any flash (%W)",
	       "give a single FS2 image"),
	REASON(TRUNCATED, EINVAL, "%s ends at %g, but its image needs %w bytes",
	       NEW_FILE),
	REASON(TRAILING, EINVAL, "%s has data behind the end of its image, at %a",
	       NEW_FILE),
	REASON(SIZE_WORD, EINVAL, "image size word %g of the %s is not possible",
	       NEW_FILE),
	REASON(FAILSAFE_SUM, EBADMSG, "failsafe word %g of the %s has a bad checksum",
	       NEW_FILE),
	REASON(NOT_FAILSAFE, EINVAL, "image in the %s is not failsafe",
	       "a power cut during its burn would leave no image: get a failsafe one"),
	REASON(INFO_PTR_SUM, EBADMSG, "info pointer %g of the %s has a bad checksum",
	       NEW_FILE),
	REASON(LOADER_SIZE, EINVAL, "loader at %a of the %s has a bad size (%g words)",
	       NEW_FILE),
	REASON(LOADER_CRC, EBADMSG, "loader at %a of the %s: CRC is %g, not %w",
	       NEW_FILE),
	REASON(SECTION_SIZE, EINVAL, "section at %a of the %s has a bad size (%g)",
	       NEW_FILE),
	REASON(SECTION_NEXT, EINVAL, "section at %a of the %s has a bad link (%g)",
	       NEW_FILE),
	REASON(SECTION_COUNT, EINVAL, "%s has more than %W sections", NEW_FILE),
	REASON(SECTION_CRC, EBADMSG, "section at %a of the %s: CRC is %g, not %w",
	       NEW_FILE),
	REASON(SECTION_TWICE, EINVAL, "%s has two sections of type %G, at %a",
	       NEW_FILE),
	REASON(SECTION_MISSING, EINVAL, "%s has no section of type %W", NEW_FILE),
	REASON(INFO_PTR, EINVAL, "info pointer %g of the %s is not at its section %w",
	       NEW_FILE),
	REASON(GUID_PTR, EINVAL, "GUID pointer %g of the %s is not at its section %w",
	       NEW_FILE),
	REASON(GUID_COUNT, EINVAL, "GUID section of the %s has %G bytes, not 32 or 48",
	       NEW_FILE),
	REASON(TAG_RANGE, EINVAL, "tag %W at %a of the %s runs past its section",
	       NEW_FILE),
	REASON(TAG_LENGTH, EINVAL, "tag %W at %a of the %s has length %G",
	       NEW_FILE),
	REASON(TAG_AFTER_END, EINVAL, "%s has data behind the end tag, at %a",
	       NEW_FILE),
	REASON(TAG_MISSING, EINVAL, "%s has no tag %W (1 is version, 4 PSID)",
	       NEW_FILE),
	REASON(PSID_TEXT, EINVAL, "PSID of the %s is not printable text", NEW_FILE),
	REASON(FULL_CRC, EBADMSG, "whole-image CRC of the %s is %g, not %w", NEW_FILE),
	REASON(START, EINVAL, "image starts at %a of the flash, not at 0 or %w",
	       RECOVERY),

	REASON(CARD_EMPTY, ENODATA, "card has no image to take GUIDs and PSID from",
	       STAMP),
	REASON(CARD_INSIDE, EUCLEAN, "signature at %a lies within the card's image at %w",
	       RECOVERY),
	REASON(CARD_DAMAGED, EUCLEAN, "no image on the flash has GUIDs that can be believed",
	       STAMP),
	REASON(CARD_RUNNING, EUCLEAN,
	       "firmware runs, but no image on the flash is known to be sound",
	       "reset it (devlink dev reload, fw_activate): in recovery mode it takes any image"),
	REASON(CARD_GUIDS_BLANK, ENODATA, "card's GUIDs are blank: there is nothing to keep",
	       STAMP),
	REASON(CARD_ROM_UNKNOWN, ENODATA, "card has no image to take a boot ROM from",
	       "set the parameter rom to auto"),
	REASON(CARD_ROM_DAMAGED, EBADMSG, "card's boot ROM is damaged: CRC is %g, not %w",
	       "set the parameter rom to image: the card's boot ROM is not kept then"),
	REASON(PSID, EINVAL, "image is for PSID %x, card is %y", OTHER_IMAGE),
	REASON(PSID_WISH, EINVAL, "image is for PSID %x, to_psid wants %y",
	       "get the image for the PSID in to_psid, or set to_psid to the image's"),
	REASON(IMAGE_GUIDS_BLANK, EINVAL, "image's GUIDs are blank: it has none to give",
	       STAMP_ONE),
	REASON(IMAGE_GUID_BAD, EINVAL, "image's GUID %q is nobody's", STAMP_ONE),
	REASON(IMAGE_GUID_DEFAULT, EINVAL, "image's GUID %q is the vendor's default",
	       STAMP_ONE),
	REASON(IMAGE_MAC, EINVAL, "image's MAC %q is not that of one port", STAMP_ONE),
	REASON(VSD_LOST, EINVAL, "image has no place for the card's VSD",
	       "flash with overwrite settings: the VSD is lost then"),
	REASON(HWID, EINVAL, "image is for hardware id %w, card is %g", OTHER_IMAGE),
	REASON(DEVICE_TYPE, EINVAL, "image is for device type %W, not for this chip",
	       OTHER_IMAGE),
	REASON(CHUNK, EINVAL, "image has %W KiB chunks, card is laid out in %G KiB",
	       "get an image with the card's chunk size"),
	REASON(TOO_LARGE, EFBIG, "image has %g bytes, half of the flash takes %w",
	       "get the image built for this flash size"),
	REASON(NO_SLOT, EFBIG, "flash of %g bytes has no two slots of %W KiB chunks",
	       "get an image with smaller chunks"),
	REASON(START_UNSEEN, EINVAL, "chip would not look for an image at %a, the free slot",
	       "get an image with chunks of 1 MiB or less"),
	REASON(CONFIG_PAD, EINVAL, "image pads its config area with %W sectors, card %G",
	       OTHER_IMAGE),

	REASON(INTERRUPTED, EINTR, "stopped by a signal before the new image was signed",
	       OLD_IN_PLACE),
	REASON(GIVEN_UP, ECANCELED, "driver gives the card up before the new image is signed",
	       OLD_IN_PLACE),
	REASON(HOST_RESET, EBUSY, "host resets the card before the new image is signed",
	       "the old image is still in place: retry in a few seconds"),
	REASON(SUSPENDING, EBUSY, "host is about to suspend: no burn begins now",
	       "flash when the host is back"),
	REASON(READ_BACK, EIO, "flash reads %g at %a, should be %w", OLD_IN_PLACE),
	REASON(READ_BACK_SIGN, EIO, "new signature reads %g at %a, should be %w",
	       OLD_IN_PLACE),
	REASON(READ_BACK_RETIRE, EIO, "old signature reads %g at %a, should be %w",
	       "the card still has a complete image: retry"),
	REASON(NOT_BURNED, EIO, "card's image after the burn is not the one burned",
	       "check with devlink dev info before the next restart, then retry"),

	REASON(RESET_SIBLING, EBUSY, "another function of the card is bound to a driver",
	       "unbind it, or power-cycle the host instead"),
	REASON(RESET_SLOT, EBUSY, "hot-plug slot would take the reset for a removal",
	       "power-cycle the host instead"),
	REASON(RESET_OTHER, EBUSY, "somebody else resets the card just now",
	       "retry in a few seconds"),
	REASON(RESET_GONE, ETIMEDOUT, "card is not back %W ms after the reset",
	       "power-cycle the host; the image on the flash is complete"),
	REASON(RESET_RECOVERY, EIO, "card started no firmware after the reset",
	       "power-cycle the host; if that does not help, flash again"),
	REASON(RESET_RUNNING, EIO, "card runs %y after reset, flash has %x",
	       "power-cycle the host"),
};

static const struct reason_text *text_of(enum hermon_reason reason)
{
	if (reason >= HERMON_N_REASONS || !texts[reason].sentence)
		return &texts[HERMON_OK];
	return &texts[reason];
}

/**
 * hermon_fail() - note why an operation fails
 * @report: where to note it
 * @reason: what it is
 * @addr: image offset or flash address
 * @want: what was expected
 * @got: what was found
 *
 * Return: the reason's negative errno.
 */
int hermon_fail(struct hermon_report *report, enum hermon_reason reason,
		u32 addr, u32 want, u32 got)
{
	report->reason = reason;
	report->addr = addr;
	report->want = want;
	report->got = got;
	return text_of(reason)->err;
}

static void copy_text(char *dst, const char *src)
{
	size_t i;

	for (i = 0; i + 1 < HERMON_REPORT_TEXT && src[i]; i++)
		dst[i] = src[i];
	dst[i] = '\0';
}

/**
 * hermon_fail_text() - note why an operation fails, with two texts
 * @report: where to note it
 * @reason: what it is
 * @want: what was expected
 * @got: what was found
 *
 * Return: the reason's negative errno.
 */
int hermon_fail_text(struct hermon_report *report, enum hermon_reason reason,
		     const char *want, const char *got)
{
	copy_text(report->want_text, want);
	copy_text(report->got_text, got);
	return hermon_fail(report, reason, 0, 0, 0);
}

/**
 * hermon_report_errno() - what a report means as an errno
 * @report: the report
 *
 * Return: a negative errno, or 0 if nothing was reported.
 */
int hermon_report_errno(const struct hermon_report *report)
{
	return text_of(report->reason)->err;
}

/* Prints the field that %@letter stands for; returns what snprintf() does. */
static int print_field(const struct hermon_report *r, char letter,
		       char *buf, size_t len)
{
	switch (letter) {
	case 's':
		return snprintf(buf, len, "%s",
				r->where == HERMON_WHERE_CARD ? "card" : "file");
	case 'a':
		return snprintf(buf, len, "0x%x", r->addr);
	case 'w':
		return snprintf(buf, len, "0x%x", r->want);
	case 'g':
		return snprintf(buf, len, "0x%x", r->got);
	case 'W':
		return snprintf(buf, len, "%u", r->want);
	case 'G':
		return snprintf(buf, len, "%u", r->got);
	case 'q':
		return snprintf(buf, len, "%08x%08x", r->want, r->got);
	case 'x':
		return snprintf(buf, len, "%s", r->want_text);
	case 'y':
		return snprintf(buf, len, "%s", r->got_text);
	}
	return 0;	/* never: no sentence has another letter */
}

/**
 * hermon_report_sentence() - say what a report means
 * @report: the report
 * @buf: room for the sentence; HERMON_REPORT_SENTENCE always suffices
 * @len: bytes of @buf, at least 1
 *
 * Return: length of the sentence as it stands in @buf, without the NUL.
 */
int hermon_report_sentence(const struct hermon_report *report,
			   char *buf, size_t len)
{
	const char *p = text_of(report->reason)->sentence;
	size_t n = 0;

	for (; *p && n + 1 < len; p++) {
		if (*p != '%') {
			buf[n++] = *p;
			continue;
		}
		p++;
		n += print_field(report, *p, buf + n, len - n);
		n = min(n, len - 1);
	}
	buf[n] = '\0';
	return n;
}

/**
 * hermon_report_hint() - what to do about a report
 * @report: the report
 *
 * A file can be had again, an image on the card cannot.
 *
 * Return: the next step, a constant text.
 */
const char *hermon_report_hint(const struct hermon_report *report)
{
	if (hermon_reason_is_image(report->reason) &&
	    report->where == HERMON_WHERE_CARD)
		return report->reason == HERMON_WHY_NOT_FAILSAFE ?
		       RECOVERY : STAMP;
	return text_of(report->reason)->hint;
}

/**
 * hermon_reason_is_image() - does a reason speak of an image?
 * @reason: the reason
 *
 * Return: true if it names what is wrong with an image as such, in a file or
 * on the flash; false if it is about the card, its chip or the burn.
 */
bool hermon_reason_is_image(enum hermon_reason reason)
{
	return reason >= HERMON_WHY_NO_SIGNATURE && reason <= HERMON_WHY_START;
}

/**
 * hermon_reason_is_fault() - does a reason speak of a card that fails?
 * @reason: the reason
 *
 * Return: true if it names something that the card, its chip or its flash did
 * wrong; false if somebody was refused what he asked for, or stopped it.
 */
bool hermon_reason_is_fault(enum hermon_reason reason)
{
	return (reason >= HERMON_WHY_CARD_GONE &&
		reason <= HERMON_WHY_FLASH_UNSTABLE) ||
	       (reason >= HERMON_WHY_READ_BACK &&
		reason <= HERMON_WHY_NOT_BURNED) ||
	       (reason >= HERMON_WHY_RESET_GONE &&
		reason <= HERMON_WHY_RESET_RUNNING);
}

/**
 * hermon_reason_name() - the reason's name
 * @reason: the reason
 *
 * Return: the name behind HERMON_WHY_, a constant text.
 */
const char *hermon_reason_name(enum hermon_reason reason)
{
	return text_of(reason)->name;
}
