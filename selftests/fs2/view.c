// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads FS2 images and flash dumps back; see view.h.
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "view.h"

static const uint8_t signature[16] = {
	0x4d, 0x54, 0x46, 0x57, 0x8c, 0xdf, 0xd0, 0x00,
	0xde, 0xad, 0x92, 0x70, 0x41, 0x54, 0xbe, 0xef,
};

static const char *const type_name[] = {
	"loader", "DDR", "Configuration", "Jump addresses", "EMT Service",
	"ROM", "GUID", "BOARD ID", "User Data", "FW Configuration",
	"Image Info", "DDRZ", "Hash File",
};

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

static uint32_t le32(const uint8_t *p)
{
	return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[1] << 8 | p[0];
}

static __attribute__((format(printf, 2, 3)))
void bad(struct view *v, const char *fmt, ...)
{
	va_list ap;

	if (v->n_errors == VIEW_ERRORS_MAX)
		return;
	va_start(ap, fmt);
	vsnprintf(v->error[v->n_errors++], sizeof(v->error[0]), fmt, ap);
	va_end(ap);
}

/*
 * 0xf6aa is the register of the definition after its first 16 bits, so the
 * 16 zero bits at the end need no steps of their own.
 */
uint16_t view_crc(const uint8_t *p, uint32_t len)
{
	static uint16_t table[256];
	uint16_t crc = 0xf6aa;
	int i, j;

	if (!table[1]) {
		for (i = 0; i < 256; i++) {
			uint16_t r = i << 8;

			for (j = 0; j < 8; j++)
				r = r & 0x8000 ? r << 1 ^ 0x100b : r << 1;
			table[i] = r;
		}
	}
	while (len--)
		crc = crc << 8 ^ table[(crc >> 8 ^ *p++) & 0xff];
	return ~crc;
}

uint32_t view_addr(uint32_t off, uint32_t log2_chunk, uint32_t slot)
{
	uint32_t low = (1u << log2_chunk) - 1;

	return (off & low) | slot << log2_chunk | (off & ~low) << 1;
}

static uint8_t byte_sum(const uint8_t *p, uint32_t len)
{
	uint8_t sum = 0;

	while (len--)
		sum += *p++;
	return sum;
}

static bool all_ones(const uint8_t *p, uint32_t len)
{
	while (len--)
		if (*p++ != 0xff)
			return false;
	return true;
}

/* Files may hold an image higher up than the flash of these cards can. */
uint32_t view_starts(const uint8_t *p, uint32_t len, bool retired,
		     uint32_t start[VIEW_STARTS_MAX])
{
	uint32_t n = 0, at, step;

	for (step = 0; step <= 0x1000000; step = step ? step * 2 : 0x10000) {
		at = step;
		if (at > len || len - at < sizeof(signature))
			break;
		if (memcmp(p + at + 4, signature + 4, 12))
			continue;
		if (retired ? !be32(p + at) : !memcmp(p + at, signature, 4))
			start[n++] = at;
	}
	return n;
}

static void read_text(char *to, uint32_t room, const uint8_t *p, uint32_t len)
{
	if (len > room - 1)
		len = room - 1;
	memcpy(to, p, len);
	to[len] = 0;
}

static void read_version(uint32_t to[3], const uint8_t *p, uint32_t len)
{
	if (len < 8)
		return;
	to[0] = be32(p) >> 16;
	to[1] = be32(p + 4) >> 16;
	to[2] = be32(p + 4) & 0xffff;
}

static void read_tag(struct view *v, uint8_t tag, const uint8_t *p,
		     uint32_t len)
{
	uint32_t i;

	switch (tag) {
	case 1:
		read_version(v->version, p, len);
		break;
	case 2:
		if (len >= 8) {
			v->time = be32(p);
			v->date = be32(p + 4);
		}
		break;
	case 3:
		if (len >= 4)
			v->device_type = be32(p);
		break;
	case 4:
		read_text(v->psid, sizeof(v->psid), p, len);
		break;
	case 5:
		read_text(v->vsd, sizeof(v->vsd), p, len);
		break;
	case 10:
		v->n_hwids = 0;
		for (i = 0; i + 4 <= len && v->n_hwids < 16 && be32(p + i); i += 4)
			v->hwid[v->n_hwids++] = be32(p + i);
		break;
	case 11:
		v->has_mic = true;
		read_version(v->mic, p, len);
		break;
	case 19:
		for (i = 0; i < 3 && i * 4 + 4 <= len; i++)
			v->config_area[i] = be32(p + i * 4);
		break;
	}
}

