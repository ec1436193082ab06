# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# To be sourced: the kernels in the root, and where a module for each is built.

# kernel_release ROOT 6.12: prints the release as "uname -r" has it.
kernel_release() {
	local image
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
