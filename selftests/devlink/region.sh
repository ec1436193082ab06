#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The flash as a region: what a backup reads is what lies there, whoever else
# wants the card meanwhile. And the health reporter, which tells what it is.
#
#	region.sh CARD FLASH HELD GONE IMAGE VERSION
#
# FLASH is the file that CARD's flash is kept in; somebody has the semaphore of
# HELD; GONE leaves the bus while it is read. IMAGE is for CARD and has VERSION.
. "$(dirname "$0")/lib.sh"

card=$1 flash=$2 held=$3 gone=$4 image=$5 version=$6
size=$(stat -c %s "$flash")
region=pci/$card/flash
driver=/sys/bus/pci/drivers/hermon_fw
sem_held='Error: hermon_fw: flash semaphore is held by another program or host.*'

# The bytes out of devlink's dump.
bytes() {
	awk '{ for (i = 2; i <= NF; i++) printf "%s", $i }' | busybox xxd -r -p
}

# is_piece ADDRESS LENGTH: the bytes of standard input are these of the flash
is_piece() {
	bytes >/tmp/piece
	[ "$(stat -c %s /tmp/piece)" -eq "$2" ] &&
		cmp /tmp/piece <(tail -c +$(($1 + 1)) "$flash" | head -c "$2")
}

direct() {
	devlink region read "$region" address "$1" length "$2" 2>/tmp/err |
		is_piece "$1" "$2"
}

from_snapshot() {
	devlink region read "$region" snapshot "$1" address "$2" length "$3" |
		is_piece "$2" "$3"
}

snapshot_is_flash() {
	devlink region dump "$region" snapshot "$1" | bytes >/tmp/dump
	cmp /tmp/dump "$flash"
}

# Linux before 6.2 reads snapshots only.
case $(uname -r) in
6.1.*) reads_directly= ;;
*) reads_directly=yes ;;
esac

snapshots() {
	devlink -j region show "$region" | jq -c '.regions[].snapshot'
}

# has_region CARD
has_region() {
	devlink region show "pci/$1/flash" >/dev/null 2>&1
}

unprivileged() {
	setpriv --reuid 65534 --clear-groups "$@" >/tmp/out 2>&1 && return 1
	grep -q 'not permitted' /tmp/out
}


health() {
	devlink -j health diagnose "pci/$card" reporter flash | jq -S -c .
}

# healthy CURRENT RETIRED: what health must be, with images at these addresses
healthy() {
	jq -S -c -n --argjson id $((0xbf258d)) --argjson size "$size" \
		--argjson current "$1" --argjson retired "$2" '
		{part: "SST25VF", jedec_id: $id, size: $size, erase_size: 65536,
		 mode: "normal", images: [{addr: $current, state: "sound"}],
		 retired: [$retired], current: $current}'
}

directly() {
	if [ -z "$reads_directly" ]; then
		! direct 0 64
		result "no direct read before Linux 6.2"
		return
	fi
	direct 0 64 && direct 1 1 && direct $((0x10001)) 300 &&
		direct 255 1027 && direct $((size - 16)) 16 &&
		direct $((size - 1)) 1
	result "read directly, at odd addresses and lengths, up to the end"
}

refused_reads() {
	! direct "$size" 16 && ! direct $((size + 5)) 16 && [ ! -s /tmp/piece ]
	result "nothing is read from behind the end"
	unprivileged devlink region new "$region" snapshot 9 &&
		unprivileged devlink region read "$region" address 0 length 16 &&
		unprivileged devlink region dump "$region" snapshot 1
	result "nor without CAP_NET_ADMIN"
}

# Info may have to wait; it is whole.
info_meanwhile() {
	local snapshot

	devlink region new "$region" snapshot 1 &
	snapshot=$!
	sleep 0.5
	[ "$(stored "$card")" = 2.8.0 ]
	result "info is whole while a snapshot is taken"
	wait $snapshot
	result "snapshot"
	snapshot_is_flash 1
	result "it is the flash, byte for byte"
	from_snapshot 1 $((0x10003)) 37
	result "a piece of it"
	! from_snapshot 1 "$size" 16 2>/dev/null && [ ! -s /tmp/piece ]
	result "nothing from behind its end"
}

