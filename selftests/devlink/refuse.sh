#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Everything that is refused: the sentence, and that the log has it too, with
# the errno.
#
#	refuse.sh TABLE
#
# A line of TABLE: what to call the case, the card, the words after "devlink
# dev flash pci/CARD", the errno's name, the sentence, a shell pattern, and
# parameters to set before, NAME=VALUE with a blank between. What was refused
# must leave them. "core" for an errno is for what devlink's core refuses.
. "$(dirname "$0")/lib.sh"

table=$1

# set_params CARD NAME=VALUE...
set_params() {
	local card=$1 pair
	shift

	for pair; do
		set_param "$card" "${pair%%=*}" "${pair#*=}" || return
	done
}

# params_kept CARD NAME=VALUE...: they are still so; then they are off
params_kept() {
	local card=$1 pair
	shift

	for pair; do
		[ "$(param "$card" "${pair%%=*}")" = "${pair#*=}" ] || return
	done
	[ $# -eq 0 ] || set_params "$card" to_psid= rom=auto
}

refused() {
	local card=$1 arguments=$2 errno=$3 sentence=$4
	shift 4

	set_params "$card" "$@" &&
		flash_refused "$card" "$arguments" "$errno" "$sentence" &&
		params_kept "$card" "$@"
}

ktap_print_header
ktap_set_plan $(($(wc -l <"$table") + 1))
splats=
while IFS=$'\t' read -r name card arguments errno sentence params; do
	# shellcheck disable=SC2086 # several words are wanted
	refused "$card" "$arguments" "$errno" "$sentence" $params
	result "$name"
	splats+=$(dmesg_splats)
done <"$table"
empty "no splat in the log" "$splats"
ktap_finished
