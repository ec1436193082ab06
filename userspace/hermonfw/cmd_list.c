// SPDX-License-Identifier: GPL-2.0-only
/*
 * list: all cards of this host, whoever has them.
 *
 * A card in use is not touched: mlx4_ib shows PSID and version in sysfs, and
 * hermon_fw tells what it has read before.
 */
#include <stdlib.h>

#include "nl.h"
#include "out.h"
#include "sysfs.h"

/**
 * struct row - what is known of a card
 * @card: from sysfs
 * @psid: of the current image, or empty
 * @running: version of the running firmware, or empty
 * @stored: version on the flash, or empty
 * @guid: node GUID, or empty
 * @state: in one word, or empty
 */
struct row {
	const struct sysfs_card *card;
	char psid[DL_TEXT];
	char running[DL_TEXT];
	char stored[DL_TEXT];
	char guid[DL_TEXT];
	const char *state;
};

static void take_info(struct row *row, const struct dl_info *info)
{
	snprintf(row->psid, DL_TEXT, "%s",
		 dl_info_version(info, DL_VERSION_FIXED, "fw.psid"));
	snprintf(row->running, DL_TEXT, "%s",
		 dl_info_version(info, DL_VERSION_RUNNING, "fw"));
	snprintf(row->stored, DL_TEXT, "%s",
		 dl_info_version(info, DL_VERSION_STORED, "fw"));
	snprintf(row->guid, DL_TEXT, "%s", info->serial);
	if (!strcmp(dl_info_version(info, DL_VERSION_RUNNING, "fw.mode"),
		    "recovery"))
		row->state = "recovery";
	else if (!*row->stored)
		row->state = "no image";
	else
		row->state = "ok";
}

static void take_ibdev(struct row *row, const struct sysfs_ibdev *ib)
{
	snprintf(row->psid, DL_TEXT, "%s", ib->psid);
	snprintf(row->running, DL_TEXT, "%s", ib->fw_ver);
	snprintf(row->guid, DL_TEXT, "%s", ib->node_guid);
	row->state = "in use";
}

static void describe(struct row *row, const struct sysfs_card *card,
		     struct dl *dl)
{
	struct dl_info info;
	struct error ignored;

	memset(row, 0, sizeof(*row));
	row->card = card;
	if (card->in_recovery)
		row->state = "recovery";
	if (card->n_ibdevs)
		take_ibdev(row, &card->ibdevs[0]);
	else if (dl && !strcmp(card->driver, SYSFS_DRIVER) &&
		 !dl_info_get(dl, card->bdf, &info, &ignored))
		take_info(row, &info);
}

/* "ib0 up, ib1, mlx4_0" */
static void print_links(const struct sysfs_card *card, char *buf, size_t len)
{
	const struct sysfs_netdev *netdev;
	size_t n = 0;
	u32 i;

	*buf = '\0';
	for (i = 0; i < card->n_netdevs && n < len; i++) {
		netdev = &card->netdevs[i];
		n += snprintf(buf + n, len - n, "%s%s%s%s%s", n ? ", " : "",
			      netdev->name, netdev->up ? " up" : "",
			      *netdev->master ? " in " : "", netdev->master);
	}
	for (i = 0; i < card->n_ibdevs && n < len; i++)
		n += snprintf(buf + n, len - n, "%s%s", n ? ", " : "",
			      card->ibdevs[i].name);
}

static void add_row(struct out_table *table, const struct row *row)
{
	const struct sysfs_card *card = row->card;
	char id[8], rev[4], links[256];
	const char * const cells[] = {
		card->bdf, id, card->chip, rev, card->driver, row->psid,
		row->running, row->stored, links, row->state,
	};

	snprintf(id, sizeof(id), "%04x", card->device);
	snprintf(rev, sizeof(rev), "%02X", card->revision);
	print_links(card, links, sizeof(links));
	out_table_row(table, cells);
}

static struct json_object *netdevs_json(const struct sysfs_card *card)
{
	struct json_object *list = json_object_new_array(), *obj;
	u32 i;

	for (i = 0; i < card->n_netdevs; i++) {
		obj = json_object_new_object();
		out_put_text(obj, "name", card->netdevs[i].name);
		out_put_bool(obj, "up", card->netdevs[i].up);
		out_put_text(obj, "master", card->netdevs[i].master);
		json_object_array_add(list, obj);
	}
	return list;
}

static struct json_object *ibdevs_json(const struct sysfs_card *card)
{
	struct json_object *list = json_object_new_array();
	u32 i;

	for (i = 0; i < card->n_ibdevs; i++)
		json_object_array_add(list,
				      json_object_new_string(card->ibdevs[i].name));
	return list;
}

static struct json_object *row_json(const struct row *row)
{
	const struct sysfs_card *card = row->card;
	struct json_object *obj = json_object_new_object();
	char text[16];

	out_put_text(obj, "address", card->bdf);
	snprintf(text, sizeof(text), "15b3:%04x", card->device);
	out_put_text(obj, "id", text);
	out_put_text(obj, "chip", card->chip);
	snprintf(text, sizeof(text), "%02X", card->revision);
	out_put_text(obj, "revision", text);
	out_put_text(obj, "driver", card->driver);
	out_put_text(obj, "psid", row->psid);
	out_put_text(obj, "running", row->running);
	out_put_text(obj, "stored", row->stored);
	out_put_text(obj, "guid", row->guid);
	out_put(obj, "netdevs", netdevs_json(card));
	out_put(obj, "ibdevs", ibdevs_json(card));
	out_put_text(obj, "state", row->state);
	return obj;
}

static void show(struct app *app, const struct sysfs_card *cards, u32 n_cards)
{
	static const char * const heading[] = {
		"ADDRESS", "ID", "CHIP", "REV", "DRIVER", "PSID", "RUNNING",
		"STORED", "LINKS", "STATE",
	};
	struct json_object *list = json_object_new_array();
	struct out_table table;
	struct dl *dl = NULL;
	struct error ignored;
	struct row row;
	u32 i;

	/* Without devlink the rest is worth showing, too. */
	dl_open(&dl, &ignored);
	out_table_init(&table, ARRAY_SIZE(heading), heading);
	for (i = 0; i < n_cards; i++) {
		describe(&row, &cards[i], dl);
		add_row(&table, &row);
		json_object_array_add(list, row_json(&row));
	}
	dl_close(dl);

	if (app->json)
		out_put(app->answer, "cards", list);
	else
		json_object_put(list);
	if (n_cards)
		out_table_print(app, &table);
	else
		out_text(app, "This host has no ConnectX or ConnectX-2 card.\n");
	out_table_free(&table);
}

/**
 * cmd_list() - show all cards of this host
 * @app: this run
 * @argc: count of @argv
 * @argv: nothing
 *
 * Return: enum exit_code.
 */
int cmd_list(struct app *app, int argc, char **argv)
{
	struct sysfs_card *cards;
	struct error e;
	u32 n_cards;

	if (argc > 1)
		return usage_error(app, "list takes no arguments");
	if (sysfs_cards(&cards, &n_cards, &e))
		return out_result(app, EXIT_ERROR, &e, false);
	if (app->json)
		app->answer = json_object_new_object();
	show(app, cards, n_cards);
	free(cards);
	return out_result(app, EXIT_DONE, NULL, false);
}
