// SPDX-License-Identifier: GPL-2.0-only
/*
 * devlink over generic netlink.
 *
 * libnl makes the socket and the messages. Answers are taken from it as they
 * come: it has no call for the kernel's own words about a failure, and its
 * error numbers are coarser than errno.
 */
#include <stdlib.h>
#include <sys/socket.h>

#include <linux/devlink.h>
#include <linux/netlink.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>

#include "nl.h"

/* DEVLINK_ATTR_REGION_DIRECT: headers older than Linux 6.3 lack the name. */
#define ATTR_REGION_DIRECT	(DEVLINK_ATTR_SELFTESTS + 3)
/* A type of parameter, as the kernel numbers attributes. */
#define PARAM_TYPE_STRING	5

/* A reader that pauses must not lose the messages of a burn. */
#define MONITOR_BUFFER		(1024 * 1024)
/* Dumps that changed while they were read */
#define N_TRIES			5

/**
 * struct dl - a connection to devlink
 * @sk: the socket
 * @family: number of the family devlink
 */
struct dl {
	struct nl_sock *sk;
	int family;
};

/**
 * struct request - a request under way
 * @dl: the connection
 * @msg: what is asked
 * @take: called for each message of the answer
 * @ctx: what @take is called with
 * @what: what is asked for, for messages
 */
struct request {
	struct dl *dl;
	struct nl_msg *msg;
	int (*take)(void *ctx, const struct nlmsghdr *nlh);
	void *ctx;
	const char *what;
};

static int fail_libnl(struct error *e, const char *what, int err)
{
	return error_set(e, EIO, "NETLINK", "%s: %s", what, nl_geterror(err));
}

static void set_ext_ack(struct nl_sock *sk)
{
	int one = 1;

	/* Before Linux 4.12 there are no words, and no harm. */
	setsockopt(nl_socket_get_fd(sk), SOL_NETLINK, NETLINK_EXT_ACK, &one,
		   sizeof(one));
	setsockopt(nl_socket_get_fd(sk), SOL_NETLINK, NETLINK_CAP_ACK, &one,
		   sizeof(one));
}

static int connect_devlink(struct dl *dl, struct error *e)
{
	int err;

	dl->sk = nl_socket_alloc();
	if (!dl->sk)
		return error_set(e, ENOMEM, "MEMORY", "out of memory");
	err = genl_connect(dl->sk);
	if (err < 0)
		return fail_libnl(e, "generic netlink", err);
	dl->family = genl_ctrl_resolve(dl->sk, DEVLINK_GENL_NAME);
	if (dl->family < 0) {
		error_set(e, EOPNOTSUPP, "NO_DEVLINK",
			  "this kernel has no devlink");
		error_next(e, "run a kernel built with CONFIG_NET_DEVLINK, and load hermon_fw");
		return -EOPNOTSUPP;
	}
	set_ext_ack(dl->sk);
	return 0;
}

/**
 * dl_open() - connect to devlink
 * @dl: set on success; dl_close() frees it
 * @e: filled on failure
 *
 * Return: 0 or -errno.
 */
int dl_open(struct dl **dl, struct error *e)
{
	int err;

	*dl = calloc(1, sizeof(**dl));
	if (!*dl)
		return error_set(e, ENOMEM, "MEMORY", "out of memory");
	err = connect_devlink(*dl, e);
	if (err) {
		dl_close(*dl);
		*dl = NULL;
	}
	return err;
}

/**
 * dl_close() - disconnect
 * @dl: the connection, or NULL
 */
void dl_close(struct dl *dl)
{
	if (!dl)
		return;
	nl_socket_free(dl->sk);
	free(dl);
}

/* The kernel's words have the driver's name in front, which says nothing. */
static const char *without_driver(const char *text)
{
	static const char driver[] = "hermon_fw: ";

	return strncmp(text, driver, sizeof(driver) - 1) ?
	       text : text + sizeof(driver) - 1;
}

static void advise(struct error *e, int err)
{
	if (err == -EPERM || err == -EACCES)
		error_next(e, "run it as root: this needs CAP_NET_ADMIN");
	else if (err == -ENODEV)
		error_next(e, "give the card to hermon_fw: hermonfw bind");
}

