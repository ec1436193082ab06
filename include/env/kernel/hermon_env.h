/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What core/ may use of its surroundings: the kernel's side.
 *
 * env/user/hermon_env.h offers the same names to programs. Keep this small.
 */
#ifndef HERMON_ENV_H
#define HERMON_ENV_H

#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/time64.h>
#include <linux/types.h>
#include <asm/byteorder.h>

/* fsleep() may take twice the time, and a burn waits for every page. */
static inline void hermon_sleep_us(u32 us)
{
	if (us < 20)
		udelay(us);
	else if (us < 20 * USEC_PER_MSEC)
		usleep_range(us, us + us / 8);
	else
		msleep(DIV_ROUND_UP(us, USEC_PER_MSEC));
}

static inline u64 hermon_now_us(void)
{
	return ktime_to_us(ktime_get());
}

#endif /* HERMON_ENV_H */
