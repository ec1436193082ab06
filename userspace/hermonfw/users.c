// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who needs the link of a card: reasons not to take the card away.
 *
 * Looked at are the card's network devices and all that is built on them, such
 * as VLANs. Link-local addresses come by themselves and do not count.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <ifaddrs.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "users.h"

#define NAMES_MAX	64
#define LINE_TEXT	512
#define PARENTS_MAX	32

/* Must not depend on a tree of tests: addresses and routes are the host's. */
#define PROC		"/proc"

static const char * const user_names[N_USERS] = {
	[USER_SSH] = "ssh",
	[USER_ROUTE] = "route",
	[USER_BOND] = "bond",
	[USER_ADDRESS] = "address",
	[USER_RDMA] = "rdma",
};

/**
 * user_name() - the word for a reason not to take a card away
 * @kind: the reason
 *
 * Return: a constant text.
 */
const char *user_name(enum user_kind kind)
{
	return user_names[kind];
}

/**
 * user_reason() - the same for JSON, like the reasons of core/
 * @kind: the reason
 *
 * Return: a constant text.
 */
const char *user_reason(enum user_kind kind)
{
	static const char * const reasons[N_USERS] = {
		[USER_SSH] = "USED_BY_SSH",
		[USER_ROUTE] = "USED_BY_ROUTE",
		[USER_BOND] = "USED_BY_BOND",
		[USER_ADDRESS] = "USED_BY_ADDRESS",
		[USER_RDMA] = "USED_BY_RDMA",
	};

	return reasons[kind];
}

/**
 * user_parse() - which reason a word names
 * @word: the word
 * @mask: BIT(enum user_kind) is set in it on success
 *
 * Return: 0 or -EINVAL.
 */
int user_parse(const char *word, u32 *mask)
{
	u32 i;

	for (i = 0; i < N_USERS; i++)
		if (!strcmp(word, user_names[i])) {
			*mask |= BIT(i);
			return 0;
		}
	return -EINVAL;
}

/* Network devices of a card, and what is built on them. */
struct names {
	char name[NAMES_MAX][SYSFS_NAME];
	u32 n;
};

static bool has_name(const struct names *names, const char *name)
{
	u32 i;

	for (i = 0; i < names->n; i++)
		if (!strcmp(names->name[i], name))
			return true;
	return false;
}

static void add_name(struct names *names, const char *name)
{
	if (names->n < NAMES_MAX && !has_name(names, name))
		snprintf(names->name[names->n++], SYSFS_NAME, "%.*s",
			 SYSFS_NAME - 1, name);
}

static void add_uppers(struct names *names, const char *name)
{
	static const char upper[] = "upper_";
	struct dirent *entry;
	char path[PATH_MAX];
	DIR *dir;

	snprintf(path, sizeof(path), "%s/class/net/%s", sysfs_root(), name);
	dir = opendir(path);
	if (!dir)
		return;
	while ((entry = readdir(dir)))
		if (!strncmp(entry->d_name, upper, sizeof(upper) - 1))
			add_name(names, entry->d_name + sizeof(upper) - 1);
	closedir(dir);
}

static void collect_names(struct names *names, const struct sysfs_card *card)
{
	u32 i;

	names->n = 0;
	for (i = 0; i < card->n_netdevs; i++)
		add_name(names, card->netdevs[i].name);
	/* It grows as it is walked. */
	for (i = 0; i < names->n; i++)
		add_uppers(names, names->name[i]);
}

static bool is_link_local(const struct sockaddr *sa)
{
	const struct sockaddr_in6 *in6 = (const void *)sa;
	const struct sockaddr_in *in = (const void *)sa;

	if (sa->sa_family == AF_INET6)
		return IN6_IS_ADDR_LINKLOCAL(&in6->sin6_addr);
	return ntohl(in->sin_addr.s_addr) >> 16 == 0xa9fe;	/* 169.254/16 */
}

static void print_address(const struct sockaddr *sa, char *buf, size_t len)
{
	const struct sockaddr_in6 *in6 = (const void *)sa;
	const struct sockaddr_in *in = (const void *)sa;

	if (sa->sa_family == AF_INET6)
		inet_ntop(AF_INET6, &in6->sin6_addr, buf, len);
	else
		inet_ntop(AF_INET, &in->sin_addr, buf, len);
}

/* Calls @fn with each address of the devices in @names. */
static void each_address(const struct names *names,
			 void (*fn)(void *ctx, const char *dev,
				    const char *address), void *ctx)
{
	struct ifaddrs *all, *ifa;
	char text[INET6_ADDRSTRLEN];

	if (getifaddrs(&all))
		return;
	for (ifa = all; ifa; ifa = ifa->ifa_next) {
		if (!ifa->ifa_addr || !has_name(names, ifa->ifa_name) ||
		    (ifa->ifa_addr->sa_family != AF_INET &&
		     ifa->ifa_addr->sa_family != AF_INET6) ||
		    is_link_local(ifa->ifa_addr))
			continue;
		print_address(ifa->ifa_addr, text, sizeof(text));
		fn(ctx, ifa->ifa_name, text);
	}
	freeifaddrs(all);
}

