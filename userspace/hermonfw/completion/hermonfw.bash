# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Bash completion for hermonfw: commands, cards, files, options.

# Addresses of what may be such a card: functions of Mellanox.
_hermonfw_cards() {
	local vendor device
	for vendor in /sys/bus/pci/devices/*/vendor; do
		[[ -r $vendor && $(<"$vendor") == 0x15b3 ]] || continue
		device=${vendor%/vendor}
		echo "${device##*/}"
	done
}

# _hermonfw_options COMMAND
_hermonfw_options() {
	local burn='--to-psid --rom --no-backup --backup-dir --keep-bound --force= --dry-run'
	case $1 in
	flash) echo "--version --identifiers --vsd $burn" ;;
	restore) echo "--guid $burn" ;;
	backup) echo "-o --backup-dir" ;;
	check) echo "--card --to-psid --identifiers --vsd --rom" ;;
	query) echo "--mstflint --dump --image" ;;
	verify) echo "--all --mstflint --dump --image" ;;
	stamp) echo "--guid --guids --macs --vsd --from --force" ;;
	dump-ini) echo "-o" ;;
	bind) echo "--force=" ;;
	list) echo "--export=" ;;
	policy) echo "--policy-dir --state-dir --wait --dry-run" ;;
	esac
}

# _hermonfw_value OPTION: what follows it; nothing for options without a value
_hermonfw_value() {
	case $1 in
	--rom) echo "auto card image none" ;;
	--identifiers | --vsd) echo "image" ;;
	--force) echo "ssh route bond address rdma" ;;
	esac
}

_hermonfw() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local commands='list query check flash backup restore verify stamp dump-ini map bind release policy doctor'
	local command='' word values

	# "=" is a word of its own to bash.
	if [[ $cur == "=" || $prev == "=" ]]; then
		prev=${COMP_WORDS[COMP_CWORD - 1 - $([[ $prev == "=" ]] && echo 1 || echo 0)]}
		cur=${cur#=}
	fi
	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		[[ $word == -* ]] || { command=$word; break; }
	done
	values=$(_hermonfw_value "$prev")
	if [[ -n $values ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$values" -- "$cur")
	elif [[ -z $command ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$commands --json --no-color --help --version" -- "$cur")
	elif [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(_hermonfw_options "$command") --help" -- "$cur")
	else
		mapfile -t COMPREPLY < <(compgen -f -- "$cur"; compgen -W "$(_hermonfw_cards)" -- "$cur")
	fi
}

complete -o filenames -F _hermonfw hermonfw
