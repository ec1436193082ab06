#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The Ansible role, on four hosts at once: "HP_09D0000001 stays at 2.6.0". One
# has mlx4_core, one has hermon_fw, one obeys already, and one has a card that
# cannot be burned. Then the second one is given other firmware, by a reboot.
#
#	ansible.sh
. "$(dirname "$0")/lib.sh"

"$top/scripts/setup/deps.sh" ansible || exit 1
flock "$top/userspace/hermonfw" make -s -C "$top/userspace/hermonfw" hermonfw >&2 || exit 1
export HERMON_VM_TIMEOUT=5400

# kernel, driver that has the card, its version, and that afterwards
hosts=(none
	"6.12 mlx4_core 2.8.0 2.6.0"
	"6.12 hermon_fw 2.8.0 2.8.0"
	"6.1 mlx4_core 2.6.0 2.6.0"
	"6.12 mlx4_core 2.8.0 2.8.0")
fault=',fault=program-drop=9'
sick=4
rebooted=2
pids=()
ports=()
trap 'kill "${pids[@]}" 2>/dev/null; rm -rf "$work"' EXIT

# A port of the loopback that nobody listens at
free_port() {
	local port
	while :; do
		port=$((20000 + RANDOM % 20000))
		# shellcheck disable=SC2188 # whether it opens is wanted
		(: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
	done
	echo "$port"
}

make_keys() {
	ssh-keygen -q -t ed25519 -N '' -C owner -f "$work/owner"
	ssh-keygen -q -t ed25519 -N '' -C host -f "$work/host_key"
}

# start_host N: the machine, in the background
start_host() {
	local n=$1 kernel driver version after minor options=() folder=$work/host$1
	read -r kernel driver version after <<<"${hosts[n]}"

	cp -r "$share" "$folder"
	cp "$work/owner.pub" "$folder/authorized_keys"
	cp "$work/host_key" "$folder/"
	mkdir "$folder/images"
	for minor in 6 8; do
		build --chunk 64K --small --seed $minor --version 2.$minor.0 \
			-o "$folder/images/image-$minor.bin"
	done
	build --version "$version" --seed "${version:2:1}" --chunk 64K --small --flash \
		--flash-size 512K --guid "001e0bffff4c00${n}0" -o "$work/flash$n"
	cp "$work/flash$n" "$work/before$n"
	[ "$driver" = mlx4_core ] || options+=(-l)
	[ "$n" != $rebooted ] || options+=(--restart)
	ports[n]=$(free_port)
	HERMON_QEMU_ARGS="-netdev user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:${ports[n]}-:22 -device virtio-net-pci,netdev=net,romfile=,addr=0x1e" \
		"$top/selftests/vm/run.sh" -k "$kernel" -s "$folder" "${options[@]}" --debian \
		-c "flash=$work/flash$n,part=SST25VF040B,time-scale=0.01,stats=$work/stats$n$(
			[ "$n" != $sick ] || echo "$fault")" \
		-- ./host.sh 0000:01:00.0 "$driver" "$after" \
		>"$work/out$n" 2>"$work/err$n" &
	pids[n]=$!
}

inventory() {
	local n
	echo "[all:vars]"
	echo "ansible_host=127.0.0.1"
	echo "ansible_user=root"
	echo "ansible_python_interpreter=/usr/bin/python3"
	echo "ansible_ssh_private_key_file=$work/owner"
	echo "[all]"
	for n in 1 2 3 4; do
		echo "host$n ansible_port=${ports[n]}"
	done
}

write_playbook() {
	cat <<-EOF
	- hosts: all
	  gather_facts: false
	  roles:
	    - role: hermonfw
	      vars:
	        hermonfw_images: /mnt/share/images
	        hermonfw_policies:
	          - psid: HP_09D0000001
	            version: 2.6.0
	EOF
}

# all_ready: every machine waits for us; false if one has ended before
all_ready() {
	local n
	for n in 1 2 3 4; do
		until [ -e "$work/host$n/ready" ]; do
			kill -0 "${pids[n]}" 2>/dev/null || return 1
			sleep 2
		done
	done
}

# play NAME ARGUMENT...: the role; what it says is left in NAME.log
play() {
	local name=$1
	shift
	ANSIBLE_ROLES_PATH=$top/userspace/ansible/roles ANSIBLE_NOCOLOR=1 \
		ANSIBLE_NOCOWS=1 ANSIBLE_PIPELINING=1 ANSIBLE_TIMEOUT=300 \
		ANSIBLE_LOCAL_TEMP=$work/ansible ANSIBLE_HOME=$work/ansible \
		ANSIBLE_SSH_ARGS="-o ControlMaster=auto -o ControlPersist=600 -o ControlPath=$work/%C -o UserKnownHostsFile=$work/known_hosts -o ServerAliveInterval=60" \
		ansible-playbook -i "$work/inventory" "$@" "$work/play.yml" >"$work/$name.log" 2>&1
}