static void note_address(void *ctx, const char *dev, const char *address)
{
	struct users *users = ctx;

	snprintf(users->found[USER_ADDRESS], sizeof(users->found[0]),
		 "%s has the address %s", dev, address);
}

/* A bridge of virtual machines has no address: its members are what tells. */
static void find_bond(struct users *users, const struct names *names)
{
	char master[SYSFS_NAME];
	u32 i;

	for (i = 0; i < names->n; i++) {
		sysfs_master(names->name[i], master, sizeof(master));
		if (!*master)
			continue;
		snprintf(users->found[USER_BOND], sizeof(users->found[0]),
			 "%s belongs to %s", names->name[i], master);
		return;
	}
}

static void note_route(struct users *users, const char *dev)
{
	snprintf(users->found[USER_ROUTE], sizeof(users->found[0]),
		 "%s carries a default route", dev);
}

/* Iface Destination Gateway Flags RefCnt Use Metric Mask ... */
static void find_route4(struct users *users, const struct names *names)
{
	char line[LINE_TEXT], dev[SYSFS_NAME];
	unsigned int to, mask;
	FILE *f;

	f = fopen(PROC "/net/route", "re");
	if (!f)
		return;
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "%31s %x %*x %*x %*d %*d %*d %x", dev, &to,
			   &mask) == 3 && !to && !mask && has_name(names, dev))
			note_route(users, dev);
	fclose(f);
}

/* destination length source length next-hop metric refcnt use flags device */
static void find_route6(struct users *users, const struct names *names)
{
	char line[LINE_TEXT], dev[SYSFS_NAME];
	unsigned int length;
	FILE *f;

	f = fopen(PROC "/net/ipv6_route", "re");
	if (!f)
		return;
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "%*s %x %*s %*x %*s %*x %*x %*x %*x %31s",
			   &length, dev) == 2 && !length && has_name(names, dev))
			note_route(users, dev);
	fclose(f);
}

/* "PEER PORT LOCAL PORT" out of the environment of this or a process above. */
static bool is_in_environment(pid_t pid, char *buf, size_t len)
{
	static const char name[] = "SSH_CONNECTION=";
	char path[64];
	char *var = NULL;
	size_t size = 0;
	bool found = false;
	FILE *f;

	snprintf(path, sizeof(path), PROC "/%d/environ", (int)pid);
	f = fopen(path, "re");
	if (!f)
		return false;
	while (!found && getdelim(&var, &size, '\0', f) > 0)
		if (!strncmp(var, name, sizeof(name) - 1)) {
			snprintf(buf, len, "%s", var + sizeof(name) - 1);
			found = true;
		}
	free(var);
	fclose(f);
	return found;
}

static pid_t parent_of(pid_t pid)
{
	char path[64], line[LINE_TEXT];
	int parent = 0;
	FILE *f;

	snprintf(path, sizeof(path), PROC "/%d/status", (int)pid);
	f = fopen(path, "re");
	if (!f)
		return 0;
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "PPid: %d", &parent) == 1)
			break;
	fclose(f);
	return parent;
}

/* sudo takes the variable away: the shell in front of it still has it. */
static bool find_ssh_connection(char *buf, size_t len)
{
	const char *own = getenv("SSH_CONNECTION");
	pid_t pid = getpid();
	int i;

	if (own) {
		snprintf(buf, len, "%s", own);
		return true;
	}
	for (i = 0; i < PARENTS_MAX && pid > 1; i++) {
		pid = parent_of(pid);
		if (pid > 1 && is_in_environment(pid, buf, len))
			return true;
	}
	return false;
}

static bool parse_address(const char *text, struct sockaddr_storage *ss)
{
	struct sockaddr_in6 *in6 = (void *)ss;
	struct sockaddr_in *in = (void *)ss;

	memset(ss, 0, sizeof(*ss));
	if (inet_pton(AF_INET, text, &in->sin_addr) == 1)
		ss->ss_family = AF_INET;
	else if (inet_pton(AF_INET6, text, &in6->sin6_addr) == 1)
		ss->ss_family = AF_INET6;
	return ss->ss_family;
}

