/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a card went through, as JSON for test scripts.
 */
#ifndef HERMON_STATS_JSON_H
#define HERMON_STATS_JSON_H

struct model;

/*
 * stats_json_write() - write the statistics of a card to a file
 * @m: the card
 * @path: file, replaced as a whole: a reader sees the old or the new one
 * @seconds: wall time that the card was served
 *
 * Return: 0 or -errno.
 */
int stats_json_write(const struct model *m, const char *path, double seconds);

#endif /* HERMON_STATS_JSON_H */
