// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parsers of what the kernel answers about devlink.
 *
 * Each takes a whole netlink message and believes no length in it. A message
 * that ends early gives -EBADMSG or less than it could have said.
 */
#include <linux/devlink.h>
#include <linux/genetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

#include "nl.h"

/* Types of values, as the kernel numbers those of attributes. */
enum {
	VALUE_U8 = 1,
	VALUE_U16 = 2,
	VALUE_U32 = 3,
	VALUE_U64 = 4,
	VALUE_FLAG = 6,
	VALUE_TEXT = 10,
	VALUE_BINARY = 11,
};

static const struct nla_policy policy[DEVLINK_ATTR_MAX + 1] = {
	[DEVLINK_ATTR_BUS_NAME] = { .type = NLA_STRING },
	[DEVLINK_ATTR_DEV_NAME] = { .type = NLA_STRING },
	[DEVLINK_ATTR_INFO_DRIVER_NAME] = { .type = NLA_STRING },
	[DEVLINK_ATTR_INFO_SERIAL_NUMBER] = { .type = NLA_STRING },
	[DEVLINK_ATTR_INFO_BOARD_SERIAL_NUMBER] = { .type = NLA_STRING },
	[DEVLINK_ATTR_INFO_VERSION_NAME] = { .type = NLA_STRING },
	[DEVLINK_ATTR_INFO_VERSION_VALUE] = { .type = NLA_STRING },
	[DEVLINK_ATTR_FLASH_UPDATE_STATUS_MSG] = { .type = NLA_STRING },
	[DEVLINK_ATTR_FLASH_UPDATE_COMPONENT] = { .type = NLA_STRING },
	[DEVLINK_ATTR_FLASH_UPDATE_STATUS_DONE] = { .type = NLA_U64 },
	[DEVLINK_ATTR_FLASH_UPDATE_STATUS_TOTAL] = { .type = NLA_U64 },
	[DEVLINK_ATTR_FLASH_UPDATE_STATUS_TIMEOUT] = { .type = NLA_U64 },
	[DEVLINK_ATTR_PARAM] = { .type = NLA_NESTED },
	[DEVLINK_ATTR_PARAM_VALUES_LIST] = { .type = NLA_NESTED },
	[DEVLINK_ATTR_PARAM_VALUE] = { .type = NLA_NESTED },
	[DEVLINK_ATTR_PARAM_VALUE_CMODE] = { .type = NLA_U8 },
	[DEVLINK_ATTR_REGION_SIZE] = { .type = NLA_U64 },
	[DEVLINK_ATTR_REGION_SNAPSHOT_ID] = { .type = NLA_U32 },
	[DEVLINK_ATTR_REGION_CHUNKS] = { .type = NLA_NESTED },
	[DEVLINK_ATTR_REGION_CHUNK_ADDR] = { .type = NLA_U64 },
	[DEVLINK_ATTR_FMSG] = { .type = NLA_NESTED },
	[DEVLINK_ATTR_FMSG_OBJ_VALUE_TYPE] = { .type = NLA_U8 },
};

/* Newer kernels send attributes that this table has no room for: no harm. */
static int parse_attrs(struct nlattr **tb, struct nlattr *head, int len)
{
	return nla_parse(tb, DEVLINK_ATTR_MAX, head, len, policy) ?
	       -EBADMSG : 0;
}

static int parse_nest(struct nlattr **tb, struct nlattr *nest)
{
	return parse_attrs(tb, nla_data(nest), nla_len(nest));
}

static void copy_text(char *to, size_t len, const struct nlattr *attr)
{
	*to = '\0';
	if (attr)
		nla_strlcpy(to, attr, len);
}

static u64 get_u64(const struct nlattr *attr)
{
	return attr ? nla_get_u64(attr) : 0;
}

/* The header of a message that lies whole within @len bytes, or NULL. */
static const struct nlmsghdr *whole(const void *buf, size_t len)
{
	const struct nlmsghdr *nlh = buf;

	if (len < sizeof(*nlh) || nlh->nlmsg_len < sizeof(*nlh) ||
	    nlh->nlmsg_len > len)
		return NULL;
	return nlh;
}

/* The attributes of a message of devlink, and which command it is. */
static int open_message(const void *buf, size_t len, u8 *cmd,
			struct nlattr **head, int *head_len)
{
	const struct nlmsghdr *nlh = whole(buf, len);
	const struct genlmsghdr *genl;
	u32 front = NLMSG_HDRLEN + GENL_HDRLEN;

