# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # run and logs are the caller's
# To be sourced: the emulated cards of one machine, each a process of its own.
# Needs two directories: $run for the sockets, $logs for what the models print.

model=$(cd "${BASH_SOURCE[0]%/*}/../model" && pwd)
card_pids=()

# Two runs at once must not build the model into each other.
make_model() {
	mkdir -p "$(cache_dir)"
	flock "$(cache_dir)/model.lock" make -s -C "$model" >&2
}

# card_options flash=FILE,part=...: prints them as the model takes them, one
# word per line.  A key alone is a flag; a comma in a value is doubled, as for
# the emulator.
card_options() {
	local pair pairs=()
	IFS=, read -r -a pairs <<<"${1//,,/$'\1'}"
	for pair in "${pairs[@]}"; do
		pair=${pair//$'\1'/,}
		case $pair in
		*=*) printf -- '--%s\n%s\n' "${pair%%=*}" "${pair#*=}" ;;
		*) printf -- '--%s\n' "$pair" ;;
		esac
	done
}

# start_card NUMBER OPTIONS
start_card() {
	local words=()
	mapfile -t words < <(card_options "$2")
	"$model/hermon-model" "${words[@]}" "$run/card$1" </dev/null >"$logs/card$1.log" 2>&1 &
	card_pids+=($!)
}

# The emulator does not wait for a socket that is not there yet.
wait_for_card() {
	local pid=${card_pids[$1 - 1]} try
	for ((try = 0; try < 500; try++)); do
		[ ! -S "$run/card$1" ] || return 0
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.02
	done
	echo "run.sh: the model of card $1 does not start:" >&2
	cat "$logs/card$1.log" >&2
	return 1
}

# start_cards OPTIONS...: one card for each word
start_cards() {
	local options number=0
	for options; do
		number=$((number + 1))
		start_card "$number" "$options"
	done
	for ((number = 1; number <= $#; number++)); do
		wait_for_card "$number" || return
	done
}

# Prints the emulator's arguments for $1 cards, one per line.
card_devices() {
	local number functions=${HERMON_VM_FUNCTIONS:-1}
	for ((number = 0; number < $1; number++)); do
		((number % functions)) || port_device $((number / functions + 1))
		card_device $((number + 1)) $((number / functions + 1)) \
			$((number % functions)) $((functions > 1))
	done
}

# Eight ports share a slot; they are in order, and so are the bus numbers that
# the firmware gives out.
port_device() {
	local port=id=port$1,chassis=$1,slot=$1
	port+=,addr=$((2 + ($1 - 1) / 8)).$((($1 - 1) % 8))
	printf '%s\n' -device "${HERMON_VM_PORT:-ioh3420},$port,multifunction=on"
}

# card_device NUMBER PORT FUNCTION SEVERAL: SEVERAL is 1 if the port has more
# functions than this.  An answer after the message timeout would desynchronise
# the stream for good.
card_device() {
	local several=false
	(($4 == 0)) || several=true
	printf '%s\n{"driver":"vfio-user-pci","id":"card%d","bus":"port%d",' -device "$1" "$2"
	printf '"addr":"0.%d","multifunction":%s,' "$3" "$several"
	printf '"x-msg-timeout":60000,"socket":{"type":"unix","path":"%s"}}\n' \
		"$run/card$1"
}

# The models write flash and statistics when their connection ends.  One that
# never had a connection, or hangs, is told to stop.
stop_cards() {
	local pid try status=0
	for pid in "${card_pids[@]}"; do
		for ((try = 0; try < 500; try++)); do
			kill -0 "$pid" 2>/dev/null || break
			[ "$try" -ne 100 ] || kill "$pid" 2>/dev/null || true
			sleep 0.02
		done
		kill -KILL "$pid" 2>/dev/null || true
		wait "$pid" || status=$?
	done
	card_pids=()
	return "$status"
}
