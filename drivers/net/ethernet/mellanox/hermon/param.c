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

/* One of two words; the second one sets @flag. */
static int parse_mode(const char *text, const char *first, const char *second,
		      bool *flag)
{
	if (strcmp(text, first) && strcmp(text, second))
		return -EINVAL;
	*flag = !strcmp(text, second);
	return 0;
}

static int read_mode_get(struct devlink *devlink, u32 id,
			 struct devlink_param_gset_ctx *ctx,
			 struct netlink_ext_ack *extack)
{
	struct hermon_dev *hdev = devlink_priv(devlink);

	strscpy(ctx->val.vstr, hdev->nor.single_reads ? "single" : "auto",
		sizeof(ctx->val.vstr));
	return 0;
}

static int read_mode_set(struct devlink *devlink, u32 id,
			 struct devlink_param_gset_ctx *ctx,
			 struct netlink_ext_ack *extack)
{
	struct hermon_dev *hdev = devlink_priv(devlink);

	if (parse_mode(ctx->val.vstr, "auto", "single",
		       &hdev->nor.single_reads)) {
		NL_SET_ERR_MSG_MOD(extack, "read_mode is one of auto, single");
		return -EINVAL;
	}
	return 0;
}

static int program_mode_get(struct devlink *devlink, u32 id,
			    struct devlink_param_gset_ctx *ctx,
			    struct netlink_ext_ack *extack)
{
	struct hermon_dev *hdev = devlink_priv(devlink);

	strscpy(ctx->val.vstr, hdev->nor.want_words ? "words" : "bytes",
		sizeof(ctx->val.vstr));
	return 0;
}

static int program_mode_set(struct devlink *devlink, u32 id,
			    struct devlink_param_gset_ctx *ctx,
			    struct netlink_ext_ack *extack)
{
	struct hermon_dev *hdev = devlink_priv(devlink);

	if (parse_mode(ctx->val.vstr, "bytes", "words",
		       &hdev->nor.want_words)) {
		NL_SET_ERR_MSG_MOD(extack, "program_mode is one of bytes, words");
		return -EINVAL;
	}
	return 0;
}

HERMON_PARAM_GETTER(to_psid_get)
HERMON_PARAM_SETTER(to_psid_set)
HERMON_PARAM_GETTER(rom_get)
HERMON_PARAM_SETTER(rom_set)
HERMON_PARAM_GETTER(read_mode_get)
HERMON_PARAM_SETTER(read_mode_set)
HERMON_PARAM_GETTER(program_mode_get)
HERMON_PARAM_SETTER(program_mode_set)

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
			     hermon_param_getter(read_mode_get),
			     hermon_param_setter(read_mode_set), NULL),
	DEVLINK_PARAM_DRIVER(HERMON_PARAM_PROGRAM_MODE, "program_mode",
			     DEVLINK_PARAM_TYPE_STRING,
			     BIT(DEVLINK_PARAM_CMODE_RUNTIME),
			     hermon_param_getter(program_mode_get),
			     hermon_param_setter(program_mode_set), NULL),
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
