// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lets the Nth allocation fail that the kernel makes in one request of a
 * program; to be preloaded into it.
 *
 *	FAIL_NTH=N LD_PRELOAD=failnth.so devlink dev info
 *
 * A request is a netlink message to anything but the controller of generic
 * netlink, up to the first part of the answer, or a write to a file of sysfs.
 * What a program allocates in between is its own affair, and not counted.
 * FAIL_LOG gets a line for each request: 1 if the failure happened in it. The
 * kernel's side is Documentation/fault-injection/fault-injection.rst.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/genetlink.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#define NEXT(name)	((__typeof__(name) *)dlsym(RTLD_NEXT, #name))

static void die(const char *what)
{
	fprintf(stderr, "failnth: %s: %s\n", what, strerror(errno));
	_exit(99);
}

/* Calls the kernel itself: write() is one of those that are watched. */
static void put(int fd, const char *text)
{
	if (syscall(SYS_write, fd, text, strlen(text)) < 0)
		die("write");
}

/* Of this thread; opened beforehand, as opening allocates. */
static int fail_nth(void)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/self/task/%ld/fail-nth",
		 syscall(SYS_gettid));
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		die(path);
	return fd;
}

static int arm(void)
{
	const char *nth = getenv("FAIL_NTH");
	int fd = fail_nth();

	put(fd, nth ? nth : "0");
	return fd;
}

/* The kernel counts down, and is at 0 when it has let an allocation fail. */
static void disarm(int fd)
{
	const char *log = getenv("FAIL_LOG");
	int saved = errno;
	char left[16] = "";
	int out;

	if (pread(fd, left, sizeof(left) - 1, 0) <= 0)
		die("read");
	put(fd, "0");
	close(fd);
	out = open(log ? log : "/dev/null", O_WRONLY | O_CREAT | O_APPEND, 0600);
	if (out < 0)
		die(log);
	put(out, atoi(left) ? "0\n" : "1\n");
	close(out);
	errno = saved;
}

static bool is_request(const void *message, size_t size)
{
	const struct nlmsghdr *header = message;

	return size >= sizeof(*header) && header->nlmsg_len == size &&
	       header->nlmsg_type > GENL_ID_CTRL;
}

ssize_t sendto(int fd, const void *buf, size_t len, int flags,
	       const struct sockaddr *to, socklen_t size)
{
	int nth = -1;
	ssize_t sent;

	if (is_request(buf, len))
		nth = arm();
	sent = NEXT(sendto)(fd, buf, len, flags, to, size);
	if (nth >= 0)
		disarm(nth);
	return sent;
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
	int nth = -1;
	ssize_t sent;

	if (message->msg_iovlen == 1 &&
	    is_request(message->msg_iov->iov_base, message->msg_iov->iov_len))
		nth = arm();
	sent = NEXT(sendmsg)(fd, message, flags);
	if (nth >= 0)
		disarm(nth);
	return sent;
}

ssize_t write(int fd, const void *buf, size_t len)
{
	struct statfs fs;
	int nth = -1;
	ssize_t written;

	if (!fstatfs(fd, &fs) && fs.f_type == SYSFS_MAGIC)
		nth = arm();
	written = syscall(SYS_write, fd, buf, len);
	if (nth >= 0)
		disarm(nth);
	return written;
}
