// SPDX-License-Identifier: GPL-2.0-only
/*
 * hermon-model: one emulated card as a process, for QEMU's vfio-user-pci.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "control.h"
#include "model.h"
#include "stats_json.h"
#include "vfio_user.h"

#define DEFAULT_PART	"M25P16"
#define FAULTS_MAX	64
#define VPD_MAX		0x8000	/* what a VPD address can name */

enum { EXIT_WRONG_CALL = 2 };

struct options {
	const char *flash;
	const char *vpd;
	const char *stats;
	const char *control;
	const char *socket;
	const char *faults[FAULTS_MAX];
	size_t n_faults;
	struct model_config config;
	bool verbose;
	bool keep;
};

/* The flash file, and the card's view of it. */
struct flash {
	const char *path;
	int fd;
	uint32_t size;
	uint8_t *data;
	int err;	/* the first that a write brought */
};

/*
 * Written by the main program, used by the signal handler: to shut the
 * sockets down ends accept() and recvmsg() even if the signal came just
 * before they were called.
 */
static volatile sig_atomic_t stopping;
static volatile sig_atomic_t listen_fd = -1;
static volatile sig_atomic_t client_fd = -1;

static void stop(int sig)
{
	int saved = errno;

	(void)sig;
	stopping = 1;
	if (listen_fd >= 0)
		shutdown(listen_fd, SHUT_RDWR);
	if (client_fd >= 0)
		shutdown(client_fd, SHUT_RDWR);
	errno = saved;
}

static void catch_signals(void)
{
	struct sigaction sa = { .sa_handler = stop };

	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGINT, &sa, NULL);
}

