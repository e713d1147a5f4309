class Scheduler:
    def __init__(self):
        self.queue, self.log, self.results = [], [], {}

    def spawn(self, name, gen):
        self.queue.append((name, gen, None))

    def run(self):
        turn = 0
        while self.queue:
            name, gen, value = self.queue.pop(0)
            turn += 1
            try:
                request = gen.send(value)
            except StopIteration as stop:
                self.results[name] = stop.value
                self.log.append(f"{turn}:{name} done")
            except Exception as error:
                self.results[name] = error
                self.log.append(f"{turn}:{name} failed")
            else:
                reply = None
                if isinstance(request, tuple) and request[0] == "spawn":
                    self.spawn(request[1], request[2])
                    reply = f"spawned {request[1]}"
                elif request == "turn":
                    reply = turn
                self.queue.append((name, gen, reply))
        return self.results


def counter(n):
    total = 0
    for _ in range(n):
        total += yield "turn"
    return total


def parent():
    print((yield ("spawn", "child", counter(2))))
    yield
    return "parent result"


def faulty():
    yield
    raise ValueError("broken task")


def delegating():
    first = yield from counter(1)
    second = yield from counter(2)
    return first, second


s = Scheduler()
s.spawn("a", counter(3))
s.spawn("p", parent())
s.spawn("f", faulty())
s.spawn("d", delegating())
for name, result in s.run().items():
    print(name, repr(result))
print(*s.log)
