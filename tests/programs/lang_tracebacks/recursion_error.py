import traceback


def forever():
    return forever()


try:
    forever()
except RecursionError:
    lines = traceback.format_exc().splitlines()
    print(*lines[:4], *lines[-4:-2], lines[-1], sep="\n")
