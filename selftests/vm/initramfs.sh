#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Prints the path of the initramfs for a kernel release: just enough modules to
# reach the image and the host's folders; makes it when missing. A kernel whose
# modules are not in the root has a home: then these are taken along as well.
#
#	initramfs.sh RELEASE [HOME]
set -eu -o pipefail
shopt -s inherit_errexit

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=/dev/null
. "$here/../../scripts/setup/cache.sh"

modules="virtio_pci virtio_blk virtio_console 9pnet_virtio 9p erofs overlay"
modules_restart=ext4		# of which kernels with a home know nothing

# Prints the files of modules and of what they need, in the order of loading.
module_files() {
	local module
	for module; do
		modprobe --show-depends --ignore-install -d "$home" -S "$release" "$module"
	done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }'
}

# add_modules TREE LIST MODULE...: an initramfs's insmod knows no compressed ones.
add_modules() {
	local tree=$1 list=$2 file name
	shift 2
	for file in $(module_files "$@"); do
		name=$(basename "${file%.xz}")
		[ ! -e "$tree/modules/$name" ] || continue
		case $file in
		*.xz) xz -dc "$file" >"$tree/modules/$name" ;;
		*) cp "$file" "$tree/modules/$name" ;;
		esac
		echo "$name" >>"$tree/modules/$list"
	done
}

make_initramfs() {
	local tree=$1.tree
	"$here/../../scripts/setup/deps.sh" vm
	rm -rf "$tree"
	mkdir -p "$tree"/{bin,modules,proc,sys,dev,image,changes,root}
	cp "$root/usr/bin/busybox" "$tree/bin/"
	cp "$here/guest/init" "$tree/init"
	: >"$tree/modules/order"
	# shellcheck disable=SC2086 # words are wanted
	add_modules "$tree" order $modules
	if [ "$home" = "$root" ]; then
		add_modules "$tree" order.restart "$modules_restart"
	else
		mkdir "$tree/lib"
		cp -r "$home/lib/modules" "$tree/lib/"
	fi
	(cd "$tree" && find . | cpio --quiet -o -H newc -R 0:0) >"$1"
	rm -rf "$tree"
}

release=$1
root=$("$here/root.sh")
home=${2:-$root}
key=$(printf '%s' "$root" "$home" | cache_key "$0" "$here/guest/init" -)
initramfs=$(cache_dir)/initramfs-$release-$key
cached "$initramfs" make_initramfs
printf '%s\n' "$initramfs"
