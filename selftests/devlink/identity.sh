#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What a burn takes from the card and what from the image, as the overwrite mask
# and the parameters wish; and the life of a parameter.
#
#	identity.sh TABLE CARD OTHER-CARD IMAGE OTHER-IMAGE SLOW-CARD
#
# A line of TABLE: card, what to call the case, parameters (NAME=VALUE with a
# blank between, or -), the words after "devlink dev flash pci/CARD", then what
# must come of it: PSID, serial number, the warning with the answer or -, and
# what the log says, a pattern, or -.
#
# CARD and OTHER-CARD are two that nothing is wrong with, IMAGE is for them,
# OTHER-IMAGE for a board with another PSID, and SLOW-CARD takes its time.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/moments.sh"

table=$1 card=$2 other=$3 image=$4 foreign=$5 slow=$6
driver=/sys/bus/pci/drivers/hermon_fw
off='{"rom":"auto","to_psid":""}'
# Linux before 6.10 gives the setter of a parameter nothing to answer with.
case $(uname -r) in
6.1.*) sentences= ;;
*) sentences=yes ;;
esac

# params CARD: both wishes, as JSON
params() {
	devlink -j dev param show | jq -S -c --arg card "pci/$1" \
		'[.param[$card][] | select(.name | endswith("_mode") | not) |
		  {(.name): .values[0].value}] | add'
}

# set_refused NAME VALUE SENTENCE: and it stays what it was
set_refused() {
	local before said

	before=$(params "$card")
	said=$(set_param "$card" "$1" "$2" 2>&1) && return 1
	[ "$(params "$card")" = "$before" ] || return
	[ -z "$sentences" ] || [ -z "$3" ] ||
		like "$said" "Error: hermon_fw: $3.*"
}

defaults() {
	same "JSON: parameters are of the driver, at run time" \
		"$(devlink -j dev param show | jq -c --arg card "pci/$card" \
			'[.param[$card][] | .type, .values[].cmode] | unique')" \
		'["driver-specific","runtime"]'
	same "both are off at first" "$(params "$card")" "$off"
	same "asked for one" \
		"$(param "$card" rom) $(param "$card" to_psid)" 'auto '
}

values() {
	local value mode

	for value in card image none auto; do
		set_param "$card" rom $value
		result "rom is set to $value"
		same "and read back" "$(param "$card" rom)" $value
	done
	for mode in 'read_mode single auto' 'program_mode words bytes'; do
		# shellcheck disable=SC2086 # three words
		set -- $mode
		same "$1 is $3 at first" "$(param "$card" "$1")" "$3"
		for value in "$2" "$3"; do
			set_param "$card" "$1" "$value"
			same "$1 is set to $value and read back" \
				"$(param "$card" "$1")" "$value"
		done
		set_param "$card" "$1" "$2"
	done
	set_param "$card" to_psid 'A_~!234567890123'
	result "a PSID of 16 characters"
	same "and read back" "$(param "$card" to_psid)" 'A_~!234567890123'
	empty "the other card's parameters are its own" \
		"$(params "$other" | grep -v -x -F "$off")"
}

bad_values() {
	local rom='rom is one of auto, card, image, none'
	local psid='to_psid is a PSID of 1 to 16 printable characters'

	set_refused rom Card "$rom"
	result "rom=Card is refused"
	set_refused rom '' "$rom"
	result "rom without a word is refused"
	set_refused rom 'card ' "$rom"
	result "rom with a blank is refused"
	set_refused read_mode held 'read_mode is one of auto, single'
	result "read_mode=held is refused"
	set_refused program_mode word 'program_mode is one of bytes, words'
	result "program_mode=word is refused"
	set_refused to_psid A_~!2345678901234 "$psid"
	result "a PSID of 17 characters is refused"
	set_refused to_psid 'HP 09D' "$psid"
	result "a PSID with a blank is refused"
	set_refused to_psid $'HP\t09D' "$psid"
	result "a PSID with a tab is refused"
	set_refused to_psid $'HP_\xc3\xa4' "$psid"
	result "a PSID beyond ASCII is refused"
	set_refused to_psid "$(printf '%064d' 0)" ''
	result "what is longer than any parameter is refused"
	! devlink dev param set "pci/$card" name rom value card \
		cmode permanent 2>/dev/null
	result "there is no permanent value"
	! setpriv --reuid 65534 --clear-groups devlink dev param set \
		"pci/$card" name rom value card cmode runtime 2>/dev/null
	result "not without CAP_NET_ADMIN"
}

# Of a burn, and of what happens beside it.
life() {
	local want

	set_param "$card" rom none
	want=$(params "$card")
	flash_refused "$card" "file $image" EINVAL \
		"image is for PSID *, to_psid wants A_~!234567890123"
	result "a wish that the image does not meet"
	same "it outlives the refusal" "$(params "$card")" "$want"
	set_param "$card" to_psid ''
	result "an empty PSID is taken"
	same "and means off" "$(params "$card")" '{"rom":"none","to_psid":""}'
	flash_refused "$card" "file $foreign" EINVAL "image is for PSID *, card is *"
	result "then another board's image is refused as ever"
	devlink dev flash "pci/$card" file "$image" >/dev/null
	result "a burn"
	same "it clears the wish" "$(params "$card")" "$off"
	set_param "$card" rom card && set_param "$card" to_psid X
	echo "$card" >$driver/unbind && echo "$card" >$driver/bind
	same "a new binding knows nothing of the old one's wishes" \
		"$(params "$card")" "$off"
}

# The answer has nobody to go to.
killed() {
	dmesg -C
	set_param "$slow" rom image
	begin "$slow" "$image"
	until_says Erasing
	kill -KILL -- "-$burn"
	ends
	logged 'flash update:'
	like "$(dmesg)" '*flash update: stopped by a signal before the new image was signed*EINTR, INTERRUPTED*'
	result "a burn is killed: the log says so"
	same "it had begun, so the wish is gone" "$(params "$slow")" "$off"
	same "the old image is the card's" "$(stored "$slow")" 2.8.0
	same "the health reporter remembers why" "$(diagnose "$slow" .last_error)" \
		"stopped by a signal before the new image was signed"
}

# set_params CARD NAME=VALUE...
set_params() {
	local card=$1 pair
	shift

	for pair; do
		[ "$pair" = - ] ||
			set_param "$card" "${pair%%=*}" "${pair#*=}" || return
	done
}

# burned CARD PARAMS ARGUMENTS: leaves what devlink says but for the progress
burned() {
	# shellcheck disable=SC2086 # several words are wanted
	set_params "$1" $2 &&
		devlink dev flash "pci/$1" $3 2>/tmp/said >/dev/null
}

ktap_print_header
ktap_set_plan $(($(wc -l <"$table") * 5 + 45))
defaults
values
bad_values
life
killed
while IFS=$'\t' read -r card name params arguments psid serial warning log; do
	dmesg -C
	burned "$card" "$params" "$arguments"
	result "$name: burned"
	same "$name: PSID and serial number" \
		"$(psid "$card") $(info "$card" .serial_number)" "$psid $serial"
	same "$name: warning" "$(grep -v '^$' /tmp/said)" \
		"${warning/#-/}"
	[ "$log" = - ] || like "$(dmesg)" "*$log*"
	result "$name: log"
	same "$name: parameters are off" "$(params "$card")" "$off"
done <"$table"
empty "no splat in the log" "$(dmesg_splats)"
ktap_finished
