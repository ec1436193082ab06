#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Recovery: whatever lies on the flash, one burn and one reset make a card of it.
#
#	recover.sh KERNEL
. "$(dirname "$0")/lib.sh"

guid=001e0bffff4c1bf4
build --chunk 64K --small --version 2.6.0 --seed 6 -o "$share/plain.bin"
build --chunk 64K --small --version 2.6.0 --seed 6 --guid $guid -o "$share/stamped.bin"
build --chunk 64K --small --version 2.7.0 --seed 7 -o "$work/second"
build --chunk 64K --small --version 2.8.0 --seed 8 -o "$work/first"
guids=$("$fs2" --show "$work/first" | jq 'first(.images[0].sections[] | select(.name == "GUID").off)')
code=$("$fs2" --show "$work/first" | jq 'first(.images[0].sections[] | select(.name == "DDR").off)')

n=0
cards=()
names=()
# card NAME CARD-OPTIONS SENTENCE: its flash is what "place" has made
card() {
	n=$((n + 1))
	names+=("$1")
	cards+=(-c "flash=$work/$1,part=M25P80,time-scale=0.01,stats=$work/$1.stats$2")
	printf '%s\t0000:%02x:00.0\t%s\toverwrite identifiers\n' "$1" $n "$3" >>"$share/table"
}

# place NAME OPTION...: a dump
place() {
	local name=$1
	shift
	build --flash --flash-size 1M "$@" -o "$work/$name"
}

# damage NAME OFFSET BYTES
damage() {
	printf '%b' "$3" | dd of="$work/$1" bs=1 seek=$(($2)) conv=notrunc status=none
}

empty='card has no image to take GUIDs and PSID from'
place blank --empty
card blank '' "$empty"
place blank-own-id --empty
card blank-own-id ',livefish-id=normal' "$empty"
place half-written --image "$work/first" --slot 1
damage half-written 0x10000 '\x00\x00\x00\x00'
card half-written '' "$empty"
place retired-only --empty
damage retired-only 0 '\x00\x00\x00\x00\x8c\xdf\xd0\x00\xde\xad\x92\x70\x41\x54\xbe\xef'
card retired-only '' "$empty"
place no-slots --non-failsafe --small
damage no-slots $((code + 20)) '\x55\x55'
card no-slots '' 'image in the card is not failsafe'
place both-nameless --image "$work/first" --second "$work/second"
damage both-nameless $((guids + 20)) X
damage both-nameless $((0x10000 + guids + 20)) X
card both-nameless '' 'no image on the flash has GUIDs that can be believed'
place doubly-valid --image "$work/first" --second "$work/second"
card doubly-valid '' -
place three-signatures --image "$work/first"
for at in 0x20000 0x80000; do
	dd if="$work/first" of="$work/three-signatures" bs=1 count=16 seek=$((at)) conv=notrunc status=none
done
card three-signatures '' -
place damaged-code --image "$work/first"
damage damaged-code $((code + 20)) '\x55\x55'
card damaged-code '' -
place both-damaged-code --image "$work/first" --second "$work/second"
damage both-damaged-code $((code + 20)) '\x55\x55'
damage both-damaged-code $((0x10000 + code + 20)) '\x55\x55'
card both-damaged-code '' -

guest "${cards[@]}" -l -- ./recover.sh table plain.bin stamped.bin 2.6.0 $guid

for name in "${names[@]}"; do
	check "$name: no guest error" no_guest_error "$work/$name.stats"
	check "$name: one sound image" sound "$work/$name"
done
done_testing
