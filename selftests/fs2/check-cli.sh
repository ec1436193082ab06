#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Tests the command line of fs2-build. KTAP on stdout.

cd "$(dirname "$0")" || exit 1
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT

n=0
bad=0

try() # name command...
{
	name=$1
	shift
	n=$((n + 1))
	if "$@" >"$dir/out" 2>&1; then
		echo "ok $n $name"
	else
		bad=$((bad + 1))
		sed 's/^/# /' "$dir/out"
		echo "not ok $n $name"
	fi
}

rc() # STATUS command...
{
	want=$1
	shift
	"$@"
	got=$?
	echo "status $got, should be $want"
	[ $got = "$want" ]
}

# Does the description of FILE have this line?
has() # FILE LINE
{
	./fs2-build --show "$1" | sed 's/^ *//; s/,$//' | tee "$dir/json" |
		grep -qxF -- "$2" && return
	cat "$dir/json"
	return 1
}

how_many() # FILE KEY: how many of the keys there are
{
	./fs2-build --show "$1" | grep -c "\"$2\":"
}

same_bytes() # FILE OFF FILE OFF COUNT, in KB
{
	dd if="$1" bs=1K skip="$2" count="$5" of="$dir/x" 2>/dev/null
	dd if="$3" bs=1K skip="$4" count="$5" of="$dir/y" 2>/dev/null
	cmp "$dir/x" "$dir/y"
}

old=$dir/fw-25408-2_6_000-448397-B21.bin
new=$dir/fw-25408-2_8_000-448397-B21.bin

echo "KTAP version 1"

# Two releases for HP 448397-B21, as other tests use them.
try 'build 2.6.0' ./fs2-build --version 2.6.0 --date 2009-05-13 --seed 26 -o "$old"
try 'build 2.8.0' ./fs2-build --version 2.8.0 --date 2010-11-30 --seed 28 -o "$new"
try 'version' has "$old" '"version": "2.6.0"'
try 'version of the other' has "$new" '"version": "2.8.0"'
try 'date' has "$new" '"date": "2010-11-30"'
try 'PSID' has "$old" '"psid": "HP_09D0000001"'
try 'device' has "$old" '"device_type": 25418'
try 'hardware id' has "$old" '"hwids": ["00a00190"]'
try 'kind is image' has "$old" '"kind": "image"'
try 'valid' has "$old" '"valid": true'
try 'same options, same image' sh -c "./fs2-build --version 2.6.0 \
	--date 2009-05-13 --seed 26 -o '$dir/again' && cmp '$dir/again' '$old'"

try 'exact size' sh -c "./fs2-build --size 400K -o '$dir/a' &&
	[ \$(wc -c <'$dir/a') = 409600 ]"
try 'GUID base' sh -c "./fs2-build --guid 001e0bffff4c1bf4 -o '$dir/a'"
try 'GUIDs' has "$dir/a" '"guids": ["001e0bffff4c1bf4", "001e0bffff4c1bf5", "001e0bffff4c1bf6", "001e0bffff4c1bf7"]'
try 'MACs' has "$dir/a" '"macs": ["001e0b4c1bf5", "001e0b4c1bf6"]'
try '4 GUIDs' ./fs2-build --n-guids 4 -o "$dir/a"
try 'no MACs' has "$dir/a" '"macs": []'
try 'blank GUIDs' ./fs2-build --blank-guids -o "$dir/a"
try 'they are blank' has "$dir/a" '"blank_guids": true'
try 'VSD' ./fs2-build --vsd 'a "quoted" text' -o "$dir/a"
try 'VSD in JSON' has "$dir/a" '"vsd": "a \"quoted\" text"'

if command -v python3 >/dev/null; then
	try 'JSON parses' sh -c "./fs2-build --show '$dir/a' | python3 -m json.tool"
	try 'JSON of --list parses' sh -c "./fs2-build --flash --rom --retired '$old' -o '$dir/a' --list | python3 -m json.tool"
else
	n=$((n + 1))
	echo "ok $n JSON parses # SKIP no python3"
fi

try 'dump' ./fs2-build --flash --image "$old" -o "$dir/f"
try 'dump of 2 MB' [ "$(wc -c <"$dir/f")" = 2097152 ]
try 'kind is flash' has "$dir/f" '"kind": "flash"'
try 'image is in slot 0' has "$dir/f" '"slot": 0'
try 'bytes in slot 0' same_bytes "$old" 0 "$dir/f" 0 340
try 'dump, slot 1' ./fs2-build --flash --image "$new" --slot 1 --retired "$old" -o "$dir/f"
try 'image is in slot 1' has "$dir/f" '"slot": 1'
try 'bytes in slot 1' same_bytes "$new" 0 "$dir/f" 1024 340
try 'retired one is listed' [ "$(how_many "$dir/f" version)" = 2 ]
try 'its version' has "$dir/f" '"version": "2.6.0"'
try 'both valid' ./fs2-build --flash --image "$old" --second "$new" -o "$dir/f"
try 'two are listed' [ "$(how_many "$dir/f" version)" = 2 ]
try 'striped dump' ./fs2-build --flash --chunk 64K --slot 1 --seed 7 -o "$dir/f"
try 'striped image is valid' has "$dir/f" '"valid": true'
try 'striped image' ./fs2-build --chunk 64K --seed 7 -o "$dir/a"
try 'first chunk' same_bytes "$dir/a" 0 "$dir/f" 64 64
try 'second chunk' same_bytes "$dir/a" 64 "$dir/f" 192 64
try 'empty dump' ./fs2-build --flash --empty -o "$dir/f"
try 'empty dump has no image' rc 1 ./fs2-build --show "$dir/f" --flash
try 'dump of 16 MB' ./fs2-build --flash --flash-size 16M --slot 1 --chunk 8M -o "$dir/f"
try 'image too large' rc 1 ./fs2-build --flash --size 1048580 --slot 1 -o "$dir/f"
try 'images that overlap' rc 1 ./fs2-build --flash --chunk 64K --size 700K --second "$old" -o "$dir/f"

try 'damage' ./fs2-build --flip 0x2000 -o "$dir/a"
try 'damage is seen' rc 1 ./fs2-build --show "$dir/a"
try 'repair' ./fs2-build --fix "$dir/a"
try 'repaired' ./fs2-build --show "$dir/a"
try 'word set' ./fs2-build --poke 0x10=0x11223344 -o "$dir/a"
try 'word set, still valid' ./fs2-build --show "$dir/a"

try 'help' ./fs2-build --help
for wrong in --nonsense '--chunk 63K' '--version 2.6' '--slot 2' '--size x' \
	'--date 2009-13-01' '--image x' '--guids 1,2,3' '--psid 01234567890123456'; do
	# shellcheck disable=SC2086 # options are split on purpose
	try "refused: $wrong" rc 2 ./fs2-build $wrong -o "$dir/a"
done
try 'refused: size too small' rc 1 ./fs2-build --size 1K -o "$dir/a"
try 'refused: no such file' rc 1 ./fs2-build --show "$dir/none"

echo "1..$n"
[ $bad = 0 ]
