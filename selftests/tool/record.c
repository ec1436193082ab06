// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records what a program receives from the kernel over netlink: to be preloaded,
 * with RECORD=FILE. Each message is its length in 32 bits and its bytes.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

static void record(const struct msghdr *msg, size_t len)
{
	const char *path = getenv("RECORD");
	uint32_t n = len;
	FILE *f;

	/* All programs of interest receive into one piece of memory. */
	if (!path || msg->msg_iovlen != 1 || len > msg->msg_iov[0].iov_len)
		return;
	f = fopen(path, "ae");
	if (!f)
		return;
	fwrite(&n, sizeof(n), 1, f);
	fwrite(msg->msg_iov[0].iov_base, 1, len, f);
	fclose(f);
}

ssize_t recvmsg(int fd, struct msghdr *msg, int flags)
{
	ssize_t (*real)(int fd, struct msghdr *msg, int flags);
	int domain = 0;
	socklen_t size = sizeof(domain);
	ssize_t n;

	real = (ssize_t (*)(int, struct msghdr *, int))dlsym(RTLD_NEXT, "recvmsg");
	n = real(fd, msg, flags);
	getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size);
	if (n > 0 && domain == AF_NETLINK && !(flags & MSG_PEEK))
		record(msg, n);
	return n;
}
