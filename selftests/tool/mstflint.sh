#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# "hermonfw query --mstflint" and "verify --mstflint" print what mstflint 4.16
# prints, line by line, on one image for each line of the table below.
# KTAP on stdout.
#
# HERMONFW and MSTFLINT choose the programs. Without MSTFLINT it is the one of
# the test machine, which selftests/vm/root.sh has put there.
set -u

cd "$(dirname "$0")" || exit 1
. ../lib/ktap.sh
HERMONFW=${HERMONFW:-../../userspace/hermonfw/hermonfw}
build=../fs2/fs2-build

echo "KTAP version 1"

. ../vm/mstflint-host.sh

dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT

flags=()	# for mstflint
kind=--image	# for hermonfw

# differs WHAT: compares $dir/ours with $dir/theirs
differs() {
	diff -u "$dir/theirs" "$dir/ours" >"$dir/diff" && return 1
	echo "# $1: mstflint (-) and hermonfw (+)"
	sed 's/^/# /' "$dir/diff"
}

query() {
	mstflint ${flags[@]+"${flags[@]}"} -i "$dir/a.bin" query full >"$dir/theirs" 2>&1
	"$HERMONFW" query --mstflint "$kind" "$dir/a.bin" >"$dir/ours" 2>&1
	! differs query
}

# A full CRC that is wrong: the lines are the same, only hermonfw says no.
verify() {
	local theirs ours
	mstflint ${flags[@]+"${flags[@]}"} -i "$dir/a.bin" verify >"$dir/theirs" 2>&1
	theirs=$?
	"$HERMONFW" verify --mstflint "$kind" "$dir/a.bin" >"$dir/ours" 2>/dev/null
	ours=$?
	differs verify && return 1
	[ "$theirs" = 0 ] || theirs=3
	[ "$1" = - ] || theirs=$1
	[ "$theirs" = "$ours" ] && return 0
	echo "# exit status of verify: $ours instead of $theirs"
	return 1
}

# judge VERIFY-STATUS OPTION...: "-" is what mstflint makes of it
judge() {
	local status=$1 state=good
	shift
	if ! $build -o "$dir/a.bin" "$@" >"$dir/build" 2>&1; then
		sed 's/^/# /' "$dir/build"
		result bad "build $*"
		return
	fi
	query || state=bad
	verify "$status" || state=bad
	result $state "${*:-default}"
}

same() {
	judge - "$@"
}

le() { # a word, the other way round
	printf '0x%02x%02x%02x%02x' $(($1 & 255)) $(($1 >> 8 & 255)) \
		$(($1 >> 16 & 255)) $(($1 >> 24 & 255))
}

