#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs in the machine: each case by either tool in turn, with the counters of
# the emulated cards before and after.
#
#	guest.sh TABLE
#
# A line of TABLE: case, tool, run, what to do, cards (numbers, with commas),
# image, initial flash or - to leave it. A line is printed for each: its case, tool,
# run, status, seconds that it took, and seconds in which the processor was busy.
set -u -o pipefail
driver=/sys/bus/pci/drivers/hermon_fw

# ask REQUEST...: the host has it done when this returns.
ask() {
	printf '%s\n' "$@" >request.new
	mv request.new request
	until [ -e answer ]; do sleep 0.01; done
	rm answer
}

address() { printf '0000:%02x:00.0' "$1"; }

is_bound() { [ -e "$driver/$(address "$1")" ]; }

bind() { is_bound "$1" || address "$1" >$driver/bind; }
unbind() { ! is_bound "$1" || address "$1" >$driver/unbind; }

# mstflint goes through BAR 0, its faster way, which the kernel gives it only
# while no driver has it.
mstflint_on() {
	local card=$1
	shift
	mstflint -d "/sys/bus/pci/devices/$(address "$card")/resource0" "$@" </dev/null
}

# one TOOL ACTION CARD IMAGE
one() {
	local tool=$1 action=$2 card=$3 image=$4

	case $tool-$action in
	ours-burn*) devlink dev flash "pci/$(address "$card")" file "$image" ;;
	theirs-burn*) mstflint_on "$card" -i "$image" -y burn ;;
	ours-probe) bind "$card" ;;
	ours-query) devlink dev info "pci/$(address "$card")" ;;
	theirs-probe | theirs-query) mstflint_on "$card" query ;;
	ours-verify)
		devlink dev selftests run "pci/$(address "$card")" id flash |
			tee /dev/stderr | grep -q passed ;;
	theirs-verify)
		mstflint_on "$card" verify >/tmp/verify && ! grep wrong /tmp/verify ;;
	esac
}

# all TOOL ACTION CARDS IMAGE: cards at once
all() {
	local card pids=() status=0

	for card in ${3//,/ }; do
		one "$1" "$2" "$card" "$4" &
		pids+=($!)
	done
	for card in "${pids[@]}"; do
		wait "$card" || status=1
	done
	return $status
}

act() {
	case $3 in
	*,*) all "$@" ;;
	*) one "$@" ;;
	esac
}

# prepare TOOL ACTION CARD: who has the card when the clock starts
prepare() {
	case $1-$2 in
	theirs-* | ours-probe) unbind "$3" ;;
	ours-burn-words)
		bind "$3"
		devlink dev param set "pci/$(address "$3")" name program_mode \
			value words cmode runtime
		;;
	*) bind "$3" ;;
	esac
}

# Hundredths of a second that the one processor was not idle.
busy() {
	awk '/^cpu / { print $2 + $3 + $4 + $7 + $8; exit }' /proc/stat
}

now() { echo "${EPOCHREALTIME/./}"; }

# since START: microseconds, as seconds
since() {
	local us=$(($(now) - $1))
	printf '%d.%03d' $((us / 1000000)) $((us / 1000 % 1000))
}

requests() {
	local verb=$1 cards=$2 name=$3 card
	for card in ${cards//,/ }; do
		case $verb in
		flash) echo "flash $card $name" ;;
		stats) echo "stats $card $name.$card" ;;
		esac
	done
}

while IFS=$'\t' read -r case tool run action cards image flash; do
	name=$case.$tool.$run
	mapfile -t lines < <(requests flash "$cards" "$flash")
	ask "${lines[@]}"
	for card in ${cards//,/ }; do
		prepare "$tool" "$action" "$card"
	done
	mapfile -t lines < <(requests stats "$cards" "$name.before")
	ask "${lines[@]}"
	idle=$(busy)
	start=$(now)
	act "$tool" "$action" "$cards" "$image" >/tmp/said 2>&1
	status=$?
	wall=$(since "$start")
	cpu=$(($(busy) - idle))
	# Posted writes have arrived when a read is answered.
	for card in ${cards//,/ }; do
		head -c 64 "/sys/bus/pci/devices/$(address "$card")/config" >/dev/null
	done
	mapfile -t lines < <(requests stats "$cards" "$name.after")
	ask "${lines[@]}"
	[ $status -eq 0 ] || sed "s/^/# $name: /" /tmp/said
	printf '%s\t%s\t%s\t%s\t%s\t%d.%02d\n' "$case" "$tool" "$run" \
		$status "$wall" $((cpu / 100)) $((cpu % 100))
done <"$1"
dmesg --level emerg,alert,crit,err | sed 's/^/# /'
