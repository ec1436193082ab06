#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Shell, spelling and documents.
set -u -o pipefail

cd "$(dirname "$0")/.." || exit 1
. scripts/check-lib.sh

shell_files() {
	git ls-files -co --exclude-standard | while read -r f; do
		[ -f "$f" ] || continue
		case $f in
		*.sh) echo "$f" ;;
		*) head -n 1 "$f" | grep -qaE '^#!/bin/(ba)?sh' && echo "$f" ;;
		esac
	done
}

lint_shell() {
	local files
	mapfile -t files < <(shell_files)
	shellcheck -x "${files[@]}"
}

spelling() {
	local files
	mapfile -t files < <(git ls-files -co --exclude-standard | grep -v ^COPYING)
	codespell --ignore-words-list=fpr,ba,te "${files[@]}"
}

documents() {
	local f
	for f in README $(git ls-files -co --exclude-standard '*.rst'); do
		python3 - "$f" <<-'EOT' || return 1
		import sys, docutils.core
		with open(sys.argv[1]) as f:
		    docutils.core.publish_string(f.read(), source_path=sys.argv[1],
		        settings_overrides={"report_level": 2, "halt_level": 2})
		EOT
	done
}

# Each reason to refuse has its row, and each row its reason.
message_table() {
	local doc=Documentation/networking/devlink/hermon.rst
	local name status=0
	while read -r name; do
		grep -qw "$name" "$doc" || { echo "$doc has no row $name"; status=1; }
	done < <(sed -n 's/^\tREASON(\([A-Z0-9_]*\),.*/\1/p' \
		drivers/net/ethernet/mellanox/hermon/core/report.c)
	return $status
}

licences() {
	local f status=0
	for f in $(git ls-files -co --exclude-standard | grep -vE '^(COPYING|README)$|\.gitignore$|\.checkpatch-camelcase|\.json$|^selftests/tool/recorded/|^selftests/fuzz/corpus/|^scripts/debian/(control|copyright|changelog|source/format|.*\.(docs|dkms))$'); do
		head -n 3 "$f" | grep -aq SPDX-License-Identifier ||
			{ echo "$f has no SPDX line"; status=1; }
	done
	return $status
}

echo "KTAP version 1"
check "shellcheck" lint_shell
check "codespell" spelling
check "documents are valid reStructuredText" documents
check "every message has its row in the documents" message_table
check "every file names its licence" licences
done_checking
