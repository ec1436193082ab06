#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# override_only=1: the module takes the card that it was loaded for, and leaves those
# that have no driver yet to whoever comes for them.
#
#	override.sh MODULE CARD CARD-IN-RECOVERY
#
# No driver for either is loaded.
# shellcheck disable=SC2034 # for lib.sh
loads_driver=y
. "$(dirname "$0")/lib.sh"

module=$1 card=$2 empty=$3

# choose DRIVER: it, and no other, may have the card
choose() { echo "$1" >"/sys/bus/pci/devices/$card/driver_override"; }

probe() { echo "$card" >/sys/bus/pci/drivers_probe; }

ktap_print_header
ktap_set_plan 8

insmod "$module" override_only=1
result "the module is loaded"
same "a card that no driver has is left alone" "$(driver_of "$card")" ""
same "one in recovery, which nobody else knows, is taken" "$(driver_of "$empty")" hermon_fw
probe
same "probing alone does not change that" "$(driver_of "$card")" ""
choose hermon_fw && probe
same "it is taken once driver_override says so" "$(driver_of "$card")" hermon_fw
rmmod hermon_fw && insmod "$module" override_only=1
same "and when the module comes after that" "$(driver_of "$card")" hermon_fw
choose "" && rmmod hermon_fw && insmod "$module"
same "without override_only, any card that no driver has is taken" \
	"$(driver_of "$card")" hermon_fw
empty "no splat in the log" "$(dmesg_splats)"
ktap_finished
