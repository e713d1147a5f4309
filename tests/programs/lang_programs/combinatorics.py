def permutations(items):
    if not items:
        yield []
    for i, item in enumerate(items):
        for rest in permutations(items[:i] + items[i + 1 :]):
            yield [item] + rest


def combinations(items, k):
    if k == 0:
        yield ()
        return
    for i in range(len(items)):
        for rest in combinations(items[i + 1 :], k - 1):
            yield (items[i],) + rest


def powerset(items):
    return [[x for i, x in enumerate(items) if mask >> i & 1] for mask in range(1 << len(items))]


def change(amount, coins):
    ways = [1] + [0] * amount
    for coin in coins:
        for a in range(coin, amount + 1):
            ways[a] += ways[a - coin]
    return ways[amount]


def knapsack(items, capacity):
    best = [0] * (capacity + 1)
    for weight, value in items:
        for c in range(capacity, weight - 1, -1):
            best[c] = max(best[c], best[c - weight] + value)
    return best[-1]


def lcs(a, b):
    table = [[""] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a, 1):
        for j, y in enumerate(b, 1):
            table[i][j] = table[i - 1][j - 1] + x if x == y else max(table[i - 1][j], table[i][j - 1], key=len)
    return table[-1][-1]


print(["".join(p) for p in permutations("abc")], len(list(permutations(list(range(5))))))
print(list(combinations("abcd", 2)), powerset([1, 2, 3]), change(100, [50, 25, 10, 5, 1]), knapsack([(1, 1), (3, 4), (4, 5), (5, 7)], 7))
print(lcs("AGGTAB", "GXTXAYB"), [a * 10 + b for a in range(1, 4) for b in range(3) if a != b])
roman = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]


def to_roman(n):
    out = ""
    for value, text in roman:
        count, n = divmod(n, value)
        out += text * count
    return out


print([to_roman(n) for n in (1, 4, 9, 14, 40, 90, 400, 1994, 2023, 3999)])


def collatz(n):
    steps = [n]
    while n != 1:
        n = 3 * n + 1 if n % 2 else n // 2
        steps.append(n)
    return steps


print(len(collatz(27)), max(collatz(27)), max(range(1, 200), key=lambda n: len(collatz(n))))
print([n for n in range(2, 500) if n == sum(d for d in range(1, n) if n % d == 0)])
