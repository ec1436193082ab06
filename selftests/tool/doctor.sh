#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# doctor on trees of files in place of a host: one on which nothing is missing, and
# then that one with one thing changed. KTAP on stdout.
#
# HERMONFW chooses the program; build it with sanitizers. Beside it lies the same
# on fake_nl.c, which has devlink out of a folder.
# shellcheck disable=SC2015 # either word is a result
set -u

cd "$(dirname "$0")" || exit 1
. ../lib/ktap.sh
said=out
HERMONFW=$(realpath "${HERMONFW:-build/hermonfw}")
fake=$HERMONFW-fake
card=0000:03:00.0
release=$(uname -r)
signer='DKMS module signing key'
efivar=SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c
export LC_ALL=C NO_COLOR=1 TERM=dumb
unset SSH_CONNECTION

for program in depmod gcc jq openssl setpriv unshare xz; do
	PATH=$PATH:/usr/sbin command -v $program >/dev/null ||
		{ echo "1..0 # SKIP $program is missing: apt install gcc jq kmod openssl util-linux xz-utils"; exit 0; }
done
if [ ! -x "$fake" ]; then
	echo "1..0 # SKIP no $fake: make -C selftests/tool all"
	exit 0
fi

dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1

# Both are tried, whoever runs this: CAP_NET_ADMIN, bit 12, is what counts.
as_root=()
as_user=()
if (((0x$(sed -n 's/^CapEff:\t//p' /proc/self/status) >> 12) & 1)); then
	as_user=(setpriv --bounding-set=-all --inh-caps=-all)
else
	as_root=(unshare -r)
fi
if ! "${as_root[@]}" true 2>/dev/null; then
	echo "1..0 # SKIP needs root or user namespaces"
	exit 0
fi

### the host

# module FILE RELEASE: one that says no more than what it was built for
module() {
	printf '.section .modinfo,"a"\n.asciz "license=GPL"\n.asciz "vermagic=%s SMP mod_unload "\n' "$2" |
		gcc -c -x assembler - -o "$1"
}

openssl req -new -x509 -newkey rsa:2048 -nodes -days 3 -subj "/CN=$signer/" \
	-keyout key -out cert >openssl.log 2>&1 || { cat openssl.log; exit 1; }

# sign FILE: what sign-file of the kernel appends
sign() {
	local size
	openssl cms -sign -binary -noattr -nocerts -md sha256 -signer cert \
		-inkey key -outform DER -in "$1" -out sig || exit 1
	size=$(stat -c %s sig)
	{
		cat sig
		# algorithm, hash, type PKCS#7, two lengths, padding
		printf '\0\0\2\0\0\0\0\0'
		# shellcheck disable=SC2059 # the bytes are the format
		printf "$(printf '\\x%02x\\x%02x\\x%02x\\x%02x' \
			$((size >> 24)) $((size >> 16 & 255)) $((size >> 8 & 255)) $((size & 255)))"
		printf '~Module signature appended~\n'
	} >>"$1"
}

# install_module FILE NAME: into the tree
install_module() {
	local to=$root/usr/lib/modules/$release/updates/dkms
	rm -rf "$to"
	mkdir -p "$to"
	cp "$1" "$to/$2"
	PATH=$PATH:/usr/sbin depmod -b "$root" "$release" 2>depmod.log || { cat depmod.log; exit 1; }
}

module plain.ko "$release"
cp plain.ko signed.ko
sign signed.ko
module other.ko 6.1.0-1-amd64
xz -k --check=crc32 signed.ko

# add_card BDF DEVICE [DRIVER]
add_card() {
	local at=$root/sys/bus/pci/devices/$1
	mkdir -p "$at"
	echo 0x15b3 >"$at/vendor"
	echo "0x$2" >"$at/device"
	echo 0xa0 >"$at/revision"
	echo '(null)' >"$at/driver_override"
	bind "$1" "${3-}"
}

