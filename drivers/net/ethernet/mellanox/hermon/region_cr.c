// SPDX-License-Identifier: GPL-2.0-only
/*
 * devlink region "cr-space": the few registers that may be read.
 *
 * As large as BAR 0, so that an address in it is the register's offset, and
 * in its byte order. What is not read is all ones: core/dump.c.
 */
#include <linux/vmalloc.h>
#include <net/devlink.h>

#include <hermon/dump.h>
#include <hermon/regs.h>

#include "hermon.h"

#define MAX_SNAPSHOTS		2

static int read_part(struct hermon_dev *hdev, u32 off, u8 *data, u32 len,
		     struct netlink_ext_ack *extack)
{
	struct hermon_report report = {};
	struct hermon_dump dump = {};
	int err = 0;

	/* Most pieces have nothing that could be read. */
	if (hermon_dump_has(off, len))
		err = hermon_dump_take(&dump, &hdev->gw,
				       HERMON_SEM_READ_TIMEOUT_MS, &report);
	if (err)
		return hermon_tell_failure(hdev, "register read", &report,
					   extack);
	hermon_dump_bytes(&dump, off, data, len);
	return 0;
}

static int read_all(struct hermon_dev *hdev, u8 *data, u32 len,
		    struct netlink_ext_ack *extack)
{
	return read_part(hdev, 0, data, len, extack);
}

static int snapshot(struct devlink *devlink,
		    const struct devlink_region_ops *ops,
		    struct netlink_ext_ack *extack, u8 **data)
{
	return hermon_region_snapshot(devlink_priv(devlink), HERMON_CR_SIZE,
				      read_all, extack, data);
}

/* The core asks for a few hundred bytes at a time and checks the range. */
static int __maybe_unused read_direct(struct devlink *devlink,
				      const struct devlink_region_ops *ops,
				      struct netlink_ext_ack *extack,
				      u64 offset, u32 size, u8 *data)
{
	return read_part(devlink_priv(devlink), offset, data, size, extack);
}

static const struct devlink_region_ops cr_ops = {
	.name = "cr-space",
	.destructor = vfree,
	.snapshot = snapshot,
	hermon_region_read_op(read_direct)
};

static void destroy_region(void *region)
{
	devlink_region_destroy(region);
}

/**
 * hermon_region_cr_register() - offer the registers to readers
 * @hdev: the card; its instance is not registered yet
 *
 * Return: 0 or -ENOMEM.
 */
int hermon_region_cr_register(struct hermon_dev *hdev)
{
	struct devlink_region *region;

	region = devlink_region_create(priv_to_devlink(hdev), &cr_ops,
				       MAX_SNAPSHOTS, HERMON_CR_SIZE);
	if (IS_ERR(region))
		return PTR_ERR(region);
	return devm_add_action_or_reset(&hdev->pdev->dev, destroy_region,
					region);
}
