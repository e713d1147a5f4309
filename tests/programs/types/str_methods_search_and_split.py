s = "one two one three"
print(s.find("one"), s.find("one", 1), s.rfind("one"), s.find("x"), s.index("two"), s.rindex("e"), s.count("one"), s.count("e", 5), s.count(""), "aaa".count("aa"), s.find("", 3), s.find("one", -8))
print(s.split(), s.split("one"), s.split(" ", 1), s.rsplit(" ", 1), s.rsplit(maxsplit=1), "a,b,,c".split(","), ",a,".split(","), "".split(), "".split(","), "  a  b ".split(), "  a  b ".split(" "), " a b c ".split(None, 1))
print(s.partition(" "), s.rpartition(" "), s.partition("x"), s.rpartition("x"))
print("a\nb\r\nc\rd".splitlines(), "a\nb\n".splitlines(), "a\n\nb".splitlines(True), "".splitlines())
print(",".join("abc"), "".join([]), "-".join(["a"]), ", ".join(str(i) for i in range(3)), "é".join("ab"))
print(s.replace("one", "1"), s.replace("one", "1", 1), "aaa".replace("a", "bb"), "abc".replace("", "-"), "abc".replace("x", "y"), "abc".replace("b", ""))
print("abc".translate({97: "x", 98: None, ord("c"): 100}), "hello".translate(str.maketrans("el", "ip")), "hello".translate(str.maketrans("", "", "l")), str.maketrans({"a": "1"}))
print("abc" in "xabcx", "" in "a", "z" not in "abc", "abc" * 2, "abc" < "abd", "a" < "B", "Z" < "a", "abc"[1], "abc"[-1], "abc"[5:])
for action in (lambda: "a".index("b"), lambda: "a".rindex("b"), lambda: "a".split(""), lambda: "a".partition(""), lambda: ",".join([1]), lambda: ",".join(["a", 2]), lambda: ",".join(5), lambda: "a".replace("a"), lambda: "a".find(1), lambda: "a".count(), lambda: "a".split(1), lambda: 1 in "a", lambda: "a".replace("a", 1), lambda: "a".join("b", "c"), lambda: str.maketrans("a", "bc"), lambda: "abc".find("a", "b")):
    try:
        print(action())
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