# bind BDF [DRIVER]
bind() {
	local drivers=$root/sys/bus/pci/drivers
	rm -f "$root/sys/bus/pci/devices/$1/driver"
	[ -n "${2-}" ] || return 0
	mkdir -p "$drivers/$2"
	ln -s "../../drivers/$2" "$root/sys/bus/pci/devices/$1/driver"
}

unload() {
	bind $card
	rm -rf "$root/sys/bus/pci/drivers/hermon_fw" "$root/sys/module/hermon_fw"
}

# answers BDF: what devlink says of a card on which all is well
answers() {
	cat >"$root/devlink/$1.info" <<-END
	fixed fw.psid HP_09D0000001
	stored fw 2.6.0
	running fw 2.6.0
	END
	cat >"$root/devlink/$1.health" <<-END
	part M25P
	size 2097152
	mode normal
	images.0.addr 0
	images.0.state sound
	current 0
	END
	echo direct 0x00000000 >"$root/devlink/$1.register"
}

# devlink_program FILE TEXT [STATUS]
devlink_program() {
	mkdir -p "$(dirname "$1")"
	printf '#!/bin/sh\necho "%s"\nexit %d\n' "$2" "${3-0}" >"$1"
	chmod +x "$1"
}

# secure_boot VALUE
secure_boot() {
	mkdir -p "$root/sys/firmware/efi/efivars"
	# shellcheck disable=SC2059 # the byte is part of the format
	printf "\\6\\0\\0\\0\\$1" >"$root/sys/firmware/efi/efivars/$efivar"
}

lockdown() {
	echo "$1" >"$root/sys/kernel/security/lockdown"
}

# know_key NAME: the kernel does; the type of a key takes nine characters there
know_key() {
	printf '2f1b7a5c I------     2 perm 1f010000     0     0 %.9s %s: 7c39: X509.rsa 7c39 []\n' \
		asymmetric "$1" >>"$root/proc/keys"
}

root=$dir/base
mkdir -p "$root"/{run,bin,devlink,usr/lib/firmware,usr/bin,proc/{1,self}/ns} \
	"$root"/sys/{kernel/security,module/{firmware_class,module}/parameters,module/hermon_fw}
ln -s usr/lib "$root/lib"
install_module signed.ko hermon_fw.ko
add_card $card 634a hermon_fw
answers $card
devlink_program "$root/bin/devlink" 'devlink utility, iproute2-6.1.0'
echo >"$root/sys/module/firmware_class/parameters/path"
echo N >"$root/sys/module/module/parameters/sig_enforce"
echo O >"$root/sys/module/hermon_fw/taint"
touch "$root/sys/kernel/security/lsm"
lockdown '[none] integrity confidentiality'
secure_boot 0
know_key "$signer of somebody else"
for kind in mnt net; do
	ln -s "$kind:[1]" "$root/proc/1/ns/$kind"
	ln -s "$kind:[1]" "$root/proc/self/ns/$kind"
done

### the tests

