#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A kernel that is locked down, as Secure Boot makes it: what still flashes a card.
#
#	lockdown.sh KERNEL
#
# Of Debian's kernels nobody here has the key, so that there all is refused; the
# kernel "debug" was built here, and trusts what its key has signed.
. "$(dirname "$0")/lib.sh"
# shellcheck source=/dev/null
. "$top/scripts/setup/cache.sh"
here=$top/selftests/vm
# shellcheck source=/dev/null
. "$here/kernel.sh"

image=(--hwid 00b00190 --devrev b0 --chunk 64K --small)
build "${image[@]}" --version 2.8.0 --flash -o "$work/flash"
build "${image[@]}" --version 2.6.0 --seed 2 -o "$share/new.bin"
identity "$work/flash" >"$work/identity"

# sign KEY CERTIFICATE MODULE
sign() {
	"$home/build/scripts/sign-file" sha256 "$@"
}

# The module signed by a key that the kernel has, and by one that it lacks.
sign_modules() {
	local root release

	root=$("$here/root.sh") && release=$(kernel_release "$root" "$kernel") || return
	home=$(kernel_home "$root" "$kernel")
	"$here/kbuild.sh" -k "$kernel" >&2 || return
	for name in trusted stranger; do
		strip --strip-debug -o "$share/$name.ko" \
			"$(built_module "$top" "$release")" || return
	done
	openssl req -x509 -newkey rsa:2048 -nodes -batch -subj /CN=stranger/ \
		-keyout "$work/key.pem" -out "$work/key.x509" 2>/dev/null &&
		sign "$work/key.pem" "$work/key.x509" "$share/stranger.ko" &&
		sign "$home/build/certs/signing_key.pem" \
			"$home/build/certs/signing_key.x509" "$share/trusted.ko"
}

signed=()
if ! kernel_is_stock "$kernel"; then
	sign_modules || { echo "Bail out! no signed modules"; exit 1; }
	signed=(stranger.ko trusted.ko)
fi
guest -c "flash=$work/flash,time-scale=0.01,rev=b0,stats=$work/stats" -- \
	./lockdown.sh 0000:01:00.0 /mnt/hermon/hermon_fw.ko new.bin 2.6.0 "${signed[@]}"
check "no guest error" no_guest_error "$work/stats"
check "one sound image" sound "$work/flash"
check "GUIDs, MACs, VSD byte-equal" \
	[ "$(identity "$work/flash")" = "$(cat "$work/identity")" ]
want=2.8.0
[ "${#signed[@]}" -eq 0 ] || want=2.6.0
check "it is $want" [ "$(version "$work/flash")" = $want ]
done_testing
