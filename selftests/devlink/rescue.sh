#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A card whose flash was wiped: its identity comes back from a backup, and the
# card comes back under its own id. All of it in one machine.
#
#	rescue.sh CARD BACKUP IMAGE VERSION GUID
. "$(dirname "$0")/lib.sh"

card=$1 backup=$2 image=$3 version=$4 guid=$5

ktap_print_header
ktap_set_plan 23

same "it comes up in recovery" "$(<"/sys/bus/pci/devices/$card/device")" 0x0191
tool 0 "list" list
same "list says so" "$(field '.cards[0].state')" recovery
tool 1 "doctor" doctor
same "doctor: recovery mode, and no image" \
	"$(field '.checks[] | select(.check == "flash") | .state + ": " + .found')" \
	"fail: recovery mode, no image is current: card has no image to take GUIDs and PSID from"
tool 3 "flash without GUIDs is refused" flash "$card" "$image" --no-backup
grep -q 'card has no image to take GUIDs and PSID from' /tmp/lines
result "says why"
grep -q 'stamp' /tmp/lines
result "says what to do"

tool 0 "stamp" stamp "$image" /tmp/stamped.bin --from "$backup"
tool 0 "the stamped image is sound" verify /tmp/stamped.bin
tool 0 "flash" flash "$card" /tmp/stamped.bin --identifiers image --no-backup
same "stored" "$(stored "$card")" "$version"
devlink dev reload "pci/$card" action fw_activate >/dev/null 2>&1
result "reset"
same "it runs" "$(running "$card")" "$version"
echo 1 >"/sys/bus/pci/devices/$card/remove"
echo 1 >/sys/bus/pci/rescan
same "its own id" "$(<"/sys/bus/pci/devices/$card/device")" 0x634a
same "its own GUID" "$(info "$card" .serial_number)" "$guid"
tool 0 "list" list
same "list: nothing is wrong" "$(field '.cards[0].state')" ok
tool 0 "doctor: the flash is in order" doctor
same "doctor: and all else of the card" \
	"$(field '[.checks[] | select(.card).state] | unique | join(" ")')" ok
tool 0 "verify" verify "$card"
tool 6 "and there is nothing left to do" flash "$card" "$image" --no-backup
empty "no splat in the log" "$(dmesg_splats)"
ktap_finished
