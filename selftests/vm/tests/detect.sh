#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The test of the kernels that look for faults: each kind of fault, committed on
# purpose by a module, is reported, and fails the run.
#
#	detect.sh debug | kcsan
. "$(dirname "$0")/lib.sh"
# shellcheck source=/dev/null
. "$top/scripts/setup/cache.sh"
here=$top/selftests/vm
# shellcheck source=/dev/null
. "$here/kernel.sh"

faulty=$here/faulty
HERMON_SRC=$faulty "$here/kbuild.sh" -k "$kernel" >&2 || exit 1
release=$(kernel_release "$("$here/root.sh")" "$kernel") || exit 1
cp "$(module_build_dir "$faulty" "$release")/faulty.ko" "$share/" || exit 1

# run COMMAND-LINE FAULT...: leaves what was reported in $work/err
run() {
	local options=$1
	shift
	HERMON_VM_LOG=$work/log HERMON_VM_CMDLINE=$options "$here/run.sh" -k "$kernel" \
		-s "$share" -- bash ./commit.sh "$@" >"$work/out" 2>"$work/err"
	status=$?
	sed 's/^/# /' "$work/out" "$work/err"
}

# reported FAULT PATTERN
reported() {
	check "$1 is reported" grep -qE "$2" "$work/err"
}

cat >"$share/commit.sh" <<'SCRIPT'
echo 10 >/proc/sys/kernel/hung_task_timeout_secs
for fault; do
	! insmod ./faulty.ko fault="$fault" 2>/tmp/err || exit 1
	grep -q 'Operation canceled' /tmp/err || { cat /tmp/err; exit 1; }
done
SCRIPT

run ''
check "without a fault the run is good (status $status)" [ "$status" -eq 0 ]

# What must not be seen by panic_on_warn to be seen; after the first report of
# a lock the kernel looks at no more of them.
if [ "$kernel" = debug ]; then
	run "panic_on_warn=0 kasan_multi_shot" lock-order atomic-sleep lost-reference list-twice free-timer \
		leak hang out-of-bounds use-after-free
	check "with faults the run fails (status $status)" [ "$status" -eq 125 ]
	reported lock-order 'WARNING: possible circular locking dependency'
	reported atomic-sleep 'BUG: sleeping function called from invalid context'
	reported lost-reference 'refcount_t: addition on 0; use-after-free'
	reported list-twice 'WARNING: .* at lib/list_debug.c'
	reported free-timer 'ODEBUG: free active .*timer_list'
	reported leak 'unreferenced object'
	reported hang 'INFO: task insmod.* blocked for more than'
	reported out-of-bounds 'UBSAN: array-index-out-of-bounds'
	reported use-after-free 'BUG: KASAN: slab-use-after-free'
	run '' use-after-free
else
	run panic_on_warn=0 data-race
	check "with faults the run fails (status $status)" [ "$status" -eq 125 ]
	reported data-race 'BUG: KCSAN: data-race in .*\[faulty\]'
	run '' data-race
fi
check "a report ends the machine (status $status)" [ "$status" -eq 125 ]
reported "the panic" 'Kernel panic - not syncing: .*panic_on_warn'
done_testing
