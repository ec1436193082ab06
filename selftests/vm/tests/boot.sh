#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A machine that is restarted: policies and a rule of udev do what they are for
# before anybody is there, and firmware that waits for a restart is started by it.
#
#	boot.sh KERNEL
. "$(dirname "$0")/lib.sh"

flock "$top/userspace/hermonfw" make -s -C "$top/userspace/hermonfw" hermonfw >&2 || exit 1
mkdir "$share/images" "$share/userspace"
cp -r "$top"/userspace/{modprobe,systemd,udev} "$share/userspace/"
build --chunk 64K --small --seed 6 --version 2.6.0 -o "$share/images/image.bin"
cards=()
for n in 1 2; do
	build --version 2.8.0 --seed 8 --chunk 64K --small --flash --flash-size 512K \
		--guid "001e0bffff4c00${n}0" -o "$work/flash$n"
	cp "$work/flash$n" "$work/before$n"
	cards+=(-c "flash=$work/flash$n,part=SST25VF040B,time-scale=0.01,stats=$work/stats$n")
done

export HERMON_VM_TIMEOUT=1800
guest "${cards[@]}" --systemd --restart -- \
	./boot.sh 0000:01:00.0 0000:02:00.0 images userspace
for n in 1 2; do
	check "card $n: one sound image" sound "$work/flash$n"
	check "card $n: it is 2.6.0" [ "$(version "$work/flash$n")" = 2.6.0 ]
	check "card $n: GUIDs, MACs, VSD byte-equal" \
		[ "$(identity "$work/flash$n")" = "$(identity "$work/before$n")" ]
	check "card $n: no guest error" no_guest_error "$work/stats$n"
done
done_testing
