"""Heaps in lists. The order of equal items is CPython's: the same comparisons in the same places."""


def _rise(heap, start, at):
    item = heap[at]
    while at > start:
        above = (at - 1) >> 1
        if not item < heap[above]:
            break
        heap[at] = heap[above]
        at = above
    heap[at] = item


def _sink(heap, at):
    """The smaller child moves up until a leaf is reached; from there the item rises again."""
    end = len(heap)
    start = at
    item = heap[at]
    child = 2 * at + 1
    while child < end:
        right = child + 1
        if right < end and not heap[child] < heap[right]:
            child = right
        heap[at] = heap[child]
        at = child
        child = 2 * at + 1
    heap[at] = item
    _rise(heap, start, at)


def _check(heap, name, place=' 1'):
    if not isinstance(heap, list):
        raise TypeError(f'{name}() argument{place} must be list, not {type(heap).__name__}')


def heappush(heap, item, /):
    _check(heap, 'heappush')
    heap.append(item)
    _rise(heap, 0, len(heap) - 1)


def heappop(heap, /):
    _check(heap, 'heappop', '')
    if not heap:
        raise IndexError('index out of range')
    last = heap.pop()
    if not heap:
        return last
    first = heap[0]
    heap[0] = last
    _sink(heap, 0)
    return first


def heapreplace(heap, item, /):
    _check(heap, 'heapreplace')
    if not heap:
        raise IndexError('index out of range')
    first = heap[0]
    heap[0] = item
    _sink(heap, 0)
    return first


def heappushpop(heap, item, /):
    _check(heap, 'heappushpop')
    if heap and heap[0] < item:
        item, heap[0] = heap[0], item
        _sink(heap, 0)
    return item


def heapify(heap, /):
    _check(heap, 'heapify', '')
    for at in reversed(range(len(heap) // 2)):
        _sink(heap, at)


def nlargest(n, iterable, key=None):
    return sorted(iterable, key=key, reverse=True)[:max(n, 0)]


def nsmallest(n, iterable, key=None):
    return sorted(iterable, key=key)[:max(n, 0)]


def merge(*iterables, key=None, reverse=False):
    queues = []
    for iterator in map(iter, iterables):
        for item in iterator:
            queues.append([item if key is None else key(item), item, iterator])
            break
    while queues:
        best = 0
        for n in range(1, len(queues)):
            if queues[best][0] < queues[n][0] if reverse else queues[n][0] < queues[best][0]:
                best = n
        head = queues[best]
        yield head[1]
        for item in head[2]:
            head[0] = item if key is None else key(item)
            head[1] = item
            break
        else:
            del queues[best]
