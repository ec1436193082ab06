#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Every reason of report.h is provoked by a test; KTAP.
#
# A unit test expects it by its name. report_kunit.c does not count: it fills in
# the reports itself; nor do the fuzzers, which expect nothing. A test of the
# virtual machine expects its sentence, the one of core/report.c, or as many words
# of it as are between two numbers.
#
# Two reasons are races that no test can win on purpose:
#   SUSPENDING    a burn asked for after the notifier and before the freezer, which
#                 comes some milliseconds later
#   RESET_OTHER   a reload within the second in which a reset through sysfs has
#                 config space; where the instance is locked, it waits instead
set -u

races="SUSPENDING RESET_OTHER"
top=${TOP:-$(dirname "$0")/../..}
core=$top/drivers/net/ethernet/mellanox/hermon

# What tests say, without comments.
unit_tests() {
	local file
	for file in "$top"/selftests/unit/*_test.c "$core"/tests/*_kunit.c; do
		[ "${file##*/}" = report_kunit.c ] || sed -E '/^ ?\*|^\/\*/d' "$file"
	done
}

machine_tests() {
	sed '/^[[:space:]]*#/d' "$top"/selftests/devlink/*.sh "$top"/selftests/vm/tests/*.sh
}

# A reason's sentence as a pattern: "section at .* of the .*: CRC is .*, not .*"
pattern() {
	tr -d '\n' <"$core/core/report.c" |
		sed -nE "s/.*REASON\($1, [A-Z]+,[[:space:]]*\"([^\"]*)\".*/\1/p" |
		sed -E 's/[().*]/\\&/g; s/%./.*/g'
}

reasons() {
	sed -n 's/^	HERMON_WHY_\([A-Z0-9_]*\),.*/\1/p' "$top/include/hermon/report.h"
}

unit=$(unit_tests)
machine=$(machine_tests)
n=0
failed=0
echo "KTAP version 1"
echo "1..$(reasons | wc -l)"
for reason in $(reasons); do
	n=$((n + 1))
	where=
	sentence=$(pattern "$reason")
	if [ -z "$sentence" ]; then
		echo "not ok $n $reason: no sentence found"
		failed=$((failed + 1))
		continue
	fi
	grep -qw "HERMON_WHY_$reason" <<<"$unit" && where+=" unit"
	grep -qE "$sentence" <<<"$machine" && where+=" machine"
	[[ " $races " != *" $reason "* ]] || where+=" nobody, being a race"
	if [ -n "$where" ]; then
		echo "ok $n $reason, by$where"
	else
		echo "not ok $n $reason: no test provokes it"
		failed=$((failed + 1))
	fi
done
[ $n -gt 0 ] && [ $failed = 0 ]
