#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Allocations of requests fail: the request then fails with an errno, or does
# without; and the next one is good.
#
#	nomem.sh CARD IMAGE VERSION OTHER-IMAGE OTHER-VERSION FAILNTH.SO
#
# Needs a kernel with fault injection.
. "$(dirname "$0")/lib.sh"

card=$1 image=$2 version=$3 other=$4 other_version=$5 preload=$6
driver=/sys/bus/pci/drivers/hermon_fw
handle=pci/$card

[ -d /sys/kernel/debug/failslab ] || skip_all "needs CONFIG_FAILSLAB"

# Those that may wait are the ones meant, of any size. Copies to and from the
# program are counted as well, and fail with EFAULT.
for name in failslab fail_page_alloc; do
	echo N >"/sys/kernel/debug/$name/ignore-gfp-wait"
done
for name in failslab fail_page_alloc fail_usercopy; do
	echo 0 >"/sys/kernel/debug/$name/verbose"
done
echo 0 >/sys/kernel/debug/fail_page_alloc/min-order

# failing NTH COMMAND...: leaves its status, what it said, and a line for each
# failure.
failing() {
	local nth=$1
	shift
	: >/tmp/fail.log
	status=0
	FAIL_NTH=$nth FAIL_LOG=/tmp/fail.log LD_PRELOAD=$preload "$@" \
		>/tmp/out 2>/tmp/err </dev/null || status=$?
}

# The flash is read, and has an image.
answers() {
	like "$(stored "$card")" "[0-9]*.*"
}

# each NAME COMMAND...: the one request of COMMAND with each of its allocations
# failing, then with none.
each() {
	local name=$1 tries refused
	shift
	failing all "$@"
	tries=$(wc -l </tmp/fail.log)
	refused=$(awk '$2 { n[$2]++ } END { for (e in n) printf " %d with errno %d,", n[e], e }' \
		/tmp/fail.log)
	ktap_print_msg "$name: $tries allocations;${refused:- none} refused"
	[ "$status" -eq 0 ] || ktap_print_msg "$(cat /tmp/err)"
	[ "$status" -eq 0 ] && [ "$tries" -gt 1 ] && [ -n "$refused" ] && answers
	result "$name: each allocation may fail"
}

# some NAME AFTER COMMAND...: the first allocations one by one, then with growing
# gaps, for what takes long. AFTER shows each time that nothing has suffered.
some() {
	local name=$1 after=$2 nth=0 tries=0 refused=0 bad=0
	shift 2
	while :; do
		nth=$((nth + 1 + nth / 4))
		failing $nth "$@"
		[ -s /tmp/fail.log ] || break
		tries=$((tries + 1))
		[ "$status" -eq 0 ] || refused=$((refused + 1))
		if ! "$after" || { [ "$status" -ne 0 ] && [ ! -s /tmp/err ]; }; then
			bad=$((bad + 1))
			ktap_print_msg "$name, allocation $nth: status $status, $(cat /tmp/err)"
		fi
	done
	ktap_print_msg "$name: $tries allocations up to number $nth, $refused refused"
	[ "$bad" -eq 0 ] && [ "$refused" -gt 0 ] && [ "$status" -eq 0 ]
	result "$name: allocations may fail"
	"$after"
}

# The image is one or the other; a second burn gives the one that is asked for.
burn_again() {
	like "$(stored "$card")" "$version" || like "$(stored "$card")" "$other_version" ||
		return
	devlink dev flash "$handle" file "$other" >/dev/null &&
		[ "$(stored "$card")" = "$other_version" ]
}

drop_snapshot() {
	devlink region del "$handle/flash" snapshot 1 2>/tmp/del || [ "$status" -ne 0 ]
}

ktap_print_header
ktap_set_plan 11
devlink dev flash "$handle" file "$other" >/dev/null
result "a burn to begin with"
echo "$card" >"$driver/unbind"
# dd writes with one call to what it has opened.
printf '%s' "$card" >/tmp/card
export FAIL_UNDO=$driver/unbind
each probe dd of="$driver/bind" bs=64 status=none if=/tmp/card
unset FAIL_UNDO
each info devlink dev info "$handle"
each parameters devlink dev param show "$handle" name rom
each "set parameter" \
	devlink dev param set "$handle" name rom value card cmode runtime
set_param "$card" rom auto
each diagnose devlink health diagnose "$handle" reporter flash
each selftest devlink dev selftests run "$handle" id flash
each "driver_reinit" devlink dev reload "$handle" action driver_reinit
some flash burn_again devlink dev flash "$handle" file "$image"
some fw_activate answers devlink dev reload "$handle" action fw_activate
some snapshot drop_snapshot devlink region new "$handle/flash" snapshot 1
ktap_finished
