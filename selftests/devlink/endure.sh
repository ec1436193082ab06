#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Burns images in turn, many times: all succeed, and the kernel needs no more memory
# than before.
#
#	endure.sh CARD BURNS [IMAGE VERSION]...
#
# Of two, each would still lie in the slot that is free; of three, none does.
. "$(dirname "$0")/lib.sh"

card=$1 burns=$2
shift 2
images=() versions=()
while [ $# -gt 0 ]; do
	images+=("$1") versions+=("$2")
	shift 2
done
# What two burns may differ by for reasons that are not ours, in KiB.
slack=1024
# Burns before memory is measured: caches fill.
warm=10

# Memory that the kernel holds for itself, in KiB.
kernel_memory() {
	awk '/^(SUnreclaim|VmallocUsed|KernelStack|Percpu):/ { n += $2 }
	     END { print n }' /proc/meminfo
}

burn_all() {
	local i turn
	for ((i = 1; i <= burns; i++)); do
		turn=$((i % ${#images[@]}))
		devlink dev flash "pci/$card" file "${images[turn]}" >/dev/null || return 1
		[ "$(stored "$card")" = "${versions[turn]}" ] || return 1
		[ $i -ne $warm ] || before=$(kernel_memory)
	done
	after=$(kernel_memory)
}

ktap_print_header
ktap_set_plan 4
serial=$(info "$card" .serial_number)
before='' after=''
start=$SECONDS
burn_all
result "$burns burns in a row"
ktap_print_msg "$((SECONDS - start)) seconds; kernel memory $before KiB, then $after KiB"
[ -n "$before" ] && [ -n "$after" ] && [ $((after - before)) -lt $slack ]
result "nothing leaked"
same "same serial number" "$(info "$card" .serial_number)" "$serial"
empty "no warning in the log" "$(dmesg_warnings)"
ktap_finished
