# test: stderr
def run():
    try:
        1 / 0
    except ZeroDivisionError as error:
        error.add_note("the divisor was zero")
        error.add_note("two\nlines")
        raise


run()
