/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the user gets to see: text, or the same facts in JSON.
 */
#ifndef OUT_H
#define OUT_H

#include <json-c/json.h>

#include "hermonfw.h"

enum out_color {
	OUT_PLAIN,
	OUT_BOLD,
	OUT_DIM,
	OUT_RED,
	OUT_GREEN,
	OUT_YELLOW,
	OUT_BLUE,
	OUT_CYAN,
};

const char *out_color(const struct app *app, enum out_color color);
void out_text(const struct app *app, const char *fmt, ...) __printf(2, 3);
void out_note(const struct app *app, const char *fmt, ...) __printf(2, 3);

void out_put(struct json_object *obj, const char *key,
	     struct json_object *value);
void out_put_text(struct json_object *obj, const char *key, const char *text);
void out_put_number(struct json_object *obj, const char *key, u64 number);
void out_put_bool(struct json_object *obj, const char *key, bool value);
void out_line(struct json_object *obj);

#define OUT_COLUMNS_MAX	12

/**
 * struct out_table - rows of text, columns as wide as needed
 * @n_columns: how many columns
 * @n_rows: how many rows, with the heading
 * @cells: @n_rows times @n_columns texts
 */
struct out_table {
	u32 n_columns;
	u32 n_rows;
	char **cells;
};

void out_table_init(struct out_table *table, u32 n_columns,
		    const char *const *heading);
void out_table_row(struct out_table *table, const char *const *cells);
void out_table_print(const struct app *app, const struct out_table *table);
void out_table_free(struct out_table *table);

const char *out_result_name(enum exit_code code);
int out_result(struct app *app, enum exit_code code, const struct error *e,
	       bool written);
void out_finish(struct app *app);

#endif /* OUT_H */
