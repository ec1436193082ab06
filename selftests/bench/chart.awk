# SPDX-License-Identifier: GPL-2.0-only
# Bars in, an SVG chart out: for each part and case one bar for mstflint, devlink
# and the floor. Dark is the time of the flash itself, light what is added by the
# wire and by registers. Parts differ much, so each has a scale of its own.
BEGIN {
	FS = "\t"
	colour["mstflint"] = "#b5523b"; light["mstflint"] = "#e3b5a8"
	colour["devlink"] = "#2f6f8f"; light["devlink"] = "#a9cbdb"
	colour["floor"] = "#555555"; light["floor"] = "#bbbbbb"
	left = 150; room = 520; bar = 9; gap = 8; head = 26
}
{
	part[NR] = $1; kase[NR] = $2; by[NR] = $3; busy[NR] = $4; all[NR] = $5
	if ($5 > most[$1])
		most[$1] = $5
}
function text(x, y, s, more) {
	printf "<text x=\"%d\" y=\"%d\"%s>%s</text>\n", x, y, more, s
}
function rect(x, y, w, fill) {
	printf "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n", x, y, w, bar - 1, fill
}
END {
	y = 46
	for (i = 1; i <= NR; i++) {
		if (part[i] != part[i - 1])
			y += head
		else if (kase[i] != kase[i - 1])
			y += gap
		at[i] = y
		y += bar
	}
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"760\" height=\"%d\" font-family=\"sans-serif\" font-size=\"11\">\n", y + 20
	print "<!-- SPDX-License-Identifier: GPL-2.0-only -->"
	print "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>"
	text(10, 18, "Time of a burn on a card, estimated from what was counted", " font-size=\"14\"")
	x = 10
	split("mstflint devlink floor", name, " ")
	for (j = 1; j <= 3; j++) {
		rect(x, 28, 12, colour[name[j]])
		rect(x + 12, 28, 12, light[name[j]])
		text(x + 28, 36, name[j])
		x += 100
	}
	text(x, 36, "dark: the flash itself; light: wire and registers", " fill=\"#555555\"")
	for (i = 1; i <= NR; i++) {
		if (part[i] != part[i - 1])
			text(10, at[i] - 6, part[i], " font-weight=\"bold\"")
		if (part[i] != part[i - 1] || kase[i] != kase[i - 1])
			text(left - 20, at[i] + 2 * bar - 2, kase[i], " text-anchor=\"end\"")
		w = room * all[i] / most[part[i]]
		d = room * busy[i] / most[part[i]]
		rect(left, at[i], w, light[by[i]])
		rect(left, at[i], d, colour[by[i]])
		text(left + w + 4, at[i] + bar - 1, sprintf("%.0f ms", all[i]), " font-size=\"9\" fill=\"#555555\"")
	}
	print "</svg>"
}
