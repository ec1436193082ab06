#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What is set up to happen by itself when a machine starts: a policy for each of two
# cards, of which one is mlx4_core's and a rule of udev gives the other one to
# hermon_fw.
#
#	boot.sh CARD CHOSEN-CARD IMAGES SOURCES
#
# Both run 2.8.0; IMAGES has 2.6.0; SOURCES has udev, systemd and modprobe of
# userspace. To be started once for each of three starts of one machine, and tells
# by its exit status that it wants the next one.
# shellcheck disable=SC2034 # for lib.sh
loads_driver=y
. "$(dirname "$0")/lib.sh"

card=$1 chosen=$2 images=$(realpath "$3") sources=$4
starts=/var/lib/starts

policy_unit() { echo "hermonfw-policy@$1.service"; }

# unit CARD PROPERTY
unit() { systemctl show -P "$2" "$(policy_unit "$1")"; }

# ends CARD STATUS: the unit has ended, and so; what it said goes to the log
ends() {
	until_true has_ended "$1"
	[ "$(unit "$1" ExecMainStatus)" = "$2" ] && return
	journalctl -q -u "$(policy_unit "$1")" | sed 's/^/# /'
	return 1
}

# shellcheck disable=SC2317 # until_true calls it
has_ended() { [ "$(unit "$1" ExecMainExitTimestampMonotonic)" != 0 ]; }

# taken: by the rule; or else what udev had to say about it
taken() {
	[ "$(driver_of "$chosen")" != hermon_fw ] || return 0
	journalctl -q -u systemd-udevd -g hermon | sed 's/^/# /'
	return 1
}

# As the packages would have installed it.
install_all() {
	install -D -m 644 -t "/lib/modules/$(uname -r)/extra" /mnt/hermon/hermon_fw.ko
	depmod
	install -m 755 /mnt/hermon/bin/hermonfw /usr/sbin/
	install -m 644 -t /usr/lib/systemd/system "$sources"/systemd/*
	install -D -m 644 -t /usr/lib/udev/rules.d "$sources"/udev/*
	install -D -m 644 -t /usr/lib/modprobe.d "$sources"/modprobe/*
}

# As Documentation/hermon/install.rst says, "udev" and "Policies"
set_up() {
	mkdir -p /etc/hermonfw/policy.d
	printf '[Match]\nPSID=HP_09D0000001\n\n[Firmware]\nVersion=2.6.0\nImages=%s\n' \
		"$images" >/etc/hermonfw/policy.d/50-hp.conf
	echo "SUBSYSTEM==\"pci\", KERNEL==\"$chosen\", ENV{HERMONFW_TAKE}=\"1\"" \
		>/etc/udev/rules.d/50-hermonfw-local.rules
	systemctl enable -q "$(policy_unit "$card")" "$(policy_unit "$chosen")"
}

first_start() {
	ktap_set_plan 2
	mlx4_says "$card" fw_ver >/dev/null && mlx4_says "$chosen" fw_ver >/dev/null
	same "mlx4_core has both cards" "$(driver_of "$card") $(driver_of "$chosen")" \
		"mlx4_core mlx4_core"
	install_all && set_up
	result "all is set up"
}

# The policies were obeyed. The next start has mlx4_core there before udev is.
second_start() {
	ktap_set_plan 10
	ends "$card" 0
	result "the policy was applied"
	same "the card is with mlx4_core and runs the new version" \
		"$(mlx4_says "$card" fw_ver) $(driver_of "$card")" "2.6.0 mlx4_core"
	[ "$(unit "$card" ExecMainExitTimestampMonotonic)" -le \
		"$(systemctl show -P ActiveEnterTimestampMonotonic network-pre.target)" ]
	result "that was over before there was a network"
	taken
	result "the chosen card is with hermon_fw"
	ends "$chosen" 0
	result "its policy was applied"
	same "its new version waits" "$(running "$chosen") $(stored "$chosen")" "2.8.0 2.6.0"
	same "a backup of each" "$(find /var/lib/hermonfw/backup -name '*.bin' | wc -l)" 2
	same "no unit has failed" \
		"$(systemctl list-units --failed --no-legend '*hermonfw*')" ""
	empty "no complaint of the kernel" "$(dmesg_splats)"
	mkdir -p /etc/modules-load.d && echo mlx4_core >/etc/modules-load.d/early.conf
	result "mlx4_core will be early"
}

third_start() {
	ktap_set_plan 8
	ends "$card" 6
	result "nothing is left to do for the card"
	same "it is with mlx4_core and runs the new version" \
		"$(mlx4_says "$card" fw_ver) $(driver_of "$card")" "2.6.0 mlx4_core"
	taken
	result "the chosen card is with hermon_fw again"
	ends "$chosen" 6
	result "nothing is left to do for it"
	same "its new version has started" "$(running "$chosen") $(stored "$chosen")" \
		"2.6.0 2.6.0"
	same "udev says so" "$(property "$chosen" ID_HERMON_RUNNING) $(
		property "$chosen" ID_HERMON_STATE)" "2.6.0 ok"
	same "no backup more" "$(find /var/lib/hermonfw/backup -name '*.bin' | wc -l)" 2
	empty "no complaint of the kernel" "$(dmesg_splats)"
}

echo start >>$starts
ktap_print_header
case $(wc -l <$starts) in
1) first_start ;;
2) second_start ;;
*) third_start; ktap_finished ;;
esac
exit "$HERMON_VM_RESTART"
