// SPDX-License-Identifier: GPL-2.0-only
/*
 * devlink selftest "flash": is what the card boots from sound, and would the
 * chip take a burn? Writes nothing.
 *
 * The chip answers to its id, every byte of each image that may boot is read and
 * checked, and read once more: the two readings must agree.
 */
#include <linux/netlink.h>
#include <linux/slab.h>
#include <net/devlink.h>

#include "hermon.h"

#define SEM_TIMEOUT_MS		5000

/* Its own copies: a test changes nothing of what info tells. */
struct selftest {
	struct hermon_nor nor;
	struct hermon_nor_reader flash;
	struct hermon_card card;
	struct hermon_slot slot;
	struct hermon_image image;
	struct hermon_report report;
};

static int check_image(struct selftest *t, struct hermon_start *start)
{
	u16 first, second;
	int err;

	err = hermon_start_open(start, &t->flash.rd, &t->slot, &t->report);
	if (err)
		return err;
	err = hermon_fs2_check(&t->slot.rd, HERMON_DEPTH_FULL, &t->image,
			       &t->report);
	/* Checked by section and as a whole: each byte was read twice already. */
	if (err || hermon_fs2_has_full_crc(&t->image))
		return err;
	err = hermon_fs2_crc(&t->slot.rd, 0, t->image.size, &first, &t->report);
	if (!err)
		err = hermon_fs2_crc(&t->slot.rd, 0, t->image.size, &second,
				     &t->report);
	if (!err && first != second)
		err = hermon_fail(&t->report, HERMON_WHY_FLASH_UNSTABLE, 0,
				  first, second);
	return err;
}

/*
 * Which of two signed images the boot ROM takes is not known: both have to be
 * sound. One that is retired boots in no case.
 */
static int check_images(struct selftest *t)
{
	u32 i;
	int err;

	for (i = 0; i < t->card.n_starts; i++) {
		err = check_image(t, &t->card.starts[i]);
		if (err)
			return err;
	}
	if (t->card.image.guids_blank)
		return hermon_fail(&t->report, HERMON_WHY_CARD_GUIDS_BLANK, 0,
				   0, 0);
	return 0;
}

static int check_flash(struct selftest *t)
{
	int err;

	err = hermon_nor_identify(&t->nor, &t->report);
	if (err)
		return err;
	hermon_nor_reader_init(&t->flash, &t->nor);
	err = hermon_card_read(&t->card, &t->flash.rd, &t->report);
	if (err)
		return err;
	if (!t->card.valid) {
		t->report = t->card.why;
		return hermon_report_errno(&t->report);
	}
	err = check_images(t);
	if (err)
		return err;
	return hermon_nor_check_protection(&t->nor, &t->report);
}

/* A flash that somebody else has is not tested, and not found wanting. */
static enum devlink_selftest_status run(struct hermon_dev *hdev,
					struct selftest *t)
{
	int err;

	hermon_nor_init(&t->nor, &hdev->gw);
	if (hermon_gw_lock(&hdev->gw, SEM_TIMEOUT_MS, &t->report))
		return t->report.reason == HERMON_WHY_SEM_HELD ?
		       DEVLINK_SELFTEST_STATUS_SKIP :
		       DEVLINK_SELFTEST_STATUS_FAIL;
	err = check_flash(t);
	hermon_gw_unlock(&hdev->gw);
	return err ? DEVLINK_SELFTEST_STATUS_FAIL :
		     DEVLINK_SELFTEST_STATUS_PASS;
}

/**
 * hermon_selftest_check() - is there such a test?
 * @devlink: the instance
 * @id: of the test
 * @extack: not used
 *
 * Return: true for the flash.
 */
bool hermon_selftest_check(struct devlink *devlink, unsigned int id,
			   struct netlink_ext_ack *extack)
{
	return id == DEVLINK_ATTR_SELFTEST_ID_FLASH;
}

/**
 * hermon_selftest_run() - run a test
 * @devlink: the instance
 * @id: of the test, which there is
 * @extack: where to say why it fails
 *
 * Context: under the lock of the instance; sleeps for seconds.
 * Return: passed, failed, or skipped if somebody else has the flash.
 */
enum devlink_selftest_status
hermon_selftest_run(struct devlink *devlink, unsigned int id,
		    struct netlink_ext_ack *extack)
{
	struct hermon_dev *hdev = devlink_priv(devlink);
	enum devlink_selftest_status status;
	struct selftest *t;

	t = kzalloc_obj(*t);
	if (!t)
		return DEVLINK_SELFTEST_STATUS_FAIL;
	status = run(hdev, t);
	if (status != DEVLINK_SELFTEST_STATUS_PASS)
		hermon_tell_failure(hdev, "selftest", &t->report, extack);
	kfree(t);
	return status;
}
