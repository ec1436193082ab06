/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files by which a host tells of itself: in /sys, /proc, /lib and others.
 */
#ifndef HOSTFS_H
#define HOSTFS_H

#include <stdio.h>

#include "hermonfw.h"

void host_path(char *buf, size_t len, const char *fmt, ...) __printf(3, 4);
bool host_has(const char *fmt, ...) __printf(1, 2);
FILE *host_open(const char *path);
ssize_t host_read(const char *path, char *buf, size_t len);
ssize_t host_link(const char *path, char *buf, size_t len);

#endif /* HOSTFS_H */
