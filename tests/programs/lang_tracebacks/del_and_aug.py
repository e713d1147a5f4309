# test: stderr
counts = {"a": 1}
counts["a"] += 1


def drop(d, key):
    d[key] -= 1
    del d["missing"]


drop(counts, "a")
