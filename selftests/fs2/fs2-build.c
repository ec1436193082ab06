// SPDX-License-Identifier: GPL-2.0-only
/*
 * fs2-build - make synthetic FS2 images and flash dumps, show and repair them
 *
 * Exit status: 0 fine, 1 failed (with --show: something is wrong with what was
 * shown), 2 wrong command line.
 */
#include <err.h>
#include <getopt.h>
#include <stdlib.h>

#include <hermon_env.h>
#include <hermon/fs2.h>

#include "fs2_build.h"
#include "view.h"

#define EDITS_MAX	32
#define GUID_LIST_MAX	HERMON_FS2_GUIDS_MAX
#define ROM_DEFAULT_SIZE	0xc000

struct edit {
	u32 off;
	u32 value;
};

struct args {
	struct fs2_spec spec;
	bool size_given;
	bool small;
	struct edit poke[EDITS_MAX];
	u32 n_pokes;
	u32 flip[EDITS_MAX];
	u32 n_flips;

	const char *out;
	bool list;
	const char *show;
	const char *fix;

	bool flash;
	u32 flash_size;
	u32 slot;
	bool empty;
	const char *image;
	const char *second;
	const char *retired;
};

struct blob {
	u8 *p;
	u32 len;
};

static const char usage_text[] =
"Usage: fs2-build [IMAGE OPTIONS] [--list] -o FILE\n"
"       fs2-build --flash [--flash-size N] [--slot N] [IMAGE OPTIONS] -o FILE\n"
"       fs2-build --flash --image FILE [--second FILE | --retired FILE] -o FILE\n"
"       fs2-build --show FILE\n"
"       fs2-build --fix FILE\n"
"\n"
"Makes FS2 firmware images of no use to any card but accepted by every tool.\n"
"Numbers are decimal or 0x hexadecimal; sizes may end in K or M.\n"
"\n"
"  -h, --help             this text\n"
"\n"
"Output\n"
"  -o, --output FILE      where to write\n"
"  --list                 describe the result as JSON on stdout\n"
"  --show FILE            describe an image or a dump as JSON; no other option\n"
"                         than --flash (take it for a dump)\n"
"  --fix FILE             recompute all checksums of an image in place\n"
"\n"
"What the image says about itself\n"
"  --version A.B.C        firmware version (2.6.0)\n"
"  --date YYYY-MM-DD      build date (2009-05-13)\n"
"  --time HH:MM:SS        build time (14:03:36)\n"
"  --psid TEXT            board (HP_09D0000001)\n"
"  --vsd TEXT             vital data (empty)\n"
"  --device-type N        PCI device id (25418)\n"
"  --hwid HEX[,HEX...]    hardware ids (00a00190), or none\n"
"  --mic-version A.B.C    version of the image builder (1.5.0)\n"
"  --no-mic               no such tag: tools then skip the full CRC\n"
"  --config-area S[,P[,L]] tag 19: sectors, pad, log2 of a sector in KB\n"
"  --product-version TEXT tag 7\n"
"  --psid-list TEXT       tag 6: own PSID and this one\n"
"  --min-fit A.B.C.D      tag 12\n"
"  --ps-info TEXT         tag 20\n"
"  --tags N[,N...]        tags and their order (0,1,2,3,4,8,5,9,10,11); the\n"
"                         options above add theirs behind\n"
"  --no-end-tag           no end tag in the Image Info section\n"
"  --name TEXT, --description TEXT\n"
"                         for the [PS_INFO] of the FW Configuration text\n"
"\n"
"GUIDs and MACs\n"
"  --guid HEX             node GUID; ports, system image and MACs follow it\n"
"                         (0002c9030001a2b0)\n"
"  --guids HEX,HEX,...    node, port 1, port 2, system image; MACs follow\n"
"  --macs HEX,HEX         MACs of the ports\n"
"  --n-guids 4|6          entries, without or with MACs (6)\n"
"  --blank-guids          all ones, to be set later\n"
"\n"
"Layout\n"
"  --size N               exact size of the image (350K to 450K, by the seed)\n"
"  --small                as small as it gets, about 1 KB; --size overrides\n"
"  --seed N               what fills the code; another seed, other bytes (1)\n"
"  --chunk N              64K to 8M (1M)\n"
"  --non-failsafe         an image without slots\n"
"  --code-sections N      number of DDR sections (6)\n"
"  --loader-n N           size field of a loader block (0x300)\n"
"  --two-loaders          a second loader block\n"
"  --gap N                bytes of no section behind each but the last (0)\n"
"  --extra-section T[:N]  one more section of type T with N bytes (64)\n"
"  --fw-config FILE       body of the FW Configuration section\n"
"  --no-fw-config         no such section\n"
"  --rom[=TYPE:A.B.C]     expansion ROM: PXE, UEFI, CLP or a number (PXE:1.4.0)\n"
"  --rom-size N           its size (48K)\n"
"  --rom-proto N          0 IB, 1 ETH, 2 VPI\n"
"  --rom-seed N           what fills it (the number of --seed)\n"
"  --rom-place N          how many sections come before it (1)\n"
"  --rom-bad-sum, --rom-no-sign\n"
"                         a ROM tools warn about\n"
"  --devrev HEX           word 0x20, bits 31:24 (a0)\n"
"  --indicator HEX        word 0x20, bits 23:16 (00)\n"
"  --format HEX           word 0x24 (00000000)\n"
"  --no-full-crc          leave the full CRC blank\n"
"  --pad N                bytes after the end of the image\n"
"  --pad-byte HEX         their value (ff)\n"
"  --poke OFF=WORD        set a word, then repair all checksums\n"
"  --flip OFF             flip bit 0 of a byte afterwards: damage\n"
"\n"
"Flash dump\n"
"  --flash                write a dump of the whole flash instead\n"
"  --flash-size N         its size (2M)\n"
"  --slot 0|1             where the image goes (0)\n"
"  --image FILE           place this image instead of building one\n"
"  --second FILE          put this one, valid, into the other slot\n"
"  --retired FILE         put this one, retired, into the other slot\n"
"  --empty                no image at all\n";

