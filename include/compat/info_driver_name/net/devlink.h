/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Before Linux 6.2 each driver put its own name into the answer to info.
 */
#ifndef HERMON_COMPAT_INFO_DRIVER_NAME_H
#define HERMON_COMPAT_INFO_DRIVER_NAME_H

#include_next <net/devlink.h>

static inline int hermon_info_driver_name_put(struct devlink_info_req *req)
{
	return devlink_info_driver_name_put(req, KBUILD_MODNAME);
}

#define hermon_info_driver_name_put hermon_info_driver_name_put

#endif /* HERMON_COMPAT_INFO_DRIVER_NAME_H */
