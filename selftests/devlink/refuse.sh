#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Everything that is refused: the sentence, and that the log has it too, with
# the errno.
#
#	refuse.sh TABLE
#
# A line of TABLE: what to call the case, the card, the words after "devlink
# dev flash pci/CARD", the errno's name, and the sentence, a shell pattern. With
# "core" for an errno, devlink's core refuses before the driver is asked.
. "$(dirname "$0")/lib.sh"

table=$1

# like TEXT PATTERN
like() {
	# shellcheck disable=SC2053 # a pattern is wanted
	[[ $1 == $2 ]]
}

# refused CARD ARGUMENTS ERRNO SENTENCE
refused() {
	local card=$1 arguments=$2 errno=$3 sentence=$4 said

	dmesg -C
	# shellcheck disable=SC2086 # several words are wanted
	said=$(devlink dev flash "pci/$card" $arguments 2>&1 >/dev/null) &&
		return 1
	ktap_print_msg "$said"
	if [ "$errno" = core ]; then
		like "$said" "Error: $sentence."
		return
	fi
	like "$said" "Error: hermon_fw: $sentence." &&
		like "$(dmesg)" "*hermon_fw $card: flash update: $sentence*$errno*"
}

ktap_print_header
ktap_set_plan $(($(wc -l <"$table") + 1))
splats=
while IFS=$'\t' read -r name card arguments errno sentence; do
	refused "$card" "$arguments" "$errno" "$sentence"
	result "$name"
	splats+=$(dmesg_splats)
done <"$table"
empty "no splat in the log" "$splats"
ktap_finished