static __attribute__((noreturn)) void usage_error(const char *what,
						  const char *arg)
{
	fprintf(stderr, "fs2-build: %s: %s\n", what, arg);
	fprintf(stderr, "Try 'fs2-build --help'.\n");
	exit(2);
}

/* ---- files ---- */

static struct blob blob_new(u32 len, u8 fill)
{
	struct blob b = { .p = malloc(len ? len : 1), .len = len };

	if (!b.p)
		err(1, "%u bytes", len);
	memset(b.p, fill, len);
	return b;
}

static struct blob blob_read(const char *path)
{
	struct blob b = blob_new(2 * HERMON_FS2_MAX_SIZE, 0);
	FILE *f = fopen(path, "rb");

	if (!f)
		err(1, "%s", path);
	b.len = fread(b.p, 1, b.len, f);
	if (ferror(f))
		err(1, "%s", path);
	if (fgetc(f) != EOF)
		errx(1, "%s: larger than any flash", path);
	fclose(f);
	return b;
}

static void blob_write(const char *path, struct blob b)
{
	FILE *f = fopen(path, "wb");

	if (!f)
		err(1, "%s", path);
	if (fwrite(b.p, 1, b.len, f) != b.len || fclose(f))
		err(1, "%s", path);
}

/* ---- arguments ---- */

static u64 number(const char *s, int base, char end, const char **rest)
{
	char *stop;
	u64 v;

	errno = 0;
	v = strtoull(s, &stop, base);
	if (stop == s || *s == '-' || errno)
		usage_error("not a number", s);
	if (rest)
		*rest = stop;
	else if (*stop != end)
		usage_error("not a number", s);
	return v;
}

static u32 number32(const char *s, int base)
{
	u64 v = number(s, base, 0, NULL);

	if (v > 0xffffffff)
		usage_error("too large", s);
	return v;
}

static u32 size(const char *s)
{
	const char *rest;
	u64 v = number(s, 0, 0, &rest);

	if (*rest == 'K' || *rest == 'k')
		v <<= 10, rest++;
	else if (*rest == 'M' || *rest == 'm')
		v <<= 20, rest++;
	if (*rest)
		usage_error("not a size", s);
	if (v > 2 * HERMON_FS2_MAX_SIZE)
		usage_error("too large", s);
	return v;
}

/* A list of numbers, separated by any of @sep. Returns how many. */
static u32 numbers(const char *s, int base, const char *sep, u64 *v, u32 max)
{
	const char *all = s;
	u32 n = 0;

	for (;;) {
		if (n == max)
			usage_error("too many numbers", all);
		v[n++] = number(s, base, 0, &s);
		if (!*s)
			return n;
		if (!strchr(sep, *s))
			usage_error("not a list of numbers", all);
		s++;
	}
}

