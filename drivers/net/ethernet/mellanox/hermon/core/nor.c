// SPDX-License-Identifier: GPL-2.0-only
/*
 * SPI NOR flash: part table, identify, read, erase, program, wait.
 *
 * Parts, times and their sources: flash-gateway.rst, "Flash parts".
 */
#include <hermon_env.h>
#include <hermon/nor.h>

/* Opcodes common to all parts of the table, from their data sheets. */
#define OP_WRITE_STATUS		0x01
#define OP_PROGRAM		0x02
#define OP_READ			0x03
#define OP_READ_STATUS		0x05
#define OP_WRITE_DISABLE	0x04
#define OP_WRITE_ENABLE		0x06
#define OP_ERASE_4K		0x20
#define OP_READ_JEDEC		0x9f
#define OP_READ_SIGNATURE	0xab
#define OP_PROGRAM_WORDS	0xad	/* SST */
#define OP_ERASE_64K		0xd8

#define STATUS_WIP		BIT(0)	/* write in progress */
#define STATUS_BP_3		0x1c	/* BP2..BP0 */
#define STATUS_BP_4		0x3c	/* BP3..BP0 */
#define STATUS_SWP_ATMEL	0x0c	/* software protection status */
#define STATUS_WORDS_SST	0x40	/* in the middle of words */
#define STATUS_BPL_SST		0x80	/* BP bits locked against the W# pin */

#define JEDEC_MANUFACTURER(id)	((id) >> 16)
#define JEDEC_TYPE(id)		(((id) >> 8) & 0xff)
#define JEDEC_DENSITY(id)	((id) & 0xff)
#define JEDEC_NONE		0xffffff

/* Answers of READ_SIGNATURE by M25P parts: 0x14 is 2^21 bytes. */
#define SIGNATURE_MIN		0x10
#define SIGNATURE_MAX		0x16

#define STATUS_TIMEOUT_MS	100	/* write status: tools wait 40 ms */
#define READY_TIMEOUT_MS	5000	/* an erase that somebody else began */
#define LOOK_US			1000	/* between looks where no time is known */

#define SIZE_4K			0x1000
#define SIZE_64K		0x10000

/* Manufacturers for which the third byte is log2 of the size. */
static u8 density_log2(u32 id)
{
	u8 d = JEDEC_DENSITY(id);

	return d >= 0x14 && d <= 0x18 ? d : 0;
}

static u8 density_sst(u32 id)
{
	switch (JEDEC_DENSITY(id)) {
	case 0x8d:
		return 19;
	case 0x8e:
		return 20;
	case 0x41:
		return 21;
	case 0x4a:
		return 22;
	}
	return 0;
}

/* Atmel codes the density in the low bits of the second byte. */
static u8 density_atmel(u32 id)
{
	u8 code = JEDEC_TYPE(id) & 0x1f;

	return code >= 4 && code <= 7 ? code + 15 : 0;
}

/*
 * Typical times and limits as in flash-gateway.rst, "Flash parts": some are
 * from data sheets, most from memory of them, and N25Q, S25FL, S25FL1 and
 * IS25LP have none there. So the limits have margin, and where there is no
 * figure those of a similar part are used. A typical time that is wrong costs
 * a few looks at the status, no more.
 */
#define ERASE_4K(typ, max) \
	{ SIZE_4K, OP_ERASE_4K, { .typ_us = (typ) * 1000, .max_ms = (max) } }
#define ERASE_64K(typ, max) \
	{ SIZE_64K, OP_ERASE_64K, { .typ_us = (typ) * 1000, .max_ms = (max) } }

