"""Reading dates: strptime of datetime and time."""

from _calendar import MONTHS, WEEKDAYS
from _calendar import from_ordinal, to_ordinal
from _report import refuse

# How a number is written: the largest it may be and how many digits it has at most.
_NUMBERS = {
    "d": (1, 31, 2), "f": (0, 999999, 6), "H": (0, 23, 2), "I": (1, 12, 2), "j": (1, 366, 3),
    "m": (1, 12, 2), "M": (0, 59, 2), "S": (0, 61, 2), "w": (0, 6, 1), "u": (1, 7, 1), "y": (0, 99, 2),
    "Y": (0, 9999, 4),
}
_WHOLE = {"c": "%a %b %d %H:%M:%S %Y", "x": "%m/%d/%y", "X": "%H:%M:%S"}
_LISTS = {
    "a": [name[:3] for name in WEEKDAYS], "A": list(WEEKDAYS), "b": [name[:3] for name in MONTHS],
    "B": list(MONTHS), "p": ["AM", "PM"], "Z": ["UTC", "GMT"],
}


def _number(text, at, directive):
    """The longest number that is in range, and where it ends; None: there is none."""
    least, most, digits = _NUMBERS[directive]
    start = at
    if directive == "d" and text[at:at + 1] == " ":
        at += 1
    end = at
    while end < len(text) and end - at < digits and text[end] in "0123456789":
        end += 1
    if directive in "Yy" and end - at < digits:
        return None
    while end > at:
        if least <= int(text[at:end]) <= most:
            return int(text[at:end]), end, text[at:end]
        end -= 1
    return None


def _zone(text, at):
    """+HH:MM, +HHMM or Z: seconds east of Greenwich, microseconds, and where it ends."""
    if text[at:at + 1] == "Z":
        return 0, 0, at + 1
    sign = text[at:at + 1]
    if sign not in ("+", "-"):
        return None
    digits = text[at + 1:at + 3]
    at += 3
    colon = text[at:at + 1] == ":"
    at += colon
    minutes = text[at:at + 2]
    at += 2
    if not (digits.isdigit() and len(digits) == 2 and minutes.isdigit() and len(minutes) == 2):
        return None
    seconds = int(digits) * 3600 + int(minutes) * 60
    rest = text[at:at + 3] if colon else text[at:at + 2]
    if colon and len(rest) == 3 and rest[0] == ":" and rest[1:].isdigit():
        seconds += int(rest[1:])
        at += 3
    elif not colon and len(rest) == 2 and rest.isdigit():
        seconds += int(rest)
        at += 2
    return (-seconds if sign == "-" else seconds), 0, at


def parse(text, form):
    """(year, month, day, hour, minute, second, microsecond, weekday, day of the year, zone's seconds or None,
    zone's name or None)"""
    for name, value in (("0", text), ("1", form)):
        if not isinstance(value, str):
            raise TypeError(f"strptime() argument {name} must be str, not {type(value)}")
    found = {}
    at = 0
    i = 0
    whole = form
    for directive, expansion in _WHOLE.items():
        whole = whole.replace("%" + directive, expansion)
    mismatch = ValueError(f"time data {text!r} does not match format {form!r}")
    while i < len(whole):
        c = whole[i]
        i += 1
        if c.isspace():
            while i < len(whole) and whole[i].isspace():
                i += 1
            if not text[at:at + 1].isspace():
                raise mismatch
            while text[at:at + 1].isspace():
                at += 1
            continue
        if c != "%":
            if text[at:at + 1].lower() != c.lower():
                raise mismatch
            at += 1
            continue
        if i == len(whole):
            raise ValueError(f"stray % in format {form!r}")
        directive = whole[i]
        i += 1
        if directive == "%":
            if text[at:at + 1] != "%":
                raise mismatch
            at += 1
        elif directive in _NUMBERS:
            read = _number(text, at, directive)
            if read is None:
                raise mismatch
            found[directive], at, digits = read
            if directive == "f":
                found["f"] = int(digits.ljust(6, "0"))
        elif directive in _LISTS:
            for index, name in enumerate(_LISTS[directive]):
                if text[at:at + len(name)].lower() == name.lower():
                    found[directive] = index
                    at += len(name)
                    break
            else:
                raise mismatch
        elif directive == "z":
            read = _zone(text, at)
            if read is None:
                raise mismatch
            found["z"], _, at = read
        elif directive in "UWGV":
            refuse(f"strptime() with %{directive}", "read year, month and day")
        else:
            raise ValueError(f"{directive!r} is a bad directive in format {form!r}")
    if at < len(text):
        raise ValueError(f"unconverted data remains: {text[at:]}")
    return _assemble(found)


def _assemble(found):
    year = found.get("Y")
    if year is None and "y" in found:
        year = found["y"] + (2000 if found["y"] <= 68 else 1900)
    month, day = 1, 1
    if "m" in found:
        month = found["m"]
    elif "B" in found or "b" in found:
        month = found.get("B", found.get("b")) + 1
    day = found.get("d", 1)
    hour = found.get("H", 0)
    if "I" in found:
        hour = found["I"] % 12 + (12 if found.get("p") == 1 else 0)
    known_year = year
    if year is None:
        year = 1904 if (month, day) == (2, 29) else 1900
    if "j" in found and not ("m" in found or "b" in found or "B" in found):
        year, month, day = from_ordinal(to_ordinal(year, 1, 1) + found["j"] - 1)
    ordinal = to_ordinal(year, month, day)
    weekday = (ordinal + 6) % 7
    if known_year is None:
        year = 1900
    yearday = found.get("j", ordinal - to_ordinal(year if known_year else 1904 if (month, day) == (2, 29) else 1900, 1, 1) + 1)
    zone = found.get("z")
    name = ("UTC", "GMT")[found["Z"]] if "Z" in found else None
    return (year, month, day, hour, found.get("M", 0), found.get("S", 0), found.get("f", 0),
            weekday, yearday, zone, name)
