/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Before Linux 7.0 the get callback of a parameter had no extack.
 */
#ifndef HERMON_COMPAT_PARAM_GET_H
#define HERMON_COMPAT_PARAM_GET_H

#include_next <net/devlink.h>

#define HERMON_PARAM_GETTER(get)					\
static int get##_plain(struct devlink *devlink, u32 id,			\
		       struct devlink_param_gset_ctx *ctx)		\
{									\
	return get(devlink, id, ctx, NULL);				\
}

#define hermon_param_getter(get)	(get##_plain)

#endif /* HERMON_COMPAT_PARAM_GET_H */
