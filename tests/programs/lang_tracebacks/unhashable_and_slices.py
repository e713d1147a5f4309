# test: stderr
def store(table, key):
    table[key] = 1
    return table[key:key]


store({}, 1)
