#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Begins a burn on each of two cards and ends, so that the machine goes down in
# the middle of both.
#
#	down.sh ERASING WRITING IMAGE
#
# ERASING has much to erase. The free slot of WRITING is blank.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/moments.sh"

ktap_print_header
ktap_set_plan 1
begin "$2" "$3"
setsid devlink dev flash "pci/$1" file "$3" >/dev/null 2>&1 &
until_says Writing
result "two burns are under way"
# Whoever prints must not die of a closed pipe.
cat <&7 >/dev/null 2>&1 &
disown -a
ktap_finished
