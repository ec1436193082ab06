/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What core/ may use of its surroundings: the same names for programs.
 *
 * Whoever links core/ defines hermon_sleep_us() and hermon_now_us(): tests
 * let a virtual clock run, so that a burn with all its waits takes
 * milliseconds.
 */
#ifndef HERMON_ENV_H
#define HERMON_ENV_H

#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <linux/types.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

#ifdef __CHECKER__
#define __hermon_force __attribute__((force))
#else
#define __hermon_force
#endif

#ifndef __packed
#define __packed __attribute__((packed))
#endif
#ifndef __printf
#define __printf(a, b) __attribute__((format(printf, a, b)))
#endif
#ifndef fallthrough
#define fallthrough __attribute__((fallthrough))
#endif

/* The kernel's static_assert() needs no message; C11's does. */
#undef static_assert
#define static_assert(expr, ...) _Static_assert(expr, #expr)

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define BIT(n) (1U << (n))
#define GENMASK(h, l) ((~0U >> (31 - (h))) & (~0U << (l)))
#define FIELD_GET(mask, reg) ((u32)(((reg) & (mask)) >> __builtin_ctz(mask)))
#define FIELD_PREP(mask, val) (((u32)(val) << __builtin_ctz(mask)) & (mask))

#define min(a, b) ({ __typeof__(a) _a = (a); __typeof__(b) _b = (b); _a < _b ? _a : _b; })
#define max(a, b) ({ __typeof__(a) _a = (a); __typeof__(b) _b = (b); _a > _b ? _a : _b; })
#define min_t(t, a, b) ({ t _x = (a); t _y = (b); _x < _y ? _x : _y; })
#define max_t(t, a, b) ({ t _x = (a); t _y = (b); _x > _y ? _x : _y; })
#define round_up(x, y) ((((x) - 1) | ((__typeof__(x))(y) - 1)) + 1)
#define round_down(x, y) ((x) & ~((__typeof__(x))(y) - 1))
#define DIV_ROUND_UP(n, d) (((n) + (d) - 1) / (d))
#define container_of(ptr, type, member) \
	((type *)((char *)(ptr) - offsetof(type, member)))

static inline u32 be32_to_cpu(__be32 x)
{
	return be32toh((__hermon_force u32)x);
}

static inline __be32 cpu_to_be32(u32 x)
{
	return (__hermon_force __be32)htobe32(x);
}

static inline u64 be64_to_cpu(__be64 x)
{
	return be64toh((__hermon_force u64)x);
}

static inline __be64 cpu_to_be64(u64 x)
{
	return (__hermon_force __be64)htobe64(x);
}

void hermon_sleep_us(u32 us);
u64 hermon_now_us(void);

#endif /* HERMON_ENV_H */
