// SPDX-License-Identifier: GPL-2.0-only
/*
 * The same for several cards at once, a process for each.
 *
 * A burn mostly waits for its flash chip, and cards have nothing in common but
 * the bus, so four take little longer than one. What each process says is passed
 * on line by line, with the card in front; JSON names its card itself.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "batch.h"
#include "out.h"

#define PIECE	4096

/**
 * struct stream - what one process says on one of its outputs
 * @fd: where it comes from; -1 when it has ended
 * @to: where it goes
 * @dev: the card
 * @line: what of a line has come, of any length, to be written to
 * @text: the same, to be read when @line is flushed
 * @n: how much of it
 */
struct stream {
	int fd;
	FILE *to;
	const char *dev;
	FILE *line;
	char *text;
	size_t n;
};

/**
 * struct batch - all of them
 * @app: this run
 * @children: processes
 * @streams: two for each
 * @n: how many processes
 */
struct batch {
	struct app *app;
	pid_t children[BATCH_MAX];
	struct stream *streams;
	u32 n;
};

static void put_line(const struct batch *b, struct stream *s)
{
	fflush(s->line);
	if (!s->n)
		return;
	if (!b->app->json || s->to != stdout)
		fprintf(s->to, "%s: ", s->dev);
	fwrite(s->text, 1, s->n, s->to);
	putc('\n', s->to);
	fflush(s->to);
	rewind(s->line);
}

static void take(const struct batch *b, struct stream *s)
{
	char buf[PIECE];
	ssize_t n, i;

	n = read(s->fd, buf, sizeof(buf));
	if (n <= 0) {
		put_line(b, s);
		close(s->fd);
		s->fd = -1;
		fclose(s->line);
		free(s->text);
		return;
	}
	for (i = 0; i < n; i++) {
		if (buf[i] == '\n')
			put_line(b, s);
		else
			putc(buf[i], s->line);
	}
}

/* Until no process has anything left to say. */
static void pass_on(struct batch *b)
{
	struct pollfd fds[2 * BATCH_MAX];
	bool any = true;
	u32 i;

	while (any) {
		any = false;
		for (i = 0; i < 2 * b->n; i++) {
			fds[i] = (struct pollfd) {
				.fd = b->streams[i].fd, .events = POLLIN,
			};
			any |= fds[i].fd >= 0;
		}
		if (!any || poll(fds, 2 * b->n, -1) < 0)
			continue;
		for (i = 0; i < 2 * b->n; i++)
			if (fds[i].fd >= 0 && fds[i].revents)
				take(b, &b->streams[i]);
	}
}

static void listen_to(struct stream *s, int fd, FILE *to, const char *dev)
{
	s->fd = fd;
	s->to = to;
	s->dev = dev;
}

static int open_lines(struct stream *streams)
{
	u32 i;

	for (i = 0; i < 2; i++) {
		streams[i].line = open_memstream(&streams[i].text,
						 &streams[i].n);
		if (!streams[i].line)
			return -errno;
	}
	return 0;
}

static int start(struct batch *b, const char *dev,
		 int (*one)(void *ctx, const char *dev), void *ctx)
{
	struct stream *streams = &b->streams[2 * b->n];
	int out[2], err[2];
	pid_t child;

	if (open_lines(streams) || pipe(out) || pipe(err))
		return -errno;
	fflush(stdout);
	child = fork();
	if (child < 0)
		return -errno;
	if (!child) {
		dup2(out[1], STDOUT_FILENO);
		dup2(err[1], STDERR_FILENO);
		setvbuf(stdout, NULL, _IOLBF, 0);
		b->app->tty = false;
		b->app->color = false;
		b->app->card = dev;
		exit(one(ctx, dev));
	}
	close(out[1]);
	close(err[1]);
	listen_to(&streams[0], out[0], stdout, dev);
	listen_to(&streams[1], err[0], stderr, dev);
	b->children[b->n++] = child;
	return 0;
}

/* The worst that happened to a card is what happened; "already" is no harm. */
static int worse(int a, int b)
{
	static const int rank[] = {
		[EXIT_ALREADY] = 0, [EXIT_DONE] = 1, [EXIT_REFUSED] = 2,
		[EXIT_USAGE] = 3, [EXIT_ERROR] = 4, [EXIT_SAFE] = 5,
		[EXIT_RECOVERY] = 6,
	};

	return rank[a] > rank[b] ? a : b;
}

static int code_of(int status)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) <= EXIT_ALREADY)
		return WEXITSTATUS(status);
	return EXIT_ERROR;
}

static int collect(struct batch *b)
{
	int code = EXIT_ALREADY;
	int status;
	u32 i;

	for (i = 0; i < b->n; i++) {
		while (waitpid(b->children[i], &status, 0) < 0 && errno == EINTR)
			;
		code = worse(code, code_of(status));
	}
	return code;
}

/**
 * batch_run() - do the same for several cards at once
 * @app: this run
 * @devs: the cards
 * @n: how many, BATCH_MAX at most
 * @one: what is done; returns enum exit_code, and runs in a process of its own
 * @ctx: what it is called with
 *
 * ^C reaches all of them, and each decides what that means for its card.
 *
 * Return: enum exit_code, that of the card that fared worst.
 */
int batch_run(struct app *app, char **devs, u32 n,
	      int (*one)(void *ctx, const char *dev), void *ctx)
{
	struct batch b = { .app = app };
	int err = 0, code;
	u32 i;

	b.streams = calloc(2 * n, sizeof(*b.streams));
	if (!b.streams)
		return EXIT_ERROR;
	for (i = 0; i < n && !err; i++)
		err = start(&b, devs[i], one, ctx);
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	pass_on(&b);
	code = collect(&b);
	free(b.streams);
	if (err)
		out_note(app, "%s was not begun: %s", devs[i - 1],
			 strerror(-err));
	return err ? worse(code, EXIT_ERROR) : code;
}
