/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Before Linux 6.2 a region could be read from snapshots only.
 */
#ifndef HERMON_COMPAT_REGION_READ_H
#define HERMON_COMPAT_REGION_READ_H

#include_next <net/devlink.h>

#define hermon_region_read_op(fn)

#endif /* HERMON_COMPAT_REGION_READ_H */
