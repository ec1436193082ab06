#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The health reporter: what it tells, when it raises an error, and that it frees
# a semaphore only if nobody can have it.
#
#	health.sh GOOD WORN DAMAGED EMPTY HELD TWICE IMAGE STAMPED
#
# Cards: a good one with 2.8.0; one that loses bits when it is programmed; one
# with two signatures, the lower image damaged; one without an image; one without
# an image whose semaphore somebody has; one with two sound ones. IMAGE is for the first two, STAMPED for
# the one without an image.
. "$(dirname "$0")/lib.sh"

good=$1 worn=$2 damaged=$3 empty=$4 held=$5 twice=$6 image=$7 stamped=$8

# shown CARD: state of the reporter, errors, recoveries, whether there is a dump
shown() {
	devlink -j health show "pci/$1" reporter flash | jq -r '.health[][] |
		"\(.state) \(.error) \(.recover) \(has("last_dump_date"))"'
}

# becomes CARD STATE: an error is raised when the request that met it is over
becomes() {
	local i

	for ((i = 0; i < 100; i++)); do
		[ "$(shown "$1")" != "$2" ] || break
		sleep 0.1
	done
	shown "$1"
}

# dump CARD [FILTER]: what the dump has
dump() {
	devlink -j health dump show "pci/$1" reporter flash |
		jq -r -S -c "${2-.} | select(. != null)"
}

clear_dump() {
	devlink health dump clear "pci/$1" reporter flash
}

recover() {
	devlink health recover "pci/$1" reporter flash 2>/tmp/err
}

flash() {
	devlink dev flash "pci/$1" file "$2" "${@:3}" >/tmp/out 2>&1
}

# reg CARD NAME
reg() {
	dump "$1" ".registers[] | select(.name == \"$2\") | .value"
}

a_good_card() {
	same "healthy at first" "$(shown "$good")" "healthy 0 0 false"
	same "diagnose" "$(diagnose "$good" 'keys_unsorted' | tr -d '[]"')" \
		part,jedec_id,size,erase_size,mode,images,retired,current
	same "dump: chip, board and version" \
		"$(dump "$good" '[.part, .jedec_id, .size, .mode, .pci_device,
			.board_id, .running, .semaphore, .current] | map(tostring) |
			join(" ")')" \
		"M25P $((0x202015)) 2097152 normal $((0x634a)) 448397-B21 2.8.0 free 0"
	same "dump: the image" \
		"$(dump "$good" '.images | map([.addr, .checksums, .version, .psid,
			.chunk, .device_type] | map(tostring) | join(" "))')" \
		"[\"0 right 2.8.0 HP_09D0000001 1048576 25418\"]"
	same "dump: registers" "$(dump "$good" '[.registers[].name] | join(" ")')" \
		"fw_major fw_minor fw_time fw_date boot_state boot_addr hwid gw_cmd gw_addr gw_data0 gw_data1 gw_data2 gw_data3"
	same "dump: hardware id" "$(reg "$good" hwid)" $((0x00a00190))
	same "dump: no error" "$(dump "$good" '[.fault, .last_error]')" '[null,null]'
	! setpriv --reuid 65534 --clear-groups \
		devlink health dump show "pci/$good" reporter flash >/tmp/out 2>&1
	result "no dump without CAP_NET_ADMIN"
	! setpriv --reuid 65534 --clear-groups \
		devlink health recover "pci/$good" reporter flash >/tmp/out 2>&1
	result "and no recovery"
	recover "$good"
	same "recover of a healthy card: nothing to do" "$?" 0
	clear_dump "$good"
	head -c 4096 /dev/zero >zero.bin
	! flash "$good" zero.bin
	sleep 1
	same "a file that is refused raises no error" "$(shown "$good")" \
		"healthy 0 0 false"
	same "dump: why it was" "$(dump "$good" '.last_error.reason')" NO_SIGNATURE
	clear_dump "$good"
}

# The error stays until somebody asks for its recovery, or a burn succeeds.
a_failing_burn() {
	! flash "$worn" "$image"
	same "a burn that fails raises an error, with a dump" \
		"$(becomes "$worn" "error 1 0 true")" "error 1 0 true"
	same "which has the fault" "$(dump "$worn" '.fault.reason')" READ_BACK
	dump "$worn" '.fault' >/tmp/fault
	jq -e '.errno == 5 and .addr > 0 and .wanted != .got and
		(.sentence | startswith("flash reads 0x")) and
		(.next_step | length > 0)' /tmp/fault >/dev/null
	result "with address, wanted, got and the next step"
	same "the same as the last error" "$(dump "$worn" '.last_error')" \
		"$(cat /tmp/fault)"
	same "the current image is untouched" \
		"$(dump "$worn" '.images[] | .checksums + " " + .version')" "right 2.8.0"
	! flash "$worn" "$image"
	same "once more" "$(becomes "$worn" "error 2 0 true")" "error 2 0 true"
	recover "$worn"
	result "recover: the flash can be read"
	same "healthy again" "$(shown "$worn")" "healthy 2 1 true"
	clear_dump "$worn"
	same "its dump cleared" "$(shown "$worn")" "healthy 2 1 false"
}

