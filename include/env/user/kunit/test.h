/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The part of KUnit that this project's suites use, for programs.
 *
 * A suite that includes <kunit/test.h> builds in the kernel with the
 * kernel's own and here with this one, which selftests/unit/kunit.c runs.
 * Names and meaning are those of Documentation/dev-tools/kunit in the kernel.
 */
#ifndef _KUNIT_TEST_H
#define _KUNIT_TEST_H

#include <hermon_env.h>
#include <setjmp.h>

#define KUNIT_PARAM_DESC_SIZE	128

#define GFP_KERNEL		0

struct kunit_alloc;

/**
 * struct kunit - one run of one case
 * @priv: the suite's own, set by its init
 * @name: name of the case
 * @param_value: element of the table, for a case with one
 * @failed: an expectation did not hold
 * @skipped: the case said why it cannot run
 * @allocs: what kunit_kzalloc() gave; freed behind the suite's exit
 * @abort: where a failed assertion leads
 */
struct kunit {
	void *priv;
	const char *name;
	const void *param_value;
	bool failed;
	bool skipped;
	struct kunit_alloc *allocs;
	jmp_buf abort;
};

struct kunit_case {
	void (*run_case)(struct kunit *test);
	const char *name;
	const void *(*generate_params)(const void *prev, char *desc);
};

struct kunit_suite {
	const char *name;
	int (*suite_init)(struct kunit_suite *suite);
	void (*suite_exit)(struct kunit_suite *suite);
	int (*init)(struct kunit *test);
	void (*exit)(struct kunit *test);
	struct kunit_case *test_cases;
};

