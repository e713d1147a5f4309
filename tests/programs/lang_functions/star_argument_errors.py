def f(*args, **kwargs):
    return args, kwargs


def g(a, b):
    return a, b


def attempt(call):
    try:
        print(call())
    except TypeError as error:
        print(error)


attempt(lambda: f(*5))
attempt(lambda: f(**5))
attempt(lambda: f(**[1]))
attempt(lambda: f(**{1: 2}))
attempt(lambda: f(x=1, **{"x": 2}))
attempt(lambda: f(**{"x": 1}, **{"x": 2}))
attempt(lambda: g(*[1], **{"a": 2}))
attempt(lambda: g(1, *None))
attempt(lambda: g(*"ab"))
attempt(lambda: g(*range(3)))
attempt(lambda: None())
attempt(lambda: (1)(2))
attempt(lambda: "text"())
attempt(lambda: [].x)if False else None
attempt(lambda: print(*1))
attempt(lambda: print(**{"nope": 1}))
attempt(lambda: len(*[], **{}))
