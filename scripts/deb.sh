#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Builds the Debian packages, and has lintian look at them.
#
#	deb.sh [-o DIR] [-v SUFFIX] [-n]
#
#	-o DIR		where they go (build/deb)
#	-v SUFFIX	makes the version newer by this, such as +1
#	-n		does without lintian
set -eu -o pipefail
shopt -s inherit_errexit

top=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=/dev/null
. "$top/scripts/package-lib.sh"
out=$top/build/deb
suffix=
lint=y
while getopts o:v:n option; do
	case $option in
	o) out=$OPTARG ;;
	v) suffix=$OPTARG ;;
	n) lint= ;;
	*) exit 2 ;;
	esac
done

# A copy of what is to be packaged, with debian/ where its tools want it.
unpack() {
	copy_tree "$1"
	mv "$1/scripts/debian" "$1/debian"
	name_maintainer "$1/debian/control" "$1/debian/changelog"
	check_version "$(sed -n '1s/.*(\(.*\)).*/\1/p' "$1/debian/changelog")"
	sed -i "1s/)/$suffix)/" "$1/debian/changelog"
}

main() {
	local work
	"$top/scripts/setup/deps.sh" deb
	work=$(mktemp -d)
	# shellcheck disable=SC2064 # what it is now is wanted
	trap "rm -rf '$work'" EXIT
	unpack "$work/hermon"
	(cd "$work/hermon" && dpkg-buildpackage -us -uc) >"$work/log" 2>&1 ||
		{ cat "$work/log" >&2; exit 1; }
	[ -z "$lint" ] || lintian --allow-root --fail-on error,warning --info "$work"/*.changes
	rm -rf "$out"
	mkdir -p "$out"
	mv "$work"/*_*.* "$out"
	rm -f "$out"/*-dbgsym_*
	(cd "$out" && ls ./*.deb)
}

main "$@"
