// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the user gets to see: text, or the same facts in JSON.
 *
 * Answers go to standard output, complaints and notes to standard error. With
 * --json standard output has one object a line, of which the last one is the
 * result, and standard error is silent.
 */
#include <stdarg.h>
#include <stdlib.h>

#include "out.h"

static const char * const colors[] = {
	[OUT_PLAIN] = "\033[0m",
	[OUT_BOLD] = "\033[1m",
	[OUT_DIM] = "\033[2m",
	[OUT_RED] = "\033[31m",
	[OUT_GREEN] = "\033[32m",
	[OUT_YELLOW] = "\033[33m",
	[OUT_BLUE] = "\033[34m",
	[OUT_CYAN] = "\033[36m",
};

/**
 * out_color() - what switches a terminal to a colour
 * @app: this run
 * @color: which one
 *
 * Return: a text, empty where colours are not wanted.
 */
const char *out_color(const struct app *app, enum out_color color)
{
	return app->color ? colors[color] : "";
}

/**
 * out_text() - print on standard output, unless the answer is JSON
 * @app: this run
 * @fmt: what
 */
void out_text(const struct app *app, const char *fmt, ...)
{
	va_list args;

	if (app->json)
		return;
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
}

/**
 * out_note() - tell a person something beside the answer
 * @app: this run
 * @fmt: one sentence
 */
