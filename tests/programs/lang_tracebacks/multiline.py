# test: stderr
def f(*args, **kwargs):
    return args[0](
        *args[1:],
        **kwargs,
    )


value = f(
    lambda a, b: a
    + b,
    1,
    "2",
)