static int fail_request(const struct request *rq, int err, const char *text,
			struct error *e)
{
	if (*text)
		error_set(e, -err, "KERNEL", "%s", without_driver(text));
	else if (err == -EPERM || err == -EACCES)
		error_set(e, -err, "PERMISSION", "%s: not permitted", rq->what);
	else if (err == -ENODEV)
		error_set(e, -err, "NO_DEVLINK_DEVICE",
			  "%s: no driver offers this for the card", rq->what);
	else
		error_set(e, -err, "ERRNO", "%s: %s", rq->what, strerror(-err));
	advise(e, err);
	return err;
}

/* Returns 1 when the answer is complete. */
static int take_message(struct request *rq, const struct nlmsghdr *nlh,
			bool *changed, struct error *e)
{
	char text[DL_TEXT];
	int err, result;

	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
		*changed = true;
	err = dl_parse_ack(nlh, nlh->nlmsg_len, &result, text, sizeof(text));
	if (!err)
		return result ? fail_request(rq, result, text, e) : 1;
	if (err == -ENOMSG && nlh->nlmsg_type == rq->dl->family)
		err = rq->take ? rq->take(rq->ctx, nlh) : 0;
	else if (err == -ENOMSG)
		err = 0;
	if (err)
		error_set(e, -err, "NETLINK",
			  "%s: the kernel's answer makes no sense", rq->what);
	return err;
}

/* All messages of one packet; returns 1 when the answer is complete. */
static int take_packet(struct request *rq, u32 seq, void *buf, int len,
		       bool *changed, struct error *e)
{
	struct nlmsghdr *nlh;
	int err = 0;

	for (nlh = buf; !err && nlmsg_ok(nlh, len);
	     nlh = nlmsg_next(nlh, &len))
		if (nlh->nlmsg_seq == seq)
			err = take_message(rq, nlh, changed, e);
	return err;
}

static int receive(struct request *rq, bool *changed, struct error *e)
{
	u32 seq = nlmsg_hdr(rq->msg)->nlmsg_seq;
	struct sockaddr_nl from;
	unsigned char *buf;
	int len, err = 0;

	while (!err) {
		len = nl_recv(rq->dl->sk, &from, &buf, NULL);
		if (len <= 0)
			return fail_libnl(e, rq->what, len);
		/* Nobody but the kernel has a say here. */
		if (!from.nl_pid)
			err = take_packet(rq, seq, buf, len, changed, e);
		free(buf);
	}
	return err < 0 ? err : 0;
}

/* Sends the request and frees it. */
static int run_once(struct request *rq, bool *changed, struct error *e)
{
	int err;

	*changed = false;
	err = nl_send_auto(rq->dl->sk, rq->msg);
	if (err < 0)
		err = fail_libnl(e, rq->what, err);
	else
		err = receive(rq, changed, e);
	nlmsg_free(rq->msg);
	return err;
}

/* The beginning of each request: what is wanted, of which card. */
static int begin(struct request *rq, u8 cmd, int flags, const char *dev,
		 struct error *e)
{
	rq->msg = nlmsg_alloc();
	if (rq->msg &&
	    genlmsg_put(rq->msg, NL_AUTO_PORT, NL_AUTO_SEQ, rq->dl->family, 0,
			flags, cmd, DEVLINK_GENL_VERSION) &&
	    !nla_put_string(rq->msg, DEVLINK_ATTR_BUS_NAME, "pci") &&
	    !nla_put_string(rq->msg, DEVLINK_ATTR_DEV_NAME, dev))
		return 0;
	nlmsg_free(rq->msg);
	return error_set(e, ENOMEM, "MEMORY", "out of memory");
}

static int no_room(struct request *rq, struct error *e)
{
	nlmsg_free(rq->msg);
	return error_set(e, EMSGSIZE, "NETLINK", "%s: too long", rq->what);
}

static int run(struct request *rq, struct error *e)
{
	bool changed;

	return run_once(rq, &changed, e);
}

static int take_info(void *ctx, const struct nlmsghdr *nlh)
{
	return dl_parse_info(nlh, nlh->nlmsg_len, ctx);
}

/**
 * dl_info_get() - ask a driver for versions
 * @dl: the connection
 * @dev: the card
 * @info: set on success
 * @e: filled on failure
 *
 * Return: 0 or -errno.
 */
int dl_info_get(struct dl *dl, const char *dev, struct dl_info *info,
		struct error *e)
{
	struct request rq = { .dl = dl, .take = take_info, .ctx = info,
			      .what = "devlink info" };
	int err;

	memset(info, 0, sizeof(*info));
	err = begin(&rq, DEVLINK_CMD_INFO_GET, NLM_F_ACK, dev, e);
	return err ? err : run(&rq, e);
}

