/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whole files in memory, and files that appear as a whole or not at all.
 */
#ifndef FILE_H
#define FILE_H

#include <hermon_env.h>
#include <hermon/report.h>

/**
 * struct file - a file in memory
 * @data: its bytes
 * @size: how many
 */
struct file {
	u8 *data;
	u32 size;
};

int file_load(struct file *file, const char *path, struct hermon_report *report);
void file_unload(struct file *file);
int file_make_dirs(const char *dir);
int file_save(const char *path, const void *data, size_t size, bool replace);

#endif /* FILE_H */
