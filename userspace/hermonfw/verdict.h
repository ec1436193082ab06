/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Would this file go on this card, and what would change?
 */
#ifndef VERDICT_H
#define VERDICT_H

#include <hermon/update.h>

#include "source.h"

enum verdict_kind {
	VERDICT_FITS,
	VERDICT_SAME,		/* what it would make is on the card already */
	VERDICT_REFUSED,
	VERDICT_DAMAGED,	/* the file is no sound image */
	VERDICT_SOUND,		/* it is one, and there is no card to ask */
};

/**
 * struct verdict - what a file would do to a card
 * @kind: the verdict in one word
 * @image: what the file says of itself, unless it is damaged
 * @match: what stays and what changes, if it fits and @by_flash
 * @newer: version against the card's: negative if older, 0 if the same
 * @has_old: @newer and @old say something
 * @old: the card's version
 * @by_flash: the card's flash was looked at, not only what its driver says
 * @why: if it does not fit, why
 */
struct verdict {
	enum verdict_kind kind;
	struct hermon_image image;
	struct hermon_match match;
	int newer;
	bool has_old;
	struct hermon_version old;
	bool by_flash;
	struct hermon_report why;
};

int verdict_reach(struct verdict *v, const struct file *file,
		  struct source *card, const struct hermon_wish *wish,
		  struct error *e);
const char *verdict_name(enum verdict_kind kind);
void verdict_text(const struct verdict *v, char *buf, size_t len);
struct json_object *verdict_json(const struct verdict *v);

#endif /* VERDICT_H */
