// SPDX-License-Identifier: GPL-2.0-only
/*
 * map: a picture of a flash or an image.
 *
 * Every cell stands for as many bytes as all others; what most of it is, it
 * shows, but damage shows wherever it is.
 */
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "idtext.h"
#include "out.h"
#include "ranges.h"
#include "source.h"

#define MARGIN		10	/* an address and a blank */
#define COLUMNS_WIDE	64
#define COLUMNS_NARROW	32
#define ROWS_FEW	8
#define ROWS_MANY	16
#define CELL_MIN	64
#define WIDTH_DEFAULT	80
#define BAR		24

/* What a cell can show, from what gives way to what does not. */
enum shade {
	SHADE_ERASED,
	SHADE_DATA,
	SHADE_CONFIG,
	SHADE_SPARE,	/* of an image that is not current: retired, unsigned */
	SHADE_OTHER,	/* of a signed image that is not current */
	SHADE_CODE,	/* of the current image */
	SHADE_SETTINGS,
	SHADE_ROM,
	SHADE_IDENTITY,
	SHADE_BAD,
	N_SHADES
};

static const struct shade_look {
	const char *ascii;
	const char *utf8;
	const char *sgr;
	const char *legend;
} looks[N_SHADES] = {
	[SHADE_ERASED] = { ".", "\u00b7", "2", "erased" },
	[SHADE_DATA] = { "?", "\u25aa", "33", "remains" },
	[SHADE_CONFIG] = { "=", "\u2592", "34", "reserved for settings" },
	[SHADE_SPARE] = { "-", "\u2591", "2", "retired" },
	[SHADE_OTHER] = { "o", "\u2593", "36", "other image" },
	[SHADE_CODE] = { "#", "\u2588", "32", "current image" },
	[SHADE_SETTINGS] = { "C", "\u2588", "36", "its configuration" },
	[SHADE_ROM] = { "R", "\u2588", "35", "its boot ROM" },
	[SHADE_IDENTITY] = { "G", "\u2588", "93", "its GUIDs, version, PSID" },
	[SHADE_BAD] = { "!", "\u2573", "1;31", "DAMAGED" },
};

struct map {
	struct app *app;
	struct source *src;
	struct slots slots;
	struct ranges ranges;
	bool utf8;
	u32 columns;
	u32 cell;
	u32 size;
	bool seen[N_SHADES];
};

static const char *sgr(const struct map *m, const char *code)
{
	static char buf[2][16];
	static int which;

	if (!m->app->color)
		return "";
	which = !which;
	snprintf(buf[which], sizeof(buf[which]), "\033[%sm", code);
	return buf[which];
}

/* Where only a colour tells two apart, a letter does without colours. */
static const char *glyph(const struct map *m, enum shade shade)
{
	bool letter = !m->app->color && shade > SHADE_CODE &&
		      shade < SHADE_BAD;

	return m->utf8 && !letter ? looks[shade].utf8 : looks[shade].ascii;
}

static enum shade section_shade(const struct range *range)
{
	switch (range->type) {
	case HERMON_FS2_ROM:
		return SHADE_ROM;
	case HERMON_FS2_CONFIG:
	case HERMON_FS2_FW_CONFIG:
		return SHADE_SETTINGS;
	case HERMON_FS2_GUID:
	case HERMON_FS2_IMAGE_INFO:
		return SHADE_IDENTITY;
	default:
		return SHADE_CODE;
	}
}

/* An image file is its own current image. */
static enum shade image_shade(const struct map *m, const struct range *range)
{
	const struct slot_view *view;

	if (range->slot == RANGE_NO_SLOT)
		return range->what == RANGE_SECTION ? section_shade(range) :
						      SHADE_CODE;
	view = &m->slots.slots[range->slot];
	if (view->state == SLOT_RETIRED || view->state == SLOT_UNSIGNED)
		return SHADE_SPARE;
	if (range->what != RANGE_LOADER && range->what != RANGE_SECTION)
		return view->current ? SHADE_CODE : SHADE_OTHER;
	if (range->state == PART_BAD)
		return SHADE_BAD;
	if (!view->current)
		return SHADE_OTHER;
	return range->what == RANGE_SECTION ? section_shade(range) : SHADE_CODE;
}

static enum shade shade_of(const struct map *m, const struct range *range)
{
	switch (range->what) {
	case RANGE_ERASED:
	case RANGE_PADDING:
		return SHADE_ERASED;
	case RANGE_DATA:
		return SHADE_DATA;
	case RANGE_CONFIG:
		return SHADE_CONFIG;
	default:
		if (range->slot == RANGE_NO_SLOT && range->state == PART_BAD)
			return SHADE_BAD;
		return image_shade(m, range);
	}
}