static const struct hermon_nor_family families[] = {
	{
		.name = "M25P", .manufacturer = 0x20, .type = 0x20,
		.type_mask = 0xff, .density = density_log2,
		.erase_size = SIZE_64K,
		.block = ERASE_64K(600, 5000),
		.protect_mask = STATUS_BP_3,
		.program = { .typ_us = 640, .max_ms = 10 },
	}, {
		.name = "M25PX", .manufacturer = 0x20, .type = 0x71,
		.type_mask = 0xff, .density = density_log2,
		.erase_size = SIZE_64K,
		.small = ERASE_4K(70, 1000),
		.block = ERASE_64K(1000, 5000),
		.protect_mask = STATUS_BP_3,
		.program = { .typ_us = 800, .max_ms = 10 },
	}, {
		.name = "N25Q", .manufacturer = 0x20, .type = 0xba,
		.type_mask = 0xff, .density = density_log2,
		.erase_size = SIZE_64K,
		.small = ERASE_4K(70, 1000),
		.block = ERASE_64K(700, 5000),
		.protect_mask = STATUS_BP_3,
		.program = { .typ_us = 500, .max_ms = 10 },
	}, {
		.name = "SST25VF", .manufacturer = 0xbf, .type = 0x25,
		.type_mask = 0xff, .density = density_sst,
		.erase_size = SIZE_64K,
		.small = ERASE_4K(18, 500),
		.block = ERASE_64K(18, 500),
		.byte_program = true,
		.protect_mask = STATUS_BP_4,
		.unprotect = true, .unprotect_value = STATUS_BPL_SST,
		.program = { .typ_us = 7, .max_ms = 10 },
		.byte_us = 10,
	}, {
		.name = "W25Q", .manufacturer = 0xef, .type = 0x40,
		.type_mask = 0xff, .density = density_log2,
		.erase_size = SIZE_64K,
		.small = ERASE_4K(30, 1000),
		.block = ERASE_64K(150, 5000),
		.protect_mask = STATUS_BP_3,
		.program = { .typ_us = 700, .max_ms = 10 },
	}, {
		.name = "W25X", .manufacturer = 0xef, .type = 0x30,
		.type_mask = 0xff, .density = density_log2,
		.erase_size = SIZE_4K,
		.small = ERASE_4K(150, 1000),
		.block = ERASE_64K(1000, 5000),
		.protect_mask = STATUS_BP_3,
		.program = { .typ_us = 1500, .max_ms = 10 },
	}, {
		.name = "AT25DF", .manufacturer = 0x1f, .type = 0x40,
		.type_mask = 0xe0, .density = density_atmel,
		.erase_size = SIZE_4K,
		.small = ERASE_4K(50, 1000),
		.block = ERASE_64K(400, 5000),
		.protect_mask = STATUS_SWP_ATMEL,
		.unprotect = true, .unprotect_value = 0,
		.program = { .typ_us = 1000, .max_ms = 10 },
	}, {
		.name = "S25FL", .manufacturer = 0x01, .type = 0x02,
		.type_mask = 0xff, .density = density_log2,
		.erase_size = SIZE_64K,
		.block = ERASE_64K(500, 5000),
		.protect_mask = STATUS_BP_3,
		.program = { .typ_us = 1500, .max_ms = 10 },
	}, {
		.name = "S25FL1", .manufacturer = 0x01, .type = 0x40,
		.type_mask = 0xff, .density = density_log2,
		.erase_size = SIZE_64K,
		.small = ERASE_4K(30, 1000),
		.block = ERASE_64K(150, 5000),
		.protect_mask = STATUS_BP_3,
		.program = { .typ_us = 700, .max_ms = 10 },
	}, {
		.name = "MX25L", .manufacturer = 0xc2, .type = 0x20,
		.type_mask = 0xff, .density = density_log2,
		.erase_size = SIZE_64K,
		.small = ERASE_4K(60, 1000),
		.block = ERASE_64K(700, 5000),
		.protect_mask = STATUS_BP_4,
		.program = { .typ_us = 1400, .max_ms = 10 },
	}, {
		.name = "IS25LP", .manufacturer = 0x9d, .type = 0x60,
		.type_mask = 0xff, .density = density_log2,
		.erase_size = SIZE_64K,
		.small = ERASE_4K(30, 1000),
		.block = ERASE_64K(150, 5000),
		.protect_mask = STATUS_BP_4,
		.program = { .typ_us = 700, .max_ms = 10 },
	},
};

/* Parts without a JEDEC id are M25P of the first years. */
#define FAMILY_BY_SIGNATURE	(&families[0])

/**
 * hermon_nor_init() - begin to use a card's flash chip
 * @nor: to set up
 * @gw: gateway in front of it
 */
void hermon_nor_init(struct hermon_nor *nor, struct hermon_gw *gw)
{
	memset(nor, 0, sizeof(*nor));
	nor->gw = gw;
}

