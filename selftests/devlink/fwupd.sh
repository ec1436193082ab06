#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# fwupd as Debian has it, with what our packages put beside it: cards, cabinets,
# an update.
#
#	fwupd.sh CARD OTHER-CARD FOLDER
#
# Both run 2.6.0; CARD is HP_09D0000001, OTHER-CARD MT_04A0110002. FOLDER has
# userspace/fwupd, and images new.bin, of 2.8.0 for CARD, and foreign.bin, for
# neither.
. "$(dirname "$0")/lib.sh"

card=$1 other=$2 folder=$3
# "PCI\VEN_15B3&DEV_634A&COMPONENT_fw&FW.PSID_HP_09D0000001", and the other
hp=9e16e9dd-dff3-5440-b85d-9f56036768ac
mt=c15be412-2ffc-55ae-8642-2aaea7441aba
search=/sys/module/firmware_class/parameters/path
before=$(cat $search)

fwupd() {
	local command=$1
	shift
	timeout 600 fwupdmgr "$command" --json --assume-yes --no-unreported-check \
		--no-metadata-check --no-remote-check --no-reboot-check "$@" </dev/null
}

# asked GUID PATH: of the device that has this GUID
asked() {
	jq -r --arg guid "$1" ".Devices[] | select(.Guid // [] | index(\$guid)) | $2" \
		/tmp/devices
}

# cabinet IMAGE CABINET [TEMPLATE]
cabinet() {
	HERMONFW_TEMPLATE=${3-} "$folder/hermonfw-cab" "$folder/$1" "/tmp/$2" >/tmp/said 2>&1 ||
		{ sed 's/^/# /' /tmp/said; false; }
}

# install_cabinet CABINET: leaves in /tmp/said what fwupd says
install_cabinet() {
	fwupd local-install "/tmp/$1" >/tmp/said 2>&1
}

# refused CABINET SENTENCE: fwupd does not install it, and says why
refused() {
	install_cabinet "$1" && return 1
	ktap_print_msg "$(sed -n 's/.*"Message" : //p' /tmp/said)"
	grep -qF "$2" /tmp/said
}

# As the packages would have installed it.
install -D -m 644 "$folder/hermon.quirk" /usr/share/fwupd/quirks.d/hermon.quirk
install -D -m 644 "$folder/fwupd.service.conf" \
	/usr/lib/systemd/system/fwupd.service.d/hermonfw.conf
printf '[fwupd]\nOnlyTrusted=false\n' >/etc/fwupd/fwupd.conf
# It has 25 seconds to come when somebody calls: too few for an emulated processor.
mkdir -p /run/systemd/system/fwupd.service.d
printf '[Service]\nTimeoutStartSec=30min\n' >/run/systemd/system/fwupd.service.d/slow.conf
systemctl daemon-reload

ktap_print_header
ktap_set_plan 22

ktap_print_msg "fwupd $(dpkg-query -W -f '${Version}' fwupd)"
systemctl start fwupd && fwupd get-devices >/tmp/devices
result "fwupd lists devices"
same "the card by its PSID" "$(asked $hp .Plugin)" devlink
same "its version" "$(asked $hp .Version)" 2.6.0
like "$(asked $hp '.Flags | join(" ")')" "*updatable*"
result "it can be updated"
like "$(asked $hp '.Flags | join(" ")')" "*unsigned-payload*"
result "nobody says that it checks signatures"
same "the other card by another PSID" "$(asked $mt .Version)" 2.6.0
[ "$(asked $hp .DeviceId)" != "$(asked $mt .DeviceId)" ]
result "they are two devices"

cabinet new.bin new.cab
result "a cabinet is made of an image"
same "it says for what" "$(cat /tmp/said)" "/tmp/new.cab: 2.8.0 for HP_09D0000001"
cabinet foreign.bin foreign.cab
result "one for a board that is not here"
sed "s/@GUID@/$hp/" "$folder/firmware.metainfo.xml.in" >/tmp/lie.xml
cabinet foreign.bin lie.cab /tmp/lie.xml
result "and one that claims to be for the card"

refused foreign.cab "No supported devices found"
result "it does not match"
refused lie.cab "image is for PSID DEL08C0000001, card is HP_09D0000001"
result "the one that lies is refused by the driver"
same "both cards are as before" "$(state "$card") $(state "$other")" \
	"HP_09D0000001 $(info "$card" .serial_number) runs 2.6.0 stores 2.6.0 MT_04A0110002 $(
	info "$other" .serial_number) runs 2.6.0 stores 2.6.0"

install_cabinet new.cab || { sed 's/^/# /' /tmp/said; false; }
result "the update is installed"
same "it is stored" "$(stored "$card")" 2.8.0
same "it is activated" "$(running "$card")" 2.8.0
fwupd get-devices >/tmp/devices
same "fwupd knows" "$(asked $hp .Version)" 2.8.0
same "the other card has what it had" "$(running "$other") $(stored "$other")" "2.6.0 2.6.0"
refused new.cab "Specified firmware is already installed '2.8.0'"
result "once more: there is nothing to do"
same "the kernel looks for firmware where it did" "$(cat $search)" "$before"
empty "no warning of the driver" "$(dmesg_warnings | grep hermon_fw | grep -v 'flash update: ')"
ktap_finished