	if (!nlh || nlh->nlmsg_len < front)
		return -EBADMSG;
	genl = NLMSG_DATA(nlh);
	*cmd = genl->cmd;
	*head = (struct nlattr *)((char *)buf + front);
	*head_len = nlh->nlmsg_len - front;
	return 0;
}

static int parse_message(const void *buf, size_t len, struct nlattr **tb)
{
	struct nlattr *head;
	int head_len, err;
	u8 cmd;

	err = open_message(buf, len, &cmd, &head, &head_len);
	return err ? err : parse_attrs(tb, head, head_len);
}

/* Bytes of @nlh in front of the attributes of an acknowledgment. */
static u32 ack_front(const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *ack = NLMSG_DATA(nlh);
	u32 front = NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(*ack));

	if (nlh->nlmsg_type == NLMSG_DONE)
		return NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(int));
	/* Unless it is capped, it has all of the request in it. */
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED) &&
	    ack->msg.nlmsg_len > sizeof(ack->msg))
		front += min_t(u32, NLMSG_ALIGN(ack->msg.nlmsg_len -
						sizeof(ack->msg)),
			       nlh->nlmsg_len);
	return front;
}

static void ack_text(const struct nlmsghdr *nlh, char *text, size_t text_len)
{
	u32 front = ack_front(nlh);
	struct nlattr *attr;

	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS) || front > nlh->nlmsg_len)
		return;
	attr = nla_find((struct nlattr *)((char *)nlh + front),
			nlh->nlmsg_len - front, NLMSGERR_ATTR_MSG);
	copy_text(text, text_len, attr);
}

/**
 * dl_parse_ack() - parse an acknowledgment, or the end of a dump
 * @buf: the message
 * @len: bytes in @buf
 * @err: set to 0 or -errno of the request
 * @text: set to what the kernel says about it, or empty; libnl has no such call
 * @text_len: room for it
 *
 * Return: 0, -ENOMSG if it is another message, -EBADMSG if it is damaged.
 */
int dl_parse_ack(const void *buf, size_t len, int *err, char *text,
		 size_t text_len)
{
	const struct nlmsghdr *nlh = whole(buf, len);
	u32 payload;

	*text = '\0';
	if (!nlh)
		return -EBADMSG;
	payload = nlh->nlmsg_len - NLMSG_HDRLEN;
	if (nlh->nlmsg_type == NLMSG_ERROR) {
		if (payload < sizeof(struct nlmsgerr))
			return -EBADMSG;
	} else if (nlh->nlmsg_type == NLMSG_DONE) {
		*err = 0;
		if (payload < sizeof(int))
			return 0;
	} else {
		return -ENOMSG;
	}
	memcpy(err, NLMSG_DATA(nlh), sizeof(*err));
	ack_text(nlh, text, text_len);
	return 0;
}

static int add_version(struct dl_info *info, enum dl_version_kind kind,
		       struct nlattr *nest)
{
	struct nlattr *tb[DEVLINK_ATTR_MAX + 1];
	struct dl_version *version;
	int err;

	err = parse_nest(tb, nest);
	if (err)
		return err;
	if (info->n_versions == DL_VERSIONS_MAX)
		return 0;
	version = &info->versions[info->n_versions++];
	version->kind = kind;
	copy_text(version->name, DL_TEXT, tb[DEVLINK_ATTR_INFO_VERSION_NAME]);
	copy_text(version->value, DL_TEXT, tb[DEVLINK_ATTR_INFO_VERSION_VALUE]);
	return 0;
}

/**
 * dl_parse_info() - parse what a driver says of a card
 * @buf: the message
 * @len: bytes in @buf
 * @info: set on success
 *
 * Return: 0 or -EBADMSG.
 */
