/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests of the emulated card: a card with a clock of its own, and the
 * register sequences of flash-gateway.rst, "Sequences", written out by hand.
 */
#ifndef HERMON_MODEL_TEST_H
#define HERMON_MODEL_TEST_H

#include "model_internal.h"

#define ALL_ONES	0xffffffff

struct card {
	struct model *m;
	u8 *flash;
	u64 now;		/* ns */
	u32 changed_addr;	/* the last that flash_changed told */
	u32 changed_len;
	u32 n_changed;
};

struct test {
	const char *name;
	void (*run)(void);
};

extern const struct test card_tests[];
extern const struct test flash_tests[];
extern const struct test fault_tests[];
extern const struct test boot_tests[];
extern const struct test hcr_tests[];

/* A test returns at its first failure. */
void fail(const char *file, int line, const char *fmt, ...) __printf(3, 4);

#define EXPECT(cond) do { \
	if (!(cond)) { \
		fail(__FILE__, __LINE__, "%s", #cond); \
		return; \
	} \
} while (0)

#define EXPECT_EQ(a, b) do { \
	u64 _a = (a), _b = (b); \
	if (_a != _b) { \
		fail(__FILE__, __LINE__, "%s is %llx, not %llx", #a, \
		     (unsigned long long)_a, (unsigned long long)_b); \
		return; \
	} \
} while (0)

/* The guest errors so far are @n, the last of them has @text in it. */
#define EXPECT_ERRORS(c, n, text) do { \
	if (!errors_are(c, n, text)) { \
		fail(__FILE__, __LINE__, "guest errors: %llu, last \"%s\"", \
		     (unsigned long long)model_stats((c)->m)->guest_errors, \
		     last_error(c)); \
		return; \
	} \
} while (0)
#define EXPECT_CLEAN(c)	EXPECT_ERRORS(c, 0, NULL)

bool errors_are(const struct card *c, u64 n, const char *text);
const char *last_error(const struct card *c);

/*
 * CX2 (no A0 flush) with an erased flash, unless @config says otherwise.
 * There is one card at a time; the next one and the end free it.
 */
struct card *card_open(const struct model_config *config);
struct card *card_part(const char *part);

u32 R(struct card *c, u32 off);
void W(struct card *c, u32 off, u32 val);
u32 cfg_read(struct card *c, u32 off, size_t len);
void cfg_write(struct card *c, u32 off, u32 val, size_t len);
void lock(struct card *c);
void unlock(struct card *c);
bool run(struct card *c, u32 cmd);

u32 status(struct card *c);
bool wait_ready(struct card *c);
void write_enable(struct card *c);
void erase_at(struct card *c, u32 cmd, u32 addr);
void program_16(struct card *c, u32 addr, const u32 words[4]);
void write_status(struct card *c, u8 val);
void read_16(struct card *c, u32 addr, u32 words[4]);
bool fault(struct card *c, const char *spec);

/* An image in slot @slot; returns its size. */
u32 put_image(struct card *c, u32 minor, u32 log2_chunk, u32 slot);

/* Command words of flash-gateway.rst, "Command words". */
#define CMD_JEDEC	0x409f2215
#define CMD_SIGNATURE	0x40ab2215
#define CMD_STATUS	0x40052215
#define CMD_STATUS_2	0x40352215
#define CMD_CONFIG	0x40152215
#define CMD_WREN	0x40062004
#define CMD_WRDI	0x40042004
#define CMD_ERASE_64K	0x40d8200c
#define CMD_ERASE_4K	0x4020200c
#define CMD_READ_16	0x4003241d
#define CMD_READ_4	0x4003221d
#define CMD_READ_FIRST	0x4003243d
#define CMD_READ_NEXT	0x40002431
#define CMD_READ_LAST	0x40002411
#define CMD_PROG_FIRST	0x4002243c
#define CMD_PROG_NEXT	0x40002430
#define CMD_PROG_LAST	0x40002410
#define CMD_PROG_16	0x4002241c
#define CMD_PROG_1	0x4002201c
#define CMD_WORD_FIRST	0x40ad211c
#define CMD_WORD_NEXT	0x40ad2114
#define CMD_WRSR_1	0x40012014
#define CMD_WRSR_2	0x40012114

#endif /* HERMON_MODEL_TEST_H */
