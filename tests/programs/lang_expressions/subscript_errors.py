class C:
    pass


def attempt(f):
    try:
        print(f())
    except Exception as error:
        print(type(error).__name__, error)


attempt(lambda: [1][1])
attempt(lambda: [1][-2])
attempt(lambda: (1,)[5])
attempt(lambda: "abc"[3])
attempt(lambda: b"abc"[3])
attempt(lambda: range(3)[3])
attempt(lambda: {}["k"])
attempt(lambda: {}[(1, 2)])
attempt(lambda: {}[[]])
attempt(lambda: [1]["0"])
attempt(lambda: [1][1.0])
attempt(lambda: [1][None])
attempt(lambda: (1,)["a"])
attempt(lambda: "abc"["a"])
attempt(lambda: b"abc"["a"])
attempt(lambda: range(3)["a"])
attempt(lambda: 5[0])
attempt(lambda: None[0])
attempt(lambda: C()[0])
attempt(lambda: C[0])
attempt(lambda: {1}[0])
attempt(lambda: len[0])
attempt(lambda: (lambda: 0)[0])
attempt(lambda: [1, 2][::0])
attempt(lambda: "ab"["a":])
attempt(lambda: [1][1, 2])


def store(container, key, value):
    def run():
        container[key] = value
        return container

    attempt(run)


store([1], 0, 2)
store([1], 1, 2)
store([1], "a", 2)
store((1,), 0, 2)
store("a", 0, "b")
store(b"a", 0, 1)
store(range(3), 0, 1)
store(5, 0, 1)
store(C(), 0, 1)
store({}, [], 1)
store({}, {}, 1)
store([1, 2, 3], slice(0, 2), [9])
store([1, 2, 3], slice(0, 3, 2), [9])
store([1, 2, 3], slice(0, 1), 5)
