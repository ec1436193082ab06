#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs the root's emulator on the host, which need not be able to: it takes its
# own C library and modules along.
set -eu

root=$("$(dirname "$0")/root.sh")
lib=$root/usr/lib/x86_64-linux-gnu
export QEMU_MODULE_DIR=$lib/qemu
exec "$lib/ld-linux-x86-64.so.2" --library-path "$lib" \
	"$root/usr/bin/qemu-system-x86_64" \
	-L "$root/usr/share/qemu" -L "$root/usr/share/seabios" "$@"
