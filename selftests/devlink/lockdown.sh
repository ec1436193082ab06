#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Under lockdown no program reaches the card's registers, and only a module that is
# signed with a key that the kernel trusts.
#
#	lockdown.sh CARD MODULE IMAGE VERSION [STRANGER TRUSTED]
#
# MODULE is not signed; STRANGER is, by a key that the kernel does not know, TRUSTED
# by one that it does. Locks the kernel down; only a restart ends that.
# shellcheck disable=SC2034 # for lib.sh
loads_driver=y
. "$(dirname "$0")/lib.sh"

card=$1 module=$2 image=$3 version=$4 stranger=${5-} trusted=${6-}
lockdown=/sys/kernel/security/lockdown
memory=/sys/bus/pci/devices/$card/resource0

command -v mstflint >/dev/null || skip_all "needs mstflint 4.16"
mountpoint -q /sys/kernel/security || mount -t securityfs securityfs /sys/kernel/security
[ -e $lockdown ] || skip_all "needs CONFIG_SECURITY_LOCKDOWN_LSM"

# query DEVICE: mstflint finds firmware through it
query() {
	mstflint -d "$1" query >/tmp/query 2>&1 </dev/null && grep -q 'FW Version' /tmp/query
}

# refused COMMAND...: fails, and what it says is shown
refused() {
	"$@" && return 1
	ktap_print_msg "$(tail -n 1 /tmp/query)"
}

# restricted WHAT: the kernel's log has why
restricted() {
	dmesg | grep -q "Lockdown: .*: $1 is restricted"
}

ktap_print_header
ktap_set_plan $((9 + (${#trusted} > 0 ? 6 : 0)))
query "$memory"
result "without lockdown, mstflint reads the card through its memory"
query "$card"
result "without lockdown, mstflint reads the card through its config space"
echo integrity >$lockdown
like "$(<$lockdown)" '*\[integrity\]*'
result "the kernel is locked down"
dmesg -C
refused query "$memory"
result "mstflint cannot map the card's memory"
restricted 'direct PCI access'
result "the log has why"
refused query "$card"
result "mstflint cannot write to the card's config space"
# The kernel says so ten times in five seconds, and mstflint tries often.
sleep 5
insmod "$module" 2>/tmp/err
like "$(</tmp/err)" '*Operation not permitted*' && restricted 'unsigned module loading'
result "a module without a signature is refused"
[ ! -d /sys/module/hermon_fw ]
result "it is not loaded"
if [ -n "$trusted" ]; then
	insmod "$stranger" 2>/tmp/err
	like "$(</tmp/err)" '*not permitted*' || like "$(</tmp/err)" '*key not available*'
	result "a module signed by an unknown key is refused"
	insmod "$trusted"
	result "a module signed by a trusted key is not"
	empty "it does not taint the kernel as unsigned" \
		"$(grep E /sys/module/hermon_fw/taint)"
	devlink dev flash "pci/$card" file "$image" >/dev/null
	result "devlink burns $version"
	devlink dev reload "pci/$card" action fw_activate >/dev/null
	result "devlink activates it"
	same "the card runs it" "$(running "$card")" "$version"
fi
empty "no splat in the log" "$(dmesg_splats)"
ktap_finished
