"""Averages and spreads, computed with exact fractions and rounded once."""

from collections import Counter as _Counter
from math import fsum as _fsum
from math import gcd as _gcd
from math import isqrt as _isqrt


class StatisticsError(ValueError):
    pass


def _ratio(x):
    try:
        return x.as_integer_ratio()
    except AttributeError:
        raise TypeError(f"can't convert type '{type(x).__name__}' to numerator/denominator") from None


def _sums(data):
    """How many, the sum and the sum of squares as exact fractions, and whether all are ints."""
    plain, squares = {}, {}
    count = 0
    whole = True
    for x in data:
        n, d = _ratio(x)
        whole = whole and isinstance(x, int)
        plain[d] = plain.get(d, 0) + n
        squares[d * d] = squares.get(d * d, 0) + n * n
        count += 1
    return count, _total(plain), _total(squares), whole


def _total(partial):
    bottom = 1
    for d in partial:
        bottom = bottom * d // _gcd(bottom, d)
    return sum([n * (bottom // d) for d, n in partial.items()]), bottom


def _value(top, bottom, whole):
    return top // bottom if whole and top % bottom == 0 else top / bottom


def _need(count, least, name):
    if count < least:
        how_many = 'one data point' if least == 1 else 'two data points'
        raise StatisticsError(f'{name} requires at least {how_many}')


def mean(data):
    count, (top, bottom), _, whole = _sums(data)
    _need(count, 1, 'mean')
    return _value(top, bottom * count, whole)


def fmean(data, weights=None):
    data = list(data)
    if weights is not None:
        weights = list(weights)
        if len(data) != len(weights):
            raise StatisticsError('data and weights must be the same length')
        total = _fsum(weights)
        if not total:
            raise StatisticsError('sum of weights must be non-zero')
        return _fsum([x * w for x, w in zip(data, weights)]) / total
    _need(len(data), 1, 'fmean')
    return _fsum(data) / len(data)


def _spread(data, least, name, center):
    """The mean square of the distances, as a fraction."""
    if center is not None:
        count, (top, bottom), _, whole = _sums([(x - center) * (x - center) for x in data])
        _need(count, least, name)
        return top, bottom * (count - (least - 1)), whole
    count, (top, bottom), (square_top, square_bottom), whole = _sums(data)
    _need(count, least, name)
    upper = count * square_top * bottom * bottom - top * top * square_bottom
    return upper, square_bottom * bottom * bottom * count * (count - (least - 1)), whole


def variance(data, xbar=None):
    return _value(*_spread(data, 2, 'variance', xbar))


def pvariance(data, mu=None):
    return _value(*_spread(data, 1, 'pvariance', mu))


def _root(top, bottom):
    """The square root of a fraction, correctly rounded: 109 bits of it, the last one sticky."""
    if not top:
        return 0.0
    shift = (top.bit_length() - bottom.bit_length() - 109) // 2
    if shift >= 0:
        bottom <<= 2 * shift
    else:
        top <<= -2 * shift
    root = _isqrt(top // bottom)
    root |= root * root * bottom != top
    return float(root << shift) if shift >= 0 else root / (1 << -shift)


def stdev(data, xbar=None):
    top, bottom, _ = _spread(data, 2, 'stdev', xbar)
    return _root(top, bottom)


def pstdev(data, mu=None):
    top, bottom, _ = _spread(data, 1, 'pstdev', mu)
    return _root(top, bottom)


def _sorted(data):
    data = sorted(data)
    if not data:
        raise StatisticsError('no median for empty data')
    return data


def median(data):
    data = _sorted(data)
    n = len(data)
    if n % 2:
        return data[n // 2]
    return (data[n // 2 - 1] + data[n // 2]) / 2


def median_low(data):
    data = _sorted(data)
    return data[(len(data) - 1) // 2]


def median_high(data):
    data = _sorted(data)
    return data[len(data) // 2]


def mode(data):
    pairs = _Counter(iter(data)).most_common(1)
    if not pairs:
        raise StatisticsError('no mode for empty data')
    return pairs[0][0]


def multimode(data):
    counts = _Counter(iter(data))
    most = max(counts.values(), default=0)
    return [value for value, count in counts.items() if count == most]


def quantiles(data, *, n=4, method='exclusive'):
    if n < 1:
        raise StatisticsError('n must be at least 1')
    data = sorted(data)
    count = len(data)
    if count < 2:
        raise StatisticsError('must have at least two data points')
    result = []
    for i in range(1, n):
        if method == 'inclusive':
            j, delta = divmod(i * (count - 1), n)
            result.append((data[j] * (n - delta) + data[j + 1] * delta) / n)
        elif method == 'exclusive':
            j = min(max(i * (count + 1) // n, 1), count - 1)
            delta = i * (count + 1) - j * n
            result.append((data[j - 1] * (n - delta) + data[j] * delta) / n)
        else:
            raise ValueError(f'Unknown method: {method!r}')
    return result
