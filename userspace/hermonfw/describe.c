// SPDX-License-Identifier: GPL-2.0-only
/*
 * All that can be said of an image, for text and JSON.
 *
 * Texts in an image are somebody else's bytes: no control character of theirs
 * reaches a terminal, and JSON stays JSON.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#include <hermon/match.h>
#include <json-c/json.h>

#include "describe.h"
#include "idtext.h"

#define FIELD_WIDTH	18

static int describe_rom(struct description *d, struct hermon_reader *rd,
			struct hermon_report *report)
{
	u8 *rom;
	int err;

	if (!d->image.rom_len)
		return 0;
	rom = malloc(d->image.rom_len);
	if (!rom)
		return -ENOMEM;
	err = hermon_reader_get(rd, d->image.rom_off, rom, d->image.rom_len,
				report);
	if (!err)
		rom_info_parse(&d->rom, rom, d->image.rom_len);
	free(rom);
	return err;
}

static int describe_crc(struct description *d, struct hermon_reader *rd,
			struct hermon_report *report)
{
	int err;

	d->full_stored = FIELD_GET(HERMON_FS2_CRC_CRC, d->image.crc_word);
	err = hermon_fs2_full_crc(rd, d->image.size, &d->full_computed, report);
	if (d->full_stored == d->full_computed)
		d->full = PART_OK;
	else if (d->full_stored == HERMON_FS2_CRC_BLANK || !d->image.has_mic)
		d->full = PART_BLANK;
	else
		d->full = PART_BAD;
	return err;
}

/**
 * describe() - find out all that can be said of an image
 * @d: set on success
 * @rd: reads the image
 * @image: what core/ found in it
 * @report: filled on failure
 *
 * Return: 0, -ENOMEM or an error of @rd.
 */
int describe(struct description *d, struct hermon_reader *rd,
	     const struct hermon_image *image, struct hermon_report *report)
{
	int err;

	memset(d, 0, sizeof(*d));
	d->image = *image;
	err = tags_read(&d->tags, rd, image, report);
	if (!err)
		err = describe_rom(d, rd, report);
	if (!err)
		err = describe_crc(d, rd, report);
	return err;
}

/**
 * guids_state() - are the GUIDs of an image somebody's own?
 * @image: the image
 *
 * Return: what they are.
 */
enum guids_state guids_state(const struct hermon_image *image)
{
	struct hermon_report report = { 0 };

	if (image->guids_blank)
		return GUIDS_BLANK;
	return hermon_match_guids(image, &report) ? GUIDS_DEFAULT : GUIDS_SET;
}

/**
 * guids_state_name() - one word for a state
 * @state: the state
 *
 * Return: a constant text.
 */
const char *guids_state_name(enum guids_state state)
{
	static const char * const names[] = {
		[GUIDS_SET] = "set", [GUIDS_BLANK] = "blank",
		[GUIDS_DEFAULT] = "default",
	};

	return names[state];
}

/**
 * printable() - make a text fit for a terminal
 * @text: changed in place
 *
 * Return: @text.
 */
char *printable(char *text)
{
	unsigned char *p;

	for (p = (unsigned char *)text; *p; p++)
		if (*p < ' ' || *p >= 0x7f)
			*p = '?';
	return text;
}

/**
 * json_text() - a text of an image as JSON
 * @text: any bytes; those that are not ASCII count as Latin-1
 *
 * Return: a new string, or NULL without memory.
 */
struct json_object *json_text(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	struct json_object *string;
	char *utf8, *q;

	utf8 = malloc(2 * strlen(text) + 1);
	if (!utf8)
		return NULL;
	for (q = utf8; *p; p++) {
		if (*p >= 0x80)
			*q++ = 0xc0 | *p >> 6;
		*q++ = *p >= 0x80 ? 0x80 | (*p & 0x3f) : *p;
	}
	*q = '\0';
	string = json_object_new_string(utf8);
	free(utf8);
	return string;
}

