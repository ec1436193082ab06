#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Makes a picture of what script(1) recorded.

	terminal-svg.py OUTPUT TIMING >FILE

OUTPUT and TIMING are what script --log-out and --log-timing wrote. The picture
is the whole output, one row below the other, and each row appears when it did,
so where nothing moves one sees the end and has all of it. A row that was written
over, as progress is, shows what it was in between.

It understands what the demo prints and refuses all else: a control sequence that
is ignored would be a picture of something that nobody saw.
"""
import re
import sys
from html import escape

COLS = 80
PAUSE = 1.5		# seconds that nothing happens, at most
FRAME = 0.25		# what a row shows for less than that is left out
CELL, LINE, PAD = 8.4, 18, 14
COLOURS = {"0;39": "", "0": "", "": "", "1": "b", "32": "g"}

STYLE = """\
text{font:14px ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d6d9de;white-space:pre}
.b{font-weight:bold;fill:#fff}.g{fill:#7fd88f}
.r{animation:r linear}.m{opacity:0;animation:m linear}
@keyframes r{from,to{opacity:0}}
@keyframes m{from,to{opacity:1}}
@media print,(prefers-reduced-motion:reduce){*{animation:none!important}}
"""


def recorded(output, timing):
    """What came when: pairs of a time and bytes."""
    with open(output, "rb") as f:
        f.readline()		# that of script, which timing does not count
        data = f.read()
    at, off = 0.0, 0
    with open(timing, encoding="ascii") as f:
        for line in f:
            delay, size = line.split()[-2:]
            at += min(float(delay), PAUSE)
            yield at, data[off:off + int(size)]
            off += int(size)


class Screen:
    """Rows of cells, each a character and its style. It never scrolls."""

    def __init__(self):
        self.rows = [[]]
        self.col = 0
        self.style = ""
        self.rest = ""
        self.changed = set()

    def put(self, char):
        if self.col == COLS:
            self.rows.append([])
            self.col = 0
        row = self.rows[-1]
        row.extend([(" ", "")] * (self.col + 1 - len(row)))
        row[self.col] = (char, self.style)
        self.col += 1
        self.changed.add(len(self.rows) - 1)

    def control(self, seq):
        if seq == "\r":
            self.col = 0
        elif seq == "\n":
            self.rows.append([])
        elif seq == "\b":
            self.col = max(self.col - 1, 0)
        elif seq[1:2] == "[" and seq[-1] == "m" and seq[2:-1] in COLOURS:
            self.style = COLOURS[seq[2:-1]]
        else:
            sys.exit(f"terminal-svg.py: {seq!r} is not understood; teach it")

    def feed(self, text):
        text = self.rest + text
        self.rest = ""
        for part in re.findall(r"\033(?:\[[0-9;?]*(?:[@-~]|$)|[^\[]|$)|.", text, re.S):
            if part[0] == "\033" and re.fullmatch(r"\033(\[[0-9;?]*)?", part):
                self.rest = part
            elif part < " ":
                self.control(part)
            else:
                self.put(part)


def trimmed(row):
    cells = list(row)
    while cells and cells[-1][0] == " ":
        cells.pop()
    return cells


def states(chunks):
    """For each row, what it showed from when on."""
    screen = Screen()
    seen = {}
    end = 0.0
    for at, data in chunks:
        screen.changed = set()
        screen.feed(data.decode("utf-8"))
        end = at
        for n in screen.changed:
            cells = trimmed(screen.rows[n])
            history = seen.setdefault(n, [])
            if history and history[-1][1] == cells:
                continue
            if history and at - history[-1][0] < FRAME:
                history[-1] = (history[-1][0], cells)
            else:
                history.append((at, cells))
    return [seen.get(n, []) for n in range(len(screen.rows))], end


def spans(cells):
    """Cells as text, with one tspan for each stretch of one style."""
    out, n = "", 0
    while n < len(cells):
        style, text = cells[n][1], ""
        while n < len(cells) and cells[n][1] == style:
            text += cells[n][0]
            n += 1
        text = escape(text, quote=False)
        out += f'<tspan class="{style}">{text}</tspan>' if style else text
    return out


def text(row, cells, attributes=""):
    """One row, from its first character on: Chromium takes blanks before it away."""
    begin = next(n for n, cell in enumerate(cells) if cell[0] != " ")
    cells = cells[begin:]
    x, y = PAD + begin * CELL, PAD + 34 + row * LINE
    return (f'<text x="{x:.1f}" y="{y}" textLength="{len(cells) * CELL:.1f}"'
            f"{attributes}>{spans(cells)}</text>\n")


def body(rows):
    """The rows: first what they end as, those of one time in one group."""
    out, since = "", None
    for n, history in enumerate(rows):
        if not history or not history[-1][1]:
            continue
        at = history[-1][0]
        if since is not None and abs(at - since) > 0.05:
            out += "</g>\n"
            since = None
        if since is None:
            out += f'<g class="r" style="animation-duration:{at:.2f}s">\n'
            since = at
        out += text(n, history[-1][1])
    out += "</g>\n"
    for n, history in enumerate(rows):
        for (at, cells), (until, _) in zip(history, history[1:]):
            if cells:
                out += text(n, cells, f' class="m" style="animation-delay:{at:.2f}s;'
                            f'animation-duration:{until - at:.2f}s"')
    return out


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__.split("\n")[2].strip())
    rows, end = states(recorded(*sys.argv[1:]))
    while rows and not (rows[0] and rows[0][-1][1]):
        rows.pop(0)
    while rows and not (rows[-1] and rows[-1][-1][1]):
        rows.pop()
    if not rows:
        sys.exit("terminal-svg.py: nothing was recorded")
    width = round(COLS * CELL + 2 * PAD)
    height = len(rows) * LINE + 2 * PAD + 24
    sys.stdout.write(f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" \
width="{width}" height="{height}" role="img" xml:space="preserve">
<!-- SPDX-License-Identifier: GPL-2.0-only -->
<!-- Made by make demo RECORD=1. -->
<title>make demo</title>
<desc>What make demo printed, in {end:.0f} s; pauses are cut to {PAUSE} s.</desc>
<style>
{STYLE}</style>
<rect x=".5" y=".5" width="{width - 1}" height="{height - 1}" rx="8" fill="#1b1e24" \
stroke="#6b7280"/>
<circle cx="20" cy="16" r="5" fill="#6b7280"/><circle cx="37" cy="16" r="5" fill="#6b7280"/>\
<circle cx="54" cy="16" r="5" fill="#6b7280"/>
{body(rows)}</svg>
""")


main()
