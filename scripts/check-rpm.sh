#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The RPM packages: they build, rpmlint finds nothing in them, and what DKMS gets
# is all that a build of the module needs.
set -u -o pipefail

cd "$(dirname "$0")/.." || exit 1
. scripts/check-lib.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

unpack() {
	(cd "$work" && rpm2cpio "$work"/rpm/"$1"-[0-9]*.rpm | cpio -idm --quiet)
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
	"$work/usr/sbin/hermonfw" --version | grep -F "$(rpm -qp --nosignature \
		--qf '%{VERSION}' "$work"/rpm/hermonfw-*.rpm)"
}

echo "KTAP version 1"
check "RPM packages build, and rpmlint finds nothing" scripts/rpm.sh -o "$work/rpm"
check "hermonfw unpacks" unpack hermonfw
check "it runs, and has the version of the package" tool_runs
check "hermon-fw-dkms unpacks" unpack hermon-fw-dkms
check "dkms.conf has the version of the package" conf_agrees
check "the module builds from what is in it" module_builds
done_checking