#define KUNIT_CASE(test_name) \
	{ .run_case = test_name, .name = #test_name }
#define KUNIT_CASE_PARAM(test_name, gen_params) \
	{ .run_case = test_name, .name = #test_name, \
	  .generate_params = gen_params }
#define KUNIT_CASE_SLOW(test_name)	KUNIT_CASE(test_name)

#define KUNIT_ARRAY_PARAM(name, array, get_desc)			\
static const void *name##_gen_params(const void *prev, char *desc)	\
{									\
	__typeof__((array)[0]) *next =					\
		prev ? (__typeof__(next))prev + 1 : (array);		\
	if ((size_t)(next - (array)) >= ARRAY_SIZE(array))		\
		return NULL;						\
	(get_desc)(next, desc);						\
	return next;							\
}

#define KUNIT_ARRAY_PARAM_DESC(name, array, desc_member)		\
static const void *name##_gen_params(const void *prev, char *desc)	\
{									\
	__typeof__((array)[0]) *next =					\
		prev ? (__typeof__(next))prev + 1 : (array);		\
	if ((size_t)(next - (array)) >= ARRAY_SIZE(array))		\
		return NULL;						\
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s", next->desc_member);	\
	return next;							\
}

void kunit_register(struct kunit_suite *suite);
int kunit_run(const char *wanted);

#define kunit_test_suite(suite)						\
static void __attribute__((constructor)) suite##_register(void)		\
{									\
	kunit_register(&(suite));					\
}

void *kunit_kzalloc(struct kunit *test, size_t size, int flags);

__printf(2, 3) void kunit_info(struct kunit *test, const char *fmt, ...);
__printf(2, 3) void kunit_skip(struct kunit *test, const char *fmt, ...);

__printf(5, 6) void kunit_fail(struct kunit *test, const char *file, int line,
			       bool fatal, const char *fmt, ...);
void kunit_fail_eq(struct kunit *test, const char *file, int line, bool fatal,
		   const char *text, long long left, long long right);
void kunit_fail_str(struct kunit *test, const char *file, int line, bool fatal,
		    const char *text, const char *left, const char *right);
void kunit_fail_mem(struct kunit *test, const char *file, int line, bool fatal,
		    const char *text, const void *left, const void *right,
		    size_t size);
__printf(2, 3) void kunit_note(struct kunit *test, const char *fmt, ...);

/* The kernel is built without -Wsign-compare, so suites rely on that. */
#define KUNIT_QUIET(statement)						\
	_Pragma("GCC diagnostic push")					\
	_Pragma("GCC diagnostic ignored \"-Wsign-compare\"")		\
	statement							\
	_Pragma("GCC diagnostic pop")

#define KUNIT_BINARY(test, fatal, left, op, right, fmt, ...)		\
do {									\
	__typeof__(left) left_ = (left);				\
	__typeof__(right) right_ = (right);				\
	KUNIT_QUIET(bool holds_ = left_ op right_;)			\
	if (!holds_) {							\
		kunit_note(test, fmt, ##__VA_ARGS__);			\
		kunit_fail_eq(test, __FILE__, __LINE__, fatal,		\
			      #left " " #op " " #right,			\
			      (long long)left_, (long long)right_);	\
	}								\
} while (0)

#define KUNIT_EXPECT_EQ(test, l, r)	KUNIT_BINARY(test, false, l, ==, r, "%s", "")
#define KUNIT_EXPECT_NE(test, l, r)	KUNIT_BINARY(test, false, l, !=, r, "%s", "")
#define KUNIT_EXPECT_LT(test, l, r)	KUNIT_BINARY(test, false, l, <, r, "%s", "")
#define KUNIT_EXPECT_LE(test, l, r)	KUNIT_BINARY(test, false, l, <=, r, "%s", "")
#define KUNIT_EXPECT_GT(test, l, r)	KUNIT_BINARY(test, false, l, >, r, "%s", "")
#define KUNIT_EXPECT_GE(test, l, r)	KUNIT_BINARY(test, false, l, >=, r, "%s", "")
#define KUNIT_ASSERT_EQ(test, l, r)	KUNIT_BINARY(test, true, l, ==, r, "%s", "")
#define KUNIT_ASSERT_NE(test, l, r)	KUNIT_BINARY(test, true, l, !=, r, "%s", "")
#define KUNIT_ASSERT_LE(test, l, r)	KUNIT_BINARY(test, true, l, <=, r, "%s", "")
#define KUNIT_ASSERT_GT(test, l, r)	KUNIT_BINARY(test, true, l, >, r, "%s", "")

#define KUNIT_EXPECT_EQ_MSG(test, l, r, fmt, ...) \
	KUNIT_BINARY(test, false, l, ==, r, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_NE_MSG(test, l, r, fmt, ...) \
	KUNIT_BINARY(test, false, l, !=, r, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_LE_MSG(test, l, r, fmt, ...) \
	KUNIT_BINARY(test, false, l, <=, r, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_EQ_MSG(test, l, r, fmt, ...) \
	KUNIT_BINARY(test, true, l, ==, r, fmt, ##__VA_ARGS__)

#define KUNIT_UNARY(test, fatal, cond, want, fmt, ...)			\
do {									\
	bool cond_ = (cond);						\
	if (cond_ != (want)) {						\
		kunit_note(test, fmt, ##__VA_ARGS__);			\
		kunit_fail(test, __FILE__, __LINE__, fatal,		\
			   "%s is %s", #cond, (want) ? "false" : "true"); \
	}								\
} while (0)

#define KUNIT_EXPECT_TRUE(test, c)	KUNIT_UNARY(test, false, c, true, "%s", "")
#define KUNIT_EXPECT_FALSE(test, c)	KUNIT_UNARY(test, false, c, false, "%s", "")
#define KUNIT_ASSERT_TRUE(test, c)	KUNIT_UNARY(test, true, c, true, "%s", "")
#define KUNIT_ASSERT_FALSE(test, c)	KUNIT_UNARY(test, true, c, false, "%s", "")
#define KUNIT_ASSERT_NOT_NULL(test, p)	KUNIT_UNARY(test, true, p, true, "%s", "")
#define KUNIT_EXPECT_NOT_NULL(test, p)	KUNIT_UNARY(test, false, p, true, "%s", "")

#define KUNIT_EXPECT_TRUE_MSG(test, c, fmt, ...) \
	KUNIT_UNARY(test, false, c, true, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_FALSE_MSG(test, c, fmt, ...) \
	KUNIT_UNARY(test, false, c, false, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_TRUE_MSG(test, c, fmt, ...) \
	KUNIT_UNARY(test, true, c, true, fmt, ##__VA_ARGS__)

#define KUNIT_STRING(test, fatal, left, right, fmt, ...)		\
do {									\
	const char *left_ = (left);					\
	const char *right_ = (right);					\
	if (strcmp(left_, right_)) {					\
		kunit_note(test, fmt, ##__VA_ARGS__);			\
		kunit_fail_str(test, __FILE__, __LINE__, fatal,		\
			       #left " == " #right, left_, right_);	\
	}								\
} while (0)

#define KUNIT_EXPECT_STREQ(test, l, r)	KUNIT_STRING(test, false, l, r, "%s", "")
#define KUNIT_ASSERT_STREQ(test, l, r)	KUNIT_STRING(test, true, l, r, "%s", "")
#define KUNIT_EXPECT_STREQ_MSG(test, l, r, fmt, ...) \
	KUNIT_STRING(test, false, l, r, fmt, ##__VA_ARGS__)

#define KUNIT_MEMORY(test, fatal, left, right, size, fmt, ...)		\
do {									\
	const void *left_ = (left);					\
	const void *right_ = (right);					\
	size_t size_ = (size);						\
	if (memcmp(left_, right_, size_)) {				\
		kunit_note(test, fmt, ##__VA_ARGS__);			\
		kunit_fail_mem(test, __FILE__, __LINE__, fatal,		\
			       #left " == " #right, left_, right_, size_); \
	}								\
} while (0)

#define KUNIT_EXPECT_MEMEQ(test, l, r, size) \
	KUNIT_MEMORY(test, false, l, r, size, "%s", "")
#define KUNIT_ASSERT_MEMEQ(test, l, r, size) \
	KUNIT_MEMORY(test, true, l, r, size, "%s", "")
#define KUNIT_EXPECT_MEMEQ_MSG(test, l, r, size, fmt, ...) \
	KUNIT_MEMORY(test, false, l, r, size, fmt, ##__VA_ARGS__)

#define KUNIT_FAIL(test, fmt, ...) \
	kunit_fail(test, __FILE__, __LINE__, false, fmt, ##__VA_ARGS__)
#define KUNIT_FAIL_AND_ABORT(test, fmt, ...) \
	kunit_fail(test, __FILE__, __LINE__, true, fmt, ##__VA_ARGS__)

#endif /* _KUNIT_TEST_H */
