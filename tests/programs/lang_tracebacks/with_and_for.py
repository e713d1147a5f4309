# test: stderr
class Context:
    def __enter__(self):
        return self

    def __exit__(self, *info):
        raise ValueError("exit failed")


def run():
    with Context() as c:
        for a, b in [(1, 2), (3,)]:
            print(a, b)


run()
