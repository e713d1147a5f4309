# test: stderr
apply = lambda f, x: f(x)
values = [apply(lambda n: 10 // n, k) for k in (5, 2, 0)]
print(values)