struct text {
	char *buf;
	size_t len;
};

static int take_param(void *ctx, const struct nlmsghdr *nlh)
{
	struct text *text = ctx;

	return dl_parse_param(nlh, nlh->nlmsg_len, text->buf, text->len);
}

/**
 * dl_param_get() - read a parameter that is a text
 * @dl: the connection
 * @dev: the card
 * @name: of the parameter
 * @value: set on success
 * @len: room for it
 * @e: filled on failure
 *
 * Return: 0 or -errno.
 */
int dl_param_get(struct dl *dl, const char *dev, const char *name,
		 char *value, size_t len, struct error *e)
{
	struct text text = { value, len };
	struct request rq = { .dl = dl, .take = take_param, .ctx = &text,
			      .what = "devlink param" };
	int err;

	*value = '\0';
	err = begin(&rq, DEVLINK_CMD_PARAM_GET, NLM_F_ACK, dev, e);
	if (err)
		return err;
	if (nla_put_string(rq.msg, DEVLINK_ATTR_PARAM_NAME, name))
		return no_room(&rq, e);
	return run(&rq, e);
}

/**
 * dl_param_set() - set a parameter that is a text, for as long as it lasts
 * @dl: the connection
 * @dev: the card
 * @name: of the parameter
 * @value: the text
 * @e: filled on failure
 *
 * Return: 0 or -errno.
 */
int dl_param_set(struct dl *dl, const char *dev, const char *name,
		 const char *value, struct error *e)
{
	struct request rq = { .dl = dl, .what = "devlink param" };
	int err;

	err = begin(&rq, DEVLINK_CMD_PARAM_SET, NLM_F_ACK, dev, e);
	if (err)
		return err;
	if (nla_put_string(rq.msg, DEVLINK_ATTR_PARAM_NAME, name) ||
	    nla_put_u8(rq.msg, DEVLINK_ATTR_PARAM_TYPE, PARAM_TYPE_STRING) ||
	    nla_put_u8(rq.msg, DEVLINK_ATTR_PARAM_VALUE_CMODE,
		       DEVLINK_PARAM_CMODE_RUNTIME) ||
	    nla_put_string(rq.msg, DEVLINK_ATTR_PARAM_VALUE_DATA, value))
		return no_room(&rq, e);
	return run(&rq, e);
}

static int begin_region(struct request *rq, u8 cmd, int flags, const char *dev,
			const char *region, struct error *e)
{
	int err;

	err = begin(rq, cmd, flags, dev, e);
	if (err)
		return err;
	if (nla_put_string(rq->msg, DEVLINK_ATTR_REGION_NAME, region))
		return no_room(rq, e);
	return 0;
}

static int take_region(void *ctx, const struct nlmsghdr *nlh)
{
	return dl_parse_region(nlh, nlh->nlmsg_len, ctx);
}

/**
 * dl_region_size() - ask how large a region is
 * @dl: the connection
 * @dev: the card
 * @region: its name
 * @size: set to its bytes on success
 * @e: filled on failure
 *
 * Return: 0 or -errno.
 */
int dl_region_size(struct dl *dl, const char *dev, const char *region,
		   u64 *size, struct error *e)
{
	struct request rq = { .dl = dl, .take = take_region, .ctx = size,
			      .what = "devlink region" };
	int err;

	*size = 0;
	err = begin_region(&rq, DEVLINK_CMD_REGION_GET, NLM_F_ACK, dev, region,
			   e);
	return err ? err : run(&rq, e);
}

static int take_snapshot(void *ctx, const struct nlmsghdr *nlh)
{
	return dl_parse_snapshot(nlh, nlh->nlmsg_len, ctx);
}

/**
 * dl_region_snapshot() - have a region read as a whole
 * @dl: the connection
 * @dev: the card
 * @region: its name
 * @id: set to the snapshot's number on success
 * @e: filled on failure
 *
 * Return: 0 or -errno.
 */
int dl_region_snapshot(struct dl *dl, const char *dev, const char *region,
		       u32 *id, struct error *e)
{
	struct request rq = { .dl = dl, .take = take_snapshot, .ctx = id,
			      .what = "flash snapshot" };
	int err;

	err = begin_region(&rq, DEVLINK_CMD_REGION_NEW, NLM_F_ACK, dev, region,
			   e);
	return err ? err : run(&rq, e);
}

