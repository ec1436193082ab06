#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The flash as a region: what a backup reads must be what lies there. And the
# health reporter, which tells what the chip is.
#
#	region.sh CARD HELD FLASH
#
# FLASH is the contents of CARD's flash; of HELD somebody has the semaphore.
. "$(dirname "$0")/lib.sh"

card=$1 held=$2 flash=$3
size=$(stat -c %s "$flash")
region=pci/$card/flash

# The bytes out of devlink's dump.
bytes() {
	awk '{ for (i = 2; i <= NF; i++) printf "%s", $i }' | busybox xxd -r -p
}

# Of what the card's chip tells: FILTER
diagnose() {
	devlink -j health diagnose "pci/$1" reporter flash | jq -r "$2"
}

# direct ADDRESS LENGTH: equal to the same piece of FLASH
direct() {
	devlink region read "$region" address "$1" length "$2" 2>/tmp/err | bytes >/tmp/direct
	cmp -s /tmp/direct <(tail -c +$(($1 + 1)) "$flash" | head -c "$2") && [ -s /tmp/direct ]
}

# Linux before 6.2 reads snapshots only.
reads_directly() {
	[ "$(printf '%s\n' 6.2 "$(uname -r)" | sort -V | head -n 1)" = 6.2 ]
}

ktap_print_header
ktap_set_plan 19

same "as large as the flash" "$(devlink -j region show "$region" | jq '.regions[].size')" "$size"
devlink region new "$region" snapshot 1
result "snapshot"
devlink region dump "$region" snapshot 1 | bytes >/tmp/dump
cmp /tmp/dump "$flash"
result "it is the flash, byte for byte"
devlink region read "$region" snapshot 1 address $((0x10003)) length 37 | bytes >/tmp/piece
cmp -s /tmp/piece <(tail -c +$((0x10003 + 1)) "$flash" | head -c 37)
result "a piece of it"
devlink region read "$region" snapshot 1 address $((size - 8)) length 64 2>/dev/null | bytes >/tmp/piece
[ "$(stat -c %s /tmp/piece)" -le 8 ]
result "nothing from behind its end"
devlink region del "$region" snapshot 1
result "snapshot deleted"

if reads_directly; then
	direct 0 64
	result "read directly"
	direct $((0x10001)) 300
	result "at an odd address"
	direct $((size - 16)) 16
	result "up to the end"
else
	for what in "read directly" "at an odd address" "up to the end"; do
		! direct 0 64
		result "refused: $what"
	done
fi

# A reader that is killed leaves the semaphore free.
devlink region new "$region" snapshot 2 &
sleep 1
kill -KILL $!
wait $! 2>/dev/null
devlink dev selftests run "pci/$card" id flash 2>/dev/null | grep -q passed
result "semaphore is free after a killed snapshot"
devlink region del "$region" snapshot 2 2>/dev/null
devlink dev info "pci/$card" | grep -q fw.psid
result "info is whole"

! devlink region new "pci/$held/flash" snapshot 1 2>/tmp/err
result "somebody has the flash: no snapshot"
! devlink region show "pci/$held/flash" >/dev/null 2>&1
result "nor a region, as nobody knows its size"

same "health: chip" "$(diagnose "$card" '"\(.part) \(.jedec_id) \(.size) \(.mode)"')" \
	"M25P $((0x202014)) $size normal"
same "health: images" "$(diagnose "$card" '[.images[] | "\(.addr) \(.state)"] | join(", ")')" "0 sound"
same "health: retired" "$(diagnose "$card" '.retired | join(", ")')" 65536
same "health: current" "$(diagnose "$card" .current)" 0
same "health: no error yet" "$(diagnose "$card" '.last_error // "none"')" none
empty "no splat in the log" "$(dmesg_splats)"
ktap_finished
