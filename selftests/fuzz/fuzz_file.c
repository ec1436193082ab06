// SPDX-License-Identifier: GPL-2.0-only
/*
 * A firmware file of any bytes: parser, list of contents, salvage.
 */
#include <hermon/image.h>

#include "fuzz.h"

static void claim_text(const char *text, size_t room)
{
	CLAIM(strnlen(text, room) < room);
}

static void claim_image(const struct hermon_image *image, u32 len)
{
	CLAIM(image->size <= len && image->size >= HERMON_FS2_MIN_SIZE);
	CLAIM(image->log2_chunk >= 16 && image->log2_chunk <= 23);
	CLAIM(image->n_hwids <= HERMON_FS2_HWID_LIST_MAX);
	CLAIM(image->n_guids == HERMON_FS2_GUIDS_IB ||
	      image->n_guids == HERMON_FS2_GUIDS_MAX);
	CLAIM(image->config_sector_log2 <= 16);
	CLAIM(image->n_sections <= HERMON_FS2_MAX_SECTIONS);
	claim_text(image->psid, sizeof(image->psid));
	claim_text(image->vsd, sizeof(image->vsd));
	claim_text(image->product_version, sizeof(image->product_version));
	claim_text(image->prs_name, sizeof(image->prs_name));
	CLAIM(*image->psid);
}

static void claim_contents(const struct hermon_contents *c,
			   const struct hermon_image *image)
{
	u32 off = c->loader_end[c->n_loaders - 1];
	u32 i;

	CLAIM(c->size == image->size);
	CLAIM(c->n_sections == image->n_sections);
	for (i = 0; i < c->n_sections; i++) {
		CLAIM(c->sections[i].off >= off);
		off = hermon_fs2_section_end(&c->sections[i]);
	}
	CLAIM(off == image->size);
}

/* Of bytes that are no image: no claim but that nothing is overrun. */
static void look(struct hermon_reader *rd)
{
	struct hermon_report report = { 0 };
	struct hermon_contents contents;
	struct hermon_image image;
	int err;

	err = hermon_fs2_contents(rd, &contents, &report);
	if (err)
		fuzz_claim_report(&report, err);
	CLAIM(contents.n_sections <= HERMON_FS2_MAX_SECTIONS);
	CLAIM(contents.n_loaders <= HERMON_FS2_MAX_LOADERS);
	err = hermon_fs2_salvage(rd, &image, &report);
	if (err)
		fuzz_claim_report(&report, err);
	else
		claim_text(image.psid, sizeof(image.psid));
}

static void check(struct hermon_reader *rd, const u8 *bytes)
{
	struct hermon_contents contents;
	struct hermon_report report = { 0 };
	struct hermon_image image, other;
	int err;

	err = hermon_fs2_check_file(rd, &image, &report);
	if (err) {
		fuzz_claim_report(&report, err);
		return;
	}
	claim_image(&image, rd->size);
	fuzz_claim_crcs(bytes, &image);

	/* Whoever looks less closely sees the same. */
	CLAIM(!hermon_fs2_check(rd, HERMON_DEPTH_IDENTITY, &other, &report));
	CLAIM(!memcmp(&image, &other, sizeof(image)));
	CLAIM(!hermon_fs2_contents(rd, &contents, &report));
	claim_contents(&contents, &image);
	CLAIM(!hermon_fs2_salvage(rd, &other, &report));
	CLAIM(!strcmp(image.psid, other.psid));
}

/* @data is memory of just that size: libFuzzer sees to that. */
int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct hermon_mem mem;

	hermon_mem_init(&mem, data, size);
	look(&mem.rd);
	check(&mem.rd, data);
	return 0;
}
