# SPDX-License-Identifier: GPL-2.0-only
# Rows with tabs in, tables in columns out.
function flush_table(	i, j, line) {
	for (i = 1; i <= n; i++) {
		line = ""
		for (j = 1; j <= cols; j++)
			line = line sprintf(j <= 1 ? "%-" width[j] "s" : "  %" width[j] "s", cell[i, j])
		sub(/ +$/, "", line)
		print line
	}
	n = cols = 0
	delete cell
	delete width
}
BEGIN { FS = "\t" }
/^== / { flush_table(); print (NR > 1 ? "\n" : "") substr($0, 4); next }
{
	n++
	for (j = 1; j <= NF; j++) {
		cell[n, j] = $j
		if (length($j) > width[j])
			width[j] = length($j)
	}
	if (NF > cols)
		cols = NF
}
END {
	flush_table()
	print "\n* seconds on a card, estimated: the flash's own time, 20 MHz on the wire,"
	print "  a microsecond for each register read."
}
