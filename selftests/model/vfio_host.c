// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guest memory and interrupts for the card. The client passes memory as a
 * descriptor only if its memory is in a file that others can map; memory that
 * comes without one is out of the card's reach.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "vfio_host.h"

/* No sum that the client's numbers could wrap. */
static void *memory(void *ctx, uint64_t addr, size_t len)
{
	struct vfio_host *h = ctx;

	for (size_t i = 0; i < h->n_regions; i++) {
		const struct vfio_region *r = &h->regions[i];

		if (addr >= r->addr && addr - r->addr < r->size &&
		    len <= r->size - (addr - r->addr))
			return r->data + (addr - r->addr);
	}
	return NULL;
}

static void interrupt(void *ctx, unsigned int vector)
{
	static const uint64_t one = 1;
	struct vfio_host *h = ctx;
	ssize_t n;

	if (vector >= MODEL_N_VECTORS || h->vectors[vector] < 0)
		return;
	do {
		n = write(h->vectors[vector], &one, sizeof(one));
	} while (n < 0 && errno == EINTR);
}

void vfio_host_init(struct vfio_host *h)
{
	h->host = (struct model_host){ memory, interrupt, h };
	h->n_regions = 0;
	for (size_t i = 0; i < MODEL_N_VECTORS; i++)
		h->vectors[i] = -1;
}

void vfio_host_fini(struct vfio_host *h)
{
	vfio_host_unmap(h, 0, UINT64_MAX);
	for (size_t i = 0; i < MODEL_N_VECTORS; i++)
		vfio_host_set_vector(h, i, -1);
}

int vfio_host_map(struct vfio_host *h, uint64_t addr, uint64_t size, int fd,
		  uint64_t offset)
{
	void *p;

	if (!size || size > SIZE_MAX || addr > UINT64_MAX - size ||
	    offset > INT64_MAX)
		return -EINVAL;
	if (h->n_regions == VFIO_REGIONS_MAX)
		return -ENOSPC;
	p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, offset);
	if (p == MAP_FAILED)
		return -errno;
	h->regions[h->n_regions++] = (struct vfio_region){ addr, size, p };
	return 0;
}

void vfio_host_unmap(struct vfio_host *h, uint64_t addr, uint64_t size)
{
	size_t n = 0;

	for (size_t i = 0; i < h->n_regions; i++) {
		struct vfio_region *r = &h->regions[i];

		if (r->addr >= addr && r->addr - addr < size &&
		    r->size <= size - (r->addr - addr))
			munmap(r->data, r->size);
		else
			h->regions[n++] = *r;
	}
	h->n_regions = n;
}

void vfio_host_set_vector(struct vfio_host *h, uint32_t vector, int fd)
{
	if (h->vectors[vector] >= 0)
		close(h->vectors[vector]);
	h->vectors[vector] = fd;
}
