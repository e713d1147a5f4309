def sieve(limit):
    flags = [True] * (limit + 1)
    flags[0:2] = [False, False]
    for n in range(2, int(limit**0.5) + 1):
        if flags[n]:
            flags[n * n :: n] = [False] * len(flags[n * n :: n])
    return [n for n, prime in enumerate(flags) if prime]


def primes():
    found = []
    n = 2
    while True:
        if all(n % p for p in found if p * p <= n):
            found.append(n)
            yield n
        n += 1


def factors(n):
    result, p = {}, 2
    while n > 1:
        while not n % p:
            result[p] = result.get(p, 0) + 1
            n //= p
        p += 1
    return result


print(sieve(60))
g = primes()
print([next(g) for _ in range(15)], sum(sieve(2000)))
print(factors(360), " * ".join(f"{p}^{k}" if k > 1 else str(p) for p, k in factors(720720).items()))
