// SPDX-License-Identifier: GPL-2.0-only
/*
 * The vfio-user protocol, server side, as far as this card needs it.
 *
 *	+--------+-----+--------------+-----------------+----------+
 *	| msg_id | cmd | size of all  | type, no_reply, | error_no |
 *	|        |     |              | error           |          |
 *	+--------+-----+--------------+-----------------+----------+
 *	0        2     4              8                 12         16
 *
 * and then the command's payload; everything in host order. The socket is a
 * stream and the client queues writes behind one another, so one recvmsg() can
 * bring a part of a message as well as many of them.
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "model.h"
#include "vfio_host.h"
#include "vfio_user.h"

enum {
	CMD_VERSION = 1,
	CMD_DMA_MAP = 2,
	CMD_DMA_UNMAP = 3,
	CMD_GET_INFO = 4,
	CMD_GET_REGION_INFO = 5,
	CMD_GET_IRQ_INFO = 7,
	CMD_SET_IRQS = 8,
	CMD_REGION_READ = 9,
	CMD_REGION_WRITE = 10,
	CMD_RESET = 13,
};

#define FLAG_TYPE		0xfu
#define FLAG_TYPE_REPLY		0x1u
#define FLAG_NO_REPLY		0x10u
#define FLAG_ERROR		0x20u

/* Numbers of the kernel's <linux/vfio.h>, which the protocol takes over. */
#define DEVICE_FLAG_RESET	0x1u	/* without it no reset is ever sent */
#define DEVICE_FLAG_PCI		0x2u
#define REGION_FLAG_READ	0x1u
#define REGION_FLAG_WRITE	0x2u
#define DMA_FLAG_WRITE		0x2u
#define UNMAP_FLAG_ALL		0x2u
#define IRQ_FLAG_EVENTFD	0x1u	/* what a vector may be told by */
#define IRQ_SET_EVENTFD		0x4u	/* what comes along */

enum {
	REGION_BAR0 = 0,
	REGION_BAR2 = 2,
	REGION_CONFIG = 7,
	N_REGIONS = 9,

	IRQ_MSIX = 2,
	N_IRQS = 5,
};

struct header {
	uint16_t msg_id;
	uint16_t cmd;
	uint32_t size;
	uint32_t flags;
	uint32_t error_no;
};

struct version {
	uint16_t major;
	uint16_t minor;
};

struct dma_map {
	uint32_t argsz;
	uint32_t flags;
	uint64_t offset;
	uint64_t addr;
	uint64_t size;
};

struct dma_unmap {
	uint32_t argsz;
	uint32_t flags;
	uint64_t addr;
	uint64_t size;
};

struct device_info {
	uint32_t argsz;
	uint32_t flags;
	uint32_t n_regions;
	uint32_t n_irqs;
};

struct region_info {
	uint32_t argsz;
	uint32_t flags;
	uint32_t index;
	uint32_t cap_offset;
	uint64_t size;
	uint64_t offset;
};

struct irq_info {
	uint32_t argsz;
	uint32_t flags;
	uint32_t index;
	uint32_t count;
};

struct irq_set {
	uint32_t argsz;
	uint32_t flags;
	uint32_t index;
	uint32_t start;
	uint32_t count;
};

struct region_access {
	uint64_t offset;
	uint32_t region;
	uint32_t count;
};

/*
 * The longest useful message is the configuration space in one piece; a
 * client's list of capabilities is a few hundred bytes.
 */
#define ACCESS_MAX	MODEL_CONFIG_SIZE
#define MESSAGE_MAX	16384
#define CLIENT_FDS_MAX	MODEL_N_VECTORS

/*
 * Nothing beyond what the client can do without: with "write_multiple" it
 * would put several writes into one message.
 */
static const char capabilities[] = "{\"capabilities\":{}}";

/*
 * Descriptors come beside the stream. recvmsg() ends with the piece of it that
 * they were sent with, so they belong to the message that this end lies in.
 */
struct passed {
	size_t end;		/* in in[] */
	size_t n;
	int fds[CLIENT_FDS_MAX];
};

enum { PASSED_MAX = 2 };	/* one for a message still incomplete, one new */

struct server {
	struct model *m;
	struct vfio_host host;
	int fd;
	bool verbose;
	const struct vfio_aside *aside;
	bool greeted;
	uint64_t errors_shown;
	size_t n_in;
	size_t n_passed;
	struct passed passed[PASSED_MAX];
	uint8_t in[MESSAGE_MAX];
	uint8_t out[sizeof(struct region_access) + ACCESS_MAX];
};

