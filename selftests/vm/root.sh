#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Prints the path of the root that holds the emulator, the three kernels with
# their headers, a compiler and the guest's userland; makes it when missing.
#
#	root.sh [FLAVOUR]
#
# One Debian 13 root serves all three kernels: Debian 12's installs in it. A
# flavour has what packages.FLAVOUR lists instead.
set -eu
shopt -s inherit_errexit

here=$(cd "$(dirname "$0")" && pwd)
setup=$here/../../scripts/setup
# shellcheck source=/dev/null
. "$setup/cache.sh"
# shellcheck source=/dev/null
. "$setup/apt.sh"
# shellcheck source=/dev/null
. "$here/mstflint.sh"

sources() {
	local debian security
	debian=$(debian_mirror)
	security=$(security_mirror)
	apt_source "$debian" trixie
	apt_source "$debian" trixie-backports
	apt_source "$debian" bookworm
	apt_source "$security" bookworm-security
}

# Prints the newest ABI name of kernel $2, such as 6.1.0-56-amd64: it is part
# of the package's name and changes with security updates.
kernel_abi() {
	local abi
	abi=$(apt_in "$1" apt-cache pkgnames "linux-image-$2." |
		sed -nE 's/^linux-image-([0-9.]+([+]deb[0-9]+|-[0-9]+)-amd64)$/\1/p' |
		sort -V | tail -n 1)
	[ -n "$abi" ] || { echo "root.sh: the mirror has no kernel $2" >&2; return 1; }
	printf '%s\n' "$abi"
}

# Prints the packages to install; a kernel of the backports needs more from
# there, which apt takes only for a package that names the suite.
packages() {
	local kernel suite abi
	sed '/^#/d; /^$/d' "$list"
	while read -r kernel suite; do
		abi=$(kernel_abi "$1" "$kernel")
		printf '%s\n' "linux-image-$abi$suite" "linux-headers-$abi$suite"
	done <<-EOF
		6.1
		6.12
		7.3 /trixie-backports
	EOF
}

# Nothing here boots the initramfs that a kernel's hooks would make for a
# minute.  Most drivers are for hardware that a guest never has.
bootstrap_options() {
	local name
	for name in doc man locale info; do
		echo "--dpkgopt=path-exclude=/usr/share/$name/*"
	done
	for name in gpu media net/wireless staging iio usb; do
		echo "--dpkgopt=path-exclude=*/lib/modules/*/drivers/$name/*"
	done
	echo "--dpkgopt=path-exclude=*/lib/modules/*/sound/*"
	echo "--dpkgopt=path-exclude=/etc/kernel/*"
	echo "--dpkgopt=force-unsafe-io"
	echo '--aptopt=Acquire::Languages "none"'
	echo '--aptopt=Acquire::Retries "3"'
	echo "--variant=apt"
}

# Unprivileged, the files must become the user's own: they would belong to
# subordinate ids otherwise, out of reach for the emulator and for rm.
bootstrap() {
	local options=() packages=$1 root=$2
	mapfile -t options < <(bootstrap_options)
	options+=(--include="$packages")
	if [ "$(id -u)" -eq 0 ]; then
		sources | mmdebstrap --quiet --mode=root "${options[@]}" '' "$root" -
	else
		mkdir "$root"
		sources | mmdebstrap --quiet --mode=unshare "${options[@]}" '' - - |
			tar -x -C "$root" --exclude=./dev
	fi
}

make_root() {
	local new=$1 apt=$1.apt
	echo "root.sh: making the test machine's root; this takes a few minutes" >&2
	rm -rf "$apt"
	sources | apt_open "$apt"
	bootstrap "$(packages "$apt" | paste -sd,)" "$new"
	add_mstflint "$apt" "$new"
	rm -rf "$apt" "$new"/var/cache/apt/*.bin "$new"/var/cache/apt/archives/*.deb
	# where kbuild.sh puts the sources, and what a user's root lacks
	mkdir -p "$new/build" "$new/dev" "$new/proc"
	dpkg-query --admindir="$new/var/lib/dpkg" -W >"$new/packages.list"
}

list=$here/packages${1:+.$1}
key=$(cache_key "$0" "$list" "$here/mstflint.sh" "$setup/apt.sh")
root=$(cache_dir)/root${1:+-$1}-$key
cached "$root" make_root
printf '%s\n' "$root"
