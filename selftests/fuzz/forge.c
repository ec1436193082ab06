// SPDX-License-Identifier: GPL-2.0-only
/*
 * Changes FS2 images so that they stay images, or nearly so.
 *
 * An image is taken apart into sections and tags, something is done to these,
 * and it is put together again: links, sizes, pointers and checksums as they
 * should be. Then, now and then, one of them is damaged, and the checksums are
 * repaired once more or not. So the parser is reached behind every one of its
 * checks. Shares no code with core/.
 */
#include <stdlib.h>

#include <hermon/fs2.h>

#include "forge.h"
#include "fuzz.h"

#define HEADER_SIZE	((u32)sizeof(struct hermon_fs2_header))
#define GPH_SIZE	((u32)sizeof(struct hermon_fs2_gph))
#define CRC_SIZE	HERMON_FS2_CRC_WORD_SIZE
#define HEADER(field)	((u32)offsetof(struct hermon_fs2_header, field))

#define SECTIONS_MAX	48
#define TAGS_MAX	32
#define BODY_MAX	1024	/* of bodies that are made here */
#define BODIES		4	/* so many at a time */

struct section {
	u32 type;
	u32 param;
	const u8 *body;
	u32 len;
};

struct tag {
	u8 id;
	const u8 *data;
	u32 len;
};

/* An image taken apart; bodies point into @src or are of @made. */
struct parts {
	u8 head[HEADER_SIZE];
	const u8 *loader;
	u32 loader_len;
	struct section s[SECTIONS_MAX];
	u32 n;
	u8 made[BODIES][BODY_MAX];
	u32 n_made;
};

static const u32 interesting[] = {
	0, 1, 3, 4, 8, 0x10, 0x38, 0x50, 0xff, 0x100, 0x101, 0xffff, 0x10000,
	0xffffff, 0x1000000, 0x100000, 0x3fffffff, 0x40000000, 0x7fffffff,
	0x80000000, 0xff000000, 0xfffffffc, 0xffffffff,
	HERMON_FS2_SIGNATURE_0, HERMON_FS2_MAX_BODY, HERMON_FS2_MAX_BODY + 1,
	HERMON_FS2_MAX_BODY / 4, HERMON_FS2_MAX_BODY / 4 + 1,
	HERMON_FS2_LOADER_N_MAX, HERMON_FS2_LOADER_N_MAX + 1,
};

static u32 some_word(u32 old)
{
	switch (fuzz_below(5)) {
	case 0:
		return interesting[fuzz_below(ARRAY_SIZE(interesting))];
	case 1:
		return old + 4;
	case 2:
		return old - 4;
	case 3:
		return old ^ 1U << fuzz_below(32);
	default:
		return old + fuzz_below(64) - 32;
	}
}

/* ---- a new image ---- */

static const char * const psids[] = {
	"HP_09D0000001", "MT_04A0110002", "SIXTEEN_LETTERS_",
};

static const u8 tags[] = {
	HERMON_FS2_TAG_FORMAT, HERMON_FS2_TAG_VERSION,
	HERMON_FS2_TAG_BUILD_TIME, HERMON_FS2_TAG_DEVICE_TYPE,
	HERMON_FS2_TAG_PSID, HERMON_FS2_TAG_VSD, HERMON_FS2_TAG_PSID_LIST,
	HERMON_FS2_TAG_PRODUCT_VERSION, HERMON_FS2_TAG_VSD_VENDOR,
	HERMON_FS2_TAG_IS_GA, HERMON_FS2_TAG_HWID_LIST,
	HERMON_FS2_TAG_MIC_VERSION, HERMON_FS2_TAG_MIN_FIT_VERSION, 13, 16, 17,
	18, HERMON_FS2_TAG_CONFIG_AREA, HERMON_FS2_TAG_PS_INFO, 42,
	HERMON_FS2_TAG_END,
};

static void set_psid(struct fs2_spec *spec)
{
	memset(spec->psid, 0, sizeof(spec->psid));
	memcpy(spec->psid, psids[0], strlen(psids[0]));
	if (fuzz_one_in(8)) {
		memset(spec->psid, 0, sizeof(spec->psid));
		memcpy(spec->psid, psids[1], strlen(psids[1]));
	}
}

