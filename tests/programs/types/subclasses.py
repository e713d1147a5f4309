"""Classes below the builtin types."""
class D(dict):
    def __setitem__(self, k, v):
        super().__setitem__(k, v*2)
    def __getitem__(self, k):
        return super().__getitem__(k)+1
    def __len__(self): return 5
d = D()
d['a'] = 1
print(d['a'], d, len(d), dict.__len__(d))
class L(list):
    def __init__(self, *a):
        super().__init__(a)
        self.x = 1
    def append(self, v):
        super().append(v+1)
    def __add__(self, o): return L(*list.__add__(self, o))
l = L(1,2)
l.append(3)
print(l, l.x, l+[3], type(l+[3]), l == [1,2,4], len(l), l[0], [*l])
class I(int):
    def __add__(self, o): return I(int.__add__(self, o))
print(I(5)+3, type(I(5)+3), I(5)*2, repr(I(7)), I(5) == 5, {I(5): 1}[5])
class S(str):
    def shout(self): return self.upper()+'!'
print(S('abc').shout(), S('abc'), S('a')+'b', S('x') == 'x', len(S('abc')), isinstance(S('a'), str))
class F(float): pass
print(F(1.5)+1, F('2.5'))
class T(tuple): 
    def __new__(cls, a, b): return super().__new__(cls, (a, b))
print(T(1,2), T(1,2)[0], T(1,2)==(1,2), hash(T(1,2))==hash((1,2)))


class Numbered(int):
    def __new__(cls, value, name):
        number = int.__new__(cls, value)
        number.name = name
        return number


five = Numbered(5, 'five')
print(five, five.name, five + 1, five == 5, five.__dict__)


class Sized(str):
    def __init__(self, text):
        self.size = len(text)


print(Sized('abc'), Sized('abc').size, Sized('abc').upper())


class Pair(tuple):
    def __init__(self, items):
        self.size = len(items)


print(Pair([1, 2]), Pair([1, 2]).size, Pair([1, 2]) + (3,))
