import time

time.sleep(3723)
print(time.strftime("%X"), time.strftime("%H:%M:%S"), time.strftime("%Y-%m-%d"))
print(time.strftime("%a %b %d %H:%M:%S %Y"))
print(time.strftime("%A %B %j %U %w %y %% %p %I"))
print(time.strftime("%c|%x"))
print(time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(86400 * 365)))
print(time.strftime("%d/%m/%Y", time.localtime(1_000_000_000)))
print(time.ctime(), "|", time.ctime(0), "|", time.ctime(1_700_000_000.9))
print(time.strftime("literal é %H"))
