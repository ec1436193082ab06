#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Everything that is refused, with its sentence and errno, and that nothing was
# written. Documentation/networking/devlink/hermon.rst has the same table.
#
#	refuse.sh KERNEL
. "$(dirname "$0")/lib.sh"

image() {
	local name=$1
	shift
	build --version 2.6.0 --size 6K --seed 6 "$@" -o "$share/$name"
}

# Cards: a name, what its flash is made with, and how it misbehaves.
n=0
cards=()
declare -A bdf
card() {
	local name=$1 options=$2 dump=$3

	n=$((n + 1))
	bdf[$name]=$(printf '0000:%02x:00.0' $n)
	# shellcheck disable=SC2086 # several options are wanted
	build --version 2.8.0 --size 6K --seed 8 --flash $dump -o "$work/$name"
	cards+=(-c "flash=$work/$name,time-scale=0.01,stats=$work/$name.stats$options")
}

# What the files are refused for, on a card that has nothing wrong.
card good '' ''
image good.bin
image psid.bin --psid MT_04A0110002
image hwid.bin --hwid 00b00190
image type.bin --hwid none --device-type 4099
image chunk.bin --chunk 512K
image large.bin --size 1100K
image nofs.bin --non-failsafe
image fs3.bin --format 03000000
image pad.bin --config-area 1,1
image trailing.bin --pad 64 --pad-byte 5a
truncated() { head -c "$2" "$share/good.bin" >"$share/$1"; }
truncated cut-odd.bin 6141
truncated cut-head.bin 48
truncated cut-half.bin 3072
truncated cut-end.bin 6140
damage() {
	cp "$share/good.bin" "$share/$1"
	printf '%b' "$3" | dd of="$share/$1" bs=1 seek=$(($2)) conv=notrunc status=none
}
damage fs4.bin 4 '\x00'
damage nomagic.bin 0 '\x00'
damage failsafe.bin 0x28 '\x00'
damage infoptr.bin 0x2c '\x00'
damage guidptr.bin 0x37 '\x01'
damage size.bin 0x33 '\x01'
damage loader.bin 0x50 'XY'
damage word10.bin 0x10 'XY'
offset() { "$fs2" --show "$share/good.bin" | jq "first(.images[0].sections[] | select(.name == \"$1\").off)"; }
damage guid.bin "$(offset GUID) + 20" 'XY'
damage info.bin "$(offset 'Image Info') + 60" 'XY'
damage ddr.bin "$(offset DDR) + 30" 'XY'
echo 'not a firmware image at all, but long enough to hold the header of one' >"$share/text.bin"
truncate -s 17M "$share/long.bin"

# What a card is refused for, with a file that has nothing wrong.
card rom '' '--size 70K --rom'
card sem ',fault=sem-held' ''
card protected ',fault=protected' ''
card srwd ',part=SST25VF016B,fault=srwd' ''
card unknown ',part=unknown' ''
card none ',part=none,livefish-id=normal' ''
card empty ',livefish-id=normal' --empty
card blank ',livefish-id=normal' --blank-guids
card damaged ',livefish-id=normal' ''
card many '' ''
# Probe takes some 1,500 register accesses. What comes next is the burn's own
# look at the card, as long, so this is before anything is written.
card leaving ',fault=gone-after=1900' ''
card left ',fault=gone-at-op=5' ''
card busy ',fault=wip-stuck' ''
card stuck ',fault=erase-incomplete' "--retired $share/good.bin"
card bad ',fault=program-drop' ''
guid=$("$fs2" --show "$work/damaged" | jq '.images[0].sections[] | select(.name == "GUID").off')
printf X | dd of="$work/damaged" bs=1 seek=$((guid + 20)) conv=notrunc status=none
for at in 0x20000 0x80000; do
	dd if="$work/many" of="$work/many" bs=1 count=16 seek=$((at)) conv=notrunc status=none
done

