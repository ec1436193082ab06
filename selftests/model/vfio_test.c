// SPDX-License-Identifier: GPL-2.0-only
/*
 * A client that speaks to vfio_user.c over a socket pair, well and badly.
 *
 * Each test first puts all its messages into the socket, closes its side,
 * serves the card to the end, and then reads the answers: one thread, and the
 * same order every time.
 */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "fs2_build.h"
#include "model.h"
#include "vfio_host.h"
#include "vfio_user.h"

enum {
	VERSION = 1,
	DMA_MAP = 2,
	DMA_UNMAP = 3,
	GET_INFO = 4,
	GET_REGION_INFO = 5,
	GET_REGION_IO_FDS = 6,
	GET_IRQ_INFO = 7,
	SET_IRQS = 8,
	REGION_READ = 9,
	REGION_WRITE = 10,
	RESET = 13,
};

#define REPLY		0x1u
#define NO_REPLY	0x10u
#define ERROR		0x20u

#define FLASH_SIZE	0x200000
#define HW_ID		0xf0014
#define SCRATCH		0xf0000
#define HCR		0x80680

struct header {
	uint16_t id;
	uint16_t cmd;
	uint32_t size;
	uint32_t flags;
	uint32_t error;
};

struct access {
	uint64_t off;
	uint32_t region;
	uint32_t count;
};

struct answer {
	struct header hdr;
	uint8_t data[8192];
	size_t len;
};

/* One test's connection. */
struct client {
	struct model *m;
	uint8_t *flash;
	int fd, server_fd;
	uint16_t next_id;
	int result;
	size_t n_out;
	uint8_t out[65536];
};

static const char *failure;
static int failure_line;

/* A test returns at its first failure. */
#define CHECK(cond) do {				\
	if (!(cond)) {					\
		failure = #cond;			\
		failure_line = __LINE__;		\
		return;					\
	}						\
} while (0)

