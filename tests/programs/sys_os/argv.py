# test: args one two --three
import sys

print(sys.argv[1:], len(sys.argv), sys.argv[0].endswith("argv.py"))
print(sys.version_info[:2], sys.version_info.major, sys.version_info.minor, sys.version_info >= (3, 11))
