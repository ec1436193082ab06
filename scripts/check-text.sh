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

# rows DOCUMENT: each name on standard input has its row in a table there
rows() {
	local name status=0
	while read -r name; do
		grep -qxE " {3}\* - $name" "$1" || { echo "$1 has no row $name"; status=1; }
	done
	return $status
}

# Each reason to refuse has its row, whether the driver or the tool gives it.
message_table() {
	sed -n 's/^\tREASON(\([A-Z0-9_]*\),.*/\1/p' \
		drivers/net/ethernet/mellanox/hermon/core/report.c |
		rows Documentation/networking/devlink/hermon.rst || return
	cat userspace/hermonfw/*.c | tr '\n\t' '  ' |
		grep -oE '((error_set|refuse)\([^"{]*|\[USER_[A-Z]*\] = )"[A-Z_]{3,}"' |
		grep -oE '[A-Z_]+"$' | tr -d '"' | grep -vw IMAGE_GUIDS_BLANK | sort -u |
		rows Documentation/hermon/messages.rst
}

# The picture of the demo shows what the demo types today. Blanks do not count: a
# row that is too long goes on in the next.
recording() {
	local picture=Documentation/hermon/demo.svg shown line status=0
	shown=$(sed -n '/^<text/{s/<[^>]*>//g;s/&gt;/>/g;s/&lt;/</g;s/&amp;/\&/g;p}' "$picture" |
		tr -d ' \n')
	while read -r line; do
		grep -qF -- "${line// /}" <<<"$shown" || {
			echo "$picture does not show: $line; make demo RECORD=1 makes it anew"
			status=1
		}
	done < <(scripts/demo.sh --list)
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
check "what documents refer to is there" scripts/check-links.py
check "a reference to nothing would be noticed" scripts/check-links.py --test
check "the picture of the demo is that of this demo" recording
check "every message has its row in the documents" message_table
check "every file names its licence" licences
done_checking
