// SPDX-License-Identifier: GPL-2.0-only
/*
 * What of the host has to be there beside the module: rights, cards, devlink,
 * folders for firmware.
 */
#include <stdlib.h>
#include <unistd.h>

#include "doctor.h"
#include "hostfs.h"
#include "program.h"

#define FIRMWARE_PATH	"/sys/module/firmware_class/parameters/path"
#define FIRMWARE_DIR	"/lib/firmware"
#define OUR_FOLDERS	"/run/hermonfw/"
#define RUN_DIR		"/run"

/* The oldest that the commands of the documents were tried with */
#define IPROUTE2_MAJOR	6
#define IPROUTE2_MINOR	1

/**
 * doctor_rights() - may whoever asks see everything?
 * @d: this host
 * @f: filled
 */
void doctor_rights(const struct doctor *d, struct finding *f)
{
	if (d->may_ask) {
		finding_set(f, FINDING_OK, "this process has CAP_NET_ADMIN");
		return;
	}
	finding_set(f, FINDING_WARN,
		    "without CAP_NET_ADMIN the flash, its semaphore, the kernel's keys and other namespaces are not looked at");
	finding_next(f, "run it as root");
}

/**
 * doctor_cards() - is there a card to flash?
 * @d: this host
 * @f: filled
 */
void doctor_cards(const struct doctor *d, struct finding *f)
{
	char list[ERROR_TEXT / 2] = "";
	size_t n = 0;
	u32 i;

	if (!d->n_cards) {
		finding_set(f, FINDING_FAIL,
			    "this host has no ConnectX or ConnectX-2 card");
		finding_next(f, "lspci -nn -d 15b3: shows what there is of Mellanox; README, \"Cards\", has the ids");
		return;
	}
	for (i = 0; i < d->n_cards && n < sizeof(list); i++)
		n += snprintf(list + n, sizeof(list) - n, "%s%s (%s)",
			      i ? ", " : "", d->cards[i].bdf,
			      d->cards[i].chip);
	finding_set(f, FINDING_OK, "%s", list);
}

/**
 * doctor_devlink() - does the kernel have devlink?
 * @d: this host
 * @f: filled
 */
void doctor_devlink(const struct doctor *d, struct finding *f)
{
	if (d->dl) {
		finding_set(f, FINDING_OK, "this kernel has devlink");
		return;
	}
	finding_set(f, FINDING_FAIL, "%s", d->no_dl.message);
	finding_next(f, "%s", *d->no_dl.next ? d->no_dl.next :
		     "run it on the host itself, not in a container");
}

/* Not all users have the folders of administrators on their PATH. */
static int ask_version(char *said, size_t len)
{
	char *argv[] = { (char *)"devlink", (char *)"-V", NULL };
	char path[PATH_MAX];
	int err;

	err = program_run(argv, said, len);
	if (err != -ENOENT)
		return err;
	host_path(path, sizeof(path), "/usr/sbin/devlink");
	argv[0] = path;
	return program_run(argv, said, len);
}

/* "devlink utility, iproute2-6.1.0"; before 5.7 a date, "iproute2-ss200330" */
static bool is_old(const char *said)
{
	static const char name[] = "iproute2-";
	const char *version = strstr(said, name);
	unsigned int major, minor;

	if (!version || sscanf(version + sizeof(name) - 1, "%u.%u", &major,
			       &minor) != 2)
		return true;
	return major < IPROUTE2_MAJOR ||
	       (major == IPROUTE2_MAJOR && minor < IPROUTE2_MINOR);
}

/**
 * doctor_iproute2() - is there a devlink to type?
 * @d: this host
 * @f: filled
 *
 * This program does without.
 */
void doctor_iproute2(const struct doctor *d, struct finding *f)
{
	char said[128];
	int err;

	err = ask_version(said, sizeof(said));
	if (err == -ENOENT) {
		finding_set(f, FINDING_WARN,
			    "there is no program devlink; hermonfw does without");
		finding_next(f, "apt install iproute2");
	} else if (err) {
		finding_set(f, FINDING_WARN, "devlink -V fails: %s",
			    *said ? said : strerror(-err));
		finding_next(f, "apt install --reinstall iproute2");
	} else if (is_old(said)) {
		finding_set(f, FINDING_WARN,
			    "\"%s\" is older than %u.%u and may lack commands of the documents; hermonfw does without",
			    said, IPROUTE2_MAJOR, IPROUTE2_MINOR);
		finding_next(f, "get a newer iproute2, or use hermonfw only");
	} else {
		finding_set(f, FINDING_OK, "%s", said);
	}
}

