// SPDX-License-Identifier: GPL-2.0-only
/*
 * Texts that somebody else wrote: what people wish for, what a board says.
 */
#include <hermon_env.h>
#include <hermon/fs2.h>
#include <hermon/text.h>

/**
 * hermon_text_is_psid() - can a text be a PSID?
 * @text: the text
 *
 * Return: true if so, also if it is empty.
 */
bool hermon_text_is_psid(const char *text)
{
	if (strlen(text) > HERMON_FS2_PSID_SIZE)
		return false;
	for (; *text; text++)
		if (*text <= ' ' || *text > '~')
			return false;
	return true;
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_printable(const char *p, size_t len)
{
	for (; len; len--, p++)
		if (*p < ' ' || *p > '~')
			return false;
	return true;
}

/**
 * hermon_text_field() - a text out of a field of fixed length
 * @text: set to it, or empty if there is a byte in it that cannot be printed
 * @room: bytes at @text; what does not fit is cut
 * @field: the field; blanks around the text and a NUL behind it fill it up
 * @len: bytes at @field
 */
void hermon_text_field(char *text, size_t room, const void *field, size_t len)
{
	const char *p = field;

	len = strnlen(p, min_t(size_t, len, room - 1));
	while (len && is_blank(p[len - 1]))
		len--;
	for (; len && is_blank(*p); p++)
		len--;
	if (!is_printable(p, len))
		len = 0;
	memcpy(text, p, len);
	text[len] = '\0';
}
