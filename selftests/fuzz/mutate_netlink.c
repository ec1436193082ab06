// SPDX-License-Identifier: GPL-2.0-only
/*
 * Changes netlink messages so that their lengths stay right, or nearly so.
 *
 * The attributes of one message are listed, with what they lie in. One of them
 * is changed, and the lengths of all that enclose it follow.
 */
#include <linux/devlink.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>

#include "fuzz.h"
#include "mutate_netlink.h"

#define ATTRS_MAX	128
#define DEPTH_MAX	6
#define PAYLOAD_MAX	512
#define NOTHING		ATTRS_MAX	/* parent of an attribute of the message */
#define FRONT		((u32)(NLMSG_HDRLEN + GENL_HDRLEN))

/* @off: of its header, in the input; @parent: index of what it lies in */
struct attr {
	u32 off;
	u32 len;
	u32 parent;
};

/* @off: of one message in the input; @end: behind it */
struct message {
	u32 off;
	u32 end;
	struct attr attrs[ATTRS_MAX];
	u32 n;
};

static const u16 types[] = {
	DEVLINK_ATTR_BUS_NAME, DEVLINK_ATTR_DEV_NAME,
	DEVLINK_ATTR_INFO_DRIVER_NAME, DEVLINK_ATTR_INFO_SERIAL_NUMBER,
	DEVLINK_ATTR_INFO_BOARD_SERIAL_NUMBER, DEVLINK_ATTR_INFO_VERSION_FIXED,
	DEVLINK_ATTR_INFO_VERSION_RUNNING, DEVLINK_ATTR_INFO_VERSION_STORED,
	DEVLINK_ATTR_INFO_VERSION_NAME, DEVLINK_ATTR_INFO_VERSION_VALUE,
	DEVLINK_ATTR_FLASH_UPDATE_STATUS_MSG, DEVLINK_ATTR_FLASH_UPDATE_COMPONENT,
	DEVLINK_ATTR_FLASH_UPDATE_STATUS_DONE,
	DEVLINK_ATTR_FLASH_UPDATE_STATUS_TOTAL,
	DEVLINK_ATTR_FLASH_UPDATE_STATUS_TIMEOUT, DEVLINK_ATTR_PARAM,
	DEVLINK_ATTR_PARAM_VALUES_LIST, DEVLINK_ATTR_PARAM_VALUE,
	DEVLINK_ATTR_PARAM_VALUE_DATA, DEVLINK_ATTR_PARAM_VALUE_CMODE,
	DEVLINK_ATTR_REGION_SIZE, DEVLINK_ATTR_REGION_SNAPSHOT_ID,
	DEVLINK_ATTR_REGION_CHUNKS, DEVLINK_ATTR_REGION_CHUNK,
	DEVLINK_ATTR_REGION_CHUNK_DATA, DEVLINK_ATTR_REGION_CHUNK_ADDR,
	DEVLINK_ATTR_FMSG, DEVLINK_ATTR_FMSG_OBJ_NEST_START,
	DEVLINK_ATTR_FMSG_PAIR_NEST_START, DEVLINK_ATTR_FMSG_ARR_NEST_START,
	DEVLINK_ATTR_FMSG_NEST_END, DEVLINK_ATTR_FMSG_OBJ_NAME,
	DEVLINK_ATTR_FMSG_OBJ_VALUE_TYPE, DEVLINK_ATTR_FMSG_OBJ_VALUE_DATA,
	NLMSGERR_ATTR_MSG, DEVLINK_ATTR_MAX, 0, 0xffff,
};

static u32 get_len(const u8 *data, u32 off)
{
	struct nlattr nla;

	memcpy(&nla, data + off, sizeof(nla));
	return nla.nla_len;
}

static void add_len(u8 *data, u32 off, u32 n)
{
	struct nlattr nla;

	memcpy(&nla, data + off, sizeof(nla));
	nla.nla_len += n;
	memcpy(data + off, &nla, sizeof(nla));
}

