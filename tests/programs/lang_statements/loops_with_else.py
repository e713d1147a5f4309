for n in range(3):
    pass
else:
    print("for finished", n)
for n in range(3):
    if n == 1:
        break
else:
    print("not reached")
print("broke at", n)
while n < 3:
    n += 1
    continue
else:
    print("while finished", n)
while True:
    n -= 1
    if n < 0:
        break
else:
    print("not reached")
for x in []:
    pass
else:
    print("empty")


def search(rows, wanted):
    for r, row in enumerate(rows):
        for c, item in enumerate(row):
            if item == wanted:
                return r, c
        else:
            continue
        print("never")
    else:
        return None


print(search([[1, 2], [3, 4]], 4), search([[1]], 9))
for i in range(3):
    for j in range(3):
        if j == 1:
            continue
        if i == 1:
            break
        print(i, j)
for a, (b, *c) in [(1, (2, 3, 4)), (5, (6,))]:
    print(a, b, c)
box = [0, 0]
for box[1] in range(3):
    pass
print(box)
