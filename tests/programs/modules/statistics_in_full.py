# Averages and spreads of ints, floats and nothing.
import random
import statistics as s


def show(function, *args, **kwargs):
    try:
        print(function.__name__, repr(function(*args, **kwargs)))
    except Exception as error:
        print(function.__name__, type(error).__name__, error)


random.seed(3)
rows = [[1, 2, 3], [1, 2], [1.5, 2.25, 3.125], [0.1] * 10, [5], [], [random.gauss(10, 3) for _ in range(50)],
        [random.randrange(100) for _ in range(31)], ["x"], [1e300, 1e-300], [3, 3, 3]]
for row in rows:
    for function in (s.mean, s.fmean, s.median, s.median_low, s.median_high, s.variance, s.pvariance, s.stdev,
                     s.pstdev, s.mode, s.multimode):
        if row != ["x"] or function not in (s.fmean,):
            show(function, row)
for n in (2, 4, 10):
    show(s.quantiles, rows[6], n=n)
    show(s.quantiles, rows[7], n=n, method="inclusive")
show(s.quantiles, [1])
show(s.fmean, [1, 2, 3], weights=[3, 2, 1])
show(s.variance, [1, 2, 4], 2)
show(s.pstdev, [1.5, 2.5], mu=2)
show(s.stdev, rows[6], s.mean(rows[6]))
