/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The client's machine as its messages describe it: memory that the card may
 * reach, and descriptors that interrupt.
 */
#ifndef HERMON_VFIO_HOST_H
#define HERMON_VFIO_HOST_H

#include <stddef.h>
#include <stdint.h>

#include "model.h"

struct vfio_region {
	uint64_t addr;		/* on the bus */
	uint64_t size;
	uint8_t *data;
};

enum { VFIO_REGIONS_MAX = 128 };

struct vfio_host {
	struct model_host host;
	struct vfio_region regions[VFIO_REGIONS_MAX];
	size_t n_regions;
	int vectors[MODEL_N_VECTORS];	/* -1: none */
};

void vfio_host_init(struct vfio_host *h);
void vfio_host_fini(struct vfio_host *h);

/*
 * vfio_host_map() - let the card see @size bytes of @fd at @addr on the bus
 *
 * Return: 0 or -errno; @fd stays the caller's.
 */
int vfio_host_map(struct vfio_host *h, uint64_t addr, uint64_t size, int fd,
		  uint64_t offset);
/* Forgets all regions that lie within the range. */
void vfio_host_unmap(struct vfio_host *h, uint64_t addr, uint64_t size);
/* @fd is the host's from now on; -1 takes the vector's away. */
void vfio_host_set_vector(struct vfio_host *h, uint32_t vector, int fd);

#endif /* HERMON_VFIO_HOST_H */
