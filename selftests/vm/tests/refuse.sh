#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Everything that is refused, with its sentence and errno, and that nothing was
# written. Documentation/networking/devlink/hermon.rst has the same table.
#
#	refuse.sh KERNEL
#
# Each reason of core/report.c has a line here, but for these:
#
#   CR_FILTERED, CR_LOCKED, HWID_UNKNOWN    the card is not bound: probe.sh
#   FLASH_RANGE                             a bug: unit/nor_test
#   FLASH_UNSTABLE                          a bit flips between two readings, and
#                                           no checksum sees it: unit/faults_test
#   INTERRUPTED                             in the log only, since its reader is
#                                           killed: identity.sh
#   CARD_RUNNING, RESET_...                 reload.sh
#
# unit/check-tested.sh sees that none is forgotten.
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
damage loadersize.bin 0x3c '\x7f'
damage sectsize.bin "$(offset DDR) + 4" '\x01'
image sections.bin --code-sections 256 --size 20K
image twice.bin --extra-section 10:64
image sectnext.bin --poke "$(($(offset DDR) + 12))=0x10"
image noguid.bin --poke "$(offset GUID)=1"
image infoat.bin --poke 0x2c=0x40
image guids5.bin --n-guids 5
image notag.bin --tags 0,2,3,4
image tags.bin --tags 1,4,3,2
image psidtext.bin --psid "HP 09D"
# The first tag's word is that of tag 1, with a length of 8 by right.
info=$("$fs2" --show "$share/tags.bin" | jq '.images[0].sections[] | select(.name == "Image Info").off')
tag() {
	image "$1" --tags 1,4,3,2 --poke "$((info + 16))=$2"
}
tag taglength.bin 0x01000004
tag tagrange.bin 0x01100008
tag tagend.bin 0xff000000
image blankguids.bin --blank-guids
image zeroguid.bin --guids 0002c9030001a2b0,0,0002c9030001a2b2,0002c9030001a2b3
image onesguid.bin --guids ffffffffffffffff,0002c9030001a2b1,0002c9030001a2b2,0002c9030001a2b3
image default.bin --guid 0002c9000100d050
image multicast.bin --macs 010203040506,0002c901a2b2
image longmac.bin --macs 0002c901a2b1,10002c901a2b2
image novsd.bin --tags 0,1,2,3,4,8,9,10,11
image chunk2m.bin --chunk 2M
image norom.bin
echo 'not a firmware image at all, but long enough to hold the header of one' >"$share/text.bin"
truncate -s 17M "$share/long.bin"

# What a card is refused for, with a file that has nothing wrong.
card vsd '' '--vsd kept'
card norom '' ''
card badrom '' '--size 70K --rom'
card large ',part=M25P32' '--chunk 2M --flash-size 4M'
card inside '' "--size 70K --poke 0x10000=0x4d544657 --poke 0x10004=0x8cdfd000 --poke 0x10008=0xdead9270 --poke 0x1000c=0x4154beef"
card nofs '' --non-failsafe
card stray ',livefish-id=normal' --empty
card twobad ',livefish-id=normal' "--image $share/good.bin --second $share/good.bin"
card stuckgw ',fault=gw-stuck' ''
card sem ',fault=sem-held' ''
card protected ',fault=protected' ''
card srwd ',part=SST25VF016B,fault=srwd' ''
card unknown ',part=unknown' ''
card none ',part=none,livefish-id=normal' ''
card empty ',livefish-id=normal' --empty
card blank ',livefish-id=normal' --blank-guids
card damaged ',livefish-id=normal' ''
# Probe takes some 1,500 register accesses. What comes next is the burn's own
# look at the card, as long, so this is before anything is written.
card leaving ',fault=gone-after=1900' ''
card left ',fault=gone-at-op=5' ''
card busy ',fault=wip-stuck' ''
card stuck ',fault=erase-incomplete' "--retired $share/good.bin"
card bad ',fault=program-drop' ''
# The pages of the image, then the signature, then the old one's first word.
pages=$((6 * 1024 / 256))
card unsigned ",fault=program-drop=$((pages + 1))" ''
# A bit of the new image's word 20 turns when all of it has been read back.
card rotten ',fault=rot=100023' ''
card unretired ",fault=program-drop=$((pages + 2))" ''
guid=$("$fs2" --show "$work/damaged" | jq '.images[0].sections[] | select(.name == "GUID").off')
spoil() {
	printf X | dd of="$work/$1" bs=1 seek="$2" conv=notrunc status=none
}
spoil damaged $((guid + 20))
for slot in 0 1; do
	spoil twobad $((slot * 0x100000 + guid + 20))
