#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# query, check, verify, stamp, dump-ini and map on files: what they say, how
# they end, and that their JSON is JSON. KTAP on stdout.
#
# HERMONFW chooses the program; build it with sanitizers.
# shellcheck disable=SC2015,SC2016 # either word is a result; jq has dollars
set -u

cd "$(dirname "$0")" || exit 1
. ../lib/ktap.sh
said=out
HERMONFW=$(realpath "${HERMONFW:-../../userspace/hermonfw/hermonfw}")
build=$(realpath ../fs2/fs2-build)
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
export LC_ALL=C NO_COLOR=1 TERM=dumb COLUMNS=80


make() { # FILE OPTION...
	local file=$1
	shift
	"$build" -o "$file" "$@" >make.log 2>&1 || { cat make.log; exit 1; }
}

# says STATUS TEXT COMMAND...: both outputs together have the text
says() {
	local status=$1 text=$2 rc
	shift 2
	"$HERMONFW" "$@" >out 2>&1
	rc=$?
	if [ "$rc" = "$status" ] && { [ -z "$text" ] || grep -qF -- "$text" out; }; then
		result good "$* says: $text"
	else
		echo "# exit status $rc, should be $status"
		result bad "$* says: $text"
	fi
}

# json STATUS FILTER COMMAND...: the answer is JSON, for which the filter holds
json() {
	local status=$1 filter=$2 rc
	shift 2
	"$HERMONFW" --json "$@" >out 2>err
	rc=$?
	if [ "$rc" = "$status" ] && jq -e "$filter" out >/dev/null 2>&1 && [ ! -s err ]; then
		result good "--json $*: $filter"
	else
		echo "# exit status $rc, should be $status"
		cat err >>out
		result bad "--json $*: $filter"
	fi
}

echo "KTAP version 1"

make img.bin
make rom.bin --rom
make new.bin --rom --version 2.9.1000 --seed 2
make b0.bin --hwid 00b00190 --devrev b0
make four.bin --n-guids 4
make blank.bin --blank-guids
make novsd.bin --tags 0,1,2,3,4,8,9,10,11
make default.bin --guid 0002c9000100d050
make other.bin --psid MT_04A0110002
make vsd.bin --vsd 'HP lot 7'
make slot0.bin --flash --image rom.bin --retired new.bin
make slot1.bin --flash --image new.bin --slot 1 --retired rom.bin
make both.bin --flash --image rom.bin --second new.bin
make striped.bin --flash --chunk 64K --slot 1 --rom
make empty.bin --flash --empty
make blankcard.bin --flash --slot 1 --blank-guids
make plaincard.bin --flash --slot 1
make vsdcard.bin --flash --slot 1 --vsd 'HP lot 7'

### query
says 0 'Firmware          2.6.0 of 2009-05-13' query img.bin
says 0 'Slot 1            sound 2.9.1000 HP_09D0000001, active' query slot1.bin
says 0 'Slot 0            retired 2.6.0 HP_09D0000001' query slot1.bin
says 0 'blank, to be set before use' query blank.bin
says 0 "the vendor's default" query default.bin
says 0 'Boot ROM          PXE 1.4.0 IB' query rom.bin
says 1 'card has no image to take GUIDs and PSID from' query empty.bin
json 0 '.image.version == "2.6.0" and .image.guids.node == "0002c9030001a2b0"' query img.bin
json 0 '.image.rom.images[0].type == "PXE" and .image.full_crc.state == "ok"' query rom.bin
json 0 '.source == "dump" and .flash.active_slot == 1 and (.flash.slots | length) == 2' query slot1.bin
json 0 '.flash.slots | map(.state) == ["sound", "sound"]' query both.bin
json 0 '.image.guids_state == "blank" and .image.chips == ["ConnectX (A0)"]' query blank.bin
json 1 '.result == "error" and .reason == "CARD_EMPTY" and .flash.active_slot == null' query empty.bin
json 1 '.reason == "FILE" and .errno == "ENOENT"' query ./none.bin
printf '\303\050 "\001' >>text
make odd.bin --vsd "$(cat text)"
json 0 '.image.vsd | length > 0' query odd.bin
says 0 'VSD               ' query odd.bin
if LC_ALL=C grep -q "$(printf '\001')" out; then
	result bad 'no control character reaches the terminal'
else
	result good 'no control character reaches the terminal'
fi
says 2 'one file or card at a time' query img.bin rom.bin
says 2 'has no such option' query --all img.bin

