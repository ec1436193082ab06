#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every allocation of every request fails once: the request then fails with a
# sentence or an errno, or does without; and the next one is good.
#
#	nomem.sh CARD IMAGE VERSION OTHER-IMAGE OTHER-VERSION FAILNTH.SO
#
# Needs a kernel with fault injection.
. "$(dirname "$0")/lib.sh"

card=$1 image=$2 version=$3 other=$4 other_version=$5 preload=$6
driver=/sys/bus/pci/drivers/hermon_fw
handle=pci/$card
# More than any request makes; a request that never ends to fail is a fault, too.
most=2000

[ -d /sys/kernel/debug/failslab ] || skip_all "needs CONFIG_FAILSLAB"

# Those that may wait are the ones meant, of any size.
for name in failslab fail_page_alloc; do
	cd "/sys/kernel/debug/$name" || exit
	echo N >ignore-gfp-wait
	echo 0 >verbose
done
echo 0 >/sys/kernel/debug/fail_page_alloc/min-order
cd - >/dev/null || exit

# failing NTH COMMAND...: runs it with that allocation of a request failing;
# leaves its status, and whether a request made so many.
failing() {
	local nth=$1
	shift
	rm -f /tmp/fail.log
	status=0
	FAIL_NTH=$nth FAIL_LOG=/tmp/fail.log LD_PRELOAD=$preload "$@" \
		>/tmp/out 2>/tmp/err </dev/null || status=$?
	hit=
	! grep -q 1 /tmp/fail.log || hit=y
}

# tried AFTER: what holds for a command of which an allocation failed, and one
# of which none did
tried() {
	if [ "$status" -ne 0 ]; then
		[ -n "$hit" ] && [ -s /tmp/err ] || return
	fi
	"$1"
}

# every NAME AFTER COMMAND...: lets each allocation of COMMAND fail in turn.
# AFTER shows each time that nothing has suffered; $status is that of COMMAND.
every() {
	local name=$1 after=$2 nth refused=0 bad=0
	shift 2
	for ((nth = 1; nth <= most; nth++)); do
		failing "$nth" "$@"
		[ "$status" -eq 0 ] || refused=$((refused + 1))
		if ! tried "$after"; then
			bad=$((bad + 1))
			ktap_print_msg "$name, allocation $nth: status $status, $(cat /tmp/err)"
		fi
		[ -n "$hit" ] || break
	done
	ktap_print_msg "$name: $((nth - 1)) allocations, $refused of them needed"
	[ "$bad" -eq 0 ] && [ -z "$hit" ] && [ "$nth" -gt 1 ]
	result "$name: each allocation may fail"
}

answers() {
	like "$(stored "$card")" "[0-9]*.*"
}

unbind_if_bound() {
	[ "$status" -ne 0 ] || echo "$card" >"$driver/unbind"
}

# The image is one or the other; a second burn gives the one that is asked for.
burn_again() {
	like "$(stored "$card")" "$version" || like "$(stored "$card")" "$other_version" ||
		return
	devlink dev flash "$handle" file "$other" >/dev/null &&
		[ "$(stored "$card")" = "$other_version" ]
}

drop_snapshot() {
	if [ "$status" -eq 0 ]; then
		devlink region del "$handle/flash" snapshot 1 || return
	fi
	answers
}

ktap_print_header
ktap_set_plan 12
printf '%s' "$card" >/tmp/card
echo "$card" >"$driver/unbind"
# dd writes with one call to what it has opened.
every probe unbind_if_bound dd of="$driver/bind" bs=64 status=none if=/tmp/card
echo "$card" >"$driver/bind"
answers
result "probe without a failure"
every info answers devlink dev info "$handle"
every parameter answers devlink dev param show "$handle"
every "set parameter" answers \
	devlink dev param set "$handle" name rom value keep cmode runtime
every diagnose answers devlink health diagnose "$handle" reporter flash
every selftest answers devlink dev selftests run "$handle" id flash
every snapshot drop_snapshot devlink region new "$handle/flash" snapshot 1
every reload answers devlink dev reload "$handle" action driver_reinit
every activate answers devlink dev reload "$handle" action fw_activate
every flash burn_again devlink dev flash "$handle" file "$image"
empty "no splat in the log" "$(dmesg_splats)"
ktap_finished
