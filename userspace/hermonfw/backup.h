/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The whole flash of a card in a file, with what it is beside it.
 */
#ifndef BACKUP_H
#define BACKUP_H

#include <limits.h>

#include "source.h"

#define BACKUP_DIR	"/var/lib/hermonfw/backup"

/**
 * struct backup - a backup that was taken
 * @path: of the file
 * @sha256: of the flash, hexadecimal
 * @existed: the same bytes were there already
 * @has_image: there is a sound image in it
 * @why: if not, why
 */
struct backup {
	char path[PATH_MAX];
	char sha256[SHA256_TEXT];
	bool existed;
	bool has_image;
	struct hermon_report why;
};

int backup_take(struct backup *b, struct source *src, const char *file,
		const char *dir, struct error *e);
void backup_name(char *buf, size_t len, const struct hermon_card *card,
		 const char *bdf, const char *sha256);
struct json_object *backup_json(const struct backup *b);

#endif /* BACKUP_H */
