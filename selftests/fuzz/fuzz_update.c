// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any file on any flash with any wish: what comes out of update.c, and what a
 * burn of it leaves behind, whenever the power is lost.
 */
#include <stdlib.h>

#include <hermon/regs.h>
#include <hermon/update.h>

#include "fs2_build.h"
#include "fuzz.h"
#include "input.h"
#include "sim.h"

#define HWID_A0		0x00a00190
#define HWID_B0		0x00b00190

struct run {
	struct input in;
	struct input_flash flash;
	u8 *file;
	struct hermon_mem mem;
	struct hermon_card card;
	struct hermon_target target;
	struct hermon_wish wish;
	struct hermon_update up;
	u8 *rom;
	struct hermon_report report;
};

static void set_target(struct run *r)
{
	u8 wish = r->in.head.wish;

	r->target = (struct hermon_target) {
		.hwid = wish & INPUT_WISH_B0 ? HWID_B0 : HWID_A0,
		.flash_size = r->flash.rd.size,
		.in_recovery = wish & INPUT_WISH_RECOVERY,
	};
}

static void set_wish(struct run *r)
{
	u8 wish = r->in.head.wish;

	memset(&r->wish, 0, sizeof(r->wish));
	r->wish.identifiers = wish & INPUT_WISH_IDENTIFIERS;
	r->wish.settings = wish & INPUT_WISH_SETTINGS;
	r->wish.rom = FIELD_GET(INPUT_WISH_ROM, wish);
	switch (FIELD_GET(INPUT_WISH_PSID, wish)) {
	case INPUT_PSID_OF_FILE:
		memcpy(r->wish.psid, r->up.image.psid, sizeof(r->wish.psid));
		break;
	case INPUT_PSID_OTHER:
		memcpy(r->wish.psid, "MT_04A0110002", 14);
		break;
	}
}

/* As the driver does it. */
static int prepare(struct run *r)
{
	u32 len, room;
	int err;

	r->file = input_file(&r->in, &len);
	hermon_mem_init(&r->mem, r->file, len);
	err = hermon_update_check(&r->up, &r->mem.rd, &r->report);
	if (err)
		return err;
	input_flash_init(&r->flash, &r->in);
	err = hermon_card_read(&r->card, &r->flash.rd, &r->report);
	if (err)
		return err;
	set_target(r);
	set_wish(r);
	err = hermon_update_match(&r->up, &r->card, &r->target, &r->wish,
				  &r->report);
	if (err)
		return err;
	room = hermon_update_rom_room(&r->up, &r->card);
	r->rom = room ? fuzz_alloc(room) : NULL;
	return hermon_update_compose(&r->up, &r->card, &r->target, &r->flash.rd,
				     r->rom, &r->report);
}

/* ---- the bytes ---- */

static void claim_identity(const struct run *r)
{
	const struct hermon_image *result = &r->up.result;
	const struct hermon_image *old = &r->card.image;
	const struct hermon_image *from = r->up.match.keeps_guids ?
					  old : &r->up.image;

	CLAIM(!result->guids_blank);
	CLAIM(!memcmp(result->guids, from->guids,
		      HERMON_FS2_GUIDS_IB * HERMON_FS2_GUID_SIZE));
	CLAIM(r->up.match.keeps_guids == !r->wish.identifiers);
	CLAIM(!strcmp(result->psid, r->up.image.psid));
	if (r->card.valid && !*r->wish.psid)
		CLAIM(!strcmp(result->psid, old->psid));
	from = r->up.match.keeps_vsd ? old : &r->up.image;
	CLAIM(!strcmp(result->vsd, from->vsd));
	if (r->card.valid && *old->vsd && !r->wish.settings)
		CLAIM(!strcmp(result->vsd, old->vsd));
}

static void claim_rom(const struct run *r, const u8 *bytes)
{
	const struct hermon_image *result = &r->up.result;
	const struct hermon_image *from = &r->up.image;

	switch (r->up.match.rom) {
	case HERMON_ROM_DROPPED:
		CLAIM(!result->rom_off);
		return;
	case HERMON_ROM_FROM_CARD:
		CLAIM(r->card.valid && r->card.image.rom_off);
		/* A section without a body is as good as none. */
		CLAIM(result->rom_len == r->card.image.rom_len);
		if (result->rom_len)
			CLAIM(!memcmp(bytes + result->rom_off, r->rom,
				      result->rom_len));
		return;
	case HERMON_ROM_AS_IS:
		CLAIM(result->rom_off == from->rom_off);
		CLAIM(result->rom_len == from->rom_len);
		CLAIM(result->size == from->size);
		return;
	}
}

