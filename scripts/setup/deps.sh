#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Makes sure that the Debian packages behind a group of checks are installed.
#
#	deps.sh [build | unit | vm | static | deb | rpm | kernel | upstream |
#		 ansible]...	(default: the first four)
set -eu -o pipefail
shopt -s inherit_errexit

# Prints the packages of group $1.
packages() {
	case $1 in
	build) echo gcc libc6-dev make pkg-config libnl-3-dev libnl-genl-3-dev \
		libjson-c-dev libkmod-dev zlib1g-dev libmd-dev ;;
	unit) packages build; echo clang libclang-rt-dev llvm jq kmod openssl \
		util-linux xz-utils ;;
	vm) packages build; echo mmdebstrap uidmap debian-archive-keyring cpio \
		erofs-utils e2fsprogs zstd xz-utils jq kmod util-linux ;;
	static) packages build; echo clang clang-tools clang-format sparse \
		shellcheck codespell python3-docutils perl python3 xz-utils groff-base ;;
	deb) packages build; echo build-essential debhelper dh-dkms dpkg-dev \
		fakeroot lintian ;;
	rpm) packages build; echo rpm rpmlint gzip ;;
	kernel) packages build; echo bc bison flex libelf-dev libssl-dev openssl cpio kmod ;;
	upstream) packages kernel; echo libssl-dev rsync coccinelle ocaml-nox \
		ocaml-findlib python3-sphinx python3-yaml ;;
	ansible) echo ansible-core openssh-client ;;
	*) echo "deps.sh: no group $1 (build, unit, vm, static, deb, rpm, kernel, upstream, ansible)" >&2
		return 2 ;;
	esac
}

installed() {
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Prints what of the packages $@ is not installed.
missing() {
	local package
	for package; do
		installed "$package" || echo "$package"
	done | sort -u
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif sudo -n true 2>/dev/null; then
		sudo -n "$@"
	else
		sudo "$@"
	fi
}

# What apt has to say matters only when it fails.
quietly() {
	local log status=0
	log=$(mktemp)
	as_root env DEBIAN_FRONTEND=noninteractive "$@" </dev/null >"$log" 2>&1 ||
		status=$?
	[ "$status" -eq 0 ] || cat "$log" >&2
	rm -f "$log"
	return "$status"
}

install() {
	quietly apt-get -y -q --no-install-recommends \
		-o DPkg::Lock::Timeout=300 install "$@"
}

# Lists that are missing or older than the mirror make the first try fail.
install_with_update() {
	install "$@" 2>/dev/null || { quietly apt-get -q update && install "$@"; }
}

# shellcheck disable=SC2046,SC2086 # words are wanted
main() {
	local wanted group
	wanted=$(for group; do packages "$group"; done)
	wanted=$(missing $wanted)
	[ -n "$wanted" ] || return 0
	echo "deps.sh: installing for $*:" $wanted >&2
	install_with_update $wanted
}

[ $# -gt 0 ] || set -- build unit vm static
main "$@"