static void vcomplain(const char *fmt, va_list ap)
{
	fputs("hermon-model: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
}

static __attribute__((format(printf, 1, 2)))
void complain(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vcomplain(fmt, ap);
	va_end(ap);
}

static __attribute__((noreturn, format(printf, 1, 2)))
void wrong_call(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vcomplain(fmt, ap);
	va_end(ap);
	exit(EXIT_WRONG_CALL);
}

static const struct model_part *find_part(const char *name)
{
	const struct model_part *part = model_part_named(name);

	if (!part)
		wrong_call("there is no flash part %s; --list-parts names them",
			   name);
	return part;
}

static void list_parts(void)
{
	size_t n;
	const struct model_part *parts = model_parts(&n);

	for (size_t i = 0; i < n; i++)
		printf("%-12s %5" PRIu32 " KiB%s%s%s%s\n", parts[i].name,
		       parts[i].size / 1024,
		       parts[i].erase_4k ? ", 4 KiB sectors" : "",
		       parts[i].erase_64k ? ", 64 KiB sectors" : "",
		       parts[i].byte_program ? ", byte program" : "",
		       parts[i].has_jedec ? "" : ", no JEDEC id");
}

static void help(void)
{
	const char *line;
	size_t n;
	const struct model_part *parts = model_parts(&n);

	fputs("Usage: hermon-model --flash FILE [OPTION]... SOCKET\n"
	      "Plays one card for a vfio-user client that connects to SOCKET.\n\n"
	      "  --flash FILE    contents of the flash, kept up to date; made if missing\n"
	      "  --part NAME     flash part (" DEFAULT_PART ")\n"
	      "  --dev ID        PCI device id, hexadecimal (634a)\n"
	      "  --rev REV       silicon revision, hexadecimal (a0)\n"
	      "  --vpd FILE      vital product data in place of the built-in ones\n"
	      "  --time-scale X  length of busy times; 1 as in the data sheet,\n"
	      "                  0 one busy poll for each command (0)\n"
	      "  --livefish-id W recovery (default) or normal: the PCI id of a card\n"
	      "                  without a bootable image\n"
	      "  --cut N         power is lost in the Nth change of the flash\n"
	      "  --cut-seed S    what the cut leaves behind\n"
	      "  --fault SPEC    NAME[=ARG], see below; may be repeated\n"
	      "  --stats FILE    writes statistics as JSON at the end\n"
	      "  --control FIFO  takes requests: \"stats FILE\", \"flash FILE\"\n"
	      "  --verbose       logs accesses and guest errors to standard error\n"
	      "  --keep          waits for the next client, to which the card has been\n"
	      "                  powered off and on, instead of ending with the first\n"
	      "  --list-parts    prints the flash parts\n"
	      "  --help          prints this\n\n"
	      "Parts:", stdout);
	for (size_t i = 0; i < n; i++)
		printf(" %s", parts[i].name);
	puts("\n\nFaults:");
	for (size_t i = 0; (line = model_fault_help(i)); i++)
		printf("  %s\n", line);
}

static unsigned long number(const char *option, const char *s, int base,
			    unsigned long max)
{
	unsigned long val;
	char *end;

	errno = 0;
	val = strtoul(s, &end, base);
	if (errno || end == s || *end || *s == '-' || val > max)
		wrong_call("--%s %s is not a number up to 0x%lx", option, s, max);
	return val;
}

static double scale(const char *s)
{
	char *end;
	double val = strtod(s, &end);

	if (end == s || *end || !isfinite(val) || val < 0)
		wrong_call("--time-scale %s is not a number from 0 up", s);
	return val;
}

static bool keeps_id(const char *s)
{
	if (strcmp(s, "normal") && strcmp(s, "recovery"))
		wrong_call("--livefish-id %s is neither normal nor recovery", s);
	return !strcmp(s, "normal");
}

static void add_fault(struct options *o, const char *spec)
{
	if (o->n_faults == FAULTS_MAX)
		wrong_call("no more than %d faults", FAULTS_MAX);
	o->faults[o->n_faults++] = spec;
}

enum {
	OPT_FLASH = 256,
	OPT_PART,
	OPT_DEV,
	OPT_REV,
	OPT_LIVEFISH_ID,
	OPT_VPD,
	OPT_TIME_SCALE,
	OPT_CUT,
	OPT_CUT_SEED,
	OPT_FAULT,
	OPT_STATS,
	OPT_CONTROL,
	OPT_VERBOSE,
	OPT_KEEP,
	OPT_LIST_PARTS,
	OPT_HELP,
};

static const struct option long_options[] = {
	{ "flash", required_argument, NULL, OPT_FLASH },
	{ "part", required_argument, NULL, OPT_PART },
	{ "dev", required_argument, NULL, OPT_DEV },
	{ "rev", required_argument, NULL, OPT_REV },
	{ "livefish-id", required_argument, NULL, OPT_LIVEFISH_ID },
	{ "vpd", required_argument, NULL, OPT_VPD },
	{ "time-scale", required_argument, NULL, OPT_TIME_SCALE },
	{ "cut", required_argument, NULL, OPT_CUT },
	{ "cut-seed", required_argument, NULL, OPT_CUT_SEED },
	{ "fault", required_argument, NULL, OPT_FAULT },
	{ "stats", required_argument, NULL, OPT_STATS },
	{ "control", required_argument, NULL, OPT_CONTROL },
	{ "verbose", no_argument, NULL, OPT_VERBOSE },
	{ "keep", no_argument, NULL, OPT_KEEP },
	{ "list-parts", no_argument, NULL, OPT_LIST_PARTS },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

static void set_option(struct options *o, int opt)
{
	switch (opt) {
	case OPT_FLASH:
		o->flash = optarg;
		break;
	case OPT_PART:
		o->config.part = optarg;
		break;
	case OPT_DEV:
		o->config.dev = number("dev", optarg, 16, 0xffff);
		break;
	case OPT_REV:
		o->config.rev = number("rev", optarg, 16, 0xff);
		break;
	case OPT_LIVEFISH_ID:
		o->config.livefish_keeps_id = keeps_id(optarg);
		break;
	case OPT_VPD:
		o->vpd = optarg;
		break;
	case OPT_TIME_SCALE:
		o->config.time_scale = scale(optarg);
		break;
	case OPT_CUT:
		o->config.cut = number("cut", optarg, 0, UINT32_MAX);
		break;
	case OPT_CUT_SEED:
		o->config.cut_seed = number("cut-seed", optarg, 0, UINT32_MAX);
		break;
	case OPT_FAULT:
		add_fault(o, optarg);
		break;
	case OPT_STATS:
		o->stats = optarg;
		break;
	case OPT_CONTROL:
		o->control = optarg;
		break;
	case OPT_VERBOSE:
		o->verbose = true;
		break;
	case OPT_KEEP:
		o->keep = true;
		break;
	case OPT_LIST_PARTS:
		list_parts();
		exit(EXIT_SUCCESS);
	case OPT_HELP:
		help();
		exit(EXIT_SUCCESS);
	default:
		fputs("Try hermon-model --help.\n", stderr);
		exit(EXIT_WRONG_CALL);
	}
}

static void parse(struct options *o, int argc, char **argv)
{
	int opt;

	o->config.part = DEFAULT_PART;
	o->config.time_scale = 1;
	while ((opt = getopt_long(argc, argv, "", long_options, NULL)) != -1)
		set_option(o, opt);
	if (!o->flash)
		wrong_call("--flash FILE is missing");
	if (argc - optind != 1)
		wrong_call("one SOCKET is wanted, not %d", argc - optind);
	o->socket = argv[optind];
}

static void read_all(int fd, const char *path, void *buf, size_t len)
{
	uint8_t *p = buf;
	ssize_t n;

	for (size_t done = 0; done < len; done += n) {
		n = pread(fd, p + done, len - done, done);
		if (n <= 0)
			wrong_call("%s: %s", path, n ? strerror(errno) :
				   "became shorter while it was read");
	}
}

static int write_all(int fd, const uint8_t *p, size_t len, off_t off)
{
	while (len) {
		ssize_t n = pwrite(fd, p, len, off);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		p += n;
		off += n;
		len -= n;
	}
	return 0;
}

static void flash_changed(void *ctx, uint32_t addr, uint32_t len)
{
	struct flash *f = ctx;
	int err = write_all(f->fd, f->data + addr, len, addr);

	if (err && !f->err) {
		f->err = err;
		complain("%s: %s", f->path, strerror(-err));
	}
}

/* A new file is a chip that was never written. */
static void flash_fill(struct flash *f)
{
	struct stat st;
	int err;

	if (fstat(f->fd, &st))
		wrong_call("%s: %s", f->path, strerror(errno));
	if (st.st_size && st.st_size != f->size)
		wrong_call("%s has %jd bytes, the flash part has %" PRIu32,
			   f->path, (intmax_t)st.st_size, f->size);
	if (st.st_size) {
		read_all(f->fd, f->path, f->data, f->size);
		return;
	}
	memset(f->data, 0xff, f->size);
	err = write_all(f->fd, f->data, f->size, 0);
	if (err)
		wrong_call("%s: %s", f->path, strerror(-err));
}

/* Two cards with the same flash would overwrite each other. */
static void flash_open(struct flash *f, const char *path, uint32_t size)
{
	f->path = path;
	f->size = size;
	f->data = malloc(size);
	f->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (!f->data || f->fd < 0)
		wrong_call("%s: %s", path, strerror(errno));
	if (flock(f->fd, LOCK_EX | LOCK_NB))
		wrong_call("%s is the flash of another card that is running",
			   path);
	flash_fill(f);
}

static uint8_t *read_vpd(const char *path, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	uint8_t *vpd;

	if (fd < 0 || fstat(fd, &st))
		wrong_call("%s: %s", path, strerror(errno));
	if (st.st_size < 1 || st.st_size > VPD_MAX)
		wrong_call("%s has %jd bytes, wanted 1 to %d", path,
			   (intmax_t)st.st_size, VPD_MAX);
	vpd = malloc(st.st_size);
	if (!vpd)
		wrong_call("%s: %s", path, strerror(errno));
	read_all(fd, path, vpd, st.st_size);
	close(fd);
	*len = st.st_size;
	return vpd;
}

static struct model *make_card(struct options *o, struct flash *f)
{
	char why[256] = "";
	struct model *m;

	o->config.flash = f->data;
	o->config.flash_changed = flash_changed;
	o->config.ctx = f;
	m = model_new(&o->config, why, sizeof(why));
	if (!m)
		wrong_call("%s", why);
	for (size_t i = 0; i < o->n_faults; i++)
		if (!model_fault_set(m, o->faults[i], why, sizeof(why)))
			wrong_call("--fault %s: %s", o->faults[i], why);
	return m;
}

/*
 * Clients wait for the file and connect at once, so it gets its name only when
 * somebody listens. The rename also replaces what an earlier run left.
 */
static int listen_at(const char *path)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	int fd, n;

	n = snprintf(sa.sun_path, sizeof(sa.sun_path), "%s.new", path);
	if (n >= (int)sizeof(sa.sun_path))
		wrong_call("%s: the path of a socket has at most %zu characters",
			   path, sizeof(sa.sun_path) - sizeof(".new"));
	unlink(sa.sun_path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&sa, sizeof(sa)) ||
	    listen(fd, 1) || rename(sa.sun_path, path))
		wrong_call("%s: %s", path, strerror(errno));
	return fd;
}