/* Is @off of the image where the card's identity may be laid over it? */
static bool is_identity(const struct hermon_image *image, u32 off)
{
	const u32 crc = offsetof(struct hermon_fs2_header, crc);
	u32 guids = image->n_guids * HERMON_FS2_GUID_SIZE;
	u32 info_end = image->info_off + image->info_len;

	return (off >= crc + 2 && off < crc + 4) ||
	       (off >= image->guid_off &&
		off < image->guid_off + guids + HERMON_FS2_CRC_WORD_SIZE) ||
	       (image->vsd_off && off >= image->vsd_off &&
		off < image->vsd_off + image->vsd_len) ||
	       (off >= info_end && off < info_end + HERMON_FS2_CRC_WORD_SIZE);
}

static void claim_rest(const struct run *r, const u8 *bytes)
{
	u32 off;

	if (r->up.match.rom != HERMON_ROM_AS_IS)
		return;
	for (off = 0; off < r->up.result.size; off++)
		if (bytes[off] != r->file[off])
			CLAIM(is_identity(&r->up.image, off));
}

static void claim_bytes(struct run *r, const u8 *bytes)
{
	struct hermon_reader *rd = &r->up.identity.rd;
	struct hermon_image again;

	fuzz_claim_reader(rd, bytes, r->up.result.size);
	CLAIM(!hermon_fs2_check(rd, HERMON_DEPTH_FULL, &again, &r->report));
	CLAIM(!memcmp(&again, &r->up.result, sizeof(again)));
	/* Always set, whatever the image says of it. */
	again.has_mic = true;
	fuzz_claim_crcs(bytes, &again);
	claim_identity(r);
	claim_rom(r, bytes);
	claim_rest(r, bytes);
}

/* ---- the burn ---- */

static void claim_card(const struct run *r, const u8 *flash, bool signed_new)
{
	struct hermon_report report = { 0 };
	struct hermon_card card;
	struct hermon_mem mem;

	hermon_mem_init(&mem, flash, r->target.flash_size);
	mem.rd.where = HERMON_WHERE_CARD;
	CLAIM(!hermon_card_read(&card, &mem.rd, &report));
	if (!signed_new) {
		if (!r->card.valid)
			return;
		CLAIM(card.valid);
		CLAIM(!memcmp(&card.image, &r->card.image, sizeof(card.image)));
		return;
	}
	CLAIM(card.valid);
	if (memcmp(&card.image, &r->up.result, sizeof(card.image))) {
		CLAIM(r->card.valid);
		CLAIM(!memcmp(&card.image, &r->card.image, sizeof(card.image)));
	}
}

static void burn(const struct run *r, const u8 *bytes)
{
	const struct input_head *head = &r->in.head;
	const struct hermon_plan *plan = &r->up.plan;
	struct sim sim;
	u32 i, cut = head->cut % (plan->n_steps + 1);

	sim_init(&sim, &r->in, plan, bytes);
	for (i = 0; i < cut; i++)
		sim_step(&sim, &plan->steps[i], SIM_WHOLE);
	if (cut < plan->n_steps)
		sim_step(&sim, &plan->steps[cut], head->cut_at);
	claim_card(r, sim.flash, sim.is_signed);
	for (i = cut; i < plan->n_steps; i++)
		sim_step(&sim, &plan->steps[i], SIM_WHOLE);
	claim_card(r, sim.flash, true);
}

static void claim_all(struct run *r)
{
	u8 *bytes = fuzz_read_all(&r->up.identity.rd);

	claim_bytes(r, bytes);
	sim_claim_plan(&r->up.plan, &r->card, &r->target, r->up.result.size);
	/* Not of a card that lied about what lies on it. */
	if (!input_flipped(&r->flash) && r->target.flash_size <= SIM_FLASH_MAX)
		burn(r, bytes);
	free(bytes);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static struct run r;
	int err;

	r.rom = NULL;
	memset(&r.report, 0, sizeof(r.report));
	if (!input_parse(&r.in, data, size))
		return 0;
	err = prepare(&r);
	if (err)
		fuzz_claim_report(&r.report, err);
	else
		claim_all(&r);
	free(r.file);
	free(r.rom);
	return 0;
}
