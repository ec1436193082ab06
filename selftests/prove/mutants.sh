#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Tests of the test: each mutants/NAME.diff is one mistake in core/. It is made
# in a copy, and the program that it names, sweep or faults, must fail by the
# check that it names. A diff that no longer applies as it stands is a failure.
#
#	mutants.sh [NAME...]	KTAP on stdout
set -u -o pipefail

cd "$(dirname "$0")" || exit 1
. ../lib/ktap.sh
core=../../drivers/net/ethernet/mellanox/hermon/core
work=build/mutants
jobs=${HERMON_JOBS:-$(nproc)}

explain() { # FILE
	sed 's/^/# /' "$1" | head -n 20
}

# The copy of core/ with the mistake in it.
make_copy() { # NAME
	rm -rf "${work:?}/$1"
	mkdir -p "$work/$1"
	cp -r "$core" "$work/$1/source"
	patch -d "$work/$1/source" -p1 -F0 --no-backup-if-mismatch \
		<"mutants/$1.diff" >"$work/$1/log" 2>&1 &&
		! grep -q 'fuzz' "$work/$1/log"
}

# The checks that did not hold, each once.
killers() { # LOG
	sed -n 's/^# failed //p' "$1" | tr ' ' '\n' | sort -u | paste -sd ' '
}

try() { # NAME
	local name=$1 program check status killed
	local log=$work/$name/log

	read -r program check < <(sed -n 's/^Killed-by: //p' "mutants/$name.diff")
	if ! make_copy "$name"; then
		explain "$log"
		result bad "$name does not apply: make it anew"
		return
	fi
	if ! make -s CORE="$work/$name/source" OUT="$work/$name" \
		"$work/$name/$program" >"$log" 2>&1; then
		explain "$log"
		result bad "$name does not build"
		return
	fi
	case $program in
	sweep) "$work/$name/sweep" -s -u "$check" -j "$jobs" >"$log" 2>&1 ;;
	*) "$work/$name/$program" -u "$check" >"$log" 2>&1 ;;
	esac
	status=$?
	killed=$(killers "$log")
	if [ $status = 1 ] && grep -qw -- "$check" <<<"$killed"; then
		result good "$name: $program finds it by: $killed"
	else
		explain "$log"
		result bad "$name: $program ends with $status, by '$killed', not '$check'"
	fi
}

echo "KTAP version 1"
[ $# -gt 0 ] || set -- mutants/*.diff
for name; do
	try "$(basename "$name" .diff)"
done
finish
