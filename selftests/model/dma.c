// SPDX-License-Identifier: GPL-2.0-only
/* How the card reaches the host's memory. */
#include "model_internal.h"

/* NULL, and the guest's error, if @what is not where it should be. */
void *dma_memory(struct model *m, u64 addr, size_t len, const char *what)
{
	void *p = NULL;

	if (!config_is_master(m)) {
		guest_error(m, "%s: DMA while bus mastering is off", what);
		return NULL;
	}
	if (m->host)
		p = m->host->memory(m->host->ctx, addr, len);
	if (!p)
		guest_error(m, "%s: no memory at %llx for DMA", what,
			    (unsigned long long)addr);
	return p;
}
