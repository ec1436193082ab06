# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# To be sourced: puts mstflint 4.16 into the root, the last Debian release of
# it that still knows the first ConnectX.  It is Debian 11's, so it brings its
# own C library along and lives in a folder of its own.

# Debian 11 may have left the mirror for the archive of old releases beside it.
open_bullseye() {
	local debian
	debian=$(debian_mirror)
	apt_source "$debian" bullseye | apt_open "$1" 2>/dev/null ||
		apt_source "$debian-archive/debian" bullseye | apt_open "$1"
}

# The package and the libraries in its dependencies; the rest of these is for
# the scripts in the package.
mstflint_packages() {
	apt_in "$1" apt-get -s --no-install-recommends install mstflint |
		awk '$1 == "Inst" { print $2 }' |
		grep -E '^(lib|zlib1g$|mstflint$)' | grep -v '^libpython'
}

# add_mstflint APT-DIR ROOT
add_mstflint() {
	local apt=$1/bullseye home=$2/opt/mstflint package program
	open_bullseye "$apt"
	mkdir -p "$apt/debs" "$home"
	# shellcheck disable=SC2046 # words are wanted
	(cd "$apt/debs" && apt_in "$apt" apt-get -qq download $(mstflint_packages "$apt"))
	for package in "$apt"/debs/*.deb; do
		dpkg-deb --fsys-tarfile "$package" |
			tar -x -C "$home" --exclude='./usr/share/*' --exclude='./usr/lib/python*'
	done
	for program in "$home"/usr/bin/mst*; do
		mstflint_wrapper >"$2/usr/local/bin/${program##*/}"
		chmod 755 "$2/usr/local/bin/${program##*/}"
	done
}

mstflint_wrapper() {
	cat <<'EOF'
#!/bin/sh
# Debian 11's program with Debian 11's libraries
home=/opt/mstflint
libs=$home/lib/x86_64-linux-gnu:$home/usr/lib/x86_64-linux-gnu
exec "$home/lib/x86_64-linux-gnu/ld-2.31.so" --library-path "$libs" \
	"$home/usr/bin/${0##*/}" "$@"
EOF
}
