#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Lets mstflint judge what fs2-build makes: "query full", "verify" and "dc" of
# one image per line of the table below. KTAP on stdout.
#
# MSTFLINT=path chooses the program; 4.16 (Debian 11) is the reference.

cd "$(dirname "$0")" || exit 1
MSTFLINT=${MSTFLINT:-mstflint}

echo "KTAP version 1"
if ! command -v "$MSTFLINT" >/dev/null; then
	echo "1..0 # SKIP no mstflint; install it or set MSTFLINT"
	exit 0
fi

dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT

n=0
bad=0
flags=

result() # good|bad name
{
	n=$((n + 1))
	if [ "$1" = good ]; then
		echo "ok $n $2"
	else
		bad=$((bad + 1))
		echo "not ok $n $2"
	fi
}

# Output of a program, as a KTAP comment.
explain()
{
	sed 's/^/# /' "$@"
}

# judge QUERY_RC VERIFY_RC WANTED_LINE OPTION...
# An empty WANTED_LINE asks for nothing in particular in the query's output.
judge()
{
	want_q=$1
	want_v=$2
	line=$3
	shift 3
	state=good

	if ! ./fs2-build -o "$dir/a.bin" "$@" >"$dir/build" 2>&1; then
		explain "$dir/build"
		result bad "build $*"
		return
	fi
	# shellcheck disable=SC2086 # $flags may be empty
	"$MSTFLINT" $flags -i "$dir/a.bin" query full >"$dir/q" 2>&1
	q=$?
	# shellcheck disable=SC2086
	"$MSTFLINT" $flags -i "$dir/a.bin" verify >"$dir/v" 2>&1
	v=$?
	if [ $q != "$want_q" ]; then
		echo "# query: $q instead of $want_q"
		explain "$dir/q"
		state=bad
	fi
	if [ $v != "$want_v" ]; then
		echo "# verify: $v instead of $want_v"
		explain "$dir/v"
		state=bad
	fi
	if [ -n "$line" ] && ! tr -s ' \t' ' ' <"$dir/q" | grep -qF -- "$line"; then
		echo "# query does not say: $line"
		explain "$dir/q"
		state=bad
	fi
	# Neither a wrong CRC nor a warning fails verify.
	if [ "$want_v" = 0 ] && grep -qi 'wrong CRC' "$dir/v"; then
		explain "$dir/v"
		state=bad
	fi
	result $state "${*:-default}"
}

good()
{
	judge 0 0 "$@"
}

good 'PSID: HP_09D0000001'
good 'FW Version: 2.6.0000' --version 2.6.000
good 'FW Version: 2.8.0000' --version 2.8.0 --seed 28
good 'FW Version: 2.9.1000' --version 2_9_1000 --psid MT_04A0110002
good 'FW Version: 2.42.5000' --version 2.42.5000
good 'FW Release Date: 31.12.2011' --date 2011-12-31 --time 23:59:59
good 'PSID: SUN0060000001' --psid SUN0060000001
good 'PSID: 0123456789ABCDEF' --psid 0123456789ABCDEF
good 'VSD: 448397-B21 lot 7' --vsd '448397-B21 lot 7'
good 'Device ID: 25408' --device-type 25408
good 'Device ID: 26428' --device-type 26428 --hwid 00b00190 --devrev b0
good 'Device ID: 26448' --device-type 26448 --hwid 00a00190,00b00190
good 'Device ID: 25418' --hwid none
good 'MIC Version: 2.0.17' --mic-version 2.0.17
good '' --no-mic
good '' --no-full-crc --no-mic
good '' --no-mic --hwid none --no-end-tag
good '0002c9030001a2b0 0002c9030001a2b1 0002c9030001a2b2 0002c9030001a2b3'
good '001e0bffff4c1bf4 001e0bffff4c1bf5 001e0bffff4c1bf6 001e0bffff4c1bf7' --guid 001e0bffff4c1bf4
good '001e0b4c1bf5 001e0b4c1bf6' --guid 001e0bffff4c1bf4
good '0002c9000000000a 000000000000000b 000000000000000c 000000000000000d' \
	--guids 0002c9000000000a,b,c,d
good '0002c9aabbcc 0002c9ddeeff' --macs 0002c9aabbcc,0002c9ddeeff
good 'Expecting 6 entries in guid section, got 4' --n-guids 4
good 'Expecting 6 entries in guid section, got 4' --n-guids 4 --guid 001e0bffff4c1bf4 --chunk 64K
judge 0 1 'GUIDs/MACs values and their CRC are not set' --blank-guids
judge 0 1 'GUIDs/MACs values and their CRC are not set' --blank-guids --n-guids 4 --chunk 64K
for chunk in 64K 128K 256K 512K 1M 2M 4M 8M; do
	good 'FW Version: 2.6.0000' --chunk $chunk --seed 5
