#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Runs test programs, then scripts on the sanitized program; every case of a
# script counts by itself.
#
#   run.sh DIRECTORY PROGRAM... -- SCRIPT...
set -u

out=$1
shift
n=0
failed=0
echo "KTAP version 1"
while [ "$1" != -- ]; do
	n=$((n + 1))
	"$out/$1" >"$out/$1.ktap" 2>&1
	status=$?
	sed 's/^/    /' "$out/$1.ktap"
	if [ $status -eq 0 ]; then
		echo "ok $n $1"
	else
		echo "not ok $n $1"
		failed=1
	fi
	shift
done
shift

HERMONFW=$PWD/$out/hermonfw
export HERMONFW
for script; do
	while IFS= read -r line; do
		if [[ $line =~ ^(not\ )?ok\ [0-9]+\ (.*) ]]; then
			n=$((n + 1))
			[ -z "${BASH_REMATCH[1]}" ] || failed=1
			echo "${BASH_REMATCH[1]}ok $n $script: ${BASH_REMATCH[2]}"
		elif [[ $line == "1..0 # SKIP"* ]]; then
			n=$((n + 1))
			echo "ok $n $script # SKIP${line#*SKIP}"
		elif [[ $line != KTAP* && $line != 1..* ]]; then
			echo "# $line"
		fi
	done < <("./$script.sh" 2>&1)
done
echo "1..$n"
exit $failed
