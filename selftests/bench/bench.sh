#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Measures burns by devlink against mstflint 4.16, on emulated cards with the
# times of the data sheets, in one run of one machine. Prints tables; leaves
# bench.json, bench.txt and bench.svg in build/bench.
#
# PARTS, CASES and RUNS choose what is measured, KERNEL in which machine:
#
#	PARTS="W25Q16" CASES="a b" RUNS=1 selftests/bench/bench.sh
#
# Cases: Documentation/hermon/performance.rst.
set -eu -o pipefail
shopt -s inherit_errexit

top=$(cd "$(dirname "$0")/../.." && pwd)
here=$top/selftests/bench
fs2=$top/selftests/fs2/fs2-build
out=$top/build/bench
kernel=${KERNEL:-6.12}
runs=${RUNS:-5}
parts=${PARTS:-M25P16 M25PX16 W25Q16 SST25VF016B SST25VF016B-words W25X16 AT25DF161}
cases=${CASES:-a b c d e f g h}

slot_1=$((0x100000))
many=4			# cards at once, in case h

# The whole flash is never burned: real images are some 350 KB, and registers of
# an emulated card are slow. Each case has the size that shows what it is about.
size_of() {
	case $1.$2 in
	SST*.b) echo 96K ;;
	SST*) echo 16K ;;
	M25P16.b) echo 352K ;;
	*.b) echo 192K ;;
	*.h) echo 8K ;;
	*.a) echo 128K ;;
	M25P16.*) echo 128K ;;
	*) echo 64K ;;
	esac
}

# Parts that are there for one thing only, and runs that take minutes.
runs_of() {
	case $1.$2 in
	W25X16.[!a] | AT25DF161.[!a] | *-words.[!a]) echo 0 ;;
	M25P16.h) echo "$runs" ;;
	*.h) echo 0 ;;
	SST*.b) echo 1 ;;
	*) echo "$runs" ;;
	esac
}

die() {
	echo "bench: $*" >&2
	exit 1
}

# ---- images and flashes, one set for each size ----

build() { "$fs2" --hwid 00b00190 --devrev b0 --size "$size" "$@"; }
on_card() { build --guid 001e0bffff4c1bf4 --vsd "this card's own" "$@"; }

# Bytes of a section in the second half: its checksum and that of the image follow.
change_one() {
	local at=$(($(stat -c %s "$1") * 5 / 8 / 4 * 4))
	cp "$1" "$2"
	printf '\1\2\3\4' | dd of="$2" bs=1 seek=$at conv=notrunc status=none
	"$fs2" --fix "$2"
}

make_set() {
	size=$1
	set=$work/$size
	[ ! -d "$set" ] || return 0
	mkdir "$set"
	build --version 2.6.0 --seed 6 -o "$share/$size.bin"
	on_card --version 2.6.0 --seed 6 -o "$set/new"
	on_card --version 2.8.0 --seed 8 -o "$set/old"
	on_card --version 2.4.0 --seed 4 -o "$set/older"
	change_one "$set/new" "$set/near"
	"$fs2" --flash --image "$set/old" --retired "$set/older" -o "$set/flash.a"
	"$fs2" --flash --image "$set/old" --retired "$set/new" -o "$set/flash.b"
	"$fs2" --flash --image "$set/old" --retired "$set/near" -o "$set/flash.c"
	"$fs2" --flash --image "$set/old" -o "$set/flash.d"
	"$fs2" --flash --image "$set/new" --retired "$set/old" -o "$set/flash.e"
}

# The flash with which a case begins.
flash_of() {
	case $1 in
	[bcde]) echo "flash.$1" ;;
	f | g) echo flash.e ;;
	*) echo flash.a ;;
	esac
}

# ---- cards ----

cards=()
declare -A card_of

# add_card NAME PART
add_card() {
	local n=$((${#cards[@]} / 2 + 1))
	cp "$work/$(size_of "$2" a)/flash.a" "$work/card.$n"
	mkfifo "$work/control.$n"
	cards+=(-c "flash=$work/card.$n,part=${2%-words},rev=b0,time-scale=1,control=$work/control.$n,stats=$work/stats/end.$n")
	card_of[$1]=$n
}

add_cards() {
	local part i
	for part in $parts; do
		make_set "$(size_of "$part" a)"
		add_card "$part.ours.1" "$part"
		add_card "$part.theirs.1" "$part"
	done
	case " $parts . $cases " in *" M25P16 "*.*" h "*) ;; *) return 0 ;; esac
	for ((i = 2; i <= many; i++)); do
		add_card "M25P16.ours.$i" M25P16
		add_card "M25P16.theirs.$i" M25P16
	done
}

# ---- what is done, in order ----

line() { printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$@"; }

# A part may be named twice, to be programmed in either way.
way_of() {
	case $1 in
	*-words) echo -words ;;
	esac
}

# lines_of PART CASE TOOL RUN
lines_of() {
	local key=$1.$2 one=${card_of[$1.$3.1]} all size flash i
	size=$(size_of "$1" "$2")
	flash=$size/$(flash_of "$2")
	case $2 in
	f)
		line "$key" "$3" "$4" probe "$one" - "$flash"
		line "${key}2" "$3" "$4" query "$one" - -
		;;
	g) line "$key" "$3" "$4" verify "$one" - "$flash" ;;
	h)
		line "$key" "$3" "$4" burn "$one" "$size.bin" "$flash"
		all=$one
		for ((i = 2; i <= many; i++)); do all+=,${card_of[$1.$3.$i]}; done
		line "${key}4" "$3" "$4" burn "$all" "$size.bin" "$flash"
		;;
	*) line "$key" "$3" "$4" "burn$(way_of "$1")" "$one" "$size.bin" "$flash" ;;
	esac
}

