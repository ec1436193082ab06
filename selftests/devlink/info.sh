#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What info says of sound cards and damaged ones, and which cards are not
# bound at all.
#
#	info.sh INFO-TABLE REFUSED-TABLE
#
# A line of INFO-TABLE: what to call the case, the card, and what the answer
# must be (JSON). A line of REFUSED-TABLE: name, card, and what the log says
# (a shell pattern).
. "$(dirname "$0")/lib.sh"

# Everything but the driver's name, in a fixed order.
answer() {
	devlink -j dev info "pci/$1" | jq -S -c '.info[] | del(.driver)'
}

unbound() {
	local card=$1 pattern=$2 log

	[ ! -e "/sys/bus/pci/devices/$card/driver" ] || return 1
	log=$(dmesg | grep -F "$card" | grep -F hermon_fw)
	ktap_print_msg "$(head -n 1 <<<"$log")"
	# shellcheck disable=SC2053 # a pattern is wanted
	[[ $log == *$pattern* ]]
}

ktap_print_header
ktap_set_plan $(($(wc -l <"$1") + $(wc -l <"$2") + 3))
while IFS=$'\t' read -r name card wanted; do
	same "$name" "$(answer "$card")" "$(jq -S -c . <<<"$wanted")"
done <"$1"
while IFS=$'\t' read -r name card pattern; do
	unbound "$card" "$pattern"
	result "$name"
done <"$2"
devlink dev info >/tmp/dump
result "a dump of all cards is not cut short"
same "the dump has every bound card" "$(grep -c '^pci/' /tmp/dump)" "$(wc -l <"$1")"
empty "no splat in the log" "$(dmesg_splats)"
ktap_finished
