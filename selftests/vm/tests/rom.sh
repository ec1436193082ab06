#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The judge on boot ROMs and identity: what devlink burns with each wish and
# what mstflint 4.16 burns with the option that corresponds must be the same
# flash, byte for byte. fs2.rst, "Which boot ROM" and "What a burn keeps".
#
#	rom.sh KERNEL
#
# Two lines of those tables have no counterpart: "none" and "card" on a card
# without a ROM. There the image without the ROM, as the builder makes it, is
# what must come out.
. "$(dirname "$0")/lib.sh"

for_b0=(build --hwid 00b00190 --devrev b0 --seed 6 --small)
n=0
cards=()
keys=()

# Boot ROMs by a letter
rom_n=
rom_p='--rom=PXE:1.4.0 --rom-size 1K'
rom_u='--rom=UEFI:14.2.7 --rom-size 2K'
rom_c='--rom=CLP:2.0.1 --rom-size 512'
declare -A rom=([n]=$rom_n [p]=$rom_p [u]=$rom_u [c]=$rom_c)

# part, chunk and slot change from case to case, so that each meets each
parts=(M25P16 SST25VF016B W25X16 M25PX16 AT25DF161)
chunks=(64K 512K 1M)

# new_card KEY OPTIONS: the next address, in $bdf
new_card() {
	n=$((n + 1))
	bdf=$(printf '0000:%02x:00.0' $n)
	cards+=(-c "flash=$1,part=$2,rev=b0,time-scale=0.01,stats=$1.stats")
}

# pair KEY IMAGE-OPTIONS CARD-OPTIONS ARGUMENTS PARAMETER VALUE MSTFLINT-OPTIONS
pair() {
	local key=$1 image=$2 card=$3 arguments=$4 parameter=$5 value=$6 options=$7
	local i=${#keys[@]} chunk part slot ours side

	chunk=${chunks[i % 3]} part=${parts[i % 5]} slot=$((i % 2))
	# shellcheck disable=SC2086 # several options are wanted
	"${for_b0[@]}" --version 2.6.0 --chunk "$chunk" $image -o "$share/$key.bin"
	# shellcheck disable=SC2086 # several options are wanted
	"${for_b0[@]}" --version 2.8.0 --seed 8 --chunk "$chunk" --guid 001e0bffff4c1bf4 \
		--vsd "this card's own" $card --flash --slot $slot -o "$work/$key"
	for side in ours theirs; do
		cp "$work/$key" "$work/$key.$side"
		new_card "$work/$key.$side" "$part"
		[ $side = theirs ] || ours=$bdf
	done
	keys+=("$key")
	printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$ours" "$bdf" "$key.bin" \
		"$arguments" "$parameter" "$value" "$options" "$key" >>"$share/table"
}

# ROM of image and card, by letter; wish, and the option of mstflint
for case in 'n p auto -' 'p n auto -' 'p u auto -' 'u p auto -' \
	    'n u card --use_dev_rom' 'p u card brom' 'c p card brom' \
	    'n p image --use_image_rom' 'u p image --use_image_rom'; do
	read -r image card wish option <<<"$case"
	pair "image-$image-card-$card-$wish" "${rom[$image]}" "${rom[$card]}" - \
		rom "$wish" "$option"
done
# Firmware and ROM released as one: 4.16 takes no heed of that here.
pair product-image "--product-version rel-2.6" "$rom_p" - - - -
pair product-both "--product-version rel-2.6" "$rom_p --product-version rel-2.8" - - - -
# GUIDs: four and six, MACs that do not follow from them
pair guids-4-on-6 "--n-guids 4" "--macs 001708aabbcc,001708aabbcd" - - - -
pair guids-6-on-4 "" "--n-guids 4" - - - -
pair guids-6-on-6-rom "" "--macs 001708aabbcc,001708aabbcd $rom_p" - - - -
pair two-loaders-rom "--two-loaders" "$rom_u" - - - -
# Identity of the image, and another board
pair image-guids "--guid 0002c90300ab1230 $rom_p" "" 'overwrite identifiers' - - -use_image_guids
pair image-vsd "--vsd of_the_image $rom_p" "" 'overwrite settings' - - -use_image_ps
pair other-psid "--psid MT_04A0110002 $rom_p" "" - to_psid MT_04A0110002 -allow_psid_change

guest "${cards[@]}" -l -- ./rom.sh table

for key in "${keys[@]}"; do
	case $key in
	image-[puc]-card-[puc]-card) ;; # two burns; compared in the machine
	*) check "$key: flashes are equal" cmp "$work/$key.ours" "$work/$key.theirs" ;;
	esac
	check "$key: something was burned" [ "$(version "$work/$key.ours")" = 2.6.0 ]
	check "$key: no guest error" no_guest_error "$work/$key.ours.stats"
done

# What mstflint does not do in one burn, against the builder.
n=0
cards=()
cat >"$share/drop.sh" <<'SCRIPT'
. ./lib.sh
ktap_print_header
ktap_set_plan $(wc -l <drops)
while read -r ours plain wish; do
	devlink dev param set "pci/$ours" name rom value "$wish" cmode runtime
	devlink dev flash "pci/$plain" file without.bin >/dev/null &&
		devlink dev flash "pci/$ours" file with.bin >/dev/null
	result "rom=$wish: both burned"
done <drops
ktap_finished
SCRIPT
# shellcheck disable=SC2086 # several options are wanted
"${for_b0[@]}" --version 2.6.0 $rom_u -o "$share/with.bin"
"${for_b0[@]}" --version 2.6.0 -o "$share/without.bin"
for wish in none card; do
	build --hwid 00b00190 --version 2.8.0 --seed 8 --small --flash -o "$work/$wish.ours"
	cp "$work/$wish.ours" "$work/$wish.plain"
	new_card "$work/$wish.ours" M25P16
	ours=$bdf
	new_card "$work/$wish.plain" M25P16
	echo "$ours $bdf $wish" >>"$share/drops"
done
guest "${cards[@]}" -l -- bash ./drop.sh
for wish in none card; do
	check "rom=$wish on a card without one: as if the image had none" \
		cmp "$work/$wish.ours" "$work/$wish.plain"
done
done_testing
