# test: stderr
def smaller(a, b):
    return not a < b


def negative(x):
    return -x if smaller(x, "text") else +x


negative(5)
