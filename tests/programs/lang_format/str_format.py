print("{} {}".format(1, 2), "{0} {1} {0}".format("a", "b"), "{x} {y}".format(x=1, y=2), "{} {x}".format(1, x=2))
print("{0[0]} {0[1]}".format([1, 2]), "{d[key]}".format(d={"key": 5}), "{0.real} {0.imag}".format(5))
print("{:>5}|{:<5}|{:^5}|{:05d}".format("a", "b", "c", 42), "{:{}}".format("x", 4), "{:{w}.{p}f}".format(3.14159, w=8, p=2))
print("{!r} {!s} {!a}".format("é", "é", "é"), "{{}} {{{}}}".format(1))
print("{0:>{1}}".format("r", 6), "{:,}".format(1234567), "{:.3%}".format(0.1234))


class P:
    x = 3
    items = {"a": [10, 20]}


print("{p.x} {p.items[a][1]}".format(p=P()))
print("{}".format(None), "{:s}".format("text"), "{:d} {:x} {:b}".format(10, 255, 5))
for template, args, kwargs in (("{}", (), {}), ("{1}", (1,), {}), ("{x}", (), {}), ("{} {0}", (1, 2), {}), ("{0} {}", (1, 2), {}),
                               ("{", (), {}), ("}", (), {}), ("{0", (1,), {}), ("{!x}", (1,), {}), ("{:d}", ("s",), {}), ("{0.nope}", (1,), {}),
                               ("{0[9]}", ([1],), {}), ("{0[k]}", ({},), {}), ("{!}", (1,), {}), ("{a.}", (), {"a": 1}), ("{[]}", ([1],), {})):
    try:
        print(template.format(*args, **kwargs))
    except (IndexError, KeyError, ValueError, AttributeError, TypeError) as error:
        print(type(error).__name__, error)
print("{a} {b}".format_map({"a": 1, "b": 2}))
