import random

for seed in (0, 1, -1, 2**70, "text", b"bytes", 3.5, 123456789012345678901234567890):
    random.seed(seed)
    print(random.random(), random.randint(0, 10**20))
