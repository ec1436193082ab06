#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Our packages: they build, the distribution's own checker finds nothing in them, and
# what DKMS gets is all that a build of the module needs.
#
#	check-package.sh deb | rpm
set -u -o pipefail

cd "$(dirname "$0")/.." || exit 1
. scripts/check-lib.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# unpack_KIND PACKAGE, version_KIND: of hermonfw, as the packager has it
unpack_deb() { dpkg-deb -x "$work"/packages/"$1"_[0-9]*.deb "$work"; }

version_deb() { dpkg-deb -f "$work"/packages/hermonfw_*.deb Version; }

unpack_rpm() {
	(cd "$work" && rpm2cpio "$work"/packages/"$1"-[0-9]*.rpm | cpio -idm --quiet)
}

version_rpm() {
	rpm -qp --nosignature --qf '%{VERSION}' "$work"/packages/hermonfw-*.rpm
}

module_builds() {
	HERMON_SRC=$(dirname "$work"/usr/src/*/Kbuild) \
		selftests/vm/kbuild.sh -k 6.12 --apart
}

# dkms.conf names the folder that it lies in.
conf_agrees() {
	local conf
	for conf in "$work"/usr/src/*/dkms.conf; do
		(
			# shellcheck source=/dev/null
			kernel_source_dir='' dkms_tree='' . "$conf"
			[ "$(basename "$(dirname "$conf")")" = "$PACKAGE_NAME-$PACKAGE_VERSION" ]
		) || return
	done
}

# What a person types first after installing it
tool_runs() {
	local version
	version=$("version_$kind") && "$work/usr/sbin/hermonfw" --version | grep -F "$version"
}

kind=$1
case $kind in
deb) checker=lintian ;;
rpm) checker=rpmlint ;;
*) exit 2 ;;
esac

echo "KTAP version 1"
check "packages build, and $checker finds nothing" "scripts/$kind.sh" -o "$work/packages"
check "hermonfw unpacks" "unpack_$kind" hermonfw
check "it runs, and has the version of the package" tool_runs
check "hermon-fw-dkms unpacks" "unpack_$kind" hermon-fw-dkms
check "dkms.conf has the version of the package" conf_agrees
check "the module builds from what is in it" module_builds
done_checking
