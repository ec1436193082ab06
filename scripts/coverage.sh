#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Which lines of core/ no test executes: unit tests and the fuzzer's corpus, built
# with clang's source-based coverage. KTAP on stdout, a table in it.
#
#	coverage.sh
#
# A line that nothing executes is a failure, unless it says why nothing can:
#
#	return 0;	/* never: every kind of step is above */
#
# Branches that were never taken, and the tool's files, are for information.
set -eu -o pipefail
shopt -s inherit_errexit

top=$(cd "$(dirname "$0")/.." && pwd)
out=$top/build/coverage
core=drivers/net/ethernet/mellanox/hermon/core
tool=userspace/hermonfw
flags='-fprofile-instr-generate -fcoverage-mapping'

# build DIRECTORY TARGET...: below its build/coverage
build() {
	local dir=$1
	shift
	make -s -j"$(nproc)" -C "$top/selftests/$dir" TOP="$top" CC=clang \
		OUT=build/coverage SANITIZE= CFLAGS=-O1 COVERAGE="$flags" "$@" \
		>"$out/$dir.log" 2>&1 || { cat "$out/$dir.log" >&2; return 1; }
}

# run NAME PROGRAM [ARGUMENT...]: whether it passes is for its own suite to say.
# A program may be many processes; with %m they take turns at its profile.
run() {
	local name=$1
	shift
	LLVM_PROFILE_FILE=$out/$name-%4m.profraw "$@" >"$out/$name.log" 2>&1 ||
		echo "# $name failed"
}
export -f run
export out

programs() {
	local suite
	for suite in "$top"/selftests/{unit,tool}/build/coverage/*_{test,kunit}; do
		[ -x "$suite" ] || continue
		echo "cd ${suite%/build/*} && run $(basename "$suite") $suite"
	done
	for suite in images doctor; do
		echo "cd $top/selftests/tool &&" \
			"HERMONFW=$top/selftests/tool/build/coverage/hermonfw" \
			"run $suite ./$suite.sh"
	done
	for suite in "$top"/selftests/fuzz/build/coverage/fuzz_*; do
		[ -x "$suite" ] || continue
		echo "cd $top/selftests/fuzz &&" \
			"run $(basename "$suite") $suite corpus/${suite##*fuzz_}/*"
	done
}

# One lcov file of what was executed
lcov() {
	local objects=() program
	for program in "$top"/selftests/{unit,tool}/build/coverage/*_{test,kunit} \
		"$top"/selftests/fuzz/build/coverage/fuzz_* \
		"$top"/selftests/tool/build/coverage/hermonfw{,-fake}; do
		[ -x "$program" ] && objects+=(-object "$program")
	done
	llvm-profdata merge -o "$out/all.profdata" "$out"/*.profraw
	llvm-cov export -format=lcov -instr-profile "$out/all.profdata" \
		"${objects[@]:1}" >"$out/all.lcov" 2>"$out/llvm-cov.log" ||
		{ cat "$out/llvm-cov.log" >&2; return 1; }
}

# count FOLDER: for each file of it: name, lines, those missed, branches, those
# missed, and then where; a file's last entry counts if it comes twice.
count() {
	awk -F: -v folder="/$1/" '
	function flush() {
		if (file != "")
			print file, lines, missed, branches, untaken, where
		file = ""
	}
	$1 == "SF" {
		at = index($2, folder)
		file = at ? substr($2, at + length(folder)) : ""
		lines = missed = branches = untaken = 0
		where = ""
	}
	file == "" { next }
	$1 == "DA" {
		split($2, f, ",")
		lines++
		if (!f[2]) { missed++; where = where " " f[1] }
	}
	$1 == "BRDA" {
		split($2, f, ",")
		branches++
		if (f[4] == "-" || f[4] == 0) { untaken++; where = where " b" f[1] }
	}
	$1 == "end_of_record" { flush() }' "$out/all.lcov" | sort
}

percent() {
	awk -v n="$1" -v missed="$2" \
		'BEGIN { printf "%.1f", n ? 100 * (n - missed) / n : 100 }'
}

# line_of FILE LINE
line_of() {
	sed -n "${2}s/^[[:space:]]*//p" "$1"
}

n=0
failed=0
total=(0 0 0 0)

report_core() {
	local file lines missed branches untaken where at text bad excused=0
	while read -r file lines missed branches untaken where; do
		bad=0
		for at in $where; do
			text=$(line_of "$top/$core/$file" "${at#b}")
			if [[ $at == b* ]]; then
				echo "# core/$file:${at#b}: not both ways: $text"
			elif [[ $text == *"/* never: "* ]]; then
				excused=$((excused + 1))
				missed=$((missed - 1))
				lines=$((lines - 1))
			else
				echo "# core/$file:$at: not executed: $text"
				bad=1
			fi
		done
		n=$((n + 1))
		printf '%s %d core/%s: %s %% of %d lines, %s %% of %d branches\n' \
			"$([ $bad -eq 0 ] && echo ok || echo not ok)" $n "$file" \
			"$(percent "$lines" "$missed")" "$lines" \
			"$(percent "$branches" "$untaken")" "$branches"
		failed=$((failed + bad))
		total=($((total[0] + lines)) $((total[1] + missed))
			$((total[2] + branches)) $((total[3] + untaken)))
	done < <(count "$core")
	echo "# core/: $(percent "${total[0]}" "${total[1]}") % of ${total[0]} lines," \
		"$(percent "${total[2]}" "${total[3]}") % of ${total[2]} branches;" \
		"$excused lines say why they are never reached"
}

report_tool() {
	local file lines missed branches untaken where all=0 all_missed=0
	while read -r file lines missed branches untaken where; do
		printf '# hermonfw/%s: %s %% of %d lines\n' "$file" \
			"$(percent "$lines" "$missed")" "$lines"
		all=$((all + lines))
		all_missed=$((all_missed + missed))
	done < <(count "$tool")
	echo "# hermonfw: $(percent $all $all_missed) % of $all lines, without" \
		"a machine and a card"
}

main() {
	"$top/scripts/setup/deps.sh" build unit
	rm -rf "$out"
	mkdir -p "$out"
	echo "KTAP version 1"
	build unit all
	build tool all
	flock "$top/selftests/fs2" make -s -C "$top/selftests/fs2" fs2-build
	build fuzz all
	programs | xargs -P "$(nproc)" -d '\n' -I '{}' bash -c '{}'
	lcov
	report_core
	report_tool
	echo "1..$n"
	[ "$failed" -eq 0 ] && [ "$n" -gt 0 ]
}

main
