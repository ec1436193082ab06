#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Boot ROMs and identity: what devlink burns with each wish.
#
#	rom.sh KERNEL
#
# First the judge: mstflint 4.16 with the option that corresponds must leave the
# same flash, byte for byte. Then every line of the table in fs2.rst, "Which boot
# ROM", with ROMs in any place, gaps between sections, and both slots, against the
# image as the builder makes it, which has never seen one without its ROM.
. "$(dirname "$0")/lib.sh"

for_b0=(build --hwid 00b00190 --devrev b0 --seed 6 --small)
guid=001e0bffff4c1bf4
vsd="this card's own"
n=0
cards=()
keys=()
declare -A start
i=0

# Boot ROMs by a letter; they are the same in an image and on a card.
declare -A rom=(
	[n]=""
	[p]='--rom=PXE:1.4.0 --rom-size 1K --rom-seed 77'
	[u]='--rom=UEFI:14.2.7 --rom-size 2K --rom-seed 78'
	[c]='--rom=CLP:2.0.1 --rom-size 512 --rom-seed 79'
)
first='--rom-place 0'
last='--rom-place 99'

# part, chunk and slot change from case to case, so that each meets each
parts=(M25P16 SST25VF016B W25X16 M25PX16 AT25DF161)
chunks=(64K 512K 1M)
declare -A upper=([64K]=$((0x10000)) [512K]=$((0x80000)) [1M]=$((0x100000)))

# new_card FLASH PART: the next address, in $bdf
new_card() {
	n=$((n + 1))
	bdf=$(printf '0000:%02x:00.0' $n)
	cards+=(-c "flash=$1,part=$2,rev=b0,time-scale=0.01,stats=$1.stats")
}

# prepare KEY IMAGE-OPTIONS CARD-OPTIONS: an image, the flash of a card, and what
# the next case is done with, in $chunk, $part and $slot
prepare() {
	local key=$1 image=$2 card=$3

	# Rows of four have the same wish: each row begins with the other slot.
	chunk=${chunks[i % 3]} part=${parts[i % 5]} slot=$(((i + i / 4) % 2))
	i=$((i + 1))
	keys+=("$key")
	# shellcheck disable=SC2086 # several options are wanted
	"${for_b0[@]}" --version 2.6.0 --chunk "$chunk" $image -o "$share/$key.bin"
	# shellcheck disable=SC2086 # several options are wanted
	"${for_b0[@]}" --version 2.8.0 --seed 8 --chunk "$chunk" --guid $guid \
		--vsd "$vsd" $card --flash --slot $slot -o "$work/$key"
}

# row OURS THEIRS KEY ARGUMENTS PARAMETER VALUE OPTIONS SHOWS
row() {
	printf '%s\t%s\t%s.bin\t%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "${@:4}" \
		"$3" >>"$share/table"
}

# pair KEY IMAGE-OPTIONS CARD-OPTIONS ARGUMENTS PARAMETER VALUE MSTFLINT-OPTIONS
# [SHOWS]
pair() {
	local key=$1 ours

	prepare "$key" "$2" "$3"
	cp "$work/$key" "$work/$key.theirs"
	mv "$work/$key" "$work/$key.ours"
	new_card "$work/$key.ours" "$part"
	ours=$bdf
	new_card "$work/$key.theirs" "$part"
	row "$ours" "$bdf" "$key" "${@:4:4}" "${8--}"
}

# single KEY IMAGE-OPTIONS CARD-OPTIONS WISH RESULT-OPTIONS
single() {
	local key=$1 wish=$4

	prepare "$key" "$2" "$3"
	mv "$work/$key" "$work/$key.ours"
	new_card "$work/$key.ours" "$part"
	# shellcheck disable=SC2086 # several options are wanted
	"${for_b0[@]}" --version 2.6.0 --chunk "$chunk" --guid $guid --vsd "$vsd" \
		$5 -o "$work/$key.wanted"
	start[$key]=$((slot ? 0 : upper[$chunk]))
	row "$bdf" - "$key" - rom "$wish" - -
}

# burn_all: in one machine, all that was prepared since the last one
burn_all() {
	guest "${cards[@]}" -l -- ./rom.sh table
	rm "$share/table"
	cards=()
	n=0
}

# is_wanted KEY: the image in the other slot, where it begins
# shellcheck disable=SC2317 # called by check
is_wanted() {
	cmp -n "$(stat -c %s "$work/$1.wanted")" -i "${start[$1]}:0" \
		"$work/$1.ours" "$work/$1.wanted"
}

