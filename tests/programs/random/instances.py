import random

a, b = random.Random(1), random.Random(1)
print([a.random() for _ in range(2)] == [b.random() for _ in range(2)])
print(a.randint(1, 1000), b.randint(1, 1000))
state = a.getstate()
before = a.random()
a.setstate(state)
print(a.random() == before)
for wrong in (lambda: random.randint(5, 1), lambda: random.choice([]), lambda: random.sample([1], 2)):
    try:
        wrong()
    except (ValueError, IndexError) as error:
        print(type(error).__name__, error)
