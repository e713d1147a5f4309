import random

first = random.random()
random.seed()
print(random.random() == first, random.Random().random() == first)
random.seed(0)
print(random.random() == first)