static void read_info(struct view *v, const uint8_t *p, uint32_t len)
{
	uint32_t at = 0, word, n;

	while (at < len) {
		word = be32(p + at);
		n = word & 0xffffff;
		at += 4;
		if (word >> 24 == 0xff) {
			v->end_tag = true;
			if (at != len)
				bad(v, "%u bytes after the end tag", len - at);
			return;
		}
		if (n % 4 || n > len - at) {
			bad(v, "tag %u: length 0x%x", word >> 24, n);
			return;
		}
		if (v->n_tags < sizeof(v->tag))
			v->tag[v->n_tags++] = word >> 24;
		read_tag(v, word >> 24, p + at, n);
		at += n;
	}
}

static void read_guids(struct view *v, const uint8_t *p, uint32_t len)
{
	uint32_t i;

	if (len != 32 && len != 48)
		bad(v, "GUID section of %u bytes", len);
	for (i = 0; i < len / 8 && i < 6; i++)
		v->guid[i] = (uint64_t)be32(p + i * 8) << 32 | be32(p + i * 8 + 4);
	v->n_guids = i;
	v->blank_guids = len && all_ones(p, len);
}

static void read_rom(struct view *v, const uint8_t *p, uint32_t len)
{
	const uint8_t *s = memmem(p, len, "mlxsign:", 8);

	v->has_rom = true;
	v->rom_sum_ok = len >= 3 && p[2] * 512u <= len && p[2] &&
			!byte_sum(p, p[2] * 512);
	if (!s || s + 20 > p + len)
		return;
	v->rom_signed = true;
	v->rom_product = le32(s + 8) >> 16;
	v->rom_version[0] = le32(s + 8) & 0xff;
	v->rom_version[1] = le32(s + 12) >> 16 & 0xff;
	v->rom_version[2] = le32(s + 12) & 0xffff;
}

static struct view_part *add_part(struct view *v, const uint8_t *image,
				  uint32_t type, uint32_t off, uint32_t bytes)
{
	struct view_part *part;

	if (v->n_parts == VIEW_SECTIONS_MAX) {
		bad(v, "more than %u sections", VIEW_SECTIONS_MAX);
		return NULL;
	}
	part = &v->part[v->n_parts++];
	part->type = type;
	part->off = off;
	part->bytes = bytes;
	part->stored = be32(image + off + bytes - 4);
	part->computed = view_crc(image + off, bytes - 4);
	v->end = off + bytes;
	return part;
}

static bool read_loader(struct view *v, const uint8_t *image, uint32_t len,
			uint32_t off)
{
	struct view_part *part;
	uint32_t n;

	if (len < 8 || off > len - 8) {
		bad(v, "loader at 0x%x is out of the image", off);
		return false;
	}
	n = be32(image + off + 4);
	if (n < 4 || n > 1048576 || (n + 4) * 4 > len - off) {
		bad(v, "loader at 0x%x: size 0x%x", off, n);
		return false;
	}
	part = add_part(v, image, 0, off, (n + 4) * 4);
	if (part && part->stored != part->computed)
		bad(v, "loader at 0x%x: wrong CRC", off);
	return part;
}

/* Returns the offset of the next header, 0 at the end. */
static uint32_t read_section(struct view *v, const uint8_t *image,
			     uint32_t len, uint32_t off)
{
	uint32_t type, body, next;
	struct view_part *part;

	if (len < 20 || off > len - 20) {
		bad(v, "section at 0x%x is out of the image", off);
		return 0;
	}
	type = be32(image + off);
	body = be32(image + off + 4);
	next = be32(image + off + 12);
	if (body > 0x400000) {
		bad(v, "section at 0x%x: size 0x%x", off, body);
		return 0;
	}
	body = type == 4 ? (body + 3) / 4 * 4 : body * 4;
	if (body > len - off - 20) {
		bad(v, "section at 0x%x is out of the image", off);
		return 0;
	}
	part = add_part(v, image, type, off, body + 20);
	if (!part)
		return 0;

	if (type == 6) {
		read_guids(v, image + off + 16, body);
		part->blank = v->blank_guids && part->stored == 0xffff;
		if (v->guid_off != off + 16)
			bad(v, "GUID pointer is 0x%x, section at 0x%x",
			    v->guid_off, off);
	} else if (type == 10) {
		read_info(v, image + off + 16, body);
		if (v->info_off != off + 16)
			bad(v, "info pointer is 0x%x, section at 0x%x",
			    v->info_off, off);
	} else if (type == 5) {
		read_rom(v, image + off + 16, body);
	}
	if (!part->blank && part->stored != part->computed)
		bad(v, "section at 0x%x: wrong CRC", off);

	if (next == 0xff000000 || !next)
		return 0;
	if (next % 4 || next < v->end || next >= len) {
		bad(v, "section at 0x%x: next is 0x%x", off, next);
		return 0;
	}
	return next;
}

