import sys

print("before")
sys.stdout.write("written\n")
sys.stderr.write("to stderr\n")
print("also", file=sys.stderr)
sys.exit(42)
