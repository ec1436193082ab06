// SPDX-License-Identifier: GPL-2.0-only
/*
 * The file of a kernel module: where it is, for which kernel, signed by whom.
 *
 * libkmod is what modprobe and modinfo are made of: it looks where they look,
 * and reads modules that are compressed, whichever way.
 */
#include <libkmod.h>

#include "hostfs.h"
#include "modfile.h"

/* It would print what is an answer to us. */
static void stay_silent(void *data, int priority, const char *file, int line,
			const char *fn, const char *format, va_list args)
{
}

static void take_value(struct modfile *m, const char *key, const char *value)
{
	if (!strcmp(key, "vermagic"))
		snprintf(m->release, sizeof(m->release), "%.*s",
			 (int)strcspn(value, " "), value);
	else if (!strcmp(key, "sig_id"))
		m->is_signed = true;
	else if (!strcmp(key, "signer"))
		snprintf(m->signer, sizeof(m->signer), "%s", value);
}

static int read_values(struct modfile *m, struct kmod_module *module)
{
	struct kmod_list *list = NULL, *pos;
	int err;

	err = kmod_module_get_info(module, &list);
	if (err < 0)
		return err;
	kmod_list_foreach(pos, list)
		take_value(m, kmod_module_info_get_key(pos),
			   kmod_module_info_get_value(pos));
	kmod_module_info_free_list(list);
	return 0;
}

static int find(struct modfile *m, struct kmod_ctx *ctx, const char *name)
{
	struct kmod_module *module;
	const char *path;
	int err;

	err = kmod_module_new_from_name(ctx, name, &module);
	if (err < 0)
		return err;
	path = kmod_module_get_path(module);
	if (path) {
		snprintf(m->path, sizeof(m->path), "%s", path);
		m->err = read_values(m, module);
	}
	kmod_module_unref(module);
	return 0;
}

/**
 * modfile_find() - look for a module that is installed
 * @m: set
 * @name: of the module
 * @release: of the kernel that shall load it
 *
 * That there is none is no failure.
 *
 * Return: 0 or -errno.
 */
int modfile_find(struct modfile *m, const char *name, const char *release)
{
	/* What modprobe.d says is not asked for. */
	const char * const no_config = NULL;
	char dir[PATH_MAX];
	struct kmod_ctx *ctx;
	int err;

	memset(m, 0, sizeof(*m));
	host_path(dir, sizeof(dir), "/lib/modules/%s", release);
	ctx = kmod_new(dir, &no_config);
	if (!ctx)
		return -ENOMEM;
	kmod_set_log_fn(ctx, stay_silent, NULL);
	err = find(m, ctx, name);
	kmod_unref(ctx);
	return err;
}
