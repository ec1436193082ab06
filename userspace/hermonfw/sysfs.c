// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cards as sysfs shows them, whoever has them; drivers given and taken.
 *
 * mlx4_ib shows PSID and running version of a card there, so a look at a card
 * in use costs it nothing.
 */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <hermon/regs.h>

#include "sysfs.h"

#define DEVICES		"bus/pci/devices"
#define BDF_LEN		12	/* "0000:05:00.0" */

struct chip {
	u16 device;
	const char *name;
};

/* Chips go by the decimal form of their PCI id. */
static const struct chip chips[] = {
	{ HERMON_PCI_RECOVERY, "recovery" },
	{ HERMON_PCI_MT25408, "MT25408" },
	{ HERMON_PCI_MT25418, "MT25418" },
	{ HERMON_PCI_MT25428, "MT25428" },
	{ HERMON_PCI_MT25448, "MT25448" },
	{ HERMON_PCI_MT25458, "MT25458" },
	{ HERMON_PCI_MT26418, "MT26418" },
	{ HERMON_PCI_MT26428, "MT26428" },
	{ HERMON_PCI_MT26438, "MT26438" },
	{ HERMON_PCI_MT26448, "MT26448" },
	{ HERMON_PCI_MT26458, "MT26458" },
	{ HERMON_PCI_MT26468, "MT26468" },
	{ HERMON_PCI_MT26478, "MT26478" },
	{ HERMON_PCI_MT26488, "MT26488" },
};

static const struct chip *find_chip(u16 device)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(chips); i++)
		if (chips[i].device == device)
			return &chips[i];
	return NULL;
}

/**
 * sysfs_root() - where sysfs is
 *
 * Return: /sys; tests make a tree of their own.
 */
const char *sysfs_root(void)
{
	const char *root = getenv("HERMONFW_TEST_SYSFS");

	return root ? root : "/sys";
}

/* Bytes read, without the newline at the end; 0 if there is no such file. */
static size_t read_text(char *buf, size_t len, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static size_t read_text(char *buf, size_t len, const char *fmt, ...)
{
	char path[PATH_MAX];
	va_list args;
	ssize_t n;
	int at, fd;

	*buf = '\0';
	at = snprintf(path, sizeof(path), "%s/", sysfs_root());
	va_start(args, fmt);
	vsnprintf(path + at, sizeof(path) - at, fmt, args);
	va_end(args);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	n = read(fd, buf, len - 1);
	close(fd);
	if (n < 0)
		n = 0;
	while (n && isspace((unsigned char)buf[n - 1]))
		n--;
	buf[n] = '\0';
	return n;
}

static u32 read_number(const char *bdf, const char *file)
{
	char text[SYSFS_TEXT];

	read_text(text, sizeof(text), DEVICES "/%s/%s", bdf, file);
	return strtoul(text, NULL, 0);
}

/* The last part of where a link leads to; empty if there is none. */
static void read_link(char *buf, size_t len, const char *path)
{
	char full[PATH_MAX], target[PATH_MAX];
	const char *name;
	ssize_t n;

	snprintf(full, sizeof(full), "%s/%s", sysfs_root(), path);
	n = readlink(full, target, sizeof(target) - 1);
	target[n < 0 ? 0 : n] = '\0';
	name = strrchr(target, '/');
	snprintf(buf, len, "%.*s", (int)len - 1, name ? name + 1 : target);
}

static void read_driver(struct sysfs_card *card)
{
	char path[SYSFS_TEXT + SYSFS_TEXT];

	snprintf(path, sizeof(path), DEVICES "/%s/driver", card->bdf);
	read_link(card->driver, sizeof(card->driver), path);
	read_text(card->override, sizeof(card->override),
		  DEVICES "/%s/driver_override", card->bdf);
	if (!strcmp(card->override, "(null)"))
		*card->override = '\0';
}

static int no_dots(const struct dirent *entry)
{
	return *entry->d_name != '.';
}

/*
 * Calls @fn for each entry of a folder of a card, in order; it is fine if there
 * is no such folder.
 */
static void each_entry(struct sysfs_card *card, const char *folder,
		       void (*fn)(struct sysfs_card *card, const char *name))
{
	char path[PATH_MAX];
	struct dirent **names;
	int i, n;

	snprintf(path, sizeof(path), "%s/" DEVICES "/%s/%s", sysfs_root(),
		 card->bdf, folder);
	n = scandir(path, &names, no_dots, alphasort);
	if (n < 0)
		return;
	for (i = 0; i < n; i++) {
		fn(card, names[i]->d_name);
		free(names[i]);
	}
	free(names);
}

/**
 * sysfs_master() - what a network device is a member of: bond, bridge or team
 * @netdev: its name
 * @buf: set; empty if it is a member of nothing
 * @len: room in @buf
 */
void sysfs_master(const char *netdev, char *buf, size_t len)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "class/net/%s/master", netdev);
	read_link(buf, len, path);
}