static double seconds_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - start->tv_sec) + (now.tv_nsec - start->tv_nsec) / 1e9;
}

/* What requests are about. */
struct running {
	struct model *m;
	struct flash *flash;
	struct timespec start;
};

static void request_stats(void *ctx, const char *path)
{
	struct running *r = ctx;
	int err = stats_json_write(r->m, path, seconds_since(&r->start));

	if (err)
		complain("%s: %s", path, strerror(-err));
}

/* All or nothing: half a file would be no state that a flash was ever in. */
static void request_flash(void *ctx, const char *path)
{
	struct running *r = ctx;
	struct flash *f = r->flash;
	uint8_t *data = malloc(f->size);
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (!data || fd < 0 || read(fd, data, f->size) != (ssize_t)f->size) {
		complain("%s is not the contents of a flash", path);
	} else {
		memcpy(f->data, data, f->size);
		flash_changed(f, 0, f->size);
		model_flash_replaced(r->m);
	}
	if (fd >= 0)
		close(fd);
	free(data);
}

/* Returns 0 or -errno of the connection. */
static int serve_one(struct model *m, const struct options *o,
		     const struct vfio_aside *aside, int fd)
{
	int err;

	client_fd = fd;
	/* The handler may have run before it could know this socket. */
	if (stopping)
		shutdown(fd, SHUT_RDWR);
	err = vfio_user_serve(m, fd, o->verbose, aside);
	client_fd = -1;
	close(fd);
	if (err)
		complain("%s: %s", o->socket, strerror(-err));
	return err;
}

