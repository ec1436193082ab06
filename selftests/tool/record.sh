#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Makes recorded/ anew: what the kernel of the test machine answers to hermonfw.
#
#	record.sh [KERNEL]
set -eu -o pipefail

cd "$(dirname "$0")"
kernel=${1:-6.12}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/share"
make -s -C ../../userspace/hermonfw hermonfw
make -s -C ../fs2 fs2-build
gcc -D_GNU_SOURCE -shared -fPIC -o "$work/share/record.so" record.c
../fs2/fs2-build --chunk 64K --small --version 2.8.0 --guid 001e0bffff4c1bf4 \
	--flash --flash-size 1M -o "$work/flash"
cp "$work/flash" "$work/held"
../fs2/fs2-build --chunk 64K --small --version 2.6.0 --seed 2 -o "$work/share/new.bin"
cat >"$work/share/commands" <<'SCRIPT'
record() {
	local name=$1
	shift
	LD_PRELOAD=/mnt/share/record.so RECORD=/mnt/share/$name.rec "$@" || true
}
record info hermonfw list
record health devlink health diagnose pci/0000:01:00.0 reporter flash
record region devlink region show pci/0000:01:00.0/flash
record snapshot devlink region new pci/0000:01:00.0/flash snapshot 7
record chunks devlink region read pci/0000:01:00.0/flash address 0 length 640
record held devlink dev flash pci/0000:02:00.0 file new.bin
devlink dev param set pci/0000:01:00.0 name rom value card cmode runtime
record param devlink dev param show pci/0000:01:00.0 name rom
record flash devlink dev flash pci/0000:01:00.0 file new.bin
record warning devlink dev flash pci/0000:01:00.0 file new.bin
SCRIPT
../vm/run.sh -k "$kernel" -s "$work/share" \
	-c "flash=$work/flash,part=M25P80,time-scale=0.01" \
	-c "flash=$work/held,part=M25P80,fault=sem-held" -l -- bash commands
mkdir -p recorded
cp "$work"/share/*.rec recorded/
