/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files beside core/ share.
 */
#ifndef HERMON_HERMON_H
#define HERMON_HERMON_H

#include <linux/notifier.h>
#include <linux/pci.h>
#include <linux/pm.h>
#include <linux/workqueue.h>
#include <net/devlink.h>

#include <hermon/card.h>
#include <hermon/cr.h>
#include <hermon/gw.h>
#include <hermon/match.h>
#include <hermon/nor.h>
#include <hermon/report.h>

/* Nobody who asks for versions or a few bytes wants to wait longer. */
#define HERMON_SEM_READ_TIMEOUT_MS	250

/* Longer than any field of these boards: flash-gateway.rst, "VPD". */
#define HERMON_VPD_TEXT		32

/**
 * struct hermon_vpd - what the card's vital product data say of the board
 * @part: part number
 * @rev: engineering change level, the board's revision
 * @serial: serial number
 *
 * A text that is absent or not printable is empty.
 */
struct hermon_vpd {
	char part[HERMON_VPD_TEXT];
	char rev[HERMON_VPD_TEXT];
	char serial[HERMON_VPD_TEXT];
};

/**
 * enum hermon_event - bits of hermon_dev.events
 * @HERMON_EVENT_BURNING: a burn is under way
 * @HERMON_EVENT_SUSPENDING: the host suspends; no burn begins
 * @HERMON_EVENT_RESETTING: the host resets the card; a burn stops
 * @HERMON_EVENT_LEAVING: the driver gives the card up; a burn stops
 * @HERMON_EVENT_SILENT: registers must not be touched and read all ones
 */
enum hermon_event {
	HERMON_EVENT_BURNING,
	HERMON_EVENT_SUSPENDING,
	HERMON_EVENT_RESETTING,
	HERMON_EVENT_LEAVING,
	HERMON_EVENT_SILENT,
};

/**
 * struct hermon_dev - one card
 * @pdev: its PCI function
 * @bar: CR-space, the card's registers
 * @cr: how core/ reaches them
 * @gw: the flash gateway
 * @nor: the flash chip behind it
 * @card: what lay on the flash when it was last read
 * @card_stale: the flash could not be read then, but perhaps can be now
 * @in_recovery: the chip runs without firmware
 * @running: version of the running firmware
 * @has_running: @running is known
 * @vpd: what the board says of itself
 * @wish: what the next burn shall do otherwise: PSID and boot ROM
 * @region: the flash, for user space to read; NULL until its size is known
 * @reporter: what the flash is like, for user space to ask
 * @report_work: tells the reporter of @raised
 * @raised: a fault that the reporter was not told of yet, or no reason
 * @can_report: the instance is registered, so that there is somebody to tell
 * @last_error: why the last flash update failed
 * @events: what the host is doing, see enum hermon_event
 * @pm_nb: tells when the host wants to suspend
 *
 * All of it is set up by probe. Later only what runs under the lock of the
 * devlink instance changes something, but for @events: that is set by whoever
 * wants those who hold the lock to let go of it.
 */
struct hermon_dev {
	struct pci_dev *pdev;
	void __iomem *bar;
	struct hermon_cr cr;
	struct hermon_gw gw;
	struct hermon_nor nor;
	struct hermon_card card;
	bool card_stale;
	bool in_recovery;
	struct hermon_version running;
	bool has_running;
	struct hermon_vpd vpd;
	struct hermon_wish wish;
	struct devlink_region *region;
	struct devlink_health_reporter *reporter;
	struct work_struct report_work;
	struct hermon_report raised;
	bool can_report;
	struct hermon_report last_error;
	unsigned long events;
	struct notifier_block pm_nb;
};

void hermon_dev_err(struct hermon_dev *hdev, const char *what,
		    const struct hermon_report *report);

int hermon_tell_failure(struct hermon_dev *hdev, const char *what,
			const struct hermon_report *report,
			struct netlink_ext_ack *extack);

void hermon_read_state(struct hermon_dev *hdev);

int hermon_cr_map(struct hermon_dev *hdev);

enum hermon_reason hermon_event_stops(const struct hermon_dev *hdev);
int hermon_event_begin_burn(struct hermon_dev *hdev,
			    struct hermon_report *report);
