#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every flash part with every chunk size, from either slot, there and back.
#
#	flash.sh KERNEL
. "$(dirname "$0")/lib.sh"

psid=HP_09D0000001
guid=0002c9030001a2b0
both=(--hwid "00a00190,00b00190")

# The smallest images: the emulated card answers some 10,000 register reads a
# second, and full.sh burns the large ones.
chunks=(64K 512K 1M)
for chunk in "${chunks[@]}"; do
	build "${both[@]}" --version 2.6.0 --chunk "$chunk" --small --seed 1 \
		-o "$share/new-$chunk.bin"
	build "${both[@]}" --version 2.8.0 --chunk "$chunk" --small --seed 2 \
		-o "$share/old-$chunk.bin"
done

# Two cards of a part and two of a chunk size differ in slot and silicon, so
# that each of these meets each of those.
parts=(M25P16 M25PX16 N25Q016 SST25VF016B W25Q16 W25X16 AT25DF161 S25FL016P
       S25FL116 MX25L1605 IS25LP016)
revisions=(a0 b0)
names=()
cards=()
n=0
for part in "${parts[@]}"; do
	for chunk in "${chunks[@]}"; do
		slot=$((n % 2))
		rev=${revisions[n / 2 % 2]}
		n=$((n + 1))
		name=$part-$chunk
		names+=("$name")
		build "${both[@]}" --psid "$psid" --guid "$guid" \
			--vsd "kept by every burn" --chunk "$chunk" --small --seed 2 \
			--version 2.8.0 --slot $slot --flash -o "$work/$name"
		identity "$work/$name" >"$work/$name.identity"
		cards+=(-c "flash=$work/$name,part=$part,rev=$rev,time-scale=0.01,stats=$work/$name.json")
		printf '0000:%02x:00.0\t%s\t2.8.0\t%s\t2.6.0\t%s\t%s\t%s\n' $n \
			"old-$chunk.bin" "new-$chunk.bin" "$psid" "$guid" \
			"$part, $chunk chunks, slot $slot, $rev"
	done
done >"$share/table"

guest "${cards[@]}" -l -- ./flash.sh table

for name in "${names[@]}"; do
	check "$name: no guest error" no_guest_error "$work/$name.json"
	check "$name: one sound image" sound "$work/$name"
	check "$name: GUIDs, MACs, VSD byte-equal" \
		[ "$(identity "$work/$name")" = "$(cat "$work/$name.identity")" ]
done
done_testing
