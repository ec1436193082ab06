#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The power of a card goes in the middle of a burn; then the machine goes down.
#
#	cut.sh IMAGE CARD...
. "$(dirname "$0")/lib.sh"

image=$1
shift

# The burn fails if the power went before it was over, and says why.
burn() {
	devlink dev flash "pci/$1" file "$image" >/dev/null 2>/tmp/err && return
	grep -q 'card reads all ones: it is gone from the bus' /tmp/err
}

ktap_print_header
ktap_set_plan $(($# + 1))
for card; do
	burn "$card"
	result "$card: burned, or gone"
done
empty "no splat in the log" "$(dmesg_splats)"
ktap_finished
