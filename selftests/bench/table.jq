# SPDX-License-Identifier: GPL-2.0-only
# Rows of the tables, with tabs; a line "== TITLE" begins each.
def s: if . == null then "-" else (. * 100 | round / 100 | tostring) end;
def ms: . / 1000 | round | tostring;
def row: map(if . == null then "-" else tostring end) | join("\t");

def counts($c): [$c.bar_reads, $c.gw_commands, $c.spi_bytes, $c.erases_4k,
	$c.erases_64k, $c.page_programs, ($c.busy_us | ms)];

def tool_row($part; $case; $name): if . == null then empty else
	[$part, $case, $name, "\(.wall.median | s) (\(.wall.min | s)-\(.wall.max | s))",
	 (.cpu | s), (.on_card | s)] + counts(.counters) | row end;

def floor_row($part; $case): if . == null then empty else
	[$part, $case, "floor", "-", "-", (.on_card | s)] + counts(.) | row end;

def r: if . == null then null else . * 1000 | round / 1000 end;

# A thing to show: what, measured, limit, and where it is a ratio to mstflint,
# what a burn would have that does no more than it must.
def claim($what; $got; $limit; $least): if $got == null then empty else
	[$what, ($got | r), $limit, (if $got <= $limit then "yes" else "NO" end),
	 ($least | r)] | row end;
def claim($what; $got; $limit): claim($what; $got; $limit; null);

# of a ratio to mstflint: that of the floor
def least(which): if (.to_floor | which) then (.to_theirs | which) / (.to_floor | which)
	else null end;

def find($part; $case): map(select(.part == $part and .case == $case)) | .[0];

def claims: .cases as $all | ($all | map(.part) | unique[]) as $part |
	def c($case): $all | find($part; $case);
	($part | startswith("SST")) as $sst |
	($part == "W25X16" or $part == "AT25DF161") as $small |
	(c("a") | select(. != null) |
		claim("\($part) a: busy / floor"; .to_floor.busy; 1.05),
		claim("\($part) a: commands / floor"; .to_floor.gw_commands; 1.03),
		claim("\($part) a: register reads / mstflint"; .to_theirs.bar_reads; 0.85; least(.bar_reads)),
		claim("\($part) a: SPI bytes / mstflint"; .to_theirs.spi_bytes; 0.85; least(.spi_bytes)),
		claim("\($part) a: time / mstflint"; .to_theirs.wall;
		      if $sst then 0.55 elif $small then 0.6 else 0.85 end),
		claim("\($part) a: time on a card (estimate) / mstflint"; .to_theirs.on_card;
		      if $sst then 0.55 elif $small then 0.6 else 0.85 end; least(.on_card))),
	(c("b") | select(. != null) |
		claim("\($part) b: erases"; .ours.counters.erases_4k + .ours.counters.erases_64k; 1),
		claim("\($part) b: busy / mstflint"; .to_theirs.busy;
		      if $part == "M25P16" then 0.2 else 0.05 end),
		claim("\($part) b: time / mstflint"; .to_theirs.wall; 0.6),
		claim("\($part) b: time on a card (estimate) / mstflint"; .to_theirs.on_card; 0.6)),
	(c("c") | select(. != null) |
		claim("\($part) c: busy / floor"; .to_floor.busy; 1.1)),
	(c("e") | select(. != null) |
		claim("\($part) e: erases and programs";
		      .ours.counters | .erases_4k + .erases_64k + .page_programs; 0),
		claim("\($part) e: time / mstflint"; .to_theirs.wall; 0.5),
		claim("\($part) e: time on a card (estimate) / mstflint"; .to_theirs.on_card; 0.5)),
	(c("f") | select(. != null) |
		claim("\($part) f: commands of probe"; .ours.counters.gw_commands; 250)),
	(c("f2") | select(. != null) |
		claim("\($part) f: register accesses of info again";
		      .ours.counters | .bar_reads + .bar_writes; 0)),
	(c("h4") | select(. != null) |
		claim("\($part) h: time of four / one";
		      .ours.wall.median / c("h").ours.wall.median; 1.3),
		claim("\($part) h: the same with mstflint, to compare";
		      .theirs.wall.median / c("h").theirs.wall.median; 1.3));

"== What it took",
(["part", "case", "by", "seconds (min-max)", "cpu", "card*", "reads", "commands",
  "SPI bytes", "4K", "64K", "programs", "busy ms"] | row),
(.cases[] | .part as $p | .case as $c |
	(.ours | tool_row($p; $c; "devlink")),
	(.theirs | tool_row($p; $c; "mstflint")),
	(.floor | floor_row($p; $c))),
"== Ratios: devlink to mstflint, and to the floor",
(["part", "case", "time", "card*", "reads", "commands", "SPI", "busy", "reads/fl",
  "commands/fl", "SPI/fl", "busy/fl"] | row),
(.cases[] | [.part, .case, (.to_theirs | (.wall, .on_card, .bar_reads, .gw_commands,
	.spi_bytes, .busy) | s), (.to_floor | (.bar_reads, .gw_commands, .spi_bytes, .busy) | s)] | row),
"== What was to be shown",
(["what", "is", "at most", "met", "floor"] | row),
claims,
"== Memory of a burn beside the file, bytes",
(["update", "survey", "card", "pieces on the stack"] | row),
(.memory | [.update, .survey, .card, .piece] | row),
"== Failures, and guest errors",
(["part", "case", "devlink", "mstflint", "errors"] | row),
(.cases[] | select(.ours.status != 0 or .theirs.status != 0 or
	.ours.counters.guest_errors > 0 or .theirs.counters.guest_errors > 0) |
	[.part, .case, .ours.status, .theirs.status,
	 .ours.counters.guest_errors + .theirs.counters.guest_errors] | row)
