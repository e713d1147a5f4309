"""usage: /usr/bin/python3 src/vm/unicode_tables.py > src/vm/unicode.def

Writes what src/vm/unicode.c knows about code points, as Python 3.11 (Unicode 14) sees them. Every property
is asked of str's own methods, so that ours cannot disagree. Run it again when the oracle's version changes.

RECORD(flags, decimal, upper, lower, title, fold): the four mappings are what to add to the code point, or
MANY(i): the sequence of MAPPING(i). RUN(first, record): all code points from `first` up to the next run."""

import sys
import unicodedata

FLAGS = ["ALPHA", "DECIMAL", "DIGIT", "NUMERIC", "LOWER", "UPPER", "TITLE", "SPACE", "PRINTABLE",
         "NAME_START", "NAME_GOES_ON", "CASED", "CASE_IGNORABLE", "LINE_BREAK"]


def flags_of(c):
    found = {
        "ALPHA": c.isalpha(), "DECIMAL": c.isdecimal(), "DIGIT": c.isdigit(), "NUMERIC": c.isnumeric(),
        "LOWER": c.islower(), "UPPER": c.isupper() and unicodedata.category(c) != "Lt",
        "TITLE": unicodedata.category(c) == "Lt", "SPACE": c.isspace(), "PRINTABLE": c.isprintable(),
        "NAME_START": c.isidentifier(), "NAME_GOES_ON": ("a" + c).isidentifier(),
        "CASED": (c + "\u03a3").lower()[-1] == "\u03c2",
        "CASE_IGNORABLE": ("A" + c + "\u03a3").lower()[-1] == "\u03c2"
                          and (c + "\u03a3").lower()[-1] != "\u03c2",
        "LINE_BREAK": len((c + "x").splitlines()) == 2,
    }
    return "|".join(f"U_{name}" for name in FLAGS if found[name]) or "0"


mappings = []


def mapping(code, text):
    if len(text) == 1:
        return str(ord(text) - code)
    points = [ord(c) for c in text]
    if points not in mappings:
        mappings.append(points)
    return f"MANY({mappings.index(points)})"


records = {}
runs = []
for code in range(0x110000):
    c = chr(code)
    decimal = unicodedata.decimal(c) if c.isdecimal() else -1
    record = (flags_of(c), str(decimal), mapping(code, c.upper()), mapping(code, c.lower()),
              mapping(code, c.title()), mapping(code, c.casefold()))
    number = records.setdefault(record, len(records))
    if not runs or runs[-1][1] != number:
        runs.append((code, number))

out = sys.stdout
out.write(f"/* Unicode {unicodedata.unidata_version}, written by unicode_tables.py. */\n")
for record in records:
    out.write(f"RECORD({', '.join(record)})\n")
for points in mappings:
    points = points + [0] * (3 - len(points))
    out.write(f"MAPPING({', '.join(map(str, points))})\n")
line = ""
for first, number in runs:
    item = f"RUN({first}, {number}) "
    if len(line) + len(item) > 100:
        out.write(line.rstrip() + "\n")
        line = ""
    line += item
out.write(line.rstrip() + "\n")
