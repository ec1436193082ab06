#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs fuzz targets; what is found lies in build/findings. KTAP on stdout.
#
#	run.sh check TARGET:RUNS...	the corpus, then so many executions
#	run.sh fuzz TARGET...		RUNS executions of each, or TIME seconds in all
#	run.sh merge TARGET...		what is new goes into the corpus
#
# From the environment: OUT, MAX_LEN, and for fuzz RUNS, TIME and SEED. As many
# targets run at a time as there are processors; JOBS says otherwise.
# shellcheck disable=SC2317 # functions are called by the name of the mode
set -u

# Seconds that no input takes, even on a busy machine
TIMEOUT=120

mode=$1
shift
findings=build/findings
jobs=${JOBS:-$(nproc)}
mkdir -p "$findings"

# Prints the options that a target always has.
options() {
	local dict=dict/$1.dict
	case $1 in
	card|file|rom|tool|update) dict=dict/fs2.dict ;;
	esac
	[ ! -e "$dict" ] || echo "-dict=$dict"
	# What the tool prints is of no interest.
	[ "$1" != tool ] || echo -close_fd_mask=3
	echo "-max_len=$MAX_LEN" "-timeout=$TIMEOUT" -print_final_stats=1 \
		"-artifact_prefix=$findings/$1-"
}

# run TARGET DESCRIPTION ARGUMENT...: libFuzzer's own exit status decides
run() {
	local target=$1 description=$2 log
	local -a always
	shift 2
	log=build/$target.log
	touch "build/$target.begin"
	mapfile -t always < <(options "$target" | tr ' ' '\n')
	if "$OUT/fuzz_$target" "${always[@]}" "$@" >"$log" 2>&1; then
		echo "ok $target: $description"
	else
		tail -n 40 "$log" | sed 's/^/# /'
		echo "not ok $target: $description"
	fi
}

# The last number behind $1 in the log of target $2, or 0
number() {
	local n
	n=$(grep -a -o "$1 *[0-9]*" "build/$2.log" | tail -n 1 | grep -o '[0-9]*$')
	echo "${n:-0}"
}

# What the table has on a target: executions, per second, coverage, corpus
row() {
	local target=$1
	printf '# row %s %d %d %d %d %d\n' "$target" \
		"$(number 'stat::number_of_executed_units:' "$target")" \
		"$(number 'stat::average_exec_per_sec:' "$target")" \
		"$(number 'cov:' "$target")" "$(number 'corp:' "$target")" \
		"$(find "$findings" -name "$target-*" -newer "build/$target.begin" |
			wc -l)"
}

check() {
	local target=${1%:*} runs=${1#*:} files
	mapfile -t files < <(find "corpus/$target" -type f | LC_ALL=C sort)
	run "$target" "the corpus, ${#files[@]} files" "${files[@]}"
	rm -rf "build/new-$target"
	mkdir "build/new-$target"
	run "$target" "$runs executions without a finding" -runs="$runs" -seed=1 \
		"build/new-$target" "corpus/$target"
	row "$target"
}

fuzz() {
	local target=$1 limit
	if [ -n "${TIME-}" ]; then
		limit=-max_total_time=$((TIME * jobs / n_targets + 1))
	else
		limit=-runs=${RUNS:-1000000}
	fi
	mkdir -p "build/new-$target"
	run "$target" "$limit without a finding" "$limit" -seed="${SEED:-1}" \
		"build/new-$target" "corpus/$target"
	row "$target"
}

# By edges, not by how often each was taken: the corpus shall stay small.
merge() {
	mkdir -p "build/new-$1"
	run "$1" merged -merge=1 -use_counters=0 "corpus/$1" "build/new-$1"
}

# The lines of all targets, numbered, then the table.
finish() {
	awk '
	$1 == "#" && $2 == "row" {
		rows[++n] = sprintf("# %-10s %12d %10d %8d %8d %9d", \
				    $3, $4, $5, $6, $7, $8)
		runs += $4
		found += $8
		next
	}
	/^ok / { sub(/^ok /, "ok " ++tests " ") }
	/^not ok / { sub(/^not ok /, "not ok " ++tests " "); failed = 1 }
	{ print; fflush() }
	END {
		if (n) {
			print "# target       executions    a second" \
			      "    edges   corpus  findings"
			for (i = 1; i <= n; i++)
				print rows[i]
			printf "# %-10s %12d %39d\n", "total", runs, found
		}
		print "1.." tests + 0
		exit failed || !tests
	}'
}

# The lines of a target stay together.
run_one() {
	local lines
	lines=$("$mode" "$1")
	printf '%s\n' "$lines"
}

n_targets=$#
[ "$n_targets" -ge "$jobs" ] || jobs=$n_targets
echo "KTAP version 1"
for target; do
	while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do
		wait -n
	done
	run_one "$target" &
done | finish
