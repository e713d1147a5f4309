import sys

try:
    sys.exit(True)
except SystemExit as error:
    print(repr(error), error.code)
try:
    sys.exit((1, 2))
except SystemExit as error:
    print(repr(error), error.code)
sys.exit(257)
