# test: refused
def f(x):
    match x:
        case 1:
            return "one"
        case [a, b]:
            return a
