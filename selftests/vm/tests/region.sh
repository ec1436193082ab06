#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The region "flash" and the health reporter.
#
#	region.sh KERNEL
. "$(dirname "$0")/lib.sh"

build --chunk 64K --small --version 2.7.0 --seed 6 -o "$work/old"
build --chunk 64K --small --version 2.8.0 -o "$work/current"
build --chunk 64K --small --version 2.6.0 --seed 7 -o "$share/new.bin"

# A flash of 512 KB, since the emulated card takes some ten seconds for that.
# The files lie where the guest sees them change.
cards=()
# card NAME OPTIONS
card() {
	build --flash --flash-size 512K --image "$work/current" \
		--retired "$work/old" -o "$share/$1"
	cards+=(-c "flash=$share/$1,part=SST25VF040B,time-scale=0.01,stats=$work/$1.stats$2")
}

card card ''
card held ,fault=sem-held
# Probe takes some 3,000 accesses, a snapshot 200,000.
card gone ,fault=gone-after=50000
sha256sum "$share/gone" "$share/held" >"$work/sums"

guest "${cards[@]}" -l -- ./region.sh 0000:01:00.0 card 0000:02:00.0 \
	0000:03:00.0 new.bin 2.6.0
for name in card held gone; do
	check "$name: no guest error" no_guest_error "$work/$name.stats"
done
check "card: one sound image" sound "$share/card"
check "a reader writes nothing" sha256sum --status -c "$work/sums"
done_testing
