#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Prints the path of what checks need from a kernel's source: checkpatch,
# kernel-doc, coccinelle rules, kselftest; fetches Debian's package of it when
# missing.  A header package has none of these.
#
#	linux-source.sh [--tree] [6.12 | 7.3]
#
# With --tree it is the whole source, as far as a folder of drivers can be
# configured, built and documented in it.
set -eu -o pipefail
shopt -s inherit_errexit

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=/dev/null
. "$here/cache.sh"
# shellcheck source=/dev/null
. "$here/apt.sh"

# A pattern that a version lacks does no harm.
wanted=(.clang-format .cocciconfig Makefile MAINTAINERS
	Documentation/sphinx Documentation/dev-tools/checkpatch.rst
	Documentation/process/coding-style.rst
	include/uapi/linux/devlink.h include/uapi/linux/netlink.h
	include/uapi/linux/genetlink.h
	scripts/checkpatch.pl scripts/spelling.txt scripts/const_structs.checkpatch
	scripts/get_maintainer.pl scripts/kernel-doc 'scripts/kernel-doc.*'
	scripts/lib scripts/coccicheck scripts/coccinelle scripts/checker-valid.sh
	scripts/Lindent scripts/cleanfile scripts/cleanpatch scripts/subarch.include
	tools/lib/python tools/docs
	tools/scripts tools/build
	tools/testing/selftests/Makefile tools/testing/selftests/lib.mk
	tools/testing/selftests/run_kselftest.sh
	tools/testing/selftests/gen_kselftest_tar.sh
	tools/testing/selftests/kselftest_install.sh
	tools/testing/selftests/kselftest_deps.sh
	tools/testing/selftests/kselftest tools/testing/selftests/kselftest.h
	tools/testing/selftests/kselftest_harness.h
	tools/testing/selftests/lib tools/testing/selftests/net/lib.sh
	tools/testing/selftests/drivers/net/netdevsim/devlink.sh)

sources() {
	local debian
	debian=$(debian_mirror)
	apt_source "$debian" trixie
	apt_source "$debian" trixie-backports
}

download() {
	mkdir -p "$1"
	sources | apt_open "$1"
	(cd "$1" && apt_in "$1" apt-get -qq download "linux-source-$version")
}

# What such a build never reads, and most of the bytes: code of other
# drivers. Configuration and headers of theirs stay.
unwanted=('*/drivers/*.c' '*/sound/*.[ch]' '*/fs/*.c' '*/drivers/gpu/*.h'
	'*/arch/*.dts*' '*/tools/perf')

tarball() {
	dpkg-deb --fsys-tarfile "$1"/linux-source-*.deb |
		tar -xO "./usr/src/linux-source-$version.tar.xz" | xz -dc -T0
}

# tar's status tells only that some pattern was not there.
unpack() {
	tarball "$1" | tar -x -C "$2" --strip-components=1 --wildcards \
		--no-wildcards-match-slash "${wanted[@]/#/*/}" 2>/dev/null || true
	[ -e "$2/scripts/checkpatch.pl" ]
}

unpack_tree() {
	tarball "$1" | tar -x -C "$2" --strip-components=1 --wildcards \
		"${unwanted[@]/#/--exclude=}"
}

make_source() {
	"$here/deps.sh" static
	rm -rf "$1.apt"
	mkdir -p "$1"
	download "$1.apt"
	"$unpack" "$1.apt" "$1"
	rm -rf "$1.apt"
}

unpack=unpack
name=linux
if [ "${1-}" = --tree ]; then
	unpack=unpack_tree
	name=linux-tree
	shift
fi
version=${1:-7.3}
source=$(cache_dir)/$name-$version-$(cache_key "$0" "$here/apt.sh")
cached "$source" make_source
printf '%s\n' "$source"
