# SPDX-License-Identifier: GPL-2.0-only

KERNEL_SRC ?= /lib/modules/$(shell uname -r)/build
PREFIX ?= /usr/local
DESTDIR ?=

# For the targets that descend; a relative DESTDIR counts from here
kbuild = $(MAKE) -C $(KERNEL_SRC) M=$(CURDIR)

.PHONY: modules
modules:
	$(kbuild) modules

.PHONY: modules_install
modules_install:
	$(kbuild) INSTALL_MOD_PATH=$(abspath $(DESTDIR)) modules_install

.PHONY: clean
clean:
	$(kbuild) clean
	@$(MAKE) --no-print-directory -C userspace/hermonfw clean

.PHONY: tool
tool:
	@$(MAKE) --no-print-directory -C userspace/hermonfw

.PHONY: install-tool
install-tool:
	@$(MAKE) --no-print-directory -C userspace/hermonfw install

# What a build of the module reads, and no more
dkms_files := Kbuild Makefile drivers include/compat include/env/kernel \
	include/hermon
VERSION = $(shell sed -n '/define HERMONFW_VERSION/s/.*"\(.*\)"/\1/p' \
	userspace/hermonfw/hermonfw.h)
dkms_dir = $(DESTDIR)/usr/src/hermon-fw-$(VERSION)

.PHONY: install-dkms
install-dkms:
	mkdir -p $(dkms_dir)
	tar -c --exclude-vcs-ignores $(dkms_files) | tar -x -C $(dkms_dir)
	sed 's/#MODULE_VERSION#/$(VERSION)/' scripts/dkms/dkms.conf \
		>$(dkms_dir)/dkms.conf
	install -D -m 644 userspace/modprobe/hermon-fw.conf \
		$(DESTDIR)/usr/lib/modprobe.d/hermon-fw.conf

.PHONY: deb
deb:
	@scripts/deb.sh

.PHONY: rpm
rpm:
	@scripts/rpm.sh

.PHONY: help
help:
	@echo 'modules          build hermon_fw.ko (default)'
	@echo 'modules_install  install it below $$(DESTDIR)/lib/modules'
	@echo 'clean            remove what a build made'
	@echo 'tool             build hermonfw, the command line tool'
	@echo 'install-tool     install it below $$(DESTDIR)$$(PREFIX)'
	@echo 'install-dkms     install the source of the module below $$(DESTDIR)/usr/src'
	@echo 'check            run all tests; SUITE=NAME runs some'
	@echo 'prove            show that no power cut and no fault bricks a card'
	@echo 'check-debug      run them in kernels that look for faults'
	@echo 'check-system     packages, fwupd and Ansible on a whole Debian; takes long'
	@echo 'fuzz             look for inputs that break a parser (TIME=S or RUNS=N)'
	@echo 'coverage         which lines of core/ the tests execute'
	@echo 'bench            measure burns against mstflint (PARTS=, CASES=, RUNS=)'
	@echo 'demo             one downgrade on an emulated card; RECORD=1 makes demo.svg'
	@echo 'deb              Debian packages of both, in build/deb'
	@echo 'rpm              RPM packages of both, and their source, in build/rpm'
	@echo 'upstream         would it pass in a kernel tree? (TREE=7.3, 6.12 or a folder)'
	@echo
	@echo 'KERNEL_SRC=DIR   build for the kernel with these headers, not the running one'
	@echo 'DESTDIR=DIR      install below DIR'
	@echo 'PREFIX=DIR       where programs and manual pages go (/usr/local)'
	@echo 'V=1              show the commands'
	@echo 'W=1, C=2         more warnings, sparse'

# Emulated cards in a machine of its own; none of it needs a card or root.

.PHONY: check
check:
	@scripts/check.sh $(SUITE)

.PHONY: fuzz
fuzz:
	@scripts/setup/deps.sh build unit
	@$(MAKE) -s --no-print-directory -C selftests/fuzz -j$$(nproc) all
	@$(MAKE) -s --no-print-directory -C selftests/fuzz fuzz

.PHONY: coverage
coverage:
	@scripts/coverage.sh

.PHONY: bench
bench:
	@selftests/bench/bench.sh

.PHONY: check-debug
check-debug:
	@scripts/check.sh --debug $(SUITE)

.PHONY: check-system
check-system:
	@scripts/check.sh --system $(SUITE)

.PHONY: upstream
upstream:
	@scripts/upstream.sh $(TREE)

.PHONY: prove
prove:
	@selftests/prove/prove.sh

.PHONY: demo
demo:
	@scripts/demo.sh $(if $(RECORD),--record)

.PHONY: vm
vm:
	@selftests/vm/shell.sh
