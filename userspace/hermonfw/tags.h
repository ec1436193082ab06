/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tags of the Image Info section that only people care about.
 */
#ifndef TAGS_H
#define TAGS_H

#include <hermon_env.h>
#include <hermon/image.h>

/**
 * struct tags - what an image says beside what core/ needs
 * @time: build time, packed decimal as in tag 2
 * @min_fit: tag 12, oldest tool that may burn it; all 0 if not said
 * @vsd_vendor: tag 8, whose VSD and PSID it has; 0 if not said
 * @has_access_key: tag 13 is there
 * @access_key: its value
 * @is_ga: tag 9, released
 */
struct tags {
	u32 time;
	u16 min_fit[4];
	u16 vsd_vendor;
	bool has_access_key;
	u64 access_key;
	bool is_ga;
};

int tags_read(struct tags *tags, struct hermon_reader *rd,
	      const struct hermon_image *image, struct hermon_report *report);

#endif /* TAGS_H */
