import time

time.sleep(90061.5)
now = time.localtime()
print(now)
print(now.tm_year, now.tm_mon, now.tm_mday, now.tm_hour, now.tm_min, now.tm_sec)
print(now.tm_wday, now.tm_yday, now.tm_isdst, now[0], len(now), tuple(now))
print(time.gmtime() == time.localtime(), time.gmtime(0)[:6])
print(time.gmtime(951782400)[:8])
year, month, day, *rest = time.gmtime(68169600)
print(year, month, day, rest)
