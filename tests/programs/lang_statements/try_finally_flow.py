def returns():
    try:
        return "try"
    finally:
        print("finally")


def overrides():
    try:
        return "try"
    finally:
        return "finally"


def swallows():
    try:
        1 / 0
    finally:
        return "swallowed"


def loop():
    for i in range(3):
        try:
            if i == 1:
                continue
            if i == 2:
                break
            print("body", i)
        finally:
            print("finally", i)
    return "done"


def break_in_finally():
    while True:
        try:
            return 1
        finally:
            break
    return 2


def nested():
    try:
        try:
            return "inner"
        finally:
            print("first")
    finally:
        print("second")


def value_is_kept():
    x = 1
    try:
        return x
    finally:
        x = 2


def else_runs():
    try:
        pass
    except ValueError:
        print("no")
    else:
        print("else")
        return "from else"
    finally:
        print("cleanup")


for f in (returns, overrides, swallows, loop, break_in_finally, nested, value_is_kept, else_runs):
    print(f.__name__, f())
