# test: stderr
try:
    int("x")
except ValueError:
    raise RuntimeError("clean") from None