void hermon_event_end_burn(struct hermon_dev *hdev);
int hermon_event_register(struct hermon_dev *hdev);
void hermon_remove(struct pci_dev *pdev);
void hermon_shutdown(struct pci_dev *pdev);

extern const struct dev_pm_ops hermon_pm_ops;
extern const struct pci_error_handlers hermon_err_handlers;

bool hermon_reset_sibling(struct hermon_dev *hdev);
int hermon_reset_check(struct hermon_dev *hdev, struct hermon_report *report);
int hermon_reset(struct hermon_dev *hdev, bool *changed,
		 struct hermon_report *report);
void hermon_wait_booted(struct hermon_dev *hdev);

void hermon_vpd_read(struct hermon_vpd *vpd, struct pci_dev *pdev);

struct hermon_dev *hermon_devlink_alloc(struct pci_dev *pdev);
int hermon_devlink_read_card(struct hermon_dev *hdev,
			     struct hermon_report *report);
int hermon_devlink_register(struct hermon_dev *hdev);

int hermon_reload_down(struct devlink *devlink, bool netns_change,
		       enum devlink_reload_action action,
		       enum devlink_reload_limit limit,
		       struct netlink_ext_ack *extack);
int hermon_reload_up(struct devlink *devlink, enum devlink_reload_action action,
		     enum devlink_reload_limit limit, u32 *actions_performed,
		     struct netlink_ext_ack *extack);

bool hermon_selftest_check(struct devlink *devlink, unsigned int id,
			   struct netlink_ext_ack *extack);
enum devlink_selftest_status
hermon_selftest_run(struct devlink *devlink, unsigned int id,
		    struct netlink_ext_ack *extack);

int hermon_param_register(struct hermon_dev *hdev);
void hermon_param_clear(struct hermon_dev *hdev);

/* Reads the first @len bytes of a region. */
typedef int hermon_region_read_fn(struct hermon_dev *hdev, u8 *data, u32 len,
				  struct netlink_ext_ack *extack);

int hermon_region_snapshot(struct hermon_dev *hdev, u32 len,
			   hermon_region_read_fn *read,
			   struct netlink_ext_ack *extack, u8 **data);
int hermon_region_register(struct hermon_dev *hdev);
void hermon_region_open(struct hermon_dev *hdev);
int hermon_region_cr_register(struct hermon_dev *hdev);

int hermon_health_register(struct hermon_dev *hdev);
int hermon_health_start(struct hermon_dev *hdev);
void hermon_health_raise(struct hermon_dev *hdev,
			 const struct hermon_report *report);
void hermon_health_settle(struct hermon_dev *hdev);

int hermon_health_diagnose(struct devlink_health_reporter *reporter,
			   struct devlink_fmsg *fmsg,
			   struct netlink_ext_ack *extack);
int hermon_health_dump(struct devlink_health_reporter *reporter,
		       struct devlink_fmsg *fmsg, void *priv_ctx,
		       struct netlink_ext_ack *extack);

/* Calls that only older kernels need: include/compat defines them there. */
#ifndef hermon_info_driver_name_put
static inline int hermon_info_driver_name_put(struct devlink_info_req *req)
{
	return 0;
}
#endif

/* Linux before 6.3 wants to be told that there is a reload. */
#ifndef hermon_allow_reload
static inline void hermon_allow_reload(struct devlink *devlink)
{
}
#endif

/* Callbacks of parameters; older kernels give them no extack. */
#ifndef HERMON_PARAM_GETTER
#define HERMON_PARAM_GETTER(get)
#define hermon_param_getter(get)	(get)
#endif

#ifndef HERMON_PARAM_SETTER
#define HERMON_PARAM_SETTER(set)
#define hermon_param_setter(set)	(set)
#endif

#ifndef hermon_region_read_op
#define hermon_region_read_op(fn)	.read = (fn),
#endif

/* Linux before 6.3 does not hold the lock of the instance for a dump. */
#ifndef hermon_dump_lock
static inline bool hermon_dump_lock(struct devlink *devlink)
{
	return true;
}

static inline void hermon_dump_unlock(struct devlink *devlink)
{
}
#endif

#ifndef hermon_extack_flush
static inline void hermon_extack_flush(void)
{
}
#endif

#endif /* HERMON_HERMON_H */
