/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Before Linux 7.0 the period between recoveries was an argument; this driver
 * recovers nothing by itself.
 */
#ifndef HERMON_COMPAT_HEALTH_PERIOD_H
#define HERMON_COMPAT_HEALTH_PERIOD_H

#include_next <net/devlink.h>

#define devlink_health_reporter_create(devlink, ops, priv) \
	devlink_health_reporter_create(devlink, ops, 0, priv)

#endif /* HERMON_COMPAT_HEALTH_PERIOD_H */
