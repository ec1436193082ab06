#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Burns another image on each card, then the first one again.
#
#	flash.sh TABLE
#
# A line of TABLE: card, old image, its version, new image, its version, PSID,
# node GUID, and what to call the case. Images are on the firmware search path.
. "$(dirname "$0")/lib.sh"

table=$1
per_card=5

ktap_print_header
ktap_set_plan $(($(wc -l <"$table") * per_card + 1))
while IFS=$'\t' read -r card old old_version new new_version psid guid name; do
	same "$name: before" "$(state "$card")" \
		"$psid $guid runs $old_version stores $old_version"
	for step in "$new $new_version" "$old $old_version"; do
		read -r file version <<<"$step"
		devlink dev flash "pci/$card" file "$file" >/dev/null
		result "$name: $version burned"
		same "$name: info after $version" "$(state "$card")" \
			"$psid $guid runs $old_version stores $version"
	done
done <"$table"
empty "no warning in the log" "$(dmesg_warnings)"
ktap_finished