# Each goes first in every other run.
make_table() {
	local run part case tools tool
	for ((run = 1; run <= runs; run++)); do
		for part in $parts; do
			for case in $cases; do
				[ "$run" -le "$(runs_of "$part" "$case")" ] || continue
				make_set "$(size_of "$part" "$case")"
				tools="ours theirs"
				[ $((run % 2)) -eq 1 ] || tools="theirs ours"
				for tool in $tools; do
					lines_of "$part" "$case" "$tool" "$run"
				done
			done
		done
	done
}

# ---- the machine asks, the models do ----

tell() {
	echo "$2" >"$work/control.$1"
}

# The file appears when all requests before it are done.
stats_of() {
	tell "$1" "stats $work/stats/$2"
	until [ -e "$work/stats/$2" ]; do sleep 0.01; done
}

# A fast burn of something else would be no result.
check_burn() {
	local name=$1 card=$work/card.$2 part case tool run rest start=$slot_1
	IFS=. read -r part case tool run rest <<<"$name"
	case ${case%4}.$tool in
	e.ours) start=0 ;;		# nothing to do
	[abcdeh].*) ;;
	*) return 0 ;;
	esac
	size=$(size_of "$part" "${case%4}")
	cmp -s -i $start:0 -n "$(stat -c %s "$work/$size/new")" "$card" "$work/$size/new" ||
		echo "$name: the flash of card $2 is not what was burned" >>"$work/wrong"
	[ "$tool.$run" != ours.1 ] || cp "$card" "$work/after.$part.$case"
}

serve() {
	local verb card name
	while sleep 0.01; do
		[ -e "$share/request" ] || continue
		while read -r verb card name; do
			case $verb.$name in
			flash.-) ;;
			flash.*)
				tell "$card" "flash $work/$name"
				stats_of "$card" sync
				rm "$work/stats/sync"
				;;
			stats.*.after*)
				stats_of "$card" "$name"
				check_burn "$name" "$card"
				;;
			stats.*) stats_of "$card" "$name" ;;
			esac
		done <"$share/request"
		rm "$share/request"
		touch "$share/answer"
	done
}

# ---- results ----

# Sum over the cards of what a command added to the counters.
run_json() {
	local name=$1.$2.$3
	jq -s --arg key "$1" --arg tool "$2" --argjson run "$3" --argjson status "$4" \
		--argjson wall "$5" --argjson cpu "$6" -f "$here/run.jq" \
		"$work"/stats/"$name".before.* "$work"/stats/"$name".after.*
}

floor_json() {
	local part case key size
	for key in "$work"/after.*; do
		[ -e "$key" ] || continue
		case $key in *4) continue ;; esac	# that of one card is there
		IFS=. read -r part case <<<"${key#"$work"/after.}"
		size=$(size_of "$part" "${case%4}")
		"$here/build/floor" "${part%-words}" "$(stat -c %s "$work/$size/new")" \
			"$work/$size/$(flash_of "${case%4}")" "$key" |
			jq --arg key "$part.$case" '{key: $key, floor: .}'
	done
}

collect() {
	local key tool run status wall cpu
	while IFS=$'\t' read -r key tool run status wall cpu; do
		[ -n "$cpu" ] || continue
		run_json "$key" "$tool" "$run" "$status" "$wall" "$cpu"
	done <"$work/result" >"$work/runs.json"
	floor_json >"$work/floors.json"
	jq -n --slurpfile runs "$work/runs.json" --slurpfile floors "$work/floors.json" \
		--argjson memory "$("$here/build/memory")" \
		-f "$here/bench.jq" >"$out/bench.json"
	jq -r -f "$here/table.jq" "$out/bench.json" | awk -f "$here/table.awk" >"$out/bench.txt"
	jq -r -f "$here/chart.jq" "$out/bench.json" | awk -f "$here/chart.awk" >"$out/bench.svg"
	cat "$out/bench.txt"
}

main() {
	"$top/scripts/setup/deps.sh" build vm
	make -s -C "$top/selftests/fs2" fs2-build
	make -s -C "$top/userspace/hermonfw" hermonfw
	make -s -C "$here"
	work=$(mktemp -d "${TMPDIR:-/tmp}/hermon.XXXXXX")
	share=$work/share
	server=
	trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
	mkdir -p "$share" "$work/stats" "$out"
	cp "$here/guest.sh" "$share"
	add_cards
	make_table >"$work/table"
	cp "$work/table" "$share/table"
	serve &
	server=$!
	HERMON_VM_TIMEOUT=${HERMON_VM_TIMEOUT:-3600} "$top/selftests/vm/run.sh" \
		-k "$kernel" -s "$share" "${cards[@]}" -l -- bash ./guest.sh table |
		tee "$work/result" | grep --line-buffered '^#' >&2 || true
	[ "$(grep -c -v '^#' "$work/result")" -eq "$(wc -l <"$work/table")" ] ||
		die "the machine did not come to the end"
	collect
	[ ! -e "$work/wrong" ] || { cat "$work/wrong" >&2; die "not all burns were right"; }
}

main "$@"
