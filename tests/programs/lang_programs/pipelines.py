def source(n):
    print("opened")
    try:
        yield from range(n)
    finally:
        print("closed")


def only(predicate, items):
    for item in items:
        if predicate(item):
            yield item


def chunk(items, size):
    batch = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield tuple(batch)
            batch = []
    if batch:
        yield tuple(batch)


def take(n, items):
    for i, item in enumerate(items):
        if i >= n:
            return
        yield item


print(list(chunk(only(lambda x: x % 2, source(12)), 4)))
print(list(take(2, chunk(source(100), 3))))
print("after")


def tee_print(items, label):
    for item in items:
        print(label, item, end="; ")
        yield item


total = sum(x * 10 for x in tee_print(only(lambda x: x > 2, tee_print([1, 2, 3, 4], "in")), "out"))
print(total)


def window(items, n):
    window = []
    for item in items:
        window = window[-(n - 1) :] + [item] if n > 1 else [item]
        if len(window) == n:
            yield window


print(list(window(range(5), 3)))


def running(fn, items, start=0):
    for item in items:
        start = fn(start, item)
        yield start


print(list(running(lambda a, b: a + b, [1, 2, 3, 4])), list(running(max, [3, 1, 4, 1, 5])))


def interleave(*iterables):
    iterators = [iter(i) for i in iterables]
    while iterators:
        for it in list(iterators):
            try:
                yield next(it)
            except StopIteration:
                iterators.remove(it)


print("".join(interleave("abc", "12345", "x")))
