#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Load, unload, bind, unbind, many times; and in the middle of info. Loaded for one
# card, with others there.
#
#	rebind.sh KERNEL
. "$(dirname "$0")/lib.sh"

build --small --flash -o "$work/flash"
sha256sum "$work/flash" >"$work/sum"
guest -c "flash=$work/flash,stats=$work/stats" -l -- \
	./rebind.sh /mnt/hermon/hermon_fw.ko 0000:01:00.0
check "no guest error" no_guest_error "$work/stats"

build --empty --flash -o "$work/empty"
sha256sum "$work/empty" >>"$work/sum"
guest -c "flash=$work/flash,stats=$work/stats" \
	-c "flash=$work/empty,stats=$work/empty.stats" -- \
	./override.sh /mnt/hermon/hermon_fw.ko 0000:01:00.0 0000:02:00.0
check "override: no guest error" no_guest_error "$work/stats"
check "override: none in recovery" no_guest_error "$work/empty.stats"
check "flash untouched" sha256sum --status -c "$work/sum"
done_testing
