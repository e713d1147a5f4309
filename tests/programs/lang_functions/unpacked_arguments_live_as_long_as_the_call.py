class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("gone", self.name)


def function(*arguments, **keywords):
    print("called with", [item.name for item in arguments], sorted(keywords))
    del arguments, keywords
    print("dropped")


def positional(item, other=None):
    del item, other
    print("dropped positional")


def fails(item):
    del item
    raise ValueError("failed")


class Thing:
    def method(self, item):
        del item
        print("dropped in the method")


def numbered(letter, count):
    return (Noisy(f"{letter}{number}") for number in range(count))


function(*[Noisy("list")])
function(*(Noisy("tuple"),), **{"key": Noisy("key")})
function(*numbered("g", 2))
function(Noisy("first"), *numbered("h", 1), last=Noisy("last"))
positional(*[Noisy("one"), Noisy("two")])
positional(*(Noisy("three"),), **{"other": Noisy("four")})
positional(*numbered("i", 2))
positional(Noisy("plain"), Noisy("too"))
Thing().method(*[Noisy("bound")])
Thing().method(Noisy("bound, plain"))
method = Thing().method
method(Noisy("kept method"))
try:
    fails(*[Noisy("failing")])
except ValueError as error:
    print(error)
print("end")
