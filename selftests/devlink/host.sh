#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A host of a fleet: lets its owner in by ssh, waits until there is a file "done"
# in the folder it was started in, and says what has become of the card.
#
#	host.sh CARD DRIVER VERSION
#
# The folder has the owner's key, authorized_keys, and the host's, host_key. Where
# DRIVER is mlx4_core, the module must not have been loaded yet.
# shellcheck disable=SC2034 # for lib.sh
loads_driver=y
. "$(dirname "$0")/lib.sh"

card=$1 driver=$2 version=$3

interface() {
	basename "$(readlink -e /sys/bus/virtio/drivers/virtio_net/virtio*/net/*)" 2>/dev/null
}

# The emulator's network has this machine at 10.0.2.15.
start_network() {
	local name
	modprobe virtio_net
	name=$(until_true interface) && ip address add 10.0.2.15/24 dev "$name" && ip link set "$name" up
}

# With a key that its owner knows, and without what takes time at a login.
start_sshd() {
	install -D -m 600 authorized_keys /root/.ssh/authorized_keys &&
		install -m 600 host_key /etc/ssh/host_key &&
		printf '%s\n' "HostKey /etc/ssh/host_key" "UsePAM no" \
			>/etc/ssh/sshd_config.d/owner.conf &&
		systemctl restart ssh
}

wait_for_owner() {
	touch ready
	until [ -e "done" ]; do
		sleep 2
	done
}

install -m 755 /mnt/hermon/bin/hermonfw /usr/sbin/

ktap_print_header
ktap_set_plan 5

if [ "$driver" = mlx4_core ]; then
	modprobe mlx4_ib
	mlx4_says "$card" fw_ver >/dev/null && insmod /mnt/hermon/hermon_fw.ko
fi
same "who has the card" "$(driver_of "$card")" "$driver"
start_network
result "the network is up"
start_sshd
result "its owner can come in"
wait_for_owner
same "the card is with who had it" \
	"$(driver_of "$card")" "$driver"
[ "$driver" != mlx4_core ] || runs=$(mlx4_says "$card" fw_ver)
same "what it runs" "${runs-$(running "$card")}" "$version"
ktap_finished
