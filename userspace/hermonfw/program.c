// SPDX-License-Identifier: GPL-2.0-only
/*
 * Other programs: run, and what they say.
 */
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "program.h"

/* To the end, however much that is: a program that cannot write would wait. */
static void read_line(int fd, char *buf, size_t len)
{
	char rest[512];
	size_t n = 0;
	ssize_t got;

	do {
		if (n < len - 1)
			got = read(fd, buf + n, len - 1 - n);
		else
			got = read(fd, rest, sizeof(rest));
		if (got > 0 && n < len - 1)
			n += got;
	} while (got > 0 || (got < 0 && errno == EINTR));
	buf[n] = '\0';
	buf[strcspn(buf, "\n")] = '\0';
}

/**
 * program_run() - run a program to its end
 * @argv: its arguments, name first and NULL last; looked for on the PATH
 * @said: set to the first line that it prints, on whichever output
 * @len: room in @said
 *
 * Return: 0, -ENOEXEC if it fails, or another -errno if it cannot be run.
 */
int program_run(char *const argv[], char *said, size_t len)
{
	posix_spawn_file_actions_t actions;
	int pipe_fd[2], status = 0, err;
	pid_t pid;

	*said = '\0';
	if (pipe2(pipe_fd, O_CLOEXEC))
		return -errno;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, pipe_fd[1], STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, pipe_fd[1], STDERR_FILENO);
	err = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(pipe_fd[1]);
	if (!err) {
		read_line(pipe_fd[0], said, len);
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	}
	close(pipe_fd[0]);
	if (err)
		return -err;
	return status ? -ENOEXEC : 0;
}
