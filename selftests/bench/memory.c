// SPDX-License-Identifier: GPL-2.0-only
/*
 * What core/ needs of memory for a burn, beside the file: no copy of it.
 */
#include <stdio.h>

#include <hermon_env.h>
#include <hermon/card.h>
#include <hermon/survey.h>
#include <hermon/update.h>

int main(void)
{
	printf("{\"update\": %zu, \"survey\": %zu, \"card\": %zu, \"piece\": %u}\n",
	       sizeof(struct hermon_update), sizeof(struct hermon_survey),
	       sizeof(struct hermon_card), 3 * HERMON_NOR_PAGE);
	return 0;
}
