// SPDX-License-Identifier: GPL-2.0-only
/* Runs the tests of the emulated card; KTAP on stdout. */
#include "test.h"

#include <stdarg.h>
#include <stdlib.h>

#include "fs2_build.h"

enum { POLLS_MAX = 10, NS_PER_US = 1000, FLASH_MAX = 4 * 0x100000 };

static struct card the_card;
static bool failed;

void fail(const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	failed = true;
	printf("# %s:%d: ", file, line);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
}

const char *last_error(const struct card *c)
{
	u64 n = model_stats(c->m)->guest_errors;
	const char *text = n ? model_guest_error(c->m, n - 1) : NULL;

	return text ? text : "";
}

bool errors_are(const struct card *c, u64 n, const char *text)
{
	return model_stats(c->m)->guest_errors == n &&
	       (!text || strstr(last_error(c), text));
}

static u64 clock_ns(void *ctx)
{
	struct card *c = ctx;

	return c->now;
}

static void note_change(void *ctx, uint32_t addr, uint32_t len)
{
	struct card *c = ctx;

	c->changed_addr = addr;
	c->changed_len = len;
	c->n_changed++;
}

static void card_close(struct card *c)
{
	model_free(c->m);
	free(c->flash);
	memset(c, 0, sizeof(*c));
}

struct card *card_open(const struct model_config *config)
{
	struct card *c = &the_card;
	struct model_config cfg = { .rev = HERMON_HWID_REV_B0 };
	char why[128] = "";

	card_close(c);
	if (config)
		cfg = *config;
	c->flash = cfg.flash;
	if (!c->flash) {
		c->flash = malloc(FLASH_MAX);
		memset(c->flash, 0xff, FLASH_MAX);
	}
	cfg.flash = c->flash;
	cfg.flash_changed = note_change;
	cfg.now_ns = clock_ns;
	cfg.ctx = c;
	c->m = model_new(&cfg, why, sizeof(why));
	if (!c->m) {
		printf("Bail out! no card: %s\n", why);
		exit(1);
	}
	/* recovery mode is for the tests that put no image there */
	W(c, HERMON_LINK, 0x10000000);
	return c;
}

struct card *card_part(const char *part)
{
	struct model_config cfg = { .rev = HERMON_HWID_REV_B0, .part = part };

	return card_open(&cfg);
}

u32 R(struct card *c, u32 off)
{
	return model_bar_read32(c->m, off);
}

void W(struct card *c, u32 off, u32 val)
{
	model_bar_write32(c->m, off, val);
}

u32 cfg_read(struct card *c, u32 off, size_t len)
{
	u8 buf[4] = { 0 };

	model_config_read(c->m, off, buf, len);
	return get_le32(buf);
}

void cfg_write(struct card *c, u32 off, u32 val, size_t len)
{
	u8 buf[4];

	put_le32(buf, val);
	model_config_write(c->m, off, buf, len);
}

void lock(struct card *c)
{
	if (R(c, 0xf03fc))
		fail(__FILE__, __LINE__, "cell 63 is taken");
}

void unlock(struct card *c)
{
	W(c, 0xf03fc, 0);
}

/* False if it stays busy. */
bool run(struct card *c, u32 cmd)
{
	W(c, 0xf0400, cmd);
	for (int i = 0; i < POLLS_MAX; i++)
		if (!(R(c, 0xf0400) & 0x40000000))
			return true;
	return false;
}

u32 status(struct card *c)
{
	run(c, CMD_STATUS);
	return R(c, 0xf0410);
}

bool wait_ready(struct card *c)
{
	for (int i = 0; i < POLLS_MAX; i++) {
		if (!(status(c) & 1))
			return true;
		c->now += NS_PER_US;
	}
	return false;
}

void write_enable(struct card *c)
{
	run(c, CMD_WREN);
}

void erase_at(struct card *c, u32 cmd, u32 addr)
{
	write_enable(c);
	W(c, 0xf0404, addr);
	run(c, cmd);
}

void program_16(struct card *c, u32 addr, const u32 words[4])
{
	write_enable(c);
	for (u32 i = 0; i < 4; i++)
		W(c, 0xf0410 + 4 * i, words[i]);
	W(c, 0xf0404, addr);
	run(c, CMD_PROG_16);
}

void write_status(struct card *c, u8 val)
{
	write_enable(c);
	W(c, 0xf0410, (u32)val << 24);
	run(c, CMD_WRSR_1);
}

void read_16(struct card *c, u32 addr, u32 words[4])
{
	W(c, 0xf0404, addr);
	run(c, CMD_READ_16);
	for (u32 i = 0; i < 4; i++)
		words[i] = R(c, 0xf0410 + 4 * i);
}

bool fault(struct card *c, const char *spec)
{
	char why[160] = "";
	bool ok = model_fault_set(c->m, spec, why, sizeof(why));

	if (!ok)
		printf("# %s\n", why);
	return ok;
}

u32 put_image(struct card *c, u32 minor, u32 log2_chunk, u32 slot)
{
	static u8 image[FS2_BUILD_DEFAULT_SIZE];
	struct fs2_spec spec;
	int size;

	fs2_spec_default(&spec);
	spec.minor = minor;
	spec.log2_chunk = log2_chunk;
	size = fs2_build(&spec, image, sizeof(image));
	if (size < 0 || fs2_build_place(image, size, log2_chunk, slot, c->flash,
					model_part(c->m)->size)) {
		fail(__FILE__, __LINE__, "no image");
		return 0;
	}
	return size;
}

static const struct test *const suites[] = {
	card_tests, flash_tests, boot_tests, fault_tests, hcr_tests,
};

static int count(void)
{
	int n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(suites); i++)
		for (const struct test *t = suites[i]; t->name; t++)
			n++;
	return n;
}

int main(void)
{
	int n = 0, n_failed = 0;

	printf("KTAP version 1\n1..%d\n", count());
	for (size_t i = 0; i < ARRAY_SIZE(suites); i++) {
		for (const struct test *t = suites[i]; t->name; t++) {
			failed = false;
			t->run();
			n_failed += failed;
			printf("%s %d %s\n", failed ? "not ok" : "ok", ++n, t->name);
		}
	}
	card_close(&the_card);
	return n_failed != 0;
}
