import random

random.seed(42)
print(random.random(), random.random())
print([random.randint(1, 6) for _ in range(12)])
print(random.uniform(1, 10), random.choice(["a", "b", "c"]), random.choice("xyz"))
print(random.sample(range(100), 5), random.choices([1, 2, 3], k=6), random.choices("ab", weights=[9, 1], k=8))
items = list(range(10))
random.shuffle(items)
print(items, random.randrange(10), random.randrange(5, 50, 5), random.getrandbits(40))
print(random.gauss(0, 1), random.gauss(5, 2), random.expovariate(0.5), random.normalvariate(0, 1))
print(random.triangular(0, 10, 3), random.betavariate(2, 3), random.lognormvariate(0, 1))
