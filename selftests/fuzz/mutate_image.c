// SPDX-License-Identifier: GPL-2.0-only
/*
 * libFuzzer's mutator for inputs that are an image and nothing else.
 */
#include "forge.h"
#include "fuzz.h"

size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max_size,
			       unsigned int seed)
{
	fuzz_seed(seed);
	if (fuzz_one_in(64))
		return fuzz_mutate_bytes(data, size, max_size);
	return forge_mutate(data, size, max_size);
}

/* The beginning of one and the end of the other, checksums made right. */
size_t LLVMFuzzerCustomCrossOver(const u8 *a, size_t a_size,
				 const u8 *b, size_t b_size,
				 u8 *out, size_t max_size, unsigned int seed)
{
	size_t at, n;

	fuzz_seed(seed);
	at = fuzz_below(min(a_size, b_size)) & ~3U;
	n = min(b_size, max_size);
	if (at > n)
		return 0;
	memcpy(out, b, n);
	memcpy(out, a, at);
	fs2_build_fix(out, n);
	return n;
}
