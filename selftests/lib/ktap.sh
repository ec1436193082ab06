# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# To be sourced by tests that run on the host: one KTAP result at a time. What
# runs in the machine uses kselftest's own functions.
#
# A test that names a file in $said has it shown with each failure.

n=0
failures=0
said=

# result good|bad|STATUS TEXT
result() {
	n=$((n + 1))
	case $1 in
	good | 0)
		echo "ok $n $2"
		return
		;;
	esac
	failures=$((failures + 1))
	echo "not ok $n $2"
	[ -z "$said" ] || sed 's/^/# /' "$said"
}

# finish: the plan, and whether all is well
finish() {
	echo "1..$n"
	[ "$n" -gt 0 ] && [ "$failures" -eq 0 ]
}
