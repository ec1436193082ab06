#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs the checks and counts: what "make check" and CI do.
#
#	check.sh [SUITE...]	all suites, or those of that name; where there is none,
#				those whose names begin so
#	check.sh --list [SUITE...]
#	check.sh --debug | --system [--list] [SUITE...]
#
# With --debug it is the second table: what "make check-debug" does; with --system
# the third one, of "make check-system".
#
# A suite prints KTAP. A few run at a time, in the order of the table below: what
# takes long to prepare first, and long ones before short ones.
# Logs stay in build/check.
set -u -o pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
table=suites
logs=$top/build/check
groups=(build unit vm static)
# One more than processors: a guest often waits for its emulated flash.
jobs=${HERMON_JOBS:-$(($(nproc) + 1))}
kernels=(6.1 6.12 7.3)

# name, command
suites() {
	local kernel

	cat <<-EOT
	prepare		scripts/check-prepare.sh
	unit-gcc	make -s -C selftests/unit check CC=gcc
	unit-clang	make -s -C selftests/unit check CC=clang
	fuzz		make -s -C selftests/fuzz check
	coverage	scripts/coverage.sh
	tool		make -s -C selftests/tool check
	model		make -s -C selftests/model check
	prove		selftests/prove/prove.sh --check
	prove-judge	selftests/prove/judge.sh
	builder		make -s -C selftests/fs2 check
	vm-judge	selftests/vm/tests/judge.sh 6.12
	vm-backup-6.1	selftests/vm/tests/backup.sh 6.1
	vm-rom		selftests/vm/tests/rom.sh 6.12
	vm-rig		selftests/vm/tests/rig.sh
	vm-policy	selftests/vm/tests/policy.sh 6.12
	vm-cut-6.1	selftests/vm/tests/cut.sh 6.1
	vm-cut-6.12	selftests/vm/tests/cut.sh 6.12 all
	vm-cut-7.3	selftests/vm/tests/cut.sh 7.3
	vm-endure	selftests/vm/tests/endure.sh 6.12
	EOT
	for kernel in "${kernels[@]}"; do
		echo "vm-flash-$kernel selftests/vm/tests/flash.sh $kernel"
		echo "vm-full-$kernel selftests/vm/tests/full.sh $kernel"
		echo "vm-boot-$kernel selftests/vm/tests/boot.sh $kernel"
		echo "vm-refuse-$kernel selftests/vm/tests/refuse.sh $kernel"
		echo "vm-identity-$kernel selftests/vm/tests/identity.sh $kernel"
		echo "vm-probe-$kernel selftests/vm/tests/probe.sh $kernel"
		echo "vm-handover-$kernel selftests/vm/tests/handover.sh $kernel"
		[ "$kernel" = 6.1 ] ||
			echo "vm-backup-$kernel selftests/vm/tests/backup.sh $kernel"
		echo "vm-owner-$kernel selftests/vm/tests/owner.sh $kernel"
		echo "vm-recover-$kernel selftests/vm/tests/recover.sh $kernel"
		echo "vm-region-$kernel selftests/vm/tests/region.sh $kernel"
		echo "vm-health-$kernel selftests/vm/tests/health.sh $kernel"
		echo "vm-reload-$kernel selftests/vm/tests/reload.sh $kernel"
		echo "vm-selftest-$kernel selftests/vm/tests/selftest.sh $kernel"
		echo "vm-rebind-$kernel selftests/vm/tests/rebind.sh $kernel"
		echo "vm-events-$kernel selftests/vm/tests/events.sh $kernel"
		echo "vm-mlx4-$kernel selftests/vm/tests/mlx4.sh $kernel"
		echo "vm-lockdown-$kernel selftests/vm/tests/lockdown.sh $kernel"
		echo "static-module-$kernel scripts/check-module.sh $kernel"
	done
	cat <<-EOT
	static-code	scripts/check-code.sh
	deb		scripts/check-package.sh deb
	rpm		scripts/check-package.sh rpm
	static-text	scripts/check-text.sh
	EOT
}

