"""More parts than are joined at once: a group at a time, whatever the formats give."""


class Odd(str):
    def __radd__(self, other):
        return "added"


class Gives:
    def __format__(self, spec):
        return Odd(f"<{spec}>")


def joined(n, gives):
    return f"{n}é{n}é{n}é{n}é{n}é{n}é{n}é{n}é{n}é{n}é{n}é{n}é{n}é{n}é{n}é{n}é{n}é{n}é{n}é{n}é"


def with_odd_last(n, gives):
    return f"{n}é{n}é{n}é{n}é{n}é{n}é{n}é{n}é{n}é{n}é{n}é{n}é{n}é{n}é{n}é{n}é{n}é{n}é{n}é{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{gives:x}"


def only_odd(gives):
    return f"{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}{gives:y}"


gives = Gives()
print(joined(7, gives))
print(with_odd_last(8, gives), type(with_odd_last(8, gives)).__name__)
print(only_odd(gives), type(only_odd(gives)).__name__)
before = "a"
after = before
before += f"{after}-{after}-{after}-{after}-{after}-{after}-{after}-{after}-{after}-{after}-{after}-{after}-{after}-{after}-{after}-{after}-{after}-{after}-{after}-{after}-{after}-{after}-{after}-{after}-{after}-{after}-{after}-{after}-{after}-{after}-{after}-"
print(before, after)
