// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory regions, completion and receive queues, queue pairs: the card
 * remembers which it was given, and in which state a queue pair is. It never
 * does anything with them. flash-gateway.rst, "Command interface".
 */
#include "model_internal.h"

#include <stdlib.h>

enum {
	SW2HW_MPT = 0x0d,
	HW2SW_MPT = 0x0f,
	SW2HW_CQ = 0x16,
	HW2SW_CQ = 0x17,
	SW2HW_SRQ = 0x35,
	HW2SW_SRQ = 0x36,

	CQ_LOG_SIZE = 0x0c,
	CQ_LOG_PAGE = 0x18,
	CQ_MTT_HIGH = 0x1b,
	CQ_MTT_LOW = 0x1c,
	LOG_SIZE_MAX = 22,
};

enum qp_state { QP_RST = BIT(0), QP_INIT = BIT(1), QP_RTR = BIT(2),
		QP_RTS = BIT(3), QP_ERR = BIT(4), QP_ANY = 0x1f };

static const struct { u16 op; u32 from; u32 to; } moves[] = {
	{ 0x19, QP_RST, QP_INIT },
	{ 0x2d, QP_INIT, QP_INIT },
	{ 0x1a, QP_INIT, QP_RTR },
	{ 0x1b, QP_RTR, QP_RTS },
	{ 0x1c, QP_RTS, QP_RTS },
	{ 0x1e, QP_ANY, QP_ERR },
	{ 0x21, QP_ANY, QP_RST },
};

#define QP_NUMBER	GENMASK(23, 0)

static enum resource_kind kind_of(u16 op)
{
	switch (op) {
	case SW2HW_MPT:
	case HW2SW_MPT:
		return RES_MPT;
	case SW2HW_CQ:
	case HW2SW_CQ:
		return RES_CQ;
	case SW2HW_SRQ:
	case HW2SW_SRQ:
		return RES_SRQ;
	}
	return RES_QP;
}

static struct resource *find(struct model *m, enum resource_kind kind, u32 num)
{
	for (u32 i = 0; i < m->hca.n_resources; i++)
		if (m->hca.resources[i].kind == kind && m->hca.resources[i].num == num)
			return &m->hca.resources[i];
	return NULL;
}

static void add(struct model *m, struct resource r)
{
	struct hca *h = &m->hca;

	if (h->n_resources == h->max_resources) {
		h->max_resources = h->max_resources ? 2 * h->max_resources : 64;
		h->resources = realloc(h->resources, h->max_resources * sizeof(r));
		if (!h->resources)
			abort();
	}
	h->resources[h->n_resources++] = r;
}

static void drop(struct model *m, struct resource *r)
{
	*r = m->hca.resources[--m->hca.n_resources];
}

static u8 give_cq(struct model *m, const u8 *ctx)
{
	u64 mtt = (u64)ctx[CQ_MTT_HIGH] << 32 | get_be32(ctx + CQ_MTT_LOW);
	u32 log_page = ICM_LOG_PAGE + ctx[CQ_LOG_PAGE];
	u32 log_size = ctx[CQ_LOG_SIZE];

	if (log_size > LOG_SIZE_MAX || log_page > LOG_SIZE_MAX) {
		guest_error(m, "SW2HW_CQ: 2^%u entries in pages of 2^%u bytes",
			    log_size, log_page);
		return HCR_BAD_PARAM;
	}
	return icm_give_queue(m, mtt, log_page, log_size) ? HCR_OK : HCR_ICM_ERROR;
}

u8 resource_give(struct model *m, struct hcr_command *c)
{
	struct resource r = { .kind = kind_of(c->op), .num = c->in_mod };
	u8 status = HCR_OK;

	if (find(m, r.kind, r.num)) {
		guest_error(m, "command %03x: %x is the hardware's already",
			    c->op, r.num);
		return HCR_BAD_RES_STATE;
	}
	if (r.kind == RES_CQ)
		status = give_cq(m, c->in);
	if (!status)
		add(m, r);
	return status;
}

/* A mailbox for what the hardware knew is left as it is. */
u8 resource_take(struct model *m, struct hcr_command *c)
{
	struct resource *r = find(m, kind_of(c->op), c->in_mod);

	if (!r) {
		guest_error(m, "command %03x: %x is not the hardware's",
			    c->op, c->in_mod);
		return HCR_BAD_RES_STATE;
	}
	drop(m, r);
	return HCR_OK;
}

/* Queue pairs in reset are not listed: they are all there from the start. */
u8 resource_move_qp(struct model *m, struct hcr_command *c)
{
	u32 num = FIELD_GET(QP_NUMBER, c->in_mod);
	struct resource *r = find(m, RES_QP, num);
	u32 state = r ? r->state : QP_RST;
	size_t i = 0;

	while (moves[i].op != c->op)
		i++;
	if (!(moves[i].from & state)) {
		guest_error(m, "command %03x: queue pair %x is in state %x",
			    c->op, num, state);
		return HCR_BAD_QP_STATE;
	}
	if (r && moves[i].to == QP_RST)
		drop(m, r);
	else if (r)
		r->state = moves[i].to;
	else if (moves[i].to != QP_RST)
		add(m, (struct resource){ RES_QP, num, moves[i].to });
	return HCR_OK;
}

void resource_reset(struct model *m)
{
	m->hca.n_resources = 0;
}