void out_note(const struct app *app, const char *fmt, ...)
{
	va_list args;

	if (app->json)
		return;
	fflush(stdout);
	fputs("hermonfw: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
}

/**
 * out_put() - put a value into an object
 * @obj: the object
 * @key: the value's name
 * @value: now owned by @obj
 */
void out_put(struct json_object *obj, const char *key,
	     struct json_object *value)
{
	if (json_object_object_add(obj, key, value))
		abort();
}

/* JSON is UTF-8; what cards and images say may be anything. */
static struct json_object *json_string(const char *text)
{
	char copy[512];
	char *p = copy;

	for (; *text && p < copy + sizeof(copy) - 1; text++)
		*p++ = *text & 0x80 ? '?' : *text;
	return json_object_new_string_len(copy, p - copy);
}

static bool is_ascii(const char *text)
{
	while (*text && !(*text & 0x80))
		text++;
	return !*text;
}

/**
 * out_put_text() - put a text into an object
 * @obj: the object
 * @key: the text's name
 * @text: the text; NULL or an empty one is null, for not known
 */
void out_put_text(struct json_object *obj, const char *key, const char *text)
{
	if (!text || !*text)
		out_put(obj, key, NULL);
	else if (is_ascii(text))
		out_put(obj, key, json_object_new_string(text));
	else
		out_put(obj, key, json_string(text));
}

/**
 * out_put_number() - put a number into an object
 * @obj: the object
 * @key: the number's name
 * @number: the number
 */
void out_put_number(struct json_object *obj, const char *key, u64 number)
{
	out_put(obj, key, json_object_new_int64(number));
}

/**
 * out_put_bool() - put a truth into an object
 * @obj: the object
 * @key: its name
 * @value: the truth
 */
void out_put_bool(struct json_object *obj, const char *key, bool value)
{
	out_put(obj, key, json_object_new_boolean(value));
}

/**
 * out_line() - print an object on a line of its own, now
 * @obj: the object
 */
void out_line(struct json_object *obj)
{
	puts(json_object_to_json_string_ext(obj, JSON_C_TO_STRING_PLAIN |
						 JSON_C_TO_STRING_NOSLASHESCAPE));
	fflush(stdout);
}

/**
 * out_table_init() - begin a table
 * @table: to set up; out_table_free() frees it
 * @n_columns: how many columns
 * @heading: first row
 */
void out_table_init(struct out_table *table, u32 n_columns,
		    const char *const *heading)
{
	*table = (struct out_table) { .n_columns = n_columns };
	out_table_row(table, heading);
}

/**
 * out_table_row() - add a row
 * @table: the table
 * @cells: as many texts as it has columns; NULL and empty ones become "-"
 */
void out_table_row(struct out_table *table, const char *const *cells)
{
	u32 n = table->n_columns, i;

	table->cells = reallocarray(table->cells, (table->n_rows + 1) * n,
				    sizeof(*table->cells));
	if (!table->cells)
		abort();
	for (i = 0; i < n; i++) {
		table->cells[table->n_rows * n + i] =
			strdup(cells[i] && *cells[i] ? cells[i] : "-");
		if (!table->cells[table->n_rows * n + i])
			abort();
	}
	table->n_rows++;
}

static int column_width(const struct out_table *table, u32 column)
{
	size_t width = 0;
	u32 i;

	for (i = 0; i < table->n_rows; i++)
		width = max(width, strlen(table->cells[i * table->n_columns +
						       column]));
	return width;
}

/**
 * out_table_print() - print a table, unless the answer is JSON
 * @app: this run
 * @table: the table
 */
void out_table_print(const struct app *app, const struct out_table *table)
{
	u32 row, column, n = table->n_columns;

	for (row = 0; row < table->n_rows; row++) {
		if (!row)
			out_text(app, "%s", out_color(app, OUT_BOLD));
		for (column = 0; column < n - 1; column++)
			out_text(app, "%-*s  ", column_width(table, column),
				 table->cells[row * n + column]);
		out_text(app, "%s", table->cells[row * n + column]);
		if (!row)
			out_text(app, "%s", out_color(app, OUT_PLAIN));
		out_text(app, "\n");
	}
}

/**
 * out_table_free() - forget a table
 * @table: the table
 */
void out_table_free(struct out_table *table)
{
	u32 i;

	for (i = 0; i < table->n_rows * table->n_columns; i++)
		free(table->cells[i]);
	free(table->cells);
	*table = (struct out_table) { 0 };
}

static const char * const results[] = {
	[EXIT_DONE] = "done",
	[EXIT_ERROR] = "error",
	[EXIT_USAGE] = "usage",
	[EXIT_REFUSED] = "refused",
	[EXIT_SAFE] = "failed-safe",
	[EXIT_RECOVERY] = "needs-recovery",
	[EXIT_ALREADY] = "already",
};

/**
 * out_result_name() - the word for how a command ended
 * @code: how
 *
 * Return: a constant text.
 */
const char *out_result_name(enum exit_code code)
{
	return results[code];
}

static const char *written_text(enum exit_code code, bool written)
{
	if (code == EXIT_RECOVERY)
		return "No complete image is on the card: do not power-cycle it before it has one.";
	if (code == EXIT_SAFE)
		return "A complete image is on the card.";
	return written ? "" : "Nothing was written to the flash.";
}

static void complain(enum exit_code code, const struct error *e, bool written)
{
	fflush(stdout);
	fprintf(stderr, "hermonfw: %s: %s. %s\n", results[code], e->message,
		written_text(code, written));
	if (*e->next)
		fprintf(stderr, "hermonfw: next step: %s\n", e->next);
}

static void put_error(struct json_object *answer, const struct error *e)
{
	out_put_text(answer, "reason", e->reason);
	out_put_text(answer, "errno", e->err ? strerrorname_np(e->err) : NULL);
	out_put_text(answer, "message", e->message);
	out_put_text(answer, "next", e->next);
}

/**
 * out_result() - say how a command ended
 * @app: this run
 * @code: how
 * @e: why it is not EXIT_DONE; NULL if there is nothing to say
 * @written: the flash is not what it was
 *
 * Return: @code.
 */
int out_result(struct app *app, enum exit_code code, const struct error *e,
	       bool written)
{
	if (!app->json) {
		if (e && code != EXIT_DONE)
			complain(code, e, written);
		return code;
	}
	if (!app->answer)
		app->answer = json_object_new_object();
	out_put_text(app->answer, "result", results[code]);
	if (e)
		put_error(app->answer, e);
	out_put_bool(app->answer, "written", written);
	return code;
}

/**
 * out_finish() - print what the command had to say in JSON
 * @app: this run
 */
void out_finish(struct app *app)
{
	if (app->json && app->answer)
		out_line(app->answer);
	json_object_put(app->answer);
	app->answer = NULL;
}
