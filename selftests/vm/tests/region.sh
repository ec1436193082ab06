#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The region "flash" and the health reporter.
#
#	region.sh KERNEL
. "$(dirname "$0")/lib.sh"

build --chunk 64K --small --version 2.6.0 --seed 6 -o "$work/old"
build --chunk 64K --small --version 2.8.0 -o "$work/new"
build --flash --flash-size 1M --image "$work/new" --retired "$work/old" -o "$work/flash"
cp "$work/flash" "$share/flash"
build --flash --flash-size 1M --image "$work/new" -o "$work/held"

guest -c "flash=$work/flash,part=M25P80,stats=$work/stats" \
	-c "flash=$work/held,part=M25P80,fault=sem-held,stats=$work/held.stats" -l -- \
	./region.sh 0000:01:00.0 0000:02:00.0 flash
check "no guest error" no_guest_error "$work/stats"
check "flash untouched" cmp "$work/flash" "$share/flash"
done_testing
