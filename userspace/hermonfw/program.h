/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Other programs: run, and what they say.
 */
#ifndef PROGRAM_H
#define PROGRAM_H

#include "hermonfw.h"

int program_run(char *const argv[], char *said, size_t len);

#endif /* PROGRAM_H */
