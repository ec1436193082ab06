# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# To be sourced by the static checks: one KTAP result for each.

n=0
failures=0

# check DESCRIPTION COMMAND [ARG...]: passes if the command does.
check() {
	local description=$1 said
	shift
	n=$((n + 1))
	if said=$("$@" 2>&1); then
		echo "ok $n $description"
	else
		printf '%s\n' "$said" | sed 's/^/# /'
		echo "not ok $n $description"
		failures=$((failures + 1))
	fi
}

# done_checking: the plan, and whether all is well
done_checking() {
	echo "1..$n"
	[ "$failures" -eq 0 ]
}
