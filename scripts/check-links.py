#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Looks whether what the documents refer to is there.

	check-links.py		all of them
	check-links.py --test	that it would notice

In documents: files and folders of this tree, manual pages, targets of make, and
hermonfw's commands and options. In code as well: sections of documents, as in
fs2.rst, "Checks". Of addresses elsewhere only the form is looked at. References
within a document are for docutils to check.
"""
import fnmatch
import os
import re
import subprocess
import sys
from urllib.parse import urlsplit

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDERS = "drivers|include|userspace|selftests|Documentation|scripts"
# A word that ends so is a file of this tree, unless it is absolute.
ENDINGS = "c|h|sh|rst|py|svg|conf|in|toml|spec|service|timer|rules|quirk"
# What builds make, and names that stand for others
NOT_HERE = re.compile(r"^(/|~|bench\.)|(^|/)build/|\.ko$|/fs2-build$|FILE")
FOREIGN_PAGES = {
    "devlink-dev(8)", "devlink-region(8)", "systemd.timer(5)",
}


def listed():
    out = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=TOP,
                         check=True, capture_output=True, text=True).stdout
    return [f for f in out.split("\n") if os.path.isfile(os.path.join(TOP, f))]


def read(name):
    with open(os.path.join(TOP, name), encoding="utf-8", errors="replace") as f:
        return f.read()


class Tree:
    """What there is to refer to."""

    def __init__(self):
        self.files = listed()
        self.folders = {d for f in self.files for d in parents(f)}
        self.sections = {os.path.basename(f): sections(read(f)) for f in self.files
                         if f == "README" or f.endswith(".rst")}
        self.targets = set(re.findall(r"^([a-z][a-z_-]*):", read("Makefile"), re.M))
        self.manual = read("Documentation/man/hermonfw.8").replace("\\-", "-")
        self.commands = set(re.findall(r"^\.B[RI]? ([a-z-]+)", re.search(
            r"^\.SH COMMANDS(.*?)^\.SH ", self.manual, re.M | re.S)[1], re.M))
        self.options = set(re.findall(r"--[a-z-]+", self.manual))

    def has(self, path, place):
        """A path from the top, from the folder of the file, or the end of one."""
        if path.startswith("../"):
            path = os.path.normpath(os.path.join(place, path))
            return path in self.files or path in self.folders
        path = path.rstrip("/")
        return any(fnmatch.fnmatch(f, path) or fnmatch.fnmatch(f, "*/" + path)
                   for f in self.files) or path in self.folders

    def has_section(self, document, title):
        known = self.sections.get(os.path.basename(document), [])
        return any(k == title.lower() or k.startswith(f"**{title.lower()}")
                   for k in known)


def parents(path):
    while path := os.path.dirname(path):
        yield path


def sections(text):
    """Titles, lines with a line of punctuation under them, as long or longer; and
    what a paragraph begins with in bold."""
    lines = text.split("\n")
    return set(re.findall(r"^\*\*[^*]+", text.lower(), re.M)) | {title.strip().replace("``", "").lower() for title, under in
            zip(lines, lines[1:]) if title.strip() and
            re.fullmatch(r"([=\-~^])\1{2,}", under) and len(under) >= len(title.strip())}


def braces(path):
    """a/{b,c} as a/b and a/c"""
    found = re.search(r"\{([^{}]*)\}", path)
    if not found:
        return [path]
    return [p for word in found[1].split(",")
            for p in braces(path[:found.start()] + word + path[found.end():])]


def paths(tree, name, text):
    """Files and folders that a document names"""
    text = re.sub(r"https?://\S+|^\.BR \S+ \(\d\)", "", text, flags=re.M)
    words = re.findall(rf"(?<![\w./*{{<$:@-])[\w.*/{{}},-]+\.(?:{ENDINGS})\b(?![/\w])"
                       rf"|(?<![\w./-])(?:{FOLDERS})/[\w./*{{}},-]*", text)
    for word in words:
        for path in braces(word.rstrip(".,")):
            if not NOT_HERE.search(path) and not tree.has(path, os.path.dirname(name)):
                yield f"there is no {path}"


def titles(tree, text):
    """Sections, as in fs2.rst, "Checks" and "Sections" """
    text = re.sub(r"\s*\n[\s*#]*", " ", text)
    for document, rest in re.findall(
            r'([\w./-]+\.rst|\bREADME),((?:(?: and)? "[^"]{3,60}")+)', text):
        for title in re.findall(r'"([^"]*)"', rest):
            if not tree.has_section(document, title):
                yield f'{document} has no section "{title}"'


def pages(tree, text):
    """Manual pages, in prose and in the markup of man"""
    text = re.sub(r"^\.BR (\S+) \((\d)\)", r"\1(\2)", text.replace("\\-", "-"), flags=re.M)
    for page, section in re.findall(r"\b([a-z][\w.-]*)\(([1-8])\)", text):
        if f"{page}({section})" not in FOREIGN_PAGES and \
           f"Documentation/man/{page}.{section}" not in tree.files:
            yield f"there is no manual page {page}({section})"


def typed(tree, text):
    """Commands as people would type them"""
    for target in re.findall(r"(?:``|^ +)(?:sudo )?make ([a-z][a-z_-]*)", text, re.M):
        if target not in tree.targets:
            yield f"make has no target {target}"
    for line in re.findall(r"(?:``|^ +)(?:sudo )?hermonfw ([^`\n]*)", text, re.M):
        words = line.split(" #")[0].split("|")[0].split()
        plain = [w for w in words if not w.startswith("-")]
        if plain and re.fullmatch("[a-z-]+", plain[0]) and plain[0] not in tree.commands:
            yield f"hermonfw has no command {plain[0]}"
        for option in (w.split("=")[0] for w in words if w.startswith("--")):
            if option not in tree.options:
                yield f"hermonfw.8 has no option {option}"


def addresses(text):
    for url in re.findall(r"[a-z]*://[^\s<>\"'`)]*", text):
        try:
            parts = urlsplit(url.rstrip(".,;:"))
            fits = parts.scheme in ("http", "https") and \
                re.fullmatch(r"[\w-]+(\.[\w-]+)+(:\d+)?", parts.netloc)
        except ValueError:
            fits = False
        if not fits:
            yield f"{url} is no address"


def complaints(tree, name, text):
    found = list(titles(tree, text))
    if name == "README" or name.startswith("Documentation/") and not name.endswith(".svg"):
        found += [*paths(tree, name, text), *pages(tree, text), *typed(tree, text),
                  *addresses(text)]
    return found


# What it must notice, one a line, and what it must not
BAD = """\
see recovery.txt.rst
see ../hermon/nothing.rst
``selftests/vm/no-such.sh``
below drivers/net/ethernet/mellanox/hermon/nowhere/
``core/fs3.c`` has it
``selftests/{vm,nothing}/``
fs2.rst, "No such section"
fs2.rst, "Checks" and "No such section"
nothing.rst, "Checks"
README, "Install it somehow"
hermonfw(1) has the rest
.BR devlink\\-nothing (8),
``make everything``
    sudo make everything