### check
says 0 'sound: 2.6.0 for HP_09D0000001, GUIDs set, ConnectX (A0)' check img.bin
says 0 'GUIDs blank' check blank.bin
says 0 'fits: 2.9.1000 over 2.6.0 (newer)' check new.bin --card slot0.bin
says 0 'fits: 2.6.0 over 2.9.1000 (older)' check rom.bin slot1.bin
says 0 "keeps the card's boot ROM" check img.bin slot1.bin
says 6 '2.9.1000 is what the card has already' check new.bin slot1.bin
says 0 'drops the boot ROM' check new.bin slot1.bin --rom none
says 3 'image is for PSID MT_04A0110002, card is HP_09D0000001' check other.bin slot1.bin
says 3 'image is for PSID HP_09D0000001, to_psid wants MT_1' check new.bin slot1.bin --to-psid MT_1
says 0 'CHANGES THE PSID' check other.bin slot1.bin --to-psid MT_04A0110002
says 3 'image is for hardware id 0xb00190, card is 0xa00190' check b0.bin slot1.bin
make type.bin --hwid none --device-type 4099
says 3 'image is for device type 4099, not for this chip' check type.bin slot1.bin
make chunk.bin --chunk 512K
says 3 'image has 512 KiB chunks, card is laid out in 1024 KiB' check chunk.bin slot1.bin
make large.bin --size 1048580
says 3 'image has 0x10c018 bytes, half of the flash takes 0x100000' check large.bin slot1.bin
make pad.bin --config-area 1,1
says 3 'image pads its config area with 1 sectors, card 0' check pad.bin slot1.bin
says 3 'card has no image to take GUIDs and PSID from' check img.bin empty.bin
says 3 "card's GUIDs are blank: there is nothing to keep" check img.bin blankcard.bin
says 3 "image's GUIDs are blank: it has none to give" check blank.bin slot1.bin --identifiers image
says 3 "image's GUID 0002c9000100d050 is the vendor's default" check default.bin slot1.bin --identifiers image
says 3 "image has no place for the card's VSD" check novsd.bin vsdcard.bin
says 0 'fits' check novsd.bin vsdcard.bin --vsd image
says 3 'card has no image to take a boot ROM from' check img.bin empty.bin --identifiers image --rom card
says 0 'takes the image'"'"'s GUIDs and MACs' check img.bin empty.bin --identifiers image
make m8.bin --chunk 8M
says 3 'flash of 0x200000 bytes has no two slots of 8192 KiB chunks' check m8.bin empty.bin --identifiers image
make damaged.bin --flip 0x2000
says 3 'damaged: section at 0xeec of the file: CRC is' check damaged.bin
head -c 300 img.bin >short.bin
says 3 'file ends at 0x12c, but its image needs 0x6d418 bytes' check short.bin
head -c 301 img.bin >odd-length.bin
says 3 'length 301 of the file is not a multiple of 4' check odd-length.bin
echo text >text.bin
says 3 'of the file is not a multiple of 4' check text.bin
make nofs.bin --non-failsafe
says 3 'image in the file is not failsafe' check nofs.bin
make fs3.bin --format 0x03000000
says 3 'image is FS3, for a newer card; this one takes FS2' check fs3.bin
head -c 17000000 /dev/zero >huge.bin
says 3 'file has 17000000 bytes, more than any flash (16777216)' check huge.bin
says 1 'img.bin is an image, not a card or a dump' check new.bin img.bin
says 2 'no file or folder given' check
says 2 '--rom takes auto, card, image or none' check img.bin --rom maybe
json 0 '.images[0].verdict == "fits" and .images[0].change == "up" and .images[0].basis == "flash"' check new.bin slot0.bin
json 6 '.result == "already" and .images[0].verdict == "same"' check new.bin slot1.bin
json 3 '.result == "refused" and .reason == "PSID" and .images[0].next != null' check other.bin slot1.bin

mkdir lib mixed
cp img.bin lib/a.bin
cp new.bin lib/b.bin
cp other.bin lib/c.bin
cp damaged.bin lib/d.bin
cp text.bin lib
cp other.bin b0.bin mixed
says 0 'newest that fits: lib/b.bin (2.9.1000)' check lib slot0.bin
says 0 '4 images, 3 sound; 1 other files, 0 unreadable' check lib slot0.bin
says 0 'newest that fits' check lib slot1.bin || true
says 3 'no image in mixed fits HP_09D0000001' check mixed slot1.bin
says 3 'there are: HP_09D0000001 2.6.0, MT_04A0110002 2.6.0' check mixed slot1.bin
mkdir none
says 3 'no sound image is in none' check none slot1.bin
json 0 '.best == "lib/b.bin" and (.images | length) == 4 and .other_files == 1' check lib slot0.bin
json 0 '[.images[].verdict] == ["fits", "fits", "refused", "damaged"]' check lib slot0.bin

