print(format(5), format(5, "03"), format(3.14159, ".2f"), format("x", ">5"), format(True), format(None), format([1]))
print(format(255, "x"), format(255, "#X"), format(255, "b"), format(1234567, ","), format(1234567.891, ",.1f"), format(0.25, "%"), format(12345.678, "e"))
print(format(-5, "+d"), format(5, "+"), format(5, " "), format(42, "*^10"), format("s", "*<4"), format(10, "=+6"), format(-3, "06"))
print(format(1e10, "g"), format(1e-5, "g"), format(123456789.0, "g"), format(0.1, ".17g"), format(2.0, "n"), format(65, "c"), format(5, "_b") , format(10**10, "_"))
for value, spec in ((5, "s"), ("x", "d"), (5.5, "d"), (5, "q"), ("x", "="), (None, "5"), ([], "x"), (5, ".2"), ("x", ","), (5, "10.3d"), (1, "c5"), (-1, "c"), ("s", "+"), (5, ",_"), (1.5, "x"), ("a", ".")):
    try:
        print(format(value, spec))
    except (ValueError, TypeError, OverflowError) as error:
        print(type(error).__name__, error)
try:
    format()
except TypeError as error:
    print(error)
try:
    format(1, 2)
except TypeError as error:
    print(error)
