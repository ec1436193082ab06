/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Serves an emulated card to a vfio-user client such as QEMU.
 */
#ifndef HERMON_VFIO_USER_H
#define HERMON_VFIO_USER_H

#include <stdbool.h>

struct model;

/**
 * struct vfio_aside - something else that may come while the client is served
 * @fd: readable when it does
 * @take: called then, between two messages of the client
 * @ctx: what it is called with
 */
struct vfio_aside {
	int fd;
	void (*take)(void *ctx);
	void *ctx;
};

/*
 * vfio_user_serve() - answer the client at the other end of a stream socket
 * @m: the card; it is the caller who powers it on before and reads it after
 * @fd: connected socket, blocking; stays open
 * @verbose: every access and every guest error goes to standard error
 * @aside: what else to look for meanwhile; may be NULL
 *
 * Return: 0 when the client has closed its end or the socket was shut down,
 * -EPROTO when the stream of messages makes no sense any more, or another
 * -errno from the socket.
 */
int vfio_user_serve(struct model *m, int fd, bool verbose,
		    const struct vfio_aside *aside);

#endif /* HERMON_VFIO_USER_H */