static void exactly(const char *s, int base, const char *sep, u64 *v, u32 n)
{
	if (numbers(s, base, sep, v, n) != n)
		usage_error("too few numbers", s);
}

static void text(char *to, u32 max, const char *s)
{
	if (strlen(s) > max)
		usage_error("too long", s);
	memset(to, 0, max + 1);
	memcpy(to, s, strlen(s));
}

static void want_tag(struct fs2_spec *spec, u8 tag)
{
	if (!fs2_spec_has_tag(spec, tag) && fs2_spec_add_tag(spec, tag))
		errx(2, "too many tags");
}

static void arg_version(u32 v[3], const char *s)
{
	u64 n[3];
	int i;

	exactly(s, 10, "._", n, 3);
	for (i = 0; i < 3; i++) {
		if (n[i] > 0xffff)
			usage_error("version too large", s);
		v[i] = n[i];
	}
}

static void arg_hwids(struct fs2_spec *spec, const char *s)
{
	u64 v[HERMON_FS2_HWID_LIST_MAX];
	u32 i;

	if (!strcmp(s, "none")) {
		spec->n_hwids = 0;
		return;
	}
	spec->n_hwids = numbers(s, 16, ",", v, HERMON_FS2_HWID_LIST_MAX);
	for (i = 0; i < spec->n_hwids; i++)
		spec->hwids[i] = v[i];
	want_tag(spec, HERMON_FS2_TAG_HWID_LIST);
}

static void arg_tags(struct fs2_spec *spec, const char *s)
{
	u64 v[FS2_SPEC_TAGS_MAX];
	u32 i;

	spec->n_tags = numbers(s, 0, ",", v, FS2_SPEC_TAGS_MAX);
	for (i = 0; i < spec->n_tags; i++) {
		if (v[i] > 0xfe)
			usage_error("not a tag", s);
		spec->tags[i] = v[i];
	}
}

static void arg_guids(struct fs2_spec *spec, const char *s)
{
	u64 v[GUID_LIST_MAX];
	u32 n = numbers(s, 16, ",", v, GUID_LIST_MAX);

	if (n < HERMON_FS2_GUIDS_IB)
		usage_error("too few GUIDs", s);
	memcpy(spec->guids, v, n * sizeof(v[0]));
	if (n < 5)
		spec->guids[4] = fs2_spec_guid_to_mac(v[1]);
	if (n < 6)
		spec->guids[5] = fs2_spec_guid_to_mac(v[2]);
}

static void arg_config_area(struct fs2_spec *spec, const char *s)
{
	u64 v[3] = { 0 };

	numbers(s, 0, ",", v, 3);
	spec->config_sectors = v[0];
	spec->config_pad = v[1];
	spec->config_log2_kb = v[2];
	want_tag(spec, HERMON_FS2_TAG_CONFIG_AREA);
}

static void arg_extra(struct fs2_spec *spec, const char *s)
{
	const char *rest;

	spec->extra_type = number(s, 0, 0, &rest);
	if (*rest == ':')
		spec->extra_bytes = size(rest + 1);
	else if (*rest)
		usage_error("not a section type", s);
	if (!spec->extra_type)
		usage_error("not a section type", s);
}

static void arg_rom(struct fs2_spec *spec, const char *s)
{
	static const struct {
		const char *name;
		u16 product;
	} type[] = {
		{ "PXE", 0x10 }, { "UEFI", 0x11 }, { "CLP", 0xf },
		{ "CLP1", 1 }, { "FCODE", 0x21 },
	};
	const char *colon;
	u32 v[3], i, len;

	if (!spec->rom_size)
		spec->rom_size = ROM_DEFAULT_SIZE;
	if (!s)
		return;
	colon = strchr(s, ':');
	len = colon ? (u32)(colon - s) : strlen(s);
	for (i = 0; i < ARRAY_SIZE(type); i++)
		if (strlen(type[i].name) == len && !strncasecmp(s, type[i].name, len))
			break;
	spec->rom_product = i < ARRAY_SIZE(type) ? type[i].product :
						   number(s, 0, colon ? ':' : 0, NULL);
	if (colon) {
		arg_version(v, colon + 1);
		spec->rom_major = v[0];
		spec->rom_minor = v[1];
		spec->rom_subminor = v[2];
	}
}

static void arg_chunk(struct args *a, const char *s)
{
	u32 chunk = size(s);
	u32 log2 = chunk ? __builtin_ctz(chunk) : 0;

	if (!chunk || chunk != 1u << log2 || log2 < 16 || log2 > 23)
		usage_error("chunk size is 64K, 128K, ... 8M", s);
	a->spec.log2_chunk = log2;
}

