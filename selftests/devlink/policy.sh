#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# "HP_09D0000001 stays at 2.6.0", on cards of which two obey, one does not, and
# one cannot be burned.
#
#	policy.sh IMAGES CARD CARD CARD-WITH-2.8.0 CARD-THAT-FAILS
#
# IMAGES has image-6.bin, 2.6.0, and 2.8.0.
# systemd runs the machine, mlx4_core has the cards.
# shellcheck disable=SC2034 # for lib.sh
loads_driver=y
. "$(dirname "$0")/lib.sh"

images=$(realpath "$1")
shift
cards=("$@")
sick=${cards[3]}
conf=/etc/hermonfw/policy.d/50-hp.conf
records=/var/lib/hermonfw/policy

# apply CARD: the unit's result and exit status
apply() {
	systemctl start "hermonfw-policy@$1.service" 2>/dev/null
	systemctl show -p Result,ExecMainStatus --value "hermonfw-policy@$1.service" |
		paste -sd' '
}

# obeys CARD: the unit finds that there is nothing to do. What succeeded, systemd
# forgets, but for the journal.
obeys() {
	local before
	before=$(date +%s)
	apply "$1" >/dev/null
	journalctl -q --since "@$before" -u "hermonfw-policy@$1.service" |
		grep -q "it has the version that it shall have"
}

# said CARD FIELD: of the last entry about it in the journal
said() {
	journalctl -q -o json -t hermonfw | jq -r --arg card "$1" --arg field "$2" \
		'select(.MESSAGE | startswith($card)) | .[$field] // empty' | tail -n 1
}

policy() {
	mkdir -p "${conf%/*}"
	printf '[Match]\nPSID=HP_09D0000001\n\n[Firmware]\nVersion=%s\nImages=%s\n' \
		"$1" "$images" >$conf
}

# As the packages would have installed it.
install -D -m 644 -t "/lib/modules/$(uname -r)/extra" /mnt/hermon/hermon_fw.ko
depmod
install -m 755 /mnt/hermon/bin/hermonfw /usr/sbin/
install -m 644 -t /usr/lib/systemd/system systemd/*
systemctl daemon-reload
modprobe mlx4_ib
for card in "${cards[@]}"; do mlx4_says "$card" fw_ver >/dev/null; done

ktap_print_header
ktap_set_plan 31

same "nothing is enabled by itself" "$(find /etc/systemd /run/systemd -name '*hermonfw*' -type l)" ""
same "no policy: nothing is done" "$(apply "${cards[2]}")" "success 0"
same "the card has what it had" "$(mlx4_says "${cards[2]}" fw_ver)" 2.8.0

policy 2.6.0
hermonfw policy "${cards[2]}" --dry-run >/tmp/dry
grep -q 'Dry run' /tmp/dry
result "a dry run says what would be done"
same "and does nothing" "$(mlx4_says "${cards[2]}" fw_ver) $(find $records -type f 2>/dev/null)" "2.8.0 "
obeys "${cards[0]}"
result "first card: has it already"
obeys "${cards[1]}"
result "second card: has it already"
same "third card: is burned" "$(apply "${cards[2]}")" "success 0"
same "third card: is with mlx4_core and runs it" \
	"$(driver_of "${cards[2]}") $(mlx4_says "${cards[2]}" fw_ver)" \
	"mlx4_core 2.6.0"
same "journal: from" "$(said "${cards[2]}" HERMONFW_OLD)" 2.8.0
same "journal: to" "$(said "${cards[2]}" HERMONFW_NEW)" 2.6.0
same "journal: PSID" "$(said "${cards[2]}" HERMONFW_PSID)" HP_09D0000001
same "journal: GUID" "$(said "${cards[2]}" HERMONFW_GUID)" 001e0bffff4c0030
same "journal: result" "$(said "${cards[2]}" HERMONFW_RESULT)" "done"
hash=$(sha256sum <"$images/image-6.bin")
same "journal: hash" "$(said "${cards[2]}" HERMONFW_SHA256)" "${hash%% *}"
same "the record has it, too" \
	"$(jq -r '"\(.result) \(.sha256)"' $records/001e0bffff4c0030.json)" "done ${hash%% *}"
obeys "${cards[2]}"
result "third card once more: has it already"

same "a burn that fails" "$(apply "$sick")" "exit-code 4"
same "its record" "$(jq -r .result $records/001e0bffff4c0040.json)" failed
same "journal: an error" "$(said "$sick" PRIORITY)" 3
same "it is not tried again" "$(apply "$sick") $(said "$sick" HERMONFW_RESULT)" "exit-code 3 refused"
rm $records/001e0bffff4c0040.json

policy 2.8.0
same "back within a day: refused" "$(apply "${cards[2]}")" "exit-code 3"
same "journal: why" "$(said "${cards[2]}" MESSAGE)" \
	"${cards[2]}: it was burned by policy within the last day"
policy 2.7.0
same "no image of that version: refused" "$(apply "${cards[0]}")" "exit-code 3"
same "and no record" "$(find $records -name '*0010.json')" ""
policy 2.8.0
echo "Window=$(date -d '+2 hours' +%H:%M)-$(date -d '+3 hours' +%H:%M)" >>$conf
same "not the time for it" "$(apply "${cards[0]}")" "success 0"
policy 2.8.0
echo "Windows=00:00-00:00" >>$conf
same "a slip of the pen: nothing is done" "$(apply "${cards[0]}")" "exit-code 1"

policy 2.8.0
net=$(basename /sys/bus/pci/devices/"${cards[0]}"/net/*)
[ "$net" != "*" ] || { modprobe ib_ipoib; sleep 3; net=$(basename /sys/bus/pci/devices/"${cards[0]}"/net/*); }
ip address add 10.9.0.1/24 dev "$net"
same "a card that has an address: left alone" "$(apply "${cards[0]}")" "exit-code 3"
same "it has what it had" "$(mlx4_says "${cards[0]}" fw_ver)" 2.6.0

empty "systemd finds nothing wrong with the units" \
	"$(systemd-analyze verify --man=no /usr/lib/systemd/system/hermonfw-policy@.* 2>&1)"
score=$(systemd-analyze security --no-pager "hermonfw-policy@${cards[0]}.service" |
	sed -n 's/.*Overall exposure level.*: \([0-9.]*\) .*/\1/p')
ktap_print_msg "systemd-analyze security: $score"
awk -v score="$score" 'BEGIN { exit !(score > 0 && score < 4) }'
result "the unit is hardened"
ktap_finished