/**
 * json_guid() - a GUID or MAC as JSON
 * @guid: the number
 * @digits: 16 or 12
 *
 * Return: a new string.
 */
struct json_object *json_guid(u64 guid, int digits)
{
	char text[GUID_TEXT];

	snprintf(text, sizeof(text), "%0*" PRIx64, digits, guid);
	return json_object_new_string(text);
}

static void add(struct json_object *object, const char *key,
		struct json_object *value)
{
	json_object_object_add(object, key, value);
}

static void add_version(struct json_object *object, const char *key,
			const struct hermon_version *version)
{
	char text[HERMON_VERSION_TEXT];

	add(object, key, json_object_new_string(version_text(version, text)));
}

/* What is empty is not said. */
static void add_text(struct json_object *object, const char *key,
		     const char *text)
{
	if (*text)
		add(object, key, json_text(text));
}

static void add_hex(struct json_object *object, const char *key, u32 value,
		    int digits)
{
	char text[12];

	snprintf(text, sizeof(text), "0x%0*x", digits, value);
	add(object, key, json_object_new_string(text));
}

static struct json_object *ids_json(const struct hermon_image *image)
{
	struct json_object *ids = json_object_new_object();
	static const char * const keys[] = { "node", "port1", "port2", "system" };
	u32 i;

	for (i = 0; i < HERMON_FS2_GUIDS_IB; i++)
		add(ids, keys[i], json_guid(image->guids[i], 16));
	return ids;
}

static struct json_object *macs_json(const struct hermon_image *image)
{
	struct json_object *macs = json_object_new_object();

	add(macs, "port1", json_guid(image->guids[HERMON_FS2_GUIDS_IB], 12));
	add(macs, "port2", json_guid(image->guids[HERMON_FS2_GUIDS_IB + 1], 12));
	return macs;
}

static struct json_object *chips_json(const struct hermon_image *image)
{
	struct json_object *chips = json_object_new_array();
	char text[CHIP_TEXT];
	u32 i;

	for (i = 0; i < image->n_hwids; i++) {
		chip_text(image->hwids[i], text);
		json_object_array_add(chips, json_object_new_string(text));
	}
	return chips;
}

static struct json_object *config_json(const struct hermon_image *image)
{
	struct json_object *config = json_object_new_object();

	add(config, "sectors", json_object_new_int64(image->config_sectors));
	add(config, "pad", json_object_new_int64(image->config_pad));
	add(config, "sector_size",
	    json_object_new_int64(BIT(image->config_sector_log2)));
	return config;
}

/**
 * describe_image_json() - what core/ knows of an image, as JSON
 * @image: the image
 *
 * Return: a new object.
 */
struct json_object *describe_image_json(const struct hermon_image *image)
{
	struct json_object *object = json_object_new_object();
	char date[DATE_TEXT];

	add_version(object, "version", &image->version);
	if (image->date)
		add(object, "date",
		    json_object_new_string(date_text(image->date, date)));
	add(object, "psid", json_text(image->psid));
	add(object, "vsd", json_text(image->vsd));
	if (image->has_mic)
		add_version(object, "mic_version", &image->mic);
	add_text(object, "product_version", image->product_version);
	add_text(object, "prs_name", image->prs_name);
	add(object, "device_id", json_object_new_int(image->device_type));
	add(object, "chips", chips_json(image));
	add(object, "size", json_object_new_int64(image->size));
	add(object, "chunk", json_object_new_int64(BIT(image->log2_chunk)));
	add(object, "guids", ids_json(image));
	if (image->n_guids == HERMON_FS2_GUIDS_MAX)
		add(object, "macs", macs_json(image));
	add(object, "guids_state",
	    json_object_new_string(guids_state_name(guids_state(image))));
	if (image->config_sectors || image->config_pad)
		add(object, "config_area", config_json(image));
	return object;
}

