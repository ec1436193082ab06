/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The lines that mstflint 4.16 prints, for scripts that read them.
 */
#ifndef MSTFLINT_H
#define MSTFLINT_H

#include <hermon_env.h>
#include <hermon/image.h>

#include "describe.h"
#include "parts.h"

void mstflint_query(const struct description *d,
		    const struct hermon_version *running);
bool mstflint_verify(const struct parts *parts, bool has_mic, u32 start);

#endif /* MSTFLINT_H */
