/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Before Linux 6.3 the dump of a health reporter was called with a mutex of the
 * reporter, and without the lock of the instance. That one must not be waited
 * for: another request may hold it and want the mutex.
 */
#ifndef HERMON_COMPAT_DUMP_LOCK_H
#define HERMON_COMPAT_DUMP_LOCK_H

#include_next <net/devlink.h>

static inline bool hermon_dump_lock(struct devlink *devlink)
{
	return devl_trylock(devlink);
}

static inline void hermon_dump_unlock(struct devlink *devlink)
{
	devl_unlock(devlink);
}

#define hermon_dump_lock hermon_dump_lock

#endif /* HERMON_COMPAT_DUMP_LOCK_H */
