/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One burn that is interrupted, and what must hold afterwards.
 *
 * Documentation/hermon/design.rst, "Why a power cut does no harm".
 */
#ifndef HERMON_UNIT_CUT_H
#define HERMON_UNIT_CUT_H

#include "scene.h"

/**
 * enum cut_kind - what interrupts the burn
 * @CUT_POWER: power goes in the middle of a change of the flash
 * @CUT_RESET: the host stops before a write that the flash or the boot address
 *	would have seen; the card keeps power and is reset, so it starts from the
 *	boot address if that was set
 */
enum cut_kind { CUT_POWER, CUT_RESET };

/**
 * struct cut - an interruption
 * @kind: what interrupts
 * @at: number of the change, or of the write
 * @how: what is left of the change
 * @seed: by chance
 * @second: change of the next burn in which the power goes as well; 0: none
 * @seen: shown the flash after the interruption, and after the burn that comes
 *	next; may be NULL
 */
struct cut {
	enum cut_kind kind;
	u32 at;
	enum model_cut how;
	u32 seed;
	u32 second;
	void (*seen)(const struct stage *s, const struct cut *cut, bool after);
};

/**
 * enum cut_check - what must hold
 * @CUT_ENDS: the burn ends, and says that the card is gone
 * @CUT_CLEAN: it did nothing that a real chip would dislike
 * @CUT_BOOTS: a card that booted before boots, by whatever rule its ROM goes
 * @CUT_OWN: what boots is an image of this card, byte for byte
 * @CUT_SIGNED: what bears a signature is complete or has not been touched
 * @CUT_AGAIN: another burn succeeds
 * @CUT_RESULT: and leaves the image that was wanted, alone, and it boots
 */
enum cut_check {
	CUT_ENDS,
	CUT_CLEAN,
	CUT_BOOTS,
	CUT_OWN,
	CUT_SIGNED,
	CUT_AGAIN,
	CUT_RESULT,
	N_CUT_CHECKS
};

/**
 * struct cut_verdict - how it went
 * @happened: the interruption came before the burn's end
 * @twice: the second one did, too
 * @booted: the card booted after it, by the usual rule
 * @failed: checks that did not hold, one bit each
 * @what: the first of them, in words
 */
struct cut_verdict {
	bool happened;
	bool twice;
	bool booted;
	u32 failed;
	char what[192];
};

/**
 * struct cut_count - an undisturbed burn in numbers
 * @changes: of the flash
 * @writes: of registers that the flash or the boot address see
 */
struct cut_count {
	u32 changes;
	u32 writes;
};

const char *cut_check_name(enum cut_check check);
const char *cut_how_name(enum model_cut how);
void cut_expect(struct cut_verdict *v, bool holds, u32 check, const char *fmt,
		...) __printf(4, 5);
void cut_expect_clean(struct stage *s, struct cut_verdict *v);
void cut_check_signed(struct stage *s, struct cut_verdict *v);
void cut_check_flash(struct stage *s, enum cut_kind kind, struct cut_verdict *v);
void cut_check_result(struct stage *s, struct cut_verdict *v);
void cut_count(struct stage *s, struct cut_count *n, struct cut_verdict *v);
void cut_run(struct stage *s, const struct cut *cut, struct cut_verdict *v);

#endif /* HERMON_UNIT_CUT_H */
