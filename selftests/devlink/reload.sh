#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Activation by reset, and the selftest, in one machine without a restart.
#
#	reload.sh GOOD RECOVERY HELD IMAGE VERSION STAMPED
#
# Cards: a good one, one without an image, one whose semaphore somebody has.
# IMAGE is for the good one and has VERSION, STAMPED is for the one in recovery.
. "$(dirname "$0")/lib.sh"

good=$1 recovery=$2 held=$3 image=$4 version=$5 stamped=$6

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
ktap_set_plan 22

same "selftest of a good card" "$(selftest "$good")" passed
same "selftest of an empty one" "$(selftest "$recovery")" failed
grep -q 'card has no image' /tmp/err
result "says why"
same "selftest while another has the flash" "$(selftest "$held")" skipped

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

same "in recovery" "$(info "$recovery" '.versions.running["fw.mode"]')" recovery
devlink dev flash "pci/$recovery" file "$stamped" overwrite identifiers >/dev/null
same "reset out of recovery" "$(reload "$recovery" action fw_activate)" \
	'["driver_reinit","fw_activate"]'
grep -q 'another id or BAR' /tmp/err
result "warns of the new id"
same "firmware runs" "$(running "$recovery")" "$version"
echo 1 >"/sys/bus/pci/devices/$recovery/remove"
echo 1 >/sys/bus/pci/rescan
same "its own id again" "$(<"/sys/bus/pci/devices/$recovery/device")" 0x634a
same "bound, and stored runs" "$(stored "$recovery") $(running "$recovery")" \
	"$version $version"

start=$SECONDS
reload "$held" action fw_activate
grep -q 'flash semaphore is held' /tmp/err
result "somebody has the flash: refused"
[ $((SECONDS - start)) -ge 9 ] && [ $((SECONDS - start)) -le 60 ]
result "after its bound"
empty "no splat in the log" "$(dmesg_splats)"
ktap_finished