### verify
says 0 'all is well' verify img.bin
says 0 'all is well' verify --all both.bin
says 0 'slot 0 at 0x000000: retired' verify --all slot1.bin
says 3 'section at 0xeec of the file: CRC is' verify damaged.bin
make full.bin --flip 0x10
says 3 'whole-image CRC of the file is' verify full.bin
says 3 'GUIDs are blank: no card can work with this image' verify blank.bin
says 3 'card has no image' verify empty.bin
make twoslots.bin --flash --image rom.bin --second new.bin
printf UUU | dd of=twoslots.bin bs=1 seek=$((0x102000)) conv=notrunc status=none
says 0 'all is well' verify twoslots.bin
says 3 'of the card: CRC is' verify --all twoslots.bin
json 0 '.images[0].ranges[0].name == "BOOT2" and .images[0].sound' verify img.bin
json 3 '[.images[0].ranges[] | select(.crc == "bad") | .name] == ["DDR", "whole image"]' verify damaged.bin
json 3 '[.images[].state] == ["sound", "damaged"]' verify --all twoslots.bin

### stamp
guid=001e0bffff4c1bf4
says 0 "node GUID $guid" stamp img.bin s1.bin --guid $guid
json 0 '.image.guids.system == "001e0bffff4c1bf7" and .image.macs.port2 == "001e0b4c1bf6"' query s1.bin
says 0 'all is well' verify s1.bin
says 0 "node GUID $guid" stamp four.bin s2.bin --guid 00:1e:0b:ff:ff:4c:1b:f4
says 0 'all is well' verify s2.bin
says 0 "node GUID $guid" stamp blank.bin s3.bin --guids 0x$guid,001e0bffff4c1bf5,001e0bffff4c1bf6,$guid --macs 00:1e:0b:00:00:01,001e0b000002 --vsd 'card 7'
json 0 '.image.guids.system == "'$guid'" and .image.macs.port1 == "001e0b000001" and .image.vsd == "card 7" and .image.full_crc.state == "ok"' query s3.bin
says 0 'node GUID 0002c9030001a2b0' stamp blank.bin s4.bin --from vsdcard.bin
json 0 '.image.vsd == "HP lot 7" and .image.guids_state == "set"' query s4.bin
says 6 'is what the card has already' check s4.bin vsdcard.bin --identifiers image || true
says 3 'choose another name, or replace it with --force' stamp img.bin s1.bin --guid $guid
says 0 "node GUID $guid" stamp img.bin s1.bin --guid $guid --force
ln -s img.bin link.bin
says 3 'link.bin is the image that is read' stamp img.bin link.bin --guid $guid --force
says 3 'img.bin is the image that is read' stamp img.bin ./img.bin --guid $guid --force
says 3 "image's GUID 0000000000000000 is nobody's" stamp img.bin s5.bin --guid 0x0
says 3 "image's GUID ffffffffffffffff is nobody's" stamp img.bin s5.bin --guid ffffffffffffffff
says 3 "image's GUID 0002c9000100d050 is the vendor's default" stamp img.bin s5.bin --guid 0002c9000100d050
says 3 "image's GUID 0002c9000100d050 is the vendor's default" stamp img.bin s5.bin --guid 0002c9000100d04f || true
says 3 "image's MAC 0000011e0b000001 is not that of one port" stamp img.bin s5.bin --guid $guid --macs 011e0b000001,001e0b000002
says 3 'image has no place for MACs' stamp four.bin s5.bin --guid $guid --macs 001e0b000001,001e0b000002
says 3 'image has no place for a VSD' stamp novsd.bin s5.bin --vsd text
says 3 'image has no place for a VSD' stamp novsd.bin s5.bin --from vsdcard.bin
says 3 "image's GUIDs are blank: it has none to give" stamp blank.bin s5.bin --macs 001e0b000001,001e0b000002
says 3 "image's GUIDs are blank: it has none to give" stamp img.bin s5.bin --from blankcard.bin
says 1 'card has no image' stamp img.bin s5.bin --from empty.bin
says 3 'section at 0xeec of the file: CRC is' stamp damaged.bin s5.bin --guid $guid
says 3 'data behind the end of its image' stamp slot0.bin s5.bin --guid $guid
says 2 'is no GUID' stamp img.bin s5.bin --guid 123
says 2 '--guids takes node, port 1, port 2 and system GUID' stamp img.bin s5.bin --guids $guid,$guid
says 2 '--macs takes the MACs of port 1 and port 2' stamp img.bin s5.bin --macs 001e0b000001
says 2 'GUIDs are given twice' stamp img.bin s5.bin --guid $guid --guid $guid
says 2 'a VSD has 208 characters at most' stamp img.bin s5.bin --vsd "$(printf '%0209d' 1)"
says 2 'a VSD is printable ASCII' stamp img.bin s5.bin --vsd "$(printf 'a\tb')"
says 2 'nothing to put into the image' stamp img.bin s5.bin
says 2 'give the image to read and the one to write' stamp img.bin --guid $guid
says 1 'No such file or directory' stamp none.bin s5.bin --guid $guid
says 1 'No such file or directory' stamp img.bin none/at/all --guid $guid
if [ -e s5.bin ]; then result bad 'a refusal writes nothing'; else result good 'a refusal writes nothing'; fi
cmp -s img.bin <("$build" -o /dev/stdout) && result good 'the image that is read stays' || result bad 'the image that is read stays'
json 0 '.output == "s6.bin" and .image.guids.node == "'$guid'"' stamp img.bin s6.bin --guid $guid
json 3 '.reason == "IMAGE_GUID_DEFAULT" and .next != null' stamp img.bin s7.bin --guid 0002c9000100d050

