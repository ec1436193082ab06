#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What the host does to a card in the middle of a burn, at several moments of it.
#
#	events.sh KERNEL [PART...]
#
# Parts, all by default, each a machine of its own: burns, suspend, plug, down.
. "$(dirname "$0")/lib.sh"

shift
parts=${*:-burns suspend plug down}

# The chip is slow enough for each phase of a burn to be met.
slow=part=W25X16,time-scale=3,rev=b0
image=(--hwid 00b00190 --devrev b0 --chunk 64K --size 8K)
build "${image[@]}" --version 2.6.0 --seed 6 -o "$share/new.bin"
build "${image[@]}" --version 2.7.0 --seed 7 -o "$share/other.bin"
build "${image[@]}" --version 2.4.0 --seed 4 -o "$share/third.bin"
build "${image[@]}" --version 2.5.0 --seed 5 -o "$work/older"
build "${image[@]}" --version 2.8.0 --seed 8 -o "$work/old"
# Something to erase lies in the free slot.
build --flash --image "$work/old" --retired "$work/older" -o "$work/card"
identity "$work/card" >"$work/identity"

cards=()
names=()

# card NAME [OPTIONS]: one more
card() {
	cp "$work/card" "$work/$1"
	names+=("$1")
	cards+=(-c "flash=$work/$1,$slow,stats=$work/$1.stats${2:+,$2}")
}

address() { printf '0000:%02x:00.0' "${#names[@]}"; }

# event EVENT MOMENT [ARGUMENT [OPTIONS]]: a card for it, and its line
event() {
	card "$1-$2-${#names[@]}" "${4-}"
	printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$(address)" "${3-}" >>"$share/table"
}

# start: with no cards
start() {
	cards=()
	names=()
	: >"$share/table"
}

# afterwards: what is true of every card once the machine is off
afterwards() {
	local name
	for name in "${names[@]}"; do
		check "$name: no guest error" no_guest_error "$work/$name.stats"
		check "$name: one sound image" sound "$work/$name"
		check "$name: GUIDs, MACs, VSD byte-equal" \
			[ "$(identity "$work/$name")" = "$(cat "$work/identity")" ]
		check "$name: nobody has its flash" \
			[ "$(jq ".semaphores_taken | index(63)" "$work/$name.stats")" = null ]
	done
}

# The three kernels share out the moments before the signature.
case $kernel in
6.1) before=(Erasing Writing Verifying) ;;
6.12) before=(Writing Verifying Erasing) ;;
*) before=(Verifying Erasing Writing) ;;
esac

burns() {
	start
	event signal "${before[0]}" INT
	event signal "${before[1]}" TERM
	event signal "${before[2]}" KILL
	event signal Activating INT
	event unbind "${before[0]}"
	event unbind Activating
	event remove "${before[1]}"
	event remove Activating
	event unload "${before[2]}"
	event reset "${before[0]}"
	event reset "${before[1]}"
	event reset Activating
	event second "${before[1]}"
	event meanwhile Erasing
	event vanish Erasing '' fault=gone-at-op=5,fault=back-after=20
	event anywhen -
	event together -
	card together-too
	sed -i "\$s/\$/$(address)/" "$share/table"
	guest "${cards[@]}" -l -- ./events.sh table /mnt/hermon/hermon_fw.ko \
		new.bin 2.6.0 other.bin 2.7.0 2.8.0 third.bin 2.4.0
	afterwards
}

suspend() {
	local long=("${image[@]}" --size 64K)

	start
	card suspend
	build "${long[@]}" --version 2.6.0 --seed 6 -o "$share/long.bin"
	build "${long[@]}" --version 2.7.0 --seed 7 -o "$share/longer.bin"
	HERMON_QEMU_ARGS="-serial file:$work/results" guest "${cards[@]}" -l -- \
		exec ./suspend.sh /dev/ttyS1 "$(address)" long.bin 2.6.0 longer.bin 2.7.0
	import <"$work/results"
	check "four results after the suspend" \
		[ "$(grep -cE '^(not )?ok ' "$work/results")" -eq 4 ]
	afterwards
}

# The emulator's monitor is a serial port of the machine: what is told on one side
# of a socket of the emulator arrives at the other.
plug() {
	start
	card plug keep,fault=no-msix
	card errors
	HERMON_QEMU_ARGS="-chardev socket,id=monitor,path=$work/monitor,server=on,wait=off \
		-mon chardev=monitor,mode=control \
		-chardev socket,id=to-monitor,path=$work/monitor \
		-device virtserialport,chardev=to-monitor,name=monitor" \
		guest "${cards[@]}" -l -- ./plug.sh monitor 0000:01:00.0 \
		0000:02:00.0 new.bin 2.6.0 other.bin 2.7.0 third.bin 2.8.0
	afterwards
}

# The burns are far from their end when the machine goes down.
down() {
	local long=("${image[@]}" --size 256K)
	local name

	start
	build "${long[@]}" --version 2.6.0 --seed 6 -o "$share/long.bin"
	build "${long[@]}" --version 2.5.0 --seed 5 -o "$work/older"
	card down-erasing
	build --flash --image "$work/old" --retired "$work/older" -o "$work/down-erasing"
	card down-writing time-scale=6
	build --flash --image "$work/old" -o "$work/down-writing"
	HERMON_VM_LOG=$work/log guest "${cards[@]}" -l -- ./down.sh 0000:01:00.0 \
		0000:02:00.0 long.bin
	afterwards
	check "both burns were told to stop" \
		[ "$(grep -c "flash update: driver gives the card up" "$work/log/console.log")" -eq 2 ]
	for name in "${names[@]}"; do
		check "$name: the old image is in place" [ "$(version "$work/$name")" = 2.8.0 ]
	done
}

for part in $parts; do
	case $part in
	burns) burns ;;
	suspend) suspend ;;
	plug) plug ;;
	down) down ;;
	*) not_ok "there is no part $part" ;;
	esac
done
done_testing
