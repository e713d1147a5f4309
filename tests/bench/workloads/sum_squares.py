"""The exact sum of i * i: past 63 bits on the way."""
NUMBERS = 10_000_000


def sum_squares(numbers):
    total = 0
    for i in range(numbers):
        total += i * i
    return total


print(sum_squares(NUMBERS))
