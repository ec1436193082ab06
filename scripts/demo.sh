#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Replays the story that the project started from, on an emulated card.
#
#	demo.sh [--record [FILE] | --list]
#
#	--record	makes a picture of what is seen (Documentation/hermon/demo.svg)
#	--list		prints what is typed, and runs nothing
#
# Three hosts had HP 448397-B21 cards. Two ran firmware 2.6.0; the third ran
# 2.8.0, and its link stayed down on the switch. The cure: one downgrade.
set -eu -o pipefail
shopt -s inherit_errexit

top=$(cd "$(dirname "$0")/.." && pwd)
kernel=${KERNEL:-6.12}
fs2=$top/selftests/fs2/fs2-build
card=0000:01:00.0
image=fw-25408-2_6_000-448397-B21.bin


say() {
	printf '\n\033[1m# %s\033[0m\n' "$*"
}

# What is typed in the guest, before and after it restarts. Lines that begin with
# "?" are checks, and are not shown.
before_restart() {
	cat <<-EOT
	lspci -d 15b3:
	# Which board is it, and which firmware does it have?
	devlink dev info pci/$card
	# Burn the older image.
	devlink dev flash pci/$card file $image
	# It is on the flash; the card still runs the other one until it restarts.
	devlink dev info pci/$card | tail -n 4
	EOT
}

after_restart() {
	cat <<-EOT
	devlink dev info pci/$card | tail -n 4
	?devlink -j dev info pci/$card | jq -e '.info[].versions | .running.fw == "2.6.0" and .stored.fw == "2.6.0"' >/dev/null
	EOT
}

# Each command is shown before it runs.
type_script() {
	cat <<'SCRIPT'
while IFS= read -r line; do
	case $line in
	"#"*) printf '\n\033[1m%s\033[0m\n' "$line" ;;
	"?"*) eval "${line#?}" || exit ;;
	*) printf '\033[32mroot@host3\033[0m# %s\n' "$line"; eval "$line" || exit ;;
	esac
done
SCRIPT
}

# type_in_guest: the commands on standard input, in a machine with the card
type_in_guest() {
	cat >"$work/share/commands"
	HERMON_VM_TTY=1 "$top/selftests/vm/run.sh" -k "$kernel" -s "$work/share" \
		-c "flash=$work/flash,stats=$work/stats" -l -- \
		bash -c 'bash ./type 3<commands <commands'
}

guids() {
	"$fs2" --show "$work/flash" | jq -r '.images[0].guids | join(" ")'
}

prepare() {
	"$top/scripts/setup/deps.sh" build vm
	make -s -C "$top/selftests/fs2" fs2-build
	work=$(mktemp -d "${TMPDIR:-/tmp}/hermon.XXXXXX")
	trap 'rm -rf "$work"' EXIT
	mkdir "$work/share"
	type_script >"$work/share/type"
}

play() {
	local before after
	say "An HP 448397-B21 card that left the factory with 2.8.0, and the older image"
	"$fs2" --version 2.8.0 --date 2011-05-20 --seed 28 --guid 001e0bffff4c1bf4 \
		--vsd "HP 4X DDR IB dual-port HCA" --flash -o "$work/flash"
	"$fs2" --version 2.6.0 --date 2009-05-13 --seed 26 -o "$work/share/$image"
	echo "$image: $(stat -c %s "$work/share/$image") bytes"
	before=$(guids)

	before_restart | type_in_guest
	say "The host restarts, and so does the card."
	after_restart | type_in_guest

	after=$(guids)
	say "GUIDs before and after"
	printf '%s\n%s\n' "$before" "$after"
	[ "$before" = "$after" ]
	say "The card booted $(jq -r .boot.version "$work/stats"). That was the whole cure."
}

# Whatever has to be downloaded or built is there before the recording begins.
record() {
	local log=$work/terminal
	"$top/selftests/vm/run.sh" -k "$kernel" -- true
	script -q -e -c "stty cols 80 rows 24; exec '$top/scripts/demo.sh'" \
		--log-out "$log" --log-timing "$log.timing" </dev/null
	"$top/scripts/terminal-svg.py" "$log" "$log.timing" >"$log.svg"
	mv "$log.svg" "$1"
}

case ${1-} in
--record) prepare; record "${2:-$top/Documentation/hermon/demo.svg}" ;;
--list) { before_restart; after_restart; } | grep -v "^?" ;;
"") prepare; play ;;
*) sed -n '/^#	demo.sh/s/^#	/usage: /p' "$0" >&2; exit 2 ;;
esac
