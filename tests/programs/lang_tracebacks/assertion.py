# test: stderr
def check(n):
    assert n > 3, f"{n} is too small"
    assert isinstance(n, str)


try:
    check(1)
except AssertionError as error:
    print(error)
check(5)