static int write_stats(const struct model *m, const struct options *o,
		       const struct timespec *start)
{
	int err;

	if (!o->stats)
		return 0;
	err = stats_json_write(m, o->stats, seconds_since(start));
	if (err)
		complain("%s: %s", o->stats, strerror(-err));
	return err;
}

static int serve(struct model *m, const struct options *o,
		 const struct vfio_aside *aside, const struct timespec *start)
{
	bool again = false;
	int err = 0;

	while (!stopping && (!again || o->keep)) {
		int fd = accept(listen_fd, NULL, NULL);

		if (fd < 0 && (stopping || errno == EINTR || errno == ECONNABORTED))
			continue;
		if (fd < 0) {
			err = -errno;
			complain("%s: %s", o->socket, strerror(-err));
			break;
		}
		if (again)
			model_power_cycle(m);
		again = true;
		err = serve_one(m, o, aside, fd);
		if (o->keep)
			write_stats(m, o, start);
	}
	unlink(o->socket);
	return write_stats(m, o, start) ? : err;
}

static int run(struct model *m, const struct options *o, struct flash *flash)
{
	struct running r = { .m = m, .flash = flash };
	struct control c = {
		.stats = request_stats, .flash = request_flash, .ctx = &r,
	};
	struct vfio_aside aside = { .take = control_take, .ctx = &c };
	int err;

	clock_gettime(CLOCK_MONOTONIC, &r.start);
	if (!o->control)
		return serve(m, o, NULL, &r.start);
	err = control_open(&c, o->control);
	if (err)
		wrong_call("--control %s: %s", o->control,
			   err == -EINVAL ? "not a FIFO" : strerror(-err));
	aside.fd = c.fd;
	err = serve(m, o, &aside, &r.start);
	close(c.fd);
	return err;
}

int main(int argc, char **argv)
{
	struct options o = { 0 };
	struct flash flash = { 0 };
	uint8_t *vpd = NULL;
	struct model *m;
	int err;

	parse(&o, argc, argv);
	flash_open(&flash, o.flash, find_part(o.config.part)->size);
	if (o.vpd)
		vpd = read_vpd(o.vpd, &o.config.vpd_len);
	o.config.vpd = vpd;
	m = make_card(&o, &flash);
	catch_signals();
	listen_fd = listen_at(o.socket);
	err = run(m, &o, &flash);
	model_free(m);
	free(vpd);
	free(flash.data);
	close(flash.fd);
	return err || flash.err ? EXIT_FAILURE : EXIT_SUCCESS;
}
