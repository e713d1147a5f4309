# test: stderr
def helper():
    raise NotImplementedError


class Broken:
    value = 1

    class Inner:
        other = helper()
