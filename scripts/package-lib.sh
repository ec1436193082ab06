# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# To be sourced by what makes packages; $top is the checkout.
: "${top:?}"

# copy_tree DIR: what is to be packaged
copy_tree() {
	mkdir -p "$1"
	(cd "$top" && git ls-files -co --exclude-standard) |
		tar -C "$top" --ignore-failed-read -c -T - | tar -x -C "$1"
}

# name_maintainer FILE...: whoever makes the package
name_maintainer() {
	local maintainer
	maintainer=${HERMON_MAINTAINER:-$(git -C "$top" log -1 --format=%ae 2>/dev/null || true)}
	sed -i "s/@MAINTAINER@/${maintainer:-hermon@users.noreply.invalid}/" "$@"
}

# check_version PACKAGE: one version for tool, module and packages
check_version() {
	local tool
	tool=$(sed -n 's/^#define HERMONFW_VERSION\t"\(.*\)"/\1/p' \
		"$top/userspace/hermonfw/hermonfw.h")
	[ "$tool" = "$1" ] || {
		echo "${0##*/}: hermonfw.h says $tool, the package $1; make them the same" >&2
		exit 1
	}
}
