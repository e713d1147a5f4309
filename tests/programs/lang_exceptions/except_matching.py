class A(Exception):
    pass


class B(A):
    pass


def which(error):
    try:
        raise error
    except B:
        return "B"
    except (A, ValueError) as e:
        return f"A or ValueError: {e}"
    except Exception as e:
        return f"Exception {type(e).__name__}"
    except:
        return "bare"


for error in (A("a"), B("b"), ValueError("v"), KeyError("k"), SystemExit(1), KeyboardInterrupt(), UnicodeError("u")):
    print(which(error))


def bad_clause():
    try:
        raise ValueError("x")
    except 5:
        pass


def bad_tuple():
    try:
        raise ValueError("x")
    except (int, "s"):
        pass


def not_reached():
    try:
        pass
    except undefined_name:
        pass
    return "fine"


for f in (bad_clause, bad_tuple, not_reached):
    try:
        print(f())
    except TypeError as error:
        print(error, "|", repr(error.__context__))
errors = (KeyError, IndexError)
try:
    [][0]
except errors as e:
    print(repr(e))
try:
    try:
        raise A("inner")
    except B:
        print("no")
except A as e:
    print("outer", e)
try:
    x = 1
except Exception:
    print("no")
else:
    print("else", x)
finally:
    print("finally")
