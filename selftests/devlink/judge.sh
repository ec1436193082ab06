#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Two cards that are alike: devlink burns one, mstflint 4.16 the other. Each
# then says what it finds on either.
#
#	judge.sh TABLE
#
# A line of TABLE: card for devlink, card for mstflint, image, its version,
# and what to call the case.
. "$(dirname "$0")/lib.sh"

table=$1
driver=/sys/bus/pci/drivers/hermon_fw
per_case=10
command -v mstflint >/dev/null || skip_all "needs mstflint 4.16"

# What mstflint says of a card, without its name; kept for the reader.
query() {
	mstflint -d "$1" query full 2>/dev/null |
		sed -e 's/ *$//' -e '/SignatureManager/d'
}

# field NAME TEXT: first word behind "NAME:"
field() {
	sed -n "s/^$1: *\([^ ]*\).*/\1/p" <<<"$2"
}

# mstflint pads the last number: 2.6.0000
unpadded() {
	sed -E 's/\.0*([0-9])/.\1/g' <<<"$1"
}

# The second word behind "GUIDs:" stands under the heading "Node".
node_guid() {
	sed -n 's/^GUIDs: *\([0-9a-f]*\).*/\1/p' <<<"$1"
}

# agree NAME CARD QUERY: devlink and mstflint say the same of a card
agree() {
	local name=$1 card=$2 said=$3

	same "$name: version" "$(stored "$card")" \
		"$(unpadded "$(field 'FW Version' "$said")")"
	same "$name: PSID" "$(psid "$card")" "$(field PSID "$said")"
	same "$name: node GUID" "$(info "$card" .serial_number)" \
		"$(node_guid "$said")"
}

ktap_print_header
ktap_set_plan $(($(wc -l <"$table") * per_case + 1))
while IFS=$'\t' read -r ours theirs image version name; do
	devlink dev flash "pci/$ours" file "$image" >/dev/null
	result "$name: devlink burns $version"
	# Through BAR 0, which is faster than through config space, the way of
	# the queries below; the kernel does not map it for others while a
	# driver has it.
	echo "$theirs" >$driver/unbind
	mstflint -d "/sys/bus/pci/devices/$theirs/resource0" -i "$image" -y burn >/tmp/burn 2>&1 </dev/null
	result "$name: mstflint burns $version"
	mstflint -d "$ours" verify >/tmp/verify 2>&1 && ! grep -q wrong /tmp/verify
	result "$name: mstflint verifies devlink's burn"
	echo "$theirs" >$driver/bind
	q_ours=$(query "$ours")
	q_theirs=$(query "$theirs")
	same "$name: query full is the same for both" "$q_ours" "$q_theirs"
	same "$name: hermonfw prints the same" \
		"$(hermonfw query --mstflint "$ours" 2>&1 | sed 's/ *$//')" "$q_ours"
	same "$name: $version is stored" "$(stored "$ours") $(stored "$theirs")" \
		"$version $version"
	agree "$name: devlink's burn" "$ours" "$q_ours"
	# One result for all three: in a shell of its own, which counts apart.
	(agree "$name: mstflint's burn" "$theirs" "$q_theirs") >/tmp/agree
	! grep '^not ok' /tmp/agree
	result "$name: info agrees after mstflint's burn"
done <"$table"
empty "no warning in the log" "$(dmesg_warnings)"
ktap_finished
