#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The test machine itself: what run.sh promises about a command's status and
# output, and that its failures are failures.
. "$(dirname "$0")/lib.sh"

run="$top/selftests/vm/run.sh"

out=$("$run" -k 6.12 -- sh -c 'echo out; echo err >&2; exit 7' 2>"$work/err")
check "the command's status" [ $? -eq 7 ]
check "its output, and nothing else" [ "$out" = out ]
check "its error output" grep -qx err "$work/err"

# shellcheck disable=SC2016 # the dollar sign is what it is
"$run" -k 6.12 -- printf '%s|' 'two words' "a'quote" '$HOME "x"' '' >"$work/out"
check "arguments arrive as they were" \
	[ "$(cat "$work/out")" = "two words|a'quote|\$HOME \"x\"||" ]

HERMON_VM_TIMEOUT=12 "$run" -k 6.12 -- sleep 100 >/dev/null 2>&1
check "a command that hangs ends with 124" [ $? -eq 124 ]

echo hello >"$share/there"
"$run" -k 6.12 -s "$share" -- sh -c 'cat there && echo back >answer' >"$work/out"
check "the shared folder is read" grep -qx hello "$work/out"
check "the shared folder is written" grep -qx back "$share/answer"

"$run" -k 6.12 -c flash=/nonexistent/flash -- true >/dev/null 2>&1
check "a card that cannot start ends with 125" [ $? -eq 125 ]

build --small --flash -o "$work/flash"
"$run" -k 6.12 --systemd -c "flash=$work/flash,stats=$work/stats" -l -- \
	sh -c 'systemctl is-system-running --wait; devlink dev info' >"$work/out"
check "systemd boots, and the card is there" grep -q 'fw 2.6.0' "$work/out"
check "the card's counters are written" jq -e '.bar_reads > 100' "$work/stats"

# shellcheck disable=SC2016 # it is the machine's
"$run" -k 6.12 --systemd --restart -- \
	sh -c 'echo start; [ ! -e /there ] || exit 5; touch /there; exit "$HERMON_VM_RESTART"' \
	>"$work/out"
check "the machine restarts: the last command's status" [ $? -eq 5 ]
check "it was started twice, and found what it had left" \
	[ "$(grep -c start "$work/out")" = 2 ]
done_testing
