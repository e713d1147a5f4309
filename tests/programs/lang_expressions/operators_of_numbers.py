print(7 // 2, -7 // 2, 7 // -2, -7 // -2)
print(7 % 3, -7 % 3, 7 % -3, -7 % -3)
print(7.5 // 2, -7.5 // 2, 7.5 % 2, -7.5 % 2, 7.5 % -2)
print(2**10, 2**-1, (-2) ** 3, -(2**2), -2**2, 2**3**2)
print(1 / 3, 4 / 2, -1 / 2)
print(5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 10, 1000 >> 3, -1 >> 5)
print(+True, -True, ~True, True + 1, True & False, True | 1)
print(1 + 2.0, 3 * 1.5, 2**0.5, 10 - 0.1)
print(1e308 * 10, -1e308 * 10, 0.1 + 0.2, 1e-320)
for f in (
    lambda: 1 / 0,
    lambda: 1 // 0,
    lambda: 1 % 0,
    lambda: 1.0 / 0,
    lambda: 1.0 // 0,
    lambda: 1.0 % 0,
    lambda: 0**-1,
    lambda: 0.0**-1,
    lambda: 1 << -1,
    lambda: 1 >> -1,
    lambda: 1 + "a",
    lambda: "a" + 1,
    lambda: [] + (),
    lambda: None - 1,
    lambda: {} * 2,
    lambda: 1.5 << 1,
    lambda: ~1.5,
    lambda: -"a",
    lambda: +[],
    lambda: "a" * "b",
    lambda: "a" * 1.5,
    lambda: 2 ** "x",
    lambda: divmod(1, 0),
    lambda: pow(2, -1, 4),
    lambda: 1 < "a",
    lambda: [] < 1,
    lambda: None > None,
    lambda: {} < {},
    lambda: 10.0**400,
    lambda: (-8) ** 0.5 if False else 1.0**5,
    lambda: object() + 1,
    lambda: 1 in 2,
    lambda: "a" in 5,
    lambda: 1 in "abc",
):
    try:
        print(f())
    except Exception as error:
        print(type(error).__name__, error)