static void set_tags(struct fs2_spec *spec)
{
	u32 i;

	spec->n_tags = 0;
	fs2_spec_add_tag(spec, HERMON_FS2_TAG_VERSION);
	fs2_spec_add_tag(spec, HERMON_FS2_TAG_PSID);
	fs2_spec_add_tag(spec, HERMON_FS2_TAG_HWID_LIST);
	if (!fuzz_one_in(3))
		fs2_spec_add_tag(spec, HERMON_FS2_TAG_VSD);
	if (!fuzz_one_in(3))
		fs2_spec_add_tag(spec, HERMON_FS2_TAG_MIC_VERSION);
	for (i = fuzz_below(3); i; i--)
		fs2_spec_add_tag(spec, tags[fuzz_below(ARRAY_SIZE(tags) - 1)]);
	spec->config_sectors = fuzz_below(3);
	spec->config_log2_kb = fuzz_one_in(2) ? 0 : 2 + fuzz_below(6);
	spec->no_end_tag = fuzz_one_in(4);
}

/* An image of a few hundred bytes, of the same few boards each time. */
void forge_spec(struct fs2_spec *spec)
{
	fs2_spec_small(spec);
	spec->seed = fuzz_below(256);
	spec->minor = fuzz_below(10);
	spec->config_words = 4;
	spec->log2_chunk = fuzz_one_in(4) ? 17 + fuzz_below(4) : 16;
	spec->two_loaders = fuzz_one_in(8);
	spec->no_full_crc = fuzz_one_in(8);
	spec->n_guids = fuzz_one_in(4) ? HERMON_FS2_GUIDS_IB :
					 HERMON_FS2_GUIDS_MAX;
	spec->blank_guids = fuzz_one_in(12);
	fs2_spec_set_guids(spec, FS2_BUILD_DEFAULT_GUID + fuzz_below(64) * 8);
	if (fuzz_one_in(8))
		spec->hwids[0] = 0x00b00190;
	if (fuzz_one_in(8))
		spec->n_hwids = 0;
	if (fuzz_one_in(2))
		memcpy(spec->vsd, "the card's own", 15);
	set_psid(spec);
	set_tags(spec);
}

u32 forge_new(u8 *buf, u32 room)
{
	struct fs2_spec spec;
	int len;

	forge_spec(&spec);
	len = fs2_build(&spec, buf, room);
	return len > 0 ? len : 0;
}

/* ---- taking apart, putting together ---- */

static bool take_apart(struct parts *p, const u8 *src, u32 len)
{
	u32 off, body;
	struct section *s;

	p->n = 0;
	p->n_made = 0;
	off = fs2_build_first_section(src, len);
	if (!off)
		return false;
	memcpy(p->head, src, HEADER_SIZE);
	p->loader = src + HEADER_SIZE;
	p->loader_len = off - HEADER_SIZE;
	for (; off && p->n < SECTIONS_MAX;
	     off = fs2_build_next_section(src, len, off)) {
		body = fs2_build_body_size(src, off);
		s = &p->s[p->n];
		s->type = fs2_build_get32(src + off);
		s->param = fs2_build_get32(src + off + 8);
		s->body = src + off + GPH_SIZE;
		s->len = min(body, len - off - GPH_SIZE) & ~3U;
		p->n++;
	}
	return p->n;
}

static u32 put_section(const struct section *s, u8 *p, bool last, u32 off)
{
	u32 end = GPH_SIZE + s->len + CRC_SIZE;

	fs2_build_put32(p, s->type);
	fs2_build_put32(p + 4, s->type == HERMON_FS2_EMT ? s->len : s->len / 4);
	fs2_build_put32(p + 8, s->param);
	fs2_build_put32(p + 12, last ? HERMON_FS2_NEXT_LAST : off + end);
	memcpy(p + GPH_SIZE, s->body, s->len);
	fs2_build_put32(p + GPH_SIZE + s->len, 0);
	return end;
}

/* Into @buf, which is not what the bodies point into. 0: no room. */
static u32 put_together(const struct parts *p, u8 *buf, u32 room)
{
	u32 off = HEADER_SIZE + p->loader_len;
	u32 i;

	if (off > room)
		return 0;
	memcpy(buf, p->head, HEADER_SIZE);
	memcpy(buf + HEADER_SIZE, p->loader, p->loader_len);
	for (i = 0; i < p->n; i++) {
		const struct section *s = &p->s[i];

		if (GPH_SIZE + s->len + CRC_SIZE > room - off)
			return 0;
		if (s->type == HERMON_FS2_GUID)
			fs2_build_put32(buf + HEADER(guid_ptr), off + GPH_SIZE);
		if (s->type == HERMON_FS2_IMAGE_INFO)
			fs2_build_put32(buf + HEADER(info_ptr), off + GPH_SIZE);
		off += put_section(s, buf + off, i + 1 == p->n, off);
	}
	fs2_build_put32(buf + HEADER(size), off);
	fs2_build_fix(buf, off);
	return off;
}

