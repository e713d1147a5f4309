# test: stderr
def f(x):
    return x["a"] + x["b"]["c"] * 2


def g(value):
    data = {"a": 1, "b": {"c": value}}
    return f(data) + (
        f(data)
    )


g(None)
