# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# To be sourced: mstflint 4.16 on the host, for files. MSTFLINT chooses another
# one; without it, it is that of the test machine, whose root is made if nobody
# has.

mstflint_home=$("${BASH_SOURCE[0]%/*}/root.sh")/opt/mstflint || exit 1

mstflint() {
	local libs=$mstflint_home/lib/x86_64-linux-gnu
	if [ -n "${MSTFLINT:-}" ]; then
		"$MSTFLINT" "$@"
	else
		"$libs/ld-2.31.so" --library-path \
			"$libs:$mstflint_home/usr/lib/x86_64-linux-gnu" \
			"$mstflint_home/usr/bin/mstflint" "$@"
	fi
}