static struct json_object *sign_json(const struct rom_sign *sign)
{
	struct json_object *object = json_object_new_object();
	const char *type = rom_type_name(sign->product);
	char version[24];

	rom_version_text(sign, version, sizeof(version));
	if (type)
		add(object, "type", json_object_new_string(type));
	add(object, "product", json_object_new_int(sign->product));
	add(object, "version", json_object_new_string(version));
	if (sign->dev_id)
		add(object, "device_id", json_object_new_int(sign->dev_id));
	if (sign->port)
		add(object, "port", json_object_new_int(sign->port));
	if (rom_sign_has_proto(sign))
		add(object, "proto",
		    json_object_new_string(rom_proto_name(sign->proto)));
	if (sign->cpu)
		add(object, "cpu", json_object_new_string(rom_cpu_name(sign->cpu)));
	return object;
}

static struct json_object *rom_json(const struct description *d)
{
	struct json_object *rom = json_object_new_object();
	struct json_object *signs = json_object_new_array();
	u32 i;

	for (i = 0; i < d->rom.n_signs; i++)
		json_object_array_add(signs, sign_json(&d->rom.signs[i]));
	add(rom, "size", json_object_new_int64(d->image.rom_len));
	add(rom, "images", signs);
	add_text(rom, "warning", d->rom.warning);
	add_text(rom, "error", d->rom.error);
	return rom;
}

static struct json_object *crc_json(const struct description *d)
{
	struct json_object *crc = json_object_new_object();

	add(crc, "state", json_object_new_string(part_state_name(d->full)));
	add_hex(crc, "stored", d->full_stored, 4);
	add_hex(crc, "computed", d->full_computed, 4);
	return crc;
}

static void add_min_fit(struct json_object *object, const struct tags *tags)
{
	const u16 *fit = tags->min_fit;
	char text[24];

	snprintf(text, sizeof(text), "%u.%u.%u.%u", fit[0], fit[1], fit[2],
		 fit[3]);
	if (fit[0] || fit[1] || fit[2] || fit[3])
		add(object, "min_fit_version", json_object_new_string(text));
}

/**
 * describe_json() - all that can be said of an image, as JSON
 * @d: the image
 *
 * Return: a new object.
 */
struct json_object *describe_json(const struct description *d)
{
	struct json_object *object = describe_image_json(&d->image);

	add_min_fit(object, &d->tags);
	if (d->tags.vsd_vendor)
		add_hex(object, "vsd_vendor", d->tags.vsd_vendor, 4);
	if (d->tags.has_access_key)
		add(object, "hw_access_key",
		    json_object_new_boolean(d->tags.access_key));
	add(object, "rom", d->image.rom_len ? rom_json(d) : NULL);
	add(object, "full_crc", crc_json(d));
	return object;
}

/**
 * print_field() - print one line of a description
 * @name: of the field
 * @fmt: its value
 */
void print_field(const char *name, const char *fmt, ...)
{
	va_list ap;

	printf("  %-*s", FIELD_WIDTH, name);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
}

static void print_text(const char *name, const char *text)
{
	char *copy = *text ? strdup(text) : NULL;

	if (copy)
		print_field(name, "%s", printable(copy));
	free(copy);
}

static void print_firmware(const struct hermon_image *image)
{
	char version[HERMON_VERSION_TEXT], date[DATE_TEXT];

	if (image->date)
		print_field("Firmware", "%s of %s",
			    version_text(&image->version, version),
			    date_text(image->date, date));
	else
		print_field("Firmware", "%s",
			    version_text(&image->version, version));
	print_text("PSID", image->psid);
	print_text("VSD", image->vsd);
	print_text("Product version", image->product_version);
	print_text("PRS name", image->prs_name);
}

