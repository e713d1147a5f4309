class Machine:
    def __init__(self):
        self.stack, self.variables, self.output = [], {}, []

    def op_push(self, x):
        self.stack.append(x)

    def op_add(self):
        b, a = self.stack.pop(), self.stack.pop()
        self.stack.append(a + b)

    def op_mul(self):
        self.stack.append(self.stack.pop() * self.stack.pop())

    def op_store(self, name):
        self.variables[name] = self.stack.pop()

    def op_load(self, name):
        self.stack.append(self.variables[name])

    def op_print(self):
        self.output.append(str(self.stack[-1]))

    def op_jump_if_less(self, name, limit, target):
        if self.variables[name] < limit:
            return target

    def run(self, code):
        pc = steps = 0
        while pc < len(code):
            name, *args = code[pc]
            try:
                method = getattr(self, f"op_{name}")
            except AttributeError:
                raise ValueError(f"unknown instruction {name!r} at {pc}") from None
            target = method(*args)
            pc = pc + 1 if target is None else target
            steps += 1
        return steps


code = [("push", 1), ("store", "n"), ("push", 1), ("store", "f"), ("load", "f"), ("load", "n"), ("mul",), ("print",), ("store", "f"),
        ("load", "n"), ("push", 1), ("add",), ("store", "n"), ("jump_if_less", "n", 8, 4)]
m = Machine()
print(m.run(code), m.variables, m.output, m.stack)
for bad in ([("nope",)], [("add",)], [("push",)], [("load", "x")]):
    try:
        Machine().run(bad)
    except (ValueError, IndexError, TypeError, KeyError) as error:
        print(type(error).__name__, error)
