import time
from datetime import datetime, timedelta

start = datetime.now()
time.sleep(3661.5)
end = datetime.now()
elapsed = end - start
print(elapsed, elapsed.total_seconds(), type(elapsed).__name__)
print(end + timedelta(days=31), end - timedelta(seconds=1))
print(start < end, end == start + elapsed, max(start, end) is end)
leap = datetime(2024, 2, 28, 23, 59, 59)
print(leap + timedelta(seconds=1), leap + timedelta(days=2), datetime(2023, 2, 28) + timedelta(days=1))
print(datetime(2000, 1, 1) - datetime(1999, 12, 25, 12))
print(leap.replace(year=2025, day=1), leap.date(), leap.time())
try:
    datetime(2023, 2, 29)
except ValueError as error:
    print(error)
