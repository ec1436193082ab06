#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The selftest "flash": what it says of a card, why, and that the log has it too.
#
#	selftest.sh TABLE
#
# A line of TABLE: what to call the case, the card, what becomes of the test
# (passed, failed, skipped), the errno's name, and the sentence, a shell pattern;
# the last two are "-" if it passes.
. "$(dirname "$0")/lib.sh"

table=$1

# tested CARD STATUS ERRNO SENTENCE
tested() {
	local card=$1 status=$2 errno=$3 sentence=$4 answer

	dmesg -C
	answer=$(devlink -j dev selftests run "pci/$card" id flash 2>/tmp/err |
		jq -r '.selftests[][].status')
	[ "$answer" = "$status" ] || ktap_print_msg "$answer: $(cat /tmp/err)"
	[ "$answer" = "$status" ] || return
	if [ "$sentence" = - ]; then
		[ ! -s /tmp/err ] && ! dmesg | grep "hermon_fw $card"
		return
	fi
	ktap_print_msg "$(cat /tmp/err)"
	like "$(cat /tmp/err)" "*hermon_fw: $sentence*" || return
	like "$(dmesg)" "*hermon_fw $card: selftest: $sentence*$errno*" ||
		{ ktap_print_msg "$(dmesg)"; return 1; }
}

ktap_print_header
ktap_set_plan $(($(wc -l <"$table") + 3))
IFS=$'\t' read -r _ first _ <"$table"
same "there is one test" "$(devlink -j dev selftests show "pci/$first" | jq -c .)" \
	"{\"selftests\":{\"pci/$first\":[\"flash\"]}}"
! devlink dev selftests run "pci/$first" id nosuch >/dev/null 2>&1
result "another one is refused"
splats=
while IFS=$'\t' read -r name card status errno sentence; do
	tested "$card" "$status" "$errno" "$sentence"
	result "$name: $status"
	splats+=$(dmesg_splats)
done <"$table"
empty "no splat in the log" "$splats"
ktap_finished