static int read_reg(struct hermon_nor *nor, u8 opcode, u8 answer[4],
		    struct hermon_report *report)
{
	struct hermon_gw_op op = { .opcode = opcode, .in = answer, .len = 4 };

	return hermon_gw_exec(nor->gw, &op, report);
}

/*
 * The chip repeats its status for as long as it is clocked. The last of the
 * four samples is the newest.
 */
static int read_status(struct hermon_nor *nor, u8 *status,
		       struct hermon_report *report)
{
	u8 answer[4];
	int err = read_reg(nor, OP_READ_STATUS, answer, report);

	*status = answer[3];
	return err;
}

/* The one wait for the chip: sleeps @step_us between looks at its status. */
static int wait_ready(struct hermon_nor *nor, u32 addr, u32 step_us,
		      u32 timeout_ms, u32 *n_sleeps,
		      struct hermon_report *report)
{
	u64 deadline = hermon_now_us() + timeout_ms * 1000ULL;
	bool late;
	u8 status;
	int err;

	for (*n_sleeps = 0;; (*n_sleeps)++) {
		late = hermon_now_us() > deadline;
		err = read_status(nor, &status, report);
		if (err)
			return err;
		if (!(status & STATUS_WIP))
			return 0;
		if (late)
			return hermon_fail(report, HERMON_WHY_FLASH_STUCK, addr,
					   0, status);
		hermon_sleep_us(step_us);
	}
}

#define PACE_STEPS	16	/* of the typical time; what may be slept too long */
#define PACE_TRUST	8	/* looks in time before a shorter sleep is tried */

/*
 * The data sheet's typical time is that of no chip: sleep as long as this one
 * took before, so that one look is enough, and try now and then whether less
 * would do. The first time begins at half the typical time.
 */
static int wait_done(struct hermon_nor *nor, u32 addr,
		     const struct hermon_nor_time *time,
		     struct hermon_nor_pace *pace,
		     struct hermon_report *report)
{
	u32 step_us = max_t(u32, time->typ_us / PACE_STEPS, 1);
	u32 n_sleeps;
	int err;

	if (!pace->us) {
		pace->us = max_t(u32, time->typ_us / 2, 1);
		pace->in_time = PACE_TRUST;
	}
	hermon_sleep_us(pace->us);
	err = wait_ready(nor, addr, step_us, time->max_ms, &n_sleeps, report);
	if (err)
		return err;
	if (n_sleeps) {
		pace->us += n_sleeps * step_us;
		pace->in_time = 0;
	} else if (pace->in_time++ >= PACE_TRUST) {
		pace->us -= pace->us / PACE_STEPS;
	}
	return 0;
}

static int read_id(struct hermon_nor *nor, u32 *id,
		   struct hermon_report *report)
{
	u8 answer[4];
	int err = read_reg(nor, OP_READ_JEDEC, answer, report);

	*id = answer[0] << 16 | answer[1] << 8 | answer[2];
	return err;
}

static bool is_answer(u32 id)
{
	return id != 0 && id != JEDEC_NONE;
}

static int identify_by_id(struct hermon_nor *nor, u32 id,
			  struct hermon_report *report)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(families); i++) {
		const struct hermon_nor_family *f = &families[i];

		if (JEDEC_MANUFACTURER(id) != f->manufacturer ||
		    (JEDEC_TYPE(id) & f->type_mask) != f->type ||
		    !f->density(id))
			continue;
		nor->family = f;
		nor->id = id;
		nor->size = BIT(f->density(id));
		return 0;
	}
	return hermon_fail(report, HERMON_WHY_FLASH_UNKNOWN, 0, 0, id);
}

static int identify_by_signature(struct hermon_nor *nor,
				 struct hermon_report *report)
{
	u8 answer[4];
	u8 sig;
	int err;

	err = read_reg(nor, OP_READ_SIGNATURE, answer, report);
	if (err)
		return err;
	/* Three dummy bytes come first. */
	sig = answer[3];
	if (sig < SIGNATURE_MIN || sig > SIGNATURE_MAX)
		return hermon_fail(report, HERMON_WHY_FLASH_NONE, 0, 0, sig);
	nor->family = FAMILY_BY_SIGNATURE;
	nor->id = 0;
	nor->size = BIT(sig + 1);
	return 0;
}

