# test: stderr
def show(x):
    return f"value: {x.name!r:>10} and {x}"


show(5)
