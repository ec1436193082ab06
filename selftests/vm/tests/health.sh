#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The health reporter: errors, dumps, and whose semaphore is freed.
#
#	health.sh KERNEL
. "$(dirname "$0")/lib.sh"

build --version 2.6.0 --small --seed 2 -o "$share/new.bin"
build --version 2.6.0 --small --seed 3 --guid 001e0bffff4c1bf4 -o "$share/stamped.bin"
build --version 2.7.0 --small --seed 5 -o "$work/lower.bin"
build --version 2.8.0 --small --seed 6 -o "$work/upper.bin"

build --version 2.8.0 --small --flash -o "$work/good"
build --version 2.8.0 --small --flash -o "$work/worn"
build --flash --image "$work/lower.bin" --second "$work/upper.bin" -o "$work/twice"
# a bit of code in the lower image, where no identity is
build --version 2.7.0 --small --seed 5 --flip 0x230 -o "$work/flipped.bin"
build --flash --image "$work/flipped.bin" --second "$work/upper.bin" -o "$work/damaged"
build --flash --empty -o "$work/empty"
build --flash --empty -o "$work/held"
identity "$work/good" >"$work/identity"

cards=()
card() {
	cards+=(-c "flash=$work/$1,time-scale=0.01,stats=$work/$1.stats$2")
}
card good ''
card worn ,fault=program-drop
card damaged ''
card empty ''
card held ,fault=sem-held
card twice ''

guest "${cards[@]}" -l -- ./health.sh 0000:01:00.0 0000:02:00.0 0000:03:00.0 \
	0000:04:00.0 0000:05:00.0 0000:06:00.0 new.bin stamped.bin

# Two functions of one chip, one semaphore for both: who drives the other may have it.
cat >"$share/sibling.sh" <<'SCRIPT'
. ./lib.sh
first=0000:01:00.0 second=0000:01:00.1
recover() { devlink health recover pci/$first reporter flash 2>/tmp/err; }
ktap_print_header
ktap_set_plan 5
! recover
result "a sibling is bound: recover is refused"
like "$(cat /tmp/err)" '*another function of the card is bound to a driver*'
result "says so"
echo $second >/sys/bus/pci/drivers/hermon_fw/unbind
! recover
result "the sibling is free: still refused"
like "$(cat /tmp/err)" '*a program of this host may hold the flash semaphore*'
result "for another reason"
empty "no splat in the log" "$(dmesg_splats)"
ktap_finished
SCRIPT
for name in first second; do
	build --flash --empty -o "$work/$name"
done
HERMON_VM_FUNCTIONS=2 guest \
	-c "flash=$work/first,stats=$work/first.stats,fault=sem-held" \
	-c "flash=$work/second,stats=$work/second.stats" -l -- bash ./sibling.sh

for name in good worn damaged empty held twice first second; do
	check "$name: no guest error" no_guest_error "$work/$name.stats"
	check "$name: nothing was taken by reading it" \
		[ "$(jq .taking_reads "$work/$name.stats")" = 0 ]
done
check "GUIDs, MACs, VSD byte-equal" \
	[ "$(identity "$work/good")" = "$(cat "$work/identity")" ]
done_testing
