class Stack(list):
    def push(self, item):
        self.append(item)

    def __repr__(self):
        return f"Stack{list.__repr__(self)}"


s = Stack([1, 2])
s.push(3)
s.label = "attr"
print(s, len(s), s[-1], s == [1, 2, 3], s.label, s[1:], type(s[1:]).__name__, s + [4], sorted(s))


class Default(dict):
    def __missing__(self, key):
        print("missing", key)
        self[key] = key * 2
        return self[key]


d = Default(a=1)
print(d["a"], d["b"], d.get("c"), d, "c" in d, dict(d), isinstance(d, dict))


class Loud(dict):
    def __setitem__(self, key, value):
        print("set", key)
        super().__setitem__(key, value)


l = Loud()
l["x"] = 1
l.update(y=2)
print(l, len(l), list(l))


class Celsius(float):
    def __str__(self):
        return f"{float(self)} C"


c = Celsius(21.5)
print(c, repr(c), c + 1, type(c + 1).__name__, round(c))


class Flag(int):
    def __repr__(self):
        return f"Flag({int(self)})"

    def __add__(self, other):
        return Flag(int(self) + other)


f = Flag(3)
print(f, [f], f + 1, f * 2, f == 3, {f: 1}, f"{f}", f"{f:03d}", "%d" % f, hash(f) == hash(3))


class Tags(set):
    pass


t = Tags([1, 2])
t.add(3)
print(t, t | {4}, type(t | {4}).__name__, 2 in t)


class E(Exception):
    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


try:
    raise E(4, "bad")
except E as error:
    print(error, error.code, error.args, repr(error))
