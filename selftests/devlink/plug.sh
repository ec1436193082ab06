#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Cards are unplugged and plugged in again in the middle of a burn, and the port
# above reports errors. The emulator does it, told through its own monitor.
#
#	plug.sh MONITOR PLUG ERRORS NEW NEW-VERSION OTHER OTHER-VERSION THIRD OLD-VERSION
#
# MONITOR is the serial port that leads to it. PLUG and ERRORS are cards, with the
# emulator's names card1 and port2.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/moments.sh"

plug=$2 errors=$3 new=$4 new_version=$5 other=$6 other_version=$7 third=$8 old_version=$9
given_up='driver gives the card up before the new image is signed'

# tell JSON: the emulator's answer; what it says unasked is passed over
tell() {
	local line
	printf '%s\n' "$1" >&8
	while IFS= read -r -t $patience line <&8; do
		case $line in
		'{"return"'*) printf '%s\n' "$line"; return 0 ;;
		'{"error"'*) printf '%s\n' "$line"; return 1 ;;
		esac
	done
	return 1
}

gone() { [ ! -e "/sys/bus/pci/devices/$1" ]; }

unplug() {
	tell '{"execute":"device_del","arguments":{"id":"card1"}}' >/dev/null &&
		until_true gone "$plug"
}

# The emulator needs a moment to forget the old one.
add() {
	tell '{"execute":"device_add","arguments":{"driver":"vfio-user-pci",
		"id":"card1","bus":"port1","x-msg-timeout":60000,
		"socket":{"type":"unix","path":"'"$HERMON_VM_RUN"'/card1"}}}' >/tmp/added
}

plug_in() {
	until_true add && until_true bound "$plug"
}

# inject ERROR: what the port above reports
inject() {
	tell '{"execute":"human-monitor-command","arguments":
		{"command-line":"pcie_aer_inject_error port2 '"$1"'"}}' >/tmp/injected
}

# either CARD: of the two versions, sound
either() {
	whole "$1" "$new_version" || whole "$1" "$old_version"
}

ktap_print_header
ktap_set_plan 17
exec 8<>"$(serial_port "$1")"
tell '{"execute":"qmp_capabilities"}' >/dev/null
result "the emulator listens"

begin "$plug" "$new"
until_says Writing
unplug
result "unplugged while writing"
ends
[[ $said == *"$given_up"* ]]
result "the burn was stopped, and says why"
plug_in
result "plugged in again"
whole "$plug" "$old_version"
result "the card has $old_version"
burns "$plug" "$other" "$other_version"
result "the next burn succeeds"

begin "$plug" "$new"
until_says Activating
unplug
result "unplugged while activating"
ends
same "the burn ended well" "$status" 0
plug_in && whole "$plug" "$new_version"
result "plugged in again: the card has $new_version"

# A fatal one: the core resets the link, and so the card.
begin "$errors" "$new"
until_says Writing
inject DLP
ends
[ "$status" -ne 0 ] && logged 'back after a PCI error'
result "fatal error while writing: recovered"
whole "$errors" "$old_version"
result "the card has $old_version"
burns "$errors" "$other" "$other_version"
result "the next burn succeeds"
old_version=$other_version
dmesg -C
begin "$errors" "$new"
until_says Activating
inject DLP
ends
logged 'back after a PCI error'
result "fatal error while activating: recovered"
either "$errors"
result "the card has one of two versions"
burns "$errors" "$other" "$other_version"
result "the next burn succeeds"

# One that leaves the link alone. All of $new may be in the free slot by now, and
# to burn that is over in a moment.
dmesg -C
begin "$errors" "$third"
until_says Writing
inject COMP_TIME
ends
[[ $said == *"host resets the card before the new image is signed"* ]] &&
	logged 'back after a PCI error' && whole "$errors" "$other_version"
result "an error that is not fatal stops a burn"
empty "no splat in the log" "$(dmesg_splats)"
ktap_finished