# ROM of image and card, by letter; wish, and the option of mstflint
for case in 'n p auto -' 'p n auto -' 'p u auto -' 'u p auto -' \
	    'n u card --use_dev_rom' 'p u card brom' 'c p card brom' \
	    'n p image --use_image_rom' 'u p image --use_image_rom'; do
	read -r image card wish option <<<"$case"
	pair "image-$image-card-$card-$wish" "${rom[$image]}" "${rom[$card]}" - \
		rom "$wish" "$option"
done
# It has no effect: what devlink does by itself is the same.
pair use-dev-rom "${rom[p]}" "${rom[u]}" - - - --use_dev_rom
# Firmware and ROM released as one: burn takes no heed of that here, brom does.
pair product-image "--product-version rel-2.6" "${rom[p]}" - - - -
pair product-both "--product-version rel-2.6" "${rom[p]} --product-version rel-2.8" - - - -
# GUIDs: four and six, MACs that do not follow from them
pair guids-4-on-6 "--n-guids 4" "--macs 001708aabbcc,001708aabbcd" - - - -
pair guids-6-on-4 "" "--n-guids 4" - - - -
pair guids-6-on-6-rom "" "--macs 001708aabbcc,001708aabbcd ${rom[p]}" - - - -
pair two-loaders-rom "--two-loaders" "${rom[u]}" - - - -
# Identity of the image, and another board
pair image-guids "--guid 0002c90300ab1230 ${rom[p]}" "" 'overwrite identifiers' - - -use_image_guids
pair image-vsd "--vsd of_the_image ${rom[p]}" "" 'overwrite settings' - - -use_image_ps
pair other-psid "--psid MT_04A0110002 ${rom[p]}" "" - to_psid MT_04A0110002 -allow_psid_change
burn_all

# drom takes no firmware as old as 2.6.0.
pair drop-p-card-n "${rom[p]} --version 2.9.0" "" - rom none drom
pair drop-u-card-p "${rom[u]} --version 2.9.0" "${rom[p]}" - rom none drom
pair product-card-rom "${rom[c]} --product-version rel-2.6" "${rom[u]} --product-version rel-2.8" \
	- rom card "brom -allow_rom_change" product
pair card-rom-last "" "${rom[p]} $last" - - - - last
pair image-rom-last "${rom[p]} $last" "" - - - -
pair gap-rebuilt "--gap 8" "${rom[p]}" - - - -
pair gap-as-it-is "${rom[p]} --gap 8" "" - - - - gap

# The table, line by line: image, card, wish, and what the card then has
i=0
for case in 'n n auto n' 'n p auto p' 'p n auto p' 'p u auto p' \
	    'n n card n' 'n p card p' 'p n card n' 'p u card u' \
	    'n n image n' 'n p image n' 'p n image p' 'u p image u' \
	    'n n none n' 'n p none n' 'p n none n' 'u p none n'; do
	read -r image card wish result <<<"$case"
	single "table-$image-$card-$wish" "${rom[$image]}" "${rom[$card]}" \
		"$wish" "${rom[$result]}"
done
# Where a ROM was, one comes back first or second; gaps go with a rebuild.
single place-first "${rom[p]} $first" "${rom[u]}" card "${rom[u]} $first"
single place-last "${rom[p]} $last" "${rom[u]}" card "${rom[u]}"
single place-last-none "${rom[p]} $last" "" none ""
single place-card-first "" "${rom[u]} $first" auto "${rom[u]}"
single place-card-last "" "${rom[u]} $last" card "${rom[u]}"
single gap-card "${rom[p]} --gap 8" "${rom[u]} --gap 12" card "${rom[u]}"
single gap-none "${rom[p]} --gap 8" "" none ""
single product-none "${rom[p]} --product-version rel-2.6" "" none "--product-version rel-2.6"
single indicator "--indicator 01" "${rom[p]}" auto "${rom[p]}"
single indicator-as-it-is "--indicator 01" "" auto "--indicator 01"
burn_all

for key in "${keys[@]}"; do
	new=2.6.0
	case $key in
	drop-*) new=2.9.0 ;;
	esac
	case $key in
	image-[puc]-card-[puc]-card | drop-* | product-card-rom) ;; # two burns; compared in the machine
	*)
		if [ -e "$work/$key.wanted" ]; then
			check "$key: as the builder makes it" is_wanted "$key"
		else
			check "$key: flashes are equal" cmp "$work/$key.ours" "$work/$key.theirs"
		fi
		;;
	esac
	check "$key: one sound image, and a new one" [ "$(sound "$work/$key.ours" &&
		version "$work/$key.ours")" = $new ]
	check "$key: no guest error" no_guest_error "$work/$key.ours.stats"
done
done_testing
