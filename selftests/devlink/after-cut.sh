#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Cards whose power went in the middle of a burn have power again.
#
#	after-cut.sh IMAGE VERSION CARD...
#
# Each of them has firmware that runs, and takes IMAGE, which is of VERSION.
. "$(dirname "$0")/lib.sh"

image=$1 version=$2
shift 2

ktap_print_header
ktap_set_plan $(($# * 2 + 1))
for card; do
	before=$(running "$card")
	ktap_print_msg "$card: runs $before, stored is $(stored "$card")"
	[ -n "$before" ] && [ -n "$(stored "$card")" ]
	result "$card: firmware runs"
	devlink dev flash "pci/$card" file "$image" >/dev/null
	same "$card: burned again" "$(stored "$card")" "$version"
done
empty "no splat in the log" "$(dmesg_splats)"
ktap_finished