/* A request's payload; what the handlers append to out[] is the answer's. */
struct request {
	struct header hdr;
	const uint8_t *data;
	size_t len;
	struct passed *passed;	/* or NULL */
	size_t out_len;
};

static __attribute__((format(printf, 2, 3)))
void say(const struct server *s, const char *fmt, ...)
{
	va_list ap;

	if (!s->verbose)
		return;
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
}

static void show_guest_errors(struct server *s)
{
	uint64_t n = model_stats(s->m)->guest_errors;

	for (; s->errors_shown < n; s->errors_shown++) {
		const char *text = model_guest_error(s->m, s->errors_shown);

		say(s, "guest error: %s\n", text ? text : "(not kept)");
	}
}

static int append(struct server *s, struct request *r, const void *p,
		  size_t len)
{
	if (len > sizeof(s->out) - r->out_len)
		return -EINVAL;
	memcpy(s->out + r->out_len, p, len);
	r->out_len += len;
	return 0;
}

static int fetch(const struct request *r, void *p, size_t len)
{
	if (r->len < len)
		return -EINVAL;
	memcpy(p, r->data, len);
	return 0;
}

/*
 * The answer repeats the client's version: QEMU is at 0.0 and refuses
 * anything above.
 */
static int do_version(struct server *s, struct request *r)
{
	struct version v;
	int err = fetch(r, &v, sizeof(v));

	if (err)
		return err;
	if (v.major)
		return -EINVAL;
	s->greeted = true;
	say(s, "client speaks %u.%u\n", v.major, v.minor);
	err = append(s, r, &v, sizeof(v));
	return err ? err : append(s, r, capabilities, sizeof(capabilities));
}

/* A descriptor that is taken is not closed when the message is done. */
static int take_fd(struct request *r, size_t i)
{
	int fd;

	if (!r->passed || i >= r->passed->n)
		return -1;
	fd = r->passed->fds[i];
	r->passed->fds[i] = -1;
	return fd;
}

/* ROM and memory that only the client has are none of the card's. */
static int do_dma_map(struct server *s, struct request *r)
{
	struct dma_map d;
	int err = fetch(r, &d, sizeof(d));

	if (err || !r->passed || !(d.flags & DMA_FLAG_WRITE))
		return err;
	if (r->passed->n != 1)
		return -EINVAL;
	say(s, "memory %" PRIx64 " to %" PRIx64 "\n", d.addr, d.addr + d.size);
	return vfio_host_map(&s->host, d.addr, d.size, r->passed->fds[0], d.offset);
}

static int do_dma_unmap(struct server *s, struct request *r)
{
	struct dma_unmap d;
	int err = fetch(r, &d, sizeof(d));

	if (err)
		return err;
	if (d.flags & UNMAP_FLAG_ALL)
		vfio_host_unmap(&s->host, 0, UINT64_MAX);
	else
		vfio_host_unmap(&s->host, d.addr, d.size);
	return append(s, r, &d, sizeof(d));
}

static int do_get_info(struct server *s, struct request *r)
{
	struct device_info d;
	int err = fetch(r, &d, sizeof(d));

	if (err)
		return err;
	if (d.argsz < sizeof(d))
		return -EINVAL;
	d = (struct device_info) {
		.argsz = sizeof(d),
		.flags = DEVICE_FLAG_RESET | DEVICE_FLAG_PCI,
		.n_regions = N_REGIONS,
		.n_irqs = N_IRQS,
	};
	return append(s, r, &d, sizeof(d));
}

static uint32_t region_size(const struct server *s, uint32_t index)
{
	switch (index) {
	case REGION_BAR0:
		return model_bar0_size(s->m);
	case REGION_BAR2:
		return MODEL_BAR2_SIZE;
	case REGION_CONFIG:
		return MODEL_CONFIG_SIZE;
	default:
		return 0;
	}
}

static int do_get_region_info(struct server *s, struct request *r)
{
	struct region_info d;
	int err = fetch(r, &d, sizeof(d));

	if (err)
		return err;
	if (d.argsz < sizeof(d) || d.index >= N_REGIONS)
		return -EINVAL;
	d.argsz = sizeof(d);
	d.size = region_size(s, d.index);
	d.flags = d.size ? REGION_FLAG_READ | REGION_FLAG_WRITE : 0;
	d.cap_offset = 0;
	d.offset = 0;
	return append(s, r, &d, sizeof(d));
}