/* ---- sections ---- */

static u8 *make_body(struct parts *p)
{
	return p->made[p->n_made++ % BODIES];
}

static struct section *some_section(struct parts *p)
{
	return &p->s[fuzz_below(p->n)];
}

static struct section *find(struct parts *p, u32 type)
{
	u32 i;

	for (i = 0; i < p->n; i++)
		if (p->s[i].type == type)
			return &p->s[i];
	return NULL;
}

static void insert(struct parts *p, u32 at, const struct section *s)
{
	if (p->n == SECTIONS_MAX)
		return;
	memmove(&p->s[at + 1], &p->s[at], (p->n - at) * sizeof(*s));
	p->s[at] = *s;
	p->n++;
}

static void drop(struct parts *p, u32 at)
{
	if (p->n < 2)
		return;
	p->n--;
	memmove(&p->s[at], &p->s[at + 1], (p->n - at) * sizeof(p->s[0]));
}

static void insert_new(struct parts *p, u32 type, u32 len)
{
	struct section s = { .type = type, .len = len & ~3U };
	u8 *body = make_body(p);

	memset(body, fuzz_below(256), BODY_MAX);
	s.body = body;
	insert(p, fuzz_below(p->n + 1), &s);
}

static void duplicate(struct parts *p)
{
	struct section s = *some_section(p);

	insert(p, fuzz_below(p->n + 1), &s);
}

static void swap(struct parts *p)
{
	struct section *a = some_section(p);
	struct section *b = some_section(p);
	struct section tmp = *a;

	*a = *b;
	*b = tmp;
}

/* libFuzzer knows best what to do to bytes without structure. */
static void mutate_body(struct parts *p, struct section *s)
{
	u8 *body = make_body(p);

	s->len = min_t(u32, s->len, BODY_MAX);
	memcpy(body, s->body, s->len);
	s->len = fuzz_mutate_bytes(body, s->len, BODY_MAX) & ~3U;
	s->body = body;
}

/* A body of another length; what is new is blank, as on the flash. */
static void resize_body(struct section *s)
{
	static u8 blank[0x28000];
	u32 len = 64 * fuzz_below(fuzz_one_in(8) ? sizeof(blank) / 64 : 8);

	if (!blank[sizeof(blank) - 1])
		memset(blank, 0xff, sizeof(blank));
	if (s->body != blank) {
		memset(blank, 0xff, BODY_MAX);
		memcpy(blank, s->body, min_t(u32, min(s->len, len), BODY_MAX));
	}
	s->body = blank;
	s->len = len;
}

static void set_guids(struct parts *p, struct section *s)
{
	static const u64 values[] = {
		0, ~0ULL, HERMON_FS2_GUID_DEFAULT, HERMON_FS2_GUID_DEFAULT + 3,
		FS2_BUILD_DEFAULT_GUID, HERMON_FS2_MAC_MASK,
		HERMON_FS2_MAC_MULTICAST, 0x0002c9000001ULL, 1ULL << 48,
	};
	u8 *body = make_body(p);
	u64 v;
	u32 i;

	s->len = min_t(u32, s->len, 64);
	memcpy(body, s->body, s->len);
	if (fuzz_one_in(4))
		s->len = fuzz_below(8) * HERMON_FS2_GUID_SIZE;
	for (i = 0; i < s->len / HERMON_FS2_GUID_SIZE; i++) {
		if (!fuzz_one_in(3))
			continue;
		v = values[fuzz_below(ARRAY_SIZE(values))];
		fs2_build_put32(body + 8 * i, v >> 32);
		fs2_build_put32(body + 8 * i + 4, v);
	}
	if (fuzz_one_in(8))
		memset(body, 0xff, s->len);
	s->body = body;
}

/* ---- tags ---- */

static u32 read_tags(const struct section *s, struct tag *t)
{
	u32 off = 0, n = 0, word;

	while (off + 4 <= s->len && n < TAGS_MAX) {
		word = fs2_build_get32(s->body + off);
		off += 4;
		t[n].id = FIELD_GET(HERMON_FS2_TAG_ID, word);
		t[n].len = FIELD_GET(HERMON_FS2_TAG_LEN, word);
		t[n].len = min(t[n].len, s->len - off);
		t[n].data = s->body + off;
		off += t[n++].len;
	}
	return n;
}

