# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# To be sourced: what is downloaded or built once, and kept outside the tree.

cache_dir() {
	printf '%s\n' "${XDG_CACHE_HOME:-$HOME/.cache}/hermon"
}

# cache_key FILE...: a short name that changes with the content of the files
# and with standard input, if that is not a terminal.
cache_key() {
	cat -- "$@" | sha256sum | cut -c1-12
}

# cached PATH COMMAND [ARG...]: unless PATH is there, runs COMMAND ARG... NEW
# and renames NEW to PATH when that succeeds, so that a PATH that exists is
# whole.  Whoever comes second waits for the first.
#
# The caller needs "set -e", and must not call this in a condition: the shell
# would then ignore the errors inside COMMAND.
cached() {
	local path=$1 new=$1.new
	shift

	[ -e "$path" ] && return
	mkdir -p "${path%/*}"
	(
		flock 9
		[ -e "$path" ] && exit
		rm -rf "$new"*
		"$@" "$new"
		mv "$new" "$path"
	) 9>"$path.lock"
}