/* Of the kinds of interrupt the card has one. */
static int do_get_irq_info(struct server *s, struct request *r)
{
	struct irq_info d;
	int err = fetch(r, &d, sizeof(d));

	if (err)
		return err;
	if (d.argsz < sizeof(d) || d.index >= N_IRQS)
		return -EINVAL;
	d.argsz = sizeof(d);
	d.flags = d.index == IRQ_MSIX ? IRQ_FLAG_EVENTFD : 0;
	d.count = d.index == IRQ_MSIX ? MODEL_N_VECTORS : 0;
	return append(s, r, &d, sizeof(d));
}

/*
 * With a descriptor for each vector of the range it gets them, without any it
 * loses them; an empty range means all. Requests for the kinds of interrupt
 * that the card does not have change nothing.
 */
static int do_set_irqs(struct server *s, struct request *r)
{
	size_t n = r->passed ? r->passed->n : 0;
	struct irq_set d;
	int err = fetch(r, &d, sizeof(d));

	if (err || d.index != IRQ_MSIX)
		return err;
	if (!d.count && !(d.flags & IRQ_SET_EVENTFD)) {
		d.start = 0;
		d.count = MODEL_N_VECTORS;
	}
	if (d.start > MODEL_N_VECTORS || d.count > MODEL_N_VECTORS - d.start ||
	    (n && n != d.count))
		return -EINVAL;
	for (uint32_t i = 0; i < d.count; i++)
		vfio_host_set_vector(&s->host, d.start + i, take_fd(r, i));
	return 0;
}

/*
 * The sum of offset and count is never formed: the client may choose them so
 * that it wraps.
 */
static int check_access(const struct server *s, const struct region_access *a)
{
	uint32_t size;

	if (a->region >= N_REGIONS)
		return -EINVAL;
	size = region_size(s, a->region);
	if (!a->count || a->count > ACCESS_MAX || a->count > size ||
	    a->offset > size - a->count)
		return -EINVAL;
	return 0;
}

static bool is_word(const struct region_access *a)
{
	return a->count == 4 && !(a->offset & 3);
}

/* Registers are big-endian on the bus. */
static void bar0_read(struct server *s, const struct region_access *a,
		      uint8_t *p)
{
	uint32_t val;

	if (!is_word(a)) {
		model_bar_bad_access(s->m, a->offset, a->count, false);
		memset(p, 0xff, a->count);
		return;
	}
	val = model_bar_read32(s->m, a->offset);
	p[0] = val >> 24;
	p[1] = val >> 16;
	p[2] = val >> 8;
	p[3] = val;
	say(s, "R %05" PRIx64 " %08" PRIx32 "\n", a->offset, val);
}

static void bar0_write(struct server *s, const struct region_access *a,
		       const uint8_t *p)
{
	uint32_t val;

	if (!is_word(a)) {
		model_bar_bad_access(s->m, a->offset, a->count, true);
		return;
	}
	val = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	      (uint32_t)p[2] << 8 | p[3];
	say(s, "W %05" PRIx64 " %08" PRIx32 "\n", a->offset, val);
	model_bar_write32(s->m, a->offset, val);
}

/* Doorbells are big-endian, too, and may come in pairs. */
static void bar2_write(struct server *s, const struct region_access *a,
		       const uint8_t *p)
{
	for (uint32_t i = 0; a->offset % 4 == 0 && i + 4 <= a->count; i += 4)
		model_bar2_write32(s->m, a->offset + i,
				   (uint32_t)p[i] << 24 | (uint32_t)p[i + 1] << 16 |
				   (uint32_t)p[i + 2] << 8 | p[i + 3]);
}

static uint32_t le_value(const uint8_t *p, uint32_t count)
{
	uint32_t val = 0;

	for (uint32_t i = 0; i < count && i < 4; i++)
		val |= (uint32_t)p[i] << (8 * i);
	return val;
}

static int do_region_read(struct server *s, struct request *r)
{
	struct region_access a;
	uint8_t *p = s->out + sizeof(a);
	int err = fetch(r, &a, sizeof(a));

	if (!err)
		err = check_access(s, &a);
	if (err)
		return err;
	append(s, r, &a, sizeof(a));
	r->out_len += a.count;
	switch (a.region) {
	case REGION_BAR0:
		bar0_read(s, &a, p);
		break;
	case REGION_CONFIG:
		model_config_read(s->m, a.offset, p, a.count);
		say(s, "cfg R%" PRIu32 " %03" PRIx64 " %" PRIx32 "\n",
		    a.count, a.offset, le_value(p, a.count));
		break;
	default:
		memset(p, model_is_gone(s->m) ? 0xff : 0, a.count);
	}
	return 0;
}

