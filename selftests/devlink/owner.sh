#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The path of the owner that the project started with, done with hermonfw: the
# card is in use, runs 2.8.0, and has to go back to 2.6.0.
#
#	owner.sh CARD FOLDER BACKUPS
#
# FOLDER has images of several boards and versions, under names that say nothing.
# shellcheck disable=SC2034 # for lib.sh
loads_driver=y
. "$(dirname "$0")/lib.sh"

card=$1 folder=$2 backups=$3
guid=001e0bffff4c1bf4
modules=/lib/modules/$(uname -r)

# As a package would have installed it.
install -D -m 644 -t "$modules/extra" /mnt/hermon/hermon_fw.ko
depmod
modprobe -a mlx4_core mlx4_ib

ktap_print_header
ktap_set_plan 31

mlx4_says "$card" board_id >/dev/null
result "mlx4_core has the card"

tool 0 "list" list
same "list: who has it" "$(field '.cards[0].driver')" mlx4_core
same "list: what it is" "$(field '.cards[0] | "\(.psid) \(.running)"')" \
	"HP_09D0000001 2.8.0"
same "list: the link" "$(field '.cards[0].ibdevs | join(" ")')" mlx4_0
same "list took nothing away" "$(driver_of "$card")" mlx4_core

tool 0 "check" check "$folder" "$card"
same "check took nothing away" "$(driver_of "$card")" mlx4_core
hermonfw check "$folder" "$card" >/tmp/check
grep -q 'MT_04A0110002.*HP_09D0000001\|HP_09D0000001.*MT_04A0110002' /tmp/check
result "check: the image of another board is named as such"
grep -q '^[^ ]*cut.*: damaged: file ends at' /tmp/check
result "check: the damaged one too"
same "check: how many fit" "$(grep -c ': fits' /tmp/check)" 2
grep -q '^[^ ]*new.img: same: 2.8.0 is what the card has already' /tmp/check
result "check: what the card has is named as such"

tool 3 "flash: a version that is not there" \
	flash "$card" "$folder" --version 2.5.0 --backup-dir "$backups"
same "it took nothing away" "$(driver_of "$card")" mlx4_core
same "it made no backup" "$(ls "$backups")" ""

tool 0 "flash" flash "$card" "$folder" --version 2.6.0 --backup-dir "$backups"
same "flash: result" "$(field .result)" "done"
mlx4_says "$card" board_id >/dev/null
result "mlx4_core has the card again"
same "driver" "$(driver_of "$card")" mlx4_core
same "no override is left" "$(cat "/sys/bus/pci/devices/$card/driver_override")" "(null)"

tool 0 "list again" list
same "list: it runs 2.6.0" "$(field '.cards[0] | "\(.driver) \(.psid) \(.running)"')" \
	"mlx4_core HP_09D0000001 2.6.0"
same "mlx4 says so, too" "$(mlx4_says "$card" fw_ver)" 2.6.0

set -- "$backups"/*.bin
same "one backup" "$#" 1
case $1 in */$guid-HP_09D0000001-2.8.0-????????????.bin) true ;; *) false ;; esac
result "named by GUID, PSID, version and hash"
same "its record agrees" "$(jq -r '"\(.guid) \(.psid) \(.version) \(.sha256)"' "${1%.bin}.json")" \
	"$guid HP_09D0000001 2.8.0 $(sha256sum <"$1" | cut -d' ' -f1)"
case $(basename "$1") in *-"$(sha256sum <"$1" | cut -c1-12)".bin) true ;; *) false ;; esac
result "the hash is that of the file"

tool 6 "flash once more: already there" \
	flash "$card" "$folder" --version 2.6.0 --backup-dir "$backups"
same "nothing was written" "$(field .written)" false
mlx4_says "$card" board_id >/dev/null
result "mlx4_core has the card once more"
empty "no splat in the log" "$(dmesg_splats)"
ktap_finished
