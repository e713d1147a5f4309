# test: stderr
def make():
    errors = []
    for n in range(2):
        try:
            int(f"x{n}")
        except ValueError as error:
            error.add_note(f"note {n}")
            errors.append(error)
    raise ExceptionGroup("several", errors)


make()