static void die(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

static void open_client(struct client *c)
{
	struct model_config config = { .part = "M25P16" };
	char why[256];
	int fds[2];

	memset(c, 0, sizeof(*c));
	c->flash = malloc(FLASH_SIZE);
	if (!c->flash || socketpair(AF_UNIX, SOCK_STREAM, 0, fds))
		die("vfio_test");
	memset(c->flash, 0xff, FLASH_SIZE);
	config.flash = c->flash;
	c->m = model_new(&config, why, sizeof(why));
	if (!c->m) {
		fprintf(stderr, "%s\n", why);
		exit(EXIT_FAILURE);
	}
	c->fd = fds[0];
	c->server_fd = fds[1];
}

static void close_client(struct client *c)
{
	close(c->fd);
	close(c->server_fd);
	model_free(c->m);
	free(c->flash);
}

static void put(struct client *c, const void *p, size_t len)
{
	if (len > sizeof(c->out) - c->n_out)
		die("put");
	if (len)
		memcpy(c->out + c->n_out, p, len);
	c->n_out += len;
}

/* Nobody reads yet, so all of it must fit into the socket. */
static void flush(struct client *c, size_t chunk)
{
	for (size_t pos = 0; pos < c->n_out; pos += chunk) {
		if (chunk > c->n_out - pos)
			chunk = c->n_out - pos;
		if (send(c->fd, c->out + pos, chunk, MSG_DONTWAIT) !=
		    (ssize_t)chunk)
			die("send");
	}
	c->n_out = 0;
}

static void put_header(struct client *c, uint16_t cmd, uint32_t size,
		       uint32_t flags)
{
	struct header h = { ++c->next_id, cmd, size, flags, 0 };

	put(c, &h, sizeof(h));
}

static void put_message(struct client *c, uint16_t cmd, uint32_t flags,
			const void *data, size_t len)
{
	put_header(c, cmd, sizeof(struct header) + len, flags);
	put(c, data, len);
}

static void put_version(struct client *c)
{
	static const char hello[] =
		"\0\0\0\0{\"capabilities\":{\"max_msg_fds\":8,\"write_multiple\":true}}";

	put_message(c, VERSION, 0, hello, sizeof(hello));
}

static void put_read(struct client *c, uint32_t region, uint64_t off,
		     uint32_t count)
{
	struct access a = { off, region, count };

	put_message(c, REGION_READ, 0, &a, sizeof(a));
}

static void put_write(struct client *c, uint32_t flags, uint32_t region,
		      uint64_t off, const void *data, uint32_t count)
{
	struct access a = { off, region, count };

	put_header(c, REGION_WRITE, sizeof(struct header) + sizeof(a) + count,
		   flags);
	put(c, &a, sizeof(a));
	put(c, data, count);
}

static void serve(struct client *c)
{
	flush(c, sizeof(c->out));
	if (shutdown(c->fd, SHUT_WR))
		die("shutdown");
	c->result = vfio_user_serve(c->m, c->server_fd, false, NULL);
	shutdown(c->server_fd, SHUT_WR);
}

/* Returns false when there is no further answer. */
static bool get(struct client *c, struct answer *a)
{
	ssize_t n = recv(c->fd, &a->hdr, sizeof(a->hdr), MSG_WAITALL);

	if (n != sizeof(a->hdr))
		return false;
	a->len = a->hdr.size - sizeof(a->hdr);
	if (a->hdr.size < sizeof(a->hdr) || a->len > sizeof(a->data))
		return false;
	n = a->len ? recv(c->fd, a->data, a->len, MSG_WAITALL) : 0;
	return n == (ssize_t)a->len;
}

static bool get_ok(struct client *c, struct answer *a, uint16_t id,
		   uint16_t cmd, size_t len)
{
	return get(c, a) && a->hdr.id == id && a->hdr.cmd == cmd &&
	       a->hdr.flags == REPLY && !a->hdr.error && a->len == len;
}

static bool get_error(struct client *c, uint16_t id, uint32_t error)
{
	struct answer a;

	return get(c, &a) && a.hdr.id == id && !a.len &&
	       a.hdr.flags == (REPLY | ERROR) && a.hdr.error == error;
}

static bool at_end(struct client *c)
{
	struct answer a;

	return !get(c, &a);
}

static uint32_t word(const struct answer *a, size_t off)
{
	uint32_t v;

	memcpy(&v, a->data + off, sizeof(v));
	return v;
}

static uint32_t be_word(const struct answer *a)
{
	const uint8_t *p = a->data + sizeof(struct access);

	return (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

static void test_version(struct client *c)
{
	static const char want[] = "\0\0\0\0{\"capabilities\":{}}";
	struct answer a;

	put_version(c);
	serve(c);
	CHECK(get_ok(c, &a, 1, VERSION, sizeof(want)));
	CHECK(!memcmp(a.data, want, sizeof(want)));
	CHECK(at_end(c) && c->result == 0);
}

static void test_version_other(struct client *c)
{
	put_message(c, VERSION, 0, "\1\0\0\0{}", 7);
	serve(c);
	CHECK(get_error(c, 1, EINVAL));
}

static void test_version_first(struct client *c)
{
	struct answer a;

	put_read(c, 0, HW_ID, 4);
	put_version(c);
	serve(c);
	CHECK(get_error(c, 1, EINVAL));
	CHECK(get(c, &a) && a.hdr.flags == REPLY);
	CHECK(model_stats(c->m)->bar_reads == 0);
}

static void test_info(struct client *c)
{
	uint32_t info[4] = { sizeof(info) };
	struct answer a;

	put_version(c);
	put_message(c, GET_INFO, 0, info, sizeof(info));
	serve(c);
	get(c, &a);
	CHECK(get_ok(c, &a, 2, GET_INFO, sizeof(info)));
	CHECK(word(&a, 4) == 3 && word(&a, 8) == 9 && word(&a, 12) == 5);
}

static void test_regions(struct client *c)
{
	static const uint32_t size[9] = { 0x100000, 0, 0x800000, [7] = 4096 };
	struct answer a;

	put_version(c);
	for (uint32_t i = 0; i < 10; i++) {
		uint32_t info[8] = { sizeof(info), 0, i };

		put_message(c, GET_REGION_INFO, 0, info, sizeof(info));
	}
	serve(c);
	get(c, &a);
	for (uint32_t i = 0; i < 9; i++) {
		CHECK(get_ok(c, &a, i + 2, GET_REGION_INFO, 32));
		CHECK(word(&a, 8) == i && word(&a, 16) == size[i]);
		CHECK(word(&a, 4) == (size[i] ? 3 : 0) && !word(&a, 20));
	}
	CHECK(get_error(c, 11, EINVAL));
}

static void test_irqs(struct client *c)
{
	uint32_t info[4] = { sizeof(info) }, set[5] = { sizeof(set) };
	struct answer a;

	put_version(c);
	put_message(c, GET_IRQ_INFO, 0, info, sizeof(info));
	info[2] = 5;
	put_message(c, GET_IRQ_INFO, 0, info, sizeof(info));
	put_message(c, SET_IRQS, 0, set, sizeof(set));
	info[2] = 2;
	put_message(c, GET_IRQ_INFO, 0, info, sizeof(info));
	set[2] = 2;
	set[3] = 100;
	set[4] = 29;
	put_message(c, SET_IRQS, 0, set, sizeof(set));
	serve(c);
	get(c, &a);
	CHECK(get_ok(c, &a, 2, GET_IRQ_INFO, sizeof(info)));
	CHECK(word(&a, 12) == 0);
	CHECK(get_error(c, 3, EINVAL));
	CHECK(get_ok(c, &a, 4, SET_IRQS, 0));
	CHECK(get_ok(c, &a, 5, GET_IRQ_INFO, sizeof(info)));
	CHECK(word(&a, 4) == 1 && word(&a, 12) == MODEL_N_VECTORS);
	CHECK(get_error(c, 6, EINVAL));
}

static void test_register(struct client *c)
{
	struct answer a;

	put_version(c);
	put_read(c, 0, HW_ID, 4);
	serve(c);
	get(c, &a);
	CHECK(get_ok(c, &a, 2, REGION_READ, sizeof(struct access) + 4));
	CHECK(word(&a, 0) == HW_ID && word(&a, 12) == 4);
	CHECK(be_word(&a) == model_bar_read32(c->m, HW_ID));
	CHECK((be_word(&a) & 0xffff) == 0x190);
}

static void test_posted_write(struct client *c)
{
	static const uint8_t val[4] = { 0x00, 0x10, 0x00, 0x00 };
	struct answer a;

	put_version(c);
	put_write(c, NO_REPLY, 0, SCRATCH, val, 4);
	put_read(c, 0, SCRATCH, 4);
	serve(c);
	get(c, &a);
	CHECK(get_ok(c, &a, 3, REGION_READ, sizeof(struct access) + 4));
	CHECK(be_word(&a) == 0x100000);
	CHECK(model_boot_addr(c->m) == 0x100000);
	CHECK(at_end(c));
}

static void test_write_answered(struct client *c)
{
	static const uint8_t val[4] = { 0x00, 0x10, 0x00, 0x00 };
	struct answer a;

	put_version(c);
	put_write(c, 0, 0, SCRATCH, val, 4);
	serve(c);
	get(c, &a);
	CHECK(get_ok(c, &a, 2, REGION_WRITE, sizeof(struct access)));
	CHECK(word(&a, 0) == SCRATCH && word(&a, 12) == 4);
}

static void test_bad_width(struct client *c)
{
	static const uint8_t val[8];
	struct answer a;

	put_version(c);
	put_read(c, 0, HW_ID, 2);
	put_read(c, 0, HW_ID, 8);
	put_read(c, 0, HW_ID + 2, 4);
	put_write(c, NO_REPLY, 0, SCRATCH, val, 1);
	serve(c);
	get(c, &a);
	CHECK(get_ok(c, &a, 2, REGION_READ, sizeof(struct access) + 2));
	CHECK(!memcmp(a.data + sizeof(struct access), "\xff\xff", 2));
	CHECK(get_ok(c, &a, 3, REGION_READ, sizeof(struct access) + 8));
	CHECK(get_ok(c, &a, 4, REGION_READ, sizeof(struct access) + 4));
	CHECK(be_word(&a) == 0xffffffff);
	CHECK(model_stats(c->m)->guest_errors == 4);
}

static void test_bar2(struct client *c)
{
	static const uint8_t val[4] = { 1, 2, 3, 4 };
	struct answer a;

	put_version(c);
	put_write(c, NO_REPLY, 2, 0x7ffffc, val, 4);
	put_read(c, 2, 0x7ffffc, 4);
	serve(c);
	get(c, &a);
	CHECK(get_ok(c, &a, 3, REGION_READ, sizeof(struct access) + 4));
	CHECK(be_word(&a) == 0);
	CHECK(model_stats(c->m)->guest_errors == 0);
}

/* QEMU reads it in one piece. Without firmware the card is in recovery mode. */
static void test_config(struct client *c)
{
	static const uint8_t id[4] = { 0xb3, 0x15, 0x91, 0x01 };
	struct answer a;

	put_version(c);
	put_read(c, 7, 0, 4096);
	put_read(c, 7, 2, 2);
	serve(c);
	get(c, &a);
	CHECK(get_ok(c, &a, 2, REGION_READ, sizeof(struct access) + 4096));
	CHECK(!memcmp(a.data + sizeof(struct access), id, 4));
	CHECK(get_ok(c, &a, 3, REGION_READ, sizeof(struct access) + 2));
	CHECK(!memcmp(a.data + sizeof(struct access), id + 2, 2));
}

static void test_reset(struct client *c)
{
	struct answer a;

	put_version(c);
	put_message(c, RESET, 0, NULL, 0);
	serve(c);
	get(c, &a);
	CHECK(get_ok(c, &a, 2, RESET, 0));
}

static void test_dma(struct client *c)
{
	uint64_t map[4] = { 32 }, unmap[3] = { 24, 0x1000, 0x2000 };
	struct answer a;

	put_version(c);
	put_message(c, DMA_MAP, 0, map, sizeof(map));
	put_message(c, DMA_UNMAP, 0, unmap, sizeof(unmap));
	serve(c);
	get(c, &a);
	CHECK(get_ok(c, &a, 2, DMA_MAP, 0));
	CHECK(get_ok(c, &a, 3, DMA_UNMAP, sizeof(unmap)));
	CHECK(!memcmp(a.data, unmap, sizeof(unmap)));
}

static void put_with_fds(struct client *c, uint16_t cmd, const void *data,
			 size_t len, int fd, size_t n)
{
	union {
		struct cmsghdr hdr;
		char buf[CMSG_SPACE(64 * sizeof(int))];
	} control = { 0 };
	struct header h = { ++c->next_id, cmd, sizeof(h) + len, 0, 0 };
	struct iovec iov[] = { { &h, sizeof(h) }, { (void *)data, len } };
	struct msghdr msg = {
		.msg_iov = iov,
		.msg_iovlen = 2,
		.msg_control = control.buf,
		.msg_controllen = CMSG_SPACE(n * sizeof(int)),
	};

	control.hdr.cmsg_level = SOL_SOCKET;
	control.hdr.cmsg_type = SCM_RIGHTS;
	control.hdr.cmsg_len = CMSG_LEN(n * sizeof(int));
	for (size_t i = 0; i < n; i++)
		memcpy(CMSG_DATA(&control.hdr) + i * sizeof(fd), &fd, sizeof(fd));
	flush(c, sizeof(c->out));
	if (sendmsg(c->fd, &msg, MSG_DONTWAIT) < 0)
		die("sendmsg");
}

static void put_image(struct client *c)
{
	static uint8_t image[FS2_BUILD_DEFAULT_SIZE];
	struct fs2_spec spec;
	int size;

	fs2_spec_default(&spec);
	size = fs2_build(&spec, image, sizeof(image));
	if (size < 0)
		die("fs2_build");
	memcpy(c->flash, image, size);
	model_power_cycle(c->m);
}

static void put_query_fw(struct client *c, uint32_t addr, uint32_t command)
{
	uint32_t words[7] = { [4] = htobe32(addr), [6] = htobe32(command) };

	for (uint32_t i = 0; i < 7; i++)
		put_write(c, NO_REPLY, 0, HCR + 4 * i, &words[i], 4);
}

/* The write end of a pipe went over; none may stay open behind. */
static void test_fds_closed(struct client *c)
{
	uint32_t set[5] = { sizeof(set), 0x24, 2, 5, 2 };
	uint64_t map[4] = { 32 | 3ull << 32, 0, 0, 0x1000 };
	struct answer a;
	int fds[2];
	char byte;

	if (pipe(fds))
		die("pipe");
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	put_version(c);
	put_with_fds(c, SET_IRQS, set, sizeof(set), fds[1], 2);
	put_with_fds(c, SET_IRQS, set, sizeof(set), fds[1], 1);
	put_with_fds(c, DMA_MAP, map, sizeof(map), fds[1], 64);
	put_with_fds(c, DMA_MAP, map, sizeof(map), fds[1], 1);
	put_with_fds(c, RESET, NULL, 0, fds[1], 1);
	close(fds[1]);
	serve(c);
	get(c, &a);
	CHECK(get_ok(c, &a, 2, SET_IRQS, 0));
	CHECK(get_error(c, 3, EINVAL));
	CHECK(get_error(c, 4, EINVAL));
	CHECK(get(c, &a) && a.hdr.id == 5 && a.hdr.error);
	CHECK(get_ok(c, &a, 6, RESET, 0));
	CHECK(read(fds[0], &byte, 1) == 0);
	close(fds[0]);
}

/* Two messages in one buffer; the descriptor came with the second. */
static void test_memory(struct client *c)
{
	uint64_t rom[4] = { 32 | 1ull << 32, 0, 0, 0x1000 };
	uint64_t map[4] = { 32 | 3ull << 32, 0x1000, 0x80000000, 0x2000 };
	uint64_t unmap[3] = { 24, 0x80000000, 0x2000 };
	int fd = memfd_create("vfio_test", MFD_CLOEXEC);
	static const uint8_t master[2] = { 4 };
	struct answer a;
	uint32_t val;

	if (fd < 0 || ftruncate(fd, 0x3000))
		die("memfd_create");
	put_image(c);
	put_version(c);
	put_message(c, DMA_MAP, 0, rom, sizeof(rom));
	put_with_fds(c, DMA_MAP, map, sizeof(map), fd, 1);
	put_write(c, NO_REPLY, 7, 4, master, sizeof(master));
	put_query_fw(c, 0x80001000, 0x00a00004);
	put_message(c, DMA_UNMAP, 0, unmap, sizeof(unmap));
	put_query_fw(c, 0x80001000, 0x00800004);
	serve(c);
	get(c, &a);
	CHECK(get_ok(c, &a, 2, DMA_MAP, 0));
	CHECK(get_ok(c, &a, 3, DMA_MAP, 0));
	CHECK(pread(fd, &val, sizeof(val), 0x2004) == sizeof(val));
	CHECK(val == htobe32(6));
	CHECK(model_stats(c->m)->hcr_commands == 2);
	CHECK(model_stats(c->m)->guest_errors == 1);
	CHECK(strstr(model_guest_error(c->m, 0), "no memory"));
	close(fd);
}

static void test_vectors(struct client *c)
{
	struct vfio_host h;
	uint64_t n;
	int fd = eventfd(0, EFD_NONBLOCK);

	(void)c;
	if (fd < 0)
		die("eventfd");
	vfio_host_init(&h);
	vfio_host_set_vector(&h, 5, dup(fd));
	h.host.interrupt(h.host.ctx, 5);
	h.host.interrupt(h.host.ctx, 4);
	h.host.interrupt(h.host.ctx, MODEL_N_VECTORS);
	CHECK(read(fd, &n, sizeof(n)) == sizeof(n) && n == 1);
	vfio_host_set_vector(&h, 5, -1);
	h.host.interrupt(h.host.ctx, 5);
	CHECK(read(fd, &n, sizeof(n)) < 0);
	vfio_host_fini(&h);
	close(fd);
}

static void test_unknown(struct client *c)
{
	static const uint16_t cmd[] = { 0, GET_REGION_IO_FDS, 11, 12, 14, 15, 0xffff };
	size_t n = sizeof(cmd) / sizeof(cmd[0]);
	struct answer a;

	put_version(c);
	for (size_t i = 0; i < n; i++)
		put_message(c, cmd[i], 0, NULL, 0);
	put_message(c, 15, NO_REPLY, NULL, 0);
	serve(c);
	get(c, &a);
	for (size_t i = 0; i < n; i++)
		CHECK(get_error(c, i + 2, ENOTSUP));
	CHECK(at_end(c));
}

static void test_short_payload(struct client *c)
{
	static const uint16_t cmd[] = {
		VERSION, DMA_UNMAP, GET_INFO, GET_REGION_INFO, GET_IRQ_INFO,
		REGION_READ, REGION_WRITE,
	};
	/* Long enough for a version, but one that is not ours. */
	static const uint8_t data[15] = { 1, 0, 1 };
	struct answer a;
	int n = 1;

	put_version(c);
	for (size_t i = 0; i < sizeof(cmd) / sizeof(cmd[0]); i++)
		for (size_t len = 0; len <= sizeof(data); len++, n++)
			put_message(c, cmd[i], 0, data, len);
	serve(c);
	get(c, &a);
	for (int i = 2; i <= n; i++)
		CHECK(get_error(c, i, EINVAL));
	CHECK(at_end(c) && c->result == 0);
}

static void test_overflow(struct client *c)
{
	static const struct access bad[] = {
		{ UINT64_MAX, 0, 4 },
		{ UINT64_MAX - 3, 0, 4 },
		{ 0x100000, 0, 4 },
		{ 0xffffe, 0, 4 },
		{ 0, 0, 0 },
		{ 0, 0, UINT32_MAX },
		{ 4, 0, UINT32_MAX - 3 },
		{ 0, 0, 4097 },
		{ 0x100000000ull, 0, 4 },
		{ 4095, 7, 2 },
		{ 1, 7, 4096 },
		{ 0x7ffffd, 2, 4 },
		{ 0, 1, 4 },
		{ 0, 8, 1 },
		{ 0, 9, 4 },
		{ 0, UINT32_MAX, 4 },
	};
	size_t n = sizeof(bad) / sizeof(bad[0]);
	struct answer a;

	put_version(c);
	for (size_t i = 0; i < n; i++)
		put_message(c, REGION_READ, 0, &bad[i], sizeof(bad[i]));
	for (size_t i = 0; i < n; i++)
		put_message(c, REGION_WRITE, 0, &bad[i], sizeof(bad[i]));
	serve(c);
	get(c, &a);
	for (size_t i = 0; i < 2 * n; i++)
		CHECK(get_error(c, i + 2, EINVAL));
	CHECK(model_stats(c->m)->bar_reads + model_stats(c->m)->bar_writes == 0);
}

/* A write whose data are longer or shorter than it says changes nothing. */
static void test_write_count(struct client *c)
{
	struct { struct access a; uint8_t data[8]; } w = {
		{ SCRATCH, 0, 4 }, { 0, 0x10, 0, 0 }
	};
	struct answer a;

	put_version(c);
	put_message(c, REGION_WRITE, 0, &w, sizeof(w.a) + 3);
	put_message(c, REGION_WRITE, 0, &w, sizeof(w.a) + 5);
	serve(c);
	get(c, &a);
	CHECK(get_error(c, 2, EINVAL) && get_error(c, 3, EINVAL));
	CHECK(model_stats(c->m)->bar_writes == 0);
}

static void test_short_header(struct client *c)
{
	struct answer a;

	put_version(c);
	put_header(c, GET_INFO, 15, 0);
	put_read(c, 0, HW_ID, 4);
	serve(c);
	get(c, &a);
	CHECK(get_error(c, 2, EINVAL));
	CHECK(at_end(c) && c->result == -EPROTO);
}

static void test_giant(struct client *c)
{
	struct answer a;

	put_version(c);
	put_header(c, REGION_WRITE, UINT32_MAX, 0);
	serve(c);
	get(c, &a);
	CHECK(get_error(c, 2, EINVAL));
	CHECK(at_end(c) && c->result == -EPROTO);
}

static void test_truncated(struct client *c)
{
	struct answer a;

	put_version(c);
	put_header(c, GET_INFO, 32, 0);
	put(c, "1234", 4);
	serve(c);
	get(c, &a);
	CHECK(at_end(c) && c->result == 0);
}

static void test_reply_as_request(struct client *c)
{
	struct answer a;

	put_version(c);
	put_message(c, RESET, REPLY, NULL, 0);
	serve(c);
	get(c, &a);
	CHECK(get_error(c, 2, EINVAL));
}

/* More than one buffer's worth, so that messages lie across its end. */
static void test_many(struct client *c)
{
	enum { N = 1000 };
	struct answer a;

	put_version(c);
	for (uint32_t i = 0; i < N; i++) {
		uint8_t val[4] = { 0, 0, i >> 8, i };

		put_write(c, NO_REPLY, 0, SCRATCH, val, 4);
	}
	put_read(c, 0, SCRATCH, 4);
	serve(c);
	get(c, &a);
	CHECK(get_ok(c, &a, N + 2, REGION_READ, sizeof(struct access) + 4));
	CHECK(be_word(&a) == N - 1);
	CHECK(model_stats(c->m)->bar_writes == N);
}

static void test_byte_by_byte(struct client *c)
{
	struct answer a;

	put_version(c);
	put_read(c, 0, HW_ID, 4);
	flush(c, 1);
	serve(c);
	get(c, &a);
	CHECK(get_ok(c, &a, 2, REGION_READ, sizeof(struct access) + 4));
}

static void test_gone(struct client *c)
{
	char why[256];
	struct answer a;

	if (!model_fault_set(c->m, "gone", why, sizeof(why)))
		die(why);
	put_version(c);
	put_read(c, 0, HW_ID, 4);
	put_read(c, 2, 0, 4);
	put_read(c, 7, 0, 4);
	serve(c);
	get(c, &a);
	for (int i = 0; i < 3; i++) {
		CHECK(get_ok(c, &a, i + 2, REGION_READ, sizeof(struct access) + 4));
		CHECK(be_word(&a) == 0xffffffff);
	}
}

static const struct {
	const char *name;
	void (*run)(struct client *c);
} tests[] = {
	{ "version is echoed", test_version },
	{ "another major version is refused", test_version_other },
	{ "nothing before the version", test_version_first },
	{ "device info", test_info },
	{ "region info", test_regions },
	{ "kinds of interrupt", test_irqs },
	{ "register read", test_register },
	{ "posted write", test_posted_write },
	{ "answered write", test_write_answered },
	{ "register access of the wrong width", test_bad_width },
	{ "doorbell BAR", test_bar2 },
	{ "configuration space", test_config },
	{ "reset", test_reset },
	{ "DMA map and unmap", test_dma },
	{ "passed descriptors are closed", test_fds_closed },
	{ "memory of the client", test_memory },
	{ "interrupt vectors", test_vectors },
	{ "unknown commands", test_unknown },
	{ "short payloads", test_short_payload },
	{ "offsets and counts out of range", test_overflow },
	{ "write with another length than it says", test_write_count },
	{ "size below the header", test_short_header },
	{ "giant size", test_giant },
	{ "end within a message", test_truncated },
	{ "reply as a request", test_reply_as_request },
	{ "many messages", test_many },
	{ "byte by byte", test_byte_by_byte },
	{ "card gone", test_gone },
};

int main(void)
{
	size_t n = sizeof(tests) / sizeof(tests[0]);
	bool failed = false;

	printf("KTAP version 1\n1..%zu\n", n);
	for (size_t i = 0; i < n; i++) {
		struct client c;

		failure = NULL;
		open_client(&c);
		tests[i].run(&c);
		close_client(&c);
		if (failure)
			printf("# line %d: %s\n", failure_line, failure);
		printf("%sok %zu %s\n", failure ? "not " : "", i + 1,
		       tests[i].name);
		failed |= !!failure;
	}
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
