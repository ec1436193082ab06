#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Power cuts at changes of the flash spread over a burn, the machine's own end, and
# a start of both: what is on the flash, and the next burn. Each cut has a card.
#
#	cut.sh KERNEL [all]
#
# The sweep of all changes is in selftests/unit; this is about the whole machine.
# With "all" there are more cuts.
. "$(dirname "$0")/lib.sh"

old=2.8.0 new=2.6.0 third=2.7.0
# A page and a bit of code; the chips have small erases of 4 KB.
build --chunk 64K --size 5K --version $new --seed 6 -o "$share/new.bin"
build --chunk 64K --size 5K --version $third --seed 7 -o "$share/third.bin"
build --chunk 64K --size 5K --version $old --seed 8 -o "$work/old"
build --chunk 64K --size 8K --version 2.5.0 --seed 5 -o "$work/older"

# What a burn of new.bin changes on a flash that has something to erase: two
# erases, 20 pages, and the two that decide.
pages=(W25Q16 2M 24)
# SST programs single bytes.
bytes=(SST25VF080B 1M)

names=()
cards=()
# card PART SIZE CUT: 0 for none
card() {
	local name=$1-cut-$3
	names+=("$name")
	build --flash --flash-size "$2" --image "$work/old" --retired "$work/older" \
		-o "$work/$name"
	identity "$work/$name" >"$work/$name.identity"
	cards+=("flash=$work/$name,part=$1,time-scale=0,stats=$work/$name.stats")
	cuts+=("$3")
}
cuts=()

addresses() {
	local n
	for n in "${!names[@]}"; do printf '0000:%02x:00.0 ' $((n + 1)); done
}

# complete FILTER NAME: what is true of the versions of the complete images
# shellcheck disable=SC2317 # called by check
complete() {
	"$fs2" --show "$work/$2" |
		jq -e "[.images[] | select(.valid).version] | $1" >/dev/null
}

# machine FIELD COMMAND...: with the cards; FIELD is "cut" or "power"
machine() {
	local arguments=() n
	for n in "${!cards[@]}"; do
		if [ "$1" = cut ]; then
			arguments+=(-c "${cards[n]},cut=${cuts[n]},cut-seed=$((n + 1))")
		else
			arguments+=(-c "${cards[n]}")
		fi
	done
	shift
	guest "${arguments[@]}" -l -- "$@"
}

signature=$((pages[2] - 1)) retirement=${pages[2]}
points=(1 3 "$((signature - 1))" "$signature" "$retirement")
if [ "${2-}" = all ]; then
	points=(1 2 3 4 8 12 16 20 "$((signature - 1))" "$signature" "$retirement")
	others=(1 100 4000)
fi
card "${pages[0]}" "${pages[1]}" 0
for point in "${points[@]}"; do
	card "${pages[0]}" "${pages[1]}" "$point"
done
for point in "${others[@]-}"; do
	[ -z "$point" ] || card "${bytes[0]}" "${bytes[1]}" "$point"
done

# shellcheck disable=SC2046 # several words are wanted
machine cut ./cut.sh new.bin $(addresses)
check "a burn has ${pages[2]} changes" \
	[ "$(jq .changes "$work/${names[0]}.stats")" -eq "${pages[2]}" ]
for n in "${!names[@]}"; do
	name=${names[n]}
	want=true
	[ "${cuts[n]}" -ne 0 ] || want=false
	check "$name: the power went" [ "$(jq .cut "$work/$name.stats")" = $want ]
	check "$name: no guest error" no_guest_error "$work/$name.stats"
	# Both versions are possible where the signature was being written.
	case ${cuts[n]} in
	"$signature") wanted="$old $new" ;;
	0 | "$retirement") wanted=$new ;;
	*) wanted=$old ;;
	esac
	check "$name: complete images are of: $wanted" \
		complete 'length > 0 and all(inside("'"$wanted"'"))' "$name"
done

# shellcheck disable=SC2046 # several words are wanted
machine power ./after-cut.sh third.bin $third $(addresses)
for name in "${names[@]}"; do
	check "$name: one sound image" sound "$work/$name"
	check "$name: of the second burn" [ "$(version "$work/$name")" = $third ]
	check "$name: GUIDs, MACs, VSD byte-equal" \
		[ "$(identity "$work/$name")" = "$(cat "$work/$name.identity")" ]
	check "$name: no guest error" no_guest_error "$work/$name.stats"
done
done_testing