static void write_tags(struct parts *p, struct section *s,
		       const struct tag *t, u32 n)
{
	u8 *body = make_body(p);
	u32 off = 0, i;

	for (i = 0; i < n && off + 4 + t[i].len <= BODY_MAX; i++) {
		fs2_build_put32(body + off,
				FIELD_PREP(HERMON_FS2_TAG_ID, t[i].id) |
				t[i].len);
		memcpy(body + off + 4, t[i].data, t[i].len);
		off += 4 + t[i].len;
	}
	s->body = body;
	s->len = off & ~3U;
}

static u32 usual_length(u8 id)
{
	switch (id) {
	case HERMON_FS2_TAG_END:
		return 0;
	case HERMON_FS2_TAG_DEVICE_TYPE:
		return 4;
	case HERMON_FS2_TAG_PSID:
	case HERMON_FS2_TAG_PRODUCT_VERSION:
		return HERMON_FS2_PSID_SIZE;
	case HERMON_FS2_TAG_VSD:
		return HERMON_FS2_VSD_SIZE;
	case HERMON_FS2_TAG_HWID_LIST:
		return 4 * fuzz_below(11);
	case HERMON_FS2_TAG_PS_INFO:
		return 4 * fuzz_below(30);
	case HERMON_FS2_TAG_CONFIG_AREA:
		return 8 + 4 * fuzz_below(2);
	}
	return 8;
}

static const u32 tag_words[] = {
	0, 1, 4, 6, 7, 0xffffffff, 0x00a00190, 0x00b00190, 0x000001f5,
	0x20000, 25408, 25418, 26428, 4099,
};

/* Payload of a tag as it should be, or of any other bytes. */
static void fill_tag(struct tag *t, u8 *data)
{
	const char *psid = psids[fuzz_below(ARRAY_SIZE(psids))];
	u32 i;

	if (fuzz_one_in(2))
		memset(data, 'a' + fuzz_below(26), t->len);
	else
		for (i = 0; i + 4 <= t->len; i += 4)
			fs2_build_put32(data + i,
					tag_words[fuzz_below(ARRAY_SIZE(tag_words))]);
	if (t->id == HERMON_FS2_TAG_PSID && !fuzz_one_in(4)) {
		memset(data, 0, t->len);
		memcpy(data, psid, min_t(u32, strlen(psid), t->len));
	}
	t->data = data;
}

static void mutate_tags(struct parts *p, struct section *s)
{
	static u8 data[HERMON_FS2_VSD_SIZE + 16];
	struct tag t[TAGS_MAX + 1];
	u32 n = read_tags(s, t);
	u32 i = fuzz_below(n);

	if (!n)
		return;
	switch (fuzz_below(5)) {
	case 0:		/* one less */
		n--;
		memmove(&t[i], &t[i + 1], (n - i) * sizeof(t[0]));
		break;
	case 1:		/* one twice */
		memmove(&t[i + 1], &t[i], (n - i) * sizeof(t[0]));
		n++;
		break;
	case 2:		/* a new one */
		memmove(&t[i + 1], &t[i], (n - i) * sizeof(t[0]));
		n++;
		t[i].id = tags[fuzz_below(ARRAY_SIZE(tags))];
		t[i].len = usual_length(t[i].id);
		fill_tag(&t[i], data);
		break;
	case 3:		/* other bytes */
		t[i].len = min_t(u32, t[i].len, sizeof(data));
		fill_tag(&t[i], data);
		break;
	case 4:		/* another length */
		memset(data, 0, sizeof(data));
		memcpy(data, t[i].data, min_t(u32, t[i].len, sizeof(data)));
		t[i].data = data;
		t[i].len = 4 * fuzz_below(sizeof(data) / 4);
		break;
	}
	write_tags(p, s, t, n);
}

/* ---- what comes before the sections ---- */

static void mutate_loader(struct parts *p)
{
	u8 *loader = make_body(p);
	u32 n = HERMON_FS2_LOADER_N_MIN + fuzz_below(4);
	u32 len = 4 * (n + HERMON_FS2_LOADER_EXTRA);
	bool two = fuzz_one_in(3);

	memset(loader, 0x40, 2 * len);
	fs2_build_put32(loader + 4, n);
	fs2_build_put32(loader + len + 4, n);
	p->loader = loader;
	p->loader_len = two ? 2 * len : len;
}

