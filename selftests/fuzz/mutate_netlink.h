/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Changes netlink messages so that their lengths stay right, or nearly so.
 */
#ifndef HERMON_FUZZ_MUTATE_NETLINK_H
#define HERMON_FUZZ_MUTATE_NETLINK_H

#include <hermon_env.h>

size_t netlink_mutate(u8 *data, size_t size, size_t room);

#endif /* HERMON_FUZZ_MUTATE_NETLINK_H */
