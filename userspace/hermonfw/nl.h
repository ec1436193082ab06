/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * devlink, as far as this program needs it. Parsers take bytes, so that they
 * are tested without a kernel; the rest talks to one.
 */
#ifndef NL_H
#define NL_H

#include <sys/types.h>

#include "hermonfw.h"

struct dl;

#define DL_TEXT		128
#define DL_VERSIONS_MAX	24

enum dl_version_kind {
	DL_VERSION_FIXED,
	DL_VERSION_RUNNING,
	DL_VERSION_STORED,
};

/**
 * struct dl_version - one version of devlink info
 * @kind: of which list
 * @name: such as fw.psid
 * @value: a text
 */
struct dl_version {
	enum dl_version_kind kind;
	char name[DL_TEXT];
	char value[DL_TEXT];
};

/**
 * struct dl_info - what a driver says of a card
 * @driver: its name, or empty
 * @serial: serial number, the node GUID as 16 hexadecimal digits, or empty
 * @board_serial: of the board, or empty
 * @versions: what it lists
 * @n_versions: how many
 */
struct dl_info {
	char driver[DL_TEXT];
	char serial[DL_TEXT];
	char board_serial[DL_TEXT];
	struct dl_version versions[DL_VERSIONS_MAX];
	u32 n_versions;
};

/**
 * struct dl_status - one status message of a burn
 * @message: such as "Writing"
 * @component: or empty
 * @done: how far it is
 * @total: of how much; 0 if that is not known
 * @timeout: seconds it may take at most; 0 if that is not said
 */
struct dl_status {
	char message[DL_TEXT];
	char component[DL_TEXT];
	u64 done;
	u64 total;
	u64 timeout;
};

/* What arrived on the socket for notifications. */
enum dl_event {
	DL_EVENT_OTHER,		/* nothing of ours */
	DL_EVENT_BEGIN,
	DL_EVENT_STATUS,
	DL_EVENT_END,
};

/* Something that a health reporter says, such as images.0.state, sound. */
typedef void dl_pair_fn(void *ctx, const char *name, const char *value);

#define DL_FMSG_DEPTH	8

/**
 * struct dl_fmsg - how far into a health reporter's answer a parser is
 * @fn: called for each value
 * @ctx: what @fn is called with
 * @levels: what encloses the next item
 * @depth: how many there are
 * @type: of the next value
 *
 * The answer comes in several messages if it is long.
 */
struct dl_fmsg {
	dl_pair_fn *fn;
	void *ctx;
	struct dl_fmsg_level {
		u8 kind;
		u32 index;
		char name[DL_TEXT];
	} levels[DL_FMSG_DEPTH];
	u32 depth;
	u8 type;
};

/* Overwrite mask of a burn */
#define DL_OVERWRITE_SETTINGS		BIT(0)
#define DL_OVERWRITE_IDENTIFIERS	BIT(1)

/* Parsers: a whole netlink message in @buf; tested on recorded ones. */
int dl_parse_ack(const void *buf, size_t len, int *err, char *text,
		 size_t text_len);
int dl_parse_info(const void *buf, size_t len, struct dl_info *info);
int dl_parse_event(const void *buf, size_t len, const char *dev,
		   enum dl_event *event, struct dl_status *status);
int dl_parse_param(const void *buf, size_t len, char *value, size_t value_len);
int dl_parse_region(const void *buf, size_t len, u64 *size);
int dl_parse_snapshot(const void *buf, size_t len, u32 *id);
int dl_parse_chunks(const void *buf, size_t len, u64 start, u8 *data,
		    u32 data_len, u32 *got);
int dl_parse_fmsg(const void *buf, size_t len, struct dl_fmsg *fmsg);

const char *dl_info_version(const struct dl_info *info,
			    enum dl_version_kind kind, const char *name);

/* Requests. @dev is the PCI address, "0000:05:00.0". */
int dl_open(struct dl **dl, struct error *e);
void dl_close(struct dl *dl);
int dl_info_get(struct dl *dl, const char *dev, struct dl_info *info,
		struct error *e);
int dl_param_get(struct dl *dl, const char *dev, const char *name,
		 char *value, size_t len, struct error *e);
int dl_param_set(struct dl *dl, const char *dev, const char *name,
		 const char *value, struct error *e);
int dl_region_size(struct dl *dl, const char *dev, const char *region,
		   u64 *size, struct error *e);
int dl_region_snapshot(struct dl *dl, const char *dev, const char *region,
		       u32 *id, struct error *e);
int dl_region_delete(struct dl *dl, const char *dev, const char *region,
		     u32 id, struct error *e);
int dl_region_read(struct dl *dl, const char *dev, const char *region,
		   const u32 *snapshot, u32 addr, u8 *data, u32 len,
		   struct error *e);
int dl_health_diagnose(struct dl *dl, const char *dev, const char *reporter,
		       dl_pair_fn *fn, void *ctx, struct error *e);
int dl_flash(struct dl *dl, const char *dev, const char *file, u32 overwrite,
	     struct error *e);
int dl_activate(struct dl *dl, const char *dev, struct error *e);

/* A second connection, on which notifications arrive. */
int dl_monitor_open(struct dl **dl, struct error *e);
int dl_monitor_fd(const struct dl *dl);
int dl_monitor_read(struct dl *dl, const char *dev, enum dl_event *event,
		    struct dl_status *status);

#endif /* NL_H */
