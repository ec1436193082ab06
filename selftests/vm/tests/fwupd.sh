#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# fwupd, unmodified: lists cards by their PSID and updates the one that a cabinet
# is for.
#
#	fwupd.sh KERNEL
. "$(dirname "$0")/lib.sh"

flock "$top/userspace/hermonfw" make -s -C "$top/userspace/hermonfw" hermonfw >&2 || exit 1
mkdir "$share/fwupd"
cp "$top"/userspace/fwupd/* "$share/fwupd/"
options="--chunk 64K --small"
# shellcheck disable=SC2086 # words are wanted
{
	build $options --version 2.8.0 --seed 8 -o "$share/fwupd/new.bin"
	build $options --version 2.8.0 --seed 8 --psid DEL08C0000001 -o "$share/fwupd/foreign.bin"
	build $options --version 2.6.0 --seed 6 --flash --flash-size 512K \
		--guid 001e0bffff4c1bf4 -o "$work/flash1"
	build $options --version 2.6.0 --seed 6 --flash --flash-size 512K \
		--psid MT_04A0110002 --guid 0002c90300a1b2c0 -o "$work/flash2"
}
cards=()
for n in 1 2; do
	cp "$work/flash$n" "$work/before$n"
	cards+=(-c "flash=$work/flash$n,part=SST25VF040B,time-scale=0.01,stats=$work/stats$n")
done

export HERMON_VM_TIMEOUT=3600
guest "${cards[@]}" --debian -l -- ./fwupd.sh 0000:01:00.0 0000:02:00.0 fwupd
check "one sound image" sound "$work/flash1"
check "it is 2.8.0" [ "$(version "$work/flash1")" = 2.8.0 ]
check "GUIDs, MACs, VSD byte-equal" \
	[ "$(identity "$work/flash1")" = "$(identity "$work/before1")" ]
check "the other card's flash is untouched" cmp "$work/flash2" "$work/before2"
for n in 1 2; do
	check "card $n: no guest error" no_guest_error "$work/stats$n"
done
done_testing