static void arg_poke(struct args *a, const char *s)
{
	const char *rest;

	if (a->n_pokes == EDITS_MAX)
		usage_error("too many", "--poke");
	a->poke[a->n_pokes].off = number(s, 0, 0, &rest);
	if (*rest != '=')
		usage_error("not OFF=WORD", s);
	a->poke[a->n_pokes++].value = number32(rest + 1, 0);
}

static void arg_flip(struct args *a, const char *s)
{
	if (a->n_flips == EDITS_MAX)
		usage_error("too many", "--flip");
	a->flip[a->n_flips++] = number32(s, 0);
}

static u32 packed_decimal(u32 v)
{
	u32 r = 0, shift;

	for (shift = 0; v; shift += 4, v /= 10)
		r |= v % 10 << shift;
	return r;
}

static void arg_date(struct fs2_spec *spec, const char *s)
{
	u64 v[3];

	exactly(s, 10, "-", v, 3);
	if (v[0] > 9999 || v[1] > 12 || v[2] > 31)
		usage_error("not a date", s);
	spec->date = packed_decimal(v[0]) << 16 | packed_decimal(v[1]) << 8 |
		     packed_decimal(v[2]);
}

static void arg_time(struct fs2_spec *spec, const char *s)
{
	u64 v[3];

	exactly(s, 10, ":", v, 3);
	if (v[0] > 23 || v[1] > 59 || v[2] > 59)
		usage_error("not a time", s);
	spec->time = packed_decimal(v[0]) << 16 | packed_decimal(v[1]) << 8 |
		     packed_decimal(v[2]);
}

enum option_id {
	OPT_OUTPUT = 'o',
	OPT_HELP = 'h',
	OPT_FIRST = 256,
	OPT_LIST, OPT_SHOW, OPT_FIX,
	OPT_VERSION, OPT_DATE, OPT_TIME, OPT_PSID, OPT_VSD, OPT_DEVICE_TYPE,
	OPT_HWID, OPT_MIC_VERSION, OPT_NO_MIC, OPT_CONFIG_AREA,
	OPT_PRODUCT_VERSION, OPT_PSID_LIST, OPT_MIN_FIT, OPT_PS_INFO, OPT_TAGS,
	OPT_NO_END_TAG, OPT_NAME, OPT_DESCRIPTION,
	OPT_GUID, OPT_GUIDS, OPT_MACS, OPT_N_GUIDS, OPT_BLANK_GUIDS,
	OPT_SIZE, OPT_SMALL, OPT_SEED, OPT_CHUNK, OPT_NON_FAILSAFE,
	OPT_CODE_SECTIONS, OPT_LOADER_N, OPT_TWO_LOADERS, OPT_EXTRA_SECTION,
	OPT_FW_CONFIG, OPT_NO_FW_CONFIG, OPT_ROM, OPT_ROM_SIZE, OPT_ROM_PROTO,
	OPT_ROM_SEED, OPT_ROM_PLACE, OPT_GAP,
	OPT_ROM_BAD_SUM, OPT_ROM_NO_SIGN, OPT_DEVREV, OPT_INDICATOR, OPT_FORMAT,
	OPT_NO_FULL_CRC, OPT_PAD, OPT_PAD_BYTE, OPT_POKE, OPT_FLIP,
	OPT_FLASH, OPT_FLASH_SIZE, OPT_SLOT, OPT_IMAGE, OPT_SECOND, OPT_RETIRED,
	OPT_EMPTY,
};