#define IFF_UP_BIT	1	/* IFF_UP of net/if.h */

static void add_netdev(struct sysfs_card *card, const char *name)
{
	struct sysfs_netdev *netdev;
	char text[SYSFS_TEXT];

	if (card->n_netdevs == SYSFS_PORTS)
		return;
	netdev = &card->netdevs[card->n_netdevs++];
	snprintf(netdev->name, sizeof(netdev->name), "%s", name);
	read_text(text, sizeof(text), "class/net/%s/ifindex", name);
	netdev->index = strtoul(text, NULL, 0);
	read_text(text, sizeof(text), "class/net/%s/flags", name);
	netdev->up = strtoul(text, NULL, 0) & IFF_UP_BIT;
	sysfs_master(name, netdev->master, sizeof(netdev->master));
}

/* "0002:c903:0001:a2b0" becomes 0002c9030001a2b0. */
static void without_colons(char *text)
{
	char *to = text;

	for (; *text; text++)
		if (*text != ':')
			*to++ = *text;
	*to = '\0';
}

static void add_ibdev(struct sysfs_card *card, const char *name)
{
	struct sysfs_ibdev *ib;

	if (card->n_ibdevs == SYSFS_PORTS)
		return;
	ib = &card->ibdevs[card->n_ibdevs++];
	snprintf(ib->name, sizeof(ib->name), "%s", name);
	read_text(ib->psid, sizeof(ib->psid), "class/infiniband/%s/board_id",
		  name);
	read_text(ib->fw_ver, sizeof(ib->fw_ver), "class/infiniband/%s/fw_ver",
		  name);
	read_text(ib->hw_rev, sizeof(ib->hw_rev), "class/infiniband/%s/hw_rev",
		  name);
	read_text(ib->hca_type, sizeof(ib->hca_type),
		  "class/infiniband/%s/hca_type", name);
	read_text(ib->node_guid, sizeof(ib->node_guid),
		  "class/infiniband/%s/node_guid", name);
	without_colons(ib->node_guid);
}

/* Returns whether it is one of ours. */
static bool read_card(struct sysfs_card *card, const char *bdf)
{
	const struct chip *chip;

	memset(card, 0, sizeof(*card));
	if (strlen(bdf) >= sizeof(card->bdf) ||
	    read_number(bdf, "vendor") != HERMON_PCI_VENDOR)
		return false;
	card->device = read_number(bdf, "device");
	chip = find_chip(card->device);
	if (!chip)
		return false;
	strcpy(card->bdf, bdf);
	card->chip = chip->name;
	card->in_recovery = card->device == HERMON_PCI_RECOVERY;
	card->revision = read_number(bdf, "revision");
	read_driver(card);
	each_entry(card, "net", add_netdev);
	each_entry(card, "infiniband", add_ibdev);
	return true;
}

static int add_card(struct sysfs_card **cards, u32 *n_cards,
		    const struct sysfs_card *card)
{
	struct sysfs_card *more;

	more = reallocarray(*cards, *n_cards + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	*cards = more;
	more[(*n_cards)++] = *card;
	return 0;
}

/**
 * sysfs_cards() - find all cards of this host
 * @cards: set to an array that the caller frees, by address
 * @n_cards: how many there are; none is no failure
 * @e: filled on failure
 *
 * Return: 0 or -errno.
 */
int sysfs_cards(struct sysfs_card **cards, u32 *n_cards, struct error *e)
{
	struct sysfs_card card;
	struct dirent **names;
	char path[PATH_MAX];
	int i, n, err = 0;

	*cards = NULL;
	*n_cards = 0;
	snprintf(path, sizeof(path), "%s/" DEVICES, sysfs_root());
	n = scandir(path, &names, no_dots, alphasort);
	/* A host without PCI has no such folder, and no cards. */
	if (n < 0)
		return errno == ENOENT ? 0 :
		       error_set(e, errno, "SYSFS", "%s: %s", path,
				 strerror(errno));
	for (i = 0; i < n; i++) {
		if (!err && read_card(&card, names[i]->d_name))
			err = add_card(cards, n_cards, &card);
		free(names[i]);
	}
	free(names);
	return err ? error_set(e, -err, "MEMORY", "out of memory") : 0;
}

static bool is_bdf(const char *text)
{
	static const char form[] = "xxxx:xx:xx.x";
	size_t i;

	if (strlen(text) != BDF_LEN)
		return false;
	for (i = 0; i < BDF_LEN; i++)
		if (form[i] == 'x' ? !isxdigit((unsigned char)text[i]) :
				     text[i] != form[i])
			return false;
	return true;
}

/* "05:00.0" and "pci/0000:05:00.0" are addresses, too. Returns whether so. */
static bool normalize_bdf(const char *dev, char *bdf, size_t len)
{
	char *p;

	if (!strncmp(dev, "pci/", 4))
		dev += 4;
	snprintf(bdf, len, "%s%s", strlen(dev) == BDF_LEN - 5 ? "0000:" : "",
		 dev);
	for (p = bdf; *p; p++)
		*p = tolower((unsigned char)*p);
	return is_bdf(bdf);
}

/* The PCI function behind a device of some class; empty if there is none. */
static void class_to_bdf(const char *class, const char *name, char *bdf,
			 size_t len)
{
	char path[PATH_MAX];

	*bdf = '\0';
	if (strchr(name, '/') || *name == '.')
		return;
	snprintf(path, sizeof(path), "class/%s/%s/device", class, name);
	read_link(bdf, len, path);
}

static bool find_bdf(const char *dev, char *bdf, size_t len)
{
	if (normalize_bdf(dev, bdf, len))
		return true;
	class_to_bdf("infiniband", dev, bdf, len);
	if (!is_bdf(bdf))
		class_to_bdf("net", dev, bdf, len);
	return is_bdf(bdf);
}

static bool exists(const char *bdf)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/" DEVICES "/%s", sysfs_root(), bdf);
	return !access(path, F_OK);
}

