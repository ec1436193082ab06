#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Would this driver pass in a kernel tree? Lays it into a copy of one, builds it
# there, built in and as a module, and runs what reviewers run.
#
#	upstream.sh [SOURCE-TREE | 6.12 | 7.3]		(default: 7.3)
#
# With a version, the tree is Debian's source of it. KTAP; every finding is
# printed. Trees and what is built of them stay in the cache.
set -u -o pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
driver=drivers/net/ethernet/mellanox/hermon
# shellcheck source=/dev/null
. "$top/scripts/setup/cache.sh"
# shellcheck source=/dev/null
. "$top/scripts/check-lib.sh"
# shellcheck source=/dev/null
. "$top/scripts/upstream/lay.sh"

# A tree is linked, not copied, where that is possible: nothing writes to it.
copy_tree() {
	rm -rf "$tree"
	mkdir -p "$work"
	cp -al "$source" "$tree" 2>/dev/null ||
		{ rm -rf "$tree" && cp -a "$source" "$tree"; }
}

kmake() {
	nice -n 5 make -s -C "$tree" O="$out" -j"$(nproc)" "$@"
}

# What it says of files of ours is a finding; the rest is not ours to mend. Nor is
# what sparse of Debian 12 makes of the MODULE_ and module_param macros of 7.3, which
# ask for the length of a text in a constant expression.
findings() {
	local macros
	macros=$(grep -nE '^(MODULE_|module_param)' "$tree/$driver/main.c" | cut -d: -f1 | paste -sd'|')
	! grep -E "($driver|networking/devlink/hermon|Documentation/hermon)[^ ]*[: ]" "$1" |
		grep -vE '^ +[A-Z]+( \[M\])? ' |
		grep -vE "main\.c:($macros):.*bad constant expression"
}

# configure VALUE: everything as a module that can be one, and the driver as
# VALUE says. Warnings are errors there.
configure() {
	cat >"$work/fragment" <<-EOT
	CONFIG_HERMON_FW=$1
	CONFIG_KUNIT=y
	# CONFIG_GCC_PLUGINS is not set
	# CONFIG_DEBUG_INFO_BTF is not set
	EOT
	kmake KCONFIG_ALLCONFIG="$work/fragment" allmodconfig &&
		grep -x "CONFIG_HERMON_FW=$1" "$out/.config" || return
	# The suites are built into the driver where it has them.
	! grep -q HERMON_FW_KUNIT_TEST "$tree/$driver/Kconfig" ||
		grep -x CONFIG_HERMON_FW_KUNIT_TEST=y "$out/.config"
}

# The headers of 7.3 use an operator of C23 that older releases of sparse do not
# know.
sparse='-D__CHECK_ENDIAN__ -D__typeof_unqual__=__typeof__'

build() {
	kmake prepare || return
	rm -rf "${out:?}/$driver"
	kmake W=1 C=2 CF="$sparse" "$driver/" >"$work/build-$1.log" 2>&1 ||
		{ cat "$work/build-$1.log"; return 1; }
	[ -e "$out/$driver/main.o" ] && findings "$work/build-$1.log"
}

# The options of check-code.sh. A macro that helps an older kernel has arguments
# that others do not need; KUnit's own macros follow a function without a blank
# line.
style() {
	local files
	mapfile -t files < <(cd "$tree" && find "$driver" -name '*.[ch]' \
		! -path '*/tests/*' -o -name Kconfig)
	checkpatch --ignore MACRO_ARG_UNUSED "${files[@]}" || return
	mapfile -t files < <(cd "$tree" && find "$driver/tests" -name '*.[ch]')
	checkpatch --ignore LINE_SPACING,MACRO_ARG_REUSE "${files[@]}"
}

# With a tree it would ask for the maintainer of each file, for minutes.
checkpatch() {
	(cd "$tree" && perl scripts/checkpatch.pl --strict --no-tree --no-summary --terse \
		--show-types --ignore FILE_PATH_CHANGES "$1" "$2" -f "${@:3}")
}

kernel_doc() {
	local said
	said=$(cd "$tree" && find "$driver" -name '*.[ch]' ! -path '*/tests/*' \
		-exec scripts/kernel-doc -none -Wall {} + 2>&1)
	printf '%s\n' "$said"
	! grep -qE 'warning|error' <<<"$said"
}

# Reports begin with file and line; what else coccinelle says is of its scripts.
coccinelle() {
	kmake coccicheck MODE=report M="$tree/$driver" J="$(nproc)" \
		>"$work/coccicheck.log" 2>&1 ||
		{ tail -n 20 "$work/coccicheck.log"; return 1; }
	! grep -E '^[^ ]+\.[ch]:[0-9]+' "$work/coccicheck.log"
}

htmldocs() {
	kmake htmldocs SPHINXDIRS="networking/devlink hermon" >"$work/docs.log" 2>&1 ||
		{ cat "$work/docs.log"; return 1; }
	[ -n "$(find "$out/Documentation" -name hermon.html)" ] && findings "$work/docs.log"
}

# Not "grep -q": what it leaves unread ends the other program, and the pipe fails.
maintainers() {
	(cd "$tree" && perl scripts/get_maintainer.pl --no-git --no-git-fallback \
		--no-rolestats -f "$driver/core/fs2.c") | grep -x netdev@vger.kernel.org &&
		(cd "$tree" && perl scripts/get_maintainer.pl --sections --no-git \
			--no-git-fallback -f "$driver/main.c") | grep HERMON
}

selftests() {
	make -s -C "$tree/tools/testing/selftests" TARGETS=drivers/net/hermon \
		OUTPUT="$work/kselftest" INSTALL_PATH="$work/kselftest-install" install \
		>"$work/selftests.log" 2>&1 ||
		{ cat "$work/selftests.log"; return 1; }
	[ -x "$work/kselftest-install/drivers/net/hermon/info.sh" ]
}

case ${1:-7.3} in
*/*)
	source=$(realpath "$1") || exit 1
	name=$(cache_key <<<"$source")
	;;
*)
	name=${1:-7.3}
	source=$("$top/scripts/setup/linux-source.sh" --tree "$name") || exit 1
	;;
esac
"$top/scripts/setup/deps.sh" static upstream || exit 1
work=$(cache_dir)/upstream-$name
tree=$work/tree
out=$work/out

echo "KTAP version 1"
exec 9>"$work.lock"
flock 9
copy_tree && mkdir -p "$out" && lay_all || exit 1
check "configured as a module" configure m
check "module: no warning with W=1, none of sparse" build m
check "configured to be built in" configure y
check "built in: no warning with W=1, none of sparse" build y
check "checkpatch --strict" style
check "kernel-doc" kernel_doc
check "coccicheck" coccinelle
check "htmldocs" htmldocs
check "MAINTAINERS knows whose it is" maintainers
check "selftests install" selftests
done_checking
