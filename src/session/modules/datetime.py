"""Dates and durations. now() is the virtual clock, the local time zone is UTC."""

from _collections import _tuplegetter
from _time import time_ns as _time_ns
from _calendar import MONTHS as _MONTHS
from _calendar import WEEKDAYS as _WEEKDAYS
from _calendar import day_of_year as _day_of_year
from _calendar import days_in_month as _days_in_month
from _calendar import from_ordinal as _from_ordinal
from _calendar import iso_week as _iso_week
from _calendar import strftime as _strftime
from _calendar import to_ordinal as _to_ordinal

MINYEAR = 1
MAXYEAR = 9999


def _round_half_even(number):
    whole = int(number // 1)
    rest = number - whole
    if rest > 0.5 or (rest == 0.5 and whole % 2):
        whole += 1
    return whole


def _divide_nearest(a, b):
    """a / b as the nearest int, halves to even."""
    q, r = divmod(a, b)
    r *= 2
    if (r > b) if b > 0 else (r < b):
        q += 1
    elif r == b and q % 2:
        q += 1
    return q


class timedelta:
    def __new__(cls, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0):
        # Whole parts are added as ints, fractions of days and seconds go down to microseconds.
        total = 0
        fraction = 0.0
        for value, unit in (
            (days, 86_400_000_000),
            (weeks, 604_800_000_000),
            (hours, 3_600_000_000),
            (minutes, 60_000_000),
            (seconds, 1_000_000),
            (milliseconds, 1000),
        ):
            if isinstance(value, float):
                whole = int(value)
                total += whole * unit
                fraction += (value - whole) * unit
            elif isinstance(value, int):
                total += value * unit
            else:
                raise TypeError(
                    f"unsupported type for timedelta component: {type(value).__name__}"
                )
        if isinstance(microseconds, float):
            whole = int(microseconds)
            total += whole
            fraction += microseconds - whole
        elif isinstance(microseconds, int):
            total += microseconds
        else:
            raise TypeError(
                f"unsupported type for timedelta microseconds component: {type(microseconds).__name__}"
            )
        if fraction:
            whole = int(fraction // 1)
            rest = fraction - whole
            total += whole
            if rest > 0.5 or (rest == 0.5 and total % 2):
                total += 1
        return cls._from_us(total)

    @classmethod
    def _from_us(cls, total):
        days, rest = divmod(total, 86_400_000_000)
        if not -999999999 <= days <= 999999999:
            raise OverflowError("days=%d; must have magnitude <= 999999999" % days)
        self = object.__new__(cls)
        self._us = total
        self._days = days
        self._seconds, self._microseconds = divmod(rest, 1_000_000)
        return self

    @property
    def days(self):
        return self._days

    @property
    def seconds(self):
        return self._seconds

    @property
    def microseconds(self):
        return self._microseconds

    def total_seconds(self):
        return self._us / 10**6

    def __repr__(self):
        parts = []
        if self._days:
            parts.append("days=%d" % self._days)
        if self._seconds:
            parts.append("seconds=%d" % self._seconds)
        if self._microseconds:
            parts.append("microseconds=%d" % self._microseconds)
        return "datetime.timedelta(%s)" % (", ".join(parts) or "0")

    def __str__(self):
        minutes, seconds = divmod(self._seconds, 60)
        hours, minutes = divmod(minutes, 60)
        text = "%d:%02d:%02d" % (hours, minutes, seconds)
        if self._days:
            text = ("%d day%s, " % (self._days, "" if abs(self._days) == 1 else "s")) + text
        if self._microseconds:
            text += ".%06d" % self._microseconds
        return text

    def __add__(self, other):
        if isinstance(other, timedelta):
            return timedelta._from_us(self._us + other._us)
        return NotImplemented

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return timedelta._from_us(self._us - other._us)
        return NotImplemented

    def __rsub__(self, other):
        if isinstance(other, timedelta):
            return timedelta._from_us(other._us - self._us)
        return NotImplemented

    def __neg__(self):
        return timedelta._from_us(-self._us)

    def __pos__(self):
        return timedelta._from_us(self._us)

    def __abs__(self):
        return timedelta._from_us(abs(self._us))

    def __mul__(self, other):
        if isinstance(other, int):
            return timedelta._from_us(self._us * other)
        if isinstance(other, float):
            a, b = other.as_integer_ratio()
            return timedelta._from_us(_divide_nearest(self._us * a, b))
        return NotImplemented

    __rmul__ = __mul__

    def __floordiv__(self, other):
        if isinstance(other, timedelta):
            return self._us // other._us
        if isinstance(other, int):
            return timedelta._from_us(self._us // other)
        return NotImplemented

    def __truediv__(self, other):
        if isinstance(other, timedelta):
            return self._us / other._us
        if isinstance(other, int):
            return timedelta._from_us(_divide_nearest(self._us, other))
        if isinstance(other, float):
            a, b = other.as_integer_ratio()
            return timedelta._from_us(_divide_nearest(b * self._us, a))
        return NotImplemented

    def __mod__(self, other):
        if isinstance(other, timedelta):
            return timedelta._from_us(self._us % other._us)
        return NotImplemented

    def __divmod__(self, other):
        if isinstance(other, timedelta):
            q, r = divmod(self._us, other._us)
            return q, timedelta._from_us(r)
        return NotImplemented

    def __eq__(self, other):
        return self._us == other._us if isinstance(other, timedelta) else NotImplemented

    def __lt__(self, other):
        return self._us < other._us if isinstance(other, timedelta) else NotImplemented

    def __le__(self, other):
        return self._us <= other._us if isinstance(other, timedelta) else NotImplemented

    def __gt__(self, other):
        return self._us > other._us if isinstance(other, timedelta) else NotImplemented

    def __ge__(self, other):
        return self._us >= other._us if isinstance(other, timedelta) else NotImplemented

    def __hash__(self):
        return hash((self._days, self._seconds, self._microseconds))

    def __bool__(self):
        return self._us != 0


timedelta.min = timedelta(-999999999)
timedelta.max = timedelta._from_us(999999999 * 86_400_000_000 + 86_399_999_999)
timedelta.resolution = timedelta(microseconds=1)


class tzinfo:
    def utcoffset(self, dt):
        raise NotImplementedError("a tzinfo subclass must implement utcoffset()")

    def dst(self, dt):
        raise NotImplementedError("a tzinfo subclass must implement dst()")

    def tzname(self, dt):
        raise NotImplementedError("a tzinfo subclass must implement tzname()")

    def fromutc(self, dt):
        return dt + self.utcoffset(dt)


class timezone(tzinfo):
    def __init__(self, offset, name=None):
        if not isinstance(offset, timedelta):
            raise TypeError(
                "timezone() argument 1 must be datetime.timedelta, not " + type(offset).__name__
            )
        if not abs(offset) < timedelta(days=1):
            raise ValueError(
                "offset must be a timedelta strictly between -timedelta(hours=24) and "
                f"timedelta(hours=24), not {offset!r}."
            )
        self._offset = offset
        self._name = name

    def utcoffset(self, dt):
        return self._offset

    def dst(self, dt):
        return None

    def tzname(self, dt):
        if self._name is not None:
            return self._name
        return "UTC" + (_offset_text(self._offset, ":") if self._offset else "")

    def __str__(self):
        return self.tzname(None)

    def __repr__(self):
        if self is timezone.utc:
            return "datetime.timezone.utc"
        if self._name is None:
            return f"datetime.timezone({self._offset!r})"
        return f"datetime.timezone({self._offset!r}, {self._name!r})"

    def __eq__(self, other):
        return self._offset == other._offset if isinstance(other, timezone) else NotImplemented

    def __hash__(self):
        return hash(self._offset)


timezone.utc = timezone(timedelta(0))
timezone.min = timezone(-timedelta(hours=23, minutes=59))
timezone.max = timezone(timedelta(hours=23, minutes=59))
UTC = timezone.utc


def _offset_text(offset, separator):
    if offset is None:
        return ""
    us = offset._us
    sign = "-" if us < 0 else "+"
    seconds, us = divmod(abs(us), 1_000_000)
    text = "%s%02d%s%02d" % (sign, seconds // 3600, separator, seconds // 60 % 60)
    if seconds % 60 or us:
        text += "%s%02d" % (separator, seconds % 60)
        if us:
            text += ".%06d" % us
    return text


def _check_int(value):
    if isinstance(value, float):
        raise TypeError("integer argument expected, got float")
    if not isinstance(value, int):
        raise TypeError(f"{type(value).__name__!r} object cannot be interpreted as an integer")


def _check_date(year, month, day):
    _check_int(year)
    _check_int(month)
    _check_int(day)
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError("year %i is out of range" % year)
    if not 1 <= month <= 12:
        raise ValueError("month must be in 1..12")
    if not 1 <= day <= _days_in_month(year, month):
        raise ValueError("day is out of range for month")


def _check_time(hour, minute, second, microsecond):
    if not 0 <= hour <= 23:
        raise ValueError("hour must be in 0..23")
    if not 0 <= minute <= 59:
        raise ValueError("minute must be in 0..59")
    if not 0 <= second <= 59:
        raise ValueError("second must be in 0..59")
    if not 0 <= microsecond <= 999999:
        raise ValueError("microsecond must be in 0..999999")


def _time_text(hour, minute, second, microsecond, timespec):
    if timespec == "auto":
        timespec = "microseconds" if microsecond else "seconds"
    forms = {
        "hours": "%02d" % hour,
        "minutes": "%02d:%02d" % (hour, minute),
        "seconds": "%02d:%02d:%02d" % (hour, minute, second),
        "milliseconds": "%02d:%02d:%02d.%03d" % (hour, minute, second, microsecond // 1000),
        "microseconds": "%02d:%02d:%02d.%06d" % (hour, minute, second, microsecond),
    }
    if timespec not in forms:
        raise ValueError("Unknown timespec value")
    return forms[timespec]


class _IsoCalendarDate(tuple):
    year = _tuplegetter(0)
    week = _tuplegetter(1)
    weekday = _tuplegetter(2)

    def __repr__(self):
        return "datetime.IsoCalendarDate(year=%d, week=%d, weekday=%d)" % tuple(self)


def _parse_time(rest):
    """Hour, minute, second, microsecond and zone of the part behind the T."""
    tz = None
    if rest.endswith("Z"):
        rest, tz = rest[:-1], timezone.utc
    for sign in "+-":
        if sign in rest:
            rest, offset = rest.split(sign)
            parts = [int(p) for p in offset.split(":")]
            delta = timedelta(hours=parts[0], minutes=parts[1] if len(parts) > 1 else 0)
            tz = timezone(-delta if sign == "-" else delta) if delta else timezone.utc
    micro = 0
    if "." in rest:
        rest, fraction = rest.split(".")
        micro = int(fraction[:6].ljust(6, "0"))
    parts = [int(p) for p in rest.split(":")]
    return parts[0], parts[1] if len(parts) > 1 else 0, parts[2] if len(parts) > 2 else 0, micro, tz


def _parse_date(text):
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        raise ValueError(f"Invalid isoformat string: {text!r}")
    return int(text[:4]), int(text[5:7]), int(text[8:])


class date:
    def __new__(cls, year, month, day):
        _check_date(year, month, day)
        self = object.__new__(cls)
        self._year = year
        self._month = month
        self._day = day
        return self

    @classmethod
    def today(cls):
        return cls.fromtimestamp(_time_ns() // 1_000_000_000)

    @classmethod
    def fromtimestamp(cls, timestamp):
        return cls.fromordinal(int(timestamp // 86400) + 719163)

    @classmethod
    def fromordinal(cls, n):
        return cls(*_from_ordinal(n))

    @classmethod
    def fromisoformat(cls, text):
        try:
            return cls(*_parse_date(text))
        except ValueError as error:
            if "Invalid" in str(error) or "literal" in str(error):
                raise ValueError(f"Invalid isoformat string: {text!r}") from None
            raise

    @property
    def year(self):
        return self._year

    @property
    def month(self):
        return self._month

    @property
    def day(self):
        return self._day

    def toordinal(self):
        return _to_ordinal(self._year, self._month, self._day)

    def weekday(self):
        return (self.toordinal() + 6) % 7

    def isoweekday(self):
        return self.weekday() + 1

    def isocalendar(self):
        return _IsoCalendarDate(_iso_week(self._year, self._month, self._day))

    @classmethod
    def fromisocalendar(cls, year, week, day):
        if not MINYEAR <= year <= MAXYEAR:
            raise ValueError(f"Year is out of range: {year}")
        first = _to_ordinal(year, 1, 4)  # always in week 1
        monday = first - (first + 6) % 7
        if not 1 <= week <= 53 or week == 53 and _iso_week(*_from_ordinal(monday + 364))[0] != year:
            raise ValueError(f"Invalid week: {week}")
        if not 1 <= day <= 7:
            raise ValueError(f"Invalid weekday: {day} (range is [1, 7])")
        return cls.fromordinal(monday + (week - 1) * 7 + day - 1)

    def timetuple(self):
        return self._timetuple(-1)

    def _timetuple(self, dst):
        from time import struct_time

        return struct_time(
            (
                self._year, self._month, self._day, *self._clock(), self.weekday(),
                _day_of_year(self._year, self._month, self._day), dst,
            )
        )

    def _clock(self):
        return 0, 0, 0

    def replace(self, year=None, month=None, day=None):
        return type(self)(
            self._year if year is None else year,
            self._month if month is None else month,
            self._day if day is None else day,
        )

    def isoformat(self):
        return "%04d-%02d-%02d" % (self._year, self._month, self._day)

    __str__ = isoformat

    def __repr__(self):
        return "datetime.date(%d, %d, %d)" % (self._year, self._month, self._day)

    def ctime(self):
        return "%s %s %2d 00:00:00 %04d" % (
            _WEEKDAYS[self.weekday()][:3], _MONTHS[self._month - 1][:3], self._day, self._year,
        )

    def strftime(self, format):
        return _strftime(
            format, self._year, self._month, self._day, 0, 0, 0, self.weekday(),
            _day_of_year(self._year, self._month, self._day), "000000", "", "",
        )

    def __format__(self, spec):
        return self.strftime(spec) if spec else str(self)

    def __add__(self, other):
        if isinstance(other, timedelta):
            n = self.toordinal() + other.days
            if 0 < n <= 3652059:
                return type(self).fromordinal(n)
            raise OverflowError("date value out of range")
        return NotImplemented

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self + timedelta(-other.days)
        if isinstance(other, date) and not isinstance(other, datetime):
            return timedelta(self.toordinal() - other.toordinal())
        return NotImplemented

    def _key(self):
        return (self._year, self._month, self._day)

    def __eq__(self, other):
        if isinstance(other, date) and not isinstance(other, datetime):
            return self._key() == other._key()
        return NotImplemented

    def __lt__(self, other):
        if isinstance(other, date) and not isinstance(other, datetime):
            return self._key() < other._key()
        return NotImplemented

    def __le__(self, other):
        if isinstance(other, date) and not isinstance(other, datetime):
            return self._key() <= other._key()
        return NotImplemented

    def __gt__(self, other):
        if isinstance(other, date) and not isinstance(other, datetime):
            return self._key() > other._key()
        return NotImplemented

    def __ge__(self, other):
        if isinstance(other, date) and not isinstance(other, datetime):
            return self._key() >= other._key()
        return NotImplemented

    def __hash__(self):
        return hash(self._key())


date.min = date(1, 1, 1)
date.max = date(9999, 12, 31)
date.resolution = timedelta(days=1)


class time:
    def __new__(cls, hour=0, minute=0, second=0, microsecond=0, tzinfo=None):
        _check_time(hour, minute, second, microsecond)
        self = object.__new__(cls)
        self._hour = hour
        self._minute = minute
        self._second = second
        self._microsecond = microsecond
        self._tzinfo = tzinfo
        return self

    @property
    def hour(self):
        return self._hour

    @property
    def minute(self):
        return self._minute

    @property
    def second(self):
        return self._second

    @property
    def microsecond(self):
        return self._microsecond

    @property
    def tzinfo(self):
        return self._tzinfo

    def isoformat(self, timespec="auto"):
        text = _time_text(self._hour, self._minute, self._second, self._microsecond, timespec)
        if self._tzinfo is not None:
            text += _offset_text(self._tzinfo.utcoffset(None), ":")
        return text

    __str__ = isoformat

    def __repr__(self):
        text = "datetime.time(%d, %d" % (self._hour, self._minute)
        if self._microsecond:
            text += ", %d, %d" % (self._second, self._microsecond)
        elif self._second:
            text += ", %d" % self._second
        if self._tzinfo is not None:
            text += ", tzinfo=%r" % self._tzinfo
        return text + ")"

    def strftime(self, format):
        offset = None if self._tzinfo is None else self._tzinfo.utcoffset(None)
        name = "" if self._tzinfo is None else self._tzinfo.tzname(None)
        return _strftime(
            format, 1900, 1, 1, self._hour, self._minute, self._second, 0, 1,
            "%06d" % self._microsecond, _offset_text(offset, ""), name,
        )

    def __format__(self, spec):
        return self.strftime(spec) if spec else str(self)

    fold = 0

    def utcoffset(self):
        return None if self._tzinfo is None else self._tzinfo.utcoffset(None)

    def dst(self):
        return None if self._tzinfo is None else self._tzinfo.dst(None)

    def tzname(self):
        return None if self._tzinfo is None else self._tzinfo.tzname(None)

    def replace(self, hour=None, minute=None, second=None, microsecond=None, tzinfo=True):
        return type(self)(
            self._hour if hour is None else hour,
            self._minute if minute is None else minute,
            self._second if second is None else second,
            self._microsecond if microsecond is None else microsecond,
            self._tzinfo if tzinfo is True else tzinfo,
        )

    @classmethod
    def fromisoformat(cls, text):
        try:
            return cls(*_parse_time(text[1:] if text.startswith("T") else text))
        except (ValueError, IndexError):
            raise ValueError(f"Invalid isoformat string: {text!r}") from None

    def _ordered(self, other):
        """Both as comparable numbers; raises where one has a zone and the other has not."""
        mine, theirs = self.utcoffset(), other.utcoffset()
        if (mine is None) != (theirs is None):
            raise TypeError("can't compare offset-naive and offset-aware times")
        return self._us(), other._us()

    def _us(self):
        """Microseconds since midnight in UTC, or wherever it is when there is no zone."""
        offset = self.utcoffset()
        seconds = (self._hour * 60 + self._minute) * 60 + self._second
        return seconds * 1_000_000 + self._microsecond - (0 if offset is None else offset._us)

    def __eq__(self, other):
        if not isinstance(other, time):
            return NotImplemented
        if (self.utcoffset() is None) != (other.utcoffset() is None):
            return False
        return self._us() == other._us()

    def __lt__(self, other):
        if not isinstance(other, time):
            return NotImplemented
        mine, theirs = self._ordered(other)
        return mine < theirs

    def __le__(self, other):
        if not isinstance(other, time):
            return NotImplemented
        mine, theirs = self._ordered(other)
        return mine <= theirs

    def __gt__(self, other):
        if not isinstance(other, time):
            return NotImplemented
        mine, theirs = self._ordered(other)
        return mine > theirs

    def __ge__(self, other):
        if not isinstance(other, time):
            return NotImplemented
        mine, theirs = self._ordered(other)
        return mine >= theirs

    def __hash__(self):
        return hash(self._us())


time.min = time(0, 0, 0)
time.max = time(23, 59, 59, 999999)
time.resolution = timedelta(microseconds=1)
_time_class = time


class datetime(date):
    def __new__(cls, year, month, day, hour=0, minute=0, second=0, microsecond=0, tzinfo=None):
        _check_date(year, month, day)
        _check_time(hour, minute, second, microsecond)
        self = object.__new__(cls)
        self._year = year
        self._month = month
        self._day = day
        self._hour = hour
        self._minute = minute
        self._second = second
        self._microsecond = microsecond
        self._tzinfo = tzinfo
        return self

    @classmethod
    def _from_us(cls, us, tz):
        """Microseconds since 0001-01-01 00:00, as the clock of `tz` shows them."""
        days, rest = divmod(us, 86_400_000_000)
        if not 0 <= days < 3652059:
            raise OverflowError("date value out of range")
        seconds, micro = divmod(rest, 1_000_000)
        year, month, day = _from_ordinal(days + 1)
        return cls(year, month, day, seconds // 3600, seconds // 60 % 60, seconds % 60, micro, tz)

    @classmethod
    def _from_epoch_us(cls, us, tz):
        offset = 0 if tz is None else tz.utcoffset(None)._us
        return cls._from_us(us + 719162 * 86_400_000_000 + offset, tz)

    @classmethod
    def now(cls, tz=None):
        return cls._from_epoch_us(_time_ns() // 1000, tz)

    @classmethod
    def utcnow(cls):
        return cls.now()

    @classmethod
    def today(cls):
        return cls.now()

    @classmethod
    def fromtimestamp(cls, timestamp, tz=None):
        if isinstance(timestamp, int):
            us = timestamp * 1_000_000
        else:
            whole = int(timestamp // 1)
            us = whole * 1_000_000 + _round_half_even((timestamp - whole) * 1e6)
        return cls._from_epoch_us(us, tz)

    @classmethod
    def utcfromtimestamp(cls, timestamp):
        return cls.fromtimestamp(timestamp)

    @classmethod
    def combine(cls, date, time, tzinfo=True):
        if tzinfo is True:
            tzinfo = time.tzinfo
        return cls(
            date.year, date.month, date.day, time.hour, time.minute, time.second, time.microsecond, tzinfo,
        )

    @classmethod
    def fromordinal(cls, n):
        return cls(*_from_ordinal(n))

    @classmethod
    def fromisoformat(cls, text):
        try:
            year, month, day = _parse_date(text[:10])
            hour, minute, second, micro, tz = _parse_time(text[11:] or "00")
        except (ValueError, IndexError):
            raise ValueError(f"Invalid isoformat string: {text!r}") from None
        return cls(year, month, day, hour, minute, second, micro, tz)

    @property
    def hour(self):
        return self._hour

    @property
    def minute(self):
        return self._minute

    @property
    def second(self):
        return self._second

    @property
    def microsecond(self):
        return self._microsecond

    @property
    def tzinfo(self):
        return self._tzinfo

    def _us(self):
        seconds = self._hour * 3600 + self._minute * 60 + self._second
        return (self.toordinal() - 1) * 86_400_000_000 + seconds * 1_000_000 + self._microsecond

    def utcoffset(self):
        return None if self._tzinfo is None else self._tzinfo.utcoffset(self)

    def tzname(self):
        return None if self._tzinfo is None else self._tzinfo.tzname(self)

    def timestamp(self):
        offset = self.utcoffset()
        us = self._us() - 719162 * 86_400_000_000 - (0 if offset is None else offset._us)
        return us / 10**6

    def date(self):
        return date(self._year, self._month, self._day)

    def time(self):
        return _time_class(self._hour, self._minute, self._second, self._microsecond)

    def timetz(self):
        return _time_class(self._hour, self._minute, self._second, self._microsecond, self._tzinfo)

    def _clock(self):
        return self._hour, self._minute, self._second

    def timetuple(self):
        dst = self.dst()
        return self._timetuple(-1 if dst is None else 1 if dst else 0)

    def utctimetuple(self):
        offset = self.utcoffset()
        return (self - offset if offset else self)._timetuple(0)

    def dst(self):
        return None if self._tzinfo is None else self._tzinfo.dst(self)

    fold = 0

    @classmethod
    def strptime(cls, date_string, format):
        from _strptime import parse

        *parts, _, _, zone, name = parse(date_string, format)
        tz = None
        if zone is not None:
            delta = timedelta(seconds=zone)
            tz = timezone(delta, name) if name else timezone(delta) if delta else timezone.utc
        return cls(*parts, tz)

    def replace(
        self, year=None, month=None, day=None, hour=None, minute=None, second=None, microsecond=None,
        tzinfo=True,
    ):
        return type(self)(
            self._year if year is None else year,
            self._month if month is None else month,
            self._day if day is None else day,
            self._hour if hour is None else hour,
            self._minute if minute is None else minute,
            self._second if second is None else second,
            self._microsecond if microsecond is None else microsecond,
            self._tzinfo if tzinfo is True else tzinfo,
        )

    def astimezone(self, tz=None):
        if tz is None:
            tz = timezone.utc
        offset = self.utcoffset()
        us = self._us() - (0 if offset is None else offset._us)
        return type(self)._from_us(us + tz.utcoffset(None)._us, tz)

    def isoformat(self, sep="T", timespec="auto"):
        text = "%04d-%02d-%02d%s%s" % (
            self._year, self._month, self._day, sep,
            _time_text(self._hour, self._minute, self._second, self._microsecond, timespec),
        )
        return text + _offset_text(self.utcoffset(), ":")

    def __str__(self):
        return self.isoformat(sep=" ")

    def __repr__(self):
        parts = [self._year, self._month, self._day, self._hour, self._minute]
        if self._microsecond:
            parts += [self._second, self._microsecond]
        elif self._second:
            parts.append(self._second)
        text = "datetime.datetime(" + ", ".join(str(p) for p in parts)
        if self._tzinfo is not None:
            text += ", tzinfo=%r" % self._tzinfo
        return text + ")"

    def ctime(self):
        return "%s %s %2d %02d:%02d:%02d %04d" % (
            _WEEKDAYS[self.weekday()][:3], _MONTHS[self._month - 1][:3], self._day,
            self._hour, self._minute, self._second, self._year,
        )

    def strftime(self, format):
        return _strftime(
            format, self._year, self._month, self._day, self._hour, self._minute, self._second,
            self.weekday(), _day_of_year(self._year, self._month, self._day),
            "%06d" % self._microsecond, _offset_text(self.utcoffset(), ""), self.tzname() or "",
        )

    def __add__(self, other):
        if isinstance(other, timedelta):
            return type(self)._from_us(self._us() + other._us, self._tzinfo)
        return NotImplemented

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return type(self)._from_us(self._us() - other._us, self._tzinfo)
        if isinstance(other, datetime):
            mine, theirs = self.utcoffset(), other.utcoffset()
            if (mine is None) != (theirs is None):
                raise TypeError("can't subtract offset-naive and offset-aware datetimes")
            us = self._us() - other._us()
            if mine is not None:
                us -= mine._us - theirs._us
            return timedelta._from_us(us)
        return NotImplemented

    def _ordered(self, other):
        """Both as comparable numbers; raises where one has a zone and the other has not, or no time."""
        if not isinstance(other, datetime):
            raise TypeError("can't compare datetime.datetime to datetime.date")
        mine, theirs = self.utcoffset(), other.utcoffset()
        if (mine is None) != (theirs is None):
            raise TypeError("can't compare offset-naive and offset-aware datetimes")
        if mine is None:
            return self._us(), other._us()
        return self._us() - mine._us, other._us() - theirs._us

    def __eq__(self, other):
        if not isinstance(other, datetime):
            return NotImplemented
        if (self.utcoffset() is None) != (other.utcoffset() is None):
            return False
        a, b = self._ordered(other)
        return a == b

    def __lt__(self, other):
        if not isinstance(other, date):
            return NotImplemented
        a, b = self._ordered(other)
        return a < b

    def __le__(self, other):
        if not isinstance(other, date):
            return NotImplemented
        a, b = self._ordered(other)
        return a <= b

    def __gt__(self, other):
        if not isinstance(other, date):
            return NotImplemented
        a, b = self._ordered(other)
        return a > b

    def __ge__(self, other):
        if not isinstance(other, date):
            return NotImplemented
        a, b = self._ordered(other)
        return a >= b

    def __hash__(self):
        offset = self.utcoffset()
        return hash(self._us() - (0 if offset is None else offset._us))


datetime.min = datetime(1, 1, 1)
datetime.max = datetime(9999, 12, 31, 23, 59, 59, 999999)
datetime.resolution = timedelta(microseconds=1)
