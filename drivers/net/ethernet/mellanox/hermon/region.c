// SPDX-License-Identifier: GPL-2.0-only
/*
 * devlink region "flash": the whole flash, for backups. Read-only.
 *
 * Instead of an MTD: that would be a way to write past every check.
 */
#include <linux/netlink.h>
#include <linux/sched/signal.h>
#include <linux/vmalloc.h>
#include <net/devlink.h>

#include "hermon.h"

/* How long a reader may keep others waiting for the semaphore. */
#define SEM_TIMEOUT_MS		5000
/* A signal that kills is heeded after each of these, and who wants the card. */
#define PIECE			0x10000U

#define MAX_SNAPSHOTS		2

static int fail(struct hermon_dev *hdev, const struct hermon_report *report,
		struct netlink_ext_ack *extack)
{
	return hermon_tell_failure(hdev, "flash read", report, extack);
}

static int read_pieces(struct hermon_dev *hdev, u8 *data, u32 len,
		       struct hermon_report *report)
{
	u32 addr;
	int err;

	for (addr = 0; addr < len; addr += PIECE) {
		if (fatal_signal_pending(current))
			return -EINTR;
		if (hermon_event_stops(hdev))
			return -ECANCELED;
		err = hermon_nor_read(&hdev->nor, addr, data + addr,
				      min(PIECE, len - addr), report);
		if (err)
			return err;
	}
	return 0;
}

/* In one go under the semaphore, so that nobody's burn is seen half done. */
static int read_all(struct hermon_dev *hdev, u8 *data, u32 len,
		    struct netlink_ext_ack *extack)
{
	struct hermon_report report = {};
	int err;

	err = hermon_gw_lock(&hdev->gw, SEM_TIMEOUT_MS, &report);
	if (err)
		return fail(hdev, &report, extack);
	err = read_pieces(hdev, data, len, &report);
	hermon_gw_unlock(&hdev->gw);
	if (err && report.reason)
		return fail(hdev, &report, extack);
	return err;
}

/**
 * hermon_region_snapshot() - take a snapshot of a region
 * @hdev: the card
 * @len: bytes of the region
 * @read: reads all of it
 * @extack: why not, if it failed
 * @data: set on success, to be freed by vfree()
 *
 * Context: may sleep; under the lock of the devlink instance.
 * Return: 0, -ENOMEM, or an error of @read.
 */
int hermon_region_snapshot(struct hermon_dev *hdev, u32 len,
			   hermon_region_read_fn *read,
			   struct netlink_ext_ack *extack, u8 **data)
{
	u8 *buf;
	int err;

	buf = vmalloc(len);
	if (!buf)
		return -ENOMEM;
	err = read(hdev, buf, len, extack);
	if (err) {
		vfree(buf);
		return err;
	}
	*data = buf;
	return 0;
}

static int snapshot(struct devlink *devlink,
		    const struct devlink_region_ops *ops,
		    struct netlink_ext_ack *extack, u8 **data)
{
	struct hermon_dev *hdev = devlink_priv(devlink);

	return hermon_region_snapshot(hdev, hdev->nor.size, read_all, extack,
				      data);
}

/* The core asks for a few hundred bytes at a time and checks the range. */
static int __maybe_unused read_direct(struct devlink *devlink,
				      const struct devlink_region_ops *ops,
				      struct netlink_ext_ack *extack,
				      u64 offset, u32 size, u8 *data)
{
	struct hermon_dev *hdev = devlink_priv(devlink);
	struct hermon_report report = {};
	int err;

	err = hermon_gw_lock(&hdev->gw, HERMON_SEM_READ_TIMEOUT_MS, &report);
	if (err)
		return fail(hdev, &report, extack);
	err = hermon_nor_read(&hdev->nor, offset, data, size, &report);
	hermon_gw_unlock(&hdev->gw);
	return err ? fail(hdev, &report, extack) : 0;
}

static const struct devlink_region_ops flash_ops = {
	.name = "flash",
	.destructor = vfree,
	.snapshot = snapshot,
	hermon_region_read_op(read_direct)
};

/**
 * hermon_region_open() - offer the flash to readers, once its size is known
 * @hdev: the card
 *
 * Without a region there is no backup, but all else works.
 *
 * Context: under the lock of the devlink instance.
 */
void hermon_region_open(struct hermon_dev *hdev)
{
	struct devlink_region *region;

	if (hdev->region || !hdev->nor.family)
		return;
	region = devl_region_create(priv_to_devlink(hdev), &flash_ops,
				    MAX_SNAPSHOTS, hdev->nor.size);
	if (IS_ERR(region))
		dev_warn(&hdev->pdev->dev, "no region for the flash: %pe\n",
			 region);
	else
		hdev->region = region;
}

static void close_region(void *data)
{
	struct hermon_dev *hdev = data;

	if (hdev->region)
		devlink_region_destroy(hdev->region);
}

/**
 * hermon_region_register() - offer the flash to readers
 * @hdev: the card; its instance is not registered yet
 *
 * Return: 0 or -ENOMEM.
 */
int hermon_region_register(struct hermon_dev *hdev)
{
	struct devlink *devlink = priv_to_devlink(hdev);

	devl_lock(devlink);
	hermon_region_open(hdev);
	devl_unlock(devlink);
	return devm_add_action_or_reset(&hdev->pdev->dev, close_region, hdev);
}