static void read_header(struct view *v, const uint8_t *image)
{
	uint32_t word;

	if (memcmp(image, signature, sizeof(signature)))
		bad(v, "no signature");
	v->word_20 = be32(image + 0x20);
	if (image[0x24] == 3)
		bad(v, "FS3 image");

	word = be32(image + 0x28);
	if (byte_sum(image + 0x28, 4))
		bad(v, "failsafe word %08x: checksum", word);
	v->failsafe = word & 8;
	v->log2_chunk = v->failsafe ? (word & 7) + 16 : 0;
	if (byte_sum(image + 0x2c, 4))
		bad(v, "info pointer %08x: checksum", be32(image + 0x2c));
	v->info_off = be32(image + 0x2c) & 0xffffff;
	v->size = be32(image + 0x30);
	v->guid_off = be32(image + 0x34);
}

static void check_full(struct view *v, const uint8_t *image)
{
	uint8_t *copy = malloc(v->size);

	if (!copy)
		abort();
	memcpy(copy, image, v->size);
	copy[0x22] = 0xff;
	copy[0x23] = 0xff;
	v->full_computed = view_crc(copy, v->size);
	free(copy);
	if ((v->word_20 & 0xffff) != 0xffff &&
	    (v->word_20 & 0xffff) != v->full_computed)
		bad(v, "full CRC is %04x, should be %04x",
		    v->word_20 & 0xffff, v->full_computed);
}

/**
 * view_image() - read a contiguous image
 * @v: filled
 * @image: image
 * @len: bytes there
 */
void view_image(struct view *v, const uint8_t *image, uint32_t len)
{
	uint32_t off, limit;

	memset(v, 0, sizeof(*v));
	v->length = len;
	if (len < 0x50) {
		bad(v, "%u bytes are no image", len);
		return;
	}
	read_header(v, image);
	limit = v->size;
	if (limit % 4 || limit < 0x50 || limit > len) {
		bad(v, "size is 0x%x, have 0x%x", v->size, len);
		return;
	}

	if (!read_loader(v, image, limit, 0x38))
		return;
	off = v->end;
	if (limit - off >= 4 && (be32(image + off) < 1 || be32(image + off) > 12)) {
		if (!read_loader(v, image, limit, off))
			return;
		off = v->end;
	}
	do {
		off = read_section(v, image, limit, off);
	} while (off);

	if (v->end != v->size)
		bad(v, "size is 0x%x, sections end at 0x%x", v->size, v->end);
	if (!v->n_guids)
		bad(v, "no GUID section");
	if (!v->n_tags)
		bad(v, "no Image Info section");
	check_full(v, image);
}

/**
 * view_flash() - read the image that starts at @start of a flash dump
 * @v: filled
 * @flash: dump
 * @len: bytes of it
 * @start: where the signature is, or was
 */
void view_flash(struct view *v, const uint8_t *flash, uint32_t len,
		uint32_t start)
{
	bool failsafe = len >= start + 0x50 && (flash[start + 0x2b] & 8);
	uint32_t log2_chunk, slot, off, n;
	uint8_t *image;

	if (!failsafe) {
		view_image(v, flash + start, len - start);
		if (start)
			bad(v, "image without slots at 0x%x", start);
		v->start = start;
		return;
	}
	log2_chunk = (flash[start + 0x2b] & 7) + 16;
	slot = !!start;
	image = malloc(len);
	if (!image)
		abort();
	for (off = 0, n = 0; off < len; off++, n++) {
		uint32_t addr = view_addr(off, log2_chunk, slot);

		if (addr >= len)
			break;
		image[off] = flash[addr];
	}
	view_image(v, image, n);
	free(image);
	if (start != slot << log2_chunk)
		bad(v, "starts at 0x%x, chunk size is 0x%x", start,
		    1u << log2_chunk);
	v->start = start;
	v->slot = slot;
}

/* ---- JSON ---- */

/**
 * view_json_text() - print a string as JSON
 * @f: where
 * @s: string
 */
void view_json_text(FILE *f, const char *s)
{
	fputc('"', f);
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			fprintf(f, "\\%c", *s);
		else if (isprint((unsigned char)*s))
			fputc(*s, f);
		else
			fprintf(f, "\\u%04x", (unsigned char)*s);
	}
	fputc('"', f);
}

static void json_guids(FILE *f, const struct view *v, uint32_t from,
		       uint32_t to, int digits)
{
	uint32_t i;

	for (i = from; i < to && i < v->n_guids; i++)
		fprintf(f, "%s\"%0*llx\"", i > from ? ", " : "", digits,
			(unsigned long long)v->guid[i]);
}

