# test: refused
class Same:
    def __eq__(self, other):
        return True


class First(Same, Exception):
    pass


print(First(1) == 5)


class Last(Exception, Same):
    pass
