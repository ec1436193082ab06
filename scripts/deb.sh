#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Builds the Debian packages into build/deb, and has lintian look at them.
set -eu -o pipefail
shopt -s inherit_errexit

top=$(cd "$(dirname "$0")/.." && pwd)
out=$top/build/deb
maintainer=${HERMON_MAINTAINER:-$(git -C "$top" log -1 --format=%ae 2>/dev/null || true)}

# A copy of what is to be packaged, with debian/ where its tools want it.
unpack() {
	mkdir -p "$1"
	(cd "$top" && git ls-files -co --exclude-standard) |
		tar -C "$top" --ignore-failed-read -c -T - | tar -x -C "$1"
	mv "$1/scripts/debian" "$1/debian"
	sed -i "s/@MAINTAINER@/${maintainer:-hermon@users.noreply.invalid}/" \
		"$1/debian/control" "$1/debian/changelog"
	check_version "$1"
}

# One version for tool, module and packages.
check_version() {
	local tool package
	tool=$(sed -n 's/^#define HERMONFW_VERSION\t"\(.*\)"/\1/p' \
		"$1/userspace/hermonfw/hermonfw.h")
	package=$(sed -n '1s/.*(\(.*\)).*/\1/p' "$1/debian/changelog")
	[ "$tool" = "$package" ] ||
		{ echo "deb.sh: hermonfw.h says $tool, changelog $package" >&2; exit 1; }
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
	lintian --allow-root --fail-on error,warning --info "$work"/*.changes
	rm -rf "$out"
	mkdir -p "$out"
	mv "$work"/*.deb "$work"/*.dsc "$work"/*.tar.* "$work"/*.changes "$out"
	(cd "$out" && ls ./*.deb)
}

main "$@"
