#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Cards whose flash is in every kind of trouble: refused where GUIDs would have
# to be invented, burned with those that the image brings, and started.
#
#	recover.sh TABLE VERSION GUID
#
# A line of TABLE: what to call the case, the card, its revision, the sentence, a
# pattern, with which plain-REVISION.bin is refused or "-" if it is burned, and the
# one with which stamped-REVISION.bin is refused or "-". Both have VERSION, the
# stamped one has GUID. What revision B0 has then is verified by mstflint, which
# does not know A0.
. "$(dirname "$0")/lib.sh"

table=$1 version=$2 guid=$3
driver=/sys/bus/pci/drivers/hermon_fw
command -v mstflint >/dev/null || skip_all "needs mstflint 4.16"

# The PCI id of a card that leaves recovery changes: the bus has to look again.
start() {
	devlink dev reload "pci/$1" action fw_activate >/dev/null 2>&1 || return 1
	[ "$(<"/sys/bus/pci/devices/$1/device")" = 0x0191 ] || return 0
	echo 1 >"/sys/bus/pci/devices/$1/remove"
	echo 1 >/sys/bus/pci/rescan
}

mode() { info "$1" '.versions.running["fw.mode"]'; }

# attempt SENTENCE ARGUMENT...: refused with it, or burned
attempt() {
	local wanted=$1 said
	shift
	said=$(devlink dev flash "$@" 2>&1 >/dev/null)
	[ -z "$said" ] || ktap_print_msg "$said"
	case $wanted in
	-) [ -z "$said" ] ;;
	*) like "$said" "Error: hermon_fw: $wanted." ;;
	esac
}

# What info says of a card that is like any other: id, GUID, versions, no mode
looks() {
	echo "$(<"/sys/bus/pci/devices/$1/device") $(info "$1" .serial_number) $(
		running "$1") $(stored "$1") $(mode "$1")"
}

verifies() {
	local status
	echo "$1" >$driver/unbind
	mstflint -d "/sys/bus/pci/devices/$1/resource0" verify >/tmp/mst 2>&1 </dev/null
	status=$?
	echo "$1" >$driver/bind
	[ $status -eq 0 ] && ! grep -q wrong /tmp/mst
}

n_results() {
	awk -F'\t' '{ n += $5 == "-" ? 4 + ($3 == "b0") : 2 } END { print n }' "$table"
}

ktap_print_header
ktap_set_plan $(($(n_results) + 1))
while IFS=$'\t' read -r name card rev without with; do
	attempt "$without" "pci/$card" file "plain-$rev.bin"
	result "$name: without GUIDs"
	attempt "$with" "pci/$card" file "stamped-$rev.bin" overwrite identifiers
	result "$name: with those of the image"
	[ "$with" = - ] || continue
	start "$card"
	result "$name: started"
	same "$name: runs what is stored" "$(looks "$card")" \
		"0x634a $guid $version $version "
	[ "$rev" = b0 ] || continue
	verifies "$card"
	result "$name: mstflint verifies it"
done <"$table"
empty "no splat in the log" "$(dmesg_splats)"
ktap_finished
