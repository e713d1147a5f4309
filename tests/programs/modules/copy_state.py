import copy


class Slots:
    __slots__ = ("a", "b")

    def __init__(self, a):
        self.a = a


class More(Slots):
    def __init__(self, a, c):
        super().__init__(a)
        self.c = c


class State:
    def __init__(self):
        self.kept = [1]
        self.dropped = 2

    def __getstate__(self):
        state = self.__dict__.copy()
        del state["dropped"]
        return state

    def __setstate__(self, state):
        print("state", sorted(state))
        self.__dict__.update(state)
        self.dropped = "made anew"


class OnlySet:
    def __init__(self):
        self.a = 1

    def __setstate__(self, state):
        print("set", state)
        self.a = "set"


class OnlyGet:
    def __init__(self):
        self.a = [1]

    def __getstate__(self):
        return {"a": self.a, "b": 2}


class Secret:
    __slots__ = ("_Secret__x",)

    def __init__(self):
        self.__x = 1

    def show(self):
        return self.__x


s = Slots([1])
for how in (copy.copy, copy.deepcopy):
    t = how(s)
    print(t.a, t.a is s.a, hasattr(t, "b"))
    m = how(More([2], {3: 4}))
    print(m.a, m.c, hasattr(m, "b"))
    state = State()
    t = how(state)
    print(t.kept, t.kept is state.kept, t.dropped)
    print(how(OnlySet()).a)
    one = OnlyGet()
    two = how(one)
    print(two.a, two.a is one.a, two.b)
    print(how(Secret()).show())
