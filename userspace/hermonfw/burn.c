// SPDX-License-Identifier: GPL-2.0-only
/*
 * One request to burn, watched.
 *
 * The request comes back when all is over, so a child makes it. The driver
 * stops a burn only if the process that asked for it is killed, and then before
 * the new image is signed; the child has a process group of its own, so that a
 * ^C does not do that by accident.
 */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "burn.h"
#include "nl.h"
#include "out.h"
#include "progress.h"

#define TICK_MS		1000

/* The driver's: hermon.rst, "Progress". */
#define STATUS_PREPARE	"Preparing to flash"
#define STATUS_FAILED	"Flashing failed"
#define STATUS_NEXT	"Next step: "

static void watched_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGHUP);
	sigaddset(set, SIGQUIT);
}

/**
 * burn_block_signals() - from here on a card is not to be left half way
 *
 * Signals wait until burn_interrupted() or burn_run() looks for them. A reader
 * of our output that goes away does not end us either.
 */
void burn_block_signals(void)
{
	sigset_t set;

	watched_signals(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/**
 * burn_interrupted() - does the user want to stop?
 *
 * A terminal that went away is no wish to stop.
 *
 * Return: true if a signal said so since the last call.
 */
bool burn_interrupted(void)
{
	struct timespec none = { 0 };
	bool wanted = false;
	sigset_t set;
	int sig;

	watched_signals(&set);
	while ((sig = sigtimedwait(&set, NULL, &none)) > 0)
		wanted |= sig != SIGHUP;
	return wanted;
}

/**
 * struct watch - the parent's view
 * @burn: what it finds out
 * @file: given back as soon as the kernel has loaded it
 * @dev: the card
 * @progress: what the user sees
 * @monitor: where notifications come
 * @signals: where signals come
 * @result: where the child's answer comes
 * @child: who makes the request
 * @n_signals: how often the user wanted to stop
 */
struct watch {
	struct burn *burn;
	struct fwfile *file;
	const char *dev;
	struct progress progress;
	struct dl *monitor;
	int signals;
	int result;
	pid_t child;
	u32 n_signals;
};

static void request(int fd, const char *dev, const char *name, u32 overwrite)
{
	struct error e = { 0 };
	struct dl *dl;

	setpgid(0, 0);
	if (!dl_open(&dl, &e))
		dl_flash(dl, dev, name, overwrite, &e);
	/* Less than a pipe takes at once; a parent that is gone needs none. */
	if (write(fd, &e, sizeof(e)) < 0)
		_exit(1);
	_exit(0);
}

static int start_child(struct watch *w, const char *name, u32 overwrite,
		       struct error *e)
{
	int fds[2];

	if (pipe(fds))
		return error_set(e, errno, "ERRNO", "pipe: %s", strerror(errno));
	fflush(stdout);
	w->child = fork();
	if (w->child < 0) {
		close(fds[0]);
		close(fds[1]);
		return error_set(e, errno, "ERRNO", "fork: %s", strerror(errno));
	}
	if (!w->child) {
		close(fds[0]);
		request(fds[1], w->dev, name, overwrite);
	}
	close(fds[1]);
	w->result = fds[0];
	return 0;
}

static void take_status(struct watch *w, const struct dl_status *status)
{
	size_t n = strlen(STATUS_NEXT);

	if (!strncmp(status->message, STATUS_NEXT, n)) {
		snprintf(w->burn->next, sizeof(w->burn->next), "%s",
			 status->message + n);
		return;
	}
	/* It changes nothing while it prepares, and a refusal ends that. */
	if (strcmp(status->message, STATUS_PREPARE) &&
	    strcmp(status->message, STATUS_FAILED))
		w->burn->erased = true;
	progress_status(&w->progress, status);
}

static void take_events(struct watch *w)
{
	struct dl_status status;
	enum dl_event event;

	while (dl_monitor_read(w->monitor, w->dev, &event, &status) > 0) {
		if (event == DL_EVENT_OTHER)
			continue;
		/* The kernel loads the file before it says anything. */
		w->burn->begun = true;
		fwfile_remove(w->file);
		if (event == DL_EVENT_STATUS)
			take_status(w, &status);
	}
}

static void take_signal(struct watch *w)
{
	struct signalfd_siginfo info;

	if (read(w->signals, &info, sizeof(info)) != sizeof(info) ||
	    info.ssi_signo == SIGHUP)
		return;
	progress_end(&w->progress);
	if (!w->n_signals++) {
		out_note(w->progress.app, "the burn goes on: once more stops it, if the new image is not signed yet");
		return;
	}
	out_note(w->progress.app, "stopping the burn");
	w->burn->killed = true;
	kill(w->child, SIGKILL);
}

static bool is_ready(const struct pollfd *fd)
{
	return fd->revents & (POLLIN | POLLHUP | POLLERR);
}

static void watch_child(struct watch *w)
{
	struct pollfd fds[] = {
		{ .fd = w->result, .events = POLLIN },
		{ .fd = dl_monitor_fd(w->monitor), .events = POLLIN },
		{ .fd = w->signals, .events = POLLIN },
	};

	while (!is_ready(&fds[0])) {
		if (poll(fds, ARRAY_SIZE(fds), TICK_MS) < 0)
			continue;
		if (is_ready(&fds[1]))
			take_events(w);
		if (is_ready(&fds[2]))
			take_signal(w);
		progress_tick(&w->progress);
	}
	take_events(w);
}

static int collect(struct watch *w, struct error *e)
{
	struct error result;
	bool complete;

	complete = read(w->result, &result, sizeof(result)) == sizeof(result);
	while (waitpid(w->child, NULL, 0) < 0 && errno == EINTR)
		;
	if (complete) {
		if (!result.err)
			return 0;
		*e = result;
	} else {
		error_set(e, EINTR, "INTERRUPTED",
			  "the burn was stopped before the new image was signed");
	}
	if (*w->burn->next && strcmp(e->reason, "PERMISSION"))
		error_next(e, "%s", w->burn->next);
	return -e->err;
}

/**
 * burn_run() - have a card flashed, and show how far it is
 * @burn: set to how it went
 * @app: this run
 * @dev: the card
 * @file: the image, where the kernel finds it; removed when it is loaded
 * @overwrite: DL_OVERWRITE_...
 * @e: filled on failure
 *
 * Return: 0 or -errno.
 */
int burn_run(struct burn *burn, const struct app *app, const char *dev,
	     struct fwfile *file, u32 overwrite, struct error *e)
{
	struct watch w = { .burn = burn, .file = file, .dev = dev };
	sigset_t set;
	int err;

	memset(burn, 0, sizeof(*burn));
	watched_signals(&set);
	w.signals = signalfd(-1, &set, SFD_CLOEXEC);
	if (w.signals < 0)
		return error_set(e, errno, "ERRNO", "signalfd: %s",
				 strerror(errno));
	progress_start(&w.progress, app);
	err = dl_monitor_open(&w.monitor, e);
	if (!err)
		err = start_child(&w, file->name, overwrite, e);
	if (!err) {
		watch_child(&w);
		progress_end(&w.progress);
		err = collect(&w, e);
		close(w.result);
	}
	dl_close(w.monitor);
	close(w.signals);
	return err;
}
