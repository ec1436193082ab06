#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A card with a network on it is handed over, or not.
#
#	handover.sh KERNEL
. "$(dirname "$0")/lib.sh"

flock "$top/userspace/hermonfw" make -s -C "$top/userspace/hermonfw" hermonfw >&2 || exit 1
build --version 2.8.0 --small --flash -o "$work/flash"
sha256sum "$work/flash" >"$work/sum"
guest -c "flash=$work/flash,stats=$work/stats" -- ./handover.sh 0000:01:00.0
check "flash untouched" sha256sum --status -c "$work/sum"
check "no guest error" no_guest_error "$work/stats"
done_testing
