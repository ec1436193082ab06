/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What doctor looks at, and what it finds.
 */
#ifndef DOCTOR_H
#define DOCTOR_H

#include <sys/utsname.h>

#include "modfile.h"
#include "nl.h"
#include "sysfs.h"

enum finding_state {
	FINDING_OK,
	FINDING_WARN,	/* works, or not in every case */
	FINDING_FAIL,	/* no card can be flashed like this */
	FINDING_SKIP,	/* could not be looked at */
	N_FINDING_STATES
};

/**
 * struct finding - what a check has found
 * @state: how it is
 * @found: one sentence, no full stop
 * @next: what to do, unless it is FINDING_OK
 */
struct finding {
	enum finding_state state;
	char found[ERROR_TEXT];
	char next[ERROR_TEXT];
};

void finding_set(struct finding *f, enum finding_state state, const char *fmt,
		 ...) __printf(3, 4);
void finding_next(struct finding *f, const char *fmt, ...) __printf(2, 3);

/**
 * struct doctor - this host, as far as it is known before the checks
 * @cards: those to look at
 * @n_cards: how many
 * @may_ask: this process has the rights for what not everybody may know
 * @kernel: the kernel that runs
 * @is_loaded: the driver is there
 * @module: its file
 * @module_err: why it is not known whether there is one, negative; 0 if it is
 * @dl: a connection to devlink, or NULL
 * @no_dl: why there is none
 */
struct doctor {
	struct sysfs_card *cards;
	u32 n_cards;
	bool may_ask;
	struct utsname kernel;
	bool is_loaded;
	struct modfile module;
	int module_err;
	struct dl *dl;
	struct error no_dl;
};

/* Each fills @f. */
void doctor_rights(const struct doctor *d, struct finding *f);
void doctor_cards(const struct doctor *d, struct finding *f);
void doctor_module(const struct doctor *d, struct finding *f);
void doctor_lockdown(const struct doctor *d, struct finding *f);
void doctor_signature(const struct doctor *d, struct finding *f);
void doctor_devlink(const struct doctor *d, struct finding *f);
void doctor_iproute2(const struct doctor *d, struct finding *f);
void doctor_firmware(const struct doctor *d, struct finding *f);
void doctor_namespace(const struct doctor *d, struct finding *f);

/* The same for one card. */
void doctor_binding(const struct doctor *d, const struct sysfs_card *card,
		    struct finding *f);
void doctor_info(const struct doctor *d, const struct sysfs_card *card,
		 struct finding *f);
void doctor_flash(const struct doctor *d, const struct sysfs_card *card,
		  struct finding *f);
void doctor_semaphore(const struct doctor *d, const struct sysfs_card *card,
		      struct finding *f);

#endif /* DOCTOR_H */
