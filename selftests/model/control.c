// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests to a card that is running, through a FIFO, a line each:
 *
 *	stats FILE	write the statistics so far, as JSON
 *	flash FILE	put these contents into the flash
 *
 * There is no answer but FILE of "stats", which appears whole. Requests are
 * carried out in their order, so it also says that those before it are done.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "control.h"
#include "model.h"

int control_open(struct control *c, const char *path)
{
	struct stat st;

	c->n = 0;
	/* For writing as well: the FIFO must not end with its first writer. */
	c->fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (c->fd < 0)
		return -errno;
	if (fstat(c->fd, &st) || !S_ISFIFO(st.st_mode)) {
		close(c->fd);
		c->fd = -1;
		return -EINVAL;
	}
	return 0;
}

static void run_line(struct control *c, char *line)
{
	char *argument = strchr(line, ' ');

	if (argument)
		*argument++ = '\0';
	if (argument && !strcmp(line, "stats"))
		c->stats(c->ctx, argument);
	else if (argument && !strcmp(line, "flash"))
		c->flash(c->ctx, argument);
	else
		fprintf(stderr, "hermon-model: what is the request \"%s\"?\n", line);
}

void control_take(void *ctx)
{
	struct control *c = ctx;
	char *end;
	ssize_t n;

	n = read(c->fd, c->line + c->n, sizeof(c->line) - 1 - c->n);
	if (n <= 0)
		return;
	c->n += n;
	c->line[c->n] = '\0';
	while ((end = strchr(c->line, '\n'))) {
		*end++ = '\0';
		run_line(c, c->line);
		c->n -= end - c->line;
		memmove(c->line, end, c->n + 1);
	}
	if (c->n == sizeof(c->line) - 1)	/* no request is as long */
		c->n = 0;
}
