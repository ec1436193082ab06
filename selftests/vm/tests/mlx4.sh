#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The other driver of the card, real mlx4_core and mlx4_ib: takes turns with
# hermon_fw, and runs what hermon_fw has burned.
#
#	mlx4.sh KERNEL
. "$(dirname "$0")/lib.sh"

psid=HP_09D0000001

build --psid $psid --version 2.8.0 --small --flash -o "$work/flash"
build --psid $psid --version 2.8.0 --small --flash -o "$work/locked"
build --flash --empty -o "$work/empty"
build --psid $psid --version 2.6.0 --small --seed 2 -o "$share/image.bin"
identity "$work/flash" >"$work/identity"

guest -c "flash=$work/flash,time-scale=0.01,stats=$work/stats" \
	-c "flash=$work/locked,fault=sem-held,stats=$work/locked.stats" \
	-c "flash=$work/empty,livefish-id=normal,stats=$work/empty.stats" -l -- \
	./mlx4.sh 0000:01:00.0 0000:02:00.0 0000:03:00.0 $psid image.bin \
	2.8.0 2.6.0

for name in stats locked.stats empty.stats; do
	check "$name: no guest error" no_guest_error "$work/$name"
done
check "commands ended by interrupt" \
	[ "$(jq '.interrupts > 100' "$work/stats")" = true ]
check "one sound image" sound "$work/flash"
check "GUIDs, MACs, VSD byte-equal" \
	[ "$(identity "$work/flash")" = "$(cat "$work/identity")" ]

# A card of the other kind, and nobody who says which driver is to have it.
# mlx4_core of 6.1 asks for mlx4_ib without waiting for it.
build --hwid 00b00190 --devrev b0 --psid $psid --version 2.9.1 --small --flash \
	-o "$work/b0"
cat >"$share/wait.sh" <<'EOT'
for i in $(seq 100); do
	cd /sys/class/infiniband/mlx4_0 2>/dev/null && break
	sleep 0.1
done
cat board_id fw_ver
EOT
"$top/selftests/vm/run.sh" -k "$kernel" -s "$share" --systemd \
	-c "flash=$work/b0,rev=b0,dev=673c,stats=$work/b0.stats" -- \
	sh wait.sh >"$work/out"
check "udev finds the drivers" [ "$(paste -sd ' ' "$work/out")" = "$psid 2.9.1" ]
check "b0.stats: no guest error" no_guest_error "$work/b0.stats"
done_testing
