/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Texts that somebody else wrote.
 */
#ifndef HERMON_TEXT_H
#define HERMON_TEXT_H

#include <hermon_env.h>

bool hermon_text_is_psid(const char *text);
void hermon_text_field(char *text, size_t room, const void *field, size_t len);

#endif /* HERMON_TEXT_H */
