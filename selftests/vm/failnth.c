// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lets allocations fail that the kernel makes in one request of a program; to
 * be preloaded into it.
 *
 *	FAIL_NTH=N LD_PRELOAD=failnth.so devlink dev info
 *
 * A request is a netlink message to anything but the controller of generic
 * netlink, up to the first part of the answer, or a write to a file of sysfs.
 * What a program allocates in between is its own affair, and not counted.
 *
 * With FAIL_NTH=N the Nth allocation fails. With FAIL_NTH=all the request is made
 * again and again with the first, the second, ... failing, and the program sees
 * the one that got through. What was written to sysfs with success is then also
 * written to the file FAIL_UNDO before the next try.
 *
 * FAIL_LOG gets a line for each try in which the failure happened: N, and the
 * errno that the kernel answered or 0. The kernel's side is
 * Documentation/fault-injection/fault-injection.rst.
 */
#define _GNU_SOURCE
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

/* No request makes as many. */
#define MOST	5000

/* One request, of either kind */
struct request {
	int fd;
	const void *buf;
	size_t len;
	int flags;
	const struct sockaddr *to;
	socklen_t to_len;
	const struct msghdr *message;
	bool is_file;
};

static void die(const char *what)
{
	fprintf(stderr, "failnth: %s: %s\n", what, strerror(errno));
	_exit(99);
}

/* The kernel itself: write() and the others are the ones that are watched. */
static ssize_t perform(const struct request *req)
{
	if (req->is_file)
		return syscall(SYS_write, req->fd, req->buf, req->len);
	if (req->message)
		return syscall(SYS_sendmsg, req->fd, req->message, req->flags);
	return syscall(SYS_sendto, req->fd, req->buf, req->len, req->flags,
		       req->to, req->to_len);
}

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

/*
 * The kernel counts down, and is at 0 when it has let something fail. Copies to and
 * from the program count as well, so it may be this look that fails, or the write
 * that ends the count: both mean that the request had less than that to fail.
 */
static bool has_happened(int fd)
{
	char text[16] = "";
	ssize_t len = pread(fd, text, sizeof(text) - 1, 0);

	if (len < 0 && errno == EFAULT)
		return false;
	if (len <= 0)
		die("read");
	if (!atoi(text))
		return true;
	if (syscall(SYS_write, fd, "0", 1) < 0 && errno != EFAULT)
		die("write");
	return false;
}

/* Returns whether the failure happened. */
static bool perform_failing(const struct request *req, unsigned int nth,
			    ssize_t *done)
{
	int fd = fail_nth();
	char text[16];
	bool happened;
	int saved;

	snprintf(text, sizeof(text), "%u", nth);
	put(fd, text);
	*done = perform(req);
	saved = errno;
	happened = has_happened(fd);
	close(fd);
	errno = saved;
	return happened;
}

static void tell(unsigned int nth, int err)
{
	const char *log = getenv("FAIL_LOG");
	int saved = errno;
	char line[32];
	int fd;

	fd = open(log ? log : "/dev/null", O_WRONLY | O_CREAT | O_APPEND, 0600);
	if (fd < 0)
		die(log);
	snprintf(line, sizeof(line), "%u %d\n", nth, err);
	put(fd, line);
	close(fd);
	errno = saved;
}

/* The errno in a message, or 0; what ends a long answer need not have one. */
static int message_errno(const struct nlmsghdr *header)
{
	if (header->nlmsg_len < NLMSG_LENGTH(sizeof(int)))
		return 0;
	if (header->nlmsg_type == NLMSG_ERROR || header->nlmsg_type == NLMSG_DONE)
		return -*(const int *)NLMSG_DATA(header);
	return 0;
}

/*
 * Takes what the kernel has answered, or will when asked for the rest. If it
 * had no memory for the answer either, that is the answer.
 */
static int drain(int fd)
{
	static char buf[65536];
	struct nlmsghdr *header;
	int err = 0, part;
	ssize_t len;

	for (;;) {
		len = recv(fd, buf, sizeof(buf), MSG_DONTWAIT);
		if (len < 0 && errno == EAGAIN)
			return err;
		if (len < 0) {
			err = errno;
			continue;
		}
		for (header = (void *)buf; NLMSG_OK(header, len);
		     header = NLMSG_NEXT(header, len)) {
			part = message_errno(header);
			if (part)
				err = part;
		}
	}
}

static void undo(const struct request *req)
{
	const char *path = getenv("FAIL_UNDO");
	int fd;

	if (!path)
		return;
	fd = open(path, O_WRONLY);
	if (fd < 0 || syscall(SYS_write, fd, req->buf, req->len) < 0)
		die(path);
	close(fd);
}

static int outcome(const struct request *req, ssize_t done)
{
	if (done < 0)
		return errno;
	if (!req->is_file)
		return drain(req->fd);
	undo(req);
	return 0;
}

static ssize_t perform_watched(const struct request *req)
{
	const char *text = getenv("FAIL_NTH");
	unsigned int nth;
	ssize_t done;

	if (!text)
		return perform(req);
	if (strcmp(text, "all")) {
		nth = atoi(text);
		if (perform_failing(req, nth, &done))
			tell(nth, done < 0 ? errno : 0);
		return done;
	}
	for (nth = 1; nth < MOST; nth++) {
		if (!perform_failing(req, nth, &done))
			return done;
		tell(nth, outcome(req, done));
	}
	errno = ELOOP;
	die("a request that never ends to fail");
	return -1;
}

static bool is_request(const void *buf, size_t len)
{
	const struct nlmsghdr *header = buf;

	return len >= sizeof(*header) && header->nlmsg_len == len &&
	       header->nlmsg_type > GENL_ID_CTRL;
}

ssize_t sendto(int fd, const void *buf, size_t len, int flags,
	       const struct sockaddr *to, socklen_t size)
{
	struct request req = {
		.fd = fd, .buf = buf, .len = len, .flags = flags,
		.to = to, .to_len = size,
	};

	return is_request(buf, len) ? perform_watched(&req) : perform(&req);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
	struct request req = { .fd = fd, .message = message, .flags = flags };

	if (message->msg_iovlen == 1 &&
	    is_request(message->msg_iov->iov_base, message->msg_iov->iov_len))
		return perform_watched(&req);
	return perform(&req);
}

ssize_t write(int fd, const void *buf, size_t len)
{
	struct request req = {
		.fd = fd, .buf = buf, .len = len, .is_file = true,
	};
	struct statfs fs;

	if (!fstatfs(fd, &fs) && fs.f_type == SYSFS_MAGIC)
		return perform_watched(&req);
	return perform(&req);
}
