# test: stderr
def countdown(n):
    if n < 0:
        raise ValueError("below zero")
    return countdown(n - 1)


countdown(10)
