print(1 + 2 * 3 ** 2 // 4 - 5 % 3, -2 ** 2, (-2) ** 2, 2 ** -1, not 1 == 2, not (1 and 0) or 1)
print(1 | 2 ^ 3 & 4, 1 << 2 + 1, ~1 + 2, 5 & 3 == 3, (5 & 3) == 1, 1 < 2 == True, (1 < 2) == True)
print(1 if 0 else 2 if 0 else 3, (1 if 1 else 2) + 1, [1 if x else 2 for x in (0, 1)], "a" if [] else "b" or "c")
print(lambda: 1 if True else 2) if False else print((lambda x: x if x else "none")(0))
print(1 in [1] == True, (1 in [1]) == True, not 1 in [2], 1 not in [2], None is not None, 1 is not None)
print(2 * "ab" + "c", "x" + "y" * 3, [0] * 2 + [1], "a" "b" * 2, -3 // 2, -(3 // 2), 7 // 2 * 2, 2 * 7 // 2)
print(True + True * 2, 10 - 5 - 2, 2 ** 3 ** 0, 100 / 10 / 2, 1 - -1, +-+1, not not 0, ~-1, 0 or 1 and 2)
print("%s" % 1 + "2", "a" < "b" < "c" != "d", 3 > 2 > 1 > 0, 1 == 1 in [1], (yield_ := 5) + yield_)
x = 5
print(x > 3 and x < 10, x > 3 and "big" or "small", x == 5 if x else 0, x if x > 10 else x * 2 if x > 3 else 0)
x = y = z = 0
x, y = (1, 2) if not z else (3, 4)
print(x, y, [x, y][x == 1], {True: "yes", False: "no"}[x < y], "ab"[x > y], (x, y)[1:] + (z,))