static void mutate_head(struct parts *p)
{
	static const u32 words[] = {
		0x10, 0x14, 0x18, 0x1c, HEADER(crc), HEADER(format),
	};
	u32 off = words[fuzz_below(ARRAY_SIZE(words))];

	if (fuzz_one_in(2))
		fs2_build_put32(p->head + HEADER(failsafe),
				HERMON_FS2_FAILSAFE_ON |
				(fuzz_one_in(4) ? fuzz_below(8) : 0));
	else
		fs2_build_put32(p->head + off,
				some_word(fs2_build_get32(p->head + off)));
}

/* ---- one step ---- */

static void mutate_one_type(struct parts *p)
{
	struct section *guids = find(p, HERMON_FS2_GUID);
	struct section *info = find(p, HERMON_FS2_IMAGE_INFO);

	switch (fuzz_below(3)) {
	case 0:
		if (guids)
			set_guids(p, guids);
		break;
	default:
		if (info)
			mutate_tags(p, info);
		break;
	}
}

static void mutate_parts(struct parts *p)
{
	struct section *rom = find(p, HERMON_FS2_ROM);

	switch (fuzz_below(14)) {
	case 0:
		duplicate(p);
		break;
	case 1:
		drop(p, fuzz_below(p->n));
		break;
	case 2:
		swap(p);
		break;
	case 3:
		insert_new(p, fuzz_below(15), fuzz_below(64));
		break;
	case 4:
		some_section(p)->type = fuzz_below(15);
		break;
	case 5:
		mutate_body(p, some_section(p));
		break;
	case 6:
		resize_body(some_section(p));
		break;
	case 7:
		if (rom)
			drop(p, rom - p->s);
		else
			insert_new(p, HERMON_FS2_ROM, fuzz_below(64));
		break;
	case 8:
		mutate_loader(p);
		break;
	case 9:
		mutate_head(p);
		break;
	default:
		mutate_one_type(p);
		break;
	}
}

/* A word of the structure that should be another one. */
static void damage(u8 *buf, u32 len)
{
	static const u32 heads[] = {
		0x00, 0x0c, HEADER(crc), HEADER(format), HEADER(failsafe),
		HEADER(info_ptr), HEADER(size), HEADER(guid_ptr), 0x38, 0x3c,
	};
	u32 off = 0, n, next;

	if (fuzz_one_in(2)) {
		off = heads[fuzz_below(ARRAY_SIZE(heads))];
	} else {
		for (n = fuzz_below(8); n; n--) {
			next = fs2_build_next_section(buf, len, off);
			if (next)
				off = next;
		}
		off += 4 * fuzz_below(4);
	}
	if (fuzz_one_in(8))
		off = 4 * fuzz_below(len / 4);
	if (off + 4 <= len)
		fs2_build_put32(buf + off, some_word(fs2_build_get32(buf + off)));
}

/* Something behind the end, or the end missing. */
static u32 change_end(u8 *buf, u32 len, u32 room)
{
	static const u8 bytes[] = { 0x00, 0xff, 0x5a };
	u32 n = fuzz_below(24);

	if (fuzz_one_in(2))
		return len - min(n, len);
	n = min(n, room - len);
	memset(buf + len, bytes[fuzz_below(ARRAY_SIZE(bytes))], n);
	return len + n;
}

/**
 * forge_mutate() - change an image
 * @buf: the image, or any bytes
 * @len: how many
 * @room: how many there may be
 *
 * Return: bytes at @buf afterwards.
 */
u32 forge_mutate(u8 *buf, u32 len, u32 room)
{
	static struct parts p;
	static u8 out[FORGE_MAX];
	u32 n;

	if (fuzz_one_in(24))
		return fuzz_mutate_bytes(buf, len, min_t(u32, room, 0x1000));
	room = min_t(u32, room, sizeof(out));
	if (fuzz_one_in(32) || !take_apart(&p, buf, len)) {
		n = forge_new(buf, room);
		return n ? n : len;
	}
	for (n = 1 + fuzz_below(3); n; n--)
		mutate_parts(&p);
	n = put_together(&p, out, room);
	if (!n)
		return len;
	memcpy(buf, out, n);
	len = n;
	if (fuzz_one_in(12))
		len = change_end(buf, len, room);
	if (fuzz_one_in(6)) {
		damage(buf, len);
		if (!fuzz_one_in(3))
			fs2_build_fix(buf, len);
	}
	return len;
}
