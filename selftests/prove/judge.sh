#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# mstflint 4.16 verifies what burns leave that were cut, and what the next burn
# makes of it: cards of revision B0, the only one that it knows. KTAP on stdout.
set -u -o pipefail

cd "$(dirname "$0")" || exit 1
. ../lib/ktap.sh
. ../vm/mstflint-host.sh
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
said=$dir/said

# A full CRC that is wrong fails no verify of mstflint, but has its line.
verify() { # FILE
	mstflint -striped_image -i "$1" verify >"$said" 2>&1 &&
		! grep -qi wrong "$said"
}

make -s build/plain/dumps >&2 || exit 1
build/plain/dumps "$dir" >"$dir/list" || exit 1
echo "KTAP version 1"
last=
while IFS=$'\t' read -r file what; do
	last=$dir/$file
	verify "$last"
	result $? "$what"
done <"$dir/list"

# Damage must be seen, or the lines above prove nothing.
for at in 0x90 0x100090; do
	printf '\125' | dd of="$last" bs=1 seek=$((at)) conv=notrunc status=none
done
! verify "$last"
result $? "the last one, damaged, is not verified"
finish && [ "$n" -gt 50 ]
