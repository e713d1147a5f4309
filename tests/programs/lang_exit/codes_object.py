# test: stderr
import sys

sys.exit([1, "list"])
