#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Builds what the machine's tests share, so that none of them waits for it.
#
#	check-prepare.sh [KERNEL...]
set -eu -o pipefail
shopt -s inherit_errexit

top=$(cd "$(dirname "$0")/.." && pwd)
vm=$top/selftests/vm

echo "KTAP version 1"
echo 1..5
"$vm/root.sh" >/dev/null
echo "ok 1 root file system with kernels 6.1, 6.12 and 7.3"
"$top/scripts/setup/linux-source.sh" 6.12 >/dev/null
echo "ok 2 kselftest and checkpatch of linux-source"
make -s -C "$top/selftests/model" hermon-model
make -s -C "$top/selftests/fs2" fs2-build
echo "ok 3 emulated card and image builder"
make -s -C "$top/userspace/hermonfw" hermonfw
echo "ok 4 hermonfw"
[ $# -gt 0 ] || set -- 6.1 6.12 7.3
for kernel; do
	"$vm/kbuild.sh" -k "$kernel"
done
echo "ok 5 module for each kernel"
