// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory of the host for the firmware's tables: an address space of its own,
 * made of host pages, and the queues whose pages one of the tables lists.
 * flash-gateway.rst, "Command interface".
 */
#include "model_internal.h"

#include <stdlib.h>

enum { ENTRY_VIRT = 0, ENTRY_ADDR = 8, ENTRY_SIZE = 16, MTT_SIZE = 8 };

#define ENTRY_LOG	0x3fU		/* log2 of pages, below the address */
#define PAGE_BYTES	0x1000ULL	/* of ICM_LOG_PAGE */
#define MTT_PRESENT	BIT(0)
#define LOG_RUN_MAX	30

static u8 get_run(struct model *m, const u8 *p, struct icm_run *run)
{
	u64 addr = get_be64(p + ENTRY_ADDR);
	u32 log = (addr & ENTRY_LOG) + ICM_LOG_PAGE;

	if (log > LOG_RUN_MAX) {
		guest_error(m, "icm: run of 2^%u bytes", log);
		return HCR_BAD_PARAM;
	}
	run->virt = get_be64(p + ENTRY_VIRT);
	run->addr = addr & ~(u64)ENTRY_LOG;
	run->len = 1ULL << log;
	if (run->addr % run->len || run->virt % run->len) {
		guest_error(m, "icm: run at %llx is not aligned",
			    (unsigned long long)run->addr);
		return HCR_BAD_PARAM;
	}
	return dma_memory(m, run->addr, run->len, "icm") ? HCR_OK : HCR_BAD_PARAM;
}

static bool count_holds(struct model *m, const struct hcr_command *c)
{
	if (c->in_mod && c->in_mod <= HCR_MAILBOX_SIZE / ENTRY_SIZE)
		return true;
	guest_error(m, "icm: mailbox with %u runs", c->in_mod);
	return false;
}

/* Pages for the firmware alone: all that is ever seen of them is how many. */
u8 icm_pages(struct model *m, const struct hcr_command *c, u64 *n_pages)
{
	struct icm_run run;
	u8 status = HCR_OK;

	if (!count_holds(m, c))
		return HCR_BAD_PARAM;
	for (u32 i = 0; i < c->in_mod && !status; i++) {
		u8 entry[ENTRY_SIZE];

		memcpy(entry, c->in + i * ENTRY_SIZE, sizeof(entry));
		memset(entry + ENTRY_VIRT, 0, sizeof(u64));	/* means nothing */
		status = get_run(m, entry, &run);
		if (!status)
			*n_pages += run.len / PAGE_BYTES;
	}
	return status;
}

static bool overlaps(const struct icm_run *run, u64 virt, u64 len)
{
	return virt < run->virt + run->len && run->virt < virt + len;
}

static u8 add_run(struct model *m, const struct icm_run *run)
{
	struct icm *icm = &m->hca.icm;

	for (u32 i = 0; i < icm->n; i++) {
		if (!overlaps(&icm->runs[i], run->virt, run->len))
			continue;
		guest_error(m, "icm: %llx is mapped already",
			    (unsigned long long)run->virt);
		return HCR_BAD_PARAM;
	}
	if (icm->n == icm->max) {
		icm->max = icm->max ? 2 * icm->max : 64;
		icm->runs = realloc(icm->runs, icm->max * sizeof(*run));
		if (!icm->runs)
			abort();
	}
	icm->runs[icm->n++] = *run;
	return HCR_OK;
}

u8 icm_map(struct model *m, struct hcr_command *c)
{
	struct icm_run run;
	u8 status = HCR_OK;

	if (!count_holds(m, c))
		return HCR_BAD_PARAM;
	for (u32 i = 0; i < c->in_mod && !status; i++) {
		status = get_run(m, c->in + i * ENTRY_SIZE, &run);
		if (!status)
			status = add_run(m, &run);
	}
	return status;
}

/* The range may be larger than what is mapped in it, but split no run. */
u8 icm_unmap(struct model *m, struct hcr_command *c)
{
	struct icm *icm = &m->hca.icm;
	u64 virt = c->in_param, len = c->in_mod * PAGE_BYTES;
	u32 n = 0, n_removed;

	for (u32 i = 0; i < icm->n; i++) {
		const struct icm_run *run = &icm->runs[i];

		if (!overlaps(run, virt, len))
			icm->runs[n++] = *run;
		else if (run->virt < virt || run->len > virt + len - run->virt)
			guest_error(m, "UNMAP_ICM: %llx is mapped with more",
				    (unsigned long long)virt);
	}
	n_removed = icm->n - n;
	icm->n = n;
	if (n_removed)
		return HCR_OK;
	guest_error(m, "UNMAP_ICM: nothing at %llx", (unsigned long long)virt);
	return HCR_BAD_PARAM;
}

void *icm_at(struct model *m, u64 virt, size_t len)
{
	const struct icm *icm = &m->hca.icm;

	for (u32 i = 0; i < icm->n; i++) {
		const struct icm_run *run = &icm->runs[i];

		if (virt >= run->virt && virt - run->virt < run->len &&
		    len <= run->len - (virt - run->virt))
			return dma_memory(m, run->addr + (virt - run->virt), len,
					  "icm");
	}
	guest_error(m, "icm: nothing is mapped at %llx", (unsigned long long)virt);
	return NULL;
}

/* Page @i of a queue whose translations begin at @mtt of their table. */
u8 *icm_queue_page(struct model *m, u64 mtt, u32 log_page, u32 i)
{
	const u8 *entry = icm_at(m, m->hca.mtt_base + mtt + (u64)i * MTT_SIZE,
				 MTT_SIZE);
	u64 addr;

	if (!entry)
		return NULL;
	addr = get_be64(entry);
	if (addr & MTT_PRESENT)
		return dma_memory(m, addr & ~(PAGE_BYTES - 1), 1ULL << log_page,
				  "queue");
	guest_error(m, "queue: translation %llx is not present",
		    (unsigned long long)addr);
	return NULL;
}

/*
 * A new queue belongs to the hardware, entry by entry. mlx4 leaves it to the
 * firmware to say so in memory.
 */
bool icm_give_queue(struct model *m, u64 mtt, u32 log_page, u32 log_size)
{
	u64 bytes = (u64)QUEUE_ENTRY << log_size;

	for (u32 i = 0; (u64)i << log_page < bytes; i++) {
		u8 *page = icm_queue_page(m, mtt, log_page, i);
		u64 n = min_t(u64, bytes, 1ULL << log_page);

		if (!page)
			return false;
		for (u64 off = QUEUE_OWNER; off < n; off += QUEUE_ENTRY)
			page[off] = QUEUE_OWNER_HW;
	}
	return true;
}

void icm_reset(struct model *m)
{
	free(m->hca.icm.runs);
	m->hca.icm = (struct icm){ 0 };
}