static bool is_writable(const char *path)
{
	char full[PATH_MAX];

	host_path(full, sizeof(full), "%s", path);
	return !access(full, W_OK);
}

static void judge_folder(const char *folder, struct finding *f)
{
	if (!strncmp(folder, OUR_FOLDERS, sizeof(OUR_FOLDERS) - 1)) {
		finding_set(f, FINDING_WARN,
			    "the kernel looks for firmware in %s: hermonfw burns just now, or was killed when it did",
			    folder);
		finding_next(f, "if no burn is under way, nothing: the next one sets it back");
	} else if (!host_has("%s", folder)) {
		finding_set(f, FINDING_WARN,
			    "the kernel looks for firmware in %s first, which does not exist",
			    folder);
		finding_next(f, "make the folder, or name another one in "
			     FIRMWARE_PATH);
	} else {
		finding_set(f, FINDING_OK,
			    "the file of devlink dev flash counts from %s, then from "
			    FIRMWARE_DIR, folder);
	}
}

/**
 * doctor_firmware() - does the kernel find an image?
 * @d: this host
 * @f: filled
 */
void doctor_firmware(const struct doctor *d, struct finding *f)
{
	char folder[PATH_MAX];

	if (host_read(FIRMWARE_PATH, folder, sizeof(folder)) < 0) {
		finding_set(f, FINDING_FAIL, FIRMWARE_PATH
			    " cannot be read: the kernel loads no firmware");
		finding_next(f, "run a kernel built with CONFIG_FW_LOADER");
	} else if (d->may_ask && !is_writable(RUN_DIR) &&
		   !is_writable(FIRMWARE_DIR)) {
		finding_set(f, FINDING_FAIL,
			    "neither " RUN_DIR " nor " FIRMWARE_DIR " can be written: there is no place for an image");
		finding_next(f, "make one of them writable for root");
	} else if (*folder) {
		judge_folder(folder, f);
	} else if (!host_has(FIRMWARE_DIR)) {
		finding_set(f, FINDING_WARN,
			    "there is no folder " FIRMWARE_DIR ", from which the file of devlink dev flash counts; hermonfw does without");
		finding_next(f, "mkdir " FIRMWARE_DIR);
	} else {
		finding_set(f, FINDING_OK,
			    "the file of devlink dev flash counts from "
			    FIRMWARE_DIR);
	}
}

/* Returns 1 or 0, or -1 if that is not known. */
static int shares(const char *kind)
{
	char path[64], ours[64], first[64];

	snprintf(path, sizeof(path), "/proc/self/ns/%s", kind);
	if (host_link(path, ours, sizeof(ours)) < 0)
		return -1;
	snprintf(path, sizeof(path), "/proc/1/ns/%s", kind);
	if (host_link(path, first, sizeof(first)) < 0)
		return -1;
	return !strcmp(ours, first);
}

/**
 * doctor_namespace() - does this process see what the kernel sees?
 * @d: this host
 * @f: filled
 *
 * The kernel takes firmware from the folders of the first process, and devlink
 * shows a card in one network namespace only.
 */
void doctor_namespace(const struct doctor *d, struct finding *f)
{
	int mnt = shares("mnt"), net = shares("net");

	if (mnt < 0 || net < 0) {
		finding_set(f, FINDING_SKIP,
			    "the namespaces of the first process cannot be seen");
		finding_next(f, d->may_ask ?
			     "run it on the host itself, not in a container" :
			     "run it as root");
	} else if (!mnt || !net) {
		finding_set(f, FINDING_WARN,
			    "this process has a %s namespace of its own: %s",
			    net ? "mount" : "network",
			    net ? "the kernel may see other folders for firmware" :
				  "devlink shows the cards in the host's only");
		finding_next(f, "nsenter -t 1 -m -n hermonfw doctor");
	} else {
		finding_set(f, FINDING_OK,
			    "mounts and network are those of the first process");
	}
}
