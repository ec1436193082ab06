#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Builds the module for one of the test machine's kernels: for a stock one with
# its headers and the compiler in the merged root; for one that was built here
# with what built it, and with the module's KUnit suites if the kernel has KUnit.
#
#	kbuild.sh [-k 6.1 | 6.12 | 7.3 | debug | kcsan] [--apart] [MAKE-ARGUMENT...]
#
# With --apart all is built anew, in a folder that no test takes a module from.
# The sources are those of this checkout, or of $HERMON_SRC.
set -eu -o pipefail
shopt -s inherit_errexit

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=/dev/null
. "$here/../../scripts/setup/cache.sh"
# shellcheck source=/dev/null
. "$here/kernel.sh"

# Prints the files that the module is made of.
source_files() {
	local place places=()
	cd "$1"
	for place in Kbuild Makefile drivers include *.c; do
		[ ! -e "$place" ] || places+=("$place")
	done
	find "${places[@]}" -type f ! -name '*.o' ! -name '*.ko' ! -name '*.mod*' \
		! -name '.*.cmd' | LC_ALL=C sort
}

# copy_sources SOURCE BUILD: keeps times, so that make builds what changed.
# A file that went away might still be used, so then all is built again.
copy_sources() {
	mkdir -p "$2"
	(source_files "$1") >"$2.files.new"
	if ! cmp -s "$2.files" "$2.files.new"; then
		rm -rf "$2"
		mkdir "$2"
	fi
	mv "$2.files.new" "$2.files"
	(cd "$1" && xargs -d '\n' cp -u --preserve=timestamps --parents -t "$2") <"$2.files"
}

# in_root ROOT BUILD COMMAND...: BUILD is /build there; the mounts are seen by
# nobody else and end with the command.
in_root() {
	local namespace=(unshare --mount)
	[ "$(id -u)" -eq 0 ] || namespace+=(--user --map-root-user)
	# shellcheck disable=SC2016 # for the inner shell
	"${namespace[@]}" sh -eu -c '
		root=$1
		mount --bind "$2" "$root/build"
		mount --rbind /proc "$root/proc"
		mount --rbind /dev "$root/dev"
		shift 2
		exec chroot "$root" "$@"' sh "$@"
}

# Before it runs sparse (C=1, C=2) the kernel's Makefile asks a script whether
# sparse works, and Debian's headers of 7.3 lack that script. Sparse of the
# root works well enough, given CF=-D__typeof_unqual__=__typeof__.
answer_for_sparse() {
	local scripts
	for scripts in "$1"/usr/src/linux-headers-*-common/scripts; do
		[ -e "$scripts/checker-valid.sh" ] ||
			install -m 755 /dev/stdin "$scripts/checker-valid.sh" <<-'EOT'
			#!/bin/sh
			command -v "$1" >/dev/null && echo 1
			EOT
	done
}

kernel=6.12
if [ "${1-}" = -k ]; then
	kernel=$2
	shift 2
fi
apart=
if [ "${1-}" = --apart ]; then
	apart=-apart
	shift
fi
root=$("$here/root.sh")
release=$(kernel_release "$root" "$kernel")
source=${HERMON_SRC:-$here/../..}
build=$(module_build_dir "$source" "$release")$apart

mkdir -p "${build%/*}"
exec 9>"$build.lock"
flock 9
[ -z "$apart" ] || rm -rf "$build"
copy_sources "$source" "$build"
if kernel_is_stock "$kernel"; then
	answer_for_sparse "$root"
	in_root "$root" "$build" env PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C \
		make -C "/usr/src/linux-headers-$release" M=/build -j"$(nproc)" \
		modules "$@"
else
	home=$(kernel_home "$root" "$kernel")
	! grep -qx CONFIG_KUNIT=y "$home/build/.config" ||
		set -- CONFIG_HERMON_FW_KUNIT_TEST=y "$@"
	make -C "$home/build" M="$build" -j"$(nproc)" modules "$@"
fi
