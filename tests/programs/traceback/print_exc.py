# test: stderr
import sys
import traceback

try:
    {}["key"]
except KeyError:
    traceback.print_exc()
    traceback.print_exc(file=sys.stdout)
try:
    try:
        raise ValueError("first")
    except ValueError:
        raise TypeError("second")
except TypeError:
    traceback.print_exc(file=sys.stdout)
