# SPDX-License-Identifier: GPL-2.0-only
# Runs and floors in, one object for each case out.
def median: sort | .[(length - 1) / 2 | floor];

# A card of the time, roughly: its clock is not known, so neither is this. The
# flash's own time, 20 MHz on the wire, a microsecond for each register read.
def on_card: (.busy_us + .spi_bytes * 8 / 20 + .bar_reads) / 1e6;

def summary: {
	n: length,
	status: (map(.status) | max),
	wall: (map(.wall) | { median: median, min: min, max: max }),
	cpu: (map(.cpu) | median),
	counters: (map(.counters) as $all |
		$all[0] | with_entries(.key as $k | .value = ($all | map(.[$k]) | median)))
} | .on_card = (.counters | on_card);

def ratio($a; $b): if $b == null or $b == 0 or $a == null then null else $a / $b end;

($floors | map({ (.key): .floor }) | add // {}) as $floor |
{
	memory: $memory,
	cases: ($runs | group_by(.key) | map(
		.[0].key as $key |
		(group_by(.tool) | map({ (.[0].tool): summary }) | add) as $t |
		{
			part: ($key | split(".")[0]), case: ($key | split(".")[1]),
			ours: $t.ours, theirs: $t.theirs,
			floor: ($floor[$key] | if . then .on_card = on_card else . end),
			to_theirs: {
				wall: ratio($t.ours.wall.median; $t.theirs.wall.median),
				on_card: ratio($t.ours.on_card; $t.theirs.on_card),
				bar_reads: ratio($t.ours.counters.bar_reads; $t.theirs.counters.bar_reads),
				spi_bytes: ratio($t.ours.counters.spi_bytes; $t.theirs.counters.spi_bytes),
				gw_commands: ratio($t.ours.counters.gw_commands; $t.theirs.counters.gw_commands),
				busy: ratio($t.ours.counters.busy_us; $t.theirs.counters.busy_us)
			},
			to_floor: {
				on_card: ratio($t.ours.on_card;
					       $floor[$key] | if . then on_card else null end),
				bar_reads: ratio($t.ours.counters.bar_reads; $floor[$key].bar_reads),
				spi_bytes: ratio($t.ours.counters.spi_bytes; $floor[$key].spi_bytes),
				gw_commands: ratio($t.ours.counters.gw_commands; $floor[$key].gw_commands),
				busy: ratio($t.ours.counters.busy_us; $floor[$key].busy_us)
			}
		}))
}
