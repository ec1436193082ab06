#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# hermonfw bind and release: a card in use is not taken away, unless the word for
# what it is used for is given.
#
#	handover.sh CARD
# shellcheck disable=SC2034 # for lib.sh
loads_driver=y
. "$(dirname "$0")/lib.sh"

card=$1

# net: the name of its first IPoIB device, once it is there
net() { until_true first_net; }

first_net() {
	local dir
	for dir in "/sys/bus/pci/devices/$card/net"/*; do
		[ ! -e "$dir" ] || { basename "$dir"; return; }
	done
	return 1
}

# refused WORD: and the message names the word that would do
refused() {
	tool 3 "$1: bind" bind "$card"
	jq -e --arg word "$1" 'select(.reason == ($word | ascii_upcase) or
		(.reason | ascii_downcase | contains($word)))' /tmp/out >/dev/null &&
		grep -q -- "--force=$1" /tmp/out
	result "$1: the answer names it"
	same "$1: nothing was taken away" "$(driver_of "$card")" mlx4_core
}

# member WHAT DEVICE MASTER: the kernel says so, or the refusal would prove nothing
member() {
	same "a member of $1" "$(basename "$(readlink "/sys/class/net/$2/master")")" "$3"
}

install -D -m 644 -t "/lib/modules/$(uname -r)/extra" /mnt/hermon/hermon_fw.ko
depmod
modprobe -a mlx4_core mlx4_ib ib_uverbs ib_ipoib bonding bridge team vxlan
ib=$(net)

ktap_print_header
ktap_set_plan 67

# finding CHECK: how it is, of the answer that doctor has left
finding() { field ".checks[] | select(.check == \"$1\").state"; }

[ -n "$ib" ]
result "the card has a network device"
tool 0 "doctor: mlx4_core has the card" doctor
same "doctor: the module is there" "$(finding module)" ok
same "doctor: so would be a signature" "$(finding signature)" ok
same "doctor: somebody else has the card" "$(finding binding)" warn
same "doctor: which cannot be asked" "$(finding semaphore)" skip
same "doctor took nothing away" "$(driver_of "$card")" mlx4_core
tool 6 "release: nobody to release from" release "$card"

ip address add 10.9.0.1/24 dev "$ib"
refused address
ip link set "$ib" up
ip route add default via 10.9.0.2 dev "$ib"
refused route
ip route del default
export SSH_CONNECTION="10.9.0.2 50000 10.9.0.1 22"
refused ssh
unset SSH_CONNECTION
ip address flush dev "$ib"
ip link set "$ib" down
exec 9<>/dev/infiniband/uverbs0
refused rdma
exec 9>&-
ip link add bond7 type bond mode active-backup fail_over_mac active
ip link set "$ib" master bond7
refused bond
ip link set "$ib" nomaster
ip link add team7 type team
ip link set "$ib" master team7
member "a team" "$ib" team7
refused bond
ip link set "$ib" nomaster
ip link del team7
# A bridge takes Ethernet only, so what is in it is built on the card's device.
ip link add vx7 type vxlan id 7 dev "$ib" remote 10.9.0.2 dstport 4789
ip link add br7 type bridge
ip link set vx7 master br7
member "a bridge" vx7 br7
refused bond
ip link del br7
ip link del vx7
ip link set "$ib" master bond7

tool 2 "a word that there is not" bind "$card" --force=please
tool 0 "bind with the word" bind "$card" --force=bond
same "hermon_fw has it" "$(driver_of "$card")" hermon_fw
tool 6 "bind once more" bind "$card"
tool 0 "doctor: hermon_fw has it" doctor "$card"
same "doctor: nothing is missing" \
	"$(field '[.checks[] | select(.state == "fail" or .card and .state != "ok").check] | join(" ")')" ""
same "doctor: what info says" "$(field '.checks[] | select(.check == "info").found')" \
	"PSID HP_09D0000001, stored version 2.8.0, running 2.8.0"
take_semaphore "$card"
result "somebody takes the flash semaphore"
tool 1 "doctor: that is missing" doctor "$card"
same "doctor: it is the semaphore" \
	"$(field '[.checks[] | select(.state == "fail").check] | join(" ")')" semaphore
[ "$(cr_read "$card" f03fc)" = 00000001 ]
result "doctor has left it to its owner"
free_semaphore "$card"
tool 0 "doctor: it is free" doctor "$card"
take_semaphore "$card"
result "doctor has left it free"
free_semaphore "$card"
same "no snapshot is left" \
	"$(devlink -j region show "pci/$card/cr-space" | jq -c '.regions[].snapshot // []')" "[]"
tool 0 "release" release "$card"
same "mlx4_core has it again" "$(driver_of "$card")" mlx4_core
same "no override is left" "$(cat "/sys/bus/pci/devices/$card/driver_override")" "(null)"
ib=$(net)
result "and the network device is back"
tool 0 "bind of a card that nobody uses" bind "$card"
tool 0 "release after that" release "$card"
rmmod hermon_fw
env -i "$(command -v hermonfw)" bind "$card" >/tmp/out
result "bind without a PATH, as udev starts it"
same "the module takes no card that it was not loaded for" \
	"$(cat /sys/module/hermon_fw/parameters/override_only)" Y
rmmod hermon_fw
same "the card is nobody's" "$(driver_of "$card")" ""
start=$SECONDS
tool 0 "policy for it" policy --wait=2 "$card"
like "$(field .nothing)" "its PSID is not known*" && [ $((SECONDS - start)) -ge 2 ]
result "policy waits for a driver, and says that none has come"
tool 2 "it does not wait for ever" policy --wait=for-ever "$card"
tool 0 "bind of a card that nobody has" bind "$card"
tool 0 "release of it" release "$card"
tool 1 "a card that there is not" bind 0000:7f:00.0
tool 2 "no card" bind
su -s /bin/bash nobody -c 'PATH='"$PATH"' hermonfw list' >/tmp/list 2>/tmp/err
result "list needs no rights"
same "it says as much to anybody" "$(grep -c "$card" /tmp/list)" 1
su -s /bin/bash nobody -c 'PATH='"$PATH"' hermonfw doctor' >/tmp/doctor 2>/tmp/err
result "doctor needs no rights"
grep -q "^WARN  rights .*" /tmp/doctor && grep -q "^SKIP  flash .*$card" /tmp/doctor
result "it says what it cannot see without"
su -s /bin/bash nobody -c 'PATH='"$PATH"' hermonfw --json bind '"$card" >/tmp/out 2>/tmp/err
[ $? -eq 1 ] && jq -e '.message' /tmp/out >/dev/null
result "bind needs them, and says so"
empty "no splat in the log" "$(dmesg_splats)"
ktap_finished