static int command(struct hermon_nor *nor, u8 opcode,
		   struct hermon_report *report)
{
	struct hermon_gw_op op = { .opcode = opcode };

	return hermon_gw_exec(nor->gw, &op, report);
}

/**
 * hermon_nor_settle() - end what somebody else made the chip do
 * @nor: the chip, which need not be identified
 * @report: filled on failure
 *
 * The status is what every chip tells at any time. It may still be busy with
 * what somebody began, or wait for the next word of what somebody did not finish;
 * on other chips than SST's that bit is one of protection, and the command for its
 * end does no harm. All ones is that there is no chip.
 *
 * Context: caller holds the gateway; may sleep.
 * Return: 0, -ETIMEDOUT if the chip stays busy, or an error of
 * hermon_gw_exec().
 */
int hermon_nor_settle(struct hermon_nor *nor, struct hermon_report *report)
{
	u32 n_sleeps;
	u8 status;
	int err;

	err = read_status(nor, &status, report);
	if (err || status == 0xff)
		return err;
	if (status & STATUS_WIP)
		err = wait_ready(nor, 0, LOOK_US, READY_TIMEOUT_MS, &n_sleeps,
				 report);
	if (!err && (status & STATUS_WORDS_SST))
		err = command(nor, OP_WRITE_DISABLE, report);
	return err;
}

/**
 * hermon_nor_identify() - find out which flash chip is fitted
 * @nor: the chip
 * @report: filled on failure
 *
 * A chip that is still busy with what somebody began before us, or was left in
 * the middle of words, answers nothing but its status: that is seen to first.
 *
 * Context: caller holds the gateway; may sleep.
 * Return: 0, -EOPNOTSUPP if the chip is not in the table, -ENODEV if none
 * answers, or an error of hermon_gw_exec().
 */
int hermon_nor_identify(struct hermon_nor *nor, struct hermon_report *report)
{
	u32 id;
	int err;

	err = hermon_nor_settle(nor, report);
	if (!err)
		err = read_id(nor, &id, report);
	if (err)
		return err;
	if (is_answer(id))
		return identify_by_id(nor, id, report);
	return identify_by_signature(nor, report);
}

static int write_enable(struct hermon_nor *nor, struct hermon_report *report)
{
	return command(nor, OP_WRITE_ENABLE, report);
}

static int write_status(struct hermon_nor *nor, u8 value,
			struct hermon_report *report)
{
	struct hermon_gw_op op = {
		.opcode = OP_WRITE_STATUS, .out = &value, .len = 1,
	};
	u32 n_sleeps;
	int err;

	err = write_enable(nor, report);
	if (err)
		return err;
	err = hermon_gw_exec(nor->gw, &op, report);
	if (err)
		return err;
	return wait_ready(nor, 0, LOOK_US, STATUS_TIMEOUT_MS, &n_sleeps, report);
}

static int fail_protected(u8 status, struct hermon_report *report)
{
	return hermon_fail(report, HERMON_WHY_FLASH_PROTECTED, 0, 0, status);
}

/**
 * hermon_nor_check_protection() - would the chip refuse a burn?
 * @nor: the chip, identified
 * @report: filled if so
 *
 * Writes nothing. So of a part that powers up protected it cannot tell whether
 * the protection can be lifted, and lets it pass.
 *
 * Context: caller holds the gateway; may sleep.
 * Return: 0, -EROFS if somebody has protected the chip, or an error of
 * hermon_gw_exec().
 */
int hermon_nor_check_protection(struct hermon_nor *nor,
				struct hermon_report *report)
{
	const struct hermon_nor_family *f = nor->family;
	u8 status;
	int err;

	err = read_status(nor, &status, report);
	if (err)
		return err;
	if (!f->unprotect && (status & f->protect_mask))
		return fail_protected(status, report);
	return 0;
}

/**
 * hermon_nor_unprotect() - make sure that the chip takes a burn
 * @nor: the chip, identified
 * @report: filled on failure
 *
 * Lifts the protection that some parts power up with. Protection bits of other
 * parts were set by somebody on purpose and are left alone.
 *
 * Context: caller holds the gateway; may sleep.
 * Return: 0, -EROFS if the chip is or stays protected, or an error of
 * hermon_gw_exec().
 */
