// SPDX-License-Identifier: GPL-2.0-only
/*
 * The 64 semaphore cells: a read of 0 takes a cell, a write of 0 frees it,
 * whoever took it. flash-gateway.rst, "Semaphores".
 */
#include "model_internal.h"

bool sem_owns(u32 off)
{
	return off >= HERMON_SEM(0) && off < HERMON_SEM(HERMON_SEM_COUNT);
}

static u32 cell_of(u32 off)
{
	return (off - HERMON_SEM(0)) / sizeof(u32);
}

static bool other_wants(const struct model *m, u32 cell)
{
	return fault_on(m, FAULT_SEM_HELD) && fault_arg(m, FAULT_SEM_HELD) == cell;
}

u32 sem_read(struct model *m, u32 off)
{
	u32 cell = cell_of(off);

	if (cell != MODEL_SEM_FLASH && cell != MODEL_SEM_FLUSH)
		m->stats.taking_reads++;
	if (m->sem[cell] != SEM_FREE)
		return 1;
	m->sem[cell] = SEM_HOST;
	return 0;
}

void sem_write(struct model *m, u32 off, u32 val)
{
	u32 cell = cell_of(off);

	if (val) {
		guest_error(m, "semaphore %u: wrote %08x, only 0 has a meaning",
			    cell, val);
		return;
	}
	if (m->sem[cell] == SEM_OTHER && !sem_was_taken_away(m, cell))
		guest_error(m, "semaphore %u: freed while another holds it", cell);
	/* who waited for the guest to free it has it now */
	if (m->sem[cell] == SEM_HOST && other_wants(m, cell))
		m->sem[cell] = SEM_OTHER;
	else
		m->sem[cell] = SEM_FREE;
}

/* A chip reset frees all cells; whoever a fault put there takes his again. */
void sem_reset(struct model *m)
{
	memset(m->sem, 0, sizeof(m->sem));
	if (fault_on(m, FAULT_SEM_HELD))
		m->sem[fault_arg(m, FAULT_SEM_HELD)] = SEM_OTHER;
}

void sem_hold(struct model *m, u32 cell)
{
	if (m->sem[cell] == SEM_FREE)
		m->sem[cell] = SEM_OTHER;
}

void sem_unhold(struct model *m, u32 cell)
{
	if (m->sem[cell] == SEM_OTHER)
		m->sem[cell] = SEM_FREE;
}

/* What no guest can see: whoever looks at a cell finds it taken. */
void sem_take_away(struct model *m, u32 cell, enum sem_owner owner)
{
	if (m->sem[cell] == SEM_HOST)
		m->sem[cell] = owner;
}

bool sem_was_taken_away(const struct model *m, u32 cell)
{
	return cell == MODEL_SEM_FLASH && (fault_on(m, FAULT_SEM_RELEASED) ||
					   fault_on(m, FAULT_SEM_STOLEN));
}

bool sem_host_has(const struct model *m, u32 cell)
{
	return m->sem[cell] == SEM_HOST;
}

bool model_sem_taken(const struct model *m, unsigned int n)
{
	return n < HERMON_SEM_COUNT && m->sem[n] != SEM_FREE;
}