# Suites that kernels watch which look for faults; slower than the others.
suites_debug() {
	local test

	cat <<-EOT
	prepare		scripts/check-prepare.sh debug kcsan
	debug-detect	selftests/vm/tests/detect.sh debug
	debug-kunit	selftests/vm/tests/kunit.sh debug
	EOT
	for test in flash refuse probe rebind identity recover region health reload selftest handover lockdown events nomem; do
		echo "debug-$test selftests/vm/tests/$test.sh debug"
	done
	echo "kcsan-detect selftests/vm/tests/detect.sh kcsan"
	for test in rebind region events; do
		echo "kcsan-$test selftests/vm/tests/$test.sh kcsan"
	done
}

# Suites on a whole Debian, which people install our packages on; long ones.
suites_system() {
	local kernel

	echo "prepare scripts/check-prepare.sh"
	for kernel in 6.12 6.1 7.3; do
		echo "package-$kernel selftests/vm/tests/package.sh $kernel"
	done
	cat <<-EOF
	fwupd		selftests/vm/tests/fwupd.sh 6.12
	ansible		selftests/vm/tests/ansible.sh
	EOF
}

# selected WORD...: vm-flash-6.1 is that suite, and not 6.12 as well.
selected() {
	local name command want all

	all=$($table)
	while read -r name command; do
		[ $# -gt 0 ] || echo "$name $command"
		for want; do
			if has_suite "$want" <<<"$all"; then
				[ "$name" = "$want" ] || continue
			else
				case $name in "$want"*) ;; *) continue ;; esac
			fi
			echo "$name $command"
			break
		done
	done <<<"$all"
}

# has_suite NAME: the table on standard input has it
has_suite() {
	awk -v name="$1" '$1 == name { found = 1 } END { exit !found }'
}

# count LOG: passed, failed, skipped of the top level
count() {
	awk '/^not ok /		{ failed++; next }
	     /^ok .*# SKIP/	{ skipped++; next }
	     /^ok /		{ passed++ }
	     END { printf "%d %d %d\n", passed, failed, skipped }' "$1"
}

run_suite() {
	local name=$1 status=0 start=$SECONDS log=$logs/$1.log
	local passed failed skipped
	shift

	(cd "$top" && "$@") >"$log" 2>&1 </dev/null || status=$?
	read -r passed failed skipped < <(count "$log")
	# A suite that dies, or says nothing, has failed whatever it counted.
	if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
		echo "not ok - $name exited with status $status" >>"$log"
		failed=1
	elif [ $((passed + failed + skipped)) -eq 0 ]; then
		echo "not ok - $name gave no result" >>"$log"
		failed=1
	fi
	echo "$passed $failed $skipped" >"$logs/$name.count"
	printf '%-20s %4d passed, %d failed, %d skipped  (%d s)\n' "$name" \
		"$passed" "$failed" "$skipped" $((SECONDS - start))
	[ "$failed" -eq 0 ] || complain "$name"
	[ "$skipped" -eq 0 ] || grep '^ok .*# SKIP' "$log"
}

# What a reader of CI's output needs to see of a failure.
complain() {
	grep -n -B 12 '^not ok' "$logs/$1.log" | tail -n 100
	echo "(end of $1; the log is ${logs#"$top/"}/$1.log)"
}

# Once more at the end, in short: of a long output often only the end is kept.
failures() {
	grep -H '^not ok' "$logs"/*.log | sed "s,^$logs/,," | head -n 40
}

# The pool: starts the next suite when one of those that run is done.
run_all() {
	local name command

	while read -r name command; do
		while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do
			wait -n
		done
		# shellcheck disable=SC2086 # the command's words are wanted
		run_suite "$name" $command &
	done
	wait
}

main() {
	local passed failed skipped

	if [ "${1:-}" = --debug ]; then
		table=suites_debug
		logs=$top/build/check-debug
		groups+=(kernel)
		shift
	elif [ "${1:-}" = --system ]; then
		table=suites_system
		logs=$top/build/check-system
		groups+=(deb ansible)
		# A machine has two processors there, and compiles.
		jobs=${HERMON_JOBS:-$((($(nproc) + 1) / 2))}
		shift
	fi
	if [ "${1:-}" = --list ]; then
		shift
		selected "$@"
		return
	fi
	"$top/scripts/setup/deps.sh" "${groups[@]}" || exit 1
	rm -rf "$logs"
	mkdir -p "$logs"
	run_all < <(selected "$@")
	read -r passed failed skipped < <(cat "$logs"/*.count |
		awk '{ p += $1; f += $2; s += $3 } END { print p + 0, f + 0, s + 0 }')
	failures
	echo "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

main "$@"