static const struct option options[] = {
	{ "output", required_argument, NULL, OPT_OUTPUT },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "list", no_argument, NULL, OPT_LIST },
	{ "show", required_argument, NULL, OPT_SHOW },
	{ "fix", required_argument, NULL, OPT_FIX },
	{ "version", required_argument, NULL, OPT_VERSION },
	{ "date", required_argument, NULL, OPT_DATE },
	{ "time", required_argument, NULL, OPT_TIME },
	{ "psid", required_argument, NULL, OPT_PSID },
	{ "vsd", required_argument, NULL, OPT_VSD },
	{ "device-type", required_argument, NULL, OPT_DEVICE_TYPE },
	{ "hwid", required_argument, NULL, OPT_HWID },
	{ "mic-version", required_argument, NULL, OPT_MIC_VERSION },
	{ "no-mic", no_argument, NULL, OPT_NO_MIC },
	{ "config-area", required_argument, NULL, OPT_CONFIG_AREA },
	{ "product-version", required_argument, NULL, OPT_PRODUCT_VERSION },
	{ "psid-list", required_argument, NULL, OPT_PSID_LIST },
	{ "min-fit", required_argument, NULL, OPT_MIN_FIT },
	{ "ps-info", required_argument, NULL, OPT_PS_INFO },
	{ "tags", required_argument, NULL, OPT_TAGS },
	{ "no-end-tag", no_argument, NULL, OPT_NO_END_TAG },
	{ "name", required_argument, NULL, OPT_NAME },
	{ "description", required_argument, NULL, OPT_DESCRIPTION },
	{ "guid", required_argument, NULL, OPT_GUID },
	{ "guids", required_argument, NULL, OPT_GUIDS },
	{ "macs", required_argument, NULL, OPT_MACS },
	{ "n-guids", required_argument, NULL, OPT_N_GUIDS },
	{ "blank-guids", no_argument, NULL, OPT_BLANK_GUIDS },
	{ "size", required_argument, NULL, OPT_SIZE },
	{ "small", no_argument, NULL, OPT_SMALL },
	{ "seed", required_argument, NULL, OPT_SEED },
	{ "chunk", required_argument, NULL, OPT_CHUNK },
	{ "non-failsafe", no_argument, NULL, OPT_NON_FAILSAFE },
	{ "code-sections", required_argument, NULL, OPT_CODE_SECTIONS },
	{ "loader-n", required_argument, NULL, OPT_LOADER_N },
	{ "two-loaders", no_argument, NULL, OPT_TWO_LOADERS },
	{ "gap", required_argument, NULL, OPT_GAP },
	{ "extra-section", required_argument, NULL, OPT_EXTRA_SECTION },
	{ "fw-config", required_argument, NULL, OPT_FW_CONFIG },
	{ "no-fw-config", no_argument, NULL, OPT_NO_FW_CONFIG },
	{ "rom", optional_argument, NULL, OPT_ROM },
	{ "rom-size", required_argument, NULL, OPT_ROM_SIZE },
	{ "rom-proto", required_argument, NULL, OPT_ROM_PROTO },
	{ "rom-seed", required_argument, NULL, OPT_ROM_SEED },
	{ "rom-place", required_argument, NULL, OPT_ROM_PLACE },
	{ "rom-bad-sum", no_argument, NULL, OPT_ROM_BAD_SUM },
	{ "rom-no-sign", no_argument, NULL, OPT_ROM_NO_SIGN },
	{ "devrev", required_argument, NULL, OPT_DEVREV },
	{ "indicator", required_argument, NULL, OPT_INDICATOR },
	{ "format", required_argument, NULL, OPT_FORMAT },
	{ "no-full-crc", no_argument, NULL, OPT_NO_FULL_CRC },
	{ "pad", required_argument, NULL, OPT_PAD },
	{ "pad-byte", required_argument, NULL, OPT_PAD_BYTE },
	{ "poke", required_argument, NULL, OPT_POKE },
	{ "flip", required_argument, NULL, OPT_FLIP },
	{ "flash", no_argument, NULL, OPT_FLASH },
	{ "flash-size", required_argument, NULL, OPT_FLASH_SIZE },
	{ "slot", required_argument, NULL, OPT_SLOT },
	{ "image", required_argument, NULL, OPT_IMAGE },
	{ "second", required_argument, NULL, OPT_SECOND },
	{ "retired", required_argument, NULL, OPT_RETIRED },
	{ "empty", no_argument, NULL, OPT_EMPTY },
	{ }
};

