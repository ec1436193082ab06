#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The registers as a region: those that may be read, and ones everywhere else.
# That nothing else was touched is for the emulated card to say.
#
#	crspace.sh A0 B0 RECOVERY STUCK LEAVING
#
# Cards: one of each silicon, one without an image, one whose gateway never gets
# done, one that leaves the bus after a while.
. "$(dirname "$0")/lib.sh"

a0=$1 b0=$2 recovery=$3 stuck=$4 leaving=$5
size=$((0x100000))

# Linux before 6.2 reads snapshots only.
case $(uname -r) in
6.1.*) reads_directly= ;;
*) reads_directly=yes ;;
esac

# Where the registers of the table lie, and their neighbours, semaphores and
# reset among them: offsets and lengths. To print all of it takes a minute here.
windows='0x1f060 32 0x41260 32 0xf0000 1088 0xf3820 32'

# dump CARD [whole]: what is not ones in the region, as "offset word" in
# /tmp/words, by a snapshot of its own; the number of lines of 16 bytes in
# /tmp/lines.
dump() {
	devlink region new "pci/$1/cr-space" snapshot 7 2>/tmp/err || return
	if [ "${2-}" = whole ]; then
		devlink region dump "pci/$1/cr-space" snapshot 7
	else
		# shellcheck disable=SC2086 # words are wanted
		look "pci/$1/cr-space" $windows
	fi | tee >(wc -l >/tmp/lines) |
		grep -v '^[0-9a-f]*\( ff\)\{16\} *$' >/tmp/rest
	devlink region del "pci/$1/cr-space" snapshot 7
	take_words </tmp/rest >/tmp/words
}

# look REGION [OFFSET LENGTH]...
look() {
	local region=$1
	shift
	while [ $# -gt 0 ]; do
		devlink region read "$region" snapshot 7 address $(($1)) length "$2"
		shift 2
	done
}

# devlink counts its lines from the start of the region
take_words() {
	local line word value

	while read -r -a line; do
		for word in 0 1 2 3; do
			value=$(printf %s "${line[@]:1 + 4 * word:4}")
			[ "$value" = ffffffff ] || printf '%05x %s\n' \
				$((0x${line[0]} + 4 * word)) "$value"
		done
	done
}

# word CARD OFFSET: one register by a direct read
word() {
	devlink region read "pci/$1/cr-space" address $(($2)) length 4 |
		awk '{ print $2 $3 $4 $5 }'
}

offsets() {
	cut -d' ' -f1 /tmp/words | paste -sd' '
}

value() {
	sed -n "s/^$1 //p" /tmp/words
}

# Which registers have a value: those that are ones themselves do not count.
normal='1f064 1f068 1f06c 1f070 41270 f0000 f0014 f0400 f0404 f0410 f0414 f0418 f041c'

silicon() {
	local card=$1 hwid=$2 name=$3

	dump "$card"
	same "$name: these registers, and ones" "$(offsets)" "$normal"
	same "$name: hardware id" "$(value f0014)" "$hwid"
	same "$name: version that runs" \
		"$(printf '%d.%d.%d' "0x$(value 1f064 | cut -c1-4)" \
		   "0x$(value 1f068 | cut -c1-4)" "0x$(value 1f068 | cut -c5-8)")" \
		"$(running "$card")"
}

whole() {
	dump "$a0" whole
	same "as large as BAR 0" $((16 * $(cat /tmp/lines))) $size
	same "these registers, and ones everywhere else" "$(offsets)" "$normal"
}

directly() {
	if [ -z "$reads_directly" ]; then
		[ -z "$(word "$a0" 0xf0014 2>/dev/null)" ]
		result "no direct read before Linux 6.2"
		return
	fi
	[ "$(word "$a0" 0xf0014)" = 00a00190 ] &&
		[ "$(word "$a0" 0xf0010)" = ffffffff ] &&
		[ "$(word "$a0" 0xf03fc)" = ffffffff ]
	result "read directly"
	same "from the middle of one register to that of another" \
		"$(word "$a0" 0xf0012)" ffff00a0
	same "up to the end" "$(word "$a0" $((size - 4)))" ffffffff
}

# A look at the registers must not wait for somebody else, nor disturb him.
while_held() {
	local start=$SECONDS

	take_semaphore "$a0"
	dump "$a0"
	same "another tool has the flash: all but the gateway" "$(offsets)" \
		"${normal%% f04*}"
	[ $((SECONDS - start)) -le 30 ]
	result "within a moment"
	[ "$(cr_read "$a0" f03fc)" = 00000001 ]
	result "whose semaphore is left alone"
	free_semaphore "$a0"
	dump "$a0"
	same "free again: all" "$(offsets)" "$normal"
}

snapshots() {
	devlink -j region show "pci/$a0/cr-space" | jq -c '.regions[].snapshot'
}

limits() {
	same "no snapshot is left" "$(snapshots)" '[]'
	devlink region new "pci/$a0/cr-space" snapshot 1 &&
		devlink region new "pci/$a0/cr-space" snapshot 2
	result "two snapshots"
	! devlink region new "pci/$a0/cr-space" snapshot 3 2>/dev/null
	result "there is no third"
	same "as JSON" "$(snapshots)" '[1,2]'
	! setpriv --reuid 65534 --clear-groups \
		devlink region dump "pci/$a0/cr-space" snapshot 1 >/tmp/out 2>&1
	result "not without CAP_NET_ADMIN"
	same "size" "$(devlink -j region show "pci/$a0/cr-space" |
		jq '.regions[].size')" $size
}

# The link register is all ones on no card, the boot state of this one is.
without_firmware() {
	dump "$recovery"
	like " $(offsets) " '* f3834 *'
	result "recovery mode: link control, too"
	! like " $(offsets) " '* 41270 *'
	result "recovery mode: the boot state is ones"
}

never_done() {
	dump "$stuck"
	like " $(offsets) " '* f0400 *' && ! like " $(offsets) " '* f0404 *' &&
		! like " $(offsets) " '* f0410 *'
	result "stuck gateway: the command, and no data"
}

# It answers for 5,000 accesses, most of which probe takes.
gone() {
	local i

	for ((i = 0; i < 1000; i++)); do
		devlink region new "pci/$leaving/cr-space" snapshot 1 2>/tmp/err ||
			break
		devlink region del "pci/$leaving/cr-space" snapshot 1
	done
	like "$(cat /tmp/err)" \
		'Error: hermon_fw: card reads all ones: it is gone from the bus.*'
	result "the card leaves: its ones are not taken for values"
}

ktap_print_header
ktap_set_plan $((24 + 2 * (${#reads_directly} / 3)))
whole
silicon "$a0" 00a00190 A0
silicon "$b0" 00b00190 B0
directly
while_held
limits
without_firmware
never_done
gone
empty "no splat in the log" "$(dmesg_splats)"
ktap_finished
