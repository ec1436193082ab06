#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Boots a kernel with emulated cards and runs a command in it.
set -eu -o pipefail
shopt -s inherit_errexit

usage() {
	cat <<'EOF'
Usage: run.sh [-k KERNEL] [-c CARD]... [-s DIR] [--systemd | --debian] [--restart]
              [-l] [-i] -- COMMAND...

  -k KERNEL   6.1, 6.12 (default) or 7.3, as Debian builds them; debug or kcsan,
              which look for faults and are built when first used
  -c CARD     adds a card: key=value,key=value,... with the options of
              hermon-model, of which flash=FILE is required; fault= may be
              repeated.  A comma in a value is written twice.
  -s DIR      what the guest has at /mnt/share, for reading and writing; there
              the kernel looks for firmware, and the command starts
  --debian    a whole Debian with apt, compiler, DKMS, fwupd and ssh; --systemd
              is implied
  --systemd   boots systemd to multi-user.target before the command; udev may
              then bind mlx4_core, unless -l was quicker
  --restart   the command may restart the machine, by the exit status that
              $HERMON_VM_RESTART names, and is then started again; what it has
              changed stays; --systemd is implied
  -l          loads the module before anything else sees the cards
  -i          gives the command this terminal (at most one run at a time)

The first card is 0000:01:00.0 in the guest, the second 0000:02:00.0, the tenth
0000:0a:00.0; there can be 40.  On the guest's PATH are hermonfw, devlink,
lspci, mstflint and jq; the module is /mnt/hermon/hermon_fw.ko.

Exits with the command's status and its standard output and error.  When
standard output is a terminal, or HERMON_VM_TTY=1, the command has a terminal,
and so a single stream.  Its standard input is empty.

  124         the machine was still running after HERMON_VM_TIMEOUT seconds
              (default 600; 3600 with debug and kcsan)
  125         the machine did not start, panicked, or a card's model failed; or
              the kernel, debug or kcsan, reported a fault

Environment: HERMON_VM_LOG=DIR keeps the console (console.log) and what the
models print (card1.log, ...) in DIR; HERMON_VM_CMDLINE is added to the kernel's
command line, HERMON_QEMU_ARGS to the emulator's; HERMON_VM_PORT is the device
that each card sits behind (ioh3420); HERMON_VM_FUNCTIONS is how many cards are the
functions of one device (1), 0000:01:00.0, 0000:01:00.1 and so on; HERMON_SRC is
another source for the module.
EOF
}

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=/dev/null
. "$here/../../scripts/setup/cache.sh"
# shellcheck source=/dev/null
. "$here/kernel.sh"
# shellcheck source=/dev/null
. "$here/cards.sh"
# shellcheck source=/dev/null
. "$here/faults.sh"

kernel=6.12
cards=()
share=
systemd=
flavour=
memory=384
restart=
restart_status=133
load=
interactive=
source=${HERMON_SRC:-$here/../..}

fail() {
	echo "run.sh: $*" >&2
	exit 125
}

parse_arguments() {
	while [ $# -gt 0 ]; do
		case $1 in
		-k) kernel=$2; shift ;;
		-c) cards+=("$2"); shift ;;
		-s) share=$2; shift ;;
		--systemd) systemd=y ;;
		--debian) systemd=y flavour=debian memory=1536 ;;
		--restart) restart=y systemd=y ;;
		-l) load=y ;;
		-i) interactive=y ;;
		-h | --help) usage; exit ;;
		--) shift; break ;;
		*) usage >&2; exit 125 ;;
		esac
		shift
	done
	[ $# -gt 0 ] || { usage >&2; exit 125; }
	[ "${#cards[@]}" -le 40 ] || fail "no more than 40 cards"
	[ -z "$restart" ] || kernel_is_stock "$kernel" ||
		fail "--restart is for Debian's kernels: $kernel has no file system for it"
	command=("$@")
}

# The module is built again only when a source is newer.
make_module() {
	[ -e "$source/Kbuild" ] || return 0
	module=$(built_module "$source" "$release")
	if [ ! -e "$module" ] || [ -n "$(newer_sources)" ]; then
		"$here/kbuild.sh" -k "$kernel" >"$logs/kbuild.log" 2>&1 ||
			{ cat "$logs/kbuild.log" >&2; fail "the module does not build"; }
	fi
	flock "$(module_build_dir "$source" "$release").lock" \
		strip --strip-debug -o "$run/hermon/hermon_fw.ko" "$module"
}

