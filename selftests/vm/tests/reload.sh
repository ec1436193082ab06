#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Burn, activate by reset, confirm: without a restart of the machine.
#
#	reload.sh KERNEL
. "$(dirname "$0")/lib.sh"

build --version 2.6.0 --small --seed 2 -o "$share/new.bin"
build --version 2.6.0 --small --seed 3 --guid 001e0bffff4c1bf4 -o "$share/stamped.bin"
build --version 2.8.0 --small --flash -o "$work/good"
build --version 2.8.0 --small --flash -o "$work/held"
build --flash --empty -o "$work/recovery"
for_b0=(--hwid 00b00190 --devrev b0 --small --chunk 64K)
build "${for_b0[@]}" --version 2.6.0 --seed 3 --guid 001e0bffff4c1bf4 -o "$share/stamped-b0.bin"
build "${for_b0[@]}" --version 2.8.0 -o "$work/lower"
build "${for_b0[@]}" --version 2.7.0 -o "$work/upper"
build --flash --image "$work/lower" --second "$work/upper" -o "$work/both"
build --flash --image "$work/lower" -o "$work/wiped"
identity "$work/good" >"$work/identity"

guest -c "flash=$work/good,time-scale=0.01,stats=$work/good.stats" \
	-c "flash=$work/recovery,time-scale=0.01,stats=$work/recovery.stats" \
	-c "flash=$work/held,fault=sem-held,stats=$work/held.stats" \
	-c "flash=$work/both,rev=b0,time-scale=0.01,stats=$work/both.stats" \
	-c "flash=$work/wiped,rev=b0,time-scale=0.01,stats=$work/wiped.stats" -l -- \
	./reload.sh 0000:01:00.0 0000:02:00.0 0000:03:00.0 new.bin 2.6.0 stamped.bin \
	0000:04:00.0 10000 0000:05:00.0 stamped-b0.bin

# A card that does not come back from its reset.
cat >"$share/gone.sh" <<'SCRIPT'
. ./lib.sh
ktap_print_header
ktap_set_plan 4
start=$SECONDS
devlink dev reload pci/0000:01:00.0 action fw_activate 2>/tmp/err
grep -q 'card is not back 3000 ms after the reset' /tmp/err
result "gone: said so"
[ $((SECONDS - start)) -le 30 ]
result "gone: within its bound"
devlink dev info pci/0000:01:00.0 >/dev/null
result "gone: info answers all the same"
empty "no splat in the log" "$(dmesg_splats)"
ktap_finished
SCRIPT
build --version 2.8.0 --small --flash -o "$work/gone"
guest -c "flash=$work/gone,fault=reset-gone,stats=$work/gone.stats" -l -- bash ./gone.sh
check "gone: one sound image" sound "$work/gone"

# A port that watches the link would remove the card.
cat >"$share/slot.sh" <<'SCRIPT'
. ./lib.sh
ktap_print_header
ktap_set_plan 2
devlink dev reload pci/0000:01:00.0 action fw_activate 2>/tmp/err
grep -q 'hot-plug slot would take the reset for a removal' /tmp/err
result "hot-plug slot: refused"
same "and nothing happened" "$(stored 0000:01:00.0)" 2.8.0
ktap_finished
SCRIPT
build --version 2.8.0 --small --flash -o "$work/slot"
HERMON_VM_PORT=pcie-root-port guest -c "flash=$work/slot,stats=$work/slot.stats" \
	-l -- bash ./slot.sh

# Two functions of one device: the reset would be of both.
cat >"$share/sibling.sh" <<'SCRIPT'
. ./lib.sh
first=0000:01:00.0 second=0000:01:00.1
ktap_print_header
ktap_set_plan 5
devlink dev reload pci/$first action fw_activate 2>/tmp/err
grep -q 'another function of the card is bound to a driver' /tmp/err
result "a sibling is bound: refused"
same "and nothing happened" "$(stored $first) $(running $first)" "2.8.0 2.8.0"
devlink dev reload pci/$first action driver_reinit >/dev/null
result "looking again needs no reset and is not refused"
echo $second >/sys/bus/pci/drivers/hermon_fw/unbind
devlink dev reload pci/$first action fw_activate >/dev/null
result "the sibling is free: done"
empty "no splat in the log" "$(dmesg_splats)"
ktap_finished
SCRIPT
for name in first second; do
	build --version 2.8.0 --small --flash -o "$work/$name"
done
HERMON_VM_FUNCTIONS=2 guest -c "flash=$work/first,stats=$work/first.stats" \
	-c "flash=$work/second,stats=$work/second.stats" -l -- bash ./sibling.sh

for name in good recovery held both wiped slot first second; do
	check "$name: no guest error" no_guest_error "$work/$name.stats"
done
check "GUIDs, MACs, VSD byte-equal" \
	[ "$(identity "$work/good")" = "$(cat "$work/identity")" ]
check "the card that was in recovery has the image's GUIDs" \
	[ "$("$fs2" --show "$work/recovery" | jq -r '.images[0].guids[0]')" = 001e0bffff4c1bf4 ]
check "wiped: one sound image" sound "$work/wiped"
check "the model booted 2.6.0" [ "$(jq -r .boot.version "$work/good.stats")" = 2.6.0 ]
done_testing
