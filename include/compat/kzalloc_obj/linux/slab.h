/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Before Linux 7.0 a caller said the size and the flags of an object.
 */
#ifndef HERMON_COMPAT_KZALLOC_OBJ_H
#define HERMON_COMPAT_KZALLOC_OBJ_H

#include_next <linux/slab.h>

#define kzalloc_obj(p)	kzalloc(sizeof(p), GFP_KERNEL)

#endif /* HERMON_COMPAT_KZALLOC_OBJ_H */
