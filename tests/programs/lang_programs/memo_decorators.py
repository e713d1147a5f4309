def memo(function):
    cache = {}

    def wrapper(*args):
        if args not in cache:
            cache[args] = function(*args)
            wrapper.misses += 1
        else:
            wrapper.hits += 1
        return cache[args]

    wrapper.hits = wrapper.misses = 0
    wrapper.cache = cache
    return wrapper


@memo
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(80), fib.hits, fib.misses, len(fib.cache), fib.__name__)


@memo
def distance(a, b):
    if not a or not b:
        return len(a) + len(b)
    return min(distance(a[1:], b) + 1, distance(a, b[1:]) + 1, distance(a[1:], b[1:]) + (a[0] != b[0]))


print(distance("kitten", "sitting"), distance("", "abc"), distance.misses)


def repeat(times):
    def decorator(f):
        def inner(*args, **kwargs):
            return [f(*args, **kwargs) for _ in range(times)]

        return inner

    return decorator


class CountCalls:
    def __init__(self, function):
        self.function, self.count = function, 0

    def __call__(self, *args, **kwargs):
        self.count += 1
        return self.function(*args, **kwargs)


@repeat(3)
@CountCalls
def greet(name, *, punctuation="!"):
    return f"Hi {name}{punctuation}"


print(greet("Bo"), greet("Al", punctuation="?"))


def validate(**checks):
    def decorator(f):
        def inner(**kwargs):
            for name, check in checks.items():
                if not check(kwargs[name]):
                    raise ValueError(f"{name}={kwargs[name]!r} is not valid")
            return f(**kwargs)

        return inner

    return decorator


@validate(age=lambda a: a >= 0, name=str.isalpha)
def person(name, age):
    return f"{name} ({age})"


print(person(name="Ann", age=3))
for bad in ({"name": "X1", "age": 3}, {"name": "X", "age": -1}):
    try:
        person(**bad)
    except ValueError as error:
        print(error)


def singleton(cls):
    instances = {}

    def get(*args):
        if cls not in instances:
            instances[cls] = cls(*args)
        return instances[cls]

    return get


@singleton
class Config:
    def __init__(self, value):
        self.value = value


print(Config(1) is Config(2), Config(3).value)
