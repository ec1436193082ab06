#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What happens to a card in the middle of a burn: signals, unbind, removal,
# resets, others who want the same card. A card for each.
#
#	events.sh TABLE MODULE NEW NEW-VERSION OTHER OTHER-VERSION OLD-VERSION \
#		THIRD THIRD-VERSION
#
# A line of TABLE: an event, the moment, the card. All cards have OLD-VERSION and
# are burned with NEW; the burn afterwards is of OTHER. THIRD is for those that are
# burned many times.
# shellcheck disable=SC2317 # the names of most functions are in the table
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/moments.sh"

table=$1 module=$2 new=$3 new_version=$4 other=$5 other_version=$6 old_version=$7
third=$8 third_version=$9
driver=/sys/bus/pci/drivers/hermon_fw
given_up='driver gives the card up before the new image is signed'
host_reset='host resets the card before the new image is signed'
by_signal='stopped by a signal before the new image was signed'
# An erase that has begun ends first, and on a slow machine all takes longer.
bound_s=30

# A burn that was stopped has its sentence in the log, one that went on has none.
check_log() {
	if [ "$moment" = Activating ]; then
		! dmesg | grep -q "flash update:"
	else
		logged "$1"
	fi
}

# The same, and whoever asked for the burn is told.
check_told() {
	check_log "$1" && { [ "$moment" = Activating ] || [[ $said == *"Error: hermon_fw: $1."* ]]; }
}

# back SENTENCE COMMAND...: the card is given back, whether that was told or not
back() {
	local told
	check_told "$1"
	told=$?
	shift
	"$@" && [ $told -eq 0 ]
}

# What the card has then: a burn outlives some events whatever the moment.
expected() {
	case $moment-$event in
	Activating-* | *-second | *-meanwhile) echo "$new_version" ;;
	*) echo "$old_version" ;;
	esac
}

put() { echo "$1" >"$2"; }

# devlink is two processes: the group has both.
signal() {
	kill "-$1" -- "-$burn"
	ends
	check_log "$by_signal"
}

unbind() {
	within $bound_s put "$card" $driver/unbind
	result "$title: in time"
	ends
	back "$given_up" put "$card" $driver/bind
}

remove() {
	within $bound_s put 1 "/sys/bus/pci/devices/$card/remove"
	result "$title: in time"
	ends
	back "$given_up" put 1 /sys/bus/pci/rescan
}

# Its turn may come late: all other cards are unbound as well.
unload() {
	within $bound_s rmmod hermon_fw
	result "$title: in time"
	ends
	if [ "$status" -eq 0 ]; then
		want=$new_version
		insmod "$module"
	else
		back "$given_up" insmod "$module"
	fi
}

reset() {
	within $bound_s put 1 "/sys/bus/pci/devices/$card/reset"
	result "$title: in time"
	ends
	check_told "$host_reset"
}

# Another one wants the card meanwhile, and gets it afterwards. Each shows the progress
# of both, and devlink of iproute2 may abort over that, so only the log counts.
second() {
	devlink dev flash "pci/$card" file "$new" >/dev/null 2>&1
	ends
	logged "flashed fw $old_version -> $new_version" &&
		logged 'the card has this image already, nothing was written'
}

# Those who only look, all the time; and one that wants all cards of the kind.
look() {
	local text
	while [ ! -e /tmp/stop ]; do
		text=$(devlink dev info "pci/$card" 2>&1)
		like "$text" '*fw.psid*' &&
			text=$(devlink health diagnose "pci/$card" reporter flash 2>&1) && continue
		ktap_print_msg "$text"
		return 1
	done
}

# Linux before 6.2 reads no region without a snapshot, and one takes too long.
peek() {
	while [ ! -e /tmp/stop ]; do
		devlink region read "pci/$card/flash" address 0 length 16 >/dev/null 2>&1
	done
	true
}

meanwhile() {
	local pids=() pid
	rm -f /tmp/stop
	look & pids+=($!)
	peek & pids+=($!)
	modprobe mlx4_core
	[ "$(readlink -f "/sys/bus/pci/devices/$card/driver")" = $driver ]
	result "$title: mlx4_core cannot have the card"
	ends
	touch /tmp/stop
	for pid in "${pids[@]}"; do
		wait "$pid" || status=1
	done
	rmmod mlx4_core && [ $status -eq 0 ]
}

