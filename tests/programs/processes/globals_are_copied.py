# test: plain
"""A worker sees the globals as they were when it was started; what it changes, nobody else sees."""
from collections import Counter, defaultdict, deque
from concurrent.futures import ProcessPoolExecutor

number = 1
items = ["before"]
table = {"a": [1]}
seen = Counter()
groups = defaultdict(list)
line = deque([1, 2], maxlen=3)
numbers = {3, 1, 2}


class Account:
    opened = 0
    names = []

    def __init__(self, owner):
        self.owner = owner
        self.balance = 0


account = Account("ann")
same = account


def change(n):
    global number
    number += n
    items.append(n)
    table["a"].append(n)
    seen[n] += 1
    groups[n].append(n)
    line.append(n)
    numbers.add(n)
    Account.opened += 1
    Account.names.append(n)
    account.balance += n
    return (number, items, table, dict(seen), dict(groups), list(line), sorted(numbers),
            Account.opened, Account.names, account.balance, same is account, same.balance)


def look(_):
    return number, items, account.balance, Account.opened


if __name__ == "__main__":
    number = 10
    items.append("main")
    with ProcessPoolExecutor(max_workers=1) as pool:
        for result in pool.map(change, [5, 6]):
            print(*result, sep="\n")
        number = 1000
        items.append("too late")
        account.balance = 1000
        print(pool.submit(look, None).result())
    print(number, items, table, seen, dict(groups), line, numbers)
    print(Account.opened, Account.names, account.balance)