/* Whether bytes are attributes nobody knows: they are if they look like some. */
static bool are_attrs(const u8 *data, u32 off, u32 end)
{
	u32 len;

	if (end - off < NLA_HDRLEN)
		return false;
	for (; off + NLA_HDRLEN <= end; off += NLA_ALIGN(len)) {
		len = get_len(data, off);
		if (len < NLA_HDRLEN || len > end - off)
			return false;
	}
	return true;
}

static void list(struct message *m, const u8 *data, u32 off, u32 end,
		 u32 parent, u32 depth)
{
	u32 len, at;

	for (; off + NLA_HDRLEN <= end && m->n < ATTRS_MAX; off += NLA_ALIGN(len)) {
		len = get_len(data, off);
		if (len < NLA_HDRLEN || len > end - off)
			return;
		at = m->n++;
		m->attrs[at] = (struct attr) {
			.off = off, .len = len, .parent = parent,
		};
		if (depth < DEPTH_MAX && are_attrs(data, off + NLA_HDRLEN, off + len))
			list(m, data, off + NLA_HDRLEN, off + len, at, depth + 1);
	}
}

/* Where the attributes of a message begin. */
static u32 front_of(const struct nlmsghdr *nlh)
{
	switch (nlh->nlmsg_type) {
	case NLMSG_ERROR:
		return NLMSG_HDRLEN + sizeof(struct nlmsgerr);
	case NLMSG_DONE:
		return NLMSG_HDRLEN + sizeof(int);
	}
	return FRONT;
}

/* One message of the input; false if there is none. */
static bool choose(struct message *m, const u8 *data, size_t size)
{
	u32 starts[16], ends[16];
	struct nlmsghdr nlh;
	u32 n = 0, off = 0, i;

	while (n < ARRAY_SIZE(starts) && off + sizeof(nlh) <= size) {
		memcpy(&nlh, data + off, sizeof(nlh));
		if (nlh.nlmsg_len < sizeof(nlh) || nlh.nlmsg_len > size - off)
			break;
		starts[n] = off;
		ends[n++] = off + nlh.nlmsg_len;
		off += NLMSG_ALIGN(nlh.nlmsg_len);
	}
	if (!n)
		return false;
	i = fuzz_below(n);
	m->off = starts[i];
	m->end = ends[i];
	m->n = 0;
	memcpy(&nlh, data + m->off, sizeof(nlh));
	list(m, data, m->off + front_of(&nlh), m->end, NOTHING, 0);
	return true;
}

/*
 * @old bytes at @off, in attribute @in and all that it lies in, become the @new
 * ones at @bytes. Lengths are padded to words by the caller. Returns the new
 * size, or the old one if there is no room.
 */
static size_t splice(const struct message *m, u8 *data, size_t size,
		     size_t room, u32 in, u32 off, u32 old, const u8 *bytes,
		     u32 new)
{
	struct nlmsghdr nlh;

	if (off + old > size || size - old + new > room)
		return size;
	memmove(data + off + new, data + off + old, size - off - old);
	if (new)
		memcpy(data + off, bytes, new);
	for (; in != NOTHING; in = m->attrs[in].parent)
		add_len(data, m->attrs[in].off, new - old);
	memcpy(&nlh, data + m->off, sizeof(nlh));
	nlh.nlmsg_len += new - old;
	memcpy(data + m->off, &nlh, sizeof(nlh));
	return size - old + new;
}

