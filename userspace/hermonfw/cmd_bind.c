// SPDX-License-Identifier: GPL-2.0-only
/*
 * bind and release: a card for hermon_fw, and for mlx4_core again.
 */
#include <getopt.h>

#include "handover.h"
#include "out.h"
#include "users.h"

#define NETWORK_DRIVER	"mlx4_core"

static const struct option bind_options[] = {
	{ "force", required_argument, NULL, 'f' },
	{ 0 },
};

static int start(struct app *app, const char *dev, struct sysfs_card *card)
{
	struct error e;

	if (sysfs_find(dev, card, &e))
		return out_result(app, EXIT_ERROR, &e, false);
	if (app->json) {
		app->answer = json_object_new_object();
		out_put_text(app->answer, "address", card->bdf);
	}
	if (!may_administer()) {
		error_set(&e, EPERM, "PERMISSION",
			  "only root may take a card from its driver");
		error_next(&e, "run it as root");
		return out_result(app, EXIT_ERROR, &e, false);
	}
	return EXIT_DONE;
}

static int finish(struct app *app, enum exit_code code, const char *driver)
{
	if (app->json)
		out_put_text(app->answer, "driver", driver);
	return out_result(app, code, NULL, false);
}

static int do_bind(struct app *app, const char *dev, u32 force)
{
	struct sysfs_card card;
	struct handover h;
	struct error e;
	int code;

	code = start(app, dev, &card);
	if (code)
		return code;
	if (!strcmp(card.driver, SYSFS_DRIVER)) {
		out_text(app, "hermon_fw has %s already.\n", card.bdf);
		return finish(app, EXIT_ALREADY, SYSFS_DRIVER);
	}
	if (handover_check(&card, force, &e))
		return out_result(app, EXIT_REFUSED, &e, false);
	if (handover_take(&h, &card, &e))
		return out_result(app, EXIT_ERROR, &e, false);
	out_text(app, "%s is with hermon_fw now; \"hermonfw release %s\" gives it back.\n",
		 card.bdf, card.bdf);
	return finish(app, EXIT_DONE, SYSFS_DRIVER);
}

/**
 * cmd_bind() - give a card to hermon_fw
 * @app: this run
 * @argc: count of @argv
 * @argv: DEV [--force=WORD]
 *
 * Return: enum exit_code.
 */
int cmd_bind(struct app *app, int argc, char **argv)
{
	u32 force = 0;
	int opt;

	while ((opt = getopt_long(argc, argv, "", bind_options, NULL)) != -1) {
		if (opt != 'f')
			return usage_error(app, NULL);
		if (user_parse(optarg, &force))
			return usage_error(app, "--force=%s is not possible: ssh, route, bond, address or rdma",
					   optarg);
	}
	if (argc - optind != 1)
		return usage_error(app, "bind takes one device");
	return do_bind(app, argv[optind], force);
}

/**
 * cmd_release() - give a card back
 * @app: this run
 * @argc: count of @argv
 * @argv: DEV
 *
 * To mlx4_core if that is loaded, or else to nobody.
 *
 * Return: enum exit_code.
 */
int cmd_release(struct app *app, int argc, char **argv)
{
	const char *driver = "";
	struct sysfs_card card;
	struct error e;
	int code;

	if (argc != 2 || *argv[1] == '-')
		return usage_error(app, "release takes one device");
	code = start(app, argv[1], &card);
	if (code)
		return code;
	if (strcmp(card.driver, SYSFS_DRIVER)) {
		out_text(app, "hermon_fw does not have %s: there is nothing to give back.\n",
			 card.bdf);
		return finish(app, EXIT_ALREADY, card.driver);
	}
	/* Nobody else knows a card in recovery mode. */
	if (!card.in_recovery && sysfs_has_driver(NETWORK_DRIVER))
		driver = NETWORK_DRIVER;
	if (handover_release(&card, driver, "", &e))
		return out_result(app, EXIT_ERROR, &e, false);
	out_text(app, "%s is with %s now.\n", card.bdf,
		 *driver ? driver : "no driver");
	return finish(app, EXIT_DONE, driver);
}
