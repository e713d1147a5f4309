class InsufficientFunds(Exception):
    def __init__(self, need, have):
        super().__init__(f"need {need:.2f}, have {have:.2f}")
        self.missing = need - have


class Account:
    fee = 0
    _count = 0

    def __init__(self, owner, balance=0):
        type(self)._count += 1
        self.owner, self.__balance, self.log = owner, balance, []

    @property
    def balance(self):
        return self.__balance

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError("deposits must be positive")
        self.__balance += amount
        self.log.append(("+", amount))
        return self

    def withdraw(self, amount):
        total = amount + self.fee
        if total > self.__balance:
            raise InsufficientFunds(total, self.__balance)
        self.__balance -= total
        self.log.append(("-", total))
        return self

    def __iadd__(self, amount):
        return self.deposit(amount)

    def __str__(self):
        return f"{type(self).__name__}({self.owner}: {self.balance:,.2f})"

    @classmethod
    def from_text(cls, text):
        owner, _, amount = text.partition(":")
        return cls(owner.strip(), float(amount))


class Fancy(Account):
    fee = 1.5

    def withdraw(self, amount):
        super().withdraw(amount)
        self.log[-1] += ("fancy",)
        return self


a, f = Account("ann", 100), Fancy.from_text("bob : 1e3")
a.deposit(50).withdraw(20)
a += 5
print(a, f.withdraw(10), a.log, f.log, Account._count, Fancy._count)
for action in (lambda: a.withdraw(1000), lambda: a.deposit(-1), lambda: setattr(a, "balance", 5), lambda: a.__balance):
    try:
        action()
    except InsufficientFunds as error:
        print("missing", error.missing, error)
    except (ValueError, AttributeError) as error:
        print(type(error).__name__, error)
print(a._Account__balance)


def transfer(source, target, amount):
    try:
        source.withdraw(amount)
    except InsufficientFunds as error:
        raise RuntimeError("transfer failed") from error
    else:
        target.deposit(amount)
    finally:
        print("tried", amount)


transfer(f, a, 100)
try:
    transfer(a, f, 10**6)
except RuntimeError as error:
    print(error, "<-", error.__cause__)
print(a, f)
