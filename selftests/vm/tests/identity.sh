#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# GUIDs, MACs, VSD, PSID and boot ROM: whose a card has after a burn, by the
# overwrite mask and by the parameters. rom.sh compares with mstflint; here what
# the card had and what the image had are told apart, on every kernel.
#
#	identity.sh KERNEL
. "$(dirname "$0")/lib.sh"

card_guid=001e0bffff4c1bf4
image_guid=0002c9030001a2b0
hp=HP_09D0000001
mt=MT_04A0110002

image() {
	local name=$1
	shift
	build --version 2.6.0 --small --chunk 64K --seed 6 --guid $image_guid \
		--vsd "the image's" --psid $hp "$@" -o "$share/$name"
}

n=0
cards=()
declare -A bdf
# card NAME DUMP-OPTIONS [OPTIONS]
card() {
	local name=$1 dump=$2 options=${3-}

	n=$((n + 1))
	bdf[$name]=$(printf '0000:%02x:00.0' $n)
	# shellcheck disable=SC2086 # several options are wanted
	build --version 2.8.0 --small --chunk 64K --seed 8 --psid $hp \
		--guid $card_guid --vsd "the card's" --flash $dump \
		-o "$work/$name"
	"$fs2" --show "$work/$name" >"$work/$name.before"
	cards+=(-c "flash=$work/$name,part=M25P16,time-scale=0.01,stats=$work/$name.stats$options")
}

# came NAME GUIDS VSD ROM PSID: from where each of them must have come
came() {
	jq -n -c --slurpfile card "$work/$1.before" --slurpfile image "$work/$1.image" \
		--arg guids "$2" --arg vsd "$3" --arg rom "$4" --arg psid "$5" '
		{card: $card[0].images[0], image: $image[0].images[0]} as $from |
		{guids: $from[$guids].guids, macs: $from[$guids].macs,
		 vsd: $from[$vsd].vsd, rom: $from[$rom].rom.version, psid: $psid}'
}

# is NAME: what the card has now
is() {
	"$fs2" --show "$work/$1" |
		jq -c '.images[0] | {guids, macs, vsd, rom: .rom.version, psid}'
}

names=()
# case NAME PARAMS IMAGE OVERWRITE GUIDS VSD ROM PSID WARNING LOG
case_() {
	local name=$1 serial=$card_guid

	[ "$5" = card ] || serial=$image_guid
	names+=("$name")
	"$fs2" --show "$share/$3" >"$work/$name.image"
	came "$name" "$5" "$6" "$7" "$8" >"$work/$name.wanted"
	printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "${bdf[$name]}" "$name" "$2" \
		"file $3$4" "$8" "$serial" "$9" "${10}" >>"$share/table"
}

image plain.bin
image foreign.bin --psid $mt
image rom.bin --rom=UEFI:2.0.0 --rom-size 1K
image four.bin --n-guids 4
image novsd.bin --tags 0,1,2,3,4,8,9,10,11
# The same, but large: its burn takes a while.
image large.bin --size 60K

id=' overwrite identifiers'
set=' overwrite settings'
rom='--rom=PXE:1.0.0 --rom-size 1K'
macs='--macs 001122334455,001122334466'
guids_log="GUIDs are those of the image: node $image_guid"
psid_log="PSID changed from $hp to $mt as to_psid asked"

for name in first second; do
	card $name ''
done
card slow '' ,time-scale=5
card plain ''
card identifiers "$macs"
card settings "$macs"
card both "$macs"
card psid "$rom"
card psid-both ''
card psid-same ''
card rom-auto "$rom"
card rom-merged "$rom"
card rom-card "$rom"
card rom-image "$rom"
card rom-dropped "$rom"
card rom-none "$rom"
card macs-lost "$macs"
card macs-derived ''
card macs-none '--macs ffffffffffff,ffffffffffff'
card macs-replaced "$macs"
card vsd-given-up ''

#     name          parameters          image         overwrite  GUIDs VSD   ROM   PSID
case_ plain         -                   plain.bin     ''         card  card  card  $hp - '-'
case_ identifiers   -                   plain.bin     "$id"      image card  card  $hp - "$guids_log"
case_ settings      -                   plain.bin     "$set"     card  image card  $hp - -
case_ both          -                   plain.bin     "$id$set"  image image card  $hp - "$guids_log"
case_ psid          to_psid=$mt         foreign.bin   ''         card  card  card  $mt - "$psid_log"
case_ psid-both     to_psid=$mt         foreign.bin   "$id$set"  image image card  $mt - "$psid_log"
case_ psid-same     to_psid=$hp         plain.bin     ''         card  card  card  $hp - -
case_ rom-auto      -                   rom.bin       ''         card  card  image $hp - -
case_ rom-merged    rom=auto            plain.bin     ''         card  card  card  $hp - -
case_ rom-card      rom=card            rom.bin       ''         card  card  card  $hp - -
case_ rom-image     rom=image           rom.bin       ''         card  card  image $hp - -
case_ rom-dropped   rom=image           plain.bin     ''         card  card  image $hp - -
case_ rom-none      'rom=none to_psid='"$hp" rom.bin  "$id"      image card  none  $hp - "$guids_log"
case_ macs-lost     -                   four.bin      ''         card  card  card  $hp \
	"Warning: hermon_fw: image has no place for the card's MACs: they are lost." \
	'MACs 001122334455 and 001122334466 are not kept'
case_ macs-derived  -                   four.bin      ''         card  card  card  $hp - -
case_ macs-none     -                   four.bin      ''         card  card  card  $hp - -
case_ macs-replaced -                   four.bin      "$id"      image card  card  $hp - "$guids_log"
case_ vsd-given-up  -                   novsd.bin     "$set"     card  image card  $hp - -
# With four entries there are no MACs, and the image's are not shown.
for name in macs-lost macs-derived macs-none; do
	jq -c '.macs = []' "$work/$name.wanted" >"$work/new"
	mv "$work/new" "$work/$name.wanted"
done

guest "${cards[@]}" -l -- ./identity.sh table "${bdf[first]}" "${bdf[second]}" \
	large.bin foreign.bin "${bdf[slow]}"

for name in "${names[@]}"; do
	wanted=$(cat "$work/$name.wanted")
	check "$name: $wanted" [ "$(is "$name")" = "$wanted" ]
	check "$name: one sound image" sound "$work/$name"
	check "$name: the new one" [ "$(version "$work/$name")" = 2.6.0 ]
done
check "slow: one sound image" sound "$work/slow"
check "second: not touched" [ "$(is second)" = \
	"$(jq -c '.images[0] | {guids, macs, vsd, rom: .rom.version, psid}' "$work/second.before")" ]
for name in "${!bdf[@]}"; do
	check "$name: no guest error" no_guest_error "$work/$name.stats"
done
done_testing
