# test: stderr
def key(item):
    return item["rank"]


sorted([{"rank": 1}, {}], key=key)
