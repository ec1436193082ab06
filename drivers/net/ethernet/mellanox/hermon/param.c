// SPDX-License-Identifier: GPL-2.0-only
/*
 * devlink parameters: what the next burn shall do otherwise, and how the flash
 * is read and programmed.
 *
 * to_psid and rom are wishes for one burn. They are off after it, so that nothing
 * which was meant for one card and one file reaches the next one.
 */
#include <linux/netlink.h>
#include <linux/string.h>
#include <net/devlink.h>

#include <hermon/text.h>

#include "hermon.h"

enum {
	HERMON_PARAM_TO_PSID = DEVLINK_PARAM_GENERIC_ID_MAX + 1,
	HERMON_PARAM_ROM,
	HERMON_PARAM_READ_MODE,
	HERMON_PARAM_PROGRAM_MODE,
};

static int to_psid_get(struct devlink *devlink, u32 id,
		       struct devlink_param_gset_ctx *ctx,
		       struct netlink_ext_ack *extack)
{
	struct hermon_dev *hdev = devlink_priv(devlink);

	strscpy(ctx->val.vstr, hdev->wish.psid, sizeof(ctx->val.vstr));
	return 0;
}

/* An empty text is off. */
static int to_psid_set(struct devlink *devlink, u32 id,
		       struct devlink_param_gset_ctx *ctx,
		       struct netlink_ext_ack *extack)
{
	struct hermon_dev *hdev = devlink_priv(devlink);

	if (!hermon_text_is_psid(ctx->val.vstr)) {
		NL_SET_ERR_MSG_MOD(extack, "to_psid is a PSID of 1 to 16 printable characters");
		return -EINVAL;
	}
	strscpy(hdev->wish.psid, ctx->val.vstr, sizeof(hdev->wish.psid));
	if (*hdev->wish.psid)
		dev_notice(&hdev->pdev->dev,
			   "the next burn may change the PSID to %s\n",
			   hdev->wish.psid);
	return 0;
}

static int rom_get(struct devlink *devlink, u32 id,
		   struct devlink_param_gset_ctx *ctx,
		   struct netlink_ext_ack *extack)
{
	struct hermon_dev *hdev = devlink_priv(devlink);

	strscpy(ctx->val.vstr, hermon_rom_wish_name(hdev->wish.rom),
		sizeof(ctx->val.vstr));
	return 0;
}

static int rom_set(struct devlink *devlink, u32 id,
		   struct devlink_param_gset_ctx *ctx,
		   struct netlink_ext_ack *extack)
{
	struct hermon_dev *hdev = devlink_priv(devlink);

	if (hermon_rom_wish_parse(ctx->val.vstr, &hdev->wish.rom)) {
		NL_SET_ERR_MSG_MOD(extack, "rom is one of auto, card, image, none");
		return -EINVAL;
	}
	return 0;
}

/* How the flash is used: one of two words, of which the second sets the flag. */
struct mode {
	const char *words[2];
	const char *complaint;
	bool *flag;
};

static struct mode mode_of(struct hermon_dev *hdev, u32 id)
{
	if (id == HERMON_PARAM_READ_MODE)
		return (struct mode) {
			{ "auto", "single" },
			"read_mode is one of auto, single",
			&hdev->nor.single_reads,
		};
	return (struct mode) {
		{ "bytes", "words" },
		"program_mode is one of bytes, words",
		&hdev->nor.want_words,
	};
}

static int mode_get(struct devlink *devlink, u32 id,
		    struct devlink_param_gset_ctx *ctx,
		    struct netlink_ext_ack *extack)
{
	struct mode mode = mode_of(devlink_priv(devlink), id);

	strscpy(ctx->val.vstr, mode.words[*mode.flag], sizeof(ctx->val.vstr));
	return 0;
}

static int mode_set(struct devlink *devlink, u32 id,
		    struct devlink_param_gset_ctx *ctx,
		    struct netlink_ext_ack *extack)
{
	struct mode mode = mode_of(devlink_priv(devlink), id);
	int word = match_string(mode.words, ARRAY_SIZE(mode.words),
				ctx->val.vstr);

	if (word < 0) {
		NL_SET_ERR_MSG_FMT_MOD(extack, "%s", mode.complaint);
		return -EINVAL;
	}
	*mode.flag = word;
	return 0;
}

HERMON_PARAM_GETTER(to_psid_get)
HERMON_PARAM_SETTER(to_psid_set)
HERMON_PARAM_GETTER(rom_get)
HERMON_PARAM_SETTER(rom_set)
HERMON_PARAM_GETTER(mode_get)
HERMON_PARAM_SETTER(mode_set)

static const struct devlink_param params[] = {
	DEVLINK_PARAM_DRIVER(HERMON_PARAM_TO_PSID, "to_psid",
			     DEVLINK_PARAM_TYPE_STRING,
			     BIT(DEVLINK_PARAM_CMODE_RUNTIME),
			     hermon_param_getter(to_psid_get),
			     hermon_param_setter(to_psid_set), NULL),
	DEVLINK_PARAM_DRIVER(HERMON_PARAM_ROM, "rom",
			     DEVLINK_PARAM_TYPE_STRING,
			     BIT(DEVLINK_PARAM_CMODE_RUNTIME),
			     hermon_param_getter(rom_get),
			     hermon_param_setter(rom_set), NULL),
	DEVLINK_PARAM_DRIVER(HERMON_PARAM_READ_MODE, "read_mode",
			     DEVLINK_PARAM_TYPE_STRING,
			     BIT(DEVLINK_PARAM_CMODE_RUNTIME),
			     hermon_param_getter(mode_get),
			     hermon_param_setter(mode_set), NULL),
	DEVLINK_PARAM_DRIVER(HERMON_PARAM_PROGRAM_MODE, "program_mode",
			     DEVLINK_PARAM_TYPE_STRING,
			     BIT(DEVLINK_PARAM_CMODE_RUNTIME),
			     hermon_param_getter(mode_get),
			     hermon_param_setter(mode_set), NULL),
};

/**
 * hermon_param_clear() - all wishes are off again
 * @hdev: the card
 *
 * Context: under the lock of the devlink instance.
 */
void hermon_param_clear(struct hermon_dev *hdev)
{
	memset(&hdev->wish, 0, sizeof(hdev->wish));
}

static void unregister_params(void *devlink)
{
	devlink_params_unregister(devlink, params, ARRAY_SIZE(params));
}

/**
 * hermon_param_register() - offer the parameters
 * @hdev: the card; its instance is not registered yet
 *
 * Return: 0 or a negative errno.
 */
int hermon_param_register(struct hermon_dev *hdev)
{
	struct devlink *devlink = priv_to_devlink(hdev);
	int err;

	err = devlink_params_register(devlink, params, ARRAY_SIZE(params));
	if (err)
		return err;
	return devm_add_action_or_reset(&hdev->pdev->dev, unregister_params,
					devlink);
}
