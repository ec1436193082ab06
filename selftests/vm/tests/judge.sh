#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The judge: mstflint 4.16 against devlink on rev b0 cards, the only ones that
# it opens. Both burn from the same start; the flashes must become equal.
#
#	judge.sh KERNEL
. "$(dirname "$0")/lib.sh"

made_for_b0=(build --hwid 00b00190 --devrev b0)
n=0
cards=()

# pair PART CHUNK SLOT GUIDS SIZE: two equal cards, and an image for them
pair() {
	local part=$1 chunk=$2 slot=$3 guids=$4 size=$5
	local name="$part $chunk slot $slot" ours theirs side

	# shellcheck disable=SC2086 # two words are wanted
	"${made_for_b0[@]}" --version 2.6.0 --chunk "$chunk" --n-guids "$guids" \
		$size --seed 6 --date 2008-03-11 \
		-o "$share/$part.bin"
	# shellcheck disable=SC2086 # two words are wanted
	"${made_for_b0[@]}" --version 2.8.0 --chunk "$chunk" --n-guids "$guids" \
		$size --seed 8 --guid 001e0bffff4c1bf4 \
		--vsd "this card's own" --flash --slot "$slot" -o "$work/$part"
	for side in ours theirs; do
		cp "$work/$part" "$work/$part.$side"
		cards+=(-c "flash=$work/$part.$side,part=$part,rev=b0,time-scale=0.01,stats=$work/$part.$side.stats")
	done
	ours=$(printf '0000:%02x:00.0' $((n + 1)))
	theirs=$(printf '0000:%02x:00.0' $((n + 2)))
	n=$((n + 2))
	printf '%s\t%s\t%s\t2.6.0\t%s\n' "$ours" "$theirs" "$part.bin" "$name" \
		>>"$share/table"
}

pair M25P16 1M 0 6 '--size 6K'
pair M25PX16 512K 1 6 '--size 6K'
pair W25Q16 64K 0 4 '--size 6K'
pair W25X16 64K 1 6 '--size 70K'
pair AT25DF161 1M 1 6 '--size 6K'
pair MX25L1605 512K 0 6 '--size 6K'
pair SST25VF016B 1M 0 6 '--small'

guest "${cards[@]}" -l -- ./judge.sh table

for part in M25P16 M25PX16 W25Q16 W25X16 AT25DF161 MX25L1605 SST25VF016B; do
	check "$part: both flashes are byte-identical" \
		cmp "$work/$part.ours" "$work/$part.theirs"
	check "$part: something was burned" \
		[ "$(version "$work/$part.ours")" = 2.6.0 ]
	for side in ours theirs; do
		check "$part: no guest error by $side" \
			no_guest_error "$work/$part.$side.stats"
	done
done
done_testing
