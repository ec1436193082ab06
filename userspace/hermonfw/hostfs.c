// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files by which a host tells of itself: in /sys, /proc, /lib and others.
 */
#include <ctype.h>
#include <glob.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include "hostfs.h"
#include "sysfs.h"

/* Tests make a tree of their own; sysfs has a name for its own already. */
static size_t put_root(char *buf, size_t len, const char **path)
{
	static const char sys[] = "/sys/";
	const char *root = getenv("HERMONFW_TEST_ROOT");

	if (!strncmp(*path, sys, sizeof(sys) - 1)) {
		root = sysfs_root();
		*path += sizeof(sys) - 2;
	}
	snprintf(buf, len, "%s", root ? root : "");
	return strlen(buf);
}

static void make_path(char *buf, size_t len, const char *fmt, va_list args)
{
	char path[PATH_MAX];
	const char *p = path;
	size_t n;

	vsnprintf(path, sizeof(path), fmt, args);
	n = put_root(buf, len, &p);
	snprintf(buf + n, len - n, "%s", p);
}

/**
 * host_path() - where a file of the host is
 * @buf: set
 * @len: room in @buf
 * @fmt: its path
 */
void host_path(char *buf, size_t len, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	make_path(buf, len, fmt, args);
	va_end(args);
}

/**
 * host_has() - is there such a file or folder?
 * @fmt: its path; * and the like stand for any name
 *
 * Return: true if there is one at least.
 */
bool host_has(const char *fmt, ...)
{
	char path[PATH_MAX];
	glob_t found;
	va_list args;
	bool has;

	va_start(args, fmt);
	make_path(path, sizeof(path), fmt, args);
	va_end(args);
	has = !glob(path, GLOB_NOSORT, NULL, &found);
	if (has)
		globfree(&found);
	return has;
}

/**
 * host_open() - open a file of the host for reading
 * @path: its path
 *
 * Return: the file, or NULL with errno set.
 */
FILE *host_open(const char *path)
{
	char full[PATH_MAX];

	host_path(full, sizeof(full), "%s", path);
	return fopen(full, "re");
}

/**
 * host_read() - read a short file of the host
 * @path: its path
 * @buf: set to what is in it, without white space at the end
 * @len: room in @buf
 *
 * Return: bytes in @buf, or -errno.
 */
ssize_t host_read(const char *path, char *buf, size_t len)
{
	ssize_t n;
	FILE *f;

	*buf = '\0';
	f = host_open(path);
	if (!f)
		return -errno;
	n = fread(buf, 1, len - 1, f);
	if (ferror(f))
		n = -EIO;
	fclose(f);
	while (n > 0 && isspace((unsigned char)buf[n - 1]))
		n--;
	buf[max_t(ssize_t, n, 0)] = '\0';
	return n;
}

/**
 * host_link() - where a link of the host leads to
 * @path: its path
 * @buf: set
 * @len: room in @buf
 *
 * Return: bytes in @buf, or -errno.
 */
ssize_t host_link(const char *path, char *buf, size_t len)
{
	char full[PATH_MAX];
	ssize_t n;

	host_path(full, sizeof(full), "%s", path);
	n = readlink(full, buf, len - 1);
	buf[max_t(ssize_t, n, 0)] = '\0';
	return n < 0 ? -errno : n;
}
