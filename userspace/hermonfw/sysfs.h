/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cards as sysfs shows them, whoever has them; drivers given and taken.
 */
#ifndef SYSFS_H
#define SYSFS_H

#include "hermonfw.h"

#define SYSFS_NAME	32
#define SYSFS_TEXT	64
#define SYSFS_PORTS	8

/**
 * struct sysfs_netdev - a network device of a card
 * @name: such as ib0
 * @index: of the interface
 * @up: it is up, as an administrator sets it
 * @master: bond, bridge or team that it belongs to, or empty
 */
struct sysfs_netdev {
	char name[SYSFS_NAME];
	u32 index;
	bool up;
	char master[SYSFS_NAME];
};

/**
 * struct sysfs_ibdev - an RDMA device of a card
 * @name: such as mlx4_0
 * @psid: board_id, or empty
 * @fw_ver: version of the running firmware, or empty
 * @hw_rev: hardware revision, or empty
 * @hca_type: such as MT25418, or empty
 * @node_guid: 16 hexadecimal digits, or empty
 */
struct sysfs_ibdev {
	char name[SYSFS_NAME];
	char psid[SYSFS_TEXT];
	char fw_ver[SYSFS_TEXT];
	char hw_rev[SYSFS_TEXT];
	char hca_type[SYSFS_TEXT];
	char node_guid[SYSFS_TEXT];
};

/**
 * struct sysfs_card - one card
 * @bdf: address, "0000:05:00.0"
 * @device: PCI id
 * @chip: its name, such as "MT25418", constant
 * @in_recovery: it has the id of a card that found no image
 * @revision: PCI revision byte
 * @driver: that has the card, or empty
 * @override: driver_override, or empty
 * @netdevs: its network devices
 * @n_netdevs: how many
 * @ibdevs: its RDMA devices
 * @n_ibdevs: how many
 */
struct sysfs_card {
	char bdf[SYSFS_NAME];
	u16 device;
	const char *chip;
	bool in_recovery;
	u8 revision;
	char driver[SYSFS_NAME];
	char override[SYSFS_NAME];
	struct sysfs_netdev netdevs[SYSFS_PORTS];
	u32 n_netdevs;
	struct sysfs_ibdev ibdevs[SYSFS_PORTS];
	u32 n_ibdevs;
};

#define SYSFS_DRIVER	"hermon_fw"

const char *sysfs_root(void);
int sysfs_cards(struct sysfs_card **cards, u32 *n_cards, struct error *e);
int sysfs_find(const char *dev, struct sysfs_card *card, struct error *e);
void sysfs_master(const char *netdev, char *buf, size_t len);
bool sysfs_is_dev(const char *text);
bool sysfs_has_driver(const char *driver);
int sysfs_set_override(const char *bdf, const char *driver, struct error *e);
int sysfs_unbind(const struct sysfs_card *card, struct error *e);
int sysfs_probe(const char *bdf, struct error *e);

#endif /* SYSFS_H */
