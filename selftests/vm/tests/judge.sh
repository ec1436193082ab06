#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The judge: mstflint 4.16 against devlink on rev b0 cards, the only ones that
# it opens. Both burn from the same start; the flashes must become equal.
#
#	judge.sh KERNEL
. "$(dirname "$0")/lib.sh"

flock "$top/userspace/hermonfw" make -s -C "$top/userspace/hermonfw" hermonfw >&2 || exit 1
made_for_b0=(build --hwid 00b00190 --devrev b0)
n=0
cards=()
keys=()

# pair KEY PART CHUNK SLOT GUIDS OPTIONS: two equal cards, and an image for them
pair() {
	local key=$1 part=$2 chunk=$3 slot=$4 guids=$5 options=$6
	local ours theirs side

	# shellcheck disable=SC2086 # several options are wanted
	"${made_for_b0[@]}" --version 2.6.0 --chunk "$chunk" --n-guids "$guids" \
		$options --seed 6 --date 2008-03-11 -o "$share/$key.bin"
	# shellcheck disable=SC2086 # several options are wanted
	"${made_for_b0[@]}" --version 2.8.0 --chunk "$chunk" --n-guids "$guids" \
		$options --seed 8 --guid 001e0bffff4c1bf4 \
		--vsd "this card's own" --flash --slot "$slot" -o "$work/$key"
	for side in ours theirs; do
		cp "$work/$key" "$work/$key.$side"
		cards+=(-c "flash=$work/$key.$side,part=$part,rev=b0,time-scale=0.01,stats=$work/$key.$side.stats")
	done
	ours=$(printf '0000:%02x:00.0' $((n + 1)))
	theirs=$(printf '0000:%02x:00.0' $((n + 2)))
	n=$((n + 2))
	keys+=("$key")
	printf '%s\t%s\t%s\t2.6.0\t%s\n' "$ours" "$theirs" "$key.bin" \
		"$part $chunk slot $slot $options" >>"$share/table"
}

# Addresses at which the flashes of a pair differ.
differences() {
	cmp -l "$work/$1.ours" "$work/$1.theirs" | awk '{ printf "%x ", $1 - 1 }'
}

pair m25p M25P16 1M 0 6 '--size 6K'
pair m25px M25PX16 512K 1 6 '--size 6K'
pair w25q W25Q16 64K 0 4 '--size 6K'
pair w25x W25X16 64K 1 6 '--size 66K'
pair at25 AT25DF161 1M 1 6 '--size 6K'
pair mx25 MX25L1605 512K 0 6 '--size 6K'
pair sst SST25VF016B 1M 0 6 '--small'
pair rom M25P16 1M 1 6 '--size 8K --rom --rom-size 1K'
# Without a ROM mstflint rebuilds the image and clears bits 23:16 of word 0x20;
# devlink burns it as it is. So these and the whole-image CRC beside them are
# what must differ, and nothing else: fs2.rst, "What a burn keeps".
pair indicator M25P16 1M 0 6 '--size 6K --indicator 01'

guest "${cards[@]}" -l -- ./judge.sh table

for key in "${keys[@]}"; do
	case $key in
	indicator) wanted='100021 100022 100023 ' ;;
	*) wanted= ;;
	esac
	check "$key: flashes differ at (${wanted:-no byte})" \
		[ "$(differences "$key")" = "$wanted" ]
	check "$key: something was burned" [ "$(version "$work/$key.ours")" = 2.6.0 ]
	for side in ours theirs; do
		check "$key: no guest error by $side" \
			no_guest_error "$work/$key.$side.stats"
	done
done
done_testing
