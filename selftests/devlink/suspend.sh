#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# No suspend while a card is burned; after one the card is looked at anew.
#
#	exec ./suspend.sh PORT CARD NEW NEW-VERSION OTHER OTHER-VERSION
#
# Neither the shared folders of the test machine nor, on 7.3, its channels survive a
# suspend: all that is needed afterwards is copied, results go to the serial PORT
# from then on, and this ends the machine itself. Its status says nothing.
if [ "$0" != /tmp/suspend.sh ]; then
	cp ./*.sh "$3" "$5" /tmp/
	printf /tmp >/sys/module/firmware_class/parameters/path
	export PATH=${PATH#/mnt/hermon/bin:}
	cd /tmp && exec bash /tmp/suspend.sh "$@"
fi
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/moments.sh"

port=$1 card=$2 new=$3 new_version=$4 other=$5 other_version=$6

[ -w /sys/power/pm_test ] || skip_all "needs CONFIG_PM_DEBUG and CONFIG_SUSPEND"

# All devices and the platform, for a second, without the last step.
suspend() {
	echo 1 >/sys/module/suspend/parameters/pm_test_delay
	echo platform >/sys/power/pm_test
	echo freeze >/sys/power/state
}

# Resets the chip behind the driver's back: what it runs changes, and the driver
# tells what it ran before.
reset_behind() {
	local values=() off i=0
	for off in 10 14 18 1c 04; do
		values+=("$(setpci -s "$card" $off.l)")
	done
	cr_write "$card" f0010 1
	sleep 1
	for off in 10 14 18 1c 04; do
		setpci -s "$card" "$off.l=${values[i++]}"
	done
}

ktap_print_header
ktap_set_plan 10
before=$(running "$card")
umount -l /mnt/share /mnt/hermon

begin "$card" "$new"
until_says Writing
result "a burn is writing"
said_suspend=$( { suspend; } 2>&1)
like "$said_suspend" '*resource busy*'
result "suspend is refused"
logged 'no suspend while the flash is burned'
result "the log says so"
ends
same "the burn ends well" $status 0
whole "$card" "$new_version"
result "the card has $new_version"

reset_behind
same "the card was reset behind the driver" "$(running "$card")" "$before"
echo 0 >"$(serial_port status)"
stty -F "$port" raw
exec >"$port" 2>&1
suspend
result "suspended and back"
same "the card was looked at anew" "$(running "$card")" "$new_version"
burns "$card" "$other" "$other_version"
result "the next burn succeeds"
empty "no splat in the log" "$(dmesg_splats)"
head -c 64 "/sys/bus/pci/devices/$card/config" >/dev/null
exec >/dev/null 2>&1
busybox poweroff -n -f
