#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The KUnit suites of the module, in the kernel: every case that runs in user
# space runs here, and passes.
#
#	kunit.sh KERNEL
. "$(dirname "$0")/lib.sh"

unit=$top/selftests/unit
flock "$unit" make -s -C "$unit" -j"$(nproc)" kunit CC=gcc >&2 || exit 1

# They run when the module comes in.
cat >"$share/load.sh" <<'SCRIPT'
insmod /mnt/hermon/hermon_fw.ko || exit
cd /sys/kernel/debug/kunit || exit
for suite in *; do
	cat "$suite/results" >"/mnt/share/$suite.ktap" || exit
done
SCRIPT
HERMON_VM_CMDLINE=kunit.enable=1 "$top/selftests/vm/run.sh" -k "$kernel" \
	-s "$share" -- bash ./load.sh >"$work/out" 2>&1
status=$?
sed 's/^/# /' "$work/out"
check "the machine ended well (status $status)" [ "$status" -eq 0 ]

# results FILE: what of it is a result, without numbers
results() {
	sed -nE 's/^( *)(ok|not ok) [0-9]+ /\1\2 /p' "$1"
}

# cases SUITE: each as a result of this test
cases() {
	local line
	while IFS= read -r line; do
		case $line in
		*"# SKIP"*) not_ok "skipped: $1: ${line#*ok }" ;;
		"    ok "*) ok "$1: ${line#*ok }" ;;
		*) not_ok "$1: ${line#*ok }" ;;
		esac
	done < <(results "$share/$1.ktap" | grep -E '^    (ok|not)')
}

suites=0
for program in "$unit"/build/gcc/*_kunit; do
	"$program" >"$work/user.ktap" 2>/dev/null
	suite=$(sed -n 's/.*# Subtest: //p' "$work/user.ktap" | head -n 1)
	suites=$((suites + 1))
	[ -s "$share/$suite.ktap" ] || { not_ok "$suite: has run"; continue; }
	cases "$suite"
	results "$work/user.ktap" >"$work/user"
	results "$share/$suite.ktap" >"$work/kernel"
	diff "$work/user" "$work/kernel" >"$work/diff"
	check "$suite: $(wc -l <"$work/kernel") results, the same as in user space" \
		[ ! -s "$work/diff" ]
	sed 's/^/# /' "$work/diff"
done
check "no other suite" [ "$(find "$share" -name '*.ktap' | wc -l)" -eq "$suites" ]
done_testing
