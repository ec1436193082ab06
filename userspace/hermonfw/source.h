/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where firmware is looked at: an image file, a dump of a flash, a card.
 */
#ifndef SOURCE_H
#define SOURCE_H

#include <hermon/card.h>
#include <hermon/image.h>

#include "file.h"
#include "hermonfw.h"
#include "nl.h"
#include "region.h"
#include "sysfs.h"

enum source_kind {
	SOURCE_IMAGE,	/* a file that is one image */
	SOURCE_DUMP,	/* a file that is a whole flash */
	SOURCE_CARD,	/* a card whose flash can be read */
	SOURCE_BOUND,	/* a card that another driver has, or none */
};

enum source_force {
	SOURCE_ANY,
	SOURCE_AS_IMAGE,
	SOURCE_AS_DUMP,
};

/**
 * struct source - firmware to look at
 * @kind: what it is
 * @name: as the user gave it, or the card's address
 * @file: a file's bytes
 * @mem: reads these
 * @sysfs: a card as sysfs shows it
 * @info: what the driver says of it, if @has_info
 * @has_info: the card is bound to hermon_fw
 * @part: its flash chip, or empty
 * @region: a card's flash
 * @flash: reads the whole flash of a card or a dump, else NULL
 * @card: what core/ found on it
 * @slot: reads the slot of the current image
 * @rd: reads the image; NULL if there is none to read
 * @has_image: @image can be believed
 * @described: @image says something; its GUIDs and PSID are sound
 * @image: what the image says of itself
 * @why: if not @has_image, why
 */
struct source {
	enum source_kind kind;
	const char *name;
	struct file file;
	struct hermon_mem mem;
	struct sysfs_card sysfs;
	struct dl_info info;
	bool has_info;
	char part[DL_TEXT];
	struct region region;
	struct hermon_reader *flash;
	struct hermon_card card;
	struct hermon_slot slot;
	struct hermon_reader *rd;
	bool has_image;
	bool described;
	struct hermon_image image;
	struct hermon_report why;
};

/* Options that some of the commands take. */
#define SOURCE_OPT_MSTFLINT	BIT(0)
#define SOURCE_OPT_ALL		BIT(1)
#define SOURCE_OPT_OUTPUT	BIT(2)

/**
 * struct source_args - the command line of a command that looks at firmware
 * @name: what to look at; NULL for the only card
 * @force: what to take it for
 * @mstflint: print the lines of mstflint
 * @all: everything, not the current image only
 * @output: where to write, or NULL
 * @replace: whatever is there
 */
struct source_args {
	const char *name;
	enum source_force force;
	bool mstflint;
	bool all;
	const char *output;
	bool replace;
};

int source_args(struct source_args *args, const struct app *app, u32 options,
		int argc, char **argv);
int source_open(struct source *src, const char *name, enum source_force force,
		struct error *e);
int source_need_image(const struct source *src, struct error *e);
int source_need_bytes(const struct source *src, struct error *e);
int source_error(const struct source *src, int err,
		 const struct hermon_report *report, struct error *e);
const char *source_psid(const struct source *src);
u32 source_hwid(const struct source *src);
bool source_running(const struct source *src, struct hermon_version *version);
const char *source_kind_name(enum source_kind kind);
void source_put(const struct source *src, struct json_object *object);
void source_close(struct source *src);

#endif /* SOURCE_H */