int dl_parse_info(const void *buf, size_t len, struct dl_info *info)
{
	struct nlattr *tb[DEVLINK_ATTR_MAX + 1], *head, *attr;
	int head_len, rem, err;
	u8 cmd;

	memset(info, 0, sizeof(*info));
	err = open_message(buf, len, &cmd, &head, &head_len);
	if (!err)
		err = parse_attrs(tb, head, head_len);
	if (err)
		return err;
	copy_text(info->driver, DL_TEXT, tb[DEVLINK_ATTR_INFO_DRIVER_NAME]);
	copy_text(info->serial, DL_TEXT, tb[DEVLINK_ATTR_INFO_SERIAL_NUMBER]);
	copy_text(info->board_serial, DL_TEXT,
		  tb[DEVLINK_ATTR_INFO_BOARD_SERIAL_NUMBER]);

	/* There are several of each, and a table keeps the last only. */
	nla_for_each_attr(attr, head, head_len, rem) {
		switch (nla_type(attr)) {
		case DEVLINK_ATTR_INFO_VERSION_FIXED:
			err = add_version(info, DL_VERSION_FIXED, attr);
			break;
		case DEVLINK_ATTR_INFO_VERSION_RUNNING:
			err = add_version(info, DL_VERSION_RUNNING, attr);
			break;
		case DEVLINK_ATTR_INFO_VERSION_STORED:
			err = add_version(info, DL_VERSION_STORED, attr);
			break;
		}
		if (err)
			return err;
	}
	return 0;
}

/**
 * dl_info_version() - find a version
 * @info: what a driver says of a card
 * @kind: of which list
 * @name: such as fw.psid
 *
 * Return: its value, or an empty text.
 */
const char *dl_info_version(const struct dl_info *info,
			    enum dl_version_kind kind, const char *name)
{
	u32 i;

	for (i = 0; i < info->n_versions; i++)
		if (info->versions[i].kind == kind &&
		    !strcmp(info->versions[i].name, name))
			return info->versions[i].value;
	return "";
}

static bool is_of(struct nlattr **tb, const char *dev)
{
	char bus[DL_TEXT], name[DL_TEXT];

	copy_text(bus, sizeof(bus), tb[DEVLINK_ATTR_BUS_NAME]);
	copy_text(name, sizeof(name), tb[DEVLINK_ATTR_DEV_NAME]);
	return !strcmp(bus, "pci") && !strcmp(name, dev);
}

static void read_status(struct nlattr **tb, struct dl_status *status)
{
	copy_text(status->message, DL_TEXT,
		  tb[DEVLINK_ATTR_FLASH_UPDATE_STATUS_MSG]);
	copy_text(status->component, DL_TEXT,
		  tb[DEVLINK_ATTR_FLASH_UPDATE_COMPONENT]);
	status->done = get_u64(tb[DEVLINK_ATTR_FLASH_UPDATE_STATUS_DONE]);
	status->total = get_u64(tb[DEVLINK_ATTR_FLASH_UPDATE_STATUS_TOTAL]);
	status->timeout = get_u64(tb[DEVLINK_ATTR_FLASH_UPDATE_STATUS_TIMEOUT]);
}

/**
 * dl_parse_event() - parse a notification
 * @buf: the message
 * @len: bytes in @buf
 * @dev: card whose burn is watched
 * @event: set to what it is
 * @status: set if it is DL_EVENT_STATUS
 *
 * Return: 0 or -EBADMSG.
 */
int dl_parse_event(const void *buf, size_t len, const char *dev,
		   enum dl_event *event, struct dl_status *status)
{
	struct nlattr *tb[DEVLINK_ATTR_MAX + 1], *head;
	int head_len, err;
	u8 cmd;

	*event = DL_EVENT_OTHER;
	memset(status, 0, sizeof(*status));
	err = open_message(buf, len, &cmd, &head, &head_len);
	if (err)
		return err;
	if (cmd != DEVLINK_CMD_FLASH_UPDATE &&
	    cmd != DEVLINK_CMD_FLASH_UPDATE_STATUS &&
	    cmd != DEVLINK_CMD_FLASH_UPDATE_END)
		return 0;
	err = parse_attrs(tb, head, head_len);
	if (err)
		return err;
	if (!is_of(tb, dev))
		return 0;

	if (cmd == DEVLINK_CMD_FLASH_UPDATE) {
		*event = DL_EVENT_BEGIN;
	} else if (cmd == DEVLINK_CMD_FLASH_UPDATE_END) {
		*event = DL_EVENT_END;
	} else {
		*event = DL_EVENT_STATUS;
		read_status(tb, status);
	}
	return 0;
}

/**
 * dl_parse_param() - parse the runtime value of a parameter that is a text
 * @buf: the message
 * @len: bytes in @buf
 * @value: set to it
 * @value_len: room for it
 *
 * Return: 0, -ENOENT if there is no such value, or -EBADMSG.
 */
