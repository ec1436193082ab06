/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Before Linux 6.3 a reload was refused unless the driver had said that it has
 * one.
 */
#ifndef HERMON_COMPAT_RELOAD_FEATURE_H
#define HERMON_COMPAT_RELOAD_FEATURE_H

#include_next <net/devlink.h>

static inline void hermon_allow_reload(struct devlink *devlink)
{
	devlink_set_features(devlink, DEVLINK_F_RELOAD);
}

#define hermon_allow_reload hermon_allow_reload

#endif /* HERMON_COMPAT_RELOAD_FEATURE_H */
