def bubble(items):
    items = items[:]
    for end in range(len(items) - 1, 0, -1):
        swapped = False
        for i in range(end):
            if items[i] > items[i + 1]:
                items[i], items[i + 1] = items[i + 1], items[i]
                swapped = True
        if not swapped:
            break
    return items


def quick(items):
    if len(items) < 2:
        return items
    pivot, *rest = items
    return quick([x for x in rest if x < pivot]) + [pivot] + quick([x for x in rest if x >= pivot])


def merge(items):
    if len(items) < 2:
        return items
    middle = len(items) // 2
    left, right, out = merge(items[:middle]), merge(items[middle:]), []
    while left and right:
        out.append((left if left[0] <= right[0] else right).pop(0))
    return out + left + right


def insertion(items):
    out = []
    for x in items:
        i = len(out)
        while i and out[i - 1] > x:
            i -= 1
        out.insert(i, x)
    return out


def heap(items):
    h = items[:]

    def sift(i, n):
        while (child := 2 * i + 1) < n:
            if child + 1 < n and h[child] < h[child + 1]:
                child += 1
            if h[i] >= h[child]:
                return
            h[i], h[child] = h[child], h[i]
            i = child

    for i in reversed(range(len(h) // 2)):
        sift(i, len(h))
    for n in range(len(h) - 1, 0, -1):
        h[0], h[n] = h[n], h[0]
        sift(0, n)
    return h


def counting(items):
    counts = [0] * (max(items, default=0) + 1)
    for x in items:
        counts[x] += 1
    return [x for x, n in enumerate(counts) for _ in range(n)]


data = [(i * 37 + 11) % 50 for i in range(30)]
for sort in (bubble, quick, merge, insertion, heap, counting):
    print(f"{sort.__name__:<10}", sort(data) == sorted(data), sort([]), sort([1]), sort([2, 1, 2]))


def search(items, x):
    low, high = 0, len(items)
    while low < high:
        mid = (low + high) // 2
        if items[mid] < x:
            low = mid + 1
        else:
            high = mid
    return low if low < len(items) and items[low] == x else -1


print(search(sorted(set(data)), 11), search([1, 3, 5], 4), search([], 1))
