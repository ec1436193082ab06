/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A folder of firmware images, found by what is in the files.
 */
#ifndef LIBRARY_H
#define LIBRARY_H

#include <hermon_env.h>
#include <hermon/image.h>
#include <hermon/report.h>

/**
 * struct library_entry - one file that begins like an FS2 image
 * @path: of the file
 * @sound: it is one sound image
 * @image: what it says of itself, if @sound
 * @why: what is wrong with it, if not
 */
struct library_entry {
	char *path;
	bool sound;
	struct hermon_image image;
	struct hermon_report why;
};

/**
 * struct library - what a folder holds
 * @dir: the folder
 * @entries: files that begin like an FS2 image, by name
 * @n_entries: how many
 * @n_others: files that do not
 * @n_unreadable: files that could not be read
 */
struct library {
	char *dir;
	struct library_entry *entries;
	u32 n_entries;
	u32 n_others;
	u32 n_unreadable;
};

int library_scan(struct library *lib, const char *dir);
const struct library_entry *
library_pick(const struct library *lib, const char *psid, u32 hwid,
	     const struct hermon_version *version);
bool library_fits_chip(const struct hermon_image *image, u32 hwid);
void library_free(struct library *lib);

#endif /* LIBRARY_H */
