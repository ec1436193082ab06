// SPDX-License-Identifier: GPL-2.0-only
/*
 * devlink out of a folder, in place of nl.c: what a script lets a kernel and its
 * cards answer. HERMONFW_TEST_DEVLINK names it; without one, or without the
 * folder, the kernel has no devlink.
 *
 *	CARD.info	"fixed NAME VALUE", "running ...", "stored ..." a line
 *	CARD.health	"NAME VALUE" a line
 *	CARD.register	"direct VALUE" or "snapshot VALUE": what each register
 *			has, and how the kernel lets it be read
 *	CARD.fails	"REQUEST ERRNO SENTENCE" a line, such as "health 110 ..."
 *
 * A file that is not there is what devlink does not know.
 */
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "nl.h"

#define LINE	256

struct dl {
	const char *dir;
	bool has_snapshot;
};

static FILE *open_answer(struct dl *dl, const char *dev, const char *what)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s.%s", dl->dir, dev, what);
	return fopen(path, "re");
}

static int unknown(const char *what, struct error *e)
{
	error_set(e, ENODEV, "NO_DEVLINK_DEVICE",
		  "devlink %s: no driver offers this for the card", what);
	error_next(e, "give the card to hermon_fw: hermonfw bind");
	return -ENODEV;
}

/* Whether this request shall fail, and how. */
static int fails(struct dl *dl, const char *dev, const char *what,
		 struct error *e)
{
	char line[LINE], request[LINE], sentence[LINE];
	FILE *f = open_answer(dl, dev, "fails");
	int number, err = 0;

	if (!f)
		return 0;
	while (!err && fgets(line, sizeof(line), f))
		if (sscanf(line, "%255s %d %255[^\n]", request, &number,
			   sentence) == 3 && !strcmp(request, what))
			err = error_set(e, number, "KERNEL", "%s", sentence);
	fclose(f);
	return err;
}

static int begin(struct dl *dl, const char *dev, const char *what,
		 const char *file, FILE **f, struct error *e)
{
	int err;

	err = fails(dl, dev, what, e);
	if (err)
		return err;
	*f = open_answer(dl, dev, file);
	return *f ? 0 : unknown(what, e);
}

int dl_open(struct dl **dl, struct error *e)
{
	const char *dir = getenv("HERMONFW_TEST_DEVLINK");

	*dl = NULL;
	if (!dir || access(dir, X_OK)) {
		error_set(e, EOPNOTSUPP, "NO_DEVLINK",
			  "this kernel has no devlink");
		error_next(e, "run a kernel built with CONFIG_NET_DEVLINK, and load hermon_fw");
		return -EOPNOTSUPP;
	}
	*dl = calloc(1, sizeof(**dl));
	if (!*dl)
		abort();
	(*dl)->dir = dir;
	return 0;
}

void dl_close(struct dl *dl)
{
	/* Two are all that the driver has room for: they are not left behind. */
	if (dl && dl->has_snapshot)
		abort();
	free(dl);
}

static void add_version(struct dl_info *info, const char *kind,
			const char *name, const char *value)
{
	struct dl_version *version = &info->versions[info->n_versions++];

	if (!strcmp(kind, "fixed"))
		version->kind = DL_VERSION_FIXED;
	else if (!strcmp(kind, "running"))
		version->kind = DL_VERSION_RUNNING;
	else if (!strcmp(kind, "stored"))
		version->kind = DL_VERSION_STORED;
	else
		abort();
	snprintf(version->name, DL_TEXT, "%s", name);
	snprintf(version->value, DL_TEXT, "%s", value);
}

int dl_info_get(struct dl *dl, const char *dev, struct dl_info *info,
		struct error *e)
{
	char line[LINE], kind[16], name[DL_TEXT], value[DL_TEXT];
	FILE *f;
	int err;

	memset(info, 0, sizeof(*info));
	err = begin(dl, dev, "info", "info", &f, e);
	if (err)
		return err;
	while (info->n_versions < DL_VERSIONS_MAX &&
	       fgets(line, sizeof(line), f))
		if (sscanf(line, "%15s %127s %127s", kind, name, value) == 3)
			add_version(info, kind, name, value);
	fclose(f);
	return 0;
}

int dl_health_diagnose(struct dl *dl, const char *dev, const char *reporter,
		       dl_pair_fn *fn, void *ctx, struct error *e)
{
	char line[LINE], name[LINE], value[LINE];
	FILE *f;
	int err;

	err = begin(dl, dev, "health", "health", &f, e);
	if (err)
		return err;
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "%255s %255[^\n]", name, value) == 2)
			fn(ctx, name, value);
	fclose(f);
	return 0;
}

/* Before Linux 6.2 a read that names no snapshot is no request. */
int dl_region_read(struct dl *dl, const char *dev, const char *region,
		   const u32 *snapshot, u32 addr, u8 *data, u32 len,
		   struct error *e)
{
	char how[16];
	__be32 word;
	FILE *f;
	u32 val;
	int err;

	err = begin(dl, dev, "read", "register", &f, e);
	if (err)
		return err;
	if (fscanf(f, "%15s %x", how, &val) != 2)
		abort();
	fclose(f);
	if (!snapshot && strcmp(how, "direct"))
		return error_set(e, EINVAL, "KERNEL", "no snapshot id");
	if (snapshot && !dl->has_snapshot)
		return error_set(e, EINVAL, "KERNEL", "no such snapshot");
	word = cpu_to_be32(val);
	if (len != sizeof(word))
		abort();
	memcpy(data, &word, sizeof(word));
	return 0;
}

int dl_region_snapshot(struct dl *dl, const char *dev, const char *region,
		       u32 *id, struct error *e)
{
	int err;

	err = fails(dl, dev, "snapshot", e);
	*id = 1;
	dl->has_snapshot = !err;
	return err;
}

int dl_region_delete(struct dl *dl, const char *dev, const char *region, u32 id,
		     struct error *e)
{
	dl->has_snapshot = false;
	return 0;
}

/* ---- what no script has asked for yet ---- */

int dl_region_size(struct dl *dl, const char *dev, const char *region,
		   u64 *size, struct error *e)
{
	return unknown("region", e);
}

int dl_param_get(struct dl *dl, const char *dev, const char *name,
		 char *value, size_t len, struct error *e)
{
	return unknown("param", e);
}

int dl_param_set(struct dl *dl, const char *dev, const char *name,
		 const char *value, struct error *e)
{
	return unknown("param", e);
}

int dl_flash(struct dl *dl, const char *dev, const char *file, u32 overwrite,
	     struct error *e)
{
	return unknown("flash", e);
}

int dl_activate(struct dl *dl, const char *dev, struct error *e)
{
	return unknown("reload", e);
}

int dl_monitor_open(struct dl **dl, struct error *e)
{
	return unknown("monitor", e);
}

int dl_monitor_fd(const struct dl *dl)
{
	return -1;
}

int dl_monitor_read(struct dl *dl, const char *dev, enum dl_event *event,
		    struct dl_status *status)
{
	return 0;
}
