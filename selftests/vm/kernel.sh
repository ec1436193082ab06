# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # here, the folder of this file, is the caller's
# To be sourced: the kernels there are, and where a module for each is built.
#
# Stock kernels are in the root. Those that look for faults have a home of
# their own, and are known by a name instead of a version.

# kernel_is_stock KERNEL
kernel_is_stock() {
	case $1 in
	[0-9]*) true ;;
	*) false ;;
	esac
}

# kernel_home ROOT KERNEL: prints the folder below which lib/modules has its modules.
kernel_home() {
	if kernel_is_stock "$2"; then
		printf '%s\n' "$1"
	else
		"$here/debug-kernel.sh" "$2"
	fi
}

# kernel_release ROOT 6.12: prints the release as "uname -r" has it.
kernel_release() {
	local image
	if ! kernel_is_stock "$2"; then
		basename "$("$here/debug-kernel.sh" "$2")"/lib/modules/*
		return
	fi
	for image in "$1/boot/vmlinuz-$2."*; do
		[ -e "$image" ] || continue
		printf '%s\n' "${image##*/vmlinuz-}"
		return
	done
	echo "no kernel $2; there are: $(cd "$1/boot" && echo vmlinuz-*)" >&2
	return 1
}

# module_build_dir SOURCE RELEASE: each checkout has its own for each kernel.
module_build_dir() {
	local source
	source=$(realpath "$1")
	printf '%s/kbuild/%s-%s\n' "$(cache_dir)" "$2" \
		"$(printf '%s' "$source" | cache_key -)"
}

# built_module SOURCE RELEASE: prints where the module is once it is built.
built_module() {
	printf '%s/drivers/net/ethernet/mellanox/hermon/hermon_fw.ko\n' \
		"$(module_build_dir "$1" "$2")"
}
