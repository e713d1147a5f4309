# __del__ runs once, the moment the last reference goes, even when it brings its object back to life.
kept = []


class Phoenix:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)
        kept.append(self)


first = Phoenix("first")
print("before")
del first
print("kept", kept[0].name)
kept.clear()
print("gone")


def make():
    Phoenix("local")
    print("after local")


make()
kept.clear()
values = [Phoenix("a"), Phoenix("b")]
values[0] = None
print("a is replaced")
values.clear()
kept.clear()
print("end")
