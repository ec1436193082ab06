#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Builds the module for one kernel with all warnings and sparse: not a word.
#
#	check-module.sh KERNEL
set -u -o pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
kernel=$1
driver=drivers/net/ethernet/mellanox/hermon
out=$(mktemp)
trap 'rm -f "$out"' EXIT

# The headers of 7.3 use a C23 operator that sparse of Debian 13 does not know.
sparse='-D__CHECK_ENDIAN__ -D__typeof_unqual__=__typeof__'

# What the kernel's own headers and build have to say is not ours to mend; nor
# is what sparse makes of the MODULE_ and module_param macros of 7.3, which ask for
# the length of a text in a constant expression.
findings() {
	grep -E '(warning|error|WARNING|ERROR)[: ]' "$out" |
		grep -vE '(^|/)usr/src/linux-headers|: Skipping BTF|compiler differs' |
		grep -vE "^$driver/main\.c:($(module_lines)):.*bad constant expression"
}

# The lines of main.c with such macros: 12|13|14
module_lines() {
	grep -nE '^(MODULE_|module_param)' "$top/$driver/main.c" | cut -d: -f1 | paste -sd'|'
}

echo "KTAP version 1"
echo 1..2
status=0
"$top/selftests/vm/kbuild.sh" -k "$kernel" --apart \
	W=1 C=2 CF="$sparse" >"$out" 2>&1 || status=$?
sed 's/^/# /' "$out"
[ "$status" -eq 0 ] && echo "ok 1 $kernel: builds" || echo "not ok 1 $kernel: builds"
if grep -q CHECK "$out" && ! grep -q 'too many errors' "$out" && ! findings; then
	echo "ok 2 $kernel: W=1 and sparse have nothing to say"
else
	echo "not ok 2 $kernel: W=1 and sparse have nothing to say"
	status=1
fi
exit $status
