#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Pairs of cards that are alike: devlink burns one with a wish, mstflint 4.16
# the other with the option that corresponds. And cards that only devlink burns.
# The host compares the flashes.
#
#	rom.sh TABLE
#
# A line of TABLE: card for devlink, card for mstflint or "-", image, devlink's
# arguments behind it, parameter and value or "- -", mstflint's options or "-",
# what of 4.16 the pair shows or "-", and what to call the case. Options that begin
# with brom or drom are for that command, see below.
. "$(dirname "$0")/lib.sh"

table=$1
driver=/sys/bus/pci/drivers/hermon_fw
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
# as it is, then the ROM that was read before. It leaves a ROM out in two as well.
# Where they end is another slot, so the images are compared.
keep_rom() {
	local card=$1 image=$2
	shift 2
	rm -f /tmp/rom
	with_mstflint "$card" rrom /tmp/rom &&
		with_mstflint "$card" -i "$image" -y burn &&
		with_mstflint "$card" -y "$@" brom /tmp/rom
}

drop_rom() {
	local card=$1 image=$2
	shift 2
	with_mstflint "$card" -i "$image" -y burn &&
		with_mstflint "$card" -y "$@" drom
}

same_image() {
	rm -f /tmp/ours /tmp/theirs
	with_mstflint "$1" ri /tmp/ours && with_mstflint "$2" ri /tmp/theirs &&
		cmp /tmp/ours /tmp/theirs
}

# burn_theirs CARD IMAGE OPTION...
burn_theirs() {
	local card=$1 image=$2
	shift 2
	case ${1-} in
	brom) keep_rom "$card" "$image" "${@:2}" ;;
	drom) drop_rom "$card" "$image" "${@:2}" ;;
	*) with_mstflint "$card" -i "$image" -y "$@" burn ;;
	esac || { sed 's/^/# /' /tmp/mst; return 1; }
}

# tool_refuses CARD SENTENCE ARGUMENT...: 4.16 says so, and ends with an error
tool_refuses() {
	local card=$1 sentence=$2
	shift 2
	if with_mstflint "$card" -y "$@" || ! grep -q -- "$sentence" /tmp/mst; then
		sed 's/^/# /' /tmp/mst
		return 1
	fi
}

# What 4.16 does not do: fs2.rst, "Which boot ROM". Nothing is written, which the
# comparison of the flashes shows later.
show_refusal() {
	local card=$1 brom drom
	case $2 in
	last) brom='The prepared image is corrupted' drom='after removing the ROM is corrupted' ;;
	product) brom='ROM cannot be updated separately' drom='ROM cannot be removed separately' ;;
	esac
	rm -f /tmp/any.rom
	with_mstflint "$card" rrom /tmp/any.rom &&
		tool_refuses "$card" "$brom" brom /tmp/any.rom &&
		tool_refuses "$card" "$drom" drom
}

# The whole-image CRC is right, and verify, which leaves out what is between the
# sections, says that it is not; its status is 0 all the same.
verifies() {
	with_mstflint "$1" verify || return
	if [ "$2" = gap ]; then
		grep -q 'Full Image.*wrong CRC' /tmp/mst
	else
		! grep -q wrong /tmp/mst
	fi
}

burn_ours() {
	local card=$1 image=$2 arguments=${3#-}
	[ "$4" = - ] || set_param "$card" "$4" "$5" || return
	# shellcheck disable=SC2086 # several words are wanted
	devlink dev flash "pci/$card" file "$image" $arguments >/tmp/out 2>&1
}

# One result for a card that only devlink burns, three or four for a pair.
n_results() {
	awk -F'\t' '{ n += $2 == "-" ? 1 : 3 + ($8 == "last" || $8 == "product") }
		END { print n }' "$table"
}

ktap_print_header
ktap_set_plan $(($(n_results) + 1))
while IFS=$'\t' read -r ours theirs image arguments name value options shows case; do
	burn_ours "$ours" "$image" "$arguments" "$name" "$value"
	result "$case: devlink burns"
	[ "$theirs" != - ] || continue
	case $shows in
	last | product)
		show_refusal "$theirs" "$shows"
		result "$case: what 4.16 refuses"
		;;
	esac
	[ "$options" != - ] || options=
	# shellcheck disable=SC2086 # several words are wanted
	burn_theirs "$theirs" "$image" $options
	result "$case: mstflint burns"
	verifies "$ours" "$shows" &&
		case $options in
		brom* | drom*) same_image "$ours" "$theirs" ;;
		esac
	result "$case: mstflint verifies devlink's burn"
done <"$table"
empty "no splat in the log" "$(dmesg_splats)"
ktap_finished