static int do_region_write(struct server *s, struct request *r)
{
	const uint8_t *p = r->data + sizeof(struct region_access);
	struct region_access a;
	int err = fetch(r, &a, sizeof(a));

	if (!err)
		err = check_access(s, &a);
	if (err)
		return err;
	if (r->len - sizeof(a) != a.count)
		return -EINVAL;
	append(s, r, &a, sizeof(a));
	switch (a.region) {
	case REGION_BAR0:
		bar0_write(s, &a, p);
		break;
	case REGION_BAR2:
		bar2_write(s, &a, p);
		break;
	case REGION_CONFIG:
		say(s, "cfg W%" PRIu32 " %03" PRIx64 " %" PRIx32 "\n",
		    a.count, a.offset, le_value(p, a.count));
		model_config_write(s->m, a.offset, p, a.count);
		break;
	}
	return 0;
}

static int do_reset(struct server *s)
{
	say(s, "reset\n");
	model_reset(s->m);
	return 0;
}

static int dispatch(struct server *s, struct request *r)
{
	if ((r->hdr.flags & FLAG_TYPE) || (!s->greeted && r->hdr.cmd != CMD_VERSION))
		return -EINVAL;
	switch (r->hdr.cmd) {
	case CMD_VERSION:
		return do_version(s, r);
	case CMD_DMA_MAP:
		return do_dma_map(s, r);
	case CMD_SET_IRQS:
		return do_set_irqs(s, r);
	case CMD_DMA_UNMAP:
		return do_dma_unmap(s, r);
	case CMD_GET_INFO:
		return do_get_info(s, r);
	case CMD_GET_REGION_INFO:
		return do_get_region_info(s, r);
	case CMD_GET_IRQ_INFO:
		return do_get_irq_info(s, r);
	case CMD_REGION_READ:
		return do_region_read(s, r);
	case CMD_REGION_WRITE:
		return do_region_write(s, r);
	case CMD_RESET:
		return do_reset(s);
	default:
		return -ENOTSUP;
	}
}

static int send_all(int fd, struct iovec *iov, size_t n)
{
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = n };
	ssize_t sent;

	while (msg.msg_iovlen) {
		sent = sendmsg(fd, &msg, MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0)
			return -errno;
		for (; msg.msg_iovlen && (size_t)sent >= msg.msg_iov->iov_len;
		     msg.msg_iovlen--)
			sent -= msg.msg_iov++->iov_len;
		if (msg.msg_iovlen) {
			msg.msg_iov->iov_base = (uint8_t *)msg.msg_iov->iov_base + sent;
			msg.msg_iov->iov_len -= sent;
		}
	}
	return 0;
}

static int reply(struct server *s, struct request *r, int err)
{
	size_t len = err ? 0 : r->out_len;
	struct header hdr = {
		.msg_id = r->hdr.msg_id,
		.cmd = r->hdr.cmd,
		.size = sizeof(hdr) + len,
		.flags = FLAG_TYPE_REPLY | (err ? FLAG_ERROR : 0),
		.error_no = -err,
	};
	struct iovec iov[] = {
		{ .iov_base = &hdr, .iov_len = sizeof(hdr) },
		{ .iov_base = s->out, .iov_len = len },
	};

	if (err)
		say(s, "command %u refused: %s\n", hdr.cmd, strerror(-err));
	/* Posted writes: an answer nobody waits for would confuse the client. */
	if (r->hdr.flags & FLAG_NO_REPLY)
		return 0;
	return send_all(s->fd, iov, len ? 2 : 1);
}

static void close_passed(struct passed *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->fds[i] >= 0)
			close(p->fds[i]);
}

/* The message's own descriptors; those of messages before it are gone. */
static void find_passed(struct server *s, struct request *r, size_t end)
{
	if (s->n_passed && s->passed[0].end <= end)
		r->passed = &s->passed[0];
}

static void drop_passed(struct server *s, struct request *r)
{
	if (!r->passed)
		return;
	close_passed(r->passed);
	s->n_passed--;
	memmove(s->passed, s->passed + 1, s->n_passed * sizeof(s->passed[0]));
}

