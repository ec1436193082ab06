// SPDX-License-Identifier: GPL-2.0-only
/*
 * Says why something failed: the sentence to whoever asked, the numbers and
 * the next step to the kernel log.
 */
#include <linux/netlink.h>
#include <net/devlink.h>

#include "hermon.h"

/**
 * hermon_tell_failure() - answer a request with why it failed, and log it
 * @hdev: the card
 * @what: what was being done, for the log
 * @report: why it failed
 * @extack: the answer; NULL if nobody waits for one
 *
 * Return: the errno of @report.
 */
int hermon_tell_failure(struct hermon_dev *hdev, const char *what,
			const struct hermon_report *report,
			struct netlink_ext_ack *extack)
{
	char sentence[HERMON_REPORT_SENTENCE];

	hermon_report_sentence(report, sentence, sizeof(sentence));
	NL_SET_ERR_MSG_FMT_MOD(extack, "%s", sentence);
	hermon_dev_err(hdev, what, report);
	return hermon_report_errno(report);
}
