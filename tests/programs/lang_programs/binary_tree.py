class Tree:
    class Node:
        def __init__(self, key):
            self.key, self.left, self.right = key, None, None

    def __init__(self, *keys):
        self.root = None
        for key in keys:
            self.insert(key)

    def insert(self, key):
        def place(node):
            if node is None:
                return Tree.Node(key)
            if key < node.key:
                node.left = place(node.left)
            elif key > node.key:
                node.right = place(node.right)
            return node

        self.root = place(self.root)
        return self

    def __iter__(self):
        def walk(node):
            if node:
                yield from walk(node.left)
                yield node.key
                yield from walk(node.right)

        return walk(self.root)

    def height(self):
        def of(node):
            return 0 if node is None else 1 + max(of(node.left), of(node.right))

        return of(self.root)

    def levels(self):
        level = [self.root] if self.root else []
        while level:
            yield [n.key for n in level]
            level = [c for n in level for c in (n.left, n.right) if c]

    def __contains__(self, key):
        node = self.root
        while node and node.key != key:
            node = node.left if key < node.key else node.right
        return node is not None


t = Tree(5, 2, 8, 1, 9, 3)
print(list(t), t.height(), list(t.levels()), 3 in t, 7 in t)
print(list(t.insert(7).insert(6)), t.height(), list(Tree()), Tree().height())
print(*Tree(*"hello world".replace(" ", "")), sep="")
