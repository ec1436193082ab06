#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Info on sound and damaged cards; cards that the driver must not bind.
#
#	probe.sh KERNEL
. "$(dirname "$0")/lib.sh"

n=0
cards=()
# card NAME OPTIONS DUMP-OPTIONS
card() {
	local name=$1 options=$2 dump=$3

	n=$((n + 1))
	bdf=$(printf '0000:%02x:00.0' $n)
	# shellcheck disable=SC2086 # several options are wanted
	build --version 2.8.0 --size 6K --flash $dump -o "$work/$name"
	sha256sum "$work/$name" >>"$work/sums"
	cards+=(-c "flash=$work/$name,stats=$work/$name.stats$options")
}

says() { printf '%s\t%s\t%s\n' "$1" "$bdf" "$2" >>"$share/info"; }
refused() { printf '%s\t%s\t%s\n' "$1" "$bdf" "$2" >>"$share/refused"; }

board='"board.serial_number": "IL28120042"'
design='"asic.id": "25418", "asic.rev": "A0", "board.id": "448397-B21", "board.rev": "A1"'
versions() { printf '{%s, "versions": {"fixed": {%s%s}%s}}' "$1" "$design" "$2" "$3"; }
whole=$(versions '"serial_number": "0002c9030001a2b0", '"$board" \
	', "fw.psid": "HP_09D0000001"' \
	', "running": {"fw": "2.8.0"}, "stored": {"fw": "2.8.0"}')
# Without firmware there is no VPD.
nothing=$(jq -n -c '{versions: {fixed: {"asic.id": "25418", "asic.rev": "A0"},
	running: {"fw.mode": "recovery"}}}')
running=$(versions "$board" '' ', "running": {"fw": "2.8.0"}')

card good '' ''
says 'a sound card' "$whole"
card upper '' '--slot 1 --chunk 64K'
says 'image in the upper slot' "$whole"
card sem ',fault=sem-held' ''
says 'semaphore held: partial info' "$running"
card unknown ',part=unknown' ''
says 'unknown flash chip: partial info' "$running"
card many '' ''
for at in 0x20000 0x80000; do
	dd if="$work/many" of="$work/many" bs=1 count=16 seek=$((at)) conv=notrunc status=none
done
says 'three signatures' "$whole"
card novpd ',fault=vpd-stuck' ''
says 'VPD never answers' "$(jq -c 'del(."board.serial_number", .versions.fixed["board.id", "board.rev"])' <<<"$whole")"
card damaged ',livefish-id=normal' ''
printf X | dd of="$work/damaged" bs=1 seek=$((0x60)) conv=notrunc status=none
guid=$("$fs2" --show "$work/good" | jq '.images[0].sections[] | select(.name == "GUID").off')
printf X | dd of="$work/damaged" bs=1 seek=$((guid + 20)) conv=notrunc status=none
says 'damaged image: partial info' "$nothing"
card empty ',livefish-id=normal' --empty
says 'empty flash: partial info' "$nothing"
card recovery '' --empty
says 'empty flash, id of recovery' "$(jq -c 'del(.versions.fixed["asic.id"])' <<<"$nothing")"

card locked ',fault=cr-locked' ''
refused 'locked register space' "card's register access is locked (0xbad0cafe)"
card filtered ',fault=cr-filtered' ''
refused 'filtered register space' 'card refuses register access (0xbadacce5)'
card gone ',fault=hwid=ffffffff' ''
refused 'all ones in the hardware id' 'card reads all ones: it is gone from the bus'
card newer ',fault=hwid=000001f5' ''
refused 'ConnectX-3' 'hardware id 0x1f5 is not ConnectX or ConnectX-2'
card a1 ',fault=hwid=00a10190' ''
refused 'unknown silicon revision' 'hardware id 0xa10190 is not ConnectX or ConnectX-2'
card small ',fault=bar-small' ''
refused 'BAR 0 too small' 'BAR 0 is *, not memory of at least 0x100000 bytes'

# Sums again: some dumps were damaged on purpose after they were made.
cut -d' ' -f3- "$work/sums" | xargs sha256sum >"$work/sums.now"
guest "${cards[@]}" -l -- ./info.sh info refused
check "nothing was written" sha256sum --status -c "$work/sums.now"
for stats in "$work"/*.stats; do
	check "$(basename "$stats" .stats): no guest error" no_guest_error "$stats"
done
done_testing
