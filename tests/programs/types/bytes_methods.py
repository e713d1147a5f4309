b = b"Hello, World"
print(b, len(b), b[0], b[-1], b[1:4], b[::-1], list(b[:3]), b + b"!", b * 2 if False else b[:2] * 2, 72 in b, b"lo" in b)
print(b.upper(), b.lower(), b.split(b", "), b.find(b"o"), b.replace(b"l", b"L"), b.startswith(b"He"), b.hex(), b.count(b"o"), b.index(b"W"), b.strip(b"Hd"), b.partition(b","))
print(bytes(3), bytes([1, 2, 255]), bytes("é", "utf-8"), bytes(b"x"), bytes(), bytes(range(5)), bytes.fromhex("48 65 6c"), b",".join([b"a", b"b"]))
print(b == b"Hello, World", b < b"I", hash(b"a") == hash(b"a"), b"a" == "a", b.decode(), b"\x00\x7f\x80\xff\t\n\r'", b"'\"", bytes([39]), b"a".isalpha(), b"12".isdigit(), b" x ".strip(), b"a-b".split(b"-"))
for action in (lambda: b"a" + "b", lambda: b"a"[5], lambda: bytes([256]), lambda: bytes(-1), lambda: bytes("x"), lambda: bytes(["a"]), lambda: b"a".join(["b"]), lambda: "a" in b"abc", lambda: 300 in b"a", lambda: b"x".decode("ascii", 5), lambda: bytes(1.5), lambda: bytes.fromhex("zz"), lambda: b"a".find("a"), lambda: b"a".index(b"z"), lambda: b"a" < "a", lambda: b"".split(b"")):
    try:
        print(action())
    except (TypeError, ValueError, IndexError) as error:
        print(type(error).__name__, error)
