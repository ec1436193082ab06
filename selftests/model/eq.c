// SPDX-License-Identifier: GPL-2.0-only
/*
 * Event queues: rings in host memory that the card fills and the host's
 * doorbells empty, each with an interrupt vector.
 * flash-gateway.rst, "Command interface".
 *
 *	01 type   03 subtype   04 data   1f owner
 */
#include "model_internal.h"

enum {
	CTX_FLAGS = 0x00,
	CTX_LOG_SIZE = 0x0c,
	CTX_VECTOR = 0x17,
	CTX_LOG_PAGE = 0x18,
	CTX_MTT_HIGH = 0x1b,
	CTX_MTT_LOW = 0x1c,

	EQE_TYPE = 0x01,
	EQE_DATA = 0x04,

	DOORBELL_FIRST = 0x800,	/* in a UAR page, each 8 bytes */
	DOORBELLS_PER_UAR = 4,
	LOG_SIZE_MAX = 22,
};

#define CTX_STATE		GENMASK(11, 8)
#define CTX_STATE_ARMED		9
#define DOORBELL_INDEX		GENMASK(23, 0)
#define DOORBELL_ARM		BIT(31)
#define MAP_EQ_UNMAP		BIT(31)
#define MAP_EQ_NUMBER		GENMASK(9, 0)

static struct eq *eq_numbered(struct model *m, u32 num, const char *what)
{
	if (num < MODEL_N_EQS)
		return &m->hca.eqs[num];
	guest_error(m, "%s: no event queue %u", what, num);
	return NULL;
}

u8 eq_create(struct model *m, struct hcr_command *c)
{
	struct eq *eq = eq_numbered(m, c->in_mod, "SW2HW_EQ");
	struct eq new = {
		.on = true,
		.armed = FIELD_GET(CTX_STATE, get_be32(c->in + CTX_FLAGS)) ==
			 CTX_STATE_ARMED,
		.vector = c->in[CTX_VECTOR],
		.mtt = (u64)c->in[CTX_MTT_HIGH] << 32 | get_be32(c->in + CTX_MTT_LOW),
		.log_size = c->in[CTX_LOG_SIZE],
		.log_page = ICM_LOG_PAGE + c->in[CTX_LOG_PAGE],
	};

	if (!eq)
		return HCR_BAD_INDEX;
	if (eq->on) {
		guest_error(m, "SW2HW_EQ: %u is the hardware's already", c->in_mod);
		return HCR_BAD_RES_STATE;
	}
	if (new.log_size > LOG_SIZE_MAX || new.log_page > LOG_SIZE_MAX) {
		guest_error(m, "SW2HW_EQ: 2^%u entries in pages of 2^%u bytes",
			    new.log_size, new.log_page);
		return HCR_BAD_PARAM;
	}
	if (!icm_give_queue(m, new.mtt, new.log_page, new.log_size))
		return HCR_ICM_ERROR;
	*eq = new;
	return HCR_OK;
}

u8 eq_destroy(struct model *m, struct hcr_command *c)
{
	struct eq *eq = eq_numbered(m, c->in_mod, "HW2SW_EQ");

	if (!eq)
		return HCR_BAD_INDEX;
	if (!eq->on) {
		guest_error(m, "HW2SW_EQ: %u is not the hardware's", c->in_mod);
		return HCR_BAD_RES_STATE;
	}
	*eq = (struct eq){ 0 };
	return HCR_OK;
}

/* In parameter: a bit for each type of event. */
u8 eq_map_events(struct model *m, struct hcr_command *c)
{
	u32 num = FIELD_GET(MAP_EQ_NUMBER, c->in_mod);
	struct eq *eq = eq_numbered(m, num, "MAP_EQ");

	if (!eq)
		return HCR_BAD_INDEX;
	for (u32 type = 0; type < N_EVENTS; type++)
		if (c->in_param >> type & 1)
			m->hca.event_eq[type] = c->in_mod & MAP_EQ_UNMAP ? 0 : num + 1;
	return HCR_OK;
}

static void fire(struct model *m, struct eq *eq)
{
	eq->armed = false;
	m->stats.interrupts++;
	if (m->host)
		m->host->interrupt(m->host->ctx, eq->vector);
}

static u8 *next_entry(struct model *m, struct eq *eq)
{
	u32 at = eq->prod & (BIT(eq->log_size) - 1);
	u64 off = (u64)at * QUEUE_ENTRY;
	u8 *page = icm_queue_page(m, eq->mtt, eq->log_page, off >> eq->log_page);

	return page ? page + (off & (BIT(eq->log_page) - 1)) : NULL;
}

/* False if nobody has asked for events of this type. */
bool eq_event(struct model *m, u8 type, const u8 *data, size_t len)
{
	u32 num = m->hca.event_eq[type];
	struct eq *eq = num ? &m->hca.eqs[num - 1] : NULL;
	u8 *entry;

	if (!eq || !eq->on)
		return false;
	entry = next_entry(m, eq);
	if (!entry)
		return false;
	if (((eq->prod - eq->cons) & DOORBELL_INDEX) >= BIT(eq->log_size)) {
		guest_error(m, "event queue %u is full", num - 1);
		return false;
	}
	memset(entry, 0, QUEUE_OWNER);
	entry[EQE_TYPE] = type;
	memcpy(entry + EQE_DATA, data, len);
	/* the host looks at the owner first */
	__atomic_store_n(&entry[QUEUE_OWNER],
			 eq->prod & BIT(eq->log_size) ? QUEUE_OWNER_HW : 0,
			 __ATOMIC_RELEASE);
	eq->prod++;
	if (eq->armed)
		fire(m, eq);
	return true;
}

/*
 * The host has seen all entries before the index. If it wants an interrupt
 * and there are more, it gets that at once.
 */
static void ring(struct model *m, u32 num, u32 val)
{
	struct eq *eq = eq_numbered(m, num, "doorbell");

	if (!eq)
		return;
	if (!eq->on) {
		guest_error(m, "doorbell: event queue %u is not the hardware's", num);
		return;
	}
	eq->cons = FIELD_GET(DOORBELL_INDEX, val);
	if (val & DOORBELL_ARM)
		eq->armed = true;
	if (eq->armed && ((eq->prod ^ eq->cons) & DOORBELL_INDEX))
		fire(m, eq);
}

/* Other doorbells are for queues of which nothing ever comes. */
void model_bar2_write32(struct model *m, u32 off, u32 val)
{
	u32 in_page;

	if (card_silent(m) || m->hca.stage != FW_HCA)
		return;
	in_page = off & (BIT(m->hca.log_uar_page) - 1);
	if (in_page < DOORBELL_FIRST || in_page % 8 ||
	    in_page >= DOORBELL_FIRST + 8 * DOORBELLS_PER_UAR)
		return;
	ring(m, (off >> m->hca.log_uar_page) * DOORBELLS_PER_UAR +
		(in_page - DOORBELL_FIRST) / 8, val);
}
