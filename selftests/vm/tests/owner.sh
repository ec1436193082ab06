#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What an owner does with hermonfw: the downgrade that it all began with, on a
# card that mlx4_core has; and the rescue of a card whose flash was wiped.
#
#	owner.sh KERNEL
. "$(dirname "$0")/lib.sh"

flock "$top/userspace/hermonfw" make -s -C "$top/userspace/hermonfw" hermonfw >&2 || exit 1
guid=001e0bffff4c1bf4
mkdir "$share/images" "$share/backups"
image() {
	local name=$1
	shift
	build --chunk 64K --small --seed 3 "$@" -o "$share/images/$name"
}

# The names lie, as names on a disk do.
image a.bin --version 2.6.0
image fw-2_9_0.bin --version 2.7.0
image new.img --version 2.8.0
image fw-25408-2_6_000-448397-B21.bin --version 2.6.0 --psid MT_04A0110002
head -c 500 "$share/images/a.bin" >"$share/images/cut.bin"
echo "not an image" >"$share/images/README"

# The smallest part: to read all of it takes the emulated card ten seconds.
build --version 2.8.0 --chunk 64K --small --guid $guid --vsd "HP 4X DDR IB" \
	--flash --flash-size 512K -o "$work/flash"
cp "$work/flash" "$work/before"
identity "$work/flash" >"$work/identity"

guest -c "flash=$work/flash,part=SST25VF040B,time-scale=0.01,stats=$work/stats" -- \
	./owner.sh 0000:01:00.0 images backups
check "no guest error" no_guest_error "$work/stats"
check "one sound image" sound "$work/flash"
check "it is 2.6.0" [ "$(version "$work/flash")" = 2.6.0 ]
check "GUIDs, MACs, VSD byte-equal" \
	[ "$(identity "$work/flash")" = "$(cat "$work/identity")" ]
check "the backup is the flash as it was" \
	cmp "$share"/backups/*.bin "$work/before"

build --flash --empty --flash-size 512K -o "$work/wiped"
cp "$work/before" "$share/backup.bin"
guest -c "flash=$work/wiped,part=SST25VF040B,time-scale=0.01,stats=$work/wiped.stats" -l -- \
	./rescue.sh 0000:01:00.0 backup.bin images/a.bin 2.6.0 $guid
check "rescue: no guest error" no_guest_error "$work/wiped.stats"
check "rescue: one sound image" sound "$work/wiped"
check "rescue: GUIDs, MACs, VSD are those of the backup" \
	[ "$(identity "$work/wiped")" = "$(cat "$work/identity")" ]
done_testing
