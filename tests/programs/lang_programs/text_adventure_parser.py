class Command:
    registry = {}

    def __init_subclass__(cls):
        Command.registry[cls.__name__.lower()] = cls()

    def run(self, world, *args):
        raise NotImplementedError


class Go(Command):
    MOVES = {"north": (0, 1), "south": (0, -1), "east": (1, 0), "west": (-1, 0)}

    def run(self, world, direction="nowhere"):
        try:
            dx, dy = self.MOVES[direction]
        except KeyError:
            return f"You cannot go {direction}."
        world["at"] = tuple(a + d for a, d in zip(world["at"], (dx, dy)))
        return f"You are at {world['at']}."


class Take(Command):
    def run(self, world, *what):
        name = " ".join(what) or "nothing"
        world["bag"].append(name)
        return f"Taken: {name}."


class Look(Command):
    def run(self, world):
        return f"At {world['at']} with {', '.join(world['bag']) or 'an empty bag'}."


class Dance(Command):
    pass


def play(lines):
    world = {"at": (0, 0), "bag": []}
    for line in lines:
        verb, *args = line.lower().split() or [""]
        try:
            yield Command.registry[verb].run(world, *args)
        except KeyError:
            yield f"Unknown command {verb!r}; try {', '.join(sorted(Command.registry))}."
        except NotImplementedError:
            yield f"{verb} is not ready."
        except TypeError as error:
            yield f"Wrong: {error}"


for answer in play(["look", "go north", "go up", "TAKE old lamp", "take", "fly", "dance", "look around", "go", "look", ""]):
    print(">", answer)
