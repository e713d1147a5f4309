values = ["a", "it's", 'say "hi"', "both ' and \"", "tab\t", "nl\n", "\x00\x1f\x7f", "é", "\xa0", "日本", "😀", "\u200b", "\ud800", "\\", b"a'b\"\x00\xff", b'it\'s',
          1.0, 1e16, 1e-5, 123456789.123, float("nan"), -0.0, 10**18, True, None, ..., (), (1,), [], {}, set(), frozenset(), frozenset({1}), range(3), range(1, 5, 2),
          slice(1), {"k": [1, {"n": ()}]}, {1: "x"}, NotImplemented, int, ValueError("v"), KeyError("k"), b"", "", [None], [[]], ((),)]
for value in values:
    print(ascii(value), end=" | ")
print()
print(repr("é日😀"), repr("\xa0\u200b"), repr(b"\t\n\r\\"))
for f in (repr, ascii):
    for bad in ((), (1, 2)):
        try:
            f(*bad)
        except TypeError as error:
            print(error)
a = [1]
a.append(a)
d = {1: a}
d["d"] = d
print(a, d)
