#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Prints the path of a stock kernel without its compression, which takes an
# emulated processor seconds to undo; unpacks it when missing.
#
#	vmlinux.sh RELEASE
set -eu -o pipefail
shopt -s inherit_errexit

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=/dev/null
. "$here/../../scripts/setup/cache.sh"

# number OFFSET SIZE: prints a field of the boot header
number() {
	od -An -t "u$2" -j "$1" -N "$2" "$vmlinuz" | tr -d ' '
}

# Prints the compressed part (Documentation/arch/x86/boot.rst: setup_sects,
# payload_offset, payload_length); the size behind it is not part of the format.
payload() {
	local start length
	start=$((($(number 0x1f1 1) + 1) * 512 + $(number 0x248 4)))
	length=$(number 0x24c 4)
	head -c $((start + length - 4)) "$vmlinuz" | tail -c "+$((start + 1))"
}

unpack() {
	"$here/../../scripts/setup/deps.sh" vm
	payload >"$1.payload"
	xz -dc "$1.payload" >"$1" 2>/dev/null || zstd -dcq "$1.payload" >"$1"
	rm "$1.payload"
}

root=$("$here/root.sh")
vmlinuz=$root/boot/vmlinuz-$1
vmlinux=$(cache_dir)/vmlinux-$1-$(printf '%s' "$root" | cache_key "$0" -)
cached "$vmlinux" unpack
printf '%s\n' "$vmlinux"