``hermonfw burn DEV FILE``
``hermonfw flash DEV FILE --yes``
http//example.org/x.rst
http://nohost/
ftp://example.org/
"""
GOOD = """\
recovery.rst and Documentation/hermon/{fs2,recovery}.rst, not /etc/x.conf
fs2.rst, "Checks" and "What a burn keeps"
``core/fs2.c``, core/*.c, ``selftests/vm/``
hermonfw(8), devlink-dev(8)
    make check
``hermonfw flash DEV FILE --version 2.6.0``
https://docs.kernel.org/networking/devlink/index.html
"""


def test(tree):
    wrong = []
    for line in BAD.splitlines():
        if not complaints(tree, "Documentation/hermon/x.rst", line):
            wrong.append(f"nothing was said of: {line}")
    for line in GOOD.splitlines():
        for said in complaints(tree, "Documentation/hermon/x.rst", line):
            wrong.append(f"{line}: {said}")
    return wrong


def main():
    tree = Tree()
    if sys.argv[1:] == ["--test"]:
        found = test(tree)
    elif not sys.argv[1:]:
        found = [f"{name}: {said}" for name in tree.files
                 if name != "scripts/check-links.py"
                 and re.search(r"(^|/)(README|Makefile|Kbuild)$|\.(rst|[ch58]|sh)$", name)
                 for said in complaints(tree, name, read(name))]
    else:
        sys.exit(__doc__)
    print("\n".join(found))
    sys.exit(1 if found else 0)


main()
