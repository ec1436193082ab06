# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2016 # make's variables, not the shell's
# shellcheck disable=SC2154 # top, tree and driver are the caller's
# To be sourced: lays the driver, its suites, tests and documents into the kernel
# source $tree, as a patch for it would.

# put SOURCE TARGET: one file; its time tells the build whether it is new
put() {
	mkdir -p "$tree/${2%/*}"
	cp -p "$top/$1" "$tree/$2"
}

# put_all TARGET-DIR FILE...: into that folder, below which paths stay as they are
# from the folder that is named in $from on
put_all() {
	local target=$1 file
	shift
	for file; do
		put "$file" "$target/${file#"$from"/}"
	done
}

# edit FILE SED-ARGUMENT...: a new file in place of the old one, which may be a
# link to that of another tree
edit() {
	local file=$tree/$1
	shift
	sed "$@" "$file" >"$file.new"
	! cmp -s "$file" "$file.new" || { echo "nothing to edit in $file" >&2; return 1; }
	mv "$file.new" "$file"
}

# Prints the folders of include/compat that this tree needs: what the probes of
# Kbuild say of its headers.
compat_needed() {
	{
		echo 'NOSTDINC_FLAGS :='
		sed -n '/^# \$(call has/,$p' "$top/Kbuild"
		printf 'all:\n\t@echo $(NOSTDINC_FLAGS)\n'
	} | make -s -f - all src="$top" srctree="$tree" |
		tr ' ' '\n' | sed -n 's,.*/compat/,,p'
}

lay_compat() {
	local name
	for name; do
		from=include put_all "$driver/include" include/compat/"$name"/*/*.h
		edit "$driver/Makefile" "\$aNOSTDINC_FLAGS += -I\$(src)/include/compat/$name"
	done
}

# Headers go with the driver; only the line that says where they are changes.
lay_driver() {
	from=$driver put_all "$driver" "$driver"/{Kconfig,Makefile} \
		"$driver"/*.[ch] "$driver"/core/*.c "$driver"/tests/*.[ch]
	from=include put_all "$driver/include" include/hermon/*.h \
		include/env/kernel/*.h
	edit "$driver/Makefile" 's,^hermon-include := .*,hermon-include := $(src)/include,'
	edit drivers/net/ethernet/mellanox/Kconfig \
		"/mlxbf_gige\/Kconfig/asource \"$driver/Kconfig\""
	edit drivers/net/ethernet/mellanox/Makefile \
		'/mlxbf_gige/aobj-$(CONFIG_HERMON_FW) += hermon/'
}

# A test on a machine with a card: it wants to be told which, so that nobody
# burns one by running all tests there are.
lay_selftests() {
	local target=tools/testing/selftests/drivers/net/hermon
	from=selftests/devlink put_all $target selftests/devlink/Makefile \
		selftests/devlink/*.sh
}

# What testing.rst speaks of is not in a kernel tree.
lay_documents() {
	local from=Documentation
	put_all Documentation Documentation/networking/devlink/hermon.rst \
		Documentation/hermon/{design,flash-gateway,fs2,recovery}.rst
	put scripts/upstream/index.rst.in Documentation/hermon/index.rst
	edit Documentation/networking/devlink/index.rst 's/^   hns3$/   hermon\n&/'
}

# In alphabetical order, as the list wants it.
lay_maintainers() {
	LC_ALL=C awk -v entry="$top/scripts/upstream/MAINTAINERS.in" '
		BEGIN { while ((getline line < entry) > 0)
				if (line !~ /^#/)
					text = text line "\n"
			title = substr(text, 1, index(text, "\n") - 1) }
		/^3C59X|^3WARE/ { in_list = 1 }
		in_list && !done && /^[A-Z0-9]/ && !/^[A-Z]:\t/ && $0 > title {
			printf "%s\n", text
			done = 1
		}
		{ print }' "$tree/MAINTAINERS" >"$tree/MAINTAINERS.new"
	mv "$tree/MAINTAINERS.new" "$tree/MAINTAINERS"
}

lay_all() {
	local needed
	cd "$top" || return
	lay_driver
	mapfile -t needed < <(compat_needed)
	lay_compat "${needed[@]}"
	lay_selftests
	lay_documents
	lay_maintainers
	echo "# compat folders that this tree needs: ${needed[*]:-none}"
}
