# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # logs is the caller's
# To be sourced: what a kernel that looks for faults is told, and what it says
# when it finds one.

# Suites of KUnit run when a module is loaded, so only a test that is about them
# turns them on.  What an emulated processor on a busy host makes the timers say
# is no fault: it may stand still for seconds.
fault_options() {
	echo "loglevel=5 panic_on_warn=1 slab_debug=FZ kunit.enable=0" \
		"rcupdate.rcu_cpu_stall_timeout=300"
}

# Prints the first lines of reports: of KASAN, KCSAN, UBSAN, DEBUG_OBJECTS,
# lists, references, locks, sleeping functions, tasks that hang, leaks.
fault_reports() {
	tr -d '\r' <"$logs/console.log" | grep -E -e 'BUG:|WARNING:|UBSAN:|ODEBUG:' \
		-e 'INFO: (task|rcu|lockdep|possible|trying|suspicious)' \
		-e 'kernel BUG|Oops|general protection|Kernel panic' \
		-e 'list_(add|del) corruption|refcount_t:|unreferenced object' \
		-e 'Object .*(Redzone|Poison|padding) overwritten'
}

# A report fails the run, whatever the command found.
check_faults() {
	local reports
	reports=$(fault_reports) || return 0
	printf '%s\n' "$reports" >&2
	fail "the kernel reported $(wc -l <<<"$reports") faults"
}