# One more signature in the ROM, $1 bytes into it.
# sign AT PRODUCT MAJOR MINOR SUBMINOR [DEVICE PORT CPU PROTO]
rom=$((0xd6c))
sign() {
	local at=$((rom + $1))
	printf -- '--poke %d=0x6d6c7873 --poke %d=0x69676e3a ' $at $((at + 4))
	printf -- '--poke %d=%s ' $((at + 8)) "$(le $(($2 << 16 | $3)))"
	printf -- '--poke %d=%s ' $((at + 12)) "$(le $(($4 << 16 | $5)))"
	[ $# -lt 9 ] || printf -- '--poke %d=%s ' $((at + 16)) \
		"$(le $(($6 << 16 | $7 << 12 | $8 << 8 | $9)))"
}

same
same --version 2.6.000
same --version 2_9_1000 --psid MT_04A0110002
same --version 2.42.5000
same --version 2.100.5
same --version 0.0.0
same --date 2011-12-31 --time 23:59:59
same --psid SUN0060000001
same --psid 0123456789ABCDEF
same --vsd '448397-B21 lot 7'
same --device-type 26428 --hwid 00b00190 --devrev b0
same --device-type 26448 --hwid 00a00190,00b00190
same --hwid none
same --mic-version 2.0.17
same --no-mic
same --no-full-crc --no-mic
judge 0 --no-full-crc
same --no-mic --hwid none --no-end-tag
same --guid 001e0bffff4c1bf4
same --guids 0002c9000000000a,b,c,d
same --macs 0002c9aabbcc,0002c9ddeeff
same --macs 0102c9aabbcc,0002c9ddeeff
same --macs 0002c9aabbcc,0102c9ddeeff
same --macs 0102c9aabbcc,0302c9ddeeff
same --macs ffffffffffff,ffffffffffff
same --n-guids 4
same --n-guids 4 --guid 001e0bffff4c1bf4 --chunk 64K
same --blank-guids
same --blank-guids --n-guids 4 --chunk 64K
same --blank-guids --no-mic
for chunk in 64K 128K 256K 512K 1M 2M 4M 8M; do
	same --chunk $chunk --seed 5
done
for size in 16K 64K 100000 393216 1M 1048580 4M; do
	same --size $size
done
same --small
same --small --n-guids 4 --no-mic --hwid none
same --small --chunk 64K --two-loaders
same --code-sections 1
same --code-sections 12 --two-loaders
same --code-sections 200
same --two-loaders
same --loader-n 4
same --loader-n 4000 --two-loaders
same --extra-section 40
same --extra-section 40:1024 --two-loaders
same --extra-section 0xffffffff
same --extra-section 4:37
same --extra-section 7
same --extra-section 8
same --extra-section 11:8192
same --extra-section 12
same --no-fw-config
same --no-end-tag
same --pad 4096
same --pad 64K --pad-byte 00
same --devrev b0 --indicator 5a
same --format 00000004
same --config-area 1
same --config-area 2,1,6
same --config-area 4,0,2 --chunk 512K
same --product-version HP_0002
same --product-version 0123456789abcdef
same --ps-info 448397-B21_A1
same --psid-list HP_09D0000003
same --min-fit 1.2.3.4
same --product-version 1 --psid-list X --min-fit 1.2.3.4 --ps-info y --config-area 1,0,6
same --tags 11,10,9,5,8,4,3,2,1,0
same --tags 0,1,2,3,4,5,8,9
same --tags 0,1,3,4
same --tags 0,1,2,3,4,5,8,9,10,11,13,14,15,16,17,18
same --tags 0,1,2,3,4,8,5,9,10,11,33,200
same --tags 0,1,2,3,4,4,8,5,9,10,11
same --rom
same --rom=PXE:2.0.10 --rom-proto 2
same --rom=PXE:3.4.12 --rom-proto 1 --rom-size 64K
same --rom --rom-proto 3
same --rom --rom-proto 255
same --rom=UEFI:10.6.11
same --rom=UEFI:10.6.11 --rom-bad-sum
same --rom=CLP:8.0.1
same --rom=CLP:8.0.1 --rom-bad-sum
for product in 1 2 3 4 5 0x12 0x13 0x14 0x15 0x16 0x17 FCODE; do
	same --rom=$product:1.2.3
done
same --rom --rom-size 200K --size 400K
same --rom --rom-bad-sum
same --rom --rom-no-sign
same --rom --rom-no-sign --rom-bad-sum
same --rom --rom-size 512 --small
same --rom --two-loaders --extra-section 99 --config-area 1 --chunk 64K --n-guids 4
# shellcheck disable=SC2046 # options are split on purpose
{
same --rom=UEFI:14.1.2 $(sign 0x400 0x10 3 4 400 0x6340 0 1 0)
same --rom=UEFI:14.1.2 $(sign 0x400 0x10 3 4 400 0x6340 2 0 1) $(sign 0x800 0x11 10 0 1 0x6340 0 3 2)
same --rom $(sign 0x400 0x11 14 1 2 0x634a 1 2 255) $(sign 0x800 0x12 6 0 0 0x6732 3 4 0)
same --rom=0x12:1.2.3 $(sign 0x400 0x11 14 1 2 0x634a 1 8 7)
same --rom=UEFI:1.0.0 $(sign 0x200 1 1 2 3) $(sign 0x300 2 1 2 3) $(sign 0x400 3 1 2 3) $(sign 0x500 4 1 2 3)
same --rom=UEFI:1.0.0 $(sign 0x200 1 1 2 3) $(sign 0x300 2 1 2 3) $(sign 0x400 3 1 2 3) $(sign 0x500 4 1 2 3) $(sign 0x600 5 1 2 3)
same --rom=UEFI:1.0.0 $(sign 0x400 0x99 1 2 3 0 0 0 0)
same --rom=UEFI:1.0.0 $(sign 0x400 0xf 1 2 3)
same --rom --poke $((rom))=0x55aa0000
same --rom --poke $((rom))=0x55aaff00
}

# A wrong full CRC fails no verify of mstflint, but ours.
judge 3 --flip 0x10
judge 3 --flip 0x22
judge 3 --flip 0x22 --rom --two-loaders

# A dump, with the stripes that mstflint must be told of.
kind=--dump
flags=(-striped_image)
same --flash
same --flash --slot 1
same --flash --chunk 64K
same --flash --chunk 64K --slot 1 --rom
same --flash --chunk 128K --slot 1 --seed 9
same --flash --chunk 256K
same --flash --chunk 512K --slot 1 --flash-size 4M --blank-guids
$build --seed 3 -o "$dir/old.bin"
same --flash --chunk 1M --slot 1 --retired "$dir/old.bin"

finish