# refused NAME CARD ARGUMENTS ERRNO SENTENCE
refused() {
	printf '%s\t%s\t%s\t%s\t%s\n' "$1" "${bdf[$2]}" "$3" "$4" "$5"
}
{
	refused 'other PSID' good 'file psid.bin' EINVAL 'image is for PSID MT_04A0110002, card is HP_09D0000001'
	refused 'other hardware id' good 'file hwid.bin' EINVAL 'image is for hardware id 0xb00190, card is 0xa00190'
	refused 'other device type' good 'file type.bin' EINVAL 'image is for device type 4099, not for this chip'
	refused 'other chunk size' good 'file chunk.bin' EINVAL 'image has 512 KiB chunks, card is laid out in 1024 KiB'
	refused 'too large' good 'file large.bin' EFBIG 'image has 0x113000 bytes, half of the flash takes 0x100000'
	refused 'not failsafe' good 'file nofs.bin' EINVAL 'image in the file is not failsafe'
	refused 'FS3' good 'file fs3.bin' EINVAL 'image is FS3, for a newer card; this one takes FS2'
	refused 'FS4' good 'file fs4.bin' EINVAL 'image is FS4, for a newer card; this one takes FS2'
	refused 'config pad' good 'file pad.bin' EINVAL 'image pads its config area with 1 sectors, card 0'
	refused 'trailing data' good 'file trailing.bin' EINVAL 'file has data behind the end of its image, at 0x1800'
	refused 'odd length' good 'file cut-odd.bin' EINVAL 'length 6141 of the file is not a multiple of 4'
	refused 'cut in the header' good 'file cut-head.bin' EINVAL 'file ends at 0x30, but its image needs 0x38 bytes'
	refused 'cut in half' good 'file cut-half.bin' EINVAL 'file ends at 0xc00, but its image needs 0x1800 bytes'
	refused 'last word missing' good 'file cut-end.bin' EINVAL 'file ends at 0x17fc, but its image needs 0x1800 bytes'
	refused 'no signature' good 'file nomagic.bin' EINVAL 'file has no FS2 image at offset 0x0'
	refused 'text file' good 'file text.bin' EINVAL '*file*'
	refused 'longer than any flash' good 'file long.bin' EFBIG 'file has 17825792 bytes, more than any flash (16777216)'
	refused 'failsafe word' good 'file failsafe.bin' EBADMSG 'failsafe word 0x*c of the file has a bad checksum'
	refused 'info pointer' good 'file infoptr.bin' EBADMSG 'info pointer 0x* of the file has a bad checksum'
	refused 'GUID pointer' good 'file guidptr.bin' EINVAL 'GUID pointer 0x* of the file is not at its section 0x*'
	refused 'size word' good 'file size.bin' EINVAL 'image size word 0x1801 of the file is not possible'
	refused 'loader CRC' good 'file loader.bin' EBADMSG 'loader at 0x38 of the file: CRC is 0x*, not 0x*'
	refused 'GUID CRC' good 'file guid.bin' EBADMSG 'section at 0x* of the file: CRC is 0x*, not 0x*'
	refused 'Image Info CRC' good 'file info.bin' EBADMSG 'section at 0x* of the file: CRC is 0x*, not 0x*'
	refused 'code CRC' good 'file ddr.bin' EBADMSG 'section at 0x* of the file: CRC is 0x*, not 0x*'
	refused 'whole-image CRC' good 'file word10.bin' EBADMSG 'whole-image CRC of the file is 0x*, not 0x*'
	refused 'overwrite settings' good 'file good.bin overwrite settings' core 'overwrite settings are not supported by this device'
	refused 'overwrite identifiers' good 'file good.bin overwrite identifiers' core 'overwrite settings are not supported by this device'
	refused 'other component' good 'file good.bin component undi' core 'selected component is not supported by this device'
	refused 'boot ROM would be lost' rom 'file good.bin' EINVAL 'card has a boot ROM, the image has none'
	refused 'semaphore held' sem 'file good.bin' EBUSY 'flash semaphore is held by another program or host'
	refused 'protected' protected 'file good.bin' EROFS 'flash chip is write-protected (status 0x*)'
	refused 'protected for good' srwd 'file good.bin' EROFS 'flash chip is write-protected (status 0x*)'
	refused 'unknown part' unknown 'file good.bin' EOPNOTSUPP 'flash chip with JEDEC id 0xa1b2c3 is not known'
	refused 'no flash' none 'file good.bin' ENODEV 'no flash chip answers'
	refused 'empty flash' empty 'file good.bin' ENODATA 'card has no image to take GUIDs and PSID from'
	refused 'blank GUIDs' blank 'file good.bin' ENODATA "card's GUIDs are blank: there is nothing to keep"
	refused 'damaged GUIDs' damaged 'file good.bin' EBADMSG 'section at 0x* of the card: CRC is 0x*, not 0x*'
	refused 'three images' many 'file good.bin' EUCLEAN 'flash has 3 image starts, 2 at most are sound'
	refused 'gone before' leaving 'file good.bin' ENXIO 'card reads all ones: it is gone from the bus'
	refused 'gone in the middle' left 'file good.bin' ENXIO 'card reads all ones: it is gone from the bus'
	refused 'chip stays busy' busy 'file good.bin' ETIMEDOUT 'flash chip stays busy at 0x* (status 0x*)'
	refused 'erase incomplete' stuck 'file good.bin' EIO '*reads 0x* at 0x*, should be 0x*'
	refused 'bits do not take' bad 'file good.bin' EIO 'flash reads 0x* at 0x*, should be 0x*'
} >"$share/table"

touched='left busy stuck bad'
for name in "${!bdf[@]}"; do
	case " $touched " in
	*" $name "*) ;;
	*) (cd "$work" && sha256sum "$name") ;;
	esac
done >"$work/sums"

guest "${cards[@]}" -l -- ./refuse.sh table

while read -r sum name; do
	check "$name: flash untouched" \
		[ "$(sha256sum <"$work/$name")" = "$sum  -" ]
done <"$work/sums"
for name in $touched; do
	check "$name: old image intact" sound "$work/$name"
	check "$name: old version" [ "$(version "$work/$name")" = 2.8.0 ]
done
for name in "${!bdf[@]}"; do
	check "$name: no guest error" no_guest_error "$work/$name.stats"
done
done_testing
