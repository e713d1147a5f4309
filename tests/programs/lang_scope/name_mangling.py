class Account:
    __count = 0

    def __init__(self, balance):
        self.__balance = balance
        Account.__count += 1

    def __secret(self):
        return self.__balance * 2

    def reveal(self):
        return self.__secret()

    def __dunder__(self):
        return "kept"

    def compare(self, other):
        return self.__balance - other.__balance

    def local(self):
        __x = 3
        return [__x for _ in range(2)]

    @staticmethod
    def keyword(__a=1):
        return __a


a = Account(5)
print(a.__dict__, a.reveal(), a.__dunder__(), a.compare(Account(2)))
print(Account._Account__count, a._Account__secret())
print(a.local(), Account.keyword())
try:
    a.__balance
except AttributeError as error:
    print(error)


class Sub(Account):
    def steal(self):
        return self.__balance


try:
    Sub(1).steal()
except AttributeError as error:
    print(error)


class _Private:
    __v = 1


class __:
    __w = 2


print(_Private._Private__v, __.__w if hasattr(__, "__w") else "mangled")
