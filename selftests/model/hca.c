// SPDX-License-Identifier: GPL-2.0-only
/*
 * The firmware's life: memory for itself, memory for its tables, ready, and
 * all of it back. flash-gateway.rst, "Command interface".
 *
 *	MAP_FA RUN_FW  SET_ICM_SIZE MAP_ICM_AUX MAP_ICM...  INIT_HCA
 *	UNMAP_FA       UNMAP_ICM_AUX UNMAP_ICM...          CLOSE_HCA
 */
#include "model_internal.h"

#include <stdlib.h>

enum {
	INIT_VERSION = 0x00,
	INIT_MTT_BASE = 0x100,
	INIT_LOG_UAR_PAGE = 0x12b,
	VERSION_2 = 2,
	LOG_UAR_PAGE_BASE = 12,
	LOG_UAR_PAGE_MAX = 10,	/* over that */

	QUERY_OWN = 0x04,	/* fields of its own, the clock's rate among them */
	QUERY_OWN_END = 0x10,
};

#define AUX_PER		(16ULL << 20)	/* a page of its own for 16 MB of tables */

static u8 refuse(struct model *m, u8 status, const char *text)
{
	guest_error(m, "%s", text);
	return status;
}

u8 hca_map_fa(struct model *m, struct hcr_command *c)
{
	if (m->hca.stage != FW_RESIDENT)
		return refuse(m, HCR_BAD_SYS_STATE, "MAP_FA: firmware runs");
	return icm_pages(m, c, &m->hca.fa_pages);
}

u8 hca_unmap_fa(struct model *m, struct hcr_command *c)
{
	(void)c;
	if (m->hca.stage == FW_HCA)
		return refuse(m, HCR_BAD_SYS_STATE, "UNMAP_FA: before CLOSE_HCA");
	m->hca.stage = FW_RESIDENT;
	m->hca.fa_pages = 0;
	return HCR_OK;
}

u8 hca_run_fw(struct model *m, struct hcr_command *c)
{
	(void)c;
	if (m->hca.stage != FW_RESIDENT || m->hca.fa_pages < QUERY_FW_PAGES)
		return refuse(m, HCR_BAD_SYS_STATE, "RUN_FW: too little memory");
	m->hca.stage = FW_RUNNING;
	return HCR_OK;
}

/* In: bytes of tables; out: pages that the firmware wants beside them. */
u8 hca_set_icm_size(struct model *m, struct hcr_command *c)
{
	m->hca.aux_wanted = 1 + c->in_param / AUX_PER;
	c->out_param = m->hca.aux_wanted;
	return HCR_OK;
}

u8 hca_map_aux(struct model *m, struct hcr_command *c)
{
	return icm_pages(m, c, &m->hca.aux_pages);
}

u8 hca_unmap_aux(struct model *m, struct hcr_command *c)
{
	(void)c;
	if (m->hca.stage == FW_HCA)
		return refuse(m, HCR_BAD_SYS_STATE, "UNMAP_ICM_AUX: before CLOSE_HCA");
	m->hca.aux_pages = 0;
	return HCR_OK;
}

u8 hca_init(struct model *m, struct hcr_command *c)
{
	struct hca *h = &m->hca;

	if (h->stage == FW_HCA || !h->aux_wanted || h->aux_pages < h->aux_wanted)
		return refuse(m, HCR_BAD_SYS_STATE, "INIT_HCA: too little memory");
	memcpy(h->init, c->in, sizeof(h->init));
	if (h->init[INIT_VERSION] != VERSION_2)
		return refuse(m, HCR_BAD_PARAM, "INIT_HCA: unknown version");
	if (h->init[INIT_LOG_UAR_PAGE] > LOG_UAR_PAGE_MAX)
		return refuse(m, HCR_BAD_PARAM, "INIT_HCA: giant doorbell pages");
	h->mtt_base = get_be64(h->init + INIT_MTT_BASE);
	h->log_uar_page = LOG_UAR_PAGE_BASE + h->init[INIT_LOG_UAR_PAGE];
	h->stage = FW_HCA;
	return HCR_OK;
}

u8 hca_close(struct model *m, struct hcr_command *c)
{
	struct hca *h = &m->hca;

	(void)c;
	memset(h->eqs, 0, sizeof(h->eqs));
	memset(h->event_eq, 0, sizeof(h->event_eq));
	resource_reset(m);
	h->stage = FW_RUNNING;
	return HCR_OK;
}

u8 hca_query(struct model *m, struct hcr_command *c)
{
	memcpy(c->out, m->hca.init, sizeof(m->hca.init));
	memset(c->out + QUERY_OWN, 0, QUERY_OWN_END - QUERY_OWN);
	return HCR_OK;
}

/* Opened or closed, no port ever finds another one at the end of its cable. */
u8 hca_port(struct model *m, struct hcr_command *c)
{
	if (c->in_mod >= 1 && c->in_mod <= MODEL_N_PORTS)
		return HCR_OK;
	return refuse(m, HCR_BAD_PARAM, "command for a port that is not there");
}

void hca_reset(struct model *m)
{
	icm_reset(m);
	resource_reset(m);
	free(m->hca.resources);
	memset(&m->hca, 0, sizeof(m->hca));
}
