#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A card goes from mlx4_core to hermon_fw and back, with another image each
# time, and neither driver gets what the other has. On two further cards
# mlx4_core must fail, and harm nothing.
#
#	mlx4.sh CARD LOCKED-CARD EMPTY-CARD PSID IMAGE VERSION...
#
# VERSION...: what CARD runs at first, and what is in IMAGE. Somebody else holds
# the semaphore of LOCKED-CARD, and EMPTY-CARD has no firmware. hermon_fw was
# loaded first and has CARD.
. "$(dirname "$0")/lib.sh"

card=$1
locked=$2
empty=$3
psid=$4
image=$5
before=$6
after=$7

# give CARD DRIVER: takes it from the driver that has it
give() {
	local device=/sys/bus/pci/devices/$1

	echo "$2" >"$device/driver_override"
	[ ! -e "$device/driver" ] || echo "$1" >"$device/driver/unbind"
	echo "$1" >"/sys/bus/pci/drivers/$2/bind"
}

# refused CARD DRIVER: the driver cannot have a card that another one has.
refused() {
	local had

	had=$(driver_of "$1")
	echo "$2" >"/sys/bus/pci/devices/$1/driver_override"
	! echo "$1" >"/sys/bus/pci/drivers/$2/bind" && [ "$(driver_of "$1")" = "$had" ]
}

# fails CARD: mlx4_core takes its time for that.
fails() {
	! give "$1" mlx4_core && [ -z "$(driver_of "$1")" ]
}

# What the drivers say of the two cards that they cannot have, and no more.
expected="hermon_fw $locked: probe: flash semaphore is held
mlx4_core $locked: Failed to obtain HW semaphore, aborting
mlx4_core $locked: Failed to reset HCA, aborting
mlx4_core $locked: probe with driver mlx4_core failed with error -11
mlx4_core: probe of $locked failed with error -11
hermon_fw $empty: card runs without firmware
hermon_fw $empty: probe: card has no image
mlx4_core $empty: command 0x4 timed out (go bit not cleared)
mlx4_core $empty: device is going to be reset
mlx4_core $empty: device was reset successfully
mlx4_core $empty: QUERY_FW command failed, aborting
mlx4_core $empty: Failed to init fw, aborting
mlx4_core $empty: probe with driver mlx4_core failed with error -5
mlx4_core: probe of $empty failed with error -5"

has_card() {
	local wanted="$psid $1"

	same "mlx4_core has the card" "$(driver_of "$card")" mlx4_core
	same "mlx4_ib shows PSID and running version" \
		"$(mlx4_says "$card" board_id) $(mlx4_says "$card" fw_ver)" "$wanted"
	same "ports are down" "$(mlx4_says "$card" ports/1/state) $(mlx4_says "$card" ports/2/state)" \
		"1: DOWN 1: DOWN"
}

ktap_print_header
ktap_set_plan 22
modprobe -a mlx4_core mlx4_ib
result "mlx4_core and mlx4_ib loaded"
same "hermon_fw keeps the card" "$(driver_of "$card")" hermon_fw
refused "$card" mlx4_core 2>/dev/null
result "mlx4_core cannot have the card of hermon_fw"
fails "$locked" 2>/dev/null &
locked_pid=$!
fails "$empty" 2>/dev/null &
empty_pid=$!

start=$(cut -d ' ' -f 1 /proc/uptime)
give "$card" mlx4_core
result "hermon_fw gives the card to mlx4_core"
mlx4_says "$card" board_id >/dev/null
ktap_print_msg "seconds to mlx4_0: $(awk "{ print \$1 - $start }" /proc/uptime)"
has_card "$before"
refused "$card" hermon_fw 2>/dev/null
result "hermon_fw cannot have the card of mlx4_core"

give "$card" hermon_fw
result "mlx4_core gives the card to hermon_fw"
[ ! -e "/sys/bus/pci/devices/$card/infiniband" ]
result "the InfiniBand device is gone"
same "info has the same PSID and version" "$(psid "$card") $(running "$card")" \
	"$psid $before"
devlink dev flash "pci/$card" file "$image" >/dev/null
result "flash"
same "stored and running" "$(stored "$card") $(running "$card")" \
	"$after $before"

give "$card" mlx4_core
result "hermon_fw gives the card back"
has_card "$after"
give "$card" hermon_fw
same "the new firmware runs" "$(running "$card")" "$after"

wait "$locked_pid"
result "mlx4_core fails on a card whose semaphore is held"
wait "$empty_pid"
result "mlx4_core fails on a card without firmware"
empty "no splat in the log" "$(dmesg_splats)"
empty "no warning in the log" "$(dmesg_warnings | grep -vF "$expected")"
ktap_finished
