"""Days, weekdays and strftime, for time and datetime. The time zone is UTC, the locale is C."""

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAYS_BEFORE = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)


def is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year, month):
    if month == 2 and is_leap(year):
        return 29
    return (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def day_of_year(year, month, day):
    return _DAYS_BEFORE[month - 1] + (month > 2 and is_leap(year)) + day


def to_ordinal(year, month, day):
    """Days since 0001-01-01, which is day 1."""
    before = year - 1
    return before * 365 + before // 4 - before // 100 + before // 400 + day_of_year(year, month, day)


def from_ordinal(ordinal):
    n = ordinal - 1
    n400, n = divmod(n, 146097)
    n100, n = divmod(n, 36524)
    n4, n = divmod(n, 1461)
    n1, n = divmod(n, 365)
    year = n400 * 400 + n100 * 100 + n4 * 4 + n1 + 1
    if n1 == 4 or n100 == 4:
        return year - 1, 12, 31
    month = 1
    while n >= days_in_month(year, month):
        n -= days_in_month(year, month)
        month += 1
    return year, month, n + 1


def iso_week(year, month, day):
    """ISO year, week and weekday (Monday is 1)."""
    ordinal = to_ordinal(year, month, day)
    weekday = (ordinal + 6) % 7
    thursday = ordinal - weekday + 3
    iso_year = from_ordinal(thursday)[0]
    first = to_ordinal(iso_year, 1, 1)
    return iso_year, (thursday - first) // 7 + 1, weekday + 1


def strftime(form, year, month, day, hour, minute, second, weekday, yearday, micro, zone, zone_name):
    """`micro`, `zone` and `zone_name` are texts for %f, %z and %Z; `micro` is None where there is none."""
    out = []
    i = 0
    n = len(form)
    while i < n:
        c = form[i]
        i += 1
        if c != "%" or i >= n:
            out.append(c)
            continue
        c = form[i]
        i += 1
        pad = True
        if c == "-" and i < n:
            pad = False
            c = form[i]
            i += 1
        hour12 = hour % 12 or 12
        if c in "dHIjMmSUWyVg":
            if c == "d":
                value, width = day, 2
            elif c == "H":
                value, width = hour, 2
            elif c == "I":
                value, width = hour12, 2
            elif c == "j":
                value, width = yearday, 3
            elif c == "M":
                value, width = minute, 2
            elif c == "m":
                value, width = month, 2
            elif c == "S":
                value, width = second, 2
            elif c == "U":
                value, width = (yearday + 6 - (weekday + 1) % 7) // 7, 2
            elif c == "W":
                value, width = (yearday + 6 - weekday) // 7, 2
            elif c == "V":
                value, width = iso_week(year, month, day)[1], 2
            elif c == "g":
                value, width = iso_week(year, month, day)[0] % 100, 2
            else:
                value, width = year % 100, 2
            out.append(str(value).zfill(width) if pad else str(value))
        elif c == "Y":
            out.append(str(year))
        elif c == "G":
            out.append(str(iso_week(year, month, day)[0]))
        elif c == "C":
            out.append(str(year // 100).zfill(2))
        elif c == "e":
            out.append(str(day).rjust(2) if pad else str(day))
        elif c == "k":
            out.append(str(hour).rjust(2) if pad else str(hour))
        elif c == "l":
            out.append(str(hour12).rjust(2) if pad else str(hour12))
        elif c == "a":
            out.append(WEEKDAYS[weekday][:3])
        elif c == "A":
            out.append(WEEKDAYS[weekday])
        elif c == "b" or c == "h":
            out.append(MONTHS[month - 1][:3])
        elif c == "B":
            out.append(MONTHS[month - 1])
        elif c == "p":
            out.append("AM" if hour < 12 else "PM")
        elif c == "P":
            out.append("am" if hour < 12 else "pm")
        elif c == "u":
            out.append(str(weekday + 1))
        elif c == "w":
            out.append(str((weekday + 1) % 7))
        elif c == "n":
            out.append("\n")
        elif c == "t":
            out.append("\t")
        elif c == "%":
            out.append("%")
        elif c == "s":
            days = to_ordinal(year, month, day) - 719163
            out.append(str(days * 86400 + hour * 3600 + minute * 60 + second))
        elif c == "f" and micro is not None:
            out.append(micro)
        elif c == "z":
            out.append(zone)
        elif c == "Z":
            out.append(zone_name)
        elif c in "cxXDFTRr":
            inner = {
                "c": "%a %b %e %H:%M:%S %Y",
                "x": "%m/%d/%y",
                "X": "%H:%M:%S",
                "D": "%m/%d/%y",
                "F": "%Y-%m-%d",
                "T": "%H:%M:%S",
                "R": "%H:%M",
                "r": "%I:%M:%S %p",
            }[c]
            out.append(
                strftime(inner, year, month, day, hour, minute, second, weekday, yearday, micro, zone, zone_name)
            )
        else:
            out.append("%" + c)
    return "".join(out)
