class ParseError(Exception):
    def __init__(self, message, at):
        super().__init__(f"{message} at {at}")
        self.at = at


def tokens(text):
    i = 0
    while i < len(text):
        c = text[i]
        if c.isspace():
            i += 1
        elif c.isdigit() or c == ".":
            j = i
            while j < len(text) and (text[j].isdigit() or text[j] == "."):
                j += 1
            yield float(text[i:j]) if "." in text[i:j] else int(text[i:j]), i
            i = j
        elif c in "+-*/()^":
            yield c, i
            i += 1
        else:
            raise ParseError(f"unexpected {c!r}", i)
    yield None, len(text)


class Parser:
    def __init__(self, text):
        self.stream = tokens(text)
        self.advance()

    def advance(self):
        self.token, self.at = next(self.stream)

    def expect(self, wanted):
        if self.token != wanted:
            raise ParseError(f"expected {wanted!r}, got {self.token!r}", self.at)
        self.advance()

    def parse(self):
        value = self.sum()
        if self.token is not None:
            raise ParseError(f"trailing {self.token!r}", self.at)
        return value

    def sum(self):
        value = self.product()
        while self.token in ("+", "-"):
            op = self.token
            self.advance()
            value = value + self.product() if op == "+" else value - self.product()
        return value

    def product(self):
        value = self.power()
        while self.token in ("*", "/"):
            op = self.token
            self.advance()
            right = self.power()
            value = value * right if op == "*" else value / right
        return value

    def power(self):
        base = self.atom()
        if self.token == "^":
            self.advance()
            return base ** self.power()
        return base

    def atom(self):
        if self.token == "-":
            self.advance()
            return -self.atom()
        if self.token == "(":
            self.advance()
            value = self.sum()
            self.expect(")")
            return value
        if isinstance(self.token, (int, float)):
            value = self.token
            self.advance()
            return value
        raise ParseError(f"expected a value, got {self.token!r}", self.at)


for text in ("1 + 2 * 3", "(1 + 2) * 3", "2 ^ 3 ^ 2", "-4 / 2 + 1.5", "10 - 2 - 3", "1 / 0", "(1 + 2", "1 + ", "2 $ 3", "1 2", "((((7))))"):
    try:
        print(f"{text} = {Parser(text).parse()}")
    except ParseError as error:
        print(f"{text}: {error}")
    except ZeroDivisionError as error:
        print(f"{text}: {type(error).__name__}")
