"""Dates, datetimes and times beside what they cannot be compared with or added to."""
# test: plain
import operator
from datetime import date, datetime, time, timedelta, timezone

here = timezone(timedelta(hours=2))
values = [
    datetime(2020, 1, 1),
    datetime(2020, 1, 1, tzinfo=timezone.utc),
    datetime(2020, 1, 1, 2, tzinfo=here),
    date(2020, 1, 1),
    time(1),
    time(1, tzinfo=timezone.utc),
    time(3, tzinfo=here),
    timedelta(days=1),
    timezone.utc,
    1,
]

for a in values:
    for b in values:
        for function in (operator.eq, operator.lt, operator.ge, operator.add, operator.sub):
            try:
                result = function(a, b)
            except TypeError as error:
                result = error
            print(f"{function.__name__:3} {a!s:25} {b!s:25} {result}")

print(hash(time(1, tzinfo=timezone.utc)) == hash(time(3, tzinfo=here)), len({values[1], values[2]}))
