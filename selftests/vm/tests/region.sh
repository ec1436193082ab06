#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The regions "flash" and "cr-space".
#
#	region.sh KERNEL
. "$(dirname "$0")/lib.sh"

build --chunk 64K --small --version 2.7.0 --seed 6 -o "$work/old"
build --chunk 64K --small --version 2.8.0 -o "$work/current"
build --chunk 64K --small --version 2.6.0 --seed 7 -o "$share/new.bin"

# A flash of 512 KB, since the emulated card takes some ten seconds for that.
# The files lie where the guest sees them change.
cards=()
# card NAME OPTIONS
card() {
	build --flash --flash-size 512K --image "$work/current" \
		--retired "$work/old" -o "$share/$1"
	cards+=(-c "flash=$share/$1,part=SST25VF040B,time-scale=0.01,stats=$work/$1.stats$2")
}

card card ''
card held ,fault=sem-held
# Probe takes some 3,000 accesses, a snapshot 200,000.
card gone ,fault=gone-after=50000
# Registers of a card in recovery mode, of one that is stuck, and of both chips.
build --flash --empty -o "$share/recovery"
cr_card() {
	[ -e "$share/$1" ] || cp "$share/card" "$share/$1"
	cr_cards+=(-c "flash=$share/$1,part=SST25VF040B,stats=$work/$1.stats$2")
}
cr_cards=()
cr_card normal ''
cr_card b0 ,rev=b0
cr_cards+=(-c "flash=$share/recovery,stats=$work/recovery.stats")
cr_card stuck ,fault=gw-stuck
cr_card left ,fault=gone-after=5000
sha256sum "$share/gone" "$share/held" >"$work/sums"

guest "${cards[@]}" -l -- ./region.sh 0000:01:00.0 card 0000:02:00.0 \
	0000:03:00.0 new.bin 2.6.0
for name in card held gone; do
	check "$name: no guest error" no_guest_error "$work/$name.stats"
done
guest "${cr_cards[@]}" -l -- ./crspace.sh 0000:01:00.0 0000:02:00.0 \
	0000:03:00.0 0000:04:00.0 0000:05:00.0
for name in normal b0 recovery stuck left; do
	check "$name: no guest error" no_guest_error "$work/$name.stats"
	check "$name: nothing was taken by reading it" \
		[ "$(jq .taking_reads "$work/$name.stats")" = 0 ]
done
check "card: one sound image" sound "$share/card"
check "a reader writes nothing" sha256sum --status -c "$work/sums"
done_testing