### dump-ini
says 0 'Description = HP 4X DDR' dump-ini img.bin
says 0 'adapter_dev_id = 25418' dump-ini striped.bin
says 0 '' dump-ini img.bin -o ini.txt
grep -q '^\[PS_INFO\]' ini.txt && result good 'the text is in the file' || result bad 'the text is in the file'
says 1 'choose another name, or replace it with --force' dump-ini img.bin -o ini.txt
says 0 '' dump-ini img.bin -o ini.txt --force
make noini.bin --no-fw-config
says 1 'image has no configuration text' dump-ini noini.bin
echo 'no zlib stream' >bad.z
make badini.bin --fw-config bad.z
says 1 'cannot be unpacked' dump-ini badini.bin
if command -v python3 >/dev/null; then
	python3 - <<-'END'
	import zlib
	data = zlib.compress(b'x' * 4000)
	open('cut.z', 'wb').write(data[:12])
	open('bomb.z', 'wb').write(zlib.compress(b'\0' * (64 << 20), 9))
	open('limit.z', 'wb').write(zlib.compress(b'a' * (16 << 20), 9))
	END
	make cutini.bin --fw-config cut.z
	says 1 'cannot be unpacked' dump-ini cutini.bin
	make bomb.bin --fw-config bomb.z
	says 1 'configuration text of the image is longer than 16 MiB' dump-ini bomb.bin
	json 1 '.reason == "INI_LONG"' dump-ini bomb.bin
	make limit.bin --fw-config limit.z
	says 0 '' dump-ini limit.bin -o limit.txt
else
	n=$((n + 1))
	echo "ok $n bombs # SKIP no python3"
fi
json 0 '.ini | contains("[ADAPTER]")' dump-ini img.bin
says 1 'card has no image' dump-ini empty.bin

### map
says 0 'slot 1  boots: 2.9.1000 for HP_09D0000001' map slot1.bin
says 0 'slot 0  spare, retired image: 2.6.0' map slot1.bin
says 0 'signed too: a burn did not end' map both.bin
says 0 'nothing on this flash says how it is laid out' map empty.bin
says 0 'DAMAGED' map twoslots.bin
says 0 'image of' map img.bin
if LC_ALL=C grep -q '[^ -~]' out; then
	result bad 'ASCII in the C locale, no colours'
else
	result good 'ASCII in the C locale, no colours'
fi
for dump in slot0 slot1 both striped empty twoslots blankcard img rom damaged short; do
	json 0 '[.ranges[].len] | add == '"$(wc -c <$dump.bin)" map $dump.bin
	json 0 '.ranges as $r | [range(1; $r | length) | $r[.].addr == $r[. - 1].addr + $r[. - 1].len] | all' map $dump.bin
done
json 0 '[.slots[].active] == [false, true] and .chunk == 65536' map striped.bin
for width in 20 40 80 200; do
	COLUMNS=$width LC_ALL=C.UTF-8 "$HERMONFW" map striped.bin >out 2>&1 &&
		result good "map $width columns wide" || result bad "map $width columns wide"
done

### cut off at many lengths, no command crashes
state=good
for len in 1 2 3 4 15 16 17 31 32 47 48 52 55 56 60 63 64 3143 3144 3148 3160 3164 3400 3500 3800 3820 4000 65536 262144 447508; do
	head -c $len img.bin >cut.bin
	head -c $len slot1.bin >>cut.bin
	for command in query verify map dump-ini check; do
		timeout 20 "$HERMONFW" $command cut.bin >out 2>&1
		rc=$?
		case $rc in
		0|1|3|6) ;;
		*)
			echo "# $command, $len bytes: exit status $rc"
			state=bad
			;;
		esac
	done
done
result $state 'files cut off and joined at 30 lengths, 5 commands each'

finish
