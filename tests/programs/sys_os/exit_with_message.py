# test: stderr
import sys

sys.exit("a message means code 1")
