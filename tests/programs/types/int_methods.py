print((10).bit_length(), (-10).bit_count(), (5).conjugate(), (5).real, (5).imag, (5).numerator, (5).denominator, (7).as_integer_ratio(), True.bit_length())
print((1024).to_bytes(2, "big"), int.from_bytes(b"\x04\x00", "big"), int.from_bytes(b"\xff", "big", signed=True), (5).to_bytes(3, "little"), (1).__add__(2), (7).__floordiv__(2), int.__mul__(3, 4), (5).__bool__())
print(7 .bit_length(), -7 // 2, -7 % 3, 7 & -2, ~7, 7 ^ 3, 1 << 5, -16 >> 2, 0b1010 | 0x5, True + True, True * 3, -True, +False, int(True))
print(1 == True, 0 == False, 1 is 1, 5 < 5.5, 5 == 5.0, 2**0.5 == 2 ** (1 / 2), 10**2, 10**-2, (-3) ** 2, -3**2, 0**0)
print(str(123), repr(-5), int("0b101", 2), int("0o17", 8), int("-FF", 16), hash(7), hash(-7), 255 == 0xFF, 1_000 == 1000, 5 .__class__)
print(max(1, 2), sorted([3, -1, 2]), sum([1, 2]), abs(-7), divmod(-7, 3), pow(2, 3), round(7), round(-55, -1), 7 / 2, 6 / 3)
for action in (lambda: 5 + "a", lambda: "a" + 5, lambda: 5 // 0, lambda: 5 % 0, lambda: 5 / 0, lambda: 5 << -1, lambda: 5 < "a", lambda: 5(), lambda: 5[0], lambda: len(5), lambda: 5 .x, lambda: (5).bit_length(1), lambda: (5).to_bytes(1, "middle"), lambda: 0 ** -1, lambda: 5 & 1.0, lambda: -[], lambda: ~1.0, lambda: 5 + None):
    try:
        print(action())
    except (TypeError, ZeroDivisionError, ValueError, AttributeError) as error:
        print(type(error).__name__, error)
