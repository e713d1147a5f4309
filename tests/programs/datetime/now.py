import time
from datetime import datetime

print(datetime.now())
time.sleep(1.25)
print(datetime.now(), repr(datetime.now()))
time.sleep(86400 * 59)
now = datetime.now()
print(now, now.year, now.month, now.day, now.hour, now.minute, now.second, now.microsecond)
print(now.isoformat(), now.weekday(), now.timestamp())
time.sleep(1e-6)
time.sleep(9e-7)
print(datetime.now().microsecond)
