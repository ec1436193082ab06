#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# checkpatch, kernel-doc, and this project's own rules for C.
set -u -o pipefail

cd "$(dirname "$0")/.." || exit 1
source_tree=$(scripts/setup/linux-source.sh 6.12) || exit 1
driver=drivers/net/ethernet/mellanox/hermon
. scripts/check-lib.sh

checkpatch() {
	local options=()
	while [ "${1#--}" != "$1" ]; do
		options+=("$1" "$2")
		shift 2
	done
	perl "$source_tree/scripts/checkpatch.pl" --strict --no-tree --no-summary \
		--terse --show-types --ignore FILE_PATH_CHANGES "${options[@]}" \
		-f "$@"
}

# For new files a MAINTAINERS entry is asked for, which an out-of-tree driver
# cannot have. A macro that helps an older kernel has arguments that others do
# not need. The rest of --strict holds.
style() {
	checkpatch --ignore MACRO_ARG_UNUSED $driver/*.[ch] $driver/core/*.c include/hermon/*.h \
		include/env/kernel/*.h include/compat/*/*/*.h
}

# KUnit's own macros follow a function without a blank line.
style_tests() {
	checkpatch --ignore LINE_SPACING,MACRO_ARG_REUSE $driver/tests/*.[ch]
}

# checkpatch cannot know that these files are user space, where the kernel's
# types and helpers come from env/user, and others, such as strscpy(), do not exist.
style_user() {
	local files
	mapfile -t files < <(git ls-files -co --exclude-standard 'selftests/*.[ch]' \
		'userspace/*.[ch]')
	checkpatch --ignore PREFER_KERNEL_TYPES,PREFER_DEFINED_ATTRIBUTE_MACRO,ARRAY_SIZE \
		--ignore VOLATILE,EMBEDDED_FUNCTION_NAME,MACRO_WITH_FLOW_CONTROL,MACRO_ARG_REUSE \
		--ignore STRCPY,STATIC_CONST_CHAR_ARRAY,COMPLEX_MACRO \
		--ignore LONG_LINE_STRING,LINE_SPACING,NEW_TYPEDEFS,CAMELCASE "${files[@]}"
}

kernel_doc() {
	local said
	said=$(perl "$source_tree/scripts/kernel-doc" -none -Wall \
		$driver/*.[ch] $driver/core/*.c include/hermon/*.h 2>&1)
	printf '%s\n' "$said"
	! grep -qE 'warning|error' <<<"$said"
}

# core/ knows no kernel: one include folder, no preprocessor switches.
core_includes() {
	! grep -nE '^#include' $driver/core/*.c |
		grep -vE '#include <(hermon_env\.h|hermon/[a-z0-9]+\.h)>'
}

core_switches() {
	! grep -nE '__KERNEL__|IS_ENABLED|^#[[:space:]]*if' $driver/core/*.c
}

# A register or a field of one is named in regs.h, nowhere else.
register_numbers() {
	! git grep -nIiE '\b0x(f0[0-9a-f]{3}|f3834|1f0[67][0-9a-f]|41270|f3f04|80[67][0-9a-f]{2})\b' \
		-- 'drivers/**.[ch]' 'include/**.h' 'selftests/**.[ch]' \
		':!include/hermon/regs.h' ':!selftests/model/test_*.c' ':!selftests/model/vfio_test.c'
}

versions() {
	! git grep -n LINUX_VERSION_CODE -- drivers include Kbuild
}

echo "KTAP version 1"
check "checkpatch --strict: driver" style
check "checkpatch --strict: KUnit suites" style_tests
check "checkpatch --strict: programs, but for what is the kernel's only" style_user
check "kernel-doc" kernel_doc
check "core/ includes hermon headers only" core_includes
check "core/ has no preprocessor switches" core_switches
check "register numbers stand in regs.h only" register_numbers
check "kernels are probed, not asked for their version" versions
done_checking
