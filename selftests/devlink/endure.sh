#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Burns two images in turn, many times: all succeed, and the kernel needs no more
# memory than before.
#
#	endure.sh CARD BURNS IMAGE VERSION OTHER OTHER-VERSION
. "$(dirname "$0")/lib.sh"

card=$1 burns=$2
images=("$3" "$5")
versions=("$4" "$6")
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
	local i
	for ((i = 1; i <= burns; i++)); do
		devlink dev flash "pci/$card" file "${images[i % 2]}" >/dev/null ||
			return 1
		[ "$(stored "$card")" = "${versions[i % 2]}" ] || return 1
		[ $i -ne $warm ] || before=$(kernel_memory)
	done
	after=$(kernel_memory)
}

ktap_print_header
ktap_set_plan 4
serial=$(info "$card" .serial_number)
before=
start=$SECONDS
burn_all
result "$burns burns in a row"
ktap_print_msg "$((SECONDS - start)) seconds; kernel memory $before KiB, then $after KiB"
[ -n "$before" ] && [ $((after - before)) -lt $slack ]
result "nothing leaked"
same "same serial number" "$(info "$card" .serial_number)" "$serial"
empty "no warning in the log" "$(dmesg_warnings)"
ktap_finished
