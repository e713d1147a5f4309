# test: stderr
class Bad:
    def __len__(self):
        return len(5)

    def __repr__(self):
        return "x" + 1


print(len([Bad()]))
print(bool(Bad()))
