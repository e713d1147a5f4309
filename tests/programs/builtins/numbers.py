print(abs(-5), abs(-2.5), abs(True), abs(-(10**20)))
print(divmod(7, 2), divmod(-7, 2), divmod(7.5, 2), divmod(-7, -2), divmod(10**20, 7))
print(pow(2, 10), pow(2, -1), pow(2, 10, 1000), pow(3, -1, 7), pow(2.0, 3), pow(0, 0), pow(-2, 3, 5))
print(round(2.5), round(3.5), round(-2.5), round(2.675, 2), round(1234, -2), round(1.5, 0), round(0.5), round(1e20), round(5), round(15, -1), round(25, -1))
print(round(2.567, 1), round(-0.04, 1), round(1.005, 2), round(7.0), round(1e-10, 5), round(123.456, -1), round(2.5, None))
print(bin(10), oct(8), hex(255), bin(-3), hex(-255), hex(10**20), bin(0), oct(0))
print(int("42"), int("-7"), int(" 12 "), int("ff", 16), int("0x1f", 16), int("0b11", 0), int("1_000"), int(3.9), int(-3.9), int(True), int("z", 36), int())
print(float("1.5"), float("-inf"), float("nan"), float(" 2 "), float("1e5"), float(3), float(), float("1_0.5"), float("infinity"))
print(bool(0), bool("0"), bool([]), bool())
print(int(b"12"), int("٣"), float("٣"))
for action in (lambda: int("x"), lambda: int(""), lambda: int("1.5"), lambda: int("12", 1), lambda: int("9", 8), lambda: int(1.5, 2),
               lambda: int(None), lambda: int([]), lambda: float("x"), lambda: float(""), lambda: float(None), lambda: int(float("nan")),
               lambda: int(float("inf")), lambda: round("a"), lambda: abs("a"), lambda: abs(), lambda: pow(), lambda: pow(2, 3, 0),
               lambda: pow(2.0, 3, 5), lambda: divmod(1), lambda: divmod("a", 1), lambda: divmod(1.0, 0), lambda: round(), lambda: hex("a"),
               lambda: int("1__0"), lambda: int("12", base=40), lambda: round(1.5, "a"), lambda: chr(-1), lambda: chr(1114112), lambda: ord("ab"),
               lambda: ord(5), lambda: ord(""), lambda: round(float("inf")), lambda: float("1.5.2"), lambda: bool(1, 2), lambda: int(x=1)):
    try:
        print(action())
    except (TypeError, ValueError, OverflowError, ZeroDivisionError) as error:
        print(type(error).__name__, error)
print(chr(65), ord("a"), chr(8364), ord("😀"), ord(b"a"))