/**
 * dl_region_delete() - have a snapshot forgotten
 * @dl: the connection
 * @dev: the card
 * @region: its name
 * @id: the snapshot's number
 * @e: filled on failure
 *
 * Return: 0 or -errno.
 */
int dl_region_delete(struct dl *dl, const char *dev, const char *region,
		     u32 id, struct error *e)
{
	struct request rq = { .dl = dl, .what = "flash snapshot" };
	int err;

	err = begin_region(&rq, DEVLINK_CMD_REGION_DEL, NLM_F_ACK, dev, region,
			   e);
	if (err)
		return err;
	if (nla_put_u32(rq.msg, DEVLINK_ATTR_REGION_SNAPSHOT_ID, id))
		return no_room(&rq, e);
	return run(&rq, e);
}

struct chunks {
	u64 start;
	u8 *data;
	u32 len;
	u32 got;
};

static int take_chunks(void *ctx, const struct nlmsghdr *nlh)
{
	struct chunks *c = ctx;

	return dl_parse_chunks(nlh, nlh->nlmsg_len, c->start, c->data, c->len,
			       &c->got);
}

static int put_range(struct request *rq, const u32 *snapshot,
		     const struct chunks *c)
{
	int err;

	if (snapshot)
		err = nla_put_u32(rq->msg, DEVLINK_ATTR_REGION_SNAPSHOT_ID,
				  *snapshot);
	else
		err = nla_put_flag(rq->msg, ATTR_REGION_DIRECT);
	if (!err)
		err = nla_put_u64(rq->msg, DEVLINK_ATTR_REGION_CHUNK_ADDR,
				  c->start);
	if (!err)
		err = nla_put_u64(rq->msg, DEVLINK_ATTR_REGION_CHUNK_LEN,
				  c->len);
	return err;
}

/**
 * dl_region_read() - read bytes of a region
 * @dl: the connection
 * @dev: the card
 * @region: its name
 * @snapshot: number of a snapshot, or NULL to have the card read now
 * @addr: where
 * @data: set to the bytes
 * @len: how many
 * @e: filled on failure
 *
 * Return: 0 or -errno; -EINVAL or -EOPNOTSUPP if the card cannot be read
 * without a snapshot.
 */
int dl_region_read(struct dl *dl, const char *dev, const char *region,
		   const u32 *snapshot, u32 addr, u8 *data, u32 len,
		   struct error *e)
{
	struct chunks c = { .start = addr, .data = data, .len = len };
	struct request rq = { .dl = dl, .take = take_chunks, .ctx = &c,
			      .what = "flash read" };
	bool changed = true;
	int err = 0, i;

	for (i = 0; !err && changed && i < N_TRIES; i++) {
		c.got = 0;
		err = begin_region(&rq, DEVLINK_CMD_REGION_READ, NLM_F_DUMP,
				   dev, region, e);
		if (err)
			return err;
		if (put_range(&rq, snapshot, &c))
			return no_room(&rq, e);
		err = run_once(&rq, &changed, e);
	}
	if (!err && c.got != len)
		err = error_set(e, EIO, "NETLINK",
				"flash read: %u bytes came, not %u", c.got, len);
	return err;
}

static int take_fmsg(void *ctx, const struct nlmsghdr *nlh)
{
	return dl_parse_fmsg(nlh, nlh->nlmsg_len, ctx);
}

/**
 * dl_health_diagnose() - ask a health reporter what it sees
 * @dl: the connection
 * @dev: the card
 * @reporter: its name
 * @fn: called for each value of the answer
 * @ctx: what @fn is called with
 * @e: filled on failure
 *
 * Return: 0 or -errno.
 */
int dl_health_diagnose(struct dl *dl, const char *dev, const char *reporter,
		       dl_pair_fn *fn, void *ctx, struct error *e)
{
	struct dl_fmsg fmsg = { .fn = fn, .ctx = ctx };
	struct request rq = { .dl = dl, .take = take_fmsg, .ctx = &fmsg,
			      .what = "devlink health" };
	int err;

	err = begin(&rq, DEVLINK_CMD_HEALTH_REPORTER_DIAGNOSE, NLM_F_ACK, dev,
		    e);
	if (err)
		return err;
	if (nla_put_string(rq.msg, DEVLINK_ATTR_HEALTH_REPORTER_NAME,
			   reporter))
		return no_room(&rq, e);
	return run(&rq, e);
}

