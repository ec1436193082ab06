# SPDX-License-Identifier: GPL-2.0-only
# Bars: part, case, what, milliseconds of flash time, milliseconds in all.
.cases[] | select(.case | test("^[a-e]$")) | .part as $p | .case as $c |
	(["mstflint", .theirs], ["devlink", .ours],
	 ["floor", (.floor | if . then { counters: ., on_card } else null end)]) |
	select(.[1] != null) |
	[$p, $c, .[0], (.[1].counters.busy_us / 1000), (.[1].on_card * 1000)] |
	map(tostring) | join("\t")
