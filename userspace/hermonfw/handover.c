// SPDX-License-Identifier: GPL-2.0-only
/*
 * A card handed from the driver that has it to hermon_fw, and back.
 *
 * driver_override keeps others away from the card meanwhile: without it,
 * whichever driver is loaded next might take it.
 */
#include <unistd.h>

#include "handover.h"
#include "program.h"
#include "users.h"

#define NETWORK_DRIVER	"mlx4_core"
/* Where the kernel looks for it, too; udev starts programs without a PATH. */
#define MODPROBE	"/sbin/modprobe"
#define NET_ADMIN_BIT	12	/* of linux/capability.h */

/**
 * may_administer() - may this process flash a card?
 *
 * Return: true if it has CAP_NET_ADMIN.
 */
bool may_administer(void)
{
	unsigned long long effective = 0;
	char line[128];
	FILE *f;

	f = fopen("/proc/self/status", "re");
	if (!f)
		return !geteuid();
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "CapEff: %llx", &effective) == 1)
			break;
	fclose(f);
	return effective >> NET_ADMIN_BIT & 1;
}

static int refuse_driver(const struct sysfs_card *card, struct error *e)
{
	error_set(e, EBUSY, "DRIVER", "%s belongs to the driver %s", card->bdf,
		  card->driver);
	error_next(e, "take it from there first: only %s is asked for a card",
		   NETWORK_DRIVER);
	return -EBUSY;
}

static void list_links(const struct sysfs_card *card, char *buf, size_t len)
{
	size_t n = 0;
	u32 i;

	*buf = '\0';
	for (i = 0; i < card->n_netdevs && n < len; i++)
		n += snprintf(buf + n, len - n, "%s%s", n ? ", " : "",
			      card->netdevs[i].name);
	for (i = 0; i < card->n_ibdevs && n < len; i++)
		n += snprintf(buf + n, len - n, "%s%s", n ? ", " : "",
			      card->ibdevs[i].name);
}

static int refuse_user(const struct sysfs_card *card, enum user_kind kind,
		       const char *sentence, struct error *e)
{
	char links[ERROR_TEXT / 2];

	list_links(card, links, sizeof(links));
	error_set(e, EBUSY, user_reason(kind), "%s: %s", card->bdf, sentence);
	error_next(e, "end that first; or, if %s may go down, say so with --force=%s",
		   links, user_name(kind));
	return -EBUSY;
}

/**
 * handover_check() - may a card be taken away from who has it?
 * @card: the card
 * @force: BIT(enum user_kind) of users that do not matter
 * @e: filled if not
 *
 * Return: 0 or -EBUSY.
 */
int handover_check(const struct sysfs_card *card, u32 force, struct error *e)
{
	struct users users;
	u32 i;

	if (!*card->driver || !strcmp(card->driver, SYSFS_DRIVER))
		return 0;
	if (strcmp(card->driver, NETWORK_DRIVER))
		return refuse_driver(card, e);
	users_find(&users, card);
	for (i = 0; i < N_USERS; i++)
		if (*users.found[i] && !(force & BIT(i)))
			return refuse_user(card, i, users.found[i], e);
	return 0;
}

/* The reason lies in words only, and these come from the C library. */
static void advise_module(const char *said, struct error *e)
{
	if (strstr(said, "not found"))
		error_next(e, "build and install the module for this kernel: README, Build and install");
	else if (strstr(said, "Key was rejected") ||
		 strstr(said, "Required key") ||
		 strstr(said, "Operation not permitted"))
		error_next(e, "Secure Boot lets only signed modules in: README, Secure Boot, says how to sign it");
	else
		error_next(e, "dmesg may say more");
}

/* Not for cards that happen to have no driver, or none yet. */
static int load_module(struct error *e)
{
	char *argv[] = {
		(char *)MODPROBE, (char *)SYSFS_DRIVER,
		(char *)"override_only=1", NULL,
	};
	char said[200];
	int err;

	if (sysfs_has_driver(SYSFS_DRIVER))
		return 0;
	err = program_run(argv, said, sizeof(said));
	if (!err && sysfs_has_driver(SYSFS_DRIVER))
		return 0;
	if (!err)
		err = -ENOEXEC;
	error_set(e, -err, "MODULE", "the module hermon_fw cannot be loaded: %s",
		  *said ? said : strerror(-err));
	advise_module(said, e);
	return err;
}

static int bind_to(const char *bdf, const char *driver, struct error *e)
{
	struct sysfs_card now;
	int err;

	err = sysfs_probe(bdf, e);
	if (!err)
		err = sysfs_find(bdf, &now, e);
	if (!err && strcmp(now.driver, driver)) {
		err = error_set(e, ENODEV, "NOT_BOUND",
				"%s does not take %s", driver, bdf);
		error_next(e, "dmesg says why");
	}
	return err;
}

/**
 * handover_release() - give a card to another driver, or to nobody
 * @card: the card, as it is now
 * @driver: who shall have it; empty: nobody
 * @override: what driver_override shall be afterwards, mostly empty
 * @e: filled on failure
 *
 * hermon_fw knows the card as well and would take it again, so the driver is
 * named until it has it.
 *
 * Return: 0 or -errno.
 */
int handover_release(const struct sysfs_card *card, const char *driver,
		     const char *override, struct error *e)
{
	struct error ignored;
	int err;

	err = sysfs_unbind(card, e);
	if (!err && *driver) {
		err = sysfs_set_override(card->bdf, driver, e);
		if (!err)
			err = bind_to(card->bdf, driver, e);
	}
	if (sysfs_set_override(card->bdf, override, err ? &ignored : e) && !err)
		err = -e->err;
	return err;
}

/* Who has it now: a driver may have come meanwhile, but none comes any more. */
static int take(const char *bdf, struct error *e)
{
	struct sysfs_card card;
	int err;

	err = sysfs_set_override(bdf, SYSFS_DRIVER, e);
	if (!err)
		err = sysfs_find(bdf, &card, e);
	if (err || !strcmp(card.driver, SYSFS_DRIVER))
		return err;
	err = sysfs_unbind(&card, e);
	if (!err)
		err = bind_to(bdf, SYSFS_DRIVER, e);
	return err;
}

/**
 * handover_take() - give a card to hermon_fw
 * @h: set; handover_return() undoes it
 * @card: the card
 * @e: filled on failure; the card is with its driver again then
 *
 * Return: 0 or -errno.
 */
int handover_take(struct handover *h, const struct sysfs_card *card,
		  struct error *e)
{
	struct error ignored;
	int err;

	h->before = *card;
	h->taken = false;
	if (!strcmp(card->driver, SYSFS_DRIVER))
		return 0;
	err = load_module(e);
	if (err)
		return err;
	h->taken = true;
	err = take(card->bdf, e);
	if (err)
		handover_return(h, &ignored);
	return err;
}

/**
 * handover_return() - give a card back as it was
 * @h: the handover
 * @e: filled on failure
 *
 * Return: 0 or -errno.
 */
int handover_return(struct handover *h, struct error *e)
{
	struct sysfs_card now;
	int err;

	if (!h->taken)
		return 0;
	h->taken = false;
	err = sysfs_find(h->before.bdf, &now, e);
	if (!err)
		err = handover_release(&now, h->before.driver,
				       h->before.override, e);
	return err;
}