int dl_parse_param(const void *buf, size_t len, char *value, size_t value_len)
{
	struct nlattr *tb[DEVLINK_ATTR_MAX + 1], *list, *pos;
	int rem, err;

	err = parse_message(buf, len, tb);
	if (err)
		return err;
	if (!tb[DEVLINK_ATTR_PARAM])
		return -ENOENT;
	err = parse_nest(tb, tb[DEVLINK_ATTR_PARAM]);
	if (err)
		return err;
	list = tb[DEVLINK_ATTR_PARAM_VALUES_LIST];
	if (!list)
		return -ENOENT;
	nla_for_each_nested(pos, list, rem) {
		err = parse_nest(tb, pos);
		if (err)
			return err;
		if (!tb[DEVLINK_ATTR_PARAM_VALUE_CMODE] ||
		    nla_get_u8(tb[DEVLINK_ATTR_PARAM_VALUE_CMODE]) !=
		    DEVLINK_PARAM_CMODE_RUNTIME)
			continue;
		copy_text(value, value_len, tb[DEVLINK_ATTR_PARAM_VALUE_DATA]);
		return 0;
	}
	return -ENOENT;
}

/**
 * dl_parse_region() - parse how large a region is
 * @buf: the message
 * @len: bytes in @buf
 * @size: set to its bytes
 *
 * Return: 0 or -EBADMSG.
 */
int dl_parse_region(const void *buf, size_t len, u64 *size)
{
	struct nlattr *tb[DEVLINK_ATTR_MAX + 1];
	int err;

	err = parse_message(buf, len, tb);
	if (!err && !tb[DEVLINK_ATTR_REGION_SIZE])
		err = -EBADMSG;
	if (!err)
		*size = nla_get_u64(tb[DEVLINK_ATTR_REGION_SIZE]);
	return err;
}

/**
 * dl_parse_snapshot() - parse the number that a snapshot got
 * @buf: the message
 * @len: bytes in @buf
 * @id: set to it
 *
 * Return: 0 or -EBADMSG.
 */
int dl_parse_snapshot(const void *buf, size_t len, u32 *id)
{
	struct nlattr *tb[DEVLINK_ATTR_MAX + 1];
	int err;

	err = parse_message(buf, len, tb);
	if (!err && !tb[DEVLINK_ATTR_REGION_SNAPSHOT_ID])
		err = -EBADMSG;
	if (!err)
		*id = nla_get_u32(tb[DEVLINK_ATTR_REGION_SNAPSHOT_ID]);
	return err;
}

/* A piece may lie wherever it says, as long as that was asked for. */
static int take_chunk(struct nlattr *nest, u64 start, u8 *data, u32 data_len,
		      u32 *got)
{
	struct nlattr *tb[DEVLINK_ATTR_MAX + 1], *bytes;
	u64 addr;
	u32 n;
	int err;

	err = parse_nest(tb, nest);
	if (err)
		return err;
	bytes = tb[DEVLINK_ATTR_REGION_CHUNK_DATA];
	if (!bytes || !tb[DEVLINK_ATTR_REGION_CHUNK_ADDR])
		return -EBADMSG;
	addr = nla_get_u64(tb[DEVLINK_ATTR_REGION_CHUNK_ADDR]);
	n = nla_len(bytes);
	if (addr < start || addr - start > data_len ||
	    n > data_len - (addr - start))
		return -EBADMSG;
	memcpy(data + (addr - start), nla_data(bytes), n);
	*got += n;
	return 0;
}

/**
 * dl_parse_chunks() - parse bytes of a region
 * @buf: the message
 * @len: bytes in @buf
 * @start: address that was asked for
 * @data: where the bytes go
 * @data_len: how many were asked for
 * @got: increased by how many came
 *
 * Return: 0 or -EBADMSG.
 */
int dl_parse_chunks(const void *buf, size_t len, u64 start, u8 *data,
		    u32 data_len, u32 *got)
{
	struct nlattr *tb[DEVLINK_ATTR_MAX + 1], *pos;
	int rem, err;

	err = parse_message(buf, len, tb);
	if (err || !tb[DEVLINK_ATTR_REGION_CHUNKS])
		return err;
	nla_for_each_nested(pos, tb[DEVLINK_ATTR_REGION_CHUNKS], rem) {
		err = take_chunk(pos, start, data, data_len, got);
		if (err)
			return err;
	}
	return 0;
}

enum {
	LEVEL_OBJECT,
	LEVEL_PAIR,
	LEVEL_ARRAY,
};

static struct dl_fmsg_level *top(struct dl_fmsg *fmsg)
{
	return fmsg->depth ? &fmsg->levels[fmsg->depth - 1] : NULL;
}

