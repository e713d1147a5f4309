import time
from datetime import date, datetime, timedelta

print(date.today(), datetime.today())
time.sleep(86400 * 3)
print(date.today(), repr(date.today()), date.today().isoformat(), date.today().weekday())
print(isinstance(datetime.now(), date), datetime.now().date() == date.today())
print(date(2024, 2, 28) + timedelta(days=2), date(2024, 3, 1) - date(2024, 2, 1))
