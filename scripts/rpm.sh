#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Builds the RPM packages and their source package, lists what is in them, and
# has rpmlint look at them.
#
#	rpm.sh [-o DIR] [-n]
#
#	-o DIR		where they go (build/rpm)
#	-n		does without rpmlint
#
# Those of the tool are linked with this system's libraries: other systems build
# theirs of the source package, with "rpmbuild --rebuild".
set -eu -o pipefail
shopt -s inherit_errexit

top=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=/dev/null
. "$top/scripts/package-lib.sh"
out=$top/build/rpm
lint=y
while getopts o:n option; do
	case $option in
	o) out=$OPTARG ;;
	n) lint= ;;
	*) exit 2 ;;
	esac
done

# The source, as an archive, and the spec.
unpack() {
	local version
	copy_tree "$1/hermon"
	name_maintainer "$1/hermon/scripts/rpm/hermon.spec"
	version=$(sed -n 's/^Version:\t*//p' "$1/hermon/scripts/rpm/hermon.spec")
	check_version "$version"
	cp "$1/hermon/scripts/rpm/hermon.spec" "$1"
	mv "$1/hermon" "$1/hermon-$version"
	tar -C "$1" -czf "$1/hermon-$version.tar.gz" "hermon-$version"
}

# Debian knows none of the packages that the spec needs by their names in RPM, its sh
# cannot run RPM's script that compresses manuals, and nothing strips programs.
build() {
	(cd "$1" && rpmbuild -ba --nodeps --define "_topdir $1/top" \
		--define "_sourcedir $1" --define "_rpmdir $1/out" \
		--define "_srcrpmdir $1/out" \
		--define '_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm' \
		--define '__brp_compress bash %{_rpmconfigdir}/brp-compress /usr' \
		--define 'build_ldflags -s' hermon.spec) >"$1/log" 2>&1 ||
		{ cat "$1/log" >&2; exit 1; }
}

main() {
	local work package
	"$top/scripts/setup/deps.sh" rpm
	work=$(mktemp -d)
	# shellcheck disable=SC2064 # what it is now is wanted
	trap "rm -rf '$work'" EXIT
	unpack "$work"
	build "$work"
	rm -f "$work"/out/*-debug{info,source}-*
	[ -z "$lint" ] || rpmlint --strict -c "$top/scripts/rpm/rpmlint.toml" \
		"$work/hermon.spec" "$work"/out/*.rpm
	rm -rf "$out"
	mkdir -p "$out"
	mv "$work"/out/*.rpm "$out"
	for package in "$out"/*.rpm; do
		echo "${package##*/}"
		rpm -qlp --nosignature "$package" | sed 's/^/  /'
	done
}

main "$@"
