// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is the module there, and would this kernel take it?
 *
 * Whether the kernel has a signer's key is told by the keys' names: their
 * numbers are not those that a signature names. Keys of one name are mostly one
 * key, and a module that is loaded has proven it.
 */
#include <stdlib.h>

#include "doctor.h"
#include "hostfs.h"

#define SECURITYFS	"/sys/kernel/security"
#define LOCKDOWN	SECURITYFS "/lockdown"
#define SECURE_BOOT	"/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
#define SIG_ENFORCE	"/sys/module/module/parameters/sig_enforce"
#define TAINT		"/sys/module/hermon_fw/taint"
#define KEYS		"/proc/keys"
#define SECURE_BOOT_AT	4	/* behind the attributes of the variable */
#define GUIDE		"install.rst, \"Secure Boot\""

/* Where DKMS has the key that it signs with: its own, Ubuntu's. */
static const char * const dkms_keys[] = {
	"/var/lib/dkms/mok.pub",
	"/var/lib/shim-signed/mok/MOK.der",
};

static bool has_dkms_source(void)
{
	return host_has("/usr/src/hermon-fw-*/dkms.conf");
}

static void advise_build(const struct doctor *d, struct finding *f)
{
	const char *release = d->kernel.release;

	if (!host_has("/lib/modules/%s/build/Makefile", release))
		finding_next(f, "apt install linux-headers-%s%s", release,
			     has_dkms_source() ? "" : " hermon-fw-dkms");
	else if (has_dkms_source())
		finding_next(f, "dkms autoinstall -k %s; what goes wrong is in /var/lib/dkms/hermon-fw/*/build/make.log",
			     release);
	else
		finding_next(f, "apt install hermon-fw-dkms, or make && make modules_install: README, \"Build and install\"");
}

static void no_module(const struct doctor *d, struct finding *f)
{
	if (d->is_loaded)
		finding_set(f, FINDING_WARN,
			    "hermon_fw is loaded, but not installed for kernel %s: it is gone with the next start",
			    d->kernel.release);
	else
		finding_set(f, FINDING_FAIL,
			    "hermon_fw is not installed for kernel %s",
			    d->kernel.release);
	advise_build(d, f);
}

static void other_kernel(const struct doctor *d, struct finding *f)
{
	finding_set(f, FINDING_FAIL, "%s was built for kernel %s, not for %s",
		    d->module.path, d->module.release, d->kernel.release);
	if (has_dkms_source())
		finding_next(f, "have DKMS build it: dkms install --force hermon-fw/VERSION -k %s; dkms status shows the version",
			     d->kernel.release);
	else
		advise_build(d, f);
}

/**
 * doctor_module() - is hermon_fw loaded, or where modprobe finds it?
 * @d: this host
 * @f: filled
 */
void doctor_module(const struct doctor *d, struct finding *f)
{
	const struct modfile *m = &d->module;

	if (d->module_err) {
		finding_set(f, FINDING_SKIP,
			    "/lib/modules/%s cannot be looked at: %s",
			    d->kernel.release, strerror(-d->module_err));
		finding_next(f, "ask modinfo hermon_fw");
	} else if (!*m->path) {
		no_module(d, f);
	} else if (!m->err && *m->release && !d->is_loaded &&
		   strcmp(m->release, d->kernel.release)) {
		other_kernel(d, f);
	} else if (d->is_loaded) {
		finding_set(f, FINDING_OK, "hermon_fw is loaded; it is in %s",
			    m->path);
	} else {
		finding_set(f, FINDING_OK,
			    "hermon_fw is in %s; hermonfw loads it when it needs it",
			    m->path);
	}
}

/**
 * struct lock - which modules the kernel takes
 * @mode: of lockdown, or empty if it is not shown
 * @secure_boot: 1 or 0, -1 if it is not known
 * @enforce: a parameter asks for signatures, whatever lockdown says
 */
struct lock {
	char mode[32];
	int secure_boot;
	bool enforce;
};

