if (n := 10) > 5:
    print(n)
data = [1, 2, 3, 4]
while (item := data.pop()) > 2:
    print(item)
print(item, data)
print([half for x in range(6) if (half := x // 2) % 2])
print(f"{(z := 3)} {z}", z)


def f(a, b=(c := 5)):
    return a, b


print(f((d := 1)), c, d)
values = (y := 1, y + 1)
print(values, y)
print(first := 3, first)
x = (y := (z := 4) + 1) + 1
print(x, y, z)
lst = [v := 1, v ** 2]
print(lst)
