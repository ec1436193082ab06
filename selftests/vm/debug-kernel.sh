#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Prints the path of a kernel that looks for faults while tests run, built from
# Debian's source with config/guest.config and config/NAME.config; builds it when
# missing, which takes some minutes.
#
#	debug-kernel.sh debug | kcsan
#
# In the folder are vmlinux, lib/modules, and build, to build modules in.
set -eu -o pipefail
shopt -s inherit_errexit

here=$(cd "$(dirname "$0")" && pwd)
setup=$here/../../scripts/setup
# shellcheck source=/dev/null
. "$setup/cache.sh"
# shellcheck source=/dev/null
. "$setup/apt.sh"

version=6.12
# What building a module reads; the rest of the tree is 4 GB of source and objects.
kept=(Makefile Kbuild .config Module.symvers System.map arch certs include scripts tools)

unpack_source() {
	local apt=$1.apt
	rm -rf "$apt"
	apt_source "$(debian_mirror)" trixie | apt_open "$apt"
	(cd "$apt" && apt_in "$apt" apt-get -qq download "linux-source-$version")
	mkdir -p "$1"
	dpkg-deb --fsys-tarfile "$apt"/linux-source-*.deb |
		tar -xO "./usr/src/linux-source-$version.tar.xz" | xz -dc -T0 |
		tar -x -C "$1" --strip-components=1
	rm -rf "$apt"
}

# kmake BUILD ARGUMENT...
kmake() {
	local build=$1
	shift
	nice -n 5 make -s -C "$build" ARCH=x86_64 "$@"
}

# An option whose dependencies are not met vanishes without a word.
configure() {
	local ignored
	cat "${fragments[@]}" >"$1/fragment"
	kmake "$1" KCONFIG_ALLCONFIG=fragment allnoconfig
	ignored=$(grep '^CONFIG_' "$1/fragment" | grep -vxF -f "$1/.config" || true)
	[ -n "$ignored" ] || return 0
	printf 'debug-kernel.sh: the kernel "%s" cannot have\n%s\n' "$name" "$ignored" >&2
	return 1
}

build_kernel() {
	kmake "$1" -j"$(nproc)" vmlinux modules >"$1.log" 2>&1 && return
	tail -n 30 "$1.log" >&2
	return 1
}

shrink() {
	local names=() name
	for name in "${kept[@]}"; do
		names+=(! -name "$name")
	done
	find "$1" -mindepth 1 -maxdepth 1 "${names[@]}" -exec rm -rf {} +
	find "$1/arch" -mindepth 1 -maxdepth 1 -type d ! -name x86 -exec rm -rf {} +
	find "$1/tools" -type f ! -path '*/objtool/objtool' -delete
	find "$1/arch" "$1/include" -type f -name '*.[oacS]' -delete
}

make_kernel() {
	local build=$1/build
	"$setup/deps.sh" kernel
	echo "debug-kernel.sh: building the kernel \"$name\"; this takes some minutes" >&2
	rm -rf "$1"
	mkdir -p "$1"
	unpack_source "$build"
	configure "$build"
	build_kernel "$build"
	kmake "$build" INSTALL_MOD_PATH="$1" INSTALL_MOD_STRIP=1 modules_install
	rm -f "$1"/lib/modules/*/build
	strip --strip-debug -o "$1/vmlinux" "$build/vmlinux"
	shrink "$build"
}

name=$1
fragments=("$here/config/guest.config" "$here/config/$name.config")
# A module has to be built by the compiler that built the kernel.
key=$(gcc -dumpfullversion | cache_key "$0" "$setup/apt.sh" "${fragments[@]}" -)
kernel=$(cache_dir)/kernel-$name-$key
cached "$kernel" make_kernel
printf '%s\n' "$kernel"
