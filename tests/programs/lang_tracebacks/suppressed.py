# test: stderr
try:
    [].pop()
except IndexError:
    raise RuntimeError("clean") from None