# recap NAME N: what the end of the log says of a host, such as "changed=1 failed=0"
recap() {
	sed -n "s/^host$2 .*\(changed=[0-9]*\).*\(unreachable=[0-9]*\).*\(failed=[0-9]*\).*/\1 \2 \3/p" \
		"$work/$1.log"
}

# expect NAME N CHANGED FAILED
expect() {
	local got
	got=$(recap "$1" "$2")
	check "$1: host $2: $got" [ "$got" = "changed=$3 unreachable=0 failed=$4" ]
}

# use_role: a dry run, a run, and one more; another version for one host
use_role() {
	local n name
	play check --check
	check "check: ends well" [ $? -eq 0 ]
	expect check 1 1 0
	expect check 2 1 0
	expect check 3 0 0
	expect check $sick 1 0
	play first
	check "first: one host has failed" [ $? -eq 2 ]
	expect first 1 1 0
	# flashed, seen to wait, reset
	expect first 2 3 0
	expect first 3 0 0
	expect first $sick 1 1
	check "first: it was flashed after the dry run" \
		grep -q "0000:01:00.0 HP_09D0000001 runs 2.8.0 with mlx4_core: wants 2.6.0" "$work/first.log"
	check "first: it says why" grep -q "^fatal: \[host$sick\].*0000:01:00.0: .*; " "$work/first.log"
	play second --limit "!host$sick"
	check "second: ends well" [ $? -eq 0 ]
	for n in 1 2 3; do
		expect second $n 0 0
	done
	play third --limit host$rebooted --extra-vars '{ "hermonfw_activate": "reboot",
		"hermonfw_policies": [{ "psid": "HP_09D0000001", "version": "2.8.0" }] }'
	check "third: ends well" [ $? -eq 0 ]
	# flashed, seen to wait, rebooted
	expect third $rebooted 3 0
	for name in check first second third; do
		[ $failures -eq 0 ] || sed "s/^/# $name: /" "$work/$name.log"
	done
}

# On this host, whose hermonfw is a script: once it has burned its card, nobody knows
# what that is.
lose_card() {
	local bin=$work/lost
	mkdir "$bin"
	cat >"$bin/hermonfw" <<-'EOF'
	#!/bin/sh
	card='"address": "0000:01:00.0", "driver": "mlx4_core", "running": "2.8.0", "stored": null'
	psid='"HP_09D0000001"'
	[ ! -e "$0.burned" ] || psid=null
	case $2 in
	list) echo "{ \"cards\": [{ $card, \"psid\": $psid }] }" ;;
	check) echo '{ "images": [{ "verdict": "fits", "image": { "version": "2.6.0" } }] }' ;;
	flash) touch "$0.burned"; echo '{ "written": true }' ;;
	esac
	EOF
	chmod +x "$bin/hermonfw"
	echo "host0 ansible_connection=local ansible_python_interpreter=/usr/bin/python3" >"$bin/inventory"
	PATH=$bin:$PATH play lost -i "$bin/inventory" --limit host0
	check "a card that is not seen again: fails" [ $? -eq 2 ]
	check "a card that is not seen again: says which" \
		grep -q "^fatal: .*0000:01:00.0: nobody knows any more what it is" "$work/lost.log"
}

make_keys
for n in 1 2 3 4; do
	start_host $n
	printf '[127.0.0.1]:%s %s\n' "${ports[n]}" "$(cat "$work/host_key.pub")" \
		>>"$work/known_hosts"
done
inventory >"$work/inventory"
write_playbook >"$work/play.yml"
lose_card

if all_ready; then
	ok "four hosts are there"
	use_role
else
	not_ok "four hosts are there"
fi
for n in 1 2 3 4; do
	touch "$work/host$n/done"
done
for n in 1 2 3 4; do
	wait "${pids[n]}"
	status=$?
	kernel="host $n, ${hosts[n]%% *}"
	import <"$work/out$n"
	sed 's/^/# /' "$work/err$n"
	check "the machine ended well (status $status)" [ "$status" -eq 0 ]
	check "one sound image" sound "$work/flash$n"
	check "version" [ "$(version "$work/flash$n")" = "${hosts[n]##* }" ]
	check "GUIDs, MACs, VSD byte-equal" \
		[ "$(identity "$work/flash$n")" = "$(identity "$work/before$n")" ]
	check "no guest error" no_guest_error "$work/stats$n"
done
check "host 3: flash untouched" cmp "$work/flash3" "$work/before3"
done_testing