/*
 * "none [integrity] confidentiality". A kernel without lockdown has no such file,
 * but it has others there, or not even the folder.
 */
static void read_mode(struct lock *l)
{
	bool is_hidden = host_has(SECURITYFS) && !host_has(SECURITYFS "/lsm");
	const char *begin;
	char text[128];

	strcpy(l->mode, is_hidden ? "" : "none");
	host_read(LOCKDOWN, text, sizeof(text));
	begin = strchr(text, '[');
	if (begin)
		snprintf(l->mode, sizeof(l->mode), "%.*s",
			 (int)strcspn(begin + 1, "]"), begin + 1);
}

static void read_secure_boot(struct lock *l)
{
	char value[SECURE_BOOT_AT + 2];

	if (host_read(SECURE_BOOT, value, sizeof(value)) > SECURE_BOOT_AT)
		l->secure_boot = !!value[SECURE_BOOT_AT];
	else if (host_has("/sys/firmware/efi/efivars/*"))
		l->secure_boot = 0;
	else
		l->secure_boot = host_has("/sys/firmware/efi") ? -1 : 0;
}

static void read_lock(struct lock *l)
{
	char text[8];

	read_mode(l);
	read_secure_boot(l);
	host_read(SIG_ENFORCE, text, sizeof(text));
	l->enforce = *text == 'Y' || *text == '1';
}

/* With Secure Boot distributions lock down: so it is taken for granted. */
static bool wants_signature(const struct lock *l)
{
	if (l->enforce)
		return true;
	return *l->mode ? strcmp(l->mode, "none") : l->secure_boot == 1;
}

/**
 * doctor_lockdown() - which modules does this kernel take?
 * @d: this host
 * @f: filled
 */
void doctor_lockdown(const struct doctor *d, struct finding *f)
{
	static const char * const boots[] = {
		"Secure Boot may be on", "Secure Boot is off",
		"Secure Boot is on",
	};
	const char *boot, *enforce;
	struct lock l;

	read_lock(&l);
	boot = boots[l.secure_boot + 1];
	enforce = l.enforce ? ", sig_enforce is set" : "";
	if (!*l.mode) {
		finding_set(f, FINDING_WARN, "lockdown is not shown, %s%s",
			    boot, enforce);
		finding_next(f, "mount -t securityfs none " SECURITYFS);
	} else {
		finding_set(f, FINDING_OK,
			    "lockdown is %s, %s%s: the kernel takes %s",
			    l.mode, boot, enforce,
			    wants_signature(&l) ?
				    "signed modules only" :
				    "modules without a signature, too");
	}
}

/*
 * "1a2b3c I------ 1 perm 1f010000 0 0 TYPE NAME: ID: X509.rsa ID []", where the
 * type is asymmetric, cut off somewhere.
 */
static bool is_key_of(const char *line, const char *signer)
{
	const char *name = strstr(line, " asymm");

	name = name ? strstr(name, signer) : NULL;
	return name && name[strlen(signer)] == ':';
}

/* Returns 1 or 0, or -1 if that is not known. */
static int kernel_has_key(const struct doctor *d, const char *signer)
{
	char *line = NULL;
	size_t size = 0;
	int has = 0;
	FILE *f;

	if (!d->may_ask || !*signer)
		return -1;
	f = host_open(KEYS);
	if (!f)
		return -1;
	while (!has && getline(&line, &size, f) > 0)
		has = is_key_of(line, signer);
	free(line);
	fclose(f);
	return has;
}

static const char *find_dkms_key(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(dkms_keys); i++)
		if (host_has("%s", dkms_keys[i]))
			return dkms_keys[i];
	return NULL;
}

static void advise_enroll(struct finding *f)
{
	const char *key = find_dkms_key();

	if (!key)
		finding_next(f, "enroll the certificate of that key: mokutil --import FILE; then restart and choose \"Enroll MOK\": "
			     GUIDE);
	else if (host_has("/usr/bin/mokutil"))
		finding_next(f, "mokutil --import %s; then restart and choose \"Enroll MOK\": "
			     GUIDE, key);
	else
		finding_next(f, "apt install mokutil; mokutil --import %s; then restart and choose \"Enroll MOK\": "
			     GUIDE, key);
}

