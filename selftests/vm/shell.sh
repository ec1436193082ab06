#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A shell in the test machine, with the driver bound to emulated cards.
#
#	shell.sh [-k 6.1 | 6.12 | 7.3] [FLASH...]
#
# Each FLASH is the contents of a card's flash and is changed by what you do.
# Without one there is a card with firmware 2.6.0 that is gone afterwards, and
# a newer firmware for it in new.bin.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
kernel=6.12
if [ "${1-}" = -k ]; then
	kernel=$2
	shift 2
fi
if ! [ -t 0 ] || ! [ -t 1 ]; then
	echo "shell.sh: needs a terminal; run.sh does not" >&2
	exit 1
fi

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/share"
if [ $# -eq 0 ]; then
	make -s -C "$here/../fs2"
	"$here/../fs2/fs2-build" --flash --version 2.6.0 -o "$dir/flash"
	"$here/../fs2/fs2-build" --version 2.7.0 --seed 2 -o "$dir/share/new.bin"
	set -- "$dir/flash"
fi

cards=()
for flash; do
	cards+=(-c "flash=${flash//,/,,}")
done
cat <<'EOF'
In the shell:	devlink dev info
		devlink dev flash pci/0000:01:00.0 file new.bin
"exit" switches the machine off.
EOF
HERMON_VM_TIMEOUT=${HERMON_VM_TIMEOUT:-86400} \
	"$here/run.sh" -k "$kernel" -s "$dir/share" "${cards[@]}" -l -i -- bash -i