done
rom=$("$fs2" --show "$work/badrom" | jq '.images[0].sections[] | select(.name == "ROM").off')
spoil badrom $((rom + 40))
dd if="$work/good" of="$work/stray" bs=64K count=1 seek=2 conv=notrunc status=none

# refused NAME CARD ARGUMENTS ERRNO SENTENCE [PARAMETERS]
refused() {
	printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "${bdf[$2]}" "$3" "$4" "$5" \
		"${6-}"
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
	refused 'loader size' good 'file loadersize.bin' EINVAL 'loader at 0x38 of the file has a bad size (0x* words)'
	refused 'section size' good 'file sectsize.bin' EINVAL 'section at 0x* of the file has a bad size (0x*)'
	refused 'section link' good 'file sectnext.bin' EINVAL 'section at 0x* of the file has a bad link (0x*)'
	refused 'too many sections' good 'file sections.bin' EINVAL 'file has more than 256 sections'
	refused 'two Image Infos' good 'file twice.bin' EINVAL 'file has two sections of type 10, at 0x*'
	refused 'no GUID section' good 'file noguid.bin' EINVAL 'file has no section of type 6'
	refused 'info pointer elsewhere' good 'file infoat.bin' EINVAL 'info pointer 0x40 of the file is not at its section 0x*'
	refused 'five GUIDs' good 'file guids5.bin' EINVAL 'GUID section of the file has 40 bytes, not 32 or 48'
	refused 'tag too long' good 'file tagrange.bin' EINVAL 'tag 1 at 0x* of the file runs past its section'
	refused 'tag of odd length' good 'file taglength.bin' EINVAL 'tag 1 at 0x* of the file has length 4'
	refused 'tags after the end' good 'file tagend.bin' EINVAL 'file has data behind the end tag, at 0x*'
	refused 'no version' good 'file notag.bin' EINVAL 'file has no tag 1 (1 is version, 4 PSID)'
	refused 'PSID with a blank' good 'file psidtext.bin' EINVAL 'PSID of the file is not printable text'
	refused 'other component' good 'file good.bin component undi' core 'selected component is not supported by this device'
	refused 'chunks of 2 MB' large 'file chunk2m.bin' EINVAL 'chip would not look for an image at 0x200000, the free slot'
	refused 'no two slots' empty 'file chunk2m.bin overwrite identifiers' EFBIG 'flash of 0x200000 bytes has no two slots of 2048 KiB chunks'
	refused 'blank GUIDs in the image' good 'file blankguids.bin overwrite identifiers' EINVAL "image's GUIDs are blank: it has none to give"
	refused 'a GUID of 0' good 'file zeroguid.bin overwrite identifiers' EINVAL "image's GUID 0000000000000000 is nobody's"
	refused 'a GUID of all ones' good 'file onesguid.bin overwrite identifiers' EINVAL "image's GUID ffffffffffffffff is nobody's"
	refused "the vendor's default GUIDs" good 'file default.bin overwrite identifiers' EINVAL "image's GUID 0002c9000100d050 is the vendor's default"
	refused 'a multicast MAC' good 'file multicast.bin overwrite identifiers' EINVAL "image's MAC 0000010203040506 is not that of one port"
	refused 'a MAC of 49 bits' good 'file longmac.bin overwrite identifiers' EINVAL "image's MAC 00010002c901a2b2 is not that of one port"
	refused 'both kept: as if there were no mask' good 'file psid.bin overwrite identifiers overwrite settings' EINVAL 'image is for PSID MT_04A0110002, card is HP_09D0000001'
	refused 'VSD would be lost' vsd 'file novsd.bin' EINVAL "image has no place for the card's VSD"
	refused 'image is not what to_psid names' good 'file psid.bin' EINVAL 'image is for PSID MT_04A0110002, to_psid wants MT_04A0110001' to_psid=MT_04A0110001
	refused 'to_psid, and the usual image' good 'file good.bin' EINVAL 'image is for PSID HP_09D0000001, to_psid wants MT_04A0110002' 'to_psid=MT_04A0110002 rom=none'
	refused 'no image to take a ROM from' empty 'file good.bin overwrite identifiers' ENODATA 'card has no image to take a boot ROM from' rom=card
	refused 'damaged ROM, merged' badrom 'file norom.bin' EBADMSG "card's boot ROM is damaged: CRC is 0x*, not 0x*"
	refused 'damaged ROM, asked for' badrom 'file norom.bin' EBADMSG "card's boot ROM is damaged: CRC is 0x*, not 0x*" rom=card
	refused "a signature within the card's image" inside 'file good.bin' EUCLEAN "signature at 0x10000 lies within the card's image at 0x0"
	refused 'the same, with identifiers' inside 'file good.bin overwrite identifiers' EUCLEAN "signature at 0x10000 lies within the card's image at 0x0"
	refused 'card not failsafe' nofs 'file good.bin' EINVAL 'image in the card is not failsafe'
	refused 'the same, with identifiers: it runs from it' nofs 'file good.bin overwrite identifiers' EINVAL 'image in the card is not failsafe'
	refused 'image at an impossible place' stray 'file good.bin' EINVAL 'image starts at 0x20000 of the flash, not at 0 or 0x100000'
	refused 'two images without an identity' twobad 'file good.bin' EUCLEAN 'no image on the flash has GUIDs that can be believed'
	refused 'gateway stuck' stuckgw 'file good.bin' ETIMEDOUT 'flash gateway stays busy (0x*)'
	refused 'semaphore held' sem 'file good.bin' EBUSY 'flash semaphore is held by another program or host'
	refused 'protected' protected 'file good.bin' EROFS 'flash chip is write-protected (status 0x*)'
	refused 'protected for good' srwd 'file good.bin' EROFS 'flash chip is write-protected (status 0x*)'
	refused 'unknown part' unknown 'file good.bin' EOPNOTSUPP 'flash chip with JEDEC id 0xa1b2c3 is not known'
	refused 'no flash' none 'file good.bin' ENODEV 'no flash chip answers'
	refused 'empty flash' empty 'file good.bin' ENODATA 'card has no image to take GUIDs and PSID from'
	refused 'blank GUIDs' blank 'file good.bin' ENODATA "card's GUIDs are blank: there is nothing to keep"
	refused 'damaged GUIDs' damaged 'file good.bin' EBADMSG 'section at 0x* of the card: CRC is 0x*, not 0x*'
	refused 'gone before' leaving 'file good.bin' ENXIO 'card reads all ones: it is gone from the bus'
	refused 'gone in the middle' left 'file good.bin' ENXIO 'card reads all ones: it is gone from the bus'
	refused 'chip stays busy' busy 'file good.bin' ETIMEDOUT 'flash chip stays busy at 0x* (status 0x*)'
	refused 'erase incomplete' stuck 'file good.bin' EIO '*reads 0x* at 0x*, should be 0x*'
	refused 'bits do not take' bad 'file good.bin' EIO 'flash reads 0x* at 0x*, should be 0x*'
	refused 'signature does not take' unsigned 'file good.bin' EIO 'new signature reads 0x* at 0x*, should be 0x*'
	refused 'another image than the one burned' rotten 'file good.bin' EIO "card's image after the burn is not the one burned"
	refused 'old signature stays' unretired 'file good.bin' EIO 'old signature reads 0x* at 0x0, should be 0x0'
} >"$share/table"

# but_for_a_bit FLASH: one image, of which no checksum of a section is wrong
# shellcheck disable=SC2317 # called by check
but_for_a_bit() {
	# Its status says that something is wrong.
	"$fs2" --show "$1" >"$work/rotten.json" || true
	jq -e '.images | length == 1 and (.[0].errors | length == 1 and
		(.[0] | startswith("full CRC")))' "$work/rotten.json" >/dev/null
}

touched='left busy stuck bad unsigned rotten unretired'
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
	case $name in
	unretired) stays=2.6.0 ;;	# of the old signature, half is gone
	rotten) stays=2.6.0 ;;
	*) stays=2.8.0 ;;
	esac
	case $name in
	rotten) check "$name: one image, whole but for a bit" but_for_a_bit "$work/$name" ;;
	*) check "$name: one image intact" sound "$work/$name" ;;
	esac
	check "$name: it is $stays" [ "$(version "$work/$name")" = $stays ]
done
for name in "${!bdf[@]}"; do
	check "$name: no guest error" no_guest_error "$work/$name.stats"
done
done_testing
