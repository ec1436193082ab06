#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Out of memory: allocations of each request of devlink fail.
#
#	nomem.sh debug
. "$(dirname "$0")/lib.sh"

build --chunk 64K --small --flash --flash-size 512K -o "$work/flash"
build --chunk 64K --small --version 2.7.0 --seed 2 -o "$share/new.bin"
build --chunk 64K --small --version 2.8.0 --seed 3 -o "$share/other.bin"
gcc -O2 -fPIC -shared -o "$share/failnth.so" "$top/selftests/vm/failnth.c" || exit 1
identity "$work/flash" >"$work/identity"

guest -c "flash=$work/flash,part=SST25VF040B,time-scale=0.01,stats=$work/stats" -l -- \
	./nomem.sh 0000:01:00.0 new.bin 2.7.0 other.bin 2.8.0 /mnt/share/failnth.so
check "no guest error" no_guest_error "$work/stats"
check "one sound image" sound "$work/flash"
check "GUIDs, MACs, VSD byte-equal" \
	[ "$(identity "$work/flash")" = "$(cat "$work/identity")" ]
done_testing
