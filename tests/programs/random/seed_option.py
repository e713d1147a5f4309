# test: options --seed 7
import random

first = [random.random(), random.randint(1, 100)]
random.seed(7)
print(first == [random.random(), random.randint(1, 100)], first)
