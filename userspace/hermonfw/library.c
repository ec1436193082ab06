// SPDX-License-Identifier: GPL-2.0-only
/*
 * A folder of firmware images, found by what is in the files.
 *
 * Names say little: owners rename what they download, and vendors' names leave
 * the board out.
 */
#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <hermon/match.h>

#include "file.h"
#include "idtext.h"
#include "library.h"

static int add_entry(struct library *lib, char *path, const struct file *file)
{
	struct library_entry *entries, *entry;
	struct hermon_mem mem;

	entries = reallocarray(lib->entries, lib->n_entries + 1,
			       sizeof(*entries));
	if (!entries)
		return -ENOMEM;
	lib->entries = entries;
	entry = &entries[lib->n_entries];
	*entry = (struct library_entry) { .path = strdup(path) };
	if (!entry->path)
		return -ENOMEM;
	lib->n_entries++;
	hermon_mem_init(&mem, file->data, file->size);
	entry->sound = !hermon_fs2_check_file(&mem.rd, &entry->image,
					      &entry->why);
	return 0;
}

static bool begins_like_image(const struct file *file)
{
	return file->size >= HERMON_FS2_SIGNATURE_SIZE &&
	       hermon_fs2_is_signature(file->data);
}

static int add_file(struct library *lib, char *path)
{
	struct hermon_report report = { 0 };
	struct file file;
	struct stat st;
	int err;

	if (!stat(path, &st) && !S_ISREG(st.st_mode))
		return 0;
	err = file_load(&file, path, &report);
	if (err == -ENOMEM)
		return err;
	if (err) {
		if (report.reason)
			lib->n_others++;
		else
			lib->n_unreadable++;
		return 0;
	}
	if (begins_like_image(&file))
		err = add_entry(lib, path, &file);
	else
		lib->n_others++;
	file_unload(&file);
	return err;
}

/**
 * library_scan() - look into every file of a folder
 * @lib: set; library_free() frees it, also after a failure
 * @dir: the folder; folders in it are not looked into
 *
 * Return: 0 or -errno.
 */
int library_scan(struct library *lib, const char *dir)
{
	struct dirent **names;
	int i, n, err = 0;
	char *path;

	*lib = (struct library) { .dir = strdup(dir) };
	if (!lib->dir)
		return -ENOMEM;
	n = scandir(dir, &names, NULL, alphasort);
	if (n < 0)
		return -errno;
	for (i = 0; i < n; i++) {
		if (!err && asprintf(&path, "%s/%s", dir, names[i]->d_name) < 0)
			err = -ENOMEM;
		if (!err) {
			err = add_file(lib, path);
			free(path);
		}
		free(names[i]);
	}
	free(names);
	return err;
}

/**
 * library_fits_chip() - is an image for a chip?
 * @image: the image
 * @hwid: hardware id of the chip; 0 if it is not known
 *
 * Return: true if so, or if nobody can tell.
 */
bool library_fits_chip(const struct hermon_image *image, u32 hwid)
{
	struct hermon_report report;

	return !hwid || !hermon_match_chip(image, hwid, &report);
}

static bool is_better(const struct library_entry *entry,
		      const struct library_entry *best)
{
	return !best || version_compare(&entry->image.version,
					&best->image.version) > 0;
}

/**
 * library_pick() - find the image for a card
 * @lib: the folder
 * @psid: of the card, or of the board that it shall become
 * @hwid: hardware id of its chip; 0 if it is not known
 * @version: the one that is wanted, or NULL for the newest
 *
 * Of two files with the same version, the first by name.
 *
 * Return: the file, or NULL if there is none.
 */
const struct library_entry *
library_pick(const struct library *lib, const char *psid, u32 hwid,
	     const struct hermon_version *version)
{
	const struct library_entry *entry, *best = NULL;
	u32 i;

	for (i = 0; i < lib->n_entries; i++) {
		entry = &lib->entries[i];
		if (!entry->sound || strcmp(entry->image.psid, psid) ||
		    !library_fits_chip(&entry->image, hwid))
			continue;
		if (version && version_compare(&entry->image.version, version))
			continue;
		if (is_better(entry, best))
			best = entry;
	}
	return best;
}

/**
 * library_free() - forget a folder
 * @lib: the folder
 */
void library_free(struct library *lib)
{
	u32 i;

	for (i = 0; i < lib->n_entries; i++)
		free(lib->entries[i].path);
	free(lib->entries);
	free(lib->dir);
	*lib = (struct library) { 0 };
}
