// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whole files in memory, and files that appear as a whole or not at all.
 *
 * A file is read, not mapped: if somebody cuts it off meanwhile, that is a
 * short file and no signal.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <hermon/fs2.h>

#include "file.h"

#define TMP_SUFFIX	".XXXXXX"

/* Returns bytes read, less than @size at the end of the file, or -errno. */
static ssize_t read_all(int fd, u8 *data, size_t size)
{
	size_t done = 0;
	ssize_t n;

	while (done < size) {
		n = read(fd, data + done, size - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			break;
		done += n;
	}
	return done;
}

static int load(struct file *file, int fd, struct hermon_report *report)
{
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st))
		return -errno;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	if (st.st_size > HERMON_FS2_MAX_SIZE)
		return hermon_fail(report, HERMON_WHY_LENGTH_LONG, 0,
				   HERMON_FS2_MAX_SIZE,
				   min_t(u64, st.st_size, UINT32_MAX));

	file->data = malloc(st.st_size ? st.st_size : 1);
	if (!file->data)
		return -ENOMEM;
	n = read_all(fd, file->data, st.st_size);
	if (n < 0)
		return n;
	file->size = n;
	return 0;
}

/**
 * file_load() - read a whole file
 * @file: set on success; file_unload() frees it
 * @path: of a regular file
 * @report: filled if it is too large to be of a flash
 *
 * Return: 0 or -errno; -EINVAL if it is no regular file.
 */
int file_load(struct file *file, const char *path, struct hermon_report *report)
{
	int fd, err;

	*file = (struct file) { 0 };
	/* Not to wait for the other end of a pipe. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	err = load(file, fd, report);
	close(fd);
	if (err)
		file_unload(file);
	return err;
}

/**
 * file_unload() - forget a file
 * @file: the file
 */
void file_unload(struct file *file)
{
	free(file->data);
	*file = (struct file) { 0 };
}

static int write_all(int fd, const u8 *data, size_t size)
{
	ssize_t n;

	for (; size; data += n, size -= n) {
		n = write(fd, data, size);
		if (n < 0 && errno != EINTR)
			return -errno;
		n = max_t(ssize_t, n, 0);
	}
	return 0;
}

/* Under its name only once it is complete and on the disk. */
static int publish(int fd, const char *tmp, const char *path, const void *data,
		   size_t size, bool replace)
{
	mode_t mask = umask(0);
	int err;

	umask(mask);
	err = write_all(fd, data, size);
	if (!err && fchmod(fd, 0666 & ~mask))
		err = -errno;
	if (!err && fsync(fd))
		err = -errno;
	if (err)
		return err;
	if (replace)
		return rename(tmp, path) ? -errno : 0;
	/* Unlike a rename, a link never takes another file's place. */
	return link(tmp, path) ? -errno : 0;
}

/**
 * file_save() - write a whole file
 * @path: where
 * @data: the bytes
 * @size: how many
 * @replace: whatever is there
 *
 * Return: 0, -EEXIST if there is something, or another -errno.
 */
int file_save(const char *path, const void *data, size_t size, bool replace)
{
	char *tmp;
	int fd, err;

	if (asprintf(&tmp, "%s" TMP_SUFFIX, path) < 0)
		return -ENOMEM;
	fd = mkostemp(tmp, O_CLOEXEC);
	if (fd < 0) {
		err = -errno;
		free(tmp);
		return err;
	}
	err = publish(fd, tmp, path, data, size, replace);
	close(fd);
	if (err || !replace)
		unlink(tmp);
	free(tmp);
	return err;
}

/**
 * file_make_dirs() - make a folder, and those above it
 * @dir: its path; may be there already
 *
 * Return: 0 or -errno.
 */
int file_make_dirs(const char *dir)
{
	char path[PATH_MAX];
	char *p;

	snprintf(path, sizeof(path), "%s", dir);
	for (p = path + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (mkdir(path, 0755) && errno != EEXIST)
			return -errno;
		*p = '/';
	}
	return mkdir(path, 0755) && errno != EEXIST ? -errno : 0;
}
