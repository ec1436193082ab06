// SPDX-License-Identifier: GPL-2.0-only
/*
 * How far a burn is: a bar on a terminal, a line for each phase elsewhere, or
 * with --json a line for each message.
 */
#include <sys/ioctl.h>
#include <unistd.h>

#include "out.h"
#include "progress.h"

#define WIDTH_DEFAULT	80
#define BAR_MAX		40
#define TEXT_WIDTH	36	/* of a line, beside the bar */

static u32 seconds_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - start->tv_sec;
}

static int terminal_width(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_col)
		return WIDTH_DEFAULT;
	return size.ws_col;
}

static u32 percent(const struct dl_status *status)
{
	if (!status->total || status->done > status->total)
		return status->total ? 100 : 0;
	return status->done * 100 / status->total;
}

/**
 * progress_bar() - one line that says how far a burn is
 * @status: how far
 * @seconds: since it began
 * @width: of the terminal
 * @buf: room for the line
 * @len: bytes of it
 */
void progress_bar(const struct dl_status *status, u32 seconds, int width,
		  char *buf, size_t len)
{
	int room = min(width - TEXT_WIDTH, BAR_MAX);
	int full, i, n;

	if (!status->total || room < 4) {
		snprintf(buf, len, "%-20.20s       %2u:%02u", status->message,
			 seconds / 60, seconds % 60);
		return;
	}
	full = percent(status) * room / 100;
	n = snprintf(buf, len, "%-20.20s [", status->message);
	for (i = 0; i < room; i++)
		n += snprintf(buf + n, len - n, "%c", i < full ? '#' : '.');
	snprintf(buf + n, len - n, "] %3u%% %2u:%02u", percent(status),
		 seconds / 60, seconds % 60);
}

static void draw(struct progress *p)
{
	char line[160];

	progress_bar(&p->now, seconds_since(&p->start), terminal_width(), line,
		     sizeof(line));
	printf("\r\033[K%s", line);
	fflush(stdout);
	p->drawn = true;
}

/**
 * progress_start() - begin to watch a burn
 * @p: to set up
 * @app: this run
 */
void progress_start(struct progress *p, const struct app *app)
{
	memset(p, 0, sizeof(*p));
	p->app = app;
	clock_gettime(CLOCK_MONOTONIC, &p->start);
}

static void print_json(const struct progress *p)
{
	struct json_object *obj = json_object_new_object();

	if (p->app->card)
		out_put_text(obj, "card", p->app->card);
	out_put_text(obj, "status", p->now.message);
	if (p->now.total) {
		out_put_number(obj, "done", p->now.done);
		out_put_number(obj, "total", p->now.total);
		out_put_number(obj, "percent", percent(&p->now));
	}
	if (p->now.timeout)
		out_put_number(obj, "timeout", p->now.timeout);
	out_put_number(obj, "elapsed", seconds_since(&p->start));
	out_line(obj);
	json_object_put(obj);
}

/**
 * progress_status() - show a status message
 * @p: the burn
 * @status: the message
 *
 * A message about a phase without a count keeps the last count: there are such
 * between others.
 */
void progress_status(struct progress *p, const struct dl_status *status)
{
	bool same = !strcmp(p->now.message, status->message);
	u64 done = p->now.done, total = p->now.total;

	p->now = *status;
	if (p->app->json) {
		print_json(p);
		return;
	}
	if (!status->total) {
		p->now.done = done;
		p->now.total = total;
	}
	if (p->app->tty)
		draw(p);
	else if (!same)
		out_text(p->app, "%s\n", status->message);
	fflush(stdout);
}

/**
 * progress_tick() - show that time passes
 * @p: the burn
 */
void progress_tick(struct progress *p)
{
	if (p->app->tty && !p->app->json && *p->now.message)
		draw(p);
}

/**
 * progress_end() - leave the terminal to others
 * @p: the burn
 */
void progress_end(struct progress *p)
{
	if (p->drawn)
		putchar('\n');
	fflush(stdout);
	p->drawn = false;
}
