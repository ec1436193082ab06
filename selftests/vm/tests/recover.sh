#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Recovery: whatever lies on the flash, one burn and one reset make a card of it.
#
#	recover.sh KERNEL
. "$(dirname "$0")/lib.sh"

# Many burns and resets, of one second each, in one machine.
export HERMON_VM_TIMEOUT=${HERMON_VM_TIMEOUT:-1200}

guid=001e0bffff4c1bf4
declare -A made_for=([a0]="--chunk 64K --small"
	[b0]="--chunk 64K --small --hwid 00b00190 --devrev b0")
for rev in a0 b0; do
	# shellcheck disable=SC2086 # several options are wanted
	{
		build ${made_for[$rev]} --version 2.6.0 --seed 6 -o "$share/plain-$rev.bin"
		build ${made_for[$rev]} --version 2.6.0 --seed 6 --guid $guid -o "$share/stamped-$rev.bin"
		build ${made_for[$rev]} --version 2.7.0 --seed 7 -o "$work/second-$rev"
		build ${made_for[$rev]} --version 2.8.0 --seed 8 -o "$work/first-$rev"
	}
done
# Places in either image; b0 is not longer.
section() {
	"$fs2" --show "$work/first-a0" | jq --arg name "$1" \
		'first(.images[0].sections[] | select(.name == $name).off)'
}
guids=$(($(section GUID) + 20))
code=$(($(section DDR) + 20))

n=0
cards=()
names=()
rev=a0
size=1M
part=M25P80

# on PART SIZE REVISION: what the next cards are made of
on() {
	part=$1 size=$2 rev=$3
}

# card NAME OPTIONS SENTENCE [SENTENCE]: its flash is what "place" has made
card() {
	n=$((n + 1))
	names+=("$1")
	cards+=(-c "flash=$work/$1,part=$part,rev=$rev,time-scale=0.01,stats=$work/$1.stats$2")
	printf '%s\t0000:%02x:00.0\t%s\t%s\t%s\n' "$1" "$n" "$rev" "$3" "${4--}" >>"$share/table"
}

# place NAME OPTION...: a dump; "first" and "second" are images
place() {
	local name=$1 word words=()
	shift
	for word; do
		case $word in
		first | second) words+=("$work/$word-$rev") ;;
		*) words+=("$word") ;;
		esac
	done
	build --flash --flash-size "$size" "${words[@]}" -o "$work/$name"
}

# damage NAME OFFSET BYTES
damage() {
	printf '%b' "$3" | dd of="$work/$1" bs=1 seek=$(($2)) conv=notrunc status=none
}

# sign NAME OFFSET...: a signature, and nothing behind it
sign() {
	local name=$1 at
	shift
	for at; do
		dd if="$work/first-$rev" of="$work/$name" bs=1 count=16 seek=$((at)) \
			conv=notrunc status=none
	done
}

own_id=,livefish-id=normal
empty='card has no image to take GUIDs and PSID from'
nameless='no image on the flash has GUIDs that can be believed'
one_nameless='section at 0x* of the card: CRC is 0x*, not 0x*'
failsafe_sum='failsafe word 0x* of the card has a bad checksum'

# ---- nothing there ----
place blank --empty
card blank '' "$empty"
place blank-own-id --empty
card blank-own-id $own_id "$empty"
place half-written --image first --slot 1
damage half-written 0x10000 '\x00\x00\x00\x00'
card half-written '' "$empty"
place retired-only --empty
damage retired-only 0 '\x00\x00\x00\x00\x8c\xdf\xd0\x00\xde\xad\x92\x70\x41\x54\xbe\xef'
card retired-only $own_id "$empty"

# ---- images without a name ----
place lower-nameless --image first
damage lower-nameless $guids X
card lower-nameless '' "$one_nameless"
place upper-nameless --image first --slot 1
damage upper-nameless "0x10000 + $guids" X
card upper-nameless $own_id "$one_nameless"
place both-nameless --image first --second second
damage both-nameless $guids X
damage both-nameless "0x10000 + $guids" X
card both-nameless '' "$nameless"
# The name of one is enough, and of the other not a byte is believed.
place one-of-two-nameless --image first --second second
damage one-of-two-nameless $guids X
card one-of-two-nameless '' -
place nameless-and-damaged --image first --second second
damage nameless-and-damaged $guids X
damage nameless-and-damaged "0x10000 + $code" '\x55\x55'
card nameless-and-damaged $own_id -
place blank-guids --small --chunk 64K --version 2.8.0 --blank-guids
card blank-guids '' "card's GUIDs are blank: there is nothing to keep"

# ---- not laid out as it should be ----
place no-slots --non-failsafe --small
damage no-slots $code '\x55\x55'
card no-slots '' 'image in the card is not failsafe'
place chunk-word --image first
damage chunk-word 0x2b '\x09'
card chunk-word $own_id "$failsafe_sum"
place other-chunks --small --chunk 128K
damage other-chunks $guids X
card other-chunks '' "$one_nameless"
place wrong-start --empty
dd if="$work/first-a0" of="$work/wrong-start" bs=64K seek=2 conv=notrunc status=none
card wrong-start '' 'image starts at 0x20000 of the flash, not at 0 or 0x10000'

# ---- signatures with nothing behind them ----
place signature-only --empty
sign signature-only 0
card signature-only '' "$failsafe_sum"
place all-signatures --empty
sign all-signatures 0 0x10000 0x20000 0x40000 0x80000
card all-signatures $own_id "$nameless"
for at in 10000 20000 40000 80000; do
	place stray-$at --image first
	sign stray-$at 0x$at
	card stray-$at '' -
done
place three-signatures --image first
sign three-signatures 0x20000 0x80000
card three-signatures '' -

# ---- sound, or damaged where no name is ----
place doubly-valid --image first --second second
card doubly-valid '' -
place damaged-code --image first
damage damaged-code $code '\x55\x55'
card damaged-code '' -
place both-damaged-code --image first --second second
damage both-damaged-code $code '\x55\x55'
damage both-damaged-code "0x10000 + $code" '\x55\x55'
card both-damaged-code $own_id -

# ---- other chips, and the judge ----
on W25X16 2M b0
place erases-4k --empty
card erases-4k '' "$empty"
on SST25VF016B 2M b0
place sst --image first --second second
damage sst $guids X
damage sst "0x10000 + $guids" X
card sst $own_id "$nameless"
on AT25DF161 2M b0
place stray-100000 --image first --slot 1
sign stray-100000 0x100000
card stray-100000 '' -
on M25P16 2M b0
place upper-damaged --image first --slot 1
damage upper-damaged "0x10000 + $code" '\x55\x55'
card upper-damaged $own_id -
place protected --empty
protected='flash chip is write-protected (status 0x*)'
card protected ',fault=protected' "$empty" "$protected"

guest "${cards[@]}" -l -- ./recover.sh table 2.6.0 $guid

for name in "${names[@]}"; do
	check "$name: no guest error" no_guest_error "$work/$name.stats"
	if [ "$name" = protected ]; then
		check "$name: still blank" [ -z "$(tr -d '\377' <"$work/$name")" ]
	else
		check "$name: one sound image" sound "$work/$name"
	fi
done
done_testing
