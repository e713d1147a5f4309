# test: stderr
def fail(n):
    raise ValueError(f"bad {n}")


def collect():
    errors = []
    for n in range(3):
        try:
            fail(n)
        except ValueError as error:
            errors.append(error)
    raise ExceptionGroup("several", errors + [ExceptionGroup("nested", [TypeError("t")])])


collect()
