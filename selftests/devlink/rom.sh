#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Pairs of cards that are alike: devlink burns one with a wish, mstflint 4.16
# the other with the option that corresponds. The host compares the flashes.
#
#	rom.sh TABLE
#
# A line of TABLE: card for devlink, card for mstflint, image, devlink's
# arguments behind it, parameter and value or "- -", mstflint's options or "-",
# and what to call the case.
. "$(dirname "$0")/lib.sh"

table=$1
driver=/sys/bus/pci/drivers/hermon_fw
per_case=3
command -v mstflint >/dev/null || skip_all "needs mstflint 4.16"

# with_mstflint CARD ARGUMENT...: through BAR 0, which is faster than through
# config space; the kernel does not map it for others while a driver has it.
with_mstflint() {
	local card=$1 status
	shift
	echo "$card" >$driver/unbind
	mstflint -d "/sys/bus/pci/devices/$card/resource0" "$@" \
		>/tmp/mst 2>&1 </dev/null
	status=$?
	echo "$card" >$driver/bind
	return $status
}

# mstflint keeps a card's ROM against that of an image in two burns: the image
# as it is, then the ROM that was read before. Where they end is another slot, so
# the images are compared.
keep_rom() {
	local card=$1 image=$2
	rm -f /tmp/rom
	with_mstflint "$card" rrom /tmp/rom &&
		with_mstflint "$card" -i "$image" -y burn &&
		with_mstflint "$card" -y brom /tmp/rom
}

same_image() {
	rm -f /tmp/ours /tmp/theirs
	with_mstflint "$1" ri /tmp/ours && with_mstflint "$2" ri /tmp/theirs &&
		cmp /tmp/ours /tmp/theirs
}

ktap_print_header
ktap_set_plan $(($(wc -l <"$table") * per_case + 1))
while IFS=$'\t' read -r ours theirs image arguments name value options case; do
	[ "$name" = - ] || devlink dev param set "pci/$ours" name "$name" \
		value "$value" cmode runtime
	[ "$arguments" != - ] || arguments=
	[ "$options" != - ] || options=
	# shellcheck disable=SC2086 # several words are wanted
	devlink dev flash "pci/$ours" file "$image" $arguments >/tmp/out 2>&1
	result "$case: devlink burns"
	if [ "$options" = brom ]; then
		keep_rom "$theirs" "$image"
	else
		# shellcheck disable=SC2086 # several words are wanted
		with_mstflint "$theirs" -i "$image" -y $options burn
	fi || { sed 's/^/# /' /tmp/mst; false; }
	result "$case: mstflint burns"
	with_mstflint "$ours" verify && ! grep -q wrong /tmp/mst &&
		{ [ "$options" != brom ] || same_image "$ours" "$theirs"; }
	result "$case: mstflint verifies devlink's burn"
done <"$table"
empty "no splat in the log" "$(dmesg_splats)"
ktap_finished
