#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs fuzz targets; what is found lies in build/findings. KTAP on stdout.
#
#	run.sh check TARGET:RUNS...	the corpus, then so many executions
#	run.sh fuzz TARGET...		RUNS executions of each, or TIME seconds in all
#	run.sh merge TARGET...		what is new goes into the corpus
#
# From the environment: OUT, MAX_LEN, and for fuzz RUNS, TIME and SEED.
# shellcheck disable=SC2317 # functions are called by the name of the mode
set -u

mode=$1
shift
findings=build/findings
mkdir -p "$findings"
n=0
failed=0

# run TARGET DESCRIPTION ARGUMENT...: libFuzzer's own exit status decides
run() {
	local target=$1 description=$2 log
	shift 2
	n=$((n + 1))
	log=build/$target.log
	if "$OUT/fuzz_$target" -max_len="$MAX_LEN" -artifact_prefix="$findings/$target-" \
		-print_final_stats=1 "$@" >"$log" 2>&1; then
		echo "ok $n $target: $description"
	else
		tail -n 40 "$log" | sed 's/^/# /'
		echo "not ok $n $target: $description"
		failed=1
	fi
	sed -n 's/^stat::number_of_executed_units: */# executions: /p' "$log"
}

check() {
	local target=${1%:*} runs=${1#*:} files
	mapfile -t files < <(find "corpus/$target" -type f | LC_ALL=C sort)
	run "$target" "the corpus, ${#files[@]} files" "${files[@]}"
	rm -rf "build/new-$target"
	mkdir "build/new-$target"
	run "$target" "$runs executions without a finding" -runs="$runs" -seed=1 \
		"build/new-$target" "corpus/$target"
}

fuzz() {
	local target=$1 limit
	if [ -n "${TIME-}" ]; then
		limit=-max_total_time=$((TIME / n_targets))
	else
		limit=-runs=${RUNS:-1000000}
	fi
	mkdir -p "build/new-$target"
	run "$target" "$limit without a finding" "$limit" -seed="${SEED:-1}" \
		"build/new-$target" "corpus/$target"
}

merge() {
	run "$1" "merged" -merge=1 "corpus/$1" "build/new-$1"
}

n_targets=$#
echo "KTAP version 1"
for target; do
	"$mode" "$target"
done
echo "1..$n"
exit $failed
