#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Prints the path of the guest's root file system, an image with the userland
# of the merged root and the few modules that tests load; makes it when missing.
#
#	image.sh [FLAVOUR]
#
# With a flavour, all of that flavour's root and all modules.
set -eu -o pipefail
shopt -s inherit_errexit

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=/dev/null
. "$here/../../scripts/setup/cache.sh"

# The card's other driver, and what a driver for its flash might build on.
modules="mlx4_core mlx4_en mlx4_ib ib_uverbs ib_ipoib bonding bridge team team_mode_activebackup vxlan mtd spi-nor vfio-pci autofs4"

# What only the host's side of the root needs.
unwanted=(boot dev proc run sys tmp build 'vmlinuz*' 'initrd*' packages.list
	'usr/src/*' usr/include usr/lib/gcc usr/libexec/gcc 'usr/lib/linux*'
	'usr/lib/modules/*' 'usr/lib/x86_64-linux-gnu/*.a' usr/lib/x86_64-linux-gnu/qemu
	'usr/bin/*-linux-gnu-*' 'usr/bin/*qemu*' usr/bin/sparse usr/bin/test-inspect
	usr/share/qemu usr/share/seabios usr/share/perl usr/lib/x86_64-linux-gnu/perl
	'var/lib/apt/*' 'var/lib/dpkg/*' 'var/cache/*' 'usr/lib/udev/hwdb*'
	usr/share/initramfs-tools usr/share/i18n usr/share/zoneinfo
	opt/mstflint/usr/share)

# What no machine needs.
never=(boot dev proc run sys tmp build 'vmlinuz*' 'initrd*' packages.list 'var/cache/*')

copy_userland() {
	[ -z "$flavour" ] || unwanted=("${never[@]}")
	tar -C "$root" -c "${unwanted[@]/#/--exclude=./}" . | tar -C "$1" -x
	mkdir -p "$1"/{dev,proc,run,sys,tmp,mnt/share,mnt/hermon}
	install -D -t "$1/usr/lib/vm" "$here"/guest/{start,run}
}

# Prints the files of $modules for kernel $1 and of what they need.
module_files() {
	local module
	for module in $modules; do
		modprobe --show-depends --ignore-install -d "$root" -S "$1" "$module"
	done | awk '$1 == "insmod" { print $2 }' | sort -u
}

add_modules() {
	local release file
	for release in "$root"/lib/modules/*; do
		release=${release##*/}
		[ -z "$flavour" ] || { depmod -b "$1" "$release"; continue; }
		for file in $(module_files "$release"); do
			install -m 644 -D "$file" "$1/usr/${file#"$root"/}"
		done
		cp "$root/lib/modules/$release"/modules.{order,builtin*} \
			"$1/usr/lib/modules/$release/"
		depmod -b "$1" "$release"
	done
}

# What at a first boot takes time and gives a test nothing.
slow_units="getty.target getty-static.service console-getty.service
	dev-hugepages.mount dev-mqueue.mount proc-sys-fs-binfmt_misc.automount
	e2scrub_reap.service ldconfig.service modprobe@.service
	systemd-firstboot.service systemd-hwdb-update.service
	systemd-journal-catalog-update.service systemd-journal-flush.service
	systemd-logind.service systemd-network-generator.service
	systemd-pcrphase.service systemd-random-seed.service
	systemd-update-utmp.service systemd-update-utmp-runlevel.service
	systemd-user-sessions.service timers.target"

configure_systemd() {
	local unit
	echo 0123456789abcdef0123456789abcdef >"$1/etc/machine-id"
	touch "$1/etc/.updated" "$1/var/.updated"
	for unit in $slow_units; do
		ln -sf /dev/null "$1/etc/systemd/system/$unit"
	done
	mkdir -p "$1/etc/systemd/system-generators"
	ln -s /dev/null "$1/etc/systemd/system-generators/systemd-getty-generator"
	install -m 644 -t "$1/etc/systemd/system" "$here/guest/vm-command.service"
}

configure() {
	echo hermon >"$1/etc/hostname"
	echo 127.0.0.1 localhost hermon >"$1/etc/hosts"
	rm -f "$1/etc/resolv.conf" "$1/etc/fstab"
	configure_systemd "$1"
}

make_image() {
	local tree=$1.tree
	"$here/../../scripts/setup/deps.sh" vm
	rm -rf "$tree"
	mkdir -p "$tree"
	copy_userland "$tree"
	add_modules "$tree"
	configure "$tree"
	mkfs.erofs --quiet -zlz4 --all-root "$1" "$tree"
	rm -rf "$tree"
}

flavour=${1-}
root=$("$here/root.sh" "$@")
key=$(printf '%s' "$root" |
	cache_key "$0" "$here"/guest/{start,run,vm-command.service} -)
image=$(cache_dir)/image${flavour:+-$flavour}-$key
cached "$image" make_image
printf '%s\n' "$image"