/*
 * What most of the bytes from @addr are. Damage always wins, erased flash gives
 * way to whatever else is there, be it small.
 */
static enum shade cell_shade(const struct map *m, u32 addr)
{
	u32 bytes[N_SHADES] = { 0 };
	enum shade best = SHADE_ERASED, shade;
	u32 i, from, to;

	for (i = 0; i < m->ranges.n_ranges; i++) {
		const struct range *r = &m->ranges.ranges[i];

		from = max(r->addr, addr);
		to = min(r->addr + r->len, addr + m->cell);
		if (from < to)
			bytes[shade_of(m, r)] += to - from;
	}
	if (bytes[SHADE_BAD])
		return SHADE_BAD;
	for (shade = SHADE_ERASED + 1; shade < N_SHADES; shade++)
		if (bytes[shade] > (best == SHADE_ERASED ? 0 : bytes[best]))
			best = shade;
	return best;
}

static u32 terminal_width(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	u32 width = 0;

	if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
		width = size.ws_col;
	else if (columns)
		width = strtoul(columns, NULL, 10);
	return width ? width : WIDTH_DEFAULT;
}

/* A power of two, so that chunks begin where cells do. */
static void choose_scale(struct map *m)
{
	u32 rows = m->size > 8 << 20 ? ROWS_MANY : ROWS_FEW;

	m->columns = terminal_width() < MARGIN + COLUMNS_WIDE + 4 ?
		     COLUMNS_NARROW : COLUMNS_WIDE;
	if (m->columns == COLUMNS_NARROW)
		rows *= 2;
	m->cell = CELL_MIN;
	while ((u64)m->cell * m->columns * rows < m->size)
		m->cell *= 2;
	m->utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
}

/* Which slot a chunk is of, above it, if a row has several chunks. */
static void print_ruler(const struct map *m)
{
	u32 chunk = BIT(m->slots.log2_chunk);
	u32 i, per_chunk;

	if (!m->slots.known || chunk >= m->cell * m->columns)
		return;
	per_chunk = chunk / m->cell;
	if (!per_chunk)
		return;
	printf("%s%*s", sgr(m, "2"), MARGIN, "");
	for (i = 0; i < m->columns; i++)
		putchar(i % per_chunk ? ' ' : '0' + i / per_chunk % 2);
	printf("%s slot\n", sgr(m, "0"));
}

static void print_row_slot(const struct map *m, u32 addr)
{
	u32 chunk = BIT(m->slots.log2_chunk);

	if (m->slots.known && chunk >= m->cell * m->columns)
		printf(" %s%u%s", sgr(m, "2"), addr / chunk % 2, sgr(m, "0"));
}

static void print_row(struct map *m, u32 addr)
{
	enum shade shade, last = N_SHADES;
	u32 i;

	printf("%s0x%06x%s  ", sgr(m, "2"), addr, sgr(m, "0"));
	for (i = 0; i < m->columns && addr + i * m->cell < m->size; i++) {
		shade = cell_shade(m, addr + i * m->cell);
		if (shade != last)
			printf("%s%s", last < N_SHADES ? sgr(m, "0") : "",
			       sgr(m, looks[shade].sgr));
		fputs(glyph(m, shade), stdout);
		m->seen[shade] = true;
		last = shade;
	}
	printf("%s", sgr(m, "0"));
	print_row_slot(m, addr);
	printf("\n");
}

static void print_legend(const struct map *m)
{
	u32 width = 0, len;
	char cell[SIZE_TEXT];
	int shade;

	printf("%*s", MARGIN, "");
	for (shade = N_SHADES - 1; shade >= 0; shade--) {
		if (!m->seen[shade])
			continue;
		len = strlen(looks[shade].legend) + 4;
		if (width && width + len > m->columns) {
			printf("\n%*s", MARGIN, "");
			width = 0;
		}
		printf("%s%s%s%s %s", width ? "  " : "",
		       sgr(m, looks[shade].sgr), glyph(m, shade), sgr(m, "0"),
		       looks[shade].legend);
		width += len;
	}
	printf("\n%*s%sone cell is %s%s\n\n", MARGIN, "", sgr(m, "2"),
	       size_text(m->cell, cell), sgr(m, "0"));
}

static void print_picture(struct map *m)
{
	u32 addr;

	print_ruler(m);
	for (addr = 0; addr < m->size; addr += m->cell * m->columns)
		print_row(m, addr);
	print_legend(m);
}

