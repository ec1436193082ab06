/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Before Linux 6.10 the set callback of a parameter had no extack: the user
 * gets the errno alone.
 */
#ifndef HERMON_COMPAT_PARAM_SET_H
#define HERMON_COMPAT_PARAM_SET_H

#include_next <net/devlink.h>

#define HERMON_PARAM_SETTER(set)					\
static int set##_plain(struct devlink *devlink, u32 id,			\
		       struct devlink_param_gset_ctx *ctx)		\
{									\
	return set(devlink, id, ctx, NULL);				\
}

#define hermon_param_setter(set)	(set##_plain)

#endif /* HERMON_COMPAT_PARAM_SET_H */