/* Options about the Image Info section. Returns false if @id is not one. */
static bool info_option(struct fs2_spec *spec, int id, const char *arg)
{
	u64 v[4];
	u32 n[3], i;

	switch (id) {
	case OPT_VERSION:
		arg_version(n, arg);
		spec->major = n[0];
		spec->minor = n[1];
		spec->subminor = n[2];
		return true;
	case OPT_DATE:
		arg_date(spec, arg);
		return true;
	case OPT_TIME:
		arg_time(spec, arg);
		return true;
	case OPT_PSID:
		text(spec->psid, HERMON_FS2_PSID_SIZE, arg);
		return true;
	case OPT_VSD:
		text(spec->vsd, HERMON_FS2_VSD_SIZE, arg);
		return true;
	case OPT_DEVICE_TYPE:
		spec->device_type = number32(arg, 0);
		return true;
	case OPT_HWID:
		arg_hwids(spec, arg);
		return true;
	case OPT_MIC_VERSION:
		arg_version(spec->mic, arg);
		want_tag(spec, HERMON_FS2_TAG_MIC_VERSION);
		return true;
	case OPT_NO_MIC:
		fs2_spec_drop_tag(spec, HERMON_FS2_TAG_MIC_VERSION);
		return true;
	case OPT_CONFIG_AREA:
		arg_config_area(spec, arg);
		return true;
	case OPT_PRODUCT_VERSION:
		text(spec->product_version, HERMON_FS2_PSID_SIZE, arg);
		want_tag(spec, HERMON_FS2_TAG_PRODUCT_VERSION);
		return true;
	case OPT_PSID_LIST:
		text(spec->psid_list, HERMON_FS2_PSID_SIZE, arg);
		want_tag(spec, HERMON_FS2_TAG_PSID_LIST);
		return true;
	case OPT_MIN_FIT:
		exactly(arg, 10, ".", v, 4);
		for (i = 0; i < 4; i++)
			spec->min_fit[i] = v[i];
		want_tag(spec, HERMON_FS2_TAG_MIN_FIT_VERSION);
		return true;
	case OPT_PS_INFO:
		text(spec->ps_info, FS2_SPEC_STRING_MAX - 1, arg);
		want_tag(spec, HERMON_FS2_TAG_PS_INFO);
		return true;
	case OPT_TAGS:
		arg_tags(spec, arg);
		return true;
	case OPT_NO_END_TAG:
		spec->no_end_tag = true;
		return true;
	case OPT_NAME:
		spec->name = arg;
		return true;
	case OPT_DESCRIPTION:
		spec->description = arg;
		return true;
	}
	return false;
}

static bool guid_option(struct fs2_spec *spec, int id, const char *arg)
{
	switch (id) {
	case OPT_GUID:
		fs2_spec_set_guids(spec, number(arg, 16, 0, NULL));
		return true;
	case OPT_GUIDS:
		arg_guids(spec, arg);
		return true;
	case OPT_MACS:
		exactly(arg, 16, ",", spec->guids + HERMON_FS2_GUIDS_IB, 2);
		return true;
	case OPT_N_GUIDS:
		spec->n_guids = number32(arg, 0);
		return true;
	case OPT_BLANK_GUIDS:
		spec->blank_guids = true;
		return true;
	}
	return false;
}

static bool rom_option(struct fs2_spec *spec, int id, const char *arg)
{
	switch (id) {
	case OPT_ROM:
		arg_rom(spec, arg);
		return true;
	case OPT_ROM_SIZE:
		spec->rom_size = size(arg);
		return true;
	case OPT_ROM_PROTO:
		spec->rom_proto = number32(arg, 0);
		return true;
	case OPT_ROM_SEED:
		spec->rom_seed = number32(arg, 0);
		return true;
	case OPT_ROM_PLACE:
		spec->rom_place = number32(arg, 0);
		return true;
	case OPT_ROM_BAD_SUM:
		spec->rom_bad_sum = true;
		return true;
	case OPT_ROM_NO_SIGN:
		spec->rom_no_sign = true;
		return true;
	}
	return false;
}

static bool layout_option(struct args *a, int id, const char *arg)
{
	struct fs2_spec *spec = &a->spec;
	struct blob b;

	switch (id) {
	case OPT_SIZE:
		spec->size = size(arg);
		a->size_given = true;
		return true;
	case OPT_SMALL:
		a->small = true;
		return true;
	case OPT_SEED:
		spec->seed = number32(arg, 0);
		return true;
	case OPT_CHUNK:
		arg_chunk(a, arg);
		return true;
	case OPT_NON_FAILSAFE:
		spec->failsafe = false;
		return true;
	case OPT_CODE_SECTIONS:
		spec->n_code = number32(arg, 0);
		return true;
	case OPT_LOADER_N:
		spec->loader_n = number32(arg, 0);
		return true;
	case OPT_GAP:
		spec->gap = size(arg);
		return true;
	case OPT_TWO_LOADERS:
		spec->two_loaders = true;
		return true;
	case OPT_EXTRA_SECTION:
		arg_extra(spec, arg);
		return true;
	case OPT_FW_CONFIG:
		b = blob_read(arg);	/* stays until the program ends */
		spec->fw_config = b.p;
		spec->fw_config_len = b.len;
		return true;
	case OPT_NO_FW_CONFIG:
		spec->no_fw_config = true;
		return true;
	case OPT_DEVREV:
		spec->devrev = number32(arg, 16);
		return true;
	case OPT_INDICATOR:
		spec->indicator = number32(arg, 16);
		return true;
	case OPT_FORMAT:
		spec->format = number32(arg, 16);
		return true;
	case OPT_NO_FULL_CRC:
		spec->no_full_crc = true;
		return true;
	case OPT_PAD:
		spec->pad = size(arg);
		return true;
	case OPT_PAD_BYTE:
		spec->pad_byte = number32(arg, 16);
		return true;
	case OPT_POKE:
		arg_poke(a, arg);
		return true;
	case OPT_FLIP:
		arg_flip(a, arg);
		return true;
	}
	return false;
}

