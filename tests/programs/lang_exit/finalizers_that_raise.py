class Bad:
    def __del__(self):
        raise ValueError("in __del__")


b = Bad()
b = None
print("goes on")


def generator():
    try:
        yield 1
    finally:
        raise KeyError("in finally")


g = generator()
next(g)
del g
print("still")
