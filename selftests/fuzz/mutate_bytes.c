// SPDX-License-Identifier: GPL-2.0-only
/*
 * libFuzzer's changes of bytes without structure.
 */
#if __has_feature(memory_sanitizer)
#include <sanitizer/msan_interface.h>
#else
#define __msan_unpoison(data, size)	((void)(data), (void)(size))
#endif

#include "fuzz.h"

/* libFuzzer itself is not followed by that sanitizer: what it wrote is written. */
size_t fuzz_mutate_bytes(u8 *data, size_t size, size_t max_size)
{
	size = LLVMFuzzerMutate(data, size, max_size);
	__msan_unpoison(data, size);
	return size;
}
