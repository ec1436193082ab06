#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Loads, unloads, binds and unbinds fifty times; takes the card away from
# under a reader. Nothing may leak or complain.
#
#	rebind.sh MODULE CARD
. "$(dirname "$0")/lib.sh"

module=$1
card=$2
driver=/sys/bus/pci/drivers/hermon_fw
rounds=50
# What two rounds may differ by for reasons that are not ours, in KiB.
slack=1024

# Info has been read from the flash, and without a process more than needed.
is_there() {
	devlink dev info "pci/$card" | grep -q fw.psid
}

# Memory that the kernel holds for itself, in KiB.
kernel_memory() {
	awk '/^(SUnreclaim|VmallocUsed|KernelStack|Percpu):/ { n += $2 }
	     END { print n }' /proc/meminfo
}

reload() {
	rmmod hermon_fw && insmod "$module" && is_there
}

rebind() {
	echo "$card" >"$driver/unbind" && echo "$card" >"$driver/bind" &&
		is_there
}

# repeat COMMAND: fifty times, the first three before memory is measured.
repeat() {
	local i before after

	for i in $(seq "$rounds"); do
		"$@" || return 1
		[ "$i" -ne 3 ] || before=$(kernel_memory)
	done
	after=$(kernel_memory)
	ktap_print_msg "$*: kernel memory $before KiB, then $after KiB"
	[ $((after - before)) -lt "$slack" ]
}

read_for_ever() {
	while [ ! -e /tmp/stop ]; do
		devlink dev info >/dev/null 2>&1
	done
}

unbind_during_info() {
	local i

	rm -f /tmp/stop
	read_for_ever &
	read_for_ever &
	for i in $(seq 10); do
		rebind || break
	done
	touch /tmp/stop
	wait
	[ "$i" -eq 10 ]
}

ktap_print_header
ktap_set_plan 5
repeat reload
result "module loaded and unloaded $rounds times, nothing leaked"
repeat rebind
result "card bound and unbound $rounds times, nothing leaked"
unbind_during_info
result "card unbound while others read info"
is_there
result "info is whole afterwards"
empty "no warning in the log" "$(dmesg_warnings)"
ktap_finished