static const char *slot_role(const struct map *m, const struct slot_view *view)
{
	if (view->current)
		return view->state == SLOT_DAMAGED ? "current, DAMAGED" :
						     "boots";
	switch (view->state) {
	case SLOT_SOUND:
		return "signed too: a burn did not end";
	case SLOT_DAMAGED:
		return "DAMAGED";
	case SLOT_RETIRED:
		return "spare, retired image";
	case SLOT_UNSIGNED:
		return "spare, complete image without signature";
	case SLOT_PARTIAL:
		return "spare, remains of an image";
	case SLOT_ABSENT:
		return "no room on this flash";
	default:
		return "spare, erased";
	}
}

static void print_slot(const struct map *m, const struct slot_view *view)
{
	char version[HERMON_VERSION_TEXT], size[SIZE_TEXT], room[SIZE_TEXT];
	char sentence[HERMON_REPORT_SENTENCE];
	const char *color = "2";

	if (view->state == SLOT_DAMAGED)
		color = "1;31";
	else if (view->current)
		color = "1;32";
	printf("  slot %u  %s%s%s", view->layout.slot, sgr(m, color),
	       slot_role(m, view), sgr(m, "0"));
	if (view->described)
		printf(": %s for %s, %s of %s",
		       version_text(&view->image.version, version),
		       view->image.psid, size_text(view->image.size, size),
		       size_text(view->slot.rd.size, room));
	printf("\n");
	if (view->state == SLOT_DAMAGED) {
		hermon_report_sentence(&view->why, sentence, sizeof(sentence));
		printf("          %s\n", sentence);
	}
}

static void print_slots(const struct map *m)
{
	size_t i;

	for (i = 0; m->slots.known && i < ARRAY_SIZE(m->slots.slots); i++)
		print_slot(m, &m->slots.slots[i]);
	for (i = 0; i < m->slots.n_strays; i++)
		printf("  %sstray signature%s at 0x%06x\n", sgr(m, "33"),
		       sgr(m, "0"), m->slots.strays[i]);
	if (!m->slots.known)
		printf("  nothing on this flash says how it is laid out\n");
	printf("\n");
}

static bool is_current(const struct map *m, const struct range *range)
{
	if (range->what > RANGE_BETWEEN)
		return false;
	return range->slot == RANGE_NO_SLOT ||
	       m->slots.slots[range->slot].current;
}

static int by_offset(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return x->off < y->off ? -1 : x->off > y->off;
}

/* Of the current image, in its own order, without the cuts of the chunks. */
static struct range *current_ranges(const struct map *m, u32 *n)
{
	const struct ranges *all = &m->ranges;
	struct range *list = calloc(all->n_ranges + 1, sizeof(*list));
	u32 i;

	if (!list)
		abort();
	*n = 0;
	for (i = 0; i < all->n_ranges; i++)
		if (is_current(m, &all->ranges[i]))
			list[(*n)++] = all->ranges[i];
	qsort(list, *n, sizeof(*list), by_offset);
	return list;
}

static const char *range_name(const struct range *range)
{
	return *range->name ? range->name : range_what_name(range->what);
}

static bool same_kind(const struct range *a, const struct range *b)
{
	return a->what == b->what && a->type == b->type &&
	       a->state == b->state && !strcmp(a->name, b->name);
}

static void print_part(const struct map *m, const struct range *range, u32 len,
		       u32 image_size)
{
	static const char * const notes[] = {
		[PART_OK] = "", [PART_BLANK] = " blank",
		[PART_BAD] = " DAMAGED",
	};
	enum shade shade = shade_of(m, range);
	u32 bar = (u64)len * BAR / max(image_size, 1U);
	char size[SIZE_TEXT];
	u32 i;

	printf("  0x%06x  %-18s %11s  %s", range->off, range_name(range),
	       size_text(len, size), sgr(m, looks[shade].sgr));
	for (i = 0; i < max(bar, 1U); i++)
		fputs(i || bar ? glyph(m, shade) : m->utf8 ? "\u258f" : "|",
		      stdout);
	printf("%s%s\n", notes[range->state], sgr(m, "0"));
}

/* Neighbours of a kind share a line. */
static void print_parts(const struct map *m)
{
	u32 i, j, n, end = 0, len;
	struct range *list = current_ranges(m, &n);

	if (n)
		end = list[n - 1].off + list[n - 1].len;
	for (i = 0; i < n; i = j) {
		len = 0;
		for (j = i; j < n && same_kind(&list[i], &list[j]); j++)
			len += list[j].len;
		print_part(m, &list[i], len, end);
	}
	free(list);
}

