s = "naïve café 日本 😀"
print(len(s), s[2], s[-1], s[::-1], s.upper(), s.encode(), s.encode("latin-1", "replace"), s.encode("ascii", "ignore"), s.encode("ascii", "backslashreplace"))
print("é" == "\u00e9", "é" == "e\u0301", len("e\u0301"), ord("😀"), chr(0x1F600))
print(b"caf\xc3\xa9".decode(), b"\xff".decode("latin-1"), b"\xff".decode("utf-8", "replace"), b"a\xffb".decode(errors="ignore"), str(b"abc", "ascii"), str(b"x"))
for action in (lambda: "é".encode("ascii"), lambda: b"\xff".decode(), lambda: b"\xc3".decode("utf-8"), lambda: "x".encode("nope"), lambda: "\ud800".encode(), lambda: b"\xe9abc".decode("ascii"), lambda: str(b"x", 5), lambda: str("x", "ascii")):
    try:
        print(action())
    except (UnicodeError, LookupError, TypeError) as error:
        print(type(error).__name__, error)
try:
    "aé日b".encode("ascii")
except UnicodeEncodeError as error:
    print(error.start, error.end, error.reason, error.encoding, error.object)
print("straße".upper(), "ΑΣ".lower(), "Ω".lower(), "ﬁ".upper(), "ŉ".capitalize(), sorted("éaz"), max("aé"), "日".isalpha(), "٣".isdigit())
print([c for c in "añ😀"], list("日本"), "日本".center(6, "*"), "é".ljust(3) + "|", f"{'日':>4}|", "%5s|" % "é")
print("a\u0000b" == "a\x00b", len("\0"), repr("\0"), "x\0y".split("\0"))
print(str(), str(5), str(None), str([1]), str("s"), str(object=5), str(1.0), str(True))