static int answer(struct server *s, struct request *r)
{
	int err = dispatch(s, r);

	drop_passed(s, r);
	if (s->verbose)
		show_guest_errors(s);
	return reply(s, r, err);
}

/*
 * Answers the complete messages in the buffer and keeps the rest of it. A size
 * that cannot be right is answered too, but it is the last answer: nobody
 * knows where the next message starts.
 */
static int answer_buffered(struct server *s)
{
	size_t pos = 0;
	int err;

	while (s->n_in - pos >= sizeof(struct header)) {
		struct request r = { .data = s->in + pos + sizeof(r.hdr) };

		memcpy(&r.hdr, s->in + pos, sizeof(r.hdr));
		if (r.hdr.size < sizeof(r.hdr) || r.hdr.size > sizeof(s->in)) {
			reply(s, &r, -EINVAL);
			return -EPROTO;
		}
		if (r.hdr.size > s->n_in - pos)
			break;
		r.len = r.hdr.size - sizeof(r.hdr);
		pos += r.hdr.size;
		find_passed(s, &r, pos);
		err = answer(s, &r);
		if (err)
			return err;
	}
	s->n_in -= pos;
	memmove(s->in, s->in + pos, s->n_in);
	for (size_t i = 0; i < s->n_passed; i++)
		s->passed[i].end -= pos;
	return 0;
}

/* One that there is no room for belongs to no message that makes sense. */
static void keep_fd(struct server *s, struct passed *p, int fd)
{
	if (p->n < CLIENT_FDS_MAX && s->n_passed < PASSED_MAX)
		p->fds[p->n++] = fd;
	else
		close(fd);
}

static void keep_fds(struct server *s, struct msghdr *msg)
{
	struct passed p = { .end = s->n_in };
	struct cmsghdr *c;

	for (c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		size_t n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		const uint8_t *at = CMSG_DATA(c);

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		for (; n; n--, at += sizeof(int)) {
			int fd;

			memcpy(&fd, at, sizeof(fd));
			keep_fd(s, &p, fd);
		}
	}
	if (p.n)
		s->passed[s->n_passed++] = p;
}

/* Returns how many bytes came, 0 at the end, or -errno. */
static ssize_t receive(struct server *s)
{
	union {
		struct cmsghdr align;
		char buf[CMSG_SPACE(CLIENT_FDS_MAX * sizeof(int))];
	} control;
	struct iovec iov = {
		.iov_base = s->in + s->n_in,
		.iov_len = sizeof(s->in) - s->n_in,
	};
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.buf,
		.msg_controllen = sizeof(control.buf),
	};
	ssize_t n;

	do {
		n = recvmsg(s->fd, &msg, MSG_CMSG_CLOEXEC);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	s->n_in += n;
	keep_fds(s, &msg);
	return n;
}

/* Until the client says something. */
static void look_aside(struct server *s)
{
	struct pollfd fds[] = {
		{ .fd = s->fd, .events = POLLIN },
		{ .fd = s->aside->fd, .events = POLLIN },
	};

	do {
		fds[0].revents = 0;
		if (poll(fds, 2, -1) > 0 && fds[1].revents & POLLIN)
			s->aside->take(s->aside->ctx);
	} while (!fds[0].revents);
}

static int serve(struct server *s)
{
	ssize_t n;
	int err;

	for (;;) {
		if (s->aside)
			look_aside(s);
		n = receive(s);
		/* A client that dies with answers unread resets the stream. */
		if (!n || n == -ECONNRESET)
			return 0;
		if (n < 0)
			return n;
		err = answer_buffered(s);
		if (err == -EPIPE || err == -ECONNRESET)
			return 0;
		if (err)
			return err;
	}
}

int vfio_user_serve(struct model *m, int fd, bool verbose,
		    const struct vfio_aside *aside)
{
	struct server s;
	int err;

	s.m = m;
	s.fd = fd;
	s.verbose = verbose;
	s.aside = aside;
	s.greeted = false;
	s.errors_shown = model_stats(m)->guest_errors;
	s.n_in = 0;
	s.n_passed = 0;
	vfio_host_init(&s.host);
	model_attach(m, &s.host.host);
	err = serve(&s);
	model_attach(m, NULL);
	for (size_t i = 0; i < s.n_passed; i++)
		close_passed(&s.passed[i]);
	vfio_host_fini(&s.host);
	return err;
}