a_damaged_image() {
	same "dump: which image is damaged, and where" \
		"$(dump "$damaged" '.images | map([.addr, .checksums, .version,
			.why.reason] | map(tostring) | join(" "))')" \
		"[\"0 wrong 2.7.0 SECTION_CRC\",\"1048576 right 2.8.0 null\"]"
	same "dump: the current one" "$(dump "$damaged" .current)" 1048576
	same "dump: two sound images are both checked" \
		"$(dump "$twice" '.images | map([.addr, .checksums, .version] |
			map(tostring) | join(" "))')" \
		"[\"0 right 2.7.0\",\"1048576 right 2.8.0\"]"
}

# Firmware may have it.
while_firmware_runs() {
	take_semaphore "$good"
	! flash "$good" "$image"
	same "a held semaphore raises an error" \
		"$(becomes "$good" "error 1 0 true")" "error 1 0 true"
	same "dump: held, and no gateway" \
		"$(dump "$good" '.semaphore + " " + .no_gateway.reason')" "held SEM_HELD"
	same "dump: nor its registers" "$(reg "$good" gw_cmd)" ""
	! recover "$good"
	result "recover is refused"
	like "$(cat /tmp/err)" '*firmware runs and may hold the flash semaphore*'
	result "says why"
	[ "$(cr_read "$good" f03fc)" = 00000001 ]
	result "still held"
	free_semaphore "$good"
	recover "$good"
	result "its owner frees it: recovered"
	same "healthy" "$(shown "$good")" "healthy 1 1 true"
	take_semaphore "$good"
	! flash "$good" "$image"
	becomes "$good" "error 2 1 true" >/dev/null
	free_semaphore "$good"
	flash "$good" "$image"
	same "a burn that succeeds ends an error, too" "$(shown "$good")" \
		"healthy 2 1 true"
}

# Without firmware a program of this host may.
while_programs_may() {
	same "held since before the driver: an error of probe" \
		"$(becomes "$held" "error 1 0 true")" "error 1 0 true"
	! recover "$held"
	result "recover is refused: a program may have it"
	like "$(cat /tmp/err)" '*a program of this host may hold the flash semaphore*'
	result "says so"
	same "the driver has not tried by itself" "$(shown "$held")" "error 1 0 true"
	take_semaphore "$empty"
	! flash "$empty" "$stamped" overwrite identifiers
	becomes "$empty" "error 1 0 true" >/dev/null
	! recover "$empty"
	result "the same if it was taken later"
	[ "$(cr_read "$empty" f03fc)" = 00000001 ]
	result "still held, too"
}

# From here on no program can reach a card past the driver.
when_nobody_can() {
	mountpoint -q /sys/kernel/security ||
		mount -t securityfs securityfs /sys/kernel/security
	echo integrity >/sys/kernel/security/lockdown
	cr_write "$empty" f0014 0 2>/dev/null
	same "locked down: the window does not move" \
		"$(setpci -s "$empty" 58.l)" 000f03fc
	recover "$empty"
	result "recover frees the semaphore"
	same "healthy" "$(shown "$empty")" "healthy 1 1 true"
	dmesg | grep -q "hermon_fw $empty: freed the flash semaphore"
	result "the log says so"
	flash "$empty" "$stamped" overwrite identifiers
	same "the card can be burned" "$(stored "$empty")" 2.6.0
	same "locked down: the driver reads all the same" \
		"$(clear_dump "$empty"; dump "$empty" '.semaphore')" free
}

# The reporter goes while it has something to tell.
unbound() {
	local i

	for ((i = 0; i < 5; i++)); do
		flash "$worn" "$image"
		echo "$worn" >/sys/bus/pci/drivers/hermon_fw/unbind
		echo "$worn" >/sys/bus/pci/drivers/hermon_fw/bind
	done
	same "unbound behind a burn that failed, and bound" "$(shown "$worn")" \
		"healthy 0 0 false"
}

ktap_print_header
ktap_set_plan 47
a_good_card
a_failing_burn
a_damaged_image
while_firmware_runs
while_programs_may
unbound
when_nobody_can
empty "no splat in the log" "$(dmesg_splats)"
ktap_finished
