# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# To be sourced by the tests of this folder: KTAP, and what devlink says.
#
# They run on a machine with hermon_fw loaded and cards bound to it. The KTAP
# functions are kselftest's own.

for dir in "${KTAP_DIR:-}" "$(dirname "$0")" "$(dirname "$0")/../kselftest" \
	   "$(dirname "$0")/../../../kselftest"; do
	[ -f "$dir/ktap_helpers.sh" ] && break
done
# shellcheck source=/dev/null
. "$dir/ktap_helpers.sh"

# skip_all REASON: the whole test, which ends here
skip_all() {
	ktap_skip_all "$1"
	exit "$KSFT_SKIP"
}

[ "$(id -u)" -eq 0 ] || skip_all "needs root"
command -v devlink >/dev/null || skip_all "needs devlink of iproute2"
command -v jq >/dev/null || skip_all "needs jq"
# A test that is about loading it says so.
[ -n "${loads_driver-}" ] || [ -d /sys/bus/pci/drivers/hermon_fw ] ||
	skip_all "needs hermon_fw loaded"

# Everything printed since the module came in, at a level that calls for a
# person, but the notice that the module is not part of the kernel's own tree,
# and what an emulated processor on a busy host makes the timers say.
dmesg_warnings() {
	dmesg --level emerg,alert,crit,err,warn | awk '
		/loading out-of-tree module taints kernel/ { on = 1; next }
		/module verification failed/ { next }
		/hrtimer: interrupt took|perf: interrupt took/ { next }
		/clocksource:|TSC found unstable|workqueue: .* hogged CPU/ { next }
		on'
}

# What no driver may cause, whatever the card does.
dmesg_splats() {
	dmesg | grep -E 'WARNING:|BUG:|INFO: |Oops|Call Trace|general protection' |
		grep -v 'taints kernel'
}

# info CARD PATH: a field of devlink's answer, empty if it is not there.
info() {
	devlink -j dev info "pci/$1" | jq -r ".info[]$2 // empty"
}

# state CARD: PSID, serial number, running and stored version, in one answer
state() {
	devlink -j dev info "pci/$1" | jq -r '.info[] |
		"\(.versions.fixed["fw.psid"]) \(.serial_number) runs \(
		    .versions.running.fw) stores \(.versions.stored.fw)"'
}

stored() { info "$1" '.versions.stored.fw'; }
running() { info "$1" '.versions.running.fw'; }
psid() { info "$1" '.versions.fixed["fw.psid"]'; }

# driver_of CARD: who has it; nothing if nobody has
driver_of() {
	local driver
	driver=$(readlink "/sys/bus/pci/devices/$1/driver") && basename "$driver"
}

# property CARD NAME: what udev keeps of it
property() {
	udevadm settle
	udevadm info -q property "/sys/bus/pci/devices/$1" | sed -n "s/^$2=//p"
}

# Seconds that anything may take on a slow machine.
patience=120

# until_true COMMAND...: waits for it
until_true() {
	local start=$SECONDS
	until "$@"; do
		[ $((SECONDS - start)) -lt $patience ] || return 1
		sleep 0.1
	done
}

# mlx4_says CARD FILE: of its InfiniBand device, which mlx4_ib makes a moment after
# mlx4_core has the card.
mlx4_says() {
	until_true cat_one "/sys/bus/pci/devices/$1/infiniband/*/$2"
}

# cat_one PATTERN: what lies at it by now
cat_one() {
	# shellcheck disable=SC2086 # a pattern is wanted
	cat $1 2>/dev/null
}

# param CARD NAME: the value of a parameter
param() {
	devlink -j dev param show "pci/$1" name "$2" |
		jq -r '.param[][].values[] | select(.cmode == "runtime").value'
}

# set_param CARD NAME VALUE
set_param() {
	devlink dev param set "pci/$1" name "$2" value "$3" cmode runtime
}

# diagnose CARD PATH: a field of what the health reporter says
diagnose() {
	devlink -j health diagnose "pci/$1" reporter flash |
		jq -r -c "$2 | select(. != null)"
}

# Registers of a card, through the window in its config space, which works
# beside a driver: cr_read CARD OFFSET, cr_write CARD OFFSET VALUE, all
# hexadecimal.
cr_read() {
	setpci -s "$1" "58.l=$2" && setpci -s "$1" 5c.l
}

cr_write() {
	setpci -s "$1" "58.l=$2" && setpci -s "$1" "5c.l=$3"
}

# The cell of the flash: reading 0 takes it.
take_semaphore() {
	[ "$(cr_read "$1" f03fc)" = 00000000 ]
}

free_semaphore() {
	cr_write "$1" f03fc 0
}

# like TEXT PATTERN
like() {
	# shellcheck disable=SC2053 # a pattern is wanted
	[[ $1 == $2 ]]
}

# flash_refused CARD ARGUMENTS ERRNO SENTENCE: a burn is refused with this
# sentence, a pattern, and the log has it too. With "core" for an errno,
# devlink's core refuses before the driver is asked.
flash_refused() {
	local card=$1 arguments=$2 errno=$3 sentence=$4 said

	dmesg -C
	# shellcheck disable=SC2086 # several words are wanted
	said=$(devlink dev flash "pci/$card" $arguments 2>&1 >/dev/null) &&
		return 1
	ktap_print_msg "$said"
	if [ "$errno" = core ]; then
		like "$said" "Error: $sentence."
		return
	fi
	like "$said" "Error: hermon_fw: $sentence." &&
		like "$(dmesg)" "*hermon_fw $card: flash update: $sentence*$errno*"
}

# result DESCRIPTION: passes if the command before it did.
result() {
	# shellcheck disable=SC2319 # a condition's result is wanted, too
	local status=$?

	if [ $status -eq 0 ]; then
		ktap_test_pass "$1"
	else
		ktap_test_fail "$1"
	fi
}

# same DESCRIPTION GOT WANTED
same() {
	[ "$2" = "$3" ] || ktap_print_msg "$1: got '$2', wanted '$3'"
	[ "$2" = "$3" ]
	result "$1"
}

# empty DESCRIPTION TEXT: passes if there is no text; prints what there is.
empty() {
	[ -z "$2" ] || printf '%s\n' "$2" | sed 's/^/# /'
	[ -z "$2" ]
	result "$1"
}

# tool STATUS DESCRIPTION ARGUMENT...: hermonfw ends so, and what it says is
# JSON; the answer is left in /tmp/out, lines of progress before it in /tmp/lines.
tool() {
	local wanted=$1 description=$2 status
	shift 2
	hermonfw --json "$@" >/tmp/lines 2>/tmp/err </dev/null
	status=$?
	tail -n 1 /tmp/lines >/tmp/out
	[ $status -eq "$wanted" ] || ktap_print_msg "$(cat /tmp/out /tmp/err)"
	[ $status -eq "$wanted" ] && jq -e . /tmp/lines >/dev/null
	result "$description: status $wanted"
}

# field PATH: of the answer that tool has left
field() { jq -r "$1" /tmp/out; }