int hermon_nor_unprotect(struct hermon_nor *nor, struct hermon_report *report)
{
	const struct hermon_nor_family *f = nor->family;
	u8 status;
	int err;

	err = read_status(nor, &status, report);
	if (err)
		return err;
	if (f->unprotect && (status & f->protect_mask)) {
		err = write_status(nor, f->unprotect_value, report);
		if (err)
			return err;
		err = read_status(nor, &status, report);
		if (err)
			return err;
	}
	if (status & f->protect_mask)
		return fail_protected(status, report);
	return 0;
}

static int check_range(struct hermon_nor *nor, u32 addr, u32 len,
		       struct hermon_report *report)
{
	if (addr > nor->size || len > nor->size - addr)
		return hermon_fail(report, HERMON_WHY_FLASH_RANGE, addr,
				   nor->size, len);
	return 0;
}

/* One SPI command; both multiples of the block. */
static int read_run(struct hermon_nor *nor, u32 addr, u8 *buf, u32 len,
		    struct hermon_report *report)
{
	struct hermon_gw_op op = {
		.opcode = OP_READ, .has_addr = true, .addr = addr,
		.in = buf, .len = len,
	};

	return hermon_gw_exec(nor->gw, &op, report);
}

/* Part of one block. */
static int read_part(struct hermon_nor *nor, u32 addr, u8 *buf, u32 len,
		     struct hermon_report *report)
{
	u8 block[HERMON_NOR_BLOCK];
	u32 skip = addr % sizeof(block);
	int err;

	err = read_run(nor, addr - skip, block, sizeof(block), report);
	memcpy(buf, block + skip, len);
	return err;
}

/* As much as one SPI command may read. */
static u32 run_length(const struct hermon_nor *nor, u32 len)
{
	if (nor->held_reads == HERMON_NOR_WORKS && !nor->single_reads)
		return round_down(len, HERMON_NOR_BLOCK);
	return HERMON_NOR_BLOCK;
}

/**
 * hermon_nor_read() - read from the flash
 * @nor: the chip, identified
 * @addr: flash address, bytes
 * @buf: where to put the bytes
 * @len: how many
 * @report: filled on failure
 *
 * Context: caller holds the gateway; may sleep.
 * Return: 0, -ERANGE if the range is not on the chip, or an error of
 * hermon_gw_exec().
 */
int hermon_nor_read(struct hermon_nor *nor, u32 addr, void *buf, u32 len,
		    struct hermon_report *report)
{
	u8 *p = buf;
	u32 skip, n;
	int err;

	err = check_range(nor, addr, len, report);
	for (; !err && len; addr += n, p += n, len -= n) {
		skip = addr % HERMON_NOR_BLOCK;
		if (!skip && len >= HERMON_NOR_BLOCK) {
			n = run_length(nor, len);
			err = read_run(nor, addr, p, n, report);
		} else {
			n = min_t(u32, len, HERMON_NOR_BLOCK - skip);
			err = read_part(nor, addr, p, n, report);
		}
	}
	return err;
}

#define TRIAL_BLOCKS	4	/* the first, some in the middle, the last */
#define TRIAL_LEN	(TRIAL_BLOCKS * HERMON_NOR_BLOCK)

/*
 * A gateway that lets go of the chip would give blocks of ff or 0, or the same
 * one again: where the flash is like that, nothing is proven.
 */
static bool tells_apart(const u8 buf[TRIAL_LEN])
{
	u8 none[HERMON_NOR_BLOCK], all[HERMON_NOR_BLOCK];
	const u8 *block, *other;
	u32 i, j;

	memset(none, 0x00, sizeof(none));
	memset(all, 0xff, sizeof(all));
	for (i = 1; i < TRIAL_BLOCKS; i++) {
		block = buf + i * HERMON_NOR_BLOCK;
		if (!memcmp(block, none, sizeof(none)) ||
		    !memcmp(block, all, sizeof(all)))
			return false;
		for (j = 0; j < i; j++) {
			other = buf + j * HERMON_NOR_BLOCK;
			if (!memcmp(block, other, HERMON_NOR_BLOCK))
				return false;
		}
	}
	return true;
}

