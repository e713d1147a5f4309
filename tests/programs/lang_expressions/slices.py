a = list(range(10))
s = "abcdefghij"
t = tuple(a)
for x in (a, s, t, b"abcdefghij", range(10)):
    print(x[2:5], x[:3], x[7:], x[-3:], x[:-7], x[::3], x[::-1], x[8:2:-2], x[100:], x[-100:2], x[5:2])
a[2:5] = ["x"]
print(a)
a[1:1] = [7, 8]
print(a)
a[::2] = range(len(a[::2]))
print(a)
a[-1:] = []
print(a)
a[len(a):] = "end"
print(a)
x = slice(1, 5, 2)
print(x, x.start, x.stop, x.step, x.indices(4), x.indices(100))
print(slice(3), slice(None), slice(1, 2) == slice(1, 2), s[x])
print(slice(None, None, -1).indices(5), slice(-3, None).indices(5))


class Show:
    def __getitem__(self, key):
        return key


show = Show()
print(show[1:2], show[::2], show[1:2, 3], show[...], show[:], show[1, 2], show[()], show[*[1, 2]])
print([1, 2, 3][True], "abc"[False:True])
