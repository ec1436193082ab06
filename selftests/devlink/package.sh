#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A Debian on which somebody installs our packages, follows the README, upgrades,
# and removes them again.
#
#	package.sh CARD DEBS NEWER-DEBS FOLDER README
#
# FOLDER has images of 2.6.0, under the name that the README has for it, and of
# 2.8.0; the card runs 2.8.0.
# shellcheck disable=SC2034 # for lib.sh
loads_driver=y
. "$(dirname "$0")/lib.sh"

card=$1 debs=$2 newer=$3 folder=$(realpath "$4") readme=$5
release=$(uname -r)
export DEBIAN_FRONTEND=noninteractive

# apt_get COMMAND...: says how long it took, or what went wrong
apt_get() {
	local start=$SECONDS
	if ! apt-get -qq -y "$@" >/tmp/log 2>&1; then
		tail -n 40 /tmp/log | sed 's/^/# /'
		return 1
	fi
	ktap_print_msg "apt-get $1: $((SECONDS - start)) s"
}

# Everything of ours that a package could have left behind.
leftovers() {
	find / -xdev \( -path /mnt -o -path /tmp \) -prune -o \
		\( -iname '*hermon*' -o -name 'hermonfw*' \) -print 2>/dev/null
	dkms status | grep hermon
	dpkg -l | grep hermon
}

# commands SECTION: what the README tells people to type there, for this card
commands() {
	awk -v section="$1" '
		/^---/ { on = last == section }
		on && /^    [a-z]/ { sub(/^ */, ""); print }
		{ last = $0 }' "$readme" | sed "s/0000:03:00\.0/$card/g"
}

# as_written SECTION: each of them is typed, and none fails
as_written() {
	local line
	while IFS= read -r line; do
		(cd "$folder" && bash -c "$line") >/tmp/log 2>&1 </dev/null ||
			{ sed 's/^/# /' /tmp/log; false; }
		result "README, $1: $line"
		# What follows is for a card whose driver is there.
		[ "$(driver_of "$card")" != mlx4_core ] || mlx4_says "$card" board_id >/dev/null
	done < <(commands "$1")
}

sections=("With hermonfw" "Load and bind" Flash Confirm)
typed=$(for section in "${sections[@]}"; do commands "$section"; done | wc -l)
# Where the README has the images
ln -s "$folder" /srv/firmware

ktap_print_header
ktap_set_plan $((30 + typed))
[ "$typed" -ge 17 ]
result "the README has $typed commands"

# Debian has DKMS build for every kernel with headers, and there are three here.
find /lib/modules -mindepth 2 -maxdepth 2 -name build ! -path "*/$release/*" -delete

modprobe mlx4_ib
mlx4_says "$card" board_id >/dev/null
result "mlx4_core has the card"
leftovers >/tmp/before

apt_get install "$debs"/*.deb
result "apt installs the packages"
same "the card stays with mlx4_core" "$(driver_of "$card")" mlx4_core
[ ! -d /sys/module/hermon_fw ]
result "the module is not loaded"
same "DKMS has built the module" "$(dkms status -m hermon-fw -k "$release" | sed 's/.*: //')" installed
like "$(modinfo -n hermon_fw)" "*/updates/dkms/hermon_fw.ko*"
result "it is where depmod looks first"
[ -n "$(modinfo -F sig_key hermon_fw)" ]
result "it is signed with the key of DKMS"
udevadm control --reload
echo add >"/sys/bus/pci/devices/$card/uevent"
udevadm settle
same "plugging in again leaves the card with mlx4_core" "$(driver_of "$card")" mlx4_core

as_written "With hermonfw"
same "the card is with mlx4_core again" "$(driver_of "$card")" mlx4_core
same "it runs 2.6.0" "$(mlx4_says "$card" fw_ver)" 2.6.0
same "one backup" "$(find /var/lib/hermonfw/backup -name '*.bin' | wc -l)" 1
hermonfw list >/tmp/list && grep -q "$card.*mlx4_core.*HP_09D0000001.*2.6.0" /tmp/list
result "hermonfw list says so"
hermonfw check "$folder" "$card" >/tmp/check && [ "$(grep -c ': fits: ' /tmp/check)" = 1 ]
result "hermonfw check knows what is left to burn"
hermonfw flash "$card" "$folder" --version 2.8.0 --no-backup >/dev/null 2>&1
result "and back to 2.8.0"
mlx4_says "$card" board_id >/dev/null
rmmod hermon_fw

as_written "Load and bind"
as_written Flash
same "2.6.0 is stored, 2.8.0 runs" "$(stored "$card") $(running "$card")" "2.6.0 2.8.0"
as_written Confirm
same "the card is with mlx4_core and runs 2.6.0" \
	"$(mlx4_says "$card" fw_ver) $(driver_of "$card")" "2.6.0 mlx4_core"

hermonfw bind "$card" >/dev/null
result "hermonfw bind"
same "udev knows the PSID" "$(property "$card" ID_HERMON_PSID)" HP_09D0000001
same "udev knows the version" "$(property "$card" ID_HERMON_VERSION)" 2.6.0
same "udev knows the state" "$(property "$card" ID_HERMON_STATE)" ok
hermonfw release "$card" >/dev/null
mlx4_says "$card" board_id >/dev/null
same "hermonfw release" "$(driver_of "$card")" mlx4_core

# A chosen card, at its next appearance.
echo "SUBSYSTEM==\"pci\", KERNEL==\"$card\", ENV{HERMONFW_TAKE}=\"1\"" \
	>/etc/udev/rules.d/50-hermonfw-local.rules
udevadm control --reload
echo "$card" >/sys/bus/pci/drivers/mlx4_core/unbind
echo 1 >"/sys/bus/pci/devices/$card/remove"
echo 1 >/sys/bus/pci/rescan
udevadm settle
same "a card that a rule chose goes to hermon_fw" "$(driver_of "$card")" hermon_fw
rm /etc/udev/rules.d/50-hermonfw-local.rules

apt_get install "$newer"/*.deb
result "apt upgrades the packages"
same "one version is left" "$(dkms status -m hermon-fw | sed 's/,.*//' | sort -u)" \
	"hermon-fw/$(dpkg-query -W -f '${Version}' hermon-fw-dkms)"
find /usr/src -maxdepth 1 -name 'hermon-fw-*' >/tmp/src
same "and one source" "$(wc -l </tmp/src)" 1

modprobe -r hermon_fw
result "the module goes"
apt_get purge hermonfw hermon-fw-dkms
result "apt purges the packages"
# Backups are the user's: the only copy of what came with the card, perhaps.
leftovers | grep -v '^/var/lib/hermonfw\|^/sys\|^/proc\|^/run/udev' >/tmp/after
empty "nothing is left" "$(grep -vxFf /tmp/before /tmp/after)"
same "but the backup" "$(find /var/lib/hermonfw -name '*.bin' | wc -l)" 1
ktap_finished
