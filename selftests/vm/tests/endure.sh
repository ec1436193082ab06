#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Many burns in a row.
#
#	endure.sh KERNEL [BURNS]
. "$(dirname "$0")/lib.sh"

burns=${2:-${HERMON_BURNS:-40}}
image=(--hwid 00b00190 --devrev b0 --small --chunk 64K)
build "${image[@]}" --version 2.5.0 --seed 5 -o "$share/one.bin"
build "${image[@]}" --version 2.6.0 --seed 6 -o "$share/two.bin"
build "${image[@]}" --version 2.7.0 --seed 7 -o "$share/three.bin"
build "${image[@]}" --version 2.8.0 --seed 8 --flash -o "$work/flash"
identity "$work/flash" >"$work/identity"
HERMON_VM_TIMEOUT=$((600 + burns * 10)) \
	guest -c "flash=$work/flash,part=W25Q16,rev=b0,time-scale=0,stats=$work/stats" -l -- \
	./endure.sh 0000:01:00.0 "$burns" one.bin 2.5.0 two.bin 2.6.0 three.bin 2.7.0
check "no guest error" no_guest_error "$work/stats"
check "one sound image" sound "$work/flash"
check "GUIDs, MACs, VSD byte-equal" [ "$(identity "$work/flash")" = "$(cat "$work/identity")" ]
done_testing
