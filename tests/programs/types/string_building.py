parts = []
for i in range(5):
    parts.append(str(i))
s = "".join(parts)
s += "x" * 3
s = s.replace("x", "y", 2)
print(s, s[::2], s[-3:], s[1:-1], len(s), s.index("y"), s > "0123", min(s), max(s), sorted(s, reverse=True))
t = ""
for c in "hello":
    t = c + t
print(t, "".join(reversed("hello")), "hello"[::-1], "-".join("abc"), "a,b;c".replace(";", ",").split(","))
u = "x"
v = u
u += "y"
print(u, v, u * 0, u * -1, 2 * u, "é" + "日", ("a" + "é")[1], ("日" * 3)[1:], "abc" "def")
table = [("name", "qty"), ("apple", 3), ("kiwi", 12)]
for name, qty in table:
    print(f"|{name:<8}|{qty:>5}|")
print("%-10s|%5.1f|%03d" % ("left", 2.25, 7), "{:^10}|{:+.2e}".format("mid", 12345.678), "{0:{1}}|".format("w", 6))
print("abc".join(["1", "2", "3"]), "x".join(""), " ".join(map(str, range(3))), "\n".join(["l1", "l2"]).splitlines(), "a\\b", r"a\b", "tab\there")
print("Hello"[0].lower() + "Hello"[1:].upper(), "hello world".title(), "x=1;y=2".split(";"), dict(p.split("=") for p in "x=1;y=2".split(";")))
big = "ab" * 1000
print(len(big), big.count("ba"), big.find("b", 1500), big[1998:], big == "ab" * 1000, hash(big) == hash("ab" * 1000))
w = "word"
w2 = w[:2] + w[2:]
print(w == w2, w2, w[0:100], w[5:], w[-100:2], repr(w[4:4]), w[3], w[-4], "o" in w, "rd" in w, "dr" in w, "" in w)