/**
 * hermon_nor_try_held() - find out whether long reads work on this card
 * @nor: the chip, identified
 * @addr: flash address, multiple of 16, where blocks differ, such as in an image
 * @report: filled on failure
 *
 * Reads a few blocks one by one and in one SPI command. From then on long reads
 * are used if both are equal, else never. flash-gateway.rst, "Sequences".
 *
 * Context: caller holds the gateway; may sleep.
 * Return: 0, also if they do not work or @addr proves nothing, or an error of
 * hermon_gw_exec().
 */
int hermon_nor_try_held(struct hermon_nor *nor, u32 addr,
			struct hermon_report *report)
{
	u8 single[TRIAL_LEN], held[TRIAL_LEN];
	u32 i;
	int err;

	if (nor->held_reads != HERMON_NOR_UNTRIED || nor->single_reads)
		return 0;
	err = check_range(nor, addr, TRIAL_LEN, report);
	for (i = 0; !err && i < TRIAL_LEN; i += HERMON_NOR_BLOCK)
		err = read_run(nor, addr + i, single + i, HERMON_NOR_BLOCK,
			       report);
	if (err || !tells_apart(single))
		return err;
	err = read_run(nor, addr, held, sizeof(held), report);
	if (!err)
		nor->held_reads = memcmp(single, held, sizeof(held)) ?
				  HERMON_NOR_FAILS : HERMON_NOR_WORKS;
	return err;
}

/* The aligned block around @addr, from the last reading if that was it. */
static int get_block(struct hermon_nor_reader *reader, u32 addr,
		     struct hermon_report *report)
{
	int err;

	if (reader->has_block && reader->block_addr == addr)
		return 0;
	err = hermon_nor_read(reader->nor, addr, reader->block,
			      sizeof(reader->block), report);
	reader->has_block = !err;
	reader->block_addr = addr;
	return err;
}

static int reader_read(struct hermon_reader *rd, u32 off, void *buf, u32 len,
		       struct hermon_report *report)
{
	struct hermon_nor_reader *reader = container_of(rd,
							struct hermon_nor_reader,
							rd);
	u8 *p = buf;
	u32 skip, n;
	int err;

	for (; len; off += n, p += n, len -= n) {
		skip = off % HERMON_NOR_BLOCK;
		if (!skip && len > HERMON_NOR_BLOCK) {
			n = round_down(len, HERMON_NOR_BLOCK);
			err = hermon_nor_read(reader->nor, off, p, n, report);
			if (err)
				return err;
			continue;
		}
		n = min_t(u32, len, HERMON_NOR_BLOCK - skip);
		err = get_block(reader, off - skip, report);
		if (err)
			return err;
		memcpy(p, reader->block + skip, n);
	}
	return 0;
}

/**
 * hermon_nor_reader_init() - set up a reader over the whole flash
 * @reader: to set up
 * @nor: the chip, identified
 *
 * Its read function needs the gateway locked.
 */
void hermon_nor_reader_init(struct hermon_nor_reader *reader,
			    struct hermon_nor *nor)
{
	reader->rd.size = nor->size;
	reader->rd.where = HERMON_WHERE_CARD;
	reader->rd.read = reader_read;
	reader->nor = nor;
	reader->has_block = false;
}

/**
 * hermon_nor_unit() - the smallest piece that the chip can erase
 * @nor: the chip, identified
 *
 * Return: bytes.
 */
u32 hermon_nor_unit(const struct hermon_nor *nor)
{
	const struct hermon_nor_family *f = nor->family;

	return f->small.size ? f->small.size : f->block.size;
}

/**
 * hermon_nor_erase() - erase the piece that holds an address
 * @nor: the chip, identified
 * @erase: one of the erases of its family
 * @addr: flash address, bytes
 * @report: filled on failure
 *
 * Context: caller holds the gateway; may sleep.
 * Return: 0, -ERANGE if the address is not on the chip, -ETIMEDOUT if the
 * chip stays busy, or an error of hermon_gw_exec().
 */
int hermon_nor_erase(struct hermon_nor *nor,
		     const struct hermon_nor_erase *erase, u32 addr,
		     struct hermon_report *report)
{
	struct hermon_gw_op op = {
		.opcode = erase->opcode, .has_addr = true,
		.addr = round_down(addr, erase->size),
	};
	struct hermon_nor_pace *pace;
	int err;