/**
 * dl_flash() - have a card flashed
 * @dl: the connection
 * @dev: the card
 * @file: name of the image, from the kernel's firmware folders on
 * @overwrite: DL_OVERWRITE_...
 * @e: filled on failure
 *
 * Comes back when all is over.
 *
 * Return: 0 or -errno.
 */
int dl_flash(struct dl *dl, const char *dev, const char *file, u32 overwrite,
	     struct error *e)
{
	struct nla_bitfield32 mask = { .value = overwrite,
				       .selector = overwrite };
	struct request rq = { .dl = dl, .what = "flash update" };
	int err;

	err = begin(&rq, DEVLINK_CMD_FLASH_UPDATE, NLM_F_ACK, dev, e);
	if (err)
		return err;
	if (nla_put_string(rq.msg, DEVLINK_ATTR_FLASH_UPDATE_FILE_NAME, file))
		return no_room(&rq, e);
	if (overwrite &&
	    nla_put(rq.msg, DEVLINK_ATTR_FLASH_UPDATE_OVERWRITE_MASK,
		    sizeof(mask), &mask))
		return no_room(&rq, e);
	return run(&rq, e);
}

/**
 * dl_activate() - have a card start the firmware on its flash
 * @dl: the connection
 * @dev: address of the card
 * @e: filled on failure
 *
 * Return: 0 or -errno.
 */
int dl_activate(struct dl *dl, const char *dev, struct error *e)
{
	struct request rq = { .dl = dl, .what = "reload" };
	int err;

	err = begin(&rq, DEVLINK_CMD_RELOAD, NLM_F_ACK, dev, e);
	if (err)
		return err;
	if (nla_put_u8(rq.msg, DEVLINK_ATTR_RELOAD_ACTION,
		       DEVLINK_RELOAD_ACTION_FW_ACTIVATE))
		return no_room(&rq, e);
	return run(&rq, e);
}

static int join(struct dl *dl, struct error *e)
{
	int group, err;

	group = genl_ctrl_resolve_grp(dl->sk, DEVLINK_GENL_NAME,
				      DEVLINK_GENL_MCGRP_CONFIG_NAME);
	if (group < 0)
		return fail_libnl(e, "devlink notifications", group);
	nl_socket_disable_seq_check(dl->sk);
	err = nl_socket_add_membership(dl->sk, group);
	if (!err)
		err = nl_socket_set_nonblocking(dl->sk);
	if (err)
		return fail_libnl(e, "devlink notifications", err);
	/* The default will mostly do as well. */
	nl_socket_set_buffer_size(dl->sk, MONITOR_BUFFER, 0);
	return 0;
}

/**
 * dl_monitor_open() - listen to what devlink tells everybody
 * @dl: set on success; dl_close() frees it
 * @e: filled on failure
 *
 * Before the request whose progress is wanted is sent.
 *
 * Return: 0 or -errno.
 */
int dl_monitor_open(struct dl **dl, struct error *e)
{
	int err;

	err = dl_open(dl, e);
	if (err)
		return err;
	err = join(*dl, e);
	if (err) {
		dl_close(*dl);
		*dl = NULL;
	}
	return err;
}

/**
 * dl_monitor_fd() - what to poll
 * @dl: the connection
 *
 * Return: a file descriptor.
 */
int dl_monitor_fd(const struct dl *dl)
{
	return nl_socket_get_fd(dl->sk);
}

/**
 * dl_monitor_read() - take the next notification
 * @dl: the connection
 * @dev: card whose burn is watched
 * @event: set to what it is
 * @status: set if it is DL_EVENT_STATUS
 *
 * Notifications come one a packet. Some are lost if nobody reads them for too
 * long, and then the next call succeeds again.
 *
 * Return: 1 if there was one, 0 if there is none, or -errno.
 */
int dl_monitor_read(struct dl *dl, const char *dev, enum dl_event *event,
		    struct dl_status *status)
{
	struct sockaddr_nl from;
	unsigned char *buf;
	int len, err = 0;

	*event = DL_EVENT_OTHER;
	len = nl_recv(dl->sk, &from, &buf, NULL);
	if (len == -NLE_NOMEM)
		return 1;
	if (len == -NLE_AGAIN || !len)
		return 0;
	if (len < 0)
		return -EIO;
	if (!from.nl_pid && nlmsg_ok((struct nlmsghdr *)buf, len) &&
	    ((struct nlmsghdr *)buf)->nlmsg_type == dl->family)
		err = dl_parse_event(buf, len, dev, event, status);
	free(buf);
	return err ? err : 1;
}