newer_sources() {
	(cd "$source" && find Kbuild Makefile drivers include -newer "$module" \
		\( -name '*.[ch]' -o -name Kbuild -o -name Makefile \) -print -quit)
}

# What the guest finds at /mnt/hermon.
make_stage() {
	mkdir -p "$run/hermon/bin"
	printf '%q ' "${command[@]}" >"$run/hermon/command"
	{
		printf 'export TERM=%q\n' "${TERM:-dumb}"
		echo "HERMON_STDIO=$stdio"
		echo "HERMON_STTY='$(terminal_size)'"
		# For a command that tells the emulator where a card is to be plugged in.
		printf 'export HERMON_VM_RUN=%q\n' "$run"
		[ -z "$restart" ] || echo "export HERMON_VM_RESTART=$restart_status"
	} >"$run/hermon/environment"
	[ ! -x "$source/userspace/hermonfw/hermonfw" ] ||
		cp "$source/userspace/hermonfw/hermonfw" "$run/hermon/bin/"
	make_module
}

terminal_size() {
	local rows=24 cols=80
	[ ! -t 1 ] || read -r rows cols < <(stty size <&1)
	echo "rows $rows cols $cols"
}

# Output goes through pipes of our own: the emulator can open these whatever
# our standard output may be, and their end tells that all has arrived.
start_channels() {
	mkfifo "$run/out" "$run/err"
	cat <"$run/out" & channels+=($!)
	cat <"$run/err" >&2 & channels+=($!)
	exec {out}>"$run/out" {err}>"$run/err"
}

finish_channels() {
	exec {out}>&- {err}>&-
	wait "${channels[@]}" || true
}

# On a busy host the timer is too late for the check of Linux 6.1, which panics,
# and a processor may not be served for the 21 s after which RCU complains.
kernel_command_line() {
	local next=/usr/lib/vm/start panic=-1
	[ -z "$systemd" ] || next=/usr/lib/systemd/systemd
	[ -z "$restart" ] || panic=0
	echo "console=ttyS0 quiet loglevel=4 panic=$panic log_buf_len=1M" \
		"firmware_class.path=/mnt/share mitigations=off apparmor=0 audit=0" \
		"no_timer_check rcupdate.rcu_cpu_stall_timeout=120" \
		"systemd.wants=vm-command.service vm_next=$next vm_load=$load" \
		"vm_restart=$restart"
	kernel_is_stock "$kernel" || fault_options
	echo "${HERMON_VM_CMDLINE-}"
}

# Prints the emulator's arguments, one per line.  The machine's memory is in a
# file that the cards' models can map.
machine() {
	local cpus=$((${systemd:+1} + 1))
	case $kernel in
	debug)
		# Time is what the processor has done: a busy host would leave it
		# too little between two ticks of the clock.
		memory=768
		printf '%s\n' -icount shift=1
		;;
	kcsan) memory=768 cpus=2 ;;
	esac
	printf '%s\n' -M q35,sata=off,smbus=off -accel tcg -cpu Nehalem -nodefaults \
		-display none -smp "$cpus" -m "$memory" \
		-object "memory-backend-memfd,id=memory,size=${memory}M,share=on" \
		-machine memory-backend=memory \
		-kernel "$vmlinux" -initrd "$initramfs" \
		-append "$(kernel_command_line | paste -sd' ')" \
		-serial "file:$logs/console.log" \
		-drive "file=$image,if=none,id=image,format=raw,readonly=on" \
		-device virtio-blk-pci,drive=image,addr=0x1a.0,multifunction=on \
		-device virtio-9p-pci,fsdev=share,mount_tag=share,addr=0x1b \
		-device virtio-9p-pci,fsdev=hermon,mount_tag=hermon,addr=0x1c \
		-fsdev "local,id=share,path=${share//,/,,},security_model=none" \
		-fsdev "local,id=hermon,path=$run/hermon,security_model=none,readonly=on" \
		-device virtio-serial-pci,addr=0x1d
	changes
	port out "${interactive:+stdio,signal=off}"
	port err ""
	port status "file,path=$run/status"
	card_devices "${#cards[@]}"
}