/* Other bytes, of another length. */
static size_t change_payload(struct message *m, u8 *data, size_t size,
			     size_t room, u32 i)
{
	static u8 bytes[PAYLOAD_MAX];
	const struct attr *a = &m->attrs[i];
	u32 old = min_t(u32, NLA_ALIGN(a->len), size - a->off) - NLA_HDRLEN;
	u32 len = min_t(u32, a->len - NLA_HDRLEN, PAYLOAD_MAX - NLA_ALIGNTO);
	u32 want, padded;

	memcpy(bytes, data + a->off + NLA_HDRLEN, len);
	want = fuzz_mutate_bytes(bytes, len, PAYLOAD_MAX - NLA_ALIGNTO);
	padded = NLA_ALIGN(want);
	memset(bytes + want, 0, padded - want);
	add_len(data, a->off, want - (a->len - NLA_HDRLEN));
	return splice(m, data, size, room, a->parent, a->off + NLA_HDRLEN, old,
		      bytes, padded);
}

static size_t drop(struct message *m, u8 *data, size_t size, size_t room, u32 i)
{
	const struct attr *a = &m->attrs[i];

	return splice(m, data, size, room, a->parent, a->off,
		      min_t(u32, NLA_ALIGN(a->len), size - a->off), NULL, 0);
}

/* A copy of attribute @from in front of attribute @i. */
static size_t copy(struct message *m, u8 *data, size_t size, size_t room,
		   u32 from, u32 i)
{
	static u8 bytes[2 * PAYLOAD_MAX];
	const struct attr *a = &m->attrs[from];
	u32 len = NLA_ALIGN(a->len);

	if (len > sizeof(bytes) || a->off + len > size)
		return size;
	memcpy(bytes, data + a->off, len);
	return splice(m, data, size, room, m->attrs[i].parent, m->attrs[i].off,
		      0, bytes, len);
}

static void change_type(u8 *data, u32 off)
{
	struct nlattr nla;

	memcpy(&nla, data + off, sizeof(nla));
	nla.nla_type = types[fuzz_below(ARRAY_SIZE(types))];
	memcpy(data + off, &nla, sizeof(nla));
}

/* A length that is a lie. */
static void change_len(u8 *data, u32 off)
{
	static const u16 lens[] = { 0, 1, 3, 4, 5, 0x7fff, 0x8000, 0xffff };
	struct nlattr nla;

	memcpy(&nla, data + off, sizeof(nla));
	if (fuzz_one_in(2))
		nla.nla_len += fuzz_below(9) - 4;
	else
		nla.nla_len = lens[fuzz_below(ARRAY_SIZE(lens))];
	memcpy(data + off, &nla, sizeof(nla));
}

/* Type, flags, length or command of the message. */
static void change_header(const struct message *m, u8 *data)
{
	struct nlmsghdr nlh;

	memcpy(&nlh, data + m->off, sizeof(nlh));
	switch (fuzz_below(4)) {
	case 0:
		nlh.nlmsg_type = NLMSG_NOOP + fuzz_below(5);
		break;
	case 1:
		nlh.nlmsg_flags ^= 1U << fuzz_below(16);
		break;
	case 2:
		nlh.nlmsg_len += fuzz_below(9) - 4;
		break;
	case 3:
		if (m->end - m->off >= FRONT)
			data[m->off + NLMSG_HDRLEN] = fuzz_below(90);
		break;
	}
	memcpy(data + m->off, &nlh, sizeof(nlh));
}

/**
 * netlink_mutate() - change a run of messages
 * @data: the messages
 * @size: bytes
 * @room: how many there may be
 *
 * Return: bytes afterwards.
 */
size_t netlink_mutate(u8 *data, size_t size, size_t room)
{
	static struct message m;
	u32 i;

	if (!choose(&m, data, size))
		return fuzz_mutate_bytes(data, size, room);
	if (!m.n || fuzz_one_in(12)) {
		change_header(&m, data);
		return size;
	}
	i = fuzz_below(m.n);
	switch (fuzz_below(10)) {
	case 0:
		return drop(&m, data, size, room, i);
	case 1:
	case 2:
		return copy(&m, data, size, room, fuzz_below(m.n), i);
	case 3:
		change_len(data, m.attrs[i].off);
		return size;
	case 4:
	case 5:
		change_type(data, m.attrs[i].off);
		return size;
	default:
		return change_payload(&m, data, size, room, i);
	}
}