static void print_chips(const struct hermon_image *image)
{
	char text[CHIP_TEXT];
	u32 i;

	print_field("Device id", "%u (0x%04x)", image->device_type,
		    image->device_type);
	if (!image->n_hwids)
		return;
	printf("  %-*s", FIELD_WIDTH, "Chips");
	for (i = 0; i < image->n_hwids; i++)
		printf("%s%s", i ? ", " : "", chip_text(image->hwids[i], text));
	printf("\n");
}

static void print_ids(const struct hermon_image *image)
{
	static const char * const names[] = {
		"Node GUID", "Port 1 GUID", "Port 2 GUID", "System GUID",
		"Port 1 MAC", "Port 2 MAC",
	};
	enum guids_state state = guids_state(image);
	u32 i;

	if (state == GUIDS_BLANK) {
		print_field("GUIDs", "blank, to be set before use");
		return;
	}
	for (i = 0; i < image->n_guids; i++)
		print_field(names[i], "%0*" PRIx64,
			    i < HERMON_FS2_GUIDS_IB ? 16 : 12, image->guids[i]);
	if (state == GUIDS_DEFAULT)
		print_field("", "(the vendor's default or nobody's: no card's own)");
}

static void print_sign(const struct rom_sign *sign)
{
	const char *type = rom_type_name(sign->product);
	char version[24], dev[20] = "", port[16] = "";

	rom_version_text(sign, version, sizeof(version));
	if (sign->dev_id)
		snprintf(dev, sizeof(dev), " for %u", sign->dev_id);
	if (sign->port)
		snprintf(port, sizeof(port), " port %u", sign->port);
	print_field("Boot ROM", "%s %s%s%s%s%s%s%s", type ? type : "unknown kind",
		    version, rom_sign_has_proto(sign) ? " " : "",
		    rom_sign_has_proto(sign) ? rom_proto_name(sign->proto) : "",
		    port, sign->cpu ? " " : "",
		    sign->cpu ? rom_cpu_name(sign->cpu) : "", dev);
}

static void print_rom(const struct description *d)
{
	u32 i;

	if (!d->image.rom_len)
		print_field("Boot ROM", "none");
	for (i = 0; i < d->rom.n_signs; i++)
		print_sign(&d->rom.signs[i]);
	if (d->image.rom_len && !d->rom.n_signs)
		print_field("Boot ROM", "of unknown kind");
	print_text("", d->rom.error);
	print_text("", d->rom.warning);
}

static void print_layout(const struct description *d)
{
	const struct hermon_image *image = &d->image;
	char size[SIZE_TEXT], chunk[SIZE_TEXT];

	print_field("Image size", "%s, in chunks of %s",
		    size_text(image->size, size),
		    size_text(BIT(image->log2_chunk), chunk));
	if (image->config_sectors || image->config_pad)
		print_field("Config area", "%u sectors of %s, %u behind it",
			    image->config_sectors,
			    size_text(BIT(image->config_sector_log2), size),
			    image->config_pad);
	if (d->full == PART_BAD)
		print_field("Image CRC", "is 0x%04x, should be 0x%04x",
			    d->full_stored, d->full_computed);
	else
		print_field("Image CRC", "%s",
			    d->full == PART_OK ? "ok" : "not set");
}

/**
 * describe_print() - all that can be said of an image, as text
 * @d: the image
 */
void describe_print(const struct description *d)
{
	const struct hermon_image *image = &d->image;
	const u16 *fit = d->tags.min_fit;
	char version[HERMON_VERSION_TEXT];

	print_firmware(image);
	print_chips(image);
	print_ids(image);
	print_rom(d);
	print_layout(d);
	if (image->has_mic)
		print_field("Built by MIC", "%s",
			    version_text(&image->mic, version));
	if (fit[0] || fit[1] || fit[2] || fit[3])
		print_field("Needs FIT", "%u.%u.%u.%u", fit[0], fit[1], fit[2],
			    fit[3]);
	if (d->tags.has_access_key)
		print_field("HW access key", "%s",
			    d->tags.access_key ? "enabled" : "disabled");
}
