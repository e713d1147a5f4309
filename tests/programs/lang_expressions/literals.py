print(1_000_000, 0xFF, 0o17, 0b1010, 0x_ff, 0B11)
print(1.5, 1e3, 1E-3, .5, 5., 1_0.0_1, 1e400, 0.0, -0.0)
print("a\tb\\n\x41\u00e9\U0001F600\101\0end".replace("\0", "<nul>"))
print(r"raw\n", b"bytes\x00\xff\n", br"raw\n", rb'\x')
print("one" "two" 'three')
print("""triple
"quoted"
text""")
print('it\'s', "say \"hi\"", 'a\
b')
print(..., Ellipsis, None, True, False, NotImplemented)
print((), (1,), (1, 2), [], [1, ], {}, {1: 2, }, {1, })
print(0xFFFFFFFFFFFFFFFFFFFF, 10**30, -5 .real, 1 .bit_length())
print(u"unicode", f"" "x" f"{1}" 'y')
print("\a\b\f\v\r"
      .encode())
print("é", ascii("é\n😀"), repr("é\n😀\x7f\xa0"))
print(1if 1else 2, [1,2][0]if 1 else 0)
print(len("""\
no newline"""))
