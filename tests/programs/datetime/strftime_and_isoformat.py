from datetime import datetime

moment = datetime(2024, 3, 5, 7, 8, 9, 123456)
print(moment.strftime("%Y-%m-%d %H:%M:%S"), moment.strftime("%X"), moment.strftime("%H:%M:%S.%f"))
print(moment.strftime("%A, %d %B %Y, %I:%M %p, day %j"), moment.strftime("%a %b %y"))
print(moment.isoformat(), moment.isoformat(" "), moment.isoformat(timespec="seconds"))
print(datetime(2024, 3, 5).isoformat(), str(moment), repr(datetime(2024, 3, 5)), repr(moment))
print(f"{moment:%H:%M}", f"{moment}", "{:%d.%m.%Y}".format(moment))
print(moment == datetime.fromisoformat(moment.isoformat()))
