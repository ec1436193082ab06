#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Cards whose flash is in every kind of trouble: refused where GUIDs would have
# to be invented, burned with those that the image brings, and started.
#
#	recover.sh TABLE PLAIN STAMPED VERSION GUID
#
# A line of TABLE: what to call the case, the card, the sentence with which
# PLAIN is refused or "-" if it is burned, and the arguments behind STAMPED.
# STAMPED has GUID.
. "$(dirname "$0")/lib.sh"

table=$1 plain=$2 stamped=$3 version=$4 guid=$5
per_case=4

# The PCI id of a card that leaves recovery changes: the bus has to look again.
start() {
	devlink dev reload "pci/$1" action fw_activate >/dev/null 2>&1 || return 1
	[ "$(<"/sys/bus/pci/devices/$1/device")" = 0x0191 ] || return 0
	echo 1 >"/sys/bus/pci/devices/$1/remove"
	echo 1 >/sys/bus/pci/rescan
}

mode() { info "$1" '.versions.running["fw.mode"]'; }

# Refused with its sentence, or burned.
try_plain() {
	local said
	said=$(devlink dev flash "pci/$1" file "$plain" 2>&1 >/dev/null)
	ktap_print_msg "$said"
	case $2 in
	-) [ -z "$said" ] ;;
	*) [ "$said" = "Error: hermon_fw: $2." ] ;;
	esac
}

ktap_print_header
ktap_set_plan $(($(wc -l <"$table") * per_case + 1))
while IFS=$'\t' read -r name card sentence arguments; do
	try_plain "$card" "$sentence"
	result "$name: without GUIDs"
	# shellcheck disable=SC2086 # several words are wanted
	devlink dev flash "pci/$card" file "$stamped" $arguments >/dev/null 2>&1
	result "$name: with those of the image"
	start "$card"
	result "$name: started"
	same "$name: runs what is stored" \
		"$(info "$card" .serial_number) $(running "$card") $(stored "$card") $(mode "$card")" \
		"$guid $version $version "
done <"$table"
empty "no splat in the log" "$(dmesg_splats)"
ktap_finished