static bool flash_option(struct args *a, int id, const char *arg)
{
	switch (id) {
	case OPT_FLASH:
		a->flash = true;
		return true;
	case OPT_FLASH_SIZE:
		a->flash_size = size(arg);
		return true;
	case OPT_SLOT:
		a->slot = number32(arg, 0);
		if (a->slot > 1)
			usage_error("slot is 0 or 1", arg);
		return true;
	case OPT_IMAGE:
		a->image = arg;
		return true;
	case OPT_SECOND:
		a->second = arg;
		return true;
	case OPT_RETIRED:
		a->retired = arg;
		return true;
	case OPT_EMPTY:
		a->empty = true;
		return true;
	}
	return false;
}

static bool program_option(struct args *a, int id, const char *arg)
{
	switch (id) {
	case OPT_OUTPUT:
		a->out = arg;
		return true;
	case OPT_HELP:
		fputs(usage_text, stdout);
		exit(0);
	case OPT_LIST:
		a->list = true;
		return true;
	case OPT_SHOW:
		a->show = arg;
		return true;
	case OPT_FIX:
		a->fix = arg;
		return true;
	}
	return false;
}

static void parse(struct args *a, int argc, char **argv)
{
	int id;

	while ((id = getopt_long(argc, argv, "o:h", options, NULL)) != -1) {
		if (!program_option(a, id, optarg) &&
		    !info_option(&a->spec, id, optarg) &&
		    !guid_option(&a->spec, id, optarg) &&
		    !rom_option(&a->spec, id, optarg) &&
		    !layout_option(a, id, optarg) &&
		    !flash_option(a, id, optarg)) {
			fprintf(stderr, "Try 'fs2-build --help'.\n");
			exit(2);
		}
	}
	if (optind < argc)
		usage_error("unexpected argument", argv[optind]);
	if (!a->out && !a->show && !a->fix && !a->list)
		usage_error("nothing to do", "give -o, --show or --fix");
	if (!a->flash && (a->image || a->second || a->retired || a->empty))
		usage_error("only with --flash",
			    "--image, --second, --retired, --empty");
	if (a->second && a->retired)
		usage_error("there is one other slot",
			    "--second or --retired");
}

/* ---- build ---- */

static void apply_size(struct args *a)
{
	struct fs2_spec *spec = &a->spec, small;

	if (a->small) {
		fs2_spec_small(&small);
		spec->loader_n = small.loader_n;
		spec->config_words = small.config_words;
		spec->n_code = small.n_code;
		spec->no_fw_config = small.no_fw_config;
	}
	if (!a->size_given)
		spec->size = a->small ? 0 : fs2_spec_size_from_seed(spec->seed);
}

static struct blob build(struct args *a)
{
	int len = fs2_build(&a->spec, NULL, 0);
	struct blob b;
	u32 i;

	if (len < 0)
		errx(1, "these options contradict each other, or --size is too small");
	b = blob_new(len, 0);
	len = fs2_build(&a->spec, b.p, b.len);
	if (len < 0)
		errx(1, "cannot build: %s", strerror(-len));

	for (i = 0; i < a->n_pokes; i++) {
		if (a->poke[i].off > b.len - 4)
			errx(1, "--poke 0x%x: outside", a->poke[i].off);
		fs2_build_put32(b.p + a->poke[i].off, a->poke[i].value);
	}
	if (a->n_pokes && fs2_build_fix(b.p, b.len - a->spec.pad))
		warnx("--poke: some checksums could not be repaired");
	for (i = 0; i < a->n_flips; i++) {
		if (a->flip[i] >= b.len)
			errx(1, "--flip 0x%x: outside", a->flip[i]);
		b.p[a->flip[i]] ^= 1;
	}
	return b;
}

