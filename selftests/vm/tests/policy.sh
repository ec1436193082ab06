#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Policies, under systemd: the cards of three hosts, and one that cannot be
# burned.
#
#	policy.sh KERNEL
. "$(dirname "$0")/lib.sh"

flock "$top/userspace/hermonfw" make -s -C "$top/userspace/hermonfw" hermonfw >&2 || exit 1
mkdir "$share/images" "$share/systemd"
cp "$top"/userspace/systemd/* "$share/systemd/"
for minor in 6 8; do
	build --chunk 64K --small --seed $minor --version 2.$minor.0 \
		-o "$share/images/image-$minor.bin"
done

cards=()
n=0
# card VERSION OPTIONS
card() {
	n=$((n + 1))
	build --version "$1" --seed "${1:2:1}" --chunk 64K --small --flash --flash-size 512K \
		--guid "001e0bffff4c00${n}0" -o "$work/flash$n"
	cp "$work/flash$n" "$work/before$n"
	cards+=(-c "flash=$work/flash$n,part=SST25VF040B,time-scale=0.01,stats=$work/stats$n$2")
}
card 2.6.0 ''
card 2.6.0 ''
card 2.8.0 ''
card 2.8.0 ',fault=program-drop=9'

export HERMON_VM_TIMEOUT=1200
guest "${cards[@]}" --systemd -- ./policy.sh images 0000:0{1,2,3,4}:00.0
for n in 1 2; do
	check "card $n: flash untouched" cmp "$work/flash$n" "$work/before$n"
done
check "card 3: one sound image" sound "$work/flash3"
check "card 3: it is 2.6.0" [ "$(version "$work/flash3")" = 2.6.0 ]
check "card 3: GUIDs, MACs, VSD byte-equal" \
	[ "$(identity "$work/flash3")" = "$(identity "$work/before3")" ]
check "card 4: the old image is sound" sound "$work/flash4"
check "card 4: it is 2.8.0" [ "$(version "$work/flash4")" = 2.8.0 ]
for n in 1 2 3 4; do
	check "card $n: no guest error" no_guest_error "$work/stats$n"
done
done_testing
