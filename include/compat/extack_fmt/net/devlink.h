/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Before Linux 6.2 extack took constant texts only: it keeps a pointer, and
 * netlink_ack() copies the text after the driver's callback has returned and
 * the lock of the devlink instance has been dropped.
 *
 * So a formatted text goes to memory of the module that no callback owns, and
 * the module may go only when no request can still point there:
 *
 * - The texts form a ring. One is overwritten when HERMON_EXTACK_TEXTS later
 *   requests have failed between its writing and its copying, which is a
 *   few instructions in each; devlink lets one request at a time into each
 *   card.
 * - By module exit all devices are unbound, so no request is in a callback.
 *   But one may be on its way out of it, towards netlink_ack(). genl_rcv() of
 *   net/netlink/genetlink.c holds cb_lock for reading around both, and
 *   genl_unregister_family() takes it for writing before it looks for the
 *   family, and finds none here: id 0 is never given out.
 */
#ifndef HERMON_COMPAT_EXTACK_FMT_H
#define HERMON_COMPAT_EXTACK_FMT_H

#include_next <net/devlink.h>
#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/netlink.h>
#include <net/genetlink.h>

#define HERMON_EXTACK_TEXTS	32
#define HERMON_EXTACK_LEN	80	/* NETLINK_MAX_FMTMSG_LEN of Linux 6.2 */

static inline char *hermon_extack_text(void)
{
	static char texts[HERMON_EXTACK_TEXTS][HERMON_EXTACK_LEN];
	static atomic_t last;

	return texts[(u32)atomic_inc_return(&last) % HERMON_EXTACK_TEXTS];
}

#define NL_SET_ERR_MSG_FMT_MOD(extack, fmt, ...) do {			\
	struct netlink_ext_ack *__extack = (extack);			\
	char *__text = hermon_extack_text();				\
									\
	snprintf(__text, HERMON_EXTACK_LEN, KBUILD_MODNAME ": " fmt,	\
		 ##__VA_ARGS__);					\
	do_trace_netlink_extack(__text);				\
	if (__extack)							\
		__extack->_msg = __text;				\
} while (0)

static inline void hermon_extack_flush(void)
{
	static const struct genl_family never_registered;

	genl_unregister_family(&never_registered);
}

#define hermon_extack_flush hermon_extack_flush

#endif /* HERMON_COMPAT_EXTACK_FMT_H */
