#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The proof that no power cut and no fault bricks a card; see
# Documentation/hermon/safety.rst, whose tables come from here.
#
#	prove.sh		all of it, and writes the tables into the page
#	prove.sh --check	with a short sweep; says if the page is not up to date
#
# KTAP on stdout. HERMON_JOBS is how many processes sweep at a time.
set -u -o pipefail

cd "$(dirname "$0")" || exit 1
. ../lib/ktap.sh
page=../../Documentation/hermon/safety.rst
tables=build/tables
jobs=${HERMON_JOBS:-$(nproc)}
mode=${1:-}

# part NAME COMMAND...: its own results, indented, then one for all of them
part() {
	local name=$1 status
	shift
	"$@" | sed 's/^/    /'
	status=${PIPESTATUS[0]}
	result "$status" "$name"
}

# The lines of FILE between the marks of table NAME.
table_in() { # NAME FILE
	sed -n "/^\.\. prove: $1\$/,/^\.\. prove: end\$/p" "$2" | sed '1d;$d' |
		sed '1{/^$/d}' | sed '${/^$/d}'
}

# Puts a table between its marks; the page stays as it is if there are none.
put_table() { # NAME
	awk -v name="$1" -v table="$tables/$1" '
		{ if (!inside) print }
		$0 == ".. prove: " name {
			inside = found = 1
			print ""
			while ((getline line < table) > 0)
				print line
			print ""
		}
		inside && $0 == ".. prove: end" { inside = 0; print }
		END { exit !found || inside }' "$page" >"$tables/page" &&
		cat "$tables/page" >"$page"
}

# Kind, part and what 64K chunks gave: what a short sweep knows.
short_rows() {
	awk 'NF && !/^=/ && !/^(scenes|all) / {
		print substr($0, 1, 53) }' | sed 's/ *$//'
}

# Each row of the short sweep is one of the page.
cuts_are_in_page() {
	local missing
	missing=$(comm -23 <(short_rows <"$tables/cuts" | sort) \
		<(table_in cuts "$page" | short_rows | sort))
	[ -s "$tables/cuts" ] && [ -z "$missing" ] && return
	echo "# the page lacks: $missing"
	return 1
}

table_is_in_page() { # NAME
	diff -u <(table_in "$1" "$page") "$tables/$1" | sed 's/^/# /'
	return "${PIPESTATUS[0]}"
}

# The sweep makes two tables, one behind the other.
split_tables() {
	awk -v dir="$tables" 'BEGIN { file = "cuts" }
		!NF { file = "others"; next }
		{ print >(dir "/" file) }' "$tables/sweep"
}

check_page() {
	cuts_are_in_page
	result $? "the page has what this sweep found"
	table_is_in_page faults
	result $? "the page has this table of faults"
}

write_page() {
	local name
	for name in cuts others faults; do
		put_table $name
		result $? "table of $name is in the page"
	done
}

main() {
	local short=()

	[ "$mode" != --check ] || short=(-s)
	make -s -j "$jobs" >&2 || exit 1
	mkdir -p "$tables"
	rm -f "$tables"/*
	echo "KTAP version 1"
	part "power cuts and resets" build/plain/sweep -j "$jobs" -t "$tables/sweep" \
		${short[@]+"${short[@]}"}
	part "faults" build/plain/faults -t "$tables/faults"
	part "tests of the test" ./mutants.sh
	split_tables
	if [ "$mode" = --check ]; then
		check_page
	elif [ "$failures" = 0 ]; then
		write_page
		sed 's/^/# /' "$tables/sweep" "$tables/faults"
	fi
	finish
}

main
