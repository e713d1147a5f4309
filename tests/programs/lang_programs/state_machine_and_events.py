class EventBus:
    def __init__(self):
        self._handlers = {}

    def on(self, name):
        def register(handler):
            self._handlers.setdefault(name, []).append(handler)
            return handler

        return register

    def emit(self, name, *args, **kwargs):
        return [h(*args, **kwargs) for h in self._handlers.get(name, [])]


bus = EventBus()


@bus.on("start")
@bus.on("restart")
def started(what="thing"):
    return f"{what} started"


@bus.on("start")
def log(what="thing"):
    return what.upper()


print(bus.emit("start", what="engine"), bus.emit("restart"), bus.emit("nothing"))


class Light:
    TRANSITIONS = {("red", "next"): "green", ("green", "next"): "yellow", ("yellow", "next"): "red"}
    TRANSITIONS.update({(s, "break"): "off" for s in ("red", "green", "yellow")})

    def __init__(self):
        self.state, self.history = "red", []

    def send(self, event):
        try:
            new = self.TRANSITIONS[self.state, event]
        except KeyError:
            raise ValueError(f"cannot {event} when {self.state}") from None
        self.history.append(f"{self.state}->{new}")
        self.state = new


light = Light()
for event in ("next", "next", "next", "break", "next"):
    try:
        light.send(event)
    except ValueError as error:
        print(error)
print(light.state, light.history)


def coroutine_machine():
    total, mode = 0, "add"
    while True:
        command = yield (mode, total)
        if command in ("add", "sub"):
            mode = command
        elif command == "stop":
            return total
        else:
            total += command if mode == "add" else -command


m = coroutine_machine()
print(next(m), m.send(5), m.send("sub"), m.send(2))
try:
    m.send("stop")
except StopIteration as stop:
    print("result", stop.value)
