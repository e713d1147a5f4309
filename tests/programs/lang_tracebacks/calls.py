# test: stderr
def outer(x):
    return middle(x, y=[1, 2])


def middle(x, y):
    result = (
        inner(
            x,
            y,
        )
    )
    return result


def inner(a, b):
    values = [a.missing for _ in b]
    return values


print("before")
outer(3)
