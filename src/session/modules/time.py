"""The clock, as programs see it: it is virtual, the time zone is UTC."""

from _time import (
    monotonic,
    monotonic_ns,
    perf_counter,
    perf_counter_ns,
    process_time,
    process_time_ns,
    sleep,
    thread_time,
    thread_time_ns,
    time,
    time_ns,
)
from _calendar import MONTHS, WEEKDAYS, day_of_year, from_ordinal, to_ordinal
from _calendar import strftime as _strftime

timezone = 0
altzone = 0
daylight = 0
tzname = ("UTC", "UTC")

_FIELDS = (
    "tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst",
)


class struct_time(tuple):
    tm_zone = "UTC"
    tm_gmtoff = 0

    @property
    def tm_year(self):
        return self[0]

    @property
    def tm_mon(self):
        return self[1]

    @property
    def tm_mday(self):
        return self[2]

    @property
    def tm_hour(self):
        return self[3]

    @property
    def tm_min(self):
        return self[4]

    @property
    def tm_sec(self):
        return self[5]

    @property
    def tm_wday(self):
        return self[6]

    @property
    def tm_yday(self):
        return self[7]

    @property
    def tm_isdst(self):
        return self[8]

    def __repr__(self):
        parts = ", ".join(f"{name}={value!r}" for name, value in zip(_FIELDS, self))
        return f"time.struct_time({parts})"


def gmtime(seconds=None, /):
    whole = time_ns() // 1_000_000_000 if seconds is None else int(seconds // 1)
    days, rest = divmod(whole, 86400)
    year, month, day = from_ordinal(days + 719163)
    return struct_time(
        (
            year,
            month,
            day,
            rest // 3600,
            rest // 60 % 60,
            rest % 60,
            (days + 3) % 7,
            day_of_year(year, month, day),
            0,
        )
    )


localtime = gmtime


def mktime(t, /):
    days = to_ordinal(t[0], t[1], t[2]) - 719163
    return float(days * 86400 + t[3] * 3600 + t[4] * 60 + t[5])


def strftime(format, t=None, /):
    if t is None:
        t = gmtime()
    return _strftime(format, t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7], None, "+0000", "UTC")


def strptime(string, format="%a %b %d %H:%M:%S %Y", /):
    from _strptime import parse

    year, month, day, hour, minute, second, _, weekday, yearday, zone, name = parse(string, format)
    return struct_time((year, month, day, hour, minute, second, weekday, yearday, -1 if name is None else 0))


def asctime(t=None, /):
    if t is None:
        t = gmtime()
    return "%s %s %2d %02d:%02d:%02d %d" % (
        WEEKDAYS[t[6]][:3], MONTHS[t[1] - 1][:3], t[2], t[3], t[4], t[5], t[0],
    )


def ctime(seconds=None, /):
    return asctime(gmtime(seconds))
