// SPDX-License-Identifier: GPL-2.0-only
/*
 * An image placed where the kernel finds firmware, for as long as it takes to
 * load it.
 *
 * The kernel looks first in the folder that a parameter of firmware_class
 * names. That parameter is set to a folder of ours and set back as soon as the
 * kernel has the file, some milliseconds later. A lock lets one process at a
 * time do that, and what the parameter was lies in a file until it is restored,
 * in case we are killed between the two.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "fwfile.h"
#include "sysfs.h"

#define RUN_DIR		"/run/hermonfw"
#define LOCK		RUN_DIR "/lock"
#define SAVED		RUN_DIR "/firmware_path"
#define PARAMETER	"module/firmware_class/parameters/path"
#define FIRMWARE_DIR	"/lib/firmware"

static void parameter_path(char *buf, size_t len)
{
	snprintf(buf, len, "%s/" PARAMETER, sysfs_root());
}

static int read_line(const char *path, char *buf, size_t len)
{
	ssize_t n;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = read(fd, buf, len - 1);
	close(fd);
	if (n < 0)
		return -EIO;
	buf[n] = '\0';
	buf[strcspn(buf, "\n")] = '\0';
	return 0;
}

/* With the NUL: an empty value must be written, too, and a newline counts. */
static int write_parameter(const char *value)
{
	char path[PATH_MAX];
	ssize_t n;
	int fd;

	parameter_path(path, sizeof(path));
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = write(fd, value, strlen(value) + 1);
	close(fd);
	return n < 0 ? -EIO : 0;
}

/* If nobody has set it to something else meanwhile. */
static void restore_parameter(void)
{
	char path[PATH_MAX], now[PATH_MAX], saved[PATH_MAX];

	if (read_line(SAVED, saved, sizeof(saved)))
		return;
	parameter_path(path, sizeof(path));
	if (!read_line(path, now, sizeof(now)) &&
	    !strncmp(now, RUN_DIR, strlen(RUN_DIR)))
		write_parameter(saved);
	unlink(SAVED);
}

static int set_parameter(const char *dir)
{
	char path[PATH_MAX], old[PATH_MAX];
	int err;

	parameter_path(path, sizeof(path));
	err = read_line(path, old, sizeof(old));
	if (!err)
		err = file_save(SAVED, old, strlen(old), true);
	if (!err)
		err = write_parameter(dir);
	if (err)
		unlink(SAVED);
	return err;
}

static int take_lock(struct fwfile *f)
{
	if (mkdir(RUN_DIR, 0755) && errno != EEXIST)
		return -errno;
	f->lock = open(LOCK, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (f->lock < 0)
		return -errno;
	if (flock(f->lock, LOCK_EX))
		return -errno;
	/* Of somebody who was killed */
	restore_parameter();
	return 0;
}

static int place_private(struct fwfile *f, const void *data, size_t size)
{
	int err;

	err = take_lock(f);
	if (err)
		return err;
	strcpy(f->dir, RUN_DIR "/fw-XXXXXX");
	if (!mkdtemp(f->dir)) {
		*f->dir = '\0';
		return -errno;
	}
	snprintf(f->name, sizeof(f->name), "hermonfw-%d.bin", (int)getpid());
	snprintf(f->path, sizeof(f->path), "%.32s/%s", f->dir, f->name);
	err = file_save(f->path, data, size, false);
	return err ? err : set_parameter(f->dir);
}

static int place_public(struct fwfile *f, const void *data, size_t size)
{
	snprintf(f->name, sizeof(f->name), "hermonfw-%d.bin", (int)getpid());
	snprintf(f->path, sizeof(f->path), FIRMWARE_DIR "/%s", f->name);
	return file_save(f->path, data, size, true);
}

/**
 * fwfile_place() - put an image where the kernel finds it
 * @f: set; fwfile_remove() undoes it, also after a failure
 * @data: the image
 * @size: bytes
 * @e: filled on failure
 *
 * Return: 0 or -errno.
 */
int fwfile_place(struct fwfile *f, const void *data, size_t size,
		 struct error *e)
{
	int err;

	*f = (struct fwfile) { .lock = -1 };
	if (!place_private(f, data, size))
		return 0;
	fwfile_remove(f);
	err = place_public(f, data, size);
	if (!err)
		return 0;
	*f->path = '\0';
	error_set(e, -err, "FIRMWARE_PATH",
		  "the image cannot be put where the kernel finds firmware: %s",
		  strerror(-err));
	error_next(e, "make /run or /lib/firmware writable for root");
	return err;
}

/**
 * fwfile_remove() - undo fwfile_place()
 * @f: the file; may be removed already
 *
 * Not before the kernel has loaded it.
 */
void fwfile_remove(struct fwfile *f)
{
	if (*f->path)
		unlink(f->path);
	if (*f->dir)
		rmdir(f->dir);
	*f->path = '\0';
	*f->dir = '\0';
	if (f->lock < 0)
		return;
	restore_parameter();
	close(f->lock);
	f->lock = -1;
}
