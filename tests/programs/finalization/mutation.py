# Containers that change under the hands of those who compare, sort, hash or walk them.
class Clears:
    def __init__(self, target):
        self.target = target

    def __eq__(self, other):
        self.target.clear()
        return False

    def __hash__(self):
        return 1

    def __lt__(self, other):
        self.target.clear()
        return True


items = []
items.extend(Clears(items) for _ in range(5))
print(items == [1, 2, 3, 4, 5])
items.extend(Clears(items) for _ in range(5))
print(3 in items, len(items))
items.extend(Clears(items) for _ in range(5))
try:
    items.sort()
except ValueError as error:
    print(error)
print(len(items))
items = [3, 2, 1]
try:
    items.sort(key=lambda item: items.append(item))
except (ValueError, TypeError) as error:
    print(type(error).__name__, error)
mapping = {1: "a", 2: "b"}
try:
    for key in mapping:
        mapping[key + 10] = "c"
except RuntimeError as error:
    print(error)
numbers = {1, 2, 3}
try:
    for number in numbers:
        numbers.add(number + 10)
except RuntimeError as error:
    print(error)
walked = [1, 2, 3]
for item in walked:
    if len(walked) < 6:
        walked.append(item * 10)
print(walked)
for item in walked:
    walked.clear()
print(walked)
values = [1, 2, 3]
try:
    values[:] = (values.clear() or value for value in (1, 2, 3))
except (ValueError, IndexError) as error:
    print(error)
print(values)
