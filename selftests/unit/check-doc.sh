#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Every reason of report.h has its row in the table that users read; KTAP.

top=${TOP:-$(dirname "$0")/../..}
header=$top/include/hermon/report.h
doc=$top/Documentation/networking/devlink/hermon.rst

echo "KTAP version 1"
if [ ! -f "$doc" ]; then
	echo "1..1"
	echo "ok 1 reasons # SKIP $doc does not exist"
	exit 0
fi

reasons=$(sed -n 's/^	HERMON_WHY_\([A-Z0-9_]*\),.*/\1/p' "$header")
# shellcheck disable=SC2086 # one word a reason
set -- $reasons
echo "1..$#"
n=0
failed=0
for reason; do
	n=$((n + 1))
	if grep -qE "(^|[^A-Z0-9_])$reason([^A-Z0-9_]|\$)" "$doc"; then
		echo "ok $n $reason"
	else
		echo "not ok $n $reason: no row in ${doc#"$top"/}"
		failed=$((failed + 1))
	fi
done
[ $n -gt 0 ] && [ $failed = 0 ]
