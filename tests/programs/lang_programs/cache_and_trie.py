class LRU:
    def __init__(self, size):
        self.size, self.items = size, {}

    def __getitem__(self, key):
        value = self.items.pop(key)
        self.items[key] = value
        return value

    def __setitem__(self, key, value):
        self.items.pop(key, None)
        self.items[key] = value
        while len(self.items) > self.size:
            oldest = next(iter(self.items))
            print("evict", oldest)
            del self.items[oldest]

    def __contains__(self, key):
        return key in self.items

    def __len__(self):
        return len(self.items)


cache = LRU(2)
cache["a"], cache["b"] = 1, 2
print(cache["a"])
cache["c"] = 3
print("b" in cache, "a" in cache, len(cache), list(cache.items))
try:
    cache["b"]
except KeyError as error:
    print(repr(error))


class Trie:
    def __init__(self):
        self.children, self.end = {}, False

    def add(self, word):
        node = self
        for letter in word:
            node = node.children.setdefault(letter, Trie())
        node.end = True

    def words(self, prefix=""):
        if self.end:
            yield prefix
        for letter in sorted(self.children):
            yield from self.children[letter].words(prefix + letter)

    def complete(self, prefix):
        node = self
        for letter in prefix:
            if letter not in node.children:
                return []
            node = node.children[letter]
        return list(node.words(prefix))


trie = Trie()
for word in "car card care cat dog do".split():
    trie.add(word)
print(list(trie.words()), trie.complete("car"), trie.complete("x"), trie.complete(""))


class UnionFind:
    def __init__(self):
        self.parent = {}

    def find(self, x):
        self.parent.setdefault(x, x)
        while self.parent[x] != x:
            x = self.parent[x]
        return x

    def union(self, a, b):
        self.parent[self.find(a)] = self.find(b)


u = UnionFind()
for a, b in ("ab", "cd", "be", "xy"):
    u.union(a, b)
groups = {}
for x in "abcdexy":
    groups.setdefault(u.find(x), []).append(x)
print(list(groups.values()))
