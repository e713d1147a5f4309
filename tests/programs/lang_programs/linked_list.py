class Node:
    __slots__ = ("value", "next")

    def __init__(self, value, next=None):
        self.value, self.next = value, next


class LinkedList:
    def __init__(self, items=()):
        self.head = None
        self.size = 0
        for item in reversed(list(items)):
            self.push(item)

    def push(self, value):
        self.head = Node(value, self.head)
        self.size += 1

    def pop(self):
        if self.head is None:
            raise IndexError("pop from empty list")
        value, self.head = self.head.value, self.head.next
        self.size -= 1
        return value

    def __iter__(self):
        node = self.head
        while node:
            yield node.value
            node = node.next

    def __len__(self):
        return self.size

    def __getitem__(self, index):
        if isinstance(index, slice):
            return LinkedList(list(self)[index])
        if index < 0:
            index += len(self)
        for i, value in enumerate(self):
            if i == index:
                return value
        raise IndexError(index)

    def reverse(self):
        previous, node = None, self.head
        while node:
            node.next, previous, node = previous, node, node.next
        self.head = previous

    def __repr__(self):
        return f"LinkedList([{', '.join(map(repr, self))}])"


l = LinkedList("abcd")
print(l, len(l), l[0], l[-1], l[1:3], "c" in l, list(map(str.upper, l)))
l.reverse()
print(l, l.pop(), l, bool(LinkedList()), sorted(l), max(l))
try:
    l[10]
except IndexError as error:
    print(repr(error))
try:
    LinkedList().pop()
except IndexError as error:
    print(error)
