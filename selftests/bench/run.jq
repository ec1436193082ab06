# SPDX-License-Identifier: GPL-2.0-only
# One run: what the counters of its cards rose by, first all before, then all
# after.
def counters: {
	bar_reads, bar_writes, gw_commands, spi_bytes, erases_4k, erases_64k,
	page_programs, busy_us, guest_errors: .guest_errors.count
};
def sum: reduce .[] as $c ({}; reduce ($c | to_entries[]) as $e (.; .[$e.key] += $e.value));

(length / 2) as $n |
(.[:$n] | map(counters) | sum) as $before |
(.[$n:] | map(counters) | sum) as $after |
{
	key: $key, tool: $tool, run: $run, status: $status, wall: $wall, cpu: $cpu,
	counters: ($after | with_entries(.value -= $before[.key])),
	errors: (.[$n:] | map(.guest_errors.list[:2]) | add)
}