done
good 'FW Version: 2.6.0000' --non-failsafe
good 'FW Version: 2.6.0000' --non-failsafe --rom
for seed in 2 3 4; do
	good '' --seed $seed
done
for size in 16K 64K 100000 393216 1M 1048580 4M; do
	good '' --size $size
done
good '' --small
good '' --small --n-guids 4 --no-mic --hwid none
good '' --small --chunk 64K --two-loaders
good '' --code-sections 1
good '' --code-sections 12 --two-loaders
good '' --code-sections 200
good '' --two-loaders
good '' --loader-n 4
good '' --loader-n 4000 --two-loaders
good '' --extra-section 40
good '' --extra-section 40:1024 --two-loaders
good '' --extra-section 4:37
good '' --extra-section 4:64
good '' --extra-section 8
good '' --extra-section 11:8192
good '' --extra-section 12
good '' --no-fw-config
good '' --no-end-tag
good '' --pad 4096
good '' --pad 64K --pad-byte 00
good '' --devrev b0 --indicator 5a
good '' --format 00000004
good 'Config Sectors: 1' --config-area 1
good 'Config Sectors: 2' --config-area 2,1,6
good 'Config Pad: 1' --config-area 2,1,6
good 'Config Sectors: 4' --config-area 4,0,2 --chunk 512K
good 'Product Version: HP_0002' --product-version HP_0002
good 'PRS Name: 448397-B21_A1' --ps-info 448397-B21_A1
good '' --psid-list HP_09D0000003
good '' --min-fit 1.2.3.4
good '' --product-version 1 --psid-list X --min-fit 1.2.3.4 --ps-info y --config-area 1,0,6
good '' --tags 11,10,9,5,8,4,3,2,1,0
good '' --tags 0,1,2,3,4,5,8,9
good '' --tags 0,1,2,3,4,5,8,9,10,11,13,14,15,16,17,18
good '' --tags 0,1,2,3,4,8,5,9,10,11,33,200
good 'PSID: HP_09D0000001' --tags 0,1,2,3,4,4,8,5,9,10,11
good 'type=PXE version=1.4.0' --rom
good 'type=PXE version=2.0.10 proto=VPI' --rom=PXE:2.0.10 --rom-proto 2
good 'type=PXE version=3.4.12 proto=ETH' --rom=PXE:3.4.12 --rom-proto 1 --rom-size 64K
good 'type=UEFI version=10.6.11' --rom=UEFI:10.6.11
good 'version_id=8 type=CLP' --rom=CLP:8.0.1
good 'type=CLP1 version=1.2.3' --rom=1:1.2.3
good 'Rom Info: type=PXE version=1.4.0' --rom --rom-size 200K --size 400K
good 'Bad ROM Checksum' --rom --rom-bad-sum
good 'Rom Info' --rom --rom-no-sign
good 'type=PXE version=1.4.0' --rom --rom-size 512 --small
good 'type=PXE' --rom --two-loaders --extra-section 99 --config-area 1 --chunk 64K --n-guids 4

# A dump of flash reads like a file where the image is not striped.
good 'FW Version: 2.6.0000' --flash
good 'FW Version: 2.6.0000' --flash --chunk 512K --flash-size 4M

# The tool's own formula undoes our stripes.
flags=-striped_image
good 'FW Version: 2.6.0000' --flash --chunk 64K
good 'FW Version: 2.6.0000' --flash --chunk 64K --slot 1
good 'FW Version: 2.6.0000' --flash --chunk 128K --slot 1 --seed 9
good 'FW Version: 2.6.0000' --flash --chunk 256K
good 'FW Version: 2.6.0000' --flash --chunk 512K --slot 1
good 'FW Version: 2.6.0000' --flash --slot 1
flags=

# Damage must be seen, or the lines above prove nothing.
judge 1 1 'Bad CRC' --flip 0x40
judge 1 1 'Bad CRC' --flip 0x1000
judge 1 1 'No valid image found' --flip 0
judge 1 1 'Bad CRC' --flash --chunk 64K

# The compressed text in the FW Configuration section.
./fs2-build --name NAME-1 --description 'Some card' -o "$dir/a.bin"
"$MSTFLINT" -i "$dir/a.bin" dc >"$dir/dc" 2>&1
if grep -q '^Name = NAME-1' "$dir/dc" &&
   grep -q '^Description = Some card' "$dir/dc" &&
   grep -q '^\[ADAPTER\]' "$dir/dc"; then
	result good 'dc'
else
	explain "$dir/dc"
	result bad 'dc'
fi

echo "1..$n"
[ $bad = 0 ]
