def step(cells):
    neighbours = {}
    for x, y in cells:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                if dx or dy:
                    key = (x + dx, y + dy)
                    neighbours[key] = neighbours.get(key, 0) + 1
    return {c for c, n in neighbours.items() if n == 3 or n == 2 and c in cells}


def show(cells, size=5):
    return "\n".join("".join("#" if (x, y) in cells else "." for x in range(size)) for y in range(size))


glider = {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)}
for _ in range(4):
    glider = step(glider)
print(show(glider))
blinker = {(1, 2), (2, 2), (3, 2)}
print(show(step(blinker)), step(step(blinker)) == blinker)


def pascal(n):
    row = [1]
    for _ in range(n):
        yield row
        row = [a + b for a, b in zip([0] + row, row + [0])]


for row in pascal(6):
    print(" ".join(map(str, row)).center(20).rstrip())


def mandel(w, h):
    for r in range(h):
        line = ""
        for c in range(w):
            x0, y0, x, y, n = c / w * 3 - 2, r / h * 2 - 1, 0.0, 0.0, 0
            while x * x + y * y < 4 and n < 30:
                x, y, n = x * x - y * y + x0, 2 * x * y + y0, n + 1
            line += " .:-=+*#%@"[n // 3 if n < 30 else -1]
        yield line


print(*mandel(40, 12), sep="\n")


def hanoi(n, a="A", b="B", c="C"):
    if n:
        yield from hanoi(n - 1, a, c, b)
        yield f"{a}>{c}"
        yield from hanoi(n - 1, b, a, c)


print(*hanoi(3), len(list(hanoi(8))))
print([("Fizz" * (i % 3 == 0) + "Buzz" * (i % 5 == 0)) or i for i in range(1, 16)])