	pace = erase->opcode == OP_ERASE_4K ? &nor->pace_small :
					      &nor->pace_block;
	err = check_range(nor, addr, 1, report);
	if (!err)
		err = write_enable(nor, report);
	if (!err)
		err = hermon_gw_exec(nor->gw, &op, report);
	if (!err)
		err = wait_done(nor, op.addr, &erase->time, pace, report);
	return err;
}

/* One program command: up to a page, or a byte where that is all. */
static int send_program(struct hermon_nor *nor, u32 addr, const u8 *buf,
			u32 len, struct hermon_report *report)
{
	struct hermon_gw_op op = {
		.opcode = OP_PROGRAM, .has_addr = true, .addr = addr,
		.out = buf, .len = len,
	};
	int err;

	err = write_enable(nor, report);
	if (!err)
		err = hermon_gw_exec(nor->gw, &op, report);
	return err;
}

static int wait_programmed(struct hermon_nor *nor, u32 addr,
			   struct hermon_report *report)
{
	return wait_done(nor, addr, &nor->family->program, &nor->pace_program,
			 report);
}

/**
 * hermon_nor_is_blank() - are these bytes erased flash?
 * @buf: the bytes
 * @len: how many
 *
 * Return: true if all are ff.
 */
bool hermon_nor_is_blank(const u8 *buf, u32 len)
{
	while (len--)
		if (*buf++ != 0xff)
			return false;
	return true;
}

/*
 * To ask for the status takes as many registers as to program a byte. So it is
 * asked for behind the last byte only; the ones before it had the time that the
 * data sheet gives as the longest.
 */
static int program_bytes(struct hermon_nor *nor, u32 addr, const u8 *buf,
			 u32 len, struct hermon_report *report)
{
	bool any = false;
	int err = 0;

	for (; !err && len; addr++, buf++, len--) {
		if (hermon_nor_is_blank(buf, 1))
			continue;
		if (any)
			hermon_sleep_us(nor->family->byte_us);
		any = true;
		err = send_program(nor, addr, buf, 1, report);
	}
	if (!err && any)
		err = wait_programmed(nor, addr - 1, report);
	return err;
}

/*
 * Words one after the other: the chip counts the address itself, and hears
 * nothing else until the end. flash-gateway.rst, "Sequences".
 */
static int send_words(struct hermon_nor *nor, u32 addr, const u8 *buf, u32 len,
		      struct hermon_report *report)
{
	struct hermon_gw_op op = {
		.opcode = OP_PROGRAM_WORDS, .has_addr = true, .addr = addr,
		.len = HERMON_NOR_WORD,
	};
	int err = 0;

	for (; !err && len; buf += op.len, addr += op.len, len -= op.len) {
		op.out = buf;
		err = hermon_gw_exec(nor->gw, &op, report);
		if (!err)
			err = wait_programmed(nor, addr, report);
		op.has_addr = false;
	}
	return err;
}

static int program_run(struct hermon_nor *nor, u32 addr, const u8 *buf, u32 len,
		       struct hermon_report *report)
{
	struct hermon_report ignored = { 0 };
	int err;

	err = write_enable(nor, report);
	if (err)
		return err;
	err = send_words(nor, addr, buf, len, report);
	/* Also after a failure: nobody could read the chip otherwise. */
	if (err)
		command(nor, OP_WRITE_DISABLE, &ignored);
	else
		err = command(nor, OP_WRITE_DISABLE, report);
	return err;
}

/* Does the chip hold what was programmed, ff aside? Sets nor->words. */
static int check_words(struct hermon_nor *nor, u32 addr, const u8 *buf, u32 len,
		       struct hermon_report *report)
{
	u8 got[HERMON_NOR_BLOCK];
	u32 i;
	int err;

	len = min_t(u32, len, sizeof(got));
	err = hermon_nor_read(nor, addr, got, len, report);
	if (err)
		return err;
	nor->words = HERMON_NOR_WORKS;
	for (i = 0; i < len; i++)
		if (buf[i] != 0xff && got[i] != buf[i])
			nor->words = HERMON_NOR_FAILS;
	return 0;
}

/* Shorter runs of blank words are sent along: to begin anew costs more. */
#define WORDS_BRIDGED	4