/* The address that a packet to @peer would leave with; nothing is sent. */
static void source_address(const char *peer, char *buf, size_t len)
{
	struct sockaddr_storage ss;
	socklen_t size = sizeof(ss);
	int fd;

	*buf = '\0';
	if (!parse_address(peer, &ss))
		return;
	/* Same place in both forms of address; any port will do. */
	((struct sockaddr_in *)&ss)->sin_port = htons(9);
	fd = socket(ss.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	if (!connect(fd, (struct sockaddr *)&ss, sizeof(ss)) &&
	    !getsockname(fd, (struct sockaddr *)&ss, &size))
		print_address((struct sockaddr *)&ss, buf, len);
	close(fd);
}

struct ssh {
	struct users *users;
	char local[INET6_ADDRSTRLEN];
	char source[INET6_ADDRSTRLEN];
};

static void compare_ssh(void *ctx, const char *dev, const char *address)
{
	struct ssh *ssh = ctx;

	if (strcmp(address, ssh->local) && strcmp(address, ssh->source))
		return;
	snprintf(ssh->users->found[USER_SSH], sizeof(ssh->users->found[0]),
		 "your own ssh connection comes in over %s (%s)", dev, address);
}

static void find_ssh(struct users *users, const struct names *names)
{
	char connection[LINE_TEXT], peer[INET6_ADDRSTRLEN];
	struct ssh ssh = { .users = users };

	if (!find_ssh_connection(connection, sizeof(connection)) ||
	    sscanf(connection, "%45s %*s %45s", peer, ssh.local) != 2)
		return;
	source_address(peer, ssh.source, sizeof(ssh.source));
	each_address(names, compare_ssh, &ssh);
}

/* The RDMA device behind /dev/infiniband/uverbs0 and the like. */
static void ibdev_of(const char *node, char *buf, size_t len)
{
	static const char * const classes[] = {
		"infiniband_verbs", "infiniband_mad",
	};
	char path[PATH_MAX];
	FILE *f = NULL;
	size_t i;

	*buf = '\0';
	for (i = 0; !f && i < ARRAY_SIZE(classes); i++) {
		snprintf(path, sizeof(path), "%s/class/%s/%.64s/ibdev",
			 sysfs_root(), classes[i], node);
		f = fopen(path, "re");
	}
	if (!f)
		return;
	if (!fgets(buf, len, f))
		*buf = '\0';
	buf[strcspn(buf, "\n")] = '\0';
	fclose(f);
}

static bool is_of_card(const struct sysfs_card *card, const char *target)
{
	static const char folder[] = "/dev/infiniband/";
	char ibdev[SYSFS_NAME];
	u32 i;

	if (strncmp(target, folder, sizeof(folder) - 1))
		return false;
	ibdev_of(target + sizeof(folder) - 1, ibdev, sizeof(ibdev));
	for (i = 0; i < card->n_ibdevs; i++)
		if (!strcmp(card->ibdevs[i].name, ibdev))
			return true;
	return false;
}

/* Returns whether process @pid has a device of the card open. */
static bool has_open(const struct sysfs_card *card, const char *pid)
{
	char path[PATH_MAX], target[PATH_MAX];
	struct dirent *entry;
	bool found = false;
	ssize_t n;
	DIR *dir;

	snprintf(path, sizeof(path), PROC "/%s/fd", pid);
	dir = opendir(path);
	if (!dir)
		return false;
	while (!found && (entry = readdir(dir))) {
		n = readlinkat(dirfd(dir), entry->d_name, target,
			       sizeof(target) - 1);
		target[n < 0 ? 0 : n] = '\0';
		found = is_of_card(card, target);
	}
	closedir(dir);
	return found;
}

static void note_process(struct users *users, const char *pid)
{
	char path[PATH_MAX], name[32] = "?";
	FILE *f;

	snprintf(path, sizeof(path), PROC "/%s/comm", pid);
	f = fopen(path, "re");
	if (f) {
		if (fgets(name, sizeof(name), f))
			name[strcspn(name, "\n")] = '\0';
		fclose(f);
	}
	snprintf(users->found[USER_RDMA], sizeof(users->found[0]),
		 "process %.16s (%s) has its RDMA device open", pid, name);
}

static void find_rdma(struct users *users, const struct sysfs_card *card)
{
	struct dirent *entry;
	DIR *dir;

	if (!card->n_ibdevs)
		return;
	dir = opendir(PROC);
	if (!dir)
		return;
	while ((entry = readdir(dir)))
		if (isdigit((unsigned char)*entry->d_name) &&
		    atoi(entry->d_name) != getpid() &&
		    has_open(card, entry->d_name)) {
			note_process(users, entry->d_name);
			break;
		}
	closedir(dir);
}

/**
 * users_find() - find out who needs the link of a card
 * @users: set
 * @card: the card
 *
 * Not seen are users within the kernel that have no address on it, such as
 * SRP; and processes of others, unless root asks.
 */
void users_find(struct users *users, const struct sysfs_card *card)
{
	struct names names;

	memset(users, 0, sizeof(*users));
	collect_names(&names, card);
	find_ssh(users, &names);
	find_route4(users, &names);
	find_route6(users, &names);
	find_bond(users, &names);
	each_address(&names, note_address, users);
	find_rdma(users, card);
}
