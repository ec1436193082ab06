#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# hermonfw on cards that hermon_fw has: backup, restore, and what reads a card.
#
#	backup.sh CARD OTHER BLANK IMAGE VERSION GUID
#
# CARD has GUID and runs 2.8.0, OTHER is another card of the same board, BLANK
# has lost all. IMAGE has VERSION.
. "$(dirname "$0")/lib.sh"

card=$1 other=$2 blank=$3 image=$4 version=$5 guid=$6
mkdir -p backups

says() {
	grep -qF -- "$1" /tmp/lines
	result "says: $1"
}

ktap_print_header
ktap_set_plan 49

tool 0 "backup" backup "$card" --backup-dir backups
same "nothing was written to the flash" "$(field .written)" false
set -- backups/*.bin
backup=$1
same "one file" "$#" 1
tool 0 "backup once more" backup "$card" --backup-dir backups
same "the same file, not a second one" "$(echo backups/*.bin)" "$backup"

tool 0 "query" query "$card"
same "query: version, PSID, slot" \
	"$(field '[.. | objects | select(has("psid")) | "\(.version) \(.psid)"] | first')" \
	"2.8.0 HP_09D0000001"
tool 0 "verify" verify "$card"
tool 0 "map, by devlink's handle" map "pci/$card"
tool 0 "dump-ini" dump-ini "$card" -o /tmp/ini
grep -q '^\[PS_INFO\]' /tmp/ini
result "dump-ini: the text"
hermonfw query "$backup" >/tmp/of_backup && hermonfw query "$card" >/tmp/of_card
same "query of the backup agrees with that of the card" \
	"$(grep -E 'GUID|PSID|Firmware' /tmp/of_backup)" \
	"$(grep -E 'GUID|PSID|Firmware' /tmp/of_card)"

tool 0 "flash, dry run" flash "$card" "$image" --dry-run --no-backup
same "changes nothing" "$(stored "$card")" 2.8.0
tool 0 "flash" flash "$card" "$image" --no-backup
same "stored" "$(stored "$card")" "$version"
jq -es 'map(select(has("phase") or has("message") or has("status"))) | length > 3' /tmp/lines >/dev/null
result "progress in JSON lines"
tool 6 "flash: already there" flash "$card" "$image" --no-backup
same "nothing was written" "$(field .written)" false
tool 0 "restore" restore "$card" "$backup" --no-backup
same "stored again" "$(stored "$card")" 2.8.0
same "its own GUID" "$(info "$card" .serial_number)" "$guid"
tool 6 "restore: already there" restore "$card" "$backup" --no-backup

tool 3 "restore on another card is refused" restore "$other" "$backup" --no-backup
says "$guid"
same "it stays as it was" "$(stored "$other")" 2.8.0

tool 3 "restore on a card without GUIDs" restore "$blank" "$backup" --no-backup
says --guid
tool 3 "with the wrong one" restore "$blank" "$backup" --no-backup --guid 0002c9030001a2b0
same "nothing is on it" "$(stored "$blank")" ""
tool 0 "with the right one" restore "$blank" "$backup" --no-backup --guid "$guid"
same "stored" "$(stored "$blank")" 2.8.0
same "its own GUID" "$(info "$blank" .serial_number)" "$guid"

tool 3 "no backup, no burn" flash "$other" "$image" --backup-dir /proc/nothing
same "it stays as it was" "$(stored "$other")" 2.8.0
tool 3 "another PSID without the word" flash "$other" psid.bin --no-backup
says "image is for PSID MT_04A0110002, card is HP_09D0000001"
tool 3 "with another word" flash "$other" psid.bin --no-backup --to-psid MT_04A0110009
tool 0 "with the word" flash "$other" psid.bin --no-backup --to-psid MT_04A0110002
same "it is that board now" "$(psid "$other")" MT_04A0110002

# Two at once.
tool 0 "flash: two cards" flash "$card" "$blank" "$image" --no-backup
same "one JSON answer for each, with its card" \
	"$(jq -s -c 'map(select(has("result"))) | map(.card) | sort' /tmp/lines)" \
	"$(jq -n -c '$ARGS.positional' --args "$card" "$blank")"
jq -es 'map(select(has("status"))) | length > 3 and all(has("card"))' /tmp/lines >/dev/null
result "progress says which card it is about"
same "both have it" "$(stored "$card") $(stored "$blank")" "$version $version"
tool 6 "flash: two cards that have it" flash "$card" "$blank" "$image" --no-backup
tool 3 "flash: the worst decides" flash "$card" "$other" "$image" --no-backup
hermonfw flash "$card" "$other" "$image" --no-backup >/tmp/text 2>&1
grep -q "^$other: .*refused" /tmp/text && grep -q "^$card: " /tmp/text
result "flash: lines begin with the card"
tool 2 "flash: a card twice" flash "$card" "$card" "$image" --no-backup
empty "no splat in the log" "$(dmesg_splats)"
ktap_finished
