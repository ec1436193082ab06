// SPDX-License-Identifier: GPL-2.0-only
/*
 * The whole flash of a card in a file, with what it is beside it.
 *
 * A backup holds one card's identity, so that is in its name. The hash there
 * tells one state of a card from the next, and finds one that was saved before.
 */
#include <ctype.h>
#include <sha2.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "backup.h"
#include "out.h"

#define HASH_IN_NAME	12
#define GUID_NODE	0	/* first of struct hermon_image's guids */
#define NAME_TEXT	160

static bool has_guid(const struct hermon_card *card)
{
	return card->valid && !card->image.guids_blank &&
	       card->image.guids[GUID_NODE];
}

/* What stands on a flash may be anything; a name must be no path. */
static void sanitize(char *text)
{
	for (; *text; text++)
		if (!isalnum((unsigned char)*text) && !strchr("._-", *text))
			*text = '_';
}

static const char *psid_of(const struct hermon_card *card)
{
	return card->valid ? card->image.psid : card->psid;
}

static void print_version(const struct hermon_card *card, char *buf, size_t len)
{
	*buf = '\0';
	if (card->valid)
		hermon_version_print(&card->image.version, buf, len);
}

static void print_guid(const struct hermon_card *card, char *buf, size_t len)
{
	*buf = '\0';
	if (has_guid(card))
		snprintf(buf, len, "%016llx",
			 (unsigned long long)card->image.guids[GUID_NODE]);
}

/**
 * backup_name() - the name of a backup: GUID, PSID, version, hash
 * @buf: room for it
 * @len: bytes of it
 * @card: what lies on the flash
 * @bdf: the card's address
 * @sha256: of the flash, hexadecimal
 */
void backup_name(char *buf, size_t len, const struct hermon_card *card,
		 const char *bdf, const char *sha256)
{
	char guid[40], version[HERMON_VERSION_TEXT];
	const char *psid = psid_of(card);

	print_guid(card, guid, sizeof(guid));
	if (!*guid)
		snprintf(guid, sizeof(guid), "noguid-%s", bdf);
	print_version(card, version, sizeof(version));
	snprintf(buf, len, "%s-%s-%s-%.*s.bin", guid, *psid ? psid : "nopsid",
		 *version ? version : "noversion", HASH_IN_NAME, sha256);
	sanitize(buf);
}

/* What a backup says must come from its bytes, not from an earlier reading. */
static int parse(struct backup *b, struct hermon_mem *mem,
		 struct hermon_card *card)
{
	struct hermon_image image;
	struct hermon_slot slot;
	int err;

	err = hermon_card_read(card, &mem->rd, &b->why);
	if (err)
		return err;
	if (!card->valid) {
		b->why = card->why;
		return 0;
	}
	hermon_slot_init(&slot, &mem->rd, &card->layout);
	b->has_image = !hermon_fs2_check(&slot.rd, HERMON_DEPTH_FULL, &image,
					 &b->why);
	return 0;
}

