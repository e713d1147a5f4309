import sys

print()
print(1, "two", 3.0, None, [4], sep="-")
print("no newline", end="")
print("!", end="\n\n")
print("a", "b", sep="")
print("a", "b", sep=None, end=None)
print(*range(5), sep=", ")
print("flushed", flush=True)
print("to stderr", file=sys.stderr)
print("to stdout", file=sys.stdout)
print(sep="x")
print("tab\tand\\n", "unicode é 日本 😀")
print({"a": (1,)}, {1, }, b"bytes", range(3), slice(1, 2))
for bad in ({"sep": 1}, {"end": b""}, {"what": 1}):
    try:
        print("x", **bad)
    except TypeError as error:
        print(error)


class Writer:
    def __init__(self):
        self.parts = []

    def write(self, text):
        self.parts.append(text)


w = Writer()
print("one", 2, file=w)
print("x", end="", file=w)
print(w.parts if False else "".join(w.parts).encode())
try:
    print("x", file=5)
except AttributeError as error:
    print(error)
print(print("returns"))
sys.stdout.write("written\n")
print(sys.stdout.write("") if True else 0)
