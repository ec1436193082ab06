#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every flash part with one chunk size, from either slot, there and back.
#
#	flash.sh KERNEL CHUNK
. "$(dirname "$0")/lib.sh"

chunk=$2
psid=HP_09D0000001
guid=0002c9030001a2b0
both=(--hwid "00a00190,00b00190")
dump=(build "${both[@]}" --psid "$psid" --guid "$guid" --vsd "kept by every burn"
      --chunk "$chunk" --flash)

# The smallest images: the emulated card answers some 10,000 register reads a
# second, and full.sh burns the large ones.
new=new-$chunk.bin
old=old-$chunk.bin
build "${both[@]}" --version 2.6.0 --chunk "$chunk" --small --seed 1 -o "$share/$new"
build "${both[@]}" --version 2.8.0 --chunk "$chunk" --small --seed 2 -o "$share/$old"

parts=(M25P16 M25PX16 N25Q016 SST25VF016B W25Q16 W25X16 AT25DF161 S25FL016P
       S25FL116 MX25L1605 IS25LP016)
revisions=(a0 b0)
cards=()
n=0
for part in "${parts[@]}"; do
	n=$((n + 1))
	slot=$((n % 2))
	rev=${revisions[$((n / 2 % 2))]}
	"${dump[@]}" --image "$share/$old" --slot $slot -o "$work/$part"
	identity "$work/$part" >"$work/$part.identity"
	cards+=(-c "flash=$work/$part,part=$part,rev=$rev,time-scale=0.01,stats=$work/$part.json")
	printf '0000:%02x:00.0\t%s\t2.8.0\t%s\t2.6.0\t%s\t%s\t%s\n' $n \
		"$old" "$new" $psid $guid \
		"$part, $chunk chunks, slot $slot, $rev"
done >"$share/table"

guest "${cards[@]}" -l -- ./flash.sh table

for part in "${parts[@]}"; do
	check "$part: no guest error" no_guest_error "$work/$part.json"
	check "$part: one sound image" sound "$work/$part"
	check "$part: GUIDs, MACs, VSD byte-equal" \
		[ "$(identity "$work/$part")" = "$(cat "$work/$part.identity")" ]
done
done_testing
