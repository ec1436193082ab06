#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The selftest "flash" on sound and on broken cards; it writes to none of them.
#
#	selftest.sh KERNEL
. "$(dirname "$0")/lib.sh"

cards=()
names=()

# card NAME OPTIONS STATUS [ERRNO SENTENCE]: one whose flash is $work/NAME
card() {
	names+=("$1")
	cards+=(-c "flash=$work/$1,time-scale=0.01,stats=$work/$1.stats$2")
	printf '%s\t0000:%02x:00.0\t%s\t%s\t%s\n' "$1" "${#names[@]}" "$3" \
		"${4:--}" "${5:--}" >>"$share/table"
}

lower=(--version 2.8.0 --small --seed 5)
upper=(--version 2.6.0 --small --seed 6)
code=0x230		# where a small image has code, and no identity
build "${lower[@]}" -o "$work/lower.bin"
build "${upper[@]}" -o "$work/upper.bin"
build "${lower[@]}" --flip $code -o "$work/lower.bad"
build "${upper[@]}" --flip $code -o "$work/upper.bad"

build "${lower[@]}" --flash -o "$work/good"
card good '' passed
build "${lower[@]}" --no-full-crc --flash -o "$work/no-full-crc"
card no-full-crc '' passed
build --flash --image "$work/lower.bin" --retired "$work/upper.bad" -o "$work/retired-damaged"
card retired-damaged '' passed
build --flash --image "$work/lower.bin" --second "$work/upper.bin" -o "$work/two"
card two '' passed
build "${lower[@]}" --flash -o "$work/protected-at-power-up"
card protected-at-power-up ,part=SST25VF016B passed

build --flash --image "$work/lower.bad" -o "$work/damaged"
card damaged '' failed EBADMSG 'section at 0x21c of the card: CRC is *'
build --flash --image "$work/lower.bad" --second "$work/upper.bin" -o "$work/lower-damaged"
card lower-damaged '' failed EBADMSG 'section at 0x21c of the card: CRC is *'
build --flash --image "$work/lower.bin" --second "$work/upper.bad" -o "$work/upper-damaged"
card upper-damaged '' failed EBADMSG 'section at 0x21c of the card: CRC is *'
build "${lower[@]}" --blank-guids --flash -o "$work/blank-guids"
card blank-guids '' failed ENODATA "card's GUIDs are blank*"
build --flash --empty -o "$work/empty"
card empty '' failed ENODATA 'card has no image*'

build "${lower[@]}" --flash -o "$work/protected"
card protected ,fault=protected failed EROFS 'flash chip is write-protected*'
build "${lower[@]}" --flash -o "$work/no-chip"
card no-chip ,part=none failed ENODEV '*'
build "${lower[@]}" --flash -o "$work/unknown-chip"
card unknown-chip ,part=unknown failed EOPNOTSUPP '*'
build "${lower[@]}" --flash -o "$work/bits-flip"
card bits-flip ,fault=read-flip failed E '*'
build "${lower[@]}" --flash -o "$work/held"
card held ,fault=sem-held skipped EBUSY 'flash semaphore is held*'

# What reached the flash of a card
changes() {
	jq '.erases_4k + .erases_64k + .page_programs + .status_writes' "$1"
}

sha256sum "${names[@]/#/$work/}" >"$work/sums"
guest "${cards[@]}" -l -- ./selftest.sh table
for name in "${names[@]}"; do
	check "$name: no guest error" no_guest_error "$work/$name.stats"
	check "$name: nothing was written" [ "$(changes "$work/$name.stats")" = 0 ]
done
check "no flash has changed" sha256sum --quiet -c "$work/sums"
done_testing
