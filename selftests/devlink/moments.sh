# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # for those who source this, and of lib.sh
# To be sourced by tests that do something in the middle of a burn.

# begin CARD IMAGE: a burn in the background, as a process group of its own:
# $burn. One at a time.
begin() {
	said=
	rm -f /tmp/said
	mkfifo /tmp/said
	set -m
	devlink dev flash "pci/$1" file "$2" >/tmp/said 2>&1 &
	burn=$!
	set +m
	exec 7</tmp/said
	rm /tmp/said
}

# until_says TEXT: what devlink prints ends a line only when the next one
# begins, so it is read letter by letter.
until_says() {
	local letter
	while IFS= read -r -N 1 -t "$patience" letter <&7; do
		said+=$letter
		[[ $said != *"$1" ]] || return 0
	done
	ktap_print_msg "no $1 in '$said'"
	return 1
}

# ends: how the burn ended is in $status, what was said in $said
ends() {
	local letter
	while IFS= read -r -N 1 -t "$patience" letter <&7; do
		said+=$letter
	done
	exec 7<&-
	wait "$burn" 2>/dev/null
	status=$?
}

# within SECONDS COMMAND...: the command succeeds, and in time
within() {
	local limit=$1 start=$SECONDS
	shift
	"$@" && [ $((SECONDS - start)) -le "$limit" ]
}

# logged TEXT: waits until the kernel's log has it
logged() { until_true has_logged "$1"; }
has_logged() { dmesg | grep -qF "$1"; }

# bound CARD: to this driver, and its instance answers
bound() { devlink dev info "pci/$1" 2>/dev/null | grep -q hermon_fw; }

semaphore_is_free() { take_semaphore "$1" && free_semaphore "$1"; }

# whole CARD VERSION: the current image has this version and is sound in every
# byte, and nobody has the flash.
whole() {
	local got
	got=$(stored "$1")
	[ "$got" = "$2" ] || ktap_print_msg "$1 has '$got', not '$2'"
	[ "$got" = "$2" ] && semaphore_is_free "$1" &&
		devlink dev selftests run "pci/$1" id flash | grep -q passed
}

# burns CARD IMAGE VERSION: the next burn succeeds, whatever was before
burns() {
	devlink dev flash "pci/$1" file "$2" >/dev/null && whole "$1" "$3"
}

# serial_port NAME: the device of the test machine's port
serial_port() {
	local entry
	for entry in /sys/class/virtio-ports/*; do
		[ "$(<"$entry/name")" != "$1" ] || echo "/dev/${entry##*/}"
	done
}
