s = "Hello, World"
print(s.upper(), s.lower(), s.title(), s.swapcase(), s.capitalize(), s.casefold(), "ß".upper(), "ǆ".title(), "İ".lower() == "i̇")
print("  x ".strip(), "xxaxx".strip("x"), "xxaxx".lstrip("x"), "abcab".rstrip("ab"), "\t\n x".strip(), "www.example.com".strip("cmowz."))
print("abc".center(9, "*"), "abc".ljust(6, "-") + "|", "abc".rjust(6), "42".zfill(5), "-42".zfill(5), "+1".zfill(4), "abc".center(2))
print("prefix-x".removeprefix("prefix-"), "x.py".removesuffix(".py"), "abc".removeprefix("z"), "a\tb".expandtabs(4), "a\tb".expandtabs())
print("abc".isalpha(), "ab1".isalnum(), "12".isdigit(), "½".isnumeric(), "²".isdigit(), "12".isdecimal(), " \t".isspace(), "".isspace(), "Ab".istitle(), "AB".isupper(), "ab1".islower(), "a1_".isidentifier(), "é".isascii(), "a\n".isprintable())
print("abc".startswith("ab"), "abc".startswith(("x", "a")), "abc".startswith("b", 1), "abc".endswith("bc"), "abc".endswith("b", 0, 2), "".startswith(""))
for action in (lambda: "a".strip(1), lambda: "a".center(), lambda: "a".center(5, "ab"), lambda: "a".startswith(1), lambda: "a".ljust("x"), lambda: "a".upper(1), lambda: "a".startswith([]), lambda: "a".zfill(), lambda: "a".endswith((1,))):
    try:
        print(action())
    except TypeError as error:
        print(error)