# A file that takes no more room than what is written to it; mke2fs is not on the PATH
# of everybody.
make_disk() {
	PATH=$PATH:/usr/sbin mke2fs -q -t ext4 "$run/changes" 4G >"$logs/mke2fs.log"
}

# Where the guest writes what it changes: memory, or a second disk which survives a
# restart.
changes() {
	[ -n "$restart" ] || { echo -no-reboot; return; }
	printf '%s\n' -drive "file=$run/changes,if=none,id=changes,format=raw,cache=unsafe" \
		-device virtio-blk-pci,drive=changes,addr=0x1a.1
}

# port NAME CHARDEV: a channel to the guest, by default a pipe of ours
port() {
	printf '%s\n' -chardev "${2:-file,path=$run/$1},id=$1" \
		-device "virtserialport,chardev=$1,name=$1"
}

# It must not outlive us, even if we are killed.
start_machine() {
	local arguments=() output=$logs/qemu.log
	[ -z "$interactive" ] || output=/dev/stdout
	mapfile -t arguments < <(machine)
	# shellcheck disable=SC2086 # words are wanted
	setpriv --pdeathsig TERM timeout --foreground -k 5 "$timeout" \
		"$here/qemu.sh" "${arguments[@]}" ${HERMON_QEMU_ARGS-} \
		<&0 >"$output" 2>"$logs/qemu.log" &
	machine_pid=$!
}

# Removes everything but logs that someone will want to read.
# shellcheck disable=SC2317 # called by a trap
clean_up() {
	local status=$?
	trap - EXIT
	trap '' INT TERM HUP
	[ -z "$machine_pid" ] || kill "$machine_pid" 2>/dev/null || true
	stop_cards || true
	if [ "$status" -eq 125 ] || [ "$status" -eq 124 ]; then
		find "$run" -mindepth 1 -maxdepth 1 ! -path "$logs" -exec rm -rf {} +
		rmdir "$run" 2>/dev/null || true
		echo "run.sh: logs are in $logs" >&2
	else
		rm -rf "$run"
	fi
	exit "$status"
}

# Says how the machine ended if it was not by the command's end.
check_machine() {
	local status=$1
	[ ! -s "$run/status" ] || return 0
	case $status in
	124 | 137)
		echo "run.sh: the machine still ran after $timeout seconds" >&2
		exit 124
		;;
	esac
	tail -n 20 "$logs/qemu.log" "$logs/console.log" >&2
	kernel_is_stock "$kernel" || check_faults
	fail "the machine ended without a result (status $status)"
}

main() {
	local status=0
	parse_arguments "$@"
	timeout=${HERMON_VM_TIMEOUT:-$(kernel_is_stock "$kernel" && echo 600 || echo 3600)}
	root=$("$here/root.sh")
	release=$(kernel_release "$root" "$kernel")
	if kernel_is_stock "$kernel"; then
		vmlinux=$("$here/vmlinux.sh" "$release")
		initramfs=$("$here/initramfs.sh" "$release")
	else
		home=$(kernel_home "$root" "$kernel")
		vmlinux=$home/vmlinux
		initramfs=$("$here/initramfs.sh" "$release" "$home")
	fi
	image=$("$here/image.sh" $flavour)

	run=$(mktemp -d /tmp/hermon-vm.XXXXXX)
	trap clean_up EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	logs=${HERMON_VM_LOG:-$run/logs}
	share=${share:-$run/share}
	mkdir -p "$logs" "$run/share"

	[ "${#cards[@]}" -eq 0 ] || make_model || fail "the model does not build"
	make_stage
	[ -z "$restart" ] || make_disk || fail "no disk for what the machine changes"
	start_cards "${cards[@]}" || exit 125
	start_channels
	start_machine
	wait "$machine_pid" || status=$?
	machine_pid=
	finish_channels
	check_machine "$status"
	stop_cards || { tail -n 20 "$logs"/card*.log >&2; fail "a card's model failed"; }
	kernel_is_stock "$kernel" || check_faults
	exit "$(<"$run/status")"
}

machine_pid=
channels=()
stdio=pipes
if [ -t 1 ] || [ "${HERMON_VM_TTY-}" = 1 ]; then
	stdio=terminal
fi
main "$@"
