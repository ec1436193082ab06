# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# To be sourced: Debian's archives as this host reaches them, seen through an
# apt state of our own, so that suites which the host does not use can be read
# without touching its configuration.

# Prints one mirror URI of the host, $1 being the archive's label or, for lists
# that were never fetched and so have none, the end of the URI.
apt_mirror() {
	# shellcheck disable=SC2016 # apt's own variables
	apt-get indextargets --format '$(LABEL) $(REPO_URI)' |
		awk -v label="$1" -v end="/$2/?$" \
			'$1 == label || $NF ~ end { print $NF; exit }' |
		sed 's,/$,,'
}

debian_mirror() {
	local uri
	uri=$(apt_mirror Debian debian)
	[ -n "$uri" ] || { echo "apt on this host knows no Debian mirror" >&2; return 1; }
	printf '%s\n' "$uri"
}

# A host without the security archive still has it beside its mirror.
security_mirror() {
	local uri
	uri=$(apt_mirror Debian-Security debian-security)
	printf '%s\n' "${uri:-$(debian_mirror)-security}"
}

# apt_source URI SUITE: one line for sources.list
apt_source() {
	printf 'deb [signed-by=%s] %s %s main\n' \
		/usr/share/keyrings/debian-archive-keyring.gpg "$1" "$2"
}

# apt_open DIR: makes an apt state in DIR with the sources on standard input
# and no installed packages, and fetches its lists.  For apt_in.
apt_open() {
	mkdir -p "$1/lists/partial" "$1/archives/partial"
	cat >"$1/sources.list"
	: >"$1/status"
	apt_in "$1" apt-get -qq update
}

# apt_in DIR APT-COMMAND...
apt_in() {
	local dir=$1 tool=$2
	shift 2
	"$tool" -o Dir::State="$dir" -o Dir::State::lists="$dir/lists" \
		-o Dir::State::status="$dir/status" -o Dir::Cache="$dir" \
		-o Dir::Etc::sourcelist="$dir/sources.list" \
		-o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
		-o Acquire::Languages=none -o Acquire::Check-Valid-Until=false \
		-o APT::Sandbox::User= -o Acquire::Retries=3 "$@" </dev/null
}
