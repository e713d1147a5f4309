# test: stderr
data = {"a": [1, {"b": None}]}


def look(d):
    return d["a"][1]["b"]["c"]


def compare(x):
    return len(x) > 1 and look(x)


def wrap():
    total = 1 + compare(data | {"z": 1})
    return total


wrap()
