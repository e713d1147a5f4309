def f(kind):
    log = []
    for i in range(4):
        try:
            log.append(f"t{i}")
            if kind == "continue" and i == 1:
                continue
            if kind == "break" and i == 2:
                break
            if kind == "raise" and i == 1:
                raise ValueError(i)
            if kind == "return" and i == 1:
                return log
            log.append(f"e{i}")
        except ValueError:
            log.append(f"x{i}")
            continue
        else:
            log.append(f"else{i}")
        finally:
            log.append(f"f{i}")
    else:
        log.append("loop else")
    return log


for kind in ("none", "continue", "break", "raise", "return"):
    print(kind, f(kind))


def nested():
    out = []
    while True:
        try:
            try:
                out.append(1)
                break
            finally:
                out.append(2)
        finally:
            out.append(3)
    try:
        try:
            raise KeyError("a")
        finally:
            out.append(4)
    except KeyError:
        out.append(5)
        try:
            raise ValueError("b")
        except ValueError as e:
            out.append(repr(e.__context__))
    return out


print(nested())


def replaced():
    for _ in range(1):
        try:
            raise ValueError("lost")
        finally:
            continue
    return "survived"


def return_twice():
    try:
        return print("evaluated")
    finally:
        print("then finally")


def deep():
    try:
        try:
            try:
                1 / 0
            except KeyError:
                print("no")
            finally:
                print("inner finally")
        except (TypeError, ArithmeticError) as error:
            print("middle", type(error).__name__)
            raise OSError("from middle")
        else:
            print("no else")
        finally:
            print("middle finally")
    except OSError as error:
        return f"{error} after {error.__context__}"


print(replaced(), return_twice(), deep())
with_result = []


class Suppress:
    def __init__(self, *kinds):
        self.kinds = kinds

    def __enter__(self):
        return self

    def __exit__(self, kind, value, tb):
        with_result.append((kind.__name__ if kind else None, str(value)))
        return kind is not None and issubclass(kind, self.kinds)


def loop_with():
    for i in range(4):
        with Suppress(ValueError):
            if i == 0:
                raise ValueError("zero")
            if i == 1:
                continue
            if i == 3:
                return i
    return "no"


print(loop_with(), with_result)