# host NAME: that one again, to be changed
host() {
	root=$dir/$1
	cp -a base "$root"
	what=${1//-/ }
}

# locked_host NAME: no module is loaded, and the kernel takes signed ones only
locked_host() {
	host "$1"
	unload
	secure_boot 1
	lockdown 'none [integrity] confidentiality'
}

# run PROGRAM ARGUMENT...
run() {
	local program=$1
	shift
	"${who[@]}" env PATH="$root/bin" HERMONFW_TEST_SYSFS="$root/sys" \
		HERMONFW_TEST_ROOT="$root" HERMONFW_TEST_DEVLINK="$root/devlink" \
		"$program" "$@"
}
who=("${as_root[@]}")

# Each answer in JSON has all that a reader relies on.
complete='.written == false and (.checks | length > 0) and
	([.checks[] | .state == "ok" or (.next | length > 0)] | all) and
	([.checks[] | select(.state == "ok") | .next == null] | all) and
	([.checks[] | (.found | length > 0) and ([.state] | inside(["ok", "warn", "fail", "skip"]))] | all) and
	(.counts | add) == (.checks | length) and
	.counts.fail == ([.checks[] | select(.state == "fail")] | length) and
	(.result == "error") == (.counts.fail > 0)'

# finds STATUS CHECK STATE FOUND NEXT [ARGUMENT...]: the tree has this finding; FOUND
# and NEXT are parts of it, "-" stands for nothing
finds() {
	local status=$1 check=$2 state=$3 found=$4 next=$5 rc
	shift 5
	run "$fake" --json doctor "$@" >json 2>err
	rc=$?
	cat json err >out
	[ "$rc" = "$status" ] || echo "# exit status $rc, should be $status"
	[ "$next" != - ] || next=
	if [ "$rc" = "$status" ] && [ ! -s err ] && jq -e "$complete" json >/dev/null 2>&1 &&
	   jq -e --arg check "$check" --arg state "$state" --arg found "$found" --arg next "$next" \
		'.checks[] | select(.check == $check) | .state == $state and
		 (.found | contains($found)) and
		 (if $next == "" then .next == null else (.next | contains($next)) end)' \
		json >/dev/null 2>&1; then
		result good "$what: $check is $state"
	else
		result bad "$what: $check is $state: $found"
	fi
}

# prints STATUS ARGUMENT... <TEXT: just that, with ROOT and RELEASE for the names here
prints() {
	local status=$1 rc
	shift
	run "$fake" doctor "$@" >text 2>&1
	rc=$?
	sed -e "s,$root,ROOT,g" -e "s,$release,RELEASE,g" text >plain
	if diff -u - plain >out && [ "$rc" = "$status" ]; then
		result good "$what: the text"
	else
		echo "# exit status $rc, should be $status"
		result bad "$what: the text"
	fi
}

echo "KTAP version 1"

host nothing-missing
prints 0 <<END
OK    rights      this process has CAP_NET_ADMIN
OK    cards       0000:03:00.0 (MT25418)
OK    module      hermon_fw is loaded; it is in ROOT/lib/modules/RELEASE/updates/dkms/hermon_fw.ko
OK    lockdown    lockdown is none, Secure Boot is off: the kernel takes modules without a signature, too
OK    signature   hermon_fw is loaded; its file is signed by "DKMS module signing key"
OK    devlink     this kernel has devlink
OK    iproute2    devlink utility, iproute2-6.1.0
OK    firmware    the file of devlink dev flash counts from /lib/firmware
OK    namespace   mounts and network are those of the first process
OK    binding     0000:03:00.0: hermon_fw has it
OK    info        0000:03:00.0: PSID HP_09D0000001, stored version 2.6.0, running 2.6.0
OK    flash       0000:03:00.0: M25P with an image that is current
OK    semaphore   0000:03:00.0: the flash semaphore is free
13 OK, 0 WARN, 0 FAIL, 0 SKIP
END
finds 0 cards ok "$card" -
jq -e '.result == "done" and .counts == {"ok": 13, "warn": 0, "fail": 0, "skip": 0} and
	[.checks[].card] == [range(9) | null] + [range(4) | "'$card'"]' json >/dev/null &&
	result good "$what: --json" || result bad "$what: --json"

### rights
who=(${as_user[@]+"${as_user[@]}"})
host no-rights
finds 0 rights warn 'without CAP_NET_ADMIN' 'run it as root'
finds 0 info ok HP_09D0000001 -
finds 0 flash skip 'only root may ask' 'run it as root'
finds 0 semaphore skip 'only root may read registers' 'run it as root'
echo 'running fw.mode recovery' >>"$root/devlink/$card.info"
finds 0 flash warn 'recovery mode' 'recovery.rst'
locked_host no-rights-and-lockdown
finds 0 signature skip "whether the kernel has that key cannot be seen" 'run it as root'
rm "$root"/proc/1/ns/*
finds 0 namespace skip 'cannot be seen' 'run it as root'
who=("${as_root[@]}")

### cards
host no-card
rm -rf "$root/sys/bus/pci/devices/$card"
prints 1 <<END
OK    rights      this process has CAP_NET_ADMIN
FAIL  cards       this host has no ConnectX or ConnectX-2 card
                  next step: lspci -nn -d 15b3: shows what there is of Mellanox; README, "Cards", has the ids
OK    module      hermon_fw is loaded; it is in ROOT/lib/modules/RELEASE/updates/dkms/hermon_fw.ko
OK    lockdown    lockdown is none, Secure Boot is off: the kernel takes modules without a signature, too
OK    signature   hermon_fw is loaded; its file is signed by "DKMS module signing key"
OK    devlink     this kernel has devlink
OK    iproute2    devlink utility, iproute2-6.1.0
OK    firmware    the file of devlink dev flash counts from /lib/firmware
OK    namespace   mounts and network are those of the first process
8 OK, 0 WARN, 1 FAIL, 0 SKIP
hermonfw: error: 1 of the checks failed. Nothing was written to the flash.
hermonfw: next step: lspci -nn -d 15b3: shows what there is of Mellanox; README, "Cards", has the ids
END
add_card 0000:04:00.0 1003
finds 1 cards fail 'no ConnectX' 'lspci -nn -d 15b3:'
jq -e '.reason == "DOCTOR" and (.message | contains("1 of the checks"))' json >/dev/null &&
	result good "$what: the reason" || result bad "$what: the reason"

host two-cards
add_card 0000:05:00.0 673c
finds 0 cards ok "$card (MT25418), 0000:05:00.0 (MT26428)" -
jq -e '[.checks[] | select(.check == "binding") | .card + " " + .state] ==
	["'$card' ok", "0000:05:00.0 warn"]' json >/dev/null &&
	result good "$what: each is looked at" || result bad "$what: each is looked at"
finds 0 cards ok "0000:05:00.0 (MT26428)" - 05:00.0
jq -e '[.checks[].card] | index("'$card'") == null' json >/dev/null &&
	result good "$what: only the one that was asked for" || result bad "$what: only the one that was asked for"
for wrong in '1 06:00.0' '2 a b' '2 --force' '2 --json --force'; do
	# shellcheck disable=SC2086 # the words are wanted
	set -- $wrong
	status=$1
	shift
	run "$fake" doctor "$@" >out 2>&1
	[ $? = "$status" ] && result good "doctor $*: exit status $status" ||
		result bad "doctor $*: exit status $status"
done

### module
host no-module
unload
rm -rf "$root/usr/lib/modules/$release"
prints 1 <<END
OK    rights      this process has CAP_NET_ADMIN
OK    cards       0000:03:00.0 (MT25418)
FAIL  module      hermon_fw is not installed for kernel RELEASE
                  next step: apt install linux-headers-RELEASE hermon-fw-dkms
OK    lockdown    lockdown is none, Secure Boot is off: the kernel takes modules without a signature, too
SKIP  signature   there is no module to look at
                  next step: install hermon_fw first, then ask again
OK    devlink     this kernel has devlink
OK    iproute2    devlink utility, iproute2-6.1.0
OK    firmware    the file of devlink dev flash counts from /lib/firmware
OK    namespace   mounts and network are those of the first process
WARN  binding     0000:03:00.0: no driver has it
                  next step: hermonfw bind 0000:03:00.0; flash and backup take it by themselves
SKIP  info        0000:03:00.0: hermon_fw does not have it
                  next step: hermonfw bind 0000:03:00.0, then ask again
SKIP  flash       0000:03:00.0: hermon_fw does not have it
                  next step: hermonfw bind 0000:03:00.0, then ask again
SKIP  semaphore   0000:03:00.0: hermon_fw does not have it
                  next step: hermonfw bind 0000:03:00.0, then ask again
7 OK, 1 WARN, 1 FAIL, 4 SKIP
hermonfw: error: 1 of the checks failed. Nothing was written to the flash.
hermonfw: next step: apt install linux-headers-RELEASE hermon-fw-dkms
END
mkdir -p "$root/usr/src/hermon-fw-1.0"
touch "$root/usr/src/hermon-fw-1.0/dkms.conf"
finds 1 module fail 'not installed' "apt install linux-headers-$release"
jq -e '.checks[] | select(.check == "module") | .next | contains("dkms") | not' json >/dev/null &&
	result good "$what: DKMS has the source already" || result bad "$what: DKMS has the source already"
mkdir -p "$root/usr/lib/modules/$release/build"
touch "$root/usr/lib/modules/$release/build/Makefile"
finds 1 module fail 'not installed' "dkms autoinstall -k $release"
rm -r "$root/usr/src/hermon-fw-1.0"
finds 1 module fail 'not installed' 'apt install hermon-fw-dkms, or make'
mkdir -p "$root/sys/bus/pci/drivers/hermon_fw"
finds 0 module warn 'loaded, but not installed' 'apt install hermon-fw-dkms'
finds 0 signature ok 'the kernel asks for no more' -
host not-loaded
unload
finds 0 module ok 'hermonfw loads it when it needs it' -
host built-for-another-kernel
install_module other.ko hermon_fw.ko
finds 0 module ok 'hermon_fw is loaded' -
unload
finds 1 module fail "was built for kernel 6.1.0-1-amd64, not for $release" 'linux-headers'
mkdir -p "$root/usr/src/hermon-fw-1.0"
touch "$root/usr/src/hermon-fw-1.0/dkms.conf"
finds 1 module fail 'was built for kernel 6.1.0-1-amd64' 'dkms install --force'
host no-module-in-the-file
unload
echo text >"$root/usr/lib/modules/$release/updates/dkms/hermon_fw.ko"
finds 0 signature skip 'cannot be read' 'modinfo'

### lockdown and signature
host signed-and-nobody-asks
unload
finds 0 signature ok "is signed by \"$signer\", which this kernel does not ask for" -
host unsigned-and-nobody-asks
unload
install_module plain.ko hermon_fw.ko
finds 0 signature ok 'is not signed, which this kernel does not ask for' -

locked_host unsigned-under-lockdown
install_module plain.ko hermon_fw.ko
prints 1 <<END
OK    rights      this process has CAP_NET_ADMIN
OK    cards       0000:03:00.0 (MT25418)
OK    module      hermon_fw is in ROOT/lib/modules/RELEASE/updates/dkms/hermon_fw.ko; hermonfw loads it when it needs it
OK    lockdown    lockdown is integrity, Secure Boot is on: the kernel takes signed modules only
FAIL  signature   ROOT/lib/modules/RELEASE/updates/dkms/hermon_fw.ko is not signed, and this kernel takes signed modules only
                  next step: sign it with a key of your own: README, "Secure Boot"
OK    devlink     this kernel has devlink
OK    iproute2    devlink utility, iproute2-6.1.0
OK    firmware    the file of devlink dev flash counts from /lib/firmware
OK    namespace   mounts and network are those of the first process
WARN  binding     0000:03:00.0: no driver has it
                  next step: hermonfw bind 0000:03:00.0; flash and backup take it by themselves
SKIP  info        0000:03:00.0: hermon_fw does not have it
                  next step: hermonfw bind 0000:03:00.0, then ask again
SKIP  flash       0000:03:00.0: hermon_fw does not have it
                  next step: hermonfw bind 0000:03:00.0, then ask again
SKIP  semaphore   0000:03:00.0: hermon_fw does not have it
                  next step: hermonfw bind 0000:03:00.0, then ask again
8 OK, 1 WARN, 1 FAIL, 3 SKIP
hermonfw: error: 1 of the checks failed. Nothing was written to the flash.
hermonfw: next step: sign it with a key of your own: README, "Secure Boot"
END
mkdir -p "$root/usr/src/hermon-fw-1.0"
touch "$root/usr/src/hermon-fw-1.0/dkms.conf"
finds 1 signature fail 'is not signed' 'apt install openssl'
touch "$root/usr/bin/openssl"
finds 1 signature fail 'is not signed' 'apt install --reinstall hermon-fw-dkms, which builds and signs it; mokutil --import /var/lib/dkms/mok.pub'
lockdown 'none integrity [confidentiality]'
finds 1 lockdown ok 'lockdown is confidentiality' -
finds 1 signature fail 'is not signed' 'Enroll MOK'

locked_host signed-by-nobody-known
finds 1 signature fail "is signed by \"$signer\", and the kernel has no key of that name" 'mokutil --import FILE'
mkdir -p "$root/var/lib/dkms"
touch "$root/var/lib/dkms/mok.pub"
finds 1 signature fail 'no key of that name' 'apt install mokutil; mokutil --import /var/lib/dkms/mok.pub'
touch "$root/usr/bin/mokutil"
finds 1 signature fail 'no key of that name' 'mokutil --import /var/lib/dkms/mok.pub; then restart and choose "Enroll MOK": install.rst'
know_key "$signer"
finds 0 signature ok 'the kernel has a key of that name' -
install_module signed.ko.xz hermon_fw.ko.xz
finds 0 module ok hermon_fw.ko.xz -
finds 0 signature ok "hermon_fw.ko.xz is signed by \"$signer\", and the kernel has a key" -
rm "$root/proc/keys"
finds 0 signature skip 'whether the kernel has that key cannot be seen' 'modprobe hermon_fw tells'

host loaded-without-a-signature
echo OE >"$root/sys/module/hermon_fw/taint"
finds 0 signature ok 'taint E' -
host enforced-by-a-parameter
unload
install_module plain.ko hermon_fw.ko
echo Y >"$root/sys/module/module/parameters/sig_enforce"
finds 1 lockdown ok 'sig_enforce is set: the kernel takes signed modules only' -
finds 1 signature fail 'is not signed' 'README, "Secure Boot"'
host secure-boot-without-lockdown
unload
install_module plain.ko hermon_fw.ko
secure_boot 1
rm "$root/sys/kernel/security/lockdown"
finds 0 lockdown ok 'lockdown is none, Secure Boot is on' -
rm "$root/sys/kernel/security/lsm"
finds 1 lockdown warn 'lockdown is not shown, Secure Boot is on' 'mount -t securityfs'
finds 1 signature fail 'is not signed' 'README, "Secure Boot"'
rm "$root/sys/firmware/efi/efivars/$efivar"
finds 0 lockdown warn 'lockdown is not shown, Secure Boot may be on' 'mount -t securityfs'
touch "$root/sys/firmware/efi/efivars/Boot0000"
finds 0 lockdown warn 'lockdown is not shown, Secure Boot is off' 'mount -t securityfs'
rm -r "$root/sys/firmware"
finds 0 lockdown warn 'lockdown is not shown, Secure Boot is off' 'mount -t securityfs'
echo Y >"$root/sys/module/module/parameters/sig_enforce"
finds 1 lockdown warn 'Secure Boot is off, sig_enforce is set' 'mount -t securityfs'
rm -r "$root/sys/kernel"
echo N >"$root/sys/module/module/parameters/sig_enforce"
finds 0 lockdown ok 'lockdown is none, Secure Boot is off' -

### devlink
host no-devlink
rm -r "$root/devlink"
finds 1 devlink fail 'this kernel has no devlink' CONFIG_NET_DEVLINK
finds 1 info skip 'devlink cannot be asked' 'the check devlink'
finds 1 semaphore skip 'devlink cannot be asked' 'the check devlink'
host no-devlink-program
rm "$root/bin/devlink"
finds 0 iproute2 warn 'there is no program devlink; hermonfw does without' 'apt install iproute2'
devlink_program "$root/usr/sbin/devlink" 'devlink utility, iproute2-7.2.0'
finds 0 iproute2 ok 'iproute2-7.2.0' -
for version in 6.0.0 5.15.0 ss200127; do
	devlink_program "$root/bin/devlink" "devlink utility, iproute2-$version"
	what="iproute2 $version"
	finds 0 iproute2 warn 'is older than 6.1' 'a newer iproute2'
done
devlink_program "$root/bin/devlink" 'no such library' 127
what='a devlink that does not run'
finds 0 iproute2 warn 'no such library' '--reinstall iproute2'
# More than a pipe takes: a program that cannot write would never end.
devlink_program "$root/bin/devlink" "devlink utility, iproute2-6.9.0
$(seq 1 20000)"
what='a devlink that does not stop talking'
finds 0 iproute2 ok 'iproute2-6.9.0' -

### folders for firmware, namespaces
host firmware-elsewhere
mkdir -p "$root/srv/firmware"
echo /srv/firmware >"$root/sys/module/firmware_class/parameters/path"
finds 0 firmware ok 'counts from /srv/firmware, then from /lib/firmware' -
rmdir "$root/srv/firmware"
finds 0 firmware warn 'looks for firmware in /srv/firmware first, which does not exist' 'make the folder'
echo /run/hermonfw/fw-x7Tq1a >"$root/sys/module/firmware_class/parameters/path"
finds 0 firmware warn 'hermonfw burns just now, or was killed' 'the next one sets it back'
host no-firmware-folder
rmdir "$root/usr/lib/firmware"
finds 0 firmware warn 'there is no folder /lib/firmware' 'mkdir /lib/firmware'
rmdir "$root/run"
finds 1 firmware fail 'there is no place for an image' 'writable for root'
rm "$root/sys/module/firmware_class/parameters/path"
finds 1 firmware fail 'the kernel loads no firmware' CONFIG_FW_LOADER
host own-mounts
rm "$root/proc/self/ns/mnt"
ln -s 'mnt:[2]' "$root/proc/self/ns/mnt"
finds 0 namespace warn 'a mount namespace of its own' 'nsenter -t 1'
host own-network
rm "$root/proc/self/ns/net"
ln -s 'net:[2]' "$root/proc/self/ns/net"
finds 0 namespace warn 'a network namespace of its own' 'nsenter -t 1'
rm "$root"/proc/1/ns/*
finds 0 namespace skip 'cannot be seen' 'not in a container'

### binding
host mlx4_core-has-it
bind $card mlx4_core
finds 0 binding warn 'mlx4_core has it, and nobody uses its link' "hermonfw bind $card"
finds 0 flash skip 'hermon_fw does not have it' "hermonfw bind $card"
mkdir -p "$root/sys/bus/pci/devices/$card/net/ib77" "$root/sys/class/net/ib77"
ln -s ../bond77 "$root/sys/class/net/ib77/master"
what='mlx4_core has it, and a bond needs it'
finds 0 binding warn 'mlx4_core has it: ' '--force=bond'
jq -e '.checks[] | select(.check == "binding") | .found | contains("'$card'") | not' json >/dev/null &&
	result good "$what: the address comes once" || result bad "$what: the address comes once"
host another-driver
bind $card vfio-pci
finds 1 binding fail 'vfio-pci has it' 'take it from there first'
host no-driver
bind $card
echo vfio-pci >"$root/sys/bus/pci/devices/$card/driver_override"
finds 0 binding warn 'no driver has it; driver_override is for vfio-pci' "hermonfw bind $card"
host in-recovery-with-nobody
rm -r "$root/sys/bus/pci/devices/$card"
add_card $card 0191
finds 0 flash warn 'recovery mode: the card runs without firmware' 'recovery.rst'

### the card
host no-answer
rm "$root/devlink/$card.info"
finds 1 info fail 'no driver offers this' 'hermonfw bind'
echo 'health 16 the card is busy' >"$root/devlink/$card.fails"
finds 1 flash fail 'the card is busy' 'dmesg'
host unknown-versions
echo 'fixed asic.rev A0' >"$root/devlink/$card.info"
finds 0 info ok 'PSID unknown, stored version unknown, running unknown' -

host recovery
sed -i 's/^mode normal/mode recovery/' "$root/devlink/$card.health"
finds 0 flash warn 'recovery mode: the card runs without firmware, and there is an image' "hermonfw flash $card FILE"
sed -i '/^current/d; s/sound/damaged/' "$root/devlink/$card.health"
echo 'no_image no image on the flash has GUIDs that can be believed' >>"$root/devlink/$card.health"
finds 1 flash fail 'recovery mode, no image is current: no image on the flash has GUIDs' 'States of the flash'
host no-flash-chip
sed -i '/^part/d' "$root/devlink/$card.health"
finds 1 flash fail 'the flash chip has not been identified' 'dmesg'
host last-burn-failed
echo 'last_error flash chip is write-protected (status 0x1c)' >>"$root/devlink/$card.health"
finds 0 flash warn 'failed or was refused: flash chip is write-protected' 'Messages'
host second-image-damaged
printf 'images.1.addr 1048576\nimages.1.state damaged, GUIDs and PSID sound\nimages.1.why damaged\n' \
	>>"$root/devlink/$card.health"
finds 0 flash warn 'and 1 other is damaged' "hermonfw map $card"
printf 'images.2.state damaged\n' >>"$root/devlink/$card.health"
finds 0 flash warn 'and 2 others are damaged' "hermonfw map $card"
host second-image-not-read
printf 'images.1.state not read\n' >>"$root/devlink/$card.health"
finds 0 flash ok 'M25P' -

host semaphore-held
echo direct 0xffffffff >"$root/devlink/$card.register"
prints 1 $card <<END
OK    rights      this process has CAP_NET_ADMIN
OK    cards       0000:03:00.0 (MT25418)
OK    module      hermon_fw is loaded; it is in ROOT/lib/modules/RELEASE/updates/dkms/hermon_fw.ko
OK    lockdown    lockdown is none, Secure Boot is off: the kernel takes modules without a signature, too
OK    signature   hermon_fw is loaded; its file is signed by "DKMS module signing key"
OK    devlink     this kernel has devlink
OK    iproute2    devlink utility, iproute2-6.1.0
OK    firmware    the file of devlink dev flash counts from /lib/firmware
OK    namespace   mounts and network are those of the first process
OK    binding     0000:03:00.0: hermon_fw has it
OK    info        0000:03:00.0: PSID HP_09D0000001, stored version 2.6.0, running 2.6.0
OK    flash       0000:03:00.0: M25P with an image that is current
FAIL  semaphore   0000:03:00.0: another program or host holds the flash semaphore
                  next step: wait for tools that run (pgrep -a 'flint|mst'); if there is none, recovery.rst, "Stale semaphore"
12 OK, 0 WARN, 1 FAIL, 0 SKIP
hermonfw: error: 1 of the checks failed. Nothing was written to the flash.
hermonfw: next step: wait for tools that run (pgrep -a 'flint|mst'); if there is none, recovery.rst, "Stale semaphore"
END
echo snapshot 0xffffffff >"$root/devlink/$card.register"
what='semaphore held, before Linux 6.2'
finds 1 semaphore fail 'holds the flash semaphore' 'Stale semaphore'
echo snapshot 0x00000000 >"$root/devlink/$card.register"
what='semaphore free, before Linux 6.2'
finds 0 semaphore ok 'is free' -
echo 'snapshot 28 no room for a snapshot' >"$root/devlink/$card.fails"
what='no room for a snapshot'
finds 1 semaphore fail 'no room for a snapshot' 'dmesg'
host gateway-busy
echo direct 0x40002005 >"$root/devlink/$card.register"
finds 1 semaphore fail 'stays busy (0x40002005)' 'power-cycle'
host card-gone
echo 'read 6 card reads all ones: it is gone from the bus' >"$root/devlink/$card.fails"
finds 1 semaphore fail 'gone from the bus' 'dmesg'

### the program that people have; what its kernel answers is not ours to say
host with-the-kernels-own-devlink
run "$HERMONFW" --json doctor >json 2>out
rc=$?
{ [ $rc = 0 ] || [ $rc = 1 ]; } && jq -e "$complete" json >/dev/null 2>&1 &&
	result good "$what" || result bad "$what"

finish