# until_held CARD: a cell that was free is taken by looking, so it is given back
until_held() {
	local tries=200
	while take_semaphore "$1"; do
		free_semaphore "$1"
		((tries--)) || return 1
	done
}

# A cell that was not freed would be taken.
killed() {
	local snapshot start

	devlink region new "$region" snapshot 2 &
	snapshot=$!
	until_held "$card"
	result "a snapshot holds the semaphore"
	start=$SECONDS
	kill -KILL $snapshot
	wait $snapshot 2>/dev/null
	[ $((SECONDS - start)) -le 4 ]
	result "a snapshot that is killed stops"
	same "and does not exist" "$(snapshots)" '[1]'
	take_semaphore "$card"
	result "the semaphore is free"
	free_semaphore "$card"
}

somebody_has_it() {
	take_semaphore "$card"
	like "$(devlink region new "$region" snapshot 2 2>&1)" "$sem_held"
	result "another tool has the flash: no snapshot"
	if [ "$reads_directly" ]; then
		direct 0 64
		like "$(cat /tmp/err)" "$sem_held"
		result "nor a direct read"
	fi
	! has_region "$held"
	result "no region before the size is known"
}

# What is forgotten of the chip must be asked again before it is used.
reload_meanwhile() {
	devlink dev reload "pci/$card" action driver_reinit >/dev/null
	result "reload while another tool has the flash"
	like "$(devlink region new "$region" snapshot 2 2>&1)" "$sem_held"
	result "then a snapshot is refused as before"
	free_semaphore "$card"
	same "info is whole once it is free" "$(stored "$card")" 2.8.0
	same "still the same region" "$(snapshots)" '[1]'
}

# Whoever comes second waits.
during_a_burn() {
	local burn

	devlink dev flash "pci/$card" file "$image" >/tmp/burn 2>&1 &
	burn=$!
	until grep -q Erasing /tmp/burn; do sleep 0.02; done
	devlink region new "$region" snapshot 2
	result "a snapshot waits for a burn"
	wait $burn
	result "which is not disturbed"
	snapshot_is_flash 2
	result "and sees all of it"
	same "two snapshots" "$(snapshots)" '[1,2]'
	! devlink region new "$region" snapshot 3 2>/tmp/err
	result "there is no third"
	devlink region del "$region" snapshot 1
	result "one is deleted"
}

unbound() {
	echo "$card" >$driver/unbind
	result "unbound with a snapshot"
	! has_region "$card"
	result "the region is gone"
	echo "$card" >$driver/bind
	same "bound again, without snapshots" "$(snapshots)" '[]'
}

# bound_late COMMAND...: the driver learns of the chip only by this
bound_late() {
	echo "$card" >$driver/unbind
	take_semaphore "$card"
	echo "$card" >$driver/bind
	! has_region "$card" || return
	free_semaphore "$card"
	"$@" >/dev/null
	has_region "$card"
}

ktap_print_header
ktap_set_plan $((38 + ${#reads_directly} / 3))
same "as large as the flash" \
	"$(devlink -j region show "$region" | jq '.regions[].size')" "$size"
same "no snapshot yet" "$(snapshots)" '[]'
same "health: chip and images" "$(health)" "$(healthy 0 65536)"
directly
refused_reads
info_meanwhile
killed
somebody_has_it
reload_meanwhile
during_a_burn
same "health: after the burn" "$(health)" "$(healthy 65536 0)"
! devlink dev flash "pci/$card" file lib.sh >/dev/null 2>&1
same "health: why the last burn was refused" "$(diagnose "$card" .last_error)" \
	"$(dmesg | sed -n 's/.*flash update: \([^;]*\);.*/\1/p' | tail -n 1)"
unbound
bound_late devlink dev info "pci/$card"
result "bound while another has the flash: info finds the chip"
bound_late devlink dev reload "pci/$card" action driver_reinit
result "reload does"
bound_late devlink dev flash "pci/$card" file "$image"
result "a burn does"
same "it burned" "$(stored "$card")" "$version"
like "$(devlink region new "pci/$gone/flash" snapshot 1 2>&1)" \
	'Error: hermon_fw: card reads all ones: it is gone from the bus.*'
result "the card leaves in the middle"
empty "no splat in the log" "$(dmesg_splats)"
ktap_finished
