# datetime, date, time, timedelta, timezone and what time does with calendars.
from datetime import datetime, timedelta, date, time, timezone


def t(f, *a, **k):
    try:
        print(repr(f(*a, **k)))
    except BaseException as e:
        print(type(e).__name__, e)


n = datetime.now()
print(n, datetime.utcnow(), datetime.today(), datetime.now(timezone.utc), repr(datetime.now(timezone.utc)), datetime.now().timestamp(), datetime.now(tz=timezone.utc).isoformat())
d = datetime(2024, 2, 29, 13, 5, 9, 1234)
print(d, repr(d), str(d), d.isoformat(), d.isoformat(sep=' ', timespec='milliseconds'), d.isoformat(timespec='minutes'), d.date(), d.time(), d.weekday(), d.isoweekday(), d.isocalendar(), d.timetuple(), d.toordinal(), d.ctime(), d.timestamp())
for f in 'aAbBcCdDeFgGhHIjklmMnpPrRsStTuUVwWxXyYzZ%':
    print(f, repr(d.strftime('%' + f)) if f not in 'EkQPsl' else '')
print(d.strftime('%Y-%m-%dT%H:%M:%S.%fZ'), f'{d:%B %d}', format(d, ''), '{:%j}'.format(d))
t(datetime.strptime, '2024-03-01 10:20:30', '%Y-%m-%d %H:%M:%S')
t(datetime.strptime, 'x', '%Y')
t(datetime.strptime, '01/02/24', '%d/%m/%y')
t(datetime.strptime, '2024-01-01 x', '%Y-%m-%d')
t(datetime.strptime, 'Mar 5 2024 3:04 PM', '%b %d %Y %I:%M %p')
t(datetime.strptime, '2024-01-01T00:00:00.123456', '%Y-%m-%dT%H:%M:%S.%f')
t(datetime.strptime, '2024-01-01 +0200', '%Y-%m-%d %z')
t(datetime.fromisoformat, '2024-01-02')
t(datetime.fromisoformat, '2024-01-02T03:04:05.678')
t(datetime.fromisoformat, '2024-01-02 03:04:05+02:00')
t(datetime.fromisoformat, '2024-01-02T03:04:05Z')
t(datetime.fromisoformat, 'bad')
t(date.fromisoformat, '2024-12-31')
t(time.fromisoformat, '04:05:06')
t(datetime.fromtimestamp, 1000000000.0)
t(datetime.fromtimestamp, 1000000000.0, timezone.utc)
t(datetime.utcfromtimestamp, 0.5)
t(datetime.fromordinal, 738000)
t(datetime.combine, date(2024, 1, 1), time(1, 2))
t(datetime, 2024, 13, 1)
t(datetime, 2024, 1, 32)
t(datetime, 0, 1, 1)
t(datetime, 2024, 1, 1, 25)
t(datetime, 2024, 1, 1, 1, 60)
print(d + timedelta(hours=12), d - timedelta(days=60), d - datetime(2024, 1, 1), d > datetime(2023, 1, 1), d == datetime(2024, 2, 29, 13, 5, 9, 1234), d.replace(hour=1, microsecond=0), hash(d) == hash(d.replace()), {d: 1}[d], datetime.min, datetime.max, datetime.resolution)
t(lambda: datetime.max + timedelta(1))
t(lambda: d < datetime.now(timezone.utc))
t(lambda: d == 3)
u = datetime(2024, 1, 1, tzinfo=timezone.utc)
e = timezone(timedelta(hours=5, minutes=30))
print(u, u.astimezone(e), repr(u.astimezone(e)), u.utcoffset(), u.tzname(), e, repr(e), timezone(timedelta(hours=-3), 'BRT'), u == u.astimezone(e), u.astimezone(e) - u, u.timestamp(), u.strftime('%z %Z'), u.tzinfo, timezone.utc, repr(timezone.utc))
D = date(2024, 1, 31)
print(D, repr(D), D + timedelta(1), D - date(2023, 1, 1), D.strftime('%d %b'), D.weekday(), D.isoformat(), D.replace(day=1), D < date(2025, 1, 1), D.year, D.month, D.day, date.min, date.max, D.timetuple().tm_yday, D.isocalendar(), D.ctime(), date.today(), date.fromtimestamp(86400), hash(D) == hash(date(2024, 1, 31)), D.isocalendar().week)
T = time(1, 2, 3, 4)
print(T, repr(T), T.isoformat(), T.strftime('%H-%M'), T < time(2), T.hour, T.minute, time(), repr(time(5)), T.replace(hour=9), time.min, time.max, bool(time()))
td = timedelta(days=1, hours=2, minutes=3, seconds=4.5)
print(td, repr(td), td.total_seconds(), td.days, td.seconds, td.microseconds, -td, abs(-td), td * 2, td / 2, td // 2, td // timedelta(hours=1), td % timedelta(hours=1), divmod(td, timedelta(hours=1)), td / timedelta(hours=1), td * 1.5, 3 * td, td + td, td - timedelta(1), +td, td == timedelta(seconds=93784.5), td > timedelta(1), bool(timedelta()), timedelta.max, timedelta.min, timedelta.resolution, hash(timedelta(1)) == hash(timedelta(hours=24)))
print(str(timedelta(microseconds=1)), str(timedelta(days=-1, microseconds=1)), str(timedelta(days=365)), timedelta(seconds=1e-07), timedelta(seconds=0.1), timedelta(hours=25))
import time as tm
t(tm.strptime, '2024-01-02', '%Y-%m-%d')
t(tm.strptime, 'Thu Feb 29 13:05:09 2024')
t(tm.strptime, '10:20', '%H:%M')
t(tm.strptime, '1 2', '%q')
t(tm.strptime, '1', '%')
t(date.fromisocalendar, 2024, 9, 4)
t(date.fromisocalendar, 2024, 53, 1)
t(lambda: d.utctimetuple())
t(lambda: d.timetz())


class MyDT(datetime):
    pass


print(sorted([date(2024, 1, 2), date(2023, 1, 1)]), max(d, datetime(2030, 1, 1)), isinstance(d, date), type(d.date()), type(MyDT(2024, 1, 1) + td))
