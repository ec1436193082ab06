#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The program around the card: its files, its socket and its end.
# Usage: main_test.sh HERMON-MODEL; KTAP on standard output.
# shellcheck disable=SC2317 # check() runs what seems never to run
set -u

model=$(realpath "$1")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
count=0
failed=0

# result STATUS NAME
result() {
	local not=
	count=$((count + 1))
	[ "$1" -eq 0 ] || { not="not "; failed=1; }
	echo "${not}ok $count $2"
}

# check NAME COMMAND...
check() {
	local name=$1
	shift
	"$@" >>log 2>&1
	result $? "$name"
}

# refuses ARGUMENT...: status 2 and one line that says why
refuses() {
	"$model" "$@" >out 2>&1
	[ $? -eq 2 ] && [ "$(wc -l <out)" -eq 1 ]
}

start() {
	"$model" "$@" 2>>log &
	pid=$!
	for _ in $(seq 500); do
		[ ! -S socket ] || return 0
		sleep 0.01
	done
	return 1
}

stop() {
	kill "-$1" "$pid" && wait "$pid"
}

# A missing file becomes an erased chip, and the card runs until told to stop.
test_life() {
	: >socket
	start --flash flash --part M25P80 --stats stats socket
	result $? "socket takes the place of what was there"
	check "a missing flash is made" test "$(stat -c %s flash)" -eq 1048576
	check "and is erased" \
		test "$(tr -d '\377' <flash | wc -c)" -eq 0
	check "no two cards with one flash" refuses --flash flash --part M25P80 other
	check "SIGTERM is a good end" stop TERM
	check "the socket is gone" test ! -e socket
	check "statistics are there" grep -q '"part": "M25P80"' stats
	check "nobody has a semaphore" grep -q '"semaphores_taken": \[\]' stats
	check "and nothing half written" test "$(echo stats*)" = stats
}

test_interrupt() {
	start --keep --flash flash --part M25P80 --stats stats2 --fault sem-held socket
	check "SIGINT is one too" stop INT
	check "with statistics" test -s stats2
	check "that name a semaphore taken" grep -q '"semaphores_taken": \[63\]' stats2
}

test_refusals() {
	check "flash of another size" refuses --flash flash --part M25P16 socket
	check "no flash" refuses socket
	check "no socket" refuses --flash flash
	check "unknown part" refuses --flash flash --part M25P17 socket
	check "unknown fault" refuses --flash flash --part M25P80 --fault no socket
	check "number that is none" refuses --flash flash --cut 1x socket
	check "missing VPD" refuses --flash flash --part M25P80 --vpd none socket
	check "path too long for a socket" refuses --flash flash --part M25P80 \
		"$(printf '%0104d' 0)"
	check "help" "$model" --help
	check "list of parts" "$model" --list-parts
}

echo "KTAP version 1"
test_life
test_interrupt
test_refusals
echo "1..$count"
exit "$failed"