static u32 image_log2_chunk(struct blob image)
{
	u32 word;

	if (image.len < HERMON_FS2_MIN_SIZE)
		errx(1, "%u bytes are no image", image.len);
	word = fs2_build_get32(image.p + 0x28);
	return word & HERMON_FS2_FAILSAFE_ON ?
	       (word & HERMON_FS2_FAILSAFE_LOG2) + 16 : 0;
}

static void place(struct blob flash, struct blob image, u32 slot, bool retired)
{
	u32 log2 = image_log2_chunk(image), off, addr;

	if (slot && !log2)
		errx(1, "an image that is not failsafe goes to slot 0");
	for (off = 0; off < image.len; off++) {
		addr = fs2_build_addr(off, log2, slot);
		if (addr >= flash.len)
			errx(1, "the image leaves the flash");
		if (flash.p[addr] != 0xff)
			errx(1, "the images overlap at 0x%x", addr);
	}
	if (fs2_build_place(image.p, image.len, log2, slot, flash.p, flash.len))
		errx(1, "the image leaves the flash");
	if (retired)
		fs2_build_retire(flash.p, slot << log2);
}

static struct blob build_flash(struct args *a)
{
	struct blob flash = blob_new(a->flash_size, 0xff);
	struct blob b;

	if (!a->empty) {
		b = a->image ? blob_read(a->image) : build(a);
		place(flash, b, a->slot, false);
		free(b.p);
	}
	if (a->second || a->retired) {
		b = blob_read(a->second ? a->second : a->retired);
		place(flash, b, !a->slot, a->retired);
		free(b.p);
	}
	return flash;
}

/* ---- show ---- */

static bool print_images(struct blob b, bool flash, bool retired)
{
	u32 start[VIEW_STARTS_MAX], n, i;
	bool good = true;
	struct view *v;

	v = malloc(sizeof(*v));
	if (!v)
		err(1, "view");
	n = view_starts(b.p, b.len, retired, start);
	for (i = 0; i < n; i++) {
		if (flash)
			view_flash(v, b.p, b.len, start[i]);
		else
			view_image(v, b.p + start[i], b.len - start[i]);
		if (!flash)
			v->start = start[i];
		printf("%s\n    {\n", i ? "," : "");
		view_json(stdout, v, "      ");
		printf("    }");
		good = good && !v->n_errors;
	}
	printf("%s]", n ? "\n  " : "");
	free(v);
	return good && n;
}

/*
 * A dump and a file look alike. Flash parts have a power of two of bytes, and
 * an image of just such a size fills it to the end.
 */
static bool looks_like_flash(struct blob b)
{
	if (b.len < 0x80000 || b.len & (b.len - 1))
		return false;
	return fs2_build_get32(b.p) != HERMON_FS2_SIGNATURE_0 ||
	       fs2_build_get32(b.p + 0x30) != b.len;
}

/* The image that tools call current is the first of "images". */
static int show(struct blob b, const char *path, bool flash)
{
	bool good;

	flash = flash || looks_like_flash(b);
	printf("{\n  \"file\": ");
	view_json_text(stdout, path);
	printf(",\n  \"length\": %u,\n  \"kind\": \"%s\",\n", b.len,
	       flash ? "flash" : "image");
	printf("  \"images\": [");
	good = print_images(b, flash, false);
	if (flash) {
		printf(",\n  \"retired\": [");
		print_images(b, flash, true);
	}
	printf("\n}\n");
	return good ? 0 : 1;
}

static int fix(const char *path)
{
	struct blob b = blob_read(path);

	if (fs2_build_fix(b.p, b.len))
		errx(1, "%s: not an image that can be repaired", path);
	blob_write(path, b);
	free(b.p);
	return 0;
}

int main(int argc, char **argv)
{
	struct args a = { .flash_size = 0x200000 };
	struct blob b;
	int ret = 0;

	fs2_spec_default(&a.spec);
	parse(&a, argc, argv);
	if (a.fix)
		return fix(a.fix);
	if (a.show) {
		b = blob_read(a.show);
		ret = show(b, a.show, a.flash);
		free(b.p);
		return ret;
	}

	apply_size(&a);
	b = a.flash ? build_flash(&a) : build(&a);
	if (a.out)
		blob_write(a.out, b);
	if (a.list)
		show(b, a.out ? a.out : "", a.flash);
	free(b.p);
	free((void *)a.spec.fw_config);
	return ret;
}
