// SPDX-License-Identifier: GPL-2.0-only
/*
 * list: all cards of this host, whoever has them.
 */
#include <getopt.h>
#include <stdlib.h>

#include "facts.h"
#include "out.h"

/* A card and what is known of it. */
struct row {
	const struct sysfs_card *card;
	struct facts facts;
};

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
	const struct facts *facts = &row->facts;
	const char * const cells[] = {
		card->bdf, id, card->chip, rev, card->driver, facts->psid,
		facts->running, facts->stored, links, facts->state,
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
	const struct facts *facts = &row->facts;
	struct json_object *obj = json_object_new_object();
	char text[16];

	out_put_text(obj, "address", card->bdf);
	snprintf(text, sizeof(text), "15b3:%04x", card->device);
	out_put_text(obj, "id", text);
	out_put_text(obj, "chip", card->chip);
	snprintf(text, sizeof(text), "%02X", card->revision);
	out_put_text(obj, "revision", text);
	out_put_text(obj, "driver", card->driver);
	out_put_text(obj, "psid", facts->psid);
	out_put_text(obj, "running", facts->running);
	out_put_text(obj, "stored", facts->stored);
	out_put_text(obj, "guid", facts->guid);
	out_put(obj, "netdevs", netdevs_json(card));
	out_put(obj, "ibdevs", ibdevs_json(card));
	out_put_text(obj, "state", facts->state);
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
		row.card = &cards[i];
		facts_read(&row.facts, row.card, dl);
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

/* Values come from a flash: nothing that could end the line, or mean more. */
static void export(const char *name, const char *value)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

	if (*value && strspn(value, plain) == strlen(value))
		printf("ID_HERMON_%s=%s\n", name, value);
}

static const char *export_state(const struct facts *facts)
{
	if (!facts->state)
		return "";
	if (!strcmp(facts->state, "ok") && facts_pending(facts))
		return "pending";
	if (!strcmp(facts->state, "no image"))
		return "empty";
	if (!strcmp(facts->state, "in use"))
		return "busy";
	return facts->state;
}

/* One card, as properties for udev. */
static int export_card(struct app *app, const char *dev)
{
	struct sysfs_card card;
	struct error e, ignored;
	struct facts facts;
	struct dl *dl = NULL;

	if (sysfs_find(dev, &card, &e))
		return out_result(app, EXIT_ERROR, &e, false);
	dl_open(&dl, &ignored);
	facts_read(&facts, &card, dl);
	dl_close(dl);
	export("PSID", facts.psid);
	export("VERSION", facts.stored);
	export("RUNNING", facts.running);
	export("GUID", facts.guid);
	export("STATE", export_state(&facts));
	return EXIT_DONE;
}

static const struct option options[] = {
	{ "export", required_argument, NULL, 'x' },
	{ 0 },
};

/**
 * cmd_list() - show all cards of this host
 * @app: this run
 * @argc: count of @argv
 * @argv: [--export=DEV]
 *
 * Return: enum exit_code.
 */
int cmd_list(struct app *app, int argc, char **argv)
{
	const char *dev = NULL;
	struct sysfs_card *cards;
	struct error e;
	u32 n_cards;
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (opt != 'x')
			return usage_error(app, NULL);
		dev = optarg;
	}
	if (optind < argc)
		return usage_error(app, "list takes no arguments");
	if (dev)
		return export_card(app, dev);
	if (sysfs_cards(&cards, &n_cards, &e))
		return out_result(app, EXIT_ERROR, &e, false);
	if (app->json)
		app->answer = json_object_new_object();
	show(app, cards, n_cards);
	free(cards);
	return out_result(app, EXIT_DONE, NULL, false);
}
