#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Activation by reset, in one machine without a restart.
#
#	reload.sh GOOD RECOVERY HELD IMAGE VERSION STAMPED BOTH UPPER WIPED STAMPED-B0
#
# Cards: a good one, one without an image, one whose semaphore somebody has, one
# with 2.8.0 and above it, at UPPER, 2.7.0, and one that mstflint will wipe while
# it runs. IMAGE is for the good one and has VERSION, and so has STAMPED, which is
# for the one in recovery, and STAMPED-B0 for the wiped one.
. "$(dirname "$0")/lib.sh"

good=$1 recovery=$2 held=$3 image=$4 version=$5 stamped=$6
both=$7 upper=$8 wiped=$9 stamped_b0=${10}
driver=/sys/bus/pci/drivers/hermon_fw
command -v mstflint >/dev/null || skip_all "needs mstflint 4.16"

# not_activated CARD SENTENCE: no activation, and this is why
not_activated() {
	local actions
	actions=$(reload "$1" action fw_activate)
	ktap_print_msg "$(cat /tmp/err)"
	[ -z "$actions" ] && [ "$(head -n 1 /tmp/err)" = "Error: hermon_fw: $2." ]
}

rescan() {
	echo 1 >"/sys/bus/pci/devices/$1/remove"
	echo 1 >/sys/bus/pci/rescan
}

# Erases the sector at address 0 while the firmware runs.
wipe() {
	echo "$1" >$driver/unbind
	mstflint -d "/sys/bus/pci/devices/$1/resource0" erase 0 \
		>/tmp/mst 2>&1 </dev/null || ktap_print_msg "$(cat /tmp/mst)"
	echo "$1" >$driver/bind
}

# reload CARD ARGUMENT...: what was done, in one line
reload() {
	local card=$1
	shift
	devlink -j dev reload "pci/$card" "$@" 2>/tmp/err |
		jq -c '.reload.reload_actions_performed // empty | sort'
}

# selftest CARD: passed, failed or skipped
selftest() {
	devlink dev selftests run "pci/$1" id flash 2>/tmp/err |
		awk '/status/ { print $2 }'
}

# Until told to stop; fails if one answer is not whole.
read_for_ever() {
	while [ ! -e /tmp/stop ]; do
		devlink dev info "pci/$good" | grep -q fw.psid || return 1
	done
}

ktap_print_header
ktap_set_plan 28

before=$(info "$good" .serial_number)
devlink dev flash "pci/$good" file "$image" >/dev/null
same "burned, not running" "$(stored "$good") $(running "$good")" "$version 2.8.0"
read_for_ever &
reader=$!
actions=$(reload "$good" action fw_activate)
same "what was done" "$actions" '["driver_reinit","fw_activate"]'
touch /tmp/stop
wait $reader
result "info was whole all the time"
same "burned and running" "$(stored "$good") $(running "$good")" "$version $version"
same "same GUID" "$(info "$good" .serial_number)" "$before"
same "selftest afterwards" "$(selftest "$good")" passed
same "reset once more" "$(reload "$good" action fw_activate)" \
	'["driver_reinit","fw_activate"]'
same "only looked at again" "$(reload "$good" action driver_reinit)" '["driver_reinit"]'
reload "$good" action fw_activate limit no_reset
grep -qi 'not supported\|answers' /tmp/err
result "without a reset it is refused"

not_activated "$recovery" 'card started no firmware after the reset'
result "nothing to start: said so"
same "in recovery" "$(info "$recovery" '.versions.running["fw.mode"]')" recovery
devlink dev flash "pci/$recovery" file "$stamped" overwrite identifiers >/dev/null
same "reset out of recovery" "$(reload "$recovery" action fw_activate)" \
	'["driver_reinit","fw_activate"]'
grep -q 'another id or BAR' /tmp/err
result "warns of the new id"
same "firmware runs" "$(running "$recovery")" "$version"
rescan "$recovery"
same "its own id again" "$(<"/sys/bus/pci/devices/$recovery/device")" 0x634a
same "bound, and stored runs" "$(stored "$recovery") $(running "$recovery")" \
	"$version $version"

# The chip starts what its boot address names, not the lower image.
# In the register the address is above eight bits of other use.
cr_write "$both" f0000 "${upper}00"
not_activated "$both" 'card runs 2.7.0 after reset, flash has 2.8.0'
result "another image started than the current one: said so"
same "info does not hide it" "$(stored "$both") $(running "$both")" "2.8.0 2.7.0"

# Which image the firmware came from is not to be seen any more. Only a reset
# tells whether the flash is as it reads.
wipe "$wiped"
same "wiped: still runs" "$(stored "$wiped") $(running "$wiped")" " 2.8.0"
flash_refused "$wiped" "file $stamped_b0 overwrite identifiers" EUCLEAN \
	'firmware runs, but no image on the flash is known to be sound'
result "wiped: not burned while firmware runs"
not_activated "$wiped" 'card started no firmware after the reset'
result "wiped: a reset ends in recovery mode"
devlink dev flash "pci/$wiped" file "$stamped_b0" overwrite identifiers >/dev/null
result "wiped: then it is burned"
[ -n "$(reload "$wiped" action fw_activate)" ] && rescan "$wiped"
result "wiped: and started"
same "wiped: its own id again" "$(<"/sys/bus/pci/devices/$wiped/device")" 0x634a
same "wiped: a card like any other" "$(stored "$wiped") $(running "$wiped")" \
	"$version $version"

start=$SECONDS
reload "$held" action fw_activate
grep -q 'flash semaphore is held' /tmp/err
result "somebody has the flash: refused"
[ $((SECONDS - start)) -ge 9 ] && [ $((SECONDS - start)) -le 60 ]
result "after its bound"
empty "no splat in the log" "$(dmesg_splats)"
ktap_finished