static void print_map(struct map *m)
{
	const struct source *src = m->src;
	char size[SIZE_TEXT], chunk[SIZE_TEXT];

	printf("%s%s%s: %s of %s", sgr(m, "1"), src->name, sgr(m, "0"),
	       src->flash ? "flash" : "image", size_text(m->size, size));
	if (*src->part)
		printf(", %s", src->part);
	if (m->slots.known)
		printf(", two slots in chunks of %s",
		       size_text(BIT(m->slots.log2_chunk), chunk));
	printf("\n\n");
	choose_scale(m);
	print_picture(m);
	if (src->flash)
		print_slots(m);
	print_parts(m);
}

static const char *state_text(const struct map *m, const struct range *range)
{
	if (range->what == RANGE_LOADER || range->what == RANGE_SECTION)
		return part_state_name(range->state);
	return NULL;
}

static struct json_object *range_json(const struct map *m,
				      const struct range *range)
{
	struct json_object *object = json_object_new_object();

	out_put_number(object, "addr", range->addr);
	out_put_number(object, "len", range->len);
	out_put(object, "slot", range->slot == RANGE_NO_SLOT ? NULL :
		json_object_new_int(range->slot));
	out_put_text(object, "what", range_what_name(range->what));
	out_put_text(object, "name", range->name);
	out_put_text(object, "state", state_text(m, range));
	return object;
}

static struct json_object *slots_json(const struct map *m)
{
	struct json_object *slots = json_object_new_array();
	char version[HERMON_VERSION_TEXT];
	size_t i;

	for (i = 0; m->slots.known && i < ARRAY_SIZE(m->slots.slots); i++) {
		const struct slot_view *view = &m->slots.slots[i];
		struct json_object *slot = json_object_new_object();

		out_put_number(slot, "slot", i);
		out_put_text(slot, "state", slot_state_name(view->state));
		out_put_bool(slot, "active", view->current);
		out_put_text(slot, "version", view->described ?
			     version_text(&view->image.version, version) : NULL);
		json_object_array_add(slots, slot);
	}
	return slots;
}

static void put_map(const struct map *m)
{
	struct json_object *answer = json_object_new_object();
	struct json_object *ranges = json_object_new_array();
	u32 i;

	m->app->answer = answer;
	source_put(m->src, answer);
	out_put_number(answer, "size", m->size);
	if (m->slots.known)
		out_put_number(answer, "chunk", BIT(m->slots.log2_chunk));
	if (m->src->flash)
		out_put(answer, "slots", slots_json(m));
	for (i = 0; i < m->ranges.n_ranges; i++)
		json_object_array_add(ranges,
				      range_json(m, &m->ranges.ranges[i]));
	out_put(answer, "ranges", ranges);
}

static int collect(struct map *m, struct error *e)
{
	struct hermon_report report = { 0 };
	struct source *src = m->src;
	int err;

	m->size = src->flash ? src->flash->size : src->rd->size;
	if (!src->flash) {
		err = ranges_of_image(&m->ranges, src->rd, &report);
	} else {
		err = slots_read(&m->slots, src->flash, &src->card, &report);
		if (!err)
			err = ranges_of_flash(&m->ranges, src->flash,
					      &src->card, &m->slots, &report);
	}
	if (err)
		source_error(src, err, &report, e);
	return err;
}

static int map(struct app *app, struct source *src, struct error *e)
{
	struct map *m = calloc(1, sizeof(*m));
	int code = EXIT_DONE;

	if (!m)
		abort();
	m->app = app;
	m->src = src;
	setlocale(LC_CTYPE, "");
	if (collect(m, e))
		code = EXIT_ERROR;
	else if (app->json)
		put_map(m);
	else
		print_map(m);
	ranges_free(&m->ranges);
	free(m);
	return out_result(app, code, code ? e : NULL, false);
}

/**
 * cmd_map() - show what lies where
 * @app: this run
 * @argc: arguments
 * @argv: arguments
 *
 * Return: enum exit_code.
 */
int cmd_map(struct app *app, int argc, char **argv)
{
	struct source_args args;
	struct error e = { 0 };
	struct source src;
	int code;

	code = source_args(&args, app, 0, argc, argv);
	if (code)
		return code;
	if (source_open(&src, args.name, args.force, &e) ||
	    source_need_bytes(&src, &e))
		code = out_result(app, EXIT_ERROR, &e, false);
	else
		code = map(app, &src, &e);
	source_close(&src);
	return code;
}