static int push(struct dl_fmsg *fmsg, u8 kind)
{
	if (fmsg->depth == DL_FMSG_DEPTH)
		return -EBADMSG;
	fmsg->levels[fmsg->depth++] = (struct dl_fmsg_level) { .kind = kind };
	return 0;
}

static void next_element(struct dl_fmsg *fmsg)
{
	if (fmsg->depth && top(fmsg)->kind == LEVEL_ARRAY)
		top(fmsg)->index++;
}

static int pop(struct dl_fmsg *fmsg)
{
	if (!fmsg->depth)
		return -EBADMSG;
	fmsg->depth--;
	next_element(fmsg);
	return 0;
}

/* Such as images.0.state: objects have no name of their own. */
static void full_name(const struct dl_fmsg *fmsg, char *buf, size_t len)
{
	const struct dl_fmsg_level *level;
	size_t n = 0;
	u32 i;

	*buf = '\0';
	for (i = 0; i < fmsg->depth && n < len; i++) {
		level = &fmsg->levels[i];
		if (level->kind == LEVEL_PAIR)
			n += snprintf(buf + n, len - n, "%s%s", n ? "." : "",
				      level->name);
		else if (level->kind == LEVEL_ARRAY)
			n += snprintf(buf + n, len - n, "%s%u", n ? "." : "",
				      level->index);
	}
}

static void value_text(u8 type, const struct nlattr *attr, char *buf,
		       size_t len)
{
	u32 n = nla_len(attr);

	*buf = '\0';
	if (type == VALUE_TEXT)
		copy_text(buf, len, attr);
	else if (type == VALUE_FLAG)
		snprintf(buf, len, "%s", n && nla_get_u8(attr) ? "true" :
								 "false");
	else if (type == VALUE_U8 && n >= sizeof(u8))
		snprintf(buf, len, "%u", nla_get_u8(attr));
	else if (type == VALUE_U32 && n >= sizeof(u32))
		snprintf(buf, len, "%u", nla_get_u32(attr));
	else if (type == VALUE_U64 && n >= sizeof(u64))
		snprintf(buf, len, "%llu",
			 (unsigned long long)nla_get_u64(attr));
}

static void tell_value(struct dl_fmsg *fmsg, const struct nlattr *attr)
{
	char name[2 * DL_TEXT], value[DL_TEXT];

	full_name(fmsg, name, sizeof(name));
	value_text(fmsg->type, attr, value, sizeof(value));
	fmsg->fn(fmsg->ctx, name, value);
	next_element(fmsg);
}

static int take_item(struct dl_fmsg *fmsg, const struct nlattr *attr)
{
	switch (nla_type(attr)) {
	case DEVLINK_ATTR_FMSG_OBJ_NEST_START:
		return push(fmsg, LEVEL_OBJECT);
	case DEVLINK_ATTR_FMSG_PAIR_NEST_START:
		return push(fmsg, LEVEL_PAIR);
	case DEVLINK_ATTR_FMSG_ARR_NEST_START:
		return push(fmsg, LEVEL_ARRAY);
	case DEVLINK_ATTR_FMSG_NEST_END:
		return pop(fmsg);
	case DEVLINK_ATTR_FMSG_OBJ_NAME:
		if (!fmsg->depth)
			return -EBADMSG;
		copy_text(top(fmsg)->name, DL_TEXT, attr);
		return 0;
	case DEVLINK_ATTR_FMSG_OBJ_VALUE_TYPE:
		if (!nla_len(attr))
			return -EBADMSG;
		fmsg->type = nla_get_u8(attr);
		return 0;
	case DEVLINK_ATTR_FMSG_OBJ_VALUE_DATA:
		tell_value(fmsg, attr);
		return 0;
	}
	return 0;
}

/**
 * dl_parse_fmsg() - parse what a health reporter says
 * @buf: the message
 * @len: bytes in @buf
 * @fmsg: how far the messages before came
 *
 * Return: 0 or -EBADMSG.
 */
int dl_parse_fmsg(const void *buf, size_t len, struct dl_fmsg *fmsg)
{
	struct nlattr *tb[DEVLINK_ATTR_MAX + 1], *pos;
	int rem, err;

	err = parse_message(buf, len, tb);
	if (err || !tb[DEVLINK_ATTR_FMSG])
		return err;
	nla_for_each_nested(pos, tb[DEVLINK_ATTR_FMSG], rem) {
		err = take_item(fmsg, pos);
		if (err)
			return err;
	}
	return 0;
}
