#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Runs test programs side by side and prints their KTAP one after the other.
#
#   run.sh DIRECTORY PROGRAM...

out=$1
shift

# The long ones first, or the last of them runs alone.
sorted=$(for t; do
	case $t in
	burn*|cut*|faults*|recovery*) echo "0 $t" ;;
	*) echo "1 $t" ;;
	esac
done | sort -k1,1 -s | cut -d' ' -f2)

# shellcheck disable=SC2016 # for the inner shell
for t in $sorted; do echo "$t"; done |
	xargs -P "$(nproc)" -I '{}' sh -c '
		"$1/$2" >"$1/$2.ktap" 2>"$1/$2.log"
		echo $? >"$1/$2.rc"' sh "$out" '{}'

failed=0
echo "KTAP version 1"
echo "1..$#"
n=0
for t; do
	n=$((n + 1))
	sed 's/^/    /' "$out/$t.ktap"
	sed 's/^/    # /' "$out/$t.log"
	if [ "$(cat "$out/$t.rc")" = 0 ]; then
		echo "ok $n $t"
	else
		echo "not ok $n $t"
		failed=$((failed + 1))
	fi
done
echo "# $n programs, $failed failed"
[ $failed = 0 ]
