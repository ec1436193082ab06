# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# To be sourced by the tests of this folder, which prepare flash dumps and
# images, run a script of selftests/devlink in the machine, and look at what
# the cards have become.
set -u -o pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
kernel=${1:-6.12}
fs2=$top/selftests/fs2/fs2-build

# Tests that start together must not build it into each other.
flock "$top/selftests/fs2" make -s -C "$top/selftests/fs2" fs2-build >&2 || exit 1
source_tree=$("$top/scripts/setup/linux-source.sh" 6.12) || exit 1

work=$(mktemp -d "${TMPDIR:-/tmp}/hermon.XXXXXX")
trap 'rm -rf "$work"' EXIT
share=$work/share
mkdir "$share"
cp "$source_tree/tools/testing/selftests/kselftest/ktap_helpers.sh" \
	"$top"/selftests/devlink/*.sh "$share/"

count=0
failures=0

# build OPTION...: an image or a dump; a test without its images is no test.
build() {
	"$fs2" "$@" && return
	echo "Bail out! fs2-build $*"
	exit 1
}

# ok DESCRIPTION, not_ok DESCRIPTION: one result of this test.
ok() {
	count=$((count + 1))
	echo "ok $count $kernel: $*"
}

not_ok() {
	count=$((count + 1))
	failures=$((failures + 1))
	echo "not ok $count $kernel: $*"
}

# check DESCRIPTION COMMAND [ARG...]
check() {
	local description=$1
	shift
	if "$@"; then ok "$description"; else not_ok "$description"; fi
}

# The guest's results become results of this test, numbered anew.
import() {
	local line description

	while IFS= read -r line; do
		description=${line#*ok * }
		case $line in
		"ok "*" # SKIP"*) not_ok "skipped in the machine: $description" ;;
		"ok "*) ok "$description" ;;
		"not ok "*) not_ok "$description" ;;
		"KTAP version"* | "TAP version"* | 1..* | "# Totals:"*) ;;
		*) echo "# ${line#\# }" ;;
		esac
	done
}

# guest RUN-ARGUMENTS... -- COMMAND...: the machine's results, and its own.
guest() {
	local before=$count

	"$top/selftests/vm/run.sh" -k "$kernel" -s "$share" "$@" \
		>"$work/out" 2>"$work/err"
	local status=$?
	import <"$work/out"
	sed 's/^/# /' "$work/err"
	[ "$count" -gt "$before" ] || not_ok "the machine gave results"
	check "the machine ended well (status $status)" [ "$status" -eq 0 ]
}

# identity FLASH: what a burn must not change.
identity() {
	"$fs2" --show "$1" | jq -c '.images[0] | {guids, macs, vsd, psid}'
}

version() {
	"$fs2" --show "$1" | jq -r '.images[0].version'
}

# The model found nothing wrong with how it was used.
no_guest_error() {
	jq -r '.guest_errors.list[]? | "# guest error: \(.)"' "$1" &&
		[ "$(jq .guest_errors.count "$1")" = 0 ]
}

# One image is signed, complete, and says what it should.
sound() {
	"$fs2" --show "$1" | jq -e '.images | length == 1 and .[0].valid' >/dev/null
}

done_testing() {
	echo "1..$count"
	[ "$failures" -eq 0 ]
	exit
}

echo "KTAP version 1"
