#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# hermonfw: backup, restore, and all that reads a card.
#
#	backup.sh KERNEL
. "$(dirname "$0")/lib.sh"

flock "$top/userspace/hermonfw" make -s -C "$top/userspace/hermonfw" hermonfw >&2 || exit 1
# On Linux before 6.2 every look at the flash is a snapshot of all of it.
export HERMON_VM_TIMEOUT=1500
guid=001e0bffff4c1bf4
image=(build --chunk 64K --size 6K)
"${image[@]}" --version 2.6.0 --seed 6 -o "$share/new.bin"
"${image[@]}" --version 2.6.0 --seed 6 --psid MT_04A0110002 -o "$share/psid.bin"
"${image[@]}" --version 2.8.0 --seed 8 --guid $guid --flash --flash-size 512K -o "$work/card"
"${image[@]}" --version 2.8.0 --seed 8 --guid 001e0bffff4c2222 --flash --flash-size 512K -o "$work/other"
build --flash --empty --flash-size 512K -o "$work/blank"
cards=()
for name in card other blank; do
	cards+=(-c "flash=$work/$name,part=SST25VF040B,time-scale=0.01,stats=$work/$name.stats")
done
cp "$work/card" "$work/before"
guest "${cards[@]}" -l -- ./backup.sh 0000:01:00.0 0000:02:00.0 0000:03:00.0 \
	new.bin 2.6.0 $guid
check "the backup is the flash as it was" cmp "$share"/backups/*.bin "$work/before"
for name in card other blank; do
	check "$name: no guest error" no_guest_error "$work/$name.stats"
	check "$name: one sound image" sound "$work/$name"
done
done_testing