/* How much of @buf is worth one run of words; 0 if it begins blank. */
static u32 words_at_once(const u8 *buf, u32 len)
{
	u32 end = 0;
	u32 off;

	for (off = 0; off + HERMON_NOR_WORD <= len; off += HERMON_NOR_WORD) {
		if (!hermon_nor_is_blank(buf + off, HERMON_NOR_WORD))
			end = off + HERMON_NOR_WORD;
		else if (!end || off - end >= WORDS_BRIDGED * HERMON_NOR_WORD)
			break;
	}
	return end;
}

/*
 * The first run of a card is read back: if the chip or the gateway does not do
 * words, they are programmed once more as bytes, and so is all that follows.
 */
static int program_words(struct hermon_nor *nor, u32 addr, const u8 *buf,
			 u32 len, struct hermon_report *report)
{
	int err;

	err = program_run(nor, addr, buf, len, report);
	if (err || nor->words != HERMON_NOR_UNTRIED)
		return err;
	err = check_words(nor, addr, buf, len, report);
	if (!err && nor->words == HERMON_NOR_FAILS)
		err = program_bytes(nor, addr, buf, len, report);
	return err;
}

/* For a part without pages: words, and a byte where that is all. */
static int program_small(struct hermon_nor *nor, u32 addr, const u8 *buf,
			 u32 len, struct hermon_report *report)
{
	u32 n;
	int err = 0;

	for (; !err && len; addr += n, buf += n, len -= n) {
		if (!nor->want_words || nor->words == HERMON_NOR_FAILS)
			return program_bytes(nor, addr, buf, len, report);
		n = addr % HERMON_NOR_WORD ? 0 : words_at_once(buf, len);
		if (nor->words == HERMON_NOR_UNTRIED)
			n = min_t(u32, n, HERMON_NOR_BLOCK);
		if (n) {
			err = program_words(nor, addr, buf, n, report);
		} else {
			n = min_t(u32, len, 1 + !(addr % HERMON_NOR_WORD));
			err = program_bytes(nor, addr, buf, n, report);
		}
	}
	return err;
}

/* @addr and @len within one page, both multiples of the block. */
static int program_page(struct hermon_nor *nor, u32 addr, const u8 *buf,
			u32 len, struct hermon_report *report)
{
	int err;

	while (len && hermon_nor_is_blank(buf, HERMON_NOR_BLOCK)) {
		addr += HERMON_NOR_BLOCK;
		buf += HERMON_NOR_BLOCK;
		len -= HERMON_NOR_BLOCK;
	}
	while (len && hermon_nor_is_blank(buf + len - HERMON_NOR_BLOCK,
					  HERMON_NOR_BLOCK))
		len -= HERMON_NOR_BLOCK;
	if (!len)
		return 0;
	err = send_program(nor, addr, buf, len, report);
	if (!err)
		err = wait_programmed(nor, addr, report);
	return err;
}

/**
 * hermon_nor_program() - program bytes that were erased before
 * @nor: the chip, identified
 * @addr: flash address, bytes
 * @buf: the bytes; ff leaves a byte as it is
 * @len: how many
 * @report: filled on failure
 *
 * Programming only clears bits. Nothing is read back here.
 *
 * Context: caller holds the gateway; may sleep.
 * Return: 0, -ERANGE if the range is not on the chip, -ETIMEDOUT if the chip
 * stays busy, or an error of hermon_gw_exec().
 */
int hermon_nor_program(struct hermon_nor *nor, u32 addr, const void *buf,
		       u32 len, struct hermon_report *report)
{
	u8 page[HERMON_NOR_PAGE];
	const u8 *p = buf;
	u32 start, skip, n;
	int err;

	err = check_range(nor, addr, len, report);
	if (err)
		return err;
	if (nor->family->byte_program)
		return program_small(nor, addr, p, len, report);

	for (; !err && len; addr += n, p += n, len -= n) {
		start = round_down(addr, HERMON_NOR_PAGE);
		skip = addr - start;
		n = min_t(u32, len, HERMON_NOR_PAGE - skip);
		memset(page, 0xff, sizeof(page));
		memcpy(page + skip, p, n);
		err = program_page(nor, start, page, sizeof(page), report);
	}
	return err;
}