static void print_date(char *buf, size_t len)
{
	time_t now = time(NULL);
	struct tm tm;

	gmtime_r(&now, &tm);
	strftime(buf, len, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

static struct json_object *describe(const struct backup *b,
				    const struct source *src,
				    const struct hermon_card *card)
{
	struct json_object *obj = json_object_new_object();
	char text[64];

	print_guid(card, text, sizeof(text));
	out_put_text(obj, "guid", text);
	out_put_text(obj, "psid", psid_of(card));
	print_version(card, text, sizeof(text));
	out_put_text(obj, "version", text);
	out_put_text(obj, "vsd", card->valid ? card->image.vsd : NULL);
	out_put_text(obj, "part", src->part);
	out_put_number(obj, "size", src->flash->size);
	out_put_text(obj, "sha256", b->sha256);
	print_date(text, sizeof(text));
	out_put_text(obj, "date", text);
	out_put_text(obj, "tool", "hermonfw " HERMONFW_VERSION);
	return obj;
}

/* "x.bin" has "x.json" beside it. */
static void json_path(const char *path, char *buf, size_t len)
{
	size_t n = strlen(path);

	if (n > 4 && !strcmp(path + n - 4, ".bin"))
		n -= 4;
	snprintf(buf, len, "%.*s.json", (int)n, path);
}

static int save_description(const struct backup *b, const struct source *src,
			    const struct hermon_card *card)
{
	struct json_object *obj = describe(b, src, card);
	char path[PATH_MAX];
	const char *text;
	char *line;
	int err;

	text = json_object_to_json_string_ext(obj, JSON_C_TO_STRING_PRETTY |
						   JSON_C_TO_STRING_NOSLASHESCAPE);
	json_path(b->path, path, sizeof(path));
	err = asprintf(&line, "%s\n", text) < 0 ? -ENOMEM : 0;
	if (!err) {
		err = file_save(path, line, strlen(line), true);
		free(line);
	}
	json_object_put(obj);
	return err;
}

static bool is_there(const char *path, const void *data, u32 size)
{
	struct hermon_report ignored;
	struct file file;
	bool same;

	if (file_load(&file, path, &ignored))
		return false;
	same = file.size == size && !memcmp(file.data, data, size);
	file_unload(&file);
	return same;
}

static int fail_save(const struct backup *b, int err, struct error *e)
{
	if (err == -EEXIST) {
		error_set(e, EEXIST, "BACKUP_EXISTS",
			  "%s exists and is something else", b->path);
		error_next(e, "give another name with -o");
		return err;
	}
	error_set(e, -err, "BACKUP", "no backup can be written to %s: %s",
		  b->path, strerror(-err));
	error_next(e, "make room there, or name another folder with --backup-dir");
	return err;
}

static int save(struct backup *b, const struct source *src,
		const struct hermon_card *card, struct error *e)
{
	const u8 *data = src->region.data;
	u32 size = src->flash->size;
	int err;

	b->existed = is_there(b->path, data, size);
	if (b->existed)
		return 0;
	err = file_save(b->path, data, size, false);
	if (!err)
		err = save_description(b, src, card);
	return err ? fail_save(b, err, e) : 0;
}

/**
 * backup_take() - save the whole flash of a card
 * @b: set on success
 * @src: the card
 * @file: where; NULL: a name in @dir that says what it is
 * @dir: made if it is not there
 * @e: filled on failure
 *
 * The flash is read once; reads of @src come from memory afterwards.
 *
 * Return: 0 or -errno.
 */
int backup_take(struct backup *b, struct source *src, const char *file,
		const char *dir, struct error *e)
{
	struct hermon_mem mem;
	struct hermon_card card;
	char name[NAME_TEXT];
	int err;

	memset(b, 0, sizeof(*b));
	err = region_read_all(&src->region, e);
	if (err)
		return err;
	hermon_mem_init(&mem, src->region.data, src->flash->size);
	mem.rd.where = HERMON_WHERE_CARD;
	SHA256Data(src->region.data, src->flash->size, b->sha256);
	err = parse(b, &mem, &card);
	if (err)
		return error_report(e, err, &b->why);
	backup_name(name, sizeof(name), &card, src->name, b->sha256);
	if (file)
		snprintf(b->path, sizeof(b->path), "%s", file);
	else
		snprintf(b->path, sizeof(b->path), "%s/%s", dir, name);
	err = file ? 0 : file_make_dirs(dir);
	return err ? fail_save(b, err, e) : save(b, src, &card, e);
}

/**
 * backup_json() - a backup as JSON
 * @b: the backup
 *
 * Return: a new object.
 */
struct json_object *backup_json(const struct backup *b)
{
	struct json_object *obj = json_object_new_object();

	out_put_text(obj, "path", b->path);
	out_put_text(obj, "sha256", b->sha256);
	out_put_bool(obj, "existed", b->existed);
	out_put_bool(obj, "has_image", b->has_image);
	return obj;
}
