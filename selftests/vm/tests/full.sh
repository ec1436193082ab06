#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The story in full size: 2.8.0 to 2.6.0, then a power cycle.
#
#	full.sh KERNEL
. "$(dirname "$0")/lib.sh"

# The three kernels share out the chunk sizes.
case $kernel in
6.1) chunk=64K ;;
6.12) chunk=1M ;;
*) chunk=512K ;;
esac
image=fw-25408-2_6_000-448397-B21.bin
build --version 2.6.0 --chunk $chunk --size 352K --seed 26 -o "$share/$image"
build --version 2.8.0 --chunk $chunk --size 360K --seed 28 --flash -o "$work/flash"
identity "$work/flash" >"$work/identity"
card=flash=$work/flash,time-scale=0.1,stats=$work/stats

cat >"$share/burn.sh" <<'SCRIPT'
. ./lib.sh
card=0000:01:00.0
ktap_print_header
ktap_set_plan 5
same "2.8.0 is stored and runs" "$(stored $card) $(running $card)" "2.8.0 2.8.0"
devlink dev flash pci/$card file $1 >/tmp/out
result "2.6.0 burned"
same "phases are told" "$(tr '\n' ' ' </tmp/out)" \
	"Preparing to flash Erasing Writing Verifying Activating Flashing done "
same "2.6.0 is stored, 2.8.0 still runs" \
	"$(stored $card) $(running $card)" "2.6.0 2.8.0"
empty "no warning in the log" "$(dmesg_warnings)"
ktap_finished
SCRIPT
cat >"$share/after.sh" <<'SCRIPT'
. ./lib.sh
card=0000:01:00.0
ktap_print_header
ktap_set_plan 2
same "after the restart 2.6.0 runs" "$(stored $card) $(running $card)" "2.6.0 2.6.0"
empty "no warning in the log" "$(dmesg_warnings)"
ktap_finished
SCRIPT

guest -c "$card" -l -- bash ./burn.sh $image
check "no guest error in the burn" no_guest_error "$work/stats"
guest -c "$card" -l -- bash ./after.sh
check "no guest error after it" no_guest_error "$work/stats"
check "the model booted 2.6.0" [ "$(jq -r .boot.version "$work/stats")" = 2.6.0 ]
check "GUIDs, MACs, VSD byte-equal" \
	[ "$(identity "$work/flash")" = "$(cat "$work/identity")" ]
done_testing