static void json_parts(FILE *f, const struct view *v, const char *in)
{
	const struct view_part *p;
	uint32_t i;

	fprintf(f, "%s\"sections\": [", in);
	for (i = 0; i < v->n_parts; i++) {
		p = &v->part[i];
		fprintf(f, "%s\n%s  { \"type\": %u, \"name\": \"%s\", \"off\": %u, \"size\": %u, \"crc\": \"%04x\", \"crc_ok\": %s }",
			i ? "," : "", in, p->type,
			p->type <= 12 ? type_name[p->type] : "UNKNOWN",
			p->off, p->bytes, p->stored,
			p->blank || p->stored == p->computed ? "true" : "false");
	}
	fprintf(f, "\n%s],\n", in);
}

static void json_rom(FILE *f, const struct view *v, const char *in)
{
	if (!v->has_rom) {
		fprintf(f, "%s\"rom\": null,\n", in);
		return;
	}
	fprintf(f, "%s\"rom\": { \"product\": %u, \"version\": \"%u.%u.%u\", \"signed\": %s, \"sum_ok\": %s },\n",
		in, v->rom_product, v->rom_version[0], v->rom_version[1],
		v->rom_version[2], v->rom_signed ? "true" : "false",
		v->rom_sum_ok ? "true" : "false");
}

static void json_info(FILE *f, const struct view *v, const char *in)
{
	uint32_t i;

	fprintf(f, "%s\"version\": \"%u.%u.%u\",\n", in, v->version[0],
		v->version[1], v->version[2]);
	fprintf(f, "%s\"date\": \"%04x-%02x-%02x\",\n", in, v->date >> 16,
		v->date >> 8 & 0xff, v->date & 0xff);
	fprintf(f, "%s\"time\": \"%02x:%02x:%02x\",\n", in,
		v->time >> 16 & 0xff, v->time >> 8 & 0xff, v->time & 0xff);
	if (v->has_mic)
		fprintf(f, "%s\"mic_version\": \"%u.%u.%u\",\n", in, v->mic[0],
			v->mic[1], v->mic[2]);
	fprintf(f, "%s\"device_type\": %u,\n", in, v->device_type & 0xffff);
	fprintf(f, "%s\"psid\": ", in);
	view_json_text(f, v->psid);
	fprintf(f, ",\n%s\"vsd\": ", in);
	view_json_text(f, v->vsd);
	fprintf(f, ",\n%s\"hwids\": [", in);
	for (i = 0; i < v->n_hwids; i++)
		fprintf(f, "%s\"%08x\"", i ? ", " : "", v->hwid[i]);
	fprintf(f, "],\n%s\"tags\": [", in);
	for (i = 0; i < v->n_tags; i++)
		fprintf(f, "%s%u", i ? ", " : "", v->tag[i]);
	fprintf(f, "],\n%s\"config_area\": [%u, %u, %u],\n", in,
		v->config_area[0], v->config_area[1], v->config_area[2]);
}

/**
 * view_json() - print one image as a JSON object
 * @f: where
 * @v: image
 * @in: indent of its members
 */
void view_json(FILE *f, const struct view *v, const char *in)
{
	uint32_t i;

	fprintf(f, "%s\"valid\": %s,\n", in, v->n_errors ? "false" : "true");
	fprintf(f, "%s\"errors\": [", in);
	for (i = 0; i < v->n_errors; i++) {
		fputs(i ? ", " : "", f);
		view_json_text(f, v->error[i]);
	}
	fprintf(f, "],\n");
	fprintf(f, "%s\"start\": %u,\n", in, v->start);
	fprintf(f, "%s\"slot\": %u,\n", in, v->slot);
	fprintf(f, "%s\"failsafe\": %s,\n", in, v->failsafe ? "true" : "false");
	fprintf(f, "%s\"chunk\": %u,\n", in,
		v->failsafe ? 1u << v->log2_chunk : 0);
	fprintf(f, "%s\"size\": %u,\n", in, v->size);
	fprintf(f, "%s\"full_crc\": \"%04x\",\n", in, v->word_20 & 0xffff);
	fprintf(f, "%s\"full_crc_ok\": %s,\n", in,
		(v->word_20 & 0xffff) == v->full_computed ? "true" : "false");
	fprintf(f, "%s\"devrev\": \"%02x\",\n", in, v->word_20 >> 24);
	fprintf(f, "%s\"indicator\": \"%02x\",\n", in, v->word_20 >> 16 & 0xff);
	json_info(f, v, in);
	json_rom(f, v, in);
	json_parts(f, v, in);
	fprintf(f, "%s\"blank_guids\": %s,\n", in,
		v->blank_guids ? "true" : "false");
	fprintf(f, "%s\"n_guids\": %u,\n", in, v->n_guids);
	fprintf(f, "%s\"guids\": [", in);
	json_guids(f, v, 0, 4, 16);
	fprintf(f, "],\n%s\"macs\": [", in);
	json_guids(f, v, 4, 6, 12);
	fprintf(f, "]\n");
}
