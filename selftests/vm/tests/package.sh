#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Our Debian packages on a whole Debian: installed, used as the README says,
# upgraded, purged.
#
#	package.sh KERNEL
. "$(dirname "$0")/lib.sh"

"$top/scripts/deb.sh" -n -o "$share/debs" >&2 || exit 1
"$top/scripts/deb.sh" -n -v +1 -o "$share/newer" >&2 || exit 1

mkdir "$share/images"
build --chunk 64K --small --seed 6 --version 2.6.0 \
	-o "$share/images/fw-25408-2_6_000-448397-B21.bin"
build --chunk 64K --small --seed 8 --version 2.8.0 -o "$share/images/image.bin"
cp "$top/README" "$share/"
build --version 2.8.0 --seed 8 --chunk 64K --small --guid 001e0bffff4c1bf4 \
	--flash --flash-size 512K -o "$work/flash"
identity "$work/flash" >"$work/identity"

# Two builds of the module, by a compiler that is emulated.
export HERMON_VM_TIMEOUT=5400
guest -c "flash=$work/flash,part=SST25VF040B,time-scale=0.01,stats=$work/stats" --debian -- \
	./package.sh 0000:01:00.0 ./debs ./newer images README
check "no guest error" no_guest_error "$work/stats"
check "one sound image" sound "$work/flash"
check "it is 2.6.0" [ "$(version "$work/flash")" = 2.6.0 ]
check "GUIDs, MACs, VSD byte-equal" \
	[ "$(identity "$work/flash")" = "$(cat "$work/identity")" ]
done_testing
