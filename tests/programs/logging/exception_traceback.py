import logging
import sys

logging.basicConfig(stream=sys.stdout, format="%(levelname)s:%(message)s")


def divide(a, b):
    try:
        return a / b
    except ZeroDivisionError:
        logging.exception("division of %s failed", a)
        logging.error("with exc_info", exc_info=True)


divide(1, 0)
