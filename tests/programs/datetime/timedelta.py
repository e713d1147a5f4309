from datetime import timedelta

delta = timedelta(days=1, hours=2, minutes=3, seconds=4, milliseconds=5, microseconds=6)
print(delta, repr(delta))
print(delta.days, delta.seconds, delta.microseconds, delta.total_seconds())
print(delta + timedelta(hours=22), delta - timedelta(days=2), delta * 2, delta / 2, -delta)
print(delta // timedelta(hours=1), delta / timedelta(hours=1), delta % timedelta(hours=1))
print(timedelta(seconds=90), timedelta(days=-1, seconds=5), timedelta(), timedelta(weeks=1))
print(timedelta(seconds=1) < timedelta(seconds=2), timedelta(minutes=1) == timedelta(seconds=60))
print(bool(timedelta()), abs(timedelta(-1)), sum([timedelta(1), timedelta(2)], timedelta()))
print(timedelta(seconds=0.1 + 0.2), timedelta(days=1.5), repr(timedelta(0)), repr(timedelta(hours=-1)))
print(str(timedelta(days=2, seconds=1)), f"{timedelta(seconds=5)}", delta.total_seconds() // 60)