static void advise_signing(const struct doctor *d, struct finding *f)
{
	const char *key = find_dkms_key();

	if (!has_dkms_source())
		finding_next(f, "sign it with a key of your own: README, \"Secure Boot\"");
	else if (!key && !host_has("/usr/bin/openssl"))
		finding_next(f, "apt install openssl, without which DKMS makes no key to sign with; apt install --reinstall hermon-fw-dkms; then "
			     GUIDE);
	else
		finding_next(f, "apt install --reinstall hermon-fw-dkms, which builds and signs it; mokutil --import %s; then restart and choose \"Enroll MOK\": "
			     GUIDE, key ? key : dkms_keys[0]);
}

static void judge_signer(const struct doctor *d, struct finding *f)
{
	const struct modfile *m = &d->module;
	int has = kernel_has_key(d, m->signer);

	if (has == 1) {
		finding_set(f, FINDING_OK,
			    "%s is signed by \"%s\", and the kernel has a key of that name",
			    m->path, m->signer);
	} else if (!has) {
		finding_set(f, FINDING_FAIL,
			    "%s is signed by \"%s\", and the kernel has no key of that name",
			    m->path, m->signer);
		advise_enroll(f);
	} else {
		finding_set(f, FINDING_SKIP,
			    "%s is signed by \"%s\"; whether the kernel has that key cannot be seen",
			    m->path, *m->signer ? m->signer : "?");
		finding_next(f, d->may_ask ? "modprobe hermon_fw tells" :
					     "run it as root");
	}
}

static void judge_file(const struct doctor *d, struct finding *f)
{
	const struct modfile *m = &d->module;
	struct lock l;

	read_lock(&l);
	if (m->is_signed && wants_signature(&l)) {
		judge_signer(d, f);
	} else if (m->is_signed) {
		finding_set(f, FINDING_OK,
			    "%s is signed by \"%s\", which this kernel does not ask for",
			    m->path, *m->signer ? m->signer : "?");
	} else if (wants_signature(&l)) {
		finding_set(f, FINDING_FAIL,
			    "%s is not signed, and this kernel takes signed modules only",
			    m->path);
		advise_signing(d, f);
	} else {
		finding_set(f, FINDING_OK,
			    "%s is not signed, which this kernel does not ask for",
			    m->path);
	}
}

/* What counts then is what the kernel made of it. */
static void judge_loaded(const struct doctor *d, struct finding *f)
{
	const struct modfile *m = &d->module;
	char taint[16];

	host_read(TAINT, taint, sizeof(taint));
	if (strchr(taint, 'E'))
		finding_set(f, FINDING_OK,
			    "hermon_fw is loaded, without a signature that the kernel knows (taint E)");
	else if (*m->signer)
		finding_set(f, FINDING_OK,
			    "hermon_fw is loaded; its file is signed by \"%s\"",
			    m->signer);
	else
		finding_set(f, FINDING_OK,
			    "hermon_fw is loaded: the kernel asks for no more");
}

/**
 * doctor_signature() - is hermon_fw signed as this kernel wants it?
 * @d: this host
 * @f: filled
 */
void doctor_signature(const struct doctor *d, struct finding *f)
{
	const struct modfile *m = &d->module;

	if (d->is_loaded) {
		judge_loaded(d, f);
	} else if (!*m->path) {
		finding_set(f, FINDING_SKIP,
			    "there is no module to look at");
		finding_next(f, "install hermon_fw first, then ask again");
	} else if (m->err) {
		finding_set(f, FINDING_SKIP, "%s cannot be read: %s", m->path,
			    strerror(-m->err));
		finding_next(f, "modinfo %s may say more", m->path);
	} else {
		judge_file(d, f);
	}
}
