# test: stderr
def pairs():
    return [1, 2, 3]


x = 1
first, second = pairs()