# The card answers all ones from some change of the flash on, and comes back as it
# was: with the semaphore taken, so that only a reset helps.
vanish() {
	ends
	logged 'card reads all ones: it is gone from the bus' &&
		[ "$status" -ne 0 ] && [[ $said == *"gone from the bus"* ]]
	result "$title: ENXIO and its sentence"
	within $bound_s put 1 "/sys/bus/pci/devices/$card/remove"
	result "$title: removed in time"
	# It is back after so many looks for it.
	for _ in $(seq 200); do
		[ ! -e "/sys/bus/pci/devices/$card" ] || break
		echo 1 >/sys/bus/pci/rescan
	done
	bound "$card" && put 1 "/sys/bus/pci/devices/$card/reset"
}

run() {
	local want ended=

	title="$event at $moment"
	want=$(expected)
	dmesg -C
	begin "$card" "$new"
	until_says "$moment" || return
	# shellcheck disable=SC2086 # a word or none
	$event $argument && ended=y
	[ -n "$ended" ] || ktap_print_msg "status $status, '${said//$'\n'/, }'"
	[ -n "$ended" ]
	result "$title: ends as it should"
	bound "$card" && whole "$card" "$want"
	result "$title: the card has $want, and nobody has its flash"
	burns "$card" "$other" "$other_version"
	result "$title: the next burn succeeds"
	splats+=$(dmesg_splats)
}

# Two cards do not wait for each other.
together() {
	local pids=() one
	for one in "$@"; do
		devlink dev flash "pci/$one" file "$new" >/dev/null & pids+=($!)
	done
	for one in "${pids[@]}"; do
		wait "$one" || return
	done
	for one in "$@"; do
		whole "$one" "$new_version" || return
	done
}

now_ms() { echo $((${EPOCHREALTIME/[.,]/} / 1000)); }

# killed SIGNAL DELAY IMAGE OLD NEW: a burn gets the signal after that many
# milliseconds, wherever it is then; leaves what the card has in $has.
killed() {
	begin "$card" "$3"
	sleep "$(($2 / 1000)).$(printf '%03d' $(($2 % 1000)))"
	kill "-$1" -- "-$burn" 2>/dev/null
	ends
	has=$(stored "$card")
	if [ "$has" != "$4" ] && [ "$has" != "$5" ]; then
		ktap_print_msg "'$has' is neither $4 nor $5"
		return 1
	fi
	whole "$card" "$has"
}

# Burns that get a signal at any moment of what a burn takes, up to its end.
anywhen() {
	local images=("$new" "$other" "$third") signals=(INT TERM KILL)
	local versions=("$new_version" "$other_version" "$third_version")
	local i start took delay has=$old_version went_on=0

	start=$(now_ms)
	burns "$card" "$third" "$third_version" || return
	took=$(($(now_ms) - start))
	has=$third_version
	for i in $(seq 0 $((any_moments - 1))); do
		delay=$((RANDOM * took / 32768))
		if ! killed "${signals[i % 3]}" "$delay" "${images[i % 3]}" "$has" "${versions[i % 3]}"; then
			ktap_print_msg "SIG${signals[i % 3]} after $delay ms, seed $seed"
			return 1
		fi
		[ "$has" != "${versions[i % 3]}" ] || went_on=$((went_on + 1))
	done
	ktap_print_msg "a burn takes $took ms; $went_on of $any_moments went on, seed $seed"
}

# Results of an event.
count() {
	case $1 in
	together | anywhen) echo 1 ;;
	vanish) echo 5 ;;
	unbind | remove | unload | reset | meanwhile) echo 4 ;;
	*) echo 3 ;;
	esac
}

any_moments=15
seed=$((EPOCHSECONDS % 32768))
RANDOM=$seed
plan=1
while read -r event _; do
	plan=$((plan + $(count "$event")))
done <"$table"
splats=
ktap_print_header
ktap_set_plan $plan
while read -r event moment card argument; do
	case $event in
	together)
		# shellcheck disable=SC2086 # several words are wanted
		together $card $argument
		result "two cards at once"
		;;
	anywhen)
		anywhen
		result "$any_moments burns that get a signal at any moment"
		;;
	*) run ;;
	esac
done <"$table"
empty "no splat in the log" "$splats"
ktap_finished