/**
 * sysfs_is_dev() - does a word name a device rather than a file?
 * @text: the word
 *
 * Return: true if it has the form of an address, or is the name of a device
 * that is there.
 */
bool sysfs_is_dev(const char *text)
{
	char bdf[SYSFS_TEXT];

	return find_bdf(text, bdf, sizeof(bdf));
}

/**
 * sysfs_find() - find a card by one of its names
 * @dev: its address, or its RDMA or network device
 * @card: set on success
 * @e: filled on failure
 *
 * Return: 0 or -ENODEV.
 */
int sysfs_find(const char *dev, struct sysfs_card *card, struct error *e)
{
	char bdf[SYSFS_TEXT];

	if (!find_bdf(dev, bdf, sizeof(bdf)) || !exists(bdf))
		error_set(e, ENODEV, "NO_SUCH_DEVICE", "there is no %s", dev);
	else if (!read_card(card, bdf))
		error_set(e, ENODEV, "NOT_A_CARD",
			  "%s is not a ConnectX or ConnectX-2 card", dev);
	else
		return 0;
	error_next(e, "hermonfw list shows the cards of this host");
	return -ENODEV;
}

/**
 * sysfs_has_driver() - is a PCI driver loaded?
 * @driver: its name
 *
 * Return: true if so.
 */
bool sysfs_has_driver(const char *driver)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/bus/pci/drivers/%s", sysfs_root(),
		 driver);
	return !access(path, F_OK);
}

static int write_text(const char *path, const char *text, struct error *e)
{
	char full[PATH_MAX];
	ssize_t n;
	int fd, err = 0;

	snprintf(full, sizeof(full), "%s/%s", sysfs_root(), path);
	fd = open(full, O_WRONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = write(fd, text, strlen(text));
		err = n < 0 ? errno : 0;
		close(fd);
	} else {
		err = errno;
	}
	if (!err)
		return 0;
	error_set(e, err, "SYSFS", "%s: %s", full, strerror(err));
	if (err == EACCES || err == EPERM)
		error_next(e, "run it as root");
	return -err;
}

/**
 * sysfs_set_override() - name the only driver that may have a card
 * @bdf: address of the card
 * @driver: its name; empty: any that knows the card
 * @e: filled on failure
 *
 * Return: 0 or -errno.
 */
int sysfs_set_override(const char *bdf, const char *driver, struct error *e)
{
	char path[SYSFS_TEXT + SYSFS_TEXT], text[SYSFS_TEXT];

	snprintf(path, sizeof(path), DEVICES "/%s/driver_override", bdf);
	snprintf(text, sizeof(text), "%s\n", driver);
	return write_text(path, text, e);
}

/**
 * sysfs_unbind() - take a card from its driver
 * @card: the card
 * @e: filled on failure
 *
 * Return: 0 or -errno.
 */
int sysfs_unbind(const struct sysfs_card *card, struct error *e)
{
	char path[SYSFS_TEXT + SYSFS_TEXT];

	if (!*card->driver)
		return 0;
	snprintf(path, sizeof(path), "bus/pci/drivers/%s/unbind",
		 card->driver);
	return write_text(path, card->bdf, e);
}

/**
 * sysfs_probe() - offer a card to the drivers
 * @bdf: address of the card
 * @e: filled on failure
 *
 * Whether one took it, only sysfs_find() tells.
 *
 * Return: 0 or -errno.
 */
int sysfs_probe(const char *bdf, struct error *e)
{
	return write_text("bus/pci/drivers_probe", bdf, e);
}
