import sys

try:
    sys.exit()
except SystemExit as error:
    print(error.code, repr(error))
try:
    sys.exit("text")
except SystemExit as error:
    print(error.code)
raise SystemExit(0)
