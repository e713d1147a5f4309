a = 2**100
b = 3**80
print(a, b, a + b, a - b, a * b, b // a, b % a, a // -7, -a // 7, -a % 7, a % -7)
print(a & b, a | b, a ^ b, ~a, a << 10, a >> 90, -a >> 3, -1 << 70, a >> 1000)
print(a == 2**100, a < b, a > 10, -a < 0, a == float(a), hash(a), hash(-a), bool(a), a.bit_length(), (-a).bit_length(), (255).bit_count())
print(10**50 // 10**48, 10**50 / 10**48, 10**50 % 7, divmod(10**30, -(10**10) + 1), pow(3, 200, 10**9 + 7), 2**-2)
print(int("123456789" * 5), str(10**25), f"{10**25:,} {10**20:x} {10**20:e} {2**70:b} {10**25:_} {-(10**25):>40} {10**25:+d}")
print((2**62), 2**63, 2**64, -(2**63), 2**62 - 1 + 2**62, 4611686018427387903 + 1, -4611686018427387904 - 1, 2**31 * 2**31 * 2)
print(9223372036854775807 + 1, 9223372036854775807 * 2, -9223372036854775808 - 1, 3037000500**2, 4611686018427387904 * -1)
f = 1
for i in range(1, 31):
    f *= i
print(f, sum(int(d) for d in str(f)), f // 2**20)
print(int(1e25), int("-0x" + "f" * 20, 16), (10**18).to_bytes(8, "big"), int.from_bytes(b"\x01\x00" * 6, "little"), (-5).to_bytes(2, "little", signed=True))
for action in (lambda: 10**400 * 1.0, lambda: float(10**400), lambda: 10**400 / 3.0, lambda: 10**30 // 0, lambda: (256).to_bytes(1, "big"), lambda: (-1).to_bytes(1, "big"), lambda: [1] * 10**30, lambda: "a"[10**30], lambda: 1 << 10**30 if False else 0):
    try:
        print(action())
    except (OverflowError, ZeroDivisionError, MemoryError, IndexError) as error:
        print(type(error).__name__, error)
print(10**400 // 10**398, 10**400 > 1e308, 10**400 == 1e308, int(str(7**100)) == 7**100)
print(round(10**20, -19), round(15 * 10**18, -19), 12345678901234567890 // 1000, -12345678901234567890 % 1000)
