/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * devlink, as far as this program needs it. Parsers take bytes, so that they
 * are tested without a kernel; the rest talks to one.
 */
#ifndef NL_H
#define NL_H

#include <sys/types.h>

#include "hermonfw.h"

struct nl;

#define NL_TEXT		128
#define NL_VERSIONS_MAX	24

enum nl_version_kind {
	NL_VERSION_FIXED,
	NL_VERSION_RUNNING,
	NL_VERSION_STORED,
};

/**
 * struct nl_version - one version of devlink info
 * @kind: of which list
 * @name: such as fw.psid
 * @value: a text
 */
struct nl_version {
	enum nl_version_kind kind;
	char name[NL_TEXT];
	char value[NL_TEXT];
};

/**
 * struct nl_info - what a driver says of a card
 * @driver: its name, or empty
 * @serial: serial number, the node GUID as 16 hexadecimal digits, or empty
 * @board_serial: of the board, or empty
 * @versions: what it lists
 * @n_versions: how many
 */
struct nl_info {
	char driver[NL_TEXT];
	char serial[NL_TEXT];
	char board_serial[NL_TEXT];
	struct nl_version versions[NL_VERSIONS_MAX];
	u32 n_versions;
};

/**
 * struct nl_status - one status message of a burn
 * @message: such as "Writing"
 * @component: or empty
 * @done: how far it is
 * @total: of how much; 0 if that is not known
 * @timeout: seconds it may take at most; 0 if that is not said
 */
struct nl_status {
	char message[NL_TEXT];
	char component[NL_TEXT];
	u64 done;
	u64 total;
	u64 timeout;
};

/* What arrived on the socket for notifications. */
enum nl_event {
	NL_EVENT_OTHER,		/* nothing of ours */
	NL_EVENT_BEGIN,
	NL_EVENT_STATUS,
	NL_EVENT_END,
};

/* devlink_health: a line of what a reporter says, names joined by dots. */
typedef void nl_pair_fn(void *ctx, const char *name, const char *value);

/* Overwrite mask of a burn */
#define NL_OVERWRITE_SETTINGS		BIT(0)
#define NL_OVERWRITE_IDENTIFIERS	BIT(1)

/* Parsers: a whole netlink message in @buf; tested on recorded ones. */
int nl_parse_info(const void *buf, size_t len, struct nl_info *info);
int nl_parse_event(const void *buf, size_t len, const char *dev,
		   enum nl_event *event, struct nl_status *status);
int nl_parse_ack(const void *buf, size_t len, int *err, char *text,
		 size_t text_len);
int nl_parse_param(const void *buf, size_t len, char *value, size_t value_len);
int nl_parse_region(const void *buf, size_t len, u64 *size);
int nl_parse_snapshot(const void *buf, size_t len, u32 *id);
int nl_parse_chunks(const void *buf, size_t len, u64 start, u8 *data,
		    u32 data_len, u32 *got);
int nl_parse_health(const void *buf, size_t len, nl_pair_fn *fn, void *ctx);

const char *nl_info_version(const struct nl_info *info,
			    enum nl_version_kind kind, const char *name);

/* Requests. @dev is the PCI address, "0000:05:00.0". */
int nl_open(struct nl **nl, struct error *e);
void nl_close(struct nl *nl);
int nl_info_get(struct nl *nl, const char *dev, struct nl_info *info,
		struct error *e);
int nl_param_get(struct nl *nl, const char *dev, const char *name,
		 char *value, size_t len, struct error *e);
int nl_param_set(struct nl *nl, const char *dev, const char *name,
		 const char *value, struct error *e);
int nl_region_size(struct nl *nl, const char *dev, const char *region,
		   u64 *size, struct error *e);
int nl_region_snapshot(struct nl *nl, const char *dev, const char *region,
		       u32 *id, struct error *e);
int nl_region_delete(struct nl *nl, const char *dev, const char *region,
		     u32 id, struct error *e);
int nl_region_read(struct nl *nl, const char *dev, const char *region,
		   const u32 *snapshot, u32 addr, u8 *data, u32 len,
		   struct error *e);
int nl_health_diagnose(struct nl *nl, const char *dev, const char *reporter,
		       nl_pair_fn *fn, void *ctx, struct error *e);
int nl_flash(struct nl *nl, const char *dev, const char *file, u32 overwrite,
	     struct error *e);

/* A second connection, on which notifications arrive. */
int nl_monitor_open(struct nl **nl, struct error *e);
int nl_monitor_fd(const struct nl *nl);
int nl_monitor_read(struct nl *nl, const char *dev, enum nl_event *event,
		    struct nl_status *status);

#endif /* NL_H */
