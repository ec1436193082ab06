/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the fuzz targets share: claims, random numbers, libFuzzer's interface.
 */
#ifndef HERMON_FUZZ_H
#define HERMON_FUZZ_H

#include <hermon_env.h>
#include <hermon/image.h>
#include <hermon/report.h>

/* A claim about core/ that holds for any input; a finding if it does not. */
#define CLAIM(cond) \
	((cond) ? (void)0 : fuzz_broken(__FILE__, __LINE__, #cond))

__attribute__((noreturn)) void fuzz_broken(const char *file, int line,
					   const char *claim);
void fuzz_claim_report(const struct hermon_report *report, int err);
void fuzz_claim_reader(struct hermon_reader *rd, const u8 *bytes, u32 len);
void fuzz_claim_crcs(const u8 *bytes, const struct hermon_image *image);
u8 *fuzz_read_all(struct hermon_reader *rd);
void *fuzz_alloc(size_t len);

size_t fuzz_mutate_bytes(u8 *data, size_t size, size_t max_size);
void fuzz_seed(u32 seed);
u32 fuzz_below(u32 n);
bool fuzz_one_in(u32 n);

/* The sanitizer calls this. */
const char *__asan_default_options(void);

/* libFuzzer calls these; the first one and the last are of the targets. */
int LLVMFuzzerTestOneInput(const u8 *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);
size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max_size,
			       unsigned int seed);
size_t LLVMFuzzerCustomCrossOver(const u8 *a, size_t a_size,
				 const u8 *b, size_t b_size,
				 u8 *out, size_t max_size, unsigned int seed);

/* main() of the tool, under the name that its build here gives it. */
int hermonfw_main(int argc, char **argv);

/* libFuzzer has this one: bytes of any kind, changed in place. */
size_t LLVMFuzzerMutate(u8 *data, size_t size, size_t max_size);

#endif /* HERMON_FUZZ_H */
